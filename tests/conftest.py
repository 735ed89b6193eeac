"""What every test may use: a browser that starts anywhere, see tools/chromium.py."""

import os
import sqlite3
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from journeys import freshness
from tools import chromium

# Playwright's synchronous interface runs an event loop here; Django would refuse to query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_report_header() -> str:
    """Which engine this run is on."""
    if connection.vendor == "sqlite":
        return f"database: SQLite {sqlite3.sqlite_version}"
    return "database: PostgreSQL"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks tests that no database may be asked in: pytest-django sees to that they do not."""
    marker = item.get_closest_marker("django_db")
    if marker is None and not has_fixture(item, "db", "transactional_db", "live_server"):
        item.add_marker("no_database")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Imports addresses and views before a test patches them: what came later would keep that."""
    if not session.testsfailed:
        import_module(settings.ROOT_URLCONF)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever the order, tests that empty the database come last: what migrations made goes, too.

    pytest-django sees to that, but pytest-randomly shuffles after it.
    """
    items.sort(key=empties_database)


def empties_database(item: pytest.Item) -> bool:
    """Whether the test commits, so that all tables are emptied after it."""
    marker = item.get_closest_marker("django_db")
    commits = has_fixture(item, "transactional_db", "live_server")
    return bool(commits or (marker and marker.kwargs.get("transaction")))


def has_fixture(item: pytest.Item, *names: str) -> bool:
    """Whether the test uses one of these fixtures, directly or through others."""
    return not set(names).isdisjoint(getattr(item, "fixturenames", []))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Takes the machine's Chromium when there is one."""
    return browser_type_launch_args | chromium.launch_options()


@pytest.fixture(autouse=True)
def no_kept_pages() -> None:
    """Journeys of another test may have the same key and version."""
    freshness.forget_pages()
