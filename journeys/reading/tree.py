"""From the bytes of a file to a tree of mappings, lists and text, with the line of every place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from journeys.documents import unwanted_character
from journeys.reading.problems import Place, Source, StopReadingError, Tree, shown, where

MAX_BYTES = 2_000_000
MAX_DEPTH = 12
MAX_NODES = 60_000
JOURNEY = "begin with `schema: 1`, and see a shipped file"

# libyaml's event stream where it is built in: the same events, ten times quicker.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def _decoded(source: Source, data: bytes) -> str:
    """The file's text with plain line feeds; UTF-8 only, with or without a byte order mark."""
    if len(data) > MAX_BYTES:
        raise source.stop(1, f"the file has more than {MAX_BYTES:,} bytes: no journey is that long")
    if data.startswith(_OTHER_ENCODINGS):
        raise source.stop(1, "this is UTF-16 or UTF-32: save the file as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        byte = data[error.start]
        raise source.stop(
            line, f"the byte 0x{byte:02X} is not UTF-8: save the file as UTF-8"
        ) from None
    text = text.replace("\r\n", "\n")
    if found := [*_unwanted_lines(text)]:
        for line, message in found:
            source.report(line, message)
        raise StopReadingError
    return text


def _unwanted_lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if "\r" in line:
            yield number, "a lone carriage return ends a line here: save with LF or CRLF line ends"
        elif name := unwanted_character(line.replace("\t", " ")):
            yield number, f"remove the character {name}: it cannot be shown"


class _TreeBuilder:
    """Builds the tree from the parser's events; gives up at MAX_DEPTH and at MAX_NODES."""

    def __init__(self, source: Source, text: str, expected: str) -> None:
        self.source = source
        self.expected = expected
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)

    def build(self) -> dict[str, Tree]:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise self.source.stop(1, "the file is empty: write a journey, or remove it")
        tree = self._node(next(self.events), ())
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.source.stop(
                after.start_mark.line + 1,
                "a second document begins here: keep one journey to a file, without `---`",
            )
        if not isinstance(tree, dict):
            raise self.source.stop(1, f"keys and values are expected: {self.expected}")
        return tree

    def _node(self, event: Any, place: Place) -> Tree:
        line = event.start_mark.line + 1
        self.source.lines.setdefault(place, line)
        self._check(event, place, line)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(place)
        if isinstance(event, yaml.AliasEvent):
            return ""
        if name := unwanted_character(event.value):
            self.source.refused.add(place)
            self.source.report(
                line, f"{where(place)}remove the character {name}: it cannot be shown"
            )
        return str(event.value)

    def _check(self, event: Any, place: Place, line: int) -> None:
        self.source.n_nodes += 1
        if self.source.n_nodes > MAX_NODES:
            raise self.source.stop(
                line, f"the file has more than {MAX_NODES:,} values: no journey is that long"
            )
        if len(place) > MAX_DEPTH:
            raise self.source.stop(line, f"nested more than {MAX_DEPTH} deep: no journey is")
        if isinstance(event, yaml.AliasEvent):
            self.source.refused.add(place)
            self.source.report(
                line, f"the alias *{shown(str(event.anchor))} is refused: write the text out"
            )
        elif event.anchor is not None:
            self.source.report(line, f"the anchor &{shown(event.anchor)} is refused: remove it")
        if getattr(event, "tag", None) is not None:
            self.source.report(line, f"the tag {shown(event.tag)} is refused: remove it")

    def _list(self, place: Place) -> Tree:
        items: list[Tree] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*place, len(items))))
        return items

    def _mapping(self, place: Place) -> Tree:
        entries: dict[str, Tree] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            key = self._key(event, place, line)
            if key in entries:
                first = self.source.lines[(*place, key)]
                self.source.report(
                    line,
                    f"{where(place)}the key “{shown(key)}” stands here and on line {first}: "
                    "keep one of the two",
                )
                self._node(next(self.events), (*place, f"{key} again"))
                continue
            self.source.lines[(*place, key)] = line
            entries[key] = self._node(next(self.events), (*place, key))
        return entries

    def _key(self, event: Any, place: Place, line: int) -> str:
        key = self._node(event, (*place, f"key on line {line}"))
        if isinstance(event, yaml.ScalarEvent) and key != "<<":
            return str(key)
        named = "the merge key << is" if key == "<<" else "a key that is no word is"
        self.source.report(line, f"{where(place)}{named} refused: write the keys out")
        refused = f"refused on line {line}"
        self.source.refused.add((*place, refused))
        return refused


_ADVICE = {
    "mapping values are not allowed": "put a text that holds a colon and a space in quotes",
    "cannot start any token": "indent with spaces; put a text that begins with a sign in quotes",
}


def _with_advice(error: yaml.YAMLError) -> str:
    said = str(getattr(error, "problem", None) or error)
    advice = (words for start, words in _ADVICE.items() if start in said)
    return f"{said}: {next(advice, 'compare with the entries around it')}"


def read_tree(source: Source, data: bytes, *, expected: str = JOURNEY) -> dict[str, Tree]:
    """The tree in the file's bytes; raises StopReadingError, with the reasons in `source`.

    `expected` says what to write to whoever's file holds no keys and values.
    """
    try:
        return _TreeBuilder(source, _decoded(source, data), expected).build()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise source.stop(line, f"not valid YAML: {_with_advice(error)}") from None
