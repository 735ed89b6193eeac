"""Geometry of the results' charts, in SVG units as ready strings: no words, no colours.

The landscape is a square: importance runs to the right, difficulty upwards, both as shares from 0
to 1. Templates draw what stands here; colours and sizes of type are the style sheet's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.scoring import Measure

# The landscape's picture, and the square of the plot within it.
SIZE = 560
LEFT, TOP, SIDE = 56, 10, 490
RIGHT, BOTTOM = LEFT + SIDE, TOP + SIDE
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)

# One shape for each kind of item: circle, square, diamond, triangle up, triangle down.
MARKS = (
    "M-5.2 0a5.2 5.2 0 1 0 10.4 0a5.2 5.2 0 1 0-10.4 0z",
    "M-4.6-4.6h9.2v9.2h-9.2z",
    "M0-6.4 6.4 0 0 6.4-6.4 0z",
    "M0-6.4 6.2 4.6H-6.2z",
    "M0 6.4 6.2-4.6H-6.2z",
)

LETTER_WIDTH, LETTER_HEIGHT = 7.4, 12
MARK_RADIUS = 6.5
LABEL_GAP = 9.5


# A figure on a line, and a column of a spread: each in a box of its own, stretched to fit.
BAR_BOX, COLUMN_BOX = "0 0 100 8", "0 0 10 100"


@dataclass(frozen=True)
class Spot:
    """An item to place: where it lies, and which of MARKS it gets."""

    code: str
    importance: Measure
    difficulty: Measure
    mark: int


@dataclass(frozen=True)
class MarkLabel:
    """Where a mark's code is written: its base line's place and which end lies there."""

    x: str
    y: str
    anchor: str


@dataclass(frozen=True)
class LandscapeMark:
    """A placed item: its middle, the paths of its mark and its two intervals, its label."""

    code: str
    x: str
    y: str
    path: str
    importance: str
    difficulty: str
    label: MarkLabel | None


@dataclass(frozen=True)
class AxisTick:
    """A share on both axes: in percent, its place on either, and the path of its two rules."""

    percent: str
    x: str
    y: str
    rules: str


@dataclass(frozen=True)
class Plot:
    """The landscape's ground: where its rules, its quarters and its words stand.

    `field` is the quarter of what matters and is hard, `inner` the places of the four corners'
    words, `ticks_x` the base line below and `ticks_y` the edge beside the axes' numbers. The title
    of the upright axis is turned by a quarter, so its x runs upwards. `mark_box` frames one mark
    of the key.
    """

    box: str
    field: dict[str, str]
    cross: str
    inner: dict[str, str]
    ticks: tuple[AxisTick, ...]
    ticks_x: str
    ticks_y: str
    title_x: dict[str, str]
    title_y: dict[str, str]
    mark_box: str


@dataclass(frozen=True)
class IntervalBar:
    """A value and its interval on a line: the paths of line, interval and value."""

    box: str
    ground: str
    interval: str
    value: str


@dataclass(frozen=True)
class SpreadColumn:
    """One column of a spread, standing on the ground of its box."""

    box: str
    width: str
    top: str
    height: str


def across(share: float) -> float:
    """The landscape's x of a share."""
    return LEFT + SIDE * share


def upwards(share: float) -> float:
    """The landscape's y of a share; SVG counts from the top."""
    return TOP + SIDE * (1 - share)


def landscape_marks(spots: Sequence[Spot]) -> list[LandscapeMark]:
    """The marks in the order given, which is also the order in which labels get their room.

    A label stands beside, above or below its mark, where it covers no other label or mark; a mark
    without such a place has none.
    """
    middles = [(across(spot.importance.value), upwards(spot.difficulty.value)) for spot in spots]
    taken = [_box(x - MARK_RADIUS, y - MARK_RADIUS, 2 * MARK_RADIUS) for x, y in middles]
    marks = []
    for spot, (x, y) in zip(spots, middles, strict=True):
        left, right = (_text(across(end)) for end in spot.importance.ends)
        low, high = (_text(upwards(end)) for end in spot.difficulty.ends)
        marks.append(
            LandscapeMark(
                code=spot.code,
                x=_text(x),
                y=_text(y),
                path=MARKS[spot.mark % len(MARKS)],
                importance=f"M{left} {_text(y)}H{right}",
                difficulty=f"M{_text(x)} {low}V{high}",
                label=_label(spot.code, x, y, taken),
            )
        )
    return marks


def interval_bar(measure: Measure, *, full: float = 1.0) -> IntervalBar:
    """A measure on a line whose end is `full`; an interval without length where it has none."""
    value, low, high = (_text(100 * figure / full) for figure in (measure.value, *measure.ends))
    return IntervalBar(BAR_BOX, "M0 4H100", f"M{low} 4H{high}", f"M{value} 0V8")


def spread_columns(shares: Sequence[float], *, full: float) -> list[SpreadColumn]:
    """The columns of a spread, `full` reaching the top."""
    heights = [100 * share / full if full else 0.0 for share in shares]
    return [
        SpreadColumn(COLUMN_BOX, "10", _text(100 - height), _text(height)) for height in heights
    ]


# Left, top, right, bottom.
_Box = tuple[float, float, float, float]


def _box(left: float, top: float, width: float, height: float | None = None) -> _Box:
    return left, top, left + width, top + (width if height is None else height)


def _label(code: str, x: float, y: float, taken: list[_Box]) -> MarkLabel | None:
    """The first free place for a code near a mark; the place is then taken."""
    width, drop = LETTER_WIDTH * len(code), LETTER_HEIGHT / 3
    places = (
        ("start", x + LABEL_GAP, y + drop, x + LABEL_GAP),
        ("end", x - LABEL_GAP, y + drop, x - LABEL_GAP - width),
        ("middle", x, y - LABEL_GAP, x - width / 2),
        ("middle", x, y + LABEL_GAP + 2 * drop, x - width / 2),
    )
    for anchor, text_x, text_y, left in places:
        box = _box(left, text_y - LETTER_HEIGHT + 2, width, LETTER_HEIGHT)
        if _is_inside(box) and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            return MarkLabel(_text(text_x), _text(text_y), anchor)
    return None


def _is_inside(box: _Box) -> bool:
    left, top, right, bottom = box
    return left >= LEFT and right <= RIGHT and top >= TOP and bottom <= BOTTOM


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _text(number: float) -> str:
    """A number for an attribute: a point in every language, no digits without meaning."""
    return f"{number:.1f}".removesuffix(".0")


def _places(**places: float) -> dict[str, str]:
    return {name: _text(place) for name, place in places.items()}


def _tick(share: float) -> AxisTick:
    x, y = _text(across(share)), _text(upwards(share))
    rules = f"M{x} {_text(TOP)}V{_text(BOTTOM)}M{_text(LEFT)} {y}H{_text(RIGHT)}"
    return AxisTick(f"{100 * share:.0f}", x, y, rules)


def _plot() -> Plot:
    middle_x, middle_y = across(0.5), upwards(0.5)
    return Plot(
        box=f"0 0 {SIZE} {SIZE}",
        field=_places(x=middle_x, y=TOP, side=SIDE / 2),
        cross=f"M{_text(middle_x)} {TOP}V{BOTTOM}M{LEFT} {_text(middle_y)}H{RIGHT}",
        inner=_places(left=LEFT + 8, right=RIGHT - 8, top=TOP + 20, bottom=BOTTOM - 12),
        ticks=tuple(map(_tick, TICKS)),
        ticks_x=_text(BOTTOM + 18),
        ticks_y=_text(LEFT - 8),
        title_x=_places(x=middle_x, y=SIZE - 14),
        title_y=_places(x=-middle_y, y=16),
        mark_box="-8 -8 16 16",
    )


PLOT = _plot()
