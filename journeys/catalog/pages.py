"""What the catalog's pages show: the list of journeys, one journey, one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from journeys.catalog import kinds
from journeys.catalog.entries import JourneyCopy, journey_copies
from journeys.catalog.kinds import KINDS, SEED, Kind
from journeys.models import (
    CatalogEntry,
    EmotionalJob,
    JobStep,
    Journey,
    PerformanceMetric,
    Phase,
    RelatedJob,
    SocialJob,
    Stage,
    Valence,
)

Entry = CatalogEntry | PerformanceMetric
Personal = EmotionalJob | SocialJob

# --- Home ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Credit:
    """Whose words entries are, and what may be done with them."""

    attribution: str
    licence: str


@dataclass(frozen=True)
class StageRows:
    """A stage of the life cycle of owning a solution, with its journeys, perhaps none."""

    value: str
    label: str
    journeys: Sequence[JourneyRow]


@dataclass(frozen=True)
class JourneyRow:
    """A journey in a list; `counts` says in words what it holds, without what it lacks."""

    slug: str
    role: str
    name: str
    description: str
    counts: Sequence[str]
    credit: Credit


def _journey_row(copy: JourneyCopy) -> JourneyRow:
    journey, numbers = copy.journey, zip(KINDS, copy.counts, strict=True)
    return JourneyRow(
        slug=journey.slug,
        role=journey.role,
        name=journey.name,
        description=journey.description,
        counts=[str(kind.counted % number) for kind, number in numbers if number],
        credit=Credit(journey.attribution, journey.licence),
    )


def catalog_rows() -> list[StageRows]:
    """Every journey, by stage of the life cycle; a stage may have none.

    One query, and nine more after a change of the catalog.
    """
    copies = journey_copies()
    return [
        StageRows(
            stage.value,
            str(stage.label),
            [_journey_row(copy) for copy in copies if copy.journey.stage == stage],
        )
        for stage in Stage
    ]


# --- A journey ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """A part of a section under a heading of its own: a moment, or what is desired."""

    value: str
    label: str
    entries: Sequence[JobRow]


@dataclass(frozen=True)
class JobRow:
    """A related, emotional or social job with what explains it."""

    code: str
    name: str
    why: str
    source: str


@dataclass(frozen=True)
class Section:
    """A section of a journey's page, empty where the catalog has nothing yet.

    `origin` says where the entries come from, in words; only where they differ
    (`has_several_origins`) does an entry carry its own. `stem` is what every text of a list
    begins with and the page says only once.
    """

    kind: Kind
    entries: Sequence[Entry]
    origin: str
    has_several_origins: bool
    groups: Sequence[Group] = ()
    stem: str = ""

    @property
    def texts(self) -> list[TextRow]:
        """The entries of a plain list, each cut where the common stem ends."""
        return [_text_row(entry, self.stem) for entry in self.entries]


@dataclass(frozen=True)
class TextRow:
    """An entry of a plain list: `stem` and `rest` together are its text."""

    entry: Entry
    stem: str
    rest: str


def _text_row(entry: Entry, stem: str) -> TextRow:
    text = str(getattr(entry, "text", ""))
    if stem and text.startswith(f"{stem} "):
        return TextRow(entry, stem, text.removeprefix(f"{stem} "))
    return TextRow(entry, "", text)


@dataclass(frozen=True)
class StepRow:
    """A step in the job map; `number` is its place in the whole map."""

    number: int
    step: JobStep
    n_metrics: int


@dataclass(frozen=True)
class PhaseStop:
    """A phase of the job map with its steps, perhaps none."""

    value: str
    label: str
    steps: Sequence[StepRow]


@dataclass(frozen=True)
class JourneyPage:
    """Everything that a journey's page shows."""

    journey: Journey
    steps: Section
    phases: Sequence[PhaseStop]
    contexts: Section
    situations: Section
    ideal_states: Section
    financial_metrics: Section
    jobs: Sequence[Section]

    @property
    def sections(self) -> list[Section]:
        """All sections, in the order of the page."""
        return [
            *(self.steps, self.contexts, self.situations, self.ideal_states),
            *(self.financial_metrics, *self.jobs),
        ]


def common_stem(texts: Sequence[str], *, least_words: int = 3) -> str:
    """The longest run of first words that at least two thirds of `texts` share, or nothing.

    A stem has `least_words` words or more and never is a whole text.
    """
    words = [text.split() for text in texts]
    enough = max(2, -(-2 * len(texts) // 3))
    for length in range(max(map(len, words), default=0) - 1, least_words - 1, -1):
        starts = Counter(tuple(text[:length]) for text in words if len(text) > length)
        for start, count in starts.most_common(1):
            if count >= enough:
                return " ".join(start)
    return ""


def _origin(entries: Sequence[Entry]) -> tuple[str, bool]:
    sources = {entry.source for entry in entries}
    if len(sources) > 1 and SEED in sources:
        return _("Verbatim from the source unless marked."), True
    if len(sources) > 1:
        return _("Each entry names its source."), True
    if sources == {SEED}:
        return _("Verbatim from the source."), False
    if sources == {"project"}:
        return _("Written by this project."), False
    return "".join(_("Source: %(source)s.") % {"source": source} for source in sources), False


def _section(
    kind: Kind, entries: Sequence[Entry], *, groups: Sequence[Group] = (), stem: str = ""
) -> Section:
    origin, has_several_origins = _origin(entries)
    return Section(kind, entries, origin, has_several_origins, groups, stem)


def _entries(kind: Kind, journey: Journey) -> list[Entry]:
    return cast("list[Entry]", list(kind.model._default_manager.filter(journey=journey)))


def _related_section(journey: Journey) -> Section:
    jobs = list(journey.related_jobs.all())
    groups = [
        Group(
            when.value,
            str(when.label),
            [
                JobRow(job.code, job.name, job.description, job.source)
                for job in jobs
                if job.when == when
            ],
        )
        for when in RelatedJob.When
    ]
    return _section(kinds.RELATED_JOBS, jobs, groups=groups)


def _personal_section(kind: Kind, journey: Journey, jobs: Sequence[Personal]) -> Section:
    """The two columns keep the heading of the source where it has one."""
    field = kind.value.removesuffix("_jobs")
    groups = [
        Group(
            valence.value,
            getattr(journey, f"{field}_{valence.value}_heading") or str(valence.label),
            [
                JobRow(job.code, job.name, job.rationale, job.source)
                for job in jobs
                if job.valence == valence
            ],
        )
        for valence in Valence
    ]
    return _section(kind, jobs, groups=groups)


def _job_map(journey: Journey) -> tuple[Section, list[PhaseStop]]:
    # Django leaves the model's own ordering out of a query that groups.
    counted = journey.job_steps.annotate(n_metrics=Count("performance_metrics"))
    steps = list(counted.order_by("position", "code"))
    rows = [StepRow(number, step, step.n_metrics) for number, step in enumerate(steps, start=1)]
    phases = [
        PhaseStop(phase.value, str(phase.label), [row for row in rows if row.step.phase == phase])
        for phase in Phase
    ]
    return _section(kinds.STEPS, steps), phases


def journey_page(journey: Journey) -> JourneyPage:
    """Everything that the page of `journey` shows. Eight queries."""
    steps, phases = _job_map(journey)
    financial_metrics = list(journey.financial_metrics.all())
    return JourneyPage(
        journey=journey,
        steps=steps,
        phases=phases,
        contexts=_section(kinds.CONTEXTS, _entries(kinds.CONTEXTS, journey)),
        situations=_section(kinds.SITUATIONS, _entries(kinds.SITUATIONS, journey)),
        ideal_states=_section(kinds.IDEAL_STATES, _entries(kinds.IDEAL_STATES, journey)),
        financial_metrics=_section(
            kinds.FINANCIAL_METRICS,
            financial_metrics,
            stem=common_stem([metric.text for metric in financial_metrics]),
        ),
        jobs=[
            _related_section(journey),
            _personal_section(kinds.EMOTIONAL_JOBS, journey, list(journey.emotional_jobs.all())),
            _personal_section(kinds.SOCIAL_JOBS, journey, list(journey.social_jobs.all())),
        ],
    )


# --- A step -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MetricRow:
    """A metric in both wordings, each apart from the clarifier (`e.g., …`) that ends it."""

    metric: PerformanceMetric
    outcome: str
    outcome_examples: str
    plain: str
    plain_examples: str


@dataclass(frozen=True)
class StepPage:
    """A step with its metrics and its neighbours in the job map.

    `marks_origin` says whether the steps of the journey have several origins, as `Section` does;
    `origin` and `has_several_origins` speak of the metrics.
    """

    row: StepRow
    phase: str | Promise
    n_steps: int
    metrics: Sequence[MetricRow]
    origin: str
    has_several_origins: bool
    marks_origin: bool
    previous: JobStep | None
    following: JobStep | None


def without_examples(text: str) -> tuple[str, str]:
    """`text` in two parts: the statement, and the clarifier from `e.g.,` on, perhaps empty."""
    statement, sign, examples = text.partition(", e.g.")
    return statement, f"{sign}{examples}"


def _metric_row(metric: PerformanceMetric) -> MetricRow:
    return MetricRow(metric, *without_examples(metric.outcome), *without_examples(metric.plain))


def step_page(journey: Journey, code: str) -> StepPage | None:
    """The step `code` of `journey`, or None if it has none of that code. Two queries."""
    steps = list(journey.job_steps.all())
    place = next((place for place, step in enumerate(steps) if step.code == code), None)
    if place is None:
        return None
    step = steps[place]
    metrics = list(step.performance_metrics.all())
    origin, has_several_origins = _origin(metrics)
    return StepPage(
        row=StepRow(place + 1, step, len(metrics)),
        phase=Phase(step.phase).label,
        n_steps=len(steps),
        metrics=[_metric_row(metric) for metric in metrics],
        origin=origin,
        has_several_origins=has_several_origins,
        marks_origin=_origin(steps)[1],
        previous=steps[place - 1] if place else None,
        following=steps[place + 1] if place + 1 < len(steps) else None,
    )
