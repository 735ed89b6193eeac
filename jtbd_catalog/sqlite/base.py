"""Django's SQLite back end, which keeps a new database file to its owner."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, but creates the file with mode 0600; SQLite gives its -wal and -shm the same."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Opens the database, creating folder and file for their owner alone when missing."""
        name = str(conn_params["database"])
        if name != ":memory:" and not name.startswith("file:"):
            create_privately(Path(name))
        return super().get_new_connection(conn_params)


def create_privately(path: Path) -> None:
    """Creates an empty file with mode 0600; one that exists is not touched.

    Not even opened: closing it again would drop every lock that this process holds on it for its
    other connections (POSIX), and another process could then delete the write-ahead log under them.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
