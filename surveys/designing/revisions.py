"""The next revision of an opened survey: begun as a copy, compared, opened, thrown away.

Until it is opened it is a draft beside the revision in the field, which goes on taking answers.
People who have begun finish the revision they began.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, cast

from django.db import transaction
from django.db.models import Count, Field, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from surveys import questions
from surveys.designing.candidates import Candidate
from surveys.designing.drafts import draft_of, locked_survey, survey_items
from surveys.designing.lifecycle import (
    FreshDraft,
    NotOpenableError,
    WrongStatusError,
    freeze,
    fresh_draft,
)
from surveys.models import Response, Survey, SurveyItem, SurveyRevision
from surveys.translating import copy_translations, translatable

OWN_FIELDS = frozenset({"id", "survey", "number", "opened_at"})
COPIED_FIELDS = tuple(
    one.name for one in SurveyRevision._meta.concrete_fields if one.name not in OWN_FIELDS
)
TEXT_FIELDS = ("stem", "welcome", "consent", "gate", "thanks", "contact", "attribution", "licence")
SETTING_FIELDS = ("wording", "allow_changes", "shuffle_items")
ITEM_FIELDS = tuple(one.name for one in fields(Candidate))

# Translated texts by language and key.
Texts = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Change:
    """Something that reads differently: `name` is an item's code, or what a text is called."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class RevisionChanges:
    """What the draft changes against the revision in the field, in today's catalog wording.

    `gone` names items of the draft that the catalog no longer has. `n_translations` counts
    texts whose translation is another, new, or gone, those of removed items left out. `fingerprint`
    differs when anything would.
    """

    number: int
    added: tuple[Candidate, ...]
    removed: tuple[Candidate, ...]
    reworded: tuple[Change, ...]
    labels: tuple[Change, ...]
    texts: tuple[Change, ...]
    settings: tuple[Change, ...]
    is_rearranged: bool
    n_translations: int
    gone: tuple[str, ...]
    n_items: int
    fingerprint: str

    @property
    def is_empty(self) -> bool:
        """Whether people would be asked exactly what they are asked now."""
        found = (self.added, self.removed, self.reworded, self.labels, self.texts, self.settings)
        return not (any(found) or self.is_rearranged or self.n_translations)

    @property
    def can_be_opened(self) -> bool:
        """Whether there is anything to ask, all of it in the catalog, and anything new."""
        return bool(self.n_items) and not self.gone and not self.is_empty


def revision_rows(survey: Survey) -> list[SurveyRevision]:
    """The survey's revisions, oldest first, each with n_submitted and n_in_progress. One query."""
    rows = survey.revisions.order_by("number").annotate(
        n_submitted=Count("responses", Q(responses__status=Response.Status.SUBMITTED)),
        n_in_progress=Count("responses", Q(responses__status=Response.Status.IN_PROGRESS)),
    )
    return list(rows)


def shown_revision(revisions: Sequence[SurveyRevision]) -> SurveyRevision:
    """Of a survey's revisions, oldest first: the one in the field, or the first draft."""
    opened = [revision for revision in revisions if revision.opened_at]
    return opened[-1] if opened else revisions[0]


def begin_next_revision(survey: Survey) -> bool:
    """Make a draft as a copy of the revision in the field. False if there is a draft already.

    Raises WrongStatusError for a survey that was never opened.
    """
    with transaction.atomic():
        locked = _locked_opened(survey)
        if draft_of(locked) is not None:
            return False
        source = revision_in_field(locked)
        draft = SurveyRevision(survey=locked, number=source.number + 1)
        for name in COPIED_FIELDS:
            setattr(draft, name, getattr(source, name))
        draft.save()
        candidates = _by_code(source.items.order_by("position")).values()
        SurveyItem.objects.bulk_create(survey_items(draft, candidates))
        copy_translations(source, draft)
    return True


def revision_changes(survey: Survey, draft: SurveyRevision) -> RevisionChanges:
    """What opening `draft` now would change. Writes nothing."""
    return _changes(revision_in_field(survey), fresh_draft(survey, draft))


def open_next_revision(survey: Survey, *, seen: str) -> bool:
    """Freeze the draft; whoever begins from now on gets it. False if there is no draft.

    `seen` is the fingerprint of the changes that were shown. Raises NotOpenableError when they are
    others by now, nothing differs, or the draft cannot be asked; WrongStatusError for a survey that
    was never opened. A paused or closed survey stays so.
    """
    with transaction.atomic():
        locked = _locked_opened(survey)
        draft = draft_of(locked)
        if draft is None:
            return False
        fresh = fresh_draft(locked, draft)
        changes = _changes(revision_in_field(locked), fresh)
        if changes.fingerprint != seen or not changes.can_be_opened:
            raise NotOpenableError(fresh.gone)
        freeze(fresh)
    return True


def discard_next_revision(survey: Survey) -> bool:
    """Delete the draft of an opened survey. False if there is none.

    Raises WrongStatusError for a survey that was never opened.
    """
    with transaction.atomic():
        draft = draft_of(_locked_opened(survey))
        if draft is None:
            return False
        draft.delete()
    return True


def _locked_opened(survey: Survey) -> Survey:
    locked = locked_survey(survey)
    if locked.status == Survey.Status.DRAFT:
        raise WrongStatusError(locked.stage)
    return locked


def revision_in_field(survey: Survey) -> SurveyRevision:
    """The newest revision that was opened, of a survey that was. One query."""
    return survey.revisions.exclude(opened_at=None).latest("number")


def _by_code(items: Iterable[SurveyItem]) -> dict[str, Candidate]:
    return {
        item.code: Candidate(**{name: getattr(item, name) for name in ITEM_FIELDS})
        for item in items
    }


# Comparing


def _changes(source: SurveyRevision, fresh: FreshDraft) -> RevisionChanges:
    draft, items = fresh.revision, list(source.items.order_by("position"))
    now = _by_code(items)
    then = {candidate.code: candidate for candidate in fresh.candidates}
    removed = tuple(item for code, item in now.items() if code not in then)
    stays = [item for item in items if item.code in then]
    translated, to_be = _translations(source, stays), _translations(draft, fresh.items)
    return RevisionChanges(
        number=draft.number,
        added=tuple(item for code, item in then.items() if code not in now),
        removed=removed,
        reworded=_reworded(now, then),
        labels=_labels(source.scales, draft.scales),
        texts=_differing(source, draft, TEXT_FIELDS) + _words(source, fresh),
        settings=_differing(source, draft, SETTING_FIELDS),
        is_rearranged=_places(now, then) != _places(then, now),
        n_translations=sum(translated.get(key) != to_be.get(key) for key in {*translated, *to_be}),
        gone=fresh.gone,
        n_items=len(then),
        fingerprint=_fingerprint(source, fresh, to_be),
    )


def _reworded(now: Mapping[str, Candidate], then: Mapping[str, Candidate]) -> tuple[Change, ...]:
    pairs = [(now[code], item) for code, item in then.items() if code in now]
    return tuple(
        Change(new.code, item_words(old), item_words(new))
        for old, new in pairs
        if item_words(old) != item_words(new)
    )


def item_words(item: Candidate) -> str:
    """An item as people read it: its text, and its two anchors where it has them."""
    if not item.low_anchor:
        return item.text
    return _("%(text)s (1: %(low)s, 5: %(high)s)") % {
        "text": item.text,
        "low": item.low_anchor,
        "high": item.high_anchor,
    }


def _labels(
    old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]
) -> tuple[Change, ...]:
    return tuple(
        Change(question, " · ".join(old.get(question, ())), " · ".join(new[question]))
        for question in questions.QUESTIONS
        if question in new and new[question] != old.get(question)
    )


def _words(source: SurveyRevision, fresh: FreshDraft) -> tuple[Change, ...]:
    """Words and questions around the items that a release has changed since."""
    draft, kinds = fresh.revision, {item.kind for item in fresh.candidates}
    pairs = [
        (kind, _words_of(source, kind.value), _words_of(draft, kind.value))
        for kind in questions.KINDS
        if kind.value in kinds
    ]
    return tuple(Change(_(kind.label), old, new) for kind, old, new in pairs if old != new)


def _words_of(revision: SurveyRevision, kind: str) -> str:
    """What is read around items of `kind`, in one line."""
    words = [revision.words.get(f"{kind}.{name}", "") for name in ("title", "stem")]
    for question in revision.questions_of(kind):
        labels = () if question.code in revision.scales else question.labels
        words += [question.lead or question.label, *labels]
    return " · ".join(filter(None, words))


def _differing(
    source: SurveyRevision, draft: SurveyRevision, names: Sequence[str]
) -> tuple[Change, ...]:
    return tuple(
        Change(_called(name), _shown(source, name), _shown(draft, name))
        for name in names
        if getattr(source, name) != getattr(draft, name)
    )


def _called(name: str) -> str:
    field = cast("Field[Any, Any]", SurveyRevision._meta.get_field(name))
    return str(capfirst(str(field.verbose_name)))


def _shown(revision: SurveyRevision, name: str) -> str:
    value = getattr(revision, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(revision.get_wording_display()) if name == "wording" else str(value)


def _places(
    items: Mapping[str, Candidate], others: Mapping[str, Candidate]
) -> list[tuple[str, str]]:
    """Where the items stand that are among `others`, too: their codes and headings in order."""
    return [(code, item.heading) for code, item in items.items() if code in others]


def _translations(revision: SurveyRevision, items: Iterable[SurveyItem]) -> Texts:
    """The translations that fit what the revision reads with these items. One query."""
    sources = {text.key: text.source for text in translatable(revision, items)}
    rows = revision.translations.values_list("language", "key", "source", "text")
    return {
        (language, key): text for language, key, source, text in rows if sources.get(key) == source
    }


def _fingerprint(source: SurveyRevision, fresh: FreshDraft, translations: Texts) -> str:
    settings = {name: getattr(fresh.revision, name) for name in COPIED_FIELDS}
    items = [asdict(candidate) for candidate in fresh.candidates]
    content = [source.number, settings, items, sorted(translations.items())]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]
