"""Loads journey files into the catalog: all of them or none, and only what differs.

A file wins over the journey it was loaded into before, unless people have edited that journey
since; then the journey is left alone and the report says so. Entries that are gone from a file
are retired: kept, but seen nowhere, and their codes are never given again. Those that people made
or edited stay. Both are removed if the caller asks for pruning. A journey without a file is never
touched.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from journeys import editing
from journeys.documents import (
    METRIC_FIELDS,
    SECTIONS,
    STEPS,
    Document,
    document_digest,
    journey_digest,
)
from journeys.models import CatalogEntry, JobStep, Journey, PerformanceMetric, Valence
from journeys.reading.files import JourneyFile, journey_files

Entry = CatalogEntry | PerformanceMetric
EntryKey = tuple[type[Entry], str]

# --- The report ---------------------------------------------------------------------------------


@dataclass
class JourneyReport:
    """What loading one file did, or in a dry run would do, to its journey."""

    slug: str
    outcome: str = "unchanged"
    note: str = ""
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    retired: list[str] = field(default_factory=list)
    copies: str = ""
    kept: list[str] = field(default_factory=list)
    reordered: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The report for a person; the first line names the journey and the outcome."""
        yield f"{self.slug}: {self.outcome}{': ' if self.note else ''}{self.note}"
        if self.outcome != "added":
            yield from (f"  + {line}" for line in self.added)
        yield from (f"  ~ {line}" for line in self.changed)
        yield from (f"  - {line}" for line in self.removed)
        if self.reordered:
            yield f"  order changed: {', '.join(self.reordered)}"
        if self.retired:
            copies = f" ({self.copies})" if self.copies else ""
            yield f"  retired, no longer in the file: {', '.join(self.retired)}{copies}"
        if self.kept:
            yield (
                "  kept, made or edited here and not in the file (--prune removes them): "
                f"{', '.join(self.kept)}"
            )


@dataclass(frozen=True)
class LoadReport:
    """What loading did, journey by journey in the order of the files."""

    journeys: list[JourneyReport]
    dry_run: bool

    def lines(self) -> Iterator[str]:
        """The whole report for a person."""
        for journey in self.journeys:
            yield from journey.lines()
        if self.dry_run:
            yield "Dry run: nothing was written."


# --- From a document to rows --------------------------------------------------------------------


@dataclass(frozen=True)
class _Wanted:
    """A row as the file wants it; a metric names the code of its step."""

    key: EntryKey
    section: str
    values: dict[str, Any]
    step_code: str = ""

    @property
    def code(self) -> str:
        return self.key[1]

    @property
    def digest(self) -> str:
        """What tells this row from an edited one."""
        return _digest({name: self.values[name] for name in _content_of(self.key[0])})

    @property
    def label(self) -> str:
        """The code and the words that name the entry."""
        words = next(
            self.values[name] for name in ("text", "name", "outcome") if name in self.values
        )
        return f"{self.code} {_on_one_line(words)}"


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ⏎ ")


_FIELDS = {section.model: section.fields for section in SECTIONS} | {
    JobStep: STEPS.fields,
    PerformanceMetric: (*METRIC_FIELDS, "examples"),
}


def _content_of(model: type[Entry]) -> tuple[str, ...]:
    """The fields in which an edit by people shows; where an entry stands is not among them."""
    return (*_FIELDS[model], "asked", "fits", "source")


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _list_of_wanted(
    model: type[Entry], section: str, rows: list[Document], fields: Sequence[str], step_code: str
) -> Iterator[_Wanted]:
    for position, row in enumerate(rows, start=1):
        values = {name: row[name] for name in (*fields, "source")} | {"position": position}
        values |= {"asked": row.get("asked", ""), "fits": " ".join(row.get("fits", []))}
        values["is_retired"] = False
        if model is PerformanceMetric:
            values["examples"] = row.get("examples", {})
        yield _Wanted((model, row["code"]), section, values, step_code)


def _wanted_entries(document: Document) -> Iterator[_Wanted]:
    """Every entry of the document, a step before its metrics."""
    steps = document[STEPS.key]
    yield from _list_of_wanted(JobStep, STEPS.key, steps, STEPS.fields, "")
    for step in steps:
        code, metrics = step["code"], step["metrics"]
        yield from _list_of_wanted(
            PerformanceMetric, f"metrics of {code}", metrics, METRIC_FIELDS, code
        )
    for section in SECTIONS:
        value = document[section.key]
        rows = value["items"] if section.has_headings else value
        yield from _list_of_wanted(section.model, section.key, rows, section.fields, "")


def _wanted_head(document: Document) -> dict[str, Any]:
    """The values of the journey's own row."""
    head: dict[str, Any] = {"noun": "", "context": "", "end_user": ""}
    head |= document["journey"]
    head["fits"] = " ".join(head.get("fits", []))
    head |= {"licence": document["licence"], "attribution": document["attribution"]}
    for section in SECTIONS:
        if section.has_headings:
            for valence in Valence.values:
                heading = document[section.key][f"{valence}_heading"]
                head[section.heading_field(valence)] = heading
    return head


def _entries_of(journey: Journey) -> dict[EntryKey, Entry]:
    """Every entry of a stored journey, retired ones too, a step before its metrics.

    They are in order. Nine queries.
    """
    steps = JobStep.with_retired.filter(journey=journey)
    metrics = PerformanceMetric.with_retired.filter(job_step__journey=journey)
    rows: list[Entry] = [
        *steps,
        *metrics.select_related("job_step").order_by("job_step__position", "position", "code"),
    ]
    for section in SECTIONS:
        rows.extend(section.model.with_retired.filter(journey=journey))
    return {(type(row), row.code): row for row in rows}


# --- What differs -------------------------------------------------------------------------------


@dataclass
class _Plan:
    """What to write for one journey, and what to say about it."""

    journey: Journey
    report: JourneyReport
    head_fields: list[str] = field(default_factory=list)
    rows: list[tuple[_Wanted, Entry | None, list[str]]] = field(default_factory=list)
    kept: list[Entry] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    retired: list[Entry] = field(default_factory=list)
    # Rows that are as the file has them already, and do not know yet that they came from it.
    marked: list[Entry] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        changes = (self.head_fields, self.rows, self.moved, self.removed, self.retired)
        return not any(changes)


def _differing(row: Journey | Entry, values: dict[str, Any]) -> list[str]:
    return [name for name, value in values.items() if getattr(row, name) != value]


def _changes(name: str, row: Journey | Entry, values: dict[str, Any]) -> Iterator[str]:
    """Each differing value, old and new; places in a list are told apart from words."""
    for part in _differing(row, values):
        if part != "position" or isinstance(row, Journey):
            old, new = str(getattr(row, part)), str(values[part])
            yield f"{name} {part}: “{_on_one_line(old)}” → “{_on_one_line(new)}”"


def _plan_of(document: Document, journey: Journey, *, prune: bool, is_unedited: bool) -> _Plan:
    """Compare a file with what is stored. `journey` takes on the file's values, unsaved."""
    plan = _Plan(journey, JourneyReport(journey.slug))
    _plan_head(plan, _wanted_head(document))
    stored = {} if journey._state.adding else _entries_of(journey)
    # What a release before this one loaded bears no mark; then the journey as a whole tells.
    is_as_loaded = is_unedited and not any(row.loaded_digest for row in stored.values())
    wanted = list(_wanted_entries(document))
    for entry in wanted:
        row = stored.get(entry.key)
        if row is None:
            plan.rows.append((entry, None, []))
            plan.report.added.append(entry.label)
        elif fields := _differing(row, entry.values):
            plan.rows.append((entry, row, fields))
            plan.report.changed.extend(_changes(entry.code, row, entry.values))
        elif row.loaded_digest != entry.digest:
            row.loaded_digest = entry.digest
            plan.marked.append(row)
    present = {key: row for key, row in stored.items() if not row.is_retired}
    plan.report.reordered.extend(_reordered(wanted, present))
    known = {entry.key for entry in wanted}
    if prune:
        _plan_removal(plan, [row for key, row in stored.items() if key not in known])
    else:
        gone = [row for key, row in present.items() if key not in known]
        kept = [] if is_as_loaded else _edited(gone)
        _plan_retiring(plan, [row for row in gone if row not in kept])
        _plan_keeping(plan, [row for row in gone if row in kept], wanted)
    retired = _retired(document, plan, known)
    if journey.retired != retired:
        journey.retired = retired
        plan.head_fields.append("retired")
    return plan


def _edited(gone: list[Entry]) -> list[Entry]:
    """Those of `gone` that people made or edited, and the steps that hold such metrics."""
    edited = [row for row in gone if row.loaded_digest != _digest_of(row)]
    steps = {row.job_step.pk for row in edited if isinstance(row, PerformanceMetric)}
    return [row for row in gone if row in edited or (isinstance(row, JobStep) and row.pk in steps)]


def _digest_of(row: Entry) -> str:
    return _digest({name: getattr(row, name) for name in _content_of(type(row))})


def _plan_retiring(plan: _Plan, gone: list[Entry]) -> None:
    plan.retired = gone
    uses = editing.uses_of(plan.journey) if gone else []
    steps = {row.pk for row in gone if isinstance(row, JobStep)}
    for row in gone:
        if isinstance(row, PerformanceMetric) and row.job_step_id in steps:
            continue
        name = f"{row.code} with its metrics" if isinstance(row, JobStep) else row.code
        plan.report.retired.append(name)
    plan.report.copies = editing.usage_sentence(uses, [row.code for row in gone])


def _retired(document: Document, plan: _Plan, known: Iterable[EntryKey]) -> list[str]:
    """Codes that are never given again: the file's, those retired here, and those that go now."""
    gone = {row.code for row in (*plan.retired, *plan.removed)}
    here = {code for _model, code in known} | {row.code for row in plan.kept}
    known_here = gone | {*document.get("retired", []), *plan.journey.retired}
    return editing.shortest_codes(known_here - here)


def _plan_head(plan: _Plan, head: dict[str, Any]) -> None:
    plan.head_fields = _differing(plan.journey, head)
    if not plan.journey._state.adding:
        plan.report.changed.extend(_changes("journey", plan.journey, head))
    for name, value in head.items():
        setattr(plan.journey, name, value)


def _plan_removal(plan: _Plan, gone: list[Entry]) -> None:
    plan.removed = gone
    uses = editing.uses_of(plan.journey) if gone else []
    for row in gone:
        sentence = editing.usage_sentence(uses, [row.code])
        plan.report.removed.append(f"{row.code} ({sentence})" if sentence else row.code)


def _plan_keeping(plan: _Plan, gone: list[Entry], wanted: list[_Wanted]) -> None:
    """Entries that the file no longer has stay, in their order, after those it has."""
    plan.kept = gone
    ends = Counter((entry.key[0], entry.step_code) for entry in wanted)
    for row in gone:
        plan.report.kept.append(row.code)
        step_code = row.job_step.code if isinstance(row, PerformanceMetric) else ""
        ends[type(row), step_code] += 1
        position = ends[type(row), step_code]
        if row.position != position:
            row.position = position
            plan.moved.append(row)


def _reordered(wanted: list[_Wanted], stored: dict[EntryKey, Entry]) -> list[str]:
    """Sections in which entries that were there before now follow in another order."""
    order = {key: place for place, key in enumerate(stored)}
    last: dict[str, int] = {}
    found: dict[str, None] = {}
    for entry in wanted:
        place = order.get(entry.key)
        if place is not None:
            if place < last.get(entry.section, -1):
                found[entry.section] = None
            last[entry.section] = place
    return list(found)


# --- Writing it ---------------------------------------------------------------------------------


def _write(plan: _Plan) -> None:
    """Write what the plan says, and remember what the journey is now."""
    editing.save(plan.journey, fields=plan.head_fields)
    steps: dict[str, JobStep] = {step.code: step for step in plan.journey.job_steps.all()}
    for row in reversed(plan.removed):
        editing.delete(row)
    editing.retire(plan.journey, plan.retired)
    for row in plan.moved:
        editing.save(row, fields=["position"])
    for entry, stored, fields in plan.rows:
        row = stored or _new_row(entry, plan.journey, steps)
        for name, value in entry.values.items():
            setattr(row, name, value)
        row.loaded_digest = entry.digest
        editing.save(row, fields=[*fields, "loaded_digest"])
        if isinstance(row, JobStep):
            steps[row.code] = row
    editing.remember_loaded(plan.journey, journey_digest(plan.journey), plan.marked)


def _new_row(entry: _Wanted, journey: Journey, steps: dict[str, JobStep]) -> Entry:
    model, code = entry.key
    if issubclass(model, PerformanceMetric):
        return model(code=code, job_step=steps[entry.step_code])
    return model(code=code, journey=journey)


def _reason_to_leave_alone(journey: Journey, *, current: str, wanted: str) -> str:
    """Why a stored journey must not be overwritten by its file; empty if it may be."""
    if not journey.loaded_digest:
        return "it was made here and has never been loaded (--overwrite takes the file)"
    if current == journey.loaded_digest:
        return ""
    if wanted == journey.loaded_digest:
        return "it was edited here since it was loaded, and the file has not changed"
    return "both it and its file have changed since it was loaded (--overwrite takes the file)"


@dataclass(frozen=True)
class _Options:
    dry_run: bool
    prune: bool
    overwrite: bool


def _load_one(file: JourneyFile, journey: Journey | None, options: _Options) -> JourneyReport:
    document = file.document.as_document()
    if journey is None:
        new = Journey(slug=document["journey"]["slug"])
        plan = _plan_of(document, new, prune=options.prune, is_unedited=True)
        plan.report.outcome, plan.report.note = "added", _counts(plan)
    else:
        current, wanted = journey_digest(journey), document_digest(document)
        if current == wanted:
            if journey.loaded_digest != wanted and not options.dry_run:
                editing.remember_loaded(journey, wanted)
            return JourneyReport(journey.slug)
        reason = _reason_to_leave_alone(journey, current=current, wanted=wanted)
        if reason and not options.overwrite:
            return JourneyReport(journey.slug, "left alone", reason)
        is_unedited = current == journey.loaded_digest
        plan = _plan_of(document, journey, prune=options.prune, is_unedited=is_unedited)
        plan.report.outcome = "unchanged" if plan.is_empty else "changed"
        if plan.is_empty and not reason:
            return plan.report
    if not options.dry_run:
        _write(plan)
    return plan.report


def _counts(plan: _Plan) -> str:
    """How many entries of each section a new journey has, such as `12 steps, 1 context`."""
    singulars = {section.key: section.singular for section in (STEPS, *SECTIONS)}
    counts = Counter(entry.section for entry, _stored, _fields in plan.rows)
    n_metrics = sum(n for section, n in counts.items() if section not in singulars)
    words = [(n, singulars[section]) for section, n in counts.items() if section in singulars]
    words.insert(1, (n_metrics, "performance metric"))
    return ", ".join(f"{n} {word}{'' if n == 1 else 's'}" for n, word in words if n)


def load_catalog(
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    prune: bool = False,
    overwrite: bool = False,
    progress: Callable[[str], None] = lambda line: None,
) -> LoadReport:
    """Load journey files, and the YAML files of folders, in one transaction.

    Raises CatalogFileError, with every problem of every file, before anything is read from the
    database. `progress` is told of each file as its turn comes.
    """
    files = journey_files(paths)
    options = _Options(dry_run, prune, overwrite)
    reports = []
    with editing.one_change():
        slugs = [file.document.journey.slug for file in files]
        stored = Journey.objects.in_bulk(slugs, field_name="slug")
        for slug, file in zip(slugs, files, strict=True):
            progress(file.name)
            reports.append(_load_one(file, stored.get(slug), options))
    return LoadReport(reports, dry_run)
