"""Geometry of the results' charts, in SVG units as ready strings: no words, no colours.

The landscape is a square: importance runs to the right, difficulty upwards, both as shares from 0
to 1. Templates draw it; colours and sizes of type are the style sheet's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.scoring import Measure

# The landscape's picture, and the square of the plot within it.
SIZE = 560
LEFT, TOP, SIDE = 56, 10, 490
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


@dataclass(frozen=True)
class Spot:
    """An item to place: where it lies, and which of MARKS it gets."""

    code: str
    importance: Measure
    difficulty: Measure
    mark: int


@dataclass(frozen=True)
class Label:
    """Where a point's code is written: its base line's place and which end lies there."""

    x: str
    y: str
    anchor: str


@dataclass(frozen=True)
class Point:
    """A placed item: its middle, the ends of its two intervals, its mark's path, its label."""

    code: str
    x: str
    y: str
    x_low: str
    x_high: str
    y_low: str
    y_high: str
    mark: str
    label: Label | None


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its share in percent, and its place on either axis."""

    percent: str
    x: str
    y: str


@dataclass(frozen=True)
class Bar:
    """A value with its interval on a line from 0 to 100."""

    value: str
    low: str
    high: str


def across(share: float) -> float:
    """The landscape's x of a share."""
    return LEFT + SIDE * share


def upwards(share: float) -> float:
    """The landscape's y of a share; SVG counts from the top."""
    return TOP + SIDE * (1 - share)


def landscape_points(spots: Sequence[Spot]) -> list[Point]:
    """The points in the order given, which is also the order in which labels get their room.

    A label stands beside, above or below its point, where it covers no other label or point; a
    point without such a place has none.
    """
    middles = [(across(spot.importance.value), upwards(spot.difficulty.value)) for spot in spots]
    taken = [_box(x - MARK_RADIUS, y - MARK_RADIUS, 2 * MARK_RADIUS) for x, y in middles]
    points = []
    for spot, (x, y) in zip(spots, middles, strict=True):
        label = _label(spot.code, x, y, taken)
        points.append(
            Point(
                code=spot.code,
                x=_text(x),
                y=_text(y),
                x_low=_text(across(spot.importance.ends[0])),
                x_high=_text(across(spot.importance.ends[1])),
                y_low=_text(upwards(spot.difficulty.ends[0])),
                y_high=_text(upwards(spot.difficulty.ends[1])),
                mark=MARKS[spot.mark % len(MARKS)],
                label=label,
            )
        )
    return points


def landscape_ticks() -> list[Tick]:
    """The marks that both axes carry."""
    return [
        Tick(f"{100 * share:.0f}", _text(across(share)), _text(upwards(share))) for share in TICKS
    ]


def interval_bar(measure: Measure, *, full: float = 1.0) -> Bar:
    """A measure on a line whose end is `full`; an interval without length where it has none."""
    value, low, high = (_text(100 * figure / full) for figure in (measure.value, *measure.ends))
    return Bar(value, low, high)


def columns(shares: Sequence[float], *, full: float) -> list[tuple[str, str]]:
    """Top and height of each column on a ground at 100, `full` reaching up to 0."""
    heights = [100 * share / full if full else 0.0 for share in shares]
    return [(_text(100 - height), _text(height)) for height in heights]


# Left, top, right, bottom.
_Box = tuple[float, float, float, float]


def _box(left: float, top: float, width: float, height: float | None = None) -> _Box:
    return left, top, left + width, top + (width if height is None else height)


def _label(code: str, x: float, y: float, taken: list[_Box]) -> Label | None:
    """The first free place for a code near a point; the place is then taken."""
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
            return Label(_text(text_x), _text(text_y), anchor)
    return None


def _is_inside(box: _Box) -> bool:
    left, top, right, bottom = box
    return left >= LEFT and right <= LEFT + SIDE and top >= TOP and bottom <= TOP + SIDE


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _text(number: float) -> str:
    """A number for an attribute: a point in every language, no digits without meaning."""
    return f"{number:.1f}".removesuffix(".0")
