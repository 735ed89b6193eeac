"""Building a survey: choose a journey, its items and the texts; change the draft; preview it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from surveys import questions
from surveys.access import SignedInRequest, get_survey_or_404, sign_in_required
from surveys.designing import drafts, lifecycle, picking
from surveys.designing.candidates import (
    PLAIN,
    CandidateSection,
    candidate_items,
    candidate_sections,
    journey_of_slug,
    journey_offers,
)
from surveys.designing.drafts import DraftContent
from surveys.designing.forms.survey import (
    WORDING_CHOICES,
    JourneyForm,
    NextRevisionForm,
    SurveyForm,
    label_values,
    scale_of,
)
from surveys.designing.views.sentences import length_summary
from surveys.models import Survey, SurveyRevision

# Fields of the form that stand in a draft's content under the same name, as they are.
OWN_FIELDS = {"scales", "slug"}
PLAIN_FIELDS = frozenset({*drafts.SURVEY_FIELDS, *drafts.REVISION_FIELDS}) - OWN_FIELDS


@dataclass(frozen=True)
class Builder:
    """One builder page: what can be chosen, where it posts to, and which draft it changes."""

    sections: Sequence[CandidateSection]
    journey: Any
    url: str
    survey: Survey | None = None
    stored: DraftContent | None = None
    number: int = 1
    gone: Sequence[str] = ()

    @property
    def seen(self) -> str:
        """The fingerprint of the stored draft, empty where there is none yet."""
        return self.stored.fingerprint if self.stored else ""

    @property
    def is_next(self) -> bool:
        """Whether it is about the next revision of an opened survey."""
        return self.number > 1

    def form(self, *args: Any, **kwargs: Any) -> SurveyForm:
        """The form with the fields that can be changed."""
        return NextRevisionForm(*args, **kwargs) if self.is_next else SurveyForm(*args, **kwargs)

    def codes(self, request: SignedInRequest) -> tuple[str, ...]:
        """The codes that the posted boxes stand for."""
        picked = picking.Picked(
            request.POST.getlist("items"),
            request.POST.getlist("whole"),
            request.POST.getlist("whole_drawn"),
        )
        return picking.chosen_codes(self.sections, picked)

    def left_out(self, request: SignedInRequest) -> list[str]:
        """The codes of posted boxes that nothing stands for: gone, or without words."""
        offered = {one.code for section in self.sections for one in section.candidates}
        return sorted(set(request.POST.getlist("items")) - offered)

    def summary(self, codes: Collection[str]) -> dict[str, Any]:
        """What the live summary shows for `codes`."""
        return {"summary": length_summary(picking.counts_by_kind(self.sections, codes))}


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def survey_create(request: SignedInRequest) -> HttpResponse:
    """Choose a journey; then its items, the title and the texts of a new draft."""
    if not request.user.has_perm("surveys.add_survey"):
        raise PermissionDenied(
            _("Only members of the group Researchers can create surveys. Ask whoever runs this.")
        )
    query = JourneyForm(request.GET)
    slug = query.cleaned_data["journey"] if query.is_valid() else ""
    journey = journey_of_slug(slug)
    if journey is None:
        return _journey_choice(request)
    builder = _new_builder(journey, _posted_wording(request, PLAIN))
    if request.method != "POST":
        start = drafts.default_content(journey)
        return _page(request, builder, builder.form(initial=_initial(start)), start.codes)
    if _is_recount(request):
        return _recounted(request, builder)
    return _created(request, builder)


@sign_in_required
@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def survey_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change a draft; of an opened survey without one, say why it stays as it is."""
    survey = get_survey_or_404(request.user, slug)
    draft = drafts.draft_of(survey)
    if draft is None:
        return _frozen(request, survey)
    builder, stored = _draft_builder(survey, draft, _posted_wording(request, draft.wording))
    if request.method != "POST":
        return _page(request, builder, builder.form(initial=_initial(stored)), stored.codes)
    if _is_recount(request):
        return _recounted(request, builder)
    return _updated(request, builder, survey)


def _posted_wording(request: SignedInRequest, default: str) -> str:
    """The metric wording that the form asks for; `default` where it names none that there is."""
    posted = request.POST.get("wording", "")
    return posted if posted in dict(WORDING_CHOICES) else default


def _new_builder(journey: Any, wording: str) -> Builder:
    return Builder(
        candidate_sections(candidate_items(journey, wording=wording)),
        journey,
        f"{reverse('surveys:survey_create')}?journey={journey.slug}",
    )


def _draft_builder(
    survey: Survey, draft: SurveyRevision, wording: str
) -> tuple[Builder, DraftContent]:
    candidates = candidate_items(survey.journey, wording=wording)
    stored = drafts.draft_content(survey, draft)
    builder = Builder(
        candidate_sections(candidates),
        survey.journey,
        reverse("surveys:survey_edit", args=[survey.slug]),
        survey,
        stored,
        draft.number,
        lifecycle.gone_items(draft, candidates),
    )
    return builder, stored


def _initial(stored: DraftContent) -> dict[str, Any]:
    plain = {name: getattr(stored, name) for name in PLAIN_FIELDS}
    plain |= {"slug": stored.slug, "scale": scale_of(stored.scales)}
    return plain | label_values(stored.scales)


def _created(request: SignedInRequest, builder: Builder) -> HttpResponse:
    """A new draft from a valid form; else the form again, as it was filled in."""
    form, codes = _checked_form(request, builder)
    if form.is_valid():
        try:
            survey = drafts.create_survey(
                journey=builder.journey, owner=request.user, content=_content(builder, form, codes)
            )
        except drafts.SlugTakenError:
            form.add_error("slug", _taken(form))
        else:
            messages.success(request, _("The draft is saved. Nobody can answer it yet."))
            return redirect("surveys:survey_detail", slug=survey.slug)
    return _page(request, builder, form, codes, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _updated(request: SignedInRequest, builder: Builder, survey: Survey) -> HttpResponse:
    """The changed draft; else the form again, as it was filled in."""
    form, codes = _checked_form(request, builder)
    if form.is_valid():
        content = _content(builder, form, codes)
        try:
            drafts.update_draft(survey=survey, content=content, seen=request.POST.get("seen", ""))
        except drafts.SlugTakenError:
            form.add_error("slug", _taken(form))
        except drafts.NotADraftError:
            return _frozen(request, survey)
        except drafts.DraftChangedError as change:
            form.add_error(None, _changed_words(form, change.changed))
            return _page(request, builder, form, codes, status=HTTPStatus.CONFLICT)
        else:
            messages.success(request, _("The draft is saved."))
            next_page = "revision_open" if builder.is_next else "survey_detail"
            return redirect(f"surveys:{next_page}", slug=content.slug)
    return _page(request, builder, form, codes, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _checked_form(request: SignedInRequest, builder: Builder) -> tuple[SurveyForm, tuple[str, ...]]:
    """The posted form, checked together with the posted boxes."""
    form, codes = builder.form(request.POST), builder.codes(request)
    form.full_clean()
    if left_out := builder.left_out(request):
        form.add_error(None, _left_out_words(left_out))
    if not codes:
        form.add_error(None, _("Choose at least one item to ask."))
    if picking.counts_by_kind(builder.sections, codes).get(questions.FINANCIAL_METRICS):
        form.demand("gate", _("Financial metrics need this question; only a yes leads to them."))
    return form, codes


def _left_out_words(codes: Sequence[str]) -> str:
    return _(
        "Nothing was saved. The catalog has no words, or none in this wording, for: %(codes)s. "
        "Save again to leave them out."
    ) % {"codes": get_text_list(list(codes), _("and"))}


def _content(builder: Builder, form: SurveyForm, codes: tuple[str, ...]) -> DraftContent:
    """The draft as the form has it; what the form lacks, of an opened survey, as it is stored."""
    data = form.cleaned_data
    decided = {name: data[name] for name in PLAIN_FIELDS if name in data}
    if builder.stored and builder.is_next:
        return replace(builder.stored, codes=codes, scales=form.scales(), **decided)
    slug = data["slug"] or drafts.free_slug(data["title"])
    return DraftContent(slug=slug, codes=codes, scales=form.scales(), **decided)


def _taken(form: SurveyForm) -> str:
    slug = form.cleaned_data["slug"] or form.cleaned_data["title"]
    names = {"free": drafts.free_slug(slug), "until": ""}
    if until := lifecycle.binned_until(slug):
        names["until"] = date_format(until)
        sentence = _(
            "A deleted survey keeps this address until it is removed for good, after %(until)s. "
            "“%(free)s” is free."
        )
        return sentence % names
    return _("Another survey has this address. “%(free)s” is free.") % names


def _changed_words(form: SurveyForm, changed: Sequence[str]) -> str:
    labels = {name: str(field.label) for name, field in form.fields.items()}
    labels |= {"codes": _("the items"), "scales": labels["scale"]}
    names = get_text_list([labels.get(name, name) for name in changed], _("and"))
    return _(
        "This draft was changed elsewhere after you opened this page, so nothing was saved. "
        "Yours below differs from what is stored in: %(names)s. Save again to replace it by yours."
    ) % {"names": names}


def _is_recount(request: SignedInRequest) -> bool:
    return bool(request.htmx) or request.POST.get("action") == "recount"


def _recounted(request: SignedInRequest, builder: Builder) -> HttpResponse:
    """The summary for the posted boxes; without HTMX the whole page. Saves nothing."""
    codes = builder.codes(request)
    if request.htmx:
        return render(request, "designing/survey_form.html#survey-summary", builder.summary(codes))
    blank = dict.fromkeys(SurveyForm.base_fields, "")
    form = builder.form(initial=blank | {name: request.POST[name] for name in request.POST})
    return _page(request, builder, form, codes, seen=request.POST.get("seen", ""))


def _page(
    request: SignedInRequest,
    builder: Builder,
    form: SurveyForm,
    codes: Collection[str],
    *,
    status: HTTPStatus = HTTPStatus.OK,
    seen: str | None = None,
) -> HttpResponse:
    kinds = {section.kind.value for section in builder.sections}
    context: Mapping[str, Any] = builder.summary(codes) | {
        "builder": builder,
        "form": form,
        "errors": _errors(form),
        "sections": picking.box_sections(builder.sections, codes),
        "seen": builder.seen if seen is None else seen,
        "has_metrics": questions.PERFORMANCE_METRICS in kinds,
        "has_financial_metrics": questions.FINANCIAL_METRICS in kinds,
    }
    return render(request, "designing/survey_form.html", context, status=status)


def _errors(form: SurveyForm) -> list[dict[str, str]]:
    """What is wrong, in the order of the page, each with the place to go to."""
    if not form.is_bound:
        return []
    rows = [{"target": "items", "words": str(error)} for error in form.non_field_errors()]
    for field in form:
        words = " ".join(str(error) for error in field.errors)
        if words:
            target = field.id_for_label or field.auto_id
            rows.append({"target": str(target), "words": f"{field.label}: {words}"})
    return rows


def _journey_choice(request: SignedInRequest) -> HttpResponse:
    is_unknown = bool(request.GET.get("journey"))
    context = {"journeys": journey_offers(), "is_unknown": is_unknown}
    status = HTTPStatus.NOT_FOUND if is_unknown else HTTPStatus.OK
    return render(request, "designing/survey_journey_choice.html", context, status=status)


def _frozen(request: SignedInRequest, survey: Survey) -> HttpResponse:
    status = HTTPStatus.CONFLICT if request.method == "POST" else HTTPStatus.OK
    return render(request, "designing/survey_frozen.html", {"survey": survey}, status=status)
