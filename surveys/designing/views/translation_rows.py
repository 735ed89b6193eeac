"""What the page of one language shows, as ready strings: texts in groups, beside their translation.

A row's translation is what is stored, or what somebody typed or uploaded and has not saved yet.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from surveys.translating import Stored, Text

FIELD_PREFIX = "text-"
# How many characters a line of the text box holds, roughly.
PER_LINE = 46
MAX_LINES = 14


@dataclass(frozen=True)
class Entered:
    """What was typed or uploaded: texts by key, and words about some of them by key."""

    texts: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One text. `stored` is what stands in the database where that is something else, else empty.

    `outdated` and `outdated_source` are a translation of what the text read before. `next_id` is
    the id of the next field without a translation, empty where that follows at once, or none does.
    """

    id: str
    name: str
    place: str
    source: str
    value: str
    stored: str
    n_lines: str
    max_length: str
    is_missing: bool
    is_unsaved: bool
    is_frozen: bool
    error: str
    outdated_source: str
    outdated: str
    next_id: str


@dataclass(frozen=True)
class Group:
    """The texts of one stretch of the survey."""

    id: str
    title: str
    rows: Sequence[Row]
    n_done: str
    n_rows: str


def field_name(key: str) -> str:
    """The form field of a text's translation."""
    return f"{FIELD_PREFIX}{key}"


def field_id(key: str) -> str:
    """The id of that field."""
    return field_name(key).replace(".", "-")


def row_groups(texts: Sequence[Text], stored: Stored, entered: Entered) -> list[Group]:
    """`texts`, in the order asked, as the page shows them."""
    next_ids = _next_ids(texts, stored)
    groups = []
    for number, (part, members) in enumerate(groupby(texts, key=lambda text: text.part), start=1):
        rows = [_row(text, stored, entered, next_ids[text.key]) for text in members]
        n_done = sum(not row.is_missing for row in rows)
        groups.append(Group(f"part-{number}", part, rows, str(n_done), str(len(rows))))
    return groups


def first_missing(texts: Sequence[Text], stored: Stored) -> str:
    """The id of the first field without a translation; empty where nothing is missing."""
    return next((field_id(text.key) for text in texts if text.key not in stored.fitting), "")


def first_unsaved(groups: Sequence[Group]) -> str:
    """The id of the first field that holds something else than what is stored; else empty."""
    return next((row.id for group in groups for row in group.rows if row.is_unsaved), "")


def _row(text: Text, stored: Stored, entered: Entered, next_id: str) -> Row:
    before = stored.fitting.get(text.key, "")
    value = entered.texts.get(text.key, before)
    old_source, old = stored.outdated.get(text.key, ("", ""))
    return Row(
        id=field_id(text.key),
        name=field_name(text.key),
        place=text.place,
        source=text.source,
        value=value,
        stored=before if value != before else "",
        n_lines=str(_n_lines(text, value)),
        max_length=str(text.max_length),
        is_missing=not before,
        is_unsaved=value != before,
        is_frozen=text.key in stored.frozen and value == before,
        error=entered.errors.get(text.key, ""),
        outdated_source=old_source if not before else "",
        outdated=old if not before else "",
        next_id=next_id,
    )


def _n_lines(text: Text, value: str) -> int:
    lines = max(text.source, value, key=len).split("\n")
    return min(sum(max(1, math.ceil(len(line) / PER_LINE)) for line in lines), MAX_LINES)


def _next_ids(texts: Sequence[Text], stored: Stored) -> dict[str, str]:
    """For each text, the id of the next field without a translation, unless it follows at once."""
    following, right_below, found = "", "", {}
    for text in reversed(texts):
        here = field_id(text.key)
        found[text.key] = following if following != right_below else ""
        following = here if text.key not in stored.fitting else following
        right_below = here
    return found
