"""The kinds of entries of a journey, in the order in which a reader meets them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from journeys.models import (
    Context,
    EmotionalJob,
    FinancialMetric,
    IdealState,
    JobStep,
    PerformanceMetric,
    RelatedJob,
    Situation,
    SocialJob,
)

SEED = "seed"


class Wording(models.TextChoices):
    """Which of a performance metric's two wordings a reader is shown."""

    OUTCOME = "outcome", _("Outcome statements")
    PLAIN = "plain", _("Plain wording")
    BOTH = "both", _("Both")


@dataclass(frozen=True)
class Kind:
    """One kind of entry.

    `value` is its word in files and exports, `anchor` the id of its section on the journey's
    page, `counted` takes a number and gives words, `purpose` says what the section is for and
    `gap` that it is empty. `text` names the field that says what an entry is, `detail` those that
    explain it; all of them are searched and shown as a hit.
    """

    value: str
    label: str | Promise
    singular: str | Promise
    counted: str | Promise
    model: type[models.Model]
    anchor: str
    purpose: str | Promise = ""
    gap: str | Promise = ""
    text: str = "text"
    detail: tuple[str, ...] = ()

    @property
    def many(self) -> str | Promise:
        """Several entries of the kind, without a number."""
        return _("Job steps") if self.model is JobStep else self.label


STEPS = Kind(
    "steps",
    _("Job map"),
    _("Job step"),
    ngettext_lazy("%d step", "%d steps"),
    JobStep,
    "job-map",
    _(
        "What has to get done, step by step, within the nine phases of any job. Open a step "
        "to see how people measure success in it."
    ),
    _("No job steps yet for this journey."),
    text="name",
    detail=("ability",),
)
PERFORMANCE_METRICS = Kind(
    "performance_metrics",
    _("Performance metrics"),
    _("Performance metric"),
    ngettext_lazy("%d metric", "%d metrics"),
    PerformanceMetric,
    "job-map",
    text="outcome",
    detail=("plain",),
)
CONTEXTS = Kind(
    "contexts",
    _("Contexts"),
    _("Context"),
    ngettext_lazy("%d context", "%d contexts"),
    Context,
    "contexts",
    _("The same job under narrower conditions: where, how or for whom it is done."),
    _("No contexts yet for this journey."),
)
SITUATIONS = Kind(
    "situations",
    _("Situations"),
    _("Situation"),
    ngettext_lazy("%d situation", "%d situations"),
    Situation,
    "situations",
    _(
        "What made the last time harder or easier. Each runs from 1, the harder end, to 5, "
        "the easier one; together they tell groups of people apart."
    ),
    _("No situations yet for this journey."),
    detail=("low", "high"),
)
IDEAL_STATES = Kind(
    "ideal_states",
    _("Ideal states"),
    _("Ideal state"),
    ngettext_lazy("%d ideal state", "%d ideal states"),
    IdealState,
    "ideal-states",
    _(
        "Finished conditions that tell whether the whole job goes well: a cheap first look "
        "before a study of every step."
    ),
    _("No ideal states yet for this journey."),
)
FINANCIAL_METRICS = Kind(
    "financial_metrics",
    _("Financial metrics"),
    _("Financial metric"),
    ngettext_lazy("%d financial metric", "%d financial metrics"),
    FinancialMetric,
    "financial-metrics",
    _(
        "Costs that whoever decides on the purchase wants small. Ask only those who make that "
        "decision."
    ),
    _("No financial metrics yet for this journey."),
)
RELATED_JOBS = Kind(
    "related_jobs",
    _("Related jobs"),
    _("Related job"),
    ngettext_lazy("%d related job", "%d related jobs"),
    RelatedJob,
    "related-jobs",
    _(
        "What else the same person gets done around this job: the ground on which a solution "
        "can grow."
    ),
    _("No related jobs yet for this journey."),
    text="name",
    detail=("description",),
)
EMOTIONAL_JOBS = Kind(
    "emotional_jobs",
    _("Emotional jobs"),
    _("Emotional job"),
    ngettext_lazy("%d emotional job", "%d emotional jobs"),
    EmotionalJob,
    "emotional-jobs",
    _("How people want to feel while they do the job, and what they want to be spared."),
    _("No emotional jobs yet for this journey."),
    text="name",
    detail=("rationale",),
)
SOCIAL_JOBS = Kind(
    "social_jobs",
    _("Social jobs"),
    _("Social job"),
    ngettext_lazy("%d social job", "%d social jobs"),
    SocialJob,
    "social-jobs",
    _("How people want others to see them while they do the job, and how they do not."),
    _("No social jobs yet for this journey."),
    text="name",
    detail=("rationale",),
)

KINDS = (
    STEPS,
    PERFORMANCE_METRICS,
    CONTEXTS,
    SITUATIONS,
    IDEAL_STATES,
    FINANCIAL_METRICS,
    RELATED_JOBS,
    EMOTIONAL_JOBS,
    SOCIAL_JOBS,
)
