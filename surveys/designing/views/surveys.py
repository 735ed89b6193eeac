"""The researcher's surveys: the list, and one survey with its counts."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jtbd_catalog.http import absolute_url
from surveys import shelves
from surveys.access import SignedInRequest, get_survey_or_404, is_in_charge, sign_in_required
from surveys.designing import lifecycle, overview
from surveys.designing.forms.survey import CollaboratorForm, ListForm
from surveys.designing.revisions import revision_rows, shown_revision
from surveys.designing.views.sentences import (
    Counts,
    count_rows,
    length_summary,
    list_sections,
)
from surveys.designing.views.standing import standing_of
from surveys.models import Survey, SurveyRevision
from surveys.responding.contacts import addresses_of


@sign_in_required
@require_safe
def survey_list(request: SignedInRequest) -> HttpResponse:
    """The surveys one may see, by stage; with `?show=` the archived or the deleted ones."""
    form = ListForm(request.GET)
    shelf = form.cleaned_data["show"] if form.is_valid() else shelves.CURRENT
    context = {
        "sections": list_sections(overview.survey_rows(request.user, shelf), shelf),
        "shelf": shelf,
        "n_shelved": shelves.shelf_counts(request.user),
        "can_create": request.user.has_perm("surveys.add_survey"),
    }
    return render(request, "designing/survey_list.html", context)


@sign_in_required
@require_safe
def survey_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """One survey: where it stands, its link, its counts, and what can be done next."""
    survey = get_survey_or_404(request.user, slug)
    return render(request, "designing/survey_detail.html", detail_context(request, survey))


def detail_context(request: SignedInRequest, survey: Survey) -> dict[str, Any]:
    """What the page of one survey shows."""
    revisions = revision_rows(survey)
    revision = shown_revision(revisions)
    fresh = None if revision.opened_at else lifecycle.fresh_draft(survey, revision)
    seen = fresh.content.fingerprint if fresh else ""
    standing = standing_of(
        survey, opened_at=revisions[0].opened_at, number=revision.number, seen=seen
    )
    return {
        "survey": survey,
        "stage": standing.stage,
        "standing": standing,
        "revision": revision,
        "revisions": revisions,
        "has_next_draft": revision.opened_at is not None and revisions[-1] != revision,
        "gone": fresh.gone if fresh else (),
        "summary": length_summary(_counts_by_kind(revision)),
        "counts": live_counts(survey),
        "share_url": share_url(request, survey),
        "is_in_charge": is_in_charge(request.user, survey),
        "has_addresses": _has_addresses(survey, revisions),
        "collaborators": survey.collaborators.order_by("username"),
        "collaborator_form": CollaboratorForm(),
    }


def _has_addresses(survey: Survey, revisions: list[SurveyRevision]) -> bool:
    """Whether people are or were asked for an address, or have left one. One query at most."""
    is_asked_for = any(revision.contact for revision in revisions if revision.opened_at)
    return is_asked_for or addresses_of(survey).exists()


def live_counts(survey: Survey) -> Counts:
    """The survey's counts in words. One query."""
    return count_rows(overview.response_counts(survey), is_anonymous=survey.is_anonymous)


def share_url(request: SignedInRequest, survey: Survey) -> str:
    """The full address that respondents are given."""
    return absolute_url(request, reverse("surveys:response_start", args=[survey.slug]))


def _counts_by_kind(revision: SurveyRevision) -> dict[str, int]:
    rows = revision.items.order_by().values_list("kind").annotate(n=Count("pk"))
    return dict(rows)


@sign_in_required
@require_safe
def survey_counts(request: SignedInRequest, slug: str) -> HttpResponse:
    """The live counts alone; without HTMX, the page they stand on."""
    survey = get_survey_or_404(request.user, slug)
    if not request.htmx:
        return redirect("surveys:survey_detail", slug=slug)
    context = {"survey": survey, "stage": survey.stage}
    context |= {"counts": live_counts(survey)}
    return render(request, "designing/survey_detail.html#survey-counts", context)
