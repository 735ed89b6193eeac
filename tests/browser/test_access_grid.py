"""Table G of docs/reliability.md where it is about looks and names: the grid at any width."""

from itertools import pairwise, product

import pytest

from tests.browser.looking import BOXES, DESK, PHONE, SCHEMES, SCREENS, crowded, focus_stops
from tests.browser.measuring import MOVING, SHOWN, SIGNS
from tests.browser.places import PLACES, furnish, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLACE = {place.name: place for place in PLACES}
LAYOUTS = ("ticks, answered", "levels, answered", "two headings, answered", "five points")
UNSEEN = "Save and stay here"
# What a screen reader says nothing of: where lines break, boxes without a meaning.
SILENT = ("InlineTextBox", "LineBreak", "generic")


@pytest.fixture
def go(page, live_server):
    """Goes to a place by its name, in a language."""
    furnish()
    page.emulate_media(reduced_motion="reduce")

    def to(name, language="en"):
        visit(page, live_server.url, PLACE[name], language, "go")
        return page

    return to


def heard_tree(page):
    """What a screen reader has of the page: role and name, in reading order."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    heard, waiting = [], [nodes[0]]
    while waiting:
        node = waiting.pop()
        waiting += [by_id[child] for child in reversed(node["childIds"]) if child in by_id]
        role = node["role"]["value"]
        if not node["ignored"] and role not in SILENT:
            heard.append((role, node.get("name", {}).get("value", "")))
    return heard


# G4: one semantics at all widths


def test_screen_reader_has_the_same_page_at_any_width(go):
    differing = []
    for name in (*LAYOUTS, "review with gaps", "receipt"):
        page, trees = go(name), []
        for size in (PHONE, SCREENS["tablet"][0], DESK):
            page.set_viewport_size(size)
            trees.append(heard_tree(page))
        differing += [name for one, other in pairwise(trees) if one != other]
        assert len(trees[0]) > 20

    assert differing == []


# G10: the focus is seen and never covered


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_focus_is_seen_at_every_stop_and_never_covered(go, size):
    wrong, seen = [], set()
    for name, scheme in product(("two headings, answered", "levels, answered"), SCHEMES):
        page = go(name) if scheme == "light" else page  # noqa: F821  light comes first
        page.emulate_media(**SCHEMES[scheme])
        page.set_viewport_size(size)
        stops = focus_stops(page, "document.activeElement.blur(); scrollTo(0, 0)")
        # As a set: some browsers go round the page twice before they leave it.
        seen |= {(name, scheme, stop) for stop, _wrong in stops}
        wrong += [(name, scheme, *stop) for stop in stops if stop[1]]

    assert wrong == []
    assert len(seen) == (13 + 7) * len(SCHEMES)


# G12, G13, G23: nothing is cut off or lies over something else


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_cut_off_or_covered_on_any_screen(go, language):
    found = []
    for name in (*LAYOUTS, "long labels", "start", "review with gaps", "receipt"):
        found += [(name, *finding) for finding in crowded(go(name, language))]

    assert not found, "\n".join(map(str, found))


# G19: nothing moves for those who do not want it


def test_nothing_moves_where_less_motion_is_wanted(go):
    page = go("two headings, answered")
    still = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    moving = page.evaluate(MOVING)

    assert still == [0, "auto"]
    assert (moving[0] > 0, moving[1]) == (True, "smooth")


# Colors are all that a scheme changes: nobody loses their place by it


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_stands_elsewhere_in_another_color_scheme(go, size):
    moved = []
    for name in (*LAYOUTS, "start", "review with gaps"):
        page, boxes = go(name), set()
        page.set_viewport_size(size)
        for media in SCHEMES.values():
            page.emulate_media(**media)
            boxes.add(page.evaluate(BOXES))
        moved += [name] if len(boxes) > 1 else []

    assert moved == []


# G20: what is chosen is seen without color, and every button against the page


def test_chosen_buttons_bear_a_sign_that_is_not_their_color(go):
    wrong, n_checked = [], 0
    for name in LAYOUTS[:3]:
        page = go(name)
        for (scheme, media), size in product(SCHEMES.items(), (PHONE, DESK)):
            page.emulate_media(**media)
            page.set_viewport_size(size)
            for is_checked, has_sign, ratio in page.evaluate(SIGNS):
                n_checked += is_checked
                if is_checked != has_sign or ratio < 3:
                    wrong.append((name, scheme, size["width"], is_checked, has_sign, ratio))

    assert wrong == []
    assert n_checked == (2 + 1 + 4) * len(SCHEMES) * 2


# G24: people may say what they see


def test_visible_words_are_in_the_name_of_every_control(go):
    wrong, names = [], []
    for name in (*LAYOUTS, "gate", "start", "done"):
        page = go(name)
        tree = heard_tree(page)
        for role, selector in (
            ("radio", "input[type=radio]"),
            ("button", "button:not(.visually-hidden)"),
            ("link", "a"),
        ):
            shown = page.evaluate(SHOWN, selector)
            heard = [heard for found, heard in tree if found == role and heard != UNSEEN]
            wrong += [
                (name, role, *pair)
                for pair in zip(shown, heard, strict=True)
                if pair[0] not in pair[1]
            ]
            names += shown

    assert wrong == []
    assert len(names) > 60


def test_each_label_hits_its_own_button_alone(go):
    page = go("levels")
    page.set_viewport_size(PHONE)
    chosen = []
    for value in ("1", "2", "3", "4", "5", "na"):
        page.locator(f"label[for=SIT01_level_{value}]").click()
        chosen.append(
            page.locator("input:checked").evaluate_all("all => all.map(one => one.value)")
        )

    assert chosen == [["1"], ["2"], ["3"], ["4"], ["5"], ["na"]]
    assert page.locator("main [title]").count() == 0
