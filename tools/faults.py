"""`make faults`: kills and restarts under 16 saving respondents; the database is the judge.

    python -m tools.faults [--cycles N] [--engine sqlite|postgresql] [--fault kill|stop|database]

A save counts as acknowledged once its 2xx reply was read in full. After each fault, each cell must
hold the last acknowledged value or one that was sent later; anything else is lost or invented.

kill      SIGKILL to the server's whole process group
stop      SIGTERM to the server, as a new release would; nothing may fail but connections
database  PostgreSQL: an immediate restart, a crash for every client. SQLite: a foreign write lock
"""

import argparse
import http.client
import os
import random
import signal
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tools.respondent import Respondent
from tools.site import ENGINES, Site, site

N_CLIENTS = 16
STORED = (
    "SELECT r.token_hash, i.code || '_' || a.question, a.state, a.value FROM surveys_answer a"
    " JOIN surveys_response r ON r.id = a.response_id JOIN surveys_surveyitem i ON i.id = a.item_id"
)

Cell = tuple[str, str]


@dataclass
class Client:
    """A respondent that saves without end and remembers what was acknowledged.

    `allowed` maps each cell to what it may hold: what was acknowledged last, then what was sent.
    Whoever holds `pause` keeps it from sending.
    """

    respondent: Respondent
    seed: int
    allowed: dict[Cell, list[str]] = field(default_factory=dict)
    n_acknowledged: int = 0
    refusals: Counter[int] = field(default_factory=Counter)
    last_refusal: float = 0
    pause: threading.Lock = field(default_factory=threading.Lock)

    def run(self, enough: threading.Event) -> None:
        """Saves one cell after another until `enough`."""
        chance = random.Random(self.seed)  # noqa: S311  (repeatable, not secret)
        names = sorted(self.respondent.values)
        while not enough.is_set():
            name = chance.choice(names)
            with self.pause:
                status = self.save(name, chance.choice(self.respondent.values[name]))
            if not 200 <= status < 300:
                time.sleep(0.05)

    def save(self, name: str, value: str) -> int:
        """Saves once; the status, or 0 where the connection broke: it is opened anew next time."""
        sent = self.allowed.setdefault((self.respondent.token_hash, name), [""])
        try:
            self.respondent.connect()
            sent.append(value)
            status = self.respondent.save(name, value).status
        except (OSError, http.client.HTTPException):
            self.respondent.disconnect()
            return 0
        if 200 <= status < 300:
            sent[:] = [value]
            self.n_acknowledged += 1
        else:
            self.refusals[status] += 1
            self.last_refusal = time.monotonic()
        return status


def stored(place: Site) -> dict[Cell, str]:
    """Every cell of the database, read past the application: its form value."""
    if place.database is None and (verdict := place.query("PRAGMA integrity_check")) != [("ok",)]:
        sys.exit(f"integrity_check: {verdict}")
    return {
        (token, name): str(value)
        if state == "answered"
        else {"not_applicable": "na"}.get(state, "")
        for token, name, state, value in place.query(STORED)
    }


def mistakes(clients: list[Client], found: dict[Cell, str]) -> list[str]:
    """A line for each cell that holds what it may not."""
    allowed = {cell: values for client in clients for cell, values in client.allowed.items()}
    lines = [
        f"{cell[1]} of {cell[0][:8]} may be {values}, is {found.get(cell, '')!r}"
        for cell, values in allowed.items()
        if found.get(cell, "") not in values
    ]
    return lines + [f"{cell[1]} of {cell[0][:8]} was never sent" for cell in found.keys() - allowed]


def kill(place: Site, clients: list[Client]) -> float:
    """SIGKILL; returns the seconds until the next start answered."""
    place.end(signal.SIGKILL)
    judge(place, clients)
    return place.start()


def stop(place: Site, clients: list[Client]) -> float:
    """SIGTERM; returns the seconds until the next start answered."""
    place.end(signal.SIGTERM)
    judge(place, clients)
    return place.start()


def database(place: Site, clients: list[Client]) -> float:
    """The database goes and comes back; returns the seconds from then to the last refusal."""
    if place.database is not None:
        place.database.stop("immediate")
        with quiet(clients):
            place.database.start()
            judge(place, clients)
    else:
        path = place.environment["DATABASE_URL"].removeprefix("sqlite:///")
        other = sqlite3.connect(path, timeout=20, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        time.sleep(1)
        other.execute("ROLLBACK")
        other.close()
        with quiet(clients):
            judge(place, clients)
    back = time.monotonic()
    time.sleep(1.5)
    return max(0.0, *(client.last_refusal - back for client in clients))


@contextmanager
def quiet(clients: list[Client]) -> Iterator[None]:
    """No client sends anything in the block."""
    with ExitStack() as held:
        for client in clients:
            held.enter_context(client.pause)
        yield


def judge(place: Site, clients: list[Client]) -> None:
    """Ends the run with the mistakes, when there are any."""
    # A backend of PostgreSQL may still be busy with the last statement of a client that is gone.
    time.sleep(0.1)
    if wrong := mistakes(clients, stored(place)):
        sys.exit("\n".join([f"{len(wrong)} cells are lost or invented:", *wrong[:20]]))


FAULTS: dict[str, Callable[[Site, list[Client]], float]] = {
    "kill": kill,
    "stop": stop,
    "database": database,
}


def round_of(engine: str, fault: str, cycles: int) -> str:
    """Runs one fault so many times; returns the line that tells how it went."""
    chance = random.Random(cycles)  # noqa: S311  (repeatable, not secret)
    with site(engine) as place:
        place.start()
        clients = [Client(Respondent(place.port), seed) for seed in range(N_CLIENTS)]
        for client in clients:
            client.respondent.begin()
        enough = threading.Event()
        threads = [threading.Thread(target=client.run, args=[enough]) for client in clients]
        for thread in threads:
            thread.start()
        try:
            seconds = []
            for cycle in range(cycles):
                time.sleep(chance.uniform(0.4, 1.2))
                seconds.append(FAULTS[fault](place, clients))
                progress(f"{engine} {fault}: {cycle + 1} of {cycles}")
        finally:
            enough.set()
            for thread in threads:
                thread.join(timeout=60)
        judge(place, clients)
    n_acknowledged = sum(client.n_acknowledged for client in clients)
    refusals = sum((client.refusals for client in clients), Counter[int]())
    demand(fault, n_acknowledged, refusals)
    return (
        f"{engine:<10} {fault:<8} {cycles:>3} cycles, {n_acknowledged:>6} saves acknowledged, "
        f"0 lost, 0 invented, back after {max(seconds):.1f} s at most, "
        f"refusals {dict(refusals) or 'none'}"
    )


def demand(fault: str, n_acknowledged: int, refusals: Counter[int]) -> None:
    """Ends the run when nothing was tested, or when people saw more than a 503 they may see."""
    if n_acknowledged < N_CLIENTS:
        sys.exit(f"Only {n_acknowledged} saves were acknowledged; nothing is proved.")
    bearable = {503} if fault == "database" else set()
    if set(refusals) - bearable:
        sys.exit(f"Saves were refused with {dict(refusals)}.")


def progress(text: str) -> None:
    """A line that the next one replaces, where that can be."""
    if sys.stderr.isatty():
        print(f"\r{text}", end="", file=sys.stderr, flush=True)


def main() -> None:
    """Runs every fault on every engine, or those chosen."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cycles", type=int, help="instead of 100 kills and 50 of the others")
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--fault", choices=FAULTS, action="append")
    options = parser.parse_args()
    os.umask(0o077)
    for engine in options.engine or ENGINES:
        for fault in options.fault or FAULTS:
            cycles = options.cycles or (100 if fault == "kill" else 50)
            print(round_of(engine, fault, cycles), flush=True)


if __name__ == "__main__":
    main()
