"""Journey files, one or a folder of them, read whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from journeys.documents.shape import JourneyDocument
from journeys.reading.checks import report_codes, report_shape, report_slots
from journeys.reading.problems import CatalogFileError, Place, Source, StopReadingError
from journeys.reading.tree import MAX_BYTES, read_tree


@dataclass(frozen=True)
class JourneyFile:
    """A file that was read without a problem."""

    name: str
    document: JourneyDocument


@dataclass(frozen=True)
class Reading:
    """What reading a file gave: its tree as far as it could be read, and all that is wrong."""

    source: Source
    tree: Mapping[str, Any]
    document: JourneyDocument | None

    def line_of(self, place: Place) -> int:
        """The line of a place in the tree, or of the nearest thing around it."""
        return self.source.line_of(place)


def _read(data: bytes, name: str) -> Reading:
    source = Source(name)
    try:
        tree = read_tree(source, data)
    except StopReadingError:
        return Reading(source, {}, None)
    document = None
    try:
        document = JourneyDocument.model_validate(tree)
    except ValidationError as error:
        report_shape(source, tree, error.errors(include_url=False))
    report_codes(source, tree)
    report_slots(source, tree)
    return Reading(source, tree, document)


def _taken(reading: Reading) -> JourneyFile:
    if reading.document is None or reading.source.problems:
        raise CatalogFileError(reading.source.problems)
    return JourneyFile(reading.source.file, reading.document)


def journey_file(data: bytes, *, name: str) -> JourneyFile:
    """Read one file's bytes; raises CatalogFileError with every problem it has."""
    return _taken(_read(data, name))


def _files_at(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(part for part in path.iterdir() if part.suffix in {".yaml", ".yml"})
    return [path]


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, at most one more than are allowed: a huge file never comes in whole."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def read_files(paths: Sequence[Path]) -> list[Reading]:
    """Read files, and the YAML files of folders, whatever is wrong with them."""
    readings = []
    for path in paths:
        found = _files_at(path)
        if not found:
            readings.append(_unread(path, "this folder holds no .yaml file"))
        for part in found:
            try:
                readings.append(_read(_bytes_of(part), str(part)))
            except OSError as error:
                readings.append(_unread(part, f"cannot be read: {error.strerror}"))
    _report_repeated_slugs(readings)
    return readings


def _unread(path: Path, message: str) -> Reading:
    source = Source(str(path))
    source.report(1, message)
    return Reading(source, {}, None)


def journey_files(paths: Sequence[Path]) -> list[JourneyFile]:
    """Read files, and the YAML files of folders; raises CatalogFileError with every problem."""
    readings = read_files(paths)
    problems = [problem for reading in readings for problem in reading.source.problems]
    if problems:
        raise CatalogFileError(problems)
    return [_taken(reading) for reading in readings]


def _report_repeated_slugs(readings: list[Reading]) -> None:
    first: dict[str, str] = {}
    for reading in readings:
        if reading.document is None:
            continue
        slug, name = reading.document.journey.slug.casefold(), reading.source.file
        if slug in first:
            reading.source.report(
                1, f"the journey “{slug}” is in {first[slug]} too: keep one of the two"
            )
        first.setdefault(slug, name)
