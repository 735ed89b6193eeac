"""What every start of the server does: one process at a time prepares, then granian takes over."""

import fcntl
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, OperationalError

from jtbd_catalog.serving import port

# Any number that nobody else takes as an advisory lock in the same database.
START_LOCK = 3_527_109_466


def set_up() -> None:
    """Loads Django; ends with one sentence when a setting is missing or wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jtbd_catalog.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def say(text: str) -> None:
    """One line of progress."""
    print(text, file=sys.stderr, flush=True)


def open_database() -> None:
    """Connects; ends with a sentence where that cannot be, or the file is no database."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        sys.exit(f"The database cannot be opened: {str(error).strip()}")
    except DatabaseError as error:
        sys.exit(
            f"The database {connection.settings_dict['NAME']} is damaged: {str(error).strip()}. "
            "Put a backup in its place (docs/operator.md, Restoring), "
            "or move it away to begin with an empty one."
        )


@contextmanager
def alone() -> Iterator[None]:
    """Holds every other start on the same database back until the block ends."""
    open_database()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A migration may take longer than any page may.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [START_LOCK])
        yield
        connection.close()  # gives the lock back
        return
    path = Path(connection.settings_dict["NAME"]).with_suffix(".start-lock")
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate() -> None:
    """Brings the database to this release's shape."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Puts style, script and fonts under hashed names, compressed, unless that is done already."""
    root = Path(settings.STATIC_ROOT)
    stamp, wanted = root / ".collected", static_fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(wanted, encoding="utf-8")


def static_fingerprint() -> str:
    """Changes with any file that collectstatic would take."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=str):
            digest.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}".encode())
    return digest.hexdigest()


def become_server() -> NoReturn:
    """Replaces this process by one that runs granian and ends it on Ctrl-C or SIGTERM.

    Granian's own environment variables (GRANIAN_HOST, GRANIAN_WORKERS, ...) hold.
    """
    connection.close()
    defaults = {"GRANIAN_WORKERS": "2", "GRANIAN_BLOCKING_THREADS": "2"}
    defaults["GRANIAN_PORT"] = port.wanted()
    defaults["GRANIAN_LOG_LEVEL"] = "warning"
    arguments = ["--interface", "wsgi", "--no-ws", "--respawn-failed-workers"]
    arguments += ["jtbd_catalog.wsgi:application"]
    os.execve(  # noqa: S606  (the same Python, with words of ours)
        sys.executable,
        [sys.executable, "-m", "jtbd_catalog.serving.supervisor", *arguments],
        {**defaults, **os.environ},
    )
