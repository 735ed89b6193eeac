"""A document as text: canonical YAML, its digest, and CSV."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator

from journeys.documents.sections import SECTIONS, Document
from jtbd_catalog.csvcells import safe_cell

_HEADER = """\
# One journey of the catalog: `load_catalog` reads this file, `dump_catalog` writes it
# (comments of your own are not kept). Entries marked `source: seed` are verbatim.
"""
_WORDS_WITH_A_MEANING = frozenset(
    ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "none"]
)
_UNSEEN = frozenset(["Cc", "Cf", "Zs", "Zl", "Zp"])
_ENDS_IN_FLOW = re.compile(r"[\[\]{},]")
_NOT_PLAIN = re.compile(r":(\s|$)|\s#|^\s|\s$|\n")


def _is_unseen(character: str) -> bool:
    """Whether a reader of the file could not tell that, or which, character stands there."""
    return character != " " and unicodedata.category(character) in _UNSEEN


def _is_plain(text: str) -> bool:
    return (
        text[:1].isalpha()
        and text.casefold() not in _WORDS_WITH_A_MEANING
        and not _NOT_PLAIN.search(text)
        and not any(map(_is_unseen, text))
    )


def _quoted(text: str) -> str:
    """`text` in double quotes, what the eye cannot see as an escape."""
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n"}
    return (
        '"'
        + "".join(escapes.get(c) or (f"\\U{ord(c):08X}" if _is_unseen(c) else c) for c in text)
        + '"'
    )


def _scalar(value: str | int) -> str:
    if isinstance(value, int):
        return str(value)
    return value if _is_plain(value) else _quoted(value)


def _flow(values: list[str]) -> str:
    """A list of texts on one line."""
    return f"[{', '.join(_quoted(v) if _ENDS_IN_FLOW.search(v) else _scalar(v) for v in values)}]"


def _yaml_lines(value: Document, indent: str = "") -> Iterator[str]:
    for key, part in value.items():
        if isinstance(part, dict):
            yield f"{indent}{key}:"
            yield from _yaml_lines(part, indent + "  ")
        elif isinstance(part, list) and part and isinstance(part[0], str):
            yield f"{indent}{key}: {_flow(part)}"
        elif isinstance(part, list) and part:
            yield f"{indent}{key}:"
            for item in part:
                first, *others = _yaml_lines(item, indent + "    ")
                yield f"{indent}  - {first.strip()}"
                yield from others
        else:
            yield f"{indent}{key}: {'[]' if isinstance(part, list) else _scalar(part)}"


def yaml_text(document: Document) -> str:
    """The canonical YAML of a document: a long text stays on one line, sections stand apart."""
    lines = []
    for key, part in document.items():
        if key in {"journey", "steps", "retired"} or key in {section.key for section in SECTIONS}:
            lines.append("")
        lines.extend(_yaml_lines({key: part}))
    return _HEADER + "\n".join(lines) + "\n"


def document_digest(document: Document) -> str:
    """SHA-256 of what the document says, in hexadecimal; how it is laid out does not count."""
    content = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


CSV_COLUMNS = (
    *("journey", "section", "code", "step", "phase", "text", "low", "high"),
    *("when_or_valence", "description_or_rationale", "outcome", "plain"),
    *("asked", "fits", "source", "licence", "attribution"),
)
_CSV_SOURCES = {
    "text": ("text", "ability", "name"),
    "when_or_valence": ("when", "valence"),
    "description_or_rationale": ("description", "rationale"),
}


def _csv_entries(document: Document) -> Iterator[Document]:
    """Every entry with its section; a metric carries its step's short name and phase."""
    for step in document["steps"]:
        place = {"step": step["name"], "phase": step["phase"]}
        yield step | place | {"section": "steps"}
        for metric in step["metrics"]:
            yield metric | place | {"section": "performance_metrics"}
    for section in SECTIONS:
        value = document[section.key]
        for entry in value["items"] if section.has_headings else value:
            yield entry | {"section": section.key}


def _cell(value: object) -> str:
    """A value in one cell: kinds of thing as words, a house wording part by part."""
    if isinstance(value, dict):
        return " / ".join(value.values())
    return " ".join(value) if isinstance(value, list) else str(value)


class _Echo:
    """A file that hands each row back instead of keeping it."""

    def write(self, row: str) -> str:
        return row


def csv_rows(document: Document) -> Iterator[str]:
    """The document as CSV, one row per entry, header first; no cell is a formula."""
    writer = csv.writer(_Echo())
    whole = {
        "journey": document["journey"]["slug"],
        "licence": document["licence"],
        "attribution": document["attribution"],
    }
    yield writer.writerow([safe_cell(column) for column in CSV_COLUMNS])
    for entry in _csv_entries(document):
        row = entry | whole
        cells = [
            next((row[key] for key in _CSV_SOURCES.get(column, (column,)) if row.get(key)), "")
            for column in CSV_COLUMNS
        ]
        yield writer.writerow([safe_cell(_cell(cell)) for cell in cells])
