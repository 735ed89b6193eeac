"""Addresses of the researcher's and the respondent's pages."""

from django.urls import path

from surveys.views import builder, preview, receipt, research, respondent, results, sharing

app_name = "surveys"

urlpatterns = [
    # Researchers
    path("surveys/", research.survey_list, name="survey_list"),
    path("surveys/new/", builder.survey_create, name="survey_create"),
    path("surveys/<slug:slug>/", research.survey_detail, name="survey_detail"),
    path("surveys/<slug:slug>/edit/", builder.survey_edit, name="survey_edit"),
    path("surveys/<slug:slug>/preview/", preview.survey_preview, name="survey_preview"),
    path("surveys/<slug:slug>/open/", research.survey_open, name="survey_open"),
    path("surveys/<slug:slug>/close/", research.survey_close, name="survey_close"),
    path("surveys/<slug:slug>/reopen/", research.survey_reopen, name="survey_reopen"),
    path("surveys/<slug:slug>/delete/", research.survey_delete, name="survey_delete"),
    path("surveys/<slug:slug>/counts/", research.survey_counts, name="survey_counts"),
    path("surveys/<slug:slug>/qr.svg", sharing.survey_qr, name="survey_qr"),
    path(
        "surveys/<slug:slug>/collaborators/",
        sharing.survey_collaborators,
        name="survey_collaborators",
    ),
    path("surveys/<slug:slug>/results/", results.results, name="results"),
    path("surveys/<slug:slug>/results.csv", results.results_csv, name="results_csv"),
    path("surveys/<slug:slug>/responses.csv", results.responses_csv, name="responses_csv"),
    path("surveys/<slug:slug>/answers.csv", results.answers_csv, name="answers_csv"),
    path("surveys/<slug:slug>/codebook.csv", results.codebook_csv, name="codebook_csv"),
    # Respondents
    path("respond/<slug:slug>/", respondent.response_start, name="response_start"),
    path("responses/<slug:token>/", respondent.response_resume, name="response_resume"),
    path("responses/<slug:token>/save/", respondent.answer_save, name="answer_save"),
    path("responses/<slug:token>/review/", respondent.response_review, name="response_review"),
    path("responses/<slug:token>/done/", respondent.response_done, name="response_done"),
    path("responses/<slug:token>/receipt/", receipt.response_receipt, name="response_receipt"),
    path("responses/<slug:token>/withdraw/", receipt.response_withdraw, name="response_withdraw"),
    path(
        "responses/<slug:token>/<slug:page>/",
        respondent.response_section,
        name="response_section",
    ),
    path("receipt/", receipt.response_find, name="response_find"),
    path("receipt/withdrawn/", receipt.response_withdrawn, name="response_withdrawn"),
]
