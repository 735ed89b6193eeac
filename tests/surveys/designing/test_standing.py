"""What the page of one survey says of its stage, and the steps it offers: as data."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from surveys.designing.views.standing import STEPS, standing_of
from surveys.models import Survey
from tests.surveys.builders import OPENED_AT, make_survey
from tests.surveys.offers import make_researcher
from tests.surveys.pages import text_of, url

pytestmark = pytest.mark.django_db

SOON = timedelta(days=3)


def stand(status="open", **fields):
    """The standing of a survey with these fields, with how far its times are from now."""
    now = timezone.now()
    survey = make_survey(status=status)
    for name, value in fields.items():
        setattr(survey, name, now + value if isinstance(value, timedelta) else value)
    return standing_of(survey, opened_at=OPENED_AT, number=2, seen="mark")


def steps(standing):
    return [(step.name, step.label, step.is_post) for step in standing.steps]


def test_every_stage_has_steps():
    assert set(STEPS) == {*Survey.Status.values, Survey.SCHEDULED}


def test_draft_is_opened_with_what_was_seen_of_it():
    standing = stand("draft")

    assert (standing.stage, standing.label) == ("draft", "Draft")
    assert standing.lead == "A draft. Nobody can answer it yet."
    assert steps(standing) == [
        ("open", "Open survey", True),
        ("edit", "Edit", False),
        ("preview", "Preview", False),
    ]
    assert [step.seen for step in standing.steps] == ["mark", "", ""]
    assert standing.steps[0].url == "/surveys/pilot/open/"
    assert standing.times == ("Takes answers as soon as you open it.", "Closes when you close it.")
    assert (standing.times_link.label, standing.times_link.is_post) == ("Set times", False)
    assert standing.explanation[0].startswith("Opening takes over the catalog’s wording of today")


def test_draft_with_times_is_scheduled():
    standing = stand("draft", opens_at=SOON, closes_at=2 * SOON, time_zone="Europe/Berlin")

    assert standing.steps[0].label == "Schedule survey"
    assert standing.times_link.label == "Change times"
    assert standing.times[0].startswith('Set to open on <time datetime="')
    assert standing.times[1].startswith('Closes on <time datetime="')
    assert standing.times[1].endswith("(Europe/Berlin)</time>.")


def test_scheduled_one_changes_its_times_first():
    standing = stand(opens_at=SOON)

    assert standing.stage == Survey.SCHEDULED
    assert standing.lead.startswith("Opens on <time ")
    assert standing.lead.endswith("</time>. Nobody can answer before.")
    assert steps(standing) == [
        ("times", "Change times", False),
        ("open-now", "Open now", True),
        ("preview", "Preview", False),
        ("close", "Close survey", True),
    ]
    assert standing.times == ("Closes when you close it.",)
    assert standing.times_link is None


def test_open_one_says_since_when():
    standing = stand(opens_at=datetime(2026, 3, 3, 23, 30, tzinfo=UTC), time_zone="Asia/Tokyo")

    assert standing.lead == "Open since March 4, 2026. Anyone with the link can answer."
    assert steps(standing) == [
        ("results", "Results", False),
        ("preview", "Preview", False),
        ("pause", "Pause", True),
        ("close", "Close survey", True),
    ]
    assert standing.times_link.label == "Set times"


def test_paused_one_is_resumed_first():
    standing = stand("paused", closes_at=SOON)

    assert standing.lead.startswith("Paused. Nobody can answer until you resume it;")
    assert [name for name, _, is_post in steps(standing) if is_post] == ["resume", "close"]
    assert standing.times_link.label == "Change times"
    assert len(standing.explanation) == 1


def test_closed_one_is_reopened_by_a_press():
    standing = stand("closed")

    assert standing.lead.startswith("Closed since April 1, 2026. Nobody can answer;")
    assert (standing.times, standing.times_link) == ((), None)
    assert steps(standing)[-1] == ("reopen", "Reopen survey", True)
    assert [words.partition(".")[0] for words in standing.explanation] == [
        "Reopening asks revision 2"
    ]


def test_closed_one_whose_time_has_passed_asks_for_another_first():
    standing = stand("closed", closes_at=-SOON)

    assert steps(standing)[-1] == ("reopen", "Reopen survey", False)
    assert standing.explanation[1] == (
        "Its closing time has passed, so reopening asks for a new one, or none."
    )


@pytest.mark.parametrize("status", Survey.Status.values)
def test_page_shows_what_the_data_says(client, status):
    rita = make_researcher()
    client.force_login(rita)
    survey = make_survey(rita, status=status, slug="shown")
    standing = standing_of(survey, opened_at=OPENED_AT, number=1, seen="mark")

    page = client.get(url("survey_detail", "shown"))

    words = text_of(page)
    assert all(text in words for text in (standing.lead, *standing.times, *standing.explanation))
    html = page.content.decode()
    for step in standing.steps:
        assert f'id="action-{step.name}"' in html
        assert (f'action="{step.url}"' if step.is_post else f'href="{step.url}"') in html
