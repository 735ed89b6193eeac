"""A survey in the field, row by row, for any shape of the database since the first release.

It asks every kind of item and has people at every stage. Written with the models of that shape, so
that a test can bring it through an upgrade; the files beside it, in `tests/data/upgrade`, are what
the release before made of these rows.
"""

from datetime import UTC, datetime, timedelta

from surveys import links

TOKEN, SENT_TOKEN = "a" * 26, "b" * 26
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
ITEMS = (
    ("contexts", "CTX01", "Upgrade online", ""),
    ("situations", "SIT01", "Budget", ""),
    ("performance_metrics", "S01M01", "settle goal 1", "Plan the upgrade"),
    ("performance_metrics", "S01M02", "settle goal 2", "Plan the upgrade"),
    ("emotional_jobs", "EMO01", "Feel calm", "Desired"),
    ("emotional_jobs", "EMO02", "Avoid feeling lost", "Undesired"),
    ("related_jobs", "REL01", "Doing the books", "Before"),
    ("financial_metrics", "FIN01", "Minimize the cost of parts", ""),
)
RATED = ("importance", "difficulty")
QUESTIONS = {"contexts": ("chosen",), "situations": ("level",), "related_jobs": ("chosen",)}
WELCOME = (
    "Thank you for taking part. We would like to know what matters to you when upgrading, and "
    "what is hard about it. There are no right or wrong answers: think of the last time "
    "you did it. You may leave out whatever you cannot judge."
)


def fill(get_model, **survey_fields):
    """The survey `pilot` with two revisions, and people who began, stopped, sent."""
    survey = get_model("surveys", "Survey").objects.create(
        slug="pilot",
        title="Upgrading a solution",
        status="open",
        journey=get_model("journeys", "Journey").objects.create(slug="upgrade"),
        owner=get_model("auth", "User").objects.create(username="rita"),
        **survey_fields,
    )
    first, second = (
        _revision(get_model, survey, number, wording)
        for number, wording in ((1, "Feel calm"), (2, "Feel at ease"))
    )
    people = (
        (first, SENT_TOKEN, "submitted", True, "en", 9),
        (first, "c" * 26, "submitted", False, "de", 5),
        (second, "d" * 26, "submitted", None, "en", 4),
        (second, TOKEN, "in_progress", True, "de", 6),
    )
    for number, person in enumerate(people):
        _person(get_model, number, *person)
    return survey


def _revision(get_model, survey, number, feeling):
    revision = get_model("surveys", "SurveyRevision").objects.create(
        survey=survey,
        number=number,
        opened_at=OPENED + timedelta(days=number),
        journey_name="Upgrade Journey",
        licence="CC BY-NC-SA 4.0",
        attribution="The Customer Journey 2.0 Toolkit",
        stem="When upgrading",
        welcome=WELCOME,
        consent="We keep your answers.",
        gate="Do you decide, alone or together with others, whether such a solution is bought?",
    )
    for position, (kind, code, text, heading) in enumerate(ITEMS, start=1):
        ends = ("None", "Ample") if kind == "situations" else ("", "")
        get_model("surveys", "SurveyItem").objects.create(
            revision=revision,
            kind=kind,
            page="S01" if kind == "performance_metrics" else kind,
            code=code,
            text=feeling if code == "EMO01" else text,
            heading=heading,
            position=position,
            low_anchor=ends[0],
            high_anchor=ends[1],
        )
    return revision


def _person(get_model, number, revision, token, status, decides, language, n_items):
    began = OPENED + timedelta(days=3, hours=number)
    items = list(revision.items.order_by("position"))[:n_items]
    response = get_model("surveys", "Response").objects.create(
        revision=revision,
        token_hash=links.token_hash(token),
        export_id=f"r{number}",
        status=status,
        language=language,
        started_at=began,
        submitted_at=began + timedelta(minutes=5) if status == "submitted" else None,
        decision_maker=decides,
        pages_shown=list(dict.fromkeys(item.page for item in items)),
        parameters={"panel": f"p{number}"},
    )
    for place, item in enumerate(items):
        for index, question in enumerate(QUESTIONS.get(item.kind, RATED)):
            _answer(get_model, response, item, question, place + index + number)


def _answer(get_model, response, item, question, draw):
    values = 2 if question == "chosen" else 5 if question == "level" else 3
    content = {"state": "answered", "value": 1 + draw % values}
    if draw % 7 == 5:
        content = {"state": "skipped", "value": None}
    elif draw % 7 == 6 and question != "chosen":
        content = {"state": "not_applicable", "value": None}
    get_model("surveys", "Answer").objects.create(
        response=response, item=item, question=question, page_load="before", **content
    )
