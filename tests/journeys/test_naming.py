"""Slots for the thing, and the noun phrases that fill them."""

import pytest

from journeys.naming import SLOTS, faults, phrases, without_slots


@pytest.mark.parametrize(
    ("text", "noun", "filled"),
    [
        ("fix {product} in one visit", "our CRM", "fix our CRM in one visit"),
        ("{product} works again.", "our CRM", "Our CRM works again."),
        ("All is well. {product} works.", "a dishwasher", "All is well. A dishwasher works."),
        ("“{product} works,” they say.", "a dishwasher", "“A dishwasher works,” they say."),
        ("{product} works again.", "iPhone", "iPhone works again."),
        ("a trip to {product}, e.g., {product}", "this app", "a trip to this app, e.g., this app"),
        ("lift {product}'s lid", "a dishwasher", "lift a dishwasher's lid"),
        ("{product}'s weight", "my headphones", "My headphones' weight"),
        ("know {product}’s weight", "my headphones", "know my headphones’ weight"),
        ("no slot here", "our CRM", "no slot here"),
        ("{unknown} stays, {", "our CRM", "{unknown} stays, {"),
        ("{product}", "{old}", "{old}"),
    ],
)
def test_slot_takes_the_whole_phrase(text, noun, filled):
    assert phrases(noun).fill(text) == filled


@pytest.mark.parametrize(
    ("noun", "old", "new"),
    [
        ("our CRM", "our old CRM", "our new CRM"),
        ("a dishwasher", "the old dishwasher", "the new dishwasher"),
        ("an old elevator", "the old elevator", "the new elevator"),
        ("Anna's car", "Anna's old car", "Anna's new car"),
        ("Salesforce", "the old Salesforce", "the new Salesforce"),
        ("", "the old solution", "the new solution"),
    ],
)
def test_old_and_new_follow_from_the_phrase(noun, old, new):
    named = phrases(noun)

    assert (named.old, named.new) == (old, new)


def test_study_goes_before_the_journey_and_the_journey_before_the_house():
    own = {"product": "the service", "new": "what follows", "these": "all of them"}

    named = phrases("our contract", own=own)
    unnamed = phrases(own=own)

    assert (named.product, named.new, named.these) == (
        *("our contract", "our new contract", "all of them"),
    )
    assert (unnamed.product, unnamed.old, unnamed.new, unnamed.next) == (
        *("the service", "the old service", "what follows", "the next solution"),
    )
    assert phrases({"old": "our CRM"}, own="the service").product == "the service"


def test_known_slots_and_texts_without_braces_have_no_fault():
    assert [*faults(" ".join(f"{{{slot}}}" for slot in SLOTS)), *faults("a plain text")] == []


@pytest.mark.parametrize("text", ["{Product} breaks", "fix {it}", "fix {}", "fix { product }"])
def test_unknown_slot_is_named(text):
    (fault,) = faults(text)

    assert "is no slot: use one of {product}, {old}, {new}, {these}, {one}, {next}" in fault


@pytest.mark.parametrize("text", ["fix {product", "fix product}", "{{product}}"])
def test_stray_brace_is_named(text):
    (fault,) = faults(text)

    assert fault.startswith("a brace stands alone")


def test_slots_can_be_left_out():
    assert without_slots("fix {product} now").split() == ["fix", "now"]
    assert without_slots("fix it") == "fix it"
