"""Where a respondent stands on the way through a survey."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.html import conditional_escape

from surveys.models import Response, SurveyItem
from surveys.responding import answering, assignment, languages
from surveys.responding.assignment import GATE_PAGE, REVIEW_PAGE, AskedCell, assignment_of


class Walk:
    """The response, what it is asked, this page and its neighbours. One query to make.

    Raises Http404 for a page the person is not asked. The page of financial metrics exists for
    everyone, so that nothing posted there is lost, but stands at the gate until that is passed.
    """

    def __init__(self, response: Response, token: str, page: str) -> None:
        self.response = response
        self.token = token
        self.page = page
        self.given = assignment_of(response)
        if page not in self.given.walked and page not in self.given.pages:
            raise Http404

    @property
    def index(self) -> int:
        """This page's place on the walk, from 0."""
        walked = self.given.walked
        return walked.index(self.page if self.page in walked else GATE_PAGE)

    @property
    def items(self) -> Sequence[SurveyItem]:
        """This page's items."""
        return self.given.pages[self.page]

    @property
    def cells(self) -> list[AskedCell]:
        """This page's cells."""
        return self.given.cells([self.page])

    @property
    def previous(self) -> str:
        """The page before this one; the first page is before itself."""
        return self.given.walked[max(self.index - 1, 0)]

    @property
    def next(self) -> str:
        """The page after this one."""
        walked = self.given.walked
        return walked[min(self.index + 1, len(walked) - 1)]

    def passes_the_gate(self, *, decision_maker: bool) -> None:
        """Go on as the person has answered at the gate."""
        self.response.decision_maker = decision_maker
        self.given = self.given.at_the_gate(decision_maker=decision_maker)

    def context(self, *, resume_url: str) -> dict[str, Any]:
        """What every page of the walk shows, in the person's language. A query or two.

        Draw items only afterwards: this is where their texts are put into that language.
        """
        items = (
            self.given.items if self.page == REVIEW_PAGE else self.given.pages.get(self.page, ())
        )
        languages.localize(self.response, items)
        return {
            "survey": self.response.revision.survey,
            "revision": self.response.revision,
            "token": self.token,
            "page_url": reverse("surveys:response_section", args=[self.token, self.page]),
            "save_url": conditional_escape(reverse("surveys:answer_save", args=[self.token])),
            "resume_url": resume_url,
            "page_number": str(self.index + 1),
            "n_pages": str(len(self.given.walked)),
            "is_first": self.index == 0,
            "n_answered": str(assignment.n_answered(self.response)),
            "n_cells": str(self.given.n_cells),
        }


def where_to_go_on(response: Response) -> tuple[str, str]:
    """The page that a person who comes back is led to, and the item on it, or no item.

    The first question left open on the pages shown to them (decision 0011): one that was passed
    with Next is skipped, not open. With none, the last page shown. Two queries.
    """
    given = assignment_of(response)
    shown = [page for page in given.walked if page in response.pages_shown] or given.walked[:1]
    blank = {save.item.pk for save in answering.blanks_shown(response, given)}
    found = (
        (page, item.code)
        for page in shown
        for item in given.pages.get(page, ())
        if item.pk in blank
    )
    return next(found, (shown[-1], ""))
