"""Liveness, readiness, and what people get while the database is away."""

import logging
import sqlite3
import threading
import time
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from jtbd_catalog.logs import MaskingFormatter
from jtbd_catalog.views import is_database_away

pytestmark = pytest.mark.both_engines


def failing(error, cause=None):
    """A view that raises `error` because of `cause`."""

    def view(request, token=""):
        raise error from cause

    return view


def sqlite_error(code: int, text: str) -> sqlite3.OperationalError:
    """An error as SQLite's driver makes it."""
    error = sqlite3.OperationalError(text)
    error.sqlite_errorcode = code
    return error


def writing(request):
    """A view that writes."""
    Group.objects.create(name="written")
    return HttpResponse("written")


LOCKED = sqlite_error(sqlite3.SQLITE_BUSY, "database is locked")
urlpatterns = [
    path("locked", failing(OperationalError("database is locked"), LOCKED)),
    path("gone", failing(OperationalError("server closed the connection unexpectedly"))),
    path(
        "bug",
        failing(OperationalError("no such table: x"), sqlite_error(sqlite3.SQLITE_ERROR, "no")),
    ),
    path("responses/<str:token>/", failing(ValueError("broken"))),
    path("writing", writing),
    path("", include("jtbd_catalog.urls")),
]
handler500 = "jtbd_catalog.views.server_error"


@pytest.fixture
def visitor():
    """A client that is given error pages as people are."""
    return Client(raise_request_exception=False)


def test_healthz_answers_without_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ready_with_every_migration(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_readyz_is_not_ready_without_a_migration(client):
    MigrationRecorder(connection).migration_qs.filter(app="journeys").delete()

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (
        503,
        b"The database has migrations to run.\n",
    )


def test_readyz_is_not_ready_without_the_database(client, monkeypatch):
    def refuse(*args):
        raise OperationalError("connection refused for user jtbd")

    monkeypatch.setattr("jtbd_catalog.views.MigrationExecutor", refuse)

    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/locked", "/gone"])
def test_page_while_the_database_is_away_says_try_again(visitor, address):
    response = visitor.get(address)

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"
    assert "database is locked" not in response.content.decode()
    assert "Please try again in a moment" in response.content.decode()


@pytest.mark.urls(__name__)
def test_page_with_a_mistake_of_ours_is_a_500(visitor):
    response = visitor.get("/bug")

    assert response.status_code == 500
    assert "Retry-After" not in response
    assert "no such table" not in response.content.decode()


@pytest.mark.urls(__name__)
def test_log_of_a_mistake_hides_the_token(visitor, monkeypatch):
    log = StringIO()
    handlers = logging.getLogger("django").handlers
    (console,) = [one for one in handlers if isinstance(one.formatter, MaskingFormatter)]
    monkeypatch.setattr(console, "stream", log)

    visitor.get("/responses/a-secret-token/")

    assert "ERROR django.request: Internal Server Error: /responses/***/" in log.getvalue()
    assert "ValueError: broken" in log.getvalue()
    assert "a-secret-token" not in log.getvalue()


@pytest.fixture
def foreign_lock():
    """Another connection that keeps everyone from writing until the event that it gives is set."""
    statement = {
        "postgresql": "LOCK TABLE auth_group IN EXCLUSIVE MODE",
        "sqlite": "SELECT 1",  # a transaction holds the write lock from its beginning
    }[connection.vendor]
    held, release = threading.Event(), threading.Event()

    def hold():
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)
                held.set()
                release.wait(timeout=20)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(timeout=20)
    yield release
    release.set()
    holder.join(timeout=20)


@pytest.fixture
def impatient():
    """This connection waits a quarter of a second for a lock, no longer."""
    patience = {"postgresql": "SET lock_timeout = 250", "sqlite": "PRAGMA busy_timeout = 250"}
    with connection.cursor() as cursor:
        cursor.execute(patience[connection.vendor])
    yield
    connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_write_behind_a_short_foreign_lock_waits_and_succeeds(visitor, foreign_lock):
    begun = time.monotonic()
    threading.Timer(0.5, foreign_lock.set).start()

    response = visitor.get("/writing")

    assert response.content == b"written"
    assert time.monotonic() - begun >= 0.5
    assert Group.objects.filter(name="written").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls(__name__)
def test_write_behind_a_long_foreign_lock_is_told_to_come_back(visitor, impatient, foreign_lock):
    response = visitor.get("/writing")

    assert (response.status_code, response["Retry-After"]) == (503, "5")
    foreign_lock.set()
    assert visitor.get("/writing").content == b"written"


@pytest.mark.parametrize("error", [None, ValueError("x")])
def test_other_errors_do_not_blame_the_database(error):
    assert is_database_away(error) is False
