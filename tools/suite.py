"""`make test`: the checks, then the whole test suite on SQLite and on PostgreSQL side by side."""

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
# Measuring what is covered more than doubles a run's time, so one of the two does it; most browser
# tests are left to the other. What a browser does is the same on either engine, but for the path
# that writes every table.
RUNS = {
    "SQLite": [
        *(str(BIN / "coverage"), "run", "-m", "pytest"),
        *("-m", "not browser or both_engines or on_sqlite"),
    ],
    "PostgreSQL": [
        *(sys.executable, "-m", "tools.with_postgres"),
        *(sys.executable, "-m", "pytest", "-m", "not on_sqlite"),
    ],
}


def start(engine: str, arguments: list[str]) -> "subprocess.Popen[bytes]":
    """Starts the suite on one engine; its output goes to var/test-<engine>.log."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with log_path(engine).open("wb") as log:
        return subprocess.Popen(
            [*RUNS[engine], *arguments], stdout=log, stderr=subprocess.STDOUT, env=environment
        )


def log_path(engine: str) -> Path:
    """Where the run on that engine writes."""
    return VAR / f"test-{engine.lower()}.log"


def follow(runs: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Waits for the runs, passing on what the first prints, then what the others did."""
    first = next(iter(runs))
    with log_path(first).open(encoding="utf-8", errors="replace") as log:
        while runs[first].poll() is None:
            sys.stdout.write(log.read())
            sys.stdout.flush()
            time.sleep(0.5)
        sys.stdout.write(log.read())
    for engine, run in runs.items():
        if run.poll() is None:
            print(f"\nWaiting for the run on {engine}", flush=True)
            run.wait()
        if engine != first:
            print(f"\n{log_path(engine).read_text(encoding='utf-8', errors='replace')}")


def cover() -> int:
    """Reports what is covered; returns more than 0 when it is less than it must be."""
    return subprocess.run([BIN / "coverage", "report"]).returncode


def closing_line(engine: str) -> str:
    """Pytest's last line of the run on that engine."""
    lines = log_path(engine).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return next((line for line in reversed(lines) if CLOSING.match(line)), "pytest did not finish")


def main() -> int:
    """Returns 0 when every check and both runs passed and the coverage is whole."""
    os.chdir(Path(__file__).resolve().parent.parent)
    VAR.mkdir(mode=0o700, exist_ok=True)
    chromium.ensure()
    failed = check.main()
    Path(".coverage").unlink(missing_ok=True)
    runs = {engine: start(engine, sys.argv[1:]) for engine in RUNS}
    try:
        follow(runs)
    finally:
        for run in runs.values():
            run.terminate()
    failed |= any(run.returncode for run in runs.values())
    failed |= cover()
    for engine in RUNS:
        print(f"\nSuite on {engine}:\n{closing_line(engine)}", flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
