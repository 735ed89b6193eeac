"""Rules of the house that no linter knows."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from tools import check

pytestmark = pytest.mark.unmeasured

ROOT = Path(settings.BASE_DIR)
TOP_LEVEL = {
    ".ci", ".gitignore", ".python-version", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE",
    "LICENSE-CONTENT", "Makefile", "README.md", "SECURITY.md", "docs", "fixtures", "journeys",
    "jtbd_catalog", "locale", "manage.py", "pyproject.toml", "requirements-dev.txt",
    "requirements.txt", "static", "surveys", "templates", "tests", "tools",
}  # fmt: skip
PACKAGES = ("jtbd_catalog", "journeys", "surveys", "tools")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# Above these something wants a second look (decision 0017); what got one and stays is named here.
# A template has an attribute to a line where an element needs more than one.
MAX_LINES = {"function": 40, "module": 500, "template": 190}
MAX_WIDTH = 140
LONG_ON_PURPOSE: set[str] = set()
DATES = (models.DateTimeField, models.DateField)


def modules() -> list[Path]:
    """Every module of ours but migrations."""
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def functions(path: Path) -> list[ast.FunctionDef]:
    """The functions and methods of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def n_lines(function: ast.FunctionDef) -> int:
    """Lines from `def` to the end, without the docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def test_functions_are_short():
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}: {n_lines(function)} lines"
        for path in modules()
        for function in functions(path)
        if n_lines(function) > MAX_LINES["function"] and function.name not in LONG_ON_PURPOSE
    ]

    assert long == []


def test_modules_and_templates_are_short():
    files = [("module", path) for path in modules()]
    files += [("template", path) for path in (ROOT / "templates").rglob("*.html")]
    long = [
        f"{path.relative_to(ROOT)}: {lines} lines"
        for kind, path in files
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES[kind]
    ]

    assert long == []


def test_every_module_says_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in modules()
        if path.name not in {"__init__.py", "apps.py", "urls.py"}
        and "commands" not in path.parts
        and ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]

    assert silent == []


WINGS = ("jtbd_catalog/serving", "surveys/responding", "surveys/designing", "surveys/analysing")


def rooms_named() -> set[str]:
    """The paths that the map in docs/developer.md names, `surveys/responding/answering`."""
    lines = (ROOT / "docs" / "developer.md").read_text(encoding="utf-8").splitlines()
    begin = lines.index("```")
    named: set[str] = set()
    folders: list[str] = []
    for line in lines[begin + 1 : lines.index("```", begin + 1)]:
        depth = (len(line) - len(line.lstrip())) // 2
        if depth > 2:
            continue
        names = re.split(r"\s{2,}", line.strip())[0]
        if names.endswith("/"):
            folders = [*folders[:depth], names.rstrip("/")]
        else:
            named |= {"/".join([*folders[:depth], name]) for name in names.split(", ")}
    return named


def rooms_there() -> set[str]:
    """The modules and packages of the apps, those of the wings one by one."""
    found = set()
    for folder in ("jtbd_catalog", "journeys", "surveys", *WINGS):
        for path in (ROOT / folder).iterdir():
            name = str(path.relative_to(ROOT).with_suffix(""))
            is_package = path.is_dir() and (path / "__init__.py").exists()
            is_module = path.suffix == ".py" and path.name != "__init__.py"
            if (is_package or is_module) and name not in WINGS and path.name != "migrations":
                found.add(name)
    return found


def test_map_names_every_room_and_none_that_is_gone():
    assert rooms_named() == rooms_there()


def test_dates_are_named_for_what_they_are():
    odd = [
        f"{model.__name__}.{field.name}"
        for app in ("journeys", "surveys")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, DATES) and not field.name.endswith(("_at", "_on"))
    ]

    assert odd == []


def test_statements_name_their_columns():
    """A prepared one of every column would break where a migration adds one (decision 0016)."""
    every_column = re.compile(r"SELECT\s+(\w+\.)?\*")
    served = [path for path in modules() if "tools" not in path.parts]
    assert [path for path in served if every_column.search(path.read_text(encoding="utf-8"))] == []


def test_templates_are_narrow():
    """A long sentence stands on several lines within `{% blocktranslate trimmed %}`."""
    wide = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in (ROOT / "templates").rglob("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > MAX_WIDTH
    ]

    assert wide == []


def test_no_template_has_inline_code():
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)|javascript:", re.IGNORECASE
    )
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in (ROOT / "templates").rglob("*.html")
        for match in inline.finditer(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_top_level_is_as_decided():
    assert {name.split("/")[0] for name in check.tracked("")} == TOP_LEVEL


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text())

    assert listed == sorted(path.name for path in folder.glob("0*.md"))


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", check_changes=True, dry_run=True)

    assert capsys.readouterr().out == "No changes detected\n"


def test_deploy_check_finds_nothing_under_production_settings():
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **check.PRODUCTION},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_by_hash_and_name_no_place(name):
    text = (ROOT / name).read_text()
    pins = re.findall(r"^\S+==\S+(?: ;.*)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)

    assert len(pins) == len(re.findall(r"^[a-z]", text, re.MULTILINE)) > 10
    assert re.findall(r"https?:|file:|--index|--find-links|(?:^|\s)/", text) == []


def test_requirements_hold_what_the_project_asks_for():
    runtime = PROJECT["project"]["dependencies"]
    develop = PROJECT["dependency-groups"]["dev"]
    pinned = {
        name: set(re.findall(r"^([a-z0-9-]+)==", (ROOT / name).read_text(), re.MULTILINE))
        for name in ("requirements.txt", "requirements-dev.txt")
    }
    asked = {re.match(r"[\w-]+", line).group().lower() for line in runtime}
    asked_for_work = {re.match(r"[\w-]+", line).group().lower() for line in develop}

    assert asked - pinned["requirements.txt"] == set()
    assert (asked | asked_for_work) - pinned["requirements-dev.txt"] == set()


def test_each_dependency_has_its_reason_beside_it():
    lines = (ROOT / "pyproject.toml").read_text().splitlines()
    start = lines.index("dependencies = [")
    block = lines[start + 1 : lines.index("]", start)]
    without = [
        line
        for before, line in zip(["", *block], block, strict=False)
        if not line.strip().startswith("#") and not before.strip().startswith("#")
    ]

    assert without == []


def test_development_python_is_one_the_project_takes():
    wanted = (ROOT / ".python-version").read_text().strip()

    assert PROJECT["project"]["requires-python"] == ">=3.12"
    assert tuple(map(int, wanted.split("."))) >= (3, 12)


@pytest.mark.parametrize("path", ["/healthz", "/accounts/login/", "/no-such-page"])
@pytest.mark.django_db
def test_every_response_carries_the_policy(client, path):
    policy = client.get(path)["Content-Security-Policy"]

    assert sorted(policy.split("; ")) == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
    ]


def test_makefile_targets_are_one_line_each():
    lines = (ROOT / "Makefile").read_text().splitlines()
    targets = {
        line.partition(":")[0]: after
        for line, after in pairwise(lines)
        if re.match(r"[a-z]+:", line)
    }

    wanted = "run serve test check fix bench load faults guards lock"
    assert list(targets) == wanted.split()
    assert all(line.startswith("\t@") for line in targets.values())
    assert sum(line.startswith("\t") for line in lines) == len(targets)
