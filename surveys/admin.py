"""Surveys in Django's admin: to hand one to another owner, and to look. Pages do the rest."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from surveys.models import Survey
from surveys.views.access import is_in_charge

if TYPE_CHECKING:
    SurveyModelAdmin = admin.ModelAdmin[Survey]
else:
    SurveyModelAdmin = admin.ModelAdmin


@admin.register(Survey)
class SurveyAdmin(SurveyModelAdmin):
    """Owner and collaborators can be changed; what a survey asks and was answered cannot."""

    list_display = ("title", "slug", "journey", "owner", "status", "created_at", "closed_at")
    list_filter = ("status", "journey")
    list_select_related = ("journey", "owner")
    search_fields = ("title", "slug", "owner__username")
    readonly_fields = ("title", "slug", "journey", "status", "created_at", "closed_at")
    fields = (*readonly_fields, "owner", "collaborators")
    autocomplete_fields = ("owner", "collaborators")

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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts are deleted on the site; opened surveys stay."""
        return False
