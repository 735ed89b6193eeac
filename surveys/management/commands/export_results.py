"""Write a survey's figures as JSON or CSV."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.analysing.exports import POOLED, csv_text, figures_document, figures_table
from surveys.analysing.methods import DEFAULT_METHOD, METHODS
from surveys.analysing.query import NoSuchRevisionError, ResultsQuery
from surveys.analysing.results import survey_results
from surveys.management.commands._survey import add_survey_argument, survey_of_slug


def revision_number(text: str) -> int | None:
    """What `--revision` names: a number, or None for all pooled. ValueError for anything else."""
    return None if text == POOLED else int(text)


class Command(BaseCommand):
    """`export_results SURVEY [--method M] [--revision N|pooled] [--format json|csv]`."""

    help = "Writes the figures of a survey's submitted responses to stdout."

    def add_arguments(self, parser: CommandParser) -> None:
        """The method that ranks, the revision, and the format."""
        add_survey_argument(parser)
        parser.add_argument("--method", choices=list(METHODS), default=DEFAULT_METHOD)
        parser.add_argument(
            "--revision",
            type=revision_number,
            metavar="N|pooled",
            help="Only this revision; by default all that were opened, pooled.",
        )
        parser.add_argument("--format", choices=["json", "csv"], default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute and print."""
        survey = survey_of_slug(options["survey"])
        number = options["revision"]
        try:
            query = ResultsQuery(revision=number, method=options["method"])
            results = survey_results(survey, query)
        except NoSuchRevisionError as error:
            raise CommandError(f"“{survey.slug}” has no opened revision {number}.") from error
        if results.n_demo:
            self.stderr.write(f"Includes {results.n_demo} demo responses.", self.style.WARNING)
        if options["format"] == "csv":
            self.stdout.write(csv_text(figures_table(results)), ending="")
        else:
            document = figures_document(results)
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
