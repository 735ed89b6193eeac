"""The rules of the second edition: each lets a good journey be, and finds what a copy spoils."""

import copy

import pytest

from journeys.models import Phase
from journeys.wellformed import findings

KINDS = ["physical", "mobile", "digital", "service"]
VERBS = ["hand", "send", "bring", "carry", "post", "ship", "lend", "mail"]
THINGS = [
    *("apple", "banjo", "candle", "drum", "engine", "feather", "guitar", "hammer", "island"),
    *("jacket", "kettle", "ladder", "mirror", "needle", "oven", "pillow", "quilt", "ribbon"),
    *("saddle", "trumpet"),
]
NEW_RULES = {
    *("R-SLOT-BEFORE", "R-SLOT-AGREES", "R-SLOT-RENDERS", "R-SLOT-PRONOUN", "R-SLOT-NOUN"),
    *("R-ASKED", "R-PLAIN-NAMED", "R-EXAMPLES", "R-KIND-COUNT", "R-UNITS-MIXED", "R-SKELETON"),
    *("R-FINDING-OUT", "R-WORDS", "R-VOICE", "R-STEP-COUNT"),
}


def metric(step, number):
    thing, verb = THINGS[number - 1], VERBS[(step + number // 2) % 8]
    stem = (
        f"the time it takes to {verb} the {thing} over"
        if number % 2
        else f"the likelihood of {verb}ing the {thing} too late"
    )
    return {
        "code": f"S{step:02}M{number:02}",
        "outcome": f"Minimize {stem} for {{product}}",
        "plain": f"{verb} the {thing} in time",
        "examples": {kind: [f"{kind} one {thing}", f"{kind} two {thing}"] for kind in KINDS},
        "source": "project",
    }


def good():
    """A journey that the second edition's rules let be."""
    texts = [{"text": f"Getting {{product}} fixed with a {thing}"} for thing in THINGS[:8]]
    jobs = [{"when": when, "name": "Doing"} for when in ("before", "during", "after") * 3]
    return {
        "journey": {
            "job": "Getting a product fixed",
            "stem": "When getting {product} fixed",
            "noun": "the product",
        },
        "steps": [
            {
                "code": f"S{n:02}",
                "phase": Phase.values[n - 1],
                "name": "Mend it",
                "ability": "The ability to mend it.",
                "source": "project",
                "metrics": [metric(n, number) for number in range(1, 21)],
            }
            for n in range(1, 9)
        ],
        **{section: copy.deepcopy(texts) for section in ("contexts", "ideal_states")},
        "situations": [{"text": f"Weight of the {thing}"} for thing in THINGS[:8]],
        "financial_metrics": [{"text": f"Minimize the cost of {thing}."} for thing in THINGS[:8]],
        "related_jobs": jobs,
        "emotional_jobs": {"items": [{"name": f"Feel {thing}"} for thing in THINGS[:8]]},
        "social_jobs": {"items": [{"name": f"Be seen {thing}"} for thing in THINGS[:8]]},
    }


def found(journey):
    return {
        (finding.rule.id, finding.words)
        for finding in findings(journey)
        if finding.rule.id in NEW_RULES
    }


def spoiled(**fields):
    """What is found once the first metric of a good journey has these fields."""
    journey = good()
    journey["steps"][0]["metrics"][0] |= fields
    return found(journey)


def outcome(text):
    return spoiled(outcome=f"Minimize the time it takes to {text}")


def test_good_journey_has_no_finding():
    assert found(good()) == set()


def test_first_edition_is_not_held_to_the_rules_of_the_second():
    journey = good()
    del journey["journey"]["noun"]
    journey["steps"][0]["metrics"][0] |= {"examples": {}, "plain": "keep down my colour"}

    assert {rule for rule, _words in found(journey)} == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lift the {product}", "the {product}"),
        ("lift a {product}", "a {product}"),
        ("lift one's {product}", "one's {product}"),
        ("lift two {product}", "two {product}"),
        ("lift every {product}", "every {product}"),
        ("lift broken {product}", "broken {product}"),
        ("start the waiting {product}", "waiting {product}"),
        ("lift this unfinished {product}", "unfinished {product}"),
        ("find this kind of {product}", "kind of {product}"),
    ],
)
def test_what_belongs_to_a_noun_before_a_slot_is_named(text, words):
    assert ("R-SLOT-BEFORE", words) in outcome(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see why {product} is slow", "why {product} is"),
        ("see why {product} fails", "why {product} fails"),
        ("see why {old} no longer works", "why {old} no longer works"),
        ("see why {product} have failed", "why {product} have"),
        ("lift {product}'s lid", "{product}'s"),
    ],
)
def test_what_would_have_to_agree_with_the_phrase_is_named(text, words):
    assert ("R-SLOT-AGREES", words) in outcome(text)


@pytest.mark.parametrize(
    "text",
    [
        "lift {product} by hand",
        "learn what {product} can still do",
        "learn the day {product} failed",
        "notice that {product} stopped",
        "see when something in {product} fails",
        "bring back {product} as promised",
        "lift {product} years later",
        "make {these} work as one",
        "see how {one} works",
        "set up a place for {product}",
        "begin lifting {product} this week",
        "find the morning {product} failed",
        "hear whoever broke {product} speaks up",
        "let those who use {product} have a say",
    ],
)
def test_sentence_that_holds_with_every_phrase_is_let_be(text):
    assert outcome(text) == set()


@pytest.mark.parametrize("text", ["lift our {these} up", "lift the the {product}"])
def test_text_that_breaks_once_it_is_filled_is_named(text):
    journey = good()
    journey["journey"]["noun"] = {"product": "the product", "these": "the things"}
    journey["steps"][0]["metrics"][0]["outcome"] = f"Minimize the time it takes to {text}"

    assert {rule for rule, _words in found(journey)} & {"R-SLOT-BEFORE", "R-SLOT-RENDERS"}


def test_doubled_determiner_of_a_phrase_is_seen_where_it_is_filled():
    journey = good()
    journey["journey"]["noun"] = {"product": "the product", "one": "a an apple"}
    journey["steps"][0]["metrics"][0]["outcome"] = "Minimize the time it takes to lift {one}"

    assert found(journey) == {("R-SLOT-RENDERS", "a an")}


def test_pronoun_after_a_slot_is_named():
    assert outcome("open {product} without harming its lid") == {("R-SLOT-PRONOUN", "its")}


@pytest.mark.parametrize("noun", ["solution", "products"])
def test_noun_beside_the_slots_is_named(noun):
    assert outcome(f"compare {noun}") == {("R-SLOT-NOUN", noun)}


def test_slots_are_looked_at_in_every_section_and_in_the_head():
    journey = good()
    journey["journey"]["stem"] = "When getting the {product} fixed"
    journey["emotional_jobs"]["items"][0]["rationale"] = "My {product} came first."

    assert found(journey) == {
        ("R-SLOT-BEFORE", "the {product}"),
        ("R-SLOT-BEFORE", "My {product}"),
        ("R-VOICE", "My"),
    }


def test_seed_without_a_house_wording_is_named_and_its_own_words_are_not_judged():
    journey = good()
    journey["contexts"][0] |= {"text": "My product", "source": "seed"}
    journey["contexts"][1] |= {"text": "My product", "source": "seed", "asked": "The {product}"}
    journey["contexts"][2] |= {"source": "project", "asked": "Lift {product}"}

    rules = [
        (finding.rule.id, finding.code or finding.place[1], finding.place[-1])
        for finding in findings(journey)
        if finding.rule.id in NEW_RULES
    ]

    assert rules == [
        ("R-ASKED", 0, 0),
        ("R-SLOT-BEFORE", 1, "text"),
        ("R-ASKED", 2, 2),
    ]


@pytest.mark.parametrize(
    ("plain", "stem", "expected"),
    [
        ("lift it up", "When getting {product} fixed", set()),
        ("lift it up", "When getting things fixed", {("R-PLAIN-NAMED", "it")}),
        ("lift the new one", "When getting {product} fixed", {("R-PLAIN-NAMED", "the new one")}),
        ("lift the one of them", "When getting {product} fixed", set()),
        ("lift the one box at fault", "When getting {product} fixed", set()),
    ],
)
def test_plain_wording_that_does_not_stand_alone_is_named(plain, stem, expected):
    journey = good()
    journey["journey"]["stem"] = stem
    journey["steps"][0]["metrics"][0]["plain"] = plain

    assert found(journey) == expected


EXAMPLES = {kind: [f"{kind} one", f"{kind} two"] for kind in KINDS}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"outcome": "Minimize the time it takes to lift it, e.g., a hook, a rope"}, "e.g."),
        ({"examples": {}}, "digital mobile physical service"),
        ({"examples": EXAMPLES | {"digital": ["a login"]}}, "digital"),
        ({"examples": EXAMPLES, "fits": ["digital", "service"]}, "physical"),
        ({"examples": EXAMPLES | {"digital": ["a file", "a login", "a file"]}}, "a file"),
        ({"examples": EXAMPLES | {"digital": ["a banjo", "a login"]}}, "a banjo"),
    ],
)
def test_examples_that_are_missing_or_say_nothing_are_named(fields, words):
    text = {"outcome": "Minimize the time it takes to carry the banjo over"}

    assert ("R-EXAMPLES", words) in spoiled(**text | fields)


def test_examples_are_asked_only_for_the_kinds_that_the_journey_fits():
    journey = good()
    journey["journey"]["fits"] = ["digital"]
    for step in journey["steps"]:
        for row in step["metrics"]:
            row["examples"] = {"digital": row["examples"]["digital"]}

    assert found(journey) == set()


def test_too_few_entries_for_a_kind_are_named():
    journey = good()
    for row in journey["steps"][0]["metrics"][:9]:
        row["fits"] = ["digital", "mobile", "physical"]
        del row["examples"]["service"]
    journey["contexts"][0]["fits"] = ["digital"]
    journey["related_jobs"][0]["fits"] = ["digital", "mobile", "physical"]

    assert found(journey) == {
        ("R-KIND-COUNT", "11 of 12 metrics for service"),
        *(
            ("R-KIND-COUNT", f"7 of 8 contexts for {kind}")
            for kind in ("mobile", "physical", "service")
        ),
        ("R-KIND-COUNT", "2 of 3 before related jobs for service"),
    }


def test_step_that_does_not_fit_a_kind_needs_no_metrics_for_it():
    journey = good()
    journey["steps"][0]["fits"] = ["digital"]
    for row in journey["steps"][0]["metrics"]:
        row["examples"] = {"digital": row["examples"]["digital"]}

    assert found(journey) == set()


def test_units_that_do_not_take_turns_are_named():
    journey = good()
    metrics = journey["steps"][0]["metrics"]
    metrics.sort(key=lambda row: "likelihood" in row["outcome"])

    assert found(journey) == {
        ("R-UNITS-MIXED", "5 of time first"),
        ("R-UNITS-MIXED", "10 of time in a row"),
        ("R-UNITS-MIXED", "10 of likelihood in a row"),
    }


def test_openings_that_come_too_often_are_named():
    journey = good()
    for row, word in zip(
        journey["steps"][0]["metrics"][1::2], ["missing", "overlooking"] * 5, strict=True
    ):
        row["outcome"] = f"Minimize the likelihood of {word} the {row['plain'].split()[2]}"

    assert found(journey) == {("R-SKELETON", "10 × likelihood … overlooking")}


def test_journey_that_is_mostly_about_finding_out_is_named():
    journey = good()
    verbs = ["assess", "check", "choose", "decide", "judge", "learn", "notice", "see", "tell"]
    for step in journey["steps"]:
        for row, verb in zip(step["metrics"][2::2], verbs, strict=True):
            if step["code"] != "S01" or verb == "tell":
                row["outcome"] = f"Minimize the time it takes to {verb} the {row['plain'][-12:]}"

    assert ("R-FINDING-OUT", "64 of 80") in found(journey)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lift the grey box", "grey"),
        ("organise the box", "organise"),
        ("see the visit cancelled", "cancelled"),
        ("lift the neighbours up", "neighbours"),
        ("find the till slip", "till slip"),
        ("find a stand-in", "stand-in"),
    ],
)
def test_word_that_is_not_american_is_named(text, words):
    assert ("R-WORDS", words) in outcome(text)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("outcome", "Minimize the time it takes to lift your box", "your"),
        ("outcome", "Minimize the time it takes to lift my box", "my"),
        ("plain", "keep the noise down in the hall", "keep the noise down"),
        ("plain", "keep down the noise", "keep down"),
        ("plain", "be warned of the noise", "be warned"),
        ("plain", "get told of the noise", "get told"),
    ],
)
def test_other_voice_is_named(field, text, words):
    assert ("R-VOICE", words) in spoiled(**{field: text})


@pytest.mark.parametrize("plain", ["lift your box", "put the lid down", "be safe in the hall"])
def test_voice_of_a_plain_wording_is_let_be(plain):
    assert spoiled(plain=plain) == set()


@pytest.mark.parametrize("n", [7, 13])
def test_map_of_too_few_or_too_many_steps_is_named(n):
    journey = good()
    steps = journey["steps"] * 2
    journey["steps"] = [
        step | {"code": f"S{number:02}"} for number, step in enumerate(steps[:n], 1)
    ]

    assert ("R-STEP-COUNT", f"{n} steps") in found(journey)
