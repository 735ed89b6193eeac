"""The one writer of CSV: UTF-8, `\\r\\n` line ends (RFC 4180), no cell that runs as a formula."""

from io import BytesIO, TextIOWrapper
from typing import IO

from jtbd_catalog.csvcells import csv_writer, safe_cell
from surveys.analysing.exports.tables import CellContent, Table

MAX_KNOWN = 10_000


class _KnownCells(dict[CellContent, str]):
    """Cells as they are written, remembered, since the same few stand in most rows.

    For tables without fractions: 1 and 1.0 are one key, and two ways to write it.
    """

    def __missing__(self, cell: CellContent) -> str:
        if isinstance(cell, float):
            raise TypeError("A table with fractions has to say so.")
        if len(self) >= MAX_KNOWN:
            self.clear()
        self[cell] = written = "" if cell is None else str(_safe(cell))
        return written


def _safe(cell: CellContent) -> CellContent:
    return safe_cell(cell) if isinstance(cell, str) else cell


def write_csv(table: Table, file: IO[bytes], *, with_bom: bool = False) -> None:
    """Write the table to `file`, row by row, with a byte order mark if asked for."""
    out = TextIOWrapper(file, "utf-8-sig" if with_bom else "utf-8", newline="")
    written = _safe if table.has_fractions else _KnownCells().__getitem__
    try:
        writer = csv_writer(out)
        writer.writerow(map(_safe, table.columns))
        writer.writerows(map(written, row) for row in table.rows)
    finally:
        out.detach()


def csv_text(table: Table, *, with_bom: bool = False) -> str:
    """A small table's CSV as one text."""
    file = BytesIO()
    write_csv(table, file, with_bom=with_bom)
    return file.getvalue().decode()
