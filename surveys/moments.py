"""Moments, days and lengths of time: as people read them, and as coarse as privacy has them."""

from datetime import UTC, datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Moment(TypedDict):
    """A time for a `<time>` element: its words and its machine-readable form."""

    words: str
    iso: str


def day_words(when: datetime, zone: str) -> str:
    """The day on which it is that moment in the zone, as the language writes it."""
    return date_format(when.astimezone(ZoneInfo(zone)))


def moment(when: datetime | None, zone: str) -> Moment | None:
    """`March 3, 2027, 09:00 (Europe/Berlin)`, the date as the language writes it; None for None."""
    if when is None:
        return None
    local = when.astimezone(ZoneInfo(zone))
    words = _("%(date)s, %(time)s (%(zone)s)") % {
        "date": date_format(local),
        "time": time_format(local, "H:i"),
        "zone": zone.replace("_", " "),
    }
    return {"words": words, "iso": local.isoformat(timespec="minutes")}


def minutes_words(minutes: tuple[int, int]) -> str:
    """`2 to 3 minutes`, `1 minute` where both ends agree, nothing for none."""
    low, high = minutes
    if not high:
        return ""
    if low == high:
        return ngettext("%(n)s minute", "%(n)s minutes", high) % {"n": high}
    words = ngettext("%(low)s to %(high)s minute", "%(low)s to %(high)s minutes", high)
    return words % {"low": low, "high": high}


def day_of(when: datetime) -> datetime:
    """Midnight of the moment's day in UTC."""
    return when.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
