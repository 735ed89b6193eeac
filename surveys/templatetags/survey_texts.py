"""Tags for texts that are in the survey's language, on pages that may be in another."""

from django import template
from django.utils.safestring import SafeString

from surveys.responding import languages

register = template.Library()


@register.simple_tag
def text_marks() -> SafeString:
    """`{% text_marks as marks %}<p{{ marks }}>`: marks words that are never translated."""
    return languages.text_marks()


@register.filter
def marks(text: str) -> SafeString:
    """`<p{{ survey.title|marks }}>`: marks an element that holds this text of the survey."""
    return languages.marks_of(text)
