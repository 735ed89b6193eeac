"""`make load`: what it sends, when it counts a save as failed, and how long it says a save took."""

import random
import socketserver
import threading
import time

import pytest

from tools import load
from tools.oracle import Client
from tools.respondent import Respondent

pytestmark = pytest.mark.unmeasured

NAME = "EMO01_importance"
SAVED = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nSaved"
REFUSED = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n"
HANG_UP = b""


class Scripted(socketserver.ThreadingTCPServer):
    """A server that answers each request with the next of `replies`, then with SAVED."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Reading)
        self.replies = []
        self.requests = []
        self.seconds = 0.0


class Reading(socketserver.StreamRequestHandler):
    def handle(self):
        while head := self.head():
            length = int(next(line for line in head if line.startswith("Content-Length"))[16:])
            self.server.requests.append((head[0], self.rfile.read(length).decode()))
            time.sleep(self.server.seconds)
            reply = self.server.replies.pop(0) if self.server.replies else SAVED
            if reply == HANG_UP:
                return
            self.wfile.write(reply)

    def head(self):
        lines = []
        while (line := self.rfile.readline().decode().strip()) != "":
            lines.append(line)
        return lines


@pytest.fixture
def server():
    with Scripted() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def fill(server, *, n_people, pause, seconds):
    """Lets people tap at the server; the result, and the people."""
    people = []
    for seed in range(n_people):
        person = Respondent(server.server_address[1], token=f"token{seed}", page_load="load")
        person.values = {NAME: ["1", "2", "3"]}
        person.seen = {f"{NAME}_seen": "0:"}
        people.append(load.Person(Client(person, seed), random.Random(seed)))
    return load.Crowd(people, pause).run(seconds), people


def test_each_person_taps_on_and_is_told_so(server):
    result, people = fill(server, n_people=5, pause=0.1, seconds=0.5)

    assert not result.failures
    assert len(result.times) == len(server.requests) >= 5
    assert {head for head, _body in server.requests} == {
        f"POST /responses/token{seed}/save/ HTTP/1.1" for seed in range(5)
    }
    assert sum(person.client.n_acknowledged for person in people) == len(result.times)
    for person in people:
        told = person.client.allowed[person.token_hash, NAME]
        body = [body for head, body in server.requests if person.client.respondent.token in head][
            -1
        ]
        assert f"{NAME}={told[0]}&" in body


def test_refusal_is_a_failure_and_the_value_may_stand_or_not(server):
    server.replies = [REFUSED]

    result, (person,) = fill(server, n_people=1, pause=0.4, seconds=0.41)

    assert dict(result.failures) == {503: 1}
    assert not result.is_good()
    assert person.client.allowed[person.token_hash, NAME] == ["", person.value]


def test_connection_that_ends_is_opened_anew_and_the_tap_sent_once_more(server):
    server.replies = [HANG_UP]

    result, _people = fill(server, n_people=1, pause=0.3, seconds=0.31)

    assert not result.failures
    assert server.requests[0] == server.requests[1]


def test_connection_that_ends_twice_is_a_failure(server):
    server.replies = [HANG_UP, HANG_UP]

    result, _people = fill(server, n_people=1, pause=0.3, seconds=0.31)

    assert dict(result.failures) == {load.NO_REPLY: 1}


def test_waiting_for_the_reply_before_counts(server):
    server.seconds = 0.2

    result, _people = fill(server, n_people=1, pause=0.01, seconds=0.7)

    assert len(result.times) >= 3
    assert result.times[0] >= 200
    assert result.times[-1] > result.times[0] + 200


def test_table_has_a_line_for_each_engine():
    result = load.Result(500, 60.0, [float(n) for n in range(1, 1001)], cpu_share=0.25)

    assert load.table({"sqlite": result, "postgresql": result}, "make load").splitlines()[2:] == [
        *load.HEAD,
        "| SQLite | 500 | 60 | 1,000 | 0 | 500 | 950 | 990 | 1000 |",
        "| PostgreSQL | 500 | 60 | 1,000 | 0 | 500 | 950 | 990 | 1000 |",
    ]
    assert not result.is_good()
