"""The researcher's surveys: the list, one survey, opening, closing, reopening, throwing away."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jtbd_catalog.http import absolute_url
from surveys import publishing
from surveys.forms import CollaboratorForm
from surveys.models import Survey, SurveyRevision
from surveys.views.access import SignedInRequest, get_survey_or_404, is_in_charge, sign_in_required
from surveys.views.wording import count_rows, length_summary, list_sections


@sign_in_required
@require_safe
def survey_list(request: SignedInRequest) -> HttpResponse:
    """The surveys one may see: open ones, drafts, closed ones."""
    context = {
        "sections": list_sections(publishing.survey_rows(request.user)),
        "can_create": request.user.has_perm("surveys.add_survey"),
    }
    return render(request, "surveys/survey_list.html", context)


@sign_in_required
@require_safe
def survey_detail(request: SignedInRequest, slug: str) -> HttpResponse:
    """One survey: where it stands, its link, its counts, and what can be done next."""
    survey = get_survey_or_404(request.user, slug)
    return render(request, "surveys/survey_detail.html", detail_context(request, survey))


def detail_context(request: SignedInRequest, survey: Survey) -> dict[str, Any]:
    """What the page of one survey shows."""
    revision = survey.revisions.latest("number")
    gone = () if revision.opened_at else publishing.fresh_draft(survey, revision).gone
    return {
        "survey": survey,
        "revision": revision,
        "gone": gone,
        "summary": length_summary(_counts_by_kind(revision)),
        "counts": count_rows(publishing.response_counts(survey)),
        "share_url": share_url(request, survey),
        "is_in_charge": is_in_charge(request.user, survey),
        "collaborators": survey.collaborators.order_by("username"),
        "collaborator_form": CollaboratorForm(),
    }


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
    context = {"survey": survey, "counts": count_rows(publishing.response_counts(survey))}
    return render(request, "surveys/survey_detail.html#survey-counts", context)


# Steps: each is a POST and leads back to the survey's page; a GET only leads there.


def survey_step(
    view: Callable[[SignedInRequest, Survey], HttpResponse | None],
) -> Callable[..., HttpResponse]:
    """Make `view`, which takes one step for a survey, answer POST alone."""

    @sign_in_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def wrapped(request: SignedInRequest, slug: str) -> HttpResponse:
        survey = get_survey_or_404(request.user, slug)
        response = view(request, survey) if request.method == "POST" else None
        return response or redirect("surveys:survey_detail", slug=slug)

    return wrapped


@survey_step
def survey_open(request: SignedInRequest, survey: Survey) -> None:
    """Freeze the draft and take answers."""
    try:
        publishing.open_survey(survey)
    except publishing.NotOpenableError as refusal:
        messages.error(request, _refusal_words(refusal.gone))
    except publishing.WrongStatusError:
        messages.error(request, _("This survey is closed. Reopen it to take answers again."))
    else:
        messages.success(request, _("The survey is open. Its questions are frozen now."))


@survey_step
def survey_close(request: SignedInRequest, survey: Survey) -> None:
    """Take no more answers."""
    try:
        publishing.close_survey(survey)
    except publishing.WrongStatusError:
        messages.error(request, _("This survey has never been open, so there is nothing to close."))
    else:
        messages.success(request, _("The survey is closed. Every answer given so far is kept."))


@survey_step
def survey_reopen(request: SignedInRequest, survey: Survey) -> None:
    """Take answers again, to the same questions."""
    try:
        publishing.reopen_survey(survey)
    except publishing.WrongStatusError:
        messages.error(request, _("This survey is a draft. Open it first."))
    else:
        messages.success(request, _("The survey is open again, with the same questions."))


def _refusal_words(gone: tuple[str, ...]) -> str:
    if not gone:
        return _("Nothing was opened: the draft has no items. Edit it and choose some.")
    return _(
        "Nothing was opened. The catalog no longer has: %(items)s. Edit the draft and save it "
        "to leave them out."
    ) % {"items": get_text_list(list(gone), _("and"))}


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_delete(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask, then delete a draft. Opened surveys stay."""
    survey = get_survey_or_404(request.user, slug)
    if not is_in_charge(request.user, survey):
        raise PermissionDenied(_("Only the owner of a survey can delete it."))
    if request.method != "POST":
        return render(request, "surveys/survey_delete.html", {"survey": survey})
    try:
        publishing.delete_draft(survey)
    except publishing.NotADraftError:
        messages.error(request, _("This survey has been opened, so it stays. You can close it."))
        return redirect("surveys:survey_detail", slug=slug)
    messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": survey.title})
    return redirect("surveys:survey_list")
