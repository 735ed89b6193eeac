"""The journey files that a command is about, as its arguments name them."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings


def add_paths(parser: ArgumentParser) -> None:
    """Add `PATH ...`; the command's option `paths` is empty when none is given."""
    parser.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="files, or folders of .yaml files (default: fixtures/journeys)",
    )


def shipped() -> Path:
    """The folder of the shipped journeys."""
    return Path(settings.BASE_DIR) / "fixtures" / "journeys"
