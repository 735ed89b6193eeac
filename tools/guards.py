"""`make guards`: takes each guard away, in a copy, and demands that its test turns red.

    python -m tools.guards [D4 D7 ...]

A test that stays green without its guard proves nothing. A guard is a few words of the program;
the copy, in a temporary folder, has other words in their place. First every test must be green in
an untouched copy. Then each must fail, and by its own assertion: an error on the way there, or
words of the failure that do not fit, count as not red. Without arguments the table of
docs/reliability.md is written anew.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools import reports
from tools.check import tracked

ROOT = Path(__file__).resolve().parent.parent
FAULTS = "tests/surveys/responding/test_reliability.py"
BROWSER = "tests/browser/test_reliability.py"
KILLS = "tests/project/test_tools.py::test_acknowledged_saves_survive"
SECONDS_A_TEST = 300


@dataclass(frozen=True)
class Guard:
    """A guard: which promise it keeps, where it stands, what to put there, and what turns red.

    `red` is something the failed test says. `engine` is the one whose test shows it.
    """

    promise: str
    what: str
    path: str
    words: str
    instead: str
    test: str
    red: str
    engine: str = "sqlite"


GUARDS = [
    Guard(
        "D1",
        "a save is committed before it is acknowledged",
        "surveys/responding/saving.py",
        "outcome, n_answered = _write(response, save, page_load)",
        "import threading; late = dict(response=response, saves=[save], page_load=page_load); "
        "threading.Timer(0.5, answering.record_page, kwargs=late).start(); "
        "outcome, n_answered = Outcome(Verdict.SAVED, StoredCell(entry, 1)), 1",
        f"{KILLS}[kill]",
        "cells are lost or invented",
    ),
    Guard(
        "D1",
        "SQLite takes its write lock as a transaction begins",
        "jtbd_catalog/databases.py",
        '"transaction_mode": "IMMEDIATE"',
        '"transaction_mode": "DEFERRED"',
        f"{KILLS}[kill]",
        "Saves were refused",
    ),
    Guard(
        "D2",
        "PostgreSQL answers a commit once it is on the disk",
        "jtbd_catalog/databases.py",
        '"statement_timeout": 30_000,',
        '"statement_timeout": 30_000, "synchronous_commit": "off",',
        f"{FAULTS}::test_commits_of_the_server_reach_the_disk_before_the_reply",
        "['off', 'on', 'on']",
        engine="postgresql",
    ),
    Guard(
        "D3",
        "SQLite answers a commit once it is on the disk",
        "jtbd_catalog/databases.py",
        "PRAGMA synchronous=FULL;",
        "PRAGMA synchronous=NORMAL;",
        f"{FAULTS}::test_commits_of_the_server_reach_the_disk_before_the_reply",
        "[1, 'wal', 1]",
    ),
    Guard(
        "D4",
        "of one page's saves the higher counter wins",
        "surveys/responding/statements.py",
        "surveys_answer.counter < excluded.counter",
        "surveys_answer.counter <> excluded.counter",
        f"{FAULTS}::test_five_saves_of_a_cell_in_each_of_120_orders_end_with_the_last",
        "AssertionError",
    ),
    Guard(
        "D5",
        "a save waits for no other cell's",
        "templates/responding/section.html",
        'hx-sync="this:replace"',
        'hx-sync="closest form:drop"',
        f"{BROWSER}::test_quick_clicks_over_a_slow_link_are_all_stored[chromium]",
        "expected to have count '40'",
    ),
    Guard(
        "D5",
        "the page repeats a save whose reply did not come",
        "static/js/responding.js",
        "setTimeout(() => repeat(element), wait)",
        "0",
        f"{BROWSER}::test_quick_clicks_are_all_stored_where_replies_are_lost[chromium]",
        "expected to have count '40'",
    ),
    Guard(
        "D6",
        "a response that is submitted takes no submission",
        "surveys/responding/answering.py",
        "if not response.takes_answers:",
        "if False:",
        f"{FAULTS}::test_fifty_submissions_at_once_are_one",
        "AssertionError: assert [('submitted'",
    ),
    Guard(
        "D6",
        "one person's writes wait for each other",
        "surveys/responding/answering.py",
        'Response.objects.select_for_update(of=("self",))',
        "Response.objects",
        f"{FAULTS}::test_fifty_submissions_at_once_are_one",
        "AssertionError: assert [('submitted'",
        engine="postgresql",
    ),
    Guard(
        "D7",
        "another page load writes only over the version it saw",
        "surveys/responding/statements.py",
        "surveys_answer.version = %s",
        "%s >= 0",
        f"{FAULTS}::test_stale_tab_takes_nothing_back_and_is_told_of_the_newer_answer[tap]",
        "AssertionError",
    ),
    Guard(
        "D7",
        "a whole page writes only what differs from what was rendered",
        "surveys/responding/forms.py",
        "if raw == seen:",
        "if raw is seen is None:",
        f"{FAULTS}::test_stale_tab_takes_nothing_back_and_is_told_of_the_newer_answer[form]",
        "422 == 302",
    ),
    Guard(
        "D9",
        "a respondent's form needs no cookie",
        "jtbd_catalog/origins.py",
        "        if not is_respondents(request):\n            return super().process_view",
        "        if request:\n            return super().process_view",
        "tests/surveys/responding/test_respondent_views.py"
        "::test_form_behind_a_proxy_with_tls_is_ours_by_its_host",
        "[403, 403] == [302, 302]",
    ),
    Guard(
        "D9",
        "a form of another site changes nothing",
        "jtbd_catalog/origins.py",
        "return site not in OURS",
        "return False",
        "tests/surveys/responding/test_respondent_views.py"
        "::test_form_of_another_site_changes_nothing_and_ticks_nothing",
        "== 403",
    ),
    Guard(
        "D11",
        "a save that was written already is not written again",
        "surveys/responding/statements.py",
        "OR surveys_answer.value <> excluded.value",
        "OR surveys_answer.value = excluded.value",
        f"{FAULTS}::test_save_repeated_after_a_lost_reply_is_written_once",
        "AssertionError",
    ),
    Guard(
        "D16",
        "one value that cannot be read keeps no other from being stored",
        "surveys/responding/forms.py",
        "            continue\n",
        "            return [], messages\n",
        f"{FAULTS}::test_one_bad_value_among_200_is_named_and_the_others_are_stored",
        "AssertionError",
    ),
]


class GuardError(Exception):
    """The guard's words are not where they were; the message says what to mend."""


def unguarded(guard: Guard) -> str:
    """The file's text without the guard. Raises GuardError unless its words stand there once."""
    text = (ROOT / guard.path).read_text(encoding="utf-8")
    if (n := text.count(guard.words)) != 1:
        raise GuardError(
            f"{guard.promise}: {guard.path} has {guard.words.strip()!r} {n} times, not once; "
            f"tell tools/guards.py which words now see to it that {guard.what}."
        )
    return text.replace(guard.words, guard.instead)


@contextmanager
def copied_tree() -> Iterator[Path]:
    """A copy of the repository's files, new ones included; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="jtbd-guards-") as name:
        for path in tracked(""):
            target = Path(name) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target)
        yield Path(name)


def tested(folder: Path, engine: str, *tests: str) -> "subprocess.CompletedProcess[str]":
    """Runs the tests of that copy on an engine."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    if engine == "postgresql":
        command = [sys.executable, "-m", "tools.with_postgres", *command]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_A_TEST * len(tests),
    )


def without(guard: Guard) -> str:
    """What is wrong with the guard's test, or nothing when it turns red as it should."""
    with copied_tree() as folder:
        (folder / guard.path).write_text(unguarded(guard), encoding="utf-8")
        done = tested(folder, guard.engine, guard.test)
    if done.returncode == 0:
        return "stays green"
    is_red = "\nFAILED " in done.stdout and "\nERROR " not in done.stdout
    if done.returncode != 1 or not is_red or guard.red not in done.stdout:
        return f"fails otherwise than by {guard.red!r}:\n{done.stdout[-3000:]}"
    return ""


def demand_green(guards: list[Guard]) -> None:
    """Ends the run unless every test passes with all guards in place."""
    with copied_tree() as folder:
        for engine in sorted({guard.engine for guard in guards}):
            tests = sorted({guard.test for guard in guards if guard.engine == engine})
            done = tested(folder, engine, *tests)
            if done.returncode:
                sys.exit(f"Not all green with every guard, on {engine}:\n{done.stdout[-3000:]}")


def table(guards: list[Guard], problems: list[str]) -> str:
    """The table of docs/reliability.md."""
    lines = ["| | Guard removed | Engine | Its test |", "|---|---|---|---|"]
    for guard, problem in zip(guards, problems, strict=True):
        engine = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[guard.engine]
        path, _colons, name = guard.test.partition("::")
        verdict = "**green**" if problem else "red"
        folder = path.removeprefix("tests/")
        lines.append(
            f"| {guard.promise} | {guard.what} | {engine} | {verdict}: `{folder}` `{name}` |"
        )
    return "\n".join(lines)


def main() -> int:
    """Returns 1 when a guard can go unnoticed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("promises", nargs="*", help="such as D4; all of them by default")
    options = parser.parse_args()
    guards = [one for one in GUARDS if not options.promises or one.promise in options.promises]
    try:
        for guard in guards:
            unguarded(guard)
    except GuardError as error:
        sys.exit(str(error))
    print("With every guard in place", file=sys.stderr, flush=True)
    demand_green(guards)
    problems = []
    with ThreadPoolExecutor(2) as pool:
        for guard, problem in zip(guards, pool.map(without, guards), strict=True):
            print(f"{guard.promise} without “{guard.what}”: {problem or 'red'}", flush=True)
            problems.append(problem)
    text = table(guards, problems)
    print(text)
    if not options.promises and not any(problems):
        reports.write_between("guards", text)
    return int(any(problems))


if __name__ == "__main__":
    sys.exit(main())
