"""What the tests of the researcher's pages share: addresses, a filled-in form, reading a page."""

import re

from django.urls import reverse

HTMX = {"HX-Request": "true"}


def url(name, slug="pilot", query=""):
    return reverse(f"surveys:{name}", args=[slug]) + query


NEW = "/surveys/new/?journey=upgrade"


def form(**changes):
    """What the builder's form sends for a survey of one item."""
    start = {
        "title": "Renewal 2026",
        "slug": "renewal",
        "scale": "3",
        "wording": "plain",
        "welcome": "Hello",
        "consent": "Answers are kept.",
        "gate": "Do you buy?",
        "thanks": "Bye",
        "is_anonymous": "on",
        "items": ["EMO01"],
        "action": "save",
    }
    return {name: value for name, value in (start | changes).items() if value is not None}


def seen_on(client, slug="pilot"):
    """The draft's fingerprint as its edit page carries it."""
    html = client.get(url("survey_edit", slug)).content.decode()
    return re.search(r'name="seen" value="(\w*)"', html)[1]


def text_of(response):
    """A page's text without tags, white space collapsed."""
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def draft_shown(client, slug="pilot"):
    """What the form that opens a draft sends: the fingerprint of the draft that was shown."""
    html = client.get(url("survey_detail", slug)).content.decode()
    return {"seen": re.search(r'name="seen" value="(\w*)"', html)[1]}


def ticked(response):
    """Codes whose single box is drawn ticked."""
    html = response.content.decode()
    return re.findall(r'name="items"\s+value="(\w+)"\s+id="item-\w+"\s+checked', html)
