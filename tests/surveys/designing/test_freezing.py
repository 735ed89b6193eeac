"""What the catalog does after a survey was opened never reaches it; and the catalog knows of it."""

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.urls import reverse

from journeys import editing
from journeys.models import EmotionalJob, Journey
from surveys.designing import candidates, drafts, lifecycle, overview
from surveys.models import Survey
from tests.journeys.files import FIXTURES
from tests.surveys.builders import make_response, make_user
from tests.surveys.offers import ALL_CODES, frozen_rows, make_draft, make_offer

UPGRADE = FIXTURES / "upgrade.yaml"

pytestmark = pytest.mark.django_db


# Freezing


def edit_entry(journey):
    """Reword every kind of thing that a survey copies."""
    for entry in journey.emotional_jobs.all():
        entry.name = "Reworded"
        editing.save(entry, fields=["name"])
    journey.name, journey.stem = "Renewal Journey", "When renewing"
    journey.emotional_desired_heading = "Wanted"
    editing.save(journey)


def delete_entries(journey):
    """Delete entries that a survey copied."""
    for entry in [*journey.emotional_jobs.all(), *journey.job_steps.all()]:
        editing.delete(entry)


@pytest.mark.unmeasured
@pytest.mark.parametrize("change", [edit_entry, delete_entries])
def test_catalog_changes_after_opening_reach_neither_rows_nor_pages(client, change):
    journey = make_offer()
    survey = make_draft(journey, make_user(), *ALL_CODES)
    lifecycle.open_survey(survey)
    response = make_response(survey, answers={"EMO01_importance": 3})
    client.force_login(survey.owner)
    pages = [
        f"{reverse('surveys:survey_preview', args=[survey.slug])}?page={page}"
        for page in ("welcome", "S01", "emotional_jobs", "financial_metrics", "done")
    ]
    before = frozen_rows(survey), [shown(client, page) for page in pages]

    change(Journey.objects.get())

    assert (frozen_rows(survey), [shown(client, page) for page in pages]) == before
    assert response.answers.get().value == 3


def shown(client, url):
    """A page's main part, without the token that differs on every load."""
    html = client.get(url).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    return [line for line in main.splitlines() if "csrfmiddlewaretoken" not in line]


# Use of the catalog


def test_the_catalog_learns_which_surveys_copied_its_entries():
    journey, rita = make_offer(), make_user()
    survey = make_draft(journey, rita, "EMO01", "S01M01", title="Renewal 2026")

    uses = editing.uses_of(journey)

    assert uses == [editing.Use("the survey “Renewal 2026”", frozenset({"EMO01", "S01M01"}))]
    with pytest.raises(editing.InUseError, match="Renewal 2026"):
        editing.delete(journey)
    assert Survey.objects.get() == survey


def test_survey_uses_takes_three_queries_at_any_number(django_assert_num_queries):
    journey, rita = make_offer(), make_user()
    make_draft(journey, rita, "EMO01", slug="one")
    with django_assert_num_queries(3):
        n_one = len(list(overview.survey_uses(journey)))
    for slug in ("two", "three"):
        make_draft(journey, rita, "EMO01", slug=slug)

    with django_assert_num_queries(3):
        n_three = len(list(overview.survey_uses(journey)))

    assert (n_one, n_three) == (1, 3)


# A real journey, loaded anew over an opened survey


@pytest.mark.unmeasured
def test_reloading_the_catalog_leaves_an_opened_survey_alone(client):
    call_command("load_catalog", UPGRADE, verbosity=0)
    journey = Journey.objects.get(slug="upgrade")
    content = drafts.default_content(journey)
    codes = tuple(sorted(one.code for one in candidates.candidate_items(journey)))
    survey = drafts.create_survey(
        journey=journey, owner=make_user(), content=replace(content, codes=codes)
    )
    lifecycle.open_survey(survey)
    EmotionalJob.objects.filter(journey=journey).update(name="Edited by hand")
    before = frozen_rows(survey)

    call_command("load_catalog", UPGRADE, overwrite=True, verbosity=0)

    assert not EmotionalJob.objects.filter(name="Edited by hand").exists()
    assert frozen_rows(survey) == before
    assert len(before[1]) == len(codes) > 300
