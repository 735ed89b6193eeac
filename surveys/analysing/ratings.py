"""From ratings to figures: every measure of the items of one rated kind.

Measures go by name: a question's code for the share of its top box, then the scores that need
several questions, of which each is left out where one of them was not asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from surveys import questions, scoring
from surveys.analysing.matrix import Cell
from surveys.analysing.pooling import PooledItem
from surveys.questions import DIFFICULTY, IMPORTANCE
from surveys.scoring import Interval, Measure, Resampled

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Measures = dict[str, Measure | None]


@dataclass(frozen=True)
class RatedItems:
    """What people's ratings of a kind's items come to, item by item.

    `n_complete` are the people who answered all that is asked of an item. `resampled` has the
    ranks of the scores that the bootstrap gives.
    """

    measures: list[Measures]
    n_complete: list[int]
    resampled: Mapping[str, Resampled]


@dataclass(frozen=True)
class _TopBox:
    """Where one question was answered, and where with its top box: [people x items].

    `is_asked` are the items that have the question at all.
    """

    is_asked: NDArray[np.bool_]
    top: NDArray[np.bool_]
    valid: NDArray[np.bool_]


def rated_items(
    items: list[PooledItem], cells: Sequence[Cell], codes: NDArray[np.uint8]
) -> RatedItems:
    """Figures of `items`, whose answers are the columns of `codes`, in the order of `cells`."""
    import numpy as np  # noqa: PLC0415

    boxes = {
        question: _top_box(question, items, cells, codes)
        for question in dict.fromkeys(cell.question for cell in cells)
    }
    measures: list[Measures] = [
        {
            question: _share(box.top[:, index], box.valid[:, index])
            for question, box in boxes.items()
            if box.is_asked[index]
        }
        for index in range(len(items))
    ]
    complete = np.logical_and.reduce([box.valid | ~box.is_asked for box in boxes.values()])
    resampled: Mapping[str, Resampled] = {}
    if IMPORTANCE in boxes and DIFFICULTY in boxes:
        resampled = _add_struggle(measures, boxes[IMPORTANCE], boxes[DIFFICULTY])
    return RatedItems(measures, complete.sum(axis=0).tolist(), resampled)


def _top_box(
    question: str, items: list[PooledItem], cells: Sequence[Cell], codes: NDArray[np.uint8]
) -> _TopBox:
    """By each item's own scale."""
    import numpy as np  # noqa: PLC0415

    column = {cell.item.pk: at for at, cell in enumerate(cells) if cell.question == question}
    is_asked = np.array([one.item.pk in column for one in items], np.bool_)
    asking = [one for one in items if one.item.pk in column]
    given = codes[:, [column[one.item.pk] for one in asking]]
    points = np.array([questions.n_points(question, one.scales) for one in asking])
    tops = np.array([questions.top_values(question, one.scales).start for one in asking])
    top, valid = (np.zeros((len(codes), len(items)), np.bool_) for _matrix in range(2))
    valid[:, is_asked] = (given >= 1) & (given <= points)
    top[:, is_asked] = (given >= tops) & valid[:, is_asked]
    return _TopBox(is_asked, top, valid)


def _share(top: NDArray[np.bool_], valid: NDArray[np.bool_]) -> Measure | None:
    return scoring.wilson(int(top.sum()), int(valid.sum()))


# Scores of importance and difficulty together


def _add_struggle(
    measures: list[Measures], importance: _TopBox, difficulty: _TopBox
) -> Mapping[str, Resampled]:
    """Put the struggle share and all scores beside the shares of each item that was asked both.

    None where one is unknown.

    Returns what the bootstrap says of the scores.
    """
    ratings = scoring.Ratings(importance.top, importance.valid, difficulty.top, difficulty.valid)
    resampled = scoring.bootstrap(ratings)
    struggles, pairs = importance.top & difficulty.top, importance.valid & difficulty.valid
    rank_sums = scoring.rank_sums([_pair(by_name) for by_name in measures])
    for index in (importance.is_asked & difficulty.is_asked).nonzero()[0].tolist():
        by_name = measures[index]
        by_name["struggle_share"] = _share(struggles[:, index], pairs[:, index])
        found = _scores(by_name, rank_sums[index])
        for name in scoring.SCORES:
            ends = resampled[name].scores[index]
            by_name[name] = _with_ends(*found[name], ends) if name in found else None
    return resampled


def _with_ends(value: float, n: int, ends: Interval | None) -> Measure:
    return Measure(value, ends.low, ends.high, n) if ends else Measure(value, None, None, n)


def _scores(by_name: Measures, rank_sum: float | None) -> dict[str, tuple[float, int]]:
    """One item's scores and the n each rests on: the smaller of its two shares', or the pairs."""
    importance, difficulty = by_name[IMPORTANCE], by_name[DIFFICULTY]
    struggle = by_name["struggle_share"]
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


def _pair(by_name: Measures) -> tuple[float, float] | None:
    """Importance and difficulty, if anybody rated either."""
    importance, difficulty = by_name.get(IMPORTANCE), by_name.get(DIFFICULTY)
    return (importance.value, difficulty.value) if importance and difficulty else None
