"""What a survey asks of each kind of item, and on which scale: data, no database.

A cell is one question about one item; its name in forms and in the wide CSV is
`<code>_<question>`, e.g. `EMO01_importance`. Values are small integers from 1.
"""

import math
from collections.abc import Mapping, Sequence
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


@dataclass(frozen=True)
class Kind:
    """How one kind of item is asked.

    `questions` are its cells in order. `importance_lead` and `difficulty_lead` are what the item's
    text reads on after; empty for kinds that are not rated on those scales.
    """

    value: str
    label: str
    questions: tuple[str, ...]
    importance_lead: str = ""
    difficulty_lead: str = ""

    @property
    def is_rated(self) -> bool:
        """Whether items of this kind are rated by importance and difficulty."""
        return self.questions == (IMPORTANCE, DIFFICULTY)


_ABLE_TO = "How important is it that you are able to…"
_FOR_YOU_TO = "How difficult is it for you to…"
_RATED = (IMPORTANCE, DIFFICULTY)

# In the order in which a respondent meets them: the situation of the last time first, money last.
KINDS: tuple[Kind, ...] = (
    Kind(CONTEXTS, "Contexts", (CHOSEN,)),
    Kind(SITUATIONS, "Situations", (LEVEL,)),
    Kind(PERFORMANCE_METRICS, "Performance metrics", _RATED, _ABLE_TO, _FOR_YOU_TO),
    Kind(
        IDEAL_STATES,
        "Ideal states",
        _RATED,
        "How important is it that…",
        "How difficult is it to reach this:",
    ),
    Kind(EMOTIONAL_JOBS, "Emotional jobs", _RATED, _ABLE_TO, _FOR_YOU_TO),
    Kind(SOCIAL_JOBS, "Social jobs", _RATED, _ABLE_TO, _FOR_YOU_TO),
    Kind(RELATED_JOBS, "Related jobs", (CHOSEN,)),
    Kind(FINANCIAL_METRICS, "Financial metrics", _RATED, _ABLE_TO, _FOR_YOU_TO),
)
KIND: Mapping[str, Kind] = {kind.value: kind for kind in KINDS}

# A scale is its labels from 1 up; the last point is the top box on three points, the last two on
# five (domain formula F1).
Scales = dict[str, list[str]]

SCALE_PRESETS: Mapping[str, Scales] = {
    "3": {
        IMPORTANCE: ["Not important", "Neutral", "Important"],
        DIFFICULTY: ["Not difficult", "Neutral", "Difficult"],
    },
    "5": {
        IMPORTANCE: [
            "Not at all important",
            "Slightly important",
            "Somewhat important",
            "Very important",
            "Extremely important",
        ],
        DIFFICULTY: [
            "Not at all difficult",
            "Slightly difficult",
            "Somewhat difficult",
            "Very difficult",
            "Extremely difficult",
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


def cell_name(code: str, question: str) -> str:
    """The form field and wide-CSV column of one question about one item."""
    return f"{code}_{question}"


# Pace of rating, from published figures of 100-150 statements rated twice in 25-30 minutes.
SECONDS_PER_RATING = (6.0, 7.5)


def minutes(n_cells: int) -> tuple[int, int]:
    """How long `n_cells` answers take: least and most, in whole minutes rounded up."""
    low, high = (math.ceil(n_cells * seconds / 60) for seconds in SECONDS_PER_RATING)
    return low, high
