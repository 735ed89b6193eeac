"""A journey's entries as the rules see them, and what a rule may say of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from journeys.asking import listed
from journeys.documents import SECTIONS, STEPS
from journeys.models import Thing
from journeys.naming import Noun

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
    """One entry of a journey's document; `place` leads to it from the top of the document.

    `row` is the entry as it stands, with what is no text; `house` names the fields that are in
    the house's words.
    """

    place: Place
    kind: str
    code: str
    fields: Mapping[str, str]
    row: Mapping[str, Any] = field(default_factory=dict)
    house: frozenset[str] = frozenset()

    def __getitem__(self, field: str) -> str:
        return self.fields.get(field, "")

    @property
    def is_asked(self) -> bool:
        """Whether it is the house wording beside another author's words."""
        return bool(self.house)

    @property
    def fits(self) -> frozenset[str]:
        """The kinds of thing it makes sense for; all of them where it names none."""
        named = {*listed(self.row.get("fits"))} & {*Thing.values}
        return frozenset(named or Thing.values)

    @property
    def examples(self) -> Mapping[str, list[str]]:
        """Examples by kind of thing, as far as they are texts."""
        by_kind = self.row.get("examples")
        rows = by_kind.items() if isinstance(by_kind, Mapping) else ()
        return {kind: [*map(text_of, row)] for kind, row in rows if isinstance(row, list)}

    @property
    def as_asked(self) -> Entry:
        """The entry in the house's words where there are any; itself where there are none."""
        own = self.row.get("asked")
        words = {"text": text_of(own)} if isinstance(own, str) else own
        said = words.items() if isinstance(words, Mapping) else ()
        house = {key: text_of(value) for key, value in said if text_of(value)}
        return replace(self, fields={**self.fields, **house}, house=frozenset(house))


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
            yield Entry((*place, index), kind, fields.get("code", ""), fields, row), row


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
            Entry(("journey",), "journey", "", fields, known),
            list(_steps(document)),
            dict(_lists(document)),
        )

    @property
    def is_second_edition(self) -> bool:
        """Whether it has a name for the thing, and so slots in place of nouns."""
        return bool(self.head.row.get("noun"))

    @property
    def noun(self) -> Noun:
        """How readers call the thing; empty in a journey of the first edition."""
        noun: Noun = self.head.row.get("noun") or ""
        return noun

    @property
    def entries(self) -> Iterator[Entry]:
        """Every entry, section by section."""
        for step, metrics in self.steps:
            yield from (step, *metrics)
        for entries in self.lists.values():
            yield from entries
