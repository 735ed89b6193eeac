"""A respondent's own answers: found by receipt code, shown, withdrawn.

A code that nobody has, one withdrawn and one that is no code at all are answered alike. The token
stays in the path below `/responses/`, where logs mask it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from jtbd_catalog.http import HtmxRequest
from surveys import links, questions
from surveys.models import Response, SurveyItem, SurveyRevision
from surveys.responding import answering, erasing, grids, languages
from surveys.responding.answering import Entry, StoredCell
from surveys.responding.assignment import GATE_PAGE, REVIEW_PAGE, Assignment, assignment_of
from surveys.responding.languages import Words, shown
from surveys.responding.views.closed import pauses

MAX_TYPED = 300


@dataclass(frozen=True)
class SaidCell:
    """One answer in words; `label` names the question where an item has several."""

    label: str
    words: str
    is_given: bool


@dataclass(frozen=True)
class SaidItem:
    """An item with what was said to it; `ends` are the anchors that explain a bare number."""

    text: str
    cells: list[SaidCell]
    ends: list[tuple[str, str]]


@dataclass(frozen=True)
class SaidPage:
    """One page of the survey; `part` is empty where its section has only one."""

    title: Words
    part: str
    items: list[SaidItem]


def own_answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give `view` the response of the token, in its language; else say that there is none."""

    @wraps(view)
    def wrapped(request: HtmxRequest, token: str) -> HttpResponse:
        response = answering.response_of_token(token)
        if response is None:
            return _no_answers(request)
        languages.use_language_of(response)
        return view(request, response, token)

    return wrapped


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def response_find(request: HtmxRequest) -> HttpResponse:
    """Type the receipt code; a right one leads to the answers."""
    if request.method != "POST":
        return render(request, "responding/receipt_find.html", {"is_unknown": False, "typed": ""})
    typed = request.POST.get("code", "")[:MAX_TYPED]
    token = links.read_receipt_code(typed)
    if answering.response_of_token(token) is None:
        return _no_answers(request, typed)
    return redirect("surveys:response_receipt", token=token)


def _no_answers(request: HtmxRequest, typed: str = "") -> HttpResponse:
    context = {"is_unknown": True, "typed": typed}
    return render(request, "responding/receipt_find.html", context, status=HTTPStatus.NOT_FOUND)


@never_cache
@require_safe
@own_answers
def response_receipt(request: HtmxRequest, response: Response, token: str) -> HttpResponse:
    """Every answer as it is stored, what else is, and what can be done about it."""
    given = assignment_of(response)
    stored = answering.stored_cells(response, given.items)
    context = _facts(response, token, given.items) | {
        "pages": _said_pages(given, stored),
        "has_gate": GATE_PAGE in given.walked,
        "gate_answer": _gate_answer(response),
        "change_url": _change_url(response, token, given),
    }
    return render(request, "responding/receipt.html", context)


def _facts(response: Response, token: str, items: Sequence[SurveyItem] = ()) -> dict[str, Any]:
    """What the receipt page shows besides the answers, and where its buttons lead.

    Puts the texts of the survey and of `items` into the person's language.
    """
    languages.localize(response, items)
    survey = response.revision.survey
    return {
        "survey": survey,
        "revision": response.revision,
        "is_sent": response.status == Response.Status.SUBMITTED,
        "day": response.submitted_at or response.started_at,
        "version": str(response.revision.number),
        "receipt": links.receipt_code(token),
        "parameters": list(response.parameters.items()),
        "flags": response.flags,
        "is_open": survey.takes_responses,
        "is_paused": pauses(response),
        "receipt_url": reverse("surveys:response_receipt", args=[token]),
        "withdraw_url": reverse("surveys:response_withdraw", args=[token]),
    }


def _change_url(response: Response, token: str, given: Assignment) -> str:
    """Where the person may write: on where they stopped, or from the start; else nothing."""
    if not response.takes_answers:
        return ""
    if response.status == Response.Status.IN_PROGRESS:
        return reverse("surveys:response_resume", args=[token])
    first = next((page for page in given.walked if page != REVIEW_PAGE), "")
    return reverse("surveys:response_section", args=[token, first]) if first else ""


def _said_pages(given: Assignment, stored: dict[tuple[int, str], StoredCell]) -> list[SaidPage]:
    """The pages of this person's walk, and any other page that holds something of theirs."""
    answered = {item_id for (item_id, _question) in stored}
    said = []
    for page, items in given.pages.items():
        if page in given.walked or any(item.pk in answered for item in items):
            kind = questions.KIND[items[0].kind]
            title = grids.page_title(given.revision, kind, items[0].heading)
            found = [_said_item(item, given.revision, stored) for item in items]
            said.append(SaidPage(title, grids.part_words(page, given.pages), found))
    return said


def _said_item(
    item: SurveyItem, revision: SurveyRevision, stored: dict[tuple[int, str], StoredCell]
) -> SaidItem:
    asks = revision.questions_of(item.kind)
    cells, ends = [], []
    for question in asks:
        entry = stored.get((item.pk, question.code), StoredCell()).entry
        label = shown(question.label) if len(asks) > 1 else ""
        words = _entry_words(entry, question, revision.words)
        cells.append(SaidCell(label, words, entry.holds_answer))
        if question.has_anchors:
            ends = [("1", item.low_anchor), (str(question.n_points), item.high_anchor)]
    return SaidItem(item.text, cells, ends)


def _entry_words(entry: Entry, question: questions.Question, words: questions.Words) -> str:
    """An answer as its button reads."""
    if entry.state == questions.NOT_APPLICABLE:
        return shown(words[questions.NO_ANSWER])
    if entry.value is None:
        return _("No answer")
    if question.has_anchors:
        return _("%(point)s of %(n)s") % {"point": entry.value, "n": question.n_points}
    return shown(question.labels[entry.value - 1])


def _gate_answer(response: Response) -> SaidCell:
    said = response.revision.words
    if response.decision_maker is None:
        return SaidCell("", _("No answer"), is_given=False)
    words = said[questions.YES if response.decision_maker else questions.NO]
    return SaidCell("", shown(words), is_given=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@own_answers
def response_withdraw(request: HtmxRequest, response: Response, token: str) -> HttpResponse:
    """Say what happens, then delete the response for good."""
    if request.method != "POST":
        return render(request, "responding/receipt_withdraw.html", _facts(response, token))
    erasing.withdraw(response)
    return redirect(f"{reverse('surveys:response_withdrawn')}?lang={response.language}")


@never_cache
@require_safe
def response_withdrawn(request: HtmxRequest) -> HttpResponse:
    """The end of a withdrawal; it names nobody's response, since there is none."""
    return render(request, "responding/receipt_withdrawn.html")
