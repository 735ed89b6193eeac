"""The one shape of a journey in YAML and JSON, strict: an unknown key is an error.

Only what reads catalog files imports this: building the models costs a start a fifth of a second.
"""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.db import models
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import StringConstraints as Text
from pydantic_core import PydanticCustomError

from journeys.documents.sections import SCHEMA, Document
from journeys.models import (
    CODE_PATTERN,
    Context,
    EmotionalJob,
    JobStep,
    Journey,
    PerformanceMetric,
    Phase,
    RelatedJob,
    Situation,
    Stage,
    Valence,
)


def _text(model: type[models.Model], field_name: str) -> Text:
    """Not empty unless the database's field may be, and no longer than it."""
    field = cast("models.Field[Any, Any]", model._meta.get_field(field_name))
    return Text(min_length=0 if field.blank else 1, max_length=field.max_length)


def _one_of(choices: type[models.TextChoices]) -> AfterValidator:
    def known(value: str) -> str:
        if value not in choices.values:
            raise PydanticCustomError(
                "unknown_word",
                "“{found}” is not known here: use one of {expected}",
                {"found": value, "expected": ", ".join(choices.values)},
            )
        return value

    return AfterValidator(known)


def _empty_list_as_mapping(value: object) -> object:
    return {} if value == [] else value


_Code = Annotated[str, Text(pattern=CODE_PATTERN, max_length=12)]
_Source = Annotated[str, _text(Situation, "source")]


class Shape(BaseModel):
    """What every part of the document has: strict types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)


class JourneyHead(Shape):
    """The key `journey`."""

    slug: Annotated[str, Text(pattern=r"^[-a-zA-Z0-9_]+$"), _text(Journey, "slug")]
    role: Annotated[str, _text(Journey, "role")]
    name: Annotated[str, _text(Journey, "name")]
    description: Annotated[str, _text(Journey, "description")]
    job: Annotated[str, _text(Journey, "job")]
    stem: Annotated[str, _text(Journey, "stem")]
    context: Annotated[str, _text(Journey, "context")] = ""
    end_user: Annotated[str, _text(Journey, "end_user")] = ""
    stage: Annotated[str, _one_of(Stage)] = Stage.USE.value
    position: Annotated[int, Field(strict=False, ge=0, le=32767)] = 0


class MetricShape(Shape):
    """A performance metric of a step."""

    code: _Code
    outcome: Annotated[str, _text(PerformanceMetric, "outcome")]
    plain: Annotated[str, _text(PerformanceMetric, "plain")]
    source: _Source


class StepShape(Shape):
    """A job step with its metrics."""

    code: _Code
    phase: Annotated[str, _one_of(Phase)]
    name: Annotated[str, _text(JobStep, "name")]
    ability: Annotated[str, _text(JobStep, "ability")]
    source: _Source
    metrics: list[MetricShape] = []


class TextShape(Shape):
    """A context, an ideal state or a financial metric."""

    code: _Code
    text: Annotated[str, _text(Context, "text")]
    source: _Source


class SituationShape(Shape):
    """A situation with what 1 and 5 mean."""

    code: _Code
    text: Annotated[str, _text(Situation, "text")]
    low: Annotated[str, _text(Situation, "low")]
    high: Annotated[str, _text(Situation, "high")]
    source: _Source


class RelatedJobShape(Shape):
    """A related job."""

    code: _Code
    when: Annotated[str, _one_of(RelatedJob.When)]
    name: Annotated[str, _text(RelatedJob, "name")]
    description: Annotated[str, _text(RelatedJob, "description")] = ""
    source: _Source


class PersonalJobShape(Shape):
    """An emotional or a social job."""

    code: _Code
    valence: Annotated[str, _one_of(Valence)]
    name: Annotated[str, _text(EmotionalJob, "name")]
    rationale: Annotated[str, _text(EmotionalJob, "rationale")] = ""
    source: _Source


class PersonalJobsShape(Shape):
    """The emotional or the social jobs below the headings of their two groups."""

    desired_heading: Annotated[str, _text(Journey, "emotional_desired_heading")] = ""
    avoid_heading: Annotated[str, _text(Journey, "emotional_avoid_heading")] = ""
    items: list[PersonalJobShape] = []


_PersonalJobs = Annotated[PersonalJobsShape, BeforeValidator(_empty_list_as_mapping)]


class JourneyDocument(Shape):
    """A whole journey file."""

    schema_number: Annotated[int, Field(alias="schema", strict=False, ge=SCHEMA, le=SCHEMA)]
    licence: Annotated[str, _text(Journey, "licence")]
    attribution: Annotated[str, _text(Journey, "attribution")]
    journey: JourneyHead
    steps: list[StepShape] = []
    contexts: list[TextShape] = []
    situations: list[SituationShape] = []
    ideal_states: list[TextShape] = []
    financial_metrics: list[TextShape] = []
    related_jobs: list[RelatedJobShape] = []
    emotional_jobs: _PersonalJobs = PersonalJobsShape()
    social_jobs: _PersonalJobs = PersonalJobsShape()

    def as_document(self) -> Document:
        """The same as `document_of` gives for the journey once it is loaded."""
        document = self.model_dump(by_alias=True)
        for key in ("context", "end_user"):
            if not document["journey"][key]:
                del document["journey"][key]
        return document
