"""Thirty-two people save at once over HTTP: every acknowledged answer is in the database."""

import http.cookiejar
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from surveys.answering import token_hash
from surveys.models import Answer, Response
from tests.surveys.browsing import _Fields
from tests.surveys.builders import make_survey

N_CLIENTS = 32
CODES = [f"EMO{n:02d}" for n in range(1, 9)]
CELLS = [f"{code}_{question}" for code in CODES for question in ("importance", "difficulty")]


class Phone:
    """A browser over real HTTP: cookies, the form's hidden fields, one connection a request."""

    def __init__(self, base):
        self.base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def post(self, path, data):
        body = urllib.parse.urlencode(data).encode()
        headers = {"X-CSRFToken": self.csrf, "HX-Request": "true"}
        request = urllib.request.Request(self.base + path, body, headers)
        with self.opener.open(request, timeout=60) as reply:
            return reply.url, reply.read().decode()

    def get(self, path):
        with self.opener.open(self.base + path, timeout=60) as reply:
            fields = _Fields(reply.read().decode())
        self.csrf = fields.hidden["csrfmiddlewaretoken"]
        return fields

    def fill(self, slug, seed):
        """Answer every cell twice, by autosave or by whole pages in turn; what was acknowledged."""
        self.get(f"/respond/{slug}/")
        form = {"consent": "yes", "csrfmiddlewaretoken": self.csrf}
        url, _html = self.post(f"/respond/{slug}/", form)
        path = urllib.parse.urlsplit(url).path
        acknowledged = {}
        for turn in (0, 1):
            hidden = self.get(path).hidden
            values = {name: 1 + (seed + place + turn) % 3 for place, name in enumerate(CELLS)}
            if (seed + turn) % 2:
                self.post(path, hidden | values | {"action": "stay"})
                acknowledged |= values
                continue
            for count, (name, value) in enumerate(values.items(), start=2):
                data = {name: value, f"{name}_seen": hidden[f"{name}_seen"], "counter": count}
                self.post(f"/responses/{path.split('/')[2]}/save/", hidden | data)
                acknowledged[name] = value
        return path.split("/")[2], acknowledged


@pytest.mark.django_db(transaction=True)
def test_saves_of_many_clients_at_once_are_all_in_the_database(live_server):
    make_survey(items=CODES)

    with ThreadPoolExecutor(N_CLIENTS) as pool:
        told = list(pool.map(lambda n: Phone(live_server.url).fill("pilot", n), range(N_CLIENTS)))

    connections["default"].close()
    stored = {}
    for hashed, code, question, value in Answer.objects.values_list(
        "response__token_hash", "item__code", "question", "value"
    ):
        stored.setdefault(hashed, {})[f"{code}_{question}"] = value
    assert Response.objects.count() == N_CLIENTS
    assert len(stored) == N_CLIENTS
    assert stored == {token_hash(token): acknowledged for token, acknowledged in told}
