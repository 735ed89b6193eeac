"""A survey's figures as a table and as one document: the results page's numbers, unrounded."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from surveys.analysing.exports.tables import CellContent, Row, Table
from surveys.analysing.results import LEVELS, ResultRow, ResultSection, SurveyResults
from surveys.questions import CHOSEN
from surveys.scoring import Interval, Measure

DIGITS = 6
# These always have their columns; other questions have theirs where they are asked.
MEASURES = (
    "importance",
    "difficulty",
    "struggle_share",
    "opportunity_difficulty",
    "product",
    "overlap",
    "rank_sum",
)
PARTS = ("value", "low", "high", "n")
POOLED = "pooled"
# Of the document, what each row of the table repeats.
WHOLE = ("method", "revision")
# Columns that came later stand last, so that those before keep their places.
ADDED = ("revision", "revisions", "n_base")


def figures_document(results: SurveyResults) -> dict[str, Any]:
    """`{survey, method, n, items: [...]}` ready for JSON; shares are fractions of 1.

    Each measure is `{value, low, high, n}` or null where nobody answered; `low` and `high` are null
    where too few did. Rated items have a measure for each question that they were asked and the
    scores made of these, and a `rank`; situations `levels` and `median`, tick lists `chosen`.
    `revision` is `pooled` where several are counted; each item names the `revisions` that ask it
    so, and its licence and attribution.
    """
    licences, attributions = zip(*results.rights, strict=True) if results.revision else ((), ())
    return {
        "survey": results.survey.slug,
        "revision": _counted(results),
        "revisions": list(results.counted),
        "method": results.method.value,
        "formula": results.method.formula,
        "n": results.n,
        "n_demo": results.n_demo,
        "licence": "; ".join(dict.fromkeys(licences)),
        "attribution": "; ".join(dict.fromkeys(attributions)),
        "items": [_item(row, section) for section in results.sections for row in section.rows],
    }


def _counted(results: SurveyResults) -> int | str | None:
    if results.is_pooled:
        return POOLED
    return results.counted[0] if results.counted else None


def _item(row: ResultRow, section: ResultSection) -> dict[str, Any]:
    common = {
        "code": row.item.code,
        "kind": row.item.kind,
        "text": row.item.text,
        "revisions": list(row.pooled.revisions),
        "n_base": row.n_base,
        "n": row.n,
        "licence": row.pooled.newest.licence,
        "attribution": row.pooled.newest.attribution,
    }
    if row.counts:
        levels = {str(level): count for level, count in zip(LEVELS, row.counts, strict=True)}
        anchors = {"low_anchor": row.item.low_anchor, "high_anchor": row.item.high_anchor}
        return {**common, **anchors, "levels": levels, "median": row.median}
    measures = {name: _measure(measure) for name, measure in row.measures.items()}
    if not section.is_ranked:
        return {**common, **measures}
    rank = {"low": row.rank[0], "high": row.rank[1]} if row.rank else None
    return {**common, **measures, "rank": rank, "rank_resampled": _ends(row.rank_resampled)}


def _measure(measure: Measure | None) -> dict[str, float | None] | None:
    if measure is None:
        return None
    return {
        "value": round(measure.value, DIGITS),
        "low": None if measure.low is None else round(measure.low, DIGITS),
        "high": None if measure.high is None else round(measure.high, DIGITS),
        "n": measure.n,
    }


def _ends(interval: Interval | None) -> dict[str, float] | None:
    if interval is None:
        return None
    return {"low": round(interval.low, DIGITS), "high": round(interval.high, DIGITS)}


def figures_table(results: SurveyResults) -> Table:
    """The same figures, a row an item: four columns a measure, empty where there is no figure.

    Each row carries the licence and the attribution of its text; `revision` is what is counted,
    `revisions` those that ask the item so.
    """
    columns = _columns(results)
    return Table(columns, _rows(figures_document(results), columns), has_fractions=True)


def _rows(document: Mapping[str, Any], columns: list[str]) -> Iterator[Row]:
    whole = dict(_flat({key: document[key] for key in WHOLE}))
    for item in document["items"]:
        flat = dict(_flat(item)) | whole
        yield [flat.get(column) for column in columns]


def _columns(results: SurveyResults) -> list[str]:
    ranks = [f"{name}_{end}" for name in ("rank", "rank_resampled") for end in ("low", "high")]
    levels = ["median", *(f"levels_{level}" for level in LEVELS)]
    lead = ["code", "kind", "text", "n", "method"]
    always = (*MEASURES, CHOSEN)
    asked = {name: None for one in results.sections for row in one.rows for name in row.measures}
    return [
        *(*lead, *ranks, *_parts(always), *levels, "licence", "attribution", *ADDED),
        *_parts(name for name in asked if name not in always),
    ]


def _parts(names: Iterable[str]) -> list[str]:
    return [f"{name}_{part}" for name in names for part in PARTS]


def _flat(item: Mapping[str, Any]) -> Iterator[tuple[str, CellContent]]:
    """The item's figures by column name; nested ones as `<name>_<part>`."""
    for name, content in item.items():
        if isinstance(content, list):
            yield name, " ".join(map(str, content))
        elif isinstance(content, dict):
            yield from ((f"{name}_{part}", figure) for part, figure in content.items())
        else:
            yield name, content
