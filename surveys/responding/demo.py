"""Made-up responses for a look at results and exports before anybody has answered.

Three imagined groups live in different situations, care about different items and struggle with
different ones, so that figures differ between items and the groups can be found again. Everything
is drawn from the survey's slug, the seed and the response's own number: the same three give the
same response, with the same export id and times, on every engine. Such responses carry the flag
`demo`.
"""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched, chain

from django.db import connection, transaction

from surveys import questions
from surveys.models import Response, Survey, SurveyItem, SurveyRevision
from surveys.moments import day_of
from surveys.responding.assignment import GATE_PAGE, drawn_order, whole
from surveys.responding.submitting import kept_times

# A time of their own, so that the same seed gives the same bytes whenever the survey was opened.
FIRST_DAY = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
DAYS = 14
SECONDS_A_DAY = 12 * 3600
SECONDS_A_RATING = (4.0, 9.0)
RESPONSES_A_BATCH = 500
PAGE_LOAD = "demo"

GROUP_WEIGHTS = (0.45, 0.33, 0.22)
DECISION_MAKERS = 0.4
IN_PROGRESS = 0.07
DOES_NOT_APPLY = 0.02
LEFT_OPEN = 0.015

# Marks a response as made up.
DEMO_FLAG = "demo"


class NotOpenError(Exception):
    """The survey is not open, so that nobody could answer it."""


@dataclass(frozen=True)
class Progress:
    """How many responses have been added of how many that are to be."""

    added: int
    wanted: int


def add_demo_responses(*, survey: Survey, count: int, seed: int) -> Iterator[Progress]:
    """Add the responses numbered 1 to `count` of this seed that are not there yet.

    Works in transactions of RESPONSES_A_BATCH and reports before the first and after each; broken
    off, it goes on where it stopped. Raises NotOpenError.
    """
    if not survey.takes_responses:
        raise NotOpenError
    revision = survey.revisions.exclude(opened_at=None).latest("number")
    plan = _Plan(survey.slug, seed, revision)
    there = set(
        Response.objects.filter(revision__survey=survey).values_list("export_id", flat=True)
    )
    missing = [number for number in range(1, count + 1) if plan.export_id(number) not in there]
    added = 0
    yield Progress(added, len(missing))
    for numbers in batched(missing, RESPONSES_A_BATCH):
        with transaction.atomic():
            _add(plan, numbers)
        added += len(numbers)
        yield Progress(added, len(missing))


def _add(plan: _Plan, numbers: Sequence[int]) -> None:
    made = [plan.person(number) for number in numbers]
    Response.objects.bulk_create([response for response, _cells in made])
    rows = [(response.pk, *cell, 1, PAGE_LOAD, 0) for response, cells in made for cell in cells]
    with connection.cursor() as cursor:
        for batch in batched(rows, ANSWERS_A_STATEMENT):
            values = ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(batch))
            cursor.execute(INSERT_ANSWERS + values, list(chain.from_iterable(batch)))


# Four times as fast as bulk_create, which matters for 10,000 people. The table's constraints hold.
INSERT_ANSWERS = """
INSERT INTO surveys_answer
    (response_id, item_id, question, value, state, version, page_load, counter)
VALUES """
ANSWERS_A_STATEMENT = 1000


# Item id, question, value, state.
_Cell = tuple[int, str, int | None, str]


@dataclass(frozen=True)
class _Leaning:
    """Where one group stands on one item; which of the four counts depends on its kind.

    `importance` and `difficulty` are means on a scale with the neutral middle at 0, `level` one
    from 1 to 5, `often` the share that tick it.
    """

    importance: float
    difficulty: float
    level: float
    often: float


@dataclass(frozen=True)
class _Visit:
    """One imagined person: their group, how high they rate anything, and how far they came."""

    group: int
    bias: float
    decides: bool
    pages: list[str]
    is_submitted: bool

    @property
    def decision_maker(self) -> bool | None:
        """What they said at the gate, once they have gone past it."""
        return self.decides if GATE_PAGE in self.pages[:-1] else None


class _Plan:
    """The survey's groups, which depend on its slug alone, and the people of one seed."""

    def __init__(self, slug: str, seed: int, revision: SurveyRevision) -> None:
        self.name = f"{slug}:{seed}"
        self.revision = revision
        self.given = whole(revision)
        self.leanings = {item.pk: _leanings(slug, item) for item in self.given.items}

    def export_id(self, number: int) -> str:
        """The response's export id: 26 letters and digits, as real ones have."""
        digest = hashlib.sha256(f"{self.name}:{number}".encode()).digest()
        return base64.b32encode(digest[:16]).decode().rstrip("=").lower()

    def person(self, number: int) -> tuple[Response, list[_Cell]]:
        """One unsaved response and its cells."""
        chance = random.Random(f"{self.name}:{number}")  # noqa: S311 (nothing here is secret)
        visit = self._visit(chance)
        cells = self._cells(visit, chance)
        began = timedelta(days=chance.randrange(DAYS), seconds=chance.randrange(SECONDS_A_DAY))
        taken = timedelta(seconds=round(30 + len(cells) * chance.uniform(*SECONDS_A_RATING)))
        response = Response(
            revision=self.revision,
            token_hash=_hash_of_no_token(f"{self.name}:{number}"),
            export_id=self.export_id(number),
            decision_maker=visit.decision_maker,
            pages_shown=visit.pages,
            order_shown=self._order(chance) if self.revision.shuffle_items else [],
            flags=[DEMO_FLAG],
        )
        self._set_times(response, FIRST_DAY + began, taken if visit.is_submitted else None)
        return response, cells

    def _set_times(self, response: Response, began: datetime, taken: timedelta | None) -> None:
        """Status and times as a person's would be kept; `taken` is None for one never sent."""
        is_anonymous = self.revision.survey.is_anonymous
        response.started_at = day_of(began) if is_anonymous else began
        if taken is None:
            return
        kept = kept_times(began, began + taken, is_anonymous=is_anonymous)
        response.status = Response.Status.SUBMITTED
        response.submitted_at, response.duration_s = kept.submitted_at, kept.duration_s

    def _order(self, chance: random.Random) -> list[str]:
        return drawn_order(self.given.items, chance)

    def _visit(self, chance: random.Random) -> _Visit:
        group = chance.choices(range(len(GROUP_WEIGHTS)), GROUP_WEIGHTS)[0]
        decides = chance.random() < DECISION_MAKERS
        pages = self.given.at_the_gate(decision_maker=decides).walked
        is_submitted = chance.random() >= IN_PROGRESS
        if not is_submitted:
            pages = pages[: chance.randrange(1, len(pages) + 1)]
        return _Visit(group, chance.gauss(0, 0.35), decides, pages, is_submitted)

    def _cells(self, visit: _Visit, chance: random.Random) -> list[_Cell]:
        """Every cell on the pages shown; on the page somebody is still at, the first few."""
        cells = [self._page_cells(page, visit, chance) for page in visit.pages]
        if not visit.is_submitted:
            cells[-1] = cells[-1][: chance.randrange(len(cells[-1]) + 1)]
        return list(chain.from_iterable(cells))

    def _page_cells(self, page: str, visit: _Visit, chance: random.Random) -> list[_Cell]:
        return [
            (item.pk, question, *_content(question, value, chance))
            for item in self.given.pages.get(page, ())
            for question, value in self._values(item, visit, chance)
        ]

    def _values(
        self, item: SurveyItem, visit: _Visit, chance: random.Random
    ) -> list[tuple[str, int]]:
        """What the person would choose for each question about an item."""
        leaning = self.leanings[item.pk][visit.group]
        asked = self.revision.questions_of(item.kind)
        first = asked[0]
        if first.layout == questions.TICKS:
            is_chosen = chance.random() < leaning.often
            return [(first.code, questions.CHOSEN_YES if is_chosen else questions.CHOSEN_NO)]
        if first.layout == questions.LEVELS:
            level = round(chance.gauss(leaning.level, 0.9))
            return [(first.code, min(max(level, 1), first.n_points))]
        # Who cares struggles a little more often than chance would have it.
        care = chance.gauss(0, 0.5)
        latent = {
            questions.IMPORTANCE: leaning.importance + visit.bias + care + chance.gauss(0, 0.7),
            questions.DIFFICULTY: leaning.difficulty + care / 2 + chance.gauss(0, 0.8),
        }
        # Whatever else is asked leans to the better end where little is difficult.
        for one in asked:
            if one.code not in latent:
                latent[one.code] = 0.3 - leaning.difficulty + chance.gauss(0, 0.8)
        return [(one.code, _point(latent[one.code], one.n_points)) for one in asked]


def _leanings(slug: str, item: SurveyItem) -> list[_Leaning]:
    """Each group's leaning: around a middle of the item's own."""
    chance = random.Random(f"{slug}:{item.code}")  # noqa: S311 (nothing here is secret)
    often, level = chance.uniform(0.2, 0.6), chance.uniform(2.2, 3.8)
    importance, difficulty = chance.uniform(-0.2, 1.2), chance.uniform(-1.2, 0.6)
    return [
        _Leaning(
            often=often + chance.uniform(-0.15, 0.3),
            level=level + chance.choice([0, 0, -1.3, 1.3]),
            importance=importance + chance.gauss(0, 0.3),
            difficulty=difficulty + chance.gauss(0, 0.5),
        )
        for _group in GROUP_WEIGHTS
    ]


def _point(latent: float, n_points: int) -> int:
    """The point of the scale a latent value falls on; the neutral middle lies around 0."""
    return 1 + sum(latent > (cut - n_points / 2) * 2.4 / n_points for cut in range(1, n_points))


def _content(question: str, value: int, chance: random.Random) -> tuple[int | None, str]:
    """Value and state: now and then a cell is skipped, or does not apply."""
    draw = chance.random()
    if draw < LEFT_OPEN:
        return None, questions.SKIPPED
    if draw < LEFT_OPEN + DOES_NOT_APPLY and questions.QUESTION[question].may_not_apply:
        return None, questions.NOT_APPLICABLE
    return value, questions.ANSWERED


def _hash_of_no_token(text: str) -> str:
    """64 hexadecimal digits that no token leads to: not SHA-256, which tokens are hashed with."""
    return hashlib.blake2b(text.encode(), digest_size=32).hexdigest()
