"""An item of the results page: its figures in words, and where the charts have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys import questions
from surveys.analysing import charts
from surveys.analysing.methods import METHODS, Method
from surveys.analysing.results import ResultRow, ResultSection
from surveys.analysing.views.measures import ShownMeasure, percent, shown_measure, shown_share
from surveys.analysing.views.revisions import revision_words


@dataclass(frozen=True)
class ShownLevel:
    """How many chose one level of a situation: a share in words, and a column."""

    percent: str
    column: charts.SpreadColumn


@dataclass(frozen=True)
class ShownItem:
    """An item, wherever it stands: in the table of its section, in the landscape and its lists.

    `key` is unique on the page, where the same code may stand in two wordings; `revisions` says
    which it is of. `measures` are by method, in the order of the columns. `mark` is its place in
    the landscape, if it has one.
    """

    key: str
    code: str
    text: str
    kind: str
    revisions: str
    rank: str
    n: str
    is_small: bool
    measures: Mapping[str, ShownMeasure]
    mark: charts.LandscapeMark | None
    low_anchor: str
    high_anchor: str
    levels: Sequence[ShownLevel]
    median: str

    @property
    def title(self) -> str:
        """The whole sentence that its mark in the landscape stands for."""
        importance = self.measures[questions.IMPORTANCE]
        difficulty = self.measures[questions.DIFFICULTY]
        return _(
            "%(text)s: important to %(importance)s (%(importance_interval)s, n %(importance_n)s), "
            "difficult for %(difficulty)s (%(difficulty_interval)s, n %(difficulty_n)s)"
        ) % {
            "text": f"{self.text} ({self.revisions})" if self.revisions else self.text,
            "importance": importance.value,
            "importance_interval": importance.interval,
            "importance_n": importance.n,
            "difficulty": difficulty.value,
            "difficulty_interval": difficulty.interval,
            "difficulty_n": difficulty.n,
        }


def shown_items(
    section: ResultSection, counted: Sequence[int], marks: Mapping[str, charts.LandscapeMark]
) -> list[ShownItem]:
    """The items of a section in its order. `marks` are by the keys of those in the landscape."""
    return [
        ShownItem(
            key=row.pooled.key,
            code=row.item.code,
            text=row.item.text,
            kind=_(section.kind.label),
            revisions=revision_words(row, counted),
            rank=_rank(row),
            n=str(row.n),
            is_small=row.is_small,
            measures=_measures(section, row),
            mark=marks.get(row.pooled.key),
            low_anchor=row.item.low_anchor,
            high_anchor=row.item.high_anchor,
            levels=levels,
            median="" if row.median is None else f"{row.median:g}",
        )
        for row, levels in zip(section.rows, _levels(section.rows), strict=True)
    ]


def column_methods(sections: Sequence[ResultSection]) -> list[Method]:
    """The methods that have a column in any of these sections."""
    ranked = [section for section in sections if section.is_ranked]
    return [
        method
        for method in METHODS.values()
        if method.head and any(method.fits(section.asks) for section in ranked)
    ]


def _rank(row: ResultRow) -> str:
    """`3`, or the places that it may hold, `2–5`."""
    if not row.rank:
        return ""
    low, high = row.rank
    return str(low) if low == high else f"{low}–{high}"


def _measures(section: ResultSection, row: ResultRow) -> dict[str, ShownMeasure]:
    if section.is_ranked:
        return {
            method.value: shown_measure(method, row.measures)
            for method in column_methods([section])
        }
    return {
        question: shown_share(question, _(questions.QUESTION[question].label), measure)
        for question, measure in row.measures.items()
    }


def _levels(rows: Sequence[ResultRow]) -> list[list[ShownLevel]]:
    """Each row's levels, with columns as high as their shares of the highest of all."""
    spreads = [[count / row.n if row.n else 0.0 for count in row.counts] for row in rows]
    full = max((share for shares in spreads for share in shares), default=0.0)
    return [
        [
            ShownLevel(percent(share), column)
            for share, column in zip(shares, charts.spread_columns(shares, full=full), strict=True)
        ]
        for shares in spreads
    ]
