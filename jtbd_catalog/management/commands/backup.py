from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from jtbd_catalog.backups import BackupError, back_up


class Command(BaseCommand):
    """`backup PATH`."""

    help = "Writes a complete copy of the database to PATH, while the site goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        """PATH must not exist."""
        parser.add_argument("path", type=Path, metavar="PATH", help="the new file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Makes the copy; its path goes to standard output, progress to standard error."""
        path: Path = options["path"]
        try:
            back_up(path=path, report=self.stderr.write)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(path))
