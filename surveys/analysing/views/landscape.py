"""The landscape of the results page: every rated item by importance and difficulty."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys import scoring
from surveys.analysing import charts
from surveys.analysing.results import RatedRow, Section
from surveys.analysing.views.audience import asked_words
from surveys.analysing.views.figures import Figure, share_figure

N_TOP = 5


@dataclass(frozen=True)
class PlacedPoint:
    """A point with its words; `title` is the whole sentence."""

    point: charts.Point
    title: str
    is_small: bool


@dataclass(frozen=True)
class TwinRow:
    """A point as a row of the table beside the picture."""

    key: str
    code: str
    text: str
    asked: str
    kind: str
    importance: Figure
    difficulty: Figure


@dataclass(frozen=True)
class TopRow:
    """One of the items that most people call important and difficult."""

    key: str
    text: str
    asked: str
    is_small: bool
    figure: Figure


@dataclass(frozen=True)
class KeyEntry:
    """A mark and the kind of item it stands for."""

    mark: str
    label: str


@dataclass(frozen=True)
class Landscape:
    """The picture, its key (empty where one kind stands alone), its table, and who stands out.

    `caution` is said of `top` where too few people rated any of them.
    """

    points: list[PlacedPoint]
    ticks: list[charts.Tick]
    key: list[KeyEntry]
    rows: list[TwinRow]
    top: list[TopRow]
    caution: str


def landscape(sections: Sequence[Section], counted: Sequence[int]) -> Landscape | None:
    """All rated items, those with the highest struggle share first; None when there are none.

    `counted` are the revisions whose answers count.
    """
    rated = [section for section in sections if section.rated]
    spots = [
        (row, section, found)
        for mark, section in enumerate(rated)
        for row in section.rated
        if (found := spot(row, mark))
    ]
    if not spots:
        return None
    spots.sort(key=lambda placed: _descending(placed[0]))
    points = charts.landscape_points([found for _row, _section, found in spots])
    twins = [_twin(row, section, counted) for row, section, _found in spots]
    top = _top([row for row, _section, _found in spots])
    return Landscape(
        points=[
            PlacedPoint(point, _title(twin), row.is_small)
            for point, twin, (row, _section, _found) in zip(points, twins, spots, strict=True)
        ],
        ticks=charts.landscape_ticks(),
        key=_key(rated),
        rows=twins,
        top=[_top_row(row, counted) for row in top],
        caution=_caution(top),
    )


def spot(row: RatedRow, mark: int = 0) -> charts.Spot | None:
    """Where an item lies; None when nobody rated it on one of the two."""
    importance, difficulty = row.measures["importance"], row.measures["difficulty"]
    if importance is None or difficulty is None:
        return None
    return charts.Spot(row.asked.key, importance, difficulty, mark)


def _descending(row: RatedRow) -> float:
    struggle = row.measures["struggle_share"]
    return -struggle.value if struggle else 1.0


def _key(rated: Sequence[Section]) -> list[KeyEntry]:
    if len(rated) < 2:
        return []
    return [
        KeyEntry(charts.MARKS[mark % len(charts.MARKS)], _(section.kind.label))
        for mark, section in enumerate(rated)
    ]


def _top(rows: Sequence[RatedRow]) -> list[RatedRow]:
    """The first of `rows` with any struggle; those that few people rated come after the others."""
    struggles = [row for row in rows if _descending(row) < 0]
    return sorted(struggles, key=lambda row: row.is_small)[:N_TOP]


def _caution(top: Sequence[RatedRow]) -> str:
    if not all(row.is_small for row in top):
        return ""
    return _("Fewer than %(n)s people rated each item: too few to say which stands out.") % {
        "n": scoring.MIN_N
    }


def _top_row(row: RatedRow, counted: Sequence[int]) -> TopRow:
    figure = share_figure("struggle", _("Struggle share"), row.measures["struggle_share"])
    return TopRow(row.asked.key, row.item.text, asked_words(row, counted), row.is_small, figure)


def _twin(row: RatedRow, section: Section, counted: Sequence[int]) -> TwinRow:
    return TwinRow(
        key=row.asked.key,
        code=row.item.code,
        text=row.item.text,
        asked=asked_words(row, counted),
        kind=_(section.kind.label),
        importance=share_figure("importance", _("Importance"), row.measures["importance"]),
        difficulty=share_figure("difficulty", _("Difficulty"), row.measures["difficulty"]),
    )


def _title(twin: TwinRow) -> str:
    return _(
        "%(text)s: important to %(importance)s (%(importance_interval)s, n %(importance_n)s), "
        "difficult for %(difficulty)s (%(difficulty_interval)s, n %(difficulty_n)s)"
    ) % {
        "text": f"{twin.text} ({twin.asked})" if twin.asked else twin.text,
        "importance": twin.importance.value,
        "importance_interval": twin.importance.interval,
        "importance_n": twin.importance.n,
        "difficulty": twin.difficulty.value,
        "difficulty_interval": twin.difficulty.interval,
        "difficulty_n": twin.difficulty.n,
    }
