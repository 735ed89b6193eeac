"""The read side of the catalog: kinds, the list, a journey's page, a step's."""

import pytest
from django.apps import apps

from journeys.catalog import (
    KINDS,
    catalog_rows,
    common_stem,
    journey_page,
    step_page,
    without_examples,
)
from journeys.documents import SECTIONS, STEPS, document_of
from journeys.models import (
    CatalogEntry,
    FinancialMetric,
    Journey,
    PerformanceMetric,
    Phase,
    RelatedJob,
)
from tests.journeys.builders import add_step, make_journey


def test_kinds_cover_every_entry_of_the_catalog():
    entries = {
        model
        for model in apps.get_app_config("journeys").get_models()
        if issubclass(model, CatalogEntry)
    }

    assert {kind.model for kind in KINDS} == entries | {PerformanceMetric}


def test_kinds_have_the_words_of_the_files():
    words = [kind.value for kind in KINDS]

    assert words == ["steps", "performance_metrics", *(section.key for section in SECTIONS)]


@pytest.mark.parametrize(
    ("texts", "stem"),
    [
        ([], ""),
        (["Minimize the cost of parts."], ""),
        (["Minimize the cost of parts.", "Minimize the cost of labour."], "Minimize the cost of"),
        (["Minimize the cost", "Minimize the risk"], ""),
        (["Minimize the cost of", "Minimize the cost of"], "Minimize the cost"),
        (["One two three a", "One two three b", "Quite another text"], "One two three"),
        (["One two three a", "One two three b", "Quite another", "And another"], ""),
    ],
)
def test_common_stem_is_what_most_texts_begin_with(texts, stem):
    assert common_stem(texts) == stem


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Minimize the time, e.g., a, b", ("Minimize the time", ", e.g., a, b")),
        ("name the fault quickly", ("name the fault quickly", "")),
    ],
)
def test_without_examples_cuts_the_clarifier_off(text, parts):
    assert without_examples(text) == parts


@pytest.mark.parametrize("n", [1, 3])
def test_catalog_rows_take_one_query_once_known(db, django_assert_num_queries, n):
    for number in range(n):
        make_journey(f"repair{number}", n=n)
    catalog_rows()

    with django_assert_num_queries(1):
        stages = catalog_rows()

    assert [len(stage.journeys) for stage in stages] == [0, 0, n, 0]
    words = stages[2].journeys[0].counts
    assert [int(word.split()[0]) for word in words] == [n, n * n, *[n] * 7]


def test_catalog_rows_leave_out_what_a_journey_lacks(db):
    make_journey(stage="get")

    stages = catalog_rows()

    assert [stage.value for stage in stages] == ["get", "start", "use", "move_on"]
    assert stages[0].journeys[0].counts == []


@pytest.mark.parametrize("n", [1, 3])
def test_journey_page_takes_eight_queries(db, django_assert_num_queries, n):
    journey = make_journey(n=n)

    with django_assert_num_queries(8):
        page = journey_page(journey)

    assert [len(section.entries) for section in page.sections] == [n] * 8
    assert [row.n_metrics for phase in page.phases for row in phase.steps] == [n] * n


@pytest.mark.parametrize("slug", ["customization", "upgrade"])
def test_journey_page_of_the_shipped_journeys_is_complete(catalog, slug):
    journey = Journey.objects.get(slug=slug)
    document = document_of(journey)
    lists = [document[section.key] for section in (STEPS, *SECTIONS)]

    page = journey_page(journey)

    assert [len(section.entries) for section in page.sections] == [
        len(rows["items"] if isinstance(rows, dict) else rows) for rows in lists
    ]
    assert sum(len(phase.steps) for phase in page.phases) == len(document["steps"])
    assert [len(group.entries) for group in page.jobs[0].groups] == [
        sum(row["when"] == when for row in document["related_jobs"])
        for when in ("before", "during", "after")
    ]
    assert page.financial_metrics.stem.startswith("Minimize the cost of")


def test_job_map_keeps_the_number_of_a_step_whose_phase_steps_back(db):
    journey = make_journey()
    for number, phase in enumerate(["confirm", "prepare", "confirm"], start=1):
        add_step(journey, number, phase=phase)

    phases = {phase.value: phase for phase in journey_page(journey).phases}

    assert list(phases) == list(Phase.values)
    assert [row.number for row in phases["prepare"].steps] == [2]
    assert [row.number for row in phases["confirm"].steps] == [1, 3]


def test_financial_metric_without_the_stem_stays_whole(db):
    journey = make_journey(n=3)
    FinancialMetric.objects.filter(code="FIN02").update(text="Limit the risk of a fine.")

    texts = journey_page(journey).financial_metrics.texts

    assert [(text.stem, text.rest) for text in texts] == [
        ("Minimize the cost of part", "1."),
        ("", "Limit the risk of a fine."),
        ("Minimize the cost of part", "3."),
    ]


@pytest.mark.parametrize(
    ("sources", "origin", "differ"),
    [
        ([], "", False),
        (["seed", "seed"], "Verbatim from the source.", False),
        (["project"], "Written by this project.", False),
        (["our team"], "Source: our team.", False),
        (["seed", "project"], "Verbatim from the source unless marked.", True),
        (["ours", "theirs"], "Each entry names its source.", True),
    ],
)
def test_section_says_where_its_entries_come_from(db, sources, origin, differ):
    journey = make_journey()
    for number, source in enumerate(sources, start=1):
        RelatedJob.objects.create(
            journey=journey, code=f"REL0{number}", when="before", name="x", source=source
        )

    section = journey_page(journey).jobs[0]

    assert (section.origin, section.has_several_origins) == (origin, differ)


def test_step_page_knows_its_neighbours(db):
    journey = make_journey(n=3)

    pages = [step_page(journey, f"S0{number}") for number in (1, 2, 3)]

    assert [(p.previous and p.previous.code, p.following and p.following.code) for p in pages] == [
        (None, "S02"),
        ("S01", "S03"),
        ("S02", None),
    ]
    assert [page.row.number for page in pages] == [1, 2, 3]


@pytest.mark.parametrize("n", [1, 3])
def test_step_page_takes_two_queries(db, django_assert_num_queries, n):
    journey = make_journey(n=n)

    with django_assert_num_queries(2):
        page = step_page(journey, "S01")

    assert [row.outcome_examples for row in page.metrics] == [", e.g., this, that"] * n


def test_step_page_of_another_journey_is_none(db):
    make_journey("repair", n=1)
    other = make_journey("cleaning")

    assert step_page(other, "S01") is None
