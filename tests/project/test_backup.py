"""`backup` and the restore of docs/operator.md, on whichever engine the suite runs."""

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection

from jtbd_catalog import backups
from jtbd_catalog.backups import BackupError, back_up


def restored_names(path: Path, folder: Path) -> set[str]:
    """Restores the backup as docs/operator.md says and reads the groups from the result."""
    if connection.vendor == "sqlite":
        restored = folder / "restored.sqlite3"
        shutil.copy(path, restored)
        url = f"sqlite:///{restored}"
    else:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS restored")
            cursor.execute("CREATE DATABASE restored")
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + "/restored"
        subprocess.run(["pg_restore", "--no-owner", "--exit-on-error", "-d", url, path], check=True)
    code = (
        "import django; django.setup()\n"
        "from django.contrib.auth.models import Group\n"
        "print('\\n'.join(Group.objects.values_list('name', flat=True)))"
    )
    read = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "jtbd_catalog.settings"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return set(read.stdout.split())


class Writer(threading.Thread):
    """Commits groups until told to stop; `acknowledged` holds the names whose commit returned."""

    def __init__(self) -> None:
        super().__init__()
        self.acknowledged: list[str] = []
        self.enough = threading.Event()
        self.begun = threading.Event()

    def run(self) -> None:
        try:
            for number in range(20_000):
                if self.enough.is_set():
                    break
                Group.objects.create(name=f"group-{number}")
                self.acknowledged.append(f"group-{number}")
                if number == 20:
                    self.begun.set()
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
def test_backup_during_writes_holds_every_commit_before_it(tmp_path, monkeypatch):
    monkeypatch.setattr(backups, "PAGES_A_STEP", 5)
    writer = Writer()
    writer.start()
    writer.begun.wait(timeout=20)
    acknowledged = list(writer.acknowledged)

    back_up(path=tmp_path / "copy", report=lambda line: None)
    after = len(writer.acknowledged)
    writer.enough.set()
    writer.join(timeout=20)

    assert len(acknowledged) > 20
    assert after > len(acknowledged)
    assert set(acknowledged) - restored_names(tmp_path / "copy", tmp_path) == set()


@pytest.mark.django_db(transaction=True)
def test_backup_is_for_its_owner_only_and_leaves_no_other_file(tmp_path):
    call_command("backup", str(tmp_path / "copy"))

    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


@pytest.mark.django_db(transaction=True)
def test_backup_names_its_file_and_tells_progress_apart(tmp_path, capsys):
    call_command("backup", str(tmp_path / "copy"))

    captured = capsys.readouterr()
    assert captured.out == f"{tmp_path / 'copy'}\n"
    assert "copi" in captured.err or "copy" in captured.err


@pytest.mark.django_db
def test_backup_never_overwrites(tmp_path):
    (tmp_path / "copy").write_text("precious")

    with pytest.raises(CommandError, match="exists already; a backup never overwrites"):
        call_command("backup", str(tmp_path / "copy"))

    assert (tmp_path / "copy").read_text() == "precious"


@pytest.mark.django_db
def test_backup_after_one_that_broke_off_says_what_to_delete(tmp_path):
    (tmp_path / "copy.unfinished").write_text("half")

    with pytest.raises(CommandError) as refusal:
        call_command("backup", str(tmp_path / "copy"))

    assert str(refusal.value) == (
        f"{tmp_path / 'copy.unfinished'} was left by a backup that broke off; "
        "unless one is running now, delete it and try again."
    )
    assert [path.name for path in tmp_path.iterdir()] == ["copy.unfinished"]


@pytest.mark.django_db
def test_backup_into_a_missing_folder_says_so(tmp_path):
    with pytest.raises(CommandError, match=r"cannot be created: No such file or directory"):
        call_command("backup", str(tmp_path / "missing" / "copy"))


@pytest.mark.django_db
def test_backup_that_fails_half_way_leaves_nothing(tmp_path, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "_copy_sqlite", full)
    monkeypatch.setattr(backups, "_dump_postgresql", full)

    with pytest.raises(BackupError, match="could not be written: No space left on device"):
        back_up(path=tmp_path / "copy", report=lambda line: None)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_sqlite_backup_of_a_broken_file_is_refused(tmp_path, monkeypatch):
    broken = tmp_path / "broken.sqlite3"
    with closing(sqlite3.connect(broken)) as database:
        database.execute("CREATE TABLE t (a INTEGER, b TEXT)")
        database.execute("CREATE INDEX i ON t (b)")
        database.executemany("INSERT INTO t VALUES (?, ?)", [(n, str(n)) for n in range(999)])
        database.execute("PRAGMA writable_schema = ON")
        database.execute(
            "UPDATE sqlite_schema SET sql = 'CREATE INDEX i ON t (a)' WHERE name = 'i'"
        )
        database.commit()
    monkeypatch.setitem(connection.settings_dict, "NAME", str(broken))

    with pytest.raises(BackupError, match="failed SQLite's integrity check"):
        backups._copy_sqlite(tmp_path / "copy", lambda line: None)


@pytest.mark.django_db
def test_sqlite_backup_of_something_else_is_refused(tmp_path, monkeypatch):
    (tmp_path / "notes.txt").write_text("This is no database. " * 100)
    monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "notes.txt"))

    with pytest.raises(BackupError, match="file is not a database"):
        backups._copy_sqlite(tmp_path / "copy", lambda line: None)


class Cursor:
    """Stands for a server of PostgreSQL 18."""

    def __enter__(self):
        return self

    def __exit__(self, *details):
        return None

    def execute(self, sql):
        self.sql = sql

    def fetchone(self):
        return ("180006",)


def pg_programs(folder: Path, version: str, *, dump_fails: bool = False) -> None:
    """Programs that answer as PostgreSQL's of that version."""
    body = f'[ "$1" = --version ] && echo "pg_dump (PostgreSQL) {version}" && exit\n'
    body += "echo 'pg_dump: error: connection refused' >&2; exit 1\n" if dump_fails else "exit 0\n"
    for name in ("pg_dump", "pg_restore"):
        (folder / name).write_text(f"#!/bin/sh\n{body}")
        (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (None, "pg_dump is not installed; install PostgreSQL's client programs."),
        (
            "15.18",
            (
                "pg_dump is of PostgreSQL 15, the server of 18; "
                "put the programs of PostgreSQL 18 or newer first on PATH."
            ),
        ),
        ("18.6", "pg_dump failed: pg_dump: error: connection refused"),
    ],
)
def test_postgresql_backup_without_a_fit_pg_dump_says_why(tmp_path, monkeypatch, version, sentence):
    if version:
        pg_programs(tmp_path, version, dump_fails=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(connection, "cursor", Cursor)

    with pytest.raises(BackupError) as refusal:
        backups._dump_postgresql(tmp_path / "copy", lambda line: None)

    assert str(refusal.value) == sentence


def test_postgresql_backup_tells_its_two_steps(tmp_path, monkeypatch):
    pg_programs(tmp_path, "19.1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(connection, "cursor", Cursor)
    lines: list[str] = []

    backups._dump_postgresql(tmp_path / "copy", lines.append)

    assert lines == ["pg_dump is copying", "reading the archive back"]
