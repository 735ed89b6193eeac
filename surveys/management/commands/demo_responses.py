"""Add made-up responses to a survey."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.management.commands._survey import add_survey_argument, survey_of_slug
from surveys.responding.demo import NotOpenError, add_demo_responses


class Command(BaseCommand):
    """`demo_responses SURVEY --count N --seed S`: the same seed adds nobody twice."""

    help = (
        "Adds made-up responses, which carry the flag “demo”, to an open survey. The same survey, "
        "seed and count give the same responses; a second run adds only those that are missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, and from which seed."""
        add_survey_argument(parser)
        parser.add_argument("--count", type=int, default=200, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add, saying how far it has come."""
        survey = survey_of_slug(options["survey"])
        if options["count"] < 1:
            raise CommandError("--count: at least 1 is needed.")
        added = 0
        try:
            for progress in add_demo_responses(
                survey=survey, count=options["count"], seed=options["seed"]
            ):
                added = progress.added
                if progress.wanted:
                    self.stderr.write(f"{added} of {progress.wanted} demo responses added.")
        except NotOpenError as error:
            raise CommandError(
                f"“{survey.slug}” is not open, and only an open survey takes responses."
            ) from error
        if not added:
            self.stderr.write("Nothing added: these demo responses are there already.")
        self.stdout.write(str(added))
