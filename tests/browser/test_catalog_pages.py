"""The catalog in a real browser: steps open in place, search as you type, keys, any width."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from journeys.models import JobStep
from tests.browser.looking import is_wider_than_screen, listen, problems
from tests.journeys.builders import add_step, make_journey
from tests.journeys.files import SEEDS
from tests.journeys.stock import stock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UPGRADE = "/journeys/upgrade/"
LONG = "Donaudampfschifffahrtsgesellschaftskapitänspatentverlängerungsantrag " * 3
PAGES = {
    "home": "/",
    "journey": UPGRADE,
    "step": f"{UPGRADE}steps/S04/",
    "metrics": "/journeys/repair/steps/S02/",
    "gaps": "/journeys/empty/",
    "search": "/search/",
    "found": "/search/?q=cost",
    "nothing found": "/search/?q=zebra",
    "statistics": "/statistics/",
    "about": "/about/",
    "not found": "/journeys/none/",
    "styles": "/styleguide/",
}


@pytest.fixture
def catalog(db, settings):
    settings.SHOW_STYLEGUIDE = True
    stock(SEEDS)
    make_journey("repair", n=3, position=90)
    add_step(make_journey("empty", description="", position=91), 1, name="Hear it")


@pytest.fixture
def no_script(browser):
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_pages_have_no_accessibility_finding_at_any_width(page, live_server, catalog):
    heard = listen(page)

    found = {name: problems(page, live_server.url + path) for name, path in PAGES.items()}

    assert [(name, what) for name, what in found.items() if what] == []
    assert [line for line in heard if "404 (Not Found)" not in line] == []


def test_long_words_do_not_widen_a_page(page, live_server, catalog):
    make_journey("long", n=1, name=LONG[:120], role=LONG[:80], description=LONG, job=LONG[:200])
    JobStep.objects.filter(journey__slug="long").update(name=LONG[:80], ability=LONG)
    page.set_viewport_size({"width": 320, "height": 640})

    wide = []
    for path in ("/", "/journeys/long/", "/journeys/long/steps/S01/", "/search/?q=kapit%C3%A4n"):
        page.goto(live_server.url + path)
        wide += [path] if is_wider_than_screen(page) else []

    assert wide == []


def test_step_opens_and_folds_in_place_and_keeps_the_focus(page, live_server, catalog):
    heard = listen(page)
    page.goto(f"{live_server.url}/journeys/repair/")
    link = page.get_by_role("link", name="Take step 2")
    expect(link).to_have_attribute("aria-expanded", "false")
    link.focus()

    page.keyboard.press("Enter")

    expect(page.locator("#S02 .metric")).to_have_count(3)
    expect(link).to_have_attribute("aria-expanded", "true")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#S02 .metric")).to_have_count(0)
    expect(link).to_be_focused()
    assert page.url == f"{live_server.url}/journeys/repair/"
    assert heard == []


def test_wording_is_switched_in_place_and_keeps_the_focus(page, live_server, catalog):
    heard = listen(page)
    page.goto(f"{live_server.url}/journeys/repair/")
    page.get_by_role("link", name="Take step 2").click()
    switch = page.get_by_role("link", name="Plain wording")
    expect(switch).to_be_visible()
    expect(page.locator(".htmx-added")).to_have_count(0)  # until then a link leads to its own page
    switch.focus()

    page.keyboard.press("Enter")

    expect(page.locator("#S02M01 > p").first).to_have_text(re.compile(r"^\s*do part 1 quickly"))
    expect(switch).to_be_focused()
    assert page.url == f"{live_server.url}/journeys/repair/"
    assert heard == []


def test_step_without_metrics_shows_the_gap_in_place(page, live_server, catalog):
    page.goto(f"{live_server.url}/journeys/empty/")

    page.get_by_role("link", name="Hear it").click()

    expect(page.locator("#S01 .gap")).to_have_text("No performance metrics yet for this step.")


def test_step_is_a_page_without_scripts(no_script, live_server, catalog):
    no_script.goto(f"{live_server.url}/journeys/repair/")

    no_script.get_by_role("link", name="Take step 2").click()

    expect(no_script).to_have_url(f"{live_server.url}/journeys/repair/steps/S02/")
    expect(no_script.locator(".metric")).to_have_count(3)


def test_search_works_as_you_type(page, live_server, catalog):
    heard = listen(page)
    page.goto(f"{live_server.url}/search/")

    page.locator("#search-query").press_sequentially("data migr")

    expect(page.locator("#search-summary")).to_have_text("1 entry found.")
    expect(page.locator("#search-results mark")).to_have_text(["data", "migr"])
    expect(page).to_have_url(re.compile(r"/search/\?q=data(\+|%20)migr$"))
    page.locator("#search-query").fill("d")
    expect(page.locator("#search-summary")).to_have_text("Type at least two letters.")
    expect(page.locator("#search-results a")).to_have_count(0)
    assert heard == []


def test_search_results_are_walked_and_opened_by_keys(page, live_server, catalog):
    page.goto(f"{live_server.url}/search/?q=minimize+cost+customiz")
    hits = page.locator("#search-results a")
    page.locator("#search-query").focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(hits.nth(0)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#search-query")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/journeys/customization/#FIN01$"))
    expect(page.locator("#FIN01")).to_be_in_viewport()


def test_search_is_a_form_without_scripts(no_script, live_server, catalog):
    no_script.goto(live_server.url)
    no_script.locator("#site-search-query").fill("data migr")

    no_script.keyboard.press("Enter")

    expect(no_script.locator("#search-summary")).to_have_text("1 entry found.")
    no_script.locator("#search-results a").click()
    expect(no_script).to_have_url(f"{live_server.url}{UPGRADE}#FIN04")


def test_first_tab_leads_past_the_header(page, live_server, catalog):
    page.goto(live_server.url)

    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    expect(page.locator(".skip-link")).to_be_in_viewport()
    page.keyboard.press("Enter")

    expect(page.locator("#main")).to_be_focused()


def test_list_of_sections_folds_on_a_phone_and_leads_to_a_section(page, live_server, catalog):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(live_server.url + UPGRADE)
    index = page.locator(".section-index details")
    expect(index).not_to_have_attribute("open", "")

    index.locator("summary").click()
    index.get_by_role("link", name="Situations").click()

    expect(index).not_to_have_attribute("open", "")
    expect(page.locator("#situations-title")).to_be_in_viewport()
    top = page.locator("#situations-title").bounding_box()["y"]
    bar = page.locator(".section-index").bounding_box()
    assert top > bar["y"] + bar["height"]


def test_controls_are_large_enough_for_a_thumb(browser, live_server, catalog):
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto(live_server.url + UPGRADE)

    small = page.evaluate(
        """[...document.querySelectorAll(
             ".site-header a, .site-header input, .button, .downloads a, summary, .step-link")]
           .map(e => [e.textContent.trim() || e.id, e.getBoundingClientRect().height])
           .filter(([, height]) => height < 44)"""
    )

    context.close()
    assert small == []


def test_cold_journey_page_is_small(browser, live_server, catalog):
    context = browser.new_context()
    page = context.new_page()
    sizes = {}
    page.on("response", lambda reply: sizes.update({reply.url: len(reply.body())}))

    page.goto(live_server.url + UPGRADE, wait_until="networkidle")

    context.close()
    names = {url.rsplit("/", 1)[-1] or "page" for url in sizes}
    # Not every browser asks for the icon.
    assert sorted(names - {"favicon.svg"}) == [
        "app.js",
        "catalog.css",
        "htmx-2.min.js",
        "page",
        "source-serif-4-latin-wght-normal.woff2",
    ]
    assert sum(sizes.values()) < 220_000


def test_fonts_are_small():
    names = ("source-serif-4-latin-wght-normal", "source-serif-4-latin-400-italic")

    sizes = [Path(finders.find(f"fonts/{name}.woff2")).stat().st_size for name in names]

    assert sum(sizes) <= 100_000


def test_each_scheme_keeps_its_contrast(page, live_server, catalog):
    """Text 4.5:1 and controls 3:1 on paper, as the tokens say."""
    page.goto(f"{live_server.url}/styleguide/")
    weak = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        weak += [(scheme, *found) for found in page.evaluate(CONTRASTS)]

    assert weak == []


CONTRASTS = """() => {
  const probe = document.body.appendChild(document.createElement("i"));
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const luminance = (token) => {
    probe.style.setProperty("color", `var(--${token})`);
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const phases = ["define", "locate", "prepare", "confirm", "execute", "monitor", "resolve",
    "modify", "conclude"].map((phase) => `phase-${phase}`);
  const texts = ["ink", "ink-soft", "accent", "importance", "difficulty", "ok", "warn", "error"];
  const pairs = [...texts, ...phases].map((token) => [token, "paper", 4.5]);
  pairs.push(["control", "paper", 3], ["control", "paper-raised", 3]);
  pairs.push(["accent-ink", "accent", 4.5]);
  pairs.push(["ink", "mark", 4.5], ["ink-soft", "paper-sunk", 4.5], ["ink", "accent-wash", 4.5]);
  pairs.push(["error", "error-wash", 4.5], ["importance", "importance-wash", 4.5]);
  pairs.push(["difficulty", "difficulty-wash", 4.5], ["ink-soft", "accent-wash", 4.5]);
  return pairs.map(([a, b, least]) => [a, b, least, Math.round(ratio(a, b) * 100) / 100])
    .filter(([, , least, found]) => !(found >= least));
}"""
