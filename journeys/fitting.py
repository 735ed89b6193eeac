"""The kind of thing that a reader has: asked for in the address, and remembered once asked for.

A page shows what fits it. Files do not remember: a script gets the same file from the same address.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from journeys.asking import listed
from journeys.forms import ALL_KINDS, KindForm
from journeys.models import Journey, Thing

COOKIE = "kind"
REMEMBERED_FOR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class KindChoice:
    """What a page is shown for, and what else could be chosen.

    `kind` is empty where everything is shown; `misfit` names the reader's kind where the journey
    as a whole makes no sense for it. `options` are value, label, whether it is shown now.
    """

    kind: str
    misfit: str
    options: list[tuple[str, str, bool]]

    @property
    def variant(self) -> str:
        """What tells this form of the page from others."""
        return f"{self.kind} {self.misfit}".strip()

    @property
    def shown_by(self) -> dict[str, str]:
        """What an address carries so that it is shown for this kind, too."""
        return {"kind": self.kind} if self.kind else {}

    @property
    def query(self) -> str:
        """The same as the end of an address; nothing where everything is shown."""
        return f"?{urlencode(self.shown_by)}" if self.kind else ""

    @property
    def label(self) -> str:
        """The reader's kind in words."""
        return str(Thing(self.kind or self.misfit).label) if self.kind or self.misfit else ""


def asked_kind(request: HttpRequest) -> str | None:
    """The kind in the address, empty for everything; None if it asks for none that is known."""
    form = KindForm(request.GET)
    asked = form.cleaned_data["kind"] if form.is_valid() else ""
    return "" if asked == ALL_KINDS else asked or None


def kind_choice(request: HttpRequest, journey: Journey) -> KindChoice:
    """For which kind of thing to show `journey`; a journey of the first edition fits any."""
    if not journey.noun:
        return KindChoice("", "", [])
    asked = asked_kind(request)
    known = request.COOKIES.get(COOKIE, "")
    wanted = (known if known in Thing.values else "") if asked is None else asked
    fitting = listed(journey.fits) or Thing.values
    kind = wanted if wanted in fitting else ""
    options = [(ALL_KINDS, _("Everything"), not kind)]
    options += [(thing, str(Thing(thing).label), thing == kind) for thing in fitting]
    return KindChoice(kind, "" if kind else wanted, options)


def remembering[R: HttpResponseBase](request: HttpRequest, response: R) -> R:
    """The response, with the kind that the address asked for kept for the pages to come."""
    asked = asked_kind(request)
    if asked:
        response.set_cookie(
            COOKIE,
            asked,
            max_age=REMEMBERED_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    elif asked == "" and COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response
