"""The least that the framework costs, for `make bench`: the site's settings with two bare views."""

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from jtbd_catalog.wsgi import application as application

# Of the same shape as surveys.answering writes, with nothing to decide.
UPSERT = """
INSERT INTO surveys_answer
    (response_id, item_id, question, value, state, version, page_load, counter)
VALUES (%s, %s, 'importance', %s, 'answered', 1, 'floor', %s)
ON CONFLICT (response_id, item_id, question) DO UPDATE SET
    value = excluded.value, version = surveys_answer.version + 1, counter = excluded.counter
WHERE surveys_answer.counter < excluded.counter
RETURNING version
"""


def hello(request: HttpRequest) -> HttpResponse:
    """Four bytes."""
    return HttpResponse(b"ok.\n")


@csrf_exempt
def upsert(request: HttpRequest) -> HttpResponse:
    """One durable write of one cell."""
    names = ("response", "item", "value", "counter")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [int(request.POST[name]) for name in names])
        return HttpResponse(str(cursor.fetchall()))


urlpatterns = [path("healthz", hello), path("hello", hello), path("upsert", upsert)]
settings.ROOT_URLCONF = "tools.floor"
