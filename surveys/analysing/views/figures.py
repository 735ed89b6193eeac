"""One figure in words: its value, its interval, its n, and its bar."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from surveys.analysing import charts
from surveys.scoring import Measure

FULL_SCORE = 20


@dataclass(frozen=True)
class Figure:
    """A value with its interval and n in words, and its bar; all but `label` empty for no figure.

    `key` names the measure for the style sheet; `label` stands beside it where there is no head.
    """

    key: str
    label: str
    value: str = ""
    interval: str = ""
    n: str = ""
    bar: charts.Bar | None = None


def percent(share: float) -> str:
    """`43%`."""
    return _("%(percent)s%%") % {"percent": f"{100 * share:.0f}"}


def share_figure(key: str, label: str, measure: Measure | None) -> Figure:
    """A share as whole percents."""
    if measure is None:
        return Figure(key, label)
    low, high = (f"{100 * end:.0f}" for end in measure.ends)
    return Figure(
        key=key,
        label=label,
        value=percent(measure.value),
        interval=_("%(low)s–%(high)s%%") % {"low": low, "high": high},
        n=str(measure.n),
        bar=charts.interval_bar(measure),
    )


def score_figure(key: str, label: str, measure: Measure | None) -> Figure:
    """A score on 0 to 20, to one digit; where it has no interval, the words that say why."""
    if measure is None:
        return Figure(key, label)
    low, high = measure.ends
    interval = f"{low:.1f}–{high:.1f}"
    return Figure(
        key=key,
        label=label,
        value=f"{measure.value:.1f}",
        interval=_("too few answers") if measure.low is None else interval,
        n=str(measure.n),
        bar=charts.interval_bar(measure, full=FULL_SCORE),
    )
