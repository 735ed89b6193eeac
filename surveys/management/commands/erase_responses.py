"""Delete responses of one survey for good."""

from datetime import date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from surveys.management.commands._erasing import empty_log, erase_with_progress, erased_words
from surveys.management.commands._survey import add_survey_argument, survey_of_slug
from surveys.responding import erasing


class Command(BaseCommand):
    """`erase_responses SURVEY [--before DATE] [--in-progress-only] [--dry-run]`."""

    help = (
        "Deletes a survey's responses with their answers, for good: all of them, or those sent "
        "before a day, or those never sent. Try it with --dry-run first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which responses, and whether only to look."""
        add_survey_argument(parser)
        parser.add_argument(
            "--before",
            metavar="DATE",
            help="Only those sent before that day (2026-03-31); unsent ones count by their start.",
        )
        parser.add_argument(
            "--in-progress-only", action="store_true", help="Only those never sent."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would go.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, or say what would go."""
        survey = survey_of_slug(options["survey"], even_deleted=True)
        due = erasing.responses_due(
            survey,
            before=_beginning_of(options["before"]),
            only_in_progress=options["in_progress_only"],
        )
        if options["dry_run"]:
            self.stdout.write(f"{survey.slug}: would delete {erased_words(erasing.count(due))}")
            return
        erased = erase_with_progress(self, due)
        empty_log(self)
        self.stdout.write(f"{survey.slug}: deleted {erased_words(erased)}")


def _beginning_of(given: str | None) -> datetime | None:
    """The first moment of that day, in the site's time zone."""
    if given is None:
        return None
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(given), time.min))
    except ValueError as error:
        raise CommandError("--before: write the day as 2026-03-31.") from error
