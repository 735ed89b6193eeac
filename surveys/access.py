"""Who may see a survey's pages: one look-up for every view of the researcher's side."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRefresh

from jtbd_catalog.http import HtmxRequest
from surveys import shelves
from surveys.models import Survey


class SignedInRequest(HtmxRequest):
    """A request as it arrives behind `sign_in_required`."""

    user: User


def sign_in_required[R: HttpResponseBase](
    view: Callable[..., R],
) -> Callable[..., R | HttpResponse]:
    """Send visitors who are not signed in to the sign-in page, and keep the page out of caches.

    A survey that is deleted between look-up and lock is not found.

    For HTMX a redirect would put the sign-in page inside another page: a poll reloads its page
    instead, and a form is left as it is.
    """

    @never_cache
    @wraps(view)
    def wrapped(request: HtmxRequest, *args: str, **kwargs: str) -> R | HttpResponse:
        if request.user.is_authenticated:
            try:
                return view(request, *args, **kwargs)
            except Survey.DoesNotExist as deleted:
                raise Http404 from deleted
        if request.htmx and request.method == "POST":
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        if request.htmx:
            return HttpResponseClientRefresh()
        return redirect_to_login(request.get_full_path())

    return wrapped


def get_survey_or_404(user: User | AnonymousUser, slug: str) -> Survey:
    """The survey at `slug` if `user` owns it, collaborates on it or is a superuser; else 404.

    A deleted one is not found.
    """
    survey = (
        Survey.objects.visible_to(user).select_related("journey", "owner").filter(slug=slug).first()
    )
    if survey is None:
        raise Http404
    return survey


def is_binned_for(user: User | AnonymousUser, slug: str) -> bool:
    """Whether the survey at `slug` is deleted and `user` may restore it."""
    return shelves.surveys_on_shelf(user, shelves.DELETED).filter(slug=slug).exists()


def get_binned_survey_or_404(user: User | AnonymousUser, slug: str) -> Survey:
    """The deleted survey at `slug` that `user` may still restore; else 404."""
    survey = shelves.surveys_on_shelf(user, shelves.DELETED).filter(slug=slug).first()
    if survey is None:
        raise Http404
    return survey


def is_in_charge(user: User | AnonymousUser, survey: Survey) -> bool:
    """Whether `user` may share, delete and restore `survey`: its owner or a superuser."""
    return user.is_superuser or survey.owner_id == user.pk
