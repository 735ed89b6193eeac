"""The ways to rank rated items: what each is called, how it is reckoned, what it needs asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from surveys.questions import DIFFICULTY, IMPORTANCE, QUESTION, RATED, SATISFACTION, Question

Words = str | Promise


@dataclass(frozen=True)
class Method:
    """One way to rank rated items: its name, its formula, and what it says in a sentence.

    It is left out for items that were not asked everything it `needs`. Its figures run from 0 to
    `full`; those to 1 are shares. `word` names it in addresses. `head` is what fits above its
    column on the results page; without one it has no column there.
    """

    value: str
    label: Words
    formula: str
    meaning: Words
    needs: tuple[str, ...]
    word: str
    head: Words = ""
    full: float = 1.0

    def fits(self, asks: Iterable[str]) -> bool:
        """Whether these questions are all that it needs."""
        return {*self.needs} <= {*asks}


def _share(question: Question) -> Method:
    """The share of a question's top box."""
    formula, meaning = _SHARES.get(
        question.code, ("top box ÷ n", _("The share that chose the top of the scale."))
    )
    label = gettext_lazy(question.label)
    word = question.code
    return Method(question.code, label, formula, meaning, (question.code,), word, head=label)


_SHARES: dict[str, tuple[str, Words]] = {
    IMPORTANCE: ("I = important ÷ n", _("The share that call it important.")),
    DIFFICULTY: ("D = difficult ÷ n", _("The share that call it difficult.")),
    SATISFACTION: ("S = satisfied ÷ n", _("The share that are satisfied with it.")),
}
_PAIR = (IMPORTANCE, DIFFICULTY)
STRUGGLE_SHARE = Method(
    "struggle_share",
    _("Struggle share"),
    "J = important and difficult ÷ n",
    _("Of the people who rated both, the share that call it important and difficult."),
    needs=_PAIR,
    word="struggle",
    head=_("Struggle share"),
)
_OPPORTUNITY_BY_DIFFICULTY = Method(
    "opportunity_difficulty",
    _("Opportunity score for difficulty"),
    "O = I + max(I − (10 − D), 0)",
    _(
        "From 0 to 20, with I and D as shares on 0 to 10. It counts importance twice; "
        "whoever answered neutral counts as served."
    ),
    needs=_PAIR,
    word="opportunity",
    head=_("Opportunity"),
    full=20,
)
_PRODUCT = Method(
    "product",
    _("Importance × difficulty"),
    "P = I × D ÷ 10",
    _("From 0 to 10. It does not ask whether the same people gave both answers."),
    needs=_PAIR,
    word="product",
    full=10,
)
_RANK_SUM = Method(
    "rank_sum",
    _("Rank sum"),
    "RS = 1 + 99 × (2N − rI − rD) ÷ (2N − 2)",
    _("From 1 to 100: the ranks by importance and by difficulty, taken together."),
    needs=_PAIR,
    word="rank_sum",
    full=100,
)

METHODS: Mapping[str, Method] = {
    method.value: method
    for method in (
        STRUGGLE_SHARE,
        *(_share(question) for question in QUESTION.values() if question.layout == RATED),
        _OPPORTUNITY_BY_DIFFICULTY,
        _PRODUCT,
        _RANK_SUM,
    )
}
METHOD_OF_WORD: Mapping[str, Method] = {method.word: method for method in METHODS.values()}
DEFAULT_METHOD = STRUGGLE_SHARE.value
