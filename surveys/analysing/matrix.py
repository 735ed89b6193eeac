"""Reads many answers: a revision's answers as a matrix of one byte a cell.

Everything that counts or lists answers comes through here, so that "not shown", "open",
"does not apply" and "skipped" are told apart in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Collate

from surveys import questions
from surveys.models import Answer, Response, SurveyItem, SurveyRevision
from surveys.responding.assignment import cells_of, is_assigned

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_SHOWN = 0
OPEN = 252
NOT_APPLICABLE = 253
SKIPPED = 254
STATE_CODES = {
    questions.NOT_APPLICABLE: NOT_APPLICABLE,
    questions.SKIPPED: SKIPPED,
    questions.CLEARED: OPEN,
}

ALL = "all"
SUBMITTED = str(Response.Status.SUBMITTED)

# What one response was shown: its pages, and the codes of its items, None for all.
Shown = tuple[list[str], list[str] | None]

ROWS_A_BATCH = 20_000
RESPONSES_A_BLOCK = 1000


@dataclass(frozen=True)
class Cell:
    """One question about one item: a column of the matrix."""

    item: SurveyItem
    question: str

    @property
    def name(self) -> str:
        """The cell's wide-CSV column, `EMO01_importance`."""
        return questions.cell_name(self.item.code, self.question)


@dataclass(frozen=True)
class AnswerMatrix:
    """Answers, `codes` being [responses x cells] in the order of the two lists.

    A code is 0 for not shown, 1..n for a value, 252 for shown and open (or cleared), 253 for does
    not apply, 254 for skipped. `asked`, of the same shape, tells which cells a response was given,
    whether or not its person came so far; any other is not shown.
    """

    response_ids: list[int]
    cells: list[Cell]
    codes: NDArray[np.uint8]
    asked: NDArray[np.bool_]


def answer_matrix(revision: SurveyRevision, *, status: str = SUBMITTED) -> AnswerMatrix:
    """All answers of a revision's responses with `status` ("all" for every one), oldest first.

    Three queries whatever the number of responses; rows are read in batches, so memory holds
    the matrix and one batch.
    """
    by_revision = cells_by_revision([revision])
    cells = by_revision[revision.pk]
    itself = {cell.item.pk: cell.item.pk for cell in cells}
    return stacked_matrix(by_revision, cells, itself, status=status)


def stacked_matrix(
    by_revision: Mapping[int, Sequence[Cell]],
    cells: list[Cell],
    stands_for: Mapping[int, int],
    *,
    status: str = SUBMITTED,
) -> AnswerMatrix:
    """The same for responses of several revisions, under one list of `cells`.

    `by_revision` are the revisions' cells by their ids; `stands_for` gives, by the id of each of
    their items, the id of the item in `cells` that it counts as. A cell that somebody's revision
    does not have was not shown to them. Two queries.
    """
    import numpy as np  # noqa: PLC0415

    place = {(cell.item.pk, cell.question): index for index, cell in enumerate(cells)}
    column = {
        (cell.item.pk, cell.question): place[stands_for[cell.item.pk], cell.question]
        for own in by_revision.values()
        for cell in own
    }
    found = _with_status(by_revision, status).order_by("pk")
    responses = list(found.values_list("pk", "revision_id", "pages_shown", "assigned"))
    codes = np.zeros((len(responses), len(cells)), np.uint8)
    asked = np.zeros(codes.shape, np.bool_)
    for revision_id, own in by_revision.items():
        rows = [index for index, one in enumerate(responses) if one[1] == revision_id]
        columns = [column[cell.item.pk, cell.question] for cell in own]
        shown = [responses[row][2:] for row in rows]
        codes[np.ix_(rows, columns)] = _open_cells(own, shown)
        asked[np.ix_(rows, columns)] = _asked_cells(own, shown)
    answers = Answer.objects.filter(response__revision__in=by_revision)
    if status != ALL:
        answers = answers.filter(response__status=status)
    ids = [one[0] for one in responses]
    _fill(codes, ids, column, answers)
    return _finished(ids, cells, codes, asked)


def answer_blocks(
    revision: SurveyRevision,
    cells: list[Cell],
    *,
    status: str = SUBMITTED,
    size: int = RESPONSES_A_BLOCK,
) -> Iterator[tuple[list[Response], AnswerMatrix]]:
    """The same for the revision's cells in blocks of `size` responses, by their export ids.

    Export ids are random, so the order gives away nothing about who came when; they sort by
    bytes, the same on every engine. Two queries a block; memory holds one block and the ids.
    Call it inside `read_snapshot` for one instant of the data.
    """
    for ids in batched(_ids_by_export_id(revision, status), size):
        found = Response.objects.in_bulk(ids)
        responses = [found[pk] for pk in ids if pk in found]
        shown = {one.pk: (one.pages_shown, one.assigned) for one in responses}
        yield responses, _filled(cells, shown, Answer.objects.filter(response__in=ids))


def cells_by_revision(revisions: Sequence[SurveyRevision]) -> dict[int, list[Cell]]:
    """Each revision's cells by its id: its items in the order asked, each with its questions.

    One query.
    """
    cells: dict[int, list[Cell]] = {revision.pk: [] for revision in revisions}
    by_id = {revision.pk: revision for revision in revisions}
    for item in SurveyItem.objects.filter(revision__in=revisions).order_by("position"):
        found = cells_of(by_id[item.revision_id], [item])
        cells[item.revision_id] += [Cell(*cell) for cell in found]
    return cells


@contextmanager
def read_snapshot() -> Iterator[None]:
    """One instant of the database for every read inside, with no lock that stops a writer.

    Repeatable read on PostgreSQL; on SQLite a deferred transaction, where Django's own would
    take the write lock. Inside a transaction of the caller's, that one decides.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _with_status(revision_ids: Iterable[int], status: str) -> QuerySet[Response]:
    responses = Response.objects.filter(revision__in=revision_ids)
    return responses if status == ALL else responses.filter(status=status)


def _ids_by_export_id(revision: SurveyRevision, status: str) -> list[int]:
    by_bytes = Collate("export_id", "C" if connection.vendor == "postgresql" else "BINARY")
    responses = _with_status([revision.pk], status)
    return list(responses.order_by(by_bytes).values_list("pk", flat=True))


def _filled(cells: list[Cell], shown: dict[int, Shown], answers: QuerySet[Answer]) -> AnswerMatrix:
    """The matrix of these responses (by id): what was shown first, then answers."""
    codes = _open_cells(cells, list(shown.values()))
    asked = _asked_cells(cells, list(shown.values()))
    column = {(cell.item.pk, cell.question): index for index, cell in enumerate(cells)}
    _fill(codes, list(shown), column, answers)
    return _finished(list(shown), cells, codes, asked)


def _finished(
    response_ids: list[int],
    cells: list[Cell],
    codes: NDArray[np.uint8],
    asked: NDArray[np.bool_],
) -> AnswerMatrix:
    """The matrix when its answers are in: what a person was not given stays not shown."""
    _mark_items_shown(cells, codes)
    codes[~asked] = NOT_SHOWN
    return AnswerMatrix(response_ids, cells, codes, asked)


def _fill(
    codes: NDArray[np.uint8],
    response_ids: Sequence[int],
    column: Mapping[tuple[int, str], int],
    answers: QuerySet[Answer],
) -> None:
    """Put the answers into `codes`; those of responses that came after the list of ids stay out."""
    row = {response_id: index for index, response_id in enumerate(response_ids)}
    rows = answers.order_by().values_list("response_id", "item_id", "question", "state", "value")
    for response_id, item_id, question, state, value in rows.iterator(chunk_size=ROWS_A_BATCH):
        if response_id in row:
            code = STATE_CODES[state] if value is None else value
            codes[row[response_id], column[item_id, question]] = code


def _open_cells(cells: Sequence[Cell], shown: Sequence[Shown]) -> NDArray[np.uint8]:
    """The cells of pages that were shown as open, every other as not shown."""
    import numpy as np  # noqa: PLC0415

    pages = list(dict.fromkeys(cell.item.page for cell in cells))
    is_shown = np.array(
        [[page in seen for page in pages] for seen, _assigned in shown], np.bool_
    ).reshape(len(shown), len(pages))
    page_of_cell = [pages.index(cell.item.page) for cell in cells]
    return np.where(is_shown[:, page_of_cell], OPEN, NOT_SHOWN).astype(np.uint8)


def _asked_cells(cells: Sequence[Cell], shown: Sequence[Shown]) -> NDArray[np.bool_]:
    """Which of the cells each response was given."""
    import numpy as np  # noqa: PLC0415

    asked = np.ones((len(shown), len(cells)), np.bool_)
    codes = [cell.item.code for cell in cells]
    for row, (_pages, assigned) in enumerate(shown):
        if assigned is not None:
            own = frozenset(assigned)
            asked[row] = [is_assigned(code, own) for code in codes]
    return asked


def _mark_items_shown(cells: Sequence[Cell], codes: NDArray[np.uint8]) -> None:
    """An item with any answer was shown, so its other cells are open."""
    items: dict[int, list[int]] = {}
    for index, cell in enumerate(cells):
        items.setdefault(cell.item.pk, []).append(index)
    for places in items.values():
        block = codes[:, places]
        is_shown = (block != NOT_SHOWN).any(axis=1)[:, None]
        codes[:, places] = block + (is_shown & (block == NOT_SHOWN)) * OPEN
