"""What a page's cells are drawn with.

A page has some hundred cells and radio buttons. With a template's variable for each of their
names and words, reading variables took most of the page's time (docs/developer.md).
"""

from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from surveys.grids import Cell, Option

register = template.Library()


@register.simple_block_tag
def filled(content: str, strings: Mapping[str, str], **more: str) -> SafeString:
    """`{% filled cell %}<p id="%(name)s">{% endfilled %}`: many strings in one go, each escaped.

    A per cent sign of the text itself is written `%%`.
    """
    return SafeString(content % _Escaped({**strings, **more}))


class _Escaped(dict[str, str]):
    """Gives each string escaped; nearly all of a page's are already."""

    def __getitem__(self, name: str) -> SafeString:
        value = super().__getitem__(name)
        return value if isinstance(value, SafeString) else conditional_escape(value)


@register.simple_block_tag
def drawn(content: str, cell: Cell, save_url: str, clear: str) -> SafeString:
    """`{% drawn cell save_url=... clear=... %}<fieldset id="%(name)s">...{% enddrawn %}`: a cell.

    As `filled`, with its `buttons` and its `message`. Every string of a cell is escaped (`grids`).
    """
    words = {"save_url": conditional_escape(save_url), "clear": conditional_escape(clear)}
    return SafeString(content % {**cell, **words, "buttons": _radios(cell), "message": _said(cell)})


def _radios(cell: Cell) -> str:
    drawn = [_radio("option", option) for option in cell["options"]]
    if cell["not_applicable"]:
        drawn.append(_radio("option option-na", cell["not_applicable"]))
    return "".join(drawn)


def _said(cell: Cell) -> str:
    if not cell["message"]:
        return ""
    html = '\n  <p class="cell-message" id="{}_message">{}</p>'
    return format_html(html, cell["name"], cell["message"])


def _radio(classes: str, option: Option) -> str:
    """One button in its label. Every string of an option is escaped (`grids`)."""
    anchor = ""
    if option["anchor"]:
        anchor = f' <span class="option-anchor">{option["anchor"]}</span>'
    hint = f'<span class="visually-hidden"> {option["hint"]}</span>' if option["hint"] else ""
    return (
        f'<label class="{classes}" for="{option["id"]}"><input type="radio" {option["attributes"]}>'
        f'<span class="option-face"><span class="option-label">{option["label"]}</span>'
        f"{hint}{anchor}</span></label>"
    )


@register.simple_tag
def progress(n_answered: str, n_cells: str) -> SafeString:
    """`{% progress n_answered n_cells %}`: how far the person is, in words and as a bar.

    Drawn anew with each tap.
    """
    counts = {"n_answered": n_answered, "n_cells": n_cells}
    return format_html(
        '<span id="progress-words">{words}</span>\n<progress id="progress-bar" max="{n_cells}"'
        ' value="{n_answered}" aria-labelledby="progress-words"></progress>',
        words=_("%(n_answered)s of %(n_cells)s answered") % counts,
        **counts,
    )
