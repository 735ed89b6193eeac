"""Where a respondent starts: welcome and consent. Nothing is stored before consent."""

from http import HTTPStatus
from typing import Any

from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from jtbd_catalog.http import HtmxRequest, client_ip
from surveys import questions
from surveys.models import Survey, SurveyRevision
from surveys.moments import minutes_words
from surveys.responding import answering, languages, turns
from surveys.responding.assignment import whole
from surveys.responding.turns import Ticket
from surveys.responding.views.closed import closed_page

# Off the screen, so that only programs fill it in; a word that no browser fills in by itself.
HONEYPOT_FIELD = "remarks"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def response_start(request: HtmxRequest, slug: str) -> HttpResponse:
    """Welcome and consent; then, at once or after waiting for one's turn, the first page."""
    survey = _survey_or_404(request, slug)
    if not survey.takes_responses:
        return _instead(request, closed_page(request, survey))
    revision = _asked_now(survey)
    if request.method != "POST":
        return _start_page(request, revision)
    if request.POST.get("action") == "decline":
        return _page(request, "responding/declined.html", revision)
    ticket = turns.read_ticket(request.POST.get("ticket", ""), revision)
    if ticket and ticket.is_in_line:
        return _next_in_line(request, revision, ticket)
    if "ticket" in request.POST and "revision" not in request.POST:
        return _instead(request, _start_page(request, revision))
    return _agreed(request, revision, ticket)


def _survey_or_404(request: HtmxRequest, slug: str) -> Survey:
    """The survey at that address; a draft for those who may see it, a binned one for nobody."""
    survey = Survey.objects.filter(slug__in={slug, slug.lower()}, deleted_at=None).first()
    if survey is None:
        raise Http404
    is_draft = survey.status == Survey.Status.DRAFT
    if is_draft and not Survey.objects.visible_to(request.user).filter(pk=survey.pk).exists():
        raise Http404
    return survey


def _asked_now(survey: Survey) -> SurveyRevision:
    return survey.revisions.filter(opened_at__isnull=False).latest("number")


def _instead(request: HtmxRequest, page: HttpResponse) -> HttpResponse:
    """For whom the page in line does not go on; HTMX would take a part, so it loads it whole."""
    return HttpResponseClientRedirect(request.get_full_path()) if request.htmx else page


def _agreed(request: HtmxRequest, revision: SurveyRevision, ticket: Ticket | None) -> HttpResponse:
    """Begin for who has agreed to what is shown now; else show it. Without a ticket they get one.

    With one that is too old they are shown the page anew, so that sent twice it still is one start.
    """
    if request.POST.get("revision", str(revision.number)) != str(revision.number):
        return _start_page(request, revision, is_changed=True)
    if not request.POST.get("consent"):
        return _start_page(request, revision, is_refused=True)
    if ticket is None and "ticket" in request.POST:
        return _start_page(request, revision, is_stale=True)
    return _counted(request, revision, ticket or Ticket.to_start(revision))


def _start_page(
    request: HtmxRequest,
    revision: SurveyRevision,
    *,
    is_refused: bool = False,
    is_changed: bool = False,
    is_stale: bool = False,
) -> HttpResponse:
    """What to agree to; again for who did not, saw the revision before, or had it open too long."""
    context = {
        "minutes": minutes_words(questions.minutes(whole(revision).n_cells)),
        "is_refused": is_refused,
        "is_changed": is_changed,
        "is_stale": is_stale,
        "ticket": Ticket.to_start(revision).signed(),
        "languages": languages.language_links(request),
        "honeypot": HONEYPOT_FIELD,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused else HTTPStatus.OK
    if is_changed:
        status = HTTPStatus.CONFLICT
    return _page(request, "responding/start.html", revision, context, status=status)


def _page(
    request: HtmxRequest,
    template: str,
    revision: SurveyRevision,
    context: dict[str, Any] | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    languages.localize_revision(revision)
    shown = {"survey": revision.survey, "revision": revision} | (context or {})
    return render(request, template, shown, status=status)


def _counted(request: HtmxRequest, revision: SurveyRevision, ticket: Ticket) -> HttpResponse:
    """Begin, unless very many begin from this network just now: then wait one's turn.

    A ticket that has begun leads on to its response and is not counted again.
    """
    if answering.response_of_token(ticket.token):
        return _led_on(request, _resume_url(ticket))
    now = timezone.now()
    flags = [turns.HONEYPOT_FLAG] if request.POST.get(HONEYPOT_FIELD) else []
    try:
        with transaction.atomic():
            crowd = turns.count_start(revision.survey_id, client_ip(request), now=now)
            if crowd.is_busy:
                flags.append(turns.BUSY_FLAG)
            ticket = ticket.in_line(wait_s=crowd.wait_s, flags=flags, now=now)
            if not crowd.wait_s:
                return _led_on(request, _begin(request, revision, ticket))
    except IntegrityError:
        if answering.response_of_token(ticket.token) is None:
            raise
        return _led_on(request, _resume_url(ticket))
    return _waiting_page(request, revision, ticket)


def _next_in_line(request: HtmxRequest, revision: SurveyRevision, ticket: Ticket) -> HttpResponse:
    """Somebody who waits: on when it is their turn."""
    if ticket.seconds_left(timezone.now()):
        return _waiting_page(request, revision, ticket, is_early=True)
    try:
        with transaction.atomic():
            return _led_on(request, _begin(request, revision, ticket))
    except IntegrityError:
        if answering.response_of_token(ticket.token) is None:
            raise
        return _led_on(request, _resume_url(ticket))


def _waiting_page(
    request: HtmxRequest, revision: SurveyRevision, ticket: Ticket, *, is_early: bool = False
) -> HttpResponse:
    seconds = ticket.seconds_left(timezone.now())
    context = {"ticket": ticket.signed(), "seconds": max(seconds, 1), "is_early": is_early}
    page = _page(request, "responding/waiting.html", revision, context)
    page["Retry-After"] = str(max(seconds, 1))
    return page


def _begin(request: HtmxRequest, revision: SurveyRevision, ticket: Ticket) -> str:
    """The address of the first page of a new response. IntegrityError if the ticket has begun."""
    given = whole(revision)
    _response, token = answering.start_response(
        given=given,
        language=get_language() or "en",
        parameters={name: request.GET[name] for name in request.GET if name != "lang"},
        flags=ticket.flags,
        token=ticket.token,
    )
    return reverse("surveys:response_section", args=[token, given.walked[0]])


def _resume_url(ticket: Ticket) -> str:
    """Where the response that this ticket has begun goes on."""
    return reverse("surveys:response_resume", args=[ticket.token])


def _led_on(request: HtmxRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
