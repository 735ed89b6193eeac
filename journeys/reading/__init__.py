"""Reads a journey file strictly, and says everything that is wrong with it, line by line.

YAML's own conveniences are what makes hand-written data go wrong, so only its plain part is
taken: mappings, lists and text. `NO`, `1.10` and dates stay text; aliases, anchors, tags, merge
keys and repeated keys are refused. The file is read as a stream of events that is cut off at a
depth and a count no journey reaches, so nothing is ever built from a hostile file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from journeys.documents import JourneyDocument
from journeys.reading.checks import report_codes, report_shape
from journeys.reading.tree import (
    MAX_BYTES,
    CatalogFileError,
    Problem,
    Source,
    StopReadingError,
    read_tree,
)

__all__ = ["CatalogFileError", "JourneyFile", "Problem", "journey_file", "journey_files"]


@dataclass(frozen=True)
class JourneyFile:
    """A file that was read without a problem."""

    name: str
    document: JourneyDocument


def journey_file(data: bytes, *, name: str) -> JourneyFile:
    """Read one file's bytes; raises CatalogFileError with every problem it has."""
    source = Source(name)
    document = None
    try:
        tree = read_tree(source, data)
    except StopReadingError:
        raise CatalogFileError(source.problems) from None
    try:
        document = JourneyDocument.model_validate(tree)
    except ValidationError as error:
        report_shape(source, tree, error.errors(include_url=False))
    report_codes(source, tree)
    if document is None or source.problems:
        raise CatalogFileError(source.problems)
    return JourneyFile(name, document)


def _files_at(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(part for part in path.iterdir() if part.suffix in {".yaml", ".yml"})
    return [path]


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, at most one more than are allowed: a huge file never comes in whole."""
    with path.open("rb") as stream:
        return stream.read(MAX_BYTES + 1)


def journey_files(paths: Sequence[Path]) -> list[JourneyFile]:
    """Read files, and the YAML files of folders; raises CatalogFileError with every problem."""
    files: list[JourneyFile] = []
    problems: list[Problem] = []
    for path in paths:
        found = _files_at(path)
        if not found:
            problems.append(Problem(str(path), 1, "this folder holds no .yaml file"))
        for part in found:
            try:
                files.append(journey_file(_bytes_of(part), name=str(part)))
            except CatalogFileError as error:
                problems.extend(error.problems)
            except OSError as error:
                problems.append(Problem(str(part), 1, f"cannot be read: {error.strerror}"))
    problems.extend(_repeated_slugs(files))
    if problems:
        raise CatalogFileError(problems)
    return files


def _repeated_slugs(files: list[JourneyFile]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for file in files:
        slug = file.document.journey.slug.casefold()
        if slug in first:
            yield Problem(
                file.name, 1, f"the journey “{slug}” is in {first[slug]} too: keep one of the two"
            )
        first.setdefault(slug, file.name)
