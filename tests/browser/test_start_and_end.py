"""Where respondents begin and end, in a real browser: consent, waiting one's turn, an address."""

import pytest
from playwright.sync_api import expect

from surveys.models import Contact, NetworkStarts, Response
from surveys.responding import answering, turns
from surveys.responding.assignment import whole
from tests.browser.looking import listen, problems, sign_in
from tests.surveys.builders import make_revision, make_survey

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

LONG = "Newsletter and invitations to talk, " * 12


@pytest.fixture
def survey():
    return make_survey(contact=LONG, thanks="That helps.", consent="We keep it for a year.")


@pytest.fixture
def crowd(monkeypatch):
    """Whoever begins is the first one too many from their network within this minute."""
    monkeypatch.setattr(turns, "count_start", lambda *_place, **_time: turns.Crowd(601, 601))


@pytest.fixture
def scriptless(browser):
    """A page without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def sent_token(survey):
    """The token of somebody who has sent their answers."""
    response, token = answering.start_response(
        given=whole(survey.revisions.get()), language="en", parameters={}
    )
    answering.submit_response(response=response, page_load=answering.PageLoad("x", 1))
    return token


def tab_stops(page):
    """The names of what the Tab key reaches on the page, as far as they have one."""
    stops = []
    for _stop in range(20):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.name"))
    return stops


def consent(page, base):
    page.goto(f"{base}/respond/pilot/?panel=north")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Start").click()


def test_turn_comes_by_itself_or_by_the_button_without_script(
    page, scriptless, live_server, survey, crowd, monkeypatch
):
    monkeypatch.setattr(turns, "LEAST_WAIT_S", 2)
    heard = listen(page)

    consent(page, live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("One moment")
    page.wait_for_url("**/emotional_jobs/")
    consent(scriptless, live_server.url)
    scriptless.get_by_role("button", name="Go on").click()
    said_early = scriptless.get_by_role("status").inner_text()
    scriptless.wait_for_timeout(2100)
    scriptless.get_by_role("button", name="Go on").click()

    assert scriptless.url.endswith("/emotional_jobs/")
    assert "Your turn is in" in said_early
    assert [one.parameters for one in Response.objects.all()] == [{"panel": "north"}] * 2
    assert heard == []


def test_start_whose_reply_is_lost_is_one_response_when_pressed_again(page, live_server, survey):
    lost = iter([True])

    def lose_first_reply(route):
        if route.request.method == "POST" and next(lost, False):
            route.fetch(max_redirects=0)
            route.abort("aborted")
        else:
            route.continue_()

    page.route("**/respond/pilot/", lose_first_reply)
    page.goto(f"{live_server.url}/respond/pilot/")
    page.get_by_role("checkbox").check()

    page.get_by_role("button", name="Start").click()
    page.wait_for_timeout(300)
    begun = Response.objects.get()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/emotional_jobs/**")

    assert Response.objects.get() == begun
    assert answering.response_of_token(page.url.split("/")[4]) == begun
    assert set(NetworkStarts.objects.values_list("n", flat=True)) == {1}


def test_turn_for_a_text_that_has_changed_leads_back_to_the_beginning(
    page, live_server, survey, crowd, monkeypatch
):
    monkeypatch.setattr(turns, "LEAST_WAIT_S", 1)
    consent(page, live_server.url)
    expect(page.get_by_role("heading", level=1)).to_have_text("One moment")

    make_revision(survey, items=["EMO01"])

    expect(page.get_by_label("I agree to take part")).to_be_visible()
    assert not Response.objects.exists()


def test_address_is_asked_for_apart_refused_kept_and_listed_without_findings(
    page, live_server, survey
):
    page.goto(f"{live_server.url}/respond/pilot/")
    stops = tab_stops(page)
    page.goto(f"{live_server.url}/responses/{sent_token(survey)}/done/")
    page.get_by_label("E-mail address").fill("ann at home")
    page.get_by_role("button", name="Leave my address").click()
    focused = page.evaluate("document.activeElement.id")
    page.get_by_label("E-mail address").fill("ann@example.org")
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Leave my address").click()
    expect(page.get_by_role("heading", name="Your address is kept")).to_be_visible()
    sign_in(page, live_server.url, "rita")
    found = problems(page, f"{live_server.url}/surveys/pilot/contacts/")

    assert found == []
    assert focused == "address"
    assert "consent" in stops
    assert "remarks" not in stops
    assert Contact.objects.get().address == "ann@example.org"
