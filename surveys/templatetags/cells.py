"""What a page's cells are drawn with.

A page has some hundred cells and radio buttons. With a template's variable for each of their
names and words, reading variables took most of the page's time (docs/developer.md).
"""

from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from surveys.grids import Cell, Option

register = template.Library()


@register.simple_block_tag
def filled(content: str, strings: Mapping[str, str], **more: str) -> SafeString:
    """`{% filled cell %}<p id="%(name)s">{% endfilled %}`: many strings in one go, each escaped.

    A per cent sign of the text itself is written `%%`.
    """
    values = {name: conditional_escape(value) for name, value in {**strings, **more}.items()}
    return SafeString(content % values)


@register.simple_tag
def radios(cell: Cell, marks: SafeString) -> SafeString:
    """`{% radios cell marks %}`: its options and `does not apply`; `marks` are an anchor's."""
    drawn = [_radio("option", option, marks) for option in cell["options"]]
    if cell["not_applicable"]:
        drawn.append(_radio("option option-na", cell["not_applicable"], marks))
    return SafeString("".join(drawn))


def _radio(classes: str, option: Option, marks: SafeString) -> str:
    """One button in its label. Every string of an option is escaped (`grids`)."""
    anchor = ""
    if option["anchor"]:
        anchor = format_html(
            ' <span class="option-anchor"><bdi{}>{}</bdi></span>', marks, option["anchor"]
        )
    hint = f'<span class="visually-hidden"> {option["hint"]}</span>' if option["hint"] else ""
    return (
        f'<label class="{classes}" for="{option["id"]}"><input type="radio" {option["attributes"]}>'
        f'<span class="option-face"><span class="option-label">{option["label"]}</span>'
        f"{hint}{anchor}</span></label>"
    )
