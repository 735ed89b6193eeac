"""Made-up responses: valid, plausible, the same again, and told apart from people's."""

import hashlib
import io
from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from surveys import links
from surveys.analysing import results
from surveys.analysing.exports import ExportOptions, export_file
from surveys.models import Answer, Response
from surveys.responding import demo
from tests.surveys.builders import make_response, make_survey

pytestmark = pytest.mark.django_db

CODES = ["SIT01", "EMO01", "EMO02", "EMO03", "SOC01", "REL01", "FIN01"]
# The wide CSV of 40 responses of seed 7 to a survey of CODES, on any engine and any day.
DIGEST = "b7ee109842373b416659107b872eb1555f4aaa2f2591dae67def02f39c2180a6"


def add(survey, count=40, seed=7):
    """Add responses; the reports on the way."""
    return list(demo.add_demo_responses(survey=survey, count=count, seed=seed))


def wide(survey):
    with export_file(survey, "wide", ExportOptions()) as file:
        return file.read()


def test_demo_is_the_same_bytes_on_every_engine():
    survey = make_survey(items=CODES)

    add(survey)

    assert hashlib.sha256(wide(survey)).hexdigest() == DIGEST


def test_demo_with_another_seed_is_other_people():
    one, other = make_survey(items=CODES), make_survey(items=CODES, slug="other")

    add(one)
    add(other, seed=8)

    assert wide(one).splitlines()[1:] != wide(other).splitlines()[1:]


def test_demo_again_adds_nobody():
    survey = make_survey(items=CODES)
    add(survey)
    before = wide(survey)

    reports = add(survey)

    assert reports == [demo.Progress(0, 0)]
    assert wide(survey) == before


def test_demo_with_a_higher_count_adds_only_the_missing():
    survey, other = make_survey(items=CODES), make_survey(items=CODES, slug="other")
    add(survey, count=10)

    reports = add(survey, count=25)

    assert reports[-1] == demo.Progress(15, 15)
    assert Response.objects.filter(revision__survey=survey).count() == 25
    assert Response.objects.filter(revision__survey=other).count() == 0


def test_demo_in_batches_equals_one_piece(monkeypatch):
    survey = make_survey(items=CODES)
    add(survey, count=7)
    whole = wide(survey)
    Answer.objects.all().delete()
    Response.objects.all().delete()
    monkeypatch.setattr(demo, "RESPONSES_A_BATCH", 3)
    monkeypatch.setattr(demo, "ANSWERS_A_STATEMENT", 4)

    reports = add(survey, count=7)

    assert [report.added for report in reports] == [0, 3, 6, 7]
    assert wide(survey) == whole


@pytest.mark.unmeasured
def test_demo_rows_are_valid_and_carry_their_flag():
    survey = make_survey(items=CODES)

    add(survey, count=60)

    for row in [*Response.objects.all(), *Answer.objects.select_related("item")[:200]]:
        row.clean_fields(exclude=["token_hash", "parameters", "order_shown", "item", "response"])
        row.validate_constraints()
    assert {tuple(flags) for flags in Response.objects.values_list("flags", flat=True)} == {
        ("demo",)
    }


def test_demo_looks_like_people():
    survey = make_survey(items=CODES)

    add(survey, count=400)

    responses = Response.objects.all()
    submitted = responses.filter(status="submitted").count()
    assert 350 < submitted < 390
    decides = Counter(responses.filter(status="submitted").values_list("decision_maker", flat=True))
    assert 0.32 < decides[True] / submitted < 0.48
    assert decides[None] == 0
    states = Counter(Answer.objects.values_list("state", flat=True))
    assert 0.92 < states["answered"] / states.total() < 0.99
    assert states["skipped"] > 0
    assert states["not_applicable"] > 0
    assert not Answer.objects.filter(question="chosen", state="not_applicable").exists()


def test_demo_people_who_do_not_decide_are_not_asked_about_costs():
    survey = make_survey(items=CODES)

    add(survey, count=100)

    costs = Answer.objects.filter(item__code="FIN01")
    assert set(costs.values_list("response__decision_maker", flat=True)) == {True}
    deciders = Response.objects.filter(decision_maker=True)
    assert all("financial_metrics" in response.pages_shown for response in deciders)


def test_demo_people_in_progress_have_open_cells():
    survey = make_survey(items=["EMO01", "EMO02"])

    add(survey, count=150)

    in_progress = Response.objects.filter(status="in_progress")
    answered = [response.answers.count() for response in in_progress.prefetch_related("answers")]
    assert min(answered) < 4
    assert set(in_progress.values_list("decision_maker", flat=True)) == {None}


def test_demo_items_differ_in_the_results():
    survey = make_survey(items=[f"EMO{number:02}" for number in range(1, 13)])

    add(survey, count=300)

    found = results.survey_results(survey)
    shares = [row.measures["struggle_share"].value for row in found.sections[0].rows]
    assert found.n_demo == found.n
    assert max(shares) - min(shares) > 0.2


def test_demo_on_five_points_uses_them_all():
    scales = {"importance": list("12345"), "difficulty": list("12345")}
    survey = make_survey(items=["EMO01"], scales=scales)

    add(survey, count=200)

    values = Answer.objects.filter(question="importance", state="answered")
    assert set(values.values_list("value", flat=True)) == {1, 2, 3, 4, 5}


def test_demo_leaves_people_alone():
    survey = make_survey(items=["EMO01"])
    person = make_response(survey, answers={"EMO01_importance": 3})

    add(survey, count=5)

    assert person.answers.get().value == 3
    assert Response.objects.filter(flags=[]).get() == person


def test_demo_responses_have_no_link():
    survey = make_survey(items=["EMO01"])

    add(survey, count=3)

    guesses = [f"pilot:7:{number}" for number in range(1, 4)]
    hashes = {links.token_hash(guess) for guess in guesses}
    assert not Response.objects.filter(token_hash__in=hashes).exists()


# Command


def run(*arguments):
    out, err = io.StringIO(), io.StringIO()
    call_command("demo_responses", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_command_adds_and_reports():
    make_survey(items=["EMO01"])

    out, err = run("pilot", "--count", "12", "--seed", "3")

    assert out == "12\n"
    assert err == "0 of 12 demo responses added.\n12 of 12 demo responses added.\n"
    assert Response.objects.count() == 12


def test_command_again_says_that_they_are_there():
    make_survey(items=["EMO01"])
    run("pilot", "--count", "12", "--seed", "3")

    out, err = run("pilot", "--count", "12", "--seed", "3")

    assert (out, err) == ("0\n", "Nothing added: these demo responses are there already.\n")
    assert Response.objects.count() == 12


@pytest.mark.parametrize(
    ("status", "arguments", "message"),
    [
        ("open", ["nothing"], "There is no survey “nothing”"),
        ("open", ["pilot", "--count", "0"], "at least 1"),
        ("draft", ["pilot"], "“pilot” is not open"),
        ("closed", ["pilot"], "“pilot” is not open"),
    ],
)
def test_command_refuses_in_one_sentence(status, arguments, message):
    make_survey(items=["EMO01"], status=status)

    with pytest.raises(CommandError, match=message):
        run(*arguments)
    assert Response.objects.count() == 0
