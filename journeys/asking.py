"""What an entry says to somebody: with their name for the thing, for the kind of thing they have.

Entries are mappings, whether rows of a document or `vars()` of a stored row. `read` is for readers
of the catalog, who see the words of another author as they are; `asked` is for studies and tailored
journeys, which take the house wording that stands beside them. Pure: nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from journeys.models import Thing
from journeys.naming import Noun, Phrases, phrases

Entry = Mapping[str, Any]

MOST_EXAMPLES = 2
# What is no text of an entry, or is worded apart.
_NOT_WORDED = frozenset(
    ["code", "source", "phase", "when", "valence", "asked", "examples", "fits", "metrics"]
)


def listed(fits: object) -> list[str]:
    """The kinds of thing in a document's list, or in the words of a stored row; none for all."""
    if isinstance(fits, str):
        return fits.split()
    return list(fits) if isinstance(fits, list) else []


@dataclass(frozen=True)
class Voice:
    """How one person calls the thing, and which kind it is; without a kind everything fits."""

    phrases: Phrases
    kind: str = ""

    def fits(self, entry: Entry) -> bool:
        """Whether the entry makes sense for that kind of thing."""
        kinds = listed(entry.get("fits"))
        return not (self.kind and kinds) or self.kind in kinds

    def read(self, entry: Entry, field: str) -> str:
        """A text of an entry as the catalog has it."""
        return self._worded(entry, field, str(entry.get(field) or ""))

    def reword(self, row: dict[str, Any], fields: Iterable[str]) -> None:
        """Put `read` in the place of these fields of a row; most texts stay as they are."""
        for field in fields:
            if "{" in row[field] or row.get("examples"):
                row[field] = self.read(row, field)

    def asked(self, entry: Entry, field: str) -> str:
        """A text of an entry as a study asks it: the house wording where there is one."""
        own = entry.get("asked") or ""
        house = own if field == "text" and isinstance(own, str) else ""
        if isinstance(own, Mapping):
            house = own.get(field) or ""
        return self._worded(entry, field, house or str(entry.get(field) or ""))

    def examples(self, entry: Entry) -> list[str]:
        """Two examples of one kind of thing: of the person's, else of the first that has any."""
        by_kind: Mapping[str, list[str]] = entry.get("examples") or {}
        kinds = [self.kind] if self.kind else Thing.values
        return next((by_kind[kind][:MOST_EXAMPLES] for kind in kinds if by_kind.get(kind)), [])

    def _worded(self, entry: Entry, field: str, text: str) -> str:
        worded = self.phrases.fill(text)
        if field == "outcome" and (found := self.examples(entry)):
            return f"{worded}, e.g., {', '.join(map(self.phrases.fill, found))}"
        return worded


def voice_of(journey: Entry, noun: Noun = "", kind: str = "") -> Voice:
    """The voice of a study that calls the thing `noun`; without, that of the journey itself.

    `journey` is the head of a document, or `vars()` of a stored journey.
    """
    return Voice(phrases(noun, own=journey.get("noun") or ""), kind)


def read_document(document: Entry, kind: str = "") -> dict[str, Any]:
    """The document as readers of the catalog see it, without what does not fit `kind`.

    Each text has the journey's own noun; an outcome has its examples; `asked` is filled, too.
    """
    voice = voice_of(document["journey"], kind=kind)
    head = {key: _filled(voice, value) for key, value in document["journey"].items()}
    return {key: _read_part(voice, part) for key, part in document.items()} | {"journey": head}


def _read_part(voice: Voice, part: Any) -> Any:
    if isinstance(part, dict) and "items" in part:
        return part | {"items": list(_read_rows(voice, part["items"]))}
    if isinstance(part, list) and all(isinstance(row, dict) for row in part):
        return list(_read_rows(voice, part))
    return part


def _read_rows(voice: Voice, rows: list[Entry]) -> Iterator[dict[str, Any]]:
    for row in rows:
        if voice.fits(row):
            read = dict(row) | {f: voice.read(row, f) for f in row if f not in _NOT_WORDED}
            if "asked" in row:
                read["asked"] = _filled(voice, row["asked"])
            if "metrics" in row:
                read["metrics"] = list(_read_rows(voice, row["metrics"]))
            yield read


def _filled(voice: Voice, value: Any) -> Any:
    if isinstance(value, str):
        return voice.phrases.fill(value)
    if isinstance(value, Mapping):
        return {key: _filled(voice, part) for key, part in value.items()}
    return value


def without_misfits(document: Entry, kind: str) -> dict[str, Any]:
    """The document itself, slots and all, without the entries that do not fit `kind`."""
    voice = Voice(phrases(), kind)

    def kept(rows: list[Any]) -> list[Any]:
        return [
            row | {"metrics": kept(row["metrics"])} if "metrics" in row else row
            for row in rows
            if voice.fits(row)
        ]

    return {
        key: part | {"items": kept(part["items"])}
        if isinstance(part, dict) and "items" in part
        else kept(part)
        if isinstance(part, list) and all(isinstance(row, dict) for row in part)
        else part
        for key, part in document.items()
    }
