"""The loaded catalog says what the two source pages say: nothing lost, altered or invented."""

import re

import pytest

from journeys.documents import SECTIONS, document_of
from journeys.models import (
    CATALOG_ATTRIBUTION,
    EmotionalJob,
    FinancialMetric,
    JobStep,
    Journey,
    PerformanceMetric,
    RelatedJob,
    Situation,
    SocialJob,
)
from tests.journeys.files import FIXTURES, PAGES
from tests.journeys.pages import grid_names, lines_by_section, page_entries

SLUGS = ["upgrade", "customization"]
pytestmark = [pytest.mark.usefixtures("catalog"), pytest.mark.unmeasured]


def personal_jobs(model, journey, section):
    headings = {
        valence: getattr(journey, f"{section}_{valence}_heading")
        for valence in ("desired", "avoid")
    }
    jobs = model.objects.filter(journey=journey, source="seed")
    return [(headings[job.valence], job.name, job.rationale) for job in jobs]


def seed_entries(slug):
    """What the database holds with the source `seed`, in the shape of `page_entries`."""
    journey = Journey.objects.get(slug=slug)
    ours = {"journey": journey, "source": "seed"}
    return {
        "steps": [step.ability for step in JobStep.objects.filter(**ours)],
        "situations": [(row.text, row.low, row.high) for row in Situation.objects.filter(**ours)],
        "financial_metrics": [row.text for row in FinancialMetric.objects.filter(**ours)],
        "related_jobs": [
            (str(row.when), row.name, row.description) for row in RelatedJob.objects.filter(**ours)
        ],
        "emotional_jobs": personal_jobs(EmotionalJob, journey, "emotional"),
        "social_jobs": personal_jobs(SocialJob, journey, "social"),
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_seed_entries_are_those_of_the_page(slug):
    entries = seed_entries(slug)

    assert entries == page_entries(slug)


@pytest.mark.parametrize(
    ("slug", "counts"),
    [
        ("upgrade", [11, 20, 20, 15, 12, 12]),
        ("customization", [12, 20, 20, 15, 10, 10]),
    ],
)
def test_seed_entries_are_as_many_as_documented(slug, counts):
    entries = seed_entries(slug)

    assert [len(rows) for rows in entries.values()] == counts


@pytest.mark.parametrize("slug", SLUGS)
def test_no_other_entry_claims_to_be_a_seed(slug):
    journey = Journey.objects.get(slug=slug)
    others = [section.model for section in SECTIONS if section.key in {"contexts", "ideal_states"}]

    claims = [model.objects.filter(journey=journey, source="seed").count() for model in others]

    assert claims == [0, 0]
    assert not PerformanceMetric.objects.filter(source="seed").exists()


@pytest.mark.parametrize("slug", SLUGS)
def test_rated_names_are_those_of_the_grids(slug):
    entries = seed_entries(slug)

    names = [row[1] for row in entries["emotional_jobs"] + entries["social_jobs"]]

    assert names == grid_names(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_seed_entry_is_whole(slug):
    entries = seed_entries(slug)

    rows = [row if isinstance(row, tuple) else (row,) for kind in entries.values() for row in kind]

    assert [row for row in rows if not all(row)] == []
    assert [row for row in rows if any(text != text.strip() or "|" in text for text in row)] == []


@pytest.mark.parametrize("slug", SLUGS)
def test_journey_is_what_the_page_calls_it(slug):
    journey = Journey.objects.get(slug=slug)
    first, job = [line for line in lines_by_section(slug)[""] if line][1:]

    sentence = f"{journey.role} experiences the {journey.name} — {journey.description}"

    assert first.removeprefix("The ") == sentence
    assert job == f"Job: {journey.job}"
    verbs = [text.split()[0].casefold() for text in (journey.stem[5:], journey.job)]
    assert (journey.stem[:5], verbs[0]) == ("When ", verbs[1])


def test_steps_have_the_phases_of_the_map():
    upgrade, customization = (Journey.objects.get(slug=slug) for slug in SLUGS)

    phases = [
        "".join(step.phase[:2] for step in each.job_steps.filter(source="seed"))
        for each in (upgrade, customization)
    ]

    assert phases == ["deloloprprprcoexmomomo", "delopr" + "coprexmoremomococo"]
    assert [step.phase for step in upgrade.job_steps.exclude(source="seed")] == ["resolve"]


def test_journeys_stand_in_the_life_cycle():
    places = Journey.objects.values_list("slug", "stage", "position")

    assert list(places) == [("customization", "start", 7), ("upgrade", "move_on", 14)]


def test_catalog_carries_licence_and_attribution():
    notices = set(Journey.objects.values_list("licence", "attribution"))

    assert notices == {("CC BY-NC-SA 4.0", CATALOG_ATTRIBUTION)}


def test_codes_run_without_a_gap():
    for journey in Journey.objects.all():
        document = document_of(journey)
        for section in SECTIONS:
            value = document[section.key]
            rows = value["items"] if section.has_headings else value

            given_up = [
                code
                for code in document.get("retired", [])
                if re.fullmatch(rf"{section.prefix}\d+", code)
            ]

            codes = sorted([*(row["code"] for row in rows), *given_up])

            assert codes == [f"{section.prefix}{n:02d}" for n in range(1, len(codes) + 1)]


@pytest.mark.parametrize(
    "path", [*FIXTURES.iterdir(), *PAGES.iterdir()], ids=lambda path: path.name
)
def test_shipped_file_names_the_author_and_no_way_to_reach_him(path):
    text = path.read_text(encoding="utf-8")

    assert "© 2024 by Michael A. Boysen" in text
    assert re.findall(r"[\w.]+@[\w.]+|https?:|www\.|\+?\d[\d ()-]{7,}", text) == []
