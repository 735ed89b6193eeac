"""Findings that people have looked at and let stand, each with its reason.

They are listed in `fixtures/accepted_findings.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from journeys.reading import CatalogFileError, Source, StopReadingError, Tree
from journeys.wellformed import Finding

# By journey's slug, rule, code (`journey` for a finding about no single entry) and the offending
# words: the reason why the finding stands.
Accepted = Mapping[str, "AcceptedHere"]
AcceptedHere = Mapping[str, Mapping[str, Mapping[str, str]]]
_DEPTH = 4
_EXPECTED = "write the journey, below it the rule, the code, the offending words and the reason"
ACCEPTED_FILE = Path("fixtures") / "accepted_findings.yaml"
WHOLE = "journey"


def _misplaced(tree: Tree, place: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Places with another thing than keys above `_DEPTH`, or than text at it."""
    if len(place) < _DEPTH and isinstance(tree, dict):
        for key, part in tree.items():
            yield from _misplaced(part, (*place, key))
    elif len(place) < _DEPTH or not isinstance(tree, str):
        yield place


def read_accepted(path: Path) -> Accepted:
    """The accepted findings; none if there is no such file.

    Raises CatalogFileError when the file is not journey, rule, code, words and reason, nested so.
    """
    from journeys.reading.tree import read_tree  # noqa: PLC0415  (brings PyYAML, for one page)

    if not path.exists():
        return {}
    source = Source(str(path))
    try:
        tree = read_tree(source, path.read_bytes(), expected=_EXPECTED)
    except StopReadingError:
        raise CatalogFileError(source.problems) from None
    for place in _misplaced(tree):
        source.report(source.line_of(place), f"{_EXPECTED}, as text")
    if source.problems:
        raise CatalogFileError(source.problems)
    return cast("Accepted", tree)


def judged(found: Iterable[Finding], accepted: AcceptedHere) -> Iterator[tuple[Finding, str]]:
    """Each finding in a journey with the reason why it stands, empty if it does not."""
    for finding in found:
        reasons = accepted.get(finding.rule.id, {}).get(finding.code or WHOLE, {})
        yield finding, reasons.get(finding.words, "")
