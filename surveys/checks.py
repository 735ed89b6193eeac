"""System checks about surveys."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from surveys.models import Survey, SurveyItem


@register(Tags.database)
def check_open_surveys_ask(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """surveys.W001: an open survey without items. One query per database named."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        if SurveyItem._meta.db_table not in connections[alias].introspection.table_names():
            continue
        asking = SurveyItem.objects.using(alias).values("revision__survey")
        asked = [Survey.Status.OPEN, Survey.Status.PAUSED]
        surveys = Survey.objects.using(alias).filter(status__in=asked, deleted_at=None)
        found += [
            Warning(
                f"The open survey “{slug}” asks nothing.",
                hint="Close it, or delete it and create it again at another address.",
                id="surveys.W001",
            )
            for slug in surveys.exclude(pk__in=asking).values_list("slug", flat=True)
        ]
    return found
