"""What a journey's document is made of: its sections, their fields, and the characters it bars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from journeys.models import (
    CatalogEntry,
    Context,
    EmotionalJob,
    FinancialMetric,
    IdealState,
    JobStep,
    PerformanceMetric,
    RelatedJob,
    Situation,
    SocialJob,
)

SCHEMA = 1
# The keys below `journey`, in their order.
HEAD_FIELDS = (
    *("slug", "role", "name", "description", "job", "stem", "noun", "fits", "context"),
    *("end_user", "stage", "position"),
)
# Keys that stand in a document only where they say something.
OPTIONAL_HEAD = ("noun", "fits", "context", "end_user")
OPTIONAL = ("asked", "examples", "fits")
# Texts of a journey's head that are shown and used as they stand, and so take no slot.
HEAD_WITHOUT_SLOTS = frozenset(["slug", "role", "name", "description", "end_user", "noun"])
Document = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """A list of entries that hang directly from a journey."""

    key: str
    model: type[CatalogEntry]
    prefix: str
    singular: str
    fields: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The fields that hold words; where that is one, `asked` is a plain text."""
        return tuple(name for name in self.fields if name not in {"phase", "when", "valence"})

    @property
    def has_headings(self) -> bool:
        """Whether the list stands in a mapping, below the headings of its two groups."""
        return "valence" in self.fields

    def heading_field(self, valence: str) -> str:
        """Name of the field of `Journey` that keeps the heading of a group."""
        return f"{self.key.removesuffix('_jobs')}_{valence}_heading"


STEPS = Section("steps", JobStep, "S", "step", ("phase", "name", "ability"))
METRIC_FIELDS = ("outcome", "plain")
SECTIONS = (
    Section("contexts", Context, "CTX", "context", ("text",)),
    Section("situations", Situation, "SIT", "situation", ("text", "low", "high")),
    Section("ideal_states", IdealState, "IDEAL", "ideal state", ("text",)),
    Section("financial_metrics", FinancialMetric, "FIN", "financial metric", ("text",)),
    Section("related_jobs", RelatedJob, "REL", "related job", ("when", "name", "description")),
    Section(
        "emotional_jobs", EmotionalJob, "EMO", "emotional job", ("valence", "name", "rationale")
    ),
    Section("social_jobs", SocialJob, "SOC", "social job", ("valence", "name", "rationale")),
)


def text_fields(entry: models.Model) -> tuple[str, ...]:
    """The fields of an entry that hold words, in their order."""
    if isinstance(entry, PerformanceMetric):
        return METRIC_FIELDS
    return next(part.texts for part in (STEPS, *SECTIONS) if part.model is type(entry))


_UNWANTED = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufffe\uffff]",
)


def unwanted_character(text: str) -> str | None:
    """Name of the first character that no catalog text may hold, such as `U+0000`; else None.

    Refused are control characters but the line feed, lone surrogates, the two Unicode line
    separators, which YAML would take for line ends, and the two values that are no characters.
    """
    found = _UNWANTED.search(text)
    return f"U+{ord(found.group()):04X}" if found else None


def in_order(mapping: Mapping[str, Any], order: Iterable[str]) -> Document:
    """The mapping with its keys in that order, whatever order a database keeps."""
    return {key: mapping[key] for key in order if key in mapping}
