"""From the catalog to the numbers, as people walk it: once with JavaScript and once without."""

import csv
import io
import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from surveys.models import Survey, SurveyItem
from tests.browser.looking import listen, sign_in
from tests.journeys.files import FIXTURES
from tests.journeys.stock import stock
from tests.surveys.builders import make_user

pytestmark = [
    pytest.mark.browser,
    pytest.mark.both_engines,
    pytest.mark.unmeasured,
    pytest.mark.django_db(transaction=True),
]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
WANTED = {
    "SIT04_level": "2",
    "EMO01_importance": "3",
    "EMO01_difficulty": "3",
    "EMO02_importance": "na",
    "FIN01_importance": "3",
}


@pytest.fixture
def catalog():
    """The shipped journeys, and a researcher."""
    stock([FIXTURES])
    make_user("rita", is_superuser=True)


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with-script", "without-script"])
def test_path_from_catalog_to_csv(browser, live_server, catalog, has_javascript):
    context = browser.new_context(
        java_script_enabled=has_javascript, viewport=DESK, base_url=live_server.url
    )
    page = context.new_page()
    heard = listen(page)
    find_a_journey(page)
    sign_in(page, live_server.url, "rita")
    slug = build_a_survey(page)
    answer_on_a_phone(browser, live_server, slug, has_javascript)
    read_the_results(page, slug, has_javascript)
    row = download_the_answers(page, slug)
    context.close()

    assert {name: row[name] for name in WANTED} == WANTED
    assert row["EMO02_difficulty"] == "skipped"
    assert (row["status"], row["decision_maker"]) == ("submitted", "1")
    assert heard == []


def find_a_journey(page):
    page.goto("/")
    page.get_by_role("searchbox").first.fill("budget upgrades")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=budget*")
    page.get_by_role("link", name=re.compile("Budget for upgrades")).first.click()
    page.wait_for_url("**/journeys/upgrade/**")
    expect(page.get_by_role("heading", level=1)).to_have_text("Upgrade Journey")
    page.get_by_role("link", name="Spot improvement areas").click()
    expect(page.locator(".metric")).to_have_count(20)
    page.goto("/journeys/upgrade/")


def build_a_survey(page):
    page.goto("/journeys/upgrade/")
    page.get_by_role("link", name="Start a survey").click()
    page.wait_for_url("**/surveys/new/**")
    page.get_by_role("textbox", name="Title").fill("What upgraders need")
    page.get_by_role("textbox", name="Address", exact=True).fill("upgraders")
    for section in ("Situations", "Emotional jobs", "Financial metrics"):
        page.get_by_role("checkbox", name=section, exact=True).check()
    page.get_by_role("button", name="Create draft").click()
    page.wait_for_url("**/surveys/upgraders/")
    page.get_by_role("button", name="Open survey").click()
    expect(page.get_by_text("Anyone with the link can answer.")).to_be_visible()
    return Survey.objects.get().slug


def answer_on_a_phone(browser, live_server, slug, has_javascript):
    context = browser.new_context(
        java_script_enabled=has_javascript, viewport=PHONE, base_url=live_server.url
    )
    phone = context.new_page()
    heard = listen(phone)
    phone.goto(f"/respond/{slug}/")
    phone.get_by_label("I agree to take part").check()
    phone.get_by_role("button", name="Start").click()
    go_on(phone, "situations", ["SIT04_level"])
    go_on(phone, "emotional_jobs", ["EMO01_importance", "EMO01_difficulty", "EMO02_importance"])
    phone.wait_for_url("**/purchase-decision/")
    phone.locator("label[for=decision_maker_1]").click()
    phone.get_by_role("button", name="Next").click()
    go_on(phone, "financial_metrics", ["FIN01_importance"])
    go_on(phone, "financial_metrics-2", [])
    phone.wait_for_url("**/review/")
    for kind, n in Counter(SurveyItem.objects.values_list("kind", flat=True)).items():
        if kind != "emotional_jobs":
            expect(phone.get_by_text(f"1 of {n} answered")).to_have_count(1)
    phone.get_by_role("button", name="Send my answers").click()
    phone.wait_for_url("**/done/")
    expect(phone.locator(".receipt-code")).to_have_text(
        re.compile(r"^([A-Z2-7]{4}-){6}[A-Z2-7]{2}$")
    )
    context.close()
    assert heard == []


def go_on(phone, page_name, cells):
    phone.wait_for_url(f"**/{page_name}/")
    for cell in cells:
        phone.locator(f"label[for={cell}_{WANTED[cell]}]").click()
    phone.get_by_role("button", name="Next").click()


def read_the_results(page, slug, has_javascript):
    if not has_javascript:
        page.goto(f"/surveys/{slug}/")
    # The open page counts by itself, every ten seconds; left between two counts, none is cut off.
    submitted = page.locator("#survey-counts div").filter(has_text="Submitted").locator("dd")
    expect(submitted).to_have_text("1", timeout=30_000)
    page.get_by_role("link", name="Results", exact=True).click()
    page.wait_for_url("**/results/")
    expect(page.get_by_role("heading", name="Emotional jobs")).to_be_visible()
    expect(page.locator("svg").first).to_be_visible()


def download_the_answers(page, slug):
    reply = page.request.get(f"/surveys/{slug}/responses.csv")
    rows = list(csv.DictReader(io.StringIO(reply.text())))
    assert len(rows) == 1
    return rows[0]
