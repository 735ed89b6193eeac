"""Journeys of any size for tests, straight into the database."""

from journeys.models import (
    Context,
    EmotionalJob,
    FinancialMetric,
    IdealState,
    JobStep,
    Journey,
    PerformanceMetric,
    Phase,
    RelatedJob,
    Situation,
    SocialJob,
)


def make_journey(slug="repair", *, n=0, **fields):
    """A journey with `n` entries of every kind, and `n` metrics in each of its steps."""
    journey = Journey.objects.create(
        **{
            "slug": slug,
            "role": "Fixer",
            "name": f"{slug.title()} Journey",
            "job": f"Doing the {slug}",
            "stem": f"When doing the {slug}",
        }
        | fields
    )
    for number in range(1, n + 1):
        add_step(journey, number, n_metrics=n)
        add_lists(journey, number)
    return journey


def add_step(journey, number, *, n_metrics=0, **fields):
    """Step `number` with its metrics."""
    step = JobStep.objects.create(
        journey=journey,
        position=number,
        **{
            "code": f"S{number:02}",
            "phase": Phase.values[(number - 1) % len(Phase)],
            "name": f"Take step {number}",
            "ability": f"The ability to take step {number}.",
        }
        | fields,
    )
    for place in range(1, n_metrics + 1):
        PerformanceMetric.objects.create(
            job_step=step,
            code=f"{step.code}M{place:02}",
            position=place,
            outcome=f"Minimize the time it takes to do part {place}, e.g., this, that",
            plain=f"do part {place} quickly, e.g., this, that",
        )
    return step


def add_lists(journey, number):
    """One entry of every kind but steps."""
    place = {"journey": journey, "position": number}
    Context.objects.create(code=f"CTX{number:02}", text=f"Context {number}", **place)
    Situation.objects.create(
        code=f"SIT{number:02}", text=f"Light {number}", low="Night", high="Noon", **place
    )
    IdealState.objects.create(code=f"IDEAL{number:02}", text=f"State {number} holds.", **place)
    FinancialMetric.objects.create(
        code=f"FIN{number:02}", text=f"Minimize the cost of part {number}.", **place
    )
    RelatedJob.objects.create(
        code=f"REL{number:02}", when="during", name=f"Related {number}", **place
    )
    for prefix, model in (("EMO", EmotionalJob), ("SOC", SocialJob)):
        model.objects.create(
            code=f"{prefix}{number:02}", valence="desired", name=f"{prefix} {number}", **place
        )
