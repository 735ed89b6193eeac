"""The results page and the downloads of a survey with several revisions."""

import csv
import io
import re

import pytest
from django.urls import reverse

from surveys.models import Survey
from tests.markup import markup
from tests.surveys.analysing.test_results_view import Reader, rated, read
from tests.surveys.builders import make_response, make_revision, make_survey, make_user

pytestmark = pytest.mark.django_db

HOSTILE = "<b>Feel able</b>"


@pytest.fixture
def survey(client):
    """3 people were asked EMO01, EMO02, SIT01; then 2 EMO01, EMO02 in other words, SIT01, SIT02."""
    owner = make_user("rita")
    client.force_login(owner)
    survey = make_survey(owner, items=["SIT01", "EMO01", "EMO02"])
    for value in (3, 3, 1):
        answers = rated(3, value) | rated(1, 3, "EMO02") | {"SIT01_level": 1}
        make_response(survey, answers=answers)
    items = ["SIT01", "SIT02", "EMO01", {"code": "EMO02", "text": HOSTILE}]
    make_revision(survey, items=items)
    for value in (3, 1):
        answers = rated(3, value) | rated(3, 3, "EMO02") | {"SIT01_level": 5, "SIT02_level": 2}
        make_response(survey, answers=answers)
    return survey


def items_of(table):
    """The second column, or the first where items stand there."""
    return [" ".join(row[1 if row[0][:1].isdigit() else 0].split()) for row in table[1:]]


def test_page_pools_by_default_says_so_and_names_the_revisions_of_each_row(client, survey):
    page = read(client, survey)

    assert "5 people have submitted answers." in page.words
    assert any(
        words.startswith("Revisions 1 and 2 are counted together. An item counts everyone")
        for words in page.words
    )
    ranking, spreads = page.tables[1], page.tables[2]
    assert items_of(ranking) == [
        "<b>Feel able</b> as asked in revision 2, 2 people EMO02 in the landscape few answers",
        "Feel sure about EMO01 EMO01 in the landscape few answers",
        "Feel sure about EMO02 as asked in revision 1, 3 people EMO02 in the landscape few answers",
    ]
    assert ranking[2][2].startswith("60% ")
    assert ranking[2][2].endswith("n 5")
    assert [row[0] for row in spreads[1:]] == [
        "Feel sure about SIT01 SIT01",
        "Feel sure about SIT02 asked in revision 2 only, 2 people SIT02",
    ]


def test_page_tells_the_two_wordings_apart_wherever_it_links(client, survey):
    html = client.get(reverse("surveys:results", args=["pilot"])).content.decode()

    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len({*ids})
    assert {"row-EMO02-r1", "row-EMO02-r2", "point-EMO02-r1", "point-EMO02-r2"} <= {*ids}
    targets = {*re.findall(r'href="#((?:row|point)-[^"]+)"', html)}
    assert targets
    assert targets <= {*ids}
    assert "<b>Feel able" not in html


def test_page_of_one_revision_shows_it_alone_and_keeps_to_it(client, survey):
    response = client.get(reverse("surveys:results", args=["pilot"]) + "?revision=1")

    html, page = response.content.decode(), Reader(response.content.decode())
    assert "3 people have submitted answers." in page.words
    assert "Only answers to revision 1 count here." in page.words
    assert "as asked in" not in html
    assert items_of(page.tables[1]) == [
        "Feel sure about EMO01 EMO01 in the landscape few answers",
        "Feel sure about EMO02 EMO02 in the landscape few answers",
    ]
    assert html.count('href="?sort=importance&amp;revision=1#') == 2
    for name in ("responses", "answers", "codebook"):
        assert f'href="/surveys/pilot/{name}.csv?revision=1"' in html
    assert 'href="/surveys/pilot/results.csv?sort=struggle&amp;revision=1"' in html


def test_page_offers_all_revisions_and_each_alone(client, survey):
    page = client.get(reverse("surveys:results", args=["pilot"]) + "?revision=2&sort=importance")
    html = markup(page.content)

    switch = re.search(r'aria-label="Whose answers count">(.*?)</nav>', html, re.DOTALL)[1]
    assert re.findall(r'href="([^"]+)"\s*(aria-current="true")?>([^<]+)', switch) == [
        ("?sort=importance", "", "All revisions"),
        ("?sort=importance&amp;revision=1", "", "Revision 1"),
        ("?sort=importance&amp;revision=2", 'aria-current="true"', "Revision 2"),
    ]


def test_revision_nobody_has_answered_still_leads_to_the_others(client, survey):
    make_revision(survey, items=["SOC01"])

    page = read(client, survey, "?revision=3")

    assert "Nobody has submitted answers yet." in page.words
    assert "Revision 1" in page.words


def test_page_of_a_survey_with_one_revision_speaks_of_none(client):
    owner = make_user("rita")
    client.force_login(owner)
    make_response(make_survey(owner, items=["EMO01"]), answers=rated(3, 3))

    html = client.get(reverse("surveys:results", args=["pilot"]) + "?revision=1").content.decode()

    assert "evision" not in " ".join(Reader(html).words)
    assert "Whose answers count" not in html
    assert "revision=" not in html


@pytest.mark.parametrize(
    "name", ["results", "results_csv", "responses_csv", "answers_csv", "codebook_csv"]
)
def test_revision_that_was_never_opened_is_404(client, survey, name):
    make_revision(survey, items=["SOC01"], opened_at=None)

    statuses = [
        client.get(reverse(f"surveys:{name}", args=["pilot"]) + f"?revision={number}").status_code
        for number in (3, 9)
    ]

    assert statuses == [404, 404]


@pytest.mark.unmeasured
@pytest.mark.parametrize("query", ["?revision=pooled", "?revision=", "?revision=-1", "?revision=x"])
def test_anything_but_a_number_is_all_revisions(client, survey, query):
    page = read(client, survey, query)

    assert "5 people have submitted answers." in page.words


def rows_of(client, name, query):
    """A download as rows by column."""
    response = client.get(reverse(f"surveys:{name}", args=["pilot"]) + query)
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


def test_downloads_hold_the_revision_of_the_address(client, survey):
    figures = rows_of(client, "results_csv", "?revision=1&sort=catalog")
    people = rows_of(client, "responses_csv", "?revision=2")
    answers = rows_of(client, "answers_csv", "?revision=1")
    columns = rows_of(client, "codebook_csv", "?revision=2")

    assert [(row["code"], row["revision"], row["n"]) for row in figures] == [
        ("EMO01", "1", "3"),
        ("EMO02", "1", "3"),
        ("SIT01", "1", "3"),
    ]
    assert [row["revision"] for row in people] == ["2", "2"]
    assert {row["revision"] for row in answers} == {"1"}
    assert {row["revision"] for row in columns if row["code"]} == {"2"}


@pytest.mark.parametrize("name", ["results", "responses", "answers", "codebook"])
def test_downloads_of_one_revision_say_so_in_their_names(client, survey, name):
    address = reverse(f"surveys:{name}_csv", args=["pilot"])

    responses = [client.get(address + query) for query in ("?revision=2", "")]

    assert all(response.getvalue() for response in responses)
    assert [response["Content-Disposition"] for response in responses] == [
        f'attachment; filename="pilot-{name}-revision-2.csv"',
        f'attachment; filename="pilot-{name}.csv"',
    ]


def test_page_credits_each_revision_whose_items_it_shows(client, survey):
    survey.revisions.filter(number=2).update(licence="MIT", attribution="Us")

    pooled, first = (
        [words for words in read(client, survey, query).words if "Licence of the" in words]
        for query in ("", "?revision=1")
    )

    assert pooled == [
        "Us. Licence of the entries on this page: MIT.",
        "The Customer Journey 2.0 Toolkit. Licence of the entries on this page: CC BY-NC-SA 4.0.",
    ]
    assert first == pooled[1:]


def test_page_names_the_base_of_costs_among_those_who_were_asked_them(client):
    owner = make_user("rita")
    client.force_login(owner)
    survey = make_survey(owner, items=["EMO01"])
    for _ in range(8):
        make_response(survey, answers=rated(3, 3))
    make_revision(survey, items=["EMO01", "FIN01"], gate="Do you buy?")
    for _ in range(2):
        answers = rated(3, 3) | rated(3, 3, "FIN01")
        make_response(survey, answers=answers, decision_maker=True)

    page = read(client, survey)

    assert "Counts only people who make the purchase decision: 2 of 2 who answered." in page.words


def test_page_counts_withdrawals_of_the_whole_survey_only_with_all_revisions(client, survey):
    Survey.objects.update(n_withdrawn=4)
    sentence = "4 people who had sent answers have withdrawn them."

    pooled, second = (read(client, survey, query).words for query in ("", "?revision=2"))

    assert sentence in pooled
    assert sentence not in second


def test_page_takes_eight_queries_with_three_revisions(client, survey, django_assert_num_queries):
    make_revision(survey, items=["SOC01"])

    with django_assert_num_queries(8):
        client.get(reverse("surveys:results", args=["pilot"]))
