"""A response that was given 10 of 48 items: every page, count and file knows these ten alone."""

import csv
import io
import json
import re

import pytest
from django.core.management import call_command
from django.urls import reverse

from surveys.analysing import matrix
from surveys.analysing.pooling import pooled_answers
from surveys.analysing.results import survey_results
from surveys.models import Answer, Response
from surveys.responding import answering
from surveys.responding.assignment import assignment_of, whole
from tests.surveys.browsing import Tab, cells_of
from tests.surveys.builders import answer, make_revision, make_survey
from tests.surveys.pages import HTMX, text_of

pytestmark = pytest.mark.django_db

EMOTIONAL = "emotional_jobs"
STEPS = ("S01", "S02", "S03", "S04")
ITEMS = [
    *(f"{step}M{number:02d}" for step in STEPS for number in range(1, 9)),
    *(f"EMO{number:02d}" for number in range(1, 9)),
    *(f"FIN{number:02d}" for number in range(1, 9)),
]
OPEN_TO_ALL = ["S01M02", "S01M05", "S03M01", "S03M08", "EMO01", "EMO04", "EMO08"]
GIVEN = [*OPEN_TO_ALL, "FIN02", "FIN03", "FIN07"]
OTHERS = [code for code in ITEMS if code not in GIVEN]
CODE = re.compile(r"\b(?:S\d\dM\d\d|EMO\d\d|FIN\d\d)(?!\d)")


@pytest.fixture
def survey():
    return make_survey(items=ITEMS)


def begun(survey, assigned=GIVEN):
    """A response that was given these items, and its token."""
    given = whole(survey.revisions.latest("number"))
    given = given if assigned is None else given.part(assigned)
    return answering.start_response(given=given, language="en", parameters={})


def asked_on(client, token):
    """Page by page, the codes that a person walks past, by the buttons of the pages."""
    found, url = {}, reverse("surveys:response_resume", args=[token])
    reply = client.get(url, follow=True)
    for _page in range(12):
        path = reply.request["PATH_INFO"]
        page = path.rstrip("/").rsplit("/", 1)[1]
        if page == "review":
            return found
        found[page] = list(dict.fromkeys(CODE.findall(" ".join(Tab(client, token, page).radios))))
        reply = client.post(path, {"action": "next", "decision_maker": "1"}, follow=True)
    return found


def answered(client, token, pages, *, by):
    """Rate every item of these pages 3 and 1."""
    for page in pages:
        tab = Tab(client, token, page=page, by=by)
        for name in tab.radios:
            tab.choose(name, "3" if name.endswith("importance") else "1")
        tab.settle()


def test_walk_has_the_pages_and_items_that_were_given(client, survey):
    _response, token = begun(survey)

    found = asked_on(client, token)

    assert found == {
        "S01": ["S01M02", "S01M05"],
        "S03": ["S03M01", "S03M08"],
        "emotional_jobs": ["EMO01", "EMO04", "EMO08"],
        "purchase-decision": [],
        "financial_metrics": ["FIN02", "FIN03", "FIN07"],
    }


def test_order_of_ones_own_stays_within_what_was_given(client):
    survey = make_survey(items=ITEMS, shuffle_items=True)
    response, token = begun(survey)

    found = asked_on(client, token)

    assert sorted(code for codes in found.values() for code in codes) == sorted(GIVEN)
    assert sorted(item.code for item in assignment_of(response).items) == sorted(GIVEN)


@pytest.mark.parametrize("page", ["S02", "S04", "social_jobs"])
def test_page_of_which_nothing_was_given_is_not_there(client, survey, page):
    _response, token = begun(survey)

    assert client.get(f"/responses/{token}/{page}/").status_code == 404


@pytest.mark.parametrize("name", ["S01M01_importance", "EMO02_difficulty"])
def test_save_of_what_was_not_given_is_refused_and_writes_nothing(client, survey, name):
    _response, token = begun(survey)
    tab = Tab(client, token, page="S01")
    data = {name: "3", f"{name}_seen": "0:", "n_cells": "20"} | tab._count()

    tapped = client.post(tab.save_url, data, headers=HTMX)
    posted = client.post(tab.url, tab.hidden | {name: "3", "action": "stay"})

    assert (tapped.status_code, posted.status_code) == (404, 302)
    assert not Answer.objects.exists()


def test_review_and_progress_count_what_was_given(client, survey):
    response, token = begun(survey)
    answered(client, token, ["S01"], by="htmx")

    review = client.get(f"/responses/{token}/review/")
    page = client.get(f"/responses/{token}/S03/")

    assert "4 of 14 answered" in text_of(page)
    assert "Page 2 of 5" in text_of(page)
    shown = set(CODE.findall(review.content.decode()))
    assert shown & set(OTHERS) == set()
    assert "4 of 4 answered" in text_of(review)
    assert "0 of 6 answered" in text_of(review)
    assert len(answering.blanks_shown(response)) == 0


@pytest.mark.parametrize("by", ["htmx", "form"])
@pytest.mark.parametrize("decides", [True, False])
def test_submission_receipt_matrix_and_files_know_only_what_was_given(client, survey, by, decides):
    _response, token = begun(survey)
    gate = reverse("surveys:response_section", args=[token, "purchase-decision"])
    client.post(gate, {"decision_maker": "1" if decides else "0", "action": "stay"})
    answered(client, token, ["S01", "emotional_jobs"], by=by)
    for page in ("S01", "S03", "emotional_jobs", "purchase-decision"):
        client.post(f"/responses/{token}/{page}/", {"action": "next"})
    client.post(f"/responses/{token}/review/", {"action": "submit"})

    shown = set(GIVEN if decides else OPEN_TO_ALL)
    receipt = client.get(f"/responses/{token}/receipt/").content.decode()
    assert Response.objects.get().status == "submitted"
    assert {name.partition("_")[0] for name in cells_of(token)} == shown
    assert cells_of(token)["S03M01_importance"] == "skipped"
    texts = {item.code: item.text for item in survey.revisions.get().items.all()}
    assert {code for code in ITEMS if texts[code] in receipt} == shown
    assert read_matrix(survey) == shown
    wide, long = exported(survey, "wide"), exported(survey, "long")
    (row,) = wide
    columns = [name for name in row if CODE.match(name)]
    assert len(columns) == 96
    assert {name.partition("_")[0] for name in columns if row[name]} == shown
    assert {one["code"] for one in long} == shown
    assert max(int(one["position_shown"]) for one in long) == len(shown)
    assert n_by_code(survey) == {
        code: int(code in shown and not code.startswith(("S03", "FIN"))) for code in ITEMS
    }


def read_matrix(survey):
    """The codes of the cells that somebody was shown."""
    found = matrix.answer_matrix(survey.revisions.get())
    return {
        cell.item.code
        for cell, column in zip(found.cells, found.codes.T, strict=True)
        if (column != matrix.NOT_SHOWN).any()
    }


def exported(survey, name):
    """The rows of an export, as dictionaries."""
    out = io.StringIO()
    call_command("export_responses", survey.slug, "--format", name, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def n_by_code(survey):
    """How many ratings of importance stand behind each item of the results."""
    out = io.StringIO()
    call_command("export_results", survey.slug, "--format", "json", stdout=out)
    items = json.loads(out.getvalue())["items"]
    return {one["code"]: (one.get("importance") or {"n": 0})["n"] for one in items}


def test_results_of_whole_and_part_have_each_item_s_own_n(client, survey):
    for assigned in (GIVEN, None, GIVEN[:3]):
        _response, token = begun(survey, assigned)
        pages = [page for page in asked_on(client, token) if page != "purchase-decision"]
        answered(client, token, pages, by="form")
        client.post(f"/responses/{token}/review/", {"action": "submit"})

    found = n_by_code(survey)

    assert {code: found[code] for code in ("S01M02", "S03M01", "EMO01", "S02M01", "FIN01")} == {
        "S01M02": 3,
        "S03M01": 3,
        "EMO01": 2,
        "S02M01": 1,
        "FIN01": 1,
    }


def test_revisions_pooled_keep_what_was_not_given_not_shown(client, survey):
    for _revision in range(2):
        _response, token = begun(survey)
        answered(client, token, ["S01"], by="form")
        client.post(f"/responses/{token}/review/", {"action": "submit"})
        revision = make_revision(survey, items=ITEMS)

    pooled = pooled_answers(list(survey.revisions.filter(number__lt=revision.number)))

    codes = pooled.answers.codes
    shown = {
        cell.item.code
        for cell, column in zip(pooled.answers.cells, codes.T, strict=True)
        if (column != matrix.NOT_SHOWN).any()
    }
    assert codes.shape[0] == 2
    assert shown == {"S01M02", "S01M05"}


@pytest.mark.parametrize("n_items", [1, 3])
def test_part_of_the_items_costs_no_query_more(client, django_assert_num_queries, survey, n_items):
    _response, token = begun(survey, GIVEN[:n_items])

    with django_assert_num_queries(4):
        client.get(f"/responses/{token}/S01/")


def test_codebook_says_what_each_column_holds_whoever_was_given_it(survey):
    begun(survey)

    rows = exported(survey, "codebook")

    assert {row["code"] for row in rows if row["code"]} == set(ITEMS)


# A part of a survey, from its start


def submitted(client, token):
    """The response is sent from wherever it stands."""
    return client.post(f"/responses/{token}/review/", {"action": "submit"})


def test_part_begins_on_a_page_of_its_own_whose_blanks_count_as_shown(client, survey):
    response, token = begun(survey, ["EMO04", "EMO01"])

    resumed = client.get(f"/responses/{token}/").headers["Location"]
    submitted(client, token)

    assert response.pages_shown == ["emotional_jobs"]
    assert resumed == f"/responses/{token}/emotional_jobs/#EMO01"
    assert cells_of(token) == {
        f"{code}_{question}": "skipped"
        for code in ("EMO01", "EMO04")
        for question in ("importance", "difficulty")
    }


def test_part_of_costs_alone_begins_at_the_gate(client, survey):
    response, token = begun(survey, ["FIN02"])

    closed = asked_on(client, token)
    client.post(f"/responses/{token}/purchase-decision/", {"decision_maker": "0"})

    assert response.pages_shown == ["purchase-decision"]
    assert closed == {"purchase-decision": [], "financial_metrics": ["FIN02"]}
    review = client.get(f"/responses/{token}/review/")
    assert "0 of" not in text_of(review)


@pytest.mark.parametrize("codes", [[], ["EMO09"], ["EMO01", "EMO09"], ["EMO01", "EMO01"]])
def test_part_of_no_items_or_of_other_items_is_refused(survey, codes):
    with pytest.raises(ValueError, match="of this revision"):
        whole(survey.revisions.get()).part(codes)


def test_person_without_a_gate_question_has_no_gate(client, survey):
    _response, token = begun(survey, OPEN_TO_ALL)

    assert client.get(f"/responses/{token}/purchase-decision/").status_code == 404
    assert "purchase-decision" not in asked_on(client, token)


@pytest.mark.parametrize("by", ["htmx", "form"])
def test_part_is_resumed_at_its_first_open_question(client, survey, by):
    _response, token = begun(survey)
    answered(client, token, ["S01"], by=by)
    Tab(client, token, "S01", by=by).settle()
    client.post(f"/responses/{token}/S01/", {"action": "next"})
    tab = Tab(client, token, "S03", by=by)
    for name in ("S03M01_importance", "S03M01_difficulty"):
        tab.choose(name, "2")
    tab.settle()

    resumed = client.get(f"/responses/{token}/")

    assert resumed.headers["Location"] == f"/responses/{token}/S03/#S03M08"


def test_order_kept_and_places_exported_are_of_the_part(client):
    survey = make_survey(items=ITEMS, shuffle_items=True)
    response, token = begun(survey)
    walked = asked_on(client, token)
    submitted(client, token)

    places = {one["code"]: int(one["position_shown"]) for one in exported(survey, "long")}
    receipt = client.get(f"/responses/{token}/receipt/").content.decode()

    met = [code for codes in walked.values() for code in codes]
    assert sorted(response.order_shown) == sorted(GIVEN)
    assert places == {code: place for place, code in enumerate(met, start=1)}
    texts = {item.code: item.text for item in survey.revisions.get().items.all()}
    assert sorted(met, key=lambda code: receipt.index(texts[code])) == met


def test_costs_say_how_many_were_given_any(client, survey):
    for codes in (None, ["EMO01", "FIN01"], ["EMO01"]):
        _response, token = begun(survey, codes)
        asked_on(client, token)
        submitted(client, token)

    costs = next(one for one in survey_results(survey).sections if one.kind.is_gated)
    jobs = next(one for one in survey_results(survey).sections if one.kind.value == EMOTIONAL)

    assert (costs.n_base, costs.n_asked) == (2, 2)
    assert (jobs.n_base, jobs.n_asked) == (3, 3)
    client.force_login(survey.owner)
    page = text_of(client.get(reverse("surveys:results", args=[survey.slug])))
    assert "Counts only people who make the purchase decision: 2 of 2 who answered." in page


def test_answer_to_what_was_not_given_counts_nowhere(client, survey):
    response, token = begun(survey)
    answered(client, token, ["S01"], by="form")
    for name in ("S01M01_importance", "S02M01_importance"):
        answer(response, name, 3)

    progress = text_of(client.get(f"/responses/{token}/S01/"))
    saved = text_of(Tab(client, token, "S01").choose("S01M02_importance", "1"))
    review = client.get(f"/responses/{token}/review/").content.decode()
    submitted(client, token)

    assert "4 of 14 answered" in progress
    assert "4 of 14 answered" in saved
    assert not set(CODE.findall(review)) & set(OTHERS)
    receipt = client.get(f"/responses/{token}/receipt/").content.decode()
    assert "S01M01" not in receipt
    assert "S02M01" not in receipt
    assert read_matrix(survey) == {"S01M02", "S01M05"}
    assert {one["code"] for one in exported(survey, "long")} == {"S01M02", "S01M05"}
    (row,) = exported(survey, "wide")
    assert row["S01M01_importance"] == row["S02M01_importance"] == ""


def test_parts_of_two_revisions_are_pooled_with_each_item_s_own_n(client, survey):
    for codes in (["EMO01", "EMO02"], ["EMO02", "EMO03"]):
        _response, token = begun(survey, codes)
        answered(client, token, ["emotional_jobs"], by="form")
        submitted(client, token)
        make_revision(survey, items=ITEMS)

    found = n_by_code(survey)
    jobs = next(one for one in survey_results(survey).sections if one.kind.value == EMOTIONAL)

    shown = {"EMO01": 1, "EMO02": 2, "EMO03": 1}
    assert {code: n for code, n in found.items() if n} == shown
    assert {row.item.code: row.n_base for row in jobs.rows if row.n_base} == shown
    long, wide = exported(survey, "long"), exported(survey, "wide")
    assert sorted((one["revision"], one["code"]) for one in long[::2]) == [
        ("1", "EMO01"),
        ("1", "EMO02"),
        ("2", "EMO02"),
        ("2", "EMO03"),
    ]
    assert [row["EMO01_importance"] + row["EMO03_importance"] for row in wide] == ["3", "3"]
    assert {one["revision"] for one in exported(survey, "codebook") if one["code"]} == set("123")


@pytest.mark.parametrize("n_items", [1, 3])
def test_way_through_a_part_costs_no_query_more(client, django_assert_num_queries, survey, n_items):
    _response, token = begun(survey, ITEMS[:n_items])
    tab = Tab(client, token, "S01")
    tab.checked["S01M01_importance"] = "2"
    tap = tab.save_of("S01M01_importance")

    with django_assert_num_queries(4):  # two of them are the test's savepoint
        client.post(tab.save_url, tap, headers=HTMX)
    with django_assert_num_queries(4):
        client.get(f"/responses/{token}/review/")
    with django_assert_num_queries(3):
        client.get(f"/responses/{token}/receipt/")
    with django_assert_num_queries(3):
        client.get(f"/responses/{token}/")
    submitted(client, token)
    revision = survey.revisions.get()
    with django_assert_num_queries(3):
        matrix.answer_matrix(revision)
