"""A page filled by keys alone, and where the focus is led: past questions, to errors, resuming."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from surveys.models import Answer
from tests.browser.looking import listen
from tests.surveys.browsing import cells_of
from tests.surveys.builders import answer, make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CODES = [f"EMO{n:02d}" for n in range(1, 61)]
CELLS = [f"{code}_{question}" for code in CODES for question in ("importance", "difficulty")]
# What the live region says, and when.
LISTEN = """
() => {
    window.said = [];
    new MutationObserver(() => {
        const text = document.getElementById("save-status").textContent;
        if (text) said.push([performance.now(), text]);
    }).observe(document.getElementById("save-status"), {childList: true, characterData: true});
}
"""
# Whether the focused element and what names it are on the screen and nothing lies over them: the
# legend of a button, the item's text where that is hidden.
IN_VIEW = """
() => {
    const focused = document.activeElement;
    const card = focused.closest(".card");
    const legend = focused.closest("fieldset")?.querySelector("legend");
    const name = legend?.offsetWidth > 1 ? legend : card.querySelector(".card-text");
    const seen = [focused.closest("label") ?? focused, name];
    return seen.every((element) => {
        const box = element.getBoundingClientRect();
        const found = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
        return card.contains(found);
    });
}
"""


def begin(page, live_server):
    """Consent, and return the token."""
    page.goto(f"{live_server.url}/respond/pilot/")
    page.locator("#consent").check()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/responses/**")
    return page.url.split("/")[4]


def focused(page):
    """The id of the element with the focus."""
    return page.evaluate("document.activeElement.id")


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def settle(page):
    """Until no save is under way; a tap is sent 20 ms after it is shown."""
    page.wait_for_timeout(100)
    expect(page.locator(".is-saving")).to_have_count(0, timeout=30_000)


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def test_sixty_items_are_answered_by_keys_alone_on_a_narrow_screen(phone, live_server):
    make_survey(items=CODES)
    heard = listen(phone)
    token = begin(phone, live_server)
    phone.evaluate(LISTEN)

    press(phone, "Tab", "Tab")
    links = [focused(phone)]
    press(phone, "Tab")
    links.append(focused(phone))
    press(phone, "Shift+Tab", "Enter")
    entered = []
    for _cell in CELLS:
        entered.append(focused(phone))
        press(phone, "Space", "Tab", "Tab")
    after_all = focused(phone)
    settle(phone)
    # Back over the last two groups and their Clear; one is cleared, one does not apply.
    press(phone, *["Shift+Tab"] * 4)
    before = focused(phone)
    press(phone, "ArrowLeft")
    press(phone, "Tab", "Tab", "Tab", "Enter")
    cleared = focused(phone)
    settle(phone)

    assert links == ["skip-open", "skip-grid"]
    assert entered == [f"{cell}_1" for cell in CELLS]
    assert after_all == "action-next"
    assert (before, cleared) == ("EMO60_importance_1", "EMO60_difficulty_1")
    expected = dict.fromkeys(CELLS[:-1], "1") | {"EMO60_importance": "na"}
    assert cells_of(token) == expected
    said = phone.evaluate("said")
    assert {text for _at, text in said} == {"Saved"}
    assert [then - at for (at, _), (then, _) in pairwise(said) if then - at < 1900] == []
    # What was cleared is the first open question now; past the questions is the way on.
    phone.locator("#skip-open").focus()
    press(phone, "Enter")
    assert focused(phone) == "EMO60_difficulty_1"
    phone.locator("#skip-grid").focus()
    press(phone, "Enter")
    assert focused(phone) == "action-next"
    press(phone, "Enter")
    phone.wait_for_url("**/review/")
    assert cells_of(token) == expected | {"EMO60_difficulty": "skipped"}
    assert heard == []


def test_arrow_held_down_keeps_the_focus_and_stores_where_it_ends(page, live_server):
    make_survey()
    token = begin(page, live_server)
    page.locator("#EMO01_importance_1").focus()
    groups = set()

    for _repeat in range(91):
        page.keyboard.down("ArrowRight")
        groups.add(focused(page).rpartition("_")[0])
        page.wait_for_timeout(30)
    page.keyboard.up("ArrowRight")
    settle(page)

    ended_at = focused(page)
    shown = page.locator("#EMO01_importance input:checked").get_attribute("id")
    assert groups == {"EMO01_importance"}
    assert ended_at == shown
    assert cells_of(token) == {"EMO01_importance": shown.rpartition("_")[2]}
    assert page.url.endswith("/emotional_jobs/")


def test_failures_are_said_calmly_and_the_button_repeats_them_at_once(phone, live_server):
    make_survey(items=CODES[:3])
    token = begin(phone, live_server)
    phone.evaluate(LISTEN)
    phone.route("**/save/", lambda route: route.fulfill(status=502))

    for cell in CELLS[:6]:
        phone.locator(f"label[for={cell}_2]").click()
    expect(phone.locator(".cell.is-unsaved")).to_have_count(6)
    expect(phone.locator("#save-status")).to_have_text(
        "Not saved yet, trying again: Importance: Feel sure about EMO01 (+5)"
    )
    phone.unroute("**/save/")
    phone.get_by_role("button", name="Try again now").focus()
    press(phone, "Enter")
    expect(phone.locator(".cell.is-saved")).to_have_count(6)
    expect(phone.locator("#save-status")).to_have_text("Saved")

    said = phone.evaluate("said")
    assert [then - at for (at, _), (then, _) in pairwise(said) if then - at < 1900] == []
    assert said[-1][1] == "Saved"
    expect(phone.locator("#retry")).to_be_hidden()
    assert focused(phone) == "action-next"
    assert cells_of(token) == dict.fromkeys(CELLS[:6], "2")


def test_tap_before_the_scripts_have_come_is_saved_once_they_have(phone, live_server):
    make_survey()
    held = []

    def hold(script):
        held.append(script)

    token = begin(phone, live_server)
    phone.route("**/*.js", hold)
    phone.goto(f"{live_server.url}/responses/{token}/emotional_jobs/", wait_until="commit")

    phone.locator("label[for=EMO02_difficulty_3]").click()
    before = cells_of(token)
    for script in held:
        script.continue_()
    expect(phone.locator("#EMO02_difficulty")).to_have_class(re.compile("is-saved"))

    assert before == {}
    assert cells_of(token) == {"EMO02_difficulty": "3"}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("width", [320, 1280])
def test_errors_are_summed_up_on_top_and_lead_to_the_question(browser, live_server, script, width):
    make_survey(items=CODES[:12])
    context = browser.new_context(
        java_script_enabled=script,
        reduced_motion="reduce",
        viewport={"width": width, "height": 640},
    )
    page = context.new_page()
    page.route("**/save/", lambda route: route.abort())
    begin(page, live_server)
    response = Answer.response.field.related_model.objects.get()
    answer(response, "EMO09_difficulty", 3)

    page.locator("label[for=EMO09_difficulty_1]").click()
    page.locator("#action-next").click()
    page.locator("#problem").wait_for()

    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("#problem")).to_be_focused()
    expect(page.locator("#main :is(h1, h2)").first).to_have_text("There is a problem")
    words = page.locator("#EMO09_difficulty_message").text_content()
    link = page.locator("#problem a")
    expect(link).to_have_text(f"Feel sure about EMO09 (Difficulty): {words}")
    link.press("Enter")
    expect(page.locator("#EMO09_difficulty_3")).to_be_checked()
    expect(page.locator("#EMO09_difficulty_1")).to_be_focused()
    if script:
        assert page.evaluate(IN_VIEW)
    context.close()


@pytest.mark.parametrize("width", [320, 1280])
def test_link_leads_to_the_heading_of_the_first_open_item(page, live_server, width):
    make_survey(items=CODES[:12])
    page.set_viewport_size({"width": width, "height": 640})
    page.emulate_media(reduced_motion="reduce")
    token = begin(page, live_server)
    response = Answer.response.field.related_model.objects.get()
    for cell in CELLS[:16]:
        answer(response, cell, 2)

    page.goto("about:blank")
    page.goto(f"{live_server.url}/responses/{token}/")

    assert focused(page) == "EMO09"
    assert page.evaluate(IN_VIEW)
    expect(page.locator("#EMO08_difficulty_2")).to_be_checked()
    expect(page.locator("#progress-words")).to_have_text("16 of 24 answered")
    press(page, "Tab")
    assert focused(page) == "EMO09_importance_1"


def accessible_groups(page):
    """The accessibility tree's groups: name, and role and name of the buttons within, in order."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def buttons(node):
        for child in (by_id[id_] for id_ in node.get("childIds", ()) if id_ in by_id):
            if child.get("role", {}).get("value") == "radio":
                yield child["name"]["value"]
            yield from buttons(child)

    return {
        node["name"]["value"].replace(" :", ":"): list(buttons(node))
        for node in nodes
        if node.get("role", {}).get("value") == "group" and node["name"]["value"]
    }


@pytest.mark.parametrize("width", [320, 1280])
def test_tree_names_each_button_by_word_place_and_size_of_its_set(page, live_server, width):
    make_survey(items=["SIT01", "EMO01"])
    page.set_viewport_size({"width": width, "height": 640})
    token = begin(page, live_server)

    found = accessible_groups(page)
    page.goto(f"{live_server.url}/responses/{token}/emotional_jobs/")
    found |= accessible_groups(page)

    assert found == {
        "Feel sure about SIT01": [
            "1 of 5 None at all",
            *("2 of 5", "3 of 5", "4 of 5"),
            "5 of 5 A great deal",
            "Does not apply",
        ],
        "Importance: Feel sure about EMO01": [
            *("Not important 1 of 3", "Neutral 2 of 3", "Important 3 of 3", "Does not apply")
        ],
        "Difficulty: Feel sure about EMO01": [
            *("Not difficult 1 of 3", "Neutral 2 of 3", "Difficult 3 of 3", "Does not apply")
        ],
    }
