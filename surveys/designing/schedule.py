"""When a survey opens and closes by itself."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from surveys.designing.drafts import locked_survey
from surveys.designing.lifecycle import WrongStatusError
from surveys.models import Survey


@dataclass(frozen=True)
class Times:
    """A survey's times, None for by hand; `time_zone` is that in which they are written."""

    opens_at: datetime | None
    closes_at: datetime | None
    time_zone: str

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that differ when anything of it differs."""
        moments = [when and when.timestamp() for when in (self.opens_at, self.closes_at)]
        return hashlib.sha256(repr((moments, self.time_zone)).encode()).hexdigest()[:16]


class TimesChangedError(Exception):
    """The times are no longer what the editor was shown. `stored` is what they are."""

    def __init__(self, stored: Times) -> None:
        super().__init__(stored)
        self.stored = stored


def times_of(survey: Survey) -> Times:
    """The survey's times as they are stored."""
    return Times(survey.opens_at, survey.closes_at, survey.time_zone)


def has_opened(stage: str) -> bool:
    """Whether the opening time is history at this stage, and stays as it is."""
    return stage not in {Survey.Status.DRAFT, Survey.SCHEDULED}


def change_times(*, survey: Survey, times: Times, seen: str) -> bool:
    """Write `times`; `seen` is the fingerprint of what the editor was shown. False for no change.

    Raises TimesChangedError when they have changed since, and WrongStatusError once the survey is
    closed, for a new opening time once it has opened, and for none while it is scheduled: that
    would open it.
    """
    with transaction.atomic():
        locked = locked_survey(survey)
        stored, stage = times_of(locked), locked.stage
        if stage == Survey.Status.CLOSED:
            raise WrongStatusError(stage)
        if stored == times:
            return False
        if stored.fingerprint != seen:
            raise TimesChangedError(stored)
        if has_opened(stage) and times.opens_at != stored.opens_at:
            raise WrongStatusError(stage)
        if stage == Survey.SCHEDULED and times.opens_at is None:
            raise WrongStatusError(stage)
        locked.opens_at, locked.closes_at = times.opens_at, times.closes_at
        locked.time_zone = times.time_zone
        locked.save(update_fields=["opens_at", "closes_at", "time_zone"])
    return True
