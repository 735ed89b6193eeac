"""Exports as whole files: for a download, or under a name of the caller's."""

import os
import tempfile
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

from surveys.analysing.exports.cells import ExportOptions
from surveys.analysing.exports.codebook import write_codebook
from surveys.analysing.exports.responses import write_long, write_wide
from surveys.analysing.matrix import read_snapshot
from surveys.models import Survey

Writer = Callable[[Survey, ExportOptions, TextIO], None]

FORMATS: dict[str, Writer] = {
    "wide": write_wide,
    "long": write_long,
    "codebook": write_codebook,
}


def export_file(survey: Survey, name: str, options: ExportOptions) -> IO[bytes]:
    """The complete export `name` (one of FORMATS) as an open temporary file, at its start.

    The file has no name on disk and is gone when closed. Memory holds one block of responses.
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

    Raises OSError when the folder cannot be written to.
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
    """Write one instant's export as UTF-8, with a byte order mark if asked for."""
    text = TextIOWrapper(file, "utf-8-sig" if options.with_bom else "utf-8", newline="")
    try:
        with read_snapshot():
            FORMATS[name](survey, options, text)
    finally:
        text.detach()
