"""A journey goes out as YAML, JSON and CSV, and YAML comes back as the same journey."""

import csv
import io
import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from journeys.asking import voice_of
from journeys.documents import (
    document_digest,
    document_of,
    journey_csv,
    journey_digest,
    journey_json,
    journey_yaml,
    yaml_text,
)
from journeys.documents.sections import HEAD_FIELDS
from journeys.documents.shape import JourneyHead
from journeys.loading import load_catalog
from journeys.models import Journey, PerformanceMetric, Situation
from journeys.reading.files import journey_file
from tests.journeys.files import FIXTURES, SMALL, changed, write
from tools import canonical

AWKWARD = [
    *("NO", "on", "Yes", "null", "None", "~", "1.10", "010", "190:20:30", "2024-01-01", ".inf"),
    *(
        "- a",
        "a: b",
        "a #b",
        "a:",
        "#a",
        "'a'",
        '"a"',
        "a\\b",
        r"a\U0000000A",
        "{product} a",
        "[a]",
    ),
    *("=1+1", "@a", "%a", "`a", "!a", "&a", "*a", "|", ">", "?", "two\nlines", "a\u00a0b"),
    *("a\u200bb", "\u202eabc", "e\u0301", "🙂", "“quoted”", "\ufeffa", "<<"),
]


def read(text):
    return journey_file(text.encode(), name="a.yaml").document.as_document()


@pytest.fixture
def repair(db, tmp_path):
    """The small journey, loaded."""
    load_catalog([write(tmp_path)])
    return Journey.objects.get(slug="repair")


@pytest.mark.parametrize("slug", ["upgrade", "customization"])
def test_shipped_file_is_what_is_written(catalog, slug):
    journey = Journey.objects.get(slug=slug)

    text = journey_yaml(journey)

    assert text.encode() == (FIXTURES / f"{slug}.yaml").read_bytes()


def test_document_is_what_was_loaded(repair):
    assert document_of(repair) == read(SMALL)


def test_document_has_the_one_shape(repair):
    document = document_of(repair)

    assert list(document) == [
        *("schema", "licence", "attribution", "journey", "steps", "contexts", "situations"),
        *("ideal_states", "financial_metrics", "related_jobs", "emotional_jobs", "social_jobs"),
    ]
    assert document["steps"][0]["metrics"][1] == {
        "code": "S01M02",
        "outcome": "Minimize the likelihood of naming the wrong fault, e.g., a fuse, a plug",
        "plain": "be right about the fault",
        "source": "project",
    }
    assert document["social_jobs"]["avoid_heading"] == "Unwanted"


def test_head_is_written_with_the_keys_that_are_read():
    assert tuple(JourneyHead.model_fields) == HEAD_FIELDS


def test_optional_words_of_a_journey_are_left_out_when_empty(repair):
    assert {"context", "end_user"} & set(document_of(repair)["journey"]) == set()


def test_optional_words_of_a_journey_are_kept(db, tmp_path):
    text = changed("  stage: use\n", "  context: At home\n  end_user: Consumer\n  stage: use\n")
    load_catalog([write(tmp_path, text)])

    head = document_of(Journey.objects.get())["journey"]

    assert (head["context"], head["end_user"]) == ("At home", "Consumer")


@pytest.mark.parametrize("texts", [["A"], ["A", "B", "C"]], ids=["1 item", "3 items"])
def test_document_takes_nine_queries(repair, texts, django_assert_num_queries):
    Situation.objects.all().delete()
    step = repair.job_steps.first()
    step.performance_metrics.all().delete()
    for n, text in enumerate(texts, start=1):
        Situation.objects.create(journey=repair, code=f"SIT{n:02d}", text=text, low="l", high="h")
        PerformanceMetric.objects.create(
            job_step=step, code=f"S01M{n:02d}", outcome=text, plain="p"
        )

    with django_assert_num_queries(9):
        document = document_of(repair)

    assert [row["text"] for row in document["situations"]] == texts


def test_absent_sections_are_empty_lists():
    head = SMALL[: SMALL.index("steps:")]

    document = read(head)

    assert [document[key] for key in ("steps", "contexts", "situations", "related_jobs")] == [
        []
    ] * 4
    assert document["emotional_jobs"] == {"desired_heading": "", "avoid_heading": "", "items": []}
    assert document == read(f"{head}emotional_jobs: []\nsteps: []\n")


@pytest.mark.unmeasured
@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_text_survives_the_round_trip(text):
    document = read(SMALL)
    document["situations"][0]["text"] = text

    written = yaml_text(document)

    assert read(written) == document
    assert yaml.safe_load(written)["situations"][0]["text"] == text


@settings(deadline=None)
@given(
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="{}"),
        min_size=1,
    )
)
def test_any_text_survives_the_round_trip(text):
    if not text.strip() or {"\ufffe", "\uffff"} & set(text):
        return
    document = read(SMALL)
    document["situations"][0]["text"] = text.strip()

    assert read(yaml_text(document)) == document


def test_long_text_stays_on_one_line():
    document = read(SMALL)
    document["situations"][0]["text"] = "word " * 400 + "end"

    assert f"    text: {'word ' * 400}end\n" in yaml_text(document)


def test_digest_follows_content_and_nothing_else(repair):
    before = journey_digest(repair)
    Situation.objects.update(position=10)
    unmoved = journey_digest(repair)
    Situation.objects.filter(code="SIT01").update(low="Nowhere")

    after = journey_digest(repair)

    assert before == unmoved == document_digest(read(SMALL))
    assert after != before


def test_json_has_the_same_shape(repair):
    assert json.loads(journey_json(repair)) == document_of(repair)


def test_json_keeps_typographic_marks(catalog):
    text = journey_json(Journey.objects.get(slug="upgrade"))

    assert "© 2024 by Michael A. Boysen" in text


def rows_of(journey):
    return list(csv.DictReader(io.StringIO("".join(journey_csv(journey)), newline="")))


def test_csv_has_a_row_for_each_entry(repair):
    rows = rows_of(repair)

    assert [(row["section"], row["code"]) for row in rows] == [
        ("steps", "S01"),
        ("performance_metrics", "S01M01"),
        ("performance_metrics", "S01M02"),
        ("steps", "S02"),
        ("contexts", "CTX01"),
        ("situations", "SIT01"),
        ("situations", "SIT02"),
        ("ideal_states", "IDEAL01"),
        ("financial_metrics", "FIN01"),
        ("related_jobs", "REL01"),
        ("emotional_jobs", "EMO01"),
        ("social_jobs", "SOC01"),
    ]
    assert {row["licence"] for row in rows} == {"CC BY-NC-SA 4.0"}


def test_csv_is_these_bytes(repair):
    lines = "".join(journey_csv(repair)).split("\r\n")

    notice = "CC BY-NC-SA 4.0,Somebody wrote this"
    assert lines[0] == (
        "journey,section,code,step,phase,text,low,high,when_or_valence,description_or_rationale,"
        "outcome,plain,asked,fits,source,licence,attribution"
    )
    assert lines[1] == (
        "repair,steps,S01,Name the fault,define,The ability to say what is wrong.,,,,,,,,,project,"
        + notice
    )
    assert lines[3] == (
        "repair,performance_metrics,S01M02,Name the fault,define,,,,,,"
        '"Minimize the likelihood of naming the wrong fault, e.g., a fuse, a plug",'
        f"be right about the fault,,,project,{notice}"
    )
    assert lines[6] == (
        f"repair,situations,SIT01,,,Spare parts,None to be had,In every shop,,,,,,,project,{notice}"
    )
    assert lines[11] == (
        "repair,emotional_jobs,EMO01,,,Feel Able,,,desired,It helps: mending takes nerve.,,,,,"
        f"project,{notice}"
    )


@pytest.mark.unmeasured
@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＋1", "－1", "＠a"])
def test_csv_cell_is_never_a_formula(repair, text):
    Situation.objects.filter(code="SIT01").update(text=text)

    row = next(row for row in rows_of(repair) if row["code"] == "SIT01")

    assert row["text"] == f"'{text}"


@pytest.mark.unmeasured
@pytest.mark.parametrize("slug", ["upgrade", "customization"])
def test_every_shipped_text_is_in_every_download(catalog, slug):
    journey = Journey.objects.get(slug=slug)
    document = document_of(journey)
    voice = voice_of(vars(journey))
    cells = {cell for row in rows_of(journey) for cell in row.values()}
    as_yaml, as_json = journey_yaml(journey), journey_json(journey)
    keys = {"ability", "text", "low", "high", "name", "description", "rationale"}

    texts = {
        row[key]
        for section in document.values()
        if isinstance(section, list | dict) and section is not document["journey"]
        for row in (section["items"] if isinstance(section, dict) else section)
        for key in keys & set(row)
    }

    assert len(texts) > 150
    assert {voice.phrases.fill(text) for text in texts} - cells == set()
    assert [text for text in texts if text not in as_yaml] == []
    assert [text for text in texts if text not in as_json] == []


def test_files_are_put_into_their_canonical_form(tmp_path, capsys):
    path = write(tmp_path, SMALL.replace("name: Mend it", 'name: "Mend it"'))
    broken = write(tmp_path, "schema: 2\n", "broken.yaml")

    taken, refused = canonical.main([path]), canonical.main([broken])

    assert (taken, refused) == (0, 1)
    assert "    name: Mend it\n" in path.read_text()
    assert read(path.read_text()) == read(SMALL)
    assert "broken.yaml:1: schema “2” is not known" in capsys.readouterr().err
    assert broken.read_text() == "schema: 2\n"
