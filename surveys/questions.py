"""What a survey asks of each kind of item, and on which scale: data, no database.

A cell is one question about one item; its name in forms and in the wide CSV is
`<code>_<question>`, e.g. `EMO01_importance`. Values are small integers from 1.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

IMPORTANCE = "importance"
DIFFICULTY = "difficulty"
SATISFACTION = "satisfaction"
FREQUENCY = "frequency"
LEVEL = "level"
CHOSEN = "chosen"
QUESTIONS = (IMPORTANCE, DIFFICULTY, SATISFACTION, FREQUENCY, LEVEL, CHOSEN)

ANSWERED = "answered"
NOT_APPLICABLE = "not_applicable"
SKIPPED = "skipped"
CLEARED = "cleared"
STATES = (ANSWERED, NOT_APPLICABLE, SKIPPED, CLEARED)
# In these a person has said something.
HOLDING_STATES = (ANSWERED, NOT_APPLICABLE)

NOT_APPLICABLE_CODE = "na"
SITUATION_POINTS = 5
CHOSEN_NO, CHOSEN_YES = 1, 2

PERFORMANCE_METRICS = "performance_metrics"
IDEAL_STATES = "ideal_states"
SITUATIONS = "situations"
EMOTIONAL_JOBS = "emotional_jobs"
SOCIAL_JOBS = "social_jobs"
FINANCIAL_METRICS = "financial_metrics"
CONTEXTS = "contexts"
RELATED_JOBS = "related_jobs"


def gettext_noop(text: str) -> str:
    """Mark a text for translation where it is declared; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class Kind:
    """How one kind of item is asked.

    `questions` are its cells in order. `importance_lead` and `difficulty_lead` are what the item's
    text reads on after; empty for kinds that are not rated on those scales. `is_gated` items are
    asked only of people who say that they make the purchase decision.
    """

    value: str
    label: str
    questions: tuple[str, ...]
    importance_lead: str = ""
    difficulty_lead: str = ""
    is_gated: bool = False

    @property
    def is_rated(self) -> bool:
        """Whether items of this kind are rated by importance and difficulty."""
        return self.questions == (IMPORTANCE, DIFFICULTY)


_ABLE_TO = gettext_noop("How important is it that you are able to…")
_FOR_YOU_TO = gettext_noop("How difficult is it for you to…")
_RATED = (IMPORTANCE, DIFFICULTY)

# In the order in which a respondent meets them: the situation of the last time first, money last.
KINDS: tuple[Kind, ...] = (
    Kind(CONTEXTS, gettext_noop("Contexts"), (CHOSEN,)),
    Kind(SITUATIONS, gettext_noop("Situations"), (LEVEL,)),
    Kind(PERFORMANCE_METRICS, gettext_noop("Performance metrics"), _RATED, _ABLE_TO, _FOR_YOU_TO),
    Kind(
        IDEAL_STATES,
        gettext_noop("Ideal states"),
        _RATED,
        gettext_noop("How important is it that…"),
        gettext_noop("How difficult is it to reach this:"),
    ),
    Kind(EMOTIONAL_JOBS, gettext_noop("Emotional jobs"), _RATED, _ABLE_TO, _FOR_YOU_TO),
    Kind(SOCIAL_JOBS, gettext_noop("Social jobs"), _RATED, _ABLE_TO, _FOR_YOU_TO),
    Kind(RELATED_JOBS, gettext_noop("Related jobs"), (CHOSEN,)),
    Kind(
        FINANCIAL_METRICS,
        gettext_noop("Financial metrics"),
        _RATED,
        _ABLE_TO,
        _FOR_YOU_TO,
        is_gated=True,
    ),
)
KIND: Mapping[str, Kind] = {kind.value: kind for kind in KINDS}

GATED_KINDS = tuple(kind.value for kind in KINDS if kind.is_gated)


def page_name(section: str, part: int) -> str:
    """The page of a section's part, from 1: `emotional_jobs`, then `emotional_jobs-2`.

    A section is a kind, or the step of performance metrics; neither has a hyphen.
    """
    return section if part == 1 else f"{section}-{part}"


def section_of(page: str) -> str:
    """The section that a page is a part of."""
    return page.partition("-")[0]


def part_of(page: str, pages: Iterable[str]) -> tuple[int, int]:
    """Which part of its section `page` is, from 1, and how many parts `pages` have of it."""
    section = section_of(page)
    parts = [other for other in pages if section_of(other) == section]
    return parts.index(page) + 1, len(parts)


# A scale is its labels from 1 up; the last point is the top box on three points, the last two on
# five (domain formula F1).
Scales = dict[str, list[str]]

SCALE_PRESETS: Mapping[str, Scales] = {
    "3": {
        IMPORTANCE: [
            gettext_noop("Not important"),
            gettext_noop("Neutral"),
            gettext_noop("Important"),
        ],
        DIFFICULTY: [
            gettext_noop("Not difficult"),
            gettext_noop("Neutral"),
            gettext_noop("Difficult"),
        ],
    },
    "5": {
        IMPORTANCE: [
            gettext_noop("Not at all important"),
            gettext_noop("Slightly important"),
            gettext_noop("Somewhat important"),
            gettext_noop("Very important"),
            gettext_noop("Extremely important"),
        ],
        DIFFICULTY: [
            gettext_noop("Not at all difficult"),
            gettext_noop("Slightly difficult"),
            gettext_noop("Somewhat difficult"),
            gettext_noop("Very difficult"),
            gettext_noop("Extremely difficult"),
        ],
    },
}


def default_scales() -> Scales:
    """The seeds' two three-point scales, as a fresh copy."""
    return {question: list(labels) for question, labels in SCALE_PRESETS["3"].items()}


def n_points(question: str, scales: Mapping[str, Sequence[str]]) -> int:
    """How many points `question` has: its scale's labels, 5 for a situation, 2 for a tick."""
    if question == LEVEL:
        return SITUATION_POINTS
    if question == CHOSEN:
        return CHOSEN_YES
    return len(scales[question])


def top_values(question: str, scales: Mapping[str, Sequence[str]]) -> range:
    """The values in the top box: the top point of three, the top two of five (F1)."""
    points = n_points(question, scales)
    return range(points - (1 if points >= SITUATION_POINTS else 0), points + 1)


def code_offset(question: str) -> int:
    """What a stored value is above its code in forms and exports: 1 for ticks (0/1), else 0."""
    return 1 if question == CHOSEN else 0


def cell_name(code: str, question: str) -> str:
    """The form field and wide-CSV column of one question about one item."""
    return f"{code}_{question}"


# What a new survey says to respondents until somebody writes something else.
WELCOME = (
    "Thank you for taking part. We would like to know what matters to you %(doing)s, and "
    "what is hard about it. There are no right or wrong answers: think of the last time "
    "you did it. You may leave out whatever you cannot judge."
)
WELCOME_WITHOUT_JOB = gettext_noop(
    "Thank you for taking part. We would like to know what matters to you, and what is hard. "
    "There are no right or wrong answers: think of the last time. You may leave out whatever "
    "you cannot judge."
)
CONSENT = gettext_noop(
    "Taking part is voluntary, and you may stop at any time. Your answers are stored "
    "without your name or address and are evaluated together with those of others."
)
THANKS = gettext_noop(
    "What you told us will be counted with the answers of everyone who took part."
)
GATE = gettext_noop(
    "Do you decide, alone or together with others, whether such a solution is bought?"
)


def default_welcome(stem: str) -> str:
    """The welcome of a survey whose questions read on after `stem` (`When upgrading ...`)."""
    return WELCOME % {"doing": stem[:1].lower() + stem[1:]}


# Pace of rating, from published figures of 100-150 statements rated twice in 25-30 minutes.
SECONDS_PER_RATING = (6.0, 7.5)


def minutes(n_cells: int) -> tuple[int, int]:
    """How long `n_cells` answers take: least and most, in whole minutes rounded up."""
    low, high = (math.ceil(n_cells * seconds / 60) for seconds in SECONDS_PER_RATING)
    return low, high
