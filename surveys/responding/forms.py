"""What a respondent's form says: the page load it comes from, and the cells to write."""

from collections.abc import Sequence
from secrets import token_hex

from django.utils.translation import gettext as _

from jtbd_catalog.http import HtmxRequest
from surveys import questions
from surveys.models import Response
from surveys.responding import answering, grids
from surveys.responding.answering import PageLoad, Save
from surveys.responding.assignment import AskedCell
from surveys.responding.saving import Tap

MAX_COUNTER = 2**31 - 1
# Beside a cell whose save was under way when the form was sent (responding.js).
UNDER_WAY = "*"
_SUFFIXES = tuple(f"_{question}" for question in questions.QUESTIONS)


def tap_of(request: HtmxRequest) -> Tap:
    """What a save says was done to the one cell it names; its name is empty when it names none."""
    named = (key for key in request.POST if key.endswith(_SUFFIXES))
    cleared = request.POST.get("clear", "")
    name = cleared or next(named, "")
    value = "" if cleared else request.POST.get(name, "")
    seen_version, _code = grids.read_seen(request.POST.get(f"{name}_seen", ""))
    return Tap(name, value, seen_version)


def page_load_of(request: HtmxRequest) -> PageLoad:
    """The page load a form names; one of its own where it names none."""
    identity = request.POST.get("page_load", "")
    counter = request.POST.get("counter", "")
    if not (identity.isalnum() and identity.isascii() and len(identity) <= 32):
        identity = token_hex(8)
    is_number = counter.isascii() and counter.isdigit() and len(counter) <= 10
    return PageLoad(identity, min(int(counter), MAX_COUNTER) if is_number else 0)


def posted_saves(
    request: HtmxRequest, response: Response, cells: Sequence[AskedCell]
) -> tuple[list[Save], dict[str, str]]:
    """The cells of a whole-page form that differ from what the person saw, and what is wrong.

    What the same page load stored counts as seen: a page that Back brings out of the browser's
    memory still carries the marks it was made with. One query.
    """
    page_load = page_load_of(request).id
    items = list({item.pk: item for item, _question in cells}.values())
    own = answering.stored_cells(response, items, page_load=page_load)
    saves: list[Save] = []
    messages: dict[str, str] = {}
    for item, question in cells:
        name = questions.cell_name(item.code, question)
        version, seen = grids.read_seen(request.POST.get(f"{name}_seen", ""))
        stored = own.get((item.pk, question))
        if stored and seen != UNDER_WAY:
            version, seen = stored.version, answering.entry_code(stored.entry, question)
        try:
            entry = _entry_to_write(request, response, name, seen)
        except ValueError:
            messages[name] = _("This answer could not be read. Please choose again.")
            continue
        if entry is not None:
            saves.append(Save(item, question, entry, version))
    return saves, messages


def _entry_to_write(
    request: HtmxRequest, response: Response, name: str, seen: str
) -> answering.Entry | None:
    """What to write into a cell last seen as `seen`, if anything. Raises ValueError as reading."""
    raw = request.POST.get(name, "")
    if name == request.POST.get("clear"):
        return answering.OPEN
    if raw == "":
        return _blank_entry(seen, is_going_on=request.POST.get("action") == "next")
    if raw == seen:
        return None
    question = name.rpartition("_")[2]
    return answering.read_entry(raw, question, response.revision.scales)


def _blank_entry(seen: str, *, is_going_on: bool) -> answering.Entry | None:
    """What to write for a cell posted blank, if anything: skipped when the person goes on.

    A mark of `*` stands for a save under way when the form was sent: a clearing, as it is blank.
    """
    if seen not in {"", UNDER_WAY}:
        return None
    if is_going_on:
        return answering.SKIPPED
    return answering.OPEN if seen == UNDER_WAY else None
