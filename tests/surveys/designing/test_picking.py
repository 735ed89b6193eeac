"""What the builder's boxes stand for, with and without scripts."""

import pytest

from surveys.designing.candidates import Candidate, candidate_sections
from surveys.designing.picking import Picked, box_sections, chosen_codes, counts_by_kind
from surveys.questions import EMOTIONAL_JOBS, SOCIAL_JOBS

SECTIONS = candidate_sections(
    [
        Candidate(EMOTIONAL_JOBS, "EMO01", "Feel sure", EMOTIONAL_JOBS, "Desired"),
        Candidate(EMOTIONAL_JOBS, "EMO02", "Feel calm", EMOTIONAL_JOBS, "Desired"),
        Candidate(EMOTIONAL_JOBS, "EMO03", "Avoid fear", EMOTIONAL_JOBS, "Avoid"),
        Candidate(SOCIAL_JOBS, "SOC01", "Be seen", SOCIAL_JOBS),
    ]
)
EMOTIONS = ("EMO01", "EMO02", "EMO03")
DESIRED = "emotional_jobs-1"


@pytest.mark.parametrize(
    ("items", "whole", "drawn", "expected"),
    [
        # Single boxes alone.
        ((), (), (), ()),
        (("EMO03", "EMO01"), (), (), ("EMO01", "EMO03")),
        # A whole ticked that was not drawn ticked: all of it.
        ((), ("emotional_jobs",), (), EMOTIONS),
        (("EMO02",), (DESIRED,), (), ("EMO01", "EMO02")),
        (("SOC01",), ("emotional_jobs",), (), (*EMOTIONS, "SOC01")),
        # A whole unticked that was drawn ticked, its items left: none of it.
        (EMOTIONS, (), ("emotional_jobs",), ()),
        (EMOTIONS, ("emotional_jobs",), ("emotional_jobs", DESIRED), ("EMO03",)),
        # A whole left as drawn: the single boxes decide.
        (("EMO01",), ("emotional_jobs",), ("emotional_jobs",), ("EMO01",)),
        # A whole and some of its items unticked: the items still ticked are meant.
        (("EMO01",), (), ("emotional_jobs",), ("EMO01",)),
        # Codes and keys that no section has.
        (("EMO01", "FIN01", "<b>"), ("contexts",), ("nothing",), ("EMO01",)),
        (("EMO01", "EMO01"), (), (), ("EMO01",)),
    ],
)
def test_chosen_codes(items, whole, drawn, expected):
    assert chosen_codes(SECTIONS, Picked(items, whole, drawn)) == expected


def test_box_sections_say_what_is_whole_and_what_is_partly_chosen():
    emotions, social = box_sections(SECTIONS, ("EMO01", "EMO02"))

    assert (emotions.n_chosen, emotions.n_boxes) == ("2", "3")
    assert (emotions.is_whole, emotions.is_partly) == (False, True)
    assert [(group.key, group.is_whole) for group in emotions.groups] == [
        (DESIRED, True),
        ("emotional_jobs-2", False),
    ]
    assert (social.is_whole, social.is_partly) == (False, False)
    assert [group.key for group in social.groups] == [""]


def test_counts_by_kind_leave_out_kinds_without_a_choice():
    assert counts_by_kind(SECTIONS, ("EMO01", "EMO03")) == {EMOTIONAL_JOBS: 2}
