"""`make guards`: that it still finds every guard, and tells red from green and from broken."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from tools import guards, reports

pytestmark = pytest.mark.unmeasured

ROOT = Path(settings.BASE_DIR)


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda one: f"{one.promise} {one.what}")
def test_guard_and_its_test_are_where_they_were(guard):
    path, _colons, name = guard.test.partition("::")

    assert guards.unguarded(guard) != (ROOT / guard.path).read_text()
    assert f"\ndef {name.partition('[')[0]}(" in (ROOT / path).read_text()


def test_guard_that_moved_is_told_in_one_sentence():
    moved = replace(guards.GUARDS[0], words="no such words", path="manage.py")

    with pytest.raises(guards.GuardError) as told:
        guards.unguarded(moved)

    assert str(told.value) == (
        "D1: manage.py has 'no such words' 0 times, not once; tell tools/guards.py which words "
        "now see to it that a save is committed before it is acknowledged."
    )


@pytest.mark.parametrize(
    ("status", "printed", "problem"),
    [
        (1, "\nE  assert 1 == 2\nFAILED tests/x.py::test_x", ""),
        (0, "1 passed", "stays green"),
        (1, "\nE  assert 1 == 2\nERROR tests/x.py::test_x", "fails otherwise"),
        (1, "\nE  NameError\nFAILED tests/x.py::test_x", "fails otherwise"),
        (4, "\nassert 1 == 2\nFAILED", "fails otherwise"),
    ],
)
def test_red_is_a_failure_in_the_words_that_were_expected(monkeypatch, status, printed, problem):
    done = subprocess.CompletedProcess([], status, printed)
    monkeypatch.setattr(guards, "tested", lambda *arguments: done)
    guard = guards.Guard("D0", "it runs", "manage.py", "__main__", "m", "t", "assert 1 == 2")

    told = guards.without(guard)

    assert told.startswith(problem)
    assert bool(told) == bool(problem)


def test_copy_has_every_file_and_is_not_the_tree():
    with guards.copied_tree() as folder:
        (folder / "manage.py").write_text("")

        assert (folder / "tests/data/pages").is_dir()
        assert not (folder / "var").exists()
    assert (ROOT / "manage.py").read_text() != ""
    assert not folder.exists()


def test_document_tells_of_every_guard_and_of_no_green_one():
    text = (ROOT / "docs" / "reliability.md").read_text()
    table = text.partition("<!-- guards: begin -->")[2].partition("<!-- guards: end -->")[0]

    assert guards.table(guards.GUARDS, [""] * len(guards.GUARDS)) == table.strip()


def test_document_names_tests_that_exist():
    text = (ROOT / "docs" / "reliability.md").read_text()
    inventory = text.partition("<!-- guards: begin -->")[0]
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)", inventory)

    missing = [
        f"{path}::{name}"
        for path, name in named
        if f"\ndef {name}(" not in (ROOT / "tests" / path).read_text()
    ]
    assert missing == []
    assert len(named) > 40


def test_report_needs_its_markers_and_keeps_the_rest(tmp_path):
    document = tmp_path / "document.md"
    document.write_text("a\n<!-- x: begin -->\nold\n<!-- x: end -->\nb\n")

    reports.write_between("x", "new", document)

    assert document.read_text() == "a\n<!-- x: begin -->\n\nnew\n\n<!-- x: end -->\nb\n"
    with pytest.raises(ValueError, match="no markers <!-- y: begin --> and <!-- y: end -->"):
        reports.write_between("y", "new", document)
