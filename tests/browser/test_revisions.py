"""The next revision of an opened survey in a browser: begun, changed, compared, opened, read."""

import pytest
from playwright.sync_api import expect

from journeys.models import EmotionalJob
from surveys.designing import lifecycle
from surveys.models import Survey
from tests.browser.looking import findings, listen, sign_in
from tests.surveys.builders import make_response
from tests.surveys.offers import make_draft, make_offer, make_researcher

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen " * 2


@pytest.fixture
def survey():
    """An open survey of EMO01 and EMO02 with 3 people; the catalog has reworded EMO01 since."""
    survey = make_draft(make_offer(), make_researcher("rita"), "EMO01", "EMO02", "SIT01")
    lifecycle.open_survey(survey)
    for value in (1, 3, 3):
        answers = {"EMO01_importance": value, "EMO01_difficulty": 3, "EMO02_importance": 3}
        make_response(survey, answers=answers | {"EMO02_difficulty": 1, "SIT01_level": 2})
    EmotionalJob.objects.filter(code="EMO01").update(name=LONG)
    return survey


def test_next_revision_is_begun_changed_compared_opened_and_read(page, live_server, survey):
    heard = listen(page)
    base = f"{live_server.url}/surveys/pilot"
    sign_in(page, live_server.url, "rita")
    page.goto(f"{base}/")
    page.get_by_role("button", name="Change what is asked").click()
    expect(page.get_by_role("heading", name="Edit the draft of revision 2")).to_be_visible()

    label = page.get_by_role("group", name="Difficulty on three points").get_by_label("3")
    expect(label).not_to_be_visible()
    page.get_by_text("Labels of the points").click()
    label.fill("Not difficult")
    expect(page.get_by_role("group", name="Difficulty on five points")).not_to_be_visible()
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("#problem")).to_contain_text("Another point of this question")
    seen = {"error": findings(page)}
    label.fill("Hard")
    page.get_by_role("checkbox", name="Social jobs", exact=True).check()
    page.get_by_role("button", name="Save draft").click()

    page.wait_for_url("**/edit/changes/")
    expect(page.locator("#changes-added + dl")).to_contain_text("Be seen")
    expect(page.locator("#changes-labels + dl ins")).to_have_text("Not difficult · Neutral · Hard")
    seen["changes"] = findings(page)
    page.get_by_role("link", name="Throw the draft away").click()
    seen["discard"] = findings(page)
    page.get_by_role("link", name="Keep it").click()
    page.goto(f"{base}/")
    seen["survey"] = findings(page)
    page.get_by_role("link", name="What it changes, and open").click()
    page.get_by_role("button", name="Open revision 2").click()

    expect(page.get_by_text("Revision 2 is open.")).to_be_visible()
    answers = {"EMO01_importance": 3, "EMO01_difficulty": 3, "SOC01_importance": 3}
    make_response(survey, answers=answers | {"SOC01_difficulty": 3, "SIT01_level": 4})
    page.goto(f"{base}/results/")
    expect(page.locator("#row-EMO01-r1")).to_contain_text("as asked in revision 1, 3 people")
    expect(page.locator("#row-SOC01")).to_contain_text("asked in revision 2 only, 1 person")
    seen["results"] = findings(page)
    page.get_by_role("link", name="Revision 1", exact=True).click()
    expect(page.get_by_text("Only answers to revision 1 count here.")).to_be_visible()
    assert [words for words in heard if "422" not in words] == []
    assert seen == {name: [] for name in seen}
    assert Survey.objects.get().status == "open"
