"""Answers and figures as files: wide, long and codebook CSV, and figures as CSV and JSON.

Every CSV is UTF-8 with `\\r\\n` line ends (RFC 4180). Text and headers that a spreadsheet could
take for a formula begin with an apostrophe; numbers stay numbers. Times are UTC to the second.
The same data gives the same bytes on every engine.

A file is complete or absent: it is built whole, from one instant of the database, before its first
byte is sent or its name appears. A download announces its length, or its end where it is sent
compressed, so one that broke off shows it.
"""

from surveys.analysing.exports.cells import CODES, LABELS, ExportOptions
from surveys.analysing.exports.figures import POOLED, figures_csv, figures_document, rights
from surveys.analysing.exports.files import FORMATS, export_file, save_export

__all__ = [
    "CODES",
    "FORMATS",
    "LABELS",
    "POOLED",
    "ExportOptions",
    "export_file",
    "figures_csv",
    "figures_document",
    "rights",
    "save_export",
]
