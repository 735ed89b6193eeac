"""Journey files held against the rules: what each finding is, and on which line.

An accepted finding that no longer applies is a finding itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from journeys.accepting import ACCEPTED_FILE, WHOLE, Accepted, AcceptedHere, judged
from journeys.reading.files import Reading, read_files
from journeys.wellformed import Severity, findings, share_alike

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
