"""CSV files: their one dialect, and cells that no spreadsheet takes for a formula."""

import csv
from typing import Any, TextIO

FORMULA_STARTS = frozenset("=+-@\t\r\n\x00＝＋－＠")


def csv_writer(out: TextIO) -> Any:
    """The one dialect: commas, quotes where needed, `\\r\\n`."""
    return csv.writer(out, lineterminator="\r\n")


def safe_cell(text: str) -> str:
    """Return `text` with a leading apostrophe if a spreadsheet could read it as a formula.

    For text cells and headers only: numbers (a negative one begins with `-`) are written as they
    are. An empty text stays empty.
    """
    return f"'{text}" if text[:1] in FORMULA_STARTS and text else text


def plain_cell(cell: str) -> str:
    """The text that `safe_cell` made `cell` of: without the apostrophe before a formula's start."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS and cell[1:] else cell
