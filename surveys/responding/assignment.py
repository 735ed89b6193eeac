"""What one person is asked: pages, items, cells, and their order. The only place that knows.

Saving, walking, review, receipt, progress, the matrix, exports, preview and demo ask here. What
makes an assignment are the rules below: the part of the items a response was given
(`Response.assigned`, None for all), the order in which it meets them, and the gate. What is not
assigned is not shown, in every count and file (decision 0018).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from random import Random, SystemRandom

from surveys import questions
from surveys.models import Response, SurveyItem, SurveyRevision
from surveys.responding import statements

GATE_PAGE = "purchase-decision"
REVIEW_PAGE = "review"

# An item and the code of one question about it.
AskedCell = tuple[SurveyItem, str]


@dataclass(frozen=True)
class Assignment:
    """The items a person is asked, by page; pages and items in the order in which they meet them.

    The page of financial metrics is among `pages` for everyone, so that nothing posted there is
    lost, but it is walked only by those who make the purchase decision. `assigned` are the codes
    of the items where these are not all that the revision asks.
    """

    revision: SurveyRevision
    pages: Mapping[str, Sequence[SurveyItem]]
    decision_maker: bool | None = None
    assigned: Sequence[str] | None = None

    def part(self, codes: Sequence[str]) -> Assignment:
        """The same with the items of these codes alone, for a response that is given no more.

        Raises ValueError where they are none, not its items, or not each once.
        """
        items = assigned_items(self.items, codes)
        if not codes or len(items) != len(codes):
            raise ValueError("A part is one or more items of this revision, each once.")
        own = [item.code for item in items]
        return replace(self, pages=_by_page(items), assigned=own)

    def at_the_gate(self, *, decision_maker: bool | None) -> Assignment:
        """The same for somebody who has given this answer there."""
        return replace(self, decision_maker=decision_maker)

    @cached_property
    def walked(self) -> list[str]:
        """The pages the person walks as the gate stands, gate and review among them."""
        sequence: list[str] = []
        for page in self.pages:
            if questions.section_of(page) in questions.GATED_KINDS:
                if GATE_PAGE not in sequence:
                    sequence.append(GATE_PAGE)
                if not self.decision_maker:
                    continue
            sequence.append(page)
        return [*sequence, REVIEW_PAGE]

    @property
    def pages_of_items(self) -> list[str]:
        """Those of the walked pages that have items."""
        return [page for page in self.walked if page in self.pages]

    @property
    def items(self) -> list[SurveyItem]:
        """Every item, page by page."""
        return [item for members in self.pages.values() for item in members]

    def cells(self, pages: Iterable[str]) -> list[AskedCell]:
        """The cells of these pages, in order; gate and review have none."""
        items = (item for page in pages for item in self.pages.get(page, ()))
        return cells_of(self.revision, items)

    @property
    def n_cells(self) -> int:
        """How many answers the walk asks for."""
        return len(self.cells(self.walked))


def assignment_of(response: Response) -> Assignment:
    """What the person of this response is asked. One query."""
    items = assigned_items(statements.items_of(response.revision), response.assigned)
    order = response.order_shown
    pages = {
        page: in_order(members, order) if order else members
        for page, members in _by_page(items).items()
    }
    return Assignment(response.revision, pages, response.decision_maker, response.assigned)


def whole(
    revision: SurveyRevision,
    items: Sequence[SurveyItem] | None = None,
    *,
    decision_maker: bool | None = None,
) -> Assignment:
    """All that the revision asks, of somebody who has not begun. One query where no items come."""
    found = statements.items_of(revision) if items is None else items
    return Assignment(revision, _by_page(found), decision_maker)


def cells_of(revision: SurveyRevision, items: Iterable[SurveyItem]) -> list[AskedCell]:
    """Each of `items` with each question that the revision asks about it."""
    return [(item, question) for item in items for question in revision.asks[item.kind]]


# The rules


def is_assigned(code: str, assigned: Collection[str] | None) -> bool:
    """Whether an item is among what a response was given; None stands for all."""
    return assigned is None or code in assigned


def assigned_items(
    items: Iterable[SurveyItem], assigned: Collection[str] | None
) -> list[SurveyItem]:
    """Those of `items` that a response was given."""
    return [item for item in items if is_assigned(item.code, assigned)]


def kinds_left_out(decision_maker: bool | None) -> tuple[str, ...]:  # noqa: FBT001  # the gate
    """The kinds of items that a person is not asked about, as the gate stands."""
    return () if decision_maker else questions.GATED_KINDS


def order_of(response: Response, codes: Sequence[str]) -> list[str]:
    """`codes`, those of the revision in its order, as this response met them: its own only."""
    shown = response.order_shown or codes
    return [code for code in shown if is_assigned(code, response.assigned)]


def drawn_order(items: Iterable[SurveyItem], chance: Random | None = None) -> list[str]:
    """The codes of `items`, which come in the order asked, in an order drawn for one person.

    Pages keep their places, and headings within a page; what stands under one heading of one page
    is shuffled, by the machine's own source of chance unless another is given.
    """
    chance = chance or SystemRandom()
    order: list[str] = []
    for _group, members in groupby(items, key=lambda item: (item.page, item.heading)):
        codes = [item.code for item in members]
        chance.shuffle(codes)
        order += codes
    return order


def own_order(given: Assignment) -> list[str]:
    """What a new response keeps as its order: empty where all have the revision's."""
    return drawn_order(given.items) if given.revision.shuffle_items else []


def in_order(items: Sequence[SurveyItem], order: Sequence[str]) -> list[SurveyItem]:
    """`items` in the places that `order` gives their codes; any it does not name come last."""
    place = {code: index for index, code in enumerate(order)}
    return sorted(items, key=lambda item: place.get(item.code, len(place)))


def _by_page(items: Iterable[SurveyItem]) -> dict[str, list[SurveyItem]]:
    pages: dict[str, list[SurveyItem]] = {}
    for item in items:
        pages.setdefault(item.page, []).append(item)
    return pages


# How far


def n_answered(response: Response) -> int:
    """How many cells of this person's walk hold an answer or `does not apply`. One query."""
    return statements.n_answered(*_counted(response))


def counting(response: Response) -> tuple[str, list[int | str]]:
    """The statement of `n_answered`, which more conditions may follow, and its values."""
    return statements.counting(*_counted(response))


def is_counted(item: SurveyItem, response: Response) -> bool:
    """Whether `counting` counts the answers to an item."""
    is_left_out = item.kind in kinds_left_out(response.decision_maker)
    return is_assigned(item.code, response.assigned) and not is_left_out


def _counted(response: Response) -> tuple[int, Sequence[str], Sequence[str] | None]:
    return response.pk, kinds_left_out(response.decision_maker), response.assigned
