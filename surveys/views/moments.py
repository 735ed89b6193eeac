"""A survey's opening and closing times in words, in the zone in which they were written."""

from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


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
