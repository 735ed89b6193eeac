from django.apps import AppConfig
from django.core.checks import Tags, register

from jtbd_catalog.checks import private_database_file, sqlite_keeps_commits


class JtbdCatalogConfig(AppConfig):
    """The project package as an app: its checks and its commands."""

    name = "jtbd_catalog"

    def ready(self) -> None:
        """Registers the checks that `check --deploy` and `make serve` show."""
        register(Tags.database, deploy=True)(sqlite_keeps_commits)
        register(Tags.database, deploy=True)(private_database_file)
