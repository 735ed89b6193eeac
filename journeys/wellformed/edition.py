"""Rules of the second edition: entries that fit one's own thing, a fair first five, one voice.

They are for journeys that have a name for the thing (`noun`); the others are held to the first
edition's rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from journeys.documents import METRIC_FIELDS, SECTIONS, STEPS
from journeys.models import RelatedJob
from journeys.wellformed import words
from journeys.wellformed.entries import METRICS, Entry, Finding, Journey
from journeys.wellformed.slots import named, slots
from journeys.wellformed.texts import breach

Findings = Iterator[Finding]

TEXTS = {section.key: section.texts for section in (STEPS, *SECTIONS)} | {METRICS: METRIC_FIELDS}
_HEAD_TEXTS = ("stem", "context")
METRICS_PER_KIND = 12
ENTRIES_PER_KIND = 8
RELATED_PER_KIND = 3
EXAMPLES_PER_KIND = 2
FIRST = 5
LONGEST_RUN = 4
MOST_FINDING_OUT = 0.5
MOST_ALIKE_IN_STEP = 3
MOST_ALIKE_IN_JOURNEY = 15

_FIRST_PERSON = re.compile(r"\b(I|(?i:me|my|myself))\b")
_SECOND_PERSON = re.compile(r"\b(you|your|yours|yourself)\b", re.I)
_KEEP_DOWN = re.compile(r"\bkeep(?:ing)? (?:the )?(?:\w+ )?down\b")
_BE_TOLD = re.compile(
    r"\b(?:be|get|getting|being) (?:alerted|informed|notified|told|warned)\b|^be \w+ed\b"
)


def of_edition(journey: Journey) -> Findings:
    """Everything that the second edition asks of a journey."""
    if not journey.is_second_edition:
        return
    for field in _HEAD_TEXTS:
        yield from slots(journey.head, field, journey)
    for entry in journey.entries:
        yield from _house_wording(entry)
        if entry["source"] != "seed" or entry.as_asked.is_asked:
            yield from _texts(entry.as_asked, journey)
    for step, metrics in journey.steps:
        for metric in metrics:
            yield from _examples(metric, metric.fits & step.fits & journey.head.fits)
        yield from _mixed(step, metrics)
        yield from _alike_openings(step, metrics, MOST_ALIKE_IN_STEP)
    yield from _of_all_metrics(journey)
    yield from _counts_by_kind(journey)


# --- Texts --------------------------------------------------------------------------------------


def _house_wording(entry: Entry) -> Findings:
    """A seed has a house wording beside it, and nothing else has."""
    is_asked = entry.as_asked.is_asked
    if entry["source"] == "seed" and not is_asked:
        yield breach("R-ASKED", entry, "", found="", fix="write `asked`, the wording for studies")
    if entry["source"] == "project" and is_asked:
        yield breach("R-ASKED", entry, "", found="", fix="write it in the text itself")


def _texts(entry: Entry, journey: Journey) -> Findings:
    for field in TEXTS[entry.kind]:
        if entry.is_asked and field not in entry.house:
            continue
        yield from slots(entry, field, journey)
        yield from _american(entry, field)
        yield from _voice(entry, field)
    if entry.kind == METRICS:
        yield from named(entry, journey)


def _american(entry: Entry, field: str) -> Findings:
    """American words, and none that sounds translated."""
    for found, better in words.foreign(entry[field]):
        yield breach("R-WORDS", entry, field, found=found, fix=f"write {better}")


def _voice(entry: Entry, field: str) -> Findings:
    """One voice in all journeys: nobody says “me”, outcomes speak to nobody."""
    checks = [(_FIRST_PERSON, "say it without “me”")]
    if field == "outcome":
        checks.append((_SECOND_PERSON, "an outcome speaks of one, not to you"))
    if field == "plain":
        checks.append((_KEEP_DOWN, "say what a person does: “search without trying twice”"))
        checks.append((_BE_TOLD, "say what a person does: “learn of …”, “notice …”"))
    for pattern, fix in checks:
        if found := pattern.search(entry[field]):
            yield breach("R-VOICE", entry, field, found=found.group(), fix=fix)


# --- Examples and kinds of thing ----------------------------------------------------------------


def _examples(metric: Entry, kinds: frozenset[str]) -> Findings:
    """For each kind that the metric fits two examples, none of which the outcome says already."""
    if words.EXAMPLES.search(metric["outcome"]):
        fix = "move them to `examples`, by kind of thing"
        yield breach("R-EXAMPLES", metric, "outcome", found="e.g.", fix=fix)
    lacking = [
        kind
        for kind in sorted(kinds)
        if len([*filter(None, metric.examples.get(kind, []))]) < EXAMPLES_PER_KIND
    ]
    if lacking:
        fix = "write two examples of each kind it fits, or say in `fits` which it fits"
        yield breach("R-EXAMPLES", metric, "", found=" ".join(lacking), fix=fix)
    said, seen = words.roots(metric["outcome"]), set[frozenset[str]]()
    for kind, examples in metric.examples.items():
        if examples and kind not in kinds:
            fix = "leave these examples out, or add the kind to `fits`"
            yield breach("R-EXAMPLES", metric, "", found=kind, fix=fix)
        for example in examples:
            roots = words.roots(example)
            if roots and (roots <= said or roots in seen):
                fix = "it says nothing new: take another"
                yield breach("R-EXAMPLES", metric, "", found=example, fix=fix)
            seen.add(roots)


def _counts_by_kind(journey: Journey) -> Findings:
    """Enough to choose from for each kind of thing that the journey fits."""
    for kind in sorted(journey.head.fits):
        for step, metrics in journey.steps:
            n = sum(kind in metric.fits for metric in metrics)
            if kind in step.fits and n < METRICS_PER_KIND:
                yield _too_few(step, f"{n} of {METRICS_PER_KIND} metrics for {kind}")
        for section, entries in journey.lists.items():
            fitting = [entry for entry in entries if kind in entry.fits]
            place = Entry((section,), section, "", {})
            label = section.replace("_", " ")
            if len(fitting) < ENTRIES_PER_KIND:
                yield _too_few(place, f"{len(fitting)} of {ENTRIES_PER_KIND} {label} for {kind}")
            for when in RelatedJob.When.values if section == "related_jobs" else ():
                n = sum(entry["when"] == when for entry in fitting)
                if n < RELATED_PER_KIND:
                    found = f"{n} of {RELATED_PER_KIND} {when} {label} for {kind}"
                    yield _too_few(place, found)


def _too_few(entry: Entry, found: str) -> Finding:
    fix = "write others that fit, or say in `fits` that the step or the journey does not"
    return breach("R-KIND-COUNT", entry, "", found=found, fix=fix)


# --- Metrics side by side -----------------------------------------------------------------------


def _mixed(step: Entry, metrics: Sequence[Entry]) -> Findings:
    """The first five are a fair five; no unit runs on and on."""
    units = [words.unit_of(metric["outcome"]) for metric in metrics]
    if len(units) >= FIRST and len({*units[:FIRST]}) == 1:
        fix = "let the first five measure two units at least"
        yield breach("R-UNITS-MIXED", step, "", found=f"{FIRST} of {units[0]} first", fix=fix)
    for unit, run in groupby(units):
        n = len([*run])
        if n > LONGEST_RUN:
            fix = "put other units between them"
            yield breach("R-UNITS-MIXED", step, "", found=f"{n} of {unit} in a row", fix=fix)


def _alike_openings(place: Entry, metrics: Sequence[Entry], most: int) -> Findings:
    """The same beginning (“the time it takes to learn”) only so often."""
    openings = Counter(filter(None, (words.opening_of(metric["outcome"]) for metric in metrics)))
    for opening, n in openings.items():
        if n > most:
            fix = f"say what else can go wrong or take time; {most} may begin so"
            yield breach("R-SKELETON", place, "", found=f"{n} × {opening}", fix=fix)


def _of_all_metrics(journey: Journey) -> Findings:
    metrics = [metric for _step, metrics in journey.steps for metric in metrics]
    yield from _alike_openings(journey.head, metrics, MOST_ALIKE_IN_JOURNEY)
    timed = [metric for metric in metrics if words.unit_of(metric["outcome"]) == "time"]
    n = sum(words.is_finding_out(metric["outcome"]) for metric in timed)
    if n > MOST_FINDING_OUT * len(timed):
        fix = "measure the doing, too: half of the time metrics at most are about finding out"
        yield breach("R-FINDING-OUT", journey.head, "", found=f"{n} of {len(timed)}", fix=fix)
