"""A whole site for measurements and faults: its own database, server and demo survey."""

import http.client
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tools.with_postgres import Server as Postgres
from tools.with_postgres import postgres

ROOT = Path(__file__).resolve().parent.parent
SURVEY = "demo"
PARTS = "emotional_jobs,social_jobs"
ENGINES = ("sqlite", "postgresql")
# Enough of a catalog where the survey is what matters.
UPGRADE = "fixtures/journeys/upgrade.yaml"
PREPARATION = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("createsuperuser", interactive=False, username="demo", email="", verbosity=0)
call_command("load_catalog", *{journeys}, verbosity=0)
call_command("create_survey", "upgrade", slug="{survey}", parts="{parts}", open=True)
"""


class Site:
    """The application on a free port of this machine, over a database made for it."""

    def __init__(self, folder: Path, url: str, database: Postgres | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = folder / "server-log"
        self.url = url
        self.database = database
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "PUBLIC_URL": "",
            "DEBUG": "0",
            "DJANGO_SETTINGS_MODULE": "tools.site_settings",
        }
        # It starts as where it is installed, where nothing is compiled at every start.
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def path(self) -> str:
        """The file of an SQLite database."""
        return self.url.removeprefix("sqlite:///")

    def manage(self, *arguments: str) -> str:
        """Runs a command of manage.py; returns what it printed, ends with its error if it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SUPERUSER_PASSWORD": "demo"},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"manage.py {' '.join(arguments)} failed:\n{done.stderr}")
        return done.stdout

    def run(self, code: str) -> str:
        """Runs Python code inside the application; returns what it printed."""
        return self.manage("shell", "--no-imports", "--verbosity", "0", "--command", code)

    def prepare(self, *journeys: str) -> None:
        """Migrates, loads the catalog or these files of it, and opens the demo survey."""
        self.run(PREPARATION.format(journeys=list(journeys), survey=SURVEY, parts=PARTS))

    def offer_survey(self, slug: str = SURVEY, parts: str = PARTS) -> None:
        """Opens a survey about these parts, the demo survey by default."""
        self.manage("create_survey", "upgrade", "--slug", slug, "--parts", parts, "--open")

    def start(
        self, application: str = "jtbd_catalog.wsgi:application", *, supervised: bool = False
    ) -> float:
        """Starts the server in a process group of its own; returns the seconds until it answers.

        With `supervised` as `make serve` does it; else granian leads the group, which measures it.
        """
        begun = time.monotonic()
        arguments = ["--interface", "wsgi", "--no-ws", "--workers", "2", "--blocking-threads", "2"]
        arguments += ["--port", str(self.port), "--log-level", "warning", application]
        program = "jtbd_catalog.serving.supervisor" if supervised else "granian"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", program, *arguments],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while time.monotonic() - begun < 60:
            if self.answers():
                return time.monotonic() - begun
            time.sleep(0.02)
        sys.exit(f"The server did not start:\n{self.log.read_text(errors='replace')[-2000:]}")

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Asks the database, past the application."""
        if self.database is not None:
            with psycopg.connect(self.url) as connection:
                return connection.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(self.path, timeout=20)) as connection:
            return connection.execute(sql).fetchall()

    def write(self, sql: str) -> None:
        """Writes to the database, past the application."""
        if self.database is not None:
            with psycopg.connect(self.url) as connection:
                connection.execute(sql.encode())
            return
        with closing(sqlite3.connect(self.path, timeout=20)) as connection:
            connection.executescript(sql)

    def answers(self) -> bool:
        """Whether /healthz answers 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def end(self, number: signal.Signals) -> None:
        """Sends the server's whole process group that signal and waits until it is gone."""
        if self.process is None:
            return
        if number == signal.SIGKILL:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)
        self.process.wait(timeout=30)
        self.process = None
        # The supervisor's granian is killed when the supervisor is, a moment later.
        deadline = time.monotonic() + 10
        while self.listens() and time.monotonic() < deadline:
            time.sleep(0.01)

    def listens(self) -> bool:
        """Whether anything takes connections on the site's port."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def site(engine: str, *journeys: str) -> Iterator[Site]:
    """A prepared site whose server is not yet started; nothing of it stays.

    `journeys` are the catalog's files that it needs: all of them by default.
    """
    with tempfile.TemporaryDirectory(prefix="jtbd-site-") as name:
        folder = Path(name)
        if engine == "sqlite":
            made = Site(folder, f"sqlite:///{folder / 'jtbd.sqlite3'}", None)
            yield from _prepared(made, *journeys)
        else:
            with postgres(durable=True) as server:
                yield from _prepared(Site(folder, server.url, server), *journeys)


def _prepared(made: Site, *journeys: str) -> Iterator[Site]:
    made.prepare(*journeys)
    try:
        yield made
    finally:
        made.end(signal.SIGKILL)
