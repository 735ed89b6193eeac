"""Groups that exist from the first start on, made by the data migrations of the apps."""

from collections.abc import Collection
from typing import Any

from django.apps import apps as installed_apps
from django.contrib.auth.management import create_permissions

ALL_ACTIONS = ("add", "change", "delete", "view")


def grant(
    apps: Any, group: str, *, app_label: str, models: Collection[str], actions: Collection[str]
) -> None:
    """Give `group` the `actions` on `models` of an app; the group is made if it is not there.

    `apps` is the registry of the migration, or the installed one. Permissions usually come to be
    after all migrations, so they are made here first. Doing it again changes nothing.
    """
    create_permissions(installed_apps.get_app_config(app_label), verbosity=0, apps=apps)
    wanted = {f"{action}_{model}" for action in actions for model in models}
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label=app_label, codename__in=wanted
    )
    found, _created = apps.get_model("auth", "Group").objects.get_or_create(name=group)
    found.permissions.add(*permissions)
