"""Puts what a tool found between a document's markers."""

from pathlib import Path

RELIABILITY = Path(__file__).resolve().parent.parent / "docs" / "reliability.md"


def write_between(name: str, text: str, document: Path = RELIABILITY) -> None:
    """Replaces what stands between the markers of that name; ValueError where one is missing."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = document.read_text(encoding="utf-8").partition(begin)
    _old, ended, after = rest.partition(end)
    if not (found and ended):
        raise ValueError(f"{document.name} has no markers {begin} and {end}")
    document.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
