"""Every respondent page for everyone: at any width, in any colors, with and without scripts."""

import re

import pytest

from tests.browser.looking import BOXES, SCHEMES, WIDTHS, findings
from tests.browser.places import PLACES, furnish, visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCRIPTS = ("script on", "script no")


class Visitor:
    """Somebody with a browser of their own, with or without scripts.

    Without, scripts are off while the page loads and is used, and on again for looking at it: axe
    is a script, too.
    """

    def __init__(self, browser, base, language, script):
        self.context = browser.new_context(locale=language, reduced_motion="reduce")
        self.page = self.context.new_page()
        self.base, self.language, self.script = base, language, script
        self._session = self.context.new_cdp_session(self.page)

    def visit(self, place):
        """Go to the place; returns its page, ready to be looked at."""
        self._scripts(are_on=self.script == "script on")
        visit(self.page, self.base, place, self.language, self.script)
        self._scripts(are_on=True)
        return self.page

    def _scripts(self, *, are_on):
        self._session.send("Emulation.setScriptExecutionDisabled", {"value": not are_on})


def unlike(pages):
    """The pages that differ: what is drawn alike, but for random tokens, is looked at once.

    Which of the two it is shows in the words `on` and `no`, which take the same room.
    """
    token = re.compile(r' (value|href|action|content|hx-[a-z]+)="[^"]*[\w-]{16,}[^"]*"')
    drawn = {
        token.sub("", page.content())
        .replace('<html lang="en" class="js">', '<html lang="en">')
        .replace('dir="rtl" class="js">', 'dir="rtl">')
        .replace("script-no", "script-on")
        + page.evaluate(f"({BOXES})()")
        for page in pages
    }
    return pages if len(drawn) > 1 else pages[:1]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_respondent_page_is_without_findings(browser, live_server, language):
    furnish()
    visitors = [Visitor(browser, live_server.url, language, script) for script in SCRIPTS]

    found = []
    for place in PLACES:
        visiting = visitors[:1] if place.needs_script else visitors
        pages = unlike([visitor.visit(place) for visitor in visiting])
        found += [
            (place.name, SCRIPTS[number], scheme, width, *finding)
            for scheme, width, number, *finding in findings(*pages, widths=WIDTHS, schemes=SCHEMES)
        ]

    for visitor in visitors:
        visitor.context.close()
    assert not found, "\n".join(map(str, found))


def test_look_sees_what_only_one_width_and_scheme_draws(page):
    page.set_content(
        """<!doctype html><html lang="en"><title>One</title><main><h1>One</h1><p>Words</p></main>
        <style>@media (min-width: 1000px) and (prefers-color-scheme: dark)
        { p { color: #333; background: #222 } }</style></html>"""
    )

    found = findings(page, widths=WIDTHS, schemes=SCHEMES)

    assert [(scheme, width, rule) for scheme, width, _page, rule, *_words in found] == [
        ("dark", 1280, "color-contrast")
    ]


def test_look_takes_words_that_grow_with_the_width_for_drawn_alike(page):
    page.set_content(
        """<!doctype html><html lang="en"><title>One</title><main><h1>One</h1><p>Words</p></main>
        <style>p { font-size: calc(1rem + .2vw) }</style></html>"""
    )

    findings(page, widths=WIDTHS, schemes=SCHEMES)

    assert page.evaluate("looksTaken.drawn.size") == len(SCHEMES)
