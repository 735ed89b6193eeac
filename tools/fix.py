"""`make fix`: formats code and templates and repairs what the linters can repair."""

import os
import subprocess
import sys
from pathlib import Path

from tools.check import BIN, tracked


def main() -> int:
    """Runs the formatters in the order in which they agree; always returns 0."""
    os.chdir(Path(__file__).resolve().parent.parent)
    templates = [name for name in tracked(".html") if name.startswith("templates/")]
    for command in (
        [
            "django-upgrade",
            "--target-version",
            "6.1",
            "--exit-zero-even-if-changed",
            *tracked(".py"),
        ],
        ["ruff", "check", "--fix", "--exit-zero", "."],
        ["ruff", "format", "."],
        ["djade", "--target-version", "6.1", *templates],
        ["djangofmt", "--quiet", *templates],
    ):
        subprocess.run([BIN / command[0], *command[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(main())
