"""A survey's life in a real browser: as its researcher steers it, as a respondent meets it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from surveys.designing import lifecycle
from surveys.models import Survey
from tests.browser.looking import is_wider_than_screen, listen, problems, sign_in
from tests.surveys.browsing import cells_of
from tests.surveys.builders import make_response, make_survey
from tests.surveys.offers import make_draft, make_offer, make_researcher

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def faults(heard):
    """What the console said but for the pages that answer 409 or 422."""
    return [words for words in heard if "status of 409" not in words and "of 422" not in words]


def test_tap_in_a_pause_is_shown_as_unsaved_and_saved_by_itself_once_it_ends(page, live_server):
    survey = make_survey()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{live_server.url}/respond/pilot/")
    page.get_by_label("I agree to take part").check()
    page.get_by_role("button", name="Start").click()
    token = page.url.split("/")[4]
    lifecycle.pause_survey(survey)

    page.locator("label[for=EMO01_importance_3]").click()

    expect(page.locator("#EMO01_importance.is-unsaved")).to_have_count(1)
    expect(page.locator("#save-status")).to_contain_text(
        "This survey is paused. Your last answer is not saved yet."
    )
    assert cells_of(token) == {}
    lifecycle.resume_survey(survey)
    expect(page.locator("#EMO01_importance.is-saved")).to_have_count(1, timeout=20_000)
    assert cells_of(token) == {"EMO01_importance": "3"}
    lifecycle.pause_survey(survey)
    page.locator("label[for=EMO02_difficulty_2]").click()
    page.get_by_role("button", name="Next").click()
    again = page.get_by_role("button", name="Send again")
    again.click()
    expect(page.locator("main")).to_contain_text("What you have just sent is not saved yet.")
    assert not is_wider_than_screen(page)
    lifecycle.resume_survey(survey)
    again.click()
    expect(again).to_have_count(0)
    assert cells_of(token) == {
        "EMO01_importance": "3",
        "EMO01_difficulty": "skipped",
        "EMO02_importance": "skipped",
        "EMO02_difficulty": "2",
    }


def test_survey_is_scheduled_paused_closed_archived_deleted_and_restored_without_scripts(
    browser, live_server
):
    rita = make_researcher("rita")
    make_draft(make_offer(), rita, "EMO01")
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/pilot/")

    page.get_by_role("link", name="Set times").click()
    page.get_by_label("Opens").fill("2190-03-03T09:00")
    page.get_by_label("Closes").fill("2190-03-01T09:00")
    page.get_by_label("Time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Save times").click()
    problem = page.get_by_role("link", name="Closes: Choose a time after the one")
    expect(problem).to_be_visible()
    page.get_by_label("Closes").fill("2190-03-31T18:00")
    page.get_by_role("button", name="Save times").click()
    page.get_by_role("button", name="Schedule survey").click()
    expect(page.locator(".page-head")).to_contain_text(
        "Opens on March 3, 2190, 09:00 (Europe/Berlin)."
    )
    page.get_by_role("button", name="Open now").click()
    for button, words in (
        ("Pause", "Paused. Nobody can answer"),
        ("Resume survey", "Anyone with the link can answer."),
        ("Close survey", "Nobody can answer; everything answered is kept."),
        ("Archive", "In the archive"),
    ):
        page.get_by_role("button", name=button).click()
        expect(page.locator(".page-head")).to_contain_text(words)
    page.get_by_role("link", name="Delete this survey").click()
    page.get_by_label("To delete it, type its address").fill("pilto")
    page.get_by_role("button", name="Delete survey").click()
    expect(page.get_by_label("To delete it, type its address")).to_have_value("pilto")
    expect(page.get_by_label("To delete it, type its address")).to_be_focused()
    page.get_by_label("To delete it, type its address").fill("pilot")
    page.get_by_role("button", name="Delete survey").click()
    page.get_by_role("link", name="Deleted (1)").click()
    page.get_by_role("link", name="Pilot").click()
    page.get_by_role("button", name="Restore survey").click()
    expect(page.locator(".page-head")).to_contain_text("In the archive")

    survey = Survey.objects.get()
    context.close()
    assert (survey.stage, survey.deleted_at) == ("closed", None)
    assert survey.opens_at < timezone.now()
    assert survey.closes_at == datetime(2190, 3, 31, 16, 0, tzinfo=UTC)


def test_pages_of_a_life_have_no_axe_findings_and_fit_every_width(page, live_server):
    rita, now = make_researcher("rita"), timezone.now()
    for slug in ("scheduled", "paused", "ended", "shelved", "binned"):
        title = f"{slug} " + "Overwhelming " * 10
        make_response(make_survey(rita, slug=slug, title=title))
    later = now + timedelta(days=30)
    zone = "America/Argentina/Buenos_Aires"
    Survey.objects.filter(slug="scheduled").update(opens_at=later, time_zone=zone)
    Survey.objects.filter(slug="paused").update(status="paused", closes_at=later, time_zone=zone)
    Survey.objects.filter(slug__in=["ended", "shelved"]).update(closes_at=now)
    Survey.objects.filter(slug="shelved").update(archived_at=now)
    Survey.objects.filter(slug="binned").update(deleted_at=now)
    heard = listen(page)
    sign_in(page, live_server.url, "rita")
    pages = ["surveys/", "surveys/paused/", "surveys/shelved/", "surveys/ended/reopen/"]
    pages += ["surveys/paused/delete/", "surveys/binned/restore/", "respond/paused/"]

    found = {path: problems(page, f"{live_server.url}/{path}") for path in pages}

    assert found == {path: [] for path in pages}
    assert faults(heard) == []
