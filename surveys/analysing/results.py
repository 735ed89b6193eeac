"""The read side of a survey: what people answered, as figures with their n and interval.

A section is one kind of item: a list of rows, laid out as the kind is. Rated items are ranked
within their section by a method; situations are distributions, tick lists shares. Every figure
counts submitted responses only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import TYPE_CHECKING

from surveys import questions, scoring
from surveys.analysing.matrix import NOT_SHOWN, Cell, read_snapshot
from surveys.analysing.methods import Method
from surveys.analysing.pooling import PooledAnswers, PooledItem, pooled_answers
from surveys.analysing.query import CATALOG_ORDER, ResultsQuery, counted_revisions
from surveys.analysing.ratings import Measures, rated_items
from surveys.models import Response, Survey, SurveyItem, SurveyRevision
from surveys.responding.demo import DEMO_FLAG
from surveys.scoring import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVELS = range(1, questions.SITUATION_POINTS + 1)

# A response's id, status, whether its person decides, and flags.
Person = tuple[int, str, bool | None, list[str]]


@dataclass(frozen=True)
class ResultRow:
    """An item's figures. `n_base` are the people who were shown the item as `pooled` has it.

    `n` are those of them who answered all that is asked of it. `measures` are by question, in the
    order asked, then by the names of scores (shares as fractions of 1); None where nobody answered.
    In a ranking, `rank` are the places it may hold, `rank_resampled` the 95 % interval of its rank
    by the bootstrap, for methods that have one. A situation has `counts`, of people who chose each
    of LEVELS, and the median level.
    """

    pooled: PooledItem
    n_base: int
    n: int
    measures: Measures = field(default_factory=dict)
    rank: tuple[int, int] | None = None
    rank_resampled: Interval | None = None
    counts: Sequence[int] = ()
    median: float | None = None

    @property
    def item(self) -> SurveyItem:
        """The item, as the newest revision that asks it so has it."""
        return self.pooled.item

    @property
    def is_small(self) -> bool:
        """Whether too few people answered for its place to mean much."""
        return self.n < scoring.MIN_N


@dataclass(frozen=True)
class ResultSection:
    """One kind's rows. `asks` are the questions that any of them was asked.

    `n_base` are the submitted responses in which the kind was shown, `n_asked` those that were
    given any item of it.
    """

    kind: questions.Kind
    asks: tuple[str, ...]
    n_base: int
    n_asked: int
    rows: list[ResultRow]

    @property
    def is_ranked(self) -> bool:
        """Whether its rows are rated, and so ranked."""
        return self.kind.is_rated

    @property
    def is_for_decision_makers(self) -> bool:
        """Whether only those who make the purchase decision count in this section."""
        return self.kind.is_gated


@dataclass(frozen=True)
class SurveyResults:
    """A survey's figures. `revision` is None while the survey has never been opened.

    `opened` are the numbers of its opened revisions, `counted` those whose answers count here,
    `revision` the newest of these. `n` are submitted responses, `n_demo` those of them that were
    made up, `n_in_progress` those that count nowhere yet.
    """

    survey: Survey
    query: ResultsQuery
    revision: SurveyRevision | None
    opened: tuple[int, ...] = ()
    counted: tuple[int, ...] = ()
    n: int = 0
    n_demo: int = 0
    n_in_progress: int = 0
    sections: list[ResultSection] = field(default_factory=list)

    @property
    def method(self) -> Method:
        """The method by which rated items are ranked."""
        return self.query.ranking

    @property
    def is_pooled(self) -> bool:
        """Whether answers to several revisions are counted together."""
        return len(self.counted) > 1

    @property
    def rights(self) -> list[tuple[str, str]]:
        """The licences and attributions of what is shown, each pair once, the newest first."""
        rows = [row for section in self.sections for row in section.rows]
        newest = {row.pooled.newest.number: row.pooled.newest for row in rows}
        if not newest and self.revision:
            newest = {self.revision.number: self.revision}
        revisions = [newest[number] for number in sorted(newest, reverse=True)]
        return list(dict.fromkeys((one.licence, one.attribution) for one in revisions))


def survey_results(survey: Survey, query: ResultsQuery | None = None) -> SurveyResults:
    """The figures that the query asks for; by default all revisions pooled, by struggle share.

    In the questionnaire's order, ranks are by the method all the same. Pooled, an item counts
    people of every revision that asked it alike. Computed from all answers each time: five
    queries, then the bootstrap. KeyError for an unknown method; NoSuchRevisionError.
    """
    query = query or ResultsQuery()
    method = query.ranking
    with read_snapshot():
        opened, counted = counted_revisions(survey, query)
        if not counted:
            return SurveyResults(survey, query, None)
        people = _people(counted)
        pooled = pooled_answers(counted)
    submitted = [person for person in people if person[1] == Response.Status.SUBMITTED]
    sections = _sections(pooled, submitted, query)
    if query.order != CATALOG_ORDER:
        sections = [replace(one, rows=_descending(one.rows, method)) for one in sections]
    return SurveyResults(
        survey,
        query,
        counted[-1],
        opened=tuple(one.number for one in opened),
        counted=tuple(one.number for one in counted),
        n=len(submitted),
        n_demo=sum(DEMO_FLAG in person[3] for person in submitted),
        n_in_progress=sum(person[1] == Response.Status.IN_PROGRESS for person in people),
        sections=sections,
    )


def _people(revisions: list[SurveyRevision]) -> list[Person]:
    """Everyone who answered one of them. One query."""
    people = Response.objects.filter(revision__in=revisions)
    return list(people.values_list("pk", "status", "decision_maker", "flags"))


def _descending(rows: Sequence[ResultRow], method: Method) -> list[ResultRow]:
    """Highest first; those without a figure come last, in their order."""

    def place(row: ResultRow) -> float:
        measure = row.measures.get(method.value)
        return -measure.value if measure else 1.0

    return sorted(rows, key=place)


def _sections(
    pooled: PooledAnswers, people: list[Person], query: ResultsQuery
) -> list[ResultSection]:
    """Rated kinds first, else as asked. Costs are read from deciders' answers alone."""
    import numpy as np  # noqa: PLC0415

    answers = pooled.answers
    columns: dict[str, list[int]] = {}
    for index, cell in enumerate(answers.cells):
        if query.covers(cell.item.kind):
            columns.setdefault(cell.item.kind, []).append(index)
    deciders = {person[0] for person in people if person[2]}
    decides = np.array([pk in deciders for pk in answers.response_ids], np.bool_)
    sections = []
    for kind_value, places in columns.items():
        kind = questions.KIND[kind_value]
        items = [one for one in pooled.items if one.item.kind == kind_value]
        codes = answers.codes[:, places]
        if kind.is_gated:
            codes = codes[decides]
        n_asked = int(answers.asked[:, places].any(axis=1).sum())
        n_base = int((codes != NOT_SHOWN).any(axis=1).sum())
        cells = [answers.cells[place] for place in places]
        asks = tuple(dict.fromkeys(cell.question for cell in cells))
        rows = _rows(kind, items, cells, codes, query.ranking)
        sections.append(ResultSection(kind, asks, n_base, n_asked, rows))
    return sorted(sections, key=lambda section: not section.is_ranked)


def _rows(
    kind: questions.Kind,
    items: list[PooledItem],
    cells: list[Cell],
    codes: NDArray[np.uint8],
    method: Method,
) -> list[ResultRow]:
    """The rows of a section, in the order asked; `cells` are the columns of `codes`."""
    if kind.is_rated:
        return _ranked_rows(items, cells, codes, method)
    return (
        _spread_rows(items, codes)
        if kind.layout == questions.LEVELS
        else _ticked_rows(items, codes)
    )


def _n_shown(column: NDArray[np.uint8]) -> int:
    """How many people were shown a cell; an item's cells are shown together."""
    return int((column != NOT_SHOWN).sum())


def _spread_rows(items: list[PooledItem], codes: NDArray[np.uint8]) -> list[ResultRow]:
    rows = []
    for item, column in zip(items, codes.T, strict=True):
        counts = [int((column == level).sum()) for level in LEVELS]
        spread = [level for level, count in zip(LEVELS, counts, strict=True) for _ in range(count)]
        middle = median(spread) if spread else None
        rows.append(ResultRow(item, _n_shown(column), len(spread), counts=counts, median=middle))
    return rows


def _ticked_rows(items: list[PooledItem], codes: NDArray[np.uint8]) -> list[ResultRow]:
    rows = []
    for item, column in zip(items, codes.T, strict=True):
        n_yes = int((column == questions.CHOSEN_YES).sum())
        n = n_yes + int((column == questions.CHOSEN_NO).sum())
        share = {questions.CHOSEN: scoring.wilson(n_yes, n)}
        rows.append(ResultRow(item, _n_shown(column), n, share))
    return rows


def _ranked_rows(
    items: list[PooledItem], cells: list[Cell], codes: NDArray[np.uint8], method: Method
) -> list[ResultRow]:
    found = rated_items(items, cells, codes)
    ranks = scoring.rank_ranges([measures.get(method.value) for measures in found.measures])
    resampled = found.resampled.get(method.value)
    column = {cell.item.pk: at for at, cell in enumerate(cells)}
    return [
        ResultRow(
            item,
            n_base=_n_shown(codes[:, column[item.item.pk]]),
            n=found.n_complete[index],
            measures=found.measures[index],
            rank=ranks[index],
            rank_resampled=resampled.ranks[index] if resampled else None,
        )
        for index, item in enumerate(items)
    ]
