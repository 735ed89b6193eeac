"""Warnings about the database that `manage.py check --deploy --database default` prints."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Warning
from django.db import connections

# https://sqlite.org/wal.html#walresetbug: there from the first release, gone in the last;
# the branches between were mended at the patch release named.
WAL_RESET_FIRST = (3, 7, 0)
WAL_RESET_BACKPORTS = {(3, 44): 6, (3, 50): 7}
WAL_RESET_FIXED = (3, 51, 3)


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether that SQLite can lose a commit when several processes reset the log at once."""
    backport = WAL_RESET_BACKPORTS.get(version[:2])
    if backport is not None:
        return version[2] < backport
    return WAL_RESET_FIRST <= version < WAL_RESET_FIXED


def sqlite_keeps_commits(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warns (jtbd.W001) where SQLite is used and its library has the WAL-reset bug."""
    if not _sqlite_aliases(databases) or not has_wal_reset_bug(sqlite3.sqlite_version_info):
        return []
    return [
        Warning(
            f"SQLite {sqlite3.sqlite_version} has a rare fault that can lose committed writes "
            "when several processes write at once.",
            hint="Use PostgreSQL (DATABASE_URL), or a Python built with SQLite 3.51.3 or newer.",
            id="jtbd.W001",
        )
    ]


def private_database_file(databases: Sequence[str] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warns (jtbd.W002) of a SQLite file that other accounts of the machine may read."""
    paths = [Path(connections[alias].settings_dict["NAME"]) for alias in _sqlite_aliases(databases)]
    return [
        Warning(
            f"{path.name} holds answers and may be read by other accounts of this machine.",
            hint=f"chmod 600 {path}",
            id="jtbd.W002",
        )
        for path in paths
        if path.is_file() and path.stat().st_mode & 0o077
    ]


def _sqlite_aliases(databases: Sequence[str] | None) -> list[str]:
    return [alias for alias in databases or [] if connections[alias].vendor == "sqlite"]
