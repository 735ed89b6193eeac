from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """The catalog: its models, files, admin and pages."""

    name = "journeys"
    verbose_name = "Journey catalog"
