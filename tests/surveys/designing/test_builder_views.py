"""Building a survey: choosing, creating, the live summary, editing without losing anything."""

import re

import pytest
from django.urls import reverse
from zeal import zeal_ignore  # type: ignore[import-untyped]

from journeys.models import EmotionalJob, PerformanceMetric
from surveys.designing import drafts, lifecycle
from surveys.models import Survey, SurveyItem
from tests.markup import markup
from tests.surveys.builders import make_journey, make_survey
from tests.surveys.offers import ALL_CODES, make_draft, make_offer, make_researcher
from tests.surveys.pages import HTMX, NEW, draft_shown, form, seen_on, text_of, ticked, url

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> \" ' {{ 7|add:7 }}"


@pytest.fixture
def rita(client):
    """A researcher, signed in."""
    user = make_researcher("rita")
    client.force_login(user)
    return user


# Choosing a journey


def test_new_without_a_journey_offers_all_of_them(client, rita):
    make_journey("upgrade", name="Upgrade Journey")
    make_journey("repair", name="Repair Journey")

    html = client.get(reverse("surveys:survey_create")).content.decode()

    assert f'href="{NEW}">Upgrade Journey</a>' in html
    assert 'href="/surveys/new/?journey=repair">Repair Journey</a>' in html


@pytest.mark.parametrize("slug", ["nowhere", "../etc", "a b", "x" * 300])
def test_new_with_an_unknown_journey_is_404_and_offers_the_others(client, rita, slug):
    make_journey("upgrade", name="Upgrade Journey")

    response = client.get(reverse("surveys:survey_create"), {"journey": slug})

    assert response.status_code == 404
    assert "no journey at this address" in text_of(response)
    assert "Upgrade Journey" in text_of(response)


def test_new_over_an_empty_catalog_says_so(client, rita):
    response = client.get(reverse("surveys:survey_create"))

    assert "The catalog is empty." in text_of(response)


# Creating


def test_new_starts_with_good_texts_and_nothing_chosen(client, rita):
    make_offer()

    response = client.get(NEW)

    html = response.content.decode()
    assert 'value="Upgrade Journey survey"' in html
    assert 'value="upgrade-journey-survey"' in html
    assert "what matters to you when upgrading a solution" in html
    assert ticked(response) == []
    assert "Nothing chosen yet" in html
    assert html.count('name="items"') == len(ALL_CODES)


def test_new_hides_what_the_journey_has_no_use_for(client, rita):
    journey = make_offer()
    journey.financial_metrics.all().delete()
    journey.job_steps.all().delete()

    html = client.get(NEW).content.decode()

    assert 'name="gate"' not in html
    assert 'name="wording"' not in html


def test_new_takes_the_same_queries_for_small_and_large_journeys(
    client, rita, django_assert_num_queries
):
    journey = make_offer()
    with django_assert_num_queries(14):
        client.get(NEW)
    for number in range(3):
        EmotionalJob.objects.create(
            journey=journey, code=f"EMO1{number}", valence="avoid", name="Avoid haste"
        )

    with django_assert_num_queries(14):
        html = client.get(NEW).content.decode()

    assert html.count('name="items"') == len(ALL_CODES) + 3


def test_create_writes_the_draft_and_leads_to_it(client, rita):
    make_offer()

    response = client.post(NEW, form(items=["EMO01", "S02M01"], wording="outcome", scale="5"))

    survey = Survey.objects.get()
    revision = survey.revisions.get()
    assert response["Location"] == url("survey_detail", "renewal")
    assert (survey.title, survey.slug, survey.owner) == ("Renewal 2026", "renewal", rita)
    assert (revision.welcome, revision.consent, revision.gate, revision.thanks) == (
        "Hello",
        "Answers are kept.",
        "Do you buy?",
        "Bye",
    )
    assert len(revision.scales["importance"]) == 5
    assert list(revision.items.order_by("position").values_list("code", "text")) == [
        ("S02M01", "Minimize the time it takes to settle goal 2, e.g., cost, speed"),
        ("EMO01", "Feel EMO01"),
    ]


def test_create_by_whole_sections_without_scripts(client, rita):
    make_offer()

    client.post(NEW, form(items=["SOC01"], whole=["emotional_jobs", "S01-1"]))

    codes = Survey.objects.get().revisions.get().items.order_by("position")
    assert list(codes.values_list("code", flat=True)) == ["S01M01", "EMO02", "EMO01", "SOC01"]


def test_create_with_an_empty_address_makes_one_from_the_title(client, rita):
    make_offer()
    make_draft(make_journey("other"), rita, slug="renewal-2026")

    client.post(NEW, form(slug=""))

    assert Survey.objects.latest("pk").slug == "renewal-2026-2"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"title": " \r\n "}, "Title: Give the survey a title; people see it."),
        ({"title": "x" * 201}, "Title: Ensure this value has at most 200 characters"),
        ({"slug": "a b"}, "Address: Use small letters, digits and hyphens only."),
        ({"slug": "New"}, "Address: The address “new” is taken by this site itself."),
        ({"slug": "taken"}, "Address: Another survey has this address. “taken-2” is free."),
        ({"slug": "x" * 51}, "Address: Ensure this value has at most 50 characters"),
        ({"consent": ""}, "Consent: Say what happens with the answers; people agree to it."),
        ({"items": []}, "Choose at least one item to ask."),
        ({"items": ["FIN99"]}, "Choose at least one item to ask."),
        ({"items": ["FIN01"], "gate": ""}, "Purchase-decision question: Financial metrics need"),
        ({"scale": "7"}, "Scale: Select a valid choice."),
        ({"wording": "x"}, "Wording of performance metrics: Select a valid choice."),
        ({"welcome": "x" * 4001}, "Welcome: Ensure this value has at most 4000 characters"),
        ({"welcome": "\x00"}, "Welcome: Null characters are not allowed."),
    ],
)
def test_create_with_a_mistake_names_it_and_keeps_what_was_typed(client, rita, changes, message):
    make_offer()
    make_draft(make_journey("other"), rita, slug="taken")
    sent = form(thanks="Typed with care", **changes)

    response = client.post(NEW, sent)

    assert response.status_code == 422
    text = text_of(response)
    assert message in text
    assert "Error: New survey: Upgrade Journey" in text
    assert "Typed with care" in text
    assert ticked(response) == [code for code in ALL_CODES if code in sent["items"]]
    assert Survey.objects.count() == 1


def test_create_links_each_mistake_to_a_field_that_is_there(client, rita):
    make_offer()

    html = client.post(NEW, form(title="", scale="7", items=[])).content.decode()

    targets = re.findall(r'<a href="#([\w-]+)">', html[html.index("error-summary") :])
    assert targets == ["items", "id_title", "id_scale"]
    assert all(f'id="{target}"' in html for target in targets)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("title", "stored"),
    [
        (HOSTILE, HOSTILE),
        ("Two\r\nlines\tand  spaces", "Two lines and spaces"),
        ("x" * 200, "x" * 200),
    ],
)
def test_hostile_titles_are_shown_as_text_everywhere(client, rita, title, stored):
    make_offer()
    client.post(NEW, form(title=title))

    pages = [
        client.get(page).content.decode()
        for page in (
            reverse("surveys:survey_list"),
            url("survey_detail", "renewal"),
            url("survey_edit", "renewal"),
            url("survey_preview", "renewal"),
            url("survey_delete", "renewal"),
        )
    ]

    assert Survey.objects.get().title == stored
    assert not any("<script>alert" in page or "14</h1>" in page for page in pages)
    assert stored.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;").replace(
        "'", "&#x27;"
    ) in pages[1].replace("\n", " ")


# The live summary


def test_summary_by_htmx_is_the_summary_alone_and_saves_nothing(client, rita):
    make_offer()

    response = client.post(NEW, form(items=["EMO01", "FIN01"]), headers=HTMX)

    html = response.content.decode()
    assert html.count("<div") == html.count("</div>")
    assert "<form" not in html
    assert re.sub(r"\s+", " ", text_of(response)).strip().startswith("1 minute 4 ratings 2 ratings")
    assert "Financial metrics are asked only of people" in html
    assert response["Vary"].count("HX-Request") == 1
    assert not Survey.objects.exists()


def test_summary_without_scripts_keeps_the_form_and_saves_nothing(client, rita):
    make_offer()

    response = client.post(NEW, form(title="", items=["SIT01"], action="recount", welcome="Mine"))

    text = text_of(response)
    assert response.status_code == 200
    assert "1 minute 1 rating" in text
    assert "Mine" in text
    assert "Error:" not in text
    assert ticked(response) == ["SIT01"]
    assert not Survey.objects.exists()


def test_summary_by_htmx_of_a_draft_leaves_it_alone(client, rita):
    make_draft(make_offer(), rita, "EMO01")

    response = client.post(url("survey_edit"), form(items=["SOC01", "EMO02"]), headers=HTMX)

    assert "4 ratings" in text_of(response)
    assert SurveyItem.objects.get().code == "EMO01"


# The wording of metrics


def boxes_of(response):
    """The texts beside the boxes of performance metrics."""
    html = markup(response.content)
    return re.findall(r'id="item-S\d+M\d+".*?box-text">(.*?)</span>', html)


def test_wording_says_what_plain_wording_reads_on_after(client, rita):
    make_offer()

    text = text_of(client.get(NEW))

    assert "reads on after “How important is it that you are able to …”" in text


@pytest.mark.parametrize("address", [NEW, url("survey_edit")], ids=["new", "edit"])
def test_boxes_are_drawn_in_the_wording_that_was_posted(client, rita, address):
    make_draft(make_offer(), rita, "S01M01")
    sent = form(items=["S01M01"], wording="outcome", title="")

    page = client.post(address, sent)

    assert boxes_of(page) == [
        f"Minimize the time it takes to settle goal {number}, e.g., cost, speed"
        for number in (1, 2)
    ]
    assert ticked(page) == ["S01M01"]


@pytest.mark.parametrize("address", [NEW, url("survey_edit")], ids=["new", "edit"])
def test_ticked_item_without_words_in_the_new_wording_is_named_before_it_is_left_out(
    client, rita, address
):
    journey = make_offer()
    make_draft(journey, rita, "S01M01", "S02M01")
    PerformanceMetric.objects.filter(code="S02M01").update(outcome=" ")
    sent = form(items=["S01M01", "S02M01"], wording="outcome", seen=seen_on(client))

    told = client.post(address, sent)
    stored = list(SurveyItem.objects.values_list("code", flat=True))
    client.post(address, sent | {"items": ticked(told)})

    assert told.status_code == 422
    assert "or none in this wording, for: S02M01. Save again to leave them out." in text_of(told)
    assert stored == ["S01M01", "S02M01"]
    renewal = Survey.objects.get(slug="renewal")
    assert [item.code for item in renewal.revisions.get().items.all()] == ["S01M01"]


# Editing


def test_edit_shows_the_draft_as_stored(client, rita):
    make_draft(make_offer(), rita, "EMO01", "EMO02", "SOC01", welcome="Stored welcome")

    response = client.get(url("survey_edit"))

    html = response.content.decode()
    assert ticked(response) == ["EMO02", "EMO01", "SOC01"]
    assert "Stored welcome" in html
    assert 'name="whole_drawn" value="emotional_jobs"' in re.sub(r"\s+", " ", html)


def test_edit_saves_and_leads_to_the_new_address(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01")

    response = client.post(url("survey_edit"), form(seen=seen_on(client), items=["SOC01"]))

    survey.refresh_from_db()
    assert response["Location"] == url("survey_detail", "renewal")
    assert (survey.title, survey.slug) == ("Renewal 2026", "renewal")
    assert SurveyItem.objects.get().code == "SOC01"


def test_edit_in_two_tabs_keeps_the_first_and_shows_the_second_what_differs(client, rita):
    make_draft(make_offer(), rita, "EMO01")
    seen = seen_on(client)
    client.post(url("survey_edit"), form(seen=seen, slug="pilot", title="First tab"))

    second = form(seen=seen, slug="pilot", title="Second tab", items=["SOC01"])
    response = client.post(url("survey_edit"), second)

    text = text_of(response)
    assert response.status_code == 409
    assert "so nothing was saved" in text
    assert "differs from what is stored in: Title and the items." in text
    assert 'value="Second tab"' in response.content.decode()
    assert ticked(response) == ["SOC01"]
    assert Survey.objects.get().title == "First tab"

    fresh = re.search(r'name="seen" value="(\w+)"', response.content.decode())[1]
    client.post(url("survey_edit"), second | {"seen": fresh})

    assert Survey.objects.get().title == "Second tab"
    assert SurveyItem.objects.get().code == "SOC01"


def test_edit_without_a_mark_of_what_was_seen_writes_nothing(client, rita):
    make_draft(make_offer(), rita, "EMO01")

    response = client.post(url("survey_edit"), form(slug="pilot"))

    assert response.status_code == 409
    assert Survey.objects.get().title == "Pilot"


def test_edit_to_a_taken_address_is_refused(client, rita):
    journey = make_offer()
    make_draft(journey, rita, "EMO01")
    make_draft(journey, rita, "EMO01", slug="renewal")

    response = client.post(url("survey_edit"), form(seen=seen_on(client)))

    assert "Another survey has this address. “renewal-2” is free." in text_of(response)
    assert Survey.objects.filter(slug="pilot", title="Pilot").exists()


def test_edit_leaves_out_what_the_catalog_no_longer_has_and_says_so(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01", "EMO02")
    EmotionalJob.objects.get(code="EMO02").delete()

    page = client.get(url("survey_edit"))
    client.post(url("survey_edit"), form(seen=seen_on(client), items=ticked(page), slug="pilot"))
    client.post(url("survey_open"), draft_shown(client))

    assert "EMO02 Feel EMO02" in text_of(page)
    survey.refresh_from_db()
    assert survey.status == "open"
    assert SurveyItem.objects.get().code == "EMO01"


def test_edit_of_a_draft_deleted_between_page_and_click_is_not_found(client, rita, monkeypatch):
    survey = make_draft(make_offer(), rita, "EMO01")
    sent = form(seen=seen_on(client), slug="pilot")
    update_draft = drafts.update_draft

    def delete_just_before(**arguments):
        survey.delete()
        update_draft(**arguments)

    monkeypatch.setattr(drafts, "update_draft", delete_just_before)

    assert client.post(url("survey_edit"), sent).status_code == 404


@pytest.mark.parametrize("status", ["open", "closed"])
def test_edit_of_an_opened_survey_says_why_not(client, rita, status):
    survey = make_survey(rita, status=status)
    before = list(SurveyItem.objects.values())

    seen = client.get(url("survey_edit"))
    sent = client.post(url("survey_edit"), form())

    assert "frozen, so that every answer is an answer to the same question" in text_of(seen)
    assert sent.status_code == 409
    survey.refresh_from_db()
    assert survey.title == "Upgrading a solution"
    assert list(SurveyItem.objects.values()) == before


def test_edit_saved_after_another_tab_opened_the_survey_changes_nothing(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01")
    seen = seen_on(client)
    lifecycle.open_survey(survey)

    response = client.post(url("survey_edit"), form(seen=seen, items=["SOC01"]))

    assert response.status_code == 409
    assert SurveyItem.objects.get().code == "EMO01"


def test_edit_that_loses_the_race_against_opening_says_why_not(client, rita, monkeypatch):
    survey = make_draft(make_offer(), rita, "EMO01")
    seen = seen_on(client)
    update_draft = drafts.update_draft

    def open_just_before(**arguments):
        lifecycle.open_survey(survey)
        update_draft(**arguments)

    monkeypatch.setattr(drafts, "update_draft", open_just_before)

    with zeal_ignore():  # both steps lock the survey, here in one request
        response = client.post(url("survey_edit"), form(seen=seen, items=["SOC01"]))

    assert response.status_code == 409
    assert "Nothing was saved: the draft you were editing was opened" in text_of(response)
    assert SurveyItem.objects.get().code == "EMO01"


def test_create_with_financial_metrics_and_their_question(client, rita):
    make_offer()

    client.post(NEW, form(items=["FIN01"]))

    assert Survey.objects.get().revisions.get().gate == "Do you buy?"
    assert SurveyItem.objects.get().text == "Minimize the cost of parts"
