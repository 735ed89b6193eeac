"""The rules of the field: what each one finds, and that it lets well-formed entries be."""

import pytest

from journeys.models import Phase
from journeys.wellformed import RULES, Severity, findings, share_alike
from tests.journeys.files import ROOT

OUTCOME = "Minimize the time it takes to name the fault, e.g., a rattle, a smell"
PLAIN = "say what is wrong with it"
METRIC = {"code": "S01M01", "outcome": OUTCOME, "plain": PLAIN}
STEP = {
    "code": "S01",
    "phase": "define",
    "name": "Name the fault",
    "ability": "The ability to say what is wrong.",
    "metrics": [METRIC],
}
HEAD = {"job": "Getting a product fixed", "stem": "When getting a product fixed", "name": "Repair"}
# Findings that say only how much is missing from these small journeys.
INCOMPLETE = {"R-COUNT", "R-STEP-COUNT"}


def found(document):
    """Rule, code and offending words of each finding about what is there."""
    document = {"journey": HEAD, **document}
    return [
        (finding.rule.id, finding.code, finding.words)
        for finding in findings(document)
        if finding.rule.id not in INCOMPLETE
    ]


def in_metric(**fields):
    return found({"steps": [STEP | {"metrics": [METRIC | fields]}]})


def in_list(section, *rows, code="X"):
    rows = [{"code": f"{code}{n:02}", **row} for n, row in enumerate(rows, start=1)]
    return found({section: {"items": rows} if section.endswith("l_jobs") else rows})


# --- Performance metrics ------------------------------------------------------------------------


def test_well_formed_metric_has_no_finding():
    assert in_metric() == []


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("Reduce the time it takes to name it, e.g., a, b", [("R-OUT-DIRECTION", "Reduce")]),
        ("minimize the time it takes to name it, e.g., a, b", [("R-OUT-DIRECTION", "minimize")]),
        ("Increase the likelihood of naming it, e.g., a, b", [("R-OUT-MINIMIZE", "Increase")]),
        ("Minimize naming the wrong fault, e.g., a, b", [("R-OUT-UNIT",)]),
        ("Minimize the time it takes to go, e.g., a, b", [("R-OUT-OBJECT",)]),
        (
            "Minimize the time and effort it takes to name it, e.g., a, b",
            [("R-ONE-THING", "and"), ("R-ONE-UNIT", "time … effort"), ("R-OUT-UNIT",)],
        ),
        (
            "Minimize the time/effort it takes to name it, e.g., a, b",
            [("R-ONE-UNIT", "time … effort"), ("R-OUT-UNIT",)],
        ),
        (
            "Minimize the likelihood of losing time and goods, e.g., a, b",
            [("R-ONE-THING", "and")],
        ),
        (
            "Minimize the likelihood of an easy-to-use app's loss, e.g., a, b",
            [("R-SOLUTION", "app's"), ("R-VAGUE", "easy-to-use")],
        ),
        (
            "Minimize the time it takes to name the fault or its cause, e.g., a, b",
            [("R-ONE-THING", "or")],
        ),
        ("Minimize the time it takes to name the fault", [("R-OUT-EXAMPLES", "no clarifier")]),
        (
            "Minimize the time it takes to name the fault, e.g., a rattle",
            [("R-OUT-EXAMPLES", "a rattle")],
        ),
        (
            "Minimize the time it takes to quickly name the fault, e.g., a, b",
            [("R-VAGUE", "quickly")],
        ),
        (
            "Minimize the time it takes to name the fault in the app, e.g., a, b",
            [("R-SOLUTION", "app")],
        ),
        (f"Minimize the time it takes to name {'it ' * 60}, e.g., a, b", [("R-LONG", "71 words")]),
    ],
)
def test_outcome_statement_that_breaks_a_rule_is_named(outcome, expected):
    breaches = in_metric(outcome=outcome)

    assert [rule for rule, _code, _words in breaches if rule != "R-OUT-SHARE"] == [
        part[0] for part in expected
    ]
    said = {rule: words for rule, _code, words in breaches}
    assert all(said[part[0]] == part[1] for part in expected if len(part) > 1)


@pytest.mark.parametrize(
    "plain",
    [
        "the fault said in a word",
        "saying what is wrong",
        "named by its noise",
        "Say what is wrong",
        "easily see it",
        "sees what is wrong",
        "say what is wrong.",
        "say what is wrong?",
        "never lose it",
        "don't lose it",
    ],
)
def test_plain_wording_that_does_not_read_on_is_named(plain):
    assert "R-PLAIN-VERB" in {rule for rule, _code, _words in in_metric(plain=plain)}


@pytest.mark.parametrize(
    "plain",
    [
        *("discuss it with them", "feed it", "rely on it", "miss none", "bleed the air out of it"),
        *("reapply the coat", "pre-feed it", "wring it out"),
    ],
)
def test_base_form_that_ends_like_another_form_is_taken(plain):
    assert in_metric(plain=plain) == []


def test_step_of_other_units_and_of_cut_statements_is_named():
    metrics = [
        METRIC | {"code": "S01M01", "outcome": "Minimize the number of calls to make, e.g., a, b"},
        METRIC | {"code": "S01M02", "plain": "name the fault"},
    ]

    breaches = found({"steps": [STEP | {"metrics": metrics}]})

    assert breaches == [
        ("R-OUT-SHARE", "S01", "1 of 2"),
        ("R-PLAIN-AFRESH", "S01", "1 of 2"),
    ]


# --- Twins --------------------------------------------------------------------------------------


def test_metric_that_stands_twice_is_a_twin_in_any_case_and_spacing():
    twin = {"code": "S01M02", "outcome": OUTCOME.upper().replace(" ", "\xa0"), "plain": "hear it"}

    breaches = found({"steps": [STEP | {"metrics": [METRIC, twin]}]})

    assert ("R-TWIN", "S01M02", twin["outcome"]) in breaches


def test_nearly_alike_metrics_of_a_step_are_named_and_others_are_not():
    start = "Minimize the likelihood of"
    metrics = [
        {"outcome": f"{start} blaming the wrong part for the noise, e.g., a, b", "plain": "hear"},
        {"outcome": f"{start} blaming the wrong parts for noises, e.g., c, d", "plain": "smell"},
        {"outcome": f"{start} blaming a person for the noise, e.g., a, b", "plain": "see"},
    ]
    metrics = [{"code": f"S01M{n:02}"} | row for n, row in enumerate(metrics, start=1)]

    breaches = found({"steps": [STEP | {"metrics": metrics}]})

    assert [(rule, code) for rule, code, _words in breaches] == [("R-ALIKE", "S01M02")]


def test_metrics_of_different_steps_may_share_more_words():
    start = "Minimize the likelihood of"
    other = {"code": "S02", "phase": "define", "name": "Trace the cause"}
    other |= {"ability": "The ability to find out where it comes from."}
    one = METRIC | {"outcome": f"{start} blaming the wrong part for the noise, e.g., a, b"}
    near = METRIC | {
        "code": "S02M01",
        "outcome": f"{start} blaming the wrong part for the smell, e.g., a, b",
        "plain": "smell",
    }
    same = near | {"outcome": f"{start} blaming wrong parts for a noise, e.g., a, b"}

    apart = found({"steps": [STEP | {"metrics": [one]}, other | {"metrics": [near]}]})
    alike = found({"steps": [STEP | {"metrics": [one]}, other | {"metrics": [same]}]})

    assert apart == []
    assert [(rule, code) for rule, code, _words in alike] == [("R-ALIKE", "S02M01")]


def test_share_alike_counts_metrics_of_other_journeys_with_their_words_masked():
    def journey(noun, *objects):
        start = f"Minimize the time it takes to find the {noun}"
        metrics = [{"outcome": f"{start} {thing}, e.g., a, b"} for thing in objects]
        head = {"job": f"Getting a {noun} fixed", "name": noun}
        return {"journey": head, "steps": [STEP | {"metrics": metrics}]}

    kettle = journey("kettle", "lid with its cracked seal", "bolt of the handle", "lid")
    crane = journey("crane", "lid with its worn seal", "pin of the boom", "lid")
    alike = kettle, crane

    assert share_alike(alike) == pytest.approx(1 / 3)
    assert share_alike(alike[:1]) == 0.0
    assert share_alike([]) == 0.0


# --- Head and steps -----------------------------------------------------------------------------


def test_job_and_stem_that_break_a_rule_are_named():
    breaches = found({"journey": {"job": "Repair", "stem": "while repairing", "name": "Repair"}})

    assert breaches == [("R-JOB-FORM", "", "Repair"), ("R-JOB-STEM", "", "while repairing")]


@pytest.mark.parametrize(
    ("job", "is_formed"),
    [
        ("Getting a product fixed", True),
        ("Hire a driver", True),
        ("Product repair", False),
        ("My product", False),
        ("Repairing", False),
    ],
)
def test_job_is_a_verb_with_its_object(job, is_formed):
    breaches = found({"journey": HEAD | {"job": job}})

    assert (("R-JOB-FORM", "", job) not in breaches) is is_formed


def test_steps_that_stand_twice_are_twins():
    again = {"name": "Name the faults", "ability": STEP["ability"], "code": "S02"}

    breaches = found({"steps": [STEP | {"metrics": []}, STEP | again | {"metrics": []}]})

    assert {(rule, code) for rule, code, _words in breaches} == {
        ("R-TWIN", "S02"),
        ("R-ALIKE", "S02"),
    }


def test_many_entries_of_the_same_words_are_told_in_line_with_their_number():
    rows = [{"code": f"IDEAL{n:03}", "text": f"It runs{' ' * n}."} for n in range(1, 500)]

    assert len(found({"ideal_states": rows})) == 498


def test_other_noun_for_the_thing_owned_is_named():
    breaches = in_metric(plain="say what is wrong with your solution")

    assert breaches == [("R-NOUN", "S01M01", "solution")]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"name": "Diagnosis"}, "R-STEP-NAME"),
        ({"name": "Naming the fault"}, "R-STEP-NAME"),
        ({"name": "Name the fault that it has today"}, "R-STEP-NAME"),
        ({"ability": "To say what is wrong."}, "R-STEP-ABILITY"),
        ({"ability": "The ability to quickly say it."}, "R-STEP-ABILITY"),
    ],
)
def test_step_that_breaks_a_rule_is_named(fields, rule):
    breaches = found({"steps": [STEP | fields]})

    assert rule in {name for name, _code, _words in breaches}


def test_phase_that_steps_back_is_named_and_an_empty_one_is_not():
    steps = [STEP | {"code": f"S{n:02}", "phase": phase} for n, phase in enumerate(Phase.values, 1)]
    steps[8]["phase"] = "define"

    said = findings({"journey": HEAD, "steps": steps})

    assert [(f.rule.id, f.words) for f in said if f.rule.id.startswith("R-PHASE")] == [
        ("R-PHASE-ORDER", "define"),
    ]


def test_journey_of_a_few_steps_is_named_as_such():
    said = findings({"journey": HEAD, "steps": [STEP]})

    assert ("R-STEP-COUNT", "1 steps") in [(f.rule.id, f.words) for f in said]


# --- Sections -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "row", "rule"),
    [
        ("contexts", {"text": "Getting a product fixed at home"}, None),
        ("contexts", {"text": "Fixing things at home"}, "R-CTX-JOB"),
        ("contexts", {"text": "Getting a product fixed"}, "R-CTX-JOB"),
        ("situations", {"text": "Age of the part", "low": "Old", "high": "New"}, None),
        ("situations", {"text": "Lack of parts", "low": "Old", "high": "New"}, "R-SIT-NOUN"),
        ("situations", {"text": "Is it old?", "low": "Yes", "high": "No"}, "R-SIT-NOUN"),
        ("situations", {"text": "How-to knowledge", "low": "Old", "high": "New"}, None),
        ("situations", {"text": "High-voltage wiring", "low": "Old", "high": "New"}, None),
        (
            "situations",
            {"text": "Access", "low": "Nothing clear", "high": "Never difficult"},
            None,
        ),
        (
            "situations",
            {"text": "Age of the person", "low": "Old", "high": "New"},
            "R-SIT-DEMOGRAPHIC",
        ),
        ("situations", {"text": "Age of the part", "low": "Old"}, "R-SIT-ANCHORS"),
        ("situations", {"text": "Wear", "low": "Old", "high": "old"}, "R-SIT-ANCHORS"),
        (
            "situations",
            {"text": "Access", "low": "Easy to reach", "high": "Difficult"},
            "R-SIT-REVERSED",
        ),
        (
            "situations",
            {"text": "Nationality of the owner", "low": "One", "high": "Two"},
            "R-SIT-DEMOGRAPHIC",
        ),
        ("ideal_states", {"text": "It runs as it did."}, None),
        ("ideal_states", {"text": "{product} ran from the first day."}, None),
        ("ideal_states", {"text": "It should run again."}, "R-IDEAL-FORM"),
        ("ideal_states", {"text": "it runs as it did"}, "R-IDEAL-FORM"),
        ("ideal_states", {"text": "It runs and it looks new."}, "R-ONE-THING"),
        ("financial_metrics", {"text": "Minimize the cost of a spare part."}, None),
        ("financial_metrics", {"text": "Spend less on parts."}, "R-FIN-START"),
        (
            "financial_metrics",
            {"text": "Minimize the cost of parts in order to last."},
            "R-FIN-PURPOSE",
        ),
        ("related_jobs", {"when": "during", "name": "Doing without it"}, None),
        ("related_jobs", {"when": "during", "name": "A spare one"}, "R-REL-NAME"),
        ("emotional_jobs", {"valence": "desired", "name": "Feel Reassured"}, None),
        ("emotional_jobs", {"valence": "avoid", "name": "Avoid feeling fooled"}, None),
        ("emotional_jobs", {"valence": "desired", "name": "Be calm"}, "R-EMO-FORM"),
        ("emotional_jobs", {"valence": "avoid", "name": "Feel fooled"}, "R-EMO-VALENCE"),
        ("emotional_jobs", {"valence": "desired", "name": "Avoid feeling x"}, "R-EMO-VALENCE"),
        ("emotional_jobs", {"valence": "desired", "name": "Feel good"}, "R-EMO-SPECIFIC"),
        ("emotional_jobs", {"valence": "desired", "name": "Feel calm and safe"}, "R-ONE-THING"),
        ("social_jobs", {"valence": "desired", "name": "Be perceived as handy"}, None),
        ("social_jobs", {"valence": "desired", "name": "Feel handy"}, "R-SOC-FORM"),
        ("social_jobs", {"valence": "avoid", "name": "Be perceived as rude"}, "R-SOC-VALENCE"),
        ("social_jobs", {"valence": "desired", "name": "Be perceived as nice"}, "R-SOC-SPECIFIC"),
    ],
)
def test_entry_of_a_section_is_judged_by_its_rules(section, row, rule):
    assert [name for name, _code, _words in in_list(section, row)] == ([rule] if rule else [])


def test_contexts_are_compared_without_the_words_of_the_job():
    job = HEAD["job"]

    breaches = in_list("contexts", {"text": f"{job} at sea"}, {"text": f"{job} on a farm"})

    assert breaches == []


def test_related_job_that_repeats_a_step_is_named():
    document = {
        "steps": [STEP],
        "related_jobs": [
            {"code": "REL01", "name": "Naming faults", "description": "Say what is wrong."},
            {"code": "REL02", "name": "Borrowing another", "description": "Go on without it."},
        ],
    }

    assert found(document) == [("R-REL-INDEPENDENT", "REL01", "Naming faults")]


def test_incomplete_section_is_counted_by_moment_and_by_group():
    related = [{"code": "REL01", "when": "before", "name": "Doing without it"}]

    said = findings({"journey": HEAD, "steps": [STEP], "related_jobs": related})

    counts = [finding.words for finding in said if finding.rule.id == "R-COUNT"]
    assert counts[:2] == ["1 of 20 performance metrics", "0 of 20 contexts"]
    assert "1 of 5 before related jobs" in counts
    assert "0 of 5 avoid social jobs" in counts


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"journey": "x", "steps": "x", "contexts": {}, "emotional_jobs": ["x"]},
        {"steps": ["x", {"metrics": "x"}, {"metrics": [[]], "name": ["x"]}], "situations": [None]},
    ],
)
def test_document_without_its_shape_is_judged_as_far_as_it_goes(document):
    assert {"R-JOB-FORM", "R-JOB-STEM"} <= {finding.rule.id for finding in findings(document)}


def test_place_of_a_finding_leads_to_its_field():
    document = {"journey": HEAD, "steps": [STEP | {"metrics": [METRIC | {"plain": "Say it"}]}]}

    places = {finding.rule.id: finding.place for finding in findings(document)}

    assert places["R-PLAIN-VERB"] == ("steps", 0, "metrics", 0, "plain")


# --- The page about the rules -------------------------------------------------------------------


def test_every_rule_has_its_reason_on_the_page_about_the_rules():
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    rows = [line.split("|") for line in page.splitlines() if line.startswith("| `R-")]
    told = {row[1].strip(" `"): row[2].strip() for row in rows}
    assert told == {rule.id: rule.severity.value for rule in RULES.values()} | {
        "R-FILE": Severity.ERROR.value,
        "R-ACCEPTED": Severity.WARNING.value,
    }
    assert all(len(row[4].split()) >= 6 for row in rows)
