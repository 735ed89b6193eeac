"""Where a respondent stands on the way through a survey."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.html import conditional_escape

from surveys.models import Response, SurveyItem
from surveys.responding import answering, languages, ordering, progress
from surveys.responding.answering import GATE_PAGE, REVIEW_PAGE


class Walk:
    """The response, its pages in order, this page and its neighbours. One query to make.

    Raises Http404 for a page the survey does not have. The page of financial metrics exists for
    everyone, so that nothing posted there is lost, but stands at the gate until that is passed.
    """

    def __init__(self, response: Response, token: str, page: str) -> None:
        self.response = response
        self.token = token
        self.page = page
        self.pages = ordering.page_items(response.revision, response.order_shown)
        if page not in self.sequence and page not in self.pages:
            raise Http404

    @property
    def sequence(self) -> list[str]:
        """The pages this person walks, as the gate stands now."""
        return answering.page_sequence(self.pages, decision_maker=self.response.decision_maker)

    @property
    def index(self) -> int:
        """This page's place in the sequence, from 0."""
        return self.sequence.index(self.page if self.page in self.sequence else GATE_PAGE)

    @property
    def items(self) -> list[SurveyItem]:
        """This page's items."""
        return self.pages[self.page]

    @property
    def previous(self) -> str:
        """The page before this one; the first page is before itself."""
        return self.sequence[max(self.index - 1, 0)]

    @property
    def next(self) -> str:
        """The page after this one."""
        return self.sequence[min(self.index + 1, len(self.sequence) - 1)]

    def context(self, *, resume_url: str) -> dict[str, Any]:
        """What every page of the walk shows, in the person's language. A query or two.

        Draw items only afterwards: this is where their texts are put into that language.
        """
        shown = self.pages if self.page == REVIEW_PAGE else [self.page]
        items = [item for page in shown for item in self.pages.get(page, [])]
        languages.localize(self.response, items)
        return {
            "survey": self.response.revision.survey,
            "revision": self.response.revision,
            "token": self.token,
            "page_url": reverse("surveys:response_section", args=[self.token, self.page]),
            "save_url": conditional_escape(reverse("surveys:answer_save", args=[self.token])),
            "resume_url": resume_url,
            "page_number": str(self.index + 1),
            "n_pages": str(len(self.sequence)),
            "is_first": self.index == 0,
            "n_answered": str(progress.n_answered(self.response)),
            "n_cells": str(answering.n_cells(self.pages, self.sequence)),
        }


def where_to_go_on(response: Response) -> tuple[str, str]:
    """The page that a person who comes back is led to, and the item on it, or no item.

    The first question left open on the pages shown to them (decision 0011): one that was passed
    with Next is skipped, not open. With none, the last page shown. Three queries.
    """
    pages = ordering.page_items(response.revision, response.order_shown)
    sequence = answering.page_sequence(pages, decision_maker=response.decision_maker)
    shown = [page for page in sequence if page in response.pages_shown] or sequence[:1]
    blank = {save.item.pk for save in answering.blanks_shown(response)}
    found = (
        (page, item.code) for page in shown for item in pages.get(page, []) if item.pk in blank
    )
    return next(found, (shown[-1], ""))
