"""What is kept of a response's times, and how quick is too quick.

A response is timed by the server's clock, from the start to the first time it is sent. Of an
anonymous survey nothing finer than the day stays, and of the time between no seconds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys import questions
from surveys.models import Response
from surveys.moments import day_of

FAST_FLAG = "fast"
# Speeders are commonly those below 40 % of the median time. While a survey is in the field its
# median is not known, so the quick end of the published pace of rating stands for it.
FAST_SHARE = 0.4
FAST_SECONDS_PER_RATING = FAST_SHARE * questions.SECONDS_PER_RATING[0]


@dataclass(frozen=True)
class KeptTimes:
    """A submitted response's times as they are stored; `duration_s` is None if unknown."""

    started_at: datetime
    submitted_at: datetime
    duration_s: int | None


def kept_times(started_at: datetime, submitted_at: datetime, *, is_anonymous: bool) -> KeptTimes:
    """The times of a response sent at `submitted_at`, coarse for an anonymous survey.

    A clock set back meanwhile makes 0 seconds. A start of which only the day is left, as `purge`
    leaves it in an anonymous survey, says nothing of how long it took.
    """
    seconds = max(int((submitted_at - started_at).total_seconds()), 0)
    if not is_anonymous:
        return KeptTimes(started_at, submitted_at, seconds)
    is_unknown = started_at == day_of(started_at)
    minutes = (seconds + 30) // 60
    return KeptTimes(day_of(started_at), day_of(submitted_at), None if is_unknown else minutes * 60)


def mark_submitted(response: Response, *, now: datetime, n_answered: int) -> None:
    """Set status, times and flags of a response that is sent now; nothing is saved.

    Sent again after changes, it keeps the times and flags of the first time.
    """
    response.status = Response.Status.SUBMITTED
    if response.submitted_at is not None:
        return
    if is_too_fast(now - response.started_at, n_answered):
        response.flags = [*response.flags, FAST_FLAG]
    is_anonymous = response.revision.survey.is_anonymous
    kept = kept_times(response.started_at, now, is_anonymous=is_anonymous)
    response.started_at, response.submitted_at = kept.started_at, kept.submitted_at
    response.duration_s = kept.duration_s


def is_too_fast(taken: timedelta, n_answered: int) -> bool:
    """Whether nobody reads and answers so many cells in that time; never if a clock went back."""
    return timedelta(0) <= taken < timedelta(seconds=n_answered * FAST_SECONDS_PER_RATING)
