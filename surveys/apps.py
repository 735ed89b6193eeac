from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Surveys; tells the catalog which journeys are in use."""

    name = "surveys"

    def ready(self) -> None:
        """Register the system checks, and tell the catalog who uses its entries."""
        from surveys import checks  # noqa: F401, PLC0415  # models are ready only now
        from surveys.designing import overview  # noqa: PLC0415  # models are ready only now

        overview.register_usage()
