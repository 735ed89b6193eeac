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

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.documents import SECTIONS, STEPS, unwanted_character
from journeys.models import CatalogEntry, Journey, PerformanceMetric

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
    """What one change has touched: ids of journeys to bump, and of those it created."""

    touched: set[int] = field(default_factory=set)
    created: set[int] = field(default_factory=set)


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
        Journey.objects.filter(pk__in=change.touched - change.created).update(
            version=F("version") + 1, changed_at=timezone.now()
        )


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
                sentence = _("Remove the character %(name)s: it cannot be shown.")
                errors[part.name] = sentence % {"name": found}
    return errors


def _code_error(row: CatalogEntry | PerformanceMetric) -> str:
    """Why the code of `row` cannot stand in its section; empty if it can."""
    prefix = f"{row.job_step.code}M" if isinstance(row, PerformanceMetric) else _PREFIXES[type(row)]
    if re.fullmatch(re.escape(prefix) + "[0-9]{2,3}", row.code):
        return ""
    return _("A code here is %(prefix)s and two or three digits.") % {"prefix": prefix}


def clean_row(row: CatalogRow) -> None:
    """Check every field of `row` but its place and its uniqueness, which the database holds.

    Raises ValidationError, by field. Texts lose surrounding white space and get plain line feeds.
    """
    errors = _clean_texts(row)
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
        kept = {"id", "version", "loaded_digest", "changed_at"}
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
        row.delete()


def remember_loaded(journey: Journey, digest: str) -> None:
    """Note what `journey` was after the last load; no change of content, so no new version."""
    Journey.objects.filter(pk=journey.pk).update(loaded_digest=digest)
