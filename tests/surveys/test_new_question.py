"""A third question about a kind is declared in one place, and works from the page to every file.

This is all that declaring one takes; what changes beside it are translations.
"""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from surveys import questions
from surveys.analysing import matrix
from surveys.designing import drafts, lifecycle, revisions
from surveys.models import Response
from surveys.responding.demo import add_demo_responses
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.offers import make_offer, make_researcher
from tests.surveys.pages import text_of

pytestmark = pytest.mark.django_db

CODES = ("EMO01", "EMO02", "SOC01", "SIT01")
LEAD = "How satisfied are you with how well you are able to…"
THREE = ("importance", "difficulty", "satisfaction")


def declare(monkeypatch):
    """Emotional jobs are asked for satisfaction, too."""
    kinds = tuple(
        replace(kind, asks=(*kind.asks, questions.ask(questions.SATISFACTION, LEAD)))
        if kind.value == questions.EMOTIONAL_JOBS
        else kind
        for kind in questions.KINDS
    )
    monkeypatch.setattr(questions, "KINDS", kinds)
    monkeypatch.setattr(questions, "KIND", {kind.value: kind for kind in kinds})


@pytest.fixture
def rita():
    return make_researcher()


@pytest.fixture
def survey(monkeypatch, rita):
    """An open survey that asks three questions about emotional jobs."""
    declare(monkeypatch)
    return opened(make_offer(), rita)


def opened(journey, owner):
    content = replace(drafts.default_content(journey), codes=CODES, slug="pilot")
    survey = drafts.create_survey(journey=journey, owner=owner, content=content)
    lifecycle.open_survey(survey)
    survey.refresh_from_db()
    return survey


def answered(client, survey, by, *, importance, difficulty, satisfaction):
    """The token of somebody who has rated both emotional jobs so, and sent it."""
    token = start(client, survey)
    tab = Tab(client, token, by=by)
    for code in ("EMO01", "EMO02"):
        tab.choose(f"{code}_importance", importance)
        tab.choose(f"{code}_difficulty", difficulty)
        tab.choose(f"{code}_satisfaction", satisfaction)
    tab.settle()
    client.post(f"/responses/{token}/social_jobs/", {"action": "next"})
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    return token


def exported(name, *more):
    out = io.StringIO()
    call_command("export_responses", "pilot", "--format", name, *more, stdout=out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_page_asks_the_third_question_of_each_item(client, survey):
    token = start(client, survey)

    tab = Tab(client, token)
    page = text_of(tab.reply)

    assert set(tab.radios) == {f"{code}_{one}" for code in ("EMO01", "EMO02") for one in THREE}
    assert tab.radios["EMO01_satisfaction"] == ["1", "2", "3", "na"]
    assert LEAD in page
    assert "Satisfied" in page
    assert "0 of 9 answered" in page  # two emotional jobs, a social one, a situation


@pytest.mark.parametrize("by", ["htmx", "form"])
def test_third_question_is_saved_cleared_reviewed_and_shown_on_the_receipt(client, survey, by):
    token = start(client, survey)
    client.post(f"/responses/{token}/situations/", {"action": "next"})
    tab = Tab(client, token, by=by)
    tab.choose("EMO01_satisfaction", "3")
    tab.choose("EMO02_satisfaction", "na")
    tab.settle()
    tab.clear("EMO02_satisfaction")

    review = text_of(client.get(f"/responses/{token}/review/"))
    client.post(f"/responses/{token}/emotional_jobs/", {"action": "next"})
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    receipt = text_of(client.get(f"/responses/{token}/receipt/"))

    assert "1 of 6 answered" in review
    assert review.count("Satisfaction") == 1  # the gap of the other item
    assert cells_of(token)["EMO01_satisfaction"] == "3"
    assert cells_of(token)["EMO02_satisfaction"] == "skipped"
    assert "Satisfaction" in receipt
    assert "Satisfied" in receipt


@pytest.mark.parametrize("by", ["htmx", "form"])
def test_matrix_results_and_every_file_hold_the_third_question(client, survey, rita, by):
    for satisfaction in ("3", "3", "1"):
        answered(client, survey, by, importance="3", difficulty="2", satisfaction=satisfaction)
    client.force_login(rita)

    found = matrix.answer_matrix(survey.revisions.get())
    names = [cell.name for cell in found.cells]
    page = client.get(reverse("surveys:results", args=["pilot"]) + "?sort=satisfaction")
    sheet = client.get(reverse("surveys:results_csv", args=["pilot"])).content.decode()
    out = io.StringIO()
    call_command("export_results", "pilot", stdout=out)

    assert found.codes[:, names.index("EMO02_satisfaction")].tolist() == [3, 3, 1]
    assert "Satisfaction" in text_of(page)
    assert "67%" in text_of(page)
    by_code = {row["code"]: row for row in csv.DictReader(io.StringIO(sheet))}
    assert by_code["EMO01"]["satisfaction_n"] == "3"
    assert by_code["SOC01"]["satisfaction_n"] == ""
    items = {one["code"]: one for one in json.loads(out.getvalue())["items"]}
    assert items["EMO01"]["satisfaction"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert [row["EMO01_satisfaction"] for row in exported("wide")].count("3") == 2
    labels = exported("wide", "--values", "labels")
    assert [row["EMO01_satisfaction"] for row in labels].count("Satisfied") == 2
    long = [row for row in exported("long") if row["question"] == "satisfaction"]
    assert sorted(row["value"] for row in long) == ["1", "1", "3", "3", "3", "3"]
    (column,) = [row for row in exported("codebook") if row["column"] == "EMO01_satisfaction"]
    assert column["wording"] == f"When upgrading a solution… {LEAD}"
    assert column["values"].startswith("1=Not satisfied; 2=Neutral; 3=Satisfied; na=")


def test_builder_preview_and_made_up_answers_know_the_third_question(client, survey, rita):
    client.force_login(rita)

    new = client.get(reverse("surveys:survey_create") + "?journey=upgrade")
    preview = client.get(reverse("surveys:survey_preview", args=["pilot"]) + "?page=emotional_jobs")
    list(add_demo_responses(survey=survey, count=20, seed=1))

    assert "importance, difficulty and satisfaction" in text_of(new)
    assert 'name="label_3_satisfaction_1"' in new.content.decode()
    assert LEAD in text_of(preview)
    values = {row["EMO01_satisfaction"] for row in exported("wide")}
    assert {"1", "2", "3"} <= values


def test_survey_in_the_field_goes_on_without_it_until_its_next_revision(client, monkeypatch, rita):
    survey = opened(make_offer(), rita)
    before = answered_without(client, survey)
    declare(monkeypatch)
    page = Tab(client, start(client, survey))
    revisions.begin_next_revision(survey)

    changes = revisions.revision_changes(survey, drafts.draft_of(survey))
    revisions.open_next_revision(survey, seen=changes.fingerprint)
    newest = Tab(client, start(client, survey))

    assert {name.partition("_")[2] for name in page.radios} == {"importance", "difficulty"}
    assert any(LEAD in change.after for change in changes.texts)
    assert {name.partition("_")[2] for name in newest.radios} == set(THREE)
    assert Response.objects.filter(status="submitted").count() == 1
    wide = {row["response"]: row for row in exported("wide")}
    assert wide[before]["EMO01_importance"] == "3"
    assert wide[before]["EMO01_satisfaction"] == ""


def answered_without(client, survey):
    """The export id of somebody who rated one item on two questions, and sent it."""
    token = start(client, survey)
    Tab(client, token).choose("EMO01_importance", "3")
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    return Response.objects.get().export_id
