"""What a survey asks of each kind of item, and on which scale: data, no database.

A cell is one question about one item; its name in forms and in the wide CSV is
`<code>_<question>`, e.g. `EMO01_importance`. Values are small integers from 1.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

IMPORTANCE = "importance"
DIFFICULTY = "difficulty"
SATISFACTION = "satisfaction"
FREQUENCY = "frequency"
LEVEL = "level"
CHOSEN = "chosen"

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


RATED, LEVELS, TICKS = "rated", "levels", "ticks"


@dataclass(frozen=True)
class Question:
    """One question about an item.

    `label` is its short name for people; an item's text reads on after `lead`. `layout` says how it
    is drawn: `rated` on the labels of a scale, `levels` between the item's own two anchors, `ticks`
    by yes or no. `labels` are its points from 1 up, none until a scale gives them. A stored value
    is `offset` above its code in forms and exports.
    """

    code: str
    label: str
    layout: str = RATED
    lead: str = ""
    labels: tuple[str, ...] = ()
    offset: int = 0
    may_not_apply: bool = True

    @property
    def n_points(self) -> int:
        """How many points it has."""
        return len(self.labels)

    @property
    def has_anchors(self) -> bool:
        """Whether its two ends are the item's own words."""
        return self.layout == LEVELS

    def code_of(self, value: int) -> str:
        """What a stored value is in forms and exports."""
        return str(value - self.offset)


QUESTION: Mapping[str, Question] = {
    question.code: question
    for question in (
        Question(IMPORTANCE, gettext_noop("Importance")),
        Question(DIFFICULTY, gettext_noop("Difficulty")),
        Question(SATISFACTION, gettext_noop("Satisfaction")),
        Question(FREQUENCY, gettext_noop("Frequency")),
        Question(LEVEL, gettext_noop("Level"), LEVELS, labels=("1", "2", "3", "4", "5")),
        Question(
            CHOSEN,
            gettext_noop("Applies"),
            TICKS,
            labels=(gettext_noop("No"), gettext_noop("Yes")),
            offset=1,
            may_not_apply=False,
        ),
    )
}
QUESTIONS = tuple(QUESTION)


@dataclass(frozen=True)
class Kind:
    """How one kind of item is asked.

    `asks` are its questions in order, each with the lead that an item's text reads on after. `stem`
    stands above them where it is not the revision's own. `is_gated` items are asked only of people
    who say that they make the purchase decision.
    """

    value: str
    label: str
    asks: tuple[Question, ...]
    stem: str = ""
    is_gated: bool = False

    @property
    def questions(self) -> tuple[str, ...]:
        """The codes of its questions, in order."""
        return tuple(question.code for question in self.asks)

    @property
    def layout(self) -> str:
        """How its questions are drawn: `rated`, `levels` or `ticks`."""
        return self.asks[0].layout

    @property
    def is_rated(self) -> bool:
        """Whether its items are rated on labelled scales, and read on after the revision's stem."""
        return self.layout == RATED


def ask(code: str, lead: str = "") -> Question:
    """The question with this code, with the lead that a kind gives it."""
    return replace(QUESTION[code], lead=lead)


_ABLE_TO = gettext_noop("How important is it that you are able to…")
_FOR_YOU_TO = gettext_noop("How difficult is it for you to…")
_RATED = (ask(IMPORTANCE, _ABLE_TO), ask(DIFFICULTY, _FOR_YOU_TO))

# In the order in which a respondent meets them: the situation of the last time first, money last.
KINDS: tuple[Kind, ...] = (
    Kind(
        CONTEXTS,
        gettext_noop("Contexts"),
        (ask(CHOSEN),),
        stem=gettext_noop("Which of these did you do the last time?"),
    ),
    Kind(
        SITUATIONS,
        gettext_noop("Situations"),
        (ask(LEVEL),),
        stem=gettext_noop("Think of the last time. How was it?"),
    ),
    Kind(PERFORMANCE_METRICS, gettext_noop("Performance metrics"), _RATED),
    Kind(
        IDEAL_STATES,
        gettext_noop("Ideal states"),
        (
            ask(IMPORTANCE, gettext_noop("How important is it that…")),
            ask(DIFFICULTY, gettext_noop("How difficult is it to reach this:")),
        ),
    ),
    Kind(EMOTIONAL_JOBS, gettext_noop("Emotional jobs"), _RATED),
    Kind(SOCIAL_JOBS, gettext_noop("Social jobs"), _RATED),
    Kind(
        RELATED_JOBS,
        gettext_noop("Related jobs"),
        (ask(CHOSEN),),
        stem=gettext_noop("Which of these do you do as well?"),
    ),
    Kind(FINANCIAL_METRICS, gettext_noop("Financial metrics"), _RATED, is_gated=True),
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
        SATISFACTION: [
            gettext_noop("Not satisfied"),
            gettext_noop("Neutral"),
            gettext_noop("Satisfied"),
        ],
        FREQUENCY: [
            gettext_noop("Seldom"),
            gettext_noop("Sometimes"),
            gettext_noop("Often"),
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
        SATISFACTION: [
            gettext_noop("Not at all satisfied"),
            gettext_noop("Slightly satisfied"),
            gettext_noop("Somewhat satisfied"),
            gettext_noop("Very satisfied"),
            gettext_noop("Extremely satisfied"),
        ],
        FREQUENCY: [
            gettext_noop("Never"),
            gettext_noop("Seldom"),
            gettext_noop("Sometimes"),
            gettext_noop("Often"),
            gettext_noop("Always"),
        ],
    },
}


def preset(points: str) -> Scales:
    """The labels of a preset, a fresh copy, for the questions that some kind asks on a scale."""
    wanted = {question.code for kind in KINDS for question in kind.asks if not question.labels}
    labels = SCALE_PRESETS[points]
    return {code: list(labels[code]) for code in QUESTIONS if code in wanted}


def default_scales() -> Scales:
    """The seeds' three-point scales, as a fresh copy."""
    return preset("3")


def completed(scales: Mapping[str, Sequence[str]]) -> Scales:
    """`scales` with the preset labels of a question that they lack, on as many points."""
    n_points = {len(labels) for labels in scales.values()}
    missing = preset("5" if n_points == {5} else "3")
    return {code: list(scales.get(code, labels)) for code, labels in missing.items()}


# What respondents read of a questionnaire beside items, scales and the researcher's texts, by key:
# a question's name by its code; by kind and a word its title, its stem, and the lead of a question.
Words = dict[str, str]
NO_ANSWER, NO, YES = "not_applicable", "no", "yes"
COMMON_WORDS = {
    NO_ANSWER: gettext_noop("Does not apply"),
    NO: gettext_noop("No"),
    YES: gettext_noop("Yes"),
}


def default_words() -> Words:
    """Today's words for all kinds; a revision takes its own copy (`SurveyRevision.words`)."""
    words = dict(COMMON_WORDS)
    for kind in KINDS:
        words[f"{kind.value}.title"] = kind.label
        if kind.stem:
            words[f"{kind.value}.stem"] = kind.stem
        for question in kind.asks:
            words[question.code] = question.label
            if question.lead:
                words[f"{kind.value}.{question.code}"] = question.lead
            if question.layout == TICKS:
                words |= {f"{question.code}.{n}": one for n, one in enumerate(question.labels, 1)}
    return words


def default_asks() -> dict[str, list[str]]:
    """The codes of the questions that each kind asks today."""
    return {kind.value: list(kind.questions) for kind in KINDS}


def asked(
    kind: str, asks: Mapping[str, Sequence[str]], words: Mapping[str, str], scales: Scales
) -> list[Question]:
    """The questions of `kind` as a revision with these words and scales asks them."""
    return [
        replace(
            QUESTION[code],
            label=words.get(code, ""),
            lead=words.get(f"{kind}.{code}", ""),
            labels=_labels(QUESTION[code], words, scales),
        )
        for code in asks[kind]
    ]


def _labels(question: Question, words: Mapping[str, str], scales: Scales) -> tuple[str, ...]:
    labels = question.labels or scales[question.code]
    return tuple(words.get(f"{question.code}.{n}", label) for n, label in enumerate(labels, 1))


def n_points(question: str, scales: Mapping[str, Sequence[str]]) -> int:
    """How many points `question` has: its own labels, or else those of the scale."""
    return QUESTION[question].n_points or len(scales[question])


def top_values(question: str, scales: Mapping[str, Sequence[str]]) -> range:
    """The values in the top box: the top point of three, the top two of five (F1)."""
    points = n_points(question, scales)
    return range(points - (1 if points >= SITUATION_POINTS else 0), points + 1)


def code_offset(question: str) -> int:
    """What a stored value is above its code in forms and exports: 1 for ticks (0/1), else 0."""
    return QUESTION[question].offset


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
