"""Addresses of the respondent's pages."""

from django.urls import path, re_path

from surveys.responding.views import finish, lost, pages, receipt, saves, start

urlpatterns = [
    # First of all what is asked for most.
    path("responses/<slug:token>/save/", saves.answer_save, name="answer_save"),
    path("respond/<slug:slug>/", start.response_start, name="response_start"),
    path("responses/<slug:token>/", pages.response_resume, name="response_resume"),
    path("responses/<slug:token>/review/", pages.response_review, name="response_review"),
    path("responses/<slug:token>/done/", finish.response_done, name="response_done"),
    path("responses/<slug:token>/receipt/", receipt.response_receipt, name="response_receipt"),
    path("responses/<slug:token>/withdraw/", receipt.response_withdraw, name="response_withdraw"),
    path("responses/<slug:token>/<slug:page>/", pages.response_section, name="response_section"),
    path("receipt/", receipt.response_find, name="response_find"),
    path("receipt/withdrawn/", receipt.response_withdrawn, name="response_withdrawn"),
    # Last: addresses that are nearly one of these.
    re_path(
        r"^(?:/+)?(?P<door>(?i:respond|responses))/+(?P<rest>.+)$",
        lost.response_lost,
        name="response_lost",
    ),
]
