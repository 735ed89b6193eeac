"""What a researcher decides about answers once they are given: changes, and how long they stay."""

import re

import pytest

from surveys.models import Survey, SurveyRevision
from tests.surveys.offers import make_offer, make_researcher
from tests.surveys.pages import NEW, draft_shown, form, seen_on, text_of, url

NAMES = ("allow_changes", "retention_days")
pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher(client):
    user = make_researcher()
    client.force_login(user)
    make_offer()
    return user


def decided():
    """What the one survey holds of both decisions."""
    return SurveyRevision.objects.get().allow_changes, Survey.objects.get().retention_days


def test_left_alone_answers_stay_as_sent_for_ever(client, researcher):
    client.post(NEW, form())

    assert decided() == (False, None)


def test_both_decisions_are_kept_shown_again_and_taken_back(client, researcher):
    client.post(NEW, form(allow_changes="on", retention_days="90"))
    kept = decided()
    page = client.get(url("survey_edit", "renewal")).content.decode()
    shown = [re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0] for name in NAMES]
    seen = seen_on(client, "renewal")

    client.post(url("survey_edit", "renewal"), form(seen=seen))

    assert kept == (True, 90)
    assert " checked" in shown[0]
    assert 'value="90"' in shown[1]
    assert decided() == (False, None)


@pytest.mark.parametrize("days", ["0", "-1", "3651", "a while"])
def test_days_that_are_none_are_refused_at_their_field(client, researcher, days):
    reply = client.post(NEW, form(retention_days=days))

    assert reply.status_code == 422
    assert 'href="#id_retention_days"' in reply.content.decode()
    assert not Survey.objects.exists()


def test_decision_changed_elsewhere_is_named(client, researcher):
    client.post(NEW, form())
    seen = seen_on(client, "renewal")
    client.post(url("survey_edit", "renewal"), form(seen=seen, retention_days="90"))

    reply = client.post(url("survey_edit", "renewal"), form(seen=seen, allow_changes="on"))

    assert reply.status_code == 409
    assert "People may change their answers after sending them and Keep answers" in text_of(reply)
    assert decided() == (False, 90)


def test_decisions_are_frozen_by_opening(client, researcher):
    client.post(NEW, form(allow_changes="on", retention_days="90"))
    client.post(url("survey_open", "renewal"), draft_shown(client, "renewal"))

    reply = client.post(url("survey_edit", "renewal"), form(seen="x"))

    assert reply.status_code == 409
    assert decided() == (True, 90)
