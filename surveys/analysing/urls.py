"""Addresses of the results and of the files with answers."""

from django.urls import path

from surveys.analysing.views import downloads, results

urlpatterns = [
    path("surveys/<slug:slug>/results/", results.results, name="results"),
    path("surveys/<slug:slug>/results.csv", downloads.results_csv, name="results_csv"),
    path("surveys/<slug:slug>/responses.csv", downloads.responses_csv, name="responses_csv"),
    path("surveys/<slug:slug>/answers.csv", downloads.answers_csv, name="answers_csv"),
    path("surveys/<slug:slug>/codebook.csv", downloads.codebook_csv, name="codebook_csv"),
]
