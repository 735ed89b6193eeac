"""Which revisions' answers count, in words: one's, or those of all pooled."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys.analysing.results import ResultRow, SurveyResults


@dataclass(frozen=True)
class RevisionChoice:
    """A choice of whose answers count; without a number, everybody's."""

    label: str
    number: int | None
    is_current: bool


def revision_choices(results: SurveyResults) -> list[RevisionChoice]:
    """All revisions pooled, and each alone; nothing where a survey has only one."""
    if len(results.opened) < 2:
        return []
    return [RevisionChoice(_("All revisions"), None, results.is_pooled)] + [
        RevisionChoice(
            _("Revision %(number)s") % {"number": number}, number, results.counted == (number,)
        )
        for number in results.opened
    ]


def pooling_words(results: SurveyResults) -> str:
    """What the chosen way of counting means; nothing where a survey has only one revision."""
    if len(results.opened) < 2:
        return ""
    if not results.is_pooled:
        number = results.counted[0]
        return _("Only answers to revision %(number)s count here.") % {"number": number}
    return _(
        "Revisions %(numbers)s are counted together. An item counts everyone who was asked it in "
        "the same words and on the same scale; asked otherwise, it has a row of its own. Where "
        "some were not asked, fewer people stand behind a figure."
    ) % {"numbers": _numbers(results.counted)}


def revision_words(row: ResultRow, counted: Sequence[int]) -> str:
    """Which of the `counted` revisions a row is about, and of how many people; nothing for all."""
    own = row.pooled.revisions
    if own == tuple(counted):
        return ""
    people = ngettext("%(n)s person", "%(n)s people", row.n_base) % {"n": row.n_base}
    values = {"numbers": _numbers(own), "people": people}
    if row.pooled.is_reworded:
        words = ngettext(
            "as asked in revision %(numbers)s, %(people)s",
            "as asked in revisions %(numbers)s, %(people)s",
            len(own),
        )
    else:
        words = ngettext(
            "asked in revision %(numbers)s only, %(people)s",
            "asked in revisions %(numbers)s only, %(people)s",
            len(own),
        )
    return words % values


def _numbers(numbers: Sequence[int]) -> str:
    """`1, 2 and 3`."""
    return str(get_text_list([str(number) for number in numbers], _("and")))
