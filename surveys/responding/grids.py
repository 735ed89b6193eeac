"""What a respondent's page shows, as ready strings: cards, cells, options, progress.

Between `answering` and the view: it reads nothing itself and decides nothing about storage. A page
has some hundred options: their words are looked up and escaped once a page, and cells are
dictionaries, which templates read fastest.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import TypedDict

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from surveys import questions
from surveys.models import SurveyItem, SurveyRevision
from surveys.responding.answering import StoredCell, entry_code
from surveys.responding.languages import Words, marked, marks_of, shown, text_marks
from surveys.translating import Translated

Stored = Mapping[tuple[int, str], StoredCell]
NOTHING = SafeString("")
NEVER_WRITTEN = StoredCell()


@dataclass(frozen=True)
class PageState:
    """What fills a page: what is stored, by (item id, question), and words per cell name."""

    stored: Stored = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    # Those of an item that is not translated.
    marks: SafeString = field(default_factory=text_marks)


@dataclass(frozen=True)
class Point:
    """One answer that a question offers, as every cell of the page offers it: a radio button.

    `hint` completes its accessible name. The label bears the marks it needs.
    """

    code: SafeString
    label: SafeString
    hint: SafeString = NOTHING


@dataclass(frozen=True)
class Asked:
    """A question as every cell of the page asks it. `legend` is empty where it is the only one.

    `ends` are the codes of the scale's two ends, if its anchors are each item's own.
    """

    question: str
    legend: SafeString
    points: Sequence[Point]
    ends: tuple[str, str] | None
    # What the page's template has drawn of it, by the template's text (`templatetags.cells`).
    drawn: dict[str, str] = field(default_factory=dict, compare=False)


class Cell(TypedDict):
    """One question about one item: a named group of radio buttons.

    `item_text` bears `marks`; `seen` is its `seen_mark`; `chosen` is a point's code; `low` and
    `high` are shown under the ends. `first_id` is the id of the first button.
    """

    asked: Asked
    name: SafeString
    legend: SafeString
    item_text: SafeString
    marks: SafeString
    low: str
    high: str
    chosen: str
    first_id: SafeString
    seen: str
    message: str
    is_open: bool


class Card(TypedDict):
    """One item with its questions."""

    code: SafeString
    text: SafeString
    marks: SafeString
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Group:
    """Items under one heading; an empty heading is not shown."""

    heading: str
    cards: Sequence[Card]


@dataclass(frozen=True)
class Column:
    """A question's lead and its scale labels, for the head of the wide layout."""

    question: str
    lead: str
    labels: Sequence[str]


@dataclass(frozen=True)
class Grid:
    """One page of items. `layout` is `rated`, `levels` or `ticks`.

    Title and stem are words of the interface or of the survey; the latter may need marks. `part` is
    empty where the page is all of its section.
    """

    title: Words
    part: str
    stem: Words
    layout: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    n_cells: int
    no_answer: str

    @property
    def n_points(self) -> str:
        """The longest scale's number of points, which the wide layout needs."""
        return str(max((len(column.labels) for column in self.columns), default=0))

    @property
    def cells(self) -> list[Cell]:
        """Every cell of the page, in order."""
        return [cell for group in self.groups for card in group.cards for cell in card["cells"]]

    @property
    def first_open(self) -> str:
        """The id of the first button of the first cell without an answer, or nothing."""
        return next((cell["first_id"] for cell in self.cells if cell["is_open"]), "")


def part_words(page: str, pages: Iterable[str]) -> str:
    """Which part of its section `page` is, in words; empty where it has only one."""
    part, n_parts = questions.part_of(page, pages)
    return _("Part %(part)s of %(n)s") % {"part": part, "n": n_parts} if n_parts > 1 else ""


def page_grid(
    revision: SurveyRevision, items: Sequence[SurveyItem], state: PageState, *, part: str = ""
) -> Grid:
    """The grid of one page's items, all of one kind, filled with what is stored."""
    kind = questions.KIND[items[0].kind]
    asks = revision.questions_of(kind.value)
    asked = _asked(revision, kind.value)
    groups = [
        Group(heading, [_card(item, asked, state) for item in members])
        for heading, members in groupby(items, key=lambda item: item.heading)
    ]
    title = page_title(revision, kind, items[0].heading)
    if len(groups) == 1 and groups[0].heading == title.text:
        groups = [Group("", groups[0].cards)]
    return Grid(
        title=title,
        part=part,
        stem=_stem(revision, kind),
        layout=kind.layout,
        columns=[
            Column(one.code, shown(one.lead), [*map(shown, one.labels)])
            for one in asks
            if one.layout == questions.RATED
        ],
        groups=groups,
        n_cells=len(items) * len(asks),
        no_answer=shown(revision.words[questions.NO_ANSWER]),
    )


def page_card(revision: SurveyRevision, item: SurveyItem, state: PageState) -> Card:
    """One item's card."""
    return _card(item, _asked(revision, item.kind), state)


def seen_mark(cell: StoredCell, question: str) -> str:
    """What the hidden field beside a cell holds: `<version>:<code>`."""
    return f"{cell.version}:{entry_code(cell.entry, question)}"


def read_seen(raw: str) -> tuple[int, str]:
    """Version and code of a `seen_mark`. Anything else reads as version 0, code open."""
    match = re.fullmatch(r"([0-9]{1,9}):(.*)", raw)
    return (int(match[1]), match[2]) if match else (0, "")


def page_title(revision: SurveyRevision, kind: questions.Kind, heading: str) -> Words:
    """What a page of items of `kind` is called: for metrics the heading, their step's name."""
    is_step = kind.value == questions.PERFORMANCE_METRICS
    title = heading if is_step else revision.words[f"{kind.value}.title"]
    return Words(title, marks_of(title))


def _stem(revision: SurveyRevision, kind: questions.Kind) -> Words:
    own = revision.words.get(f"{kind.value}.stem")
    return Words(own, marks_of(own)) if own else Words(f"{revision.stem}…", marks_of(revision.stem))


def _asked(revision: SurveyRevision, kind: str) -> list[Asked]:
    """The words of the kind's questions, looked up once for all its items."""
    asks = revision.questions_of(kind)
    return [
        Asked(
            question=one.code,
            legend=conditional_escape(shown(one.label)) if len(asks) > 1 else NOTHING,
            points=_points(one, revision.words),
            ends=(one.code_of(1), one.code_of(one.n_points)) if one.has_anchors else None,
        )
        for one in asks
    ]


# What completes a point's accessible name, by how the question is drawn.
_HINTS: Mapping[str, Callable[[int, int], str]] = {
    questions.RATED: lambda point, n: _("%(point)s of %(n)s") % {"point": point, "n": n},
    questions.LEVELS: lambda _point, n: _("of %(n)s") % {"n": n},
    questions.TICKS: lambda _point, _n: "",
}


def _points(question: questions.Question, words: questions.Words) -> list[Point]:
    n, hint = question.n_points, _HINTS[question.layout]
    points = [
        Point(
            SafeString(question.code_of(point)),
            conditional_escape(label if question.has_anchors else shown(label)),
            conditional_escape(hint(point, n)),
        )
        for point, label in enumerate(question.labels, start=1)
    ]
    if question.may_not_apply:
        label = conditional_escape(shown(words[questions.NO_ANSWER]))
        points.append(Point(SafeString(questions.NOT_APPLICABLE_CODE), label))
    return points


def _card(item: SurveyItem, asked: Sequence[Asked], state: PageState) -> Card:
    code, text = SafeString(escape(item.code)), SafeString(escape(item.text))
    marks = state.marks if not isinstance(item.text, Translated) else NOTHING
    low, high = (marked(item.low_anchor), marked(item.high_anchor)) if item.low_anchor else ("", "")
    cells: list[Cell] = []
    for one in asked:
        name = SafeString(questions.cell_name(item.code, one.question))
        stored = state.stored.get((item.pk, one.question), NEVER_WRITTEN)
        entry = stored.entry
        cells.append(
            {
                "asked": one,
                "name": name,
                "legend": one.legend,
                "item_text": text,
                "marks": marks,
                "low": low,
                "high": high,
                "chosen": entry_code(entry, one.question),
                "first_id": SafeString(f"{name}_{one.points[0].code}"),
                "seen": seen_mark(stored, one.question),
                "message": state.messages.get(name, ""),
                "is_open": not entry.holds_answer,
            }
        )
    return {"code": code, "text": text, "marks": marks, "cells": cells}
