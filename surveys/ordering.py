"""The order in which one person meets the items, where a revision has them shuffled."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from random import Random, SystemRandom

from surveys.models import SurveyItem, SurveyRevision


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


def own_order(revision: SurveyRevision) -> list[str]:
    """What a new response keeps as its order: empty where all have the revision's. One query."""
    if not revision.shuffle_items:
        return []
    return drawn_order(revision.items.order_by("position"))


def in_order(items: Sequence[SurveyItem], order: Sequence[str]) -> list[SurveyItem]:
    """`items` in the places that `order` gives their codes; any it does not name come last."""
    place = {code: index for index, code in enumerate(order)}
    return sorted(items, key=lambda item: place.get(item.code, len(place)))
