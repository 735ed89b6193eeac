"""The read side of a survey: what people answered, as figures with their n and interval.

A section is one kind of item. Rated items are ranked within their section by one of METHODS;
situations are distributions, tick lists shares. Every figure counts submitted responses only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from surveys import questions, scoring
from surveys.analysing.matrix import NOT_SHOWN, read_snapshot
from surveys.analysing.pooling import AskedItem, PooledAnswers, pooled_answers
from surveys.models import Response, Survey, SurveyItem, SurveyRevision
from surveys.responding.demo import DEMO_FLAG
from surveys.scoring import Interval, Measure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVELS = range(1, questions.SITUATION_POINTS + 1)

Measures = dict[str, Measure | None]
# A response's id, status, whether its person decides, flags, and its revision's number.
Person = tuple[int, str, bool | None, list[str], int]


@dataclass(frozen=True)
class Method:
    """One way to rank rated items: its name, its formula, and what it says in a sentence."""

    value: str
    label: str | Promise
    formula: str
    meaning: str | Promise


METHODS: Mapping[str, Method] = {
    method.value: method
    for method in (
        Method(
            "struggle_share",
            _("Struggle share"),
            "J = important and difficult ÷ n",
            _("Of the people who rated both, the share that call it important and difficult."),
        ),
        Method(
            "importance",
            _("Importance"),
            "I = important ÷ n",
            _("The share that call it important."),
        ),
        Method(
            "difficulty",
            _("Difficulty"),
            "D = difficult ÷ n",
            _("The share that call it difficult."),
        ),
        Method(
            "opportunity_difficulty",
            _("Opportunity score for difficulty"),
            "O = I + max(I − (10 − D), 0)",
            _(
                "From 0 to 20, with I and D as shares on 0 to 10. It counts importance twice; "
                "whoever answered neutral counts as served."
            ),
        ),
        Method(
            "product",
            _("Importance × difficulty"),
            "P = I × D ÷ 10",
            _("From 0 to 10. It does not ask whether the same people gave both answers."),
        ),
        Method(
            "rank_sum",
            _("Rank sum"),
            "RS = 1 + 99 × (2N − rI − rD) ÷ (2N − 2)",
            _("From 1 to 100: the ranks by importance and by difficulty, taken together."),
        ),
    )
}
DEFAULT_METHOD = "struggle_share"


@dataclass(frozen=True)
class ItemRow:
    """One row of figures. `n_base` are the people who were shown the item as `asked` has it."""

    asked: AskedItem
    n_base: int
    n: int

    @property
    def item(self) -> SurveyItem:
        """The item, as the newest revision that asks it so has it."""
        return self.asked.item


@dataclass(frozen=True)
class RatedRow(ItemRow):
    """A rated item. `n` are the people who rated both; `rank` the places it may hold.

    `measures` has every method's figure (shares as fractions of 1) and `overlap`; None where
    nobody answered. `rank_resampled` is the 95 % interval of its rank by the bootstrap, for
    methods that have one.
    """

    measures: Measures
    rank: tuple[int, int] | None = None
    rank_resampled: Interval | None = None

    @property
    def is_small(self) -> bool:
        """Whether too few people rated it for its place to mean much."""
        return self.n < scoring.MIN_N


@dataclass(frozen=True)
class LevelRow(ItemRow):
    """A situation: how many people chose each level from 1 to 5, and the median level."""

    counts: list[int]
    median: float | None


@dataclass(frozen=True)
class ChosenRow(ItemRow):
    """A line of a tick list: the share of the people shown it who ticked it."""

    chosen: Measure | None


@dataclass(frozen=True)
class Section:
    """One kind's rows. `n_base` are the submitted responses in which the kind was shown.

    `n_asked` are those to a revision that asks the kind at all. Exactly one of the lists is filled.
    """

    kind: questions.Kind
    n_base: int
    n_asked: int
    rated: list[RatedRow] = field(default_factory=list)
    levels: list[LevelRow] = field(default_factory=list)
    chosen: list[ChosenRow] = field(default_factory=list)

    @property
    def is_for_decision_makers(self) -> bool:
        """Whether only those who make the purchase decision count in this section."""
        return self.kind.is_gated


class NoSuchRevisionError(LookupError):
    """The survey has no opened revision of this number."""


@dataclass(frozen=True)
class SurveyResults:
    """A survey's figures. `revision` is None while the survey has never been opened.

    `opened` are the numbers of its opened revisions, `counted` those whose answers count here,
    `revision` the newest of these. `n` are submitted responses, `n_demo` those of them that were
    made up, `n_in_progress` those that count nowhere yet.
    """

    survey: Survey
    revision: SurveyRevision | None
    method: Method
    opened: tuple[int, ...] = ()
    counted: tuple[int, ...] = ()
    n: int = 0
    n_demo: int = 0
    n_in_progress: int = 0
    sections: list[Section] = field(default_factory=list)

    @property
    def is_pooled(self) -> bool:
        """Whether answers to several revisions are counted together."""
        return len(self.counted) > 1


def survey_results(
    survey: Survey,
    *,
    method: str = DEFAULT_METHOD,
    in_catalog_order: bool = False,
    revision: int | None = None,
) -> SurveyResults:
    """The figures of the opened revision with this number, or of all of them pooled.

    Ranked by `method`, highest first. With `in_catalog_order` rows keep the order of the
    questionnaire; ranks are by `method` all the same. Pooled, an item counts people of every
    revision that asked it alike. Computed from all answers each time: five queries, then the
    bootstrap. KeyError for an unknown method; NoSuchRevisionError.
    """
    chosen_method = METHODS[method]
    with read_snapshot():
        opened, counted = _revisions(survey, revision)
        if not counted:
            return SurveyResults(survey, None, chosen_method)
        people = _people(counted)
        pooled = pooled_answers(counted)
    submitted = [person for person in people if person[1] == Response.Status.SUBMITTED]
    sections = _sections(pooled, submitted, method)
    if not in_catalog_order:
        _sort(sections, method)
    return SurveyResults(
        survey,
        counted[-1],
        chosen_method,
        opened=tuple(one.number for one in opened),
        counted=tuple(one.number for one in counted),
        n=len(submitted),
        n_demo=sum(DEMO_FLAG in person[3] for person in submitted),
        n_in_progress=sum(person[1] == Response.Status.IN_PROGRESS for person in people),
        sections=sections,
    )


def _revisions(
    survey: Survey, number: int | None
) -> tuple[list[SurveyRevision], list[SurveyRevision]]:
    """The opened revisions, oldest first, and those of them that count. One query."""
    opened = list(survey.revisions.exclude(opened_at=None).order_by("number"))
    counted = [one for one in opened if number in {None, one.number}]
    if number is not None and not counted:
        raise NoSuchRevisionError(number)
    return opened, counted


def _people(revisions: list[SurveyRevision]) -> list[Person]:
    """Everyone who answered one of them. One query."""
    people = Response.objects.filter(revision__in=revisions)
    return list(people.values_list("pk", "status", "decision_maker", "flags", "revision__number"))


def _sort(sections: list[Section], method: str) -> None:
    """Put rated rows in order, highest first; those without a figure come last."""

    def descending(row: RatedRow) -> float:
        measure = row.measures[method]
        return -measure.value if measure else 1.0

    for section in sections:
        section.rated.sort(key=descending)


def _sections(pooled: PooledAnswers, people: list[Person], method: str) -> list[Section]:
    """Rated kinds first, else as asked. Costs are read from deciders' answers alone."""
    import numpy as np  # noqa: PLC0415

    answers = pooled.answers
    columns: dict[str, list[int]] = {}
    for index, cell in enumerate(answers.cells):
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
        asking = {number for one in items for number in one.revisions}
        n_asked = sum(person[4] in asking for person in people)
        base = (kind, int((codes != NOT_SHOWN).any(axis=1).sum()), n_asked)
        if kind.is_rated:
            sections.append(Section(*base, rated=_rated_rows(items, codes, method)))
        elif kind.questions == (questions.LEVEL,):
            sections.append(Section(*base, levels=_level_rows(items, codes)))
        else:
            sections.append(Section(*base, chosen=_chosen_rows(items, codes)))
    return sorted(sections, key=lambda section: not section.kind.is_rated)


def _n_shown(column: NDArray[np.uint8]) -> int:
    """How many people were shown a cell; an item's cells are shown together."""
    return int((column != NOT_SHOWN).sum())


def _level_rows(items: list[AskedItem], codes: NDArray[np.uint8]) -> list[LevelRow]:
    rows = []
    for item, column in zip(items, codes.T, strict=True):
        counts = [int((column == level).sum()) for level in LEVELS]
        spread = [level for level, count in zip(LEVELS, counts, strict=True) for _ in range(count)]
        middle = median(spread) if spread else None
        rows.append(LevelRow(item, _n_shown(column), len(spread), counts, middle))
    return rows


def _chosen_rows(items: list[AskedItem], codes: NDArray[np.uint8]) -> list[ChosenRow]:
    rows = []
    for item, column in zip(items, codes.T, strict=True):
        n_yes = int((column == questions.CHOSEN_YES).sum())
        n = n_yes + int((column == questions.CHOSEN_NO).sum())
        rows.append(ChosenRow(item, _n_shown(column), n, scoring.wilson(n_yes, n)))
    return rows


# Rated items


def _rated_rows(items: list[AskedItem], codes: NDArray[np.uint8], method: str) -> list[RatedRow]:
    """Rows of items rated by importance and difficulty, two columns an item, in their order."""
    ratings = scoring.Ratings(
        *_top_and_valid(codes[:, 0::2], questions.IMPORTANCE, items),
        *_top_and_valid(codes[:, 1::2], questions.DIFFICULTY, items),
    )
    resampled = scoring.bootstrap(ratings)
    shares = [_shares(ratings, index) for index in range(len(items))]
    measures = _with_scores(shares, {name: found.scores for name, found in resampled.items()})
    n_pairs = (ratings.importance_valid & ratings.difficulty_valid).sum(axis=0)
    ranks = scoring.rank_ranges([by_method[method] for by_method in measures])
    return [
        RatedRow(
            asked=item,
            n_base=_n_shown(codes[:, 2 * index]),
            n=int(n_pairs[index]),
            measures=measures[index],
            rank=ranks[index],
            rank_resampled=resampled[method].ranks[index] if method in resampled else None,
        )
        for index, item in enumerate(items)
    ]


def _top_and_valid(
    codes: NDArray[np.uint8], question: str, items: list[AskedItem]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the top box of the item's own scale was chosen, and where anything on it was."""
    import numpy as np  # noqa: PLC0415

    points = np.array([questions.n_points(question, one.scales) for one in items])
    tops = np.array([questions.top_values(question, one.scales).start for one in items])
    valid = (codes >= 1) & (codes <= points)
    return (codes >= tops) & valid, valid


def _shares(ratings: scoring.Ratings, index: int) -> Measures:
    """Importance, difficulty and struggle share of one item: plain shares, each on its own n."""
    important, rated_i = ratings.importance_top[:, index], ratings.importance_valid[:, index]
    difficult, rated_d = ratings.difficulty_top[:, index], ratings.difficulty_valid[:, index]
    return {
        "importance": scoring.wilson(int(important.sum()), int(rated_i.sum())),
        "difficulty": scoring.wilson(int(difficult.sum()), int(rated_d.sum())),
        "struggle_share": scoring.wilson(
            int((important & difficult).sum()), int((rated_i & rated_d).sum())
        ),
    }


def _with_scores(
    shares: list[Measures], intervals: dict[str, list[Interval | None]]
) -> list[Measures]:
    """The shares of all items with each item's scores beside them; None where one is unknown."""
    rank_sums = scoring.rank_sums([_pair(by_method) for by_method in shares])
    found = []
    for index, by_method in enumerate(shares):
        scores: Measures = dict.fromkeys(scoring.SCORES)
        for name, (value, n) in _scores(by_method, rank_sums[index]).items():
            ends = intervals[name][index]
            low, high = (ends.low, ends.high) if ends else (None, None)
            scores[name] = Measure(value, low, high, n)
        found.append({**by_method, **scores})
    return found


def _scores(by_method: Measures, rank_sum: float | None) -> dict[str, tuple[float, int]]:
    """One item's scores and the n each rests on: the smaller of its two shares', or the pairs."""
    importance, difficulty = by_method["importance"], by_method["difficulty"]
    struggle = by_method["struggle_share"]
    if not (importance and difficulty):
        return {}
    pair, n = (importance.value, difficulty.value), min(importance.n, difficulty.n)
    scores = {
        "opportunity_difficulty": (scoring.difficulty_opportunity(*pair), n),
        "product": (scoring.product(*pair), n),
    }
    if struggle and (ratio := scoring.overlap(struggle.value, *pair)) is not None:
        scores["overlap"] = (ratio, struggle.n)
    if rank_sum is not None:
        scores["rank_sum"] = (rank_sum, n)
    return scores


def _pair(by_method: Measures) -> tuple[float, float] | None:
    """Importance and difficulty, if anybody rated either."""
    importance, difficulty = by_method["importance"], by_method["difficulty"]
    return (importance.value, difficulty.value) if importance and difficulty else None
