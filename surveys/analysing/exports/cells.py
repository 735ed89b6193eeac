"""What every CSV here shares: its options, its dialect, and how single values are written."""

from dataclasses import dataclass
from datetime import UTC, datetime

from jtbd_catalog.csvcells import safe_cell
from surveys import questions
from surveys.analysing.matrix import ALL, NOT_APPLICABLE, SKIPPED, Cell

CODES = "codes"
LABELS = "labels"
N_CODES = 256


@dataclass(frozen=True)
class ExportOptions:
    """What to export: which responses, which revision (None: all), values as codes or labels."""

    status: str = ALL
    revision: int | None = None
    values: str = CODES
    with_bom: bool = False


def utc_seconds(moment: datetime | None) -> str:
    """`2026-03-02T09:01:00Z`; empty for no moment."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if moment else ""


def value_words(cell: Cell, scales: questions.Scales, values: str) -> dict[int, str]:
    """What each value from 1 up is written as: its code, or its label.

    A tick is 0 or 1. A situation's labels are its two anchors; the levels between are numbers.
    """
    if cell.question == questions.CHOSEN:
        no, yes = ("0", "1") if values == CODES else ("no", "yes")
        return {questions.CHOSEN_NO: no, questions.CHOSEN_YES: yes}
    points = range(1, questions.n_points(cell.question, scales) + 1)
    words = {point: str(point) for point in points}
    if values == CODES:
        return words
    if cell.question == questions.LEVEL:
        anchors = {1: cell.item.low_anchor, points[-1]: cell.item.high_anchor}
        return words | {point: safe_cell(anchor) for point, anchor in anchors.items()}
    labels = enumerate(scales[cell.question], start=1)
    return {point: safe_cell(label) for point, label in labels}


def wide_words(cell: Cell, scales: questions.Scales, values: str) -> list[str]:
    """What each of the matrix's codes is written as in the wide CSV; empty for open, not shown."""
    words = [""] * N_CODES
    words[NOT_APPLICABLE] = questions.NOT_APPLICABLE_CODE
    words[SKIPPED] = questions.SKIPPED
    for value, word in value_words(cell, scales, values).items():
        words[value] = word
    return words
