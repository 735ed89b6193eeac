"""Handing a survey on: its link as a QR code, and the people who work on it together."""

import io
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from surveys.access import SignedInRequest, get_survey_or_404, is_in_charge, sign_in_required
from surveys.designing.forms.survey import CollaboratorForm
from surveys.designing.views.surveys import detail_context, share_url
from surveys.models import Survey


@sign_in_required
@require_safe
def survey_qr(request: SignedInRequest, slug: str) -> HttpResponse:
    """The survey's link as a QR code: black on white, so that phones read it in dark mode too."""
    import segno  # noqa: PLC0415  (for one picture only)

    survey = get_survey_or_404(request.user, slug)
    picture = io.BytesIO()
    code = segno.make(share_url(request, survey), error="m", micro=False)
    code.save(picture, kind="svg", border=4, light="#fff", omitsize=True, svgns=True, nl=False)
    response = HttpResponse(picture.getvalue(), content_type="image/svg+xml")
    response["Content-Disposition"] = f'inline; filename="{survey.slug}-qr.svg"'
    return response


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
def survey_collaborators(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a person by user name, or remove one. For the owner and superusers."""
    survey = get_survey_or_404(request.user, slug)
    if not is_in_charge(request.user, survey):
        raise PermissionDenied(_("Only the owner of a survey can share it."))
    if request.method != "POST":
        return redirect("surveys:survey_detail", slug=slug)
    if removed := request.POST.get("remove", "").replace("\0", ""):
        return _removed(request, survey, removed)
    form = CollaboratorForm(request.POST)
    person = _person(form, survey)
    if person is None:
        context = detail_context(request, survey) | {"collaborator_form": form}
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "designing/survey_detail.html", context, status=status)
    survey.collaborators.add(person)
    messages.success(
        request, _("%(name)s can now work on this survey.") % {"name": person.get_username()}
    )
    return redirect("surveys:survey_detail", slug=slug)


def _removed(request: SignedInRequest, survey: Survey, username: str) -> HttpResponse:
    person = survey.collaborators.filter(username=username).first()
    if person is not None:
        survey.collaborators.remove(person)
        messages.success(
            request, _("%(name)s can no longer see this survey.") % {"name": person.get_username()}
        )
    return redirect("surveys:survey_detail", slug=survey.slug)


def _person(form: CollaboratorForm, survey: Survey) -> User | None:
    """The active account a valid form names, or None with the error in the form."""
    if not form.is_valid():
        return None
    person = User.objects.filter(username=form.cleaned_data["username"], is_active=True).first()
    if person is None:
        form.add_error("username", _("No account has this user name."))
    elif person.pk == survey.owner_id:
        form.add_error("username", _("This person owns the survey already."))
        return None
    return person
