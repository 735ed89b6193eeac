"""Opening, closing and reopening. Opening freezes what the survey asks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from surveys.models import Survey, SurveyItem, SurveyRevision
from surveys.publishing.candidates import Candidate, candidate_items
from surveys.publishing.drafts import chosen, copy_journey, draft_of, survey_items, write_items


class NotOpenableError(Exception):
    """The draft cannot be opened as it is. `gone` names items the catalog no longer has."""

    def __init__(self, gone: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(gone))
        self.gone = gone


class WrongStatusError(Exception):
    """The survey is not in a state from which this step can be taken."""


@dataclass(frozen=True)
class FreshDraft:
    """A draft as it would be opened now: today's catalog wording, and the items that are gone."""

    revision: SurveyRevision
    candidates: tuple[Candidate, ...]
    gone: tuple[str, ...]

    @property
    def items(self) -> list[SurveyItem]:
        """Unsaved items in today's wording."""
        return survey_items(self.revision, self.candidates)


def fresh_draft(survey: Survey, draft: SurveyRevision) -> FreshDraft:
    """What opening `draft` now would ask. Writes nothing."""
    candidates = candidate_items(survey.journey, wording=draft.wording)
    gone = gone_items(draft, candidates)
    codes = draft.items.values_list("code", flat=True)
    copy_journey(draft, survey.journey)
    return FreshDraft(draft, tuple(chosen(candidates, codes)), gone)


def gone_items(draft: SurveyRevision, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Code and text of the draft's items that are not among `candidates`. One query."""
    here = {candidate.code for candidate in candidates}
    items = draft.items.order_by("position").values_list("code", "text")
    return tuple(f"{code} {text}" for code, text in items if code not in here)


def open_survey(survey: Survey) -> bool:
    """Freeze the draft in today's catalog wording and take answers. False if it was open already.

    Raises NotOpenableError when nothing is left to ask or an item has gone from the catalog, and
    WrongStatusError for a closed survey.
    """
    with transaction.atomic():
        locked = Survey.objects.select_for_update().get(pk=survey.pk)
        if locked.status == Survey.Status.OPEN:
            return False
        draft = draft_of(locked)
        if locked.status != Survey.Status.DRAFT or draft is None:
            raise WrongStatusError(locked.status)
        fresh = fresh_draft(locked, draft)
        if fresh.gone or not fresh.candidates:
            raise NotOpenableError(fresh.gone)
        write_items(fresh.revision, fresh.candidates)
        fresh.revision.opened_at = timezone.now()
        fresh.revision.save()
        locked.status = Survey.Status.OPEN
        locked.save(update_fields=["status"])
    return True


def close_survey(survey: Survey) -> bool:
    """Take no more answers. False if it was closed already. Raises WrongStatusError for a draft."""
    with transaction.atomic():
        locked = Survey.objects.select_for_update().get(pk=survey.pk)
        if locked.status == Survey.Status.DRAFT:
            raise WrongStatusError(locked.status)
        if locked.status == Survey.Status.CLOSED:
            return False
        locked.status = Survey.Status.CLOSED
        locked.closed_at = timezone.now()
        locked.save(update_fields=["status", "closed_at"])
    return True


def reopen_survey(survey: Survey) -> bool:
    """Take answers again, to the same questions. False if open. WrongStatusError for a draft."""
    with transaction.atomic():
        locked = Survey.objects.select_for_update().get(pk=survey.pk)
        if locked.status == Survey.Status.DRAFT:
            raise WrongStatusError(locked.status)
        if locked.status == Survey.Status.OPEN:
            return False
        locked.status = Survey.Status.OPEN
        locked.closed_at = None
        locked.save(update_fields=["status", "closed_at"])
    return True
