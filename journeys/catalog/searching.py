"""Search over every entry of the catalog: one UNION ALL over the kinds, no index to keep."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from journeys.catalog import kinds
from journeys.catalog.kinds import KINDS, Kind
from journeys.models import Journey

MAX_HITS = 100
SHORTEST_QUERY = 2

# A text in parts; those that match are to be marked.
Parts = Sequence[tuple[str, bool]]

_JOURNEY = Kind(
    "journeys",
    _("Journeys"),
    _("Journey"),
    "",
    Journey,
    "",
    text="name",
    detail=("description", "job", "role"),
)
_SEARCHED = (_JOURNEY, *KINDS)


@dataclass(frozen=True)
class Hit:
    """An entry that matches, with the address of the place where it stands."""

    kind: str | Promise
    code: str
    url: str
    text: Parts
    details: Sequence[Parts]


@dataclass(frozen=True)
class JourneyHits:
    """The hits within one journey, whose words they are, and under which licence."""

    name: str
    role: str
    attribution: str
    licence: str
    hits: Sequence[Hit]


@dataclass(frozen=True)
class Hits:
    """What a search found: how many entries in all, and the first of them by journey."""

    total: int
    shown: int
    groups: Sequence[JourneyHits]

    @property
    def credits(self) -> list[HitsCredit]:
        """Whose words the hits are, each author once, in the order of the page."""
        names: dict[tuple[str, str], list[str]] = {}
        for group in self.groups:
            names.setdefault((group.attribution, group.licence), []).append(group.name)
        is_one = len(names) == 1
        return [
            HitsCredit("" if is_one else get_text_list(theirs, str(_("and"))), *words)
            for words, theirs in names.items()
        ]


@dataclass(frozen=True)
class HitsCredit:
    """Whose words hits are, and of which journeys; `journeys` is empty where it is all of them."""

    journeys: str
    attribution: str
    licence: str


def search_terms(query: str) -> list[str]:
    """The different words of `query`, each of which a hit must contain."""
    words = unicodedata.normalize("NFC", query).split()
    return list({word.casefold(): word for word in words}.values())


def marked(text: str, terms: Sequence[str]) -> Parts:
    """`text` cut into parts, each with whether it matches one of `terms`, whatever the case."""
    longest_first = sorted(terms, key=len, reverse=True)
    pattern = "|".join(re.escape(term) for term in longest_first)
    # A pattern in one pair of brackets: every second part is a match.
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def _path_to_journey(kind: Kind) -> str:
    if kind is _JOURNEY:
        return ""
    return "job_step__journey__" if kind is kinds.PERFORMANCE_METRICS else "journey__"


def _contains_all(fields: Sequence[str], terms: Sequence[str]) -> Q:
    """Each term stands in one of `fields`.

    A regular expression, escaped, is the one comparison that ignores the case of every alphabet
    on both engines; LIKE knows only ASCII on SQLite.
    """
    condition = Q()
    for term in terms:
        anywhere = Q()
        for field in fields:
            anywhere |= Q(**{f"{field}__iregex": re.escape(term)})
        condition &= anywhere
    return condition


def _matches(kind: Kind, place: int, terms: Sequence[str]) -> QuerySet[Any, Any]:
    """The entries of `kind` that contain every term, as rows that all kinds share."""
    journey = _path_to_journey(kind)
    no_text = Value("", output_field=CharField())
    details = [*map(F, kind.detail), *[no_text] * 3]
    has_code = kind is not _JOURNEY
    fields = (*(["code"] if has_code else []), kind.text, *kind.detail)
    rows: QuerySet[Any, Any] = kind.model._default_manager.order_by().filter(
        _contains_all(fields, terms)
    )
    matches: QuerySet[Any, Any] = rows.annotate(
        hit_journey_position=F(f"{journey}position"),
        hit_slug=F(f"{journey}slug"),
        hit_journey=F(f"{journey}name"),
        hit_role=F(f"{journey}role"),
        hit_attribution=F(f"{journey}attribution"),
        hit_licence=F(f"{journey}licence"),
        hit_kind=Value(place),
        hit_step=F("job_step__code") if kind is kinds.PERFORMANCE_METRICS else no_text,
        hit_position=F("position") if has_code else Value(0),
        hit_code=F("code") if has_code else no_text,
        hit_text=F(kind.text),
        hit_detail_1=details[0],
        hit_detail_2=details[1],
        hit_detail_3=details[2],
    ).values_list(*_COLUMNS)
    return matches


_JOURNEY_COLUMNS = ("hit_slug", "hit_journey", "hit_role", "hit_attribution", "hit_licence")
_COLUMNS = (
    *("hit_journey_position", *_JOURNEY_COLUMNS, "hit_kind", "hit_step"),
    *("hit_position", "hit_code", "hit_text", "hit_detail_1", "hit_detail_2", "hit_detail_3"),
)
_ORDER = (
    *("hit_journey_position", "hit_slug", "hit_kind", "hit_step", "hit_position", "hit_code"),
)


def _address(kind: Kind, *, slug: str, step: str, code: str) -> str:
    if kind is kinds.PERFORMANCE_METRICS:
        return f"{reverse('journeys:job_step_detail', args=[slug, step])}#{code}"
    page = reverse("journeys:journey_detail", args=[slug])
    return f"{page}#{code}" if code else page


def _hit(row: Any, terms: Sequence[str]) -> Hit:
    kind = _SEARCHED[row.hit_kind]
    details = (row.hit_detail_1, row.hit_detail_2, row.hit_detail_3)
    return Hit(
        kind=kind.singular,
        code=row.hit_code,
        url=_address(kind, slug=row.hit_slug, step=row.hit_step, code=row.hit_code),
        text=marked(row.hit_text, terms),
        details=[marked(detail, terms) for detail in details if detail],
    )


def search(query: str) -> Hits:
    """The entries that contain every word of `query`, whatever the case. One query.

    At most `MAX_HITS` of them are given, in the order of the catalog; `total` counts them all, for
    which one more query is needed when there are more.
    No sign in `query` has a special meaning. A query without words finds nothing.
    """
    terms = search_terms(query)
    if not terms:
        return Hits(0, 0, [])
    first, *others = (_matches(kind, place, terms) for place, kind in enumerate(_SEARCHED))
    matches = first.union(*others, all=True)
    ordered = matches.values_list(*_COLUMNS, named=True).order_by(*_ORDER)
    rows = list(ordered[: MAX_HITS + 1])
    total = matches.count() if len(rows) > MAX_HITS else len(rows)
    rows = rows[:MAX_HITS]
    groups = [
        JourneyHits(name, role, attribution, licence, [_hit(row, terms) for row in hits])
        for (_slug, name, role, attribution, licence), hits in groupby(
            rows, key=attrgetter(*_JOURNEY_COLUMNS)
        )
    ]
    return Hits(total, len(rows), groups)
