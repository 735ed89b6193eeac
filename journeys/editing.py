"""The one way to write the catalog: every change bumps its journey's version exactly once.

The loader and the admin both write through `save` and `delete`; from `Journey.version` follow
ETags and caches. `one_change` groups writes that belong together: one transaction, one bump per
journey, however many rows. Changes wait for each other, so two of them never interleave.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys import naming
from journeys.documents import HEAD_WITHOUT_SLOTS, SECTIONS, STEPS, unwanted_character
from journeys.models import CatalogEntry, Journey, PerformanceMetric, Thing

CatalogRow = Journey | CatalogEntry | PerformanceMetric


class InUseError(Exception):
    """A journey cannot be deleted because something outside the catalog needs it."""


# --- Who uses what ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """Something that holds copies of entries of a journey, such as a survey.

    `label` names it for a person, `codes` are the codes of the entries it copied.
    """

    label: str
    codes: frozenset[str]


UsageLookup = Callable[[Journey], Iterable[Use]]
_lookups: list[UsageLookup] = []


def register_usage(lookup: UsageLookup) -> None:
    """Let the catalog ask `lookup` who uses a journey; asking twice for the same one adds nothing.

    To be called once at start-up, by whatever stands above the catalog.
    """
    if lookup not in _lookups:
        _lookups.append(lookup)


def uses_of(journey: Journey) -> list[Use]:
    """Everything that uses `journey`, by label."""
    uses = (use for lookup in _lookups for use in lookup(journey))
    return sorted(uses, key=lambda use: use.label)


def usage_sentence(uses: Iterable[Use], codes: Collection[str]) -> str:
    """Say who keeps copies of the entries `codes`; empty if nobody does.

    A step's code stands for its metrics too.
    """
    labels = [
        use.label
        for use in uses
        if any(used == code or used.startswith(f"{code}M") for code in codes for used in use.codes)
    ]
    if not labels:
        return ""
    return ngettext(
        "%(surveys)s keeps its own copy.", "%(surveys)s keep their own copies.", len(labels)
    ) % {"surveys": get_text_list(labels, _("and"))}


def refusal_to_delete(journey: Journey) -> str:
    """Why `journey` cannot be deleted, in words; empty if it can."""
    uses = uses_of(journey)
    if not uses:
        return ""
    sentence = ngettext(
        "“%(journey)s” cannot be deleted: %(surveys)s rests on it. "
        "Delete that first, or keep the journey.",
        "“%(journey)s” cannot be deleted: %(surveys)s rest on it. "
        "Delete those first, or keep the journey.",
        len(uses),
    )
    labels = get_text_list([use.label for use in uses], _("and"))
    return sentence % {"journey": journey.name, "surveys": labels}


# --- Writing ------------------------------------------------------------------------------------


@dataclass
class Change:
    """What one change has touched: ids of journeys to bump, and of those it created.

    `gone` are the codes of deleted entries by journey: they are never given again.
    """

    touched: set[int] = field(default_factory=set)
    created: set[int] = field(default_factory=set)
    gone: dict[int, set[str]] = field(default_factory=dict)


_open_change: ContextVar[Change | None] = ContextVar("open_change", default=None)


def _wait_for_other_changes() -> None:
    """Hold one row until the transaction ends; SQLite's immediate transactions wait already."""
    rows = ContentType.objects.filter(app_label="journeys", model="journey")
    list(rows.select_for_update(no_key=True).values_list("pk"))


@contextmanager
def one_change() -> Iterator[Change]:
    """Group writes: all or nothing, and each journey they touch gets one new version.

    A change inside a change is part of it. A journey created here keeps version 1.
    """
    if (surrounding := _open_change.get()) is not None:
        yield surrounding
        return
    with transaction.atomic():
        _wait_for_other_changes()
        change = Change()
        token = _open_change.set(change)
        try:
            yield change
        finally:
            _open_change.reset(token)
        _retire_codes(change.gone)
        Journey.objects.filter(pk__in=change.touched - change.created).update(
            version=F("version") + 1, changed_at=timezone.now()
        )


def _retire_codes(gone: dict[int, set[str]]) -> None:
    """Note the codes of deleted entries, so that they never come to mean another idea."""
    for journey in Journey.objects.filter(pk__in=gone).only("retired") if gone else ():
        retired = shortest_codes({*journey.retired} | gone[journey.pk])
        Journey.objects.filter(pk=journey.pk).update(retired=retired)


def shortest_codes(codes: Iterable[str]) -> list[str]:
    """Codes in order; that of a step stands for its metrics too."""
    known = {*codes}
    return sorted(code for code in known if code.partition("M")[0] not in known - {code})


def journey_of(row: CatalogRow) -> Journey:
    """The journey that `row` is part of, or is."""
    if isinstance(row, Journey):
        return row
    return row.job_step.journey if isinstance(row, PerformanceMetric) else row.journey


def _journey_id(row: CatalogRow) -> int:
    if isinstance(row, Journey):
        return row.pk
    if isinstance(row, PerformanceMetric):
        return row.job_step.journey_id
    return row.journey_id


_PREFIXES = {section.model: section.prefix for section in (STEPS, *SECTIONS)}


def _clean_texts(row: CatalogRow) -> dict[str, str]:
    """Tidy every text of `row`; return what is wrong with some of them, by field."""
    errors: dict[str, str] = {}
    for part in row._meta.concrete_fields:
        text = getattr(row, part.attname)
        if isinstance(part, (models.CharField, models.TextField)) and isinstance(text, str):
            text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
            setattr(row, part.attname, text)
            if found := unwanted_character(text):
                errors[part.name] = _unwanted(found)
    return errors


def _unwanted(name: str) -> str:
    return _("Remove the character %(name)s: it cannot be shown.") % {"name": name}


def _texts_in(value: object) -> Iterator[str]:
    """Every text in a value of a JSON field."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts_in(part)


def _slot_errors(row: CatalogRow) -> dict[str, str]:
    """What is wrong with the slots of some texts, by field, as the reader of files has it."""
    errors: dict[str, str] = {}
    for part in row._meta.concrete_fields:
        for text in _texts_in(getattr(row, part.attname)):
            if fault := next(naming.faults(text), ""):
                errors[part.name] = fault
            elif "{" in text and isinstance(row, Journey) and part.name in HEAD_WITHOUT_SLOTS:
                errors[part.name] = _("No slot can stand here: write the words out.")
            elif isinstance(part, models.JSONField) and (found := unwanted_character(text)):
                errors[part.name] = _unwanted(found)
    return errors


def _code_error(row: CatalogEntry | PerformanceMetric) -> str:
    """Why the code of `row` cannot stand in its section; empty if it can."""
    if row._state.adding and row.code in journey_of(row).retired:
        return _("This code was another entry's: take the next free one.")
    prefix = f"{row.job_step.code}M" if isinstance(row, PerformanceMetric) else _PREFIXES[type(row)]
    if re.fullmatch(re.escape(prefix) + "[0-9]{2,3}", row.code):
        return ""
    return _("A code here is %(prefix)s and two or three digits.") % {"prefix": prefix}


def clean_row(row: CatalogRow) -> None:
    """Check every field of `row` but its place and its uniqueness, which the database holds.

    Raises ValidationError, by field. Texts lose surrounding white space and get plain line feeds.
    """
    errors = _slot_errors(row) | _clean_texts(row)
    things = row.fits.replace(",", " ").split()
    if {*things} <= {*Thing.values}:
        row.fits = " ".join(thing for thing in Thing.values if thing in things)
    if not isinstance(row, Journey) and (code_error := _code_error(row)):
        errors["code"] = code_error
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude={"journey", "job_step"})


def _place_last(row: CatalogEntry | PerformanceMetric) -> None:
    """Give an entry that was added without a place the one after all others."""
    peers = (
        PerformanceMetric.objects.filter(job_step=row.job_step)
        if isinstance(row, PerformanceMetric)
        else type(row)._default_manager.filter(journey_id=row.journey_id)
    )
    row.position = (peers.aggregate(last=Max("position"))["last"] or 0) + 1


def save(row: CatalogRow, *, fields: Collection[str] | None = None) -> None:
    """Check and write `row`; of a row that exists only `fields`, or nothing if there are none.

    `fields=None` stands for every field but the ones this module keeps itself.
    """
    if fields is None:
        kept = {"id", "version", "loaded_digest", "retired", "changed_at"}
        fields = [part.name for part in row._meta.concrete_fields if part.name not in kept]
    adding = row._state.adding
    if not adding and not fields:
        return
    clean_row(row)
    with one_change() as change:
        if adding and not isinstance(row, Journey) and not row.position:
            _place_last(row)
        if adding:
            row.save(force_insert=True)
        else:
            row.save(update_fields=fields)
        change.touched.add(_journey_id(row))
        if adding and isinstance(row, Journey):
            change.created.add(row.pk)


def delete(row: CatalogRow) -> None:
    """Delete `row` with what hangs from it; raises InUseError for a journey that is in use."""
    if isinstance(row, Journey):
        if refusal := refusal_to_delete(row):
            raise InUseError(refusal)
        with one_change():
            row.delete()
        return
    with one_change() as change:
        change.touched.add(_journey_id(row))
        change.gone.setdefault(_journey_id(row), set()).add(row.code)
        row.delete()


def retire(journey: Journey, rows: Iterable[CatalogEntry | PerformanceMetric]) -> None:
    """Take entries of `journey` out of the catalog, and keep them: nobody reads them any more.

    Their codes are to stand in `journey.retired`, so that they are never given again.
    """
    by_model: dict[type[CatalogEntry | PerformanceMetric], list[int]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row.pk)
    with one_change() as change:
        for model, keys in by_model.items():
            model.objects.filter(pk__in=keys).update(is_retired=True)
            change.touched.add(journey.pk)


def remember_loaded(
    journey: Journey, digest: str, entries: Iterable[CatalogEntry | PerformanceMetric] = ()
) -> None:
    """Note what `journey`, and each of `entries`, was after the last load.

    No change of content, so no new version.
    """
    Journey.objects.filter(pk=journey.pk).update(loaded_digest=digest)
    by_model: dict[type[CatalogEntry | PerformanceMetric], list[Any]] = {}
    for row in entries:
        by_model.setdefault(type(row), []).append(row)
    for model, rows in by_model.items():
        model.objects.bulk_update(rows, ["loaded_digest"])
