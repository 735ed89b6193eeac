"""The next revision of an opened survey: what it copies, what it changes, whom it reaches."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from journeys.models import EmotionalJob, Situation
from surveys.designing import drafts, lifecycle, overview, revisions
from surveys.designing.revisions import Change
from surveys.models import Response, Survey, SurveyItem, SurveyRevision, Translation
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.builders import make_response, make_user
from tests.surveys.offers import make_draft, make_offer

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 4, 1, tzinfo=UTC)
THREE = {
    "importance": ["Not important", "Neutral", "Important"],
    "difficulty": ["Not difficult", "Neutral", "Difficult"],
}


@pytest.fixture
def journey():
    return make_offer()


@pytest.fixture
def survey(journey):
    """An open survey that asks SIT01, EMO02 and EMO01 in revision 1."""
    survey = make_draft(journey, make_user(), "SIT01", "EMO01", "EMO02", welcome="Hello")
    lifecycle.open_survey(survey)
    return Survey.objects.get(pk=survey.pk)


def rows_of(survey, number):
    """Everything that the revision holds."""
    revision = SurveyRevision.objects.filter(survey=survey, number=number)
    items = SurveyItem.objects.filter(revision__in=revision).order_by("position")
    translations = Translation.objects.filter(revision__in=revision)
    return [list(rows.values()) for rows in (revision, items, translations)]


def edit(survey, **changes):
    """Change the draft as the builder does."""
    stored = drafts.draft_content(survey, drafts.draft_of(survey))
    drafts.update_draft(survey=survey, content=replace(stored, **changes), seen=stored.fingerprint)


def changes_of(survey):
    return revisions.revision_changes(survey, drafts.draft_of(survey))


def open_next(survey):
    return revisions.open_next_revision(survey, seen=changes_of(survey).fingerprint)


def translate(revision, source, text):
    """Give the welcome a German translation."""
    Translation.objects.create(
        revision=revision, language="de", key="welcome", source=source, text=text
    )


# Beginning


def test_next_revision_begins_as_a_copy_of_the_newest_opened_one(survey):
    first = survey.revisions.get()
    first.scales, first.contact = {**THREE, "importance": list("abc")}, "To thank you"
    first.save()
    translate(first, "Hello", "Hallo")

    assert revisions.begin_next_revision(survey) is True

    draft = survey.revisions.get(number=2)
    own = {"id", "number", "opened_at"}
    copied = [
        {key: value for key, value in SurveyRevision.objects.values().get(number=n).items()
         if key not in own}
        for n in (1, 2)
    ]  # fmt: skip
    assert copied[0] == copied[1]
    assert draft.opened_at is None
    items = [
        list(SurveyItem.objects.filter(revision__number=n).order_by("position").values_list(
            "kind", "code", "text", "low_anchor", "high_anchor", "page", "heading", "position"
        ))
        for n in (1, 2)
    ]  # fmt: skip
    assert items[0] == items[1]
    assert len(items[0]) == 3
    assert list(draft.translations.values_list("language", "key", "text")) == [
        ("de", "welcome", "Hallo")
    ]


def test_next_revision_is_begun_once(survey):
    revisions.begin_next_revision(survey)
    edit(survey, welcome="Mine")

    assert revisions.begin_next_revision(survey) is False

    assert [draft.welcome for draft in survey.revisions.filter(opened_at=None)] == ["Mine"]


@pytest.mark.parametrize("status", ["open", "paused", "closed"])
def test_next_revision_leaves_the_survey_where_it_stands(survey, status):
    Survey.objects.update(status=status, closed_at=LATER if status == "closed" else None)
    revisions.begin_next_revision(survey)
    edit(survey, welcome="Hello again")
    before = Survey.objects.values().get()

    assert open_next(Survey.objects.get()) is True

    assert Survey.objects.values().get() == before
    assert survey.revisions.exclude(opened_at=None).count() == 2


@pytest.mark.parametrize(
    "step",
    [
        revisions.begin_next_revision,
        revisions.discard_next_revision,
        lambda survey: revisions.open_next_revision(survey, seen=""),
    ],
    ids=["begin", "discard", "open"],
)
def test_survey_that_was_never_opened_has_no_next_revision(journey, step):
    survey = make_draft(journey, make_user(), "EMO01")

    with pytest.raises(lifecycle.WrongStatusError):
        step(survey)

    assert survey.revisions.get().opened_at is None


# Changing


def test_draft_of_the_next_revision_leaves_the_one_in_the_field_alone(survey):
    before = rows_of(survey, 1)
    revisions.begin_next_revision(survey)

    edit(
        survey,
        codes=("SOC01",),
        scales={question: list("12345") for question in THREE},
        welcome="Other",
        contact="To invite you",
        allow_changes=True,
        shuffle_items=True,
    )

    assert rows_of(survey, 1) == before
    draft = survey.revisions.get(number=2)
    assert [item.code for item in draft.items.all()] == ["SOC01"]
    assert (draft.welcome, draft.contact) == ("Other", "To invite you")
    assert (draft.allow_changes, draft.shuffle_items) == (True, True)


@pytest.mark.parametrize(
    "change",
    [{"title": "New"}, {"slug": "new"}, {"retention_days": 5}, {"is_anonymous": False}],
    ids=lambda change: next(iter(change)),
)
def test_what_belongs_to_the_survey_is_fixed_once_it_was_opened(survey, change):
    revisions.begin_next_revision(survey)
    before = Survey.objects.values().get(), rows_of(survey, 2)

    with pytest.raises(drafts.NotADraftError):
        edit(survey, welcome="Other", **change)

    assert (Survey.objects.values().get(), rows_of(survey, 2)) == before


def test_changes_name_what_differs_with_old_and_new_words(survey, journey):
    EmotionalJob.objects.filter(code="EMO01").update(name="Feel at ease")
    Situation.objects.update(high="Plenty")
    revisions.begin_next_revision(survey)
    labels = {**THREE, "difficulty": ["Easy", "So-so", "Hard"]}
    edit(survey, codes=("EMO01", "SIT01", "SOC01"), scales=labels, thanks="Bye", shuffle_items=True)

    changes = changes_of(survey)

    assert [item.code for item in changes.added] == ["SOC01"]
    assert [item.code for item in changes.removed] == ["EMO02"]
    assert changes.reworded == (
        Change(
            "SIT01",
            "Budget for upgrades (1: None, 5: Ample)",
            "Budget for upgrades (1: None, 5: Plenty)",
        ),
        Change("EMO01", "Feel EMO01", "Feel at ease"),
    )
    assert changes.labels == (
        Change("difficulty", "Not difficult · Neutral · Difficult", "Easy · So-so · Hard"),
    )
    assert changes.texts == (Change("Thank-you text", "", "Bye"),)
    assert changes.settings == (Change("Items in random order", "no", "yes"),)
    assert (changes.number, changes.is_rearranged, changes.n_translations) == (2, False, 0)
    assert changes.can_be_opened


def test_changes_count_translations_and_see_another_order(survey, journey):
    revisions.begin_next_revision(survey)
    translate(survey.revisions.get(number=2), "Hello", "Hallo")
    journey.emotional_desired_heading = "Wanted"
    journey.save()

    changes = changes_of(survey)

    assert (changes.n_translations, changes.is_rearranged) == (1, True)
    assert changes.reworded == ()


def test_copy_changes_nothing_and_cannot_be_opened(survey):
    revisions.begin_next_revision(survey)

    changes = changes_of(survey)

    assert (changes.is_empty, changes.can_be_opened) == (True, False)
    with pytest.raises(lifecycle.NotOpenableError):
        open_next(survey)
    assert survey.revisions.get(number=2).opened_at is None


def test_translation_of_words_that_changed_counts_as_gone(survey):
    translate(survey.revisions.get(), "Hello", "Hallo")
    revisions.begin_next_revision(survey)
    unchanged = changes_of(survey).n_translations
    edit(survey, welcome="Good morning")

    assert (unchanged, changes_of(survey).n_translations) == (0, 1)


def test_translations_of_removed_items_are_not_counted(survey):
    first = survey.revisions.get()
    for code in ("EMO01", "EMO02"):
        Translation.objects.create(
            revision=first,
            language="de",
            key=f"{code}.text",
            source=first.items.get(code=code).text,
            text="Anders",
        )
    revisions.begin_next_revision(survey)

    edit(survey, codes=("EMO02", "SIT01"))

    changes = changes_of(survey)
    assert [item.code for item in changes.removed] == ["EMO01"]
    assert changes.n_translations == 0


@pytest.mark.parametrize("step", [revisions.begin_next_revision, drafts.delete_draft])
def test_steps_for_a_deleted_survey_find_none(survey, step):
    lifecycle.bin_survey(survey)

    with pytest.raises(Survey.DoesNotExist):
        step(survey)


def test_draft_of_a_deleted_survey_is_not_changed(survey):
    revisions.begin_next_revision(survey)
    lifecycle.bin_survey(survey)

    with pytest.raises(Survey.DoesNotExist):
        edit(survey, welcome="Late")

    assert survey.revisions.get(number=2).welcome != "Late"


# Opening


def test_opening_freezes_the_words_of_that_day(survey):
    revisions.begin_next_revision(survey)
    edit(survey, codes=("EMO01", "SOC01"))
    EmotionalJob.objects.filter(code="EMO01").update(name="Feel at ease")
    first = rows_of(survey, 1)

    assert open_next(survey) is True

    second = survey.revisions.get(number=2)
    EmotionalJob.objects.filter(code="EMO01").update(name="Too late")
    assert list(second.items.order_by("position").values_list("code", "text")) == [
        ("EMO01", "Feel at ease"),
        ("SOC01", "Be seen"),
    ]
    assert second.opened_at is not None
    assert rows_of(survey, 1) == first
    assert drafts.draft_of(survey) is None


def test_opening_is_refused_where_the_changes_are_others_than_shown(survey):
    revisions.begin_next_revision(survey)
    edit(survey, welcome="Other")
    seen = changes_of(survey).fingerprint
    EmotionalJob.objects.filter(code="EMO01").update(name="Reworded meanwhile")

    with pytest.raises(lifecycle.NotOpenableError):
        revisions.open_next_revision(survey, seen=seen)

    assert survey.revisions.get(number=2).opened_at is None


def test_opening_is_refused_while_the_catalog_lacks_an_item(survey):
    revisions.begin_next_revision(survey)
    edit(survey, welcome="Other")
    EmotionalJob.objects.get(code="EMO01").delete()

    with pytest.raises(lifecycle.NotOpenableError) as refusal:
        open_next(survey)

    assert refusal.value.gone == ("EMO01 Feel EMO01",)
    assert survey.revisions.get(number=2).opened_at is None


def test_opening_and_discarding_without_a_draft_do_nothing(survey):
    before = rows_of(survey, 1)

    assert revisions.open_next_revision(survey, seen="") is False
    assert revisions.discard_next_revision(survey) is False

    assert rows_of(survey, 1) == before


def test_discarding_leaves_revision_and_answers_alone(survey):
    make_response(survey, answers={"EMO01_importance": 3})
    before = rows_of(survey, 1)
    revisions.begin_next_revision(survey)
    edit(survey, codes=("SOC01",))

    assert revisions.discard_next_revision(survey) is True

    assert rows_of(survey, 1) == before
    assert survey.revisions.count() == 1
    assert survey.revisions.get().responses.get().answers.get().value == 3
    revisions.begin_next_revision(survey)
    assert drafts.draft_of(survey).number == 2


def test_revision_rows_count_people_of_each(survey, django_assert_num_queries):
    make_response(survey)
    make_response(survey)
    make_response(survey, "in_progress")
    revisions.begin_next_revision(survey)

    with django_assert_num_queries(1):
        rows = revisions.revision_rows(survey)

    assert [(row.number, row.n_submitted, row.n_in_progress) for row in rows] == [
        (1, 2, 1),
        (2, 0, 0),
    ]
    assert revisions.shown_revision(rows).number == 1


# Respondents


def test_answers_follow_items_when_they_are_reordered_between_two_saves(client, survey, journey):
    """L5: whoever has begun finishes what they began; whoever begins now gets the new order."""
    token = start(client, survey)
    tab = Tab(client, token)
    tab.choose("EMO02_importance", "3")
    EmotionalJob.objects.filter(code="EMO02").update(valence="avoid", position=9)
    revisions.begin_next_revision(survey)
    edit(survey, codes=("EMO01", "EMO02"), shuffle_items=True)
    open_next(survey)

    tab.choose("EMO01_difficulty", "1")
    anew = Tab(client, token)

    assert cells_of(token) == {"EMO02_importance": "3", "EMO01_difficulty": "1"}
    assert list(anew.radios) == list(tab.radios)
    assert anew.checked == {"EMO02_importance": "3", "EMO01_difficulty": "1"}
    other = start(client, survey)
    page = Tab(client, other)
    assert {*page.radios} == {*tab.radios}
    items = survey.revisions.get(number=2).items.order_by("position")
    assert [item.code for item in items] == ["EMO01", "EMO02"]


def test_consent_to_the_revision_before_is_asked_for_again(client, survey):
    address = reverse("surveys:response_start", args=["pilot"])
    sent = {"revision": "1", "consent": "yes", "action": "next"}
    assert 'name="revision" value="1"' in client.get(address).content.decode()
    revisions.begin_next_revision(survey)
    edit(survey, consent="Answers are passed on.")
    open_next(survey)

    told = client.post(address, sent)
    stored = Response.objects.count()
    begun = client.post(address, sent | {"revision": "2"})

    html = told.content.decode()
    assert told.status_code == 409
    assert "This survey has just been changed." in html
    assert "Answers are passed on." in html
    assert 'name="revision" value="2"' in html
    assert (stored, begun.status_code) == (0, 302)
    assert Response.objects.get().revision.number == 2


def test_items_of_a_survey_in_the_list_are_those_of_its_draft(survey):
    (opened,) = overview.survey_rows(survey.owner)
    revisions.begin_next_revision(survey)
    edit(survey, codes=("EMO01", "EMO02"))

    (row,) = overview.survey_rows(survey.owner)

    assert (opened.n_items, row.n_items) == (None, 2)
