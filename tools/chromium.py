"""Makes sure that the browser tests find a Chromium."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SENTENCE = (
    "The browser tests need Chromium: install it (on Debian: apt-get install chromium) "
    "or run .venv/bin/playwright install chromium, then try again."
)


def on_path() -> str | None:
    """The machine's own Chromium or Chrome."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def ensure() -> None:
    """Finds or installs one: the machine's, Debian's, Playwright's; else ends with one sentence."""
    if on_path():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"
        subprocess.run(install, shell=True, stdout=subprocess.DEVNULL)  # noqa: S602  (no input in it)
        if on_path():
            return
    playwright = Path(sys.executable).parent / "playwright"
    if subprocess.run([playwright, "install", "chromium"], stdout=subprocess.DEVNULL).returncode:
        sys.exit(SENTENCE)
