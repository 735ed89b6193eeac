"""Addresses of the researcher's and the respondent's pages."""

from django.urls import path

from surveys.views import (
    addresses,
    binning,
    builder,
    finishing,
    preview,
    receipt,
    research,
    respondent,
    results,
    revising,
    saves,
    sharing,
    starting,
    steps,
    times,
    translations,
)

app_name = "surveys"

urlpatterns = [
    # Respondents; first of all what is asked for most
    path("responses/<slug:token>/save/", saves.answer_save, name="answer_save"),
    path("respond/<slug:slug>/", starting.response_start, name="response_start"),
    path("responses/<slug:token>/", respondent.response_resume, name="response_resume"),
    path("responses/<slug:token>/review/", respondent.response_review, name="response_review"),
    path("responses/<slug:token>/done/", finishing.response_done, name="response_done"),
    path("responses/<slug:token>/receipt/", receipt.response_receipt, name="response_receipt"),
    path("responses/<slug:token>/withdraw/", receipt.response_withdraw, name="response_withdraw"),
    path(
        "responses/<slug:token>/<slug:page>/",
        respondent.response_section,
        name="response_section",
    ),
    path("receipt/", receipt.response_find, name="response_find"),
    path("receipt/withdrawn/", receipt.response_withdrawn, name="response_withdrawn"),
    # Researchers
    path("surveys/", research.survey_list, name="survey_list"),
    path("surveys/new/", builder.survey_create, name="survey_create"),
    path("surveys/<slug:slug>/", research.survey_detail, name="survey_detail"),
    path("surveys/<slug:slug>/edit/", builder.survey_edit, name="survey_edit"),
    path("surveys/<slug:slug>/edit/next/", revising.revision_begin, name="revision_begin"),
    path("surveys/<slug:slug>/edit/changes/", revising.revision_open, name="revision_open"),
    path("surveys/<slug:slug>/edit/discard/", revising.revision_discard, name="revision_discard"),
    path("surveys/<slug:slug>/preview/", preview.survey_preview, name="survey_preview"),
    path("surveys/<slug:slug>/times/", times.survey_times, name="survey_times"),
    path("surveys/<slug:slug>/open/", steps.survey_open, name="survey_open"),
    path("surveys/<slug:slug>/open/now/", steps.survey_open_now, name="survey_open_now"),
    path("surveys/<slug:slug>/pause/", steps.survey_pause, name="survey_pause"),
    path("surveys/<slug:slug>/resume/", steps.survey_resume, name="survey_resume"),
    path("surveys/<slug:slug>/close/", steps.survey_close, name="survey_close"),
    path("surveys/<slug:slug>/reopen/", times.survey_reopen, name="survey_reopen"),
    path("surveys/<slug:slug>/archive/", steps.survey_archive, name="survey_archive"),
    path("surveys/<slug:slug>/unarchive/", steps.survey_unarchive, name="survey_unarchive"),
    path("surveys/<slug:slug>/delete/", binning.survey_delete, name="survey_delete"),
    path("surveys/<slug:slug>/restore/", binning.survey_restore, name="survey_restore"),
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
    path(
        "surveys/<slug:slug>/translations/",
        translations.survey_translations,
        name="survey_translations",
    ),
    path(
        "surveys/<slug:slug>/translations/<slug:language>/",
        translations.survey_translation,
        name="survey_translation",
    ),
    path(
        "surveys/<slug:slug>/translations/<slug:language>.csv",
        translations.translation_csv,
        name="translation_csv",
    ),
    path("surveys/<slug:slug>/contacts/", addresses.survey_contacts, name="survey_contacts"),
    path("surveys/<slug:slug>/contacts.csv", addresses.contacts_csv, name="contacts_csv"),
]
