"""Thirty-two people save at once on the shipped server: each acknowledged answer is stored."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from tools.respondent import PAGES, Respondent
from tools.site import UPGRADE, site

pytestmark = [pytest.mark.both_engines, pytest.mark.unmeasured]

N_CLIENTS = 32
STORED = """
SELECT r.token_hash, i.code, a.question, a.value
FROM surveys_answer a
JOIN surveys_response r ON r.id = a.response_id
JOIN surveys_surveyitem i ON i.id = a.item_id
"""


def fill(port, seed):
    """Answer every cell, then change it: by taps and by whole pages in turn. What was told."""
    person = Respondent(port)
    person.begin()
    told = {}
    for turn in (0, 1):
        values = {
            name: options[(seed + place + turn) % 3]
            for place, (name, options) in enumerate(person.values.items())
        }
        if (seed + turn) % 2:
            send_pages(person, values)
        else:
            for name, value in values.items():
                reply = person.save(name, value)
                assert reply.status == 200, reply.body
        told |= {name: int(value) for name, value in values.items()}
    person.disconnect()
    return person.token_hash, told


def send_pages(person, values):
    """Both pages by the plain form, from the page load that the taps come from."""
    for page in PAGES:
        reply = person.send_page(page, person.form(values))
        assert reply.status == 302, reply.body


def test_saves_of_many_clients_at_once_are_all_in_the_database():
    with site(connection.vendor, UPGRADE) as place:
        place.start(supervised=True)
        with ThreadPoolExecutor(N_CLIENTS) as pool:
            told = dict(pool.map(lambda seed: fill(place.port, seed), range(N_CLIENTS)))
        rows = place.query(STORED)

    stored = {}
    for token_hash, code, question, value in rows:
        stored.setdefault(token_hash, {})[f"{code}_{question}"] = value
    assert len(told) == N_CLIENTS
    assert stored == told
