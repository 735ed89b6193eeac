"""Building and running a survey in a real browser, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from journeys.models import Journey
from surveys.models import Survey
from tests.browser.looking import listen, problems, sign_in
from tests.surveys.builders import make_response, make_survey
from tests.surveys.offers import ALL_CODES, make_draft, make_offer, make_researcher

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PAGES = (
    "surveys/",
    "surveys/new/",
    "surveys/new/?journey=upgrade",
    "surveys/draft/",
    "surveys/draft/edit/",
    "surveys/draft/delete/",
    "surveys/pilot/",
    "surveys/pilot/edit/",
    "surveys/pilot/preview/",
    "surveys/pilot/preview/?page=emotional_jobs",
)


@pytest.fixture
def rita():
    make_offer()
    return make_researcher("rita")


@pytest.fixture
def plain_page(browser):
    """A page of a browser with scripts switched off."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def whole(page, section):
    """The box for all of a section."""
    return page.get_by_role("checkbox", name=section, exact=True)


def codes_stored():
    items = Survey.objects.get().revisions.get().items.order_by("position")
    return list(items.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("written", "address", "longer"),
    [
        ({"Title": "Käufer 2026"}, "kaufer-2026", "kaufer-2026s"),
        ({"Address": "mine"}, "mine", "mine"),
        ({"Title": "Käufer 2026", "Address": "mine"}, "mine", "mine"),
        ({"Title": "Käufer 2026", "Address": "kaufer-2026"}, "kaufer-2026", "kaufer-2026s"),
    ],
    ids=["title", "address", "both", "both alike"],
)
def test_title_and_address_written_before_the_script_has_come_are_heeded(
    page, live_server, rita, written, address, longer
):
    sign_in(page, live_server.url, "rita")
    held = []
    page.route("**/designing*.js", lambda route: held.append(route))

    page.goto(f"{live_server.url}/surveys/new/?journey=upgrade", wait_until="commit")
    for label, words in written.items():
        page.get_by_label(label, exact=True).fill(words)
    held.pop().continue_()
    page.wait_for_load_state()

    expect(page.get_by_label("Address", exact=True)).to_have_value(address)
    page.get_by_label("Title").press("End")
    page.keyboard.press("s")
    expect(page.get_by_label("Address", exact=True)).to_have_value(longer)


def test_survey_is_built_with_scripts(page, live_server, rita):
    heard = listen(page)
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/new/")
    page.get_by_role("link", name="Upgrade Journey").click()

    page.get_by_label("Title").fill("Käufer & Renewal 2026")
    expect(page.get_by_label("Address", exact=True)).to_have_value("kaufer-renewal-2026")
    whole(page, "Emotional jobs").check()
    expect(page.locator("#survey-summary")).to_contain_text("4 ratings")
    page.get_by_text("Single items (Emotional jobs)").click()
    page.get_by_label("Feel EMO01").uncheck()
    expect(page.locator("#survey-summary")).to_contain_text("2 ratings")
    expect(whole(page, "Emotional jobs")).to_be_checked(indeterminate=True)
    page.get_by_role("button", name="Create draft").click()

    page.wait_for_url("**/surveys/kaufer-renewal-2026/")
    assert Survey.objects.get().title == "Käufer & Renewal 2026"
    assert codes_stored() == ["EMO02"]
    assert heard == []


def test_survey_is_built_opened_and_closed_without_scripts(plain_page, live_server, rita):
    page = plain_page
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/new/?journey=upgrade")

    whole(page, "Emotional jobs").check()
    page.get_by_role("button", name="Count again").click()
    expect(page.locator("#survey-summary")).to_contain_text("4 ratings")
    page.get_by_text("Single items (Social jobs)").click()
    page.get_by_label("Be seen").check()
    page.get_by_text("Single items (Emotional jobs)").click()
    page.get_by_label("Feel EMO01").uncheck()
    page.get_by_role("button", name="Create draft").click()
    page.get_by_role("button", name="Open survey").click()
    expect(page.locator("main")).to_contain_text("The survey is open.")
    page.get_by_role("button", name="Close survey").click()

    expect(page.locator("main")).to_contain_text("The survey is closed.")
    assert codes_stored() == ["EMO02", "SOC01"]
    assert Survey.objects.get().status == "closed"


def test_address_once_written_by_hand_is_left_alone(page, live_server, rita):
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/new/?journey=upgrade")

    page.get_by_label("Address", exact=True).fill("mine")
    page.get_by_label("Title").fill("Another title")

    expect(page.get_by_label("Address", exact=True)).to_have_value("mine")


def test_address_of_a_draft_does_not_follow_its_title(page, live_server, rita):
    make_draft(Journey.objects.get(), rita, "EMO01")
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/pilot/edit/")

    page.get_by_label("Title").fill("Another title")

    expect(page.get_by_label("Address", exact=True)).to_have_value("pilot")


def test_mistakes_are_focused_and_lead_to_their_fields(page, live_server, rita):
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/new/?journey=upgrade")

    page.get_by_label("Title").fill("")
    whole(page, "Social jobs").check()
    page.get_by_role("button", name="Create draft").click()

    expect(page.locator("#problem")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(whole(page, "Social jobs")).to_be_checked()
    page.get_by_role("link", name="Title: Give the survey a title").click()
    page.keyboard.type("Typed after the jump")
    expect(page.get_by_label("Title")).to_have_value("Typed after the jump")


def test_counts_are_live_while_somebody_looks(page, live_server, rita):
    survey = make_survey(rita)
    sign_in(page, live_server.url, "rita")
    page.clock.install()
    page.goto(f"{live_server.url}/surveys/pilot/")
    figure = page.locator("#survey-counts dd").first
    expect(figure).to_have_text("0")
    make_response(survey)

    page.clock.run_for(10_500)

    expect(figure).to_have_text("1")


def test_counts_rest_while_the_page_is_hidden(page, live_server, rita):
    make_survey(rita)
    sign_in(page, live_server.url, "rita")
    page.clock.install()
    page.goto(f"{live_server.url}/surveys/pilot/")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', {get: () => true})")

    page.clock.run_for(60_000)

    assert [address for address in asked if "counts" in address] == []


def test_link_is_copied(page, context, live_server, rita):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    make_survey(rita)
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/pilot/")

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{live_server.url}/respond/pilot/"


def test_preview_sends_nothing_when_tapped(page, live_server, rita):
    make_survey(rita)
    sign_in(page, live_server.url, "rita")
    page.goto(f"{live_server.url}/surveys/pilot/preview/?page=emotional_jobs")
    sent = []
    page.on("request", lambda request: sent.append((request.method, request.resource_type)))

    page.locator("label[for=EMO01_importance_3]").click()
    page.wait_for_timeout(300)

    expect(page.locator("#EMO01_importance_3")).to_be_checked()
    assert [one for one in sent if one[0] == "POST" or one[1] in {"xhr", "fetch"}] == []


def test_pages_have_no_axe_findings_and_fit_every_width(page, live_server, rita):
    heard = listen(page)
    make_draft(Journey.objects.get(), rita, *ALL_CODES, slug="draft", title="Overwhelming " * 15)
    make_survey(rita)
    found = {"sign in": problems(page, f"{live_server.url}/accounts/login/")}
    sign_in(page, live_server.url, "rita")

    found |= {path: problems(page, f"{live_server.url}/{path}") for path in PAGES}

    assert [(path, what) for path, what in found.items() if what] == []
    assert heard == []
