"""A survey's figures as CSV and as one JSON document: the results page's numbers, unrounded."""

from collections.abc import Iterator, Mapping
from io import StringIO
from typing import Any

from jtbd_catalog.csvcells import csv_writer, safe_cell
from surveys.analysing.results import LEVELS, ChosenRow, LevelRow, RatedRow, SurveyResults
from surveys.scoring import Interval, Measure

DIGITS = 6
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
# Of the document, what each row of the CSV repeats.
WHOLE = ("method", "revision")
# Columns that came later stand last, so that those before keep their places.
ADDED = ("revision", "revisions", "n_base")


def figures_document(results: SurveyResults) -> dict[str, Any]:
    """`{survey, method, n, items: [...]}` ready for JSON; shares are fractions of 1.

    Each measure is `{value, low, high, n}` or null where nobody answered; `low` and `high` are null
    where too few did. Rated items have the measures and a `rank`, situations `levels` and `median`,
    tick lists `chosen`. `revision` is `pooled` where several are counted; each item names the
    `revisions` that ask it so, and its licence and attribution.
    """
    licences, attributions = zip(*rights(results), strict=True) if results.revision else ((), ())
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
        "items": [_item(row) for row in _rows(results)],
    }


def rights(results: SurveyResults) -> list[tuple[str, str]]:
    """The licences and attributions of what is shown, each pair once, the newest first."""
    newest = {row.asked.newest.number: row.asked.newest for row in _rows(results)}
    if not newest and results.revision:
        newest = {results.revision.number: results.revision}
    revisions = [newest[number] for number in sorted(newest, reverse=True)]
    return list(dict.fromkeys((one.licence, one.attribution) for one in revisions))


def _counted(results: SurveyResults) -> int | str | None:
    if results.is_pooled:
        return POOLED
    return results.counted[0] if results.counted else None


def _rows(results: SurveyResults) -> Iterator[RatedRow | LevelRow | ChosenRow]:
    for section in results.sections:
        yield from section.rated
        yield from section.levels
        yield from section.chosen


def _item(row: RatedRow | LevelRow | ChosenRow) -> dict[str, Any]:
    common = {
        "code": row.item.code,
        "kind": row.item.kind,
        "text": row.item.text,
        "revisions": list(row.asked.revisions),
        "n_base": row.n_base,
        "n": row.n,
        "licence": row.asked.newest.licence,
        "attribution": row.asked.newest.attribution,
    }
    if isinstance(row, LevelRow):
        levels = {str(level): count for level, count in zip(LEVELS, row.counts, strict=True)}
        anchors = {"low_anchor": row.item.low_anchor, "high_anchor": row.item.high_anchor}
        return {**common, **anchors, "levels": levels, "median": row.median}
    if isinstance(row, ChosenRow):
        return {**common, "chosen": _measure(row.chosen)}
    measures = {name: _measure(row.measures[name]) for name in MEASURES}
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


def figures_csv(results: SurveyResults, *, with_bom: bool = False) -> str:
    """The same figures, a row an item: four columns a measure, empty where there is no figure.

    Each row carries the licence and the attribution of its text; `revision` is what is counted,
    `revisions` those that ask the item so.
    """
    out = StringIO(newline="")
    writer = csv_writer(out)
    columns = _columns()
    writer.writerow(columns)
    document = figures_document(results)
    whole = dict(_flat({key: document[key] for key in WHOLE}))
    for item in document["items"]:
        flat = dict(_flat(item)) | whole
        writer.writerow([flat.get(column, "") for column in columns])
    return ("\ufeff" if with_bom else "") + out.getvalue()


def _columns() -> list[str]:
    measures = [f"{name}_{part}" for name in (*MEASURES, "chosen") for part in PARTS]
    ranks = [f"{name}_{end}" for name in ("rank", "rank_resampled") for end in ("low", "high")]
    levels = ["median", *(f"levels_{level}" for level in LEVELS)]
    lead = ["code", "kind", "text", "n", "method"]
    return [*lead, *ranks, *measures, *levels, "licence", "attribution", *ADDED]


def _flat(item: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The item's figures by column name; nested ones as `<name>_<part>`."""
    for name, content in item.items():
        if isinstance(content, list):
            yield name, " ".join(map(str, content))
        elif isinstance(content, dict):
            yield from ((f"{name}_{part}", figure) for part, figure in content.items())
        elif content is not None:
            yield name, safe_cell(content) if isinstance(content, str) else content
