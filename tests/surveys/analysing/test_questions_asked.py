"""Results of kinds that are asked other questions than importance and difficulty."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from surveys import questions
from surveys.analysing.exports import csv_text, figures_document, figures_table
from surveys.analysing.query import ResultsQuery
from surveys.analysing.results import survey_results
from tests.surveys.analysing.test_results_view import Reader
from tests.surveys.builders import make_response, make_revision, make_survey, make_user

pytestmark = pytest.mark.django_db

SCALES = questions.SCALE_PRESETS["3"]


@pytest.fixture
def ask(monkeypatch):
    """Make emotional jobs be asked these questions."""

    def ask_emotional_jobs(*codes):
        kind = questions.KIND[questions.EMOTIONAL_JOBS]
        asks = tuple(questions.ask(code) for code in codes)
        monkeypatch.setitem(questions.KIND, kind.value, replace(kind, asks=asks))

    return ask_emotional_jobs


def asks(*codes):
    """A revision's questions, emotional jobs being asked these."""
    return questions.default_asks() | {questions.EMOTIONAL_JOBS: list(codes)}


def rated(code, **values):
    return {f"{code}_{question}": value for question, value in values.items()}


def three_questions(ask, owner=None):
    """40 people; EMO01 satisfies 10 of them, EMO02 30; SOC01 is rated as ever."""
    codes = ("importance", "difficulty", "satisfaction")
    ask(*codes)
    survey = make_survey(owner, items=["EMO01", "EMO02", "SOC01"], scales=SCALES, asks=asks(*codes))
    for number in range(40):
        first = 3 if number < 10 else 1
        second = 3 if number < 30 else 2
        answers = rated("EMO01", importance=3, difficulty=3, satisfaction=first)
        answers |= rated("EMO02", importance=3, difficulty=1, satisfaction=second)
        answers |= rated("SOC01", importance=3, difficulty=3)
        if number == 39:
            answers["EMO01_satisfaction"] = "skipped"
        make_response(survey, answers=answers)
    return survey


def test_a_third_question_has_a_measure_beside_the_others(ask):
    jobs, others = survey_results(three_questions(ask)).sections

    first = jobs.rows[0]
    assert list(first.measures)[:3] == ["importance", "difficulty", "satisfaction"]
    satisfaction = first.measures["satisfaction"]
    assert (satisfaction.value, satisfaction.n) == (10 / 39, 39)
    assert (first.n, first.measures["struggle_share"].n) == (39, 40)
    assert "satisfaction" not in others.rows[0].measures
    assert list(others.rows[0].measures)[:3] == ["importance", "difficulty", "struggle_share"]


def test_a_third_question_changes_no_other_figure(ask):
    found = survey_results(three_questions(ask)).sections[0].rows
    ask("importance", "difficulty")
    plain = survey_results(make_plain()).sections[0].rows

    for row, other in zip(found, plain, strict=True):
        assert {name: row.measures[name] for name in other.measures} == other.measures
        assert row.rank == other.rank


def make_plain():
    survey = make_survey(items=["EMO01", "EMO02"], slug="plain")
    for _ in range(40):
        answers = rated("EMO01", importance=3, difficulty=3)
        make_response(survey, answers=answers | rated("EMO02", importance=3, difficulty=1))
    return survey


def test_items_are_ranked_by_a_third_question_where_it_is_asked(ask):
    found = survey_results(three_questions(ask), ResultsQuery(method="satisfaction"))

    jobs, others = found.sections
    assert [(row.item.code, row.rank) for row in jobs.rows] == [
        ("EMO02", (1, 1)),
        ("EMO01", (2, 2)),
    ]
    assert [(row.item.code, row.rank) for row in others.rows] == [("SOC01", None)]


def test_json_and_csv_hold_a_third_question(ask):
    three_questions(ask)
    out, sheet = io.StringIO(), io.StringIO(newline="")

    call_command("export_results", "pilot", "--method=satisfaction", stdout=out)
    call_command("export_results", "pilot", "--format=csv", stdout=sheet)

    second, first, social = json.loads(out.getvalue())["items"]
    assert set(first["satisfaction"]) == {"value", "low", "high", "n"}
    assert (first["satisfaction"]["n"], second["satisfaction"]["value"]) == (39, 0.75)
    assert "satisfaction" not in social
    rows = list(csv.DictReader(io.StringIO(sheet.getvalue(), newline="")))
    assert list(rows[0])[-5:-4] == ["n_base"]  # what came later stands last
    assert [(row["code"], row["satisfaction_value"], row["satisfaction_n"]) for row in rows] == [
        ("EMO01", "0.25641", "39"),
        ("EMO02", "0.75", "40"),
        ("SOC01", "", ""),
    ]


def test_page_has_a_column_for_a_third_question_where_it_is_asked(ask, client):
    owner = make_user("rita")
    client.force_login(owner)
    three_questions(ask, owner)

    html = client.get(
        reverse("surveys:results", args=["pilot"]) + "?sort=satisfaction"
    ).content.decode()

    page = Reader(html)
    _twin, jobs, others = page.tables
    heads = ["Struggle share", "Importance", "Difficulty", "Satisfaction", "Opportunity"]
    assert jobs[0][2:] == heads
    assert [row[5] for row in jobs[1:]] == ["75% 60–86%, n 40", "26% 15–41%, n 39"]
    assert others[0][2:] == [head for head in heads if head != "Satisfaction"]
    assert others[1][0] == "no rank"
    assert "Satisfaction:" in page.words
    assert page.words.count("Satisfaction") == 2  # the order to choose, and the column's head


def test_answers_and_codebook_hold_a_third_question(ask, client):
    owner = make_user("rita")
    client.force_login(owner)
    three_questions(ask, owner)

    files = {
        name: client.get(reverse(f"surveys:{name}_csv", args=["pilot"])).getvalue().decode()
        for name in ("responses", "answers", "codebook")
    }

    tables = {name: list(csv.DictReader(io.StringIO(text))) for name, text in files.items()}
    wide = [row["EMO01_satisfaction"] for row in tables["responses"]]
    assert (wide.count("3"), wide.count("1"), wide.count("skipped")) == (10, 29, 1)
    assert sum(row["question"] == "satisfaction" for row in tables["answers"]) == 80
    (column,) = [row for row in tables["codebook"] if row["column"] == "EMO02_satisfaction"]
    assert column["values"].startswith("1=Not satisfied; 2=Neutral; 3=Satisfied; na=")


def test_kind_without_difficulty_has_no_struggle_and_no_place_in_the_landscape(ask, client):
    owner = make_user("rita")
    client.force_login(owner)
    ask("importance", "satisfaction")
    survey = make_survey(
        owner, items=["EMO01", "EMO02"], scales=SCALES, asks=asks("importance", "satisfaction")
    )
    for value in (3, 3, 1):
        answers = rated("EMO01", importance=3, satisfaction=value)
        make_response(survey, answers=answers | rated("EMO02", importance=value, satisfaction=3))

    found = survey_results(survey, ResultsQuery(method="importance"))
    html = client.get(reverse("surveys:results", args=["pilot"])).content.decode()

    (section,) = found.sections
    assert [list(row.measures) for row in section.rows] == [["importance", "satisfaction"]] * 2
    assert [row.rank for row in section.rows] == [(1, 2), (1, 2)]
    page = Reader(html)
    assert 'id="landscape"' not in html
    (table,) = page.tables
    assert table[0] == ["Rank", "Item", "Importance", "Satisfaction"]
    assert [row[0] for row in table[1:]] == ["no rank", "no rank"]  # by struggle share
    assert "struggle_share" not in figures_document(found)["items"][0]
    rows = list(csv.DictReader(io.StringIO(csv_text(figures_table(found)))))
    assert (rows[0]["struggle_share_value"], rows[0]["importance_n"]) == ("", "3")


def test_question_without_words_of_its_own_is_the_share_of_its_top_box(ask):
    ask("importance", "frequency")
    survey = make_survey(items=["EMO01"], scales=SCALES, asks=asks("importance", "frequency"))
    make_response(survey, answers=rated("EMO01", importance=1, frequency=3))

    found = survey_results(survey, ResultsQuery(method="frequency"))

    assert found.sections[0].rows[0].measures["frequency"].value == 1
    assert str(found.method.label) == "Frequency"
    assert found.method.formula == "top box ÷ n"


def test_section_whose_items_are_asked_differently_gives_each_its_own(ask, client):
    owner = make_user("rita")
    client.force_login(owner)
    survey = make_survey(owner, items=["EMO01"], scales=SCALES)
    make_response(survey, answers=rated("EMO01", importance=3, difficulty=3))
    make_revision(survey, items=["EMO01"], asks=asks("importance", "satisfaction"))
    make_response(survey, answers=rated("EMO01", importance=3, satisfaction=3))

    (section,) = survey_results(survey).sections
    page = Reader(client.get(reverse("surveys:results", args=["pilot"])).content.decode())

    assert section.asks == ("importance", "satisfaction", "difficulty")
    assert [list(row.measures)[:2] for row in section.rows] == [
        ["importance", "difficulty"],
        ["importance", "satisfaction"],
    ]
    assert [row.n for row in section.rows] == [1, 1]
    satisfied = page.tables[-1][2]
    assert satisfied[2:] == [
        "not asked",
        "100% 21–100%, n 1",
        "not asked",
        "100% 21–100%, n 1",
        "not asked",
    ]
    assert len(page.tables[0]) == 2  # a head, and the one item with a place in the landscape
