"""Links as mail programs, messengers and people hand them on; and links that lead nowhere."""

import pytest
from django.urls import reverse

from surveys import links
from surveys.models import Response
from tests.surveys.browsing import start
from tests.surveys.builders import make_survey
from tests.surveys.pages import text_of

pytestmark = pytest.mark.django_db

TITLE = "Upgrading a solution"


@pytest.mark.parametrize(
    "path",
    [
        "/respond/demo.",
        "/respond/demo",
        "/respond/Demo/",
        "/Respond/DEMO/",
        "/respond/demo),",
        "/respond/demo/.",
        "/respond/<demo>/",
        "/respond//demo//",
        "/respond/ demo /",
        "/respond/demo%2E",
        "/respond/%E2%80%9Cdemo%E2%80%9D",
        "/respond/de\u200bmo/",
        "/respond/demo/?lang=en&amp;panel=7",
    ],
)
def test_link_survives_what_is_done_to_it_on_the_way(client, path):
    make_survey(slug="demo")

    reply = client.get(path, follow=True)

    assert reply.status_code == 200
    assert TITLE in text_of(reply)


def test_mended_link_keeps_its_parameters(client):
    make_survey(slug="demo")

    reply = client.get("/respond/demo.?panel=a%2Bb&lang=en")

    assert reply.headers["Location"] == "/respond/demo/?panel=a%2Bb&lang=en"


@pytest.mark.parametrize(
    "spoilt",
    ["/responses/{}/S01", "/responses/{}/S01/.", "/Responses/{}/s01/", "/responses/{}/S01”"],
)
def test_link_of_a_page_survives_too(client, spoilt):
    token = start(client, make_survey(slug="demo", items=["S01M01"]))

    reply = client.get(spoilt.format(token), follow=True)

    assert reply.status_code == 200
    assert reply.request["PATH_INFO"] == f"/responses/{token}/S01/"


@pytest.mark.parametrize("spoilt", ["/responses/{}.", "/responses//{}/", "/responses/<{}>"])
def test_link_of_somebody_who_began_survives_too(client, spoilt):
    token = start(client, make_survey(slug="demo"))

    for written in (token, token.upper()):
        reply = client.get(spoilt.format(written), follow=True)
        assert reply.status_code == 200
        assert TITLE in text_of(reply)


def test_answers_find_their_response_whatever_the_case_of_its_token(client):
    token = start(client, make_survey(slug="demo"))

    assert client.get(f"/responses/{token.upper()}/emotional_jobs/").status_code == 200


@pytest.mark.parametrize(
    "path", ["/respond/nothing/", "/respond/!!", "/responses/nothing/", "/respond/a/b/c/../"]
)
@pytest.mark.parametrize(
    ("language", "words"), [("de", "Dieser Link führt nirgendwohin"), ("en", "leads nowhere")]
)
def test_dead_link_is_explained_in_the_readers_language_without_the_catalog(
    client, path, language, words
):
    reply = client.get(path, headers={"Accept-Language": language}, follow=True)

    assert reply.status_code == 404
    assert words in text_of(reply)
    assert reverse("journeys:search") not in reply.content.decode()
    assert f'lang="{language}"' in reply.content.decode()


def test_dead_link_elsewhere_still_leads_to_the_catalog(client):
    reply = client.get("/no-such-page")

    assert reply.status_code == 404
    assert reverse("journeys:search") in reply.content.decode()


def test_mending_posts_nothing(client):
    make_survey(slug="demo")

    reply = client.post("/respond/demo.", {"consent": "yes"})

    assert reply.status_code == 405
    assert not Response.objects.exists()


TOKEN = "abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    "copied",
    [
        "Receipt code ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ",
        "Your receipt code\n  ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ\nWith it you can see",
        "Quittungscode: abcd efgh ijkl mnop qrst uvwx yz.",
        "code abcdefghijklmnopqrstuvwxyz thanks",
        "ABCD–EFGH–IJKL–MNOP–QRST–UVWX–YZ",
        "“ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ”",
        "https://x.org/responses/ABCDEFGHIJKLMNOPQRSTUVWXYZ/done/",
    ],
)
def test_receipt_code_is_read_with_the_words_copied_along(copied):
    assert links.read_receipt_code(copied) == TOKEN
