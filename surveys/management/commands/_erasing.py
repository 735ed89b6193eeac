"""What the commands that delete responses share: their words, progress, and SQLite's log."""

import time

from django.core.management.base import BaseCommand
from django.db.models import QuerySet

from surveys.models import Response
from surveys.responding import erasing
from surveys.responding.erasing import Erased

# A second apart, so that people's saves come in between.
LOG_ATTEMPTS = 20


def erased_words(erased: Erased) -> str:
    """`3 responses (2 submitted, 1 not), 14 answers`."""
    return (
        f"{counted(erased.n_responses, 'response')} ({erased.n_submitted} submitted, "
        f"{erased.n_unfinished} not), {counted(erased.n_answers, 'answer')}"
    )


def counted(n: int, noun: str) -> str:
    """`1 answer`, `2 answers`, `2 addresses`."""
    return f"{n} {noun}" if n == 1 else f"{n} {noun}{'es' if noun.endswith('s') else 's'}"


def erase_with_progress(command: BaseCommand, responses: QuerySet[Response]) -> Erased:
    """Delete `responses`, saying after each batch how far it has come."""
    erased = Erased()
    n_due = responses.count()
    for erased in erasing.erase(responses):
        command.stderr.write(f"{erased.n_responses} of {n_due} responses deleted.")
    return erased


def empty_log(command: BaseCommand) -> None:
    """Empty SQLite's write-ahead log, or say that it still holds what was deleted."""
    for _attempt in range(LOG_ATTEMPTS):
        if erasing.empty_log():
            return
        time.sleep(1)
    command.stderr.write(
        "Somebody is still reading, so the write-ahead log could not be emptied and may hold "
        "what was deleted. Run the command again later.",
        command.style.WARNING,
    )
