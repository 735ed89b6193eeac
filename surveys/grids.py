"""What a respondent's page shows, as ready strings: cards, cells, options, progress.

Between `answering` and the view: it reads nothing itself and decides nothing about storage.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext as _

from surveys import questions
from surveys.answering import Entry, StoredCell, entry_code
from surveys.models import SurveyItem, SurveyRevision

Stored = Mapping[tuple[int, str], StoredCell]


@dataclass(frozen=True)
class PageState:
    """What fills a page: what is stored, what a form posted over it, and words per cell name.

    `stored` and `posted` go by (item id, question). A posted entry is shown as chosen while the
    cell's mark still names what is stored, so that sending the form again writes it.
    """

    stored: Stored = field(default_factory=dict)
    posted: Mapping[tuple[int, str], Entry] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Option:
    """One radio button. `hint` completes its accessible name; `anchor` is shown under a number."""

    id: str
    value: str
    label: str
    hint: str = ""
    anchor: str = ""
    is_checked: bool = False


@dataclass(frozen=True)
class Cell:
    """One question about one item: a named group of radio buttons.

    `legend` is the question's short name where an item has several; `seen` is its `seen_mark`.
    """

    name: str
    question: str
    legend: str
    item_text: str
    options: Sequence[Option]
    not_applicable: Option | None
    seen: str
    message: str = ""

    @property
    def is_open(self) -> bool:
        """Whether nothing is chosen."""
        return not any(option.is_checked for option in self.options) and not (
            self.not_applicable and self.not_applicable.is_checked
        )


@dataclass(frozen=True)
class Card:
    """One item with its questions."""

    code: str
    text: str
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
    """One page of items. `layout` is `rated`, `levels` or `ticks`."""

    title: str
    stem: str
    layout: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    n_cells: int

    @property
    def n_points(self) -> str:
        """The longest scale's number of points, which the wide layout needs."""
        return str(max((len(column.labels) for column in self.columns), default=0))

    @property
    def cells(self) -> list[Cell]:
        """Every cell of the page, in order."""
        return [cell for group in self.groups for card in group.cards for cell in card.cells]


def page_grid(revision: SurveyRevision, items: Sequence[SurveyItem], state: PageState) -> Grid:
    """The grid of one page's items, all of one kind, filled with what is stored."""
    kind = questions.KIND[items[0].kind]
    leads = _leads(kind)
    groups = [
        Group(heading, [page_card(revision, item, state) for item in members])
        for heading, members in groupby(items, key=lambda item: item.heading)
    ]
    title = items[0].heading if kind.value == questions.PERFORMANCE_METRICS else _(kind.label)
    if len(groups) == 1 and groups[0].heading == title:
        groups = [Group("", groups[0].cards)]
    return Grid(
        title=title,
        stem=_stem(kind, revision.stem),
        layout=_layout(kind),
        columns=[
            Column(question, leads[question], revision.scales[question])
            for question in kind.questions
            if question in revision.scales
        ],
        groups=groups,
        n_cells=len(items) * len(kind.questions),
    )


def page_card(revision: SurveyRevision, item: SurveyItem, state: PageState) -> Card:
    """One item's card."""
    kind = questions.KIND[item.kind]
    leads = _leads(kind)
    cells = [
        _cell(item, question, leads[question], revision.scales, state)
        for question in kind.questions
    ]
    return Card(item.code, item.text, cells)


def seen_mark(cell: StoredCell, question: str) -> str:
    """What the hidden field beside a cell holds: `<version>:<code>`."""
    return f"{cell.version}:{entry_code(cell.entry, question)}"


def read_seen(raw: str) -> tuple[int, str]:
    """Version and code of a `seen_mark`. Anything else reads as version 0, code open."""
    match = re.fullmatch(r"([0-9]{1,9}):(.*)", raw)
    return (int(match[1]), match[2]) if match else (0, "")


def question_label(question: str) -> str:
    """A question's short name for people."""
    return {
        questions.IMPORTANCE: _("Importance"),
        questions.DIFFICULTY: _("Difficulty"),
        questions.LEVEL: _("Level"),
        questions.CHOSEN: _("Applies"),
    }.get(question, question)


def _leads(kind: questions.Kind) -> dict[str, str]:
    return {
        questions.IMPORTANCE: _(kind.importance_lead) if kind.importance_lead else "",
        questions.DIFFICULTY: _(kind.difficulty_lead) if kind.difficulty_lead else "",
        questions.LEVEL: "",
        questions.CHOSEN: "",
    }


def _layout(kind: questions.Kind) -> str:
    if kind.is_rated:
        return "rated"
    return "levels" if questions.LEVEL in kind.questions else "ticks"


def _stem(kind: questions.Kind, stem: str) -> str:
    if kind.value == questions.SITUATIONS:
        return _("Think of the last time. How was it?")
    if kind.value == questions.CONTEXTS:
        return _("Which of these did you do the last time?")
    if kind.value == questions.RELATED_JOBS:
        return _("Which of these do you do as well?")
    return f"{stem}…"


def _cell(
    item: SurveyItem, question: str, lead: str, scales: questions.Scales, state: PageState
) -> Cell:
    name = questions.cell_name(item.code, question)
    cell = state.stored.get((item.pk, question), StoredCell())
    chosen = entry_code(state.posted.get((item.pk, question), cell.entry), question)
    not_applicable = None
    if question != questions.CHOSEN:
        code = questions.NOT_APPLICABLE_CODE
        not_applicable = Option(f"{name}_na", code, _("Does not apply"), is_checked=chosen == code)
    return Cell(
        name=name,
        question=question,
        legend=question_label(question) if lead else "",
        item_text=item.text,
        options=_options(item, question, scales, chosen),
        not_applicable=not_applicable,
        seen=seen_mark(cell, question),
        message=state.messages.get(name, ""),
    )


def _options(
    item: SurveyItem, question: str, scales: questions.Scales, chosen: str
) -> list[Option]:
    name = questions.cell_name(item.code, question)
    n = questions.n_points(question, scales)
    anchors = {1: item.low_anchor, n: item.high_anchor} if question == questions.LEVEL else {}
    options = []
    for point in range(1, n + 1):
        code = str(point - questions.code_offset(question))
        label, hint = _option_words(question, scales, point, n)
        options.append(
            Option(f"{name}_{code}", code, label, hint, anchors.get(point, ""), chosen == code)
        )
    return options


def _option_words(question: str, scales: questions.Scales, point: int, n: int) -> tuple[str, str]:
    """A point's label, and what completes its accessible name."""
    if question == questions.CHOSEN:
        return (_("Yes") if point == questions.CHOSEN_YES else _("No")), ""
    if question == questions.LEVEL:
        return str(point), _("of %(n)s") % {"n": n}
    return scales[question][point - 1], _("%(point)s of %(n)s") % {"point": point, "n": n}
