"""Small surveys straight from the models, with no more than a test needs to say."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model

from journeys.models import Journey
from surveys import questions
from surveys.models import Answer, Response, Survey, SurveyItem, SurveyRevision
from surveys.translating import keep_built_in

OPENED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KIND_OF_PREFIX = {
    "CTX": questions.CONTEXTS,
    "SIT": questions.SITUATIONS,
    "S": questions.PERFORMANCE_METRICS,
    "IDEAL": questions.IDEAL_STATES,
    "EMO": questions.EMOTIONAL_JOBS,
    "SOC": questions.SOCIAL_JOBS,
    "REL": questions.RELATED_JOBS,
    "FIN": questions.FINANCIAL_METRICS,
}


def make_user(name="rita", **fields):
    """A user called `name` whose password is `name`, too."""
    return get_user_model().objects.create_user(name, password=name, **fields)


def make_journey(slug="upgrade", **fields):
    """A journey without entries."""
    defaults = {
        "role": "Upgrader",
        "name": "Upgrade Journey",
        "job": "Upgrade a solution",
        "stem": "When upgrading a solution",
    }
    return Journey.objects.create(slug=slug, **(defaults | fields))


def make_survey(
    owner: Any = None,
    *,
    items: Any = ("EMO01", "EMO02"),
    status: str = Survey.Status.OPEN,
    slug: str = "pilot",
    built_in: bool = False,
    **revision_fields: Any,
) -> Survey:
    """A survey whose first revision asks `items`: codes, or dicts with a code and other fields.

    Opened or closed surveys have an opened revision, drafts a draft. With `built_in`, an opened one
    has the program's translations, as opening gives them.
    """
    owner = owner or _user_once("rita")
    survey = Survey.objects.create(
        slug=slug,
        title=revision_fields.pop("title", "Upgrading a solution"),
        journey=Journey.objects.filter(slug="upgrade").first() or make_journey(),
        owner=owner,
        status=status,
        closed_at=OPENED_AT + timedelta(days=30) if status == Survey.Status.CLOSED else None,
    )
    defaults = {
        "number": 1,
        "opened_at": None if status == Survey.Status.DRAFT else OPENED_AT,
        "journey_name": "Upgrade Journey",
        "licence": "CC BY-NC-SA 4.0",
        "attribution": "The Customer Journey 2.0 Toolkit",
        "stem": "When upgrading a solution",
    }
    revision = SurveyRevision.objects.create(survey=survey, **(defaults | revision_fields))
    made = SurveyItem.objects.bulk_create(
        _item(revision, item, position) for position, item in enumerate(items, start=1)
    )
    if built_in:
        keep_built_in(revision, made)
    return survey


def make_revision(survey: Survey, *, items: Any, **fields: Any) -> SurveyRevision:
    """The survey's next revision, opened a day later: as the newest one but for `fields`."""
    revision = survey.revisions.latest("number")
    assert revision.opened_at
    revision.pk, revision.number = None, revision.number + 1
    revision.opened_at += timedelta(days=1)
    for name, content in fields.items():
        setattr(revision, name, content)
    revision.save(force_insert=True)
    SurveyItem.objects.bulk_create(
        _item(revision, item, position) for position, item in enumerate(items, start=1)
    )
    return revision


def make_response(survey, status="submitted", answers=None, **fields):
    """A response to the survey's newest revision.

    `answers` maps field names to what was put there: `{"EMO01_importance": 3,
    "EMO01_difficulty": "not_applicable"}`. The pages of its items count as shown.
    """
    revision = survey.revisions.latest("number")
    serial = Response.objects.count() + 1
    started_at = OPENED_AT + timedelta(minutes=serial)
    is_submitted = status == Response.Status.SUBMITTED
    defaults = {
        "token_hash": hashlib.sha256(f"token {serial}".encode()).hexdigest(),
        "export_id": f"r{serial:025d}",
        "status": status,
        "started_at": started_at,
        "submitted_at": started_at + timedelta(minutes=4) if is_submitted else None,
    }
    fields = defaults | fields
    if fields["submitted_at"]:
        taken = fields["submitted_at"] - fields["started_at"]
        fields.setdefault("duration_s", int(taken.total_seconds()))
    response = Response.objects.create(revision=revision, **fields)
    items = {item.code: item for item in revision.items.all()}
    for name in answers or {}:
        page = items[name.rpartition("_")[0]].page
        if page not in response.pages_shown:
            response.pages_shown.append(page)
    response.save(update_fields=["pages_shown"])
    Answer.objects.bulk_create(
        _answer(response, items, name, content) for name, content in (answers or {}).items()
    )
    return response


def answer(response, name, content):
    """Put a value or a state into one cell of `response`."""
    items = {item.code: item for item in response.revision.items.all()}
    row = _answer(response, items, name, content)
    row.save()
    return row


def kind_of(code):
    """The kind of item that a code such as `EMO01` or `S03M07` names."""
    letters = code.rstrip("0123456789")
    return KIND_OF_PREFIX["S" if letters[0] == "S" and "M" in letters else letters]


def _user_once(name):
    return get_user_model().objects.filter(username=name).first() or make_user(name)


def _item(revision, given, position):
    fields = {"code": given} if isinstance(given, str) else dict(given)
    code = fields["code"]
    kind = kind_of(code)
    anchors = (
        {"low_anchor": "None at all", "high_anchor": "A great deal"}
        if kind == questions.SITUATIONS
        else {}
    )
    defaults = {
        "kind": kind,
        "text": f"Feel sure about {code}",
        "page": code[:3] if kind == questions.PERFORMANCE_METRICS else kind,
        "position": position,
    }
    return SurveyItem(revision=revision, **(defaults | anchors | fields))


def _answer(response, items, name, content):
    code, _underscore, question = name.rpartition("_")
    is_value = isinstance(content, int)
    return Answer(
        response=response,
        item=items[code],
        question=question,
        value=content if is_value else None,
        state=questions.ANSWERED if is_value else content,
        page_load="test",
    )
