"""What the catalog's pages show: the list of journeys, one journey, one step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from journeys.asking import Voice, voice_of
from journeys.catalog import kinds
from journeys.catalog.entries import JourneyCopy, journey_copies
from journeys.catalog.kinds import KINDS, SEED, Kind
from journeys.documents import text_fields
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
    begins with and the page says only once. `n_left_out` counts the entries that do not fit the
    kind of thing asked for.
    """

    kind: Kind
    entries: Sequence[Entry]
    origin: str
    has_several_origins: bool
    groups: Sequence[Group] = ()
    stem: str = ""
    n_left_out: int = 0

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
    """Everything that a journey's page shows; `n_metrics_left_out` counts as `n_left_out` does."""

    journey: Journey
    n_metrics_left_out: int
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

    @property
    def n_left_out(self) -> int:
        """How many entries do not fit the kind of thing asked for."""
        return self.n_metrics_left_out + sum(section.n_left_out for section in self.sections)


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


@dataclass(frozen=True)
class _Fitting[E: Entry]:
    """Entries as they are read, those left out that do not fit; the rows are never saved."""

    entries: list[E]
    n_left_out: int


def _fitting[E: Entry](entries: Iterable[E], voice: Voice) -> _Fitting[E]:
    every = list(entries)
    kept = [entry for entry in every if voice.fits(vars(entry))] if voice.kind else every
    fields = text_fields(every[0]) if every else ()
    for entry in kept:
        voice.reword(vars(entry), fields)
    return _Fitting(kept, len(every) - len(kept))


def _section(
    kind: Kind, found: _Fitting[Any], *, groups: Sequence[Group] = (), stem: str = ""
) -> Section:
    origin, has_several_origins = _origin(found.entries)
    return Section(kind, found.entries, origin, has_several_origins, groups, stem, found.n_left_out)


def _text_section(kind: Kind, journey: Journey, voice: Voice) -> Section:
    rows = cast("list[Entry]", list(kind.model._default_manager.filter(journey=journey)))
    return _section(kind, _fitting(rows, voice))


def _financial_section(journey: Journey, voice: Voice) -> Section:
    found = _fitting(journey.financial_metrics.all(), voice)
    stem = common_stem([metric.text for metric in found.entries])
    return _section(kinds.FINANCIAL_METRICS, found, stem=stem)


def _related_section(journey: Journey, voice: Voice) -> Section:
    jobs = _fitting(journey.related_jobs.all(), voice)
    groups = [
        Group(
            when.value,
            str(when.label),
            [
                JobRow(job.code, job.name, job.description, job.source)
                for job in jobs.entries
                if job.when == when
            ],
        )
        for when in RelatedJob.When
    ]
    return _section(kinds.RELATED_JOBS, jobs, groups=groups)


def _personal_section(kind: Kind, journey: Journey, found: _Fitting[Any]) -> Section:
    """The two columns keep the heading of the source where it has one."""
    field = kind.value.removesuffix("_jobs")
    groups = [
        Group(
            valence.value,
            getattr(journey, f"{field}_{valence.value}_heading") or str(valence.label),
            [
                JobRow(job.code, job.name, job.rationale, job.source)
                for job in found.entries
                if job.valence == valence
            ],
        )
        for valence in Valence
    ]
    return _section(kind, found, groups=groups)


def _job_map(journey: Journey, voice: Voice) -> tuple[Section, list[PhaseStop], int]:
    """The steps, by phase, too; and how many metrics do not fit."""
    present = Q(performance_metrics__is_retired=False)
    fitting = Q(performance_metrics__fits="") | Q(performance_metrics__fits__contains=voice.kind)
    counts = {"n_all": Count("performance_metrics", filter=present)}
    if voice.kind:
        counts["n_metrics"] = Count("performance_metrics", filter=present & fitting)
    # Django leaves the model's own ordering out of a query that groups.
    counted = journey.job_steps.annotate(**counts)
    steps = list(counted.order_by("position", "code"))
    numbers = {step.pk: number for number, step in enumerate(steps, start=1)}
    found = _fitting(steps, voice)
    count = "n_metrics" if voice.kind else "n_all"
    rows = [StepRow(numbers[step.pk], step, getattr(step, count)) for step in found.entries]
    phases = [
        PhaseStop(phase.value, str(phase.label), [row for row in rows if row.step.phase == phase])
        for phase in Phase
    ]
    n_all = sum(getattr(step, "n_all") for step in steps)  # noqa: B009  # annotated
    n_left_out = n_all - sum(row.n_metrics for row in rows)
    return _section(kinds.STEPS, found), phases, n_left_out


def _as_read(journey: Journey, voice: Voice) -> Journey:
    """A copy of the journey's own row with its texts as they are read; never saved."""
    read = copy(journey)
    for field in ("job", "stem", "context"):
        setattr(read, field, voice.read(vars(journey), field))
    return read


def journey_page(journey: Journey, kind: str = "") -> JourneyPage:
    """Everything that the page of `journey` shows of what fits that kind of thing. Eight queries.

    Texts have the journey's own noun.
    """
    voice = voice_of(vars(journey), kind=kind)
    steps, phases, n_metrics_left_out = _job_map(journey, voice)
    emotional = _fitting(journey.emotional_jobs.all(), voice)
    social = _fitting(journey.social_jobs.all(), voice)
    return JourneyPage(
        journey=_as_read(journey, voice),
        n_metrics_left_out=n_metrics_left_out,
        steps=steps,
        phases=phases,
        contexts=_text_section(kinds.CONTEXTS, journey, voice),
        situations=_text_section(kinds.SITUATIONS, journey, voice),
        ideal_states=_text_section(kinds.IDEAL_STATES, journey, voice),
        financial_metrics=_financial_section(journey, voice),
        jobs=[
            _related_section(journey, voice),
            _personal_section(kinds.EMOTIONAL_JOBS, journey, emotional),
            _personal_section(kinds.SOCIAL_JOBS, journey, social),
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
    `origin`, `has_several_origins` and `n_left_out` speak of the metrics.
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
    n_left_out: int


def without_examples(text: str) -> tuple[str, str]:
    """`text` in two parts: the statement, and the clarifier from `e.g.,` on, perhaps empty."""
    statement, sign, examples = text.partition(", e.g.")
    return statement, f"{sign}{examples}"


def _metric_row(metric: PerformanceMetric) -> MetricRow:
    return MetricRow(metric, *without_examples(metric.outcome), *without_examples(metric.plain))


def step_page(journey: Journey, code: str, kind: str = "") -> StepPage | None:
    """The step `code` of `journey`, or None if it has none of that code. Two queries.

    Metrics and neighbors are those that fit that kind of thing; the step itself need not.
    """
    voice = voice_of(vars(journey), kind=kind)
    steps = list(journey.job_steps.all())
    step = next((step for step in steps if step.code == code), None)
    if step is None:
        return None
    number = steps.index(step) + 1
    fitting = [other for other in steps if other is step or voice.fits(vars(other))]
    for other in fitting:
        voice.reword(vars(other), text_fields(other))
    place = fitting.index(step)
    metrics = _fitting(step.performance_metrics.all(), voice)
    origin, has_several_origins = _origin(metrics.entries)
    return StepPage(
        row=StepRow(number, step, len(metrics.entries)),
        phase=Phase(step.phase).label,
        n_steps=len(steps),
        metrics=[_metric_row(metric) for metric in metrics.entries],
        origin=origin,
        has_several_origins=has_several_origins,
        marks_origin=_origin(steps)[1],
        previous=fitting[place - 1] if place else None,
        following=fitting[place + 1] if place + 1 < len(fitting) else None,
        n_left_out=metrics.n_left_out,
    )
