"""A respondent as a program: consents, then saves cells as the browser does, one at a time."""

import hashlib
import http.client
import re
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tools.site import SURVEY

HIDDEN = re.compile(r'<input type="hidden"[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"')
RADIO = re.compile(r'<input type="radio"[^>]*\bname="([A-Z]+\d+_[a-z]+)"[^>]*\bvalue="(\d|na)"')
PAGES = ("emotional_jobs", "social_jobs")


class RefusedError(Exception):
    """The server answered with something else than 2xx or 3xx; the status is the argument."""


@dataclass
class Reply:
    """What the server sent, read in full."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes

    @property
    def body(self) -> str:
        """The content as text, where it was not asked for compressed."""
        return self.content.decode()


@dataclass
class Respondent:
    """One person with one response; holds one connection."""

    port: int
    survey: str = SURVEY
    pages: tuple[str, ...] = PAGES
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None
    accept_encoding: str = "identity"
    token: str = ""
    page_load: str = ""
    counter: int = 1
    values: dict[str, list[str]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)

    @property
    def token_hash(self) -> str:
        """The response's token as the database knows it."""
        return hashlib.sha256(self.token.encode()).hexdigest()

    def connect(self) -> None:
        """Opens a connection when there is none; OSError when nobody listens."""
        if self.connection is None:
            fresh = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            fresh.connect()
            self.connection = fresh

    def disconnect(self) -> None:
        """Gives the connection up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def send(self, method: str, path: str, data: dict[str, str] | None = None) -> Reply:
        """One exchange on the open connection, as a browser would have it."""
        connection = self._request(method, path, data)
        answer = connection.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(answer.status, answer.headers, content)

    def _request(
        self, method: str, path: str, data: dict[str, str] | None
    ) -> http.client.HTTPConnection:
        self.connect()
        assert self.connection is not None  # noqa: S101  (connect has just opened it)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies}
        if path.endswith("/save/"):
            headers["HX-Request"] = "true"
        headers["Accept-Encoding"] = self.accept_encoding
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = urlencode(data) if data is not None else None
        self.connection.request(method, path, body=body, headers=headers)
        return self.connection

    def ask(self, method: str, path: str, data: dict[str, str] | None = None) -> Reply:
        """As `send`; raises RefusedError for 4xx and 5xx."""
        reply = self.send(method, path, data)
        if reply.status >= 400:
            raise RefusedError(reply.status)
        return reply

    def begin(self) -> None:
        """Consents and opens each page once, to learn the cells and their values."""
        start = f"/respond/{self.survey}/"
        self.ask("GET", start)
        location = self.ask("POST", start, {"consent": "1", "action": "next"}).headers["Location"]
        self.token = location.split("/")[2]
        for page in self.pages:
            self.open(page)

    def open(self, page: str) -> None:
        """Loads a page and reads it."""
        self.read(self.ask("GET", f"/responses/{self.token}/{page}/"))

    def read(self, reply: Reply) -> None:
        """Reads a page's cells, their values and the marks of the page load."""
        body = reply.body
        hidden = _hidden(body)
        self.page_load = hidden["page_load"]
        self.seen |= {name: value for name, value in hidden.items() if name.endswith("_seen")}
        values: dict[str, list[str]] = {}
        for name, value in RADIO.findall(body):
            values.setdefault(name, []).append(value)
        self.values |= values

    def tap(self, name: str, value: str) -> dict[str, str]:
        """What htmx sends for a tap on `value` in the cell `name`."""
        self.counter += 1
        data = {name: value, f"{name}_seen": self.seen[f"{name}_seen"], "n_cells": "48"}
        return data | {"page_load": self.page_load, "counter": str(self.counter)}

    def save(self, name: str, value: str) -> Reply:
        """Taps `value` in the cell `name`."""
        return self.save_again(self.tap(name, value))

    def save_again(self, data: dict[str, str]) -> Reply:
        """Sends what `tap` made, as often as one likes."""
        return self.send("POST", f"/responses/{self.token}/save/", data)

    def save_deaf(self, data: dict[str, str]) -> None:
        """As `save_again`, but is gone before the reply."""
        self._request("POST", f"/responses/{self.token}/save/", data)
        self.disconnect()

    def form(self, values: dict[str, str], action: str = "stay") -> dict[str, str]:
        """What the plain form of a page sends when these values are ticked."""
        self.counter += 1
        marks = {"page_load": self.page_load, "counter": str(self.counter), "action": action}
        return self.seen | values | marks

    def send_page(self, page: str, form: dict[str, str]) -> Reply:
        """Sends a whole page, as `form` made it."""
        return self.send("POST", f"/responses/{self.token}/{page}/", form)

    def submit(self) -> Reply:
        """Sends the response off."""
        return self.send("POST", f"/responses/{self.token}/review/", {"action": "submit"})


def _hidden(body: str) -> dict[str, str]:
    return dict(HIDDEN.findall(body))
