"""A reader's kind of thing: in the address, remembered, and what does not fit is one click away."""

import csv
import io
import json

import pytest

from journeys.catalog import journey_page, step_page
from journeys.models import Context, EmotionalJob, JobStep, Journey, PerformanceMetric
from tests.journeys.builders import make_journey
from tests.journeys.reader import links_of, words_by_id

pytestmark = pytest.mark.django_db
JOURNEY = "/journeys/repair/"
STEP = "/journeys/repair/steps/S01/"


@pytest.fixture
def repair():
    """A journey with a noun: three of everything, some of it only for digital things."""
    journey = make_journey(n=3, noun="the product", stem="When getting {product} fixed")
    Context.objects.filter(code="CTX01").update(fits="digital", text="Getting {product} fixed here")
    EmotionalJob.objects.filter(code="EMO02").update(fits="physical mobile")
    JobStep.objects.filter(code="S02").update(fits="service")
    PerformanceMetric.objects.filter(code="S01M01").update(
        outcome="Minimize the time it takes to open {product}",
        plain="open {product}",
        examples={"digital": ["a login", "a file", "a list"], "physical": ["a lid", "a door"]},
    )
    PerformanceMetric.objects.filter(code="S01M02").update(fits="physical")
    return journey


def get(client, address, **data):
    return client.get(address, data).content.decode()


def test_page_shows_what_fits_and_says_how_much_does_not(client, repair):
    html = get(client, JOURNEY, kind="digital")

    shown = words_by_id(html)
    assert {"CTX01", "EMO01", "S01", "S03"} <= shown.keys()
    assert {"EMO02", "S02"} & shown.keys() == set()
    # A step with its three metrics, a metric and a feeling.
    assert "6 entries that do not fit “A digital thing” are left out." in html
    assert f"{JOURNEY}?kind=all" in links_of(html)


def test_page_without_a_choice_shows_everything_and_sets_no_cookie(client, repair):
    response = client.get(JOURNEY)

    assert {"CTX01", "EMO02", "S02"} <= words_by_id(response.content.decode()).keys()
    assert "left out" not in response.content.decode()
    assert not response.cookies


def test_slots_are_filled_with_the_own_noun_of_the_journey(client, repair):
    html = get(client, JOURNEY) + get(client, STEP)

    assert "When getting the product fixed…" in html
    assert "Getting the product fixed here" in html
    assert "{product}" not in html
    assert Journey.objects.get().stem == "When getting {product} fixed"


@pytest.mark.parametrize(
    ("kind", "examples"),
    [("digital", "a login, a file"), ("all", "a lid, a door"), ("physical", "a lid, a door")],
)
def test_step_shows_two_examples_of_the_kind(client, repair, kind, examples):
    html = get(client, STEP, kind=kind)

    assert words_by_id(html)["S01M01"] == (
        f"Minimize the time it takes to open the product, e.g., {examples} S01M01"
    )


def test_choice_is_remembered_until_everything_is_asked_for(client, repair):
    chosen = client.get(JOURNEY, {"kind": "digital"})
    remembered = get(client, STEP)
    dropped = client.get(JOURNEY, {"kind": "all"})

    cookie = chosen.cookies["kind"]
    assert (cookie.value, cookie["samesite"], bool(cookie["httponly"])) == ("digital", "Lax", True)
    assert "S01M02" not in words_by_id(remembered)
    assert "1 entry that does not fit “A digital thing” is left out." in remembered
    assert dropped.cookies["kind"].value == ""
    assert "S01M02" in words_by_id(get(client, STEP))


@pytest.mark.parametrize("kind", ["paper", "", "\0"])
def test_unknown_kind_is_not_asked_for(client, repair, kind):
    response = client.get(JOURNEY, {"kind": kind})

    assert "EMO02" in words_by_id(response.content.decode())
    assert not response.cookies


def test_unknown_kind_in_the_cookie_is_passed_over(client, repair):
    client.cookies["kind"] = "paper"

    assert "EMO02" in words_by_id(get(client, JOURNEY))


def test_page_for_a_kind_is_not_taken_for_another(client, repair):
    whole = client.get(JOURNEY)
    client.cookies["kind"] = "digital"

    digital = client.get(JOURNEY, headers={"if-none-match": whole["ETag"]})

    assert digital.status_code == 200
    assert digital["ETag"] != whole["ETag"]
    assert "Cookie" in digital["Vary"]


def test_links_carry_the_choice_where_no_cookie_does(client, repair):
    links = links_of(get(client, JOURNEY, kind="digital"))
    step = links_of(get(client, STEP, kind="digital", wording="plain"))

    assert f"{STEP}?kind=digital" in links
    assert {f"/journeys/repair.{name}" in links for name in ("csv?kind=digital", "yaml")} == {True}
    assert f"{STEP}?kind=digital&wording=both#S01-metrics" in step
    assert "/journeys/repair/steps/S03/?wording=plain&kind=digital" in step


def test_step_in_its_place_says_what_is_left_out(client, repair):
    headers = {"hx-request": "true"}

    html = client.get(STEP, {"kind": "digital"}, headers=headers).content.decode()

    assert "1 metric that does not fit “A digital thing” is left out." in html
    assert 'class="switch kinds"' not in html
    assert "?kind=digital&amp;closed=1" in html


def test_step_that_does_not_fit_is_still_a_page(client, repair):
    html = get(client, "/journeys/repair/steps/S02/", kind="digital")

    assert "S02M01" in html
    assert "step 2 of 3" in html


def test_journey_of_another_kind_shows_everything_and_says_so(client, repair):
    Journey.objects.update(fits="physical digital")

    html = get(client, JOURNEY, kind="service")

    assert "This journey makes no sense for “A service”. Everything is shown." in html
    assert "EMO02" in words_by_id(html)
    assert f"{JOURNEY}?kind=mobile" not in links_of(html)


def test_journey_of_the_first_edition_offers_no_kinds(client):
    make_journey(n=1)

    html = get(client, JOURNEY, kind="digital")

    assert "Show what fits" not in html


def test_files_follow_the_address_and_no_cookie(client, repair):
    client.cookies["kind"] = "digital"
    whole = list(csv.DictReader(io.StringIO(get(client, "/journeys/repair.csv"))))
    response = client.get("/journeys/repair.csv", {"kind": "digital"})
    digital = list(csv.DictReader(io.StringIO(response.content.decode())))
    as_json = json.loads(get(client, "/journeys/repair.json", kind="digital"))

    codes = {row["code"] for row in whole} - {row["code"] for row in digital}
    opened = next(row for row in digital if row["code"] == "S01M01")
    assert codes == {"EMO02", "S02", "S02M01", "S02M02", "S02M03", "S01M02"}
    assert opened["outcome"].endswith("open the product, e.g., a login, a file")
    assert 'filename="repair-digital.csv"' in response["Content-Disposition"]
    assert [step["code"] for step in as_json["steps"]] == ["S01", "S03"]
    assert as_json["steps"][0]["metrics"][0]["plain"] == "open {product}"


def test_yaml_is_whole_whatever_is_asked_for(client, repair):
    assert get(client, "/journeys/repair.yaml", kind="digital") == get(
        client, "/journeys/repair.yaml"
    )


def test_retired_entries_are_seen_nowhere(client, repair):
    for model in (Context, JobStep, PerformanceMetric):
        model.objects.filter(code__in=["CTX01", "S02", "S01M01"]).update(is_retired=True)

    codes = words_by_id(get(client, JOURNEY)).keys() | words_by_id(get(client, STEP)).keys()
    files = "".join(get(client, f"/journeys/repair.{name}") for name in ("yaml", "json", "csv"))

    assert {"CTX01", "S02", "S01M01"} & codes == set()
    assert "S01M01" not in files
    assert "CTX01" not in files
    assert client.get("/journeys/repair/steps/S02/").status_code == 404


@pytest.mark.parametrize("kind", ["", "digital"])
def test_pages_take_as_many_queries_for_a_kind(repair, django_assert_num_queries, kind):
    with django_assert_num_queries(8):
        journey_page(repair, kind)
    with django_assert_num_queries(2):
        step_page(repair, "S01", kind)


def test_search_finds_the_filled_text_and_every_example(client, repair):
    filled = get(client, "/search/", q="open the product")
    example = get(client, "/search/", q="login")

    assert "1 entry found." in get(client, "/search/", q="fixed here the product")
    assert 'href="/journeys/repair/steps/S01/?wording=both#S01M01"' in filled
    assert 'href="/journeys/repair/steps/S01/?wording=both#S01M01"' in example
    assert "{product}" not in filled
