"""The form for a survey's opening and closing times, read in the zone chosen beside them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.designing.schedule import Times

INPUT_FORMAT = "%Y-%m-%dT%H:%M"
MAX_YEAR = 2199
UNSET_ZONE = "UTC"  # the model's default
# Regions of the zone names that name places; the others are old aliases.
REGIONS = (
    *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
    *("Europe", "Indian", "Pacific"),
)


class LocalTimeField(forms.Field):
    """A date and time of day as `datetime-local` sends it, without a zone, to the minute."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=INPUT_FORMAT)

    def to_python(self, value: Any) -> datetime | None:
        """The time, or None for an empty field."""
        if not value:
            return None
        try:
            when = datetime.fromisoformat(str(value).strip())
        except ValueError:
            when = None
        if when is None or when.tzinfo or not 1 < when.year <= MAX_YEAR:
            raise ValidationError(_("Write a date and a time, for example 2027-03-03T09:00."))
        return when.replace(second=0, microsecond=0)


class ZoneSelect(forms.Select):
    """A select in groups whose options are written once; in each page one of them is marked.

    By a template for each of the five hundred they took more time than the rest of the page.
    """

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """As a template would."""
        attributes = self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        groups = tuple((group, tuple(options)) for group, options in self.choices)
        option = format_html('<option value="{}"', self.format_value(value)[0])
        options = _written(groups).replace(option, f"{option} selected", 1)
        return format_html("<select{}>{}</select>", flatatt(attributes), SafeString(options))


@lru_cache(maxsize=8)
def _written(groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> SafeString:
    """The options in their groups, none of them selected."""
    options = (
        (group, format_html_join("", '<option value="{}">{}</option>', pairs))
        for group, pairs in groups
    )
    return format_html_join("", '<optgroup label="{}">{}</optgroup>', options)


class ClosingForm(forms.Form):
    """When the survey closes by itself, if it does. `cleaned_data` holds aware times."""

    closes = LocalTimeField(
        label=gettext_lazy("Closes"),
        help_text=gettext_lazy("Left empty, it closes when one of you closes it."),
        required=False,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        widget=ZoneSelect,
        help_text=gettext_lazy("Times are read in this zone, and shown in it to everyone."),
    )

    def __init__(self, stored: Times, data: Any = None) -> None:
        """Start with `stored`; a survey without times starts in the site's own zone."""
        is_untouched = not (stored.opens_at or stored.closes_at) and stored.time_zone == UNSET_ZONE
        zone = settings.TIME_ZONE if is_untouched else stored.time_zone
        initial = {
            "opens": _in_zone(stored.opens_at, zone),
            "closes": _in_zone(stored.closes_at, zone),
            "time_zone": zone,
        }
        super().__init__(data, initial=initial)
        self.fields["time_zone"].choices = zone_choices(zone)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Each time in the zone: it must exist once there, and lie ahead."""
        zone = self.cleaned_data.get("time_zone")
        for name in ("opens", "closes"):
            if zone and self.cleaned_data.get(name):
                try:
                    self.cleaned_data[name] = aware(self.cleaned_data[name], zone)
                except ValidationError as error:
                    self.add_error(name, error)
        opens, closes = self.cleaned_data.get("opens"), self.cleaned_data.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", _("Choose a time after the one at which the survey opens."))
        return self.cleaned_data


class TimesForm(ClosingForm):
    """When the survey opens, too."""

    opens = LocalTimeField(
        label=gettext_lazy("Opens"),
        help_text=gettext_lazy("Left empty, it takes answers as soon as one of you opens it."),
        required=False,
    )
    field_order = ("opens", "closes", "time_zone")


class ScheduledForm(TimesForm):
    """For a survey that is scheduled: without an opening time it would be open at once."""

    opens = LocalTimeField(
        label=gettext_lazy("Opens"),
        help_text=gettext_lazy("To open it before, use “Open now” on the survey’s page."),
        error_messages={
            "required": gettext_lazy(
                "Choose a time. To open it at once, use “Open now” on the survey’s page."
            )
        },
    )


def aware(local: datetime, zone: str) -> datetime:
    """`local` in that zone, in UTC. ValidationError where it is past, or not exactly one moment."""
    moments = {local.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC) for fold in (0, 1)}
    names = {"time": time_format(local, "H:i"), "date": date_format(local), "zone": zone}
    back = [when for when in moments if _in_zone(when, zone) == local]
    if not back:
        raise ValidationError(
            _("There is no %(time)s on %(date)s in %(zone)s: the clocks go forward then.") % names
        )
    if len(moments) > 1:
        raise ValidationError(
            _("%(time)s on %(date)s comes twice in %(zone)s, as the clocks go back.") % names
            + " "
            + _("Choose a time before or after that hour.")
        )
    if back[0] <= timezone.now():
        raise ValidationError(_("This time has passed. Choose a later one, or leave it empty."))
    return back[0]


@cache
def zone_names() -> dict[str, tuple[str, ...]]:
    """The names of the time zones by region, and the universal time."""
    names = sorted(available_timezones())
    of_region = {
        region: tuple(name for name in names if name.startswith(f"{region}/")) for region in REGIONS
    }
    return {"UTC": ("UTC",)} | of_region


def zone_choices(stored: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups for a select; a stored zone that the system's list lacks comes first."""
    return list(_groups(stored))


def _groups(stored: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    known = zone_names()
    if not any(stored in names for names in known.values()):
        yield stored, [(stored, stored)]
    for region, names in known.items():
        yield region, [(name, name.replace("_", " ")) for name in names]


def _in_zone(when: datetime | None, zone: str) -> datetime | None:
    """The wall clock of that zone, without it."""
    return when.astimezone(ZoneInfo(zone)).replace(tzinfo=None) if when else None
