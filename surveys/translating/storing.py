"""Stored translations: read, counted, copied to another revision, written without losing an edit.

A translation fits while the revision still reads what was translated (`Translation.source`). One
that does not fit is kept for whoever mends it, counts as missing, and is shown to no respondent.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from surveys.models import Response, SurveyRevision, Translation
from surveys.translating.texts import HEADING, Text, offered_languages, translatable

DIGEST_LENGTH = 8


class UnknownLanguageError(Exception):
    """Texts cannot be translated to this language here."""


@dataclass(frozen=True)
class Problem:
    """Why a translation was not taken; an empty `key` is about all. `line` is that of a file."""

    key: str
    words: str
    line: int = 0


class TranslationError(Exception):
    """Nothing was written. `problems` say why; `meant` is what the editor has changed."""

    def __init__(self, problems: Sequence[Problem], meant: Mapping[str, str] | None = None) -> None:
        super().__init__("; ".join(f"{problem.key}: {problem.words}" for problem in problems))
        self.problems = tuple(problems)
        self.meant = dict(meant or {})


class TranslationsChangedError(Exception):
    """Nothing was written: the texts named by `keys` were changed since the editor saw them.

    `meant` is what the editor has changed, by key.
    """

    def __init__(self, keys: Sequence[str], meant: Mapping[str, str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = tuple(keys)
        self.meant = dict(meant)


@dataclass(frozen=True)
class Stored:
    """The translations of a revision into one language, by key.

    `fitting` are those that respondents read; `outdated` have source and translation of what the
    revision read before; `frozen` are the keys of those that can no longer be changed.
    """

    fitting: Mapping[str, str] = field(default_factory=dict)
    outdated: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    frozen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Changes:
    """What a set of translations would do to the stored ones: the keys, in the order asked."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.new, *self.changed, *self.removed)


Row = tuple[str, str, str]


def stored_translations(revision: SurveyRevision, language: str, texts: Iterable[Text]) -> Stored:
    """What is stored for `texts`. One query; two for an opened revision."""
    rows = list(_rows(revision).filter(language=language).values_list("key", "source", "text"))
    fitting = _fitting(rows, texts)
    outdated = {
        key: (source, text)
        for key, source, text in rows
        if key not in fitting
    }  # fmt: skip
    frozen = frozenset(fitting) if _is_read(revision, language) else frozenset()
    return Stored(fitting, outdated, frozen)


def n_translated(revision: SurveyRevision, texts: Sequence[Text]) -> dict[str, int]:
    """How many of `texts` have a fitting translation, by offered language. One query."""
    rows: dict[str, list[Row]] = {language: [] for language in offered_languages()}
    for language, *row in _rows(revision).values_list("language", "key", "source", "text"):
        if language in rows:
            rows[language].append((row[0], row[1], row[2]))
    return {language: len(_fitting(found, texts)) for language, found in rows.items()}


def copy_translations(source: SurveyRevision, target: SurveyRevision) -> int:
    """Give `target` the translations of `source` whose texts read the same there; how many.

    For a revision made from another, before anybody has translated it. Three queries.
    """
    texts = translatable(target, target.items.order_by("position"))
    found: dict[str, list[Row]] = {}
    for language, *row in _rows(source).values_list("language", "key", "source", "text"):
        found.setdefault(language, []).append((row[0], row[1], row[2]))
    copies = [
        Translation(revision=target, language=language, key=text.key, source=text.source, text=said)
        for language, rows in found.items()
        for text, said in _pairs(texts, rows)
    ]
    Translation.objects.bulk_create(copies)
    return len(copies)


def seen_mark(texts: Iterable[Text], stored: Stored) -> str:
    """What a form carries so that nobody's edit is lost: `key=digest` of source and translation."""
    return " ".join(
        f"{text.key}={_digest(text.source, stored.fitting.get(text.key, ''))}" for text in texts
    )


def changes_to(texts: Iterable[Text], stored: Stored, given: Mapping[str, str]) -> Changes:
    """What writing `given` would do. An empty text removes, one that is not given stays."""
    new: list[str] = []
    changed: list[str] = []
    removed: list[str] = []
    for text in texts:
        before = stored.fitting.get(text.key, "")
        after = given.get(text.key, before)
        if after != before:
            (new if not before else changed if after else removed).append(text.key)
    return Changes(tuple(new), tuple(changed), tuple(removed))


def problems_of(texts: Iterable[Text], stored: Stored, given: Mapping[str, str]) -> list[Problem]:
    """What is wrong with `given`: keys that are not asked, too long, unreadable, or frozen."""
    by_key = {text.key: text for text in texts}
    problems = []
    for key, said in given.items():
        text = by_key.get(key)
        if text is None:
            words = _("The survey has no such text.")
        elif "\x00" in said:
            words = _("It holds a character that cannot be stored.")
        elif len(said) > text.max_length:
            words = _("It has %(n)s characters; %(max)s are the most.") % {
                "n": len(said),
                "max": text.max_length,
            }
        elif key in stored.frozen and said != stored.fitting[key]:
            words = _("People have answered with it, so it stays. The next revision can change it.")
        else:
            continue
        problems.append(Problem(key, words))
    return problems


def write_translations(
    *,
    revision: SurveyRevision,
    language: str,
    texts: Sequence[Text],
    given: Mapping[str, str],
    seen: str,
) -> Changes:
    """Store `given`, texts by key; an empty one removes. `seen` is the form's `seen_mark`.

    All or nothing: raises UnknownLanguageError, TranslationError, or TranslationsChangedError
    where somebody else has changed one of these texts since. What `given` leaves as it was seen,
    or as it is stored by now, is never in the way.
    """
    if language not in offered_languages():
        raise UnknownLanguageError(language)
    with transaction.atomic():
        # A response that is just beginning waits, or is seen by `_is_read`.
        locked = SurveyRevision.objects.select_for_update(of=("self",)).get(pk=revision.pk)
        stored = stored_translations(locked, language, texts)
        meant, disputed = _meant(texts, stored, given, seen)
        if disputed:
            raise TranslationsChangedError(disputed, meant)
        if problems := problems_of(texts, stored, meant):
            raise TranslationError(problems, meant)
        changes = changes_to(texts, stored, meant)
        _write(locked, language, texts, meant, changes)
    return changes


def _rows(revision: SurveyRevision) -> QuerySet[Translation]:
    return Translation.objects.filter(revision=revision).order_by()


def _fitting(rows: Iterable[Row], texts: Iterable[Text]) -> dict[str, str]:
    """The translations that fit, by key. A heading's serves whichever item it was stored under."""
    by_key = {(key, source): text for key, source, text in rows}
    headings = {of: said for (key, of), said in by_key.items() if key.endswith(f".{HEADING}")}
    fitting = {}
    for text in texts:
        said = by_key.get((text.key, text.source))
        if said is None and text.is_heading:
            said = headings.get(text.source)
        if said:
            fitting[text.key] = said
    return fitting


def _pairs(texts: Sequence[Text], rows: Iterable[Row]) -> Iterator[tuple[Text, str]]:
    """Each text that has a fitting translation, with it."""
    fitting = _fitting(rows, texts)
    return ((text, fitting[text.key]) for text in texts if text.key in fitting)


def _is_read(revision: SurveyRevision, language: str) -> bool:
    """Whether anybody has answered in that language, so that its texts must stay."""
    if revision.opened_at is None:
        return False
    return Response.objects.filter(revision=revision, language=language).exists()


def _digest(source: str, text: str) -> str:
    return hashlib.sha256(f"{source}\x00{text}".encode()).hexdigest()[:DIGEST_LENGTH]


def _meant(
    texts: Iterable[Text], stored: Stored, given: Mapping[str, str], seen: str
) -> tuple[dict[str, str], list[str]]:
    """`given` without what its editor left as it was seen, or as it is stored by now.

    And the keys of what somebody else has changed, too, since it was seen.
    """
    marks = dict(part.partition("=")[::2] for part in seen.split())
    meant, disputed = dict(given), []
    for text in texts:
        if text.key not in given:
            continue
        before, after = stored.fitting.get(text.key, ""), given[text.key]
        mark = marks.get(text.key, "")
        if after == before or mark == _digest(text.source, after):
            del meant[text.key]
        elif mark != _digest(text.source, before):
            disputed.append(text.key)
    return meant, disputed


def _write(
    revision: SurveyRevision,
    language: str,
    texts: Iterable[Text],
    given: Mapping[str, str],
    changes: Changes,
) -> None:
    """Write what `changes` names: a statement for what goes and one for what comes."""
    touched = [text for text in texts if text.key in changes.keys]
    headings = [text.source for text in touched if text.is_heading]
    stale = Q(key__in=[text.key for text in touched])
    stale |= Q(key__endswith=f".{HEADING}", source__in=headings)
    _rows(revision).filter(stale, language=language).delete()
    Translation.objects.bulk_create(
        Translation(
            revision=revision,
            language=language,
            key=text.key,
            source=text.source,
            text=given[text.key],
        )
        for text in touched
        if given[text.key]
    )
