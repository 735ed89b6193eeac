"""Write every journey of the catalog as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from journeys.documents import journey_yaml
from journeys.models import Journey


class Command(BaseCommand):
    """`dump_catalog DIR`."""

    help = "Write each journey to DIR/<slug>.yaml, in the form that load_catalog reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="made if it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for journey in Journey.objects.all():
                self.stdout.write(str(_write(folder / f"{journey.slug}.yaml", journey)))
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from None


def _write(path: Path, journey: Journey) -> Path:
    """Write beside the file and put it in its place, so that nobody ever reads half of one."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_text(journey_yaml(journey), encoding="utf-8", newline="\n")
    return unfinished.replace(path)
