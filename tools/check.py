"""`make check`: every check that needs no database; changes nothing, names all that failed."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BIN = Path(sys.executable).parent
# As an organisation runs it; the database is named, never asked.
PRODUCTION = {
    "SECRET_KEY": "only-for-the-check-of-settings-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "surveys.example.org",
    "PUBLIC_URL": "https://surveys.example.org",
    "DATABASE_URL": "postgres://jtbd@localhost/jtbd",
    "TRUSTED_PROXIES": "1",
    "DEBUG": "0",
}

YAML_RULES = "{extends: default, rules: {line-length: disable, document-start: disable}}"


def tracked(*endings: str) -> list[str]:
    """The files of the repository, new ones included, whose names end so."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\n")
    return [name for name in listed if name.endswith(endings) and Path(name).is_file()]


def commands() -> dict[str, list[str]]:
    """Each check's name and command line."""
    manage = [sys.executable, "manage.py"]
    templates = [name for name in tracked(".html") if name.startswith("templates/")]
    return {
        "mypy": ["mypy"],  # the longest comes first
        # Every test can be imported. For `make test` it also compiles what its four runs import.
        "collection": [sys.executable, "-m", "pytest", "--collect-only", "-qqq"],
        "ruff": ["ruff", "check", "--quiet", "."],
        "ruff format": ["ruff", "format", "--check", "--quiet", "."],
        "django-upgrade": ["django-upgrade", "--target-version", "6.1", "--check", *tracked(".py")],
        "djLint": ["djlint", "--lint", "--quiet", "templates"],
        "djade": ["djade", "--target-version", "6.1", "--check", *templates],
        "djangofmt": ["djangofmt", "--check", *templates],
        "yamllint": ["yamllint", "--strict", "-d", YAML_RULES, *tracked(".yaml", ".yml")],
        "codespell": ["codespell", *tracked(".py", ".md", ".html", ".css", ".js", ".toml")],
        "messages": [sys.executable, "-m", "tools.messages", "--check"],
        "catalog": [*manage, "check_catalog", "--strict"],
        "import-linter": ["lint-imports", "--no-cache"],
        "deptry": ["deptry", "."],
        "deploy": [*manage, "check", "--deploy", "--fail-level", "WARNING"],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run", "--skip-checks"],
    }


def failure(name: str, command: list[str]) -> str:
    """What the check said when it failed; nothing when it passed."""
    program = command[0] if command[0] == sys.executable else str(BIN / command[0])
    environment = {**os.environ, **PRODUCTION} if "manage.py" in command else dict(os.environ)
    if name == "migrations":
        environment["DATABASE_URL"] = "sqlite:///:memory:"
    done = subprocess.run(
        [program, *command[1:]],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return f"--- {name}\n{done.stdout.rstrip()}\n" if done.returncode else ""


def main() -> int:
    """Runs them all, two at a time; returns 1 when one failed."""
    os.chdir(Path(__file__).resolve().parent.parent)
    begun = time.monotonic()
    checks = commands()
    with ThreadPoolExecutor(max_workers=2) as pool:
        failures = [text for text in pool.map(failure, checks, checks.values()) if text]
    print(
        "\n".join(failures) + f"{len(checks) - len(failures)} of {len(checks)} checks passed",
        end="",
    )
    print(f" in {time.monotonic() - begun:.0f} s: {', '.join(checks)}", flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
