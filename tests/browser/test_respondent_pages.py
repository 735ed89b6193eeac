"""The respondent's pages in a real browser: taps, keys, lost connections, any width."""

import re

import pytest
from playwright.sync_api import expect

from surveys.models import Answer, Response, Survey
from tests.browser.looking import listen
from tests.surveys.browsing import cells_of
from tests.surveys.builders import make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ITEMS = [
    "SIT01",
    {"code": "S01M01", "heading": "Plan the upgrade"},
    {"code": "EMO01", "heading": "Desired Emotions"},
    {"code": "EMO02", "heading": "Undesired Emotions", "text": "Avoid feeling overwhelmed " * 12},
    "FIN01",
]


@pytest.fixture
def survey():
    return make_survey(items=ITEMS, gate="Do you decide what is bought?", thanks="You helped.")


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def begin(page, live_server, survey):
    """Consent and return the token."""
    page.goto(f"{live_server.url}/respond/{survey.slug}/")
    page.get_by_label("I agree to take part").check()
    page.get_by_role("button", name="Start").click()
    return page.url.split("/")[4]


def go_to(page, live_server, token, name):
    page.goto(f"{live_server.url}/responses/{token}/{name}/")


def tap(page, cell, value):
    page.locator(f"label[for={cell}_{value}]").click()


def expect_saved(page, cell):
    expect(page.locator(f"#{cell}")).to_have_class(re.compile("is-saved"))


def test_tap_is_saved_at_once_and_said_so(phone, live_server, survey):
    heard = listen(phone)
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")

    tap(phone, "EMO01_importance", 3)

    expect_saved(phone, "EMO01_importance")
    expect(phone.locator("#save-status")).to_have_text("Saved")
    expect(phone.locator("#progress-words")).to_have_text("1 of 7 answered")
    assert cells_of(token) == {"EMO01_importance": "3"}
    assert heard == []


def test_quick_taps_on_many_cells_are_all_stored(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")

    wanted = {}
    for value in (1, 2, 3):
        for cell in ("EMO01_importance", "EMO01_difficulty", "EMO02_importance"):
            tap(phone, cell, value)
            wanted[cell] = "3"

    for cell in wanted:
        expect_saved(phone, cell)
    phone.wait_for_load_state("networkidle")
    assert cells_of(token) == wanted


def test_lost_connection_is_shown_at_the_cell_and_heals_by_itself(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    phone.context.set_offline(True)
    tap(phone, "EMO01_importance", 2)
    expect(phone.locator("#EMO01_importance")).to_have_class(re.compile("is-unsaved"))
    expect(phone.locator("#save-status")).to_contain_text("Not saved yet, trying again: Importance")
    assert cells_of(token) == {}

    phone.context.set_offline(False)

    expect_saved(phone, "EMO01_importance")
    assert cells_of(token) == {"EMO01_importance": "2"}


def test_server_fault_is_shown_and_the_save_repeated(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    faults = iter([502, 503])
    phone.route(
        "**/save/",
        lambda route: (
            route.fulfill(status=status) if (status := next(faults, None)) else route.continue_()
        ),
    )

    tap(phone, "EMO01_difficulty", 1)

    expect(phone.locator("#EMO01_difficulty")).to_have_class(re.compile("is-unsaved"))
    expect_saved(phone, "EMO01_difficulty")
    assert cells_of(token) == {"EMO01_difficulty": "1"}


def test_reply_lost_after_the_save_does_no_harm(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    lost = iter([True])

    def drop_first_reply(route):
        if next(lost, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    phone.route("**/save/", drop_first_reply)

    tap(phone, "EMO01_importance", 3)

    expect_saved(phone, "EMO01_importance")
    assert cells_of(token) == {"EMO01_importance": "3"}


def test_next_sends_what_could_not_be_saved(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    phone.route("**/save/", lambda route: route.abort())
    tap(phone, "EMO01_importance", 2)
    expect(phone.locator("#EMO01_importance")).to_have_class(re.compile("is-unsaved"))

    phone.get_by_role("button", name="Next").click()

    phone.wait_for_url("**/purchase-decision/")
    assert cells_of(token)["EMO01_importance"] == "2"


def test_next_without_a_connection_keeps_the_page_and_its_answers(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    phone.context.set_offline(True)
    tap(phone, "EMO01_importance", 2)
    expect(phone.locator("#EMO01_importance")).to_have_class(re.compile("is-unsaved"))

    phone.get_by_role("button", name="Next").click()
    expect(phone.locator("#save-status")).to_have_text(re.compile("^No connection."))
    phone.context.set_offline(False)
    expect_saved(phone, "EMO01_importance")
    phone.get_by_role("button", name="Next").click()
    phone.wait_for_url("**/purchase-decision/")

    assert cells_of(token)["EMO01_importance"] == "2"


def test_answer_of_another_tab_is_shown_and_one_tap_decides(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    other = phone.context.new_page()
    go_to(other, live_server, token, "emotional_jobs")
    tap(other, "EMO01_importance", 3)
    expect_saved(other, "EMO01_importance")

    tap(phone, "EMO01_importance", 1)

    expect(phone.locator("#EMO01_importance_message")).to_contain_text("another window")
    expect(phone.locator("#save-status")).to_contain_text("another window")
    expect(phone.locator("#EMO01_importance_3")).to_be_checked()
    tap(phone, "EMO01_importance", 1)
    expect_saved(phone, "EMO01_importance")
    assert cells_of(token) == {"EMO01_importance": "1"}


def test_clear_and_next_at_once_leave_the_cell_blank(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    tap(phone, "EMO01_importance", 3)
    expect_saved(phone, "EMO01_importance")
    phone.route("**/save/", lambda route: None)

    phone.locator("#EMO01_importance_clear").click()
    phone.get_by_role("button", name="Next").click()
    phone.wait_for_url("**/purchase-decision/")

    assert cells_of(token)["EMO01_importance"] == "skipped"


def test_clear_in_the_moment_of_a_tap_leaves_the_cell_blank(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")

    phone.evaluate(
        """["[for=EMO01_importance_3]", "#EMO01_importance_clear"].forEach(selector =>
            document.querySelector(selector).click())"""
    )
    phone.wait_for_timeout(100)  # a tap is sent a moment after it is shown
    phone.wait_for_load_state("networkidle")

    expect(phone.locator("#EMO01_importance input:checked")).to_have_count(0)
    expect(phone.locator(".is-unsaved")).to_have_count(0)
    assert cells_of(token) == {}


def test_clear_without_a_connection_is_made_up_for(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    tap(phone, "EMO01_importance", 3)
    expect_saved(phone, "EMO01_importance")
    phone.context.set_offline(True)
    phone.locator("#EMO01_importance_clear").click()
    expect(phone.locator("#EMO01_importance")).to_have_class(re.compile("is-unsaved"))

    phone.context.set_offline(False)

    expect(phone.locator("#EMO01_importance.is-unsaved")).to_have_count(0)
    expect(phone.locator("#save-status")).to_have_text("Saved")
    phone.wait_for_load_state("networkidle")
    assert cells_of(token) == {}


class Saves:
    """What becomes of the saves from now on: they `fail`, are `held` or `pass`."""

    def __init__(self, page):
        self.page, self.mode, self.held = page, "pass", []
        page.route("**/save/", self._meet)

    def _meet(self, route):
        if self.mode == "fail":
            route.fulfill(status=502)
        elif self.mode == "held":
            self.held.append(route)
        else:
            route.continue_()

    def let_go(self):
        """The newest save held goes on; those before it were given up by the page."""
        self.mode = "pass"
        self.held.pop().continue_()


def test_try_again_repeats_the_newest_choice_and_leaves_a_slow_one_alone(
    phone, live_server, survey
):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    tap(phone, "EMO01_importance", 1)
    expect_saved(phone, "EMO01_importance")
    saves, again = Saves(phone), phone.get_by_role("button", name="Try again now")

    saves.mode = "fail"
    phone.locator("#EMO01_importance_clear").click()
    expect(phone.locator("#EMO01_importance.is-unsaved")).to_have_count(1)
    saves.mode = "held"
    tap(phone, "EMO01_importance", 2)
    expect(phone.locator("#EMO01_importance.is-saving")).to_have_count(1)
    again.click()
    saves.let_go()
    expect_saved(phone, "EMO01_importance")
    saves.mode = "fail"
    tap(phone, "EMO02_importance", 3)
    expect(phone.locator("#EMO02_importance.is-unsaved")).to_have_count(1)
    saves.mode = "held"
    phone.locator("#EMO02_importance_clear").click()
    again.click()
    saves.let_go()
    expect(phone.locator("#EMO02_importance.is-unsaved")).to_have_count(0)
    expect(phone.locator("#save-status")).to_have_text("Saved")

    phone.wait_for_load_state("networkidle")
    assert cells_of(token) == {"EMO01_importance": "2"}


def test_next_that_leads_nowhere_can_be_pressed_again_and_faults_meanwhile_are_told(
    phone, live_server, survey
):
    phone.clock.install()
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    saves, status = Saves(phone), phone.locator("#save-status")
    phone.route("**/emotional_jobs/", lambda route: route.fulfill(status=204))
    forward = phone.get_by_role("button", name="Next")
    forward.click()
    expect(status).to_have_text("Saving, one moment")

    saves.mode = "fail"
    tap(phone, "EMO01_importance", 3)
    expect(phone.locator("#EMO01_importance.is-unsaved")).to_have_count(1)
    told_meanwhile = status.text_content()
    phone.clock.fast_forward(10_000)
    expect(status).to_contain_text("Not saved yet, trying again: Importance")
    saves.mode = "pass"
    phone.clock.fast_forward(20_000)
    expect_saved(phone, "EMO01_importance")
    phone.unroute("**/emotional_jobs/")
    forward.click()
    phone.wait_for_url("**/purchase-decision/")

    assert told_meanwhile == "Saving, one moment"
    assert cells_of(token)["EMO01_importance"] == "3"


def test_answer_refused_for_good_is_not_said_to_be_tried_again(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    phone.evaluate("document.getElementById('EMO01_importance_3').value = '9'")

    tap(phone, "EMO01_importance", 3)
    expect(phone.locator("#save-status")).to_have_text("That is not an answer.")
    tap(phone, "EMO02_importance", 3)
    expect_saved(phone, "EMO02_importance")

    expect(phone.locator("#save-status")).to_contain_text("Not saved yet: Importance")
    expect(phone.locator("#EMO01_importance.is-unsaved:not(.is-saving)")).to_have_count(1)
    assert cells_of(token) == {"EMO02_importance": "3"}


def test_gate_is_saved_at_each_tap_and_repeated(phone, live_server, survey):
    heard = listen(phone)
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "purchase-decision")

    tap(phone, "decision_maker", 1)
    expect_saved(phone, "decision_maker")
    expect(phone.locator("#save-status")).to_have_text("Saved")
    after_yes, faults = Response.objects.get().decision_maker, iter([502])
    heard_before = list(heard)
    phone.context.clear_cookies()
    phone.route(
        "**/purchase-decision/",
        lambda route: (
            route.fulfill(status=status) if (status := next(faults, None)) else route.continue_()
        ),
    )
    tap(phone, "decision_maker", 0)
    expect(phone.locator("#decision_maker.is-unsaved")).to_have_count(1)
    expect_saved(phone, "decision_maker")

    assert (after_yes, heard_before) == (True, [])
    assert Response.objects.get().decision_maker is False
    phone.get_by_role("button", name="Next").click()
    phone.wait_for_url("**/review/")


def test_closed_survey_is_said_at_the_next_tap(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    Survey.objects.update(status="closed", closed_at="2026-03-02T09:00Z")

    tap(phone, "EMO01_importance", 3)

    expect(phone.locator("#save-status")).to_contain_text("This survey is closed.")
    assert not Answer.objects.exists()


def test_answer_is_saved_though_every_cookie_is_gone(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    go_to(phone, live_server, token, "emotional_jobs")
    phone.context.clear_cookies()

    tap(phone, "EMO01_importance", 3)

    expect_saved(phone, "EMO01_importance")
    assert cells_of(token) == {"EMO01_importance": "3"}


def test_page_is_filled_and_cleared_by_keys_alone(page, live_server, survey):
    token = begin(page, live_server, survey)
    go_to(page, live_server, token, "emotional_jobs")
    page.locator("#EMO01_importance_1").focus()

    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect_saved(page, "EMO01_importance")
    focused_after_save = page.evaluate("document.activeElement.id")
    page.keyboard.press("Tab")
    on_clear = page.evaluate("document.activeElement.id")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect_saved(page, "EMO01_difficulty")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#EMO01_importance input:checked")).to_have_count(0)

    assert focused_after_save == "EMO01_importance_3"
    assert on_clear == "EMO01_importance_clear"
    expect(page.locator("#EMO01_importance_1")).to_be_focused()
    page.wait_for_load_state("networkidle")
    assert cells_of(token) == {"EMO01_difficulty": "1"}


def test_enter_on_a_button_saves_and_stays(page, live_server, survey):
    token = begin(page, live_server, survey)
    go_to(page, live_server, token, "emotional_jobs")
    page.locator("#EMO01_importance_2").focus()
    page.keyboard.press("Space")
    expect_saved(page, "EMO01_importance")

    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")

    assert page.url.endswith("/emotional_jobs/")
    assert cells_of(token) == {"EMO01_importance": "2"}


def test_targets_are_large_enough_for_a_thumb(phone, live_server, survey):
    token = begin(phone, live_server, survey)
    phone.set_viewport_size({"width": 320, "height": 700})
    for name in ("situations", "emotional_jobs"):
        go_to(phone, live_server, token, name)
        boxes = [label.bounding_box() for label in phone.locator(".option").all()]

        assert min(box["width"] for box in boxes) >= 44
        assert min(box["height"] for box in boxes) >= 36


@pytest.mark.parametrize("width", [360, 1280])
def test_paper_shows_what_is_chosen_and_nothing_to_press(page, live_server, survey, width):
    page.set_viewport_size({"width": width, "height": 740})
    token = begin(page, live_server, survey)
    go_to(page, live_server, token, "emotional_jobs")
    tap(page, "EMO01_importance", 3)
    expect_saved(page, "EMO01_importance")

    page.emulate_media(media="print", color_scheme="dark")

    face = page.locator("#EMO01_importance_3 + .option-face")
    expect(face).to_have_css("print-color-adjust", "exact")
    background, words = face.evaluate(
        "face => { const {backgroundColor, color} = getComputedStyle(face);"
        " return [backgroundColor, color]; }"
    )
    assert background not in {words, "rgba(0, 0, 0, 0)"}
    expect(page.locator(".clear >> nth=0")).to_be_hidden()
    expect(page.locator(".walk")).to_be_hidden()
    expect(page.locator("main")).to_have_css("padding-top", "0px")
