from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Surveys; tells the catalog which journeys are in use."""

    name = "surveys"

    def ready(self) -> None:
        """Register the system checks, and tell the catalog who uses its entries."""
        from surveys import checks, publishing  # noqa: F401, PLC0415  # models are ready only now

        publishing.register_usage()
