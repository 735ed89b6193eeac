"""The create_survey command."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from surveys.models import Survey
from tests.surveys.builders import make_journey, make_user
from tests.surveys.offers import ALL_CODES, make_offer

pytestmark = pytest.mark.django_db


def create(*args, **options):
    """Run the command; what it wrote to stdout and to stderr."""
    out, err = StringIO(), StringIO()
    call_command("create_survey", *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def codes_asked():
    return list(
        Survey.objects.get().revisions.get().items.order_by("position").values_list("code", flat=1)
    )


def test_create_survey_takes_every_part_with_entries_and_the_first_superuser():
    make_offer()
    make_user("first")
    boss = make_user("boss", is_superuser=True)
    make_user("later", is_superuser=True)

    out, err = create("upgrade", slug="pilot")

    survey = Survey.objects.get()
    assert (out, err) == ("pilot\n", "Upgrade Journey survey: 11 items, a draft.\n")
    assert (survey.owner, survey.status, survey.title) == (boss, "draft", "Upgrade Journey survey")
    assert codes_asked() == ALL_CODES
    assert survey.revisions.get().consent.startswith("Taking part is voluntary")


def test_create_survey_opens_named_parts_for_a_named_owner():
    make_offer()
    rita = make_user("rita")

    _out, err = create(
        "upgrade", slug="pilot", parts="social_jobs, emotional_jobs", owner="rita", open=True
    )

    survey = Survey.objects.get()
    assert (survey.owner, survey.status) == (rita, "open")
    assert survey.revisions.get().opened_at is not None
    assert codes_asked() == ["EMO02", "EMO01", "SOC01"]
    assert err == "Upgrade Journey survey: 3 items, open.\n"


def test_create_survey_in_outcome_wording():
    make_offer()
    make_user("rita")

    create("upgrade", slug="pilot", parts="performance_metrics", owner="rita", wording="outcome")

    revision = Survey.objects.get().revisions.get()
    assert revision.wording == "outcome"
    assert [item.text.split()[0] for item in revision.items.all()] == ["Minimize", "Minimize"]


@pytest.mark.parametrize(
    ("journey", "options", "message"),
    [
        ("nowhere", {}, "There is no journey “nowhere” in the catalog."),
        ("bare", {}, "This journey has no entries yet, so there is nothing to ask."),
        ("upgrade", {"slug": "new"}, "--slug: the site needs the address “new” itself."),
        ("upgrade", {"slug": "Pilot"}, "--slug: use small letters, digits and hyphens, at most 50"),
        ("upgrade", {"slug": "a b"}, "--slug: use small letters"),
        ("upgrade", {"slug": "x" * 51}, "--slug: use small letters"),
        ("upgrade", {"parts": "emotions"}, "--parts: unknown emotions; use contexts, situations"),
        ("upgrade", {"parts": ","}, "--parts: name at least one part."),
        ("bare", {"parts": "contexts"}, "--parts: this journey has no contexts."),
        ("upgrade", {"owner": "nobody"}, "--owner: there is no user “nobody”."),
        ("upgrade", {"owner": None}, "There is no superuser to own the survey"),
    ],
)
def test_create_survey_refuses_in_one_line_and_writes_nothing(journey, options, message):
    make_offer()
    make_journey("bare")
    make_user("rita")

    with pytest.raises(CommandError) as caught:
        create(journey, **({"slug": "pilot", "owner": "rita"} | options))

    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert not Survey.objects.exists()


def test_create_survey_at_a_taken_address_is_refused():
    make_offer()
    make_user("rita")
    create("upgrade", slug="pilot", owner="rita", parts="social_jobs")

    with pytest.raises(CommandError, match="“pilot” has a survey already"):
        create("upgrade", slug="pilot", owner="rita")

    assert codes_asked() == ["SOC01"]
