"""The sixteen shipped journeys: complete, worded in two ways, readable, rightly attributed."""

import re
from collections import Counter
from pathlib import Path
from statistics import median

import pytest

from journeys.accepting import ACCEPTED_FILE, read_accepted
from journeys.checking import check_files
from journeys.documents import SECTIONS, yaml_text
from journeys.models import CATALOG_ATTRIBUTION, PROJECT_ATTRIBUTION, Phase
from journeys.reading.files import journey_files
from journeys.wellformed.comparing import cut_short
from journeys.wellformed.entries import Journey
from tests.journeys.files import FIXTURES, ROOT
from tests.journeys.readability import flesch_kincaid_grade

pytestmark = pytest.mark.unmeasured

LIFE_CYCLE = {
    "get": ["purchase", "receive-a-product"],
    "start": [
        *("installation", "configuration", "knowledge-acquisition", "coordination"),
        "customization",
    ],
    "use": [
        *("utilization", "relocation", "preservation", "cleaning", "maintenance", "repair"),
    ],
    "move_on": ["upgrade", "replacement", "disposal"],
}
SLUGS = [slug for slugs in LIFE_CYCLE.values() for slug in slugs]
OF_THE_SOURCE = {"customization", "upgrade"}


@pytest.fixture(scope="module")
def documents():
    """Every shipped journey as its file has it, by slug."""
    return {Path(f.name).stem: f.document.as_document() for f in journey_files([FIXTURES])}


@pytest.fixture(params=SLUGS)
def document(request, documents):
    """One of them."""
    return documents[request.param]


def rows_of(document, key):
    value = document[key]
    return value["items"] if isinstance(value, dict) else value


def entries_of(document):
    """Every entry, metrics and steps too."""
    for step in document["steps"]:
        yield from (step, *step["metrics"])
    for section in SECTIONS:
        yield from rows_of(document, section.key)


def test_catalog_has_the_sixteen_journeys_in_their_stages(documents):
    heads = sorted((doc["journey"] for doc in documents.values()), key=lambda row: row["position"])

    stages = {}
    for head in heads:
        stages.setdefault(head["stage"], []).append(head["slug"])

    assert stages == LIFE_CYCLE
    assert [head["position"] for head in heads] == list(range(1, 17))


def test_journey_is_complete(document):
    moments = Counter(row["when"] for row in document["related_jobs"])
    valences = [
        Counter(row["valence"] for row in rows_of(document, key))
        for key in ("emotional_jobs", "social_jobs")
    ]

    counts = {key: len(rows_of(document, key)) for key in ("contexts", "situations")}
    counts |= {key: len(document[key]) for key in ("ideal_states", "financial_metrics")}

    assert 8 <= len(document["steps"]) <= 13
    assert {len(step["metrics"]) for step in document["steps"]} == {20}
    assert min(counts.values()) >= 20
    assert min(moments[when] for when in ("before", "during", "after")) >= 5
    assert min(n for both in valences for n in both.values()) >= 5


def test_steps_of_our_journeys_follow_the_phases(document):
    if document["journey"]["slug"] in OF_THE_SOURCE:
        return

    phases = [step["phase"] for step in document["steps"]]

    assert phases == sorted(phases, key=Phase.values.index)
    if "noun" not in document["journey"]:
        assert list(dict.fromkeys(phases)) == Phase.values


def test_every_text_is_written_and_every_rationale_given(document):
    empty = [
        (row["code"], key)
        for row in entries_of(document)
        for key, value in row.items()
        if value == "" or (isinstance(value, str) and value != value.strip())
    ]

    assert empty == []


def numbers(codes, prefix):
    """The numbers of the codes that begin so and go on with nothing but digits."""
    return [
        int(code.removeprefix(prefix)) for code in codes if re.fullmatch(prefix + "[0-9]+", code)
    ]


def test_codes_run_without_a_gap_but_for_those_that_are_retired(document):
    retired = document.get("retired", [])
    lists = [("S", document["steps"])]
    lists += [(f"{step['code']}M", step["metrics"]) for step in document["steps"]]
    lists += [(section.prefix, rows_of(document, section.key)) for section in SECTIONS]

    for prefix, rows in lists:
        known = numbers([row["code"] for row in rows] + retired, prefix)

        assert sorted(known) == list(range(1, len(known) + 1)), prefix


def test_most_metrics_measure_time_or_likelihood(document):
    for step in document["steps"]:
        outcomes = [row["outcome"] for row in step["metrics"]]

        n_usual = sum(bool(re.match("Minimize the (time|likelihood) ", text)) for text in outcomes)

        assert 17 <= n_usual <= 20, step["code"]


def test_few_plain_wordings_are_the_outcome_cut_short(documents):
    journeys = [Journey.of(document) for document in documents.values()]
    metrics = [row for journey in journeys for _step, rows in journey.steps for row in rows]

    n_cut = sum(map(cut_short, metrics))

    assert n_cut <= 0.3 * len(metrics)


def test_plain_wordings_are_easy_to_read(documents):
    grades = {
        (slug, step["code"]): flesch_kincaid_grade([row["plain"] for row in step["metrics"]])
        for slug, document in documents.items()
        for step in document["steps"]
    }

    assert median(grades.values()) <= 8
    assert [place for place, grade in grades.items() if grade > 12] == []


@pytest.mark.parametrize(
    ("text", "grade"), [("the cat sat on the mat", -1.45), ("international organization", 44.19)]
)
def test_reading_level_follows_its_formula(text, grade):
    assert flesch_kincaid_grade([text]) == pytest.approx(grade, abs=0.01)


def test_attribution_names_whose_words_a_journey_holds(document):
    sources = {row["source"] for row in entries_of(document)}

    if document["journey"]["slug"] in OF_THE_SOURCE:
        assert (sources, document["attribution"]) == ({"seed", "project"}, CATALOG_ATTRIBUTION)
    else:
        assert (sources, document["attribution"]) == ({"project"}, PROJECT_ATTRIBUTION)
    assert document["licence"] == "CC BY-NC-SA 4.0"


def test_file_is_in_its_canonical_form(document):
    path = FIXTURES / f"{document['journey']['slug']}.yaml"

    assert yaml_text(document) == path.read_text(encoding="utf-8")


def test_catalog_has_no_finding_without_a_reason():
    check = check_files([FIXTURES], read_accepted(ROOT / ACCEPTED_FILE))

    assert [str(remark) for remark in check.remarks if not remark.reason] == []
    assert check.share_alike < 0.02
