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
UNIT_NAMES = re.compile(r"\b(time|likelihood|number|frequency|amount|effort|cost)\b")
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
    ai amazon android api app apps blockchain bluetooth chatbot cloud dashboard e-mail email emails
    excel google internet iphone microsoft online portal qr sms smartphone spreadsheet spreadsheets
    web webpage website websites wi-fi wifi
    """
)
NEVER_A_VERB = _listed(
    """
    a all an and any as at because being both but by each every for from he her his how i if in is
    it its many more most much my no not of on only or our she some something than that the their
    them there these they this those to too us we what when where whether which while who whose why
    with within without you your
    """
)
# Base forms that end like another form.
VERBS = _listed(
    """
    access address apply assess bring bypass bless cross deny discuss dismiss dress embed exceed
    express feed fly focus guess harness heed imply kiss miss multiply need pass possess press
    proceed process progress rely reply ring sing spring speed stress string succeed supply
    swing toss weed wing witness bed wed shed fling cling undress comply ply tally rally bully
    sully redress
    """
)
MODALS = frozenset(["can", "could", "may", "might", "must", "shall", "should", "will", "would"])
LOADED = re.compile(
    r"^(absence|bad|difficulty|good|high|insufficient|lack|low|poor|shortage)\b", re.I
)
QUESTION = re.compile(
    r"^(are|can|did|do|does|had|has|have|how|is|was|were|what|when|whether|who)\b"
)
DEMOGRAPHIC = re.compile(
    r"\b(age group|ethnicity|gender|nationality|race|your age|income bracket)\b"
)
HARDER = _listed(
    """
    complex difficult extensive harsh high hostile incompatible insufficient limited massive none
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
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDINGS = ("ing", "ed", "es", "s")


def words_of(text: str) -> list[str]:
    """The words of a text, case folded."""
    return _WORD.findall(text.casefold())


def statement_of(text: str) -> str:
    """The text without the clarifier that ends it (`, e.g., a, b`)."""
    return EXAMPLES.split(text, maxsplit=1)[0]


def _root(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
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
    """The refused words that stand in a text, in its order."""
    for word in words_of(text):
        if word in refused:
            yield word


def begins_with_verb(text: str) -> bool:
    """Whether the first word may be the base form of a verb.

    There is no dictionary: articles, pronouns and forms that end in -ing, -ed, -ly or -s are told
    apart from base forms, which is what writers get wrong.
    """
    first = next(iter(words_of(text)), "")
    if not first or first in NEVER_A_VERB:
        return False
    return first in VERBS or not first.endswith(("ing", "ed", "ly", "s")) or first.endswith("ss")
