"""Puts journey files into their canonical form, in place.

    .venv/bin/python -m tools.canonical fixtures/journeys/repair.yaml

What cannot be read is told as `load_catalog` tells it, and nothing is written.
"""

import os
import sys
from pathlib import Path

import django


def main(paths: list[Path]) -> int:
    """Rewrites each file; returns 1 when one cannot be read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from journeys.documents import yaml_text  # noqa: PLC0415  (needs the settings)
    from journeys.reading import CatalogFileError  # noqa: PLC0415
    from journeys.reading.files import journey_file  # noqa: PLC0415

    for path in paths:
        try:
            document = journey_file(path.read_bytes(), name=str(path)).document.as_document()
        except CatalogFileError as error:
            print(error, file=sys.stderr)
            return 1
        path.write_text(yaml_text(document), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(name) for name in sys.argv[1:]]))
