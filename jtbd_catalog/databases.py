"""Turns DATABASE_URL into Django's database settings, with what each engine needs to be safe."""

from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

SQLITE_PRAGMAS = (
    # Readers and one writer at a time do not wait for each other.
    "PRAGMA journal_mode=WAL;"
    # A commit is on the disk before it is acknowledged.
    "PRAGMA synchronous=FULL;"
    # The write-ahead log gives its space back after a burst.
    "PRAGMA journal_size_limit=67108864;"
    # What is deleted is overwritten with zeros, in pages that change as well as in free ones.
    "PRAGMA secure_delete=ON;"
)
# Milliseconds after which the server gives up on a statement, a lock, an idle transaction.
POSTGRES_TIMEOUTS = {
    "statement_timeout": 30_000,
    "lock_timeout": 10_000,
    "idle_in_transaction_session_timeout": 60_000,
}
# What a connection has asked five times is prepared (docs/decisions/0016): a save's two statements
# take longer to plan than to run.
POSTGRES_STATEMENTS = {"server_side_binding": True, "prepare_threshold": 5}


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for the SQLite or PostgreSQL database that `url` names.

    Raises ImproperlyConfigured for any other, without repeating what may hold a password.
    """
    scheme = url.partition(":")[0]
    if scheme == "sqlite":
        return _sqlite(dict(dj_database_url.parse(url)))
    if scheme in {"postgres", "postgresql"}:
        return _postgresql(dict(dj_database_url.parse(url)))
    raise ImproperlyConfigured(
        "DATABASE_URL must begin with postgres:// or sqlite:///, "
        "for example postgres://user:password@localhost/jtbd."
    )


def _sqlite(parsed: dict[str, Any]) -> dict[str, Any]:
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": SQLITE_PRAGMAS}
    return {
        **parsed,
        "ENGINE": "jtbd_catalog.sqlite",
        "CONN_MAX_AGE": None,
        "OPTIONS": options | parsed.get("OPTIONS", {}),
    }


def _postgresql(parsed: dict[str, Any]) -> dict[str, Any]:
    timeouts = " ".join(f"-c {name}={value}" for name, value in POSTGRES_TIMEOUTS.items())
    options = {"options": timeouts, "connect_timeout": 5, **POSTGRES_STATEMENTS}
    return {
        **parsed,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | parsed.get("OPTIONS", {}),
    }
