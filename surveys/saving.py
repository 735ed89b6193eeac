"""Saving one cell: the request that there is most of, in three statements.

It keeps the rules of `answering` (the lock, who still takes answers, the order rule) and writes
through the same function as a whole page. What it spares is what one cell does not need: the other
items of the revision, the texts of the survey, and building the same SQL anew for each tap.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from surveys import answering, links, questions
from surveys.answering import Outcome, PageLoad, Save
from surveys.models import Response, Survey, SurveyItem, SurveyRevision


class UnknownCell(Exception):
    """No response has that token, or its revision does not ask that cell."""


@dataclass(frozen=True)
class Tap:
    """What a person did to one cell, as the form says it: the field's name and its new value.

    An empty value clears. `seen_version` is the version that the person last saw.
    """

    name: str
    value: str
    seen_version: int


@dataclass(frozen=True)
class Saved:
    """What became of a tap. `n_answered` counts the cells that the person has answered by now."""

    response: Response
    save: Save
    outcome: Outcome
    n_answered: int


# The response, its revision, its survey and the item, each with only these columns, in this order.
_COLUMNS: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Response, ("id", "revision_id", "status", "language", "decision_maker")),
    (SurveyRevision, ("id", "survey_id", "stem", "scales", "allow_changes")),
    (Survey, ("id", "status")),
    (SurveyItem, ("id", "revision_id", "kind", "code", "text", "low_anchor", "high_anchor")),
)
# One text for both engines, but for the lock, which SQLite takes with the transaction.
_CELL = """
SELECT response.id, response.revision_id, response.status, response.language,
       response.decision_maker,
       revision.id, revision.survey_id, revision.stem, revision.scales, revision.allow_changes,
       survey.id, survey.status,
       item.id, item.revision_id, item.kind, item.code, item.text, item.low_anchor, item.high_anchor
FROM surveys_response AS response
JOIN surveys_surveyrevision AS revision ON revision.id = response.revision_id
JOIN surveys_survey AS survey ON survey.id = revision.survey_id
JOIN surveys_surveyitem AS item ON item.revision_id = revision.id AND item.code = %s
WHERE response.token_hash = %s
"""
_LOCK = "FOR UPDATE OF response"


def save_cell(*, token: str, tap: Tap, page_load: PageLoad) -> Saved:
    """Write one cell by the order rule. Three statements; a fourth when the rule refuses it.

    Raises UnknownCell, ValueError when the value is not on the cell's scale, and ResponseClosed
    when the survey or the response no longer takes answers.
    """
    code, _underscore, question = tap.name.rpartition("_")
    with transaction.atomic():
        response, item = _locked_cell(token, code)
        if question not in questions.KIND[item.kind].questions:
            raise UnknownCell
        entry = answering.read_entry(tap.value, question, response.revision.scales)
        save = Save(item, question, entry, tap.seen_version)
        answering.demand_open(response)
        outcome = answering.write_cells(response, [save], page_load)[save.name]
        return Saved(response, save, outcome, answering.n_answered(response))


def _locked_cell(token: str, code: str) -> tuple[Response, SurveyItem]:
    """The response of a token, locked as `answering.open_response` does it, and one item of it."""
    with connection.cursor() as cursor:
        lock = _LOCK if connection.features.has_select_for_update else ""
        cursor.execute(_CELL + lock, [code, links.token_hash(token)])
        row = cursor.fetchone()
    if row is None:
        raise UnknownCell
    response, revision, survey, item = _loaded(row)
    revision.scales = json.loads(revision.scales)
    revision.survey = survey
    response.revision = revision
    return response, item


def _loaded(row: Sequence[Any]) -> list[Any]:
    """The models of a row of `_CELL`; their other fields are deferred."""
    loaded = []
    for model, columns in _COLUMNS:
        loaded.append(model.from_db(connection.alias, columns, row[: len(columns)]))
        row = row[len(columns) :]
    return loaded
