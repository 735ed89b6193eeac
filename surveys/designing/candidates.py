"""What a journey offers to a survey: its entries, worded as they would be asked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from journeys.models import Journey, PerformanceMetric, PersonalJob, RelatedJob, Valence
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


def candidate_items(journey: Journey, *, wording: str = PLAIN) -> list[Candidate]:
    """Every entry of `journey` that has words, in the order asked. Eight queries at any size."""
    return [
        candidate
        for kind in questions.KINDS
        for candidate in _READERS[kind.value](journey, wording)
        if _has_words(candidate)
    ]


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


def _contexts(journey: Journey, _wording: str) -> Iterator[Candidate]:
    for context in journey.contexts.all():
        yield _candidate(questions.CONTEXTS, context.code, context.text)


def _situations(journey: Journey, _wording: str) -> Iterator[Candidate]:
    for situation in journey.situations.all():
        yield Candidate(
            questions.SITUATIONS,
            situation.code,
            situation.text,
            page=questions.SITUATIONS,
            low_anchor=situation.low,
            high_anchor=situation.high,
        )


def _performance_metrics(journey: Journey, wording: str) -> Iterator[Candidate]:
    metrics = PerformanceMetric.objects.filter(job_step__journey=journey).annotate(
        step_code=F("job_step__code"), step_name=F("job_step__name")
    )
    for metric in metrics.order_by(
        "job_step__position", "job_step__code", "position", "code"
    ).values("code", "plain", "outcome", "step_code", "step_name"):
        yield Candidate(
            questions.PERFORMANCE_METRICS,
            metric["code"],
            metric["outcome"] if wording == OUTCOME else metric["plain"],
            page=metric["step_code"],
            heading=metric["step_name"],
        )


def _ideal_states(journey: Journey, _wording: str) -> Iterator[Candidate]:
    for state in journey.ideal_states.all():
        yield _candidate(questions.IDEAL_STATES, state.code, state.text)


def _emotional_jobs(journey: Journey, _wording: str) -> Iterator[Candidate]:
    headings = {
        Valence.DESIRED.value: journey.emotional_desired_heading,
        Valence.AVOID.value: journey.emotional_avoid_heading,
    }
    yield from _personal_jobs(questions.EMOTIONAL_JOBS, journey.emotional_jobs.all(), headings)


def _social_jobs(journey: Journey, _wording: str) -> Iterator[Candidate]:
    headings = {
        Valence.DESIRED.value: journey.social_desired_heading,
        Valence.AVOID.value: journey.social_avoid_heading,
    }
    yield from _personal_jobs(questions.SOCIAL_JOBS, journey.social_jobs.all(), headings)


def _personal_jobs(
    kind: str, jobs: Iterable[PersonalJob], headings: dict[str, str]
) -> Iterator[Candidate]:
    order = list(Valence.values)
    for job in sorted(jobs, key=lambda job: order.index(job.valence)):
        heading = headings[job.valence] or str(Valence(job.valence).label)
        yield _candidate(kind, job.code, job.name, heading=heading)


def _related_jobs(journey: Journey, _wording: str) -> Iterator[Candidate]:
    order = list(RelatedJob.When.values)
    for job in sorted(journey.related_jobs.all(), key=lambda job: order.index(job.when)):
        text = f"{job.name} – {job.description}" if job.description else job.name
        heading = str(RelatedJob.When(job.when).label)
        yield _candidate(questions.RELATED_JOBS, job.code, text, heading=heading)


def _financial_metrics(journey: Journey, _wording: str) -> Iterator[Candidate]:
    for metric in journey.financial_metrics.all():
        yield _candidate(questions.FINANCIAL_METRICS, metric.code, metric.text)


def _candidate(kind: str, code: str, text: str, *, heading: str = "") -> Candidate:
    return Candidate(kind, code, text, page=kind, heading=heading)


_READERS: dict[str, Callable[[Journey, str], Iterator[Candidate]]] = {
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
