"""Answers and figures as tables (wide, long, codebook, figures), and tables as files.

Each export makes a table, `csv_files` writes tables as CSV: text and headers that a spreadsheet
could take for a formula begin with an apostrophe; numbers stay numbers. Times are UTC to the
second. The same data gives the same bytes on every engine.

A file is complete or absent: it is built whole, from one instant of the database, before its first
byte is sent or its name appears. A download announces its length, or its end where it is sent
compressed, so one that broke off shows it.
"""

from surveys.analysing.exports.csv_files import csv_text
from surveys.analysing.exports.files import FORMATS, export_file, save_export
from surveys.analysing.exports.results import POOLED, figures_document, figures_table
from surveys.analysing.exports.tables import CODES, LABELS, ExportOptions, Table

__all__ = [
    "CODES",
    "FORMATS",
    "LABELS",
    "POOLED",
    "ExportOptions",
    "Table",
    "csv_text",
    "export_file",
    "figures_document",
    "figures_table",
    "save_export",
]
