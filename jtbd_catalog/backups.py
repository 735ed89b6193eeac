"""Makes a complete copy of the database while people go on writing to it."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

# At 4 kB a page, some 40 MB between two reports of progress.
PAGES_A_STEP = 10_000

Report = Callable[[str], object]


class BackupError(Exception):
    """Why there is no backup, as one sentence for the operator."""


def back_up(*, path: Path, report: Report) -> None:
    """Writes the database as it is now to the new file `path`, readable by its owner only.

    Holds every commit acknowledged before the call. SQLite: a database file. PostgreSQL: an archive
    in pg_dump's custom format. `report` is given lines of progress. The name `path` appears only
    once the copy is whole and read back. Raises BackupError.
    """
    with _unfinished(path) as copy:
        if connection.vendor == "sqlite":
            _copy_sqlite(copy, report)
        else:
            _dump_postgresql(copy, report)


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    if path.exists():
        raise BackupError(f"{path} exists already; a backup never overwrites.")
    copy = path.with_name(f"{path.name}.unfinished")
    try:
        os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as error:
        raise BackupError(
            f"{copy} was left by a backup that broke off; "
            "unless one is running now, delete it and try again."
        ) from error
    except OSError as error:
        raise BackupError(f"{copy} cannot be created: {error.strerror}.") from error
    try:
        yield copy
        copy.rename(path)
    except OSError as error:
        raise BackupError(f"The backup could not be written: {error.strerror}.") from error
    finally:
        copy.unlink(missing_ok=True)


def _copy_sqlite(copy: Path, report: Report) -> None:
    def progress(status: int, remaining: int, total: int) -> None:
        report(f"{total - remaining} of {total} pages copied")

    database = Path(connection.settings_dict["NAME"]).resolve().as_uri()
    try:
        with (
            closing(sqlite3.connect(f"{database}?mode=ro", uri=True, timeout=20)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            # One read transaction round all steps: without it, each commit would start them anew.
            source.execute("BEGIN")
            source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            source.backup(target, pages=PAGES_A_STEP, progress=progress)
            # One file, without a write-ahead log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
            verdict = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(f"SQLite could not make the copy: {error}.") from error
    if verdict != "ok":
        raise BackupError(f"The copy failed SQLite's integrity check: {verdict}")


def _dump_postgresql(copy: Path, report: Report) -> None:
    program = _pg_dump()
    command, names = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    environment = {**os.environ, **(names or {})}
    report("pg_dump is copying")
    _run([program, "-Fc", "--no-password", "--file", str(copy), *command[1:]], environment)
    report("reading the archive back")
    _run([str(Path(program).with_name("pg_restore")), "--file", os.devnull, str(copy)], environment)


def _pg_dump() -> str:
    """The pg_dump on PATH, when it is at least as new as the server."""
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError("pg_dump is not installed; install PostgreSQL's client programs.")
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    client = int(answer.stdout.split()[2].split(".")[0])
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    if client < server:
        raise BackupError(
            f"pg_dump is of PostgreSQL {client}, the server of {server}; "
            f"put the programs of PostgreSQL {server} or newer first on PATH."
        )
    return program


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise BackupError(f"{Path(command[0]).name} failed: {lines[-1]}")
