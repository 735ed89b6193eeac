"""How long a survey takes, in words: for respondents and for researchers."""

from django.utils.translation import ngettext


def minutes_words(minutes: tuple[int, int]) -> str:
    """`2 to 3 minutes`, `1 minute` where both ends agree, nothing for none."""
    low, high = minutes
    if not high:
        return ""
    if low == high:
        return ngettext("%(n)s minute", "%(n)s minutes", high) % {"n": high}
    words = ngettext("%(low)s to %(high)s minute", "%(low)s to %(high)s minutes", high)
    return words % {"low": low, "high": high}
