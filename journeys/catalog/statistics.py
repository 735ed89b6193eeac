"""What the catalog holds, in figures: entries by kind and journey, and what the rules find."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from journeys.accepting import Accepted, judged
from journeys.catalog.entries import JourneyCopy, journey_copies
from journeys.catalog.kinds import KINDS, Kind, Wording
from journeys.wellformed import Finding, Rule, Severity


@dataclass(frozen=True)
class FoundRow:
    """A finding for a reader: where it is, what it says, and why it stands, if it was accepted."""

    rule: Rule
    code: str
    url: str
    words: str
    message: str
    fix: str
    reason: str


@dataclass(frozen=True)
class JourneyFigures:
    """A journey's entries by kind, in the order of KINDS, and what the rules find in it."""

    slug: str
    name: str
    counts: Sequence[int]
    open: Sequence[FoundRow]
    accepted: Sequence[FoundRow]

    @property
    def total(self) -> int:
        """All entries of the journey."""
        return sum(self.counts)


@dataclass(frozen=True)
class CatalogFigures:
    """The whole catalog in figures; `totals` in the order of `kinds`."""

    kinds: Sequence[Kind]
    journeys: Sequence[JourneyFigures]

    @property
    def totals(self) -> list[int]:
        """Entries of each kind, all journeys together."""
        return [sum(column) for column in zip(*(row.counts for row in self.journeys), strict=True)]

    @property
    def total(self) -> int:
        """All entries of the catalog."""
        return sum(row.total for row in self.journeys)

    @property
    def n_errors(self) -> int:
        """Open findings that must be mended."""
        return self._n_open(Severity.ERROR)

    @property
    def n_warnings(self) -> int:
        """Open findings that should be mended, or accepted."""
        return self._n_open(Severity.WARNING)

    @property
    def n_accepted(self) -> int:
        """Findings that stand with a reason."""
        return sum(len(row.accepted) for row in self.journeys)

    def _n_open(self, severity: Severity) -> int:
        return sum(found.rule.severity == severity for row in self.journeys for found in row.open)


def _url(slug: str, finding: Finding) -> str:
    """Where a reader sees the entry."""
    page = reverse("journeys:journey_detail", args=[slug])
    if "metrics" in finding.place:
        step = reverse("journeys:job_step_detail", args=[slug, finding.code.partition("M")[0]])
        page = f"{step}?wording={Wording.BOTH.value}"
    return f"{page}#{finding.code}" if finding.code else page


def _figures(copy: JourneyCopy, accepted: Accepted) -> JourneyFigures:
    slug = copy.journey.slug
    found = [
        FoundRow(
            *(finding.rule, finding.code, _url(slug, finding), finding.words),
            *(finding.message, finding.fix, reason),
        )
        for finding, reason in judged(copy.findings, accepted.get(slug, {}))
    ]
    return JourneyFigures(
        slug=slug,
        name=copy.journey.name,
        counts=copy.counts,
        open=[row for row in found if not row.reason],
        accepted=[row for row in found if row.reason],
    )


def catalog_figures(accepted: Accepted) -> CatalogFigures:
    """The catalog in figures. One query, and nine more after a change of the catalog."""
    return CatalogFigures(KINDS, [_figures(copy, accepted) for copy in journey_copies()])
