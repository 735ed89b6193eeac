"""The thing has a name: slots in texts, and the noun phrases that fill them.

A house text says `{product}` where the thing stands, with nothing before it that belongs to the
noun, since the phrase brings its own determiner: “our CRM”, “a dishwasher”. Pure: text in, text
out. A phrase is somebody's own words, so nothing here bends a verb to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# The phrase for `{product}`, or phrases by slot.
Noun = str | Mapping[str, str]

SLOTS = ("product", "old", "new", "these", "one", "next")
DETERMINERS = frozenset(
    [
        *("a", "an", "the", "this", "that", "these", "those"),
        *("my", "your", "his", "her", "its", "our", "their"),
    ]
)
_UNNAMED = {
    "product": "the solution",
    "these": "these solutions",
    "one": "one of the solutions",
    "next": "the next solution",
}
_BRACED = re.compile(r"\{([^{}]*)\}")
_SLOT = re.compile(rf"\{{({'|'.join(SLOTS)})\}}(['’]s\b)?")
_SENTENCE_END = re.compile(r"[.?!][\"”)]*\s+[\"“(]*$")
_OPENING = '"“('


@dataclass(frozen=True)
class Phrases:
    """A whole noun phrase for each slot, its determiner included."""

    product: str
    old: str
    new: str
    these: str
    one: str
    next: str

    def fill(self, text: str) -> str:
        """`text` with its slots filled: a capital where a sentence begins, ’ or ’s as it must be.

        A name written its own way (“iPhone”) keeps its first letter. What is no slot stays.
        """
        if "{" not in text:
            return text
        return _SLOT.sub(lambda match: self._filled(match, text), text)

    def _filled(self, match: re.Match[str], text: str) -> str:
        slot, possessive = match.groups()
        phrase: str = getattr(self, slot)
        before = text[: match.start()]
        if not before.strip(_OPENING) or _SENTENCE_END.search(before):
            phrase = _with_capital(phrase)
        if possessive:
            phrase += possessive[0] if phrase.endswith("s") else possessive
        return phrase


def phrases(noun: Noun = "", *, own: Noun = "") -> Phrases:
    """The phrases of a study or a tailored journey, the journey's `own` where it gives none.

    “our CRM” alone gives “our old CRM” and “our new CRM”; several things (`these`, `one`, `next`)
    follow from no one's name, so those stay the journey's.
    """
    given, known = by_slot(noun), by_slot(own)
    product = given.get("product") or known.get("product") or _UNNAMED["product"]
    derived = {age: _aged(product, age) for age in ("old", "new")}
    base = _UNNAMED | derived | known
    if "product" in given:
        base |= derived
    return Phrases(**base | given)


def by_slot(noun: Noun) -> dict[str, str]:
    """What is given, by slot; a plain phrase is that of `{product}`."""
    if isinstance(noun, str):
        return {"product": noun} if noun else {}
    return {slot: noun[slot] for slot in SLOTS if noun.get(slot)}


def faults(text: str) -> Iterator[str]:
    """What is wrong with the slots of `text`, each fault with what to do."""
    if "{" not in text and "}" not in text:
        return
    for name in _BRACED.findall(text):
        if name not in SLOTS:
            known = ", ".join(f"{{{slot}}}" for slot in SLOTS)
            yield f"{{{name}}} is no slot: use one of {known}"
    if any(sign in _BRACED.sub("", text) for sign in "{}"):
        yield "a brace stands alone: write a slot as {product}, and no other brace"


def without_slots(text: str) -> str:
    """`text` with a blank for each slot."""
    return _SLOT.sub(" ", text) if "{" in text else text


def _with_capital(phrase: str) -> str:
    first = phrase.split(" ", 1)[0]
    return phrase[:1].upper() + phrase[1:] if first.islower() else phrase


def _aged(phrase: str, age: str) -> str:
    """“the old CRM” for “a CRM”, “our old CRM” for “our CRM”."""
    first, _blank, rest = phrase.partition(" ")
    is_determiner = first.casefold() in DETERMINERS or first.endswith(("'s", "’s"))
    if not (is_determiner and rest):
        first, rest = "the", phrase
    elif first.casefold() in {"a", "an"}:
        first = "the"
    for known in ("old ", "new "):
        rest = rest.removeprefix(known)
    return f"{first} {age} {rest}"
