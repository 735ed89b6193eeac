"""All that a database holds, as bytes to search for what must not be there."""

from pathlib import Path

from django.db import connection

TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"


def everything_stored():
    """The SQLite file with its write-ahead log; on PostgreSQL every row of every table."""
    if connection.vendor == "sqlite":
        return sqlite_bytes(connection.settings_dict["NAME"])
    return rows_as_bytes(query)


def sqlite_bytes(path):
    """The file and its log, as they lie on the disk."""
    files = (Path(str(path) + suffix) for suffix in ("", "-wal"))
    return b"".join(file.read_bytes() for file in files if file.exists())


def rows_as_bytes(ask):
    """Every row of every table as text; `ask` runs one SQL text on PostgreSQL."""
    tables = [name for (name,) in ask(TABLES)]
    rows = (row for table in tables for row in ask(f'SELECT t::text FROM "{table}" t'))  # noqa: S608
    return "\n".join(text for (text,) in rows).encode()


def query(sql):
    """The rows of one SQL text."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()
