"""What is wrong with a tree, each problem in words that say what to do."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from journeys import naming
from journeys.documents import HEAD_WITHOUT_SLOTS, SECTIONS, STEPS, shape
from journeys.models import CODE_PATTERN
from journeys.reading.problems import Place, Source, Tree, inside, shown, where

_SHAPES: dict[str, type[BaseModel]] = {
    "journey": shape.JourneyHead,
    "steps": shape.StepShape,
    "metrics": shape.MetricShape,
    "situations": shape.SituationShape,
    "related_jobs": shape.RelatedJobShape,
    "items": shape.PersonalJobShape,
    "emotional_jobs": shape.PersonalJobsShape,
    "social_jobs": shape.PersonalJobsShape,
    "noun": shape.NounShape,
    "examples": shape.ExamplesShape,
}
_ASKED: dict[str, type[BaseModel]] = {
    "steps": shape.AskedStep,
    "metrics": shape.AskedMetric,
    "situations": shape.AskedSituation,
    "related_jobs": shape.AskedRelatedJob,
    "items": shape.AskedPersonalJob,
}
# Other keys whose value takes no slot.
_NOWHERE = frozenset(
    ["code", "source", "desired_heading", "avoid_heading", "retired", "licence", "attribution"]
)
_HOW_TO_ADD = {
    "low": "write what 1 means",
    "high": "write what 5 means",
    "source": "write `project`, or a word of your own",
    "schema": "begin the file with `schema: 1`",
}


def _known_keys(place: Place) -> list[str]:
    """The keys that may stand in the mapping at `place`."""
    names = [part for part in place if isinstance(part, str)]
    model = _SHAPES.get(names[-1], shape.TextShape) if names else shape.JourneyDocument
    if names[-1:] == ["asked"]:
        model = _ASKED.get(names[-2], shape.TextShape)
    return [info.alias or name for name, info in model.model_fields.items()]


def _unknown_key(key: str, place: Place) -> str:
    known = _known_keys(place)
    close = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean “{close[0]}”?" if close else f"known here are {', '.join(known)}"
    return f"the key “{shown(key)}” is not known: {hint}"


def _expected(kind: str, found: object) -> str:
    if found == "":
        return f"{kind} is expected, and there is nothing"
    words = "keys and values" if isinstance(found, dict) else "a list"
    return f"{kind} is expected, not {'text' if isinstance(found, str) else words}"


def _sentence(error: ErrorDetails) -> str:
    """What is wrong at the end of the error's place, and what to do."""
    key, found, limits = str(error["loc"][-1]), error["input"], error.get("ctx", {})
    kind = error["type"]
    if kind == "missing":
        return f"“{key}” is missing: {_HOW_TO_ADD.get(key, 'add it')}"
    if kind == "extra_forbidden":
        return _unknown_key(key, error["loc"][:-1])
    if key == "schema":
        return f"schema “{shown(str(found))}” is not known: write 1, or update the application"
    texts = {
        "string_type": _expected("text", found),
        "list_type": f"{_expected('a list', found)}: write [] for none",
        "model_type": _expected("a group of keys and values", found),
        "string_too_short": "is empty: write its text",
        "string_too_long": (
            f"has {len(str(found))} characters, and {limits.get('max_length')} fit: shorten it"
        ),
        "string_pattern_mismatch": (
            f"“{shown(str(found))}” has another form: use "
            + ("letters, digits, - and _" if key == "slug" else "a code such as SIT05 or S03M07")
        ),
        "unknown_word": error["msg"],
    }
    what = texts.get(kind, "a whole number from 0 to 32767 is expected")
    if isinstance(error["loc"][-1], int):
        return what
    return f"“{key}”{' ' if what.startswith(('is ', 'has ')) else ': '}{what}"


def report_shape(source: Source, tree: Tree, errors: list[ErrorDetails]) -> None:
    """Report what the models refuse, but for places that reading has refused already."""
    for error in errors:
        place = error["loc"]
        if any(place[: len(refused)] == refused for refused in source.refused):
            continue
        around = place if isinstance(place[-1], int) else place[:-1]
        source.report(source.line_of(place), where(around, tree) + _sentence(error))


def _codes(tree: Tree) -> Iterator[tuple[Place, str, str]]:
    """Every code with its place and what it must begin with."""
    for place, prefix in [(("steps",), STEPS.prefix)] + [
        ((section.key, "items") if section.has_headings else (section.key,), section.prefix)
        for section in SECTIONS
    ]:
        entries: Tree | None = tree
        for part in place:
            entries = inside(entries, part)
        for index, entry in enumerate(entries if isinstance(entries, list) else []):
            code = inside(entry, "code")
            if not isinstance(code, str):
                continue
            yield (*place, index, "code"), code, prefix
            metrics = inside(entry, "metrics")
            for n, metric in enumerate(metrics if isinstance(metrics, list) else []):
                if isinstance(own := inside(metric, "code"), str):
                    yield (*place, index, "metrics", n, "code"), own, f"{code}M"


def report_codes(source: Source, tree: Tree) -> None:
    """Codes that are used twice, also when only case or accents' spelling differ, or misplaced."""
    first_lines: dict[str, int] = {}
    for place, code, prefix in _codes(tree):
        if place in source.refused or not code.strip():
            continue
        line, entry = source.line_of(place), where(place[:-1], tree)
        same = unicodedata.normalize("NFC", code.strip()).casefold()
        if same in first_lines:
            source.report(
                line,
                f"{entry}the code {shown(code)} stands on line {first_lines[same]} already: "
                "give one of the two a code of its own",
            )
        first_lines.setdefault(same, line)
        begins = re.fullmatch(re.escape(prefix) + "[0-9]{2,3}", code.strip())
        if re.fullmatch(CODE_PATTERN, code.strip()) and not begins:
            source.report(line, f"{entry}the code {code} is misplaced: here it is {prefix}01 or so")
    _report_retired(source, tree, first_lines)


def _report_retired(source: Source, tree: Tree, first_lines: dict[str, int]) -> None:
    """Codes that were retired and yet stand: they would come to mean another idea."""
    retired = inside(tree, "retired")
    for index, code in enumerate(retired if isinstance(retired, list) else []):
        line = first_lines.get(str(code).strip().casefold())
        if isinstance(code, str) and line:
            source.report(
                line,
                f"the code {shown(code)} is retired on line {source.line_of(('retired', index))}: "
                "a code is never given again, take the next free one",
            )


def report_slots(source: Source, tree: Tree) -> None:
    """Slots that nobody could fill, stray braces, and slots in texts that take none."""
    for place, text in _texts(tree):
        if "{" in text or "}" in text:
            said = f"{where(place[:-1], tree)}“{place[-1]}”"
            for fault in naming.faults(text):
                source.report(source.line_of(place), f"{said}: {fault}")
            if _takes_no_slot(place):
                source.report(source.line_of(place), f"{said} takes no slot: write the words out")


def _texts(tree: Tree, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(tree, str):
        yield place, tree
        return
    for part, below in tree.items() if isinstance(tree, dict) else enumerate(tree):
        yield from _texts(below, (*place, part))


def _takes_no_slot(place: Place) -> bool:
    return bool((HEAD_WITHOUT_SLOTS if place[0] == "journey" else _NOWHERE) & {*place})
