"""The words that the rules look for, and how two texts are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from journeys.naming import without_slots


def listed(words: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(words.split())


# The first word of an outcome statement is one of two; people rate a synonym differently.
DIRECTIONS = {
    "Minimize": (
        *("avoid", "cut", "decrease", "eliminate", "limit", "lower", "minimise"),
        *("prevent", "reduce"),
    ),
    "Increase": ("boost", "enhance", "ensure", "improve", "maximise", "maximize", "raise"),
}
UNITS = re.compile(
    r"^[A-Za-z]+ the "
    r"(time (it takes )?(to|for|until|spent)|likelihood (that|of)|number of|amount of|cost of"
    r"|frequency (of|that|with)|effort (it takes|required|needed) to)\b"
)
_UNIT = "time|likelihood|number|frequency|amount|effort|cost"
TWO_UNITS = re.compile(
    rf"^[A-Za-z]+ the (?P<one>{_UNIT})\s*(,|/|&|\band\b|\bor\b|\bplus\b|\bas well as\b)\s*"
    rf"(the )?(?P<other>{_UNIT})\b"
)
TIME_OR_LIKELIHOOD = re.compile(r"^[A-Za-z]+ the (time|likelihood)\b")
EXAMPLES = re.compile(r",? \(?e\.g\.,? ?")
FINANCIAL_START = re.compile(
    r"^Minimize the (cost|risk|amount) of\b|^Minimize (the )?financial loss"
)
PURPOSE_TAIL = re.compile(r"\b(to ensure|ensuring|in order to|so that|so as to|, to)\b")
VAGUE = listed(
    """
    accurately adequate adequately appropriate appropriately bad carefully comfortable comfortably
    convenience convenient conveniently correctly ease easily easy effective effectively efficient
    efficiently effortless effortlessly etc excessive excessively extremely fast frequently good
    great hassle-free ideally nice optimal optimally promptly proper properly quick quickly rapid
    rapidly really reasonable reasonably reliably robust satisfactory seamless seamlessly
    significant significantly simply smooth smoothly speedily successful successfully sufficient
    sufficiently swiftly thorough thoroughly timely unnecessarily unnecessary user-friendly various
    very
    """
)
SOLUTIONS = listed(
    """
    ai amazon android api app apps blockchain bluetooth chatbot chatgpt cloud dashboard e-mail email
    emails google internet iphone microsoft online portal qr sms smartphone spreadsheet spreadsheets
    webpage website websites wi-fi wifi youtube
    """
)
NEVER_A_VERB = listed(
    """
    a all an and any as at because being both but by each every for from he her his how i if in is
    it its many more most much my no not of on only or our she some something than that the their
    them there these they this those to too us we what when where whether which while who whose why
    with within without you your don't just never
    """
)
# Base forms that end like another form.
VERBS = listed(
    """
    access address ally apply assess bed bias bleed bless breed bring bully bypass cling comply
    cross deny discuss dismiss dress embed exceed express feed fling fly focus guess harness heed
    imply kiss miss multiply need pass ply possess press proceed process progress rally redress
    rely reply ring seed shed sing sling speed spring stress string succeed sully supply swing
    tally toss undress wed weed wing witness wring
    """
)
MODALS = frozenset(["can", "could", "may", "might", "must", "shall", "should", "will", "would"])
LOADED = re.compile(
    r"^(absence|bad|difficulty|good|high|insufficient|lack|low|poor|shortage)(?![\w-])", re.I
)
QUESTION = re.compile(
    r"^(are|did|do|does|had|has|have|how|is|was|were|what|when|whether|who)(?![\w-])"
)
DEMOGRAPHIC = re.compile(
    r"^(age|education|ethnicity|gender|income|nationality|race|sex)$"
    r"|\b(age|income) (bracket|group)s?\b"
    r"|\b(age|education|ethnicity|gender|income|nationality|race|sex) of (one's |the |your )?"
    r"(buyer|family|household|owner|people|person|user)s?\b"
    r"|\byour (age|education|ethnicity|gender|income|nationality|race|sex)\b"
)
HARDER = listed(
    """
    complex difficult extensive harsh high hostile incompatible insufficient limited massive
    obsolete overwhelming poor resistant rigid scarce severe unavailable unclear unreliable
    """
)
EASIER = listed(
    """
    abundant ample clear compatible easy excellent flexible generous ideal intuitive manageable
    minimal negligible plentiful reliable simple supportive unrestricted well-defined
    """
)
# British words and spellings, and words that sound translated, each with a better one.
_FOREIGN = dict(
    pair.split("=")
    for pair in """
    aluminium=aluminum amongst=among artefact=artifact catalogue=catalog centre=center cheque=check
    colour=color cosy=cozy defence=defense favour=favor favourite=favorite fibre=fiber
    flavour=flavor fulfil=fulfill grey=gray harbour=harbor honour=honor instalment=installment
    jewellery=jewelry joiner=carpenter kerb=curb labour=labor litre=liter lorry=truck metre=meter
    mould=mold neighbour=neighbor neighbourhood=neighborhood odour=odor offence=offense petrol=gas
    plough=plow postcode=zip_code practise=practice programme=program queue=line
    rubbish=trash rumour=rumor sceptical=skeptical skilful=skillful spanner=wrench
    stand-in=substitute sulphur=sulfur taker=buyer theatre=theater tonne=ton towards=toward
    tyre=tire unawares=without_noticing vapour=vapor whilst=while
    """.replace("\n", " ").split(" ")
    if "=" in pair
)
_ISE = re.compile(
    r"\b((?:apolog|author|catego[r]|character|custom|digit|emphas|final|general|initial|maxim|minim"
    r"|modern|optim|organ|personal|prior|real|recogn|special|standard|summa[r]|synchron|util|visual)"
    r"is(?:e|es|ed|ing|ation))\b"
)
_DOUBLE_L = re.compile(r"\b((?:cancel|label|level|model|signal|travel)l(?:ed|ing|er|ers))\b")
_PHRASES = {"till slip": "receipt", "mobile phone": "phone", "post code": "zip code"}
# Openings of outcomes that are about finding out or deciding rather than doing.
_FINDING_OUT = re.compile(
    r"^(assess|check|choose|compare|confirm|decide|determine|discover|establish|estimate|gauge"
    r"|grasp|hear|identify|judge|know|learn|notice|realize|recall|recognize|remember|see|settle"
    r"|spot|tell|understand|weigh|find (?:out|whether|which|what|how|where|who|why)|work out"
    r"|figure out|make (?:out|sense)|make up one's mind)\b"
)
_SAME_OPENING = {"missing": "overlooking", "forgetting": "overlooking"}
UNSPECIFIC = frozenset(["bad", "fine", "good", "great", "happy", "negative", "nice", "positive"])
_ARTICLES = frozenset(["a", "an", "the"])
_STOP_WORDS = listed(
    """
    a about after again against all already an and another any are as at be because been before
    being between both but by can do does done during each either enough every for from had has
    have having how if in into is it its itself just more most no not of off on once one only onto
    or other others out over own per same so some still such than that the their them then there
    these they thing things this those through to too under until up upon was were what when where
    whether which while who whose with within without you your yourself
    """
)
NEGATED = re.compile(r"\b(hardly|never|no|none|not|nothing|without)\b", re.I)
_PREFIX = re.compile(r"^(re|pre|over|out|un)-?(?=[a-z]{4})")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDINGS = ("ing", "ed", "es", "s")


def words_of(text: str) -> list[str]:
    """The words of a text, case folded."""
    return _WORD.findall(text.casefold())


def statement_of(text: str) -> str:
    """The text without the clarifier that ends it (`, e.g., a, b`)."""
    return EXAMPLES.split(text, maxsplit=1)[0]


def _root(word: str) -> str:
    if word.endswith(("ies", "ied")) and len(word) > 4:
        return word[:-3] + "y"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if word.endswith(("ss", "eed")):
                break
            return word.removesuffix(ending).removesuffix("e")
    return word.removesuffix("e")


def roots(text: str) -> frozenset[str]:
    """What a text is about: its words without stop words and endings."""
    said = words_of(without_slots(text))
    return frozenset(_root(word) for word in said if word not in _STOP_WORDS)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared words as a share of all words of two texts: 0 to 1, 0 where both are empty."""
    either = len(one | other)
    return len(one & other) / either if either else 0.0


def found_in(text: str, refused: frozenset[str]) -> Iterator[str]:
    """The refused words that stand in a text, in its order; also as part of a compound."""
    for word in words_of(text):
        bare = re.sub(r"['’]s$", "", word)
        if refused & {bare, *bare.split("-")}:
            yield word


def begins_with_verb(text: str) -> bool:
    """Whether the first word may be the base form of a verb.

    There is no dictionary: articles, pronouns and forms that end in -ing, -ed, -ly or -s are told
    apart from base forms, which is what writers get wrong.
    """
    first = next(iter(words_of(text)), "")
    if not first or first in NEVER_A_VERB:
        return False
    if first in VERBS or _PREFIX.sub("", first) in VERBS:
        return True
    return not first.endswith(("ing", "ed", "ly", "s")) or first.endswith("ss")


def foreign(text: str) -> Iterator[tuple[str, str]]:
    """Words that are not American, or sound translated, each with what to write."""
    for word in words_of(text):
        for form in (word, word.removesuffix("s"), word.removesuffix("ed")):
            if form in _FOREIGN:
                yield word, f"“{_FOREIGN[form].replace('_', ' ')}”"
                break
    folded = text.casefold()
    for phrase, better in _PHRASES.items():
        if phrase in folded:
            yield phrase, f"“{better}”"
    for found in (*_ISE.findall(folded), *_DOUBLE_L.findall(folded)):
        better = found.replace("ll", "l") if "ll" in found else found.replace("is", "iz")
        yield found, f"“{better}”"


def unit_of(outcome: str) -> str:
    """The unit of an outcome statement: time, likelihood, number …; empty where there is none."""
    found = re.match(rf"^[A-Za-z]+ the ({_UNIT})\b", outcome)
    return found.group(1) if found else ""


def _measured(outcome: str) -> str:
    """What an outcome statement says after its unit."""
    return UNITS.sub("", statement_of(outcome)).strip()


def opening_of(outcome: str) -> str:
    """The unit and the first word after it, articles aside: `time … learn`."""
    said = [word for word in words_of(without_slots(_measured(outcome))) if word not in _ARTICLES]
    if not said:
        return ""
    return f"{unit_of(outcome)} … {_SAME_OPENING.get(said[0], said[0])}"


def is_finding_out(outcome: str) -> bool:
    """Whether the outcome is about finding out or deciding."""
    return bool(_FINDING_OUT.match(_measured(outcome)))
