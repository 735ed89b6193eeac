"""The write side of a respondent: start, save one cell or a whole page, submit.

Order rule (decision 0003). Every cell counts its writes in `version`; a save names the version it
last saw, the page load it comes from and that page load's running counter.

- From the page load that wrote last, the higher counter wins; the same counter wins only with
  another value (a plain form sent again after Back), so a repeated request changes nothing.
- From any other page load, a save is written only if the version it saw is still current.
- What is not written is answered with what is stored, so nothing is overwritten unseen.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from django.db import connection, transaction
from django.utils import timezone

from surveys import links, questions
from surveys.models import Answer, Response, SurveyItem
from surveys.responding import statements
from surveys.responding.assignment import Assignment, assignment_of, n_answered, own_order
from surveys.responding.submitting import mark_submitted


class ResponseClosed(Exception):
    """The survey no longer takes answers, or this response has been submitted."""


class Verdict(Enum):
    """What became of one save."""

    SAVED = "saved"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"


@dataclass(frozen=True)
class Entry:
    """What a person put into one cell: a value from 1, or a state without one."""

    state: str
    value: int | None = None

    @property
    def holds_answer(self) -> bool:
        """Whether the person has said something: a value, or that it does not apply."""
        return self.state in questions.HOLDING_STATES


OPEN = Entry(questions.CLEARED)
SKIPPED = Entry(questions.SKIPPED)


@dataclass(frozen=True)
class StoredCell:
    """A cell as the database has it; version 0 stands for never written."""

    entry: Entry = OPEN
    version: int = 0


@dataclass(frozen=True)
class Save:
    """One cell to write: which, what, and the version it was last seen at."""

    item: SurveyItem
    question: str
    entry: Entry
    seen_version: int

    @property
    def name(self) -> str:
        """The cell's form field name."""
        return questions.cell_name(self.item.code, self.question)


@dataclass(frozen=True)
class PageLoad:
    """Where a save comes from: the page load's random id and its running counter."""

    id: str
    counter: int


@dataclass(frozen=True)
class Outcome:
    """What became of a save, and what is stored now."""

    verdict: Verdict
    stored: StoredCell


def entry_code(entry: Entry, question: str) -> str:
    """The entry as a form value and CSV code: `3`, `na`, `skipped`, or empty for an open cell.

    A tick is 0 for no and 1 for yes, though 1 and 2 are stored.
    """
    if entry.value is not None:
        return str(entry.value - questions.code_offset(question))
    if entry.state == questions.NOT_APPLICABLE:
        return questions.NOT_APPLICABLE_CODE
    return questions.SKIPPED if entry.state == questions.SKIPPED else ""


def read_entry(raw: str, question: str, scales: questions.Scales) -> Entry:
    """The entry that a form value stands for, as `entry_code` writes it.

    Raises ValueError when `raw` is no point of the question's scale, and neither empty nor, where
    that may be said, `na`.
    """
    if raw == "":
        return OPEN
    if raw == questions.NOT_APPLICABLE_CODE and questions.QUESTION[question].may_not_apply:
        return Entry(questions.NOT_APPLICABLE)
    for value in range(1, questions.n_points(question, scales) + 1):
        if raw == str(value - questions.code_offset(question)):
            return Entry(questions.ANSWERED, value)
    raise ValueError(f"{raw[:20]!r} is not on the scale of {question}")


def response_of_token(token: str) -> Response | None:
    """The response behind a token, with its revision and survey, or None. One query."""
    return statements.response_of_hash(links.token_hash(token))


def stored_cells(
    response: Response, items: Sequence[SurveyItem], *, page_load: str = ""
) -> dict[tuple[int, str], StoredCell]:
    """What is stored for `items`, by (item id, question). One query.

    With `page_load`, only the cells which that page load wrote last.
    """
    if not items:
        return {}
    sql = statements.STORED.format(", ".join(["%s"] * len(items)))
    values: list[int | str] = [response.pk, *(item.pk for item in items)]
    if page_load:
        sql += "AND page_load = %s"
        values.append(page_load)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {
            (item_id, question): StoredCell(Entry(state, value), version)
            for item_id, question, state, value, version in cursor.fetchall()
        }


def start_response(
    *,
    given: Assignment,
    language: str,
    parameters: Mapping[str, str],
    flags: Sequence[str] = (),
    token: str = "",
) -> tuple[Response, str]:
    """A new response and its token, a random one by default, which is never stored.

    `given` is what it is asked: `assignment.whole`, or a `part` of it.
    """
    token = token or links.new_token()
    response = Response.objects.create(
        revision=given.revision,
        token_hash=links.token_hash(token),
        export_id=links.new_token(),
        language=language,
        started_at=timezone.now(),
        pages_shown=given.walked[:1],
        assigned=given.assigned,
        order_shown=own_order(given),
        parameters=links.kept_parameters(parameters),
        flags=list(flags),
    )
    return response, token


def record_page(
    *, response: Response, saves: Sequence[Save], page_load: PageLoad, onward: str = ""
) -> dict[str, Outcome]:
    """Write cells in one transaction by the order rule; outcomes by field name.

    `onward` is the page the person goes to next, remembered as shown unless a save was overruled.
    Raises ResponseClosed when the survey or the response no longer takes answers.
    """
    with open_response(response) as locked:
        outcomes = write_cells(response, saves, page_load)
        if onward and not overruled(saves, outcomes):
            _remember_shown(locked, onward)
    return outcomes


def write_cells(
    response: Response, saves: Sequence[Save], page_load: PageLoad
) -> dict[str, Outcome]:
    """Write cells of a locked, open response by the order rule; outcomes by field name.

    One statement a cell, and one more where the rule refuses any.
    """
    versions = {save.name: _write(response, save, page_load) for save in saves}
    refused = [save for save in saves if versions[save.name] is None]
    outcomes = refusals(response, refused, page_load) if refused else {}
    return outcomes | {
        save.name: Outcome(Verdict.SAVED, StoredCell(save.entry, version))
        for save in saves
        if (version := versions[save.name]) is not None
    }


def overruled(saves: Sequence[Save], outcomes: Mapping[str, Outcome]) -> list[Save]:
    """The saves that yielded to a newer answer. A skip yields to any answer without a word."""
    return [
        save
        for save in saves
        if outcomes[save.name].verdict is not Verdict.SAVED and save.entry != SKIPPED
    ]


@contextmanager
def open_response(response: Response) -> Iterator[Response]:
    """A transaction in which the response, read anew and locked, still takes answers.

    Saves of one person wait for each other, so none slips in behind the submission. Raises
    ResponseClosed when the survey or the response no longer takes answers.
    """
    with transaction.atomic():
        locked = (
            Response.objects.select_for_update(of=("self",))
            .select_related("revision__survey")
            .get(pk=response.pk)
        )
        demand_open(locked)
        yield locked


def demand_open(response: Response) -> None:
    """Raise ResponseClosed unless the response takes answers now (`Response.takes_answers`)."""
    if not response.takes_answers:
        raise ResponseClosed


def _write(response: Response, save: Save, page_load: PageLoad) -> int | None:
    """The cell's new version, or None where the order rule refuses the write."""
    with connection.cursor() as cursor:
        cursor.execute(statements.UPSERT, upsert_values(response, save, page_load))
        written = cursor.fetchall()
    return written[0][0] if written else None


def upsert_values(response: Response, save: Save, page_load: PageLoad) -> list[int | str | None]:
    """What goes into `statements.UPSERT`."""
    return [
        response.pk,
        save.item.pk,
        save.question,
        save.entry.value,
        save.entry.state,
        page_load.id,
        page_load.counter,
        save.seen_version,
    ]


def refusals(response: Response, saves: Sequence[Save], page_load: PageLoad) -> dict[str, Outcome]:
    """Why the order rule left each of these cells alone, and what stands there. One query."""
    rows = {
        (row.item_id, row.question): row
        for row in response.answers.filter(item__in=[save.item for save in saves])
    }
    return {
        save.name: _refusal(rows[save.item.pk, save.question], save, page_load) for save in saves
    }


def _refusal(row: Answer, save: Save, page_load: PageLoad) -> Outcome:
    stored = StoredCell(Entry(row.state, row.value), row.version)
    if stored.entry == save.entry:
        return Outcome(Verdict.SAVED, stored)
    if row.page_load == page_load.id:
        return Outcome(Verdict.SUPERSEDED, stored)
    return Outcome(Verdict.CONFLICT, stored)


def record_gate(*, response: Response, decision_maker: bool | None, onward: str) -> None:
    """Keep whether the person makes the purchase decision, and the page they go to next.

    Raises ResponseClosed.
    """
    with open_response(response) as locked:
        locked.decision_maker = decision_maker
        locked.save(update_fields=["decision_maker"])
        _remember_shown(locked, onward)


def _remember_shown(locked: Response, page: str) -> None:
    """Blanks on pages that the person was sent to count as shown."""
    if page not in locked.pages_shown:
        locked.pages_shown = [*locked.pages_shown, page]
        locked.save(update_fields=["pages_shown"])


def submit_response(*, response: Response, page_load: PageLoad) -> None:
    """Send the response, for the first time or after changes; blanks shown become `skipped`.

    Raises ResponseClosed when the survey or the response no longer takes answers: once sent, a
    response takes them only where its revision allows changes.
    """
    with open_response(response) as locked:
        for save in blanks_shown(locked):
            _write(locked, save, page_load)
        mark_submitted(locked, now=timezone.now(), n_answered=n_answered(locked))
        locked.save(update_fields=["status", "started_at", "submitted_at", "duration_s", "flags"])


def blanks_shown(response: Response, given: Assignment | None = None) -> list[Save]:
    """A `skipped` save for each open cell on the pages the person was shown.

    One query, and one more where it is not known yet what they are asked.
    """
    given = given or assignment_of(response)
    cells = given.cells(response.pages_shown)
    stored = stored_cells(response, list({item.pk: item for item, _question in cells}.values()))
    found = (
        (item, question, stored.get((item.pk, question), StoredCell())) for item, question in cells
    )
    return [
        Save(item, question, SKIPPED, cell.version)
        for item, question, cell in found
        if cell.entry == OPEN
    ]
