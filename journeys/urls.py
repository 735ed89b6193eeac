"""Addresses of the public catalog."""

from django.urls import path, register_converter

from journeys import views


class FileFormatConverter:
    """The formats in which a journey can be downloaded."""

    regex = "yaml|json|csv"

    def to_python(self, value: str) -> str:
        """The format's name as it stands in the address."""
        return value

    def to_url(self, value: str) -> str:
        """The format's name as it stands in the address."""
        return value


register_converter(FileFormatConverter, "file_format")

app_name = "journeys"
urlpatterns = [
    path("", views.journey_list, name="journey_list"),
    path("journeys/<slug:slug>/", views.journey_detail, name="journey_detail"),
    path("journeys/<slug:slug>.<file_format:format>", views.journey_file, name="journey_file"),
    path("journeys/<slug:slug>/steps/<slug:code>/", views.job_step_detail, name="job_step_detail"),
    path("search/", views.search, name="search"),
    path("statistics/", views.statistics, name="statistics"),
    path("about/", views.about, name="about"),
    path("styleguide/", views.styleguide, name="styleguide"),
]
