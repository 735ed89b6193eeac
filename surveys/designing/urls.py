"""Addresses of the pages on which a survey is built, fielded and looked after."""

from django.urls import path

from surveys.designing.views import (
    builder,
    contacts,
    deletion,
    preview,
    revisions,
    schedule,
    sharing,
    steps,
    surveys,
    translations,
)

urlpatterns = [
    path("surveys/", surveys.survey_list, name="survey_list"),
    path("surveys/new/", builder.survey_create, name="survey_create"),
    path("surveys/<slug:slug>/", surveys.survey_detail, name="survey_detail"),
    path("surveys/<slug:slug>/counts/", surveys.survey_counts, name="survey_counts"),
    path("surveys/<slug:slug>/edit/", builder.survey_edit, name="survey_edit"),
    path("surveys/<slug:slug>/edit/next/", revisions.revision_begin, name="revision_begin"),
    path("surveys/<slug:slug>/edit/changes/", revisions.revision_open, name="revision_open"),
    path("surveys/<slug:slug>/edit/discard/", revisions.revision_discard, name="revision_discard"),
    path("surveys/<slug:slug>/preview/", preview.survey_preview, name="survey_preview"),
    path("surveys/<slug:slug>/times/", schedule.survey_times, name="survey_times"),
    path("surveys/<slug:slug>/reopen/", schedule.survey_reopen, name="survey_reopen"),
    path("surveys/<slug:slug>/open/", steps.survey_open, name="survey_open"),
    path("surveys/<slug:slug>/open/now/", steps.survey_open_now, name="survey_open_now"),
    path("surveys/<slug:slug>/pause/", steps.survey_pause, name="survey_pause"),
    path("surveys/<slug:slug>/resume/", steps.survey_resume, name="survey_resume"),
    path("surveys/<slug:slug>/close/", steps.survey_close, name="survey_close"),
    path("surveys/<slug:slug>/archive/", steps.survey_archive, name="survey_archive"),
    path("surveys/<slug:slug>/unarchive/", steps.survey_unarchive, name="survey_unarchive"),
    path("surveys/<slug:slug>/delete/", deletion.survey_delete, name="survey_delete"),
    path("surveys/<slug:slug>/restore/", deletion.survey_restore, name="survey_restore"),
    path("surveys/<slug:slug>/qr.svg", sharing.survey_qr, name="survey_qr"),
    path(
        "surveys/<slug:slug>/collaborators/",
        sharing.survey_collaborators,
        name="survey_collaborators",
    ),
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
    path("surveys/<slug:slug>/contacts/", contacts.survey_contacts, name="survey_contacts"),
    path("surveys/<slug:slug>/contacts.csv", contacts.contacts_csv, name="contacts_csv"),
]
