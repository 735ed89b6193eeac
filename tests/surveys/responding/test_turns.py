"""Stuffing: who is counted together, who is flagged, who waits, and that nobody is refused."""

import re
import threading
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from jtbd_catalog.http import client_ip
from surveys.models import NetworkStarts, Response, Survey
from surveys.responding import turns
from surveys.responding.turns import Crowd
from tests.markup import markup
from tests.surveys.builders import make_revision, make_survey

OFFICE = "203.0.113.7"
NOON = datetime(2026, 3, 2, 12, 0, 30, tzinfo=UTC)
CONSENT = {"consent": "yes", "action": "next"}


@pytest.fixture
def clock(monkeypatch):
    """A clock that goes when it is told to; a list, whose last moment holds."""
    moments = [NOON]
    monkeypatch.setattr(timezone, "now", lambda: moments[-1])
    return moments


@pytest.fixture
def three_a_minute(settings, clock):
    """More than three starts a minute make people wait, and more than three an hour are flagged."""
    settings.STARTS_PER_MINUTE = settings.STARTS_PER_HOUR = 3
    return clock


def begin(client, address=OFFICE, query="", data=CONSENT, **headers):
    return client.post(f"/respond/pilot/{query}", data, REMOTE_ADDR=address, headers=headers)


def has_begun(reply):
    return reply.status_code == 302 and reply.headers["Location"].startswith("/responses/")


def ticket_of(reply):
    return re.search(r'name="ticket" value="([^"]+)"', reply.content.decode())[1]


def waiting(client):
    """The ticket of somebody who has to wait, with three who had not."""
    make_survey()
    for _person in range(3):
        begin(client)
    return ticket_of(begin(client))


def go_on(client, ticket, address=OFFICE, **headers):
    return begin(client, address, data={"ticket": ticket}, **headers)


# Whose address it is


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.250", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:12:3::1", "2001:db8:12::/48"),
        ("2001:db8:12:ffff:1:2:3:4", "2001:db8:12::/48"),
        ("fe80::1%eth0", "fe80::/48"),
    ],
)
def test_addresses_are_counted_by_network(address, network):
    request = RequestFactory().get("/", REMOTE_ADDR=address)

    assert turns.network_of(client_ip(request)) == network


@pytest.mark.parametrize(
    ("n_proxies", "forwarded", "found"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "1.1.1.1, 2.2.2.2,198.51.100.1", "198.51.100.1"),
        (2, "1.1.1.1, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (2, "198.51.100.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "198.51.100.1:4711", "198.51.100.1"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "1.1.1.1, unknown", None),
    ],
)
def test_forwarded_address_is_believed_only_from_our_proxies(settings, n_proxies, forwarded, found):
    settings.TRUSTED_PROXIES = n_proxies
    headers = {"X-Forwarded-For": forwarded, "X-Real-Ip": "9.9.9.9", "Forwarded": "for=9.9.9.9"}

    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers=headers)

    assert client_ip(request) == (ip_address(found) if found else None)


# What is stored


@pytest.mark.django_db
def test_count_is_one_statement_and_holds_no_address(django_assert_num_queries):
    survey = make_survey()
    turns.count_start(survey.pk, ip_address(OFFICE), now=NOON)

    with django_assert_num_queries(1):
        crowd = turns.count_start(survey.pk, ip_address(OFFICE), now=NOON)

    rows = list(NetworkStarts.objects.values_list("network_hash", "begins_at", "n"))
    assert crowd == Crowd(n_in_hour=2, n_in_minute=2)
    assert {row[1:] for row in rows} == {(NOON.replace(second=0), 2)}
    assert all(re.fullmatch(r"[0-9a-f]{64}", row[0]) for row in rows)
    assert len(rows) == 2


@pytest.mark.django_db
def test_keys_of_counts_tell_nothing_of_who_came_first():
    survey = make_survey()
    for number in range(8):
        turns.count_start(survey.pk, ip_address(f"203.0.{number}.1"), now=NOON)

    keys = list(NetworkStarts.objects.values_list("pk", flat=True))
    assert len(keys) == 16
    assert min(keys) > 2**20
    assert max(later - earlier for earlier, later in pairwise(keys)) > 2**20


@pytest.mark.django_db
def test_networks_surveys_days_and_keys_leave_no_hash_in_common(settings):
    one, other = make_survey(), make_survey(slug="other")
    places = [(one, OFFICE, NOON), (one, "198.51.100.1", NOON), (other, OFFICE, NOON)]
    places.append((one, OFFICE, NOON + timedelta(hours=13)))

    for survey, address, now in places:
        turns.count_start(survey.pk, ip_address(address), now=now)
    settings.SECRET_KEY = "another"
    turns.count_start(one.pk, ip_address(OFFICE), now=NOON)

    hashes = NetworkStarts.objects.values_list("network_hash", flat=True)
    assert len(set(hashes)) == 10
    assert set(NetworkStarts.objects.values_list("n", flat=True)) == {1}


@pytest.mark.django_db
def test_where_no_address_is_known_nobody_is_counted(client):
    make_survey()

    assert has_begun(begin(client, address=""))
    assert not NetworkStarts.objects.exists()


@pytest.mark.django_db
def test_counts_older_than_a_day_go_with_the_next_start_from_a_network():
    survey = make_survey()
    for hours in (0, 23, 26):
        turns.count_start(survey.pk, ip_address(OFFICE), now=NOON + timedelta(hours=hours))

    hours = set(NetworkStarts.objects.values_list("begins_at", flat=True))
    assert hours == {NOON.replace(second=0) + timedelta(hours=n) for n in (23, 26)}


@pytest.mark.django_db(transaction=True)
def test_starts_at_once_are_all_counted():
    survey = make_survey()
    together = threading.Barrier(6, timeout=20)

    def count():
        try:
            together.wait()
            for _start in range(5):
                turns.count_start(survey.pk, ip_address(OFFICE), now=NOON)
        finally:
            connection.close()

    threads = [threading.Thread(target=count) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert list(NetworkStarts.objects.values_list("n", flat=True)) == [30, 30]


# Who waits


@pytest.mark.unmeasured
@pytest.mark.django_db
def test_sixty_people_behind_one_address_begin_at_once(client):
    make_survey()

    replies = [begin(client) for _person in range(60)]

    assert all(has_begun(reply) for reply in replies)
    assert list(Response.objects.values_list("flags", flat=True)) == [[]] * 60


@pytest.mark.django_db
def test_by_default_six_hundred_a_minute_begin_and_the_next_one_waits(client, clock):
    survey = make_survey()
    turns.count_start(survey.pk, ip_address(OFFICE), now=NOON)
    NetworkStarts.objects.update(n=599)

    replies = [begin(client), begin(client)]

    assert [has_begun(reply) for reply in replies] == [True, False]
    assert Response.objects.get().flags == []


@pytest.mark.django_db
def test_by_default_six_thousand_an_hour_begin_before_the_next_one_is_flagged(client, clock):
    survey = make_survey()
    turns.count_start(survey.pk, ip_address(OFFICE), now=NOON)
    NetworkStarts.objects.update(n=5999)
    clock.append(NOON + timedelta(minutes=1))

    replies = [begin(client), begin(client)]

    assert [has_begun(reply) for reply in replies] == [True, True]
    flags = [[], ["busy_network"]]
    assert list(Response.objects.order_by("started_at").values_list("flags", flat=True)) == flags


@pytest.mark.parametrize(
    ("n_in_minute", "wait_s"), [(600, 0), (601, 5), (610, 6), (900, 35), (1150, 60), (5000, 60)]
)
def test_wait_grows_until_as_many_begin_as_may_and_ends_within_a_minute(n_in_minute, wait_s):
    assert Crowd(n_in_minute, n_in_minute).wait_s == wait_s


@pytest.mark.django_db
def test_many_within_the_hour_are_flagged_and_wait_only_when_many_within_the_minute(
    client, three_a_minute
):
    make_survey()

    for minute in range(5):
        three_a_minute.append(NOON + timedelta(minutes=minute))
        assert has_begun(begin(client))

    flags = [[], [], [], ["busy_network"], ["busy_network"]]
    assert list(Response.objects.order_by("started_at").values_list("flags", flat=True)) == flags


@pytest.mark.django_db
def test_who_waits_reads_why_and_has_left_nothing_behind(client, three_a_minute):
    make_survey()
    for _person in range(3):
        begin(client)

    reply = begin(client)

    assert reply.status_code == 200
    assert "Very many people are starting from your network" in reply.content.decode()
    assert "Your turn is in 25 seconds." in reply.content.decode()
    assert (reply.headers["Retry-After"], Response.objects.count()) == ("25", 3)
    assert 'hx-trigger="load delay:25s"' in reply.content.decode()


@pytest.mark.django_db
def test_turn_comes_after_the_wait_and_not_before(client, three_a_minute):
    ticket = waiting(client)

    three_a_minute.append(NOON + timedelta(seconds=24))
    early = go_on(client, ticket)
    three_a_minute.append(NOON + timedelta(seconds=25))
    on_time = go_on(client, ticket_of(early))

    assert "Your turn is in 1 more second." in early.content.decode()
    assert has_begun(on_time)
    assert Response.objects.latest("started_at").flags == ["busy_network"]


@pytest.mark.django_db
def test_turn_taken_twice_is_one_response(client, three_a_minute):
    ticket = waiting(client)
    three_a_minute.append(NOON + timedelta(seconds=30))

    first, second = go_on(client, ticket), go_on(client, ticket, "198.51.100.1")

    token = first.headers["Location"].split("/")[2]
    assert second.headers["Location"] == f"/responses/{token}/"
    assert Response.objects.count() == 4
    assert re.fullmatch(r"[a-z2-7]{26}", token)


@pytest.mark.django_db
def test_turn_taken_by_the_page_itself_leads_on_by_htmx(client, three_a_minute):
    ticket = waiting(client)
    three_a_minute.append(NOON + timedelta(seconds=30))

    reply = go_on(client, ticket, **{"HX-Request": "true"})

    assert reply.headers["HX-Redirect"].startswith("/responses/")
    assert Response.objects.count() == 4


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["text", "earlier", "other survey", "old", "empty"])
def test_ticket_that_is_not_ours_leads_back_to_the_beginning(
    client, three_a_minute, monkeypatch, change
):
    ticket = waiting(client)
    address = "/respond/pilot/"
    if change == "text":
        ticket = ticket[:-1] + ("A" if ticket[-1] != "A" else "B")
    elif change == "earlier":
        ticket = "WzEsMSxbXSwiMDAiXQ" + ticket[ticket.index(":") :]
    elif change == "other survey":
        make_survey(slug="other")
        address = "/respond/other/"
    elif change == "empty":
        ticket = ""
    elif change == "old":
        monkeypatch.setattr(turns, "TICKET_AGE", timedelta(seconds=-1))
    three_a_minute.append(NOON + timedelta(minutes=2))

    reply = client.post(address, {"ticket": ticket}, REMOTE_ADDR=OFFICE)

    assert reply.status_code == 200
    assert 'name="consent"' in reply.content.decode()
    assert Response.objects.count() == 3


@pytest.mark.django_db
def test_nothing_that_a_client_chooses_evades_the_count(client, three_a_minute):
    make_survey()
    attempts = [
        {"X-Forwarded-For": "198.51.100.1"},
        {"X-Real-Ip": "198.51.100.2"},
        {"Forwarded": "for=198.51.100.3"},
        {"X-Client-Ip": "198.51.100.4", "User-Agent": "other", "Cookie": "csrftoken=x"},
        {"True-Client-Ip": "198.51.100.5", "Accept-Language": "de"},
        {"Host": "localhost"},
    ]

    replies = [
        begin(
            client,
            f"203.0.113.{number}",
            f"?ip=198.51.100.{number}&lang=de",
            CONSENT | {"ip": f"198.51.100.{number}", "REMOTE_ADDR": "198.51.100.9"},
            **headers,
        )
        for number, headers in enumerate(attempts, start=1)
    ]

    assert [has_begun(reply) for reply in replies] == [True] * 3 + [False] * 3
    assert list(NetworkStarts.objects.values_list("n", flat=True)) == [6, 6]


@pytest.mark.django_db
def test_behind_a_proxy_nobody_evades_or_is_made_to_wait_for_another(
    client, settings, three_a_minute
):
    settings.TRUSTED_PROXIES = 1
    make_survey()

    forged = [
        begin(client, "10.0.0.1", **{"X-Forwarded-For": f"198.51.100.{n}, {OFFICE}"})
        for n in range(6)
    ]
    victim = begin(client, "10.0.0.1", **{"X-Forwarded-For": "198.51.100.1"})

    assert [has_begun(reply) for reply in forged] == [True] * 3 + [False] * 3
    assert has_begun(victim)


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["next revision", "paused"])
def test_page_in_line_that_cannot_go_on_is_loaded_whole(client, three_a_minute, change):
    ticket = waiting(client)
    if change == "paused":
        Survey.objects.update(status="paused")
    else:
        make_revision(Survey.objects.get(), items=["EMO01"])
    three_a_minute.append(NOON + timedelta(minutes=1))

    by_htmx = begin(client, query="?panel=north", data={"ticket": ticket}, **{"HX-Request": "true"})
    by_form = go_on(client, ticket)

    assert by_htmx.headers["HX-Redirect"] == "/respond/pilot/?panel=north"
    assert by_form.status_code == (409 if change == "paused" else 200)
    assert Response.objects.count() == 3


# The ticket that a start page carries


def shown(client, **changes):
    """What the start page sends once the box is ticked."""
    page = client.get("/respond/pilot/")
    return CONSENT | {"ticket": ticket_of(page), "revision": "1"} | changes


@pytest.mark.django_db
def test_start_sent_twice_is_one_response_counted_once(client):
    make_survey()
    form = shown(client)

    first, second = begin(client, data=form), begin(client, data=form)

    token = first.headers["Location"].split("/")[2]
    assert first.headers["Location"] == f"/responses/{token}/emotional_jobs/"
    assert second.headers["Location"] == f"/responses/{token}/"
    assert Response.objects.get().flags == []
    assert set(NetworkStarts.objects.values_list("n", flat=True)) == {1}


@pytest.mark.django_db(transaction=True)
def test_start_sent_six_times_at_once_is_one_response_counted_once(client):
    make_survey()
    form = shown(client)
    together = threading.Barrier(6, timeout=20)
    tokens = []

    def send():
        try:
            together.wait()
            tokens.append(begin(Client(), data=form).headers["Location"].split("/")[2])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _thread in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert (len(tokens), len(set(tokens))) == (6, 1)
    assert Response.objects.count() == 1
    assert set(NetworkStarts.objects.values_list("n", flat=True)) == {1}


@pytest.mark.django_db
def test_two_start_pages_are_two_responses_and_a_crowd_counts_each(client, three_a_minute):
    make_survey()

    replies = [begin(client, data=shown(client)) for _person in range(4)]

    assert [has_begun(reply) for reply in replies] == [True] * 3 + [False]
    assert Response.objects.count() == 3


@pytest.mark.django_db
def test_start_sent_twice_in_a_crowd_leads_to_one_response(client, three_a_minute):
    make_survey()
    for _person in range(3):
        begin(client)
    form = shown(client, remarks="Buy now")
    tickets = [ticket_of(begin(client, data=form)) for _click in range(2)]
    three_a_minute.append(NOON + timedelta(minutes=1))

    replies = [go_on(client, ticket) for ticket in tickets]

    assert all(has_begun(reply) for reply in replies)
    assert Response.objects.count() == 4
    assert Response.objects.latest("started_at").flags == ["honeypot", "busy_network"]


@pytest.mark.django_db
def test_start_that_has_begun_leads_on_at_once_though_a_crowd_has_come_since(
    client, three_a_minute
):
    make_survey()
    form = shown(client)
    first = begin(client, data=form)
    for _person in range(3):
        begin(client)
    counted = set(NetworkStarts.objects.values_list("network_hash", "n"))

    again = begin(client, data=form)

    assert has_begun(again)
    assert first["Location"].startswith(again["Location"])
    assert set(NetworkStarts.objects.values_list("network_hash", "n")) == counted


@pytest.mark.django_db
@pytest.mark.parametrize(
    "form", [{}, {"revision": "1"}, {"revision": "1", "remarks": "x"}, {"action": "next"}]
)
def test_ticket_of_a_start_page_begins_nothing_without_consent(client, form):
    make_survey()
    ticket = shown(client)["ticket"]

    reply = begin(client, data=form | {"ticket": ticket})

    assert 'name="consent"' in reply.content.decode()
    assert not Response.objects.exists()
    assert not NetworkStarts.objects.exists()


@pytest.mark.django_db
def test_start_page_open_for_too_long_comes_back_unticked_with_a_new_ticket(client, monkeypatch):
    make_survey()
    form = shown(client, remarks="Buy now")
    monkeypatch.setattr(turns, "TICKET_AGE", timedelta(seconds=-1))

    reply = begin(client, data=form)

    html = markup(reply.content)
    assert reply.status_code == 200
    assert "This page had been open for too long" in html
    assert " checked" not in html
    assert "Buy now" not in html
    assert not Response.objects.exists()
    monkeypatch.undo()
    assert has_begun(begin(client, data=form | {"ticket": ticket_of(reply)}))
    assert Response.objects.get().flags == ["honeypot"]


@pytest.mark.django_db
def test_start_page_of_the_revision_before_is_told_of_the_next_one(client):
    survey = make_survey()
    form = shown(client)
    make_revision(survey, items=["EMO01"])

    reply = begin(client, data=form)

    assert reply.status_code == 409
    assert "This survey has just been changed." in reply.content.decode()
    assert not Response.objects.exists()


# The field that only programs see


@pytest.mark.django_db
def test_field_off_the_screen_is_for_programs_alone(client):
    make_survey()

    html = client.get("/respond/pilot/").content.decode()

    field = re.search(r'<input[^>]*name="remarks"[^>]*>', html)[0]
    assert 'tabindex="-1"' in field
    assert 'autocomplete="off"' in field
    assert re.search(
        r'<div class="visually-hidden" aria-hidden="true">\s*<label for="remarks">', html
    )


@pytest.mark.django_db
def test_field_filled_in_flags_and_refuses_nobody(client):
    make_survey()

    replies = [begin(client, data=CONSENT | {"remarks": words}) for words in ("", "Buy now")]

    assert all(has_begun(reply) for reply in replies)
    flags = Response.objects.order_by("pk").values_list("flags", flat=True)
    assert list(flags) == [[], ["honeypot"]]


@pytest.mark.django_db
def test_field_filled_in_is_remembered_while_waiting(client, three_a_minute):
    make_survey()
    for _person in range(3):
        begin(client)
    ticket = ticket_of(begin(client, data=CONSENT | {"remarks": "Buy now"}))
    three_a_minute.append(NOON + timedelta(minutes=1))

    go_on(client, ticket)

    assert Response.objects.latest("started_at").flags == ["honeypot", "busy_network"]
