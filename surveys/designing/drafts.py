"""The draft of a survey: created, read back, changed without losing anybody's edit, thrown away."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from itertools import chain, count

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from journeys.models import Journey
from surveys import questions
from surveys.designing.candidates import PLAIN, Candidate, asked_stem, candidate_items
from surveys.designing.paging import paged
from surveys.models import Response, Survey, SurveyItem, SurveyRevision

RESERVED_SLUGS = frozenset({"new"})
MAX_SLUG = Survey._meta.get_field("slug").max_length or 0
# A free address made from a title leaves room for a hyphen and a number.
MAX_BASE = MAX_SLUG - 6

SURVEY_FIELDS = ("title", "slug", "retention_days", "is_anonymous")
REVISION_FIELDS = (
    "wording",
    "scales",
    "welcome",
    "consent",
    "thanks",
    "gate",
    "contact",
    "allow_changes",
    "shuffle_items",
)


class SlugTakenError(Exception):
    """Another survey has this address already."""


class NotADraftError(Exception):
    """The survey has been opened; what it asks is frozen."""


class DraftChangedError(Exception):
    """The draft is no longer what the editor was shown. `changed` names the differing fields."""

    def __init__(self, changed: tuple[str, ...]) -> None:
        super().__init__(", ".join(changed))
        self.changed = changed


@dataclass(frozen=True)
class DraftContent:
    """What a researcher decides about a survey. `codes` are those of the chosen items, sorted.

    `number` is that of the revision it is the draft of.

    The fields named in SURVEY_FIELDS belong to the survey: they are fixed once it has been opened.
    The others belong to the revision.
    """

    title: str
    slug: str
    codes: tuple[str, ...]
    wording: str = PLAIN
    scales: questions.Scales = field(default_factory=questions.default_scales)
    welcome: str = ""
    consent: str = ""
    thanks: str = ""
    gate: str = ""
    contact: str = ""
    allow_changes: bool = False
    shuffle_items: bool = False
    retention_days: int | None = None
    is_anonymous: bool = True
    number: int = 1

    @property
    def fingerprint(self) -> str:
        """The revision's number, `_`, and hexadecimal digits that differ when anything differs."""
        digest = hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:16]
        return f"{self.number}_{digest}"

    def is_of_revision_seen(self, seen: str) -> bool:
        """Whether the fingerprint `seen`, or what came instead of one, names no other revision."""
        number, mark, _digest = seen.partition("_")
        return not mark or number == str(self.number)

    def fields_unlike(self, other: "DraftContent") -> tuple[str, ...]:
        """Names of the fields in which the two differ."""
        return tuple(
            one.name for one in fields(self) if getattr(self, one.name) != getattr(other, one.name)
        )


def default_content(journey: Journey) -> DraftContent:
    """What a new survey over `journey` starts with: a title, a free address, texts, no items."""
    title = _("%(journey)s survey") % {"journey": journey.name}
    return DraftContent(
        title=title,
        slug=free_slug(title),
        codes=(),
        welcome=questions.default_welcome(asked_stem(journey)),
        consent=questions.CONSENT,
        thanks=questions.THANKS,
        gate=questions.GATE,
    )


def create_survey(*, journey: Journey, owner: User, content: DraftContent) -> Survey:
    """A draft survey with revision 1 and its items. Codes that `journey` lacks are left out.

    Raises SlugTakenError.
    """
    candidates = candidate_items(journey, wording=content.wording)
    with transaction.atomic():
        survey = Survey(journey=journey, owner=owner)
        _name(survey, content)
        _save_slug(survey)
        draft = SurveyRevision(survey=survey, number=1)
        _fill(draft, journey, content)
        draft.save()
        write_items(draft, chosen(candidates, content.codes))
    return survey


def free_slug(title: str) -> str:
    """An address no survey has yet, made from `title`. One query."""
    base = slugify(title)[:MAX_BASE].strip("-_") or "survey"
    taken = set(Survey.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED_SLUGS
    proposals = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(slug for slug in proposals if slug not in taken)


def locked_survey(survey: Survey) -> Survey:
    """The survey as it is stored now, for change. DoesNotExist once it is deleted."""
    return Survey.objects.select_for_update().get(pk=survey.pk, deleted_at=None)


def draft_of(survey: Survey) -> SurveyRevision | None:
    """The survey's draft: its first revision, or the next one of an opened survey; or None."""
    return survey.revisions.filter(opened_at=None).first()


def draft_content(survey: Survey, draft: SurveyRevision) -> DraftContent:
    """The draft as a researcher decided it. One query."""
    return DraftContent(
        number=draft.number,
        codes=tuple(sorted(draft.items.values_list("code", flat=True))),
        **{name: getattr(survey, name) for name in SURVEY_FIELDS},
        **{name: getattr(draft, name) for name in REVISION_FIELDS},
    )


def update_draft(*, survey: Survey, content: DraftContent, seen: str) -> None:
    """Make the draft read as `content`; `seen` is the fingerprint of what the editor was shown.

    Nothing is written when the draft has changed since: raises DraftChangedError, or NotADraftError
    when it has been opened, or SlugTakenError. Saving what is stored already is no change. Of a
    survey that has been opened, what SURVEY_FIELDS name is fixed: NotADraftError.
    """
    with transaction.atomic():
        locked = locked_survey(survey)
        draft = draft_of(locked)
        if draft is None:
            raise NotADraftError(locked.slug)
        stored = draft_content(locked, draft)
        if not stored.is_of_revision_seen(seen):
            raise NotADraftError(locked.slug)
        if stored == content:
            return
        if stored.fingerprint != seen:
            raise DraftChangedError(stored.fields_unlike(content))
        if locked.status == Survey.Status.DRAFT:
            _name(locked, content)
            _save_slug(locked)
        elif {*SURVEY_FIELDS} & {*stored.fields_unlike(content)}:
            raise NotADraftError(locked.slug)
        _fill(draft, locked.journey, content)
        draft.save()
        candidates = candidate_items(locked.journey, wording=content.wording)
        write_items(draft, chosen(candidates, content.codes))


def delete_draft(survey: Survey) -> None:
    """Delete a survey that was never opened. Raises NotADraftError when it was."""
    with transaction.atomic():
        locked = locked_survey(survey)
        if locked.status != Survey.Status.DRAFT or _has_responses(locked):
            raise NotADraftError(locked.slug)
        locked.delete()


def chosen(candidates: Iterable[Candidate], codes: Iterable[str]) -> list[Candidate]:
    """Those of `candidates` whose code is in `codes`, in the order asked."""
    wanted = frozenset(codes)
    return [candidate for candidate in candidates if candidate.code in wanted]


def survey_items(revision: SurveyRevision, candidates: Iterable[Candidate]) -> list[SurveyItem]:
    """Unsaved items of `revision`, one per candidate, numbered from 1, on pages short enough."""
    return [
        SurveyItem(revision=revision, position=position, **asdict(candidate))
        for position, candidate in enumerate(paged(candidates), start=1)
    ]


def write_items(revision: SurveyRevision, candidates: Iterable[Candidate]) -> None:
    """Replace the items of an unopened revision by copies of `candidates`."""
    revision.items.all().delete()
    SurveyItem.objects.bulk_create(survey_items(revision, candidates))


def _name(survey: Survey, content: DraftContent) -> None:
    for name in SURVEY_FIELDS:
        setattr(survey, name, getattr(content, name))


def _save_slug(survey: Survey) -> None:
    try:
        with transaction.atomic():
            survey.save()
    except IntegrityError as error:
        raise SlugTakenError(survey.slug) from error


def _fill(draft: SurveyRevision, journey: Journey, content: DraftContent) -> None:
    for name in REVISION_FIELDS:
        setattr(draft, name, getattr(content, name))
    copy_journey(draft, journey)


def copy_journey(draft: SurveyRevision, journey: Journey) -> None:
    """Take over what a revision keeps of its journey, and today's defaults. Does not save."""
    draft.asks, draft.words = questions.default_asks(), questions.default_words()
    draft.scales = questions.completed(draft.scales)
    draft.journey_name = journey.name
    draft.stem = asked_stem(journey)
    draft.licence = journey.licence
    draft.attribution = journey.attribution


def _has_responses(survey: Survey) -> bool:
    return Response.objects.filter(revision__survey=survey).exists()
