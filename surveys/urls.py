"""Addresses of the three wings, under one namespace; respondents' come first."""

from django.urls import include, path

app_name = "surveys"

urlpatterns = [
    path("", include("surveys.responding.urls")),
    path("", include("surveys.designing.urls")),
    path("", include("surveys.analysing.urls")),
]
