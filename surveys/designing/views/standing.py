"""Where a survey stands and what can be done about it next: what its page says at its head."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from surveys.designing.views.schedule import needs_new_end
from surveys.designing.views.sentences import stage_label
from surveys.models import Survey
from surveys.moments import Moment, day_words, moment

DRAFT = Survey.Status.DRAFT.value
SCHEDULED = Survey.SCHEDULED
OPEN = Survey.Status.OPEN.value
PAUSED = Survey.Status.PAUSED.value
CLOSED = Survey.Status.CLOSED.value

# By stage, what its page offers; the first is what most people come for.
STEPS = {
    DRAFT: ("open", "edit", "preview"),
    SCHEDULED: ("times", "open_now", "preview", "close"),
    OPEN: ("results", "preview", "pause", "close"),
    PAUSED: ("resume", "results", "preview", "close"),
    CLOSED: ("results", "preview", "reopen"),
}
# Pages that are only looked at; every other step is a POST.
LINKS = {"edit", "times", "preview", "results"}


@dataclass(frozen=True)
class Step:
    """A button or a link. `seen` goes with it: the fingerprint of the draft that was shown."""

    name: str
    label: str
    url: str
    is_post: bool
    seen: str = ""


@dataclass(frozen=True)
class Standing:
    """The stage in words, its times, the possible steps, and what taking them means.

    `times_link` leads to where the times are set, None at a stage where that is a step.
    """

    stage: str
    label: str
    lead: str
    times: tuple[str, ...]
    times_link: Step | None
    steps: tuple[Step, ...]
    explanation: tuple[str, ...]


@dataclass(frozen=True)
class _Facts:
    """What the sentences are made of; `opens` is None once that time has come."""

    survey: Survey
    stage: str
    opens: Moment | None
    closes: Moment | None
    number: int
    is_new_end_wanted: bool


def standing_of(
    survey: Survey, *, opened_at: datetime | None, number: int, seen: str = ""
) -> Standing:
    """Where the survey stands now.

    It was first opened at `opened_at`; `number` is of the revision that is asked, and `seen` the
    fingerprint of the draft.
    """
    now, zone = timezone.now(), survey.time_zone
    is_ahead = survey.opens_at is not None and survey.opens_at > now
    facts = _Facts(
        survey,
        survey.stage,
        moment(survey.opens_at if is_ahead else None, zone),
        moment(survey.closes_at, zone),
        number,
        needs_new_end(survey),
    )
    stage = facts.stage
    since = max(filter(None, [opened_at, survey.opens_at]), default=now)
    return Standing(
        stage=stage,
        label=stage_label(stage),
        lead=_lead(facts, since),
        times=_times(facts),
        times_link=None if stage in {SCHEDULED, CLOSED} else _step(facts, "times"),
        steps=tuple(_step(facts, name, seen) for name in STEPS[stage]),
        explanation=tuple(_explanation(facts)),
    )


def _lead(facts: _Facts, since: datetime) -> str:
    survey, stage = facts.survey, facts.stage
    if stage == SCHEDULED:
        words = _('Opens on <time datetime="{iso}">{words}</time>. Nobody can answer before.')
        return _dated(words, facts.opens)
    if stage == OPEN:
        return _("Open since %(date)s. Anyone with the link can answer.") % {
            "date": day_words(since, survey.time_zone)
        }
    if stage == CLOSED:
        ended = survey.closed_at or survey.closes_at or since
        return _("Closed since %(date)s. Nobody can answer; everything answered is kept.") % {
            "date": day_words(ended, survey.time_zone)
        }
    if stage == PAUSED:
        return _(
            "Paused. Nobody can answer until you resume it; every answer and every link is kept."
        )
    return _("A draft. Nobody can answer it yet.")


def _times(facts: _Facts) -> tuple[str, ...]:
    if facts.stage == CLOSED:
        return ()
    opens = _dated(_('Set to open on <time datetime="{iso}">{words}</time>.'), facts.opens) or _(
        "Takes answers as soon as you open it."
    )
    closes = _dated(_('Closes on <time datetime="{iso}">{words}</time>.'), facts.closes) or _(
        "Closes when you close it."
    )
    return (opens, closes) if facts.stage == DRAFT else (closes,)


def _dated(words: str, when: Moment | None) -> str:
    """The sentence with its time; empty where there is none."""
    return format_html(words, iso=when["iso"], words=when["words"]) if when else ""


def _step(facts: _Facts, name: str, seen: str = "") -> Step:
    is_set = bool(facts.opens or facts.closes)
    label = {
        "open": _("Schedule survey") if facts.opens else _("Open survey"),
        "edit": _("Edit"),
        "times": _("Change times") if is_set or facts.stage == SCHEDULED else _("Set times"),
        "open_now": _("Open now"),
        "preview": _("Preview"),
        "results": _("Results"),
        "pause": _("Pause"),
        "resume": _("Resume survey"),
        "close": _("Close survey"),
        "reopen": _("Reopen survey"),
    }[name]
    route = "surveys:results" if name == "results" else f"surveys:survey_{name}"
    # Where a new closing time is wanted, reopening leads to a page that asks for it.
    is_post = name not in LINKS and not (name == "reopen" and facts.is_new_end_wanted)
    url = reverse(route, args=[facts.survey.slug])
    return Step(name.replace("_", "-"), label, url, is_post, seen if name == "open" else "")


def _explanation(facts: _Facts) -> Iterable[str]:
    """What the steps of this stage mean for what is asked and for the people who are."""
    if facts.stage == CLOSED:
        yield _(
            "Reopening asks revision %(number)s. People who had not finished can go on where they "
            "stopped, with the revision they began."
        ) % {"number": facts.number}
        if facts.is_new_end_wanted:
            yield _("Its closing time has passed, so reopening asks for a new one, or none.")
        return
    yield {
        DRAFT: _(
            "Opening takes over the catalog’s wording of today and freezes items, scales and "
            "texts for good, so that every answer is an answer to the same question. From then "
            "on anyone with the link can answer."
        ),
        SCHEDULED: _(
            "Its questions are frozen already. People who follow the link read when it opens."
        ),
        OPEN: _(
            "Closing stops new and half-finished responses. Everything answered is kept, and you "
            "can reopen the survey. A pause tells people to come back later."
        ),
        PAUSED: _(
            "People who follow the link read that it is paused and that they can come back later."
        ),
    }[facts.stage]
