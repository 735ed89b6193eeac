"""How hard a text is to read."""

import re

import pyphen

_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_DIVISIONS = pyphen.Pyphen(lang="en_US")


def _n_syllables(word):
    """Where a word may be divided, and one: a little fewer than its syllables (`able`: 1)."""
    return sum(len(_DIVISIONS.positions(part)) + 1 for part in word.split("-"))


def flesch_kincaid_grade(sentences):
    """Years of schooling to read the sentences with ease.

    0.39 * words per sentence + 11.8 * syllables per word - 15.59 (Kincaid et al., 1975).
    """
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    n_syllables = sum(map(_n_syllables, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * n_syllables / len(words) - 15.59
