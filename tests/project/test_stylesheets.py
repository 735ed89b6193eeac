"""The stylesheets: a file for each layer, and one for each wing's pages made of them."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from jtbd_catalog.stylesheets import LAYERS, PAGES, SOURCE, LayersFinder

ROOT = Path(settings.BASE_DIR)


def blocks(text: str) -> Iterator[tuple[str, ...]]:
    """What stands before each brace, with what it stands in: `("@layer base", "h1")`."""
    plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    within: list[str] = []
    for words, end in re.findall(r"([^{};]*)([{};])", plain):
        if end == "{":
            within.append(" ".join(words.split()))
            yield tuple(within)
        elif end == "}":
            within.pop()


def rules(layer: str) -> list[tuple[str, ...]]:
    """The rules of a layer, each with what it stands in."""
    text = (SOURCE / f"{layer}.css").read_text(encoding="utf-8")
    return [block for block in blocks(text) if not block[-1].startswith("@")]


def test_every_layer_has_its_file_and_its_place():
    assert sorted(path.stem for path in SOURCE.glob("*.css")) == sorted(LAYERS)
    assert LAYERS[-1] == "print"
    assert sorted({*PAGES["catalog"], *(name for names in PAGES.values() for name in names)}) == [
        "analysing",
        "catalog",
        "designing",
        "responding",
        "styleguide",
    ]


@pytest.mark.parametrize("layer", LAYERS)
def test_a_file_holds_its_layer_and_nothing_else(layer):
    assert {block[0] for block in rules(layer)} == {f"@layer {layer}"}


@pytest.mark.parametrize("layer", LAYERS)
def test_no_selector_stands_twice_in_the_same_place(layer):
    twice = [block for block, n in Counter(rules(layer)).items() if n > 1]

    assert twice == []


def test_paper_is_the_last_layers_alone():
    on_paper = [layer for layer in LAYERS if "@media print" in str(rules(layer))]

    assert on_paper == ["print"]


def words_in_use() -> set[str]:
    """Every word that a template, a script or a module may put into a class or an id."""
    files = [path for name in ("templates", "static/js") for path in (ROOT / name).rglob("*.*")]
    files += [path for name in ("journeys", "surveys") for path in (ROOT / name).rglob("*.py")]
    return {
        word for path in files for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("layer", LAYERS)
def test_every_rule_is_of_something_that_is_there(layer):
    """A name that is put together (`phase-{{ phase.value }}`) counts by its beginning."""
    used = words_in_use()
    begun = {word for word in used if word.endswith("-")}
    names = {
        name
        for block in rules(layer)
        for name in re.findall(r"[.#]([a-zA-Z][\w-]*)", " ".join(block[1:]))
    }

    assert {
        name
        for name in names - used - {"js"}  # of the root, by static/js/app.js
        if not any(name.startswith(beginning) for beginning in begun)
    } == set()


def test_no_other_address_is_made(settings):
    assert finders.find("pages/none.css") is None
    assert finders.find("other/catalog.css") is None
    assert LayersFinder().find("pages/catalog.css", find_all=True) == [
        finders.find("pages/catalog.css")
    ]


def test_a_stylesheet_is_made_again_where_a_layer_has_changed(tmp_path, monkeypatch):
    monkeypatch.setattr("jtbd_catalog.stylesheets.SOURCE", tmp_path)
    for layer in LAYERS:
        (tmp_path / f"{layer}.css").write_text(f"@layer {layer} {{}}\n")
    finder = LayersFinder()
    finder.storage = type(finder.storage)(location=tmp_path / "made")
    before = Path(finder.find("pages/responding.css"))
    assert "color" not in before.read_text()

    (tmp_path / "responding.css").write_text("@layer responding { a { color: red } }\n")

    after = Path(finder.find("pages/responding.css"))
    assert before == after
    assert after.read_text().splitlines() == [
        f"@layer {', '.join(LAYERS)};",
        "",
        *("@layer reset {}", "", "@layer tokens {}", "", "@layer base {}", "", "@layer layout {}"),
        *("", "@layer components {}", "", "@layer responding { a { color: red } }"),
        *("", "@layer print {}"),
    ]
    newest = max(path.stat().st_mtime_ns for path in tmp_path.glob("*.css"))
    assert after.stat().st_mtime_ns == newest


def test_collected_stylesheets_name_their_fonts_by_hash(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }

    call_command("collectstatic", verbosity=0, interactive=False)

    made = sorted(path.name for path in (tmp_path / "pages").glob("*.????????????.css"))
    assert [name.partition(".")[0] for name in made] == sorted(PAGES)
    text = (tmp_path / "pages" / made[0]).read_text()
    fonts = re.findall(r"url\(\"\.\./fonts/([\w.-]+)\"\)", text)
    assert len(fonts) == 2
    assert all((tmp_path / "fonts" / name).is_file() for name in fonts)
    assert all(re.search(r"\.[0-9a-f]{12}\.woff2$", name) for name in fonts)
