"""Pieces of work that `make bench` measures, each in a process of its own.

    python -m tools.pieces rows|wide FILE
    python -m tools.pieces inserts|load|reload

They empty the catalog and its surveys, so they run only on a site that bench has made for itself.
Prints the milliseconds of this process and of waiting, without what comes before the work.
"""

import csv
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from jtbd_catalog.serving.starting import set_up
from tools.site import ROOT, SURVEY

RAW_ROWS = (
    "SELECT response_id, item_id, question, state, value FROM surveys_answer"
    " ORDER BY response_id, item_id, question"
)
OWN_SETTINGS = "tools.site_settings"
JOURNEYS = ROOT / "fixtures" / "journeys"
Table = tuple[str, list[tuple[Any, ...]]]


def write_rows(target: Path) -> None:
    """Every answer fetched and written as it comes."""
    with connection.chunked_cursor() as cursor, target.open("w", newline="") as file:
        cursor.execute(RAW_ROWS)
        while rows := cursor.fetchmany(5_000):
            csv.writer(file).writerows(rows)


def write_wide(target: Path) -> None:
    """The wide export."""
    from surveys.analysing.exports import ExportOptions, save_export  # noqa: PLC0415  (needs set_up)
    from surveys.models import Survey  # noqa: PLC0415  (needs set_up)

    save_export(Survey.objects.get(slug=SURVEY), "wide", ExportOptions(), target)


def load() -> None:
    """The shipped journey files into the catalog."""
    from journeys.loading import load_catalog  # noqa: PLC0415  (needs set_up)

    load_catalog([JOURNEYS])


def catalog_tables() -> list[Table]:
    """Each table of the catalog with its rows, parents first, as the models are declared."""
    tables = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config("journeys").get_models():
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  (a name of ours)
            tables.append((table, cursor.fetchall()))
    return tables


def empty() -> None:
    """Removes the catalog, and the surveys over it."""
    for app in ("surveys", "journeys"):
        for model in reversed(list(apps.get_app_config(app).get_models())):
            model._default_manager.all().delete()


def insert(tables: list[Table]) -> None:
    """The same rows as they are, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in tables:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


def piece(name: str, arguments: list[str]) -> Callable[[], None]:
    """The work of that name, ready to be done."""
    if name in {"rows", "wide"}:
        write = write_rows if name == "rows" else write_wide
        return lambda: write(Path(arguments[0]))
    tables = catalog_tables()
    if name != "reload":
        empty()
    return (lambda: insert(tables)) if name == "inserts" else load


def main() -> None:
    """Does one piece and prints what it took."""
    if os.environ.get("DJANGO_SETTINGS_MODULE") != OWN_SETTINGS:
        sys.exit("This empties a catalog and its surveys: it runs only on the site of make bench.")
    os.chdir(ROOT)
    set_up()
    work = piece(sys.argv[1], sys.argv[2:])
    begun, used = time.perf_counter(), time.process_time()
    work()
    print((time.process_time() - used) * 1000, (time.perf_counter() - begun) * 1000)


if __name__ == "__main__":
    main()
