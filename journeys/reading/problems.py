"""A file being read: the places in it, the line of each, and what is wrong with it, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from journeys.documents import SECTIONS, STEPS

Place = tuple[str | int, ...]
Tree = dict[str, "Tree"] | list["Tree"] | str


@dataclass(frozen=True, order=True)
class Problem:
    """One thing wrong with a file: where it is, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class CatalogFileError(Exception):
    """Files that cannot be taken, with every problem of every one of them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StopReadingError(Exception):
    """The rest of the file is not worth looking at, or must not be."""


def shown(text: str) -> str:
    """A piece of a file as it may be shown: short, on one line, nothing invisible."""
    short = text if len(text) <= 60 else text[:57] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)


_SINGULARS = {section.key: section.singular for section in (STEPS, *SECTIONS)} | {
    "metrics": "metric"
}


def where(place: Place, tree: Tree | None = None) -> str:
    """A place in words, with a colon: `step 3 (S03), metric 2 (S03M02): `; empty for the top."""
    words: list[str] = []
    name, here = "", tree
    for part in place:
        here = inside(here, part)
        if isinstance(part, str):
            name = part if part != "items" else name
            if part in {"journey", "emotional_jobs", "social_jobs"}:
                words.append(part)
        else:
            if words and words[-1] == name:
                words.pop()
            code = inside(here, "code")
            known = f" ({shown(code)})" if isinstance(code, str) and code else ""
            words.append(f"{_SINGULARS.get(name, name)} {part + 1}{known}")
    return ", ".join(words) + ": " if words else ""


def inside(tree: Tree | None, part: str | int) -> Tree | None:
    """The part of a mapping or a list under that key or index; None where there is none."""
    if isinstance(tree, dict) and isinstance(part, str):
        return tree.get(part)
    if isinstance(tree, list) and isinstance(part, int) and part < len(tree):
        return tree[part]
    return None


@dataclass
class Source:
    """A file being read: its tree, the line of every place in it, and what is wrong so far."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    refused: set[Place] = field(default_factory=set)
    n_nodes: int = 0

    def report(self, line: int, message: str) -> None:
        self.problems.append(Problem(self.file, line, message))

    def stop(self, line: int, message: str) -> StopReadingError:
        self.report(line, message)
        return StopReadingError(message)

    def line_of(self, place: Place) -> int:
        """Line of a place, or of the nearest thing around it that the file does have."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)
