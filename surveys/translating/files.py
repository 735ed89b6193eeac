"""Translations as a CSV file: written for a translator, read back without trusting a cell of it.

Columns: `key`, `source`, `translation`. UTF-8 with `\\r\\n` line ends. Text that a spreadsheet
could take for a formula begins with an apostrophe, which reading takes away again.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jtbd_catalog.csvcells import plain_cell, safe_cell
from surveys.translating.storing import Problem, Stored, TranslationError, problems_of
from surveys.translating.texts import Text, read_translation

COLUMNS = ("key", "source", "translation")
DELIMITERS = (",", ";", "\t")
MAX_BYTES = 2_000_000
MAX_PROBLEMS = 50


@dataclass(frozen=True)
class _Row:
    """One line of the file; `line` is where it begins, from 1."""

    line: int
    key: str
    source: str
    translation: str


def translations_file(texts: Sequence[Text], stored: Stored, *, with_bom: bool = False) -> bytes:
    """`texts` in the order asked, each with its translation or an empty cell."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for text in texts:
        said = stored.fitting.get(text.key, "")
        writer.writerow([text.key, safe_cell(text.source), safe_cell(said)])
    return out.getvalue().encode("utf-8-sig" if with_bom else "utf-8")


def read_file(data: bytes, texts: Sequence[Text], stored: Stored) -> dict[str, str]:
    """The translations that a file gives, by key; a text without a line is not among them.

    Takes commas, semicolons or tabs, and UTF-16 where it says so: what spreadsheets make of the
    file. Raises TranslationError, whose problems name line and key.
    """
    by_key = {text.key: text for text in texts}
    given: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems: list[Problem] = []
    for row in _rows(_decoded(data)):
        words = _row_problem(row, by_key.get(row.key), is_double=row.key in lines)
        if words:
            problems.append(Problem(row.key, words, row.line))
        else:
            given[row.key] = _translation(row, by_key[row.key], stored)
            lines[row.key] = row.line
    for problem in problems_of(texts, stored, given):
        problems.append(Problem(problem.key, problem.words, lines[problem.key]))
    if problems:
        raise TranslationError(sorted(problems, key=lambda problem: problem.line)[:MAX_PROBLEMS])
    return given


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise _about_all(_("The file is larger than 2 MB."))
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        words = _("The file is not in UTF-8. Save it again as “CSV UTF-8”.")
        raise _about_all(words) from error


def _rows(content: str) -> Iterator[_Row]:
    """The lines below the heading that are not empty."""
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=_delimiter(content))
    begins, places = 1, dict[str, int]()
    try:
        for cells in reader:
            begins, line = reader.line_num + 1, begins
            if not places:
                places = _places(cells)
            elif any(cell.strip() for cell in cells):
                key, *rest = (_cell(cells, places[name]) for name in COLUMNS)
                yield _Row(line, key.strip(), *rest)
    except csv.Error as error:
        words = _("Line %(line)s cannot be read as CSV.") % {"line": begins}
        raise _about_all(words) from error
    if not places:
        raise _about_all(_("The file is empty."))


def _delimiter(content: str) -> str:
    heading = content.partition("\n")[0]
    return max(DELIMITERS, key=heading.count)


def _places(heading: Sequence[str]) -> dict[str, int]:
    names = [name.strip().lower() for name in heading]
    if not set(COLUMNS) <= set(names):
        words = _("The first line has to name the columns: key, source, translation.")
        raise _about_all(words)
    return {name: names.index(name) for name in COLUMNS}


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _row_problem(row: _Row, text: Text | None, *, is_double: bool) -> str:
    """What is wrong with a line, in words; nothing if it can be taken."""
    if text is None:
        return _("The survey has no such text.")
    if is_double:
        return _("This text has two lines in the file.")
    if _squeezed(plain_cell(row.source)) != _squeezed(plain_cell(text.source)):
        return _("The survey reads otherwise by now, or the source was changed in the file.")
    return ""


def _translation(row: _Row, text: Text, stored: Stored) -> str:
    """The line's translation; one that came back as it was sent is what is stored."""
    before = stored.fitting.get(text.key, "")
    if read_translation(text, row.translation) == read_translation(text, safe_cell(before)):
        return before
    return read_translation(text, plain_cell(row.translation))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _about_all(words: str) -> TranslationError:
    return TranslationError([Problem("", words)])
