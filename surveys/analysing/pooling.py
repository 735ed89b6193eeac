"""Which items of several revisions are one: asked in the same words, on the same scale.

Answers to a question that was reworded are answers to another question, so they stand in a row of
their own. Headings are not compared, nor are translations.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from surveys import questions
from surveys.analysing.matrix import AnswerMatrix, Cell, cells_by_revision, stacked_matrix
from surveys.models import SurveyItem, SurveyRevision


@dataclass(frozen=True)
class PooledItem:
    """An item as the revisions with these numbers, rising, ask it alike.

    `item` is that of `newest`, the newest of them. `is_reworded` tells that other revisions ask the
    same code otherwise.
    """

    item: SurveyItem
    newest: SurveyRevision
    revisions: tuple[int, ...]
    is_reworded: bool = False

    @property
    def scales(self) -> questions.Scales:
        """The scales on which it is rated."""
        scales: questions.Scales = self.newest.scales
        return scales

    @property
    def key(self) -> str:
        """Unique among a survey's: the code, with the first revision where it was reworded."""
        code = self.item.code
        return f"{code}-r{self.revisions[0]}" if self.is_reworded else code


@dataclass(frozen=True)
class PooledAnswers:
    """Items, and a matrix that has their cells in their order."""

    items: list[PooledItem]
    answers: AnswerMatrix


def pooled_answers(revisions: Sequence[SurveyRevision]) -> PooledAnswers:
    """The submitted answers to `revisions`, oldest first, under one list of items.

    In the order of the newest revision; what only older ones ask comes last. Three queries.
    """
    by_revision = cells_by_revision(revisions)
    items = {
        pk: list({cell.item.pk: cell.item for cell in own}.values())
        for pk, own in by_revision.items()
    }
    alike: dict[Hashable, list[SurveyItem]] = {}
    for revision in revisions:
        for item in items[revision.pk]:
            alike.setdefault(_identity(item, revision), []).append(item)
    pooled = _in_order(
        _pooled_items(alike.values(), revisions), [items[one.pk] for one in revisions]
    )
    cells_of: dict[int, list[Cell]] = {}
    for cell in chain.from_iterable(by_revision.values()):
        cells_of.setdefault(cell.item.pk, []).append(cell)
    cells = [cell for one in pooled for cell in cells_of[one.item.pk]]
    stands_for = {item.pk: group[-1].pk for group in alike.values() for item in group}
    return PooledAnswers(pooled, stacked_matrix(by_revision, cells, stands_for))


def _identity(item: SurveyItem, revision: SurveyRevision) -> Hashable:
    """What two items must share to count as one: all that people read to answer them."""
    kind = questions.KIND[item.kind]
    return (
        *(item.code, item.text, item.low_anchor, item.high_anchor),
        revision.stem if kind.is_rated else revision.words.get(f"{kind.value}.stem", ""),
        revision.wording if item.kind == questions.PERFORMANCE_METRICS else "",
        revision.gate if kind.is_gated else "",
        tuple(revision.questions_of(kind.value)),
    )


def _pooled_items(
    groups: Iterable[Sequence[SurveyItem]], revisions: Sequence[SurveyRevision]
) -> list[PooledItem]:
    by_id = {revision.pk: revision for revision in revisions}
    newest = [(group[-1], [by_id[item.revision_id] for item in group]) for group in groups]
    n_wordings = Counter(item.code for item, _revisions in newest)
    return [
        PooledItem(
            item=item,
            newest=own[-1],
            revisions=tuple(revision.number for revision in own),
            is_reworded=n_wordings[item.code] > 1,
        )
        for item, own in newest
    ]


def _in_order(
    pooled: Iterable[PooledItem], items: Sequence[Sequence[SurveyItem]]
) -> list[PooledItem]:
    """By the newest of the revisions' `items` that has the code, a later wording first."""
    place: dict[str, int] = {}
    for own in reversed(items):
        for item in own:
            place.setdefault(item.code, len(place))
    return sorted(pooled, key=lambda one: (place[one.item.code], -one.revisions[-1]))
