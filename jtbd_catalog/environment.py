"""Reads settings from the environment, from files that it names, or from var/env."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class Environment:
    """Values by name: the variable NAME, else the file that NAME_FILE names, else the local file.

    The local file holds NAME=value lines; `make run` writes it so that manage.py works beside it.
    """

    def __init__(self, local_file: Path) -> None:
        self.local = _pairs(local_file) if local_file.is_file() else {}

    def text(self, name: str, default: str = "") -> str:
        """The value of `name`, without surrounding blanks."""
        if name in os.environ:
            return os.environ[name].strip()
        path = os.environ.get(f"{name}_FILE")
        if path:
            return _file_content(name, Path(path))
        return self.local.get(name, default).strip()

    def required(self, name: str, example: str, defaults: Mapping[str, str]) -> str:
        """The value of `name`, or its default; else ImproperlyConfigured says what to set."""
        value = self.text(name) or defaults.get(name, "")
        if not value:
            raise ImproperlyConfigured(
                f"{name} is not set. Set it, for example {name}={example}, "
                f"or let {name}_FILE name a file that holds it."
            )
        return value

    def words(self, name: str) -> list[str]:
        """The comma-separated values of `name`."""
        return split_words(self.text(name))

    def flag(self, name: str) -> bool:
        """True or false; raises ImproperlyConfigured for any other word."""
        value = self.text(name).lower()
        if value not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
        return value in TRUE

    def count(self, name: str) -> int:
        """A whole number from 0 up; raises ImproperlyConfigured for anything else."""
        value = self.text(name, "0")
        if not (value.isascii() and value.isdigit()):
            raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
        return int(value)


def split_words(value: str) -> list[str]:
    """The parts of a comma-separated text, without blanks and empty parts."""
    return [word.strip() for word in value.split(",") if word.strip()]


def _pairs(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def _file_content(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read.") from error
