"""The landscape of the results page: every rated item by importance and difficulty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys import scoring
from surveys.analysing import charts
from surveys.analysing.methods import STRUGGLE_SHARE
from surveys.analysing.results import ResultRow, ResultSection
from surveys.analysing.views.items import ShownItem
from surveys.questions import DIFFICULTY, IMPORTANCE

N_TOP = 5


@dataclass(frozen=True)
class MarkMeaning:
    """A line of the key: a mark and the kind of item it stands for."""

    mark: str
    label: str


@dataclass(frozen=True)
class Landscape:
    """The picture, its key (empty where one kind stands alone), its items, and who stands out.

    `items` are those placed, highest struggle share first; `top` the first of them. `caution` is
    said of `top` where too few people rated any of them.
    """

    plot: charts.Plot
    key: list[MarkMeaning]
    items: list[ShownItem]
    top: list[ShownItem]
    caution: str


def landscape_marks(sections: Sequence[ResultSection]) -> dict[str, charts.LandscapeMark]:
    """By key, the marks of all items that were rated on both axes, each kind with its own.

    Those with the highest struggle share come first.
    """
    spots = []
    for mark, section in enumerate(_on_both_axes(sections)):
        for row in section.rows:
            importance, difficulty = row.measures.get(IMPORTANCE), row.measures.get(DIFFICULTY)
            if importance and difficulty:
                spot = charts.Spot(row.pooled.key, importance, difficulty, mark)
                spots.append((_struggle(row), spot))
    spots.sort(key=lambda placed: -placed[0])
    return {mark.code: mark for mark in charts.landscape_marks([spot for _share, spot in spots])}


def landscape(
    sections: Sequence[ResultSection],
    items: Mapping[str, ShownItem],
    marks: Mapping[str, charts.LandscapeMark],
) -> Landscape | None:
    """The landscape of `marks`, with the page's `items` by key; None where nothing has a place."""
    if not marks:
        return None
    rated = _on_both_axes(sections)
    struggles = {row.pooled.key: _struggle(row) for section in rated for row in section.rows}
    placed = [items[key] for key in marks]
    # Those that few people rated come after the others.
    top = sorted((one for one in placed if struggles[one.key] > 0), key=lambda one: one.is_small)
    top = top[:N_TOP]
    return Landscape(charts.PLOT, _key(rated), placed, top, _caution(top))


def _on_both_axes(sections: Sequence[ResultSection]) -> list[ResultSection]:
    return [
        section for section in sections if section.is_ranked and STRUGGLE_SHARE.fits(section.asks)
    ]


def _struggle(row: ResultRow) -> float:
    """Below zero where nobody rated both."""
    struggle = row.measures.get(STRUGGLE_SHARE.value)
    return struggle.value if struggle else -1.0


def _key(rated: Sequence[ResultSection]) -> list[MarkMeaning]:
    if len(rated) < 2:
        return []
    return [
        MarkMeaning(charts.MARKS[mark % len(charts.MARKS)], _(section.kind.label))
        for mark, section in enumerate(rated)
    ]


def _caution(top: Sequence[ShownItem]) -> str:
    if not all(item.is_small for item in top):
        return ""
    return _("Fewer than %(n)s people rated each item: too few to say which stands out.") % {
        "n": scoring.MIN_N
    }
