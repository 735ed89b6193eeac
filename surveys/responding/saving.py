"""Saving one cell: the request that there is most of, in two statements.

It keeps the rules of `answering` (the lock, who still takes answers, the order rule) and writes
with the same SQL as a whole page. What it spares is what one cell does not need: the other
items of the revision, the texts of the survey, and building the same SQL anew for each tap.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from surveys import links
from surveys.models import Response, SurveyItem
from surveys.responding import answering, assignment, statements
from surveys.responding.answering import Outcome, PageLoad, Save, StoredCell, Verdict


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


# Whatever else a form names is not asked of the database, which refuses some characters.
_ITEM_CODE = re.compile(r"[A-Z0-9]{1,12}")


def save_cell(*, token: str, tap: Tap, page_load: PageLoad) -> Saved:
    """Write one cell by the order rule. Two statements; two more where the rule refuses it.

    Raises UnknownCell, ValueError when the value is not on the cell's scale, and ResponseClosed
    when the survey or the response no longer takes answers.
    """
    code, _underscore, question = tap.name.rpartition("_")
    if not _ITEM_CODE.fullmatch(code):
        raise UnknownCell
    with transaction.atomic():
        response, item = _locked_cell(token, code)
        is_asked = assignment.is_assigned(item.code, response.assigned)
        if not is_asked or question not in response.revision.asks[item.kind]:
            raise UnknownCell
        entry = answering.read_entry(tap.value, question, response.revision.scales)
        save = Save(item, question, entry, tap.seen_version)
        answering.demand_open(response)
        outcome, n_answered = _write(response, save, page_load)
        return Saved(response, save, outcome, n_answered)


def _locked_cell(token: str, code: str) -> tuple[Response, SurveyItem]:
    """The response of a token, locked as `answering.open_response` does it, and one item of it."""
    with connection.cursor() as cursor:
        lock = statements.CELL_LOCK if connection.features.has_select_for_update else ""
        cursor.execute(statements.CELL + lock, [code, links.token_hash(token)])
        row = cursor.fetchone()
    if row is None:
        raise UnknownCell
    response, revision, survey, item = _loaded(row)
    revision.scales, revision.asks = json.loads(revision.scales), json.loads(revision.asks)
    response.assigned = json.loads(response.assigned) if response.assigned else None
    survey.opens_at, survey.closes_at = _moment(survey.opens_at), _moment(survey.closes_at)
    revision.survey = survey
    response.revision = revision
    return response, item


def _write(response: Response, save: Save, page_load: PageLoad) -> tuple[Outcome, int]:
    """Write as `answering.write_cells` does; also how many cells the person has answered by then.

    The statement that writes the cell counts the others. A count made with the lock would be too
    early: of two taps in a row the second waits for the first, and counts it.
    """
    counting, values = assignment.counting(response)
    others = f"{counting} AND NOT (answer.item_id = %s AND answer.question = %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{statements.UPSERT}, ({others})",
            [
                *answering.upsert_values(response, save, page_load),
                *(*values, save.item.pk, save.question),
            ],
        )
        written = cursor.fetchall()
    if not written:
        outcome = answering.refusals(response, [save], page_load)[save.name]
        return outcome, assignment.n_answered(response)
    ((version, n_others),) = written
    is_counted = save.entry.holds_answer and assignment.is_counted(save.item, response)
    return Outcome(Verdict.SAVED, StoredCell(save.entry, version)), n_others + is_counted


def _moment(stored: datetime | None) -> datetime | None:
    """A time as a cursor gives it: on SQLite without the zone, which is UTC."""
    return stored.replace(tzinfo=UTC) if stored and stored.tzinfo is None else stored


def _loaded(row: Sequence[Any]) -> list[Any]:
    """The models of a row of `statements.CELL`; their other fields are deferred."""
    loaded = []
    for model, columns in statements.CELL_COLUMNS:
        loaded.append(model.from_db(connection.alias, columns, row[: len(columns)]))
        row = row[len(columns) :]
    return loaded
