"""The respondent's pages in five languages: which one, how long it is kept, what is translated."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.urls import reverse

from journeys.models import Journey
from surveys import questions
from surveys.models import Response, Survey
from surveys.responding import languages
from tests.markup import markup
from tests.surveys.browsing import Tab, start
from tests.surveys.builders import make_journey, make_survey

pytestmark = pytest.mark.django_db
START = "/respond/pilot/"
STEM = "When upgrading a solution"
DEFAULTS = {
    "welcome": questions.default_welcome(STEM),
    "consent": questions.CONSENT,
    "thanks": questions.THANKS,
    "gate": questions.GATE,
}
EVERY_KIND = ["CTX01", "SIT01", {"code": "S01M01", "heading": "Plan it"}, "IDEAL01", "EMO01"]
EVERY_KIND += ["SOC01", "REL01", "FIN01"]
EMPTY = {"input", "meta", "link", "br", "img", "path"}
SAID: tuple[str, ...] = (
    "aria-label",
    "placeholder",
    "title",
    "alt",
    "data-unsaved",
    "data-all-saved",
)
SAID += ("data-gone", "data-offline", "data-leaving")


class Page(HTMLParser):
    """A page's language and direction, and its words by the language they are marked with."""

    def __init__(self, reply):
        super().__init__()
        self.stack = [("html", None)]
        self.words = {}
        self.html = {}
        self.feed(reply.content.decode())

    def handle_starttag(self, tag, attrs):
        fields = dict(attrs)
        if tag == "html":
            self.html = fields
        inherited = self.stack[-1][1]
        language = fields.get("lang") or (None if fields.get("dir") == "ltr" else inherited)
        for name in SAID:
            if name in fields:
                self.words.setdefault(language, []).append(fields[name])
        if tag not in EMPTY:
            self.stack.append((tag, "code" if tag in {"script", "title"} else language))

    def handle_endtag(self, tag):
        while tag not in EMPTY and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if data.strip():
            self.words.setdefault(self.stack[-1][1], []).append(" ".join(data.split()))


def begin(client, language):
    """Give consent on the page in `language`, and return the token."""
    reply = client.post(f"{START}?lang={language}", {"consent": "yes", "action": "next"})
    return reply.headers["Location"].split("/")[2]


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("link", "browser", "language"),
    [
        ("", "", "en"),
        ("?lang=de", "", "de"),
        ("?lang=DE", "", "de"),
        ("?lang=de-AT", "", "de"),
        ("", "es-MX,es;q=0.9,en;q=0.5", "es"),
        ("", "nl, fr;q=0.7, en;q=0.3", "fr"),
        ("", "nl", "en"),
        ("?lang=ar", "de", "ar"),
        ("?lang=en", "de", "en"),
        ("?lang=xx", "de", "de"),
        ("?lang=xx", "", "en"),
        ("?lang=", "fr", "fr"),
        (f"?lang={'x' * 600}", "fr", "fr"),
    ],
)
def test_language_is_the_links_else_the_browsers_else_english(client, link, browser, language):
    make_survey()

    reply = client.get(f"{START}{link}", headers={"Accept-Language": browser})

    assert Page(reply).html["lang"] == language
    assert reply["Content-Language"] == language


def test_arabic_runs_from_right_to_left_and_the_others_do_not(client):
    make_survey()

    directions = {
        code: Page(client.get(f"{START}?lang={code}")).html.get("dir", "ltr")
        for code, _name in settings.LANGUAGES
    }

    assert directions == {"en": "ltr", "de": "ltr", "es": "ltr", "fr": "ltr", "ar": "rtl"}


def test_switch_names_each_language_in_itself_and_keeps_the_links_parameters(client):
    make_survey()

    html = markup(client.get(f"{START}?panel=north&lang=de").content)

    nav = re.search(r'<nav class="languages" aria-label="Sprache">.*?</nav>', html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)" lang="(\w+)" hreflang="(\w+)" dir="(\w+)"', nav) == [
        (f"?panel=north&amp;lang={code}", code, code, "rtl" if code == "ar" else "ltr")
        for code in ("en", "de", "es", "fr", "ar")
    ]
    assert re.findall(r">([^<>\s]+)</a>", nav) == [
        "English", "Deutsch", "Español", "Français", "العربيّة",
    ]  # fmt: skip
    assert re.findall(r'aria-current="true">(\w+)', nav) == ["Deutsch"]


def test_language_is_recorded_and_is_no_parameter(client):
    make_survey()

    client.post(f"{START}?lang=fr&panel=north", {"consent": "yes", "action": "next"})
    client.post(START, {"consent": "yes"}, headers={"Accept-Language": "ar"})

    rows = Response.objects.order_by("pk").values_list("language", "parameters")
    assert list(rows) == [("fr", {"panel": "north"}), ("ar", {})]


def test_refused_consent_is_said_in_the_links_language(client):
    make_survey()

    page = Page(client.post(f"{START}?lang=es", {}))

    assert any("Marque la casilla" in words for words in page.words["es"])


@pytest.mark.parametrize("by", ["htmx", "form"])
def test_language_is_kept_through_the_walk_whatever_the_browser_asks_for(client, by):
    make_survey()
    token = begin(client, "de")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"

    tab = Tab(client, token, by=by)
    first = Page(tab.reply).html["lang"]
    tab.choose("EMO01_importance", "3")
    tab.settle()
    answered = tab.reply.content.decode()
    tab.send("next")
    review = Page(client.get(f"/responses/{token}/review/"))
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    done = Page(client.get(f"/responses/{token}/done/"))

    assert (first, review.html["lang"], done.html["lang"]) == ("de", "de", "de")
    assert ("Gesichert" in answered) == (by == "htmx")
    if by == "htmx":
        assert "1 von 4 beantwortet" in answered
    assert "Vielen Dank" in done.words["de"]


def test_conflict_and_closing_are_said_in_the_responses_language(client):
    survey = make_survey()
    token = begin(client, "de")
    older, newer = Tab(client, token), Tab(client, token)
    newer.choose("EMO01_importance", "3")

    older.choose("EMO01_importance", "1")
    conflict = older.reply.content.decode()
    Survey.objects.filter(pk=survey.pk).update(status="closed", closed_at="2026-03-02T09:00Z")
    newer.choose("EMO01_importance", "2")

    assert "in einem anderen Fenster" in conflict
    assert conflict.count(' lang="en" dir="auto"') > 0
    assert newer.reply.content.decode().startswith("Diese Umfrage ist beendet.")


def test_response_in_a_language_no_longer_spoken_is_shown_in_english(client):
    make_survey()
    token = start(client, Survey.objects.get())
    Response.objects.update(language="xx")

    assert Page(client.get(f"/responses/{token}/review/")).html["lang"] == "en"


def test_form_of_another_site_is_refused_in_the_readers_language(client):
    make_survey()
    headers = {"Accept-Language": "de", "Sec-Fetch-Site": "cross-site"}

    refused = client.post(START, {"consent": "yes"}, headers=headers)

    assert refused.status_code == 403
    assert "Es wurde nichts geändert" in Page(refused).words["de"]


def test_unknown_survey_is_said_in_the_browsers_language(client):
    page = Page(client.get("/respond/none/", headers={"Accept-Language": "fr"}))

    assert page.html["lang"] == "fr"
    assert "Ce lien ne mène nulle part" in page.words["fr"]


def test_only_the_respondents_addresses_vary_with_the_browsers_language(client):
    make_survey()
    Journey.objects.update(name="Renewal Journey")
    addresses = ("/", "/journeys/upgrade/", "/accounts/login/", "/nothing/", START)

    replies = {
        address: [
            client.get(address, headers={"Accept-Language": language}) for language in ("en", "de")
        ]
        for address in addresses
    }
    varying = [url for url, (one, _two) in replies.items() if "Accept-Language" in one["Vary"]]
    spoken = {url: [reply["Content-Language"] for reply in both] for url, both in replies.items()}

    assert varying == [START]
    assert spoken == {url: ["en", "en"] for url in addresses} | {START: ["en", "de"]}
    assert len({reply["ETag"] for reply in replies["/journeys/upgrade/"]}) == 1


def test_language_of_one_request_does_not_stay_for_the_next(client):
    make_survey()
    token = begin(client, "de")

    client.get(f"/responses/{token}/review/")

    assert languages.get_language() == "en"


def test_default_texts_and_labels_are_translated_and_bear_no_mark(client):
    make_survey(items=["EMO01", "FIN01"], built_in=True, **DEFAULTS)
    token = begin(client, "de")

    welcome = Page(client.get(f"{START}?lang=de")).words
    grid = Page(client.get(f"/responses/{token}/emotional_jobs/")).words
    gate = Page(client.get(f"/responses/{token}/purchase-decision/")).words

    assert welcome["en"][0] == "Upgrading a solution"
    assert not [words for words in welcome["en"] if "Thank you for taking part" in words]
    assert any(words.startswith("Vielen Dank, dass Sie teilnehmen.") for words in welcome["de"])
    assert any(words.startswith("Die Teilnahme ist freiwillig") for words in welcome["de"])
    assert {"Nicht wichtig", "Neutral", "Wichtig", "Nicht schwer", "Schwer"} <= set(grid["de"])
    assert {"When upgrading a solution…", "Feel sure about EMO01"} <= set(grid["en"])
    assert any(words.startswith("Entscheiden Sie, allein oder") for words in gate["de"])


def test_what_a_researcher_wrote_stays_and_is_marked(client):
    own = {"welcome": "Welcome, all.", "consent": "Do you agree?", "gate": "Do you buy?"}
    scales = {"importance": ["Meh", "Back", "Wow"], "difficulty": ["Easy", "Next", "Hard"]}
    make_survey(items=["EMO01", "FIN01"], scales=scales, thanks="Bye.", **own)
    token = begin(client, "de")

    welcome = Page(client.get(f"{START}?lang=de")).words
    gate = Page(client.get(f"/responses/{token}/purchase-decision/")).words
    tab = Tab(client, token)
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    done = Page(client.get(f"/responses/{token}/done/")).words

    assert {"Welcome, all.", "Do you agree?"} <= set(welcome["en"])
    assert "Do you buy?" in gate["en"]
    assert "Bye." in done["en"]
    label = r'option-label"><bdi lang="en" dir="auto">([^<]+)</bdi><'
    assert re.findall(label, tab.reply.content.decode())[:3] == ["Meh", "Back", "Wow"]


def test_english_page_marks_nothing(client):
    make_survey(items=EVERY_KIND, **DEFAULTS)
    token = begin(client, "en")

    pages = [client.get(START), Tab(client, token).reply]

    assert [page.content.decode().count('dir="auto"') for page in pages] == [0, 0]
    assert [set(Page(page).words) - {"code"} for page in pages][1] == {"en", None}


def test_default_texts_are_those_a_new_survey_gets():
    journey = make_journey()

    from surveys.designing.drafts import default_content  # noqa: PLC0415  # beside its only use

    content = default_content(journey)
    assert {name: getattr(content, name) for name in DEFAULTS} == DEFAULTS


def respondent_pages(client, token):
    """Every page of a walk in order, each in a state with as many words as it can have."""
    yield client.get(f"{START}?lang=ar")
    yield client.post(f"{START}?lang=ar", {})
    client.post(f"/responses/{token}/purchase-decision/", {"decision_maker": "1"})
    for page in ("contexts", "situations", "S01", "ideal_states", "emotional_jobs", "social_jobs"):
        yield client.get(f"/responses/{token}/{page}/")
    wrong = {"EMO01_importance": "9", "EMO01_importance_seen": "0:", "action": "next"}
    yield client.post(f"/responses/{token}/emotional_jobs/", wrong)
    for page in ("related_jobs", "purchase-decision", "financial_metrics", "review"):
        yield client.get(f"/responses/{token}/{page}/")
    foreign = {"Origin": "https://evil.example", "Accept-Language": "ar"}
    yield client.post(f"/responses/{token}/review/", {}, headers=foreign)
    yield client.get(reverse("surveys:response_receipt", args=[token]))
    yield client.get(reverse("surveys:response_withdraw", args=[token]))
    client.post(f"/responses/{token}/review/", {"action": "submit"})
    yield client.get(f"/responses/{token}/done/")
    yield client.get(reverse("surveys:response_receipt", args=[token]))
    for address in ("/respond/none/", reverse("surveys:response_find"), START):
        Survey.objects.update(status="closed", closed_at="2026-03-02T09:00Z")
        yield client.get(f"{address}?lang=ar")


def test_nothing_is_left_untranslated_on_any_page_in_arabic(client):
    make_survey(items=EVERY_KIND, **DEFAULTS)
    token = begin(client, "ar")

    left = {
        (page.request["PATH_INFO"].replace(token, "…"), words)
        for page in respondent_pages(client, token)
        for words in Page(page).words.get("ar", [f"no Arabic: {page.status_code}"])
        if re.search(r"[A-Za-z]", words.replace("JTBD", ""))
    }

    assert left == set()
