"""Surveys in Django's admin: to hand one to another owner, and to look. Pages do the rest."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from surveys.access import is_in_charge
from surveys.designing.views.sentences import stage_label
from surveys.models import Survey

if TYPE_CHECKING:
    SurveyModelAdmin = admin.ModelAdmin[Survey]
else:
    SurveyModelAdmin = admin.ModelAdmin


@admin.register(Survey)
class SurveyAdmin(SurveyModelAdmin):
    """Owner and collaborators can be changed; what a survey asks and was answered cannot."""

    list_display = ("title", "slug", "journey", "owner", "stands", "opens_at", "closes_at")
    list_filter = (
        "status",
        ("archived_at", admin.EmptyFieldListFilter),
        "journey",
    )
    list_select_related = ("journey", "owner")
    search_fields = ("title", "slug", "owner__username")
    readonly_fields = (
        *("title", "slug", "journey", "stands", "created_at"),
        *("opens_at", "closes_at", "time_zone", "closed_at", "archived_at"),
        *("is_anonymous", "retention_days", "n_withdrawn"),
    )
    fields = (*readonly_fields, "owner", "collaborators")
    autocomplete_fields = ("owner", "collaborators")

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def stands(self, survey: Survey) -> str:
        """Where the survey stands now, as its own page says it."""
        return stage_label(survey.stage)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Who may not look accounts up hands nothing on: a form would name them."""
        if request.user.has_perm("auth.view_user"):
            return self.readonly_fields
        return (*self.readonly_fields, "owner", "collaborators")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Survey]:
        """Only surveys the person may see on the site, too."""
        visible = Survey.objects.visible_to(request.user).order_by().values("pk")
        return super().get_queryset(request).filter(pk__in=visible)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Surveys are built on the site."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A survey is handed on by its owner or a superuser; collaborators may look."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or is_in_charge(request.user, obj))

    def save_model(self, request: HttpRequest, obj: Survey, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """Write the owner alone: what people do with the survey meanwhile stays done."""
        obj.save(update_fields=["owner"])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Surveys are deleted on the site, where they can be restored."""
        return False
