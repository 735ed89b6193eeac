"""When a survey opens and closes by itself, and reopening one whose closing time has passed."""

from datetime import datetime
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.designing import lifecycle, revisions, schedule
from surveys.designing.forms.schedule import ClosingForm, ScheduledForm, TimesForm
from surveys.designing.schedule import Times
from surveys.designing.views.steps import said_open, stage_advice
from surveys.models import Survey
from surveys.moments import moment


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_times(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change the times of a survey that is not closed."""
    survey = get_survey_or_404(request.user, slug)
    stage, stored = survey.stage, schedule.times_of(survey)
    if stage == Survey.Status.CLOSED:
        messages.error(request, stage_advice(stage))
        return redirect("surveys:survey_detail", slug=slug)
    form_class = ClosingForm if schedule.has_opened(stage) else TimesForm
    if stage == Survey.SCHEDULED:
        form_class = ScheduledForm
    if request.method != "POST":
        return _page(request, survey, form_class(stored))
    form = form_class(stored, request.POST)
    if "opens" in request.POST and "opens" not in form.fields:
        form.add_error(None, _("The survey has opened meanwhile, so its opening time stays."))
        return _page(request, survey, form, status=HTTPStatus.CONFLICT)
    if not form.is_valid():
        return _page(request, survey, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _changed(request, survey, form)


def _changed(request: SignedInRequest, survey: Survey, form: ClosingForm) -> HttpResponse:
    """The times as a valid form has them; the form again where they were changed elsewhere."""
    data = form.cleaned_data
    opens_at = data["opens"] if "opens" in form.fields else survey.opens_at
    times = Times(opens_at, data["closes"], data["time_zone"])
    seen = request.POST.get("seen", "")
    try:
        schedule.change_times(survey=survey, times=times, seen=seen)
    except schedule.TimesChangedError as change:
        form.add_error(None, _changed_words(change.stored))
        seen = change.stored.fingerprint
        return _page(request, survey, form, status=HTTPStatus.CONFLICT, seen=seen)
    except lifecycle.WrongStatusError as refusal:
        messages.error(request, stage_advice(refusal.stage))
    else:
        messages.success(request, _("The times are saved."))
    return redirect("surveys:survey_detail", slug=survey.slug)


def _changed_words(stored: Times) -> str:
    opens = moment(stored.opens_at, stored.time_zone)
    closes = moment(stored.closes_at, stored.time_zone)
    return _(
        "The times were changed elsewhere after you opened this page, so nothing was saved. They "
        "are now: opens %(opens)s; closes %(closes)s. Save again to replace them by yours."
    ) % {
        "opens": opens["words"] if opens else _("by hand"),
        "closes": closes["words"] if closes else _("by hand"),
    }


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_reopen(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take answers again; where the closing time has passed, ask for another, or none, first."""
    survey = get_survey_or_404(request.user, slug)
    if needs_new_end(survey) or "closes" in request.POST:
        return _reopened_until(request, survey)
    if request.method == "POST":
        return _reopened(request, survey, None)
    return redirect("surveys:survey_detail", slug=slug)


def needs_new_end(survey: Survey) -> bool:
    """Whether a closed survey's closing time has passed, so that it could only close again."""
    if survey.closes_at is None or survey.stage != Survey.Status.CLOSED:
        return False
    return survey.closes_at <= timezone.now()


def _reopened_until(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """The form for a new closing time; reopened once it is valid."""
    stored = schedule.times_of(survey)
    blank = Times(stored.opens_at, None, stored.time_zone)
    if request.method != "POST" or "closes" not in request.POST:
        return _page(request, survey, ClosingForm(blank), is_reopening=True)
    form = ClosingForm(blank, request.POST)
    if form.is_valid():
        until = (form.cleaned_data["closes"], form.cleaned_data["time_zone"])
        return _reopened(request, survey, until)
    if survey.stage == Survey.Status.CLOSED:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _page(request, survey, form, status=status, is_reopening=True)
    return _reopened_elsewhere(request, survey)


def _reopened(
    request: SignedInRequest, survey: Survey, until: tuple[datetime | None, str] | None
) -> HttpResponse:
    try:
        is_reopened = lifecycle.reopen_survey(survey, until=until)
    except lifecycle.WrongStatusError as refusal:
        messages.error(request, stage_advice(refusal.stage))
    except lifecycle.ClosingTimePassedError:
        messages.error(request, _("Nothing was reopened: its closing time has passed just now."))
    else:
        survey.refresh_from_db()
        if until and not is_reopened and until[0] != survey.closes_at:
            return _reopened_elsewhere(request, survey)
        words = _("The survey is open again and asks revision %(number)s.")
        number = revisions.revision_in_field(survey).number
        said_open(request, survey, words % {"number": number})
    return redirect("surveys:survey_detail", slug=survey.slug)


def _reopened_elsewhere(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """To the survey's times: it was open already, with another closing time than was chosen."""
    closes = moment(survey.closes_at, survey.time_zone)
    words = _("The survey was reopened elsewhere meanwhile, so your closing time was not taken.")
    words += " " + (_("It closes on %(when)s.") if closes else _("It closes by hand."))
    messages.error(request, words % {"when": closes["words"] if closes else ""})
    return redirect("surveys:survey_times", slug=survey.slug)


def _page(
    request: SignedInRequest,
    survey: Survey,
    form: ClosingForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    seen: str | None = None,
    is_reopening: bool = False,
) -> HttpResponse:
    stored = schedule.times_of(survey)
    if seen is None:
        seen = request.POST.get("seen") or stored.fingerprint
    context = {
        "survey": survey,
        "form": form,
        "errors": _errors(form),
        "opened": moment(survey.opens_at, survey.time_zone),
        "seen": seen,
        "is_reopening": is_reopening,
        "has_opened": schedule.has_opened(survey.stage),
    }
    return render(request, "designing/survey_times.html", context, status=status)


def _errors(form: ClosingForm) -> list[dict[str, str]]:
    """What is wrong, in the order of the page, each with the place to go to."""
    rows = [{"target": "times", "words": str(error)} for error in form.non_field_errors()]
    for field in form:
        words = " ".join(str(error) for error in field.errors)
        if words:
            rows.append({"target": field.id_for_label, "words": f"{field.label}: {words}"})
    return rows
