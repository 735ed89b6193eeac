"""Deleting responses: withdrawal against saves, retention, the commands, what is left on disk."""

import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from surveys.management.commands import _erasing
from surveys.models import Answer, Contact, NetworkStarts, Response, Survey
from surveys.responding import answering, contacts, erasing, saving, submitting, turns
from surveys.responding.erasing import Erased
from tests.surveys.browsing import Tab, start
from tests.surveys.builders import make_response, make_survey
from tests.surveys.stored import everything_stored

CANARY = "canary-7719-of-the-link"


def days_ago(days):
    return timezone.now() - timedelta(days=days)


def make_sent(survey, days, **fields):
    """A response with two answers, submitted so many days ago."""
    moment = days_ago(days)
    answers = {"EMO01_importance": 3, "EMO01_difficulty": 1}
    return make_response(survey, answers=answers, started_at=moment, submitted_at=moment, **fields)


def make_begun(survey, days):
    """A response with one answer, begun so many days ago and never sent."""
    answers = {"EMO01_importance": 2}
    return make_response(survey, "in_progress", answers=answers, started_at=days_ago(days))


def run(capsys, name, *arguments):
    """What a command prints on stdout."""
    capsys.readouterr()
    call_command(name, *arguments)
    return capsys.readouterr().out


def in_thread(work):
    """Run `work` in a thread with a connection of its own."""

    def whole():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=whole)
    thread.start()
    return thread


# Withdrawal


@pytest.mark.django_db(transaction=True)
def test_withdrawal_waits_for_the_save_under_way_and_takes_its_answer_along():
    response = make_begun(make_survey(), 1)
    entered, go_on, withdrawn = threading.Event(), threading.Event(), threading.Event()
    item = response.revision.items.get(code="EMO02")

    def save():
        with answering.open_response(response):
            entered.set()
            go_on.wait(10)
            Answer.objects.create(
                response=response, item=item, question="importance", state="skipped", page_load="x"
            )

    def withdraw():
        erasing.withdraw(response)
        withdrawn.set()

    saver = in_thread(save)
    assert entered.wait(10)
    withdrawer = in_thread(withdraw)
    was_early = withdrawn.wait(0.5)
    go_on.set()
    saver.join(30)
    withdrawer.join(30)

    assert not was_early
    assert withdrawn.is_set()
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)


@pytest.mark.django_db(transaction=True)
def test_withdrawal_racing_with_taps_leaves_nothing(client):
    survey = make_survey()
    left = []
    for _round in range(5):
        token = start(client, survey)
        response = answering.response_of_token(token)
        together = threading.Barrier(4, timeout=20)

        def tap(name, token=token, together=together):
            together.wait()
            for counter, value in enumerate("123", start=1):
                with suppress(saving.UnknownCell):
                    saving.save_cell(
                        token=token,
                        tap=saving.Tap(name, value, 0),
                        page_load=answering.PageLoad(name, counter),
                    )

        def withdraw(response=response, together=together):
            together.wait()
            erasing.withdraw(response)

        names = ("EMO01_importance", "EMO01_difficulty", "EMO02_importance")
        threads = [in_thread(lambda name=name: tap(name)) for name in names]
        threads.append(in_thread(withdraw))
        for thread in threads:
            thread.join(60)
        left.append((Response.objects.count(), Answer.objects.count()))

    assert left == [(0, 0)] * 5


@pytest.mark.django_db
def test_second_withdrawal_finds_nothing():
    survey = make_survey()
    response = make_sent(survey, 1)

    first, second = erasing.withdraw(response), erasing.withdraw(response)

    survey.refresh_from_db()
    assert (first, second, survey.n_withdrawn) == (True, False, 1)


@pytest.mark.django_db(transaction=True)
def test_nothing_of_a_withdrawn_response_is_left_in_the_database(client):
    survey = make_survey()
    reply = client.post(f"/respond/{survey.slug}/?panel={CANARY}", {"consent": "yes"})
    token = reply.headers["Location"].split("/")[2]
    Tab(client, token).choose("EMO01_importance", "3")
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    kept = Response.objects.get()
    marks = [CANARY.encode(), kept.token_hash.encode(), kept.export_id.encode()]
    before = everything_stored()

    client.post(f"/responses/{token}/withdraw/")

    after = everything_stored()
    assert [mark in before for mark in marks] == [True, True, True]
    assert [after.count(mark) for mark in marks] == [0, 0, 0]


# Which are due


@pytest.mark.django_db
def test_due_are_those_sent_before_the_moment_and_unsent_ones_begun_before_it():
    survey = make_survey()
    old_sent, old_begun = make_sent(survey, 400), make_begun(survey, 400)
    make_sent(survey, 1)
    make_begun(survey, 1)
    make_sent(make_survey(slug="other"), 400)

    due = erasing.responses_due(survey, before=days_ago(365))
    unsent = erasing.responses_due(survey, before=days_ago(365), only_in_progress=True)

    assert list(due) == [old_sent, old_begun]
    assert list(unsent) == [old_begun]
    assert erasing.count(due) == Erased(n_submitted=1, n_unfinished=1, n_answers=3)


@pytest.mark.django_db
@pytest.mark.parametrize("is_anonymous", [True, False])
def test_due_of_an_anonymous_survey_are_those_of_days_before_the_moment(is_anonymous):
    survey = make_survey()
    Survey.objects.update(is_anonymous=is_anonymous)
    survey.refresh_from_db()
    noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
    that_day, day_before = noon.replace(hour=0), noon.replace(day=1, hour=0)
    for moment in (that_day, day_before):
        make_response(survey, started_at=moment, submitted_at=moment)
        make_response(survey, "in_progress", started_at=moment)
    for given_on in (that_day.date(), day_before.date()):
        Contact.objects.create(
            revision=survey.revisions.get(), address=f"{given_on}@example.org", given_on=given_on
        )

    due = erasing.responses_due(survey, before=noon)
    addresses = contacts.addresses_due(survey, before=noon)

    started = sorted({response.started_at for response in due})
    assert started == ([day_before] if is_anonymous else [day_before, that_day])
    assert len(due) == 2 * len(started)
    assert [contact.given_on for contact in addresses] == [day_before.date()]


@pytest.mark.django_db
def test_erasing_goes_on_batch_by_batch_and_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 2)
    survey = make_survey()
    for days in range(5):
        make_sent(survey, days)

    steps = [step.n_responses for step in erasing.erase(erasing.responses_due(survey))]

    assert steps == [2, 4, 5]
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_response_sent_while_erasing_goes_on_is_kept(monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 1)
    survey = make_survey()
    _first, second = make_begun(survey, 9), make_begun(survey, 9)
    steps = erasing.erase(erasing.responses_due(survey, only_in_progress=True))

    next(steps)
    Response.objects.filter(pk=second.pk).update(status="submitted", submitted_at=timezone.now())
    rest = list(steps)

    assert rest == []
    assert list(Response.objects.all()) == [second]


# Commands


@pytest.mark.django_db(transaction=True)
def test_erase_responses_tells_and_then_deletes(capsys):
    survey = make_survey()
    make_sent(survey, 3)
    make_begun(survey, 3)

    told = run(capsys, "erase_responses", "pilot", "--dry-run")
    n_left = Response.objects.count()
    done = run(capsys, "erase_responses", "pilot")

    assert told == "pilot: would delete 2 responses (1 submitted, 1 not), 3 answers\n"
    assert n_left == 2
    assert done == "pilot: deleted 2 responses (1 submitted, 1 not), 3 answers\n"
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)
    assert Survey.objects.get().n_withdrawn == 0


@pytest.mark.django_db(transaction=True)
def test_erase_responses_takes_a_day_and_the_unsent_alone(capsys):
    survey = make_survey()
    sent, begun = make_sent(survey, 3), make_begun(survey, 3)
    fresh = make_begun(survey, 0)
    yesterday = days_ago(1).date().isoformat()

    words = run(capsys, "erase_responses", "pilot", "--in-progress-only", "--before", yesterday)

    assert words == "pilot: deleted 1 response (0 submitted, 1 not), 1 answer\n"
    assert set(Response.objects.all()) == {sent, fresh}
    assert not Response.objects.filter(pk=begun.pk).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "There is no survey “nothing”."),
        (["pilot", "--before", "31.3.2026"], "--before: write the day as 2026-03-31."),
    ],
)
def test_erase_responses_refuses_in_one_line(arguments, words):
    make_sent(make_survey(), 3)

    with pytest.raises(CommandError) as refusal:
        call_command("erase_responses", *arguments)

    assert str(refusal.value) == words
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_purge_deletes_what_each_survey_has_kept_long_enough(capsys):
    year, month, for_ever = (make_survey(slug=slug) for slug in ("year", "month", "for-ever"))
    Survey.objects.update(is_anonymous=False)
    Survey.objects.filter(slug="year").update(retention_days=365)
    Survey.objects.filter(slug="month").update(retention_days=30)
    for survey in (year, month, for_ever):
        for days in (10, 100, 400):
            make_sent(survey, days)

    told = run(capsys, "purge", "--dry-run")
    n_left = Response.objects.count()
    done = run(capsys, "purge")

    lines = [
        "month (30 days): {} 2 responses (2 submitted, 0 not), 4 answers",
        "year (365 days): {} 1 response (1 submitted, 0 not), 2 answers",
    ]
    assert told.splitlines() == [line.format("would delete") for line in lines]
    assert n_left == 9
    assert done.splitlines() == [line.format("deleted") for line in lines]
    kept = [
        Response.objects.filter(revision__survey=one).count() for one in (year, month, for_ever)
    ]
    assert kept == [2, 1, 3]


@pytest.mark.django_db(transaction=True)
def test_purge_says_when_no_survey_has_a_limit(capsys):
    make_sent(make_survey(), 4000)

    call_command("purge")

    assert capsys.readouterr().err == "No survey says for how long it keeps answers.\n"
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_purge_leaves_anonymous_responses_begun_before_yesterday_only_their_day(capsys):
    anonymous, exact = make_survey(slug="anonymous"), make_survey(slug="exact")
    Survey.objects.filter(slug="exact").update(is_anonymous=False)
    begun, sent = make_begun(anonymous, 2), make_sent(anonymous, 2, duration_s=100)
    left_alone = [make_begun(anonymous, 0), make_begun(exact, 2), make_sent(exact, 2)]

    told = run(capsys, "purge", "--dry-run")
    before = list(Response.objects.values_list("started_at", flat=True))
    done = run(capsys, "purge")
    again = run(capsys, "purge")

    assert told == "anonymous surveys: would reduce the times of 2 responses\n"
    assert done == "anonymous surveys: reduced the times of 2 responses\n"
    assert again == ""
    assert before[0] == begun.started_at
    day = submitting.day_of(begun.started_at)
    fields = ("started_at", "submitted_at", "duration_s")
    times = {row[0]: row[1:] for row in Response.objects.values_list("pk", *fields)}
    assert times == {
        begun.pk: (day, None, None),
        sent.pk: (day, day, 120),
        **{one.pk: (one.started_at, one.submitted_at, one.duration_s) for one in left_alone},
    }


@pytest.mark.django_db(transaction=True)
def test_purge_removes_surveys_that_nobody_can_restore(capsys):
    gone, restorable = make_survey(slug="gone"), make_survey(slug="restorable")
    for survey in (gone, restorable):
        make_sent(survey, 0)
    Survey.objects.filter(slug="gone").update(deleted_at=days_ago(31))
    Survey.objects.filter(slug="restorable").update(deleted_at=days_ago(29))

    told = run(capsys, "purge", "--dry-run")
    n_left = Survey.objects.count()
    done = run(capsys, "purge")

    what = "1 response (1 submitted, 0 not), 2 answers"
    assert told == f"gone (in the bin): would remove it with {what}\n"
    assert done == f"gone (in the bin): removed it with {what}\n"
    assert n_left == 2
    assert [survey.slug for survey in Survey.objects.all()] == ["restorable"]
    assert Response.objects.get().revision.survey == restorable


@pytest.mark.django_db(transaction=True)
def test_purge_forgets_how_many_began_from_where_after_a_day(capsys, monkeypatch):
    monkeypatch.setattr(turns, "FORGOTTEN_AT_ONCE", 2)
    survey = make_survey()
    for hours in (0, 23, 26, 27, 400):
        NetworkStarts.objects.create(
            survey=survey,
            network_hash="0" * 64,
            begins_at=timezone.now() - timedelta(hours=hours),
            n=1,
        )

    told = run(capsys, "purge", "--dry-run")
    n_left = NetworkStarts.objects.count()
    done = run(capsys, "purge")

    assert told == "networks: would delete 3 counts of starts\n"
    assert done == "networks: deleted 3 counts of starts\n"
    assert (n_left, NetworkStarts.objects.count()) == (5, 2)


# What is left on the disk


@pytest.mark.unmeasured
@pytest.mark.django_db(transaction=True)
def test_nothing_of_purged_responses_is_left_in_the_database():
    survey = make_survey(items=[f"EMO{n:02d}" for n in range(1, 13)])
    Survey.objects.update(retention_days=30)
    for serial in range(60):
        make_sent(survey, 40, parameters={"panel": f"{CANARY}-{serial:03d}" + "x" * serial})
    # Rows that grow move within the file and would leave their old bytes behind.
    for response in Response.objects.order_by("export_id"):
        response.pages_shown = [*response.pages_shown, "a-page-with-a-long-name"] * 3
        response.save()
    before = everything_stored()

    call_command("purge")

    assert before.count(CANARY.encode()) >= 60
    assert everything_stored().count(CANARY.encode()) == 0


@pytest.mark.django_db(transaction=True)
def test_log_that_somebody_reads_is_told_of_and_emptied_later(capsys, monkeypatch):
    if connection.vendor != "sqlite":
        assert erasing.empty_log()
        return
    survey = make_survey()
    make_sent(survey, 3)
    monkeypatch.setattr(_erasing, "LOG_ATTEMPTS", 1)
    reading, finished = threading.Event(), threading.Event()

    def read():
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT count(*) FROM surveys_response")
            cursor.fetchone()
            reading.set()
            finished.wait(20)
            cursor.execute("ROLLBACK")

    reader = in_thread(read)
    assert reading.wait(10)
    call_command("erase_responses", "pilot")
    warning = capsys.readouterr().err
    finished.set()
    reader.join(20)

    assert "the write-ahead log could not be emptied" in warning
    assert erasing.empty_log()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)
