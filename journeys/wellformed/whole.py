"""The rules over a whole journey: the checks of each kind of entry, and what only a list shows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from journeys.models import Phase, RelatedJob, Valence
from journeys.wellformed import comparing, texts
from journeys.wellformed.entries import METRICS, Entry, Finding, Journey
from journeys.wellformed.texts import Check, breach
from journeys.wellformed.words import words_of

Findings = Iterator[Finding]
TextCheck = Callable[[Entry, str], Findings]

# Which texts of each kind are judged, and by what.
_FUNCTIONAL: tuple[TextCheck, ...] = (texts.one_thing, texts.neutral, texts.specific, texts.short)
_TEXT_CHECKS: dict[str, dict[str, tuple[TextCheck, ...]]] = {
    METRICS: {"outcome": _FUNCTIONAL, "plain": _FUNCTIONAL},
    "steps": {"name": (texts.neutral, texts.specific), "ability": (texts.neutral, texts.short)},
    "contexts": {"text": (texts.short,)},
    "situations": {"text": (texts.one_thing, texts.neutral, texts.short)},
    "ideal_states": {"text": _FUNCTIONAL},
    "financial_metrics": {"text": _FUNCTIONAL},
    "related_jobs": {"name": (texts.short,)},
    "emotional_jobs": {"name": (texts.one_thing,)},
    "social_jobs": {"name": (texts.one_thing,)},
}
_OWN_CHECKS: dict[str, tuple[Check, ...]] = {
    METRICS: (
        texts.outcome_direction,
        texts.outcome_unit,
        texts.outcome_examples,
        texts.plain_verb,
    ),
    "steps": (texts.step_name, texts.step_ability),
    "situations": (texts.situation_noun, texts.situation_anchors),
    "ideal_states": (texts.ideal_form,),
    "financial_metrics": (texts.financial_form,),
    "related_jobs": (texts.related_name,),
    "emotional_jobs": (texts.emotional_form,),
    "social_jobs": (texts.social_form,),
}
# How many entries a complete list has, and by which field's words it is counted apart.
METRICS_PER_STEP = 20
STEPS_PER_JOB = {"first": range(6, 16), "second": range(8, 13)}
_COMPLETE = dict.fromkeys(("contexts", "situations", "ideal_states", "financial_metrics"), 20)
_GROUPED = {
    "related_jobs": ("when", RelatedJob.When.values, 5),
    "emotional_jobs": ("valence", Valence.values, 5),
    "social_jobs": ("valence", Valence.values, 5),
}
_MAIN_FIELD = {
    "related_jobs": "name",
    "emotional_jobs": "name",
    "social_jobs": "name",
}
# A verb in -ing or in its base form, and its object.
_JOB = re.compile(r"(?i)\w+ing [\w{]|[a-z-]+ (a|an|the|one's|your|their|several|multiple) \w")
# The two nouns for the thing owned that journeys use; one journey keeps to what its job says.
_NOUNS = ("solution", "product")


def of_entries(journey: Journey) -> Findings:
    """What each entry by itself breaks."""
    for entry in journey.entries:
        found = list(_of_entry(entry, journey))
        yield from found
        if entry.as_asked.is_asked:
            known = {(finding.rule, finding.words) for finding in found}
            for finding in _of_entry(entry.as_asked, journey):
                if (finding.rule, finding.words) not in known:
                    yield finding


def _of_entry(entry: Entry, journey: Journey) -> Findings:
    for field, checks in _TEXT_CHECKS[entry.kind].items():
        for check in checks:
            yield from check(entry, field)
    for own_check in _OWN_CHECKS.get(entry.kind, ()):
        if not (own_check is texts.outcome_examples and journey.is_second_edition):
            yield from own_check(entry)


def of_journey(journey: Journey) -> Findings:
    """The job, its stem, and the one noun for what is owned."""
    head = journey.head
    if not _JOB.match(head["job"]):
        fix = "write the verb with its object: “Upgrading a solution”"
        yield breach("R-JOB-FORM", head, "job", found=head["job"], fix=fix)
    if not head["stem"].startswith("When "):
        fix = "write “When” and the job: “When upgrading a solution”"
        yield breach("R-JOB-STEM", head, "stem", found=head["stem"], fix=fix)
    said = words_of(head["job"])
    if not journey.is_second_edition and sum(noun in said for noun in _NOUNS) == 1:
        kept, other = sorted(_NOUNS, key=said.count, reverse=True)
        yield from _other_noun(journey, kept, other)


def _other_noun(journey: Journey, kept: str, other: str) -> Findings:
    pattern = re.compile(rf"\b{other}s?\b", re.I)
    for entry in journey.entries:
        for field in _TEXT_CHECKS[entry.kind]:
            if found := pattern.search(entry[field]):
                fix = f"the job says “{kept}”: keep to it"
                yield breach("R-NOUN", entry, field, found=found.group(), fix=fix)


def of_steps(journey: Journey) -> Findings:
    """The job map as a whole, and the metrics of each step next to each other."""
    steps = [step for step, _metrics in journey.steps]
    if len(steps) not in STEPS_PER_JOB["second" if journey.is_second_edition else "first"]:
        fix = "split what is two steps, or join what is half of one"
        yield breach("R-STEP-COUNT", journey.head, "", found=f"{len(steps)} steps", fix=fix)
    for before, step in pairwise(steps):
        order = Phase.values
        if {before["phase"], step["phase"]} <= {*order} and order.index(
            before["phase"]
        ) > order.index(step["phase"]):
            fix = f"place it before step {before.code}, or choose its phase anew"
            yield breach("R-PHASE-ORDER", step, "phase", found=step["phase"], fix=fix)
    for field in ("name", "ability"):
        yield from comparing.twins(steps, field)
        yield from comparing.alike(steps, field)
    yield from _of_metrics(journey)


def _of_metrics(journey: Journey) -> Findings:
    for step, metrics in journey.steps:
        if len(metrics) < METRICS_PER_STEP:
            found = f"{len(metrics)} of {METRICS_PER_STEP} performance metrics"
            yield breach("R-COUNT", step, "", found=found, fix="write the others")
        yield from comparing.metric_shares(step, metrics)
        for field in ("outcome", "plain"):
            yield from comparing.alike(metrics, field)
    everything = [metric for _step, metrics in journey.steps for metric in metrics]
    for field in ("outcome", "plain"):
        yield from comparing.twins(everything, field)
    yield from comparing.alike_apart(journey.steps, "outcome")


def of_lists(journey: Journey) -> Findings:
    """Each section as a list: complete, without twins, its related jobs no steps."""
    for section, entries in journey.lists.items():
        field = _MAIN_FIELD.get(section, "text")
        yield from _counts(journey, section, entries)
        yield from comparing.twins(entries, field)
        common = journey.head["job"] if section == "contexts" else ""
        yield from comparing.alike(entries, field, common=common)
    jobs = [journey.head["job"], journey.head["stem"].removeprefix("When ")]
    for context in journey.lists["contexts"]:
        yield from _context(context, jobs)
    steps = [step for step, _metrics in journey.steps]
    yield from comparing.like_a_step(journey.lists["related_jobs"], steps, journey.head["job"])


def _counts(journey: Journey, section: str, entries: list[Entry]) -> Findings:
    place = Entry((section,), section, "", {})
    field, groups, least = _GROUPED.get(section, ("", [""], _COMPLETE.get(section, 0)))
    for group in groups:
        n = sum(entry[field] == group for entry in entries) if field else len(entries)
        if n < least:
            found = " ".join(filter(None, [f"{n} of {least}", group, section.replace("_", " ")]))
            yield breach("R-COUNT", place, "", found=found, fix="write the others")


def _context(context: Entry, jobs: list[str]) -> Findings:
    """It begins with the job, as its own words or the stem have it, and says more."""
    text = context["text"]
    for job in jobs:
        if text.casefold().startswith(job.casefold()) and len(text.split()) >= len(job.split()) + 2:
            return
    fix = f"begin with “{jobs[0]}”, then say how, where or for whom"
    yield breach("R-CTX-JOB", context, "text", found=text[:40], fix=fix)
