"""A small journey with every kind of entry, for tests of what surveys copy from the catalog."""

from django.contrib.auth.models import Permission

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
from surveys.designing import drafts
from surveys.models import SurveyItem, SurveyRevision
from tests.surveys.builders import make_journey, make_user


def make_offer(slug="upgrade", **fields):
    """A journey with an entry of every kind; two steps, feelings of both valences."""
    journey = make_journey(
        slug,
        emotional_desired_heading="Desired Emotions:",
        emotional_avoid_heading="Undesired Emotions:",
        **fields,
    )
    for number, name in enumerate(["Plan the upgrade", "Test before rollout"], start=1):
        step = JobStep.objects.create(
            journey=journey, code=f"S{number:02d}", position=number, phase="define", name=name
        )
        PerformanceMetric.objects.create(
            job_step=step,
            code=f"S{number:02d}M01",
            outcome=f"Minimize the time it takes to settle goal {number}, e.g., cost, speed",
            plain=f"settle goal {number}",
        )
    Context.objects.create(journey=journey, code="CTX01", text="Upgrade a solution online")
    Situation.objects.create(
        journey=journey, code="SIT01", text="Budget for upgrades", low="None", high="Ample"
    )
    IdealState.objects.create(journey=journey, code="IDEAL01", text="Nothing has to be redone")
    FinancialMetric.objects.create(journey=journey, code="FIN01", text="Minimize the cost of parts")
    for position, (code, when) in enumerate([("REL01", "after"), ("REL02", "before")]):
        RelatedJob.objects.create(
            journey=journey,
            code=code,
            position=position,
            when=when,
            name=f"Doing {code}",
            description="which takes a day" if code == "REL01" else "",
        )
    for position, (code, valence) in enumerate([("EMO01", "avoid"), ("EMO02", "desired")]):
        EmotionalJob.objects.create(
            journey=journey, code=code, position=position, valence=valence, name=f"Feel {code}"
        )
    SocialJob.objects.create(journey=journey, code="SOC01", valence="desired", name="Be seen")
    return journey


# Every code of the offer, in the order asked.
ALL_CODES = ["CTX01", "SIT01", "S01M01", "S02M01", "IDEAL01"]
ALL_CODES += ["EMO02", "EMO01", "SOC01", "REL02", "REL01", "FIN01"]


def make_researcher(name="rita", **fields):
    """A user who may create surveys."""
    user = make_user(name, **fields)
    user.user_permissions.add(Permission.objects.get(codename="add_survey"))
    return user


def make_draft(journey, owner, *codes, **fields):
    """A draft survey over `journey` that asks `codes`."""
    content = {"title": "Pilot", "slug": "pilot", "consent": "Answers are kept."} | fields
    return drafts.create_survey(
        journey=journey,
        owner=owner,
        content=drafts.DraftContent(codes=tuple(sorted(codes)), **content),
    )


def frozen_rows(survey):
    """Everything a respondent is shown, as stored."""
    revision = SurveyRevision.objects.filter(survey=survey).values().get()
    items = SurveyItem.objects.filter(revision__survey=survey).order_by("position").values()
    return revision, list(items)
