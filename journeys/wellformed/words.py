"""The words that the rules look for, and how two texts are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator


def _listed(words: str) -> frozenset[str]:
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
VAGUE = _listed(
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
SOLUTIONS = _listed(
    """
    ai amazon android api app apps blockchain bluetooth chatbot chatgpt cloud dashboard e-mail email
    emails google internet iphone microsoft online portal qr sms smartphone spreadsheet spreadsheets
    webpage website websites wi-fi wifi youtube
    """
)
NEVER_A_VERB = _listed(
    """
    a all an and any as at because being both but by each every for from he her his how i if in is
    it its many more most much my no not of on only or our she some something than that the their
    them there these they this those to too us we what when where whether which while who whose why
    with within without you your don't just never
    """
)
# Base forms that end like another form.
VERBS = _listed(
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
HARDER = _listed(
    """
    complex difficult extensive harsh high hostile incompatible insufficient limited massive
    obsolete overwhelming poor resistant rigid scarce severe unavailable unclear unreliable
    """
)
EASIER = _listed(
    """
    abundant ample clear compatible easy excellent flexible generous ideal intuitive manageable
    minimal negligible plentiful reliable simple supportive unrestricted well-defined
    """
)
UNSPECIFIC = frozenset(["bad", "fine", "good", "great", "happy", "negative", "nice", "positive"])
_STOP_WORDS = _listed(
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
    return frozenset(_root(word) for word in words_of(text) if word not in _STOP_WORDS)


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
