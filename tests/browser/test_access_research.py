"""G25 of docs/reliability.md: pages of research and the catalog meet the respondents' list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys.models import Survey
from surveys.responding.demo import add_demo_responses
from tests.browser.looking import (
    DESK,
    PHONE,
    SCHEMES,
    SCREENS,
    crowded,
    findings,
    focus_stops,
    sign_in,
)
from tests.surveys.builders import make_survey
from tests.surveys.offers import make_draft, make_offer, make_researcher

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Those that differ in their controls, and some more.
UNLIKE = (
    "surveys/draft/edit/",
    "surveys/pilot/",
    "surveys/pilot/times/",
    "surveys/pilot/results/",
    "surveys/pilot/translations/ar/",
)
PAGES = (*UNLIKE, "surveys/", "journeys/upgrade/")
# The head of the page is the same on all: it is tabbed through on the first.
TO_TOP = "document.activeElement.blur(); scrollTo(0, 0)"
TO_MAIN = "document.querySelector('main').focus()"
# Shows what is folded up; the index of sections lies over the page when it is open.
UNFOLD = "document.querySelectorAll('main details:not(.section-index)').forEach(d => d.open = true)"
# What names a table, and the cells that head its columns and rows.
TABLES = """() => [...document.querySelectorAll('table')].map(table => [
    (table.caption ?? document.getElementById(table.getAttribute('aria-labelledby')))
        ?.textContent.trim() ?? '',
    [...table.querySelectorAll('th')].every(head => ['col', 'row'].includes(head.scope)),
    table.querySelector('th[scope=col]') !== null,
])"""


@pytest.fixture
def go(page, live_server):
    """Goes to a page of hers as a researcher with a survey in each stage, one of them answered."""
    rita = make_researcher("rita")
    journey = make_offer()
    make_draft(journey, rita, "EMO01", "SIT01", slug="draft")
    items = ["CTX01", "SIT01", "EMO01", "EMO02", "FIN01"]
    survey = make_survey(rita, items=items)
    list(add_demo_responses(survey=survey, count=30, seed=1))
    Survey.objects.filter(slug="pilot").update(closes_at=timezone.now() + timedelta(9))
    page.emulate_media(reduced_motion="reduce")
    sign_in(page, live_server.url, "rita")

    def to(path):
        page.goto(f"{live_server.url}/{path}")
        return page

    return to


def test_focus_is_seen_at_every_stop_of_research_and_never_covered(go):
    wrong, n_stops = [], 0
    for path in UNLIKE:
        page = go(path)
        page.evaluate(UNFOLD)
        for size, scheme in ((PHONE, "light"), (PHONE, "forced"), (DESK, "dark")):
            page.set_viewport_size(size)
            page.emulate_media(**SCHEMES[scheme])
            stops = focus_stops(page, TO_TOP if path == UNLIKE[0] else TO_MAIN)
            n_stops += len(stops)
            wrong += [(path, size["width"], scheme, *stop) for stop in stops if stop[1]]

    assert not wrong, "\n".join(map(str, wrong))
    assert n_stops > 350


def test_nothing_of_research_is_cut_off_or_covered_on_any_screen(go):
    found = []
    for path in PAGES:
        page = go(path)
        page.evaluate(UNFOLD)
        found += [(path, *finding) for finding in crowded(page)]

    assert not found, "\n".join(map(str, found))


def test_bar_of_a_translation_leaves_a_low_screen_to_the_words(go):
    page = go("surveys/pilot/translations/ar/")
    bar = page.locator(".translation-bar")

    placed = []
    for size in (DESK, SCREENS["400 %"][0]):
        page.set_viewport_size(size)
        placed.append(bar.evaluate("bar => getComputedStyle(bar).position"))
        placed.append(
            page.evaluate("getComputedStyle(document.documentElement).scrollPaddingBottom")
        )

    assert placed == ["sticky", "112px", "static", "16px"]


def test_pages_of_research_have_no_findings_in_forced_colors(go):
    looks = {"widths": (320,), "schemes": ("forced",)}

    found = {path: findings(go(path), **looks) for path in UNLIKE}

    assert not any(found.values()), found


def test_tables_are_named_and_their_heads_scoped(go):
    tables = go("surveys/pilot/results/").evaluate(TABLES)

    assert [table for table in tables if not all(table)] == []
    assert len(tables) == 5
