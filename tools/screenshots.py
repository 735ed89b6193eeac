"""Takes the pictures in docs/screenshots/: every page, at 320 and 1280 px, on a site of its own.

    .venv/bin/python -m tools.screenshots

Phones are shot as far as a thumb would scroll first; the rest of a long page is left out.
"""

import sys

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium
from tools.site import ROOT, SURVEY, Site, site

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = {320: 1400, 1280: 1600}
FULL_HEIGHT = {"results", "respond-grid", "home"}
MAX_HEIGHT = 2600
CATALOG_PAGES = {
    "home": "/",
    "journey": "/journeys/upgrade/",
    "step": "/journeys/upgrade/steps/S01/",
    "search": "/search/?q=budget",
    "step-plain": "/journeys/upgrade/steps/S04/?wording=plain",
    "statistics": "/statistics/",
    "about": "/about/",
    "not-found": "/journeys/nothing/",
    "sign-in": "/accounts/login/",
}
SURVEY_PAGES = {
    "surveys": "/surveys/",
    "survey-new": "/surveys/new/?journey=upgrade",
    "survey-edit": "/surveys/draft/edit/",
    "survey-draft": "/surveys/draft/",
    "survey": f"/surveys/{SURVEY}/",
    "survey-times": f"/surveys/{SURVEY}/times/",
    "survey-languages": "/surveys/draft/translations/",
    "survey-translation": "/surveys/draft/translations/ar/",
    "survey-delete": f"/surveys/{SURVEY}/delete/",
    "preview": f"/surveys/{SURVEY}/preview/",
    "results": f"/surveys/{SURVEY}/results/",
    "admin-journey": "/admin/journeys/journey/",
}


def main() -> None:
    """Fills docs/screenshots/ anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with site("sqlite") as made, sync_playwright() as playwright:
        every = "situations,emotional_jobs,financial_metrics"
        made.manage("create_survey", "upgrade", "--slug", "all-parts", "--parts", every, "--open")
        made.manage("create_survey", "upgrade", "--slug", "draft", "--parts", every)
        made.manage("demo_responses", SURVEY, "--count", "200", "--seed", "1")
        made.start()
        browser = playwright.chromium.launch(**chromium.launch_options())
        for width in WIDTHS:
            shoot_all(browser, made, width)
        browser.close()


def shoot_all(browser: Browser, made: Site, width: int) -> None:
    """Every page at one width."""
    context = browser.new_context(
        base_url=f"http://127.0.0.1:{made.port}",
        viewport={"width": width, "height": 900},
        reduced_motion="reduce",
    )
    page = context.new_page()
    for name, path in CATALOG_PAGES.items():
        page.goto(path)
        shoot(page, name, width)
    shoot_respondent(page, width)
    page.goto("/accounts/login/")
    page.fill("input[name=username]", "demo")
    page.fill("input[name=password]", "demo")
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state("networkidle")
    for name, path in SURVEY_PAGES.items():
        page.goto(path)
        shoot(page, name, width)
    context.close()


def shoot_respondent(page: Page, width: int) -> None:
    """A respondent's way, from consent to the receipt."""
    page.goto("/respond/all-parts/")
    shoot(page, "respond-start", width)
    page.get_by_label("I agree to take part").check()
    page.get_by_role("button", name="Start").click()
    for level, code in enumerate(("SIT01", "SIT02", "SIT03"), start=2):
        page.locator(f"label[for={code}_level_{level}]").click()
    shoot(page, "respond-situations", width)
    page.get_by_role("button", name="Next").click()
    for cell in ("EMO01_importance_3", "EMO01_difficulty_1", "EMO02_importance_2"):
        page.locator(f"label[for={cell}]").click()
    page.wait_for_load_state("networkidle")
    shoot(page, "respond-grid", width)
    page.get_by_role("button", name="Next").click()
    shoot(page, "respond-gate", width)
    page.get_by_role("button", name="Next").click()
    shoot(page, "respond-review", width)
    page.get_by_role("button", name="Send my answers").click()
    shoot(page, "respond-done", width)
    page.locator("a[href$='/receipt/']").first.click()
    page.wait_for_load_state("networkidle")
    shoot(page, "receipt", width)
    page.goto("/receipt/")
    shoot(page, "receipt-find", width)
    page.goto("/respond/all-parts/?lang=ar")
    shoot(page, "respond-start-arabic", width)
    page.goto("/respond/draft/")
    shoot(page, "respond-not-open", width)


def shoot(page: Page, name: str, width: int) -> None:
    """One picture, up to the height that its page deserves."""
    page.evaluate("document.activeElement.blur()")
    height = page.evaluate("document.documentElement.scrollHeight")
    limit = MAX_HEIGHT if name in FULL_HEIGHT else WIDTHS[width]
    page.set_viewport_size({"width": width, "height": max(700, min(height, limit))})
    page.screenshot(path=FOLDER / f"{name}-{width}.png")
    page.set_viewport_size({"width": width, "height": 900})
    print(f"{name}-{width}.png", file=sys.stderr)


if __name__ == "__main__":
    main()
