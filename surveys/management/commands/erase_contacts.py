"""Delete addresses that people left at the end of a survey, for good."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.management.commands._erasing import counted, empty_log
from surveys.management.commands._survey import add_survey_argument, survey_of_slug
from surveys.responding import contacts


class Command(BaseCommand):
    """`erase_contacts SURVEY [--address A] [--dry-run]`."""

    help = (
        "Deletes the addresses that people left at the end of a survey, all of them or one. "
        "Answers are not touched. Try it with --dry-run first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which addresses, and whether only to look."""
        add_survey_argument(parser)
        parser.add_argument("--address", metavar="A", help="Only this one, in any capitals.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would go.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, or say what would go."""
        survey = survey_of_slug(options["survey"], even_deleted=True)
        found = contacts.addresses_of(survey)
        if options["address"] is not None:
            found = found.filter(address__iexact=options["address"].strip())
            if not found:
                raise CommandError(f"{survey.slug}: nobody has left this address.")
        n = found.count() if options["dry_run"] else contacts.forget(found)
        if not options["dry_run"]:
            empty_log(self)
        verb = "would delete" if options["dry_run"] else "deleted"
        self.stdout.write(f"{survey.slug}: {verb} {counted(n, 'address')}")
