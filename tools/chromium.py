"""Finds a Chromium for tests and pictures, and starts it as they need it.

The headless shell comes first: it is the same engine without a desktop browser around it, and a
page that is opened takes less than half of the processor. Playwright's own Chromium is one, too.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SHELL = "chromium-headless-shell"
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# No drawing by hardware, no calls home.
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SENTENCE = (
    "The browser tests need Chromium: install it (on Debian: apt-get install chromium) "
    "or run .venv/bin/playwright install chromium, then try again."
)


def on_path() -> str | None:
    """The machine's own Chromium or Chrome."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def launch_options() -> dict[str, Any]:
    """What Playwright is told about the browser; as root it runs without its sandbox."""
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    found = on_path()
    return {"args": arguments} | ({"executable_path": found} if found else {})


def ensure() -> None:
    """Finds or installs one: the machine's, Debian's, Playwright's; else ends with one sentence."""
    if on_path():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = "apt-get install -y -qq --no-install-recommends"
        either = f"apt-get update -qq && {{ {install} {SHELL} || {install} chromium; }}"
        subprocess.run(either, shell=True, stdout=subprocess.DEVNULL)  # noqa: S602  (no input in it)
        if on_path():
            return
    playwright = Path(sys.executable).parent / "playwright"
    if subprocess.run([playwright, "install", "chromium"], stdout=subprocess.DEVNULL).returncode:
        sys.exit(SENTENCE)
