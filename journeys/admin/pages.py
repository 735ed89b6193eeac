"""The admin's pages of the catalog: one for a journey, one for each kind of entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from journeys import editing
from journeys.admin.forms import PageForm
from journeys.admin.inlines import (
    ContextInline,
    EmotionalJobInline,
    FinancialMetricInline,
    IdealStateInline,
    JobStepInline,
    PerformanceMetricInline,
    RelatedJobInline,
    SituationInline,
    SocialJobInline,
)
from journeys.editing import CatalogRow
from journeys.models import (
    Context,
    EmotionalJob,
    FinancialMetric,
    IdealState,
    JobStep,
    Journey,
    PerformanceMetric,
    RelatedJob,
    Situation,
    SocialJob,
)

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    Overrides = dict[type[models.Field[Any, Any]], dict[str, Any]]
else:
    ModelAdmin = admin.ModelAdmin

WIDE_TEXTS: Overrides = {models.TextField: {"widget": forms.Textarea({"rows": 2, "cols": 70})}}


class CatalogAdmin(ModelAdmin):
    """Base of every kind: one request is one change, however many rows it writes."""

    form = PageForm
    formfield_overrides = WIDE_TEXTS
    list_per_page = 50
    save_on_top = True

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the form, or save it and its inlines as one change."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with editing.one_change():
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The fields of the kind, and unseen, of a row that is there, the version they show."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": ("version_seen",)})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Write what the form changed."""
        editing.save(obj, fields=form.changed_data if change else None)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: Any) -> None:
        """Write what an inline changed, and say who keeps copies of what it deleted."""
        formset.save(commit=False)
        self._delete(request, formset.deleted_objects)
        for row, changed in formset.changed_objects:
            editing.save(row, fields=changed)
        for row in formset.new_objects:
            editing.save(row)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete one row."""
        self._delete(request, [obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete the rows chosen in the list."""
        with editing.one_change():
            self._delete(request, queryset)

    def _delete(self, request: HttpRequest, rows: Iterable[CatalogRow]) -> None:
        rows = list(rows)
        announce_copies(request, rows)
        for row in rows:
            editing.delete(row)


def announce_copies(request: HttpRequest, rows: Iterable[CatalogRow]) -> None:
    """Say which surveys ask these entries: they keep their copies, whatever happens to them."""
    codes: dict[Journey, list[str]] = {}
    for row in rows:
        if not isinstance(row, Journey):
            codes.setdefault(editing.journey_of(row), []).append(row.code)
    for journey, its_codes in codes.items():
        if sentence := editing.usage_sentence(editing.uses_of(journey), its_codes):
            messages.warning(request, f"{', '.join(its_codes)}: {capfirst(sentence)}")


@admin.register(Journey)
class JourneyAdmin(CatalogAdmin):
    """A journey with all its sections."""

    # No deleting by the dozen: a journey goes one at a time, if nothing rests on it.
    actions = None
    list_display = ("name", "role", "stage", "position", "n_steps", "version", "changed_at")
    list_filter = ("stage", "role")
    search_fields = ("name", "role", "slug", "job", "description")
    readonly_fields = ("version", "changed_at")
    fieldsets = (
        (None, {"fields": ("name", "slug", "role", "description", "job", "stem", "noun", "fits")}),
        (_("Place in the life cycle"), {"fields": ("stage", "position")}),
        (
            _("Headings and narrower scope"),
            {
                "classes": ("collapse",),
                "fields": (
                    ("emotional_desired_heading", "emotional_avoid_heading"),
                    ("social_desired_heading", "social_avoid_heading"),
                    "context",
                    "end_user",
                ),
            },
        ),
        (_("Licence"), {"classes": ("collapse",), "fields": ("licence", "attribution")}),
        (_("Record"), {"fields": ("version", "changed_at")}),
    )
    inlines = (
        JobStepInline,
        ContextInline,
        SituationInline,
        IdealStateInline,
        FinancialMetricInline,
        RelatedJobInline,
        EmotionalJobInline,
        SocialJobInline,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Journeys with the number of their steps."""
        journeys = super().get_queryset(request)
        counted: QuerySet[Any] = journeys.annotate(n_job_steps=Count("job_steps"))
        return counted

    @admin.display(description=_("steps"), ordering="n_job_steps")
    def n_steps(self, journey: Any) -> int:
        """How many steps the job has."""
        return int(journey.n_job_steps)

    def view_on_site(self, obj: Journey) -> str:
        """Where readers see it."""
        return reverse("journeys:journey_detail", args=[obj.slug])

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask before deleting; a journey in use is refused with the reason."""
        journey = self.get_object(request, unquote(object_id))
        refusal = editing.refusal_to_delete(journey) if journey else ""
        if refusal and self.has_delete_permission(request, journey):
            messages.error(request, refusal)
            return HttpResponseRedirect(reverse("admin:journeys_journey_change", args=[object_id]))
        return super().delete_view(request, object_id, extra_context)


class EntryAdmin(CatalogAdmin):
    """Base of every kind of entry: found by code and words, narrowed by journey and source."""

    list_display: tuple[str, ...] = ("code", "text", "journey", "position", "source")
    list_filter: ClassVar[tuple[str, ...]] = ("journey", "source")
    search_fields: ClassVar[tuple[str, ...]] = ("code", "text")
    list_select_related: ClassVar[tuple[str, ...]] = ("journey",)
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("journey",)
    ordering: ClassVar[tuple[str, ...]] = ("journey__position", "journey__name", "position", "code")
    fixed_fields: ClassVar[tuple[str, ...]] = ("journey", "code")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Entries with their journeys: an entry and the version it is of come in one query."""
        return super().get_queryset(request).select_related(*self.list_select_related)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What others refer to an entry by cannot be changed once it is there."""
        return self.fixed_fields if obj else ()

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask before deleting, naming the surveys that keep a copy."""
        entry = self.get_object(request, unquote(object_id))
        if request.method == "GET" and entry and self.has_delete_permission(request, entry):
            announce_copies(request, [entry])
        return super().delete_view(request, object_id, extra_context)


@admin.register(Context, IdealState, FinancialMetric)
class TextEntryAdmin(EntryAdmin):
    """Contexts, ideal states and financial metrics: one text each."""

    fields = ("journey", "code", "position", "text", "asked", "fits", "source")


@admin.register(Situation)
class SituationAdmin(EntryAdmin):
    """Situations with both anchors."""

    fields = ("journey", "code", "position", "text", ("low", "high"), "asked", "fits", "source")
    list_display = ("code", "text", "low", "high", "journey", "source")
    search_fields = ("code", "text", "low", "high")


@admin.register(RelatedJob)
class RelatedJobAdmin(EntryAdmin):
    """Related jobs by when they are done."""

    fields = (
        "journey",
        "code",
        "position",
        "when",
        "name",
        "description",
        "asked",
        "fits",
        "source",
    )
    list_display = ("code", "name", "when", "journey", "position", "source")
    list_filter = ("journey", "when", "source")
    search_fields = ("code", "name", "description")


@admin.register(EmotionalJob, SocialJob)
class PersonalJobAdmin(EntryAdmin):
    """Emotional and social jobs, sought or shunned."""

    fields = (
        "journey",
        "code",
        "position",
        "valence",
        "name",
        "rationale",
        "asked",
        "fits",
        "source",
    )
    list_display = ("code", "name", "valence", "journey", "position", "source")
    list_filter = ("journey", "valence", "source")
    search_fields = ("code", "name", "rationale")


@admin.register(JobStep)
class JobStepAdmin(EntryAdmin):
    """A job step with its performance metrics."""

    fields = ("journey", "code", "position", "phase", "name", "ability", "asked", "fits", "source")
    list_display = ("code", "name", "phase", "journey", "n_metrics", "source")
    list_filter = ("journey", "phase", "source")
    search_fields = ("code", "name", "ability")
    inlines = (PerformanceMetricInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Steps with the number of their metrics."""
        steps = super().get_queryset(request)
        counted: QuerySet[Any] = steps.annotate(n_all_metrics=Count("performance_metrics"))
        return counted

    @admin.display(description=_("metrics"), ordering="n_all_metrics")
    def n_metrics(self, step: Any) -> int:
        """How many performance metrics the step has."""
        return int(step.n_all_metrics)

    def view_on_site(self, obj: JobStep) -> str:
        """Where readers see it."""
        return reverse("journeys:job_step_detail", args=[obj.journey.slug, obj.code])


@admin.register(PerformanceMetric)
class PerformanceMetricAdmin(EntryAdmin):
    """Performance metrics of every journey; new ones are added on the page of their step."""

    fields = (
        "job_step",
        "code",
        "position",
        "outcome",
        "plain",
        "asked",
        "examples",
        "fits",
        "source",
    )
    fixed_fields = ("job_step", "code")
    list_display = ("code", "plain", "outcome", "journey", "position", "source")
    list_filter = ("job_step__journey", "job_step__phase", "source")
    search_fields = ("code", "outcome", "plain")
    list_select_related = ("job_step__journey",)
    autocomplete_fields = ()
    ordering = ("job_step__journey__position", "job_step__position", "position", "code")

    @admin.display(description=_("journey"), ordering="job_step__journey__name")
    def journey(self, metric: PerformanceMetric) -> str:
        """The journey of the metric's step."""
        return metric.job_step.journey.name

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A metric is written where its step is seen."""
        return False
