"""A journey's entries as the rules see them, and what a rule may say of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from journeys.documents import SECTIONS, STEPS

Place = tuple[str | int, ...]
METRICS = "metrics"


class Severity(StrEnum):
    """An error must be mended; a warning mended, or accepted with a reason."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Rule:
    """One rule: its id, how grave a breach is, and what it asks for."""

    id: str
    severity: Severity
    says: str


@dataclass(frozen=True)
class Entry:
    """One entry of a journey's document; `place` leads to it from the top of the document."""

    place: Place
    kind: str
    code: str
    fields: Mapping[str, str]

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")


@dataclass(frozen=True)
class Finding:
    """A breach of a rule: where it is, the offending words, and what to do."""

    rule: Rule
    place: Place
    code: str
    words: str
    message: str
    fix: str


def text_of(value: object) -> str:
    """The text of a value; empty for what is no text."""
    return value.strip() if isinstance(value, str) else ""


def _entries(place: Place, kind: str, rows: object) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        if isinstance(row, dict):
            fields = {key: text_of(value) for key, value in row.items()}
            yield Entry((*place, index), kind, fields.get("code", ""), fields), row


def _steps(document: Mapping[str, Any]) -> Iterator[tuple[Entry, list[Entry]]]:
    for step, row in _entries((STEPS.key,), STEPS.key, document.get(STEPS.key)):
        metrics = _entries((*step.place, METRICS), METRICS, row.get(METRICS))
        yield step, [metric for metric, _row in metrics]


def _lists(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Entry]]]:
    for section in SECTIONS:
        place: Place = (section.key,)
        rows = document.get(section.key)
        if section.has_headings:
            place = (*place, "items")
            rows = rows.get("items") if isinstance(rows, dict) else None
        yield section.key, [entry for entry, _row in _entries(place, section.key, rows)]


@dataclass(frozen=True)
class Journey:
    """A journey's document in parts: its head, its steps with their metrics, its other sections."""

    head: Entry
    steps: list[tuple[Entry, list[Entry]]]
    lists: dict[str, list[Entry]]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Journey:
        """Takes faulty documents, too, and leaves out what is no entry."""
        head = document.get("journey")
        known = head if isinstance(head, dict) else {}
        fields = {key: text_of(value) for key, value in known.items()}
        return cls(
            Entry(("journey",), "journey", "", fields),
            list(_steps(document)),
            dict(_lists(document)),
        )

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry, section by section."""
        for step, metrics in self.steps:
            yield from (step, *metrics)
        for entries in self.lists.values():
            yield from entries
