"""What is asked of a survey's results: one query, whether a page, a file or a command asks it.

`ResultsQuery` is the state, `ResultsQueryForm` reads it from an address, `parameters` writes it
there. Links are made of `parameters` with `{% querystring %}`.

Filters (situation, screener, parameter, language, flag, date) and a saved segment have their place
in all four: a field of the query that says nothing by default; a field of the form, which gives it
to `query`; a word of `scope`; and `counted_revisions`' neighbour that narrows responses, used by
`results` and `exports` alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import forms

from surveys import questions
from surveys.analysing.methods import DEFAULT_METHOD, METHOD_OF_WORD, METHODS, Method
from surveys.models import Survey, SurveyRevision

BY_RANK, CATALOG_ORDER = "rank", "catalog"

# An address's parameters by name.
Parameters = dict[str, str | int]


@dataclass(frozen=True)
class ResultsQuery:
    """Whose answers to which items, and how the items are ranked and put in order.

    `revision` None are all opened ones, pooled; `section` is a kind's value, empty for all.
    """

    revision: int | None = None
    section: str = ""
    method: str = DEFAULT_METHOD
    order: str = BY_RANK

    def covers(self, kind: str) -> bool:
        """Whether items of this kind are asked for."""
        return self.section in {"", kind}

    @property
    def ranking(self) -> Method:
        """The method that ranks. KeyError for an unknown one."""
        return METHODS[self.method]

    @property
    def sort(self) -> str:
        """The one word for method and order by which addresses and the page's links go."""
        return CATALOG_ORDER if self.order == CATALOG_ORDER else self.ranking.word

    @property
    def scope(self) -> Parameters:
        """Of `parameters`, what chooses answers and items: all that a file of answers needs."""
        said = {"revision": self.revision, "section": self.section}
        return {name: value for name, value in said.items() if value}

    @property
    def parameters(self) -> Parameters:
        """Its state as an address carries it, from which the form makes an equal query."""
        has_own_method = self.order == CATALOG_ORDER and self.method != DEFAULT_METHOD
        method: Parameters = {"method": self.method} if has_own_method else {}
        return {"sort": self.sort, **self.scope, **method}


class ResultsQueryForm(forms.Form):
    """Reads an address. A parameter that makes no sense is as if it were not there."""

    sort = forms.ChoiceField(
        choices=[(word, word) for word in (*METHOD_OF_WORD, CATALOG_ORDER)], required=False
    )
    revision = forms.IntegerField(min_value=1, required=False)
    section = forms.ChoiceField(
        choices=[(kind.value, kind.label) for kind in questions.KINDS], required=False
    )
    # Only beside the questionnaire's order, where `sort` does not say what ranks.
    method = forms.ChoiceField(
        choices=[(method.value, method.label) for method in METHODS.values()], required=False
    )

    @property
    def query(self) -> ResultsQuery:
        """What the address asks."""
        self.full_clean()
        said = {name: value for name, value in self.cleaned_data.items() if value}
        sort = said.pop("sort", "")
        if sort == CATALOG_ORDER:
            said["order"] = CATALOG_ORDER
        elif sort:
            said["method"] = METHOD_OF_WORD[sort].value
        return ResultsQuery(**said)


class NoSuchRevisionError(LookupError):
    """The survey has no opened revision of this number."""


def counted_revisions(
    survey: Survey, query: ResultsQuery
) -> tuple[list[SurveyRevision], list[SurveyRevision]]:
    """The opened revisions, oldest first, and those of them that count. One query.

    NoSuchRevisionError where the query names one that was not opened.
    """
    opened = list(survey.revisions.exclude(opened_at=None).order_by("number"))
    counted = [one for one in opened if query.revision in {None, one.number}]
    if query.revision is not None and not counted:
        raise NoSuchRevisionError(query.revision)
    return opened, counted
