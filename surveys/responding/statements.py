"""The statements of what respondents ask most often, as ready text.

Building a query by the ORM takes longer than running it, so what each page and each tap asks is
written out here, or written by the ORM once and kept (`response_of_hash`). Every statement names
its columns, so that a server still running reads on when a migration adds one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models

from surveys import questions
from surveys.models import Response, Survey, SurveyItem, SurveyRevision

# One text for SQLite and PostgreSQL. No row comes back when the order rule refuses the write.
UPSERT = """
INSERT INTO surveys_answer
    (response_id, item_id, question, value, state, version, page_load, counter)
VALUES (%s, %s, %s, %s, %s, 1, %s, %s)
ON CONFLICT (response_id, item_id, question) DO UPDATE SET
    value = excluded.value,
    state = excluded.state,
    version = surveys_answer.version + 1,
    page_load = excluded.page_load,
    counter = excluded.counter
WHERE (surveys_answer.page_load = excluded.page_load
       AND (surveys_answer.counter < excluded.counter
            OR (surveys_answer.counter = excluded.counter
                AND (surveys_answer.state <> excluded.state
                     OR surveys_answer.value <> excluded.value))))
   OR (surveys_answer.page_load <> excluded.page_load AND surveys_answer.version = %s)
RETURNING version
"""

STORED = """
SELECT item_id, question, state, value, version FROM surveys_answer
WHERE response_id = %s AND item_id IN ({})
"""

# The response, its revision, its survey and one item, each with only these columns, in this order.
CELL_COLUMNS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Response, ("id", "revision_id", "status", "language", "decision_maker", "assigned")),
    (SurveyRevision, ("id", "survey_id", "stem", "scales", "asks", "allow_changes")),
    (Survey, ("id", "status", "opens_at", "closes_at", "deleted_at")),
    (SurveyItem, ("id", "revision_id", "kind", "code", "text", "low_anchor", "high_anchor")),
)
# One text for both engines, but for the lock, which SQLite takes with the transaction.
CELL = """
SELECT response.id, response.revision_id, response.status, response.language,
       response.decision_maker, response.assigned,
       revision.id, revision.survey_id, revision.stem, revision.scales, revision.asks,
       revision.allow_changes,
       survey.id, survey.status, survey.opens_at, survey.closes_at, survey.deleted_at,
       item.id, item.revision_id, item.kind, item.code, item.text, item.low_anchor, item.high_anchor
FROM surveys_response AS response
JOIN surveys_surveyrevision AS revision ON revision.id = response.revision_id
JOIN surveys_survey AS survey ON survey.id = revision.survey_id
JOIN surveys_surveyitem AS item ON item.revision_id = revision.id AND item.code = %s
WHERE response.token_hash = %s
"""
CELL_LOCK = "FOR UPDATE OF response"

_ITEM_FIELDS = [field.attname for field in SurveyItem._meta.concrete_fields]
_ITEMS = (
    f"SELECT {', '.join(_ITEM_FIELDS)} FROM surveys_surveyitem"  # noqa: S608
    " WHERE revision_id = %s ORDER BY position"
)

_N_ANSWERED = """
SELECT count(*)
FROM surveys_answer AS answer
JOIN surveys_surveyitem AS item ON item.id = answer.item_id
WHERE answer.response_id = %s AND answer.state IN (%s, %s)
"""


def items_of(revision: SurveyRevision) -> list[SurveyItem]:
    """The revision's items in the order asked. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, [revision.pk])
        rows = cursor.fetchall()
    return [SurveyItem.from_db(connection.alias, _ITEM_FIELDS, row) for row in rows]


def n_answered(
    response_id: int, kinds_left_out: Sequence[str], assigned: Sequence[str] | None
) -> int:
    """What `counting` counts. One query."""
    sql, values = counting(response_id, kinds_left_out, assigned)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (n,) = cursor.fetchone()
    return int(n)


def counting(
    response_id: int, kinds_left_out: Sequence[str], assigned: Sequence[str] | None
) -> tuple[str, list[int | str]]:
    """A statement that counts cells which hold an answer or `does not apply`, and its values.

    Items of some kinds are left out, and all but those `assigned` where these are named. More
    conditions may follow.
    """
    sql = _N_ANSWERED + "AND item.kind <> %s " * len(kinds_left_out)
    if assigned is not None:
        sql += f"AND item.code IN ({', '.join(['%s'] * len(assigned))}) "
    return sql, [response_id, *questions.HOLDING_STATES, *kinds_left_out, *(assigned or ())]


def response_of_hash(token_hash: str) -> Response | None:
    """The response of a token's hash with its revision and survey, or None. One query."""
    statement = _response_statement(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, [token_hash])
        row = cursor.fetchone()
    return None if row is None else statement.loaded(row)


@dataclass(frozen=True)
class _ResponseStatement:
    """A statement as the ORM has written it, and how it reads a row."""

    sql: str
    fields: Sequence[tuple[type[models.Model], Sequence[str]]]
    converters: Sequence[tuple[int, Sequence[Callable[..., Any]], Any]]

    def loaded(self, row: Sequence[Any]) -> Response:
        """The response of a row."""
        values: list[Any] = list(row)
        for place, functions, expression in self.converters:
            for function in functions:
                values[place] = function(values[place], expression, connection)
        made: list[Any] = []
        for model, names in self.fields:
            made.append(model.from_db(connection.alias, names, values[: len(names)]))
            values = values[len(names) :]
        response: Response = made[0]
        response.revision, response.revision.survey = made[1:]
        return response


@cache
def _response_statement(vendor: str) -> _ResponseStatement:
    """The statement for an engine; its converters ask for the connection at each use."""
    query = (
        Response.objects.select_related("revision__survey").filter(token_hash="").order_by().query
    )
    compiler = query.get_compiler(connection=connection)
    sql, _values = compiler.as_sql()
    read = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    models_read: tuple[type[models.Model], ...] = (Response, SurveyRevision, Survey)
    return _ResponseStatement(
        sql=sql,
        fields=[
            (model, [field.attname for field in model._meta.concrete_fields])
            for model in models_read
        ],
        converters=[(place, functions, of) for place, (functions, of) in read.items()],
    )
