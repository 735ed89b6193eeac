"""What an entry says to a reader and in a study, by noun and kind of thing."""

import pytest

from journeys.asking import read_document, voice_of, without_misfits
from journeys.models import PerformanceMetric
from journeys.naming import phrases

HEAD = {"noun": "the product", "job": "Getting {product} fixed"}
METRIC = {
    "code": "S01M01",
    "outcome": "Minimize the time it takes to name what is wrong with {product}",
    "plain": "say what is wrong with {product}",
    "examples": {
        "physical": ["a worn belt", "a cracked glass", "a rattle"],
        "digital": ["a lost login", "a blank report"],
    },
}
SEED = {"code": "FIN01", "text": "Minimize the cost of it.", "asked": "Minimize the cost of {new}."}


def test_outcome_is_asked_with_two_examples_of_the_kind():
    start = "Minimize the time it takes to name what is wrong with our CRM, e.g., "

    digital = voice_of(HEAD, "our CRM", "digital").asked(METRIC, "outcome")
    unknown = voice_of(HEAD, "our CRM").asked(METRIC, "outcome")
    service = voice_of(HEAD, "our CRM", "service").asked(METRIC, "outcome")

    assert digital == f"{start}a lost login, a blank report"
    assert unknown == f"{start}a worn belt, a cracked glass"
    assert service == start.removesuffix(", e.g., ")


def test_plain_wording_has_no_examples():
    assert voice_of(HEAD).asked(METRIC, "plain") == "say what is wrong with the product"


def test_seed_is_read_verbatim_and_asked_in_the_house_wording():
    voice = voice_of(HEAD, "our CRM")

    assert voice.read(SEED, "text") == "Minimize the cost of it."
    assert voice.asked(SEED, "text") == "Minimize the cost of our new CRM."


def test_house_wording_may_be_of_some_fields_only():
    row = {"name": "Testing", "description": "Test it.", "asked": {"name": "Testing {product}"}}
    voice = voice_of(HEAD)

    assert [voice.asked(row, field) for field in ("name", "description")] == [
        *("Testing the product", "Test it."),
    ]


@pytest.mark.parametrize(
    ("fits", "kind", "expected"),
    [
        ([], "digital", True),
        (["digital", "service"], "digital", True),
        (["physical"], "digital", False),
        ("physical mobile", "mobile", True),
        ("physical", "digital", False),
        (["physical"], "", True),
        (None, "digital", True),
    ],
)
def test_entry_fits_the_kinds_that_it_names_or_all(fits, kind, expected):
    assert voice_of(HEAD, kind=kind).fits({"fits": fits}) is expected


def test_stored_row_is_worded_like_one_of_a_document():
    row = PerformanceMetric(outcome="Minimize the time it takes to fix {product}", plain="fix it")

    assert voice_of(HEAD).asked(vars(row), "outcome") == (
        "Minimize the time it takes to fix the product"
    )


def small_document():
    steps = [
        {"code": "S01", "name": "Fix {product}", "metrics": [METRIC, METRIC | {"fits": ["mobile"]}]}
    ]
    jobs = {"desired_heading": "", "items": [{"name": "Feel safe", "fits": ["service"]}]}
    return {
        "journey": HEAD,
        "steps": steps,
        "contexts": [SEED],
        "emotional_jobs": jobs,
        "retired": ["S02"],
    }


def test_document_is_read_whole_or_for_one_kind():
    whole = read_document(small_document())
    digital = read_document(small_document(), "digital")

    assert whole["journey"]["job"] == "Getting the product fixed"
    assert whole["steps"][0]["name"] == "Fix the product"
    assert len(whole["steps"][0]["metrics"]) == 2
    assert [row["outcome"][-28:] for row in digital["steps"][0]["metrics"]] == [
        "a lost login, a blank report",
    ]
    assert whole["contexts"] == [SEED | {"asked": "Minimize the cost of the new product."}]
    assert digital["emotional_jobs"]["items"] == []
    assert digital["retired"] == ["S02"]


def test_document_without_misfits_keeps_its_slots():
    document = without_misfits(small_document(), "digital")

    assert document["steps"] == [{"code": "S01", "name": "Fix {product}", "metrics": [METRIC]}]
    assert document["emotional_jobs"] == {"desired_heading": "", "items": []}
    assert without_misfits(small_document(), "") == small_document()


def test_phrases_of_the_study_reach_every_text():
    assert voice_of(HEAD, "our CRM").phrases == phrases("our CRM")
