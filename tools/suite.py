"""`make test`: the checks, then the suite in four runs side by side.

Every test that may ask a database runs on both engines, but for those that drive a browser: what a
browser does is the same on either, so they run once, on PostgreSQL. The path that writes every
table runs on both. On SQLite there are two runs: one measures what is covered, the other has the
tests that add nothing to that.
"""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from tools import check, chromium

BIN = Path(sys.executable).parent
VAR = Path("var")
CLOSING = re.compile(r"=+ .*\bin [\d.]+s")
POSTGRES = [sys.executable, "-m", "tools.with_postgres"]
PYTEST = [sys.executable, "-m", "pytest", "-m"]
# Much of a test's time is waiting: for a server to start, a browser to draw, a fault to be noticed.
# So four runs go side by side even on two processors. Measuring what is covered more than doubles
# what a test takes of a processor, so one of them does it, without the costly tests that reach only
# code that others reach, too. The one on PostgreSQL would end last: two others give way a little.
GIVING_WAY = ["nice", "-n", "1"]
MEASURED = [*GIVING_WAY, str(BIN / "coverage"), "run", *PYTEST[1:]]
RUNS = {
    "SQLite": [*MEASURED, "not unmeasured and (both_engines or not browser)"],
    "Unmeasured": [*PYTEST, "unmeasured and (both_engines or not browser)"],
    "PostgreSQL": [*POSTGRES, *PYTEST, "both_engines or not (browser or no_database)"],
    "Chromium": [*GIVING_WAY, *POSTGRES, *PYTEST, "browser and not both_engines"],
}
IN_WORDS = {
    "SQLite": "on SQLite",
    "Unmeasured": "of what is not measured, on SQLite",
    "PostgreSQL": "on PostgreSQL",
    "Chromium": "in Chromium, on PostgreSQL",
}


def start(name: str, arguments: list[str]) -> "subprocess.Popen[bytes]":
    """Starts a run; its output goes to var/test-<name>.log."""
    # Its database is its own.
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    with log_path(name).open("wb") as log:
        return subprocess.Popen(
            [*RUNS[name], *arguments], stdout=log, stderr=subprocess.STDOUT, env=environment
        )


def log_path(name: str) -> Path:
    """Where the run writes."""
    return VAR / f"test-{name.lower()}.log"


def printed(name: str) -> str:
    """What the run has written."""
    return log_path(name).read_text(encoding="utf-8", errors="replace")


def follow(runs: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Waits for the runs, passing on what the first prints, then what the others did."""
    first = next(iter(runs))
    with log_path(first).open(encoding="utf-8", errors="replace") as log:
        while runs[first].poll() is None:
            sys.stdout.write(log.read())
            sys.stdout.flush()
            time.sleep(0.5)
        sys.stdout.write(log.read())
    for name, run in runs.items():
        if run.poll() is None:
            print(f"\nWaiting for the run {IN_WORDS[name]}", flush=True)
            run.wait()
        if name != first:
            print(f"\n{printed(name)}")


def cover() -> int:
    """Reports what is covered; returns more than 0 when it is less than it must be."""
    return subprocess.run([BIN / "coverage", "report"]).returncode


def closing_line(name: str) -> str:
    """Pytest's last line of the run."""
    lines = printed(name).strip().splitlines()
    return next((line for line in reversed(lines) if CLOSING.match(line)), "pytest did not finish")


def main() -> int:
    """Returns 0 when every check and every run passed and the coverage is whole."""
    os.chdir(Path(__file__).resolve().parent.parent)
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what is started again is compiled once
    VAR.mkdir(mode=0o700, exist_ok=True)
    chromium.ensure()
    failed = check.main()
    Path(".coverage").unlink(missing_ok=True)
    runs = {name: start(name, sys.argv[1:]) for name in RUNS}
    try:
        follow(runs)
    finally:
        for run in runs.values():
            run.terminate()
    failed |= any(run.returncode for run in runs.values())
    failed |= cover()
    for name in RUNS:
        print(f"\nSuite {IN_WORDS[name]}:\n{closing_line(name)}", flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
