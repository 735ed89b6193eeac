"""A person's own answers in a real browser: found by code, changed, withdrawn."""

import pytest
from playwright.sync_api import expect

from surveys.models import Answer, Response
from surveys.responding import answering
from surveys.responding.assignment import whole
from tests.browser.looking import listen
from tests.surveys.browsing import cells_of
from tests.surveys.builders import make_survey

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

ITEMS = [
    "SIT01",
    {"code": "S01M01", "heading": "Plan the upgrade"},
    {"code": "EMO01", "text": "Avoid feeling overwhelmed " * 12},
    "FIN01",
]


@pytest.fixture
def survey():
    return make_survey(items=ITEMS, gate="Do you buy?", allow_changes=True, consent="We keep it.")


@pytest.fixture
def token(survey):
    """A submitted response that nobody has answered anything in."""
    response, token = answering.start_response(
        given=whole(survey.revisions.get()), language="en", parameters={"panel": "north" * 30}
    )
    answering.submit_response(response=response, page_load=answering.PageLoad("x", 1))
    return token


def test_code_leads_to_the_answers_which_are_changed_and_withdrawn(page, live_server, token):
    heard = listen(page)
    page.goto(f"{live_server.url}/responses/{token}/done/")
    code = page.locator(".receipt-code").inner_text()

    page.goto(f"{live_server.url}/receipt/")
    page.get_by_label("Receipt code").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Show my answers").click()
    page.get_by_role("link", name="Change my answers").click()
    page.locator("label[for=SIT01_level_4]").click()
    expect(page.locator("#SIT01_level_status")).to_have_text("Saved")
    changed = cells_of(token)["SIT01_level"]
    page.goto(f"{live_server.url}/responses/{token}/receipt/")
    shown = page.locator(".said-answers").first.inner_text()
    page.get_by_role("link", name="Withdraw my answers").click()
    page.get_by_role("button", name="Delete my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are deleted")

    assert (changed, shown) == ("4", "4 of 5")
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)
    assert heard == []
