"""Exports as whole files: for a download, or under a name of the caller's."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

from surveys.analysing.exports.codebook import codebook_table
from surveys.analysing.exports.csv_files import write_csv
from surveys.analysing.exports.responses import long_table, wide_table
from surveys.analysing.exports.tables import ExportOptions, Table
from surveys.analysing.matrix import read_snapshot
from surveys.models import Survey

FORMATS: dict[str, Callable[[Survey, ExportOptions], Table]] = {
    "wide": wide_table,
    "long": long_table,
    "codebook": codebook_table,
}


def export_file(survey: Survey, name: str, options: ExportOptions) -> IO[bytes]:
    """The complete export `name` (one of FORMATS) as an open temporary file, at its start.

    The file has no name on disk and is gone when closed. Memory holds one block of responses.
    Raises NoSuchRevisionError.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    try:
        _write(survey, name, options, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def save_export(survey: Survey, name: str, options: ExportOptions, path: Path) -> None:
    """Write the export to `path`, which keeps what it had until the new file is complete.

    Raises NoSuchRevisionError, and OSError when the folder cannot be written to.
    """
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as unfinished:
        try:
            _write(survey, name, options, unfinished)
            unfinished.flush()
            os.fsync(unfinished.fileno())
            Path(unfinished.name).replace(path)
        except BaseException:
            Path(unfinished.name).unlink()
            raise


def _write(survey: Survey, name: str, options: ExportOptions, file: IO[bytes]) -> None:
    """Write one instant's export; a format other than CSV would be another writer here."""
    with read_snapshot():
        write_csv(FORMATS[name](survey, options), file, with_bom=options.with_bom)
