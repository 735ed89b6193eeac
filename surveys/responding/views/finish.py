"""The end of a respondent's way: thanks, the receipt code, and an address for those who like."""

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jtbd_catalog.http import HtmxRequest
from surveys import links
from surveys.models import Contact, Response
from surveys.responding import contacts, languages
from surveys.responding.views.pages import get_response_or_404

MAX_ADDRESS = Contact._meta.get_field("address").max_length


class ContactForm(forms.Form):
    """An address, and the agreement to its being kept for what the survey says."""

    address = forms.EmailField(
        max_length=MAX_ADDRESS,
        error_messages={
            "required": _("Please write your address. To leave none, just close this page."),
            "invalid": _("Please write the whole address, such as name@example.org."),
        },
    )
    agreed = forms.BooleanField(
        error_messages={"required": _("Please tick the box. Without it no address is kept.")}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def response_done(request: HtmxRequest, token: str) -> HttpResponse:
    """Thanks and the receipt code, once submitted; takes an address where the survey asks."""
    response = get_response_or_404(token)
    if response.status != Response.Status.SUBMITTED:
        return redirect("surveys:response_resume", token=token)
    if request.method != "POST":
        is_kept = bool(response.revision.contact) and request.GET.get("address") == "kept"
        return _done_page(request, response, token, is_kept=is_kept)
    form = ContactForm(request.POST)
    if not offers_contact(response):
        return _done_page(request, response, token, status=HTTPStatus.GONE)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _done_page(request, response, token, form=form, status=status)
    contacts.leave_address(response.revision, form.cleaned_data["address"])
    return redirect(f"{reverse('surveys:response_done', args=[token])}?address=kept")


def offers_contact(response: Response) -> bool:
    """Whether an address is asked for: only while the survey takes responses."""
    return bool(response.revision.contact) and response.revision.survey.takes_responses


def _done_page(
    request: HtmxRequest,
    response: Response,
    token: str,
    *,
    form: ContactForm | None = None,
    is_kept: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    is_offered = offers_contact(response)
    languages.localize(response)
    context = {
        "survey": response.revision.survey,
        "revision": response.revision,
        "receipt": links.receipt_code(token),
        "receipt_url": reverse("surveys:response_receipt", args=[token]),
        "form": form or ContactForm(),
        "contact": "kept" if is_kept else "offered" if is_offered else "",
        "is_too_late": status == HTTPStatus.GONE,
    }
    return render(request, "responding/done.html", context, status=status)
