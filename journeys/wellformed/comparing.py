"""Rules that compare entries with each other: twins, what is nearly alike, and shares."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from journeys.wellformed import words
from journeys.wellformed.entries import Entry, Finding, Journey
from journeys.wellformed.texts import breach

Roots = frozenset[str]

ALIKE_IN_LIST = 0.6
ALIKE_IN_JOURNEY = 0.8
ALIKE_ACROSS = 0.6
LEAST_WORDS = 3
MOST_CUT_SHORT = 0.3
LEAST_TIME_OR_LIKELIHOOD = 0.8
LIKE_A_STEP = 0.5

_FORMS = re.compile(
    r"^(minimize the cost of|feel|avoid feeling|(be|avoid being) perceived as|the ability to)\b",
    re.I,
)


def core_of(text: str) -> str:
    """What a text says apart from the stem of its kind and its clarifier."""
    statement = words.statement_of(text)
    return _FORMS.sub("", words.UNITS.sub("", statement))


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("\xa0", " ").split())


def twins(entries: Sequence[Entry], field: str) -> Iterator[Finding]:
    """Texts that stand twice, whatever their case and spaces."""
    first: dict[str, Entry] = {}
    for entry in entries:
        text = _folded(entry[field])
        if text and text in first:
            fix = f"{first[text].code} says the same: keep one of the two"
            yield breach("R-TWIN", entry, field, found="", fix=fix)
        first.setdefault(text, entry)


def _alike_pairs(said: Sequence[Roots], least: float) -> Iterator[tuple[int, int, float]]:
    """Indices of the pairs whose Jaccard similarity is `least` or more, and that similarity.

    Of texts with the same words, each is paired with the first of them only. Two texts that are
    alike to `least` share one of the rarest words of each, so only those who do are compared
    (Bayardo, Ma and Srikant, "Scaling up all pairs similarity search", 2007).
    """
    n_texts = Counter(root for roots in said for root in roots)
    first: dict[Roots, int] = {}
    holders: dict[str, list[int]] = {}
    for index, roots in enumerate(said):
        if roots and first.setdefault(roots, index) != index:
            yield first[roots], index, 1.0
            continue
        rarest = sorted(roots, key=lambda root: (n_texts[root], root))
        kept = rarest[: len(roots) - math.ceil(least * len(roots)) + 1]
        for other in {place for root in kept for place in holders.get(root, ())}:
            if (likeness := words.jaccard(roots, said[other])) >= least:
                yield other, index, likeness
        for root in kept:
            holders.setdefault(root, []).append(index)


def _alike_breach(one: Entry, other: Entry, field: str, likeness: float) -> Finding:
    fix = "merge the two, or say where they differ"
    message = f"much like {one.code} ({likeness:.0%} of the words): “{one[field]}”"
    return breach("R-ALIKE", other, field, found="", message=message, fix=fix)


def alike(entries: Sequence[Entry], field: str, *, common: str = "") -> Iterator[Finding]:
    """Pairs of a list whose words are shared to ALIKE_IN_LIST (Jaccard), but for `common` words."""
    shared = words.roots(common)
    said = [words.roots(core_of(entry[field])) - shared for entry in entries]
    for one, other, likeness in _alike_pairs(said, ALIKE_IN_LIST):
        if _folded(entries[one][field]) != _folded(entries[other][field]):
            yield _alike_breach(entries[one], entries[other], field, likeness)


def alike_apart(steps: Sequence[tuple[Entry, Sequence[Entry]]], field: str) -> Iterator[Finding]:
    """Metrics of different steps that are alike to ALIKE_IN_JOURNEY; within a step, see `alike`."""
    metrics = [(step.code, metric) for step, metrics in steps for metric in metrics]
    said = [words.roots(core_of(metric[field])) for _step, metric in metrics]
    for one, other, likeness in _alike_pairs(said, ALIKE_IN_JOURNEY):
        (step, first), (other_step, second) = metrics[one], metrics[other]
        if step != other_step and _folded(first[field]) != _folded(second[field]):
            yield _alike_breach(first, second, field, likeness)


def share_alike(journeys: Sequence[Journey]) -> float:
    """Share of all metrics, 0 to 1, that are much like one of another journey.

    The words of a journey's job and name and of a step's name are masked, so that what is left is
    what a metric says of its own; where that is less than LEAST_WORDS, nothing is masked.
    """
    metrics = [
        (number, _masked(metric, f"{journey.head['job']} {journey.head['name']} {step['name']}"))
        for number, journey in enumerate(journeys)
        for step, metrics in journey.steps
        for metric in metrics
    ]
    found: set[int] = set()
    for one, other, _likeness in _alike_pairs([said for _number, said in metrics], ALIKE_ACROSS):
        if metrics[one][0] != metrics[other][0]:
            found |= {one, other}
    return len(found) / len(metrics) if metrics else 0.0


def _masked(metric: Entry, masked: str) -> Roots:
    said = words.roots(core_of(metric["outcome"]))
    own = said - words.roots(masked)
    return own if len(own) >= LEAST_WORDS else said


def cut_short(metric: Entry) -> bool:
    """Whether the plain wording has the words of the outcome statement minus its stem."""
    plain, outcome = (words.roots(core_of(metric[field])) for field in ("plain", "outcome"))
    return bool(plain) and plain == outcome


def metric_shares(step: Entry, metrics: Sequence[Entry]) -> Iterator[Finding]:
    """How many measure time or likelihood, and how many plain wordings are written afresh."""
    if not metrics:
        return
    n = len(metrics)
    n_usual = sum(bool(words.TIME_OR_LIKELIHOOD.match(metric["outcome"])) for metric in metrics)
    if n_usual < LEAST_TIME_OR_LIKELIHOOD * n:
        fix = "measure time or likelihood: numbers and amounts mean little without a base"
        yield breach("R-OUT-SHARE", step, "", found=f"{n_usual} of {n}", fix=fix)
    n_cut = sum(map(cut_short, metrics))
    if n_cut > MOST_CUT_SHORT * n:
        fix = "say it as a person would, in other words than the outcome statement"
        yield breach("R-PLAIN-AFRESH", step, "", found=f"{n_cut} of {n}", fix=fix)


def like_a_step(jobs: Sequence[Entry], steps: Sequence[Entry], job: str) -> Iterator[Finding]:
    """Related jobs that say what a step says: leaving them out would make the job fail."""
    shared = words.roots(job)
    said = [
        (step, words.roots(step["name"]) - shared, words.roots(step["ability"])) for step in steps
    ]
    for related in jobs:
        own = words.roots(related["name"]) - shared
        whole = words.roots(f"{related['name']} {related['description']}")
        for step, name, ability in said:
            likeness = max(words.jaccard(own, name), words.jaccard(whole, ability | name))
            if likeness >= LIKE_A_STEP:
                fix = "leave it out, or name a job that stands without this one"
                message = f"much like step {step.code}, “{step['name']}”"
                yield breach(
                    "R-REL-INDEPENDENT", related, "name", found="", message=message, fix=fix
                )
                break
