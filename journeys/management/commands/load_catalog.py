"""Load journey files into the catalog."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journeys.loading import load_catalog
from journeys.management.journey_paths import add_paths, shipped
from journeys.reading import CatalogFileError


class Command(BaseCommand):
    """`load_catalog [PATH ...] [--dry-run] [--prune] [--overwrite]`."""

    help = "Load journey files: all of them or none. Prints what changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_paths(parser)
        parser.add_argument("--dry-run", action="store_true", help="show the changes, write none")
        parser.add_argument(
            "--prune", action="store_true", help="remove entries that are gone from their file"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="let the files win over journeys that people have edited here",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths = options["paths"] or [shipped()]
        try:
            report = load_catalog(
                paths,
                dry_run=options["dry_run"],
                prune=options["prune"],
                overwrite=options["overwrite"],
                progress=self._progress,
            )
        except CatalogFileError as error:
            raise CommandError(str(error)) from None
        for line in report.lines():
            self.stdout.write(line)

    def _progress(self, file_name: str) -> None:
        self.stderr.write(f"Loading {file_name}", self.style.NOTICE)
