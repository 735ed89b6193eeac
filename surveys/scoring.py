"""From ratings to priority: pure arithmetic, no Django and no database.

Shares are fractions of 1. `I` is the share of valid answers that call an item important, `D` the
share that call it difficult, `S` the share that are satisfied (top box, domain formula F1); each on
its own n, the valid answers to that question for that item. Joint measures use pairs: people who
answered both. Means of ratings are not shares and are refused.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Z_95 = 1.959963984540054
MIN_N = 30  # Below this a figure is shown greyed (domain formula F7).
TABLE_STAKES_SHARE = 0.75
BOOTSTRAP_DRAWS = 1000
BOOTSTRAP_SEED = 1
_CHUNK_CELLS = 1_000_000
_DIGITS = 9  # Equal figures must compare equal whichever way they were added up.


@dataclass(frozen=True)
class Measure:
    """A figure with its 95 % interval and the n it rests on.

    `low` and `high` are None where too few people answered for an interval.
    """

    value: float
    low: float | None
    high: float | None
    n: int

    @property
    def ends(self) -> tuple[float, float]:
        """The interval to draw: the value alone where there is none."""
        if self.low is None or self.high is None:
            return self.value, self.value
        return self.low, self.high


@dataclass(frozen=True)
class Interval:
    """The two ends of a 95 % interval."""

    low: float
    high: float


# Shares


def wilson(successes: int, n: int) -> Measure | None:
    """`successes` of `n` as a share with Wilson's 95 % interval; None when nobody answered.

    Raises ValueError unless 0 <= successes <= n.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share.")
    if n == 0:
        return None
    share = successes / n
    z2 = Z_95**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z_95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Measure(share, low, high, n)


def _demand_shares(**shares: float) -> None:
    for name, share in shares.items():
        if not 0 <= share <= 1:
            raise ValueError(
                f"{name} is {share}: a share between 0 and 1 is needed, "
                "not a mean, a rating or a percentage."
            )


# Scores of one item


def opportunity(importance: float, satisfaction: float) -> float:
    """Ulwick's opportunity score O = I + max(I - S, 0), on 0 to 20 (F2). Shares in.

    Raises ValueError for anything outside 0 to 1.
    """
    _demand_shares(importance=importance, satisfaction=satisfaction)
    return round(10 * (importance + max(importance - satisfaction, 0)), _DIGITS)


def difficulty_opportunity(
    importance: float, difficulty: float, *, not_difficult: float | None = None
) -> float:
    """O_D = I + max(I - (1 - D), 0), on 0 to 20 (F6): F2 with S as the share that don't struggle.

    Neutral counts as served. With `not_difficult`, the share that chose a point below neutral, it
    does not: that share is then S. Raises ValueError for anything outside 0 to 1.
    """
    _demand_shares(difficulty=difficulty)
    served = 1 - difficulty if not_difficult is None else not_difficult
    return opportunity(importance, served)


def product(importance: float, difficulty: float) -> float:
    """P = I * D, on 0 to 10 (F6). Ignores who said what. Raises ValueError outside 0 to 1."""
    _demand_shares(importance=importance, difficulty=difficulty)
    return round(10 * importance * difficulty, _DIGITS)


def overlap(struggle: float, importance: float, difficulty: float) -> float | None:
    """How much more often the two fall on one person than by chance: J / (I * D) (F6).

    Above 1, those who care are those who struggle. None when nobody cares or nobody struggles.
    Raises ValueError outside 0 to 1.
    """
    _demand_shares(struggle=struggle, importance=importance, difficulty=difficulty)
    expected = importance * difficulty
    return round(struggle / expected, _DIGITS) if expected else None


def customer_effort_score(difficult: int, n: int) -> float:
    """thrv's score 100 * (difficult + very difficult) / n (F5). Raises ValueError for no n."""
    if n < 1 or not 0 <= difficult <= n:
        raise ValueError(f"{difficult} of {n} is not a share.")
    return 100 * difficult / n


BANDS = ((15.0, "extreme"), (12.0, "strong"), (10.0, "worth considering"))


def band(score: float) -> str:
    """The band of an opportunity score (F3). Exactly 12 and exactly 15 belong to the upper one.

    Bands were calibrated on satisfaction: for O_D they are a guide only.
    """
    if not 0 <= score <= 20:
        raise ValueError(f"{score} is not an opportunity score: those run from 0 to 20.")
    return next((name for floor, name in BANDS if round(score, _DIGITS) >= floor), "served")


def is_over_served(importance: float, satisfaction: float) -> bool:
    """Whether S > I, whatever the score (F3)."""
    _demand_shares(importance=importance, satisfaction=satisfaction)
    return satisfaction > importance


def is_table_stakes(importance: float, satisfaction: float) -> bool:
    """Whether importance and satisfaction are both high, at least 7.5 of 10 (F3)."""
    _demand_shares(importance=importance, satisfaction=satisfaction)
    return min(importance, satisfaction) >= TABLE_STAKES_SHARE


# Scores of one item among others


def mid_ranks(values: Sequence[float]) -> list[float]:
    """The rank of each value, 1 for the highest; equal values share the middle of their places."""
    return [
        sum(other > value for other in values) + (sum(other == value for other in values) + 1) / 2
        for value in values
    ]


def rank_sum(importance_rank: float, difficulty_rank: float, n_items: int) -> float:
    """RS = 1 + 99 * (2N - rI - rD) / (2N - 2), from 1 to 100 (F6, our own reading).

    Raises ValueError for fewer than two items, or ranks outside 1 to N.
    """
    if n_items < 2:
        raise ValueError("Ranks need at least two items.")
    if not (1 <= importance_rank <= n_items and 1 <= difficulty_rank <= n_items):
        raise ValueError(f"Ranks of {n_items} items lie between 1 and {n_items}.")
    return 1 + 99 * (2 * n_items - importance_rank - difficulty_rank) / (2 * n_items - 2)


def rank_sums(pairs: Sequence[tuple[float, float] | None]) -> list[float | None]:
    """The rank sum of each pair of importance and difficulty among those that are known."""
    known = [pair for pair in pairs if pair]
    if len(known) < 2:
        return [None] * len(pairs)
    by_importance = iter(mid_ranks([importance for importance, _difficulty in known]))
    by_difficulty = iter(mid_ranks([difficulty for _importance, difficulty in known]))
    return [
        rank_sum(next(by_importance), next(by_difficulty), len(known)) if pair else None
        for pair in pairs
    ]


def rank_ranges(
    intervals: Sequence[Measure | Interval | None],
) -> list[tuple[int, int] | None]:
    """The ranks each item may hold: 1 + items wholly above it ... N - items wholly below it.

    None stands for an item without a figure; it holds no rank and moves no other. A figure without
    an interval may hold any rank.
    """
    reaches = [None if interval is None else _reach(interval) for interval in intervals]
    known = [reach for reach in reaches if reach is not None]
    return [
        None
        if mine is None
        else (
            1 + sum(low > mine[1] for low, _high in known),
            len(known) - sum(high < mine[0] for _low, high in known),
        )
        for mine in reaches
    ]


def _reach(interval: Measure | Interval) -> tuple[float, float]:
    low, high = interval.low, interval.high
    return -math.inf if low is None else low, math.inf if high is None else high


# Bootstrap


@dataclass(frozen=True)
class Ratings:
    """Who rated what: four Boolean matrices [people x items].

    A `top` cell is true where the person chose the top box, a `valid` one where they answered.
    """

    importance_top: NDArray[np.bool_]
    importance_valid: NDArray[np.bool_]
    difficulty_top: NDArray[np.bool_]
    difficulty_valid: NDArray[np.bool_]


@dataclass(frozen=True)
class Resampled:
    """Per item, the 95 % interval of a score and of its rank.

    None where nothing was answered, and where fewer than MIN_N people rated an item and every draw
    gave the same: that they agree tells nothing about others.
    """

    scores: list[Interval | None]
    ranks: list[Interval | None]


SCORES = ("opportunity_difficulty", "product", "overlap", "rank_sum")


def bootstrap(
    ratings: Ratings, *, seed: int = BOOTSTRAP_SEED, draws: int = BOOTSTRAP_DRAWS
) -> dict[str, Resampled]:
    """Percentile intervals of every score in SCORES, and of its rank, by resampling people (F7).

    Each draw takes as many people as there are, with replacement, and recomputes everything,
    each item's n included. The same seed gives the same intervals. Memory is bounded: draws are
    made in chunks. O(draws * people * items).
    """
    import numpy as np  # noqa: PLC0415

    stacked = _stacked(ratings)
    n_people, n_items = ratings.importance_top.shape
    if n_people == 0 or n_items == 0:
        return {name: Resampled([None] * n_items, [None] * n_items) for name in SCORES}
    generator = np.random.default_rng(seed)
    size = max(1, min(draws, _CHUNK_CELLS // max(n_people, n_items**2)))
    scores: dict[str, list[Floats]] = {name: [] for name in SCORES}
    ranks: dict[str, list[Floats]] = {name: [] for name in SCORES}
    for start in range(0, draws, size):
        weights = _weights(generator, min(size, draws - start), n_people)
        for name, values in _scores(weights @ stacked, n_items).items():
            scores[name].append(values)
            ranks[name].append(_ranks(values))
    n_pairs = (ratings.importance_valid & ratings.difficulty_valid).sum(axis=0)
    return {
        name: Resampled(
            _percentiles(scores[name], n_pairs < MIN_N), _percentiles(ranks[name], n_pairs < MIN_N)
        )
        for name in SCORES
    }


def _stacked(ratings: Ratings) -> NDArray[np.float32]:
    """The six counts of every item side by side: what a draw's weights are multiplied with."""
    import numpy as np  # noqa: PLC0415

    pair = ratings.importance_valid & ratings.difficulty_valid
    both = ratings.importance_top & ratings.difficulty_top
    return np.hstack(
        [
            ratings.importance_top & ratings.importance_valid,
            ratings.importance_valid,
            ratings.difficulty_top & ratings.difficulty_valid,
            ratings.difficulty_valid,
            both & pair,
            pair,
        ]
    ).astype(np.float32)


def _weights(generator: np.random.Generator, draws: int, n_people: int) -> NDArray[np.float32]:
    """How often each person is drawn, [draws x people]: multinomial, by counting picks."""
    import numpy as np  # noqa: PLC0415

    picks = generator.integers(0, n_people, size=(draws, n_people))
    picks += np.arange(draws)[:, None] * n_people
    counts = np.bincount(picks.ravel(), minlength=draws * n_people)
    return counts.reshape(draws, n_people).astype(np.float32)


def _scores(counts: NDArray[np.float32], n_items: int) -> dict[str, Floats]:
    """Every score per draw and item; not a number where a draw has no answer to rest on."""
    import numpy as np  # noqa: PLC0415

    count = counts.astype(np.float64).reshape(len(counts), 6, n_items)
    with np.errstate(divide="ignore", invalid="ignore"):
        importance = count[:, 0] / count[:, 1]
        difficulty = count[:, 2] / count[:, 3]
        struggle = count[:, 4] / count[:, 5]
        expected = importance * difficulty
        overlaps = np.where(expected > 0, struggle / expected, np.nan)
        is_known = ~np.isnan(expected)
        n_known = is_known.sum(axis=1, keepdims=True)
        sums = sum(
            _ranks(np.where(is_known, shares, np.nan)) for shares in (importance, difficulty)
        )
        rank_sums = 1 + 99 * (2 * n_known - sums) / (2 * n_known - 2)
    gap = np.maximum(importance + difficulty - 1, 0)
    by_name = (10 * (importance + gap), 10 * expected, overlaps, rank_sums)
    return {name: np.round(values, _DIGITS) for name, values in zip(SCORES, by_name, strict=True)}


def _ranks(values: Floats) -> Floats:
    """`mid_ranks` of each row; not a number stays one and moves nothing else."""
    import numpy as np  # noqa: PLC0415

    above = (values[:, None, :] > values[:, :, None]).sum(axis=2)
    level = (values[:, None, :] == values[:, :, None]).sum(axis=2)
    return np.where(np.isnan(values), np.nan, above + (level + 1) / 2)


def _percentiles(chunks: list[Floats], is_small: NDArray[np.bool_]) -> list[Interval | None]:
    import numpy as np  # noqa: PLC0415

    values = np.concatenate(chunks)
    is_known = ~np.isnan(values).all(axis=0)
    ends = np.full((2, values.shape[1]), np.nan)
    if is_known.any():
        ends[:, is_known] = np.nanpercentile(values[:, is_known], [2.5, 97.5], axis=0)
    is_known &= ~(is_small & (ends[0] == ends[1]))
    return [
        Interval(float(low), float(high)) if known else None
        for low, high, known in zip(*ends, is_known, strict=True)
    ]
