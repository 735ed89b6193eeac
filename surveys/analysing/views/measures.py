"""One measure in words: its value, its interval, its n, and its bar."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.analysing import charts
from surveys.analysing.methods import Method
from surveys.analysing.ratings import Measures
from surveys.scoring import Measure


@dataclass(frozen=True)
class ShownMeasure:
    """A value with its interval and n in words, and its bar; without one, `none` says why.

    `key` names the measure for the style sheet; `label` stands beside it where there is no head.
    """

    key: str
    label: str
    value: str = ""
    interval: str = ""
    n: str = ""
    bar: charts.IntervalBar | None = None
    none: str = ""


def percent(share: float) -> str:
    """`43%`."""
    return _("%(percent)s%%") % {"percent": f"{100 * share:.0f}"}


def shown_measure(method: Method, measures: Measures) -> ShownMeasure:
    """A method's figure among an item's measures, under the head of its column."""
    label = str(method.head)
    if method.value not in measures:
        return ShownMeasure(method.word, label, none=_("not asked"))
    measure = measures[method.value]
    if method.full == 1:
        return shown_share(method.word, label, measure)
    return _shown_score(method.word, label, measure, method.full)


def shown_share(key: str, label: str, measure: Measure | None) -> ShownMeasure:
    """A share as whole percents."""
    if measure is None:
        return ShownMeasure(key, label, none=_("no answers"))
    low, high = (f"{100 * end:.0f}" for end in measure.ends)
    return ShownMeasure(
        key=key,
        label=label,
        value=percent(measure.value),
        interval=_("%(low)s–%(high)s%%") % {"low": low, "high": high},
        n=str(measure.n),
        bar=charts.interval_bar(measure),
    )


def _shown_score(key: str, label: str, measure: Measure | None, full: float) -> ShownMeasure:
    """A score to one digit; where it has no interval, the words that say why."""
    if measure is None:
        return ShownMeasure(key, label, none=_("no answers"))
    low, high = measure.ends
    return ShownMeasure(
        key=key,
        label=label,
        value=f"{measure.value:.1f}",
        interval=_("too few answers") if measure.low is None else f"{low:.1f}–{high:.1f}",
        n=str(measure.n),
        bar=charts.interval_bar(measure, full=full),
    )
