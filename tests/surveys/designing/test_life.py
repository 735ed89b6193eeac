"""The life of a survey: open, pause, close, archive, delete, and back from each.

L7 and L8 of docs/reliability.md compare every row of the surveys' tables before and after.
"""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from surveys.designing import lifecycle, overview
from surveys.models import Answer, Contact, Response, Survey, Translation
from tests.surveys.builders import make_response, make_survey, make_user
from tests.surveys.offers import make_draft, make_offer, make_researcher
from tests.surveys.pages import NEW, form, text_of, url

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
AHEAD = NOW + timedelta(days=3)
PAST = NOW - timedelta(hours=1)
LIFE_FIELDS = {"status", "closed_at", "archived_at", "deleted_at", "opens_at", "closes_at"}
STEPS = ("open", "pause", "resume", "close", "archive", "unarchive")
FULL = {"EMO01_importance": 3, "EMO01_difficulty": "not_applicable", "EMO02_importance": 1}


@pytest.fixture
def clock(monkeypatch):
    """A server clock that stands still at NOW; `clock.now` moves it."""

    class Clock:
        now = NOW

    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


@pytest.fixture
def rita(client):
    """A researcher, signed in."""
    user = make_researcher("rita")
    client.force_login(user)
    return user


def full_survey(owner, **fields):
    """An open survey with responses, a translation and an address in it."""
    survey = make_survey(owner)
    Survey.objects.filter(pk=survey.pk).update(**fields)
    survey.collaborators.add(make_user("carl"))
    make_response(survey, answers=FULL)
    make_response(survey, status="in_progress", answers={"EMO02_difficulty": 2})
    make_response(survey, status="screened_out")
    revision = survey.revisions.get()
    Translation.objects.create(revision=revision, language="de", key="stem", text="Beim Wechsel")
    Contact.objects.create(revision=revision, address="a@example.org", given_on=NOW.date())
    survey.refresh_from_db()
    return survey


def row_hash(*, but=frozenset()):
    """A digest of every row of every table of surveys; `but` leaves out columns of the survey."""
    digest = hashlib.sha256()
    for model in sorted(apps.get_app_config("surveys").get_models(), key=lambda one: one.__name__):
        for row in model.objects.order_by("pk").values():
            left_out = but if model is Survey else frozenset()
            kept = sorted(column for column in row.items() if column[0] not in left_out)
            digest.update(repr(kept).encode())
    people = Survey.collaborators.through.objects.order_by("pk").values_list()
    digest.update(repr(list(people)).encode())
    return digest.hexdigest()


def exports(capsysbinary):
    """The survey's answers as the commands write them."""
    for name in ("wide", "long", "codebook"):
        call_command("export_responses", "pilot", format=name)
    return capsysbinary.readouterr().out


# L7: through all states and back


@pytest.mark.unmeasured
def test_every_state_and_back_keeps_every_row_and_every_export(client, rita, clock, capsysbinary):
    full_survey(rita, closes_at=AHEAD)
    before, file = row_hash(but=LIFE_FIELDS), exports(capsysbinary)
    whole, walked = row_hash(), []

    for step in ("pause", "resume", "close", "archive", "unarchive", "reopen", "pause", "close"):
        client.post(url(f"survey_{step}"))
        survey = Survey.objects.get()
        walked.append(survey.stage)
        assert row_hash(but=LIFE_FIELDS) == before
        assert exports(capsysbinary) == file
    client.post(url("survey_archive"))
    client.post(url("survey_reopen"))
    clock.now = AHEAD
    walked.append(Survey.objects.get().stage)
    again = {"closes": "2026-12-01T00:00", "time_zone": "UTC"}
    client.post(url("survey_reopen"), again)
    Survey.objects.update(closes_at=AHEAD)

    to_and_fro = ["paused", "open", "closed", "closed", "closed", "open", "paused", "closed"]
    assert walked == [*to_and_fro, "closed"]
    assert row_hash() == whole
    assert exports(capsysbinary) == file


# L8: a survey that is deleted comes back as it was


@pytest.mark.parametrize("status", ["open", "paused", "closed"])
def test_deleted_and_restored_survey_is_what_it_was(client, rita, clock, status):
    closed_at = PAST if status == "closed" else None
    full_survey(rita, status=status, closed_at=closed_at, archived_at=closed_at)
    before = row_hash()

    client.post(url("survey_delete"), {"address": "pilot"})
    deleted_at, in_bin = Survey.objects.get().deleted_at, row_hash(but={"deleted_at"})
    clock.now = NOW + timedelta(days=30) - timedelta(seconds=1)
    asked = client.get(url("survey_restore"))
    client.post(url("survey_restore"))

    assert deleted_at == NOW
    assert "with 3 responses" in text_of(asked)
    assert ("answer it again at once" in text_of(asked)) == (status == "open")
    assert row_hash() == before
    assert row_hash(but={"deleted_at"}) == in_bin


@pytest.mark.parametrize("typed", ["", "pilo", "Upgrading a solution"])
def test_survey_whose_address_is_not_typed_stays(client, rita, typed):
    make_survey(rita)

    page = client.post(url("survey_delete"), {"address": typed})

    assert page.status_code == 422
    assert "That is not the survey’s address, so nothing was deleted." in text_of(page)
    assert f'value="{typed}"' in page.content.decode()
    assert Survey.objects.get().deleted_at is None


def test_page_that_deletes_offers_the_answers_first(client, rita):
    make_survey(rita)

    page = client.get(url("survey_delete"))

    html = page.content.decode()
    names = ("responses_csv", "answers_csv", "codebook_csv", "results_csv")
    assert [f'href="{url(name)}"' in html for name in names] == [True] * 4
    assert "You can restore it, with every answer, for 30 days." in text_of(page)
    assert "type its address: pilot" in text_of(page)


def test_deleting_and_restoring_twice_says_where_the_survey_is(client, rita):
    make_survey(rita)

    gone = client.post(url("survey_delete"), {"address": " Pilot "}, follow=True)
    again = client.post(url("survey_delete"), {"address": "pilot"}, follow=True)
    back = client.post(url("survey_restore"), follow=True)
    once_more = client.post(url("survey_restore"), follow=True)

    assert "“Upgrading a solution” is deleted. You can restore it for 30 days." in text_of(gone)
    assert "This survey is deleted" in text_of(again)
    assert "The survey is restored, as it was before it was deleted." in text_of(back)
    assert "Anyone with the link can answer." in text_of(once_more)


def test_pages_of_a_deleted_survey_are_not_found_but_for_restoring(client, rita):
    make_survey(rita)
    lifecycle.bin_survey(Survey.objects.get())
    names = ["detail", "edit", "preview", "times", "qr", "counts", "delete", "collaborators"]
    names += [*STEPS, "reopen"]
    pages = [url(f"survey_{name}") for name in names]
    pages += [url(name) for name in ("results", "results_csv", "responses_csv", "answers_csv")]

    found = {client.get(page).status_code for page in pages}
    posted = {client.post(url(f"survey_{step}")).status_code for step in STEPS}

    assert (found, posted) == ({404}, {404})
    assert client.get(url("survey_restore")).status_code == 200


def test_only_its_owner_and_superusers_restore_a_survey(client, rita):
    survey = make_survey(rita)
    survey.collaborators.add(make_user("carl"))
    lifecycle.bin_survey(survey)
    make_user("boss", is_superuser=True)
    seen = {}

    for name in ("carl", "boss", "rita"):
        client.login(username=name, password=name)
        page = client.get(reverse("surveys:survey_list"), {"show": "deleted"})
        listed = url("survey_restore") in page.content.decode()
        seen[name] = (listed, client.get(url("survey_restore")).status_code)

    assert seen == {"carl": (False, 404), "boss": (True, 200), "rita": (True, 200)}


def test_survey_deleted_30_days_ago_is_not_restored(client, rita, clock):
    survey = make_survey(rita)
    lifecycle.bin_survey(survey)
    clock.now = NOW + timedelta(days=30)

    page = client.get(url("survey_restore"))
    listed = client.get(reverse("surveys:survey_list"), {"show": "deleted"})

    assert page.status_code == 404
    assert "No survey of yours was deleted that could be restored." in text_of(listed)
    with pytest.raises(lifecycle.BinEmptiedError):
        lifecycle.restore_survey(survey)
    assert Survey.objects.get().deleted_at == NOW


def test_survey_emptied_between_page_and_click_is_not_found(client, rita, monkeypatch):
    lifecycle.bin_survey(make_survey(rita))

    def too_late(survey):
        raise lifecycle.BinEmptiedError

    monkeypatch.setattr(lifecycle, "restore_survey", too_late)

    assert client.post(url("survey_restore")).status_code == 404


@pytest.mark.parametrize("step", ["survey_pause", "survey_times", "survey_reopen"])
def test_survey_deleted_between_page_and_click_is_not_found(client, rita, monkeypatch, step):
    survey = make_survey(rita)
    stale = Survey.objects.get(pk=survey.pk)
    lifecycle.bin_survey(survey)
    for module in ("steps", "schedule"):
        monkeypatch.setattr(
            f"surveys.designing.views.{module}.get_survey_or_404", lambda *_who: stale
        )
    sent = {"address": "pilot", "time_zone": "UTC", "closes": "2190-01-01T00:00"}

    reply = client.post(url(step), sent)

    assert reply.status_code == 404
    assert Survey.objects.get().status == "open"


def test_survey_removed_between_page_and_click_on_delete_is_not_found(client, rita, monkeypatch):
    survey = make_survey(rita)
    stale = Survey.objects.get(pk=survey.pk)
    survey.delete()
    monkeypatch.setattr("surveys.designing.views.deletion.get_survey_or_404", lambda *_who: stale)

    reply = client.post(url("survey_delete"), {"address": "pilot"})

    assert reply.status_code == 404


@pytest.mark.django_db(transaction=True)  # erasing empties SQLite's log, outside of one
def test_commands_say_that_a_survey_is_deleted_and_still_erase_it(clock, capsys):
    survey = make_survey()
    make_response(survey, answers=FULL)
    lifecycle.bin_survey(survey)

    with pytest.raises(CommandError) as refused:
        call_command("export_responses", "pilot")
    clock.now = NOW + timedelta(days=30)
    with pytest.raises(CommandError) as too_late:
        call_command("export_results", "pilot")
    call_command("erase_responses", "pilot")

    assert str(refused.value) == (
        "The survey “pilot” is deleted. Its owner can restore it until 2026-12-02, "
        "at /surveys/pilot/restore/."
    )
    assert str(too_late.value) == (
        "The survey “pilot” is deleted. It can no longer be restored; the command purge removes it."
    )
    assert not Response.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_purge_removes_what_was_deleted_30_days_ago_and_nothing_else(rita, clock, capsys):
    survey = full_survey(rita)
    other = make_survey(rita, slug="kept")
    make_response(other, answers=FULL)
    lifecycle.bin_survey(survey)
    clock.now += timedelta(days=1)
    lifecycle.bin_survey(make_survey(rita, slug="later"))
    clock.now = NOW + timedelta(days=30)

    call_command("purge", dry_run=True)
    rehearsed = capsys.readouterr().out
    n_before = Survey.objects.count()
    call_command("purge")

    words = "pilot (in the bin): {} it with 3 responses (1 submitted, 2 not), 4 answers"
    assert words.format("would remove") in rehearsed
    assert words.format("removed") in capsys.readouterr().out
    assert n_before == 3
    assert set(Survey.objects.values_list("slug", flat=True)) == {"kept", "later"}
    assert (Response.objects.count(), Answer.objects.count()) == (1, 3)
    assert not Contact.objects.exists()


def test_address_of_a_deleted_survey_stays_taken_and_that_is_said(client, rita, clock):
    make_offer()
    lifecycle.bin_survey(make_survey(rita))

    page = client.post(NEW, form(slug="pilot"))
    with pytest.raises(CommandError) as refused:
        call_command("create_survey", "upgrade", slug="pilot", owner="rita")

    assert str(refused.value) == "The address “pilot” is kept by a deleted survey."
    assert page.status_code == 422
    assert (
        "A deleted survey keeps this address until it is removed for good, after Dec. 2, 2026. "
        "“pilot-2” is free."
    ) in text_of(page)
    assert Survey.objects.count() == 1


def test_catalog_learns_that_a_deleted_survey_still_holds_its_entries():
    survey = make_survey()
    lifecycle.bin_survey(survey)

    (use,) = overview.survey_uses(survey.journey)

    assert use.label == "the deleted survey “Upgrading a solution”, which can be restored"
    assert use.codes == {"EMO01", "EMO02"}


def test_catalog_learns_that_a_survey_deleted_long_ago_cannot_be_restored(clock):
    survey = make_survey()
    lifecycle.bin_survey(survey)
    clock.now = NOW + timedelta(days=30)

    (use,) = overview.survey_uses(survey.journey)

    assert use.label == (
        "the deleted survey “Upgrading a solution”, which is to be removed for good"
    )


def test_survey_removed_by_another_purge_meanwhile_is_no_error(clock):
    lifecycle.bin_survey(make_survey())
    clock.now = NOW + timedelta(days=30)
    (survey,) = lifecycle.surveys_to_remove()

    for _purge in range(2):
        lifecycle.remove_survey(survey)

    assert not Survey.objects.exists()


# Steps: each once, twice, and where it does not fit


def test_pause_resume_archive_by_plain_posts_twice_each(client, rita):
    make_survey(rita)
    said = []

    for step in ("pause", "resume", "close", "archive", "unarchive"):
        for _click in range(2):
            page = client.post(url(f"survey_{step}"), follow=True)
            survey = Survey.objects.get()
            words = [str(message) for message in page.context["messages"]]
            said.append((step, survey.stage, bool(survey.archived_at), *words))

    expected = [
        ("pause", "paused", False, "The survey is paused. Answers and links are kept."),
        ("resume", "open", False, "The survey is open."),
        ("close", "closed", False, "The survey is closed. Every answer given so far is kept."),
        ("archive", "closed", True, "The survey is in the archive. Nothing else about it changed."),
        ("unarchive", "closed", False, "The survey is back in the list."),
    ]
    assert said == [one for one in expected for _click in range(2)]


ADVICE = {
    "draft": "This survey is a draft. Open it first.",
    "scheduled": "This survey has not opened yet. Open it now, change its times, or close it.",
    "open": "This survey is open. Close it first.",
    "paused": "This survey is paused. Resume it, or close it.",
    "closed": "This survey is closed. Reopen it to take answers again.",
}


@pytest.mark.parametrize(
    ("stage", "steps"),
    [
        ("draft", ("pause", "resume", "close", "reopen", "archive")),
        ("scheduled", ("pause", "resume", "archive")),
        ("open", ("archive",)),
        ("paused", ("open", "reopen", "archive")),
        ("closed", ("open", "pause", "resume")),
    ],
)
def test_steps_that_do_not_fit_change_nothing_and_say_what_to_do(client, rita, stage, steps):
    status = "open" if stage == "scheduled" else stage
    survey = make_survey(rita, status=status)
    if stage == "scheduled":
        Survey.objects.update(opens_at=timezone.now() + timedelta(days=1))
    before = row_hash()

    for step in steps:
        page = client.post(url(f"survey_{step}"), follow=True)
        assert [str(message) for message in page.context["messages"]] == [ADVICE[stage]]

    survey.refresh_from_db()
    assert survey.stage == stage
    assert row_hash() == before


@pytest.mark.parametrize(
    ("status", "primary", "forms"),
    [
        ("draft", "Open survey", ["open"]),
        ("scheduled", "Change times", ["open/now", "close"]),
        ("open", "Results", ["pause", "close"]),
        ("paused", "Resume survey", ["resume", "close"]),
        ("closed", "Results", ["reopen", "archive"]),
    ],
)
def test_each_stage_has_one_primary_action(client, rita, status, primary, forms):
    stored = "open" if status == "scheduled" else status
    make_survey(rita, status=stored)
    if status == "scheduled":
        Survey.objects.update(opens_at=timezone.now() + timedelta(days=1))

    html = client.get(url("survey_detail")).content.decode()

    main = html[html.index("<main") :]
    assert list(_primaries(main)) == [primary]
    posts = [part.split('/"')[0] for part in main.split('action="/surveys/pilot/')[1:]]
    assert [one for one in posts if one in {*STEPS, "open/now", "reopen"}] == forms
    assert ("hx-get" in main) == (status == "open")


def _primaries(html):
    """The words on buttons and links that are drawn as primary."""
    for part in html.split('class="button"')[1:]:
        yield part.partition(">")[2].partition("<")[0].strip()


# List


def test_list_shows_stages_in_words_and_the_shelves_apart(client, rita, clock):
    for slug in ("open", "paused", "scheduled", "ended", "shelved", "binned"):
        make_survey(rita, slug=slug, title=f"Survey {slug}")
    make_survey(rita, slug="draft", status="draft", title="Survey draft")
    Survey.objects.filter(slug="open").update(closes_at=AHEAD, time_zone="Europe/Berlin")
    Survey.objects.filter(slug="paused").update(status="paused")
    Survey.objects.filter(slug="scheduled").update(opens_at=AHEAD, time_zone="Asia/Tokyo")
    Survey.objects.filter(slug__in=["ended", "shelved"]).update(closes_at=PAST)
    Survey.objects.filter(slug="shelved").update(archived_at=NOW)
    Survey.objects.filter(slug="binned").update(deleted_at=NOW)
    pages = {
        show: text_of(client.get(reverse("surveys:survey_list"), {"show": show}))
        for show in ("", "archived", "deleted", "nonsense")
    }

    order = ["Open", "Survey open", "closes on Nov. 5, 2026, 13:00 (Europe/Berlin)"]
    order += ["Paused", "Survey paused", "Scheduled", "Survey scheduled"]
    order += ["opens on Nov. 5, 2026, 21:00 (Asia/Tokyo)", "Drafts", "Survey draft"]
    order += ["Closed", "Survey ended", "closed Nov. 2, 2026", "Archived (1)", "Deleted (1)"]
    found = [pages[""].find(words) for words in order]
    assert -1 not in found
    assert found == sorted(found)
    assert "Survey shelved" not in pages[""]
    assert "Survey binned" not in pages[""]
    assert "Survey shelved" in pages["archived"]
    assert "Survey ended" not in pages["archived"]
    assert "restorable until Dec. 2, 2026" in pages["deleted"]
    assert "Survey shelved" not in pages["deleted"]
    assert "Survey open" in pages["nonsense"]


def test_empty_shelves_say_so(client, rita):
    lifecycle.bin_survey(make_survey(rita))

    shown = {
        show: text_of(client.get(reverse("surveys:survey_list"), {"show": show}))
        for show in ("", "archived")
    }

    assert "No current surveys." in shown[""]
    assert "No survey is archived." in shown["archived"]


@pytest.mark.parametrize("show", ["archived", "deleted"])
def test_shelves_take_the_same_queries_at_one_and_three(
    client, rita, django_assert_num_queries, show
):
    address = reverse("surveys:survey_list") + f"?show={show}"
    field = {"archived": "archived_at", "deleted": "deleted_at"}[show]
    make_survey(rita, slug="one", status="closed")
    Survey.objects.update(**{field: timezone.now()})
    with django_assert_num_queries(6):
        one = client.get(address).content.decode()
    for slug in ("two", "three"):
        make_response(make_survey(rita, slug=slug, status="closed"))
    Survey.objects.update(**{field: timezone.now()})

    with django_assert_num_queries(6):
        three = client.get(address).content.decode()

    assert (one.count('class="survey-title"'), three.count('class="survey-title"')) == (1, 3)


def test_reopening_takes_a_survey_out_of_the_archive(client, rita):
    make_survey(rita, status="closed")
    client.post(url("survey_archive"))
    archived = client.get(url("survey_detail"))

    client.post(url("survey_reopen"))

    assert "In the archive: it is left out of the list of surveys." in text_of(archived)
    survey = Survey.objects.get()
    assert (survey.stage, survey.archived_at) == ("open", None)


def test_draft_opened_in_another_tab_is_not_deleted(client, rita, monkeypatch):
    survey = make_draft(make_offer(), rita, "EMO01")
    stale = Survey.objects.get(pk=survey.pk)
    lifecycle.open_survey(survey)
    monkeypatch.setattr("surveys.designing.views.deletion.get_survey_or_404", lambda *_who: stale)

    page = client.post(url("survey_delete"))

    assert page["Location"] == url("survey_delete")
    assert Survey.objects.get().status == "open"


def test_binning_and_restoring_again_changes_nothing(clock):
    survey = make_survey()

    taken = [lifecycle.bin_survey(survey) for _time in range(2)]
    clock.now += timedelta(days=1)
    again = lifecycle.bin_survey(survey)
    deleted_at = Survey.objects.get().deleted_at
    back = [lifecycle.restore_survey(survey) for _time in range(2)]

    assert (taken, again, back) == ([True, False], False, [True, False])
    assert deleted_at == NOW
    assert Survey.objects.get().deleted_at is None


def test_draft_is_not_put_into_the_bin():
    survey = make_survey(status="draft")

    with pytest.raises(lifecycle.WrongStatusError):
        lifecycle.bin_survey(survey)

    assert Survey.objects.get().deleted_at is None


@pytest.mark.parametrize(
    ("is_anonymous", "words"),
    [
        (True, "Last one submitted on March 2, 2026."),
        (False, "Last one submitted on March 2, 2026, 9:05 a.m. (UTC)."),
    ],
)
def test_counts_tell_no_more_of_the_last_one_than_is_promised(client, rita, is_anonymous, words):
    make_response(make_survey(rita))
    Survey.objects.update(is_anonymous=is_anonymous)

    page = client.get(url("survey_detail"))

    assert words in text_of(page)
