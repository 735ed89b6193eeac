"""Rules for texts with slots: whatever noun phrase fills them, the sentence must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from journeys.naming import DETERMINERS, SLOTS, Noun, phrases, without_slots
from journeys.wellformed.entries import Entry, Finding, Journey
from journeys.wellformed.texts import breach
from journeys.wellformed.words import listed

Findings = Iterator[Finding]

# What people call what they own: of each kind, one and many, with each sort of determiner.
PHRASES = (
    *("a dishwasher", "our CRM", "the delivery van", "our cleaning contract", "my headphones"),
    *("an old elevator", "this app", "the software we built ourselves"),
    *("your electricity plan", "her hearing aids"),
)
_ANY_SLOT = rf"\{{(?:{'|'.join(SLOTS)})\}}"
_SLOT = re.compile(_ANY_SLOT)
# Only the first three can be one thing or many; the others are one or the other always.
_SUBJECT = re.compile(
    r"(?:(?:(?P<relative>that|which|who|whoever) )?(?P<before>[\w'’-]+) )?\{(?:product|old|new)\}"
    r" (?:(?:also|always|never|no longer|now|often|only|really|still) )?(?P<verb>[a-z'’]+)\b"
)
_PRONOUN = re.compile(r"\{(?:product|old|new)\}.*?\b(it|its|itself)\b")
_NOUNS = re.compile(r"\b(solution|product)s?\b", re.I)
_THE_ONE = re.compile(r"\b(?:the|this|that) (?:\w+ )?one\b(?= that| which| you|[,;]|$)", re.I)
_IT = re.compile(r"\b(it|its|itself)\b", re.I)

_NO_DETERMINER = DETERMINERS - {"that"} | listed(
    """
    all another any both each every few many no one one's several some such two three four five
    """
)
_ADJECTIVES = listed(
    """
    broken current different dirty entire existing failed faulty finished former good mended new
    old other present previous repaired right same similar single spare upgraded used whole
    wrong
    """
)
_PARTICIPLE = re.compile(r"(?:ed|ing|ful|less|able|ous)$")
_NO_PARTICIPLE = listed(
    """
    anything bed building evening everything feed morning need nothing seed something speed
    spring thing unless
    """
)
_KINDS_OF = re.compile(rf"\b(?:brand|kind|sort|type)s? of {_ANY_SLOT}", re.I)
_AGREEING = listed(
    """
    is isn't has hasn't does doesn't was wasn't are aren't have haven't do don't were weren't
    """
)
# Words in -s that may follow a slot and are no verb of it.
_NO_VERB = listed(
    """
    across afterwards always as besides his its less minus perhaps plus sometimes this thus
    towards unless versus us yes days hours miles minutes months seconds times weeks years
    """
)
# After these the slot is no subject: “something in {product} fails”, “using {product} takes”.
_LEADING_TO_OBJECT = listed(
    """
    about after around at before behind beside by for from in inside into near of on onto over
    through to under with within without
    """
)
_DOUBLED = re.compile(
    rf"\b(?:a|an|the|my|our|your|its|their) (?:{'|'.join(sorted(DETERMINERS - {'that'}))})\b"
    r"|\b(?!that\b|had\b)([a-z]+) \1\b",
    re.I,
)


def slots(entry: Entry, field: str, journey: Journey) -> Findings:
    """Everything that breaks one text with slots, or stands where a slot should."""
    text = entry[field]
    if found := _NOUNS.search(without_slots(text)):
        fix = "write the slot: {product}, {old}, {new}, {these}, {one} or {next}"
        yield breach("R-SLOT-NOUN", entry, field, found=found.group(), fix=fix)
    if not _SLOT.search(text):
        return
    broken = [*_before(entry, field), *_agreeing(entry, field)]
    yield from broken or _rendered(entry, field, journey.noun)
    if found := _PRONOUN.search(text):
        fix = "name what is meant: after “my headphones” it would have to be “them”"
        yield breach("R-SLOT-PRONOUN", entry, field, found=found.group(1), fix=fix)


def _before(entry: Entry, field: str) -> Findings:
    """Nothing before a slot that belongs to a noun."""
    text = entry[field]
    fix = "the phrase brings its own determiner: leave it out, or say it after the slot"
    if found := _KINDS_OF.search(text):
        yield breach("R-SLOT-BEFORE", entry, field, found=found.group(), fix=fix)
    for slot in _SLOT.finditer(text):
        before = text[: slot.start()]
        if not before.endswith(" "):
            continue
        second, last = ["", "", *before.split()][-2:]
        is_adjective = last.casefold() in _ADJECTIVES or (
            second.casefold() in _NO_DETERMINER
            and last.casefold() not in _NO_PARTICIPLE
            and bool(_PARTICIPLE.search(last))
        )
        if last.casefold() in _NO_DETERMINER or is_adjective:
            yield breach("R-SLOT-BEFORE", entry, field, found=f"{last} {slot.group()}", fix=fix)


def _agreeing(entry: Entry, field: str) -> Findings:
    """No verb that would have to agree with the phrase, no ’s."""
    text = entry[field]
    if found := re.search(rf"{_ANY_SLOT}['’]s\b", text):
        fix = "write “of {product}”: ’s does not fit “the software we built ourselves”"
        yield breach("R-SLOT-AGREES", entry, field, found=found.group(), fix=fix)
    for found in _SUBJECT.finditer(text):
        verb, before = found.group("verb"), (found.group("before") or "").casefold()
        # “whoever broke {product}”, “something in {product}”, “using {product}”: no subject.
        is_object = found.group("relative") or before in _LEADING_TO_OBJECT
        is_subject = not (is_object or before.endswith("ing"))
        agrees = verb in _AGREEING or (verb.endswith("s") and not verb.endswith("ss"))
        if is_subject and agrees and verb not in _NO_VERB:
            fix = "“my headphones” is many: use can, may or the past, or turn the sentence around"
            yield breach("R-SLOT-AGREES", entry, field, found=found.group(), fix=fix)


def _rendered(entry: Entry, field: str, own: Noun) -> Findings:
    """The text with each of ten phrases, and the first of them that breaks it."""
    for phrase in PHRASES:
        rendered = phrases(phrase, own=own).fill(entry[field])
        if found := _DOUBLED.search(rendered):
            fix = f"with “{phrase}” it reads “{rendered}”"
            yield breach("R-SLOT-RENDERS", entry, field, found=found.group(), fix=fix)
            return


def named(entry: Entry, journey: Journey) -> Findings:
    """A plain wording stands alone: “it” only where the stem names what it is."""
    text = entry["plain"]
    if found := _THE_ONE.search(text):
        fix = "say what it is: the line before may be another one"
        yield breach("R-PLAIN-NAMED", entry, "plain", found=found.group(), fix=fix)
    elif (found := _IT.search(text)) and not _SLOT.search(journey.head["stem"]):
        fix = "name it, or let the stem name it with a slot"
        yield breach("R-PLAIN-NAMED", entry, "plain", found=found.group(), fix=fix)
