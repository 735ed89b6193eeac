"""The steps of a survey's life: each is a POST, leads back to its page and says where it stands.

A GET only leads there. A step taken twice, by a double click or in another tab, changes nothing.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.designing import drafts, lifecycle
from surveys.models import Survey
from surveys.moments import moment


def survey_step(
    view: Callable[[SignedInRequest, Survey], HttpResponse | None],
) -> Callable[..., HttpResponse]:
    """Make `view`, which takes one step for a survey, answer POST alone.

    Where the survey is not at a stage for it, the person reads where it is and what to do.
    """

    @sign_in_required
    @require_http_methods(["GET", "HEAD", "POST"])
    def wrapped(request: SignedInRequest, slug: str) -> HttpResponse:
        survey = get_survey_or_404(request.user, slug)
        response = None
        if request.method == "POST":
            try:
                response = view(request, survey)
            except lifecycle.WrongStatusError as refusal:
                messages.error(request, stage_advice(refusal.stage))
        return response or redirect("surveys:survey_detail", slug=slug)

    return wrapped


def stage_advice(stage: str) -> str:
    """Why a step cannot be taken at this stage, and which can."""
    return {
        Survey.Status.DRAFT.value: _("This survey is a draft. Open it first."),
        Survey.SCHEDULED: _(
            "This survey has not opened yet. Open it now, change its times, or close it."
        ),
        Survey.Status.OPEN.value: _("This survey is open. Close it first."),
        Survey.Status.PAUSED.value: _("This survey is paused. Resume it, or close it."),
        Survey.Status.CLOSED.value: _("This survey is closed. Reopen it to take answers again."),
    }[stage]


@survey_step
def survey_open(request: SignedInRequest, survey: Survey) -> HttpResponse | None:
    """Freeze the draft and take answers, now or from its opening time on."""
    try:
        lifecycle.open_survey(survey, seen=request.POST.get("seen", ""))
    except drafts.DraftChangedError:
        status = HTTPStatus.CONFLICT
        return render(request, "designing/survey_changed.html", {"survey": survey}, status=status)
    except lifecycle.NotOpenableError as refusal:
        messages.error(request, _refusal_words(refusal.gone))
    except lifecycle.ClosingTimePassedError:
        messages.error(request, _("Nothing was opened: its closing time has passed. Change it."))
        return redirect("surveys:survey_times", slug=survey.slug)
    else:
        said_open(request, survey, _("The survey is open. Its questions are frozen now."))
    return None


def said_open(request: SignedInRequest, survey: Survey, words: str) -> None:
    """Say `words` of a survey that is open now; else that it opens by itself, and when."""
    survey.refresh_from_db()
    opens = moment(survey.opens_at, survey.time_zone)
    if survey.stage == Survey.SCHEDULED and opens:
        sentence = _("The survey opens on %(opens)s. Its questions are frozen now.")
        words = sentence % {"opens": opens["words"]}
    messages.success(request, words)


@survey_step
def survey_open_now(request: SignedInRequest, survey: Survey) -> None:
    """Take answers before the opening time."""
    lifecycle.open_now(survey)
    messages.success(request, _("The survey is open."))


@survey_step
def survey_pause(request: SignedInRequest, survey: Survey) -> None:
    """Take no answers for a while."""
    lifecycle.pause_survey(survey)
    messages.success(request, _("The survey is paused. Answers and links are kept."))


@survey_step
def survey_resume(request: SignedInRequest, survey: Survey) -> None:
    """Take answers again after a pause."""
    lifecycle.resume_survey(survey)
    messages.success(request, _("The survey is open."))


@survey_step
def survey_close(request: SignedInRequest, survey: Survey) -> None:
    """Take no more answers."""
    lifecycle.close_survey(survey)
    messages.success(request, _("The survey is closed. Every answer given so far is kept."))


@survey_step
def survey_archive(request: SignedInRequest, survey: Survey) -> None:
    """Put a closed survey out of the list's way."""
    lifecycle.archive_survey(survey)
    messages.success(request, _("The survey is in the archive. Nothing else about it changed."))


@survey_step
def survey_unarchive(request: SignedInRequest, survey: Survey) -> None:
    """Put it back into the list."""
    lifecycle.unarchive_survey(survey)
    messages.success(request, _("The survey is back in the list."))


def _refusal_words(gone: tuple[str, ...]) -> str:
    if not gone:
        return _("Nothing was opened: the draft has no items. Edit it and choose some.")
    return _(
        "Nothing was opened. The catalog no longer has: %(items)s. Edit the draft and save it "
        "to leave them out."
    ) % {"items": get_text_list(list(gone), _("and"))}
