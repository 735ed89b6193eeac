"""The order in which one person meets the items, shuffled where a revision has it so."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from random import Random, SystemRandom

from surveys.models import SurveyItem, SurveyRevision

# Read with each page: the text is ready, for building it takes longer than running it. It names its
# columns, so that a server still running reads on when a migration adds one.
_COLUMNS = ", ".join(field.attname for field in SurveyItem._meta.concrete_fields)
_ITEMS = f"SELECT {_COLUMNS} FROM surveys_surveyitem WHERE revision_id = %s ORDER BY position"  # noqa: S608


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


def page_items(revision: SurveyRevision, order: Sequence[str] = ()) -> dict[str, list[SurveyItem]]:
    """The revision's items by page, pages and items in the order asked. One query.

    `order` is a response's own: item codes, each page's in the order this person meets them.
    """
    pages: dict[str, list[SurveyItem]] = {}
    for item in SurveyItem.objects.raw(_ITEMS, [revision.pk]):
        pages.setdefault(item.page, []).append(item)
    return {page: in_order(items, order) for page, items in pages.items()} if order else pages
