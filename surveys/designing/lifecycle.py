"""The steps of a survey's life: open, pause, close, archive, bin, and back from each.

Opening freezes what the survey asks. Every other step changes the survey's own row alone, so that
no answer moves. Taken again, a step changes nothing and returns False.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from surveys.designing.candidates import Candidate, candidate_items
from surveys.designing.drafts import (
    DraftChangedError,
    DraftContent,
    chosen,
    copy_journey,
    draft_content,
    draft_of,
    locked_survey,
    survey_items,
    write_items,
)
from surveys.models import Survey, SurveyItem, SurveyRevision
from surveys.shelves import BIN_DAYS, bin_end
from surveys.translating import keep_built_in


class NotOpenableError(Exception):
    """The draft cannot be opened as it is. `gone` names items the catalog no longer has."""

    def __init__(self, gone: tuple[str, ...] = ()) -> None:
        super().__init__(", ".join(gone))
        self.gone = gone


class WrongStatusError(Exception):
    """The survey is not at a stage from which this step can be taken; `stage` says where it is."""

    def __init__(self, stage: str) -> None:
        super().__init__(stage)
        self.stage = stage


class ClosingTimePassedError(Exception):
    """The survey would be closed at once by its closing time, which lies in the past."""


class BinEmptiedError(Exception):
    """The survey was deleted too long ago to be restored."""


@dataclass(frozen=True)
class FreshDraft:
    """A draft as it would be opened now: today's catalog wording, and the items that are gone.

    `content` is what was decided about it, as it is stored.
    """

    revision: SurveyRevision
    content: DraftContent
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
    content = draft_content(survey, draft)
    copy_journey(draft, survey.journey)
    return FreshDraft(draft, content, tuple(chosen(candidates, content.codes)), gone)


def gone_items(draft: SurveyRevision, candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """Code and text of the draft's items that are not among `candidates`. One query."""
    here = {candidate.code for candidate in candidates}
    items = draft.items.order_by("position").values_list("code", "text")
    return tuple(f"{code} {text}" for code, text in items if code not in here)


def open_survey(survey: Survey, *, seen: str | None = None) -> bool:
    """Freeze the draft in today's catalog wording and take answers, now or from `opens_at` on.

    `seen` is the fingerprint of the draft that was shown, None where nobody looked at one. False if
    it was opened already. Raises DraftChangedError when the draft is another by now;
    NotOpenableError when nothing is left to ask or an item has gone from the catalog;
    ClosingTimePassedError; and WrongStatusError when paused or closed.
    """
    with transaction.atomic():
        locked = locked_survey(survey)
        if locked.stage in {Survey.Status.OPEN, Survey.SCHEDULED}:
            return False
        draft = draft_of(locked)
        if locked.status != Survey.Status.DRAFT or draft is None:
            raise WrongStatusError(locked.stage)
        if locked.is_past_closing_time:
            raise ClosingTimePassedError
        fresh = fresh_draft(locked, draft)
        if seen is not None and seen != fresh.content.fingerprint:
            raise DraftChangedError(())
        if fresh.gone or not fresh.candidates:
            raise NotOpenableError(fresh.gone)
        freeze(fresh)
        _write(locked, status=Survey.Status.OPEN)
    return True


def freeze(fresh: FreshDraft) -> None:
    """Open a draft's revision: from here on no catalog, file or release changes what it asks."""
    write_items(fresh.revision, fresh.candidates)
    keep_built_in(fresh.revision, fresh.items)
    fresh.revision.opened_at = timezone.now()
    fresh.revision.save()


def open_now(survey: Survey) -> bool:
    """Open a scheduled survey before its time. WrongStatusError for a draft, paused and closed."""
    return _move(survey, {Survey.SCHEDULED}, Survey.Status.OPEN, opens_at=timezone.now())


def pause_survey(survey: Survey) -> bool:
    """Take no answers for a while. WrongStatusError unless it is open."""
    paused = Survey.Status.PAUSED
    return _move(survey, {Survey.Status.OPEN}, paused, status=paused)


def resume_survey(survey: Survey) -> bool:
    """End a pause. WrongStatusError for a draft, and once closed."""
    opened = Survey.Status.OPEN
    return _move(survey, {Survey.Status.PAUSED}, opened, status=opened)


def close_survey(survey: Survey) -> bool:
    """Take no more answers. WrongStatusError for a draft."""
    closed = Survey.Status.CLOSED
    begun = {Survey.SCHEDULED, Survey.Status.OPEN, Survey.Status.PAUSED}
    return _move(survey, begun, closed, status=closed, closed_at=timezone.now())


def reopen_survey(survey: Survey, *, until: tuple[datetime | None, str] | None = None) -> bool:
    """Take answers again, to what was asked last; an archived survey comes back into the list.

    `until` is a new closing time, or None for by hand, with its zone; wanted where the one there
    is has passed, else ClosingTimePassedError. WrongStatusError for a draft and for a pause.
    """
    with transaction.atomic():
        locked = locked_survey(survey)
        if locked.stage in {Survey.Status.OPEN, Survey.SCHEDULED}:
            return False
        _demand_stage(locked, {Survey.Status.CLOSED})
        if until is not None:
            locked.closes_at, locked.time_zone = until
        if locked.is_past_closing_time:
            raise ClosingTimePassedError
        _write(
            locked,
            status=Survey.Status.OPEN,
            closed_at=None,
            archived_at=None,
            closes_at=locked.closes_at,
            time_zone=locked.time_zone,
        )
    return True


def archive_survey(survey: Survey) -> bool:
    """Put a closed survey out of the list's way. WrongStatusError for any other."""
    with transaction.atomic():
        locked = locked_survey(survey)
        if locked.archived_at:
            return False
        _demand_stage(locked, {Survey.Status.CLOSED})
        _write(locked, archived_at=timezone.now())
    return True


def unarchive_survey(survey: Survey) -> bool:
    """Put it back into the list."""
    with transaction.atomic():
        locked = locked_survey(survey)
        if not locked.archived_at:
            return False
        _write(locked, archived_at=None)
    return True


def bin_survey(survey: Survey) -> bool:
    """Delete a survey that was opened, so that it can be restored. WrongStatusError for a draft."""
    with transaction.atomic():
        locked = Survey.objects.select_for_update().get(pk=survey.pk)
        if locked.deleted_at:
            return False
        if locked.status == Survey.Status.DRAFT:
            raise WrongStatusError(locked.stage)
        _write(locked, deleted_at=timezone.now())
    return True


def restore_survey(survey: Survey) -> bool:
    """Take a survey out of the bin, as it was. Raises BinEmptiedError after BIN_DAYS."""
    with transaction.atomic():
        locked = Survey.objects.select_for_update().get(pk=survey.pk)
        if locked.deleted_at is None:
            return False
        if timezone.now() >= bin_end(locked.deleted_at):
            raise BinEmptiedError
        _write(locked, deleted_at=None)
    return True


def binned_until(slug: str) -> datetime | None:
    """Until when a deleted survey keeps this address; None where none does. One query."""
    survey = Survey.objects.filter(slug=slug, deleted_at__isnull=False).first()
    return bin_end(survey.deleted_at) if survey and survey.deleted_at else None


def surveys_to_remove() -> QuerySet[Survey]:
    """The surveys that have lain in the bin for so long that nobody can restore them."""
    latest = timezone.now() - timedelta(days=BIN_DAYS)
    return Survey.objects.filter(deleted_at__lte=latest).order_by("slug")


def remove_survey(survey: Survey) -> None:
    """Delete one of `surveys_to_remove` for good; its responses must have been erased before.

    One that somebody else has removed meanwhile is no error.
    """
    with transaction.atomic():
        locked = surveys_to_remove().select_for_update().filter(pk=survey.pk).first()
        if locked is not None:
            locked.delete()


def _move(survey: Survey, before: Collection[str], after: str, **fields: object) -> bool:
    """Write these fields at a stage `before`, which makes it `after`; False where it is that."""
    with transaction.atomic():
        locked = locked_survey(survey)
        if locked.stage == after:
            return False
        _demand_stage(locked, before)
        _write(locked, **fields)
    return True


def _demand_stage(survey: Survey, stages: Collection[str]) -> None:
    stage = survey.stage
    if stage not in stages:
        raise WrongStatusError(stage)


def _write(survey: Survey, **fields: object) -> None:
    """Write these fields and no others."""
    for name, value in fields.items():
        setattr(survey, name, value)
    survey.save(update_fields=list(fields))
