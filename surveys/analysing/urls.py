"""Addresses of the results and of the files with answers."""

from django.urls import path

from surveys.analysing.views import results

urlpatterns = [
    path("surveys/<slug:slug>/results/", results.results, name="results"),
    path("surveys/<slug:slug>/results.csv", results.results_csv, name="results_csv"),
    path("surveys/<slug:slug>/responses.csv", results.responses_csv, name="responses_csv"),
    path("surveys/<slug:slug>/answers.csv", results.answers_csv, name="answers_csv"),
    path("surveys/<slug:slug>/codebook.csv", results.codebook_csv, name="codebook_csv"),
]
