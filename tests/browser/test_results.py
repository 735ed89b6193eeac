"""The results page in a real browser: findings, keyboard, the links between picture and table."""

import pytest
from playwright.sync_api import expect

from surveys.responding.demo import add_demo_responses
from tests.browser.looking import listen, problems, sign_in
from tests.surveys.builders import make_response, make_survey, make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen " * 4


@pytest.fixture
def address(page, live_server):
    """The results page of a survey of every shape with 40 people, its owner signed in."""
    survey = make_survey(
        make_user("rita"),
        items=["SIT01", "EMO01", {"code": "EMO02", "text": LONG}, "SOC01", "REL01", "FIN01"],
    )
    list(add_demo_responses(survey=survey, count=40, seed=1))
    sign_in(page, live_server.url, "rita")
    return f"{live_server.url}/surveys/pilot/results/"


def test_results_have_no_findings(page, address):
    heard = listen(page)

    found = problems(page, address)

    assert (found, heard) == ([], [])


def test_results_without_answers_have_no_findings(page, live_server):
    make_survey(make_user("rita"))
    sign_in(page, live_server.url, "rita")

    assert problems(page, f"{live_server.url}/surveys/pilot/results/") == []


def test_landscape_table_opens_by_keyboard(page, address):
    page.goto(address)
    summary = page.get_by_text("The landscape as a table")
    row = page.get_by_role("table", name="Every item of the landscape").get_by_role("row").nth(1)
    expect(row).not_to_be_visible()

    for _ in range(60):
        page.keyboard.press("Tab")
        if summary.evaluate("node => node === document.activeElement"):
            break
    page.keyboard.press("Enter")

    expect(row).to_be_visible()


def test_points_are_no_tab_stops(page, address):
    page.goto(address)

    stops = page.evaluate("document.querySelectorAll('#landscape a:not([tabindex=\"-1\"])').length")

    assert stops == 0


def test_hovering_a_row_marks_its_point(page, address):
    page.goto(address)

    page.locator("#row-SOC01").hover()

    expect(page.locator(".is-linked")).to_have_count(page.locator("[data-item=SOC01]").count())
    expect(page.locator("#point-SOC01")).to_have_class("point is-linked")


def test_focusing_a_rows_code_marks_its_point(page, address):
    page.goto(address)

    page.locator("#row-EMO01 a.code").focus()

    expect(page.locator("#point-EMO01")).to_have_class("point is-linked")


def test_following_a_point_leads_to_its_row(page, address):
    page.goto(address)

    page.locator("#point-FIN01 .point-mark").click()

    expect(page).to_have_url(address + "#row-FIN01")
    expect(page.locator("#row-FIN01")).to_be_in_viewport()


def test_sorting_works_without_scripts(browser, live_server):
    survey = make_survey(make_user("rita"), items=["EMO01", "EMO02"])
    answers = {"EMO01_importance": 3, "EMO01_difficulty": 1}
    make_response(survey, answers=answers | {"EMO02_importance": 1, "EMO02_difficulty": 3})
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/pilot/results/")

    page.get_by_role("navigation", name="Ranked by").get_by_role(
        "link", name="Difficulty", exact=True
    ).click()

    expect(page.get_by_role("columnheader", name="Difficulty")).to_have_attribute(
        "aria-sort", "descending"
    )
    first = page.get_by_role("table", name="Emotional jobs").get_by_role("rowheader").first
    expect(first).to_contain_text("EMO02")
    context.close()
