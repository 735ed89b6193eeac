"""A respondent's browser tab in miniature: reads the real form, saves by HTMX or by plain form."""

from html.parser import HTMLParser

from django.urls import reverse

from surveys.models import Survey
from surveys.responding import answering


class _Fields(HTMLParser):
    """Hidden values, radio buttons and which of them is checked, off a page."""

    def __init__(self, html):
        super().__init__()
        self.hidden = {}
        self.checked = {}
        self.radios = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        field = dict(attrs)
        if tag != "input" or "name" not in field:
            return
        if field["type"] == "hidden":
            self.hidden[field["name"]] = field.get("value", "")
        elif field["type"] == "radio":
            self.radios.setdefault(field["name"], []).append(field["value"])
            if "checked" in field:
                self.checked[field["name"]] = field["value"]


class Tab:
    """One page load of one page of a response.

    `by` is `htmx` or `form`: with HTMX each choice is sent at once; with a plain form `send` does.
    """

    def __init__(self, client, token, page="emotional_jobs", *, by="htmx"):
        self.client = client
        self.token = token
        self.by = by
        self.url = reverse("surveys:response_section", args=[token, page])
        self.save_url = reverse("surveys:answer_save", args=[token])
        self.reply = client.get(self.url)
        self._read(self.reply)

    def _read(self, reply):
        fields = _Fields(reply.content.decode())
        self.hidden, self.checked, self.radios = fields.hidden, fields.checked, fields.radios

    def choose(self, name, value):
        """Tap a button; HTMX sends it, a plain form waits for `send`."""
        assert value in self.radios[name]
        self.checked[name] = value
        return self.save(self.save_of(name)) if self.by == "htmx" else None

    def clear(self, name):
        """Press the cell's Clear."""
        self.checked.pop(name, None)
        if self.by == "htmx":
            data = {"clear": name, f"{name}_seen": self.hidden[f"{name}_seen"]}
            return self.save(data | self._count())
        return self._post({"clear": name})

    def save_of(self, name):
        """The request htmx would send for a cell now."""
        seen = f"{name}_seen"
        return {name: self.checked[name], seen: self.hidden[seen]} | self._count()

    def save(self, data):
        """Send a cell's request and take in the mark of the reply."""
        self.reply = self.client.post(self.save_url, data, headers={"HX-Request": "true"})
        self.hidden |= _Fields(self.reply.content.decode()).hidden
        return self.reply

    def send(self, action="stay"):
        """Send the whole page as a plain form."""
        return self._post({"action": action})

    def settle(self):
        """Make sure that what was chosen is on its way: a plain form is sent, HTMX has done so."""
        return self.send() if self.by == "form" else self.reply

    def _post(self, button):
        self.reply = self.client.post(self.url, self.hidden | self.checked | button)
        if self.reply.status_code != 302:
            self._read(self.reply)
        elif self.reply.headers["Location"].partition("#")[0] == self.url:
            self._read(self.client.get(self.url))
        return self.reply

    def _count(self):
        self.hidden["counter"] = str(int(self.hidden["counter"]) + 1)
        return {key: self.hidden[key] for key in ("page_load", "counter", "n_cells")}


def start(client, survey: Survey):
    """Give consent and return the token of the new response."""
    url = reverse("surveys:response_start", args=[survey.slug])
    reply = client.post(url, {"consent": "yes", "action": "next"})
    return reply.headers["Location"].split("/")[2]


def cells_of(token):
    """What the database holds for a token: form values by field name, open cells left out."""
    response = answering.response_of_token(token)
    rows = response.answers.select_related("item")
    codes = {
        f"{row.item.code}_{row.question}": answering.entry_code(
            answering.Entry(row.state, row.value), row.question
        )
        for row in rows
    }
    return {name: code for name, code in codes.items() if code}
