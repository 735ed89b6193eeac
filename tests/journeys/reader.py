"""Reads a page as a person would: what each element with an id says."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class _Reader(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.open = []
        self.texts = {}
        self.links = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "a":
            self.links.append(attributes["href"])
        if tag not in VOID:
            self.open.append((tag, attributes.get("id")))
            if "id" in attributes:
                assert attributes["id"] not in self.texts, f"id {attributes['id']} stands twice"
                self.texts[attributes["id"]] = ""

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        opened, _id = self.open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data):
        for _tag, element_id in self.open:
            if element_id:
                self.texts[element_id] += data


def words_by_id(html):
    """What the elements with an id say, white space folded; the tags must be well nested."""
    return {key: " ".join(text.split()) for key, text in _Reader(html).texts.items()}


def links_of(html):
    """The addresses of all links, in order."""
    return _Reader(html).links
