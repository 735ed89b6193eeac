"""The next revision of an opened survey: begin it, look at what it changes, open it, discard it."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from surveys import questions
from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.designing import drafts, lifecycle, revisions
from surveys.designing.revisions import Change, RevisionChanges
from surveys.models import Survey, SurveyRevision


@dataclass(frozen=True)
class ChangeGroup:
    """Changes of one kind. Without a `before`, something is added; without an `after`, removed."""

    key: str
    heading: str
    rows: tuple[Change, ...]


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def revision_begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin the next revision, and lead to its draft: to the one that is there already, if any."""
    survey = get_survey_or_404(request.user, slug)
    if request.method != "POST":
        return redirect("surveys:survey_detail", slug=slug)
    if survey.status != Survey.Status.DRAFT:
        if revisions.begin_next_revision(survey):
            messages.success(
                request, _("A draft is made, a copy of what is asked now. Change what you need.")
            )
        else:
            messages.info(request, _("The next revision has been begun already; this is it."))
    return redirect("surveys:survey_edit", slug=slug)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def revision_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """What the draft changes against the revision in the field; a POST opens it."""
    survey = get_survey_or_404(request.user, slug)
    draft = _next_draft(survey)
    if draft is None:
        return _no_draft(request, survey)
    if request.method != "POST":
        return _changes_page(request, survey, draft)
    try:
        is_opened = revisions.open_next_revision(survey, seen=request.POST.get("seen", ""))
    except lifecycle.NotOpenableError:
        return _changes_page(request, survey, draft, status=HTTPStatus.CONFLICT)
    if not is_opened:
        return _no_draft(request, survey)
    messages.success(request, _opened_words(survey) % {"number": draft.number})
    return redirect("surveys:survey_detail", slug=slug)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def revision_discard(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask, then throw the draft of the next revision away."""
    survey = get_survey_or_404(request.user, slug)
    draft = _next_draft(survey)
    if draft is None:
        return _no_draft(request, survey)
    if request.method != "POST":
        context = {"survey": survey, "draft": draft, "before": str(draft.number - 1)}
        return render(request, "designing/revision_discard.html", context)
    if not revisions.discard_next_revision(survey):
        return _no_draft(request, survey)
    messages.success(request, _("The draft is thrown away. What is asked stays as it is."))
    return redirect("surveys:survey_detail", slug=slug)


def _next_draft(survey: Survey) -> SurveyRevision | None:
    """The draft of a revision after the first."""
    is_opened = survey.status != Survey.Status.DRAFT
    return drafts.draft_of(survey) if is_opened else None


def _opened_words(survey: Survey) -> str:
    """What opening a revision means for those who begin, at the stage of the survey."""
    return {
        Survey.SCHEDULED: _("Revision %(number)s is open. The survey begins with it."),
        Survey.Status.OPEN.value: _("Revision %(number)s is open. Whoever begins now gets it."),
        Survey.Status.PAUSED.value: _(
            "Revision %(number)s is open. Whoever begins after the pause gets it."
        ),
        Survey.Status.CLOSED.value: _(
            "Revision %(number)s is open. The survey stays closed; reopened, it asks this revision."
        ),
    }[survey.stage]


def _no_draft(request: SignedInRequest, survey: Survey) -> HttpResponse:
    """Back to the survey; who was about to change a draft is told what became of it.

    The posted `number` is that of the revision. The second of two clicks is no mistake.
    """
    if request.method == "POST":
        opened = survey.revisions.exclude(opened_at=None).values_list("number", flat=True)
        number = request.POST.get("number", "")
        if number in {str(one) for one in opened}:
            words = _("Revision %(number)s is open already.") % {"number": number}
        else:
            words = _("There is no draft any more: it was thrown away.")
        messages.info(request, words)
    return redirect("surveys:survey_detail", slug=survey.slug)


def _changes_page(
    request: SignedInRequest,
    survey: Survey,
    draft: SurveyRevision,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    changes = revisions.revision_changes(survey, draft)
    context = {
        "survey": survey,
        "draft": draft,
        "changes": changes,
        "groups": [group for group in _groups(changes) if group.rows],
        "translations": _translations_words(changes.n_translations),
        "before": str(draft.number - 1),
        "is_refused": status == HTTPStatus.CONFLICT,
    }
    return render(request, "designing/revision_open.html", context, status=status)


def _groups(changes: RevisionChanges) -> list[ChangeGroup]:
    """The changes in the order of the page."""
    added = tuple(Change(one.code, "", revisions.item_words(one)) for one in changes.added)
    removed = tuple(Change(one.code, revisions.item_words(one), "") for one in changes.removed)
    labels = tuple(
        Change(_(questions.QUESTION[one.name].label), one.before, one.after)
        for one in changes.labels
    )
    return [
        ChangeGroup("added", _("Items added"), added),
        ChangeGroup("removed", _("Items removed"), removed),
        ChangeGroup("reworded", _("Items reworded"), changes.reworded),
        ChangeGroup("labels", _("Scale labels"), labels),
        ChangeGroup("texts", _("Texts"), changes.texts),
        ChangeGroup("settings", _("Settings"), changes.settings),
    ]


def _translations_words(n: int) -> str:
    if not n:
        return ""
    return ngettext(
        "%(n)s text reads otherwise in another language, or has no translation any more.",
        "%(n)s texts read otherwise in other languages, or have no translation any more.",
        n,
    ) % {"n": n}
