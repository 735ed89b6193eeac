"""Every rule that the catalog's entries are held to; `docs/rules.md` gives each its reason."""

from journeys.wellformed.entries import Rule, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

_RULES = (
    # Any text
    Rule("R-ONE-UNIT", _ERROR, "a metric measures one thing, in one unit"),
    Rule("R-ONE-THING", _WARNING, "an entry is about one thing: no “and”, no “or”"),
    Rule("R-SOLUTION", _ERROR, "an entry names no solution, technology or brand"),
    Rule("R-VAGUE", _WARNING, "no word that each reader measures differently"),
    Rule("R-LONG", _WARNING, "60 words at most"),
    Rule("R-NOUN", _WARNING, "one noun for the thing owned, all through the journey"),
    Rule("R-TWIN", _ERROR, "no text stands twice in a list"),
    Rule("R-ALIKE", _WARNING, "no two entries of a list say nearly the same"),
    Rule("R-COUNT", _WARNING, "every section is complete"),
    # Journey
    Rule("R-JOB-FORM", _ERROR, "the job is a verb with its object: “Upgrading a solution”"),
    Rule("R-JOB-STEM", _ERROR, "the survey stem begins with “When”"),
    # Steps
    Rule("R-STEP-NAME", _ERROR, "a step's short name has 2 to 5 words and begins with a verb"),
    Rule("R-STEP-ABILITY", _ERROR, "a step is described as “The ability to …”"),
    Rule("R-STEP-COUNT", _WARNING, "a job has 8 to 12 steps (first edition: 6 to 15)"),
    Rule("R-PHASE-ORDER", _WARNING, "steps follow the order of the phases"),
    # Performance metrics
    Rule("R-OUT-DIRECTION", _ERROR, "an outcome statement begins with Minimize or Increase"),
    Rule("R-OUT-MINIMIZE", _WARNING, "prefer Minimize: zero is a clear end, “most” is none"),
    Rule("R-OUT-UNIT", _ERROR, "an outcome statement names its unit: time, likelihood, number …"),
    Rule("R-OUT-OBJECT", _ERROR, "an outcome statement says of what"),
    Rule("R-OUT-EXAMPLES", _WARNING, "an outcome statement ends with two examples or more"),
    Rule("R-OUT-SHARE", _WARNING, "about 90 % of a step's metrics measure time or likelihood"),
    Rule("R-PLAIN-VERB", _ERROR, "a plain wording reads on after “able to”: a verb, lower case"),
    Rule("R-PLAIN-AFRESH", _WARNING, "a plain wording is no outcome statement cut short"),
    # Sections
    Rule("R-CTX-JOB", _ERROR, "a context is the job with a clause that narrows it"),
    Rule("R-SIT-NOUN", _ERROR, "a situation is a neutral noun phrase"),
    Rule("R-SIT-ANCHORS", _ERROR, "a situation has two different anchors"),
    Rule("R-SIT-REVERSED", _WARNING, "1 is harder, 5 is easier"),
    Rule("R-SIT-DEMOGRAPHIC", _WARNING, "a situation is no demographic"),
    Rule("R-IDEAL-FORM", _WARNING, "an ideal state is a whole sentence in the present tense"),
    Rule("R-FIN-START", _ERROR, "a financial metric begins with “Minimize the cost of”"),
    Rule("R-FIN-PURPOSE", _WARNING, "a financial metric names an outlay, not its purpose"),
    Rule("R-REL-NAME", _WARNING, "a related job's name begins with a verb in -ing"),
    Rule("R-REL-INDEPENDENT", _WARNING, "a related job is no step of this one"),
    Rule("R-EMO-FORM", _ERROR, "an emotional job is “Feel …” or “Avoid feeling …”"),
    Rule("R-EMO-VALENCE", _ERROR, "“Avoid …” stands among what is avoided, and only there"),
    Rule("R-EMO-SPECIFIC", _WARNING, "a feeling is a specific one"),
    Rule("R-SOC-FORM", _ERROR, "a social job is “Be perceived as …” or “Avoid being …”"),
    Rule("R-SOC-VALENCE", _ERROR, "“Avoid …” stands among what is avoided, and only there"),
    Rule("R-SOC-SPECIFIC", _WARNING, "a perception is a specific one"),
    # Second edition: slots
    Rule("R-SLOT-BEFORE", _ERROR, "nothing that belongs to a noun stands before a slot"),
    Rule("R-SLOT-AGREES", _ERROR, "no verb agrees with a slot, no ’s follows it"),
    Rule("R-SLOT-RENDERS", _ERROR, "a text holds with each of ten noun phrases"),
    Rule("R-SLOT-PRONOUN", _WARNING, "no “it” after a slot, which may be many things"),
    Rule("R-SLOT-NOUN", _WARNING, "a slot stands in place of “solution” and “product”"),
    Rule("R-ASKED", _WARNING, "seed entries, and only they, have a house wording beside them"),
    Rule("R-PLAIN-NAMED", _WARNING, "a plain wording stands alone: “it” only if the stem names it"),
    # Second edition: kinds of thing
    Rule("R-EXAMPLES", _WARNING, "two examples for each kind of thing that a metric fits"),
    Rule("R-KIND-COUNT", _WARNING, "enough entries for each kind of thing the journey fits"),
    # Second edition: a fair choice, one voice
    Rule("R-UNITS-MIXED", _WARNING, "units take turns: two among a step's first five"),
    Rule("R-SKELETON", _WARNING, "few metrics begin with the same words"),
    Rule("R-FINDING-OUT", _WARNING, "at most half of the time metrics are about finding out"),
    Rule("R-WORDS", _WARNING, "American words, none that sounds translated"),
    Rule("R-VOICE", _WARNING, "one voice: no “me”, no “you” in an outcome, nobody “is warned”"),
)
RULES = {rule.id: rule for rule in _RULES}
