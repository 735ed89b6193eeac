"""What is not kept: nothing before consent, nothing that tells who or where a respondent is."""

import csv
import http.client
import subprocess
from datetime import UTC, datetime, time

import pytest
from django.apps import apps
from django.db import connection

from surveys.analysing.exports import ExportOptions, export_file
from surveys.models import NetworkStarts, Response, Survey
from tests.surveys.browsing import start
from tests.surveys.builders import make_survey
from tests.surveys.pages import text_of
from tests.surveys.stored import rows_as_bytes, sqlite_bytes
from tools.respondent import Respondent
from tools.site import UPGRADE, site

pytestmark = pytest.mark.both_engines

ADDRESS = "127.77.1.9"
FORWARDED = "198.51.177.9"
MAIL = "canary.person@example.org"
AGENT = "canary-agent/77.19"
REFERRER = "http://canary-referrer.example/page"
# Of the two addresses already their networks would be too much.
CANARIES = [b"127.77.1", b"198.51.177", b"canary-agent", b"canary-referrer"]
FORMATS = ("wide", "long", "codebook")


def n_rows():
    """Rows by table, the tables of the whole project."""
    counts = {model._meta.db_table: model._base_manager.count() for model in apps.get_models()}
    return {table: n for table, n in counts.items() if n}


@pytest.mark.django_db
def test_nothing_is_stored_before_consent(client):
    address = f"/respond/{make_survey().slug}/?panel=north"
    before = n_rows()

    steps = [
        client.get(address),
        client.head(address),
        client.post(address, {"action": "next"}),
        client.post(address, {"action": "next", "consent": ""}),
        client.post(address, {"action": "next", "remarks": "filled in"}),
        client.post(address, {"ticket": "none of ours"}),
        client.post(address, {"action": "decline", "consent": "yes"}),
    ]
    after = n_rows()
    client.post(address, {"action": "next", "consent": "yes"})

    assert [reply.status_code for reply in steps] == [200, 200, 422, 422, 422, 200, 200]
    assert after == before
    assert n_rows() == before | {"surveys_response": 1, "surveys_networkstarts": 2}


@pytest.mark.django_db
def test_whoever_declines_meets_a_calm_page_and_leaves_nothing(client):
    survey = make_survey()

    reply = client.post(f"/respond/{survey.slug}/?panel=north", {"action": "decline"})

    assert reply.status_code == 200
    assert "You are not taking part, and nothing has been stored." in text_of(reply)
    assert "sessionid" not in reply.cookies
    assert not Response.objects.exists()
    assert not NetworkStarts.objects.exists()


@pytest.mark.django_db
def test_consent_names_the_revision_it_was_given_to(client):
    survey = make_survey(number=3)

    token = start(client, survey)
    receipt = client.get(f"/responses/{token}/receipt/")

    assert Response.objects.get().revision.number == 3
    assert "You agreed to version 3 of the text" in text_of(receipt)
    with export_file(survey, "wide", ExportOptions()) as file:
        row = next(csv.DictReader(file.read().decode().splitlines()))
    assert row["revision"] == "3"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("is_anonymous", "is_sent", "words"),
    [
        (True, True, "The days on which you began and sent, the minutes it took"),
        (True, False, "When you began is kept until you send, then only the day"),
        (False, True, "When you began and sent, to the second"),
    ],
)
def test_receipt_says_which_times_and_marks_are_kept(client, is_anonymous, is_sent, words):
    token = start(client, make_survey())
    Survey.objects.update(is_anonymous=is_anonymous)
    Response.objects.update(flags=["demo", "honeypot", "busy_network", "fast"])
    if is_sent:
        client.post(f"/responses/{token}/review/", {"action": "submit"})

    shown = text_of(client.get(f"/responses/{token}/receipt/"))

    assert words in shown
    assert "sent very soon after it was begun" in shown
    assert "a field that people do not see was filled in" in shown
    assert "very many people began from your network within the hour" in shown
    assert "made up to try things out" in shown


class CanaryConnection(http.client.HTTPConnection):
    """Comes from an address, with a browser's name and from a page, that must not be kept."""

    def request(self, method, url, body=None, headers=None, **options):
        """As the parent's, with the headers."""
        headers = dict(headers or {}) | {"User-Agent": AGENT, "Referer": REFERRER, "From": MAIL}
        headers |= {"X-Forwarded-For": FORWARDED}
        super().request(method, url, body=body, headers=headers, **options)


class CanaryRespondent(Respondent):
    """A respondent with such a connection."""

    def connect(self):
        """As the parent's, from the address."""
        if self.connection is None:
            self.connection = CanaryConnection(
                "127.0.0.1", self.port, timeout=30, source_address=(ADDRESS, 0)
            )
            self.connection.connect()


def stored_at(place):
    """All that the site's database holds, as bytes."""
    if connection.vendor == "sqlite":
        return sqlite_bytes(place.path)
    return rows_as_bytes(place.query)


def read_backup(path):
    """All that a backup holds, as bytes."""
    if connection.vendor == "sqlite":
        return path.read_bytes()
    return subprocess.run(
        ["pg_restore", "-f", "-", path], stdout=subprocess.PIPE, check=True
    ).stdout


def whole_visit(place):
    """Somebody answers, sends, leaves their address, and looks for pages that are not there."""
    place.write("UPDATE surveys_surveyrevision SET contact = 'To tell you what came out.'")
    person = CanaryRespondent(place.port)
    person.begin()
    replies = [
        person.save("EMO01_importance", "3"),
        person.send("GET", f"/responses/{person.token}/no-such-page/"),
        person.submit(),
        person.send("GET", "/responses/nobody/receipt/"),
        person.send("POST", f"/responses/{person.token}/done/", {"address": MAIL}),
        person.send("POST", f"/responses/{person.token}/done/", {"address": MAIL, "agreed": "yes"}),
    ]
    came_from, _port = person.connection.sock.getsockname()
    person.disconnect()
    assert came_from == ADDRESS
    assert [reply.status for reply in replies] == [200, 404, 302, 404, 422, 302]
    return person


# Prints the exports; backs up before and after the address is deleted.
EXPORT_AND_ERASE = """
from django.core.management import call_command
for name in {formats}:
    call_command("export_responses", "demo", format=name)
call_command("backup", "{folder}/before", verbosity=0)
call_command("erase_contacts", "demo", address="{mail}")
call_command("backup", "{folder}/after", verbosity=0)
"""


@pytest.mark.unmeasured
def test_address_browser_origin_and_times_of_a_respondent_are_kept_nowhere(tmp_path):
    with site(connection.vendor, UPGRADE) as place:
        place.environment["TRUSTED_PROXIES"] = "1"
        place.start()
        person = whole_visit(place)
        stored = stored_at(place)
        counts = place.query("SELECT n FROM surveys_networkstarts")
        times = place.query("SELECT started_at, submitted_at FROM surveys_response")
        code = EXPORT_AND_ERASE.format(formats=FORMATS, folder=tmp_path, mail=MAIL)
        exported = place.run(code).encode()
        erased = stored_at(place)
        saved, saved_later = (read_backup(tmp_path / name) for name in ("before", "after"))
        logged = place.log.read_bytes()

    kept = stored + saved + exported + logged
    assert [text.count(person.token_hash.encode()) > 0 for text in (stored, saved)] == [True] * 2
    assert [text.count(MAIL.encode()) > 0 for text in (stored, saved)] == [True] * 2
    assert b"Not Found: /responses/***/" in logged
    assert b"EMO01_importance" in exported
    assert counts == [(1,), (1,)]
    assert [kept.count(canary) for canary in CANARIES] == [0] * len(CANARIES)
    assert kept.count(person.token.encode()) == 0
    assert (exported + logged + erased + saved_later).count(MAIL.encode()) == 0
    assert [moment_of(stored).time() for row in times for stored in row] == [time(0), time(0)]


def moment_of(stored):
    """A time as the database gives it: on SQLite a text."""
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored.astimezone(UTC)
