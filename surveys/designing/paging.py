"""Cutting what a survey asks into pages of a comfortable length."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from surveys import questions
from surveys.designing.candidates import Candidate

# Decision 0011: twenty items a page with one question each, a dozen with two, eight with three.
ITEMS_A_PAGE = {1: 20, 2: 12, 3: 8}


def paged(candidates: Iterable[Candidate]) -> list[Candidate]:
    """`candidates`, which come in the order asked, each on its page: its section, or a part of it.

    A section that is too long for one page becomes parts of even length, cut between two headings
    where one is near.
    """
    placed = []
    for section, members in groupby(candidates, key=lambda candidate: candidate.page):
        for part, items in enumerate(_parts(list(members)), start=1):
            page = questions.page_name(section, part)
            placed += [replace(item, page=page) for item in items]
    return placed


def _parts(items: Sequence[Candidate]) -> Iterator[Sequence[Candidate]]:
    most = ITEMS_A_PAGE[len(questions.KIND[items[0].kind].questions)]
    n_parts = -(-len(items) // most)
    even = [round(len(items) * part / n_parts) for part in range(1, n_parts)]
    slack = most // 4
    cuts = [_near_heading(items, place, slack) for place in even]
    if any(end - begin > most + slack for begin, end in pairwise([0, *cuts, len(items)])):
        cuts = even
    return (items[begin:end] for begin, end in pairwise([0, *cuts, len(items)]))


def _near_heading(items: Sequence[Candidate], place: int, slack: int) -> int:
    """Where the nearest heading begins, at most `slack` items from `place`; else `place`."""
    nearby = sorted(range(place - slack, place + slack + 1), key=lambda other: abs(other - place))
    begins = (
        other
        for other in nearby
        if 0 < other < len(items) and items[other].heading != items[other - 1].heading
    )
    return next(begins, place)
