"""Pages about the running process itself: is it alive, is it ready, is the database away."""

import sqlite3
import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found
from django.views.defaults import server_error as internal_error

RETRY_AFTER = 5
# The state of the file or of its locks, not a fault of the program.
SQLITE_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the process answers; asks nothing of the database."""
    return _plain("ok")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and has every migration; else 503 with the reason."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return _plain("The database does not answer.", status=503)
    if missing:
        return _plain("The database has migrations to run.", status=503)
    return _plain("ready")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for 404; a respondent's is in their language and does not lead to the catalog."""
    if not request.path_info.lower().startswith(settings.TRANSLATED_PATHS):
        return page_not_found(request, exception)
    return render(request, "responding/lost.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The answer to an exception: 503 when the database is away or busy, else the page for 500."""
    if not is_database_away(sys.exception()):
        return internal_error(request)
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def is_database_away(error: BaseException | None) -> bool:
    """Whether `error` says that the database is locked, full or unreachable for the moment."""
    cause = error.__cause__ if error else None
    if isinstance(cause, sqlite3.OperationalError):
        return (cause.sqlite_errorcode & 0xFF) in SQLITE_PASSING
    return isinstance(error, (OperationalError, InterfaceError))


def _plain(text: str, status: int = 200) -> HttpResponse:
    return HttpResponse(text + "\n", status=status, content_type="text/plain; charset=utf-8")
