"""Delete what each survey has kept for as long as it said."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from surveys import erasing
from surveys.management.commands._erasing import empty_log, erase_with_progress, erased_words
from surveys.models import Survey


class Command(BaseCommand):
    """`purge [--dry-run]`: every survey by its own retention; others are left alone."""

    help = (
        "Deletes, in every survey that says for how many days it keeps answers, the responses sent "
        "longer ago; never sent ones count by their start. Try it with --dry-run first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether only to look."""
        parser.add_argument("--dry-run", action="store_true", help="Say what would go.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through the surveys; one line for each."""
        surveys = Survey.objects.filter(retention_days__isnull=False).order_by("slug")
        verb = "would delete" if options["dry_run"] else "deleted"
        now = timezone.now()
        for survey in surveys:
            before = now - timedelta(days=survey.retention_days or 0)
            due = erasing.responses_due(survey, before=before)
            erased = erasing.count(due) if options["dry_run"] else erase_with_progress(self, due)
            self.stdout.write(
                f"{survey.slug} ({survey.retention_days} days): {verb} {erased_words(erased)}"
            )
        if not options["dry_run"]:
            empty_log(self)
        if not surveys:
            self.stderr.write("No survey says for how long it keeps answers; nothing to do.")
