"""The codebook: what every column of the wide CSV holds, in the words people saw."""

from collections.abc import Iterator

from surveys import questions
from surveys.analysing.exports.responses import LEAD_COLUMNS, exported_cells, parameter_columns
from surveys.analysing.exports.tables import CODES, ExportOptions, Table, point_labels, value_words
from surveys.analysing.matrix import Cell
from surveys.models import Response, Survey, SurveyRevision
from surveys.responding.grids import PageState, page_grid

COLUMNS = (
    "column",
    "revision",
    "code",
    "kind",
    "heading",
    "question",
    "wording",
    "text",
    "low_anchor",
    "high_anchor",
    "values",
    "licence",
    "attribution",
)

LEAD_TEXTS = {
    "response": "The response's export id: random, says nothing about the person or the link.",
    "revision": "The number of the survey's revision that was answered.",
    "status": "How far the response has come.",
    "started_at": "When it began, UTC; of an anonymous survey only the day, at midnight.",
    "submitted_at": "When it was submitted, UTC; of an anonymous survey only the day, at midnight.",
    "duration_s": "Seconds from the beginning to submitting; in whole minutes if anonymous.",
    "language": "The language the pages were shown in.",
    "flags": (
        "Words about the response, with spaces between; demo: made up, not a person; fast: sent "
        "sooner than its answers can be read and given; honeypot: a field that people do not see "
        "was filled in; busy_network: very many began from the same network within the hour."
    ),
    "decision_maker": "Whether the person makes the purchase decision; empty: not asked or open.",
}
LEAD_VALUES = {
    "status": "; ".join(str(status) for status in Response.Status.values),
    "decision_maker": "1=yes; 0=no",
}
NO_VALUES = "na=does not apply; skipped=left open on submitting; empty=open or not shown"
PARAMETER_TEXT = "Carried by the link."


def codebook_table(survey: Survey, options: ExportOptions) -> Table:
    """A row a column, in the order of the wide table; a cell of two revisions has a row for each.

    So has `decision_maker`, for each that asks the purchase-decision question.

    Rows that show the catalog's wording carry its licence and attribution.
    """
    revisions, asked = exported_cells(survey, options)
    cells = {
        pk: [cell for cell in own if options.query.covers(cell.item.kind)]
        for pk, own in asked.items()
    }
    names = {cell.name for found in cells.values() for cell in found}
    parameters = parameter_columns(revisions, options, taken={*LEAD_COLUMNS, *names})
    return Table(COLUMNS, _rows(revisions, cells, parameters.headers))


def _rows(
    revisions: list[SurveyRevision], cells: dict[int, list[Cell]], parameters: list[str]
) -> Iterator[list[str]]:
    for column in LEAD_COLUMNS:
        row = {"column": column, "text": LEAD_TEXTS[column], "values": LEAD_VALUES.get(column, "")}
        added = _gate_cells(revisions, cells) if column == "decision_maker" else []
        yield from (_in_order(row | more) for more in added or [{}])
    for header in parameters:
        yield _in_order({"column": header, "text": PARAMETER_TEXT})
    for revision in revisions:
        yield from _cell_rows(revision, cells[revision.pk])


def _gate_cells(
    revisions: list[SurveyRevision], cells: dict[int, list[Cell]]
) -> list[dict[str, str]]:
    """The purchase-decision question of each revision that asks it; of one, without number."""
    if len(revisions) == 1:
        return [{"wording": revisions[0].gate}]
    return [
        {"revision": str(one.number), "wording": one.gate}
        for one in revisions
        if any(questions.KIND[cell.item.kind].is_gated for cell in cells[one.pk])
    ]


def _cell_rows(revision: SurveyRevision, cells: list[Cell]) -> Iterator[list[str]]:
    wording = _wording(revision, cells)
    for cell in cells:
        codes = value_words(cell, revision.scales, CODES)
        yield _in_order(
            {
                "column": cell.name,
                "revision": str(revision.number),
                "code": cell.item.code,
                "kind": cell.item.kind,
                "heading": cell.item.heading,
                "question": cell.question,
                "wording": wording[cell.item.kind, cell.question],
                "text": cell.item.text,
                "low_anchor": cell.item.low_anchor,
                "high_anchor": cell.item.high_anchor,
                "values": f"{_values(cell, revision, codes)}; {NO_VALUES}",
                "licence": revision.licence,
                "attribution": revision.attribution,
            }
        )


def _wording(revision: SurveyRevision, cells: list[Cell]) -> dict[tuple[str, str], str]:
    """What stands above the items of a kind on the respondent's page, by kind and question."""
    found = {}
    for item in {cell.item.kind: cell.item for cell in cells}.values():
        grid = page_grid(revision, [item], PageState())
        leads = {column.question: column.lead for column in grid.columns}
        for question in {cell.question for cell in cells if cell.item.kind == item.kind}:
            found[item.kind, question] = f"{grid.stem.text} {leads.get(question, '')}".strip()
    return found


def _values(cell: Cell, revision: SurveyRevision, codes: dict[int, str | int]) -> str:
    """`1=Not important; 2=Neutral; 3=Important`; of a situation only the two ends have words."""
    labels = {**dict.fromkeys(codes, ""), **point_labels(cell, revision.scales)}
    return "; ".join(
        f"{code}={labels[value]}" if labels[value] else str(code) for value, code in codes.items()
    )


def _in_order(row: dict[str, str]) -> list[str]:
    return [row.get(column, "") for column in COLUMNS]
