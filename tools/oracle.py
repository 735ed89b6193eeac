"""Respondents that save without end, and the judge: the database against what they were told.

A save counts as acknowledged once its 2xx reply was read in full. Each cell must hold the last
acknowledged value or one that was sent later; anything else is lost or invented.
"""

import http.client
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from tools.respondent import Respondent
from tools.site import Site

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


@contextmanager
def saving(clients: list[Client]) -> Iterator[None]:
    """Every client saves, each for itself, while the block runs."""
    enough = threading.Event()
    threads = [threading.Thread(target=client.run, args=[enough]) for client in clients]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        enough.set()
        for thread in threads:
            thread.join(timeout=60)
        for client in clients:
            client.respondent.disconnect()


@contextmanager
def quiet(clients: list[Client]) -> Iterator[None]:
    """No client sends anything in the block."""
    with ExitStack() as held:
        for client in clients:
            held.enter_context(client.pause)
        yield


def begun(place: Site) -> list[Client]:
    """Sixteen clients, each with the pages before them."""
    clients = [Client(Respondent(place.port), seed) for seed in range(N_CLIENTS)]
    for client in clients:
        client.respondent.begin()
    return clients


def stored(place: Site) -> dict[Cell, str]:
    """Every cell of the database, read past the application: its form value.

    Ends the run when SQLite finds its file broken or a cell is there twice.
    """
    if place.database is None and (verdict := place.query("PRAGMA integrity_check")) != [("ok",)]:
        sys.exit(f"integrity_check: {verdict}")
    rows = place.query(STORED)
    found = {
        (token, name): str(value)
        if state == "answered"
        else {"not_applicable": "na"}.get(state, "")
        for token, name, state, value in rows
    }
    if len(found) < len(rows):
        sys.exit(f"{len(rows) - len(found)} cells are there twice.")
    return found


def mistakes(clients: list[Client], found: dict[Cell, str]) -> list[str]:
    """A line for each cell that holds what it may not."""
    allowed = {cell: values for client in clients for cell, values in client.allowed.items()}
    lines = [
        f"{cell[1]} of {cell[0][:8]} may be {values}, is {found.get(cell, '')!r}"
        for cell, values in allowed.items()
        if found.get(cell, "") not in values
    ]
    return lines + [f"{cell[1]} of {cell[0][:8]} was never sent" for cell in found.keys() - allowed]


def judge(place: Site, clients: list[Client]) -> None:
    """Ends the run with the mistakes, when there are any."""
    # A backend of PostgreSQL may still be busy with the last statement of a client that is gone.
    time.sleep(0.1)
    if wrong := mistakes(clients, stored(place)):
        sys.exit("\n".join([f"{len(wrong)} cells are lost or invented:", *wrong[:20]]))


def judge_quietly(place: Site, clients: list[Client]) -> None:
    """As `judge`, while nobody saves."""
    with quiet(clients):
        judge(place, clients)


def refusals(clients: list[Client]) -> Counter[int]:
    """How often each status was the reply to a save that was not acknowledged."""
    return sum((client.refusals for client in clients), Counter[int]())


def demand(clients: list[Client], *, bearable: set[int]) -> None:
    """Ends the run when nothing was tested, or when people saw worse than they may see."""
    n_acknowledged = sum(client.n_acknowledged for client in clients)
    if n_acknowledged < len(clients):
        sys.exit(f"Only {n_acknowledged} saves were acknowledged; nothing is proved.")
    if set(refusals(clients)) - bearable:
        sys.exit(f"Saves were refused with {dict(refusals(clients))}.")
