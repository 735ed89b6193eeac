"""Answers are never lost: faults against the shipped server, judged by SQL on its database.

The server runs as `make serve` runs it, in a process group of its own. What a person was told is
compared with what the database holds, read past the application. docs/reliability.md lists which
promise each test keeps.
"""

import csv
import socket
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from datetime import timedelta
from itertools import permutations
from signal import SIGTERM
from urllib.parse import quote

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from jtbd_catalog.databases import SQLITE_PRAGMAS
from surveys.analysing import matrix, results
from surveys.models import Response, Survey
from tests.markup import markup
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.builders import make_survey
from tests.surveys.sites import (
    PAGE,
    another_tab,
    begun,
    cells_at,
    offer_pages,
    ticked,
    versions_at,
)
from tools.oracle import Client, mistakes, saving, stored
from tools.respondent import Respondent
from tools.site import UPGRADE, site

pytestmark = [pytest.mark.both_engines, pytest.mark.unmeasured]


@pytest.fixture(scope="module")
def place():
    """A site that serves, with surveys of 100, 12 and 700 items on one page."""
    with site(connection.vendor, UPGRADE) as made:
        offer_pages(made, page=100, closing=12, ending=12, long=700)
        made.start(supervised=True)
        yield made


@pytest.fixture
def person(place):
    """Somebody who has a page of 100 items before them."""
    fresh = begun(place, "page")
    yield fresh
    fresh.disconnect()


@contextmanager
def server_with(place, **options):
    """A second server on the same database, whose DATABASE_URL has these options."""
    other = copy(place)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other.port = probe.getsockname()[1]
    query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in options.items())
    other.environment = {**place.environment, "DATABASE_URL": f"{place.url}?{query}"}
    other.start(supervised=True)
    try:
        yield other
    finally:
        other.end(SIGTERM)


@contextmanager
def foreign_lock(place):
    """Nobody else writes an answer while the block runs."""
    if place.database is not None:
        with psycopg.connect(place.url) as other:
            other.execute("LOCK TABLE surveys_answer IN EXCLUSIVE MODE")
            yield
        return
    other = sqlite3.connect(place.path, timeout=20, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


# D3: on the disk before it is acknowledged


def test_commits_of_the_server_reach_the_disk_before_the_reply(place):
    asked = {
        "sqlite": ["PRAGMA synchronous", "PRAGMA journal_mode", "PRAGMA foreign_keys"],
        "postgresql": ["SHOW synchronous_commit", "SHOW fsync", "SHOW full_page_writes"],
    }[connection.vendor]

    told = place.run(
        "from django.db import connection\n"
        "cursor = connection.cursor()\n"
        f"print([cursor.execute(sql) and 0 or cursor.fetchone()[0] for sql in {asked}])"
    )

    wanted = {"sqlite": [2, "wal", 1], "postgresql": ["on", "on", "on"]}[connection.vendor]
    assert told.strip() == str(wanted)


# D4: saves arrive out of order


def test_five_saves_of_a_cell_in_each_of_120_orders_end_with_the_last(place, person):
    values = ["1", "3", "na", "1", "2"]
    orders = list(permutations(range(5)))

    def send(part):
        tab = another_tab(person)
        tab.open(PAGE)
        for name, order in part:
            taps = [tab.tap(name, value) for value in values]
            for turn, number in enumerate(order):
                reply = tab.save_again(taps[number])
                assert reply.status == 200
                assert f':{values[max(order[: turn + 1])]}"' in reply.body
        tab.disconnect()

    cells = list(zip(sorted(person.values), orders, strict=False))
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, [cells[start::4] for start in range(4)]))

    assert cells_at(place, person) == {name: "2" for name, _order in cells}
    assert len(cells) == 120


# D6: double submit

COUNTING = {
    "sqlite": """
CREATE TABLE sent (response_id integer);
CREATE TRIGGER sent AFTER UPDATE OF submitted_at ON surveys_response
BEGIN INSERT INTO sent VALUES (NEW.id); END""",
    "postgresql": """
CREATE TABLE sent (response_id integer);
CREATE FUNCTION sent() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO sent VALUES (NEW.id); RETURN NULL; END $$;
CREATE TRIGGER sent AFTER UPDATE OF submitted_at ON surveys_response
FOR EACH ROW EXECUTE FUNCTION sent()""",
}


def submitted_at_once(person, n_tabs):
    """Submits from so many tabs at the same moment; the statuses and places told."""
    tabs = [another_tab(person) for _tab in range(n_tabs)]
    together = threading.Barrier(n_tabs)

    def submit(tab):
        tab.connect()
        together.wait(timeout=20)
        reply = tab.submit()
        tab.disconnect()
        return reply.status, reply.headers["Location"]

    with ThreadPoolExecutor(n_tabs) as pool:
        return set(pool.map(submit, tabs))


def test_fifty_submissions_at_once_are_one(place):
    place.write(COUNTING[connection.vendor])
    for _round in range(3):
        person = Respondent(place.port)
        person.begin()
        person.save("EMO01_importance", "3")

        told = submitted_at_once(person, 50)

        person.disconnect()
        assert told == {(302, f"/responses/{person.token}/done/")}
        assert set(versions_at(place, person).values()) == {1}
    sent = place.query(
        "SELECT r.status, count(*) FROM sent JOIN surveys_response r ON r.id = sent.response_id"
        " GROUP BY r.id, r.status"
    )
    assert sent == [("submitted", 1)] * 3


# D7: two tabs


@pytest.mark.parametrize("by", ["tap", "form"])
def test_stale_tab_takes_nothing_back_and_is_told_of_the_newer_answer(place, person, by):
    names = sorted(person.values)[:11]
    assert {person.save(name, "2").status for name in names[:5]} == {200}
    person.open(PAGE)
    stale = another_tab(person)
    stale.open(PAGE)
    answered = dict.fromkeys(names[:10], "3")
    if by == "tap":
        assert {person.save(name, "3").status for name in answered} == {200}
        assert stale.save(names[10], "1").status == 200
        late = stale.save(names[0], "1")
    else:
        rendered = dict.fromkeys(names[:5], "2")
        assert person.send_page(PAGE, person.form(answered)).status == 302
        assert stale.send_page(PAGE, stale.form(rendered | {names[10]: "1"})).status == 302
        stale.open(PAGE)
        person.send_page(PAGE, person.form(answered | {names[0]: "na"}))
        late = stale.send_page(PAGE, stale.form(answered | {names[0]: "1", names[10]: "1"}))
        answered[names[0]] = "not_applicable"

    stale.disconnect()
    assert cells_at(place, person) == answered | {names[10]: "1"}
    assert "Answered in another window meanwhile" in late.body
    assert ticked(late)[names[0]] == ("3" if by == "tap" else "na")


# D9: cookie gone, key rotated


def test_form_after_a_rotated_key_and_lost_cookies_is_stored(place, person):
    typed = {name: "123"[number % 3] for number, name in enumerate(sorted(person.values)[:100])}
    form = person.form(typed)
    person.disconnect()
    place.end(SIGTERM)
    place.environment["SECRET_KEY"] = f"another {place.environment['SECRET_KEY']}"
    place.start(supervised=True)
    person.cookies.clear()

    sent = person.send_page(PAGE, form)

    assert sent.status == 302
    assert cells_at(place, person) == typed


# D10: the survey closes while people answer


def test_survey_that_closes_under_load_keeps_what_it_acknowledged(place):
    clients = [Client(begun(place, "closing"), seed) for seed in range(24)]
    with saving(clients):
        time.sleep(0.2)
        place.run(
            "from surveys.designing import lifecycle\n"
            "from surveys.models import Survey\n"
            "lifecycle.close_survey(Survey.objects.get(slug='closing'))"
        )
        n_until_closed = sum(client.n_acknowledged for client in clients)
        time.sleep(0.5)

    tokens = {client.respondent.token_hash for client in clients}
    found = {cell: value for cell, value in stored(place).items() if cell[0] in tokens}
    last_words = clients[0].respondent.save("EMO001_importance", "3")
    clients[0].respondent.disconnect()
    assert mistakes(clients, found) == []
    assert all(client.n_acknowledged for client in clients)
    assert {status for client in clients for status in client.refusals} == {410}
    assert sum(client.n_acknowledged for client in clients) - n_until_closed <= len(clients)
    assert "This survey is closed" in last_words.body


def test_closing_time_that_comes_under_load_keeps_what_was_acknowledged(place):
    clients = [Client(begun(place, "ending"), seed) for seed in range(24)]
    with saving(clients):
        place.run(
            "from datetime import timedelta\n"
            "from django.utils import timezone\n"
            "from surveys.models import Survey\n"
            "soon = timezone.now() + timedelta(seconds=1)\n"
            "Survey.objects.filter(slug='ending').update(closes_at=soon)"
        )
        time.sleep(1.5)

    tokens = {client.respondent.token_hash for client in clients}
    found = {cell: value for cell, value in stored(place).items() if cell[0] in tokens}
    last_words = clients[0].respondent.save("EMO001_importance", "3")
    clients[0].respondent.disconnect()
    assert mistakes(clients, found) == []
    assert all(client.n_acknowledged for client in clients)
    assert {status for client in clients for status in client.refusals} == {410}
    assert "This survey is closed" in last_words.body


# D11: the reply is lost, the page tries again


def test_save_repeated_after_a_lost_reply_is_written_once(place, person):
    name = min(person.values)
    first, second = person.tap(name, "3"), person.tap(name, "1")
    deaf = another_tab(person)
    deaf.save_deaf(first)
    deadline = time.monotonic() + 10
    while cells_at(place, person) != {name: "3"} and time.monotonic() < deadline:
        time.sleep(0.02)

    repeated = [person.save_again(first) for _try in range(3)]
    versions = versions_at(place, person)
    newer = person.save_again(second)
    late = person.save_again(first)

    assert [reply.status for reply in [*repeated, newer, late]] == [200] * 5
    assert versions == {name: 1}
    assert cells_at(place, person) == {name: "1"}
    assert versions_at(place, person) == {name: 2}


# D13: the disk is full


@contextmanager
def full_disk(place):
    """A server whose database finds no more room; gives it and what makes room again."""
    if place.database is not None:
        place.write(
            "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = 'disk_full'; END $$;"
            "CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON surveys_answer"
            " FOR EACH ROW EXECUTE FUNCTION no_room()"
        )
        yield place, lambda: place.write("DROP FUNCTION no_room CASCADE")
        return
    place.write("CREATE TABLE ballast AS SELECT zeroblob(400000) AS heavy")
    ((n_pages,),) = place.query("PRAGMA page_count")
    command = f"{SQLITE_PRAGMAS}PRAGMA max_page_count={n_pages};"
    with server_with(place, init_command=command) as full:
        yield full, lambda: place.write("DROP TABLE ballast")


def test_full_disk_is_told_loses_nothing_and_heals_without_a_restart(place, person):
    names = sorted(person.values)
    told = {names[0]: "3"}
    assert person.save(names[0], "3").status == 200

    with full_disk(place) as (server, make_room):
        writer = another_tab(person, port=server.port)
        writer.open(PAGE)
        for name in names[1:]:
            reply = writer.save(name, "2")
            if reply.status != 200:
                break
            told[name] = "2"
        stored_then = cells_at(place, person)
        page = writer.send("GET", f"/responses/{person.token}/{PAGE}/")
        make_room()
        after = writer.save(name, "1")
        writer.disconnect()

    assert (reply.status, reply.headers["Retry-After"]) == (503, "5")
    assert "Traceback" not in reply.body
    assert stored_then == told
    assert (page.status, ticked(page)) == (200, told)
    assert after.status == 200
    assert cells_at(place, person) == told | {name: "1"}


# D14: somebody else holds the write lock


def test_save_behind_a_foreign_lock_waits(place, person):
    name = min(person.values)
    with ThreadPoolExecutor(1) as pool:
        with foreign_lock(place):
            saving = pool.submit(person.save, name, "3")
            time.sleep(1)
            assert not saving.done()
        reply = saving.result(timeout=20)

    assert reply.status == 200
    assert cells_at(place, person) == {name: "3"}


def test_save_behind_a_lock_that_stays_is_told_to_come_back(place, person):
    name = min(person.values)
    patience = {"sqlite": {"timeout": 1}, "postgresql": {"options": "-c lock_timeout=1000"}}

    with server_with(place, **patience[connection.vendor]) as server:
        tab = another_tab(person, port=server.port)
        tab.open(PAGE)
        with foreign_lock(place):
            refused = tab.save(name, "3")
        again = tab.save(name, "3")
        tab.disconnect()

    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")
    assert "Traceback" not in refused.body
    assert "locked" not in refused.body
    assert again.status == 200
    assert cells_at(place, person) == {name: "3"}


# D15, D16: large pages without JavaScript


def test_page_of_700_items_is_stored_by_one_form(place):
    person = begun(place, "long")
    typed = {name: "123"[number % 3] for number, name in enumerate(sorted(person.values))}

    reply = person.send_page(PAGE, person.form(typed, action="next"))

    person.disconnect()
    assert len(typed) == 1400
    assert reply.status == 302
    assert cells_at(place, person) == typed


def test_one_bad_value_among_200_is_named_and_the_others_are_stored(place, person):
    typed = dict.fromkeys(sorted(person.values)[:200], "2")
    bad = sorted(typed)[99]

    reply = person.send_page(PAGE, person.form(typed | {bad: "99"}, action="next"))

    good = {name: value for name, value in typed.items() if name != bad}
    stored_now = {
        name: value for name, value in cells_at(place, person).items() if value != "skipped"
    }
    assert reply.status == 422
    assert stored_now == good
    assert markup(reply.body).count('<li><a href="#EMO') == 1
    assert f'<li><a href="#{bad}_1">' in markup(reply.body)


# D17: the server's clock jumps


@pytest.mark.django_db
def test_answers_are_in_the_order_they_were_given_whatever_the_clock_says(client, monkeypatch):
    survey = make_survey()
    Survey.objects.update(is_anonymous=False)
    token = start(client, survey)
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "1")
    monkeypatch.setattr(timezone, "now", lambda now=timezone.now: now() - timedelta(hours=1))

    tab.choose("EMO01_importance", "3")
    page = Tab(client, token)
    reply = client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})

    response = Response.objects.get()
    assert page.checked == {"EMO01_importance": "3"}
    assert reply.headers["Location"] == reverse("surveys:response_done", args=[token])
    assert (response.status, response.submitted_at < response.started_at) == ("submitted", True)
    assert cells_of(token)["EMO01_importance"] == "3"


# D20: open, skipped, neutral and never asked are four things


@pytest.mark.django_db
def test_cleared_skipped_neutral_and_never_asked_stay_apart_everywhere(client, capsysbinary):
    survey = make_survey(items=["EMO01", "EMO02", "FIN01"])
    token = start(client, survey)
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "2")
    tab.choose("EMO01_difficulty", "3")
    tab.choose("EMO02_importance", "na")
    tab.send("next")
    tab.clear("EMO01_difficulty")
    Response.objects.update(status="submitted", submitted_at=timezone.now())

    call_command("export_responses", survey.slug, format="wide")
    names, cells = csv.reader(capsysbinary.readouterr().out.decode().splitlines())
    ((codes,), emotional) = (
        matrix.answer_matrix(survey.revisions.get()).codes.tolist(),
        results.survey_results(survey).sections[0],
    )

    assert dict(list(zip(names, cells, strict=True))[-6:]) == {
        "EMO01_importance": "2",
        "EMO01_difficulty": "",
        "EMO02_importance": "na",
        "EMO02_difficulty": "skipped",
        "FIN01_importance": "",
        "FIN01_difficulty": "",
    }
    assert codes == [
        *(2, matrix.OPEN, matrix.NOT_APPLICABLE, matrix.SKIPPED),
        *(matrix.NOT_SHOWN, matrix.NOT_SHOWN),
    ]
    shares = {row.item.code: row.measures for row in emotional.rows}
    assert (shares["EMO01"]["importance"].value, shares["EMO01"]["importance"].n) == (0, 1)
    assert [shares["EMO01"]["difficulty"], shares["EMO02"]["difficulty"]] == [None, None]
