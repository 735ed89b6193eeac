"""Keys and names that can be guessed or counted through: none."""

import re
import secrets

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter

from surveys import links
from surveys.analysing.exports import ExportOptions, export_file
from surveys.models import Response
from surveys.responding import answering
from surveys.responding.assignment import whole
from tests.surveys.browsing import Tab, start
from tests.surveys.builders import make_survey

pytestmark = pytest.mark.django_db

N_GUESSES = 2000
PAGES = ("", "emotional_jobs/", "review/", "done/", "receipt/", "withdraw/")
# What differs between two loads of any page: its own token against forged forms.
FORM_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+')


def as_read(reply):
    """A reply's status and body, without what differs between two loads of the same page."""
    return reply.status_code, FORM_TOKEN.sub(b"", reply.content)


def withdrawn_token(client, survey):
    token = start(client, survey)
    client.post(f"/responses/{token}/withdraw/")
    return token


def test_token_has_128_bits_and_is_stored_only_as_a_hash(client):
    token = start(client, make_survey())

    assert re.fullmatch(r"[a-z2-7]{26}", token)
    assert links.TOKEN_BYTES * 8 == 128
    stored = [str(value) for value in Response.objects.values().get().values()]
    assert links.token_hash(token) in stored
    assert not any(token in value for value in stored)


def test_two_thousand_guesses_find_nobody_and_read_alike(client):
    survey = make_survey()
    for _person in range(3):
        start(client, survey)
    guesses = [links.new_token() for _guess in range(N_GUESSES)]

    hashes = [links.token_hash(token) for token in guesses]
    found = list(Response.objects.filter(token_hash__in=hashes))
    read = {as_read(client.get(f"/responses/{token}/receipt/")) for token in guesses[:40]}

    assert found == []
    assert len(read) == 1
    assert read.pop()[0] == 404


@pytest.mark.parametrize("page", PAGES)
def test_no_token_malformed_withdrawn_and_almost_right_ones_are_answered_alike(client, page):
    survey = make_survey()
    right, gone = start(client, survey), withdrawn_token(client, survey)
    almost = right[:-2] + ("a" if right[-2] != "a" else "b") + right[-1]
    export_id = Response.objects.get().export_id
    wrong = [links.new_token(), gone, almost, right[:-1], right + "a", export_id]
    wrong += [
        links.token_hash(right),
        "1",
        str(Response.objects.get().pk),
        "0" * 26,
        "-",
        "_" * 300,
    ]

    replies = {as_read(client.get(f"/responses/{token}/{page}")) for token in wrong}

    assert len(replies) == 1
    assert replies.pop()[0] == 404
    assert client.get(f"/responses/{right}/{page}").status_code in {200, 302}


def test_save_with_a_wrong_token_is_answered_alike_and_stores_nothing(client):
    survey = make_survey()
    right, gone = start(client, survey), withdrawn_token(client, survey)
    tab = Tab(client, right)
    tab.checked["EMO01_importance"] = "3"
    data = tab.save_of("EMO01_importance")

    replies = {
        as_read(client.post(f"/responses/{token}/save/", data))
        for token in (links.new_token(), gone, right[:-1], secrets.token_hex(13))
    }

    assert len(replies) == 1
    assert replies.pop()[0] == 404
    assert not Response.objects.get().answers.exists()


def routes(patterns):
    """Every pattern of the URL map, the admin's left out."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            yield from routes(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            yield pattern


def test_no_address_takes_a_number():
    numbered = [
        pattern.name
        for pattern in routes(get_resolver().url_patterns)
        if any(isinstance(one, IntConverter) for one in pattern.pattern.converters.values())
    ]

    assert numbered == []


def test_counting_through_addresses_finds_nothing(client):
    survey = make_survey()
    for _person in range(3):
        start(client, survey)
    around = range(
        max(Response.objects.latest("pk").pk - 10, 0), Response.objects.latest("pk").pk + 10
    )

    found = [
        address
        for number in around
        for address in (f"/responses/{number}/receipt/", f"/respond/{number}/")
        if client.get(address).status_code != 404
    ]

    assert found == []


@pytest.mark.parametrize("name", ["wide", "long"])
def test_exports_name_responses_by_chance_and_in_the_order_of_these_names(name):
    survey = make_survey()
    for _person in range(12):
        answering.start_response(given=whole(survey.revisions.get()), language="en", parameters={})
    begun = list(Response.objects.order_by("pk").values_list("export_id", flat=True))

    with export_file(survey, name, ExportOptions()) as file:
        rows = file.read().decode().splitlines()[1:]

    named = list(dict.fromkeys(row.split(",")[0] for row in rows))
    assert all(re.fullmatch(r"[a-z2-7]{26}", one) for one in named)
    assert named == sorted(begun)
    assert named != begun
