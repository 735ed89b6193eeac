"""What every browser test looks for: accessibility findings, overflow, complaints of the policy.

A page is loaded once and then looked at several times: a respondent's at three widths, in light,
dark and forced colors, any other at two, in light and dark.
"""

from itertools import product
from pathlib import Path

import axe_playwright_python

from tests.browser.measuring import CROWDING, FOCUS

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SCHEMES = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
}
WIDTHS = (320, 768, 1280)
HEIGHT = 800
PHONE = {"width": 320, "height": 568}
DESK = {"width": 1280, "height": 720}
SPACED = """* {
    line-height: 1.5 !important;
    letter-spacing: .12em !important;
    word-spacing: .16em !important;
}"""
DOUBLE = "html { font-size: 200% }"
# By name: the size of the screen, and style that the reader adds.
SCREENS = {
    "320 px": (PHONE, ""),
    "lying down": ({"width": 568, "height": 320}, ""),
    "400 %": ({"width": 320, "height": 180}, ""),
    "spaced": (PHONE, SPACED),
    "spaced, wide": (DESK, SPACED),
    "double": (DESK, DOUBLE),
    "double, narrow": ({"width": 640, "height": 720}, DOUBLE),
    "tablet": ({"width": 960, "height": 720}, ""),
    "desk": (DESK, ""),
}
ADD_STYLE = """rules => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rules);
    document.adoptedStyleSheets = [sheet];
}"""

# Where everything stands.
BOXES = """() => JSON.stringify([...document.querySelectorAll('body *')].map(element => {
    const {x, y, width, height} = element.getBoundingClientRect();
    return [x, y, width, height]; }))"""

# What every element's words are drawn with; of their size what matters to their contrast: whether
# they are large text, from 18 points on, from 14 if bold.
COLORS = """() => JSON.stringify([...document.querySelectorAll('body *')].map(element => {
    const {color, backgroundColor, backgroundImage, fontSize, fontWeight, opacity,
           textDecorationLine} = getComputedStyle(element);
    const isLarge = Math.ceil(72 * parseFloat(fontSize)) / 96 >= (fontWeight >= 700 ? 14 : 18);
    return [color, backgroundColor, backgroundImage, isLarge, opacity, textDecorationLine]; }))"""

# Starts a look and keeps its promise, so that several pages can be looked at side by side. A frame
# goes by first, for what scripts do when the width changes. Where the same elements are shown as in
# an earlier look, with the same content, only rules that read places or colors can judge otherwise;
# where nothing has moved since the last look, only those that read colors. What lies over what at a
# width is judged in light, which colors meet in a scheme at its first width: where an element has
# both of them again, there is nothing to judge.
START = """scheme => {
    const boxes = BOXES, colors = COLORS;
    const shown = () => document.documentElement.outerHTML
        + [...document.querySelectorAll('body *')].map(element =>
            +element.checkVisibility({visibilityProperty: true})).join('');
    const look = async () => {
        await new Promise(requestAnimationFrame);
        const now = boxes(), what = shown(), drawn = scheme + colors();
        const options = {resultTypes: ['violations'], preload: false};
        const seen = window.looksTaken ??= {wholes: new Set(), drawn: new Set()};
        const isKnown = scheme !== 'light' && now === seen.boxes
            && seen.wholes.has(what) && seen.drawn.has(drawn);
        if (scheme !== 'light' && now === seen.boxes) {
            options.runOnly = ['color-contrast', 'link-in-text-block'];
        } else if (seen.wholes.has(what)) {
            options.runOnly = ['color-contrast', 'link-in-text-block', 'target-size',
                               'scrollable-region-focusable', 'css-orientation-lock'];
        }
        seen.boxes = now;
        seen.wholes.add(what);
        seen.drawn.add(drawn);
        const {violations} = isKnown ? {violations: []} : await axe.run(document, options);
        const found = violations.map(({id, nodes: [{html, any}]}) =>
            [id, html.slice(0, 200), any[0]?.message ?? '']);
        const {scrollWidth, clientWidth} = document.documentElement;
        return scrollWidth > clientWidth ? [...found, ['scrolls sideways']] : found;
    };
    window.look = look();
}""".replace("BOXES", BOXES).replace("COLORS", COLORS)


def findings(*pages, widths=(WIDTHS[0], WIDTHS[-1]), schemes=("light", "dark")):
    """What is wrong on the pages as loaded, side by side: look, number of the page, axe's words."""
    found = []
    for page in pages:
        page.evaluate(AXE)
    for width, scheme in product(widths, schemes):
        for page in pages:
            page.emulate_media(**SCHEMES[scheme], reduced_motion="reduce")
            if page.viewport_size != {"width": width, "height": HEIGHT}:
                page.set_viewport_size({"width": width, "height": HEIGHT})
            page.evaluate(START, scheme)
        for number, page in enumerate(pages):
            found += [(scheme, width, number, *finding) for finding in page.evaluate("window.look")]
    return found


def is_wider_than_screen(page):
    """Whether the page scrolls sideways."""
    return page.evaluate(
        "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    )


def crowded(page):
    """Words cut off or over others on each of SCREENS: the screen, what is wrong, the words."""
    found = []
    for screen, (size, rules) in SCREENS.items():
        page.set_viewport_size(size)
        page.evaluate(ADD_STYLE, rules)
        found += [(screen, *words) for words in page.evaluate(CROWDING)]
        if is_wider_than_screen(page):
            found.append((screen, "scrolls sideways"))
    return found


def focus_stops(page, begin):
    """Each stop of the Tab key from where the script `begin` leaves off: name, what is wrong."""
    page.evaluate(begin)
    page.keyboard.press("Tab")
    stops = []
    while stop := page.evaluate(FOCUS):
        stops.append(stop)
        page.keyboard.press("Tab")
    return stops


def problems(page, url):
    """Axe findings and sideways scrolling of `url`, at the ends of the widths, light and dark."""
    page.goto(url)
    return findings(page)


def listen(page):
    """A list that fills with console errors and uncaught exceptions, policy complaints included."""
    heard = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def sign_in(page, base, name):
    """Sign in as the user whose password is their name."""
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", name)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
