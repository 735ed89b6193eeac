"""`make load`: five hundred respondents fill in a survey at once; how long does a save take?

    python -m tools.load [--people N] [--pause SECONDS] [--seconds N] [--engine sqlite|postgresql]

The server is the shipped one, supervised, with two workers; the people are one thread of this
process, which shares the machine with it. A save's time runs from the tap to the last byte of the
reply: where the reply before was late, the waiting for it counts. Afterwards the database is held
against what people were told, past the application (tools.oracle). A run of both engines writes
its result into docs/performance.md. It fails where a save failed or 95 of 100 took too long.
"""

import argparse
import heapq
import os
import random
import re
import selectors
import signal
import socket
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from statistics import quantiles
from urllib.parse import urlencode

from tools import oracle, reports
from tools.oracle import Client
from tools.respondent import Respondent
from tools.site import ENGINES, ROOT, UPGRADE, Site, site

DOCUMENT = ROOT / "docs" / "performance.md"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
MILLISECONDS_95 = 300
SECONDS_TO_ANSWER = 30
NO_REPLY = 0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
HEAD = (
    "| Engine | People | Seconds | Saves | Failed | Half within, ms | 95 % | 99 % | Slowest |",
    "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
)


@dataclass
class Result:
    """What the taps came to: milliseconds of those acknowledged, and the rest by status."""

    n_people: int
    seconds: float
    times: list[float] = field(default_factory=list)
    failures: Counter[int] = field(default_factory=Counter)
    cpu_share: float = 0

    def percentile(self, percent: int) -> float:
        """Milliseconds within which so many of 100 saves were acknowledged."""
        return quantiles(self.times, n=100, method="inclusive")[percent - 1]

    def is_good(self) -> bool:
        """Whether nothing failed and few waited."""
        return not self.failures and self.percentile(95) < MILLISECONDS_95

    def row(self, engine: str) -> str:
        """The line of the table."""
        counts = [self.n_people, round(self.seconds), len(self.times), self.failures.total()]
        figures = [*(self.percentile(percent) for percent in (50, 95, 99)), max(self.times)]
        cells = [f"{number:,}" for number in counts] + [f"{figure:.0f}" for figure in figures]
        return f"| {NAMES[engine]} | " + " | ".join(cells) + " |"


class Person:
    """A respondent who goes from cell to cell, on one connection that is opened anew if it ends."""

    def __init__(self, client: Client, chance: random.Random) -> None:
        respondent = client.respondent
        respondent.disconnect()
        self.client = client
        self.chance = chance
        self.token_hash = respondent.token_hash
        self.names = sorted(respondent.values)
        self.n_taps = chance.randrange(len(self.names))
        cookies = "; ".join(f"{name}={value}" for name, value in respondent.cookies.items())
        self.head = (
            f"POST /responses/{respondent.token}/save/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: {cookies}\r\nHX-Request: true\r\n"
            "Accept-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        )
        self.socket = self.connected()
        self.request = self.reply = b""
        self.sent: list[str] = []
        self.value = ""
        self.is_repeated = False

    def connected(self) -> socket.socket:
        """A new connection."""
        return socket.create_connection(
            ("127.0.0.1", self.client.respondent.port), timeout=SECONDS_TO_ANSWER
        )

    def tap(self) -> None:
        """Answers the next cell, as htmx sends it."""
        name = self.names[self.n_taps % len(self.names)]
        self.n_taps += 1
        self.value = self.chance.choice(self.client.respondent.values[name])
        self.sent = self.client.allowed.setdefault((self.token_hash, name), [""])
        self.sent.append(self.value)
        body = urlencode(self.client.respondent.tap(name, self.value))
        self.request = f"{self.head}Content-Length: {len(body)}\r\n\r\n{body}".encode()
        self.is_repeated = False
        self.send()

    def send(self) -> None:
        """Puts the request on the connection; that it has ended shows when the reply is read."""
        self.reply = b""
        try:
            self.socket.sendall(self.request)
        except OSError:
            return

    def read(self) -> int | None:
        """Takes in what has come: the reply's status, NO_REPLY, or None while more is to come."""
        try:
            more = self.socket.recv(65_536)
        except OSError:
            more = b""
        self.reply += more
        head, blank, body = self.reply.partition(b"\r\n\r\n")
        if not more:
            return NO_REPLY
        length = LENGTH.search(head)
        if not blank or (length and len(body) < int(length[1])):
            return None
        return int(self.reply[9:12])

    def note(self, status: int) -> None:
        """Remembers what the person was told, for the judge."""
        if status == 200:
            self.sent[:] = [self.value]
            self.client.n_acknowledged += 1
        else:
            self.client.refusals[status] += 1


class Crowd:
    """All of them, each tapping every `pause` seconds or so, whatever the others do."""

    def __init__(self, people: list[Person], pause: float) -> None:
        self.people = people
        self.pause = pause
        self.selector = selectors.DefaultSelector()
        self.chance = random.Random(len(people))  # noqa: S311  (repeatable, not secret)
        # When each person's next tap is due; while they wait for a reply, when the last one was.
        self.due: list[tuple[float, int]] = []
        self.waiting: dict[int, float] = {}
        for number, person in enumerate(people):
            self.selector.register(person.socket, selectors.EVENT_READ, number)

    def run(self, seconds: float) -> Result:
        """Lets them tap for so long, then waits for the replies under way."""
        begun, used = time.monotonic(), time.process_time()
        end = begun + seconds
        self.due = [(begun + self.pause * self.chance.random(), n) for n in range(len(self.people))]
        heapq.heapify(self.due)
        result = Result(len(self.people), seconds)
        while self.is_busy(end) and (now := time.monotonic()) < end + SECONDS_TO_ANSWER:
            self.send_due(now, end)
            is_due_next = self.due and self.due[0][0] < end
            patience = max(self.due[0][0] - now, 0) if is_due_next else 0.05
            for key, _events in self.selector.select(patience):
                self.receive(key.data, result)
        result.failures[NO_REPLY] += len(self.waiting)
        result.failures += Counter()  # drops a count of nothing
        result.cpu_share = (time.process_time() - used) / (time.monotonic() - begun)
        self.leave()
        return result

    def leave(self) -> None:
        """Everybody hangs up."""
        self.selector.close()
        for person in self.people:
            person.socket.close()

    def is_busy(self, end: float) -> bool:
        """Whether a reply is awaited, or a tap is due before the end."""
        return bool(self.waiting) or self.due[0][0] < end

    def send_due(self, now: float, end: float) -> None:
        """Every tap that is due is sent, be it late."""
        while self.due and self.due[0][0] <= now and self.due[0][0] < end:
            due, number = heapq.heappop(self.due)
            self.waiting[number] = due
            self.people[number].tap()

    def receive(self, number: int, result: Result) -> None:
        """Takes in what came for one person; with the whole reply, their next tap is planned."""
        person = self.people[number]
        status = person.read()
        if status is None:
            return
        if status == NO_REPLY and self.reopened(number):
            return
        if number not in self.waiting:
            return
        due = self.waiting.pop(number)
        person.note(status)
        if status == 200:
            result.times.append((time.monotonic() - due) * 1000)
        else:
            result.failures[status] += 1
        heapq.heappush(self.due, (due + self.pause * self.chance.uniform(0.5, 1.5), number))

    def reopened(self, number: int) -> bool:
        """Opens an ended connection anew and sends once more what it carried, as browsers do."""
        person = self.people[number]
        self.selector.unregister(person.socket)
        person.socket.close()
        person.socket = person.connected()
        self.selector.register(person.socket, selectors.EVENT_READ, number)
        if number not in self.waiting or person.is_repeated:
            return False
        person.is_repeated = True
        person.send()
        return True


def begun(place: Site, n_people: int) -> list[Person]:
    """So many people with a page before them."""
    clients = [Client(Respondent(place.port), seed) for seed in range(n_people)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda client: client.respondent.begin(), clients))
    chances = [random.Random(client.seed) for client in clients]  # noqa: S311  (repeatable)
    return [Person(client, chance) for client, chance in zip(clients, chances, strict=True)]


def measure(engine: str, *, n_people: int, pause: float, seconds: float) -> Result:
    """One engine's run; ends it where an answer is lost or invented."""
    with site(engine, UPGRADE) as place:
        # Nobody waits for their turn to begin, however many begin from this one address.
        place.environment["STARTS_PER_MINUTE"] = str(n_people + 1)
        place.start(supervised=True)
        progress(f"{NAMES[engine]}: {n_people} people begin")
        people = begun(place, n_people)
        progress(f"{NAMES[engine]}: they answer for {seconds:.0f} s")
        result = Crowd(people, pause).run(seconds)
        oracle.judge(place, [person.client for person in people])
        place.end(signal.SIGTERM)
    if result.failures or len(result.times) < n_people:
        print(f"{len(result.times)} saves, failures by status: {dict(result.failures)}")
    return result


def table(results: dict[str, Result], command: str) -> str:
    """The result as docs/performance.md has it."""
    shares = " and ".join(f"{result.cpu_share:.0%}" for result in results.values())
    told = (
        f"`{command}` on {date.today():%-d %B %Y}, {os.cpu_count()} processors; the people "
        f"themselves took {shares} of one. No acknowledged answer was lost, none invented."
    )
    rows = [result.row(engine) for engine, result in results.items()]
    return "\n".join([told, "", *HEAD, *rows])


def progress(text: str) -> None:
    """A line about how far it is."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measures, and writes where both engines were asked; returns 1 where it was not good."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--pause", type=float, default=4.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--engine", choices=ENGINES)
    options = parser.parse_args()
    os.umask(0o077)
    run: Callable[[str], Result] = partial(
        measure, n_people=options.people, pause=options.pause, seconds=options.seconds
    )
    results = {engine: run(engine) for engine in ([options.engine] if options.engine else ENGINES)}
    text = table(results, " ".join(["make load", *sys.argv[1:]]))
    print(text)
    if not options.engine:
        reports.write_between("load", text, DOCUMENT)
    return 0 if all(result.is_good() for result in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
