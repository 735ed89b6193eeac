"""What every export here is before it is a file: a header, and rows of cells.

A cell is a text as people wrote it, a number, or None for nothing. Making text safe, byte order
marks and line ends are matters of a format, of which each is one module that writes tables.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from surveys import questions
from surveys.analysing.matrix import ALL, NOT_APPLICABLE, SKIPPED, Cell
from surveys.analysing.query import ResultsQuery

CODES = "codes"
LABELS = "labels"
N_CODES = 256

CellContent = str | int | float | None
Row = Sequence[CellContent]


@dataclass(frozen=True)
class Table:
    """The names of its columns, and its rows, which may be made as they are read, once.

    `has_fractions` tells whether any number in it may have digits after its point.
    """

    columns: Sequence[str]
    rows: Iterable[Row]
    has_fractions: bool = False


@dataclass(frozen=True)
class ExportOptions:
    """What to export: whose answers and which items, of which status, as codes or labels."""

    query: ResultsQuery = field(default_factory=ResultsQuery)
    status: str = ALL
    values: str = CODES
    with_bom: bool = False


def utc_seconds(moment: datetime | None) -> str:
    """`2026-03-02T09:01:00Z`; empty for no moment."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def value_words(cell: Cell, scales: questions.Scales, values: str) -> dict[int, str | int]:
    """What each value from 1 up is written as: its code, or its label.

    A tick is 0 or 1. A situation's labels are its two anchors; the levels between are numbers.
    """
    question = questions.QUESTION[cell.question]
    points = range(1, questions.n_points(cell.question, scales) + 1)
    codes: dict[int, str | int] = {point: point - question.offset for point in points}
    return codes if values == CODES else {**codes, **point_labels(cell, scales)}


def point_labels(cell: Cell, scales: questions.Scales) -> dict[int, str]:
    """The words of a cell's points: its scale's labels, a situation's two anchors, no and yes."""
    question = questions.QUESTION[cell.question]
    if question.has_anchors:
        return {1: cell.item.low_anchor, question.n_points: cell.item.high_anchor}
    labels = [one.lower() for one in question.labels] or scales[cell.question]
    return dict(enumerate(labels, start=1))


def wide_words(cell: Cell, scales: questions.Scales, values: str) -> list[CellContent]:
    """What each of the matrix's codes is written as in the wide CSV; empty for open, not shown."""
    words: list[CellContent] = [None] * N_CODES
    words[NOT_APPLICABLE] = questions.NOT_APPLICABLE_CODE
    words[SKIPPED] = questions.SKIPPED
    for value, word in value_words(cell, scales, values).items():
        words[value] = word
    return words
