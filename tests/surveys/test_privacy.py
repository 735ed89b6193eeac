"""What is not kept: nothing before consent, nothing that tells who or where a respondent is."""

import http.client

import pytest
from django.apps import apps
from django.db import connection

from surveys.models import Response
from tests.surveys.builders import make_survey
from tests.surveys.stored import rows_as_bytes, sqlite_bytes
from tools.respondent import Respondent
from tools.site import UPGRADE, site

ADDRESS = "127.77.1.9"
AGENT = "canary-agent/77.19"
REFERRER = "http://canary-referrer.example/page"
CANARIES = [ADDRESS.encode(), b"canary-agent", b"canary-referrer"]


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
    ]
    after = n_rows()
    client.post(address, {"action": "next", "consent": "yes"})

    assert [reply.status_code for reply in steps] == [200, 200, 422, 422]
    assert after == before
    assert n_rows() == before | {"surveys_response": 1}


@pytest.mark.django_db
def test_consent_names_the_revision_it_was_given_to(client):
    survey = make_survey(number=3)

    client.post(f"/respond/{survey.slug}/", {"consent": "yes"})

    assert Response.objects.get().revision.number == 3


class CanaryConnection(http.client.HTTPConnection):
    """Comes from an address, with a browser's name and from a page, that must not be kept."""

    def request(self, method, url, body=None, headers=None, **options):
        """As the parent's, with the two headers."""
        headers = dict(headers or {}) | {"User-Agent": AGENT, "Referer": REFERRER}
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


def test_address_browser_and_origin_of_a_respondent_are_kept_nowhere():
    with site(connection.vendor, UPGRADE) as place:
        place.start()
        person = CanaryRespondent(place.port)
        person.begin()
        saved = person.save("EMO01_importance", "3")
        missing = person.send("GET", f"/responses/{person.token}/no-such-page/")
        sent = person.submit()
        withdrawn = person.send("GET", "/responses/nobody/receipt/")
        came_from, _port = person.connection.sock.getsockname()
        person.disconnect()
        if connection.vendor == "sqlite":
            stored = sqlite_bytes(place.path)
        else:
            stored = rows_as_bytes(place.query)
        logged = place.log.read_bytes()

    assert came_from == ADDRESS
    assert [saved.status, missing.status, sent.status, withdrawn.status] == [200, 404, 302, 404]
    assert person.token_hash.encode() in stored
    assert b"Not Found: /responses/***/" in logged
    assert [(stored + logged).count(canary) for canary in CANARIES] == [0, 0, 0]
    assert (stored + logged).count(person.token.encode()) == 0
