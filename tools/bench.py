"""`make bench`: what the pages cost, each as a ratio to the framework's own floor in the same run.

    python -m tools.bench [--rounds N] [--responses N] [--engine sqlite|postgresql]

Floor and page take turns in each round, on two servers alike but for their views; a ratio is the
median over the rounds. CPU is that of all the server's processes, read from /proc where there is
one. The tables between the markers of docs/performance.md are written anew after a whole run.
"""

import argparse
import gzip
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import count, cycle
from pathlib import Path
from statistics import median

from django import get_version

from tools.respondent import Reply, Respondent
from tools.site import ENGINES, ROOT, SURVEY, Site, site

DOCUMENT = ROOT / "docs" / "performance.md"
MARKERS = ("<!-- figures: begin -->", "<!-- figures: end -->")
SECONDS_A_TURN = 1.0
# A survey of the demo's 24 items on one page.
LONG, LONG_PAGE = "long", "emotional_jobs"
ONE_PAGE = """
UPDATE surveys_surveyitem SET page = 'emotional_jobs' WHERE revision_id IN (
    SELECT revision.id FROM surveys_surveyrevision AS revision
    JOIN surveys_survey AS survey ON survey.id = revision.survey_id WHERE survey.slug = 'long')
"""
HEAD = (
    "| | floor, CPU ms | CPU ms | CPU ratio | floor, ms | ms | time ratio |",
    "|---|--:|--:|--:|--:|--:|--:|",
)
WEIGHT_HEAD = ("| HTML of | bytes | bytes, gzip |", "|---|--:|--:|")
Request = Callable[[], Reply]
Turn = Callable[[], "Cost"]


@dataclass(frozen=True)
class Cost:
    """Milliseconds a request: of the server's processors, and of waiting."""

    cpu: float
    wall: float


@dataclass(frozen=True)
class Row:
    """A line of the table: medians over the rounds, and the ratios' range."""

    name: str
    floor: Cost
    cost: Cost
    cpu_ratio: tuple[float, float, float]
    wall_ratio: tuple[float, float, float]

    def markdown(self) -> str:
        """The line."""
        cells = [f"{self.floor.cpu:.2f}", f"{self.cost.cpu:.2f}", _ratio(self.cpu_ratio)]
        cells += [f"{self.floor.wall:.2f}", f"{self.cost.wall:.2f}", _ratio(self.wall_ratio)]
        return f"| {self.name} | " + " | ".join(cells) + " |"


def cpu_seconds(place: Site) -> float:
    """What the server's process group has used of the processors; 0 where /proc is missing."""
    assert place.process is not None  # noqa: S101  (bench has started it)
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == place.process.pid:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def turn(place: Site, request: Request) -> Cost:
    """Sends the request over and over for a second; ends the run when one is not answered well."""
    begun, used = time.perf_counter(), cpu_seconds(place)
    done = 0
    while time.perf_counter() - begun < SECONDS_A_TURN:
        if (status := request().status) != 200:
            sys.exit(f"A request was answered with {status}.")
        done += 1
    wall = time.perf_counter() - begun
    return Cost((cpu_seconds(place) - used) * 1000 / done, wall * 1000 / done)


def compare(name: str, rounds: int, floor: Turn, cost: Turn) -> Row:
    """Takes turns between floor and page, after one turn of each to warm them."""
    floor(), cost()
    pairs = [(floor(), cost()) for _round in range(rounds)]
    progress(f"{name}: measured")
    return Row(
        name,
        Cost(median(low.cpu for low, _ in pairs), median(low.wall for low, _ in pairs)),
        Cost(median(high.cpu for _, high in pairs), median(high.wall for _, high in pairs)),
        _spread([high.cpu / low.cpu if low.cpu else 0 for low, high in pairs]),
        _spread([high.wall / low.wall for low, high in pairs]),
    )


def page_rows(place: Site, floor: Site, rounds: int) -> tuple[list[Row], list[str]]:
    """Compares the pages and the autosave; also returns a line on the weight of each page."""
    person = Respondent(place.port)
    person.begin()
    long = Respondent(place.port, survey=LONG, pages=(LONG_PAGE,))
    long.begin()
    bare = Respondent(floor.port, accept_encoding="gzip")
    pages = {
        "home": "/",
        "journey page": "/journeys/upgrade/",
        "step page": "/journeys/upgrade/steps/S01/",
        "search": "/search/?q=find+out",
        "grid page of 12 items": f"/responses/{person.token}/emotional_jobs/",
        "grid page of 24 items": f"/responses/{long.token}/{LONG_PAGE}/",
    }
    weights = [_weight(name, person.ask("GET", path).content) for name, path in pages.items()]
    person.accept_encoding = "gzip"
    hello = partial(turn, floor, partial(bare.send, "GET", "/hello"))
    rows = [
        compare(name, rounds, hello, partial(turn, place, partial(person.send, "GET", path)))
        for name, path in pages.items()
    ]
    bare_save = partial(turn, floor, bare_saver(bare, place))
    rows.append(compare("one autosave", rounds, bare_save, partial(turn, place, saver(person))))
    return rows, weights


def saver(person: Respondent) -> Request:
    """Taps one cell, another value each time."""
    name = min(person.values)
    values = cycle(["1", "2", "3"])
    return lambda: person.save(name, next(values))


def bare_saver(bare: Respondent, place: Site) -> Request:
    """Writes one cell through the floor's view."""
    ((response, item),) = place.query(
        "SELECT max(r.id), min(i.id) FROM surveys_response r, surveys_surveyitem i"
    )
    data = {"response": str(response), "item": str(item)}
    numbers = count(1)

    def save() -> Reply:
        number = next(numbers)
        return bare.send(
            "POST", "/upsert", {**data, "value": str(number % 3 + 1), "counter": str(number)}
        )

    return save


def load_rows(place: Site, rounds: int) -> list[Row]:
    """Compares loading the catalog, from nothing and unchanged, with inserting the same rows."""
    inserts = partial(_piece, place, "inserts")
    rows = [
        compare("load the catalog from nothing", rounds, inserts, partial(_piece, place, "load")),
        compare("load it unchanged", rounds, inserts, partial(_piece, place, "reload")),
    ]
    place.offer_survey()
    return rows


def export_row(place: Site, rounds: int, responses: int) -> Row:
    """Compares the wide export with the same rows fetched and written as they come."""
    place.manage("demo_responses", SURVEY, "--count", str(responses), "--seed", "1")
    progress(f"{responses:,} responses made")
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "export.csv")
        return compare(
            f"wide export of {responses:,} responses",
            rounds,
            partial(_piece, place, "rows", target),
            partial(_piece, place, "wide", target),
        )


def _piece(place: Site, *arguments: str) -> Cost:
    """A piece of work in a process of its own, which tells what it took without its start."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.pieces", *arguments],
        cwd=ROOT,
        env=place.environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(done.stderr)
    cpu, wall = done.stdout.split()
    return Cost(float(cpu), float(wall))


def measure(engine: str, rounds: int, responses: int) -> str:
    """The tables of one engine."""
    progress(f"{engine}: preparing")
    with site(engine) as place:
        place.offer_survey(LONG)
        place.write(ONE_PAGE)
        place.start()
        floor = Site(place.log.parent, place.environment["DATABASE_URL"], None)
        floor.start("tools.floor:application")
        try:
            rows, weights = page_rows(place, floor, rounds)
        finally:
            floor.end(signal.SIGKILL)
            place.end(signal.SIGTERM)
        rows += [*load_rows(place, rounds), export_row(place, rounds, responses)]
        ((version,),) = place.query(
            "SELECT sqlite_version()" if engine == "sqlite" else "SHOW server_version"
        )
    title = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine]
    lines = [f"### {title} {version}", "", *HEAD, *(row.markdown() for row in rows)]
    return "\n".join([*lines, "", *WEIGHT_HEAD, *weights])


def machine() -> str:
    """The machine in general words."""
    return (
        f"{os.cpu_count()} processors ({platform.machine()}), {platform.system()}, "
        f"Python {platform.python_version()}, Django {get_version()}"
    )


def write(tables: list[str], command: str) -> None:
    """Puts the tables between the document's markers."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _begin, rest = text.partition(MARKERS[0])
    after = rest.partition(MARKERS[1])[2]
    told = f"Measured by `{command}` on {date.today():%-d %B %Y}: {machine()}."
    figures = "\n\n".join([MARKERS[0], told, *tables, MARKERS[1]])
    DOCUMENT.write_text(f"{before}{figures}{after}", encoding="utf-8")


def _weight(name: str, page: bytes) -> str:
    return f"| {name} | {len(page):,} | {len(gzip.compress(page, 6)):,} |"


def _spread(ratios: list[float]) -> tuple[float, float, float]:
    return median(ratios), min(ratios), max(ratios)


def _ratio(spread: tuple[float, float, float]) -> str:
    middle, low, high = spread
    return f"**{middle:.1f}** ({low:.1f}-{high:.1f})"


def main() -> None:
    """Measures and writes; with --engine only prints."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--responses", type=int, default=10_000)
    parser.add_argument("--engine", choices=ENGINES)
    options = parser.parse_args()
    engines = [options.engine] if options.engine else ENGINES
    tables = [measure(engine, options.rounds, options.responses) for engine in engines]
    print("\n\n".join(tables))
    if not options.engine:
        write(tables, " ".join(["make bench", *sys.argv[1:]]))


def progress(text: str) -> None:
    """A line about how far it is."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
