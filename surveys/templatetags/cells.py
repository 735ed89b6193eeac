"""What a page's cells are drawn with.

A page has some hundred cells and radio buttons. With a template's variable for each of their
names and words, reading variables took most of the page's time (docs/developer.md).
"""

import re
from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from surveys.questions import NOT_APPLICABLE_CODE
from surveys.responding.grids import Card, Cell, Group, Point

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
    return SafeString(_cell(_flat(content), cell, _words(save_url, clear)))


@register.simple_block_tag
def drawn_cards(content: str, group: Group, save_url: str, clear: str) -> SafeString:
    """`{% drawn_cards group save_url=... clear=... %}<fieldset>...{% enddrawn_cards %}`.

    All cards of a group, the cells in them as `drawn`. The markup of a cell is rendered once.
    """
    words = _words(save_url, clear)
    level = "h3" if group.heading else "h2"
    flat = _flat(content)
    return SafeString("\n".join(_card(flat, level, card, words) for card in group.cards))


def _flat(content: str) -> str:
    """The markup without its indentation, which each of a page's cells would repeat."""
    return re.sub(r"\n\s+", "\n", content)


def _words(save_url: str, clear: str) -> dict[str, SafeString]:
    return {"save_url": conditional_escape(save_url), "clear": conditional_escape(clear)}


def _card(content: str, level: str, card: Card, words: Mapping[str, str]) -> str:
    """An item's text as a heading, and its cells."""
    cells = "\n".join(_cell(content, cell, words) for cell in card["cells"])
    return (
        f'<div class="card"><{level} class="card-text" id="{card["code"]}" tabindex="-1"'
        f"{card['marks']}>{card['text']}</{level}>\n{cells}</div>"
    )


def _cell(content: str, cell: Cell, words: Mapping[str, str]) -> str:
    return content % {**cell, **words, "buttons": _buttons(cell), "message": _said(cell)}


def _buttons(cell: Cell) -> str:
    name, chosen, anchors = cell["name"], cell["chosen"], cell["anchors"]
    return "".join(
        _button(name, point, chosen, anchors.get(point.code, "")) for point in cell["points"]
    )


def _button(name: str, point: Point, chosen: str, anchor: str) -> str:
    """One radio button in its label. Every string is escaped (`grids`)."""
    code = point.code
    classes = "option option-na" if code == NOT_APPLICABLE_CODE else "option"
    checked = " checked" if code == chosen else ""
    hint = f'<span class="visually-hidden"> {point.hint}</span>' if point.hint else ""
    under = f' <span class="option-anchor">{anchor}</span>' if anchor else ""
    return (
        f'<label class="{classes}" for="{name}_{code}">'
        f'<input type="radio" id="{name}_{code}" name="{name}" value="{code}"{checked}>'
        f'<span class="option-face"><span class="option-label">{point.label}</span>'
        f"{hint}{under}</span></label>"
    )


def _said(cell: Cell) -> str:
    if not cell["message"]:
        return ""
    html = '\n  <p class="cell-message" id="{}_message">{}</p>'
    return format_html(html, cell["name"], cell["message"])


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
