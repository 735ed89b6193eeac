"""Figures over several revisions of a survey, worked out by hand."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command

from surveys.analysing import results
from surveys.analysing.exports import csv_text, figures_document, figures_table
from surveys.analysing.query import CATALOG_ORDER, NoSuchRevisionError, ResultsQuery
from tests.surveys.builders import make_response, make_revision, make_survey

pytestmark = pytest.mark.django_db

THREE = {"importance": ["no", "so-so", "yes"], "difficulty": ["easy", "so-so", "hard"]}
FIVE = {"importance": list("12345"), "difficulty": list("12345")}


def rated(code, importance, difficulty):
    return {f"{code}_importance": importance, f"{code}_difficulty": difficulty}


def two_revisions():
    """4 people were asked EMO01 and EMO02; then 6 EMO01, EMO02 in other words, and EMO03.

    Important and difficult, of 4: EMO01 3, 1, both 1; EMO02 1, 1, both 1 of 2 who rated it.
    Of 6: EMO01 4, 3, both 3; EMO02 6, 2, both 2; EMO03 3, 5, both 3 of 5.
    """
    survey = make_survey(items=["EMO01", "EMO02"])
    for first, second in [((3, 3), (3, 3)), ((3, 1), (1, 1)), ((3, 1), None), ((1, 1), None)]:
        last = rated("EMO02", *(second or ("skipped", "skipped")))
        make_response(survey, answers=rated("EMO01", *first) | last)
    make_response(survey, "in_progress", rated("EMO01", 3, 3))
    make_revision(survey, items=["EMO01", {"code": "EMO02", "text": "Feel able"}, "EMO03"])
    firsts = [(3, 3), (3, 3), (3, 3), (3, 1), (1, 1), (1, 1)]
    seconds = [(3, 3), (3, 3), (3, 1), (3, 1), (3, 2), (3, 2)]
    thirds = [(3, 3), (3, 3), (3, 3), (1, 3), (1, 3), ("not_applicable", "skipped")]
    for first, second, third in zip(firsts, seconds, thirds, strict=True):
        make_response(
            survey,
            answers=rated("EMO01", *first) | rated("EMO02", *second) | rated("EMO03", *third),
        )
    return survey


def the_rows(survey, **options):
    (section,) = in_catalog_order(survey, **options).sections
    return section.rows


def in_catalog_order(survey, **options):
    return results.survey_results(survey, ResultsQuery(order=CATALOG_ORDER, **options))


def figures_csv(found):
    return csv_text(figures_table(found))


def said(row):
    """Code, revisions, people shown it, n, and the three shares as counts of their own n."""
    names = ("importance", "difficulty", "struggle_share")
    shares = [row.measures[name] for name in names]
    return (
        row.item.code,
        row.pooled.revisions,
        row.n_base,
        row.n,
        *((round(share.value * share.n), share.n) for share in shares),
    )


def test_item_asked_alike_counts_everyone_and_a_reworded_one_has_two_rows():
    found = in_catalog_order(two_revisions())

    (section,) = found.sections
    assert (found.n, found.n_in_progress, section.n_base) == (10, 1, 10)
    assert (found.opened, found.counted, found.revision.number) == ((1, 2), (1, 2), 2)
    assert [said(row) for row in section.rows] == [
        ("EMO01", (1, 2), 10, 10, (7, 10), (4, 10), (4, 10)),
        ("EMO02", (2,), 6, 6, (6, 6), (2, 6), (2, 6)),
        ("EMO02", (1,), 4, 2, (1, 2), (1, 2), (1, 2)),
        ("EMO03", (2,), 6, 5, (3, 5), (5, 5), (3, 5)),
    ]
    assert [row.item.text for row in section.rows[1:3]] == ["Feel able", "Feel sure about EMO02"]


def test_figures_of_the_worked_example_over_two_revisions():
    (row, *_others) = the_rows(two_revisions())

    measures = row.measures
    shares = {
        name: tuple(round(getattr(measures[name], part), 3) for part in ("value", "low", "high"))
        for name in ("importance", "difficulty", "struggle_share")
    }
    # Wilson, z = 1.959964, of 7 and 4 of 10.
    assert shares == {
        "importance": (0.7, 0.397, 0.892),
        "difficulty": (0.4, 0.168, 0.687),
        "struggle_share": (0.4, 0.168, 0.687),
    }
    # 7 + max(7 - (10 - 4), 0), and 7 x 4 / 10.
    assert measures["opportunity_difficulty"].value == pytest.approx(8.0)
    assert measures["product"].value == pytest.approx(2.8)


def test_one_revision_alone_counts_as_if_there_were_no_other():
    survey = two_revisions()

    first, second = (the_rows(survey, revision=number) for number in (1, 2))

    assert [said(row) for row in first] == [
        ("EMO01", (1,), 4, 4, (3, 4), (1, 4), (1, 4)),
        ("EMO02", (1,), 4, 2, (1, 2), (1, 2), (1, 2)),
    ]
    assert [said(row) for row in second] == [
        ("EMO01", (2,), 6, 6, (4, 6), (3, 6), (3, 6)),
        ("EMO02", (2,), 6, 6, (6, 6), (2, 6), (2, 6)),
        ("EMO03", (2,), 6, 5, (3, 5), (5, 5), (3, 5)),
    ]
    assert not any(row.pooled.is_reworded for row in [*first, *second])


def test_draft_of_a_next_revision_counts_nowhere():
    survey = two_revisions()
    make_revision(survey, items=["SOC01"], opened_at=None)

    assert results.survey_results(survey).counted == (1, 2)
    with pytest.raises(NoSuchRevisionError):
        results.survey_results(survey, ResultsQuery(revision=3))


def test_survey_that_was_never_opened_has_no_revision_to_count():
    survey = make_survey(status="draft")

    assert results.survey_results(survey).revision is None
    with pytest.raises(NoSuchRevisionError):
        results.survey_results(survey, ResultsQuery(revision=1))


ITEMS = ["CTX01", "SIT01", "S01M01", "EMO01", "FIN01"]


@pytest.mark.parametrize(
    ("fields", "parted"),
    [
        ({}, set()),
        ({"welcome": "Hello", "consent": "Kept", "shuffle_items": True}, set()),
        ({"stem": "When renewing"}, {"S01M01", "EMO01", "FIN01"}),
        ({"wording": "outcome"}, {"S01M01"}),
        ({"gate": "Do you buy?"}, {"FIN01"}),
        ({"scales": THREE | {"importance": ["a", "b", "c"]}}, {"S01M01", "EMO01", "FIN01"}),
        ({"scales": FIVE}, {"S01M01", "EMO01", "FIN01"}),
    ],
    ids=["same", "texts", "stem", "wording", "gate", "labels", "points"],
)
def test_what_people_read_above_an_item_parts_it(fields, parted):
    survey = make_survey(items=ITEMS, scales=THREE)
    make_revision(survey, items=ITEMS, **fields)

    assert rows_by_code(survey) == {
        code: [(2,), (1,)] if code in parted else [(1, 2)] for code in ITEMS
    }


@pytest.mark.parametrize(
    ("changes", "is_parted"),
    [
        ({"text": "Other"}, True),
        ({"low_anchor": "Nothing"}, True),
        ({"high_anchor": "Lots"}, True),
        ({"heading": "Other", "page": "other"}, False),
    ],
    ids=["text", "low anchor", "high anchor", "heading"],
)
def test_words_of_an_item_part_it_and_its_place_does_not(changes, is_parted):
    survey = make_survey(items=["SIT01"])
    make_revision(survey, items=[{"code": "SIT01"} | changes])

    assert rows_by_code(survey) == {"SIT01": [(2,), (1,)] if is_parted else [(1, 2)]}


def rows_by_code(survey):
    """The revisions of each row, by code."""
    found = {}
    for section in in_catalog_order(survey).sections:
        for row in section.rows:
            found.setdefault(row.item.code, []).append(row.pooled.revisions)
    return found


def test_words_that_come_back_join_the_people_who_were_asked_them_first():
    survey = make_survey(items=["EMO01", "EMO02"])
    make_response(survey, answers=rated("EMO01", 3, 3))
    make_revision(survey, items=[{"code": "EMO01", "text": "Other"}])
    make_response(survey, answers=rated("EMO01", 1, 1))
    make_revision(survey, items=["EMO01"])
    make_response(survey, answers=rated("EMO01", 3, 1))

    rows = the_rows(survey)

    assert [(row.pooled.key, row.pooled.revisions, row.n) for row in rows] == [
        ("EMO01-r1", (1, 3), 2),
        ("EMO01-r2", (2,), 1),
        ("EMO02", (1,), 0),
    ]


def test_top_box_is_that_of_the_scale_a_person_was_shown():
    survey = make_survey(items=["EMO01"], scales=THREE)
    for value in (3, 2, 1):
        make_response(survey, answers=rated("EMO01", value, value))
    make_revision(survey, items=["EMO01"], scales=FIVE)
    for value in (5, 4, 3, 2):
        make_response(survey, answers=rated("EMO01", value, value))

    rows = the_rows(survey)

    shares = {row.pooled.revisions: row.measures["importance"] for row in rows}
    assert (shares[2,].value, shares[2,].n) == (0.5, 4)
    assert (round(shares[1,].value * 3), shares[1,].n) == (1, 3)


def test_situations_and_ticks_are_pooled_too():
    survey = make_survey(items=["CTX01", "SIT01"])
    make_response(survey, answers={"CTX01_chosen": 2, "SIT01_level": 1})
    make_revision(survey, items=["CTX01", "SIT01", "CTX02"])
    make_response(survey, answers={"CTX01_chosen": 1, "SIT01_level": 5, "CTX02_chosen": 2})
    make_response(survey, answers={"CTX01_chosen": 1, "SIT01_level": 5, "CTX02_chosen": 1})

    ticks, levels = results.survey_results(survey).sections

    assert [(row.item.code, row.n_base, row.n) for row in ticks.rows] == [
        ("CTX01", 3, 3),
        ("CTX02", 2, 2),
    ]
    assert ticks.rows[0].measures["chosen"].value == pytest.approx(1 / 3)
    assert (levels.rows[0].counts, levels.rows[0].median) == ([1, 0, 0, 0, 2], 5)


def test_costs_count_deciders_of_every_revision():
    survey = make_survey(items=["FIN01"], gate="Do you buy?")
    make_response(survey, answers=rated("FIN01", 3, 3), decision_maker=True)
    make_response(survey, answers={}, decision_maker=False)
    make_revision(survey, items=["FIN01"])
    make_response(survey, answers=rated("FIN01", 3, 1), decision_maker=True)

    found = results.survey_results(survey)

    (section,) = found.sections
    assert (found.n, section.n_base, section.rows[0].n_base) == (3, 2, 2)
    assert section.n_asked == 3


def test_costs_leave_out_people_of_revisions_that_do_not_ask_them():
    survey = make_survey(items=["EMO01"])
    for _ in range(8):
        make_response(survey, answers=rated("EMO01", 3, 3))
    make_revision(survey, items=["EMO01", "FIN01"], gate="Do you buy?")
    both = rated("EMO01", 3, 3) | rated("FIN01", 3, 3)
    for _ in range(2):
        make_response(survey, answers=both, decision_maker=True)
    make_response(survey, "in_progress", both, decision_maker=True)

    jobs, costs = results.survey_results(survey).sections

    assert [(one.n_base, one.n_asked) for one in (jobs, costs)] == [(10, 10), (2, 2)]


def test_rank_sum_is_the_same_when_a_revision_adds_items_nobody_has_answered():
    survey = make_survey(items=["EMO01", "EMO02"])
    for _ in range(30):
        make_response(survey, answers=rated("EMO01", 3, 3) | rated("EMO02", 1, 1))
    before = rank_sums(survey)

    make_revision(survey, items=["EMO01", "EMO02", "EMO03", "EMO04"])

    assert before == [(100, 100, 100), (1, 1, 1)]
    assert rank_sums(survey) == [*before, None, None]


def rank_sums(survey):
    figures = [row.measures["rank_sum"] for row in the_rows(survey)]
    return [figure and (figure.value, figure.low, figure.high) for figure in figures]


def test_each_row_carries_the_licence_of_the_newest_revision_that_asks_it_so():
    survey = make_survey(items=["EMO01", "EMO02"], licence="CC BY-NC-SA 4.0", attribution="Boysen")
    make_revision(survey, items=["EMO02", "EMO03"], licence="MIT", attribution="Us")
    found = in_catalog_order(survey)

    rows = csv.DictReader(io.StringIO(figures_csv(found)))
    document = figures_document(found)

    credited = [
        ("EMO02", "1 2", "MIT", "Us"),
        ("EMO03", "2", "MIT", "Us"),
        ("EMO01", "1", "CC BY-NC-SA 4.0", "Boysen"),
    ]
    columns = ("code", "revisions", "licence", "attribution")
    assert [tuple(row[name] for name in columns) for row in rows] == credited
    assert [(item["code"], item["licence"], item["attribution"]) for item in document["items"]] == [
        (code, licence, attribution) for code, _numbers, licence, attribution in credited
    ]
    assert (document["licence"], document["attribution"]) == ("MIT; CC BY-NC-SA 4.0", "Us; Boysen")


def test_results_take_the_same_queries_for_one_revision_and_three(django_assert_num_queries):
    survey = make_survey(items=["EMO01"])
    make_response(survey, answers=rated("EMO01", 3, 3))
    with django_assert_num_queries(5):
        results.survey_results(survey)
    for _ in range(2):
        make_revision(survey, items=["EMO01", "EMO02"])
        make_response(survey, answers=rated("EMO01", 3, 3))

    with django_assert_num_queries(5):
        (row, *_others) = the_rows(survey)

    assert row.n == 3


# Exports


def test_json_names_the_revisions_of_each_item():
    document = figures_document(in_catalog_order(two_revisions()))

    assert (document["revision"], document["revisions"], document["n"]) == ("pooled", [1, 2], 10)
    assert [
        (item["code"], item["revisions"], item["n_base"], item["n"]) for item in document["items"]
    ] == [
        ("EMO01", [1, 2], 10, 10),
        ("EMO02", [2], 6, 6),
        ("EMO02", [1], 4, 2),
        ("EMO03", [2], 6, 5),
    ]
    assert document["items"][0]["importance"] == {
        "value": 0.7,
        "low": 0.396778,
        "high": 0.892209,
        "n": 10,
    }


def test_csv_names_what_is_counted_and_the_revisions_of_each_item():
    text = figures_csv(in_catalog_order(two_revisions()))

    header, *rows = [line.split(",") for line in text.splitlines()]
    places = [header.index(name) for name in ("code", "revision", "revisions", "n_base", "n")]
    assert [[row[place] for place in places] for row in rows] == [
        ["EMO01", "pooled", "1 2", "10", "10"],
        ["EMO02", "pooled", "2", "6", "6"],
        ["EMO02", "pooled", "1", "4", "2"],
        ["EMO03", "pooled", "2", "6", "5"],
    ]


@pytest.mark.parametrize(
    ("options", "revision", "codes"),
    [
        ({}, "pooled", ["EMO01", "EMO02", "EMO02", "EMO03"]),
        ({"revision": "pooled"}, "pooled", ["EMO01", "EMO02", "EMO02", "EMO03"]),
        ({"revision": "1"}, 1, ["EMO01", "EMO02"]),
        ({"revision": "2"}, 2, ["EMO01", "EMO02", "EMO03"]),
    ],
)
def test_export_results_of_one_revision_or_pooled(capsys, options, revision, codes):
    two_revisions()

    arguments = [f"--{name}={value}" for name, value in options.items()]
    call_command("export_results", "pilot", *arguments)

    document = json.loads(capsys.readouterr().out)
    assert document["revision"] == revision
    assert sorted(item["code"] for item in document["items"]) == codes


@pytest.mark.parametrize(
    ("number", "words"),
    [("3", "“pilot” has no opened revision 3."), ("x", "invalid revision_number value: 'x'")],
)
def test_export_results_of_a_revision_that_is_not_there_says_so(number, words):
    two_revisions()

    with pytest.raises(CommandError, match=words):
        call_command("export_results", "pilot", f"--revision={number}")
