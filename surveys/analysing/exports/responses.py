"""The answers themselves: the wide CSV, a row a response, and the long one, a row a cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TextIO
from urllib.parse import urlencode

from jtbd_catalog.csvcells import csv_writer, safe_cell
from surveys import questions
from surveys.analysing.exports.cells import (
    CODES,
    ExportOptions,
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
    answer_blocks,
    cells_by_revision,
)
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


def exported_revisions(survey: Survey, options: ExportOptions) -> list[SurveyRevision]:
    """The opened revisions to export, oldest first. One query."""
    revisions = survey.revisions.exclude(opened_at=None).order_by("number")
    if options.revision is not None:
        revisions = revisions.filter(number=options.revision)
    return list(revisions)


# Wide


def write_wide(survey: Survey, options: ExportOptions, out: TextIO) -> None:
    """A row a response: its own columns, its parameters, then `<code>_<question>` per cell.

    An answer cell is empty for open or not shown, `skipped`, or `na` for does not apply. Columns
    of several revisions stand side by side, each once, in the order in which they first came.
    """
    revisions = exported_revisions(survey, options)
    cells = cells_by_revision(revisions)
    names = list(dict.fromkeys(cell.name for cell in chain.from_iterable(cells.values())))
    parameters = parameter_columns(revisions, options, taken={*LEAD_COLUMNS, *names})
    writer = csv_writer(out)
    writer.writerow([*LEAD_COLUMNS, *parameters.headers, *names])
    for revision in revisions:
        words = [wide_words(cell, revision.scales, options.values) for cell in cells[revision.pk]]
        place = {cell.name: index for index, cell in enumerate(cells[revision.pk])}
        order = [place.get(name) for name in names]
        blocks = answer_blocks(revision, cells[revision.pk], status=options.status)
        for responses, answers in blocks:
            for response, codes in zip(responses, answers.codes.tolist(), strict=True):
                found = [word[code] for word, code in zip(words, codes, strict=True)]
                row = [*_lead(response, revision, options), *parameters.row(response.parameters)]
                writer.writerow(row + ["" if at is None else found[at] for at in order])


def _lead(response: Response, revision: SurveyRevision, options: ExportOptions) -> list[str]:
    """A response's own columns, in the order of LEAD_COLUMNS.

    Of an anonymous survey no time is finer than its day, though the start of a response that is
    not sent yet is known to the second.
    """
    times = [response.started_at, response.submitted_at]
    if revision.survey.is_anonymous:
        times = [moment and day_of(moment) for moment in times]
    duration = "" if response.duration_s is None else str(response.duration_s)
    yes, no = ("1", "0") if options.values == CODES else ("yes", "no")
    return [
        safe_cell(response.export_id),
        str(revision.number),
        response.status,
        *map(utc_seconds, times),
        duration,
        safe_cell(response.language),
        safe_cell(" ".join(response.flags)),
        {True: yes, False: no, None: ""}[response.decision_maker],
    ]


# Long


def write_long(survey: Survey, options: ExportOptions, out: TextIO) -> None:
    """A row a cell that was shown. `state` is answered, skipped, not_applicable, or empty: open."""
    writer = csv_writer(out)
    writer.writerow(LONG_COLUMNS)
    revisions = exported_revisions(survey, options)
    cells_of = cells_by_revision(revisions)
    for revision in revisions:
        cells = cells_of[revision.pk]
        heads = [
            [cell.item.code, cell.item.kind, safe_cell(cell.item.text), cell.question]
            for cell in cells
        ]
        words = [value_words(cell, revision.scales, options.values) for cell in cells]
        own_order = list(dict.fromkeys(cell.item.code for cell in cells))
        for responses, answers in answer_blocks(revision, cells, status=options.status):
            for response, codes in zip(responses, answers.codes.tolist(), strict=True):
                lead = [safe_cell(response.export_id), survey.slug, str(revision.number)]
                shown = order_of(response, own_order)
                position = {code: str(place) for place, code in enumerate(shown, start=1)}
                for head, word, code in zip(heads, words, codes, strict=True):
                    if code != NOT_SHOWN:
                        writer.writerow(lead + _long_cell(head, position, word, code))


def _long_cell(
    head: list[str], position: dict[str, str], words: dict[int, str], code: int
) -> list[str]:
    """One cell's own columns: what was asked, where it stood, what came."""
    item_code, kind, text, question = head
    if code in words:
        value, state = words[code], questions.ANSWERED
    else:
        value, state = "", _STATES[code]
    return [item_code, kind, text, position.get(item_code, ""), question, value, state]


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
        found = [safe_cell(parameters.get(name, "")) for name in self.header_of]
        if self.has_others:
            others = {name: parameters[name] for name in sorted({*parameters} - {*self.header_of})}
            found.append(safe_cell(urlencode(others)))
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
    safe = {name: safe_cell(header) for name, header in header_of.items()}
    return ParameterColumns(safe, has_others=len(counted) > len(common))
