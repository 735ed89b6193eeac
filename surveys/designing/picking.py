"""The survey builder's check boxes: what is drawn, and what a posted form has chosen.

Sections, and groups within them, have a box for the whole of it. Without scripts such a box counts
only when it differs from how it was drawn; otherwise the single boxes decide. Scripts keep both in
step and send the single boxes alone.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from surveys import questions
from surveys.designing.candidates import CandidateSection


@dataclass(frozen=True)
class Box:
    """One item's check box. `anchors` is set for situations only."""

    code: str
    text: str
    anchors: str
    is_checked: bool


@dataclass(frozen=True)
class BoxGroup:
    """Items under one heading, with a box for all of them where the section has several groups."""

    key: str
    heading: str
    boxes: Sequence[Box]
    n_chosen: str
    n_boxes: str
    is_whole: bool


@dataclass(frozen=True)
class BoxSection:
    """One kind of item. It is drawn unfolded when some of it is chosen but not all."""

    key: str
    label: str
    asked: str
    groups: Sequence[BoxGroup]
    n_chosen: str
    n_boxes: str
    is_whole: bool
    is_partly: bool


@dataclass(frozen=True)
class Picked:
    """What a posted form says about the boxes: ticked items, ticked wholes, wholes drawn ticked."""

    items: Collection[str]
    whole: Collection[str] = ()
    whole_drawn: Collection[str] = ()


def chosen_codes(sections: Sequence[CandidateSection], picked: Picked) -> tuple[str, ...]:
    """The codes that `picked` stands for, sorted; codes that no section has are left out."""
    ticked = frozenset(picked.items)
    codes = set(ticked)
    everything: set[str] = set()
    for key, members in _wholes(sections):
        everything |= members
        was, is_now = key in picked.whole_drawn, key in picked.whole
        if is_now and not was:
            codes |= members
        elif was and not is_now and members <= ticked:
            codes -= members
    return tuple(sorted(codes & everything))


def box_sections(sections: Sequence[CandidateSection], codes: Collection[str]) -> list[BoxSection]:
    """`sections` as they are drawn with `codes` chosen."""
    return [_section(section, frozenset(codes)) for section in sections]


def counts_by_kind(
    sections: Sequence[CandidateSection], codes: Collection[str]
) -> Mapping[str, int]:
    """How many items of each kind are chosen."""
    return Counter(
        section.kind.value
        for section in sections
        for candidate in section.candidates
        if candidate.code in codes
    )


def _wholes(sections: Sequence[CandidateSection]) -> Iterator[tuple[str, frozenset[str]]]:
    for section in sections:
        yield section.kind.value, frozenset(one.code for one in section.candidates)
        if len(section.groups) > 1:
            for group in section.groups:
                yield group.key, frozenset(one.code for one in group.candidates)


def _section(section: CandidateSection, codes: frozenset[str]) -> BoxSection:
    groups = []
    for group in section.groups:
        boxes = [
            Box(one.code, one.text, _anchors(one.low_anchor, one.high_anchor), one.code in codes)
            for one in group.candidates
        ]
        n_chosen = sum(box.is_checked for box in boxes)
        key = group.key if len(section.groups) > 1 else ""
        is_whole = n_chosen == len(boxes)
        groups.append(BoxGroup(key, group.heading, boxes, str(n_chosen), str(len(boxes)), is_whole))
    n_boxes = len(section.candidates)
    n_chosen = sum(one.code in codes for one in section.candidates)
    return BoxSection(
        key=section.kind.value,
        label=_(section.kind.label),
        asked=asked_words(section.kind),
        groups=groups,
        n_chosen=str(n_chosen),
        n_boxes=str(n_boxes),
        is_whole=n_chosen == n_boxes,
        is_partly=0 < n_chosen < n_boxes,
    )


def _anchors(low: str, high: str) -> str:
    return _("1: %(low)s, 5: %(high)s") % {"low": low, "high": high} if low else ""


def asked_words(kind: questions.Kind) -> str:
    """How items of `kind` are asked, in a few words."""
    if kind.layout == questions.TICKS:
        return _("yes or no")
    if kind.layout == questions.LEVELS:
        return _("the last time, from 1 to 5")
    names = get_text_list([_(one.label).lower() for one in kind.asks], _("and"))
    if kind.is_gated:
        return _("%(questions)s, of purchase decision-makers only") % {"questions": names}
    return str(names)
