"""What stops a start, what the environment turns on, and what each engine is given."""

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from jtbd_catalog.databases import database_settings
from jtbd_catalog.environment import Environment
from jtbd_catalog.logs import MaskingFormatter

ROOT = Path(settings.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "k" * 60,
    "ALLOWED_HOSTS": "surveys.example.org",
    "DATABASE_URL": "sqlite:////nowhere/jtbd.sqlite3",
    "DEBUG": "0",
}


def setting(name: str, **environment: str) -> str:
    """One setting's value, as Python writes it, under PRODUCTION and these names."""
    done = subprocess.run(
        [sys.executable, "-c", f"from jtbd_catalog import settings; print(repr(settings.{name}))"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("environment", "n"),
    [
        ({}, "6000"),
        ({"STARTS_PER_MINUTE": "50"}, "500"),
        ({"STARTS_PER_MINUTE": "50", "STARTS_PER_HOUR": "70"}, "70"),
    ],
)
def test_hour_lets_ten_times_as_many_begin_as_a_minute_unless_it_says_otherwise(environment, n):
    assert setting("STARTS_PER_HOUR", **environment) == n


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"SECRET_KEY": ""},
            (
                "SECRET_KEY is not set. Set it, for example SECRET_KEY=a-long-random-text, "
                "or let SECRET_KEY_FILE name a file that holds it."
            ),
        ),
        (
            {"ALLOWED_HOSTS": ""},
            (
                "ALLOWED_HOSTS is not set. Set it, for example ALLOWED_HOSTS=surveys.example.org, "
                "or let ALLOWED_HOSTS_FILE name a file that holds it."
            ),
        ),
        ({"DEBUG": "perhaps"}, "DEBUG must be 1 or 0, not 'perhaps'."),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES must be a whole number, not '-1'."),
        (
            {"DATABASE_URL": "mysql://root:hunter2@localhost/jtbd"},
            (
                "DATABASE_URL must begin with postgres:// or sqlite:///, "
                "for example postgres://user:password@localhost/jtbd."
            ),
        ),
    ],
)
def test_start_without_a_needed_setting_ends_with_one_sentence(environment, sentence):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, **environment},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{sentence}\n")


def test_server_starts_without_what_only_few_requests_need():
    code = """
import sys
from jtbd_catalog.wsgi import application
from django.urls import get_resolver
get_resolver().url_patterns
print({"journeys.views", "surveys.responding.views", "surveys.designing.views"} - set(sys.modules))
print({"pydantic", "yaml", "numpy", "segno"} & set(sys.modules))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines() == ["set()", "set()"]


def test_debug_needs_neither_key_nor_hosts():
    without = {"DEBUG": "1", "SECRET_KEY": "", "ALLOWED_HOSTS": ""}

    assert setting("ALLOWED_HOSTS", **without) == "['localhost', '127.0.0.1', '[::1]']"


def test_debug_is_off_unless_asked_for():
    assert setting("DEBUG", DEBUG="") == "False"


@pytest.mark.parametrize(
    ("public_url", "secure", "seconds"),
    [
        ("https://surveys.example.org", "True", "31536000"),
        ("http://surveys.example.org", "False", "0"),
        ("", "False", "0"),
    ],
)
def test_https_rules_follow_the_public_address(public_url, secure, seconds):
    values = [
        setting(name, PUBLIC_URL=public_url)
        for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS")
    ]

    assert values == [secure, secure, seconds]


def test_forwarded_scheme_is_believed_only_behind_a_trusted_proxy():
    code = "getattr(settings, 'SECURE_PROXY_SSL_HEADER', None)"
    shown = [
        subprocess.run(
            [sys.executable, "-c", f"from jtbd_catalog import settings; print({code})"],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], **PRODUCTION, "TRUSTED_PROXIES": count},
            capture_output=True,
            text=True,
        ).stdout.strip()
        for count in ("0", "1")
    ]

    assert shown == ["None", "('HTTP_X_FORWARDED_PROTO', 'https')"]


def test_environment_comes_before_named_file_before_local_file(tmp_path, monkeypatch):
    (tmp_path / "env").write_text("# comment\nONE=local\nTWO=local\nTHREE=lo=cal\n")
    (tmp_path / "two").write_text("file\n")
    monkeypatch.setenv("ONE", " environment ")
    monkeypatch.setenv("ONE_FILE", str(tmp_path / "two"))
    monkeypatch.setenv("TWO_FILE", str(tmp_path / "two"))

    env = Environment(tmp_path / "env")

    assert [env.text(name) for name in ("ONE", "TWO", "THREE", "FOUR")] == [
        "environment",
        "file",
        "lo=cal",
        "",
    ]


def test_named_file_that_is_missing_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "gone"))

    with pytest.raises(ImproperlyConfigured, match=r"KEY_FILE names .*/gone, which cannot"):
        Environment(tmp_path / "env").text("KEY")


@pytest.mark.parametrize(("value", "answer"), [("1", True), ("off", False), ("", False)])
def test_flag_is_read_in_several_spellings(tmp_path, monkeypatch, value, answer):
    monkeypatch.setenv("FLAG", value)

    assert Environment(tmp_path / "env").flag("FLAG") is answer


@pytest.mark.parametrize(
    ("reading", "value", "sentence"),
    [
        ("flag", "perhaps", "NAME must be 1 or 0, not 'perhaps'."),
        ("count", "-1", "NAME must be a whole number, not '-1'."),
        ("count", "\u0663", "NAME must be a whole number, not '\u0663'."),
    ],
)
def test_odd_value_is_refused_by_name(tmp_path, monkeypatch, reading, value, sentence):
    monkeypatch.setenv("NAME", value)

    with pytest.raises(ImproperlyConfigured) as refusal:
        getattr(Environment(tmp_path / "env"), reading)("NAME")

    assert str(refusal.value) == sentence


def test_required_value_may_have_a_default_and_is_else_demanded(tmp_path):
    env = Environment(tmp_path / "env")

    assert env.required("NOBODY_SETS_THIS", "x", {"NOBODY_SETS_THIS": "default"}) == "default"
    with pytest.raises(ImproperlyConfigured, match="NOBODY_SETS_THIS is not set"):
        env.required("NOBODY_SETS_THIS", "x", {})


def test_other_database_is_refused_without_repeating_its_password():
    with pytest.raises(ImproperlyConfigured) as refusal:
        database_settings("mysql://root:hunter2@localhost/jtbd")

    assert "hunter2" not in str(refusal.value)
    assert "DATABASE_URL must begin with postgres:// or sqlite:///" in str(refusal.value)


def test_words_are_split_at_commas(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example , ,b.example,")

    assert Environment(tmp_path / "env").words("ALLOWED_HOSTS") == ["a.example", "b.example"]


@pytest.mark.django_db
def test_connection_is_durable_and_bounded():
    names = {
        "sqlite": {
            "PRAGMA journal_mode": "wal",
            "PRAGMA synchronous": 2,
            "PRAGMA foreign_keys": 1,
            "PRAGMA busy_timeout": 20_000,
            "PRAGMA journal_size_limit": 64 * 1024 * 1024,
            "PRAGMA secure_delete": 1,
        },
        "postgresql": {
            "SHOW statement_timeout": "30s",
            "SHOW lock_timeout": "10s",
            "SHOW idle_in_transaction_session_timeout": "1min",
        },
    }[connection.vendor]

    with connection.cursor() as cursor:
        found = {}
        for name in names:
            cursor.execute(name)
            found[name] = cursor.fetchone()[0]

    assert found == names


def test_sqlite_takes_the_write_lock_when_a_transaction_begins():
    assert database_settings("sqlite:///x")["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_postgresql_connections_are_kept_and_checked_and_leave_commits_to_the_server():
    made = database_settings("postgres://me:secret@db.example/jtbd?sslmode=require")

    assert (made["ENGINE"], made["CONN_MAX_AGE"], made["CONN_HEALTH_CHECKS"]) == (
        "django.db.backends.postgresql",
        600,
        True,
    )
    assert made["OPTIONS"]["sslmode"] == "require"
    assert "synchronous_commit" not in made["OPTIONS"]["options"]


def test_postgresql_is_asked_to_prepare_statements_unless_the_address_says_no():
    url = "postgres://me:secret@db.example/jtbd"
    usual, pooled = (
        database_settings(url + more)["OPTIONS"] for more in ("", "?server_side_binding=false")
    )

    assert (usual["server_side_binding"], usual["prepare_threshold"]) == (True, 5)
    assert pooled["server_side_binding"] is False


def test_new_sqlite_file_is_for_its_owner_only(tmp_path):
    database = tmp_path / "new" / "jtbd.sqlite3"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION, "DATABASE_URL": f"sqlite:///{database}"},
        check=True,
        umask=0o022,
    )

    assert oct(database.stat().st_mode & 0o777) == "0o600"


def test_log_lines_never_show_a_token():
    record = logging.LogRecord(
        "django.request",
        logging.ERROR,
        __file__,
        1,
        "Internal Server Error: %s",
        ("/responses/Zx81-secret/review/?x=/responses/other-secret",),
        None,
    )

    line = MaskingFormatter("%(levelname)s %(message)s").format(record)

    assert line == "ERROR Internal Server Error: /responses/***/review/?x=/responses/***"


def test_every_log_handler_masks():
    used = {name for part in settings.LOGGING["loggers"].values() for name in part["handlers"]}

    assert used == {"console"}
    assert settings.LOGGING["root"]["handlers"] == ["console"]
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "masked"
