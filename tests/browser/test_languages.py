"""The respondent's pages in other languages, in a browser: any width, with and without script."""

import re

import pytest
from playwright.sync_api import expect

from surveys import questions
from tests.browser.looking import is_wider_than_screen, listen
from tests.surveys.browsing import cells_of
from tests.surveys.builders import make_survey

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

ITEMS = [
    "CTX01",
    "SIT01",
    {"code": "S01M01", "heading": "Plan the upgrade"},
    {"code": "EMO01", "heading": "Desired Emotions"},
    {"code": "EMO02", "heading": "Undesired Emotions", "text": "Avoid feeling overwhelmed " * 12},
    "FIN01",
]


@pytest.fixture
def survey():
    return make_survey(
        items=ITEMS,
        scales=questions.SCALE_PRESETS["5"],
        welcome=questions.default_welcome("When upgrading a solution"),
        consent=questions.CONSENT,
        gate=questions.GATE,
        thanks=questions.THANKS,
    )


def begin(page, live_server, language):
    """Consent on the start page in `language`, and return the base of the walk's addresses."""
    page.goto(f"{live_server.url}/respond/pilot/?lang={language}")
    page.locator("#consent").check()
    page.locator("#action-next").click()
    return "/".join(page.url.split("/")[:5])


@pytest.mark.parametrize("language", ["de", "es", "fr", "ar"])
@pytest.mark.parametrize("width", [320, 960, 1280])
def test_no_label_leaves_its_button_or_its_column(page, live_server, survey, language, width):
    base = begin(page, live_server, language)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{base}/emotional_jobs/")
    page.locator("label[for=EMO01_importance_2]").click()
    expect(page.locator("#EMO01_importance")).to_have_class(re.compile("is-saved"))

    spilled = page.evaluate(
        """() => [...document.querySelectorAll(
                '.option-face, .grid-labels > span, .cell-foot, .button'
            )]
            .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 1)
            .map(box => box.textContent.trim())"""
    )

    assert spilled == []
    assert not is_wider_than_screen(page)


def test_arabic_grid_begins_at_the_right_and_its_arrows_follow(page, live_server, survey):
    heard = listen(page)
    base = begin(page, live_server, "ar")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{base}/emotional_jobs/")
    first, last = (
        page.locator(f"label[for=EMO01_importance_{value}]").bounding_box() for value in (1, 5)
    )
    text = page.locator("#EMO01").bounding_box()

    page.locator("label[for=EMO01_importance_4]").click()

    expect(page.locator("#save-status")).to_have_text("حُفظ")
    expect(page.locator("#progress-words")).to_have_text(re.compile("^أُجيب عن 1 من"))
    assert text["x"] > first["x"] > last["x"]
    assert cells_of(base.split("/")[-1]) == {"EMO01_importance": "4"}
    assert heard == []


def test_switch_works_without_script_and_keeps_the_language(browser, live_server, survey):
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"{live_server.url}/respond/pilot/")
    chosen_by_browser = page.locator("html").get_attribute("lang")

    page.get_by_role("link", name="Deutsch").click()
    page.locator("#consent").check()
    page.get_by_role("button", name="Beginnen").click()
    page.get_by_role("button", name="Weiter").click()

    languages = (chosen_by_browser, page.locator("html").get_attribute("lang"))
    context.close()
    assert languages == ("fr", "de")
