"""Translated surveys in a browser: long words on a narrow screen, and the pages to write them."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import (
    SCHEMES,
    WIDTHS,
    findings,
    is_wider_than_screen,
    listen,
    sign_in,
)
from tests.surveys.builders import make_survey, make_user
from tests.surveys.translations import ARABIC, ITEMS, OWN, rows, write

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Labels that people could write, with German's longest kind of word.
GERMAN = {
    "title": "Anforderungserhebung zur Softwareaktualisierung",
    "stem": "Beim Umstieg auf eine Unternehmenssoftwareumgebung",
    "importance.1": "Vernachlässigbar",
    "importance.3": "Außerordentlich entscheidungsrelevant",
    "difficulty.1": "Bewältigbar",
    "difficulty.2": "Durchschnittlich herausfordernd",
    "difficulty.3": "Unüberwindbarkeitsverdächtig",
    "EMO01.heading": "Wünschenswerte Gefühlszustände",
    "EMO01.text": "Datenschutzgrundverordnungskonformitätsgewissheit empfinden",
}
SPILLED = """() => [...document.querySelectorAll(
        '.option-face, .grid-labels > span, .cell-foot, .button, .card-text, .group-heading'
    )]
    .filter(box => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 1)
    .map(box => box.textContent.trim())"""


def open_page(browser, live_server, language):
    """A page of questions, in a window of its own."""
    page = browser.new_page()
    page.goto(f"{live_server.url}/respond/pilot/?lang={language}")
    page.locator("#consent").check()
    page.locator("#action-next").click()
    page.wait_for_url("**/responses/**")
    page.goto(f"{page.url.rsplit('/', 2)[0]}/emotional_jobs/")
    return page


@pytest.fixture
def survey():
    survey = make_survey(make_user("rita"), items=ITEMS, **OWN)
    write(survey, GERMAN, "de")
    write(survey, ARABIC)
    return survey


def test_long_german_and_arabic_words_fit_every_width(browser, live_server, survey):
    pages = [open_page(browser, live_server, language) for language in ("de", "ar")]

    spilled = []
    for page in pages:
        for width in (320, 960, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            spilled += [(width, found) for found in page.evaluate(SPILLED)]
            assert not is_wider_than_screen(page)
    pages[1].set_viewport_size({"width": 320, "height": 900})
    text = pages[1].locator(".card-text").first
    lines = text.evaluate(
        """element => { const range = document.createRange();
                        range.selectNodeContents(element);
                        return range.getBoundingClientRect().right; }"""
    )
    box = text.bounding_box()
    found = findings(*pages, widths=WIDTHS, schemes=SCHEMES)
    for page in pages:
        page.close()

    assert spilled == []
    assert box["x"] + box["width"] - lines < 2
    assert found == []


def test_texts_are_translated_with_scripts_and_without(browser, page, live_server, survey):
    address = f"{live_server.url}/surveys/pilot/translations/fr/"
    plain = browser.new_context(java_script_enabled=False).new_page()
    sign_in(plain, live_server.url, "rita")
    plain.goto(address)
    plain.get_by_label("Title").fill("Essai")
    plain.get_by_role("button", name="Save").click()
    expect(plain.get_by_role("main")).to_contain_text("1 of 21 texts")
    plain.context.close()

    heard, asked = listen(page), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    sign_in(page, live_server.url, "rita")
    page.goto(address)
    page.get_by_role("link", name="First missing").click()
    expect(page.locator("#text-welcome")).to_be_in_viewport()
    page.locator("#text-stem").fill("En changeant de solution")
    page.get_by_role("link", name="Translations of Pilot").click()
    expect(page.locator("#text-stem")).to_have_value("En changeant de solution")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("2 of 21 texts")
    page.get_by_role("link", name="Translations of Pilot").click()
    page.wait_for_url("**/translations/?revision=1")

    assert asked == ["beforeunload"]
    assert heard == []
    assert rows("fr") == {"title": "Essai", "stem": "En changeant de solution"}


def test_pages_of_translations_have_no_findings(browser, page, live_server, survey):
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/pilot/translations/")
    form = page.context.new_page()
    form.goto(f"{live_server.url}/surveys/pilot/translations/ar/")
    file = "key,source,translation\r\ntitle,Pilot,اختبار\r\nthanks,Bye.,\r\n"
    form.set_input_files(
        "#file", {"name": "ar.csv", "mimeType": "text/csv", "buffer": file.encode()}
    )
    form.get_by_role("button", name="Look at it").click()
    expect(form.locator("#preview")).to_contain_text("0 new, 1 changed, 1 removed")

    assert findings(page, form) == []
