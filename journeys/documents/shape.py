"""The one shape of a journey in YAML and JSON, strict: an unknown key is an error.

Only what reads catalog files imports this: building the models costs a start a fifth of a second.
"""

from __future__ import annotations

from typing import Annotated, Any, cast

from django.db import models
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic import StringConstraints as Text
from pydantic_core import PydanticCustomError

from journeys.documents.sections import OPTIONAL, OPTIONAL_HEAD, SCHEMA, Document
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
    Thing,
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


def _phrase_as_mapping(value: object) -> object:
    return {"product": value} if isinstance(value, str) else value


def _in_their_order(fits: list[str]) -> list[str]:
    return [thing for thing in Thing.values if thing in fits]


_SomeText = Text(min_length=1, max_length=400)
_Fits = Annotated[list[Annotated[str, _one_of(Thing)]], AfterValidator(_in_their_order)]
_Examples = list[Annotated[str, _SomeText]]
_Code = Annotated[str, Text(pattern=CODE_PATTERN, max_length=12)]
_Source = Annotated[str, _text(Situation, "source")]


class Shape(BaseModel):
    """What every part of the document has: strict types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, str_strip_whitespace=True)


class NounShape(Shape):
    """How readers call the thing, slot by slot; a plain text is the phrase for `{product}`."""

    product: Annotated[str, _SomeText]
    old: Annotated[str, _SomeText] = ""
    new: Annotated[str, _SomeText] = ""
    these: Annotated[str, _SomeText] = ""
    one: Annotated[str, _SomeText] = ""
    next: Annotated[str, _SomeText] = ""


class ExamplesShape(Shape):
    """Examples of a performance metric, by the kind of thing that they speak of."""

    physical: _Examples = []
    mobile: _Examples = []
    digital: _Examples = []
    service: _Examples = []


class AskedMetric(Shape):
    """The house wording of a metric."""

    outcome: Annotated[str, _SomeText] = ""
    plain: Annotated[str, _SomeText] = ""


class AskedStep(Shape):
    """The house wording of a step."""

    name: Annotated[str, _SomeText] = ""
    ability: Annotated[str, _SomeText] = ""


class AskedSituation(Shape):
    """The house wording of a situation."""

    text: Annotated[str, _SomeText] = ""
    low: Annotated[str, _SomeText] = ""
    high: Annotated[str, _SomeText] = ""


class AskedRelatedJob(Shape):
    """The house wording of a related job."""

    name: Annotated[str, _SomeText] = ""
    description: Annotated[str, _SomeText] = ""


class AskedPersonalJob(Shape):
    """The house wording of an emotional or a social job."""

    name: Annotated[str, _SomeText] = ""
    rationale: Annotated[str, _SomeText] = ""


class JourneyHead(Shape):
    """The key `journey`."""

    slug: Annotated[str, Text(pattern=r"^[-a-zA-Z0-9_]+$"), _text(Journey, "slug")]
    role: Annotated[str, _text(Journey, "role")]
    name: Annotated[str, _text(Journey, "name")]
    description: Annotated[str, _text(Journey, "description")]
    job: Annotated[str, _text(Journey, "job")]
    stem: Annotated[str, _text(Journey, "stem")]
    noun: Annotated[NounShape | None, BeforeValidator(_phrase_as_mapping)] = None
    fits: _Fits = []
    context: Annotated[str, _text(Journey, "context")] = ""
    end_user: Annotated[str, _text(Journey, "end_user")] = ""
    stage: Annotated[str, _one_of(Stage)] = Stage.USE.value
    position: Annotated[int, Field(strict=False, ge=0, le=32767)] = 0


class MetricShape(Shape):
    """A performance metric of a step."""

    code: _Code
    outcome: Annotated[str, _text(PerformanceMetric, "outcome")]
    plain: Annotated[str, _text(PerformanceMetric, "plain")]
    asked: AskedMetric | None = None
    examples: ExamplesShape | None = None
    fits: _Fits = []
    source: _Source


class StepShape(Shape):
    """A job step with its metrics."""

    code: _Code
    phase: Annotated[str, _one_of(Phase)]
    name: Annotated[str, _text(JobStep, "name")]
    ability: Annotated[str, _text(JobStep, "ability")]
    asked: AskedStep | None = None
    fits: _Fits = []
    source: _Source
    metrics: list[MetricShape] = []


class TextShape(Shape):
    """A context, an ideal state or a financial metric."""

    code: _Code
    text: Annotated[str, _text(Context, "text")]
    asked: Annotated[str, _SomeText] = ""
    fits: _Fits = []
    source: _Source


class SituationShape(Shape):
    """A situation with what 1 and 5 mean."""

    code: _Code
    text: Annotated[str, _text(Situation, "text")]
    low: Annotated[str, _text(Situation, "low")]
    high: Annotated[str, _text(Situation, "high")]
    asked: AskedSituation | None = None
    fits: _Fits = []
    source: _Source


class RelatedJobShape(Shape):
    """A related job."""

    code: _Code
    when: Annotated[str, _one_of(RelatedJob.When)]
    name: Annotated[str, _text(RelatedJob, "name")]
    description: Annotated[str, _text(RelatedJob, "description")] = ""
    asked: AskedRelatedJob | None = None
    fits: _Fits = []
    source: _Source


class PersonalJobShape(Shape):
    """An emotional or a social job."""

    code: _Code
    valence: Annotated[str, _one_of(Valence)]
    name: Annotated[str, _text(EmotionalJob, "name")]
    rationale: Annotated[str, _text(EmotionalJob, "rationale")] = ""
    asked: AskedPersonalJob | None = None
    fits: _Fits = []
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
    retired: list[_Code] = []

    def as_document(self) -> Document:
        """The same as `document_of` gives for the journey once it is loaded."""
        document = self.model_dump(by_alias=True)
        head = document["journey"] = _without_gaps(document["journey"], OPTIONAL_HEAD)
        if head.get("noun", {}).keys() == {"product"}:
            head["noun"] = head["noun"]["product"]
        for key, part in document.items():
            if key in {"emotional_jobs", "social_jobs"}:
                part["items"] = [_without_gaps(row, OPTIONAL) for row in part["items"]]
            elif isinstance(part, list) and key != "retired":
                document[key] = [_without_gaps(row, OPTIONAL) for row in part]
        for step in document["steps"]:
            step["metrics"] = [_without_gaps(row, OPTIONAL) for row in step.pop("metrics")]
        document["retired"] = sorted({*document["retired"]})
        return _without_gaps(document, ("retired",))


def _without_gaps(row: Document, optional: tuple[str, ...]) -> Document:
    """A mapping without those of its optional keys that say nothing."""
    said = {
        key: {name: part for name, part in value.items() if part}
        if key in optional and isinstance(value, dict)
        else value
        for key, value in row.items()
    }
    return {key: value for key, value in said.items() if value or key not in optional}
