"""`make faults`: kills, restarts and worse under 16 saving respondents; the database is the judge.

    python -m tools.faults [--cycles N] [--engine sqlite|postgresql] [--fault NAME]

kill      SIGKILL to the server's whole process group
stop      SIGTERM to the server, as a new release would; nothing may fail but connections
database  PostgreSQL: an immediate restart, a crash for every client. SQLite: a foreign write lock
disk      SQLite on a file system of 16 MB that fills up and is emptied again (needs mount)
flush     counts the calls that put a commit on the disk, one for each save at least (needs strace)
clock     the server's clock jumps back an hour and on by a day (needs libfaketime)

The last three need programs or rights that not every machine has; what was not run is said. A run
of everything writes its result into docs/reliability.md, and fails where the server took longer
than 3 seconds to come back.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from tools import harsh, reports
from tools.oracle import Client, begun, demand, judge, quiet, refusals, saving
from tools.site import ENGINES, UPGRADE, Site, site

SECONDS_TO_COME_BACK = 3.0
N_CYCLES = {("sqlite", "kill"): 100}
N_CYCLES_ELSE = 50
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def kill(place: Site, clients: list[Client]) -> float:
    """SIGKILL; returns the seconds until the next start answered."""
    place.end(signal.SIGKILL)
    judge(place, clients)
    return place.start(supervised=True)


def stop(place: Site, clients: list[Client]) -> float:
    """SIGTERM; returns the seconds until the next start answered."""
    place.end(signal.SIGTERM)
    judge(place, clients)
    return place.start(supervised=True)


def database(place: Site, clients: list[Client]) -> float:
    """The database goes and comes back; returns the seconds from then to the last refusal."""
    if place.database is not None:
        place.database.stop("immediate")
        with quiet(clients):
            place.database.start()
            judge(place, clients)
    else:
        other = sqlite3.connect(place.path, timeout=20, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1)
        other.execute("ROLLBACK")
        other.close()
        with quiet(clients):
            judge(place, clients)
    back = time.monotonic()
    time.sleep(1.5)
    return max(0.0, *(client.last_refusal - back for client in clients))


FAULTS: dict[str, Callable[[Site, list[Client]], float]] = {
    "kill": kill,
    "stop": stop,
    "database": database,
}


def round_of(engine: str, fault: str, cycles: int) -> tuple[str, float]:
    """Runs one fault so many times; the line that tells how it went, the slowest return in s."""
    chance = random.Random(cycles)  # noqa: S311  (repeatable, not secret)
    with site(engine, UPGRADE) as place:
        place.start(supervised=True)
        clients = begun(place)
        seconds = []
        with saving(clients):
            for cycle in range(cycles):
                time.sleep(chance.uniform(0.4, 1.2))
                seconds.append(FAULTS[fault](place, clients))
                progress(f"{engine} {fault}: {cycle + 1} of {cycles}")
        judge(place, clients)
    demand(clients, bearable={503} if fault == "database" else set())
    n_acknowledged = sum(client.n_acknowledged for client in clients)
    told = (
        f"{cycles} cycles, {n_acknowledged} saves acknowledged, 0 lost, 0 invented, 0 twice, "
        f"back after {median(seconds):.1f} s, {max(seconds):.1f} s at most, "
        f"refusals {dict(refusals(clients)) or 'none'}"
    )
    return told, max(seconds)


def progress(text: str) -> None:
    """A line that the next one replaces, where that can be."""
    if sys.stderr.isatty():
        print(f"\r{text}", end="", file=sys.stderr, flush=True)


def run(engine: str, fault: str, cycles: int | None) -> tuple[str, float]:
    """The line that tells how a fault went on an engine, and the slowest return in seconds."""
    if fault in FAULTS:
        n_cycles = cycles or N_CYCLES.get((engine, fault), N_CYCLES_ELSE)
        return round_of(engine, fault, n_cycles)
    if missing := harsh.MISSING[fault](engine):
        return f"not run: {missing}", 0.0
    return harsh.FAULTS[fault](engine, min(cycles or harsh.N_ROUNDS, harsh.N_ROUNDS)), 0.0


def table(rows: list[tuple[str, str, str]], command: str) -> str:
    """The result as docs/reliability.md has it."""
    told = f"`{command}` on {date.today():%-d %B %Y}, {os.cpu_count()} processors:"
    lines = [f"| {NAMES[engine]} | {fault} | {words} |" for engine, fault, words in rows]
    return "\n".join([told, "", "| Engine | Fault | Result |", "|---|---|---|", *lines])


def main() -> int:
    """Runs every fault on every engine, or those chosen; returns 1 where the return was slow."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cycles", type=int, help="instead of 100 kills on SQLite and 50 else")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--fault", choices=[*FAULTS, *harsh.FAULTS], action="append")
    options = parser.parse_args()
    os.umask(0o077)
    rows, slowest = [], 0.0
    for engine in options.engine or ENGINES:
        for fault in options.fault or [*FAULTS, *harsh.FAULTS]:
            words, seconds = run(engine, fault, options.cycles)
            print(f"{engine:<10} {fault:<8} {words}", flush=True)
            rows.append((engine, fault, words))
            slowest = max(slowest, seconds)
    if options.engine or options.fault:
        return 0
    reports.write_between("faults", table(rows, " ".join(["make faults", *sys.argv[1:]])))
    if slowest > SECONDS_TO_COME_BACK:
        print(f"It took {slowest:.1f} s to come back, more than {SECONDS_TO_COME_BACK:.0f} s.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
