"""Keeps the translations of the respondent's pages whole, without the gettext programs.

    .venv/bin/python -m tools.messages           # take new strings in, compile
    .venv/bin/python -m tools.messages --check   # change nothing; say what is missing

Every string of the files named in SOURCES is translated in every language of `locale/`; a string
elsewhere is not, so that no page is translated by half.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.template.base import Lexer, Token, TokenType
from django.utils.translation import trim_whitespace

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
# What a respondent may come to see, error pages included.
SOURCES = (
    "templates/responding/*.html",
    "templates/base.html",
    "templates/_plain.html",
    "templates/_site_header.html",
    "templates/[45]0[0345].html",
    "surveys/questions.py",
    "surveys/moments.py",
    "surveys/templatetags/cells.py",
    "surveys/responding/*.py",
    "surveys/responding/views/*.py",
)
FUNCTIONS = {"_": 1, "gettext": 1, "gettext_lazy": 1, "gettext_noop": 1, "ngettext": 2}
# The languages' own rules, as CLDR has them; gettext's number of forms follows from each.
PLURALS = {
    "ar": (
        6,
        "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
    ),
    "de": (2, "(n != 1)"),
    "es": (2, "(n != 1)"),
    "fr": (2, "(n > 1)"),
}
HEADER = """\
# What respondents read. `python -m tools.messages` takes new strings in and compiles.
msgid ""
msgstr ""
"Language: {}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={}; plural={};\\n"

"""
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# A string and where it stands; with a plural, both forms.
Found = tuple[str | tuple[str, str], str]


def strings_of_code(source: str) -> Iterator[str | tuple[str, str]]:
    """The strings that a module marks, pairs for those with a plural."""
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        texts = [
            argument.value
            for argument in node.args[: FUNCTIONS.get(node.func.id, 0)]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        ]
        if texts:
            yield (texts[0], texts[1]) if len(texts) == 2 else texts[0]


def strings_of_template(source: str) -> Iterator[str | tuple[str, str]]:
    """The strings that a template marks, pairs for those with a plural."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type is not TokenType.BLOCK:
            continue
        name, *rest = token.split_contents()
        if name == "translate":
            yield ast.literal_eval(rest[0])
        elif name == "blocktranslate":
            forms = list(_forms(tokens, is_trimmed="trimmed" in rest))
            yield (forms[0], forms[1]) if len(forms) == 2 else forms[0]


def _forms(tokens: Iterator[Token], *, is_trimmed: bool) -> Iterator[str]:
    """What stands in a `blocktranslate`: one text, or two parted by `plural`."""
    text = ""
    for token in tokens:
        if token.token_type is TokenType.BLOCK:
            yield trim_whitespace(text) if is_trimmed else text
            text = ""
            if token.contents.strip() == "endblocktranslate":
                return
        elif token.token_type is TokenType.VAR:
            text += f"%({token.contents.strip()})s"
        else:
            text += token.contents.replace("%", "%%")


def marked_strings(root: Path = ROOT) -> list[Found]:
    """Every string of the respondent's pages with its file, in the order of SOURCES."""
    found: list[Found] = []
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            strings = strings_of_template if path.suffix == ".html" else strings_of_code
            place = path.relative_to(root).as_posix()
            found += [(text, place) for text in strings(path.read_text(encoding="utf-8"))]
    return found


def template_of(found: list[Found]) -> Catalog:
    """The strings as a catalog without translations."""
    catalog = Catalog(charset="utf-8")
    for text, place in found:
        singular = text if isinstance(text, str) else text[0]
        known = catalog.get(singular)
        if known and isinstance(known.id, tuple) and isinstance(text, str):
            continue
        catalog.add(text, locations=[(place, 0)])
    return catalog


def read(path: Path) -> Catalog:
    """The catalog of a .po file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def said(catalog: Catalog) -> dict[Any, Any]:
    """Every translation of a catalog, and under no name its rule of plurals."""
    forms = {
        as_tuple(message.id): as_tuple(message.string) for message in catalog if is_said(message)
    }
    return forms | {(): catalog.plural_expr}


def is_said(message: Message) -> bool:
    """Whether it is a string, not the header, and translated in every form."""
    return bool(message.id) and all(as_tuple(message.string))


def as_tuple(forms: str | Sequence[str] | None) -> tuple[str, ...]:
    """One form or several, as several."""
    return (forms or "",) if isinstance(forms, str | None) else tuple(forms)


def is_fresh(compiled: Path, catalog: Catalog) -> bool:
    """Whether the .mo file says what the catalog says."""
    if not compiled.is_file():
        return False
    with compiled.open("rb") as file:
        return said(read_mo(file)) == said(catalog)


def problems(root: Path = ROOT) -> list[str]:
    """What is missing or stale, one line each; nothing when all is well."""
    wanted = {message.id for message in template_of(marked_strings(root)) if message.id}
    paths = sorted(root.glob("locale/*/LC_MESSAGES/django.po"))
    found = []
    for path in paths:
        place = path.relative_to(root)
        catalog = read(path)
        messages = {message.id: message for message in catalog if message.id}
        found += [f"{place}: not there: {id!r}" for id in sorted(wanted - messages.keys(), key=str)]
        found += [
            f"{place}: no longer shown: {id!r}" for id in sorted(messages.keys() - wanted, key=str)
        ]
        found += [f"{place}: {fault}" for fault in map(fault_of, messages.values()) if fault]
        if (catalog.num_plurals, catalog.plural_expr) != PLURALS[path.parts[-3]]:
            found.append(f"{place}: Plural-Forms are not the language's")
        if not is_fresh(path.with_suffix(".mo"), catalog):
            found.append(f"{place.with_suffix('.mo')}: not what the .po file says")
    return found if paths else ["locale: no translations"]


def fault_of(message: Message) -> str:
    """What is wrong with one translation, if anything."""
    ids, strings = as_tuple(message.id), as_tuple(message.string)
    if message.fuzzy or not all(strings):
        return f"not translated: {ids[0]!r}"
    # A form for one number only may say it in words; none may name what is not given.
    given = set(PLACEHOLDER.findall(ids[-1]))
    named = [set(PLACEHOLDER.findall(string)) for string in strings]
    if any(names - given for names in named) or (named[-1] != given):
        return f"other placeholders than in {ids[0]!r}"
    return ""


def update(root: Path = ROOT) -> None:
    """Take new strings into every .po file, drop those no longer shown, compile."""
    template = template_of(marked_strings(root))
    for path in sorted(root.glob("locale/*/LC_MESSAGES/django.po")):
        catalog = read(path)
        catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            file.write(HEADER.format(path.parts[-3], *PLURALS[path.parts[-3]]).encode())
            write_po(file, catalog, width=100, omit_header=True, include_lineno=False)
        if not is_fresh(path.with_suffix(".mo"), catalog):
            with path.with_suffix(".mo").open("wb") as file:
                write_mo(file, catalog)


def main() -> int:
    """Updates unless told to check; returns 1 when something is missing."""
    if sys.argv[1:] != ["--check"]:
        update()
    found = problems()
    print("\n".join(found) or "Every string of the respondent's pages is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
