"""Journey files held against the rules: what each finding is, on which line, and what is accepted.

Findings that people have looked at and let stand are listed, each with its reason, in
`fixtures/accepted_findings.yaml`; an entry there that no longer applies is a finding itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from journeys.reading import (
    CatalogFileError,
    Problem,
    Reading,
    Source,
    StopReadingError,
    read_files,
    read_tree,
)
from journeys.wellformed import Finding, Severity, findings, share_alike

# By journey's slug, rule, code (`journey` for a finding about no single entry) and the offending
# words: the reason why the finding stands.
Accepted = Mapping[str, "AcceptedHere"]
AcceptedHere = Mapping[str, Mapping[str, Mapping[str, str]]]
_ACCEPTED = TypeAdapter(dict[str, dict[str, dict[str, dict[str, str]]]])
_EXPECTED = "write the journey, below it the rule, the code, the offending words and the reason"
ACCEPTED_FILE = Path("fixtures") / "accepted_findings.yaml"
WHOLE = "journey"
FILE_RULE = "R-FILE"
ACCEPTED_RULE = "R-ACCEPTED"


@dataclass(frozen=True)
class Remark:
    """One finding in one file; `reason` says why it was accepted, and is empty if it was not."""

    file: str
    line: int
    rule: str
    severity: Severity
    journey: str
    code: str
    words: str
    message: str
    fix: str
    reason: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: {self.severity} {self.rule}"
        entry = f" {self.code}" if self.code else ""
        words = f" [{self.words}]" if self.words else ""
        fix = f"; {self.fix}" if self.fix else ""
        return f"{where}{entry}{words}: {self.message}{fix}"


@dataclass(frozen=True)
class CatalogCheck:
    """All findings in some files; `share_alike` is that of `journeys.wellformed`, 0 to 1."""

    remarks: Sequence[Remark]
    slugs: Sequence[str]
    share_alike: float

    def of(self, severity: Severity) -> list[Remark]:
        """The findings of that severity that nobody has accepted."""
        return [r for r in self.remarks if r.severity == severity and not r.reason]

    @property
    def accepted(self) -> list[Remark]:
        """The findings that stand with a reason."""
        return [remark for remark in self.remarks if remark.reason]


def read_accepted(path: Path) -> Accepted:
    """The accepted findings; none if there is no such file.

    Raises CatalogFileError when the file is not journey, rule, code, words and reason, nested so.
    """
    if not path.exists():
        return {}
    source = Source(str(path))
    try:
        return _ACCEPTED.validate_python(read_tree(source, path.read_bytes(), expected=_EXPECTED))
    except StopReadingError:
        raise CatalogFileError(source.problems) from None
    except ValidationError as error:
        place = error.errors()[0]["loc"]
        problem = Problem(source.file, source.line_of(place), f"{_EXPECTED}, as text")
        raise CatalogFileError([problem]) from None


def check_files(paths: Sequence[Path], accepted: Accepted) -> CatalogCheck:
    """Hold journey files, and the YAML files of folders, against every rule.

    A journey file that cannot be read is a finding, too, and the others are still looked at.
    """
    readings = read_files(paths)
    remarks: list[Remark] = []
    for reading in readings:
        reasons = accepted.get(_slug(reading), {})
        found = list(_remarks(reading, reasons))
        remarks += [*_unreadable(reading), *found, *_stale(reading, found, reasons)]
    whole = [reading.tree for reading in readings if reading.document]
    return CatalogCheck(remarks, [_slug(one) for one in readings], share_alike(whole))


def _slug(reading: Reading) -> str:
    head = reading.tree.get("journey")
    return str(head.get("slug", "")) if isinstance(head, dict) else ""


def judged(found: Iterable[Finding], accepted: AcceptedHere) -> Iterator[tuple[Finding, str]]:
    """Each finding in a journey with the reason why it stands, empty if it does not."""
    for finding in found:
        reasons = accepted.get(finding.rule.id, {}).get(finding.code or WHOLE, {})
        yield finding, reasons.get(finding.words, "")


def _unreadable(reading: Reading) -> Iterator[Remark]:
    for problem in sorted(reading.source.problems):
        yield Remark(
            *(problem.file, problem.line, FILE_RULE, Severity.ERROR, _slug(reading)),
            *("", "", problem.message, ""),
        )


def _remarks(reading: Reading, accepted: AcceptedHere) -> Iterator[Remark]:
    if not reading.tree:
        return
    found = [
        (reading.line_of(finding.place), finding, reason)
        for finding, reason in judged(findings(reading.tree), accepted)
    ]
    for line, finding, reason in sorted(found, key=itemgetter(0)):
        yield Remark(
            *(reading.source.file, line, finding.rule.id, finding.rule.severity),
            *(_slug(reading), finding.code, finding.words, finding.message, finding.fix, reason),
        )


def _stale(reading: Reading, found: Sequence[Remark], accepted: AcceptedHere) -> Iterator[Remark]:
    """Acceptances of findings that are no more, where the file could be read."""
    present = {(remark.rule, remark.code or WHOLE, remark.words) for remark in found}
    for rule, codes in accepted.items() if reading.document else ():
        for code, reasons in codes.items():
            for words in reasons:
                if (rule, code, words) not in present:
                    yield _needless(reading.source.file, _slug(reading), rule, code, words)


def _needless(file: str, slug: str, rule: str, code: str = "", words: str = "") -> Remark:
    message = f"{rule} is accepted here, and there is nothing to accept"
    return Remark(
        *(file, 1, ACCEPTED_RULE, Severity.WARNING, slug, "" if code == WHOLE else code, words),
        *(message, "remove it from the accepted findings"),
    )


def needless_journeys(accepted: Accepted, check: CatalogCheck) -> list[Remark]:
    """Acceptances for journeys that no file has; to be asked when all files were checked."""
    return [
        _needless(str(ACCEPTED_FILE), slug, rule)
        for slug in accepted.keys() - check.slugs
        for rule in accepted[slug]
    ]
