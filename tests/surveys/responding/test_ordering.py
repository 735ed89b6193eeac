"""Items in an order of each person's own, and pages of a comfortable length."""

from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from journeys.models import JobStep, PerformanceMetric
from surveys.analysing.exports import ExportOptions
from surveys.analysing.exports.responses import long_table
from surveys.analysing.matrix import answer_matrix
from surveys.designing import lifecycle, paging
from surveys.designing.candidates import Candidate
from surveys.models import Response, SurveyItem
from surveys.responding.assignment import drawn_order
from surveys.responding.demo import add_demo_responses
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.builders import make_survey
from tests.surveys.offers import make_draft, make_offer, make_researcher
from tests.surveys.pages import text_of

pytestmark = pytest.mark.django_db
DESIRED = [f"EMO{n:02d}" for n in range(1, 13)]
AVOID = [f"EMO{n:02d}" for n in range(13, 25)]
RATED = ("importance", "difficulty")
SITUATIONS = [f"SIT{n:02d}" for n in range(1, 13)]


@pytest.fixture
def shuffled():
    """A survey of 12 situations and two dozen emotional jobs under two headings, shuffled."""
    items = [
        *SITUATIONS,
        *({"code": code, "heading": "Desired"} for code in DESIRED),
        *({"code": code, "heading": "Avoid"} for code in AVOID),
    ]
    return make_survey(items=items, shuffle_items=True)


def codes_on(client, token, page):
    """The items of a page in the order it shows them."""
    names = Tab(client, token, page).radios
    return list(dict.fromkeys(name.partition("_")[0] for name in names))


# An order of one's own


def test_start_draws_an_order_within_each_group_and_keeps_it(client, shuffled):
    start(client, shuffled)

    order = Response.objects.get().order_shown

    groups = order[:12], order[12:24], order[24:]
    assert [sorted(group) for group in groups] == [SITUATIONS, DESIRED, AVOID]
    assert [group for group in groups if group == sorted(group)] == []


def test_every_person_has_an_order_of_their_own(client, shuffled):
    start(client, shuffled), start(client, shuffled)

    one, other = Response.objects.values_list("order_shown", flat=True)

    assert one != other
    assert sorted(one) == sorted(other)


def test_order_is_the_same_on_every_page_view_and_device(client, shuffled):
    token = start(client, shuffled)
    order = Response.objects.get().order_shown

    seen = [codes_on(someone, token, "emotional_jobs") for someone in (client, Client(), client)]

    assert seen == [order[12:]] * 3
    assert codes_on(client, token, "situations") == order[:12]


def test_whole_page_and_taps_land_on_the_items_they_name(client, shuffled):
    token = start(client, shuffled)
    Tab(client, token, "situations").choose("SIT07_level", "4")
    page = Tab(client, token, "situations", by="form")
    page.choose("SIT02_level", "1")

    page.send("next")

    kept = {name: code for name, code in cells_of(token).items() if code != "skipped"}
    assert kept == {"SIT07_level": "4", "SIT02_level": "1"}


def test_review_and_export_follow_the_order_shown(client, shuffled):
    token = start(client, shuffled)
    Tab(client, token, "situations").choose("SIT07_level", "4")
    order = Response.objects.get().order_shown

    review = client.get(reverse("surveys:response_review", args=[token])).content.decode()
    table = long_table(shuffled, ExportOptions())

    gaps = [code for code in order if code != "SIT07"]
    assert sorted(gaps, key=lambda code: review.index(f"#{code}_")) == gaps
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    places = {row["code"]: row["position_shown"] for row in rows}
    assert places == {code: order.index(code) + 1 for code in SITUATIONS}


def test_survey_in_its_own_order_keeps_none(client):
    token = start(client, make_survey(items=DESIRED))

    assert Response.objects.get().order_shown == []
    assert codes_on(client, token, "emotional_jobs") == DESIRED


def test_each_item_comes_to_each_place_about_as_often():
    items = [SurveyItem(code=code, page="emotional_jobs") for code in DESIRED[:4]]
    chance = Random(4)

    drawn = [drawn_order(items, chance) for _draw in range(4000)]

    counts = [
        sum(order[place] == code for order in drawn) for code in DESIRED[:4] for place in range(4)
    ]
    assert max(abs(count - 1000) for count in counts) < 120


def test_demo_responses_have_orders_of_their_own(shuffled):
    list(add_demo_responses(survey=shuffled, count=3, seed=1))

    orders = list(Response.objects.values_list("order_shown", flat=True))

    assert len({tuple(order) for order in orders}) == 3
    assert [sorted(order[:12]) for order in orders] == [SITUATIONS] * 3


@pytest.mark.parametrize("n_items", [1, 3])
def test_page_in_an_own_order_costs_no_more_queries(client, django_assert_num_queries, n_items):
    token = start(client, make_survey(items=DESIRED[:n_items], shuffle_items=True))
    url = reverse("surveys:response_section", args=[token, "emotional_jobs"])

    with django_assert_num_queries(4):
        client.get(url)


# Pages of a comfortable length


def candidates(code, *sizes, page=""):
    """Candidates of the kind that `code` names, under as many headings as there are sizes."""
    kind = {"EMO": "emotional_jobs", "SIT": "situations", "S03M": "performance_metrics"}[code]
    headings = [heading for heading, size in enumerate(sizes) for _item in range(size)]
    return [
        Candidate(kind, f"{code}{n:02d}", "Text", page or kind, str(heading))
        for n, heading in enumerate(headings, start=1)
    ]


def sizes_of(placed):
    """How many items each page has, in the order of the pages."""
    pages = [candidate.page for candidate in placed]
    return {page: pages.count(page) for page in dict.fromkeys(pages)}


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ([12], [12]),
        ([6, 6], [12]),
        ([13], [6, 7]),
        ([20], [10, 10]),
        ([25], [8, 9, 8]),
        ([9, 7], [9, 7]),
        ([13, 11], [13, 11]),
        ([12, 1], [6, 7]),
        ([20, 20], [10, 10, 10, 10]),
        ([9, 18, 9], [12, 12, 12]),
    ],
)
def test_section_of_two_questions_is_cut_into_even_parts(sizes, expected):
    placed = paging.paged(candidates("EMO", *sizes))

    assert list(sizes_of(placed).values()) == expected
    assert [int(candidate.code[3:]) for candidate in placed] == [*range(1, sum(sizes) + 1)]


def test_parts_are_named_after_their_section():
    placed = paging.paged(candidates("S03M", 20, page="S03") + candidates("SIT", 20, 4))

    assert sizes_of(placed) == {"S03": 10, "S03-2": 10, "situations": 12, "situations-2": 12}


def test_section_of_one_question_has_twenty_on_a_page():
    assert sizes_of(paging.paged(candidates("SIT", 20))) == {"situations": 20}


def test_long_step_of_the_catalog_is_asked_on_two_pages(client):
    journey = make_offer()
    step = JobStep.objects.get(journey=journey, code="S01")
    PerformanceMetric.objects.bulk_create(
        PerformanceMetric(job_step=step, position=n, code=f"S01M{n:02d}", plain=f"settle {n}")
        for n in range(2, 15)
    )
    codes = [f"S01M{n:02d}" for n in range(1, 15)]
    survey = make_draft(journey, make_researcher(), *codes)
    lifecycle.open_survey(survey)

    token = start(client, survey)
    first = Tab(client, token, "S01", by="form")
    onward = first.send("next").headers["Location"]
    second = Tab(client, token, "S01-2")

    assert onward == second.url
    assert [*first.radios] == [f"{code}_{q}" for code in codes[:7] for q in RATED]
    assert [*second.radios] == [f"{code}_{q}" for code in codes[7:] for q in RATED]
    assert "Plan the upgrade · Part 2 of 2" in text_of(second.reply)
    assert "Page 2 of 3" in text_of(second.reply)


@pytest.fixture
def in_parts():
    """A survey of an emotional job, and of costs on two pages behind the gate."""
    items = ["EMO01", "FIN01", {"code": "FIN02", "page": "financial_metrics-2"}]
    return make_survey(items=items, gate="Do you decide?")


def walk(client, token, *answers):
    """Go on from page to page until the review, answering the gate; the pages met."""
    met, given = ["emotional_jobs"], iter(answers)
    while met[-1] != "review":
        url = f"/responses/{token}/{met[-1]}/"
        data = Tab(client, token, met[-1]).hidden if "decision" not in met[-1] else {}
        answer = {"decision_maker": next(given)} if "decision" in met[-1] else {}
        reply = client.post(url, data | answer | {"action": "next"})
        met.append(reply.headers["Location"].split("/")[3])
    return met


@pytest.mark.parametrize(
    ("decides", "pages"),
    [("1", ["financial_metrics", "financial_metrics-2"]), ("0", [])],
)
def test_gate_stands_once_before_all_parts_of_the_costs(client, in_parts, decides, pages):
    token = start(client, in_parts)

    met = walk(client, token, decides)

    assert met == ["emotional_jobs", "purchase-decision", *pages, "review"]
    progress = text_of(Tab(client, token).reply)
    assert f"0 of {2 + 2 * len(pages)} answered" in progress


def test_blanks_of_a_part_that_was_not_shown_stay_not_shown(client, in_parts):
    token = start(client, in_parts)
    Tab(client, token, by="form").send("next")
    gate = reverse("surveys:response_section", args=[token, "purchase-decision"])
    client.post(gate, {"decision_maker": "1", "action": "next"})

    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})

    codes = answer_matrix(in_parts.revisions.get()).codes.tolist()
    assert codes == [[254, 254, 254, 254, 0, 0]]
    assert "FIN02_importance" not in cells_of(token)


def test_answers_on_every_part_count_as_progress_only_behind_an_open_gate(client, in_parts):
    token = start(client, in_parts)
    gate = reverse("surveys:response_section", args=[token, "purchase-decision"])
    client.post(gate, {"decision_maker": "1", "action": "next"})
    Tab(client, token, "financial_metrics-2").choose("FIN02_importance", "3")

    before = text_of(Tab(client, token).reply)
    client.post(gate, {"decision_maker": "0", "action": "next"})

    assert "1 of 6 answered" in before
    assert "0 of 2 answered" in text_of(Tab(client, token).reply)


def test_parts_are_told_apart_at_review_on_the_receipt_and_in_the_preview(client, in_parts):
    token = start(client, in_parts)
    gate = reverse("surveys:response_section", args=[token, "purchase-decision"])
    client.post(gate, {"decision_maker": "1", "action": "next"})
    pages = [client.get(f"/responses/{token}/{page}/") for page in ("review", "receipt")]
    client.force_login(in_parts.owner)
    pages.append(client.get(reverse("surveys:survey_preview", args=[in_parts.slug])))

    found = [
        [f"Financial metrics · Part {part} of 2" in text_of(page) for part in (1, 2)]
        for page in pages
    ]

    assert found == [[True, True]] * 3
