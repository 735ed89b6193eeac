"""Where surveys lie: among the current ones, the archived ones, or deleted ones, in the bin."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from surveys.models import Survey

# How long a deleted survey can be restored.
BIN_DAYS = 30
CURRENT, ARCHIVED, DELETED = "", "archived", "deleted"


def surveys_on_shelf(user: Any, shelf: str) -> QuerySet[Survey]:
    """The surveys `user` may see among the current, the archived, or the deleted ones.

    Of the deleted, those that `user` may still restore.
    """
    held = Survey.objects.held_by(user).order_by().values("pk")
    return Survey.objects.filter(_is_on_shelf(user, shelf), pk__in=held)


def shelf_counts(user: Any) -> dict[str, int]:
    """How many archived and deleted surveys there are for `user`. One query."""
    held = Survey.objects.held_by(user).order_by().values("pk")
    counts = {shelf: Count("pk", filter=_is_on_shelf(user, shelf)) for shelf in (ARCHIVED, DELETED)}
    return Survey.objects.filter(pk__in=held).aggregate(**counts)


def _is_on_shelf(user: Any, shelf: str) -> Q:
    if shelf == DELETED:
        is_restorable = Q(deleted_at__gt=timezone.now() - timedelta(days=BIN_DAYS))
        return is_restorable if user.is_superuser else is_restorable & Q(owner=user)
    return Q(deleted_at=None, archived_at__isnull=shelf == CURRENT)


def bin_end(deleted_at: datetime) -> datetime:
    """Until when a survey deleted at that moment can be restored; `purge` removes it afterwards."""
    return deleted_at + timedelta(days=BIN_DAYS)
