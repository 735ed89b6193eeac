"""What is kept of a response's times, and which are too quick for a person."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from surveys.models import Response, Survey
from surveys.responding import answering, submitting
from surveys.responding.submitting import KeptTimes, kept_times
from tests.surveys.browsing import Tab, start
from tests.surveys.builders import make_response, make_survey

BEGUN = datetime(2026, 3, 2, 9, 12, 13, 140_000, tzinfo=UTC)
DAY = datetime(2026, 3, 2, tzinfo=UTC)


def after(seconds):
    return BEGUN + timedelta(seconds=seconds)


def send(client, token):
    return client.post(f"/responses/{token}/review/", {"action": "submit"})


def begun_earlier(client, survey, **ago):
    """The token of a response begun so long ago."""
    token = start(client, survey)
    Response.objects.update(started_at=timezone.now() - timedelta(**ago))
    return token


def test_times_are_kept_exactly_unless_anonymous():
    found = kept_times(BEGUN, after(61.9), is_anonymous=False)

    assert found == KeptTimes(BEGUN, after(61.9), 61)


@pytest.mark.parametrize(
    ("seconds", "duration"), [(0, 0), (29.9, 0), (30, 60), (89, 60), (90, 120), (-300, 0)]
)
def test_times_of_an_anonymous_survey_are_a_day_and_whole_minutes(seconds, duration):
    found = kept_times(BEGUN, after(seconds), is_anonymous=True)

    assert found == KeptTimes(DAY, DAY, duration)


def test_time_taken_is_unknown_once_only_the_day_of_the_start_is_left():
    found = kept_times(DAY, BEGUN + timedelta(days=3), is_anonymous=True)

    assert found == KeptTimes(DAY, DAY + timedelta(days=3), None)


def test_day_is_that_of_utc_wherever_the_moment_came_from():
    late = datetime.fromisoformat("2026-03-02T23:30-05:00")

    assert submitting.day_of(late) == DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("seconds", "n_answered", "is_fast"),
    [(0, 0, False), (0, 1, True), (23.9, 10, True), (24, 10, False), (-1, 10, False)],
)
def test_too_fast_is_less_than_two_and_a_half_seconds_an_answer(seconds, n_answered, is_fast):
    taken = timedelta(seconds=seconds)

    assert submitting.is_too_fast(taken, n_answered) is is_fast


@pytest.mark.django_db
@pytest.mark.parametrize("is_anonymous", [True, False])
def test_submission_stores_times_as_the_survey_promises(client, is_anonymous):
    survey = make_survey()
    Survey.objects.update(is_anonymous=is_anonymous)
    token = begun_earlier(client, survey, seconds=100)
    before = Response.objects.get()

    send(client, token)

    sent = Response.objects.get()
    if is_anonymous:
        assert (sent.started_at, sent.submitted_at) == (
            submitting.day_of(before.started_at),
            submitting.day_of(timezone.now()),
        )
        assert sent.duration_s == 120
    else:
        assert sent.started_at == before.started_at
        assert timedelta(0) <= timezone.now() - sent.submitted_at < timedelta(minutes=1)
        assert 100 <= sent.duration_s < 160


@pytest.mark.django_db
def test_submission_too_quick_for_its_answers_is_taken_and_flagged(client):
    token = start(client, make_survey())
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "3")
    tab.choose("EMO01_difficulty", "na")
    Response.objects.update(started_at=timezone.now())

    reply = send(client, token)

    assert reply.headers["Location"] == f"/responses/{token}/done/"
    assert Response.objects.get().flags == ["fast"]


@pytest.mark.django_db
def test_submission_in_its_time_or_with_a_clock_set_back_has_no_flag(client):
    survey = make_survey()
    slow, ahead = start(client, survey), start(client, survey)
    for token in (slow, ahead):
        Tab(client, token).choose("EMO01_importance", "3")
    for token, ago in ((slow, 60), (ahead, -3600)):
        response = answering.response_of_token(token)
        response.started_at = timezone.now() - timedelta(seconds=ago)
        response.save()

    replies = [send(client, token).status_code for token in (slow, ahead)]

    assert replies == [302, 302]
    assert list(Response.objects.values_list("flags", "duration_s")) == [([], 60), ([], 0)]


@pytest.mark.django_db
def test_submission_after_changes_keeps_the_first_times_and_flags(client):
    token = begun_earlier(client, make_survey(allow_changes=True), days=-1, hours=-1)
    send(client, token)
    Response.objects.update(submitted_at=DAY, started_at=DAY, duration_s=180)

    Tab(client, token).choose("EMO01_importance", "3")
    send(client, token)

    sent = Response.objects.get()
    assert (sent.started_at, sent.submitted_at, sent.duration_s) == (DAY, DAY, 180)
    assert sent.flags == []


@pytest.mark.django_db
def test_responses_sent_before_there_were_durations_are_given_theirs():
    survey = make_survey()
    for seconds in (61.9, -5):
        make_response(survey, started_at=BEGUN, submitted_at=after(seconds), duration_s=None)
    make_response(survey, started_at=BEGUN, submitted_at=after(90), duration_s=60)
    make_response(survey, "in_progress")

    import_module("surveys.migrations.0005_kept_times").fill_durations(apps, None)

    durations = Response.objects.order_by("pk").values_list("duration_s", flat=True)
    assert list(durations) == [61, 0, 60, None]
