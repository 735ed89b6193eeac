"""What a page's cells are drawn with.

A page has some hundred cells and radio buttons. With a template's variable for each of their
names and words, reading variables took most of the page's time (docs/developer.md).
"""

import re
from collections.abc import Mapping, Sequence

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from surveys.questions import NOT_APPLICABLE_CODE
from surveys.responding.grids import Asked, Card, Cell, Group, Point

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
    return SafeString(_stencil(content, cell["asked"], save_url, clear) % _filling(cell))


@register.simple_block_tag
def drawn_cards(content: str, group: Group, save_url: str, clear: str) -> SafeString:
    """`{% drawn_cards group save_url=... clear=... %}<fieldset>...{% enddrawn_cards %}`.

    All cards of a group, the cells in them as `drawn`.
    """
    stencils = [
        _stencil(content, cell["asked"], save_url, clear) for cell in group.cards[0]["cells"]
    ]
    level = "h3" if group.heading else "h2"
    return SafeString("\n".join([_card(level, card, stencils) for card in group.cards]))


def _card(level: str, card: Card, stencils: Sequence[str]) -> str:
    """An item's text as a heading, and its cells."""
    cells = "\n".join(
        [stencil % _filling(cell) for stencil, cell in zip(stencils, card["cells"], strict=True)]
    )
    return (
        f'<div class="card"><{level} class="card-text" id="{card["code"]}" tabindex="-1"'
        f"{card['marks']}>{card['text']}</{level}>\n{cells}</div>"
    )


# What differs from cell to cell; everything else is filled in once a page.
_SLOTS = ("name", "item_text", "marks", "seen", "state", "described", "message", "low", "high")
_BLANK = {"state": "", "described": "", "message": ""}


def _stencil(content: str, asked: Asked, save_url: str, clear: str) -> str:
    """The markup of a cell with what all cells of its question share; `_filling` has the rest.

    It is filled in twice, so a per cent sign of `content` survives two readings.
    """
    if content in asked.drawn:
        return asked.drawn[content]
    shared = {
        "question": asked.question,
        "legend": asked.legend,
        "legend_end": ": " if asked.legend else "",
        "save_url": conditional_escape(save_url),
        "clear": conditional_escape(clear),
    }
    doubled = {name: str(words).replace("%", "%%") for name, words in shared.items()}
    doubled["buttons"] = "".join(_button(point, asked) for point in asked.points)
    slots = {name: f"%({name})s" for name in _SLOTS}
    # Without its indentation, which each of a page's cells would repeat.
    flat = re.sub(r"\n\s+", "\n", content)
    asked.drawn[content] = flat.replace("%%", "%%%%") % (doubled | slots)
    return asked.drawn[content]


def _button(point: Point, asked: Asked) -> str:
    """One radio button in its label, to be filled in with the cell's name, anchors and choice."""
    code = point.code
    label, hint = point.label.replace("%", "%%"), point.hint.replace("%", "%%")
    classes = "option option-na" if code == NOT_APPLICABLE_CODE else "option"
    said = f'<span class="visually-hidden"> {hint}</span>' if hint else ""
    end = dict(zip(asked.ends or (), ("low", "high"), strict=False)).get(code, "")
    under = f' <span class="option-anchor">%({end})s</span>' if end else ""
    return (
        f'<label class="{classes}" for="%(name)s_{code}">'
        f'<input type="radio" id="%(name)s_{code}" name="%(name)s" value="{code}"%(on_{code})s>'
        f'<span class="option-face"><span class="option-label">{label}</span>'
        f"{said}{under}</span></label>"
    )


def _filling(cell: Cell) -> dict[str, str]:
    """What goes into the slots of a cell's stencil, as plain strings, which are read fastest."""
    filling = dict.fromkeys([f"on_{point.code}" for point in cell["asked"].points], "")
    if cell["chosen"]:
        filling[f"on_{cell['chosen']}"] = " checked"
    filling |= _BLANK
    for slot in ("name", "item_text", "marks", "seen", "low", "high"):
        filling[slot] = str.__str__(cell[slot])
    if cell["message"]:
        html = '\n  <p class="cell-message" id="{}_message">{}</p>'
        filling["message"] = format_html(html, cell["name"], cell["message"])
        filling["state"] = " has-message"
        filling["described"] = f' aria-describedby="{cell["name"]}_message"'
    return filling


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
