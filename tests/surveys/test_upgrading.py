"""A new release in mid-survey (D18): what was begun with the one before goes on with this one.

OLDEST is a shape of the database that an early release left, PREVIOUS that of the release before.
When one is cut, PREVIOUS moves on to the migrations of that day, and the files in
`tests/data/upgrade` are made anew by that release from `fielded.fill`.
"""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse

from jtbd_catalog.serving import starting
from surveys import links
from surveys.migrations import _first_edition
from surveys.models import Response, Survey, SurveyRevision
from tests.surveys import fielded
from tests.surveys.browsing import Tab, cells_of

OLDEST = [("journeys", "0003_attribution"), ("surveys", "0003_own_answers")]
PREVIOUS = [("journeys", "0003_attribution"), ("surveys", "0005_kept_times")]
GOLDEN = Path(__file__).parent.parent / "data" / "upgrade"
PAGE = "emotional_jobs"


@pytest.fixture
def shape(transactional_db):
    """Call it for the models of a release over a database of its shape, which then moves on."""
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()

    def shaped(migrations):
        executor.migrate(migrations)
        return executor.loader.project_state(migrations).apps

    yield shaped
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
def test_response_begun_with_an_early_release_is_resumed_and_sent(shape, client):
    previous = shape(OLDEST)
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


def exported(command, *options):
    out = io.StringIO(newline="")
    call_command(command, "pilot", *options, stdout=out)
    return out.getvalue().encode()


@pytest.mark.unmeasured
def test_survey_of_the_release_before_is_exported_as_that_release_did(shape):
    fielded.fill(shape(PREVIOUS).get_model, is_anonymous=False)

    starting.migrate()

    for name in ("wide", "long", "codebook"):
        found = exported("export_responses", "--format", name)
        assert found == (GOLDEN / f"{name}.csv").read_bytes()
    for form in ("json", "csv"):
        found = exported("export_results", "--format", form)
        assert found == (GOLDEN / f"results.{form}").read_bytes()


@pytest.mark.unmeasured
def test_person_of_the_release_before_goes_on_in_the_words_of_then(shape, client):
    fielded.fill(shape(PREVIOUS).get_model, is_anonymous=False)

    starting.migrate()

    page = f"/responses/{fielded.TOKEN}"
    said = {
        "contexts": ("Was davon haben Sie beim letzten Mal getan?", "Ja"),
        "situations": ("Denken Sie an das letzte Mal. Wie war es?", "Trifft nicht zu"),
        "emotional_jobs": ("Wie wichtig ist es, dass Sie Folgendes können:", "Nicht wichtig"),
        "purchase-decision": ("Entscheiden Sie, allein oder", "Nein"),
    }
    for name, words in said.items():
        html = client.get(f"{page}/{name}/").content.decode()
        assert [one for one in words if one not in html] == []
    tab = Tab(client, fielded.TOKEN)
    tab.choose("EMO02_importance", "1")
    client.post(f"{page}/review/", {"action": "submit"})
    assert Response.objects.get(export_id="r3").status == Response.Status.SUBMITTED
    assert cells_of(fielded.TOKEN)["EMO02_importance"] == "1"
