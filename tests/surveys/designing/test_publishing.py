"""What a survey copies from the catalog, and that opening freezes it."""

from dataclasses import replace

import pytest

from journeys.models import EmotionalJob, Journey, PerformanceMetric, Situation
from surveys import questions
from surveys.designing import drafts, lifecycle
from surveys.designing.candidates import candidate_items, candidate_sections
from surveys.models import Survey, SurveyItem
from tests.surveys.builders import make_journey, make_response, make_survey, make_user
from tests.surveys.offers import ALL_CODES, frozen_rows, make_draft, make_offer

pytestmark = pytest.mark.django_db


# Candidates


def test_candidate_items_come_in_the_order_asked():
    journey = make_offer()

    candidates = candidate_items(journey)

    assert [candidate.code for candidate in candidates] == ALL_CODES


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("EMO02", ("Feel EMO02", "emotional_jobs", "Desired Emotions:")),
        ("EMO01", ("Feel EMO01", "emotional_jobs", "Undesired Emotions:")),
        ("SOC01", ("Be seen", "social_jobs", "Desired")),
        ("REL01", ("Doing REL01 – which takes a day", "related_jobs", "After")),
        ("REL02", ("Doing REL02", "related_jobs", "Before")),
        ("FIN01", ("Minimize the cost of parts", "financial_metrics", "")),
        ("S02M01", ("settle goal 2", "S02", "Test before rollout")),
        ("SIT01", ("Budget for upgrades", "situations", "")),
    ],
)
def test_candidate_items_carry_text_page_and_heading(code, expected):
    journey = make_offer()

    candidates = {candidate.code: candidate for candidate in candidate_items(journey)}

    found = candidates[code]
    assert (found.text, found.page, found.heading) == expected


def test_candidate_items_in_outcome_wording_carry_outcome_statements():
    journey = make_offer()

    candidates = candidate_items(journey, wording="outcome")

    assert [one.text for one in candidates if one.kind == questions.PERFORMANCE_METRICS] == [
        "Minimize the time it takes to settle goal 1, e.g., cost, speed",
        "Minimize the time it takes to settle goal 2, e.g., cost, speed",
    ]


def test_candidate_items_leave_out_entries_without_words():
    journey = make_offer()
    EmotionalJob.objects.filter(code="EMO01").update(name=" ")
    Situation.objects.update(low="")

    codes = [candidate.code for candidate in candidate_items(journey)]

    assert codes == [code for code in ALL_CODES if code not in {"EMO01", "SIT01"}]


def texts_of(journey, **asked):
    return {one.code: one.text for one in candidate_items(journey, **asked)}


def test_candidate_items_call_the_thing_by_its_name():
    journey = make_offer()
    journey.noun, journey.stem = "the solution", "When upgrading {product}"
    EmotionalJob.objects.filter(code="EMO01").update(name="Feel safe with {product}")
    Situation.objects.update(asked={"text": "Money for {new}", "low": "{old} took all of it"})
    PerformanceMetric.objects.filter(code="S01M01").update(
        outcome="Minimize the time it takes to rate {product}",
        examples={"digital": ["a login", "a file", "a list"], "physical": ["a fuse", "a plug"]},
    )

    of_journey = texts_of(journey, wording="outcome")
    of_study = texts_of(journey, wording="outcome", noun="our CRM", kind="digital")
    (situation,) = (one for one in candidate_items(journey, noun="our CRM") if one.code == "SIT01")

    rating = "Minimize the time it takes to rate"
    assert of_journey["S01M01"] == f"{rating} the solution, e.g., a fuse, a plug"
    assert of_study["S01M01"] == f"{rating} our CRM, e.g., a login, a file"
    assert (of_journey["EMO01"], of_study["EMO01"]) == (
        *("Feel safe with the solution", "Feel safe with our CRM"),
    )
    assert (situation.text, situation.low_anchor, situation.high_anchor) == (
        *("Money for our new CRM", "Our old CRM took all of it", "Ample"),
    )
    assert drafts.default_content(journey).welcome.count("{product}") == 0
    assert (
        make_draft(journey, make_user("anna")).revisions.get().stem == "When upgrading the solution"
    )


def test_candidate_items_leave_out_what_does_not_fit_the_thing():
    journey = make_offer()
    EmotionalJob.objects.filter(code="EMO01").update(fits="physical mobile")
    journey.job_steps.filter(code="S02").update(fits="service")

    left_out = set(ALL_CODES) - texts_of(journey, kind="digital").keys()

    assert left_out == {"EMO01", *(code for code in ALL_CODES if code.startswith("S02M"))}
    assert [*texts_of(journey)] == ALL_CODES


def test_candidate_items_take_eight_queries_at_any_size(django_assert_num_queries):
    small, large = make_offer("small"), make_offer("large")
    for number in range(2, 5):
        EmotionalJob.objects.create(
            journey=large, code=f"EMO1{number}", valence="avoid", name="Avoid feeling rushed"
        )
        PerformanceMetric.objects.create(
            job_step=large.job_steps.first(), code=f"S01M0{number}", plain="a", outcome="b"
        )

    with django_assert_num_queries(8):
        n_small = len(candidate_items(small))
    with django_assert_num_queries(8):
        n_large = len(candidate_items(large))

    assert (n_small, n_large) == (11, 17)


def test_candidate_sections_group_by_heading_and_leave_out_empty_kinds():
    journey = make_offer()
    journey.contexts.all().delete()

    sections = candidate_sections(candidate_items(journey))

    shape = {
        section.kind.value: [(group.key, group.heading) for group in section.groups]
        for section in sections
    }
    assert "contexts" not in shape
    assert shape["performance_metrics"] == [
        ("S01-1", "Plan the upgrade"),
        ("S02-2", "Test before rollout"),
    ]
    assert shape["emotional_jobs"] == [
        ("emotional_jobs-1", "Desired Emotions:"),
        ("emotional_jobs-2", "Undesired Emotions:"),
    ]


# Drafts


def test_create_survey_copies_items_and_journey():
    journey, rita = make_offer(), make_user()

    survey = make_draft(journey, rita, "EMO01", "SIT01", "NONE99")

    revision = survey.revisions.get()
    assert (survey.status, survey.owner, survey.journey) == ("draft", rita, journey)
    assert (revision.number, revision.opened_at, revision.stem) == (
        1,
        None,
        "When upgrading a solution",
    )
    assert (revision.journey_name, revision.licence) == ("Upgrade Journey", journey.licence)
    rows = revision.items.order_by("position").values_list(
        "position", "code", "text", "low_anchor", "high_anchor"
    )
    assert list(rows) == [
        (1, "SIT01", "Budget for upgrades", "None", "Ample"),
        (2, "EMO01", "Feel EMO01", "", ""),
    ]


def test_create_survey_at_a_taken_address_writes_nothing():
    journey, rita = make_offer(), make_user()
    make_draft(journey, rita, "EMO01")

    with pytest.raises(drafts.SlugTakenError):
        make_draft(journey, rita, "EMO02")

    assert list(SurveyItem.objects.values_list("code", flat=True)) == ["EMO01"]


def test_default_content_has_a_free_address_and_reads_on_from_the_stem():
    journey = make_offer()
    make_draft(journey, make_user(), "EMO01", slug="upgrade-journey-survey")

    content = drafts.default_content(journey)

    assert content.slug == "upgrade-journey-survey-2"
    assert "what matters to you when upgrading a solution, and" in content.welcome
    assert content.codes == ()


@pytest.mark.parametrize(
    ("title", "slug"),
    [("New", "new-2"), ("調査", "survey"), ("Käufer & Co.", "kaufer-co"), ("x" * 90, "x" * 44)],
)
def test_free_slug_is_valid_whatever_the_title(title, slug):
    assert drafts.free_slug(title) == slug


def test_update_draft_replaces_content_and_items():
    journey = make_offer()
    survey = make_draft(journey, make_user(), "EMO01", "S01M01")
    stored = drafts.draft_content(survey, drafts.draft_of(survey))

    drafts.update_draft(
        survey=survey,
        content=replace(stored, title="Second", codes=("S01M01", "SOC01"), wording="outcome"),
        seen=stored.fingerprint,
    )

    revision = survey.revisions.get()
    assert Survey.objects.get().title == "Second"
    assert list(revision.items.order_by("position").values_list("code", "text")) == [
        ("S01M01", "Minimize the time it takes to settle goal 1, e.g., cost, speed"),
        ("SOC01", "Be seen"),
    ]


def test_update_draft_from_a_stale_page_writes_nothing_and_names_the_differences():
    survey = make_draft(make_offer(), make_user(), "EMO01")
    seen = drafts.draft_content(survey, drafts.draft_of(survey))
    drafts.update_draft(survey=survey, content=replace(seen, title="Theirs"), seen=seen.fingerprint)

    with pytest.raises(drafts.DraftChangedError) as caught:
        drafts.update_draft(
            survey=survey, content=replace(seen, codes=("EMO02",)), seen=seen.fingerprint
        )

    assert caught.value.changed == ("title", "codes")
    stored = drafts.draft_content(Survey.objects.get(), survey.revisions.get())
    assert (stored.title, stored.codes) == ("Theirs", ("EMO01",))


def test_update_draft_sent_twice_is_no_conflict():
    survey = make_draft(make_offer(), make_user(), "EMO01")
    seen = drafts.draft_content(survey, drafts.draft_of(survey))
    content = replace(seen, title="Second")

    for _click in range(2):
        drafts.update_draft(survey=survey, content=content, seen=seen.fingerprint)

    assert Survey.objects.get().title == "Second"


def test_update_draft_to_a_taken_address_keeps_the_draft():
    journey, rita = make_offer(), make_user()
    make_draft(journey, rita, "EMO01", slug="first")
    survey = make_draft(journey, rita, "EMO02", slug="second")
    seen = drafts.draft_content(survey, drafts.draft_of(survey))

    with pytest.raises(drafts.SlugTakenError):
        drafts.update_draft(
            survey=survey,
            content=replace(seen, slug="first", codes=("SOC01",)),
            seen=seen.fingerprint,
        )

    survey.refresh_from_db()
    assert survey.slug == "second"
    assert list(survey.revisions.get().items.values_list("code", flat=True)) == ["EMO02"]


def test_update_draft_of_an_opened_survey_is_refused():
    survey = make_draft(make_offer(), make_user(), "EMO01")
    seen = drafts.draft_content(survey, drafts.draft_of(survey))
    lifecycle.open_survey(survey)
    before = frozen_rows(survey)

    with pytest.raises(drafts.NotADraftError):
        drafts.update_draft(
            survey=survey, content=replace(seen, codes=("EMO02",)), seen=seen.fingerprint
        )

    assert frozen_rows(survey) == before


def test_delete_draft_leaves_no_trace_and_opened_surveys_alone():
    journey, rita = make_offer(), make_user()
    draft = make_draft(journey, rita, "EMO01", slug="draft")
    opened = make_draft(journey, rita, "EMO01", slug="opened")
    lifecycle.open_survey(opened)

    drafts.delete_draft(draft)
    with pytest.raises(drafts.NotADraftError):
        drafts.delete_draft(opened)

    assert list(Survey.objects.values_list("slug", flat=True)) == ["opened"]
    assert SurveyItem.objects.count() == 1


# Opening, closing, reopening


def test_open_survey_takes_over_the_catalog_of_that_moment():
    journey = make_offer()
    survey = make_draft(journey, make_user(), "EMO01", "SIT01")
    EmotionalJob.objects.filter(code="EMO01").update(name="Feel at ease")
    Situation.objects.update(text="Money for upgrades", high="Plenty")
    Journey.objects.update(stem="When renewing a solution")

    assert lifecycle.open_survey(survey)

    revision = survey.revisions.get()
    assert revision.stem == "When renewing a solution"
    assert list(revision.items.order_by("position").values_list("text", "high_anchor")) == [
        ("Money for upgrades", "Plenty"),
        ("Feel at ease", ""),
    ]
    assert Survey.objects.get().status == "open"


def test_open_survey_twice_changes_nothing_the_second_time():
    survey = make_draft(make_offer(), make_user(), "EMO01")
    lifecycle.open_survey(survey)
    before = frozen_rows(survey)
    EmotionalJob.objects.update(name="Reworded")

    assert not lifecycle.open_survey(survey)

    assert frozen_rows(survey) == before


def test_open_survey_with_an_item_gone_from_the_catalog_is_refused_and_names_it():
    survey = make_draft(make_offer(), make_user(), "EMO01", "EMO02")
    EmotionalJob.objects.get(code="EMO02").delete()
    before = frozen_rows(survey)

    with pytest.raises(lifecycle.NotOpenableError) as caught:
        lifecycle.open_survey(survey)

    assert caught.value.gone == ("EMO02 Feel EMO02",)
    assert frozen_rows(survey) == before
    assert Survey.objects.get().status == "draft"


def test_open_survey_without_items_is_refused():
    survey = make_draft(make_offer(), make_user())

    with pytest.raises(lifecycle.NotOpenableError) as caught:
        lifecycle.open_survey(survey)

    assert caught.value.gone == ()
    assert survey.revisions.get().opened_at is None


def test_closing_and_reopening_keep_every_row():
    survey = make_draft(make_offer(), make_user(), "EMO01")
    lifecycle.open_survey(survey)
    response = make_response(survey, answers={"EMO01_importance": 3})
    before = frozen_rows(survey), list(response.answers.values())

    assert lifecycle.close_survey(survey)
    assert not lifecycle.close_survey(survey)
    closed_at = Survey.objects.get().closed_at
    assert lifecycle.reopen_survey(survey)
    assert not lifecycle.reopen_survey(survey)

    survey.refresh_from_db()
    assert closed_at is not None
    assert (survey.status, survey.closed_at) == ("open", None)
    assert (frozen_rows(survey), list(response.answers.values())) == before


@pytest.mark.parametrize("step", [lifecycle.close_survey, lifecycle.reopen_survey])
def test_a_draft_can_be_neither_closed_nor_reopened(step):
    survey = make_draft(make_offer(), make_user(), "EMO01")

    with pytest.raises(lifecycle.WrongStatusError):
        step(survey)

    assert Survey.objects.get().status == "draft"


def test_a_closed_survey_is_not_opened_anew():
    survey = make_survey(status="closed")
    before = frozen_rows(survey)

    with pytest.raises(lifecycle.WrongStatusError):
        lifecycle.open_survey(survey)

    assert frozen_rows(survey) == before


def test_a_journey_without_entries_offers_nothing():
    assert candidate_items(make_journey("bare")) == []
