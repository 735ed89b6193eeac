"""The answers themselves: the wide table, a row a response, and the long one, a row a cell."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlencode

from surveys import questions
from surveys.analysing.exports.tables import (
    CODES,
    CellContent,
    ExportOptions,
    Row,
    Table,
    utc_seconds,
    value_words,
    wide_words,
)
from surveys.analysing.matrix import (
    ALL,
    NOT_APPLICABLE,
    NOT_SHOWN,
    OPEN,
    SKIPPED,
    Cell,
    answer_blocks,
    cells_by_revision,
)
from surveys.analysing.query import counted_revisions
from surveys.models import Response, Survey, SurveyRevision
from surveys.moments import day_of
from surveys.responding.assignment import order_of

LEAD_COLUMNS = (
    "response",
    "revision",
    "status",
    "started_at",
    "submitted_at",
    "duration_s",
    "language",
    "flags",
    "decision_maker",
)
LONG_COLUMNS = (
    "response",
    "survey",
    "revision",
    "code",
    "kind",
    "text",
    "position_shown",
    "question",
    "value",
    "state",
)
PARAMETER_PREFIX = "parameter_"
OTHER_PARAMETERS = "parameters_other"
MAX_PARAMETERS = 50


def exported_cells(
    survey: Survey, options: ExportOptions
) -> tuple[list[SurveyRevision], dict[int, list[Cell]]]:
    """The revisions to export, oldest first, and their cells by their ids. Two queries.

    Raises NoSuchRevisionError.
    """
    _opened, revisions = counted_revisions(survey, options.query)
    return revisions, cells_by_revision(revisions)


# Wide


def wide_table(survey: Survey, options: ExportOptions) -> Table:
    """A row a response: its own columns, its parameters, then `<code>_<question>` per cell.

    An answer cell is empty for open or not shown, `skipped`, or `na` for does not apply. Columns
    of several revisions stand side by side, each once, in the order in which they first came.
    """
    revisions, cells = exported_cells(survey, options)
    asked = chain.from_iterable(cells.values())
    covers = options.query.covers
    names = list(dict.fromkeys(cell.name for cell in asked if covers(cell.item.kind)))
    parameters = parameter_columns(revisions, options, taken={*LEAD_COLUMNS, *names})
    rows = (
        _wide_rows(revision, cells[revision.pk], names, parameters, options)
        for revision in revisions
    )
    return Table([*LEAD_COLUMNS, *parameters.headers, *names], chain.from_iterable(rows))


def _wide_rows(
    revision: SurveyRevision,
    cells: list[Cell],
    names: list[str],
    parameters: "ParameterColumns",
    options: ExportOptions,
) -> Iterator[Row]:
    words = [wide_words(cell, revision.scales, options.values) for cell in cells]
    place = {cell.name: index for index, cell in enumerate(cells)}
    order = [place.get(name) for name in names]
    for responses, answers in answer_blocks(revision, cells, status=options.status):
        for response, codes in zip(responses, answers.codes.tolist(), strict=True):
            found = [word[code] for word, code in zip(words, codes, strict=True)]
            row = [*_lead(response, revision, options), *parameters.row(response.parameters)]
            yield row + [None if at is None else found[at] for at in order]


def _lead(
    response: Response, revision: SurveyRevision, options: ExportOptions
) -> list[CellContent]:
    """A response's own columns, in the order of LEAD_COLUMNS.

    Of an anonymous survey no time is finer than its day, though the start of a response that is
    not sent yet is known to the second.
    """
    times = [response.started_at, response.submitted_at]
    if revision.survey.is_anonymous:
        times = [moment and day_of(moment) for moment in times]
    yes, no = (1, 0) if options.values == CODES else ("yes", "no")
    return [
        response.export_id,
        revision.number,
        response.status,
        *map(utc_seconds, times),
        response.duration_s,
        response.language,
        " ".join(response.flags),
        {True: yes, False: no, None: None}[response.decision_maker],
    ]


# Long


def long_table(survey: Survey, options: ExportOptions) -> Table:
    """A row a cell that was shown. `state` is answered, skipped, not_applicable, or empty: open."""
    revisions, cells = exported_cells(survey, options)
    rows = (_long_rows(survey, one, cells[one.pk], options) for one in revisions)
    return Table(LONG_COLUMNS, chain.from_iterable(rows))


def _long_rows(
    survey: Survey, revision: SurveyRevision, cells: list[Cell], options: ExportOptions
) -> Iterator[Row]:
    heads = [
        (cell.item.code, cell.item.kind, cell.item.text)
        if options.query.covers(cell.item.kind)
        else None
        for cell in cells
    ]
    said = [_long_words(cell, revision.scales, options.values) for cell in cells]
    own_order = list(dict.fromkeys(cell.item.code for cell in cells))
    for responses, answers in answer_blocks(revision, cells, status=options.status):
        for response, codes in zip(responses, answers.codes.tolist(), strict=True):
            lead = (response.export_id, survey.slug, revision.number)
            shown = order_of(response, own_order)
            position = {code: place for place, code in enumerate(shown, start=1)}
            for head, words, code in zip(heads, said, codes, strict=True):
                if head and code != NOT_SHOWN:
                    yield *lead, *head, position.get(head[0]), *words[code]


def _long_words(
    cell: Cell, scales: questions.Scales, values: str
) -> dict[int, tuple[str, CellContent, str]]:
    """Question, value and state of each of the matrix's codes of a cell that was shown."""
    words = value_words(cell, scales, values)
    answered = {code: (cell.question, word, questions.ANSWERED) for code, word in words.items()}
    return answered | {code: (cell.question, None, state) for code, state in _STATES.items()}


_STATES = {NOT_APPLICABLE: questions.NOT_APPLICABLE, SKIPPED: questions.SKIPPED, OPEN: ""}


# Parameters


@dataclass(frozen=True)
class ParameterColumns:
    """The columns of what links carried: parameter name -> header, and one for rare names."""

    header_of: dict[str, str]
    has_others: bool

    @property
    def headers(self) -> list[str]:
        """The columns' headers, in order."""
        return [*self.header_of.values(), *([OTHER_PARAMETERS] if self.has_others else [])]

    def row(self, parameters: Mapping[str, str]) -> list[str]:
        """One response's parameters under those headers."""
        found = [parameters.get(name, "") for name in self.header_of]
        if self.has_others:
            others = {name: parameters[name] for name in sorted({*parameters} - {*self.header_of})}
            found.append(urlencode(others))
        return found


def parameter_columns(
    revisions: Sequence[SurveyRevision], options: ExportOptions, *, taken: set[str]
) -> ParameterColumns:
    """A column for each parameter name, sorted; a name already `taken` gets a prefix. One query.

    Anyone can put names into a link, so the commonest MAX_PARAMETERS have columns; the rest
    stand together in the last one, written as in an address.
    """
    responses = Response.objects.filter(revision__in=revisions).exclude(parameters={})
    if options.status != ALL:
        responses = responses.filter(status=options.status)
    carried = responses.values_list("parameters", flat=True).iterator()
    counted = Counter(chain.from_iterable(carried))
    common = sorted(counted, key=lambda name: (-counted[name], name))[:MAX_PARAMETERS]
    header_of: dict[str, str] = {}
    for name in sorted(common):
        header = name
        while header in taken or header in header_of.values():
            header = PARAMETER_PREFIX + header
        header_of[name] = header
    return ParameterColumns(header_of, has_others=len(counted) > len(common))
