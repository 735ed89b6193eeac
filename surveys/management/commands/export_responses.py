"""Write a survey's answers, or their codebook, as CSV."""

import shutil
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.analysing.exports import (
    CODES,
    FORMATS,
    LABELS,
    ExportOptions,
    export_file,
    save_export,
)
from surveys.analysing.matrix import ALL, SUBMITTED
from surveys.analysing.query import NoSuchRevisionError, ResultsQuery
from surveys.management.commands._survey import add_survey_argument, survey_of_slug


class Command(BaseCommand):
    """`export_responses SURVEY --format wide|long|codebook ...`: to stdout, or to a file."""

    help = (
        "Writes a survey's answers as CSV to stdout, or to a file that appears only once it is "
        "complete. The codebook says what each column of the wide format holds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of an export."""
        add_survey_argument(parser)
        parser.add_argument("--format", choices=list(FORMATS), default="wide")
        parser.add_argument("--status", choices=[SUBMITTED, ALL], default=ALL)
        parser.add_argument("--revision", type=int, metavar="N", help="Only this revision.")
        parser.add_argument("--values", choices=[CODES, LABELS], default=CODES)
        parser.add_argument("--bom", action="store_true", help="Begin with a byte order mark.")
        parser.add_argument("--output", type=Path, metavar="PATH", help="Write there instead.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export; nothing is on stdout, or under the name, unless it is complete."""
        survey = survey_of_slug(options["survey"])
        number = options["revision"]
        wanted = ExportOptions(
            query=ResultsQuery(revision=number),
            status=options["status"],
            values=options["values"],
            with_bom=options["bom"],
        )
        try:
            if options["output"]:
                self._save(survey, options["format"], wanted, options["output"])
            else:
                self._print(survey, options["format"], wanted)
        except NoSuchRevisionError as error:
            raise CommandError(f"“{survey.slug}” has no opened revision {number}.") from error

    def _save(self, survey: Any, name: str, wanted: ExportOptions, path: Path) -> None:
        try:
            save_export(survey, name, wanted, path)
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
        self.stderr.write(f"Wrote {path}.", self.style.SUCCESS)

    def _print(self, survey: Any, name: str, wanted: ExportOptions) -> None:
        """Bytes to a real stdout, so that line ends and encoding are ours; text to any other."""
        with export_file(survey, name, wanted) as file:
            binary = getattr(self.stdout, "buffer", None)
            if binary is not None:
                shutil.copyfileobj(file, binary)
                binary.flush()
            else:
                for line in file:
                    self.stdout.write(line.decode(), ending="")
