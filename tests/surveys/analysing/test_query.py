"""The one query of results: an address read and written, and what it narrows."""

import csv
import io
import re

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.urls import reverse

from surveys.analysing.methods import METHODS
from surveys.analysing.query import BY_RANK, CATALOG_ORDER, ResultsQuery, ResultsQueryForm
from tests.surveys.analysing.test_results_view import Reader, rated
from tests.surveys.builders import make_response, make_revision, make_survey, make_user


def asked(address):
    """The query of an address."""
    return ResultsQueryForm(QueryDict(address.removeprefix("?"))).query


QUERIES = [
    ResultsQuery(revision, section, method, order)
    for revision in (None, 3)
    for section in ("", "social_jobs")
    for method in METHODS
    for order in (BY_RANK, CATALOG_ORDER)
]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_an_address_is_the_state(query):
    link = Template("{% querystring parameters %}").render(
        Context({"parameters": query.parameters})
    )

    assert asked(link.replace("&amp;", "&")) == query


def test_no_two_queries_have_one_address():
    addresses = {tuple(query.parameters.items()) for query in QUERIES}

    assert len(addresses) == len(QUERIES)


def test_scope_is_all_but_method_and_order():
    query = ResultsQuery(2, "social_jobs", "product", CATALOG_ORDER)

    assert query.scope == {"revision": 2, "section": "social_jobs"}
    assert ResultsQuery(method="product").scope == {}


@pytest.mark.parametrize(
    ("address", "query"),
    [
        ("", ResultsQuery()),
        ("sort=struggle", ResultsQuery()),
        ("sort=opportunity", ResultsQuery(method="opportunity_difficulty")),
        ("sort=satisfaction", ResultsQuery(method="satisfaction")),
        ("sort=%00'--&revision=2", ResultsQuery(revision=2)),
        ("sort=importance&revision=x", ResultsQuery(method="importance")),
        ("revision=0&section=social_jobs", ResultsQuery(section="social_jobs")),
        ("section=nothing&method=mean&filter=1", ResultsQuery()),
        ("sort=catalog&method=rank_sum", ResultsQuery(method="rank_sum", order=CATALOG_ORDER)),
        ("sort=importance&method=rank_sum", ResultsQuery(method="importance")),
    ],
)
def test_what_makes_no_sense_is_as_if_it_were_not_said(address, query):
    assert asked(address) == query


@pytest.fixture
def survey(client):
    """Two kinds of jobs and a situation, in two revisions, its owner signed in."""
    owner = make_user("rita")
    client.force_login(owner)
    survey = make_survey(owner, items=["SIT01", "EMO01", "SOC01"])
    answers = rated(3, 3) | rated(1, 3, "SOC01") | {"SIT01_level": 2}
    make_response(survey, answers=answers)
    make_revision(survey, items=["EMO01", "SOC01"])
    make_response(survey, answers=rated(3, 1) | rated(3, 3, "SOC01"))
    return survey


def rows_of(client, name, query):
    """A download as rows by column."""
    response = client.get(reverse(f"surveys:{name}", args=["pilot"]) + query)
    return list(csv.DictReader(io.StringIO(response.getvalue().decode())))


@pytest.mark.django_db
def test_page_of_a_section_shows_it_alone_and_its_links_keep_to_it(client, survey):
    address = reverse("surveys:results", args=["pilot"])

    html = client.get(f"{address}?section=social_jobs&revision=2").content.decode()

    page = Reader(html)
    assert "Social jobs" in page.words
    assert "Emotional jobs" not in page.words
    assert re.findall(r'id="row-(\w+)"', html) == ["SOC01"]
    links = re.findall(r'href="(?:/surveys/pilot/\w+\.csv)?(\?[^"#]*)', html)
    assert len(links) == 3 + 5 + 4 + 4  # revisions, orders, heads of columns, files
    assert all("section=social_jobs" in link for link in links)
    assert sum("revision=2" in link for link in links) == len(links) - 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "codes"), [("results_csv", ["SOC01"]), ("answers_csv", ["SOC01", "SOC01"])]
)
def test_files_of_a_section_hold_it_alone(client, survey, name, codes):
    rows = rows_of(client, name, "?section=social_jobs&revision=1")

    assert [row["code"] for row in rows] == codes


@pytest.mark.django_db
def test_columns_of_a_section_are_those_of_its_items(client, survey):
    rows = rows_of(client, "responses_csv", "?section=social_jobs")
    book = rows_of(client, "codebook_csv", "?section=social_jobs")
    whole = rows_of(client, "responses_csv", "")

    own = ["SOC01_importance", "SOC01_difficulty"]
    assert list(rows[0])[-2:] == own
    assert {name[:3] for name in rows[0]} & {"EMO", "SIT"} == set()
    assert [{name: row[name] for name in rows[0]} for row in whole] == rows
    assert {row["column"] for row in book if row["code"]} == {*own}


@pytest.mark.django_db
def test_file_of_a_section_says_so_in_its_name(client, survey):
    address = reverse("surveys:answers_csv", args=["pilot"])

    response = client.get(f"{address}?section=social_jobs&revision=1")

    assert response.getvalue()
    name = "pilot-answers-revision-1-social_jobs.csv"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.django_db
def test_page_ranks_by_a_method_without_a_column_where_the_address_asks(client, survey):
    response = client.get(reverse("surveys:results", args=["pilot"]) + "?sort=product")

    page = Reader(response.content.decode())
    assert "Importance × difficulty:" in page.words
    assert response.content.count(b'aria-sort="descending"') == 0


@pytest.mark.django_db
def test_page_without_anything_rated_speaks_of_no_ranking(client):
    owner = make_user("rita")
    client.force_login(owner)
    make_response(make_survey(owner, items=["SIT01"]), answers={"SIT01_level": 4})

    page = Reader(client.get(reverse("surveys:results", args=["pilot"])).content.decode())

    assert "Ranked by" not in page.words
    assert "Situations" in page.words
