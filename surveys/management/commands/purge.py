"""Delete what has been kept for as long as was said."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from surveys.designing import lifecycle
from surveys.management.commands._erasing import (
    counted,
    empty_log,
    erase_with_progress,
    erased_words,
)
from surveys.models import NetworkStarts, Response, Survey
from surveys.responding import contacts, erasing, turns

# How long somebody who has begun an anonymous survey is timed.
FINE_TIMES_KEPT = timedelta(days=1)


class Command(BaseCommand):
    """`purge [--dry-run]`: every survey by its own retention, the bin, what only days may hold."""

    help = (
        "Deletes, in every survey that says for how many days it keeps answers, the responses sent "
        "and the addresses left longer ago; responses never sent count by their start. Removes "
        "surveys that have lain in the bin for 30 days, reduces the times of anonymous responses "
        "begun more than a day ago to their day, and forgets how many began from which network. "
        "Once a day is right. Try it with --dry-run first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether only to look."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would go.")

    def handle(self, *args: Any, **options: Any) -> None:
        """One line on stdout for each survey with a limit, and for whatever else there was."""
        self.is_dry = options["dry_run"]
        now = timezone.now()
        self._limited_surveys(now)
        self._bin()
        self._times(now)
        self._starts(now)
        if not self.is_dry:
            contacts.shuffle()
            empty_log(self)

    def _limited_surveys(self, now: datetime) -> None:
        surveys = Survey.objects.filter(retention_days__isnull=False).order_by("slug")
        verb = "would delete" if self.is_dry else "deleted"
        for survey in surveys:
            before = now - timedelta(days=survey.retention_days or 0)
            words = self._erase(erasing.responses_due(survey, before=before))
            due = contacts.addresses_due(survey, before=before)
            n_addresses = due.count() if self.is_dry else contacts.forget(due)
            if n_addresses:
                words += f", {counted(n_addresses, 'address')}"
            self.stdout.write(f"{survey.slug} ({survey.retention_days} days): {verb} {words}")
        if not surveys:
            self.stderr.write("No survey says for how long it keeps answers.")

    def _erase(self, due: QuerySet[Response]) -> str:
        """Delete responses, or count them; in words."""
        return erased_words(erasing.count(due) if self.is_dry else erase_with_progress(self, due))

    def _bin(self) -> None:
        verb = "would remove it with" if self.is_dry else "removed it with"
        for survey in lifecycle.surveys_to_remove():
            words = self._erase(erasing.responses_due(survey))
            if not self.is_dry:
                lifecycle.remove_survey(survey)
            self.stdout.write(f"{survey.slug} (in the bin): {verb} {words}")

    def _times(self, now: datetime) -> None:
        fine = erasing.fine_times(before=now - FINE_TIMES_KEPT)
        n = fine.count() if self.is_dry else erasing.coarsen_times(fine)
        if n:
            verb = "would reduce" if self.is_dry else "reduced"
            self.stdout.write(f"anonymous surveys: {verb} the times of {counted(n, 'response')}")

    def _starts(self, now: datetime) -> None:
        before = now - turns.COUNTS_KEPT
        n = NetworkStarts.objects.filter(begins_at__lt=before).count()
        while not self.is_dry and turns.forget_starts(before=before):
            pass
        if n:
            verb = "would delete" if self.is_dry else "deleted"
            self.stdout.write(f"networks: {verb} {counted(n, 'count')} of starts")
