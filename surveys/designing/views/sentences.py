"""Sentences that several of the researcher's pages share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.designing.length import survey_length
from surveys.designing.overview import ResponseCounts
from surveys.models import Survey
from surveys.moments import day_words, minutes_words, moment
from surveys.shelves import ARCHIVED, CURRENT, DELETED, bin_end


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
    url: str
    facts: str
    dates: str


@dataclass(frozen=True)
class ListSection:
    """Surveys of one stage."""

    heading: str
    rows: tuple[ListRow, ...]


def stage_label(stage: str) -> str:
    """`Scheduled`; a survey's stage as one word."""
    return str(dict(Survey.Status.choices).get(stage) or _("Scheduled"))


def list_sections(surveys: Iterable[Survey], shelf: str = CURRENT) -> list[ListSection]:
    """`surveys`, as `overview.survey_rows` gives them: the current ones by stage."""
    if shelf != CURRENT:
        heading = _("Deleted") if shelf == DELETED else _("Archived")
        rows = tuple(_list_row(survey, shelf) for survey in surveys)
        return [ListSection(heading, rows)] if rows else []
    headings = {
        Survey.Status.OPEN.value: _("Open"),
        Survey.Status.PAUSED.value: _("Paused"),
        Survey.SCHEDULED: _("Scheduled"),
        Survey.Status.DRAFT.value: _("Drafts"),
        Survey.Status.CLOSED.value: _("Closed"),
    }
    by_stage: dict[str, list[ListRow]] = {stage: [] for stage in headings}
    for survey in surveys:
        stage = survey.stage
        by_stage[stage].append(_list_row(survey, stage))
    return [
        ListSection(heading, tuple(by_stage[stage]))
        for stage, heading in headings.items()
        if by_stage[stage]
    ]


def _list_row(survey: Survey, stage: str) -> ListRow:
    page = "surveys:survey_restore" if stage == DELETED else "surveys:survey_detail"
    return ListRow(survey, reverse(page, args=[survey.slug]), _facts(survey), _dates(survey, stage))


def _facts(survey: Survey) -> str:
    if survey.status == Survey.Status.DRAFT:
        return items_words(survey.n_items or 0)  # type: ignore[attr-defined]  # annotated
    n_started, n_submitted = survey.n_started or 0, survey.n_submitted or 0  # type: ignore[attr-defined]
    return _("%(submitted)s of %(started)s submitted") % {
        "submitted": n_submitted,
        "started": n_started,
    }


def _dates(survey: Survey, stage: str) -> str:
    """The date that matters at this stage, or on the shelf of archived or deleted ones."""
    zone = survey.time_zone
    if stage == DELETED:
        return _("deleted, restorable until %(date)s") % {"date": bin_words(survey)}
    if stage == Survey.SCHEDULED and (opens := moment(survey.opens_at, zone)):
        return _("opens on %(when)s") % {"when": opens["words"]}
    ended = survey.closed_at or survey.closes_at
    if stage in {Survey.Status.CLOSED, ARCHIVED} and ended:
        return _("closed %(date)s") % {"date": day_words(ended, zone)}
    if stage != Survey.Status.DRAFT and (closes := moment(survey.closes_at, zone)):
        return _("closes on %(when)s") % {"when": closes["words"]}
    return _("created %(date)s") % {"date": day_words(survey.created_at, zone)}


def bin_words(survey: Survey) -> str:
    """The day until which a deleted survey can be restored."""
    return day_words(bin_end(survey.deleted_at), survey.time_zone) if survey.deleted_at else ""


@dataclass(frozen=True)
class Counts:
    """Live counts as strings; `last` is empty until somebody has submitted."""

    n_started: str
    n_in_progress: str
    n_submitted: str
    last: str


def count_rows(counts: ResponseCounts, *, is_anonymous: bool) -> Counts:
    """`counts` in words; of an anonymous survey no time finer than its day is known."""
    last = ""
    if counts.last_submitted_at and is_anonymous:
        day = date_format(localtime(counts.last_submitted_at, UTC))
        last = _("Last one submitted on %(day)s.") % {"day": day}
    elif counts.last_submitted_at:
        last = _("Last one submitted on %(when)s (%(zone)s).") % {
            "when": date_format(localtime(counts.last_submitted_at), "DATETIME_FORMAT"),
            "zone": get_current_timezone_name(),
        }
    return Counts(str(counts.n_started), str(counts.n_in_progress), str(counts.n_submitted), last)
