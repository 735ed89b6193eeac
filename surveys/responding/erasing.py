"""Deleting responses for good: what one person takes back, and what has been kept long enough.

A response goes with all its answers or not at all. Its row is locked as a save locks it
(`answering.open_response`): a save under way ends first and its answers go, too; a later one finds
no response.

On SQLite every connection overwrites what it deletes (`jtbd_catalog.databases`), and the
write-ahead log, which holds earlier copies of the pages, is emptied afterwards. On PostgreSQL the
rows are gone for every query; docs/operator.md says how long their bytes live on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDay

from surveys.models import Answer, Response, Survey
from surveys.moments import day_of

BATCH = 500
# How long emptying the log waits for readers. It keeps writers waiting meanwhile, hence so short.
LOG_WAIT_MS = 250


@dataclass(frozen=True)
class Erased:
    """How much was deleted: responses, submitted or not, and their answers (one per cell)."""

    n_submitted: int = 0
    n_unfinished: int = 0
    n_answers: int = 0

    @property
    def n_responses(self) -> int:
        """Responses of any status."""
        return self.n_submitted + self.n_unfinished

    def __add__(self, other: "Erased") -> "Erased":
        return Erased(
            self.n_submitted + other.n_submitted,
            self.n_unfinished + other.n_unfinished,
            self.n_answers + other.n_answers,
        )


def withdraw(response: Response) -> bool:
    """Delete a response at its person's wish; False when it has gone already.

    Of a submitted one the survey keeps that somebody withdrew, so that its n stays explainable.
    """
    with transaction.atomic():
        erased = _erase_batch(Response.objects.filter(pk=response.pk))
        if erased.n_submitted:
            Survey.objects.filter(pk=response.revision.survey_id).update(
                n_withdrawn=F("n_withdrawn") + 1
            )
        transaction.on_commit(empty_log, robust=True)
    return bool(erased.n_responses)


def responses_due(
    survey: Survey, *, before: datetime | None = None, only_in_progress: bool = False
) -> QuerySet[Response]:
    """The survey's responses sent before that moment; those never sent count by their start.

    Of an anonymous survey only days are known: those of a day before that moment's, so that none
    goes too early. Without `before` all of them.
    """
    due = Response.objects.filter(revision__survey=survey)
    if before is not None:
        end = day_of(before) if survey.is_anonymous else before
        due = due.filter(Q(submitted_at__lt=end) | Q(submitted_at__isnull=True, started_at__lt=end))
    if only_in_progress:
        due = due.filter(status=Response.Status.IN_PROGRESS)
    return due


def count(responses: QuerySet[Response]) -> Erased:
    """What `erase` would delete now. Three queries."""
    n_submitted = responses.filter(status=Response.Status.SUBMITTED).count()
    return Erased(
        n_submitted=n_submitted,
        n_unfinished=responses.count() - n_submitted,
        n_answers=Answer.objects.filter(response__in=responses).count(),
    )


def erase(responses: QuerySet[Response]) -> Iterator[Erased]:
    """Delete `responses`; yields the sum so far after each batch of 500, each a transaction.

    Which responses they are is asked anew for each batch, so that one submitted meanwhile is not
    taken for one in progress. Broken off and begun again, it goes on with the rest.
    """
    total = Erased()
    while True:
        with transaction.atomic():
            batch = _erase_batch(responses)
        if not batch.n_responses:
            return
        total += batch
        yield total


def _erase_batch(responses: QuerySet[Response]) -> Erased:
    """Lock and delete the first responses with their answers. Needs a transaction."""
    locked = responses.select_for_update(of=("self",)).order_by("pk").only("pk", "status")
    batch = list(locked[:BATCH])
    keys = [response.pk for response in batch]
    n_answers, _by_model = Answer.objects.filter(response__in=keys).delete()
    Response.objects.filter(pk__in=keys).delete()
    n_submitted = sum(response.status == Response.Status.SUBMITTED for response in batch)
    return Erased(n_submitted, len(batch) - n_submitted, n_answers)


def fine_times(*, before: datetime) -> QuerySet[Response]:
    """Responses of anonymous surveys, begun before that moment, with more than a day in a time."""
    is_fine = Q(started_at__gt=TruncDay("started_at", tzinfo=UTC)) | Q(
        submitted_at__gt=TruncDay("submitted_at", tzinfo=UTC)
    )
    begun = Response.objects.filter(revision__survey__is_anonymous=True, started_at__lt=before)
    return begun.filter(is_fine)


def coarsen_times(responses: QuerySet[Response]) -> int:
    """Leave of these responses' times what an anonymous survey keeps; how many there were.

    For those never sent, and for those sent while the survey was not anonymous. One statement.
    """
    rounded = F("duration_s") + 30
    return responses.update(
        started_at=TruncDay("started_at", tzinfo=UTC),
        submitted_at=TruncDay("submitted_at", tzinfo=UTC),
        duration_s=rounded - rounded % 60,
    )


def empty_log() -> bool:
    """Move SQLite's write-ahead log into the file and cut it to nothing; True on PostgreSQL.

    False when somebody still reads from it after a quarter of a second; a later call empties it
    then. Not inside a transaction.
    """
    if connection.vendor != "sqlite":
        return True
    with _busy_timeout(LOG_WAIT_MS), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy, _frames, _moved = cursor.fetchone()
    return not is_busy


@contextmanager
def _busy_timeout(wait_ms: int) -> Iterator[None]:
    """Let this connection wait so long for a lock, then as before."""
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={int(wait_ms)}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout={int(before)}")
