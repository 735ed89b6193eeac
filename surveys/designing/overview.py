"""Surveys from outside: rows of the list, live counts, which entries of a journey they copied."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from journeys import editing
from journeys.models import Journey
from surveys.models import Response, Survey, SurveyItem
from surveys.shelves import CURRENT, bin_end, surveys_on_shelf


@dataclass(frozen=True)
class ResponseCounts:
    """How many people started, are still at it, submitted; and when the last one submitted."""

    n_started: int
    n_in_progress: int
    n_submitted: int
    last_submitted_at: datetime | None


def response_counts(survey: Survey) -> ResponseCounts:
    """The survey's counts over all revisions. One query."""
    row = Response.objects.filter(revision__survey=survey).aggregate(
        n_started=Count("pk"),
        n_in_progress=_count(Response.Status.IN_PROGRESS),
        n_submitted=_count(Response.Status.SUBMITTED),
        last_submitted_at=Max("submitted_at"),
    )
    return ResponseCounts(**row)


def _count(status: str) -> Count:
    return Count("pk", filter=Q(status=status))


def survey_rows(user: Any, shelf: str = CURRENT) -> QuerySet[Survey]:
    """The surveys `user` may see, newest first, each with n_items, n_started and n_submitted.

    `n_items` are those of its draft; None where it has none. One query.
    """
    responses = (
        Response.objects.filter(revision__survey=OuterRef("pk"))
        .order_by()
        .values("revision__survey")
    )
    items = (
        SurveyItem.objects.filter(revision__survey=OuterRef("pk"), revision__opened_at=None)
        .order_by()
        .values("revision__survey")
    )
    submitted = responses.filter(status=Response.Status.SUBMITTED)
    return (
        surveys_on_shelf(user, shelf)
        .select_related("owner", "journey")
        .annotate(
            n_items=Subquery(items.annotate(n=Count("pk")).values("n")),
            n_started=Subquery(responses.annotate(n=Count("pk")).values("n")),
            n_submitted=Subquery(submitted.annotate(n=Count("pk")).values("n")),
        )
    )


def register_usage() -> None:
    """Tell the catalog, at start-up, how to learn which surveys copied its entries."""
    editing.register_usage(survey_uses)


def survey_uses(journey: Journey) -> Iterator[editing.Use]:
    """Each survey over `journey` with the codes of its items, in any revision. Three queries."""
    surveys = Survey.objects.filter(journey=journey).prefetch_related("revisions__items")
    for survey in surveys:
        codes = {item.code for revision in survey.revisions.all() for item in revision.items.all()}
        words = _("the survey “%(title)s”")
        if survey.deleted_at:
            words = _("the deleted survey “%(title)s”, which can be restored")
            if timezone.now() >= bin_end(survey.deleted_at):
                words = _("the deleted survey “%(title)s”, which is to be removed for good")
        label = words % {"title": survey.title}
        yield editing.Use(label, frozenset(codes))
