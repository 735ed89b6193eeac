"""The sections of a journey, and the metrics of a step, as tables on the page of their owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models

from journeys.admin.forms import EntryForm, EntryFormSet
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

if TYPE_CHECKING:
    TabularInline = admin.TabularInline[Any, Any]
    Overrides = dict[type[models.Field[Any, Any]], dict[str, Any]]
else:
    TabularInline = admin.TabularInline

NARROW_TEXTS: Overrides = {models.TextField: {"widget": forms.Textarea({"rows": 3, "cols": 36})}}


class EntryInline(TabularInline):
    """A section of a journey, folded away until it is wanted."""

    form = EntryForm
    formset = EntryFormSet
    formfield_overrides = NARROW_TEXTS
    classes: tuple[str, ...] = ("collapse",)
    extra = 0


class JobStepInline(EntryInline):
    """Steps without their metrics, which stand on a page of their own."""

    model = JobStep
    fields = ("code", "position", "phase", "name", "ability", "fits", "source")
    show_change_link = True


class PerformanceMetricInline(EntryInline):
    """The metrics of one step, in both wordings."""

    model = PerformanceMetric
    fields = ("code", "position", "outcome", "plain", "examples", "fits", "source")
    classes = ()


class TextEntryInline(EntryInline):
    """Base of the kinds that are one text each."""

    fields = ("code", "position", "text", "fits", "source")


class ContextInline(TextEntryInline):
    """Contexts."""

    model = Context


class IdealStateInline(TextEntryInline):
    """Ideal states."""

    model = IdealState


class FinancialMetricInline(TextEntryInline):
    """Financial metrics."""

    model = FinancialMetric


class SituationInline(EntryInline):
    """Situations with both anchors."""

    model = Situation
    fields = ("code", "position", "text", "low", "high", "fits", "source")


class RelatedJobInline(EntryInline):
    """Related jobs by when they are done."""

    model = RelatedJob
    fields = ("code", "position", "when", "name", "description", "fits", "source")


class PersonalJobInline(EntryInline):
    """Emotional and social jobs have one shape, and so one inline."""

    fields = ("code", "position", "valence", "name", "rationale", "fits", "source")


class EmotionalJobInline(PersonalJobInline):
    """Emotional jobs."""

    model = EmotionalJob


class SocialJobInline(PersonalJobInline):
    """Social jobs."""

    model = SocialJob
