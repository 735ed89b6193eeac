"""The addresses that people left, for the researcher: how many, as a file, and deleting them."""

import io
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jtbd_catalog.csvcells import csv_writer, safe_cell
from surveys.access import SignedInRequest, get_survey_or_404, is_in_charge, sign_in_required
from surveys.models import Survey
from surveys.responding import contacts


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_contacts(request: SignedInRequest, slug: str) -> HttpResponse:
    """How many addresses there are; a POST deletes one, or all once that is confirmed."""
    survey = get_survey_or_404(request.user, slug)
    if request.method != "POST":
        return _page(request, survey)
    if request.POST.get("action") == "delete_all":
        return _deleted_all(request, survey)
    typed = request.POST.get("address", "").replace("\0", "").strip()
    if not contacts.forget_address(survey, typed):
        return _page(request, survey, typed=typed, error="address")
    messages.success(request, _("The address is deleted."))
    return redirect("surveys:survey_contacts", slug=slug)


def _deleted_all(request: SignedInRequest, survey: Survey) -> HttpResponse:
    if not is_in_charge(request.user, survey):
        raise PermissionDenied(_("Only the owner of a survey can delete all its addresses."))
    if not request.POST.get("sure"):
        return _page(request, survey, error="sure")
    n = contacts.forget(contacts.addresses_of(survey))
    messages.success(
        request, ngettext("%(n)s address is deleted.", "%(n)s addresses are deleted.", n) % {"n": n}
    )
    return redirect("surveys:survey_contacts", slug=survey.slug)


def _page(
    request: SignedInRequest, survey: Survey, *, typed: str = "", error: str = ""
) -> HttpResponse:
    context = {
        "survey": survey,
        "n_addresses": contacts.addresses_of(survey).count(),
        "typed": typed,
        "error": error,
        "is_in_charge": is_in_charge(request.user, survey),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "designing/survey_contacts.html", context, status=status)


@sign_in_required
@require_safe
def contacts_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """Address and the revision whose words its person agreed to, in the order of the alphabet."""
    survey = get_survey_or_404(request.user, slug)
    rows = contacts.addresses_of(survey).values_list("address", "revision__number")
    file = io.StringIO()
    writer = csv_writer(file)
    writer.writerow(["address", "revision"])
    writer.writerows([safe_cell(address), str(number)] for address, number in rows)
    name = f"{survey.slug}-contacts.csv"
    return HttpResponse(
        file.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
