"""What the results page shows: a survey's figures as ready strings beside their geometry."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import scoring
from surveys.analysing import charts
from surveys.analysing.exports import rights
from surveys.analysing.results import (
    LEVELS,
    METHODS,
    ChosenRow,
    LevelRow,
    RatedRow,
    Section,
    SurveyResults,
)
from surveys.analysing.views.audience import (
    RevisionLink,
    asked_words,
    pooling_words,
    revision_links,
)
from surveys.analysing.views.figures import Figure, percent, score_figure, share_figure
from surveys.analysing.views.landscape import Landscape, landscape, spot

CATALOG_ORDER = "catalog"
# The word of the address, and the method it ranks by.
METHOD_OF_SORT = {
    "struggle": "struggle_share",
    "importance": "importance",
    "difficulty": "difficulty",
    "opportunity": "opportunity_difficulty",
    CATALOG_ORDER: "struggle_share",
}
DEFAULT_SORT = "struggle"


@dataclass(frozen=True)
class Column:
    """A sortable column: `label` is its name, `head` what fits above it.

    `key` is the address's word for it.
    """

    key: str
    label: str
    head: str
    is_sorted: bool


@dataclass(frozen=True)
class RankedRow:
    """A rated item: its range of ranks and its four figures. `asked` says which revisions it is of.

    `key` is unique on the page, where the same code may stand in two wordings.
    """

    key: str
    code: str
    text: str
    asked: str
    rank: str
    is_small: bool
    is_placed: bool
    figures: list[Figure]


@dataclass(frozen=True)
class Level:
    """How many chose one level of a situation: a share in words, and a column's top and height."""

    level: str
    percent: str
    top: str
    height: str


@dataclass(frozen=True)
class SpreadRow:
    """A situation: its two anchors and what was chosen between them."""

    key: str
    code: str
    text: str
    asked: str
    low_anchor: str
    high_anchor: str
    levels: list[Level]
    median: str
    n: str


@dataclass(frozen=True)
class TickedRow:
    """A line of a tick list."""

    key: str
    code: str
    text: str
    asked: str
    figure: Figure


@dataclass(frozen=True)
class SectionView:
    """One kind's table. `base` says who is counted, `caution` what to mind."""

    kind: str
    label: str
    base: str
    caution: str
    columns: list[Column]
    ranked: list[RankedRow]
    spreads: list[SpreadRow]
    ticked: list[TickedRow]


@dataclass(frozen=True)
class ResultsPage:
    """Everything the page shows. Without sections it says why in `empty`.

    `query` ends the page's own addresses, `download` those of answers, so that they keep to the
    chosen revision. `revisions` and `pooling` are empty where a survey has one. `rights` are the
    licences and attributions of the entries shown.
    """

    query: str
    download: str
    revisions: list[RevisionLink]
    pooling: str
    summary: str
    demo: str
    empty: str
    method: str
    formula: str
    meaning: str
    sorts: list[Column]
    landscape: Landscape | None
    rights: list[tuple[str, str]]
    sections: list[SectionView] = field(default_factory=list)


def results_page(results: SurveyResults, sort: str) -> ResultsPage:
    """The page's content, with sections sorted as `results` are."""
    has_answers = results.n > 0
    revisions = revision_links(results)
    query = "".join(link.query for link in revisions if link.is_current)
    return ResultsPage(
        query=query,
        download=query.replace("&", "?", 1),
        revisions=revisions,
        pooling=pooling_words(results),
        summary=_summary(results),
        demo=_demo(results),
        empty="" if has_answers else _empty(results),
        method=str(results.method.label),
        formula=results.method.formula,
        meaning=str(results.method.meaning),
        sorts=[*_columns(sort), _column(CATALOG_ORDER, sort)],
        landscape=landscape(results.sections, results.counted) if has_answers else None,
        rights=rights(results),
        sections=[_section(section, sort, results) for section in results.sections]
        if has_answers
        else [],
    )


# Words


def _summary(results: SurveyResults) -> str:
    if not results.n:
        return ""
    people = ngettext(
        "%(n)s person has submitted answers.", "%(n)s people have submitted answers.", results.n
    ) % {"n": results.n}
    if not results.n_in_progress:
        return people
    return f"{people} " + ngettext(
        "%(n)s more is in progress and not counted.",
        "%(n)s more are in progress and not counted.",
        results.n_in_progress,
    ) % {"n": results.n_in_progress}


def _demo(results: SurveyResults) -> str:
    if not results.n_demo:
        return ""
    return ngettext(
        "Includes %(n)s demo response, which is made up.",
        "Includes %(n)s demo responses, which are made up.",
        results.n_demo,
    ) % {"n": results.n_demo}


def _empty(results: SurveyResults) -> str:
    if results.revision is None:
        return _("This survey has never been open, so nobody has answered it.")
    if results.n_in_progress:
        return ngettext(
            "Nobody has submitted answers yet; %(n)s person is in the middle of it.",
            "Nobody has submitted answers yet; %(n)s people are in the middle of it.",
            results.n_in_progress,
        ) % {"n": results.n_in_progress}
    return _("Nobody has submitted answers yet.")


def _base(section: Section) -> str:
    if section.is_for_decision_makers:
        return _(
            "Counts only people who make the purchase decision: %(n_base)s of %(n)s who answered."
        ) % {"n_base": section.n_base, "n": section.n_asked}
    return ngettext(
        "%(n)s person was shown this.", "%(n)s people were shown this.", section.n_base
    ) % {"n": section.n_base}


def _caution(section: Section) -> str:
    n_small = sum(row.is_small for row in section.rated)
    if not n_small:
        return ""
    if n_small == len(section.rated):
        return _(
            "Fewer than %(n)s people rated each of these: read the figures as hints, not results."
        ) % {"n": scoring.MIN_N}
    return _("Fewer than %(n)s people rated the items in grey: read those figures as hints.") % {
        "n": scoring.MIN_N
    }


# Tables


def _heads() -> dict[str, str]:
    return {
        "struggle": _("Struggle share"),
        "importance": _("Importance"),
        "difficulty": _("Difficulty"),
        "opportunity": _("Opportunity"),
        CATALOG_ORDER: _("Questionnaire order"),
    }


def _column(name: str, sort: str) -> Column:
    head = _heads()[name]
    label = head if name == CATALOG_ORDER else str(METHODS[METHOD_OF_SORT[name]].label)
    return Column(name, label, head, is_sorted=name == sort)


def _columns(sort: str) -> list[Column]:
    return [_column(name, sort) for name in METHOD_OF_SORT if name != CATALOG_ORDER]


def _section(section: Section, sort: str, results: SurveyResults) -> SectionView:
    counted = results.counted
    return SectionView(
        kind=section.kind.value,
        label=_(section.kind.label),
        base=_base(section),
        caution=_caution(section),
        columns=_columns(sort) if section.rated else [],
        ranked=[_ranked_row(row, counted) for row in section.rated],
        spreads=_spread_rows(section.levels, counted),
        ticked=[_ticked_row(row, counted) for row in section.chosen],
    )


def _ranked_row(row: RatedRow, counted: Sequence[int]) -> RankedRow:
    labels, measures = _heads(), row.measures
    rank = ""
    if row.rank:
        low, high = row.rank
        rank = str(low) if low == high else f"{low}–{high}"
    return RankedRow(
        key=row.asked.key,
        code=row.item.code,
        text=row.item.text,
        asked=asked_words(row, counted),
        rank=rank,
        is_small=row.is_small,
        is_placed=spot(row) is not None,
        figures=[
            share_figure("struggle", labels["struggle"], measures["struggle_share"]),
            share_figure("importance", labels["importance"], measures["importance"]),
            share_figure("difficulty", labels["difficulty"], measures["difficulty"]),
            score_figure("opportunity", labels["opportunity"], measures["opportunity_difficulty"]),
        ],
    )


def _spread_rows(rows: Sequence[LevelRow], counted: Sequence[int]) -> list[SpreadRow]:
    """Situations, with columns as high as their shares of the highest of all."""
    spreads = [[count / row.n if row.n else 0.0 for count in row.counts] for row in rows]
    full = max((share for shares in spreads for share in shares), default=0.0)
    return [
        _spread_row(row, asked_words(row, counted), shares, full)
        for row, shares in zip(rows, spreads, strict=True)
    ]


def _spread_row(row: LevelRow, asked: str, shares: list[float], full: float) -> SpreadRow:
    columns = charts.columns(shares, full=full)
    return SpreadRow(
        key=row.asked.key,
        code=row.item.code,
        text=row.item.text,
        asked=asked,
        low_anchor=row.item.low_anchor,
        high_anchor=row.item.high_anchor,
        levels=[
            Level(str(level), percent(share), top, height)
            for level, share, (top, height) in zip(LEVELS, shares, columns, strict=True)
        ],
        median=f"{row.median:g}" if row.median is not None else "",
        n=str(row.n),
    )


def _ticked_row(row: ChosenRow, counted: Sequence[int]) -> TickedRow:
    return TickedRow(
        key=row.asked.key,
        code=row.item.code,
        text=row.item.text,
        asked=asked_words(row, counted),
        figure=share_figure("chosen", _("Applies"), row.chosen),
    )
