"""A new release in mid-survey (D18): what was begun with the one before goes on with this one.

PREVIOUS is the shape of the database that the release before left. When one is cut, it moves on to
the migrations of that day, and `half_filled` gets whatever that shape demands.
"""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from jtbd_catalog.serving import starting
from surveys import links
from surveys.migrations import _first_edition
from surveys.models import Response, Survey, SurveyRevision
from tests.surveys.browsing import Tab, cells_of

PREVIOUS = [("journeys", "0003_attribution"), ("surveys", "0003_own_answers")]
PAGE = "emotional_jobs"


@pytest.fixture
def previous(transactional_db):
    """The models of the release before, over a database of its shape; afterwards of this one's."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    executor.migrate(PREVIOUS)
    yield executor.loader.project_state(PREVIOUS).apps
    MigrationExecutor(connection).migrate(newest)


def half_filled(previous, token):
    """A survey of two items, and somebody who has answered one of them."""
    survey = previous.get_model("surveys", "Survey").objects.create(
        slug="pilot",
        title="Upgrading a solution",
        status="open",
        journey=previous.get_model("journeys", "Journey").objects.create(slug="upgrade"),
        owner=previous.get_model("auth", "User").objects.create(username="rita"),
    )
    revision = previous.get_model("surveys", "SurveyRevision").objects.create(
        survey=survey,
        number=1,
        opened_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
        stem="When upgrading",
    )
    items = [
        previous.get_model("surveys", "SurveyItem").objects.create(
            revision=revision, kind=PAGE, page=PAGE, code=code, text=text, position=position
        )
        for position, (code, text) in enumerate([("EMO01", "Feel calm"), ("EMO02", "Feel proud")])
    ]
    response = previous.get_model("surveys", "Response").objects.create(
        revision=revision,
        token_hash=links.token_hash(token),
        export_id="r1",
        started_at=datetime(2026, 3, 3, 9, tzinfo=UTC),
        pages_shown=[PAGE],
    )
    answer = previous.get_model("surveys", "Answer").objects
    told = {"response": response, "item": items[0], "page_load": "before"}
    answer.create(question="importance", value=3, state="answered", **told)
    answer.create(question="difficulty", value=None, state="not_applicable", **told)


def beside(previous):
    """A closed survey and a draft of the same journey."""
    surveys = previous.get_model("surveys", "Survey").objects
    pilot = surveys.get()
    shared = {"journey": pilot.journey, "owner": pilot.owner}
    surveys.create(slug="draft", title="Next", **shared)
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    surveys.create(slug="closed", title="Before", status="closed", closed_at=moment, **shared)


@pytest.mark.unmeasured
def test_response_begun_with_the_release_before_is_resumed_and_sent(previous, client):
    token = links.new_token()
    half_filled(previous, token)
    beside(previous)

    starting.migrate()

    # What the release before said around the items, in any language, stays as it was.
    revision = SurveyRevision.objects.get()
    assert revision.words == _first_edition.WORDS
    said = dict(revision.translations.filter(language="de").values_list("key", "text"))
    assert said["emotional_jobs.title"] == "Gefühle"
    assert said["importance.1"] == "Nicht wichtig"
    assert "situations.title" not in said
    # Nobody chose it for them. Drafts get the tick of a new survey, for their researcher to see.
    promised = dict(Survey.objects.values_list("slug", "is_anonymous"))
    assert promised == {"pilot": False, "closed": False, "draft": True}
    resumed = client.get(reverse("surveys:response_resume", args=[token]))
    assert resumed.headers["Location"].partition("#")[0] == f"/responses/{token}/{PAGE}/"
    tab = Tab(client, token)
    assert tab.checked == {"EMO01_importance": "3", "EMO01_difficulty": "na"}
    tab.choose("EMO01_importance", "2")
    tab.choose("EMO02_importance", "1")
    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})
    assert Response.objects.get().status == Response.Status.SUBMITTED
    assert cells_of(token) == {
        "EMO01_importance": "2",
        "EMO01_difficulty": "na",
        "EMO02_importance": "1",
        "EMO02_difficulty": "skipped",
    }
