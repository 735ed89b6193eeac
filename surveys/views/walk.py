"""Where a respondent stands on the way through a survey."""

from typing import Any

from django.http import Http404
from django.urls import reverse

from surveys import answering
from surveys.answering import GATE_PAGE
from surveys.models import Response, SurveyItem


class Walk:
    """The response, its pages in order, this page and its neighbours. One query to make.

    Raises Http404 for a page the survey does not have. The page of financial metrics exists for
    everyone, so that nothing posted there is lost, but stands at the gate until that is passed.
    """

    def __init__(self, response: Response, token: str, page: str) -> None:
        self.response = response
        self.token = token
        self.page = page
        self.pages = answering.page_items(response.revision)
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
        """What every page of the walk shows. One query."""
        return {
            "survey": self.response.revision.survey,
            "revision": self.response.revision,
            "token": self.token,
            "page_url": reverse("surveys:response_section", args=[self.token, self.page]),
            "save_url": reverse("surveys:answer_save", args=[self.token]),
            "resume_url": resume_url,
            "page_number": str(self.index + 1),
            "n_pages": str(len(self.sequence)),
            "is_first": self.index == 0,
            "n_answered": str(answering.n_answered(self.response)),
            "n_cells": str(answering.n_cells(self.pages, self.sequence)),
        }
