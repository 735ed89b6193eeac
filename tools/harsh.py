"""Faults of `make faults` that need programs or rights that not every machine has.

Each says in one sentence what it lacks here, or runs and tells how it went.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.oracle import Client, begun, demand, judge, judge_quietly, refusals, saving
from tools.respondent import Respondent
from tools.site import UPGRADE, Site, site

N_ROUNDS = 20
N_SAVES = 100
MEGABYTES = 16
FLUSHES = re.compile(r"\b(?:fdatasync|fsync)\(")
SHIFTS = ("-1h", "+1d", "+0")


# A disk that fills up


def no_small_disk(engine: str) -> str:
    """Why there is no small file system to fill; empty where there is."""
    if engine != "sqlite":
        return "only SQLite's file is put on a small file system"
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return "mounting a small file system takes root and the program mount"
    with tempfile.TemporaryDirectory() as name:
        try:
            with small_disk(Path(name)):
                return ""
        except subprocess.CalledProcessError:
            return "this machine does not let us mount a file system"


@contextmanager
def small_disk(folder: Path) -> Iterator[None]:
    """The folder is a file system of a few megabytes."""
    size = f"size={MEGABYTES}m"
    mount = ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)]
    subprocess.run(mount, check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(path: Path) -> None:
    """Writes until there is no room."""
    with path.open("ab", buffering=0) as ballast:
        try:
            while True:
                ballast.write(b"\0" * 4096)
        except OSError:
            return


def disk(engine: str, rounds: int) -> str:
    """The disk fills up and is emptied again while people save."""
    with tempfile.TemporaryDirectory(prefix="jtbd-disk-") as name:
        small = Path(name) / "small"
        small.mkdir()
        with small_disk(small):
            place = Site(Path(name), f"sqlite:///{small / 'jtbd.sqlite3'}", None)
            place.prepare(UPGRADE)
            place.start(supervised=True)
            clients = begun(place)
            try:
                with saving(clients):
                    for _round in range(rounds):
                        fill_and_free(place, clients, small / "ballast")
                judge(place, clients)
            finally:
                place.end(signal.SIGKILL)
    n_acknowledged = sum(client.n_acknowledged for client in clients)
    demand(clients, bearable={503})
    return (
        f"full {rounds} times, {n_acknowledged} saves acknowledged, 0 lost, "
        f"refusals {dict(refusals(clients))}, no restart"
    )


def fill_and_free(place: Site, clients: list[Client], ballast: Path) -> None:
    """Fills the disk until somebody is refused, then empties it until everybody saves again."""
    before = refusals(clients)[503]
    deadline = time.monotonic() + 30
    while refusals(clients)[503] == before and time.monotonic() < deadline:
        # A log that has room already would do without more.
        place.query("PRAGMA wal_checkpoint(TRUNCATE)")
        fill(ballast)
        time.sleep(0.2)
    if refusals(clients)[503] == before:
        sys.exit("The disk was full, yet nobody was refused.")
    judge_quietly(place, clients)
    ballast.unlink()
    counts = [client.n_acknowledged for client in clients]
    deadline = time.monotonic() + 10
    while any(
        client.n_acknowledged <= count for client, count in zip(clients, counts, strict=True)
    ):
        if time.monotonic() > deadline:
            sys.exit("Ten seconds after there was room again, somebody could not save.")
        time.sleep(0.05)


# A commit is on the disk before it is acknowledged


def no_strace(engine: str) -> str:
    """Why calls cannot be counted; empty where they can."""
    del engine
    if shutil.which("strace") is None:
        return "the program strace is missing"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True)
    return "this machine does not let us trace programs" if tried.returncode else ""


def flush(engine: str, rounds: int) -> str:
    """Counts the calls that put something on the disk while one person saves."""
    del rounds
    with site(engine, UPGRADE) as place, tempfile.NamedTemporaryFile() as calls:
        place.start(supervised=True)
        person = Respondent(place.port)
        person.begin()
        wanted = [f"--attach={number}" for number in writers(place)]
        options = ["-f", "-e", "trace=fdatasync,fsync", "-o", calls.name]
        tracer = subprocess.Popen(["strace", *options, *wanted], stderr=subprocess.DEVNULL)
        time.sleep(1)
        names = sorted(person.values)
        for number in range(N_SAVES):
            if person.save(names[number % len(names)], "123"[number % 3]).status != 200:
                sys.exit("A save was refused.")
        tracer.send_signal(signal.SIGINT)
        tracer.wait(timeout=20)
        person.disconnect()
        n_calls = len(FLUSHES.findall(Path(calls.name).read_text(errors="replace")))
    if n_calls < N_SAVES:
        sys.exit(f"{N_SAVES} saves were acknowledged after {n_calls} calls of fdatasync or fsync.")
    return f"{N_SAVES} saves acknowledged, {n_calls} calls of fdatasync or fsync"


def writers(place: Site) -> list[int]:
    """The processes that write the database: PostgreSQL's, or else the server's."""
    if place.database is not None:
        pid = (place.database.data / "postmaster.pid").read_text().splitlines()[0]
        return descendants(int(pid))
    assert place.process is not None  # noqa: S101  (it has been started)
    return descendants(place.process.pid)


def descendants(root: int) -> list[int]:
    """A process and everything it started."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = [root]
    for member in family:
        family += [pid for pid, parent in parents.items() if parent == member]
    return family


# A clock that jumps


def fake_clock() -> Path | None:
    """The library that gives a program another time."""
    found = sorted(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1"))
    return found[0] if found else None


def no_fake_clock(engine: str) -> str:
    """Why the clock cannot be shifted; empty where it can."""
    del engine
    return "" if fake_clock() else "libfaketime is missing (Debian: faketime)"


def clock(engine: str, rounds: int) -> str:
    """The server's clocks jump back and forth while people save; nobody may be refused.

    Granian's timers jump with them, so connections may break; the saves are repeated.
    """
    with site(engine, UPGRADE) as place, tempfile.TemporaryDirectory() as name:
        shift = Path(name) / "shift"
        shift.write_text("+0\n")
        place.environment |= {
            "LD_PRELOAD": str(fake_clock()),
            "FAKETIME_TIMESTAMP_FILE": str(shift),
            "FAKETIME_NO_CACHE": "1",
        }
        place.start(supervised=True)
        clients = begun(place)
        early = Respondent(place.port)
        early.begin()
        early.disconnect()
        with saving(clients):
            for number in range(rounds * len(SHIFTS)):
                shift.write_text(f"{SHIFTS[number % len(SHIFTS)]}\n")
                time.sleep(0.5)
                judge_quietly(place, clients)
        judge(place, clients)
        place.end(signal.SIGKILL)
        shift.write_text("-1h\n")
        place.start(supervised=True)
        status = early.submit().status
        early.disconnect()
    demand(clients, bearable=set())
    if status != 302:
        sys.exit(f"Submitting an hour before the start was answered with {status}.")
    n_acknowledged = sum(client.n_acknowledged for client in clients)
    return f"{rounds * len(SHIFTS)} jumps, {n_acknowledged} saves acknowledged, 0 lost, 0 refused"


FAULTS: dict[str, Callable[[str, int], str]] = {"disk": disk, "flush": flush, "clock": clock}
MISSING: dict[str, Callable[[str], str]] = {
    "disk": no_small_disk,
    "flush": no_strace,
    "clock": no_fake_clock,
}
