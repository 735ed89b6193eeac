"""Exports as bytes: what every cell holds, and that a file is whole or absent."""

import csv
import io
import json
import sys
from datetime import timedelta
from functools import partial

import pytest
from django.core.management import CommandError, call_command

from surveys.analysing import exports
from surveys.analysing.exports import ExportOptions, Table, files, responses
from surveys.analysing.query import ResultsQuery
from tests.surveys.builders import OPENED_AT, make_response, make_revision, make_survey

pytestmark = pytest.mark.django_db


def exported(survey, name="wide", *, revision=None, section="", **options):
    """The export as bytes."""
    query = ResultsQuery(revision=revision, section=section)
    with exports.export_file(survey, name, ExportOptions(query=query, **options)) as file:
        return file.read()


def table(survey, name="wide", **options):
    """The export as a list of rows by column."""
    text = exported(survey, name, **options).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def small_survey():
    """Three people on two jobs, a situation and a tick, with cells a spreadsheet would run."""
    survey = make_survey(
        items=[
            {"code": "SIT01", "low_anchor": "=none", "high_anchor": "A lot, really"},
            "EMO01",
            {"code": "REL01", "text": "=HYPERLINK(1)"},
        ]
    )
    survey.is_anonymous = False
    survey.save()
    make_response(
        survey,
        answers={
            "SIT01_level": 1,
            "EMO01_importance": 3,
            "EMO01_difficulty": "not_applicable",
            "REL01_chosen": 2,
        },
        export_id="bbb",
        decision_maker=True,
        parameters={"panel": '=1+1 "x"', "status": "-3"},
    )
    make_response(
        survey,
        "in_progress",
        {"SIT01_level": "cleared", "EMO01_importance": "skipped"},
        export_id="aaa",
        flags=["demo", "fast"],
        decision_maker=False,
    )
    make_response(survey, "screened_out", export_id="ccc", language="de")
    return survey


WIDE = (
    "response,revision,status,started_at,submitted_at,duration_s,language,flags,decision_maker,"
    "panel,parameter_status,"
    "SIT01_level,EMO01_importance,EMO01_difficulty,REL01_chosen\r\n"
    "aaa,1,in_progress,2026-03-02T09:02:00Z,,,en,demo fast,0,,,,skipped,,\r\n"
    "bbb,1,submitted,2026-03-02T09:01:00Z,2026-03-02T09:05:00Z,240,en,,1,"
    '"\'=1+1 ""x""",\'-3,1,3,na,1\r\n'
    "ccc,1,screened_out,2026-03-02T09:03:00Z,,,de,,,,,,,,\r\n"
)


def test_wide_byte_for_byte():
    assert exported(small_survey()) == WIDE.encode()


def test_wide_with_byte_order_mark_is_the_same_after_it():
    assert exported(small_survey(), with_bom=True) == b"\xef\xbb\xbf" + WIDE.encode()


def test_wide_of_an_anonymous_survey_shows_no_time_finer_than_the_day():
    survey = make_survey()
    for status in ("submitted", "in_progress", "screened_out"):
        make_response(survey, status)

    times = {row["status"]: (row["started_at"], row["submitted_at"]) for row in table(survey)}

    day = "2026-03-02T00:00:00Z"
    assert times == {
        "submitted": (day, day),
        "in_progress": (day, ""),
        "screened_out": (day, ""),
    }


def test_wide_of_submitted_responses_only():
    survey = small_survey()

    assert [row["response"] for row in table(survey, status="submitted")] == ["bbb"]


def test_wide_with_labels():
    row = table(small_survey(), status="submitted", values="labels")[0]

    assert row["SIT01_level"] == "'=none"
    assert row["EMO01_importance"] == "Important"
    assert row["EMO01_difficulty"] == "na"
    assert row["REL01_chosen"] == "yes"
    assert row["decision_maker"] == "yes"


def test_wide_levels_between_the_anchors_stay_numbers_among_labels():
    survey = make_survey(items=["SIT01"])
    for level in (2, 5):
        make_response(survey, answers={"SIT01_level": level})

    rows = table(survey, values="labels")

    assert [row["SIT01_level"] for row in rows] == ["2", "A great deal"]


def test_wide_of_a_draft_has_only_its_own_columns():
    assert exported(make_survey(status="draft")).decode().strip() == ",".join(
        responses.LEAD_COLUMNS
    )


def second_revision(survey, items):
    """A further opened revision of the same survey."""
    other = make_survey(items=items, slug="later", number=2)
    other.revisions.update(survey=survey)
    return survey


def test_wide_of_two_revisions_has_each_column_once():
    survey = make_survey(items=["EMO01", "EMO02"])
    make_response(survey, answers={"EMO02_importance": 1}, export_id="z")
    second_revision(survey, ["EMO02", "SOC01"])
    make_response(survey, answers={"EMO02_importance": 2, "SOC01_difficulty": 3}, export_id="a")

    rows = table(survey)

    assert [name for name in rows[0] if name[-1] == "e" and name[:3] in {"EMO", "SOC"}] == [
        "EMO01_importance",
        "EMO02_importance",
        "SOC01_importance",
    ]
    assert [(row["response"], row["revision"], row["EMO02_importance"]) for row in rows] == [
        ("z", "1", "1"),
        ("a", "2", "2"),
    ]
    assert [row["SOC01_difficulty"] for row in rows] == ["", "3"]
    assert [row["response"] for row in table(survey, revision=2)] == ["a"]


def test_wide_parameters_named_like_an_answer_get_a_prefix():
    survey = make_survey(items=["EMO01"])
    forged = {"EMO01_importance": "3", "parameter_EMO01_importance": "2", "=cmd": "x"}
    make_response(survey, answers={"EMO01_importance": 1}, parameters=forged)

    row = table(survey)[0]

    assert row["EMO01_importance"] == "1"
    assert row["parameter_EMO01_importance"] == "3"
    assert row["parameter_parameter_EMO01_importance"] == "2"
    assert row["'=cmd"] == "x"


def test_wide_rare_parameters_share_one_column(monkeypatch):
    monkeypatch.setattr(responses, "MAX_PARAMETERS", 1)
    survey = make_survey(items=["EMO01"])
    make_response(survey, parameters={"panel": "a", "x": "1 2", "b": "é"}, export_id="a")
    make_response(survey, parameters={"panel": "b"}, export_id="b")

    rows = table(survey)

    assert [row["panel"] for row in rows] == ["a", "b"]
    assert [row["parameters_other"] for row in rows] == ["b=%C3%A9&x=1+2", ""]
    assert "x" not in rows[0]


def test_wide_is_the_same_bytes_again_whatever_came_first():
    survey = make_survey(items=["EMO01"])
    for export_id in ("c", "2", "a"):
        make_response(survey, answers={"EMO01_importance": 2}, export_id=export_id)

    first = exported(survey)

    assert exported(survey) == first
    assert [row["response"] for row in table(survey)] == ["2", "a", "c"]


def test_wide_over_several_blocks_loses_and_repeats_nobody(monkeypatch):
    monkeypatch.setattr(responses, "answer_blocks", partial(responses.answer_blocks, size=2))
    survey = make_survey(items=["EMO01"])
    for number in range(5):
        make_response(survey, answers={"EMO01_importance": 1 + number % 3}, export_id=str(number))

    assert [(row["response"], row["EMO01_importance"]) for row in table(survey)] == [
        ("0", "1"),
        ("1", "2"),
        ("2", "3"),
        ("3", "1"),
        ("4", "2"),
    ]


def test_long_byte_for_byte():
    expected = (
        "response,survey,revision,code,kind,text,position_shown,question,value,state\r\n"
        "aaa,pilot,1,SIT01,situations,Feel sure about SIT01,1,level,,\r\n"
        "aaa,pilot,1,EMO01,emotional_jobs,Feel sure about EMO01,2,importance,,skipped\r\n"
        "aaa,pilot,1,EMO01,emotional_jobs,Feel sure about EMO01,2,difficulty,,\r\n"
        "bbb,pilot,1,SIT01,situations,Feel sure about SIT01,1,level,1,answered\r\n"
        "bbb,pilot,1,EMO01,emotional_jobs,Feel sure about EMO01,2,importance,3,answered\r\n"
        "bbb,pilot,1,EMO01,emotional_jobs,Feel sure about EMO01,2,difficulty,,not_applicable\r\n"
        "bbb,pilot,1,REL01,related_jobs,'=HYPERLINK(1),3,chosen,1,answered\r\n"
    )

    assert exported(small_survey(), "long") == expected.encode()


def test_long_positions_follow_the_order_shown():
    survey = make_survey(items=["EMO01", "EMO02"])
    make_response(
        survey,
        answers={"EMO01_importance": 1, "EMO02_importance": 1},
        order_shown=["EMO02", "EMO01"],
    )

    rows = [row for row in table(survey, "long") if row["question"] == "importance"]

    assert [(row["code"], row["position_shown"]) for row in rows] == [
        ("EMO01", "2"),
        ("EMO02", "1"),
    ]


def test_long_with_labels():
    rows = table(small_survey(), "long", values="labels", status="submitted")

    assert [row["value"] for row in rows] == ["'=none", "Important", "", "yes"]


def test_codebook_explains_every_wide_column_in_order():
    survey = small_survey()

    rows = table(survey, "codebook")

    wide_columns = WIDE.splitlines()[0].split(",")
    assert [row["column"] for row in rows] == wide_columns


def test_codebook_of_a_rating_holds_wording_scale_licence_and_attribution():
    row = next(
        row for row in table(small_survey(), "codebook") if row["column"] == "EMO01_difficulty"
    )

    assert row == {
        "column": "EMO01_difficulty",
        "revision": "1",
        "code": "EMO01",
        "kind": "emotional_jobs",
        "heading": "",
        "question": "difficulty",
        "wording": "When upgrading a solution… How difficult is it for you to…",
        "text": "Feel sure about EMO01",
        "low_anchor": "",
        "high_anchor": "",
        "values": "1=Not difficult; 2=Neutral; 3=Difficult; na=does not apply; "
        "skipped=left open on submitting; empty=open or not shown",
        "licence": "CC BY-NC-SA 4.0",
        "attribution": "The Customer Journey 2.0 Toolkit",
    }


def test_codebook_of_a_situation_and_a_tick():
    rows = {row["column"]: row for row in table(small_survey(), "codebook")}

    level, tick = rows["SIT01_level"], rows["REL01_chosen"]
    assert (level["low_anchor"], level["high_anchor"]) == ("'=none", "A lot, really")
    assert level["values"].startswith("1==none; 2; 3; 4; 5=A lot, really; na=")
    assert tick["text"] == "'=HYPERLINK(1)"
    assert tick["values"].startswith("0=no; 1=yes; na=")


def test_codebook_quotes_the_gate_and_says_what_demo_means():
    survey = make_survey(items=["FIN01"], gate="Do you decide?")

    rows = {row["column"]: row for row in table(survey, "codebook")}

    assert rows["decision_maker"]["wording"] == "Do you decide?"
    assert rows["decision_maker"]["revision"] == ""
    assert "demo: made up" in rows["flags"]["text"]


@pytest.mark.parametrize(
    ("second", "rows"),
    [
        ({"items": ["FIN01"], "gate": "Do you pay?"}, [("1", "Do you buy?"), ("2", "Do you pay?")]),
        ({"items": ["EMO01"], "gate": ""}, [("1", "Do you buy?")]),
    ],
)
def test_codebook_quotes_the_gate_of_each_revision_that_asks_it(second, rows):
    survey = make_survey(items=["EMO01", "FIN01"], gate="Do you buy?")
    make_revision(survey, **second)

    assert gates(survey) == rows


def test_codebook_of_two_revisions_without_a_gate_has_one_row_for_it():
    survey = make_survey(items=["EMO01"])
    make_revision(survey, items=["EMO02"])

    assert gates(survey) == [("", "")]


def gates(survey):
    rows = [row for row in table(survey, "codebook") if row["column"] == "decision_maker"]
    assert {row["values"] for row in rows} == {"1=yes; 0=no"}
    return [(row["revision"], row["wording"]) for row in rows]


@pytest.mark.parametrize("name", ["wide", "long"])
@pytest.mark.parametrize("n_items", [1, 3])
def test_exports_take_as_many_queries_for_one_item_as_for_three(
    name, n_items, django_assert_num_queries
):
    survey = make_survey(items=[f"EMO{number:02}" for number in range(1, n_items + 1)])
    for _ in range(n_items):
        make_response(survey, answers={"EMO01_importance": 2})

    # Wide reads parameter names first.
    with django_assert_num_queries({"wide": 6, "long": 5}[name]):
        exported(survey, name)


def failing_table(survey, options):
    """A table that breaks off after more rows than any buffer holds."""

    def rows():
        yield from [["half a file"]] * 10_000
        raise RuntimeError

    return Table(["a"], rows())


def test_export_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "answers.csv"
    path.write_text("yesterday's")
    monkeypatch.setitem(files.FORMATS, "wide", failing_table)

    with pytest.raises(RuntimeError):
        exports.save_export(make_survey(), "wide", ExportOptions(), path)

    assert path.read_text() == "yesterday's"
    assert list(tmp_path.iterdir()) == [path]


def test_export_file_that_fails_raises_before_a_byte_is_handed_out(monkeypatch):
    monkeypatch.setitem(files.FORMATS, "wide", failing_table)

    with pytest.raises(RuntimeError):
        exported(make_survey())


# Commands


def test_command_writes_a_file(tmp_path, capsys):
    small_survey()
    path = tmp_path / "answers.csv"

    call_command("export_responses", "pilot", output=path)

    assert path.read_bytes() == WIDE.encode()
    assert list(tmp_path.iterdir()) == [path]
    assert capsys.readouterr().out == ""


def test_command_prints_bytes(capsysbinary, monkeypatch):
    small_survey()

    call_command("export_responses", "pilot", stdout=sys.stdout)

    assert capsysbinary.readouterr().out == WIDE.encode()


def test_command_prints_text_where_there_are_no_bytes():
    small_survey()
    out = io.StringIO(newline="")

    call_command("export_responses", "pilot", "--format", "wide", "--bom", stdout=out)

    assert out.getvalue() == "\ufeff" + WIDE


def test_command_passes_its_options_on():
    small_survey()
    out = io.StringIO(newline="")

    call_command(
        "export_responses",
        "pilot",
        "--format=long",
        "--status=submitted",
        "--values=labels",
        "--revision=1",
        stdout=out,
    )

    assert out.getvalue().splitlines()[2].endswith("2,importance,Important,answered")
    assert len(out.getvalue().splitlines()) == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "There is no survey “nothing”."),
        (["pilot", "--revision", "9"], "“pilot” has no opened revision 9."),
        (["pilot", "--output", "/nowhere/x.csv"], "/nowhere/x.csv cannot be written"),
    ],
)
def test_command_refuses_in_one_sentence(arguments, message):
    make_survey()

    with pytest.raises(CommandError, match=message):
        call_command("export_responses", *arguments)


def results_survey():
    survey = make_survey(items=["SIT01", "EMO01", "EMO02", "REL01"])
    for number in range(4):
        make_response(
            survey,
            answers={
                "SIT01_level": 4,
                "EMO01_importance": 1,
                "EMO01_difficulty": 1,
                "EMO02_importance": 3,
                "EMO02_difficulty": 3 if number else 1,
                "REL01_chosen": 1 + number % 2,
            },
            flags=["demo"] if number else [],
        )
    return survey


def test_results_command_prints_one_document():
    results_survey()
    out, err = io.StringIO(), io.StringIO()

    call_command("export_results", "pilot", stdout=out, stderr=err)

    document = json.loads(out.getvalue())
    assert {name: document[name] for name in ("survey", "revision", "method", "n", "n_demo")} == {
        "survey": "pilot",
        "revision": 1,
        "method": "struggle_share",
        "n": 4,
        "n_demo": 3,
    }
    assert document["attribution"] == "The Customer Journey 2.0 Toolkit"
    assert [item["code"] for item in document["items"]] == ["EMO02", "EMO01", "SIT01", "REL01"]
    assert err.getvalue() == "Includes 3 demo responses.\n"


def test_results_document_holds_each_kind_of_figure():
    results_survey()
    out = io.StringIO()

    call_command("export_results", "pilot", "--method=opportunity_difficulty", stdout=out)

    job, _other, level, tick = json.loads(out.getvalue())["items"]
    assert level["levels"] == {"1": 0, "2": 0, "3": 0, "4": 4, "5": 0}
    assert (level["median"], level["n"]) == (4, 4)
    assert job["struggle_share"] == {"value": 0.75, "low": 0.300642, "high": 0.954413, "n": 4}
    assert job["opportunity_difficulty"]["value"] == 17.5
    assert job["rank"] == {"low": 1, "high": 2}
    assert job["rank_resampled"] is None
    assert tick["chosen"]["value"] == 0.5


def test_results_of_one_person_have_scores_without_intervals():
    survey = make_survey(items=["EMO01", "EMO02"])
    answers = {"EMO01_importance": 3, "EMO01_difficulty": 3}
    make_response(survey, answers=answers | {"EMO02_importance": 1, "EMO02_difficulty": 1})
    out = io.StringIO()

    call_command("export_results", "pilot", "--method=rank_sum", stdout=out)

    first, second = json.loads(out.getvalue())["items"]
    assert first["opportunity_difficulty"] == {"value": 20.0, "low": None, "high": None, "n": 1}
    assert first["rank_sum"] == {"value": 100.0, "low": None, "high": None, "n": 1}
    assert [item["rank"] for item in (first, second)] == [{"low": 1, "high": 2}] * 2
    assert first["struggle_share"] == {"value": 1.0, "low": 0.206549, "high": 1.0, "n": 1}


def test_results_document_of_a_draft_is_empty():
    make_survey(status="draft")
    out = io.StringIO()

    call_command("export_results", "pilot", stdout=out)

    document = json.loads(out.getvalue())
    assert (document["n"], document["revision"], document["items"]) == (0, None, [])


def test_results_document_without_answers_has_no_figures():
    make_survey(items=["EMO01"])
    out = io.StringIO()

    call_command("export_results", "pilot", stdout=out)

    (item,) = json.loads(out.getvalue())["items"]
    assert (item["struggle_share"], item["rank"], item["n"]) == (None, None, 0)


def test_results_csv_holds_the_same_figures():
    survey = results_survey()
    survey.revisions.get().items.filter(code="EMO02").update(text="=cmd")
    out = io.StringIO(newline="")

    call_command("export_results", "pilot", "--format=csv", stdout=out, stderr=io.StringIO())

    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    job, _other, level, tick = rows
    assert (job["code"], job["text"], job["n"]) == ("EMO02", "'=cmd", "4")
    rights = {"licence": "CC BY-NC-SA 4.0", "attribution": "The Customer Journey 2.0 Toolkit"}
    assert [{name: row[name] for name in rights} for row in rows] == [rights] * 4
    assert list(job)[-5:] == ["licence", "attribution", "revision", "revisions", "n_base"]
    assert (job["struggle_share_value"], job["struggle_share_low"]) == ("0.75", "0.300642")
    assert (job["rank_low"], job["rank_high"], job["chosen_value"]) == ("1", "2", "")
    assert (level["levels_4"], level["median"]) == ("4", "4.0")
    assert (tick["chosen_value"], tick["chosen_n"]) == ("0.5", "4")


def test_times_are_utc_whatever_zone_they_came_in():
    survey = make_survey(items=["EMO01"])
    survey.is_anonymous = False
    survey.save()
    started_at = OPENED_AT.astimezone()

    make_response(survey, started_at=started_at, submitted_at=started_at + timedelta(seconds=61.9))

    row = table(survey)[0]
    assert (row["started_at"], row["duration_s"]) == ("2026-03-02T09:00:00Z", "61")
