"""Sentences that several of the researcher's pages share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.models import Survey
from surveys.publishing import ResponseCounts, survey_length
from surveys.views.durations import minutes_words


@dataclass(frozen=True)
class SummaryRow:
    """One section of a survey: `Emotional jobs`, `12 items`."""

    label: str
    items: str


@dataclass(frozen=True)
class Summary:
    """A survey's length in words; `ungated` is empty where nothing is gated."""

    is_empty: bool
    ratings: str
    minutes: str
    ungated: str
    rows: tuple[SummaryRow, ...]
    warnings: tuple[str, ...]


def length_summary(counts: Mapping[str, int]) -> Summary:
    """What a respondent is asked, for `counts` of items by kind."""
    length = survey_length(counts)
    ungated = ""
    if length.n_gated:
        ungated = _("%(ratings)s, %(minutes)s for those who do not decide about the purchase") % {
            "ratings": ratings_words(length.n_ratings - length.n_gated),
            "minutes": minutes_words(length.minutes_ungated),
        }
    return Summary(
        is_empty=not length.n_items,
        ratings=ratings_words(length.n_ratings),
        minutes=minutes_words(length.minutes),
        ungated=ungated,
        rows=tuple(
            SummaryRow(section.label, items_words(section.n_items)) for section in length.sections
        ),
        warnings=length.warnings,
    )


def ratings_words(n: int) -> str:
    """`24 ratings`."""
    return ngettext("%(n)s rating", "%(n)s ratings", n) % {"n": n}


def items_words(n: int) -> str:
    """`12 items`."""
    return ngettext("%(n)s item", "%(n)s items", n) % {"n": n}


@dataclass(frozen=True)
class ListRow:
    """One survey in the list."""

    survey: Survey
    facts: str
    dates: str


@dataclass(frozen=True)
class ListSection:
    """Surveys of one status."""

    heading: str
    rows: tuple[ListRow, ...]


def list_sections(surveys: Iterable[Survey]) -> list[ListSection]:
    """`surveys`, as `publishing.survey_rows` gives them, by status: open, drafts, closed."""
    headings = {
        Survey.Status.OPEN.value: _("Open"),
        Survey.Status.DRAFT.value: _("Drafts"),
        Survey.Status.CLOSED.value: _("Closed"),
    }
    rows: dict[str, list[ListRow]] = {status: [] for status in headings}
    for survey in surveys:
        rows[survey.status].append(ListRow(survey, _facts(survey), _dates(survey)))
    return [
        ListSection(heading, tuple(rows[status]))
        for status, heading in headings.items()
        if rows[status]
    ]


def _facts(survey: Survey) -> str:
    if survey.status == Survey.Status.DRAFT:
        return items_words(survey.n_items or 0)  # type: ignore[attr-defined]  # annotated
    n_started, n_submitted = survey.n_started or 0, survey.n_submitted or 0  # type: ignore[attr-defined]
    return _("%(submitted)s of %(started)s submitted") % {
        "submitted": n_submitted,
        "started": n_started,
    }


def _dates(survey: Survey) -> str:
    if survey.closed_at:
        return _("closed %(date)s") % {"date": date_format(survey.closed_at)}
    return _("created %(date)s") % {"date": date_format(survey.created_at)}


@dataclass(frozen=True)
class Counts:
    """Live counts as strings; `last` is empty until somebody has submitted."""

    n_started: str
    n_in_progress: str
    n_submitted: str
    last: str


def count_rows(counts: ResponseCounts) -> Counts:
    """`counts` in words."""
    last = ""
    if counts.last_submitted_at:
        last = _("Last one submitted on %(when)s (%(zone)s).") % {
            "when": date_format(localtime(counts.last_submitted_at), "DATETIME_FORMAT"),
            "zone": get_current_timezone_name(),
        }
    return Counts(str(counts.n_started), str(counts.n_in_progress), str(counts.n_submitted), last)
