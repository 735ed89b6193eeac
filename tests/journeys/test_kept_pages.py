"""Pages of the catalog that are kept whole: when they are sent, and when never."""

import gzip

import pytest
from django.contrib.auth import get_user_model

from journeys import editing, freshness
from journeys.models import Journey
from tests.journeys.builders import make_journey
from tests.journeys.test_views import journey_url, step_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def repair():
    return make_journey(n=3, noun="the product", stem="When getting {product} fixed")


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_page_asked_for_again_is_the_same_and_costs_one_query(
    client, repair, django_assert_num_queries, encoding
):
    for url in ("/", journey_url(), step_url()):
        first = client.get(url, headers={"Accept-Encoding": encoding})
        with django_assert_num_queries(1):
            again = client.get(url, headers={"Accept-Encoding": encoding})

        assert again.status_code == 200
        assert body(again) == body(first)
        assert again["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")
        for name in ("Content-Type", "Cache-Control", "Content-Security-Policy"):
            assert again[name] == first[name]
        assert {"Cookie", "Accept-Encoding"} <= set(again["Vary"].split(", "))


def body(reply):
    packed = reply.headers.get("Content-Encoding") == "gzip"
    return gzip.decompress(reply.content) if packed else reply.content


def test_page_changes_the_moment_its_journey_does(client, repair):
    before = body(client.get(journey_url()))
    client.get(journey_url())
    repair.name = "Mending Journey"
    editing.save(repair, fields=["name"])

    after = body(client.get(journey_url()))

    assert b"Mending Journey" not in before
    assert b"Mending Journey" in after


def test_home_changes_with_a_journey_that_comes_changes_or_goes(client, repair):
    pages = [body(client.get("/"))]
    other = make_journey("purchase", name="Purchase Journey")
    pages.append(body(client.get("/")))
    other.name = "Buying Journey"
    editing.save(other, fields=["name"])
    pages.append(body(client.get("/")))
    other.delete()
    pages.append(body(client.get("/")))

    assert [b"Purchase Journey" in page for page in pages] == [False, True, False, False]
    assert [b"Buying Journey" in page for page in pages] == [False, False, True, False]
    assert pages[3] == pages[0]


def test_page_of_somebody_signed_in_is_neither_kept_nor_taken_from_what_is_kept(client, repair):
    user = get_user_model().objects.create_user("rita", password="rita")
    client.force_login(user)
    own = body(client.get(journey_url()))
    client.logout()

    anonymous = body(client.get(journey_url()))
    client.force_login(user)
    again = body(client.get(journey_url()))

    assert b"Sign out" in own
    assert b"Sign out" not in anonymous
    assert b"Sign in" in anonymous
    assert b"Sign out" in again


def test_forms_of_a_page_are_kept_apart(client, repair):
    urls = [
        journey_url(),
        step_url(),
        f"{step_url()}?wording=plain",
        f"{journey_url()}?kind=digital",
    ]
    first = [body(client.get(url)) for url in urls]
    client.cookies.clear()  # the last one is remembered

    again = [body(client.get(url)) for url in urls]

    assert [one == other for one, other in zip(again, first, strict=True)] == [True] * 4
    assert len(set(first)) == 4


def test_only_so_many_pages_are_kept(client, repair, monkeypatch):
    monkeypatch.setattr(freshness, "MOST_PAGES", 2)

    for wording in ("plain", "both", "outcome", "plain"):
        assert client.get(f"{step_url()}?wording={wording}").status_code == 200

    assert len(freshness._kept) == 2


def test_file_is_not_kept(client, repair):
    client.get(f"/journeys/{repair.slug}.json")

    assert Journey.objects.count() == 1
    assert not freshness._kept
