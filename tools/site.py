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
ENGINES = ("sqlite", "postgresql")


class Site:
    """The application on a free port of this machine, over a database made for it."""

    def __init__(self, folder: Path, url: str, database: Postgres | None) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = folder / "server-log"
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
        self.process: subprocess.Popen[bytes] | None = None

    def manage(self, *arguments: str) -> None:
        """Runs a command of manage.py; ends with what it said when it fails."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, "DJANGO_SUPERUSER_PASSWORD": "demo"},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"manage.py {' '.join(arguments)} failed:\n{done.stderr}")

    def prepare(self) -> None:
        """Migrates, loads the catalog and opens the demo survey."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("createsuperuser", "--noinput", "--username", "demo", "--email", "")
        self.manage("load_catalog")
        self.offer_survey()

    def offer_survey(self) -> None:
        """Opens the demo survey."""
        parts = "emotional_jobs,social_jobs"
        self.manage("create_survey", "upgrade", "--slug", SURVEY, "--parts", parts, "--open")

    def start(self, application: str = "jtbd_catalog.wsgi:application") -> float:
        """Starts the server in a process group of its own; returns the seconds until it answers."""
        begun = time.monotonic()
        arguments = ["--interface", "wsgi", "--no-ws", "--workers", "2", "--blocking-threads", "2"]
        arguments += ["--port", str(self.port), "--log-level", "warning", application]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "granian", *arguments],
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
        url = self.environment["DATABASE_URL"]
        if self.database is not None:
            with psycopg.connect(url) as connection:
                return connection.execute(sql.encode()).fetchall()
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as connection:
            return connection.execute(sql).fetchall()

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


@contextmanager
def site(engine: str) -> Iterator[Site]:
    """A prepared site whose server is not yet started; nothing of it stays."""
    with tempfile.TemporaryDirectory(prefix="jtbd-site-") as name:
        folder = Path(name)
        if engine == "sqlite":
            yield from _prepared(Site(folder, f"sqlite:///{folder / 'jtbd.sqlite3'}", None))
        else:
            with postgres(durable=True) as server:
                yield from _prepared(Site(folder, server.url, server))


def _prepared(made: Site) -> Iterator[Site]:
    made.prepare()
    try:
        yield made
    finally:
        made.end(signal.SIGKILL)
