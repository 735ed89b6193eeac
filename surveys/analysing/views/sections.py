"""A section of the results page: one kind's items in a table, and who is counted in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import questions, scoring
from surveys.analysing import charts
from surveys.analysing.query import CATALOG_ORDER, ResultsQuery
from surveys.analysing.results import ResultSection, SurveyResults
from surveys.analysing.views.items import ShownItem, column_methods, shown_items

TEMPLATES = {
    questions.RATED: "analysing/_ranking.html",
    questions.LEVELS: "analysing/_spreads.html",
    questions.TICKS: "analysing/_ticked.html",
}


@dataclass(frozen=True)
class SortChoice:
    """An order of the rows: `head` is what fits above its column, `sort` the address's word."""

    sort: str
    label: str
    head: str
    is_current: bool


@dataclass(frozen=True)
class ShownSection:
    """One kind's table, drawn by `template`. `base` says who is counted, `caution` what to mind."""

    kind: str
    label: str
    base: str
    caution: str
    template: str
    sorts: list[SortChoice]
    items: list[ShownItem]


def shown_section(
    section: ResultSection, results: SurveyResults, marks: Mapping[str, charts.LandscapeMark]
) -> ShownSection:
    """A section's table. `marks` are the landscape's by the keys of its items."""
    return ShownSection(
        kind=section.kind.value,
        label=_(section.kind.label),
        base=_base(section),
        caution=_caution(section) if section.is_ranked else "",
        template=TEMPLATES[section.kind.layout],
        sorts=_column_sorts([section], results.query) if section.is_ranked else [],
        items=shown_items(section, results.counted, marks),
    )


def sort_choices(results: SurveyResults) -> list[SortChoice]:
    """What rated items can be sorted by: each column, and the questionnaire's order.

    Nothing where none are rated.
    """
    columns = _column_sorts(results.sections, results.query)
    if not columns:
        return []
    catalog = _("Questionnaire order")
    is_current = results.query.order == CATALOG_ORDER
    return [*columns, SortChoice(CATALOG_ORDER, catalog, catalog, is_current)]


def _column_sorts(sections: Sequence[ResultSection], query: ResultsQuery) -> list[SortChoice]:
    return [
        SortChoice(method.word, str(method.label), str(method.head), method.word == query.sort)
        for method in column_methods(sections)
    ]


def _base(section: ResultSection) -> str:
    if section.is_for_decision_makers:
        return _(
            "Counts only people who make the purchase decision: %(n_base)s of %(n)s who answered."
        ) % {"n_base": section.n_base, "n": section.n_asked}
    return ngettext(
        "%(n)s person was shown this.", "%(n)s people were shown this.", section.n_base
    ) % {"n": section.n_base}


def _caution(section: ResultSection) -> str:
    n_small = sum(row.is_small for row in section.rows)
    if not n_small:
        return ""
    if n_small == len(section.rows):
        return _(
            "Fewer than %(n)s people rated each of these: read the figures as hints, not results."
        ) % {"n": scoring.MIN_N}
    return _("Fewer than %(n)s people rated the items in grey: read those figures as hints.") % {
        "n": scoring.MIN_N
    }
