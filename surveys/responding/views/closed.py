"""What a respondent reads where no answers are taken, and why.

409 says `not now`: a draft, a survey that opens later, a paused one; what was sent can be sent
again then, and a page that saves by itself goes on trying. 410 says `no more`. Neither is a 5xx,
since nothing is wrong with the server: a proxy must not take it out of service for a pause.
"""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jtbd_catalog.http import HtmxRequest, absolute_url
from surveys.models import Response, Survey
from surveys.moments import moment
from surveys.responding import languages


def closed_page(request: HtmxRequest, survey: Survey, token: str = "") -> HttpResponse:
    """The page in place of any page of answers. Of a pause, it carries along what was posted.

    `token` is that of the person's response, where there is one.
    """
    languages.localize_title(survey)
    stage = _stage_refused(survey)
    is_paused = stage == Survey.Status.PAUSED
    context = {
        "survey": survey,
        "stage": stage,
        "opens": moment(survey.opens_at, survey.time_zone),
        "action": request.get_full_path(),
        "sent": _posted(request) if is_paused else [],
    }
    if token and is_paused:
        resume = reverse("surveys:response_resume", args=[token])
        context |= {"token": token, "resume_url": absolute_url(request, resume)}
    status = HTTPStatus.GONE if stage == Survey.Status.CLOSED else HTTPStatus.CONFLICT
    return render(request, "responding/closed.html", context, status=status)


def refused_page(request: HtmxRequest, response: Response, token: str) -> HttpResponse:
    """In place of a page that would take this response's answers: the end, where they are sent."""
    is_sent = response.status == Response.Status.SUBMITTED
    if is_sent and not _may_go_on(response):
        return redirect("surveys:response_done", token=token)
    if response.status == Response.Status.SCREENED_OUT:
        return _screened_out_page(request, response)
    return closed_page(request, response.revision.survey, token)


def _screened_out_page(request: HtmxRequest, response: Response) -> HttpResponse:
    """For whom the survey has no more questions, whether or not it is open."""
    survey = response.revision.survey
    languages.localize_title(survey)
    context = {"survey": survey, "stage": response.status}
    return render(request, "responding/closed.html", context, status=HTTPStatus.GONE)


def refused_save(response: Response) -> HttpResponse:
    """The reply to a save that was not taken: in words why, and by its status whether for good."""
    if _may_go_on(response):
        words = _("This survey is paused. Your last answer is not saved yet.")
        return HttpResponse(words, status=HTTPStatus.CONFLICT)
    return HttpResponse(_refusal_words(response), status=HTTPStatus.GONE)


def _refusal_words(response: Response) -> str:
    if response.status == Response.Status.SUBMITTED:
        return _("You have already sent your answers. Thank you.")
    if response.status == Response.Status.SCREENED_OUT:
        return _("This survey has no more questions for you. Thank you.")
    return _("This survey is closed. Everything you answered until then is kept.")


def _stage(survey: Survey) -> str:
    """Where it stands for respondents, who cannot tell a binned survey from a closed one."""
    return Survey.Status.CLOSED if survey.deleted_at else survey.stage


def _stage_refused(survey: Survey) -> str:
    """Where it stands for somebody just refused: one that has been resumed since was paused."""
    stage = _stage(survey)
    return Survey.Status.PAUSED if stage == Survey.Status.OPEN else stage


def _may_go_on(response: Response) -> bool:
    """Whether answers refused now may be taken later, as of now."""
    if _stage(response.revision.survey) == Survey.Status.CLOSED:
        return False
    is_sent = response.status == Response.Status.SUBMITTED
    return (
        response.revision.allow_changes
        if is_sent
        else response.status == Response.Status.IN_PROGRESS
    )


def pauses(response: Response) -> bool:
    """Whether this response takes no answers now but may later."""
    return not response.revision.survey.takes_responses and _may_go_on(response)


def _posted(request: HtmxRequest) -> list[tuple[str, str]]:
    """Names and values of the form that was sent, to be sent again as they are."""
    values = request.POST.lists()
    return [(name, str(value)) for name, of_name in values for value in of_name]
