"""Answers are never lost between a browser and the shipped server; SQL on its database judges."""

import re
import threading

import pytest
from django.db import connection
from playwright.sync_api import expect

from tests.browser.proxy import BadNetwork
from tests.surveys.sites import ROWS, offer_pages
from tools.respondent import Respondent
from tools.site import UPGRADE, site

# Not for its database: pytest-django lets no test open a connection without it.
pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CELLS = [
    f"EMO{n:03d}_{question}" for n in range(1, 21) for question in ("importance", "difficulty")
]
# Clicks on 40 cells within two seconds.
CLICK_ALL = """
value => [...document.querySelectorAll("fieldset.cell")].forEach((cell, place) => setTimeout(
    () => document.querySelector(`label[for=${cell.id}_${value}]`).click(), place * 45
))
"""


@pytest.fixture(scope="module")
def place():
    """A site that serves, with a survey of 20 items on one page."""
    with site(connection.vendor, UPGRADE) as made:
        offer_pages(made, page=20)
        made.start(supervised=True)
        yield made


@pytest.fixture
def network(place):
    """A network to the site that can be made bad."""
    proxy = BadNetwork(place.port)
    thread = threading.Thread(target=proxy.serve_forever)
    thread.start()
    yield proxy
    proxy.shutdown()
    thread.join(timeout=20)
    proxy.server_close()


@pytest.fixture
def begin(page, network):
    """Opens the page of the survey through the network; gives the respondent's token."""
    page.goto(f"{network.url}/respond/page/")
    page.get_by_label("I agree to take part").check()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/emotional_jobs/")
    return page.url.split("/")[4]


def cells_at(place, token):
    """What the database holds for the token, past the application."""
    token_hash = Respondent(0, token=token).token_hash
    return {
        name: (value, version)
        for found, name, _state, value, version in place.query(ROWS)
        if found == token_hash
    }


# D5: quick clicks on a slow link, then one that loses replies


def test_quick_clicks_over_a_slow_link_are_all_stored(page, place, network, begin):
    network.delay = 0.8

    page.evaluate(CLICK_ALL, 3)
    expect(page.locator(".cell.is-saved")).to_have_count(len(CELLS), timeout=30_000)

    assert cells_at(place, begin) == dict.fromkeys(CELLS, (3, 1))


def test_quick_clicks_are_all_stored_where_replies_are_lost(page, place, network, begin):
    network.delay, network.drop = 0.05, 3

    page.evaluate(CLICK_ALL, 1)
    expect(page.locator(".cell.is-saved")).to_have_count(len(CELLS), timeout=30_000)

    stored = {name: value for name, (value, _version) in cells_at(place, begin).items()}
    assert network.n_dropped >= 12
    assert stored == dict.fromkeys(CELLS, 1)


# D8: Back after the end


def test_back_after_the_end_sends_nothing_again(page, place, begin):
    page.locator("label[for=EMO001_importance_3]").click()
    expect(page.locator("#EMO001_importance")).to_have_class(re.compile("is-saved"))
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Send my answers").click()
    page.wait_for_url("**/done/")
    before = cells_at(place, begin), place.query("SELECT * FROM surveys_response ORDER BY id")

    page.go_back()
    if (send := page.get_by_role("button", name="Send my answers")).count():
        send.click()
    page.wait_for_url("**/done/")

    after = cells_at(place, begin), place.query("SELECT * FROM surveys_response ORDER BY id")
    assert after == before
    assert before[0]["EMO001_importance"] == (3, 1)


# D12: the server answers 502 though the network is up


def test_fault_behind_the_network_is_told_at_each_cell_and_heals_alone(page, place, network, begin):
    network.status = 502
    status = page.locator("#save-status")

    page.locator("label[for=EMO001_importance_3]").click()
    page.locator("label[for=EMO002_difficulty_1]").click()
    expect(page.locator(".cell.is-unsaved")).to_have_count(2)
    expect(status).to_contain_text("Not saved yet, trying again")
    page.wait_for_timeout(1500)
    told, stored = status.text_content(), cells_at(place, begin)
    network.status = 0
    expect(page.locator(".cell.is-saved")).to_have_count(2, timeout=20_000)

    assert (told.startswith("Not saved yet"), stored) == (True, {})
    assert cells_at(place, begin) == {"EMO001_importance": (3, 1), "EMO002_difficulty": (1, 1)}


def test_save_that_nobody_answers_is_given_up_told_and_repeated(page, place, network, begin):
    limit = page.evaluate(
        "JSON.parse(document.getElementById('answers').getAttribute('hx-request'))"
    )
    page.evaluate(
        "document.getElementById('answers').setAttribute('hx-request', '{\"timeout\": 400}')"
    )
    network.hang = 1

    page.locator("label[for=EMO001_importance_3]").click()
    expect(page.locator("#EMO001_importance.is-unsaved")).to_have_count(1)
    expect(page.locator("#EMO001_importance.is-saved")).to_have_count(1, timeout=8_000)

    assert limit == {"timeout": 30_000}
    assert cells_at(place, begin) == {"EMO001_importance": (3, 1)}
