"""What the SQLite back end of ours adds, whichever engine the suite runs on."""

import subprocess
import sys
import threading

import pytest
from django.db.utils import ConnectionHandler

from jtbd_catalog.checks import has_wal_reset_bug, private_database_file, sqlite_keeps_commits
from jtbd_catalog.databases import database_settings

# Not for its database: pytest-django lets no test open a connection without it.
pytestmark = pytest.mark.django_db

OPEN_WRITE_CLOSE = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], timeout=20)
database.execute("INSERT INTO t VALUES ('theirs')")
database.commit()
database.close()
"""


def handler(path):
    """Django's connections to that file, one a thread, as the settings have them."""
    return ConnectionHandler({"default": database_settings(f"sqlite:///{path}")})


def test_new_connection_keeps_the_locks_of_the_others(tmp_path):
    path = tmp_path / "jtbd.sqlite3"
    connections = handler(path)
    mine = connections["default"]
    mine.cursor().execute("CREATE TABLE t (name TEXT)")

    def second():
        connections["default"].cursor().execute("SELECT * FROM t").fetchall()
        connections["default"].close()

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(timeout=20)
    log = (tmp_path / "jtbd.sqlite3-wal").stat().st_ino
    subprocess.run([sys.executable, "-c", OPEN_WRITE_CLOSE, str(path)], check=True)
    mine.cursor().execute("INSERT INTO t VALUES ('mine')")

    assert (tmp_path / "jtbd.sqlite3-wal").stat().st_ino == log
    other = handler(path)["default"]
    names = {row[0] for row in other.cursor().execute("SELECT name FROM t").fetchall()}
    other.close()
    mine.close()
    assert names == {"mine", "theirs"}


def test_database_in_memory_makes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    connection = ConnectionHandler({"default": database_settings("sqlite://:memory:")})["default"]

    connection.cursor().execute("CREATE TABLE t (name TEXT)")
    connection.connection.close()  # Django itself keeps a database in memory open

    assert list(tmp_path.iterdir()) == []


def test_new_file_and_folder_are_for_their_owner(tmp_path):
    path = tmp_path / "new" / "jtbd.sqlite3"
    connection = handler(path)["default"]

    connection.ensure_connection()
    connection.close()

    assert oct(path.stat().st_mode & 0o777) == "0o600"
    assert oct(path.parent.stat().st_mode & 0o777) == "0o700"


def test_mode_of_an_existing_file_is_left_alone_but_told(tmp_path, monkeypatch):
    path = tmp_path / "jtbd.sqlite3"
    path.touch()
    path.chmod(0o644)
    connections = handler(path)
    connections["default"].ensure_connection()
    connections["default"].close()
    monkeypatch.setattr("jtbd_catalog.checks.connections", connections)

    told = private_database_file(["default"])

    assert oct(path.stat().st_mode & 0o777) == "0o644"
    assert [(one.id, one.hint) for one in told] == [("jtbd.W002", f"chmod 600 {path}")]


def test_private_file_is_not_complained_about(tmp_path, monkeypatch):
    connections = handler(tmp_path / "jtbd.sqlite3")
    connections["default"].ensure_connection()
    connections["default"].close()
    monkeypatch.setattr("jtbd_catalog.checks.connections", connections)

    assert private_database_file(["default"]) == []


def test_versions_with_the_fault_are_known():
    faulty = [(3, 7, 0), (3, 40, 1), (3, 44, 5), (3, 50, 6), (3, 51, 2)]
    sound = [(3, 6, 23), (3, 44, 6), (3, 50, 7), (3, 51, 3), (3, 53, 0)]

    assert [has_wal_reset_bug(version) for version in faulty] == [True] * 5
    assert [has_wal_reset_bug(version) for version in sound] == [False] * 5


def test_faulty_library_is_told_with_the_way_out(tmp_path, monkeypatch):
    monkeypatch.setattr("jtbd_catalog.checks.connections", handler(tmp_path / "jtbd.sqlite3"))
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))

    told = sqlite_keeps_commits(["default"])

    assert [(one.id, one.hint) for one in told] == [
        (
            "jtbd.W001",
            "Use PostgreSQL (DATABASE_URL), or a Python built with SQLite 3.51.3 or newer.",
        )
    ]


def test_sound_library_and_postgresql_are_not_complained_about(tmp_path, monkeypatch):
    monkeypatch.setattr("jtbd_catalog.checks.connections", handler(tmp_path / "jtbd.sqlite3"))
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 51, 3))

    assert sqlite_keeps_commits(["default"]) == []

    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    server = ConnectionHandler({"default": database_settings("postgres://me@localhost/jtbd")})
    monkeypatch.setattr("jtbd_catalog.checks.connections", server)
    assert sqlite_keeps_commits(["default"]) == []
