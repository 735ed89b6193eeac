"""Rules for the text of one entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from journeys.models import Valence
from journeys.wellformed import words
from journeys.wellformed.entries import Entry, Finding
from journeys.wellformed.rules import RULES

Findings = Iterator[Finding]
Check = Callable[[Entry], Findings]
MOST_WORDS = 60
_LINKS = re.compile(r"\b(and/or|and|or)\b|[&;]", re.I)


def breach(
    rule: str, entry: Entry, field: str, *, found: str, fix: str, message: str = ""
) -> Finding:
    """A finding about one field of an entry; the rule's own words unless `message` has others."""
    start = (*entry.place, "asked") if entry.is_asked else entry.place
    place = (*start, field) if field else start
    return Finding(
        RULES[rule], place, entry.code, found or entry[field], message or RULES[rule].says, fix
    )


# --- Any text -----------------------------------------------------------------------------------


def one_thing(entry: Entry, field: str) -> Findings:
    """No “and” nor “or” before the clarifier."""
    link = _LINKS.search(words.statement_of(entry[field]))
    if link:
        fix = "keep the half that matters, or write two entries"
        yield breach("R-ONE-THING", entry, field, found=link.group(), fix=fix)


def neutral(entry: Entry, field: str) -> Findings:
    """No solution, technology or brand."""
    for word in words.found_in(entry[field], words.SOLUTIONS):
        fix = "say what is achieved, whatever is used for it"
        yield breach("R-SOLUTION", entry, field, found=word, fix=fix)


def specific(entry: Entry, field: str) -> Findings:
    """No vague qualifier."""
    for word in words.found_in(words.statement_of(entry[field]), words.VAGUE):
        fix = "leave it out, or say what a person would see"
        yield breach("R-VAGUE", entry, field, found=word, fix=fix)


def short(entry: Entry, field: str) -> Findings:
    """No more than MOST_WORDS words."""
    n = len(words.words_of(entry[field]))
    if n > MOST_WORDS:
        found = f"{n} words"
        yield breach("R-LONG", entry, field, found=found, fix="say it in one short sentence")


# --- Performance metrics ------------------------------------------------------------------------


def outcome_direction(entry: Entry) -> Findings:
    """Begins with Minimize, or failing that with Increase."""
    first = entry["outcome"].partition(" ")[0]
    if first == "Minimize" or not first:
        return
    if first == "Increase":
        fix = "turn it around: minimize the likelihood of the opposite"
        yield breach("R-OUT-MINIMIZE", entry, "outcome", found=first, fix=fix)
        return
    meant = [
        direction
        for direction, others in words.DIRECTIONS.items()
        if first.casefold() in (*others, direction.casefold())
    ]
    fix = f"write {meant[0] if meant else 'Minimize'} for “{first}”"
    yield breach("R-OUT-DIRECTION", entry, "outcome", found=first, fix=fix)


def outcome_unit(entry: Entry) -> Findings:
    """Names one unit, and the object that it measures."""
    statement = words.statement_of(entry["outcome"])
    start = " ".join(statement.split()[:8])
    if both := words.TWO_UNITS.match(statement):
        one, other = both.group("one"), both.group("other")
        fix = f"measure the {one} here, and the {other} in a metric of its own"
        yield breach("R-ONE-UNIT", entry, "outcome", found=f"{one} … {other}", fix=fix)
    unit = words.UNITS.match(statement)
    if not unit:
        fix = "go on with “the time it takes to …” or “the likelihood of …”"
        yield breach("R-OUT-UNIT", entry, "outcome", found=start, fix=fix)
    elif len(words.words_of(statement[unit.end() :])) < 2:
        fix = "add what it is that takes time or may happen"
        yield breach("R-OUT-OBJECT", entry, "outcome", found=statement, fix=fix)


def outcome_examples(entry: Entry) -> Findings:
    """Ends with a clarifier of two examples or more."""
    _statement, *clarifier = words.EXAMPLES.split(entry["outcome"], maxsplit=1)
    examples = [part for part in ",".join(clarifier).split(",") if part.strip()]
    if len(examples) < 2:
        found = ", ".join(examples) or "no clarifier"
        fix = "end with “, e.g., ” and two examples"
        yield breach("R-OUT-EXAMPLES", entry, "outcome", found=found, fix=fix)


def plain_verb(entry: Entry) -> Findings:
    """Reads on after “How important is it that you are able to”."""
    text = entry["plain"]
    if not text:
        return
    if not (text[0].islower() and words.begins_with_verb(text)):
        fix = "begin with what the person does: a verb in its base form, lower case"
        found = " ".join(text.split()[:3])
        yield breach("R-PLAIN-VERB", entry, "plain", found=found, fix=fix)
    elif text.endswith((".", "?", "!")):
        fix = "leave the last sign out: the question goes on after it"
        yield breach("R-PLAIN-VERB", entry, "plain", found=text[-12:], fix=fix)


# --- Steps --------------------------------------------------------------------------------------


def step_name(entry: Entry) -> Findings:
    """Two to five words, the first a verb."""
    name = entry["name"]
    if not (2 <= len(name.split()) <= 5 and words.begins_with_verb(name)):
        fix = "two to five words, such as “Plan the upgrade”"
        yield breach("R-STEP-NAME", entry, "name", found=name, fix=fix)


def step_ability(entry: Entry) -> Findings:
    """“The ability to”, then a verb."""
    start, _sign, rest = entry["ability"].partition("The ability to ")
    if start or not words.begins_with_verb(rest):
        fix = "begin with “The ability to”, then a verb"
        found = " ".join(entry["ability"].split()[:5])
        yield breach("R-STEP-ABILITY", entry, "ability", found=found, fix=fix)


# --- Situations, ideal states, financial metrics ------------------------------------------------


def situation_noun(entry: Entry) -> Findings:
    """A neutral noun phrase, about the situation rather than the person's kind."""
    text = entry["text"]
    loaded = words.LOADED.search(text) or words.QUESTION.search(text.casefold())
    if loaded or text.endswith(("?", ".")):
        fix = "name what may be more or less favorable: “Clarity of …”, “Time left for …”"
        found = loaded.group() if loaded else text[-1]
        yield breach("R-SIT-NOUN", entry, "text", found=found, fix=fix)
    if person := words.DEMOGRAPHIC.search(text.casefold()):
        fix = "name the factor behind it, such as failing eyesight rather than age"
        yield breach("R-SIT-DEMOGRAPHIC", entry, "text", found=person.group(), fix=fix)


def situation_anchors(entry: Entry) -> Findings:
    """Both ends say something, not the same, the harder one first."""
    low, high = entry["low"], entry["high"]
    if not low or not high or low.casefold() == high.casefold():
        field = "high" if low else "low"
        fix = "write what 1 (harder) and what 5 (easier) mean"
        yield breach("R-SIT-ANCHORS", entry, field, found=f"{low} … {high}", fix=fix)
    easy = next(words.found_in(low, words.EASIER), "")
    hard = next(words.found_in(high, words.HARDER), "")
    if easy and hard and not words.NEGATED.search(f"{low} {high}"):
        fix = "swap the anchors if 5 is the harder end"
        yield breach("R-SIT-REVERSED", entry, "low", found=f"{easy} … {hard}", fix=fix)


def ideal_form(entry: Entry) -> Findings:
    """A sentence from its capital to its full stop that says how things are."""
    text = entry["text"]
    modal = next(words.found_in(text, words.MODALS), "")
    if modal:
        fix = "say how things are: “Nothing stops working after the change.”"
        yield breach("R-IDEAL-FORM", entry, "text", found=modal, fix=fix)
    elif text and not (
        (text[0].isupper() or text[0] == "{") and text.endswith(".") and len(text.split()) > 2
    ):
        fix = "write a whole sentence with a capital and a full stop"
        yield breach("R-IDEAL-FORM", entry, "text", found=text[:40], fix=fix)


def financial_form(entry: Entry) -> Findings:
    """The cost of an outlay, without what it is for."""
    text = entry["text"]
    if text and not words.FINANCIAL_START.match(text):
        found = " ".join(text.split()[:4])
        fix = "begin with “Minimize the cost of”"
        yield breach("R-FIN-START", entry, "text", found=found, fix=fix)
    if tail := words.PURPOSE_TAIL.search(text):
        fix = "end after the outlay"
        yield breach("R-FIN-PURPOSE", entry, "text", found=tail.group(), fix=fix)


# --- Jobs ---------------------------------------------------------------------------------------


def related_name(entry: Entry) -> Findings:
    """Begins with a verb in -ing, as the job does."""
    first = next(iter(words.words_of(entry["name"])), "")
    if not first.split("-")[-1].endswith("ing"):
        fix = "begin with what the person is doing: “Insuring the shipment”"
        yield breach("R-REL-NAME", entry, "name", found=first, fix=fix)


def _personal(entry: Entry, kind: str, form: re.Pattern[str], fix: str) -> Findings:
    name = entry["name"]
    said = form.match(name)
    if not said:
        yield breach(f"R-{kind}-FORM", entry, "name", found=name[:40], fix=fix)
        return
    is_avoided = name.casefold().startswith("avoid")
    if is_avoided != (entry["valence"] == Valence.AVOID):
        wanted = Valence.AVOID if is_avoided else Valence.DESIRED
        mend = f"write `valence: {wanted}`"
        yield breach(f"R-{kind}-VALENCE", entry, "valence", found=entry["valence"], fix=mend)
    for word in words.found_in(said.group("rest"), words.UNSPECIFIC):
        mend = "name the one feeling or judgement that is meant"
        yield breach(f"R-{kind}-SPECIFIC", entry, "name", found=word, fix=mend)


_FEELING = re.compile(r"(feel|avoid feeling) (?P<rest>\S.*)", re.I)
_PERCEPTION = re.compile(r"(be|avoid being) perceived as (?P<rest>\S.*)", re.I)


def emotional_form(entry: Entry) -> Findings:
    """One of the two forms, in its group, about a specific feeling."""
    return _personal(entry, "EMO", _FEELING, "write “Feel …” or “Avoid feeling …”")


def social_form(entry: Entry) -> Findings:
    """One of the two forms, in its group, about a specific perception."""
    fix = "write “Be perceived as …” or “Avoid being perceived as …”"
    return _personal(entry, "SOC", _PERCEPTION, fix)
