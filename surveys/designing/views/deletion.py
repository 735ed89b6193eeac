"""Deleting a survey and getting it back. A draft goes for good, an opened survey into the bin."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys import shelves
from surveys.access import (
    SignedInRequest,
    get_binned_survey_or_404,
    get_survey_or_404,
    is_binned_for,
    is_in_charge,
    sign_in_required,
)
from surveys.designing import drafts, lifecycle, overview
from surveys.designing.views.sentences import bin_words
from surveys.models import Survey


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_delete(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask, then delete. An opened survey wants its address typed, and can be restored."""
    if request.method == "POST" and is_binned_for(request.user, slug):
        return redirect("surveys:survey_restore", slug=slug)  # the second of two clicks
    survey = get_survey_or_404(request.user, slug)
    if not is_in_charge(request.user, survey):
        raise PermissionDenied(_("Only the owner of a survey can delete it."))
    if request.method != "POST":
        return _delete_page(request, survey)
    if survey.status == Survey.Status.DRAFT:
        return _draft_deleted(request, survey)
    typed = request.POST.get("address", "").strip()
    if typed.lower() != survey.slug.lower():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _delete_page(request, survey, status=status, typed=typed, is_wrong=True)
    lifecycle.bin_survey(survey)
    messages.success(request, _binned_words(survey))
    return redirect("surveys:survey_list")


def _delete_page(
    request: SignedInRequest,
    survey: Survey,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    typed: str = "",
    is_wrong: bool = False,
) -> HttpResponse:
    context = {"survey": survey, "bin_days": str(shelves.BIN_DAYS)}
    context |= {"typed": typed, "is_wrong": is_wrong}
    return render(request, "designing/survey_delete.html", context, status=status)


def _draft_deleted(request: SignedInRequest, survey: Survey) -> HttpResponse:
    try:
        drafts.delete_draft(survey)
    except drafts.NotADraftError:
        messages.error(request, _("This survey has been opened meanwhile, so nothing was deleted."))
        return redirect("surveys:survey_delete", slug=survey.slug)
    messages.success(request, _("The draft “%(title)s” is deleted.") % {"title": survey.title})
    return redirect("surveys:survey_list")


def _binned_words(survey: Survey) -> str:
    words = _("“%(title)s” is deleted. You can restore it for %(n)s days.")
    return words % {"title": survey.title, "n": shelves.BIN_DAYS}


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_restore(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say what lies in the bin and until when; take it out again."""
    if request.method == "POST" and not is_binned_for(request.user, slug):
        return redirect("surveys:survey_detail", slug=slug)  # the second of two clicks
    survey = get_binned_survey_or_404(request.user, slug)
    if request.method != "POST":
        return _restore_page(request, survey)
    try:
        lifecycle.restore_survey(survey)
    except lifecycle.BinEmptiedError as gone:
        raise Http404 from gone
    messages.success(request, _("The survey is restored, as it was before it was deleted."))
    return redirect("surveys:survey_detail", slug=slug)


def _restore_page(request: SignedInRequest, survey: Survey) -> HttpResponse:
    context = {
        "survey": survey,
        "n_responses": overview.response_counts(survey).n_started,
        "until": bin_words(survey),
        "comes_back_open": survey.stage == Survey.Status.OPEN,
    }
    return render(request, "designing/survey_restore.html", context)
