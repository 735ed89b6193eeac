"""What a journey offers to a survey: its entries, worded as they would be asked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from journeys.asking import Voice, voice_of
from journeys.models import (
    CatalogEntry,
    Journey,
    PerformanceMetric,
    PersonalJob,
    RelatedJob,
    Valence,
)
from journeys.naming import Noun
from surveys import questions

PLAIN, OUTCOME = "plain", "outcome"


@dataclass(frozen=True)
class Candidate:
    """One entry as a survey would ask it; the fields are those of a `SurveyItem`."""

    kind: str
    code: str
    text: str
    page: str
    heading: str = ""
    low_anchor: str = ""
    high_anchor: str = ""


@dataclass(frozen=True)
class CandidateGroup:
    """Candidates under one heading, within one section. `key` is unique within the journey."""

    key: str
    heading: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class CandidateSection:
    """All candidates of one kind, in groups, in the order in which they would be asked."""

    kind: questions.Kind
    groups: tuple[CandidateGroup, ...]

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The section's candidates in order."""
        return tuple(candidate for group in self.groups for candidate in group.candidates)


def candidate_items(
    journey: Journey, *, wording: str = PLAIN, noun: Noun = "", kind: str = ""
) -> list[Candidate]:
    """Every entry of `journey` that has words, in the order asked. Eight queries at any size.

    Texts call the thing `noun`, or what the journey calls it; what does not fit a thing of that
    `kind` is left out.
    """
    voice = voice_of(vars(journey), noun, kind)
    return [
        candidate
        for section in questions.KINDS
        for candidate in _READERS[section.value](journey, voice, wording)
        if _has_words(candidate)
    ]


def asked_stem(journey: Journey, noun: Noun = "") -> str:
    """The beginning of each question, with its slots filled."""
    return voice_of(vars(journey), noun).asked(vars(journey), "stem")


def candidate_sections(candidates: Iterable[Candidate]) -> list[CandidateSection]:
    """`candidates`, which come in the order asked, by section and group. Empty sections are out."""
    return [
        CandidateSection(questions.KIND[kind], tuple(_groups(members)))
        for kind, members in groupby(candidates, key=lambda candidate: candidate.kind)
    ]


def _groups(candidates: Iterable[Candidate]) -> Iterator[CandidateGroup]:
    runs = groupby(candidates, key=lambda candidate: (candidate.page, candidate.heading))
    for number, ((page, heading), members) in enumerate(runs, start=1):
        yield CandidateGroup(f"{page}-{number}", heading, tuple(members))


def _has_words(candidate: Candidate) -> bool:
    if candidate.kind == questions.SITUATIONS and not (
        candidate.low_anchor.strip() and candidate.high_anchor.strip()
    ):
        return False
    return bool(candidate.text.strip())


def _contexts(journey: Journey, voice: Voice, _wording: str) -> Iterator[Candidate]:
    for row in _fitting(journey.contexts.all(), voice):
        yield _candidate(questions.CONTEXTS, row["code"], voice.asked(row, "text"))


def _situations(journey: Journey, voice: Voice, _wording: str) -> Iterator[Candidate]:
    for row in _fitting(journey.situations.all(), voice):
        yield Candidate(
            questions.SITUATIONS,
            row["code"],
            voice.asked(row, "text"),
            page=questions.SITUATIONS,
            low_anchor=voice.asked(row, "low"),
            high_anchor=voice.asked(row, "high"),
        )


def _performance_metrics(journey: Journey, voice: Voice, wording: str) -> Iterator[Candidate]:
    metrics = PerformanceMetric.objects.filter(
        job_step__journey=journey, job_step__is_retired=False
    ).select_related("job_step")
    for metric in metrics.order_by("job_step__position", "job_step__code", "position", "code"):
        row, step = vars(metric), vars(metric.job_step)
        if voice.fits(step) and voice.fits(row):
            yield Candidate(
                questions.PERFORMANCE_METRICS,
                row["code"],
                voice.asked(row, OUTCOME if wording == OUTCOME else PLAIN),
                page=step["code"],
                heading=voice.asked(step, "name"),
            )


def _ideal_states(journey: Journey, voice: Voice, _wording: str) -> Iterator[Candidate]:
    for row in _fitting(journey.ideal_states.all(), voice):
        yield _candidate(questions.IDEAL_STATES, row["code"], voice.asked(row, "text"))


def _emotional_jobs(journey: Journey, voice: Voice, _wording: str) -> Iterator[Candidate]:
    headings = {
        Valence.DESIRED.value: journey.emotional_desired_heading,
        Valence.AVOID.value: journey.emotional_avoid_heading,
    }
    jobs = journey.emotional_jobs.all()
    yield from _personal_jobs(questions.EMOTIONAL_JOBS, jobs, headings, voice)


def _social_jobs(journey: Journey, voice: Voice, _wording: str) -> Iterator[Candidate]:
    headings = {
        Valence.DESIRED.value: journey.social_desired_heading,
        Valence.AVOID.value: journey.social_avoid_heading,
    }
    jobs = journey.social_jobs.all()
    yield from _personal_jobs(questions.SOCIAL_JOBS, jobs, headings, voice)


def _personal_jobs(
    kind: str, jobs: Iterable[PersonalJob], headings: dict[str, str], voice: Voice
) -> Iterator[Candidate]:
    order = list(Valence.values)
    for row in sorted(_fitting(jobs, voice), key=lambda row: order.index(row["valence"])):
        heading = headings[row["valence"]] or str(Valence(row["valence"]).label)
        yield _candidate(kind, row["code"], voice.asked(row, "name"), heading=heading)


def _related_jobs(journey: Journey, voice: Voice, _wording: str) -> Iterator[Candidate]:
    order = list(RelatedJob.When.values)
    jobs = _fitting(journey.related_jobs.all(), voice)
    for row in sorted(jobs, key=lambda row: order.index(row["when"])):
        text = " – ".join(filter(None, (voice.asked(row, "name"), voice.asked(row, "description"))))
        heading = str(RelatedJob.When(row["when"]).label)
        yield _candidate(questions.RELATED_JOBS, row["code"], text, heading=heading)


def _financial_metrics(journey: Journey, voice: Voice, _wording: str) -> Iterator[Candidate]:
    for row in _fitting(journey.financial_metrics.all(), voice):
        yield _candidate(questions.FINANCIAL_METRICS, row["code"], voice.asked(row, "text"))


def _fitting(entries: Iterable[CatalogEntry], voice: Voice) -> Iterator[dict[str, Any]]:
    """Those that fit the kind of thing, each as a mapping of its fields."""
    return (vars(entry) for entry in entries if voice.fits(vars(entry)))


def _candidate(kind: str, code: str, text: str, *, heading: str = "") -> Candidate:
    return Candidate(kind, code, text, page=kind, heading=heading)


_READERS: dict[str, Callable[[Journey, Voice, str], Iterator[Candidate]]] = {
    questions.CONTEXTS: _contexts,
    questions.SITUATIONS: _situations,
    questions.PERFORMANCE_METRICS: _performance_metrics,
    questions.IDEAL_STATES: _ideal_states,
    questions.EMOTIONAL_JOBS: _emotional_jobs,
    questions.SOCIAL_JOBS: _social_jobs,
    questions.RELATED_JOBS: _related_jobs,
    questions.FINANCIAL_METRICS: _financial_metrics,
}


@dataclass(frozen=True)
class JourneyOffer:
    """A journey that a survey can be built from, as the choice of journeys shows it."""

    slug: str
    role: str
    name: str
    description: str


def journey_offers() -> list[JourneyOffer]:
    """Every journey of the catalog, in its order. One query."""
    rows = Journey.objects.values_list("slug", "role", "name", "description")
    return [JourneyOffer(*row) for row in rows]


def journey_of_slug(slug: str) -> Journey | None:
    """The journey at `slug`, or None."""
    return Journey.objects.filter(slug=slug).first()
