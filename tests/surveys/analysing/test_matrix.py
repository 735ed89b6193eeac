"""Answers as a matrix: which code stands for what, and what it costs to read."""

import threading

import pytest
from django.db import connection

from surveys.analysing import matrix
from surveys.analysing.matrix import NOT_APPLICABLE, NOT_SHOWN, OPEN, SKIPPED
from surveys.models import Response
from tests.surveys.builders import answer, make_response, make_survey

pytestmark = pytest.mark.django_db


def codes(found):
    return found.codes.tolist()


def test_answer_matrix_tells_every_state_apart():
    survey = make_survey(items=["EMO01", "EMO02", "EMO03", "SOC01"])
    response = make_response(
        survey,
        answers={
            "EMO01_importance": 3,
            "EMO01_difficulty": "not_applicable",
            "EMO02_importance": "skipped",
            "EMO02_difficulty": "cleared",
        },
    )

    found = matrix.answer_matrix(survey.revisions.get())

    assert found.response_ids == [response.pk]
    assert [cell.name for cell in found.cells][:3] == [
        "EMO01_importance",
        "EMO01_difficulty",
        "EMO02_importance",
    ]
    assert codes(found) == [[3, NOT_APPLICABLE, SKIPPED, OPEN, OPEN, OPEN, NOT_SHOWN, NOT_SHOWN]]


def test_answer_matrix_item_with_an_answer_was_shown_though_its_page_is_not_listed():
    survey = make_survey(items=["EMO01", "EMO02"])
    response = make_response(survey)

    answer(response, "EMO01_importance", 2)

    assert codes(matrix.answer_matrix(survey.revisions.get())) == [[2, OPEN, NOT_SHOWN, NOT_SHOWN]]


def test_answer_matrix_situations_and_ticks_have_one_cell_each():
    survey = make_survey(items=["SIT01", "REL01"])
    make_response(survey, answers={"SIT01_level": 5, "REL01_chosen": 1})

    found = matrix.answer_matrix(survey.revisions.get())

    assert [cell.name for cell in found.cells] == ["SIT01_level", "REL01_chosen"]
    assert codes(found) == [[5, 1]]


def test_answer_matrix_reads_submitted_responses_unless_asked_for_all():
    survey = make_survey(items=["EMO01"])
    make_response(survey, "in_progress", {"EMO01_importance": 1})
    submitted = make_response(survey, answers={"EMO01_importance": 2})
    revision = survey.revisions.get()

    assert matrix.answer_matrix(revision).response_ids == [submitted.pk]
    assert codes(matrix.answer_matrix(revision)) == [[2, OPEN]]
    assert codes(matrix.answer_matrix(revision, status="all")) == [[1, OPEN], [2, OPEN]]
    assert codes(matrix.answer_matrix(revision, status="in_progress")) == [[1, OPEN]]


def test_answer_matrix_without_responses_keeps_its_columns():
    survey = make_survey(items=["EMO01"])

    found = matrix.answer_matrix(survey.revisions.get())

    assert (found.response_ids, found.codes.shape) == ([], (0, 2))


def test_answer_matrix_without_items_keeps_its_rows():
    survey = make_survey(items=[])
    make_response(survey)

    assert matrix.answer_matrix(survey.revisions.get()).codes.shape == (1, 0)


def test_answer_matrix_leaves_other_surveys_out():
    survey, other = make_survey(items=["EMO01"]), make_survey(items=["EMO01"], slug="other")
    make_response(other, answers={"EMO01_importance": 3})

    assert matrix.answer_matrix(survey.revisions.get()).response_ids == []


@pytest.mark.parametrize("n_items", [1, 3])
def test_answer_matrix_takes_three_queries(n_items, django_assert_num_queries):
    survey = make_survey(items=[f"EMO{number:02}" for number in range(1, n_items + 1)])
    for _ in range(n_items):
        make_response(survey, answers={"EMO01_importance": 2})
    revision = survey.revisions.get()

    with django_assert_num_queries(3):
        found = matrix.answer_matrix(revision)

    assert found.codes.shape == (n_items, 2 * n_items)


def test_answer_matrix_leaves_out_a_response_that_came_between_its_queries():
    survey = make_survey(items=["EMO01"])
    make_response(survey, answers={"EMO01_importance": 2})
    late = []

    def come_late(execute, sql, params, many, context):
        if not late and 'FROM "surveys_answer"' in sql:
            late.append(sql)
            make_response(survey, answers={"EMO01_importance": 3})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(come_late):
        found = matrix.answer_matrix(survey.revisions.get())

    assert late
    assert codes(found) == [[2, OPEN]]


def blocks_of(survey, size):
    revision = survey.revisions.get()
    cells = matrix.cells_by_revision([revision])[revision.pk]
    return matrix.answer_blocks(revision, cells, size=size)


def test_answer_blocks_go_by_export_id_and_split():
    survey = make_survey(items=["EMO01"])
    for value, export_id in [(1, "c"), (2, "a"), (3, "b")]:
        make_response(survey, answers={"EMO01_importance": value}, export_id=export_id)

    blocks = list(blocks_of(survey, size=2))

    assert [[response.export_id for response in block] for block, _found in blocks] == [
        ["a", "b"],
        ["c"],
    ]
    assert [codes(found) for _block, found in blocks] == [[[2, OPEN], [3, OPEN]], [[1, OPEN]]]


def test_answer_blocks_leave_out_a_response_deleted_meanwhile():
    survey = make_survey(items=["EMO01"])
    for export_id in "abc":
        make_response(survey, answers={"EMO01_importance": 2}, export_id=export_id)
    blocks = blocks_of(survey, size=1)
    next(blocks)

    gone = Response.objects.get(export_id="b")
    gone.answers.all().delete()
    gone.delete()

    assert [[response.export_id for response in block] for block, _found in blocks] == [[], ["c"]]


@pytest.mark.django_db(transaction=True)
def test_read_snapshot_sees_one_instant_and_stops_no_writer():
    survey = make_survey(items=["EMO01"])
    make_response(survey)

    def write():
        make_response(survey)
        connection.close()

    with matrix.read_snapshot():
        before = Response.objects.count()
        writer = threading.Thread(target=write)
        writer.start()
        writer.join(timeout=15)
        is_stuck = writer.is_alive()
        during = Response.objects.count()

    assert (before, during, is_stuck) == (1, 1, False)
    assert Response.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_read_snapshot_ends_when_a_reader_fails():
    make_survey()

    with pytest.raises(RuntimeError), matrix.read_snapshot():
        raise RuntimeError

    assert make_survey(slug="after").pk


def test_read_snapshot_inside_a_transaction_leaves_it_alone():
    with matrix.read_snapshot():
        survey = make_survey()

    assert survey.pk
