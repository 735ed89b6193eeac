"""How long a survey is for one respondent, and what is unwise about it. No database.

The pace is `questions.minutes`. Research platforms refuse surveys of more than 45 minutes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from surveys import questions

LONG_MINUTES = 25
REFUSED_MINUTES = 45
MANY_SITUATIONS = 15


@dataclass(frozen=True)
class SectionLength:
    """One section's share: its items and the ratings they ask for."""

    label: str
    n_items: int
    n_ratings: int


@dataclass(frozen=True)
class SurveyLength:
    """What one respondent is asked. `n_gated` of the ratings wait behind the purchase decision."""

    sections: tuple[SectionLength, ...]
    n_items: int
    n_ratings: int
    n_gated: int
    warnings: tuple[str, ...]

    @property
    def minutes(self) -> tuple[int, int]:
        """Least and most whole minutes for everything."""
        return questions.minutes(self.n_ratings)

    @property
    def minutes_ungated(self) -> tuple[int, int]:
        """Least and most whole minutes for someone who does not decide about the purchase."""
        return questions.minutes(self.n_ratings - self.n_gated)


def survey_length(counts: Mapping[str, int]) -> SurveyLength:
    """The length of a survey with `counts` items per kind; kinds left out count none."""
    sections = tuple(
        SectionLength(_(kind.label), n_items, n_items * len(kind.questions))
        for kind in questions.KINDS
        if (n_items := counts.get(kind.value, 0))
    )
    n_ratings = sum(section.n_ratings for section in sections)
    gated = questions.KIND[questions.FINANCIAL_METRICS]
    return SurveyLength(
        sections=sections,
        n_items=sum(section.n_items for section in sections),
        n_ratings=n_ratings,
        n_gated=counts.get(gated.value, 0) * len(gated.questions),
        warnings=tuple(_warnings(counts, questions.minutes(n_ratings)[1])),
    )


def _warnings(counts: Mapping[str, int], minutes: int) -> list[str]:
    found = (
        _too_long(minutes),
        _many_situations(counts.get(questions.SITUATIONS, 0)),
        _gated(counts),
        _unrated(counts),
    )
    return [warning for warning in found if warning]


def _too_long(minutes: int) -> str:
    if minutes > REFUSED_MINUTES:
        return _(
            "Over %(limit)s minutes: survey panels refuse this and few people finish. "
            "Split it into two surveys, or keep the items that stakeholders argue about."
        ) % {"limit": REFUSED_MINUTES}
    if minutes > LONG_MINUTES:
        return _(
            "Over %(limit)s minutes: expect many people to stop half-way. "
            "Drop items that say nearly the same."
        ) % {"limit": LONG_MINUTES}
    return ""


def _many_situations(n: int) -> str:
    if n <= MANY_SITUATIONS:
        return ""
    return ngettext(
        "%(n)s situation: they come before the ratings; more than %(limit)s tire people.",
        "%(n)s situations: they come before the ratings; more than %(limit)s tire people.",
        n,
    ) % {"n": n, "limit": MANY_SITUATIONS}


def _gated(counts: Mapping[str, int]) -> str:
    if not counts.get(questions.FINANCIAL_METRICS):
        return ""
    return _(
        "Financial metrics are asked only of people who say that they decide about the "
        "purchase. Invite enough of them: these results have a base of their own."
    )


def _unrated(counts: Mapping[str, int]) -> str:
    is_rated = any(counts.get(kind.value) for kind in questions.KINDS if kind.is_rated)
    if is_rated or not sum(counts.values()):
        return ""
    return _("Nothing here is rated by importance and difficulty: no ranking.")
