"""The researcher's surveys: the list, one survey, its steps, preview, sharing, deleting."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from journeys.models import EmotionalJob
from surveys.designing import drafts, lifecycle
from surveys.models import Answer, Contact, Response, Survey, SurveyItem
from tests.surveys.builders import (
    OPENED_AT,
    make_response,
    make_revision,
    make_survey,
    make_user,
)
from tests.surveys.offers import ALL_CODES, make_draft, make_offer, make_researcher
from tests.surveys.pages import HTMX, draft_shown, text_of, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def rita(client):
    """A researcher, signed in."""
    user = make_researcher("rita")
    client.force_login(user)
    return user


# List


def test_list_without_surveys_says_what_a_survey_is_for(client, rita):
    response = client.get(reverse("surveys:survey_list"))

    assert "No surveys yet." in text_of(response)
    assert f'href="{reverse("surveys:survey_create")}"' in response.content.decode()


def test_list_for_someone_who_cannot_create_names_the_way(client):
    client.force_login(make_user("carl"))

    response = client.get(reverse("surveys:survey_list"))

    assert "ask whoever runs this site to add you to the group Researchers" in text_of(response)
    assert reverse("surveys:survey_create") not in response.content.decode()


def test_list_groups_by_status_with_counts(client, rita):
    make_survey(rita, slug="draft", status="draft", title="A draft")
    opened = make_survey(rita, slug="open", title="An open one")
    make_survey(rita, slug="closed", status="closed", title="A closed one")
    make_response(opened)
    make_response(opened, status="in_progress")

    text = text_of(client.get(reverse("surveys:survey_list")))

    places = [text.index(words) for words in ("An open one", "A draft", "A closed one")]
    assert places == sorted(places)
    assert "1 of 2 submitted" in text
    assert "2 items" in text
    assert "0 of 0 submitted" in text


def test_list_takes_the_same_queries_at_one_and_three(client, rita, django_assert_num_queries):
    make_survey(rita, slug="one").collaborators.add(make_user("carl"), make_user("dora"))
    with django_assert_num_queries(6):
        one = client.get(reverse("surveys:survey_list")).content.decode()
    for slug in ("two", "three"):
        make_response(make_survey(rita, slug=slug))

    with django_assert_num_queries(6):
        three = client.get(reverse("surveys:survey_list")).content.decode()

    assert (one.count('class="survey-title"'), three.count('class="survey-title"')) == (1, 3)


# One survey


def test_detail_of_a_draft_names_items_that_are_gone(client, rita):
    make_draft(make_offer(), rita, "EMO01", "EMO02")
    EmotionalJob.objects.get(code="EMO02").delete()

    detail = client.get(url("survey_detail"))
    opened = client.post(url("survey_open"), draft_shown(client), follow=True)

    assert "EMO02 Feel EMO02" in text_of(detail)
    assert "Nothing was opened. The catalog no longer has: EMO02 Feel EMO02." in text_of(opened)
    assert Survey.objects.get().status == "draft"


@pytest.mark.parametrize("page", ["survey_detail", "survey_edit"])
def test_pages_of_a_draft_credit_the_author_of_its_journey(client, rita, page):
    journey = make_offer(attribution="Jane Doe, 2026", licence="CC BY 4.0")
    make_draft(journey, rita, "EMO01")

    text = text_of(client.get(url(page)))

    assert "Jane Doe, 2026. Licence of the entries on this page: CC BY 4.0." in text
    assert "Boysen" not in text


def test_detail_of_an_opened_survey_credits_whom_it_copied_from(client, rita):
    make_survey(rita, attribution="Jane Doe, 2026", licence="CC BY 4.0")

    text = text_of(client.get(url("survey_detail")))

    assert "Jane Doe, 2026. Licence of the entries on this page: CC BY 4.0." in text
    assert "Boysen" not in text


@pytest.mark.parametrize(
    ("status", "words", "steps"),
    [
        ("draft", "Nobody can answer it yet.", ["open"]),
        ("open", "Anyone with the link can answer.", ["close"]),
        ("closed", "Nobody can answer; everything answered is kept.", ["reopen"]),
    ],
)
def test_detail_offers_the_step_that_fits_the_status(client, rita, status, words, steps):
    make_survey(rita, status=status)

    response = client.get(url("survey_detail"))

    html = response.content.decode()
    assert words in text_of(response)
    assert re.findall(r'action="/surveys/pilot/(open|close|reopen)/"', html) == steps


@pytest.mark.parametrize(
    ("public_url", "link"),
    [
        ("", "http://testserver/respond/pilot/"),
        ("https://surveys.example.org", "https://surveys.example.org/respond/pilot/"),
    ],
)
def test_detail_shows_the_full_link(client, rita, settings, public_url, link):
    settings.PUBLIC_URL = public_url
    make_survey(rita)

    html = client.get(url("survey_detail")).content.decode()

    assert f'value="{link}"' in html


def test_detail_takes_the_same_queries_at_one_and_three(client, rita, django_assert_num_queries):
    small, large = (
        make_survey(rita, items=["EMO01"]),
        make_survey(rita, items=["EMO01", "EMO02", "SOC01"], slug="large"),
    )
    small.collaborators.add(make_user("carl"))
    large.collaborators.add(make_user("dora"), make_user("emil"), make_user("fay"))
    for number in range(4):
        make_response(small if number == 0 else large)

    with django_assert_num_queries(8):
        client.get(url("survey_detail"))
    with django_assert_num_queries(8):
        html = client.get(url("survey_detail", "large")).content.decode()

    assert html.count('name="remove"') == 3


def test_open_close_reopen_by_plain_posts(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01")
    said, sent = [], draft_shown(client)

    for step in ("open", "open", "close", "close", "reopen", "reopen", "close"):
        page = client.post(url(f"survey_{step}"), sent, follow=True)
        survey.refresh_from_db()
        said.append((step, survey.status, re.search(r"The survey is [^.]+\.", text_of(page))[0]))

    assert said == [
        ("open", "open", "The survey is open."),
        ("open", "open", "The survey is open."),
        ("close", "closed", "The survey is closed."),
        ("close", "closed", "The survey is closed."),
        ("reopen", "open", "The survey is open again and asks revision 1."),
        ("reopen", "open", "The survey is open again and asks revision 1."),
        ("close", "closed", "The survey is closed."),
    ]


def test_draft_changed_after_its_page_was_read_is_not_opened(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01")
    sent = draft_shown(client)
    stored = drafts.draft_content(survey, drafts.draft_of(survey))
    theirs = replace(stored, consent="Answers are passed on.")
    drafts.update_draft(survey=survey, content=theirs, seen=stored.fingerprint)

    unseen = client.post(url("survey_open"))
    stale = client.post(url("survey_open"), sent)
    stage = Survey.objects.get().stage
    client.post(url("survey_open"), draft_shown(client))

    assert (unseen.status_code, stale.status_code, stage) == (409, 409, "draft")
    assert "Nothing was opened" in text_of(stale)
    assert "The draft was changed after you opened its page." in text_of(stale)
    assert f'href="{url("survey_detail")}"' in stale.content.decode()
    assert Survey.objects.get().stage == "open"


@pytest.mark.parametrize("was_asked_for", [False, True])
def test_addresses_are_reached_whatever_the_newest_revision_asks(client, rita, was_asked_for):
    survey = make_survey(rita, contact="To invite you" if was_asked_for else "")
    first = survey.revisions.get()
    make_revision(survey, items=["EMO01"], contact="")
    link = f'href="{url("survey_contacts")}"'
    before = link in client.get(url("survey_detail")).content.decode()
    Contact.objects.create(revision=first, address="a@example.org", given_on=OPENED_AT.date())

    after = link in client.get(url("survey_detail")).content.decode()

    assert (before, after) == (was_asked_for, True)


def test_only_those_in_charge_delete_every_address(client, rita):
    survey = make_survey(rita, contact="To invite you")
    carl = make_user("carl")
    survey.collaborators.add(carl)
    for name in ("ann", "bob"):
        address = f"{name}@example.org"
        Contact.objects.create(
            revision=survey.revisions.get(), address=address, given_on=OPENED_AT.date()
        )
    told = text_of(client.get(url("survey_detail")))
    client.force_login(carl)

    page = client.get(url("survey_contacts")).content.decode()
    refused = client.post(url("survey_contacts"), {"action": "delete_all", "sure": "yes"})
    left = Contact.objects.count()
    client.post(url("survey_contacts"), {"address": "ann@example.org"})

    assert "Only the owner can add and remove people, delete the survey, and delete all" in told
    assert ("action-delete-all" in page, "action-delete-one" in page) == (False, True)
    assert (refused.status_code, left) == (403, 2)
    assert Contact.objects.get().address == "bob@example.org"


def test_opening_a_draft_without_items_is_refused_in_words(client, rita):
    make_draft(make_offer(), rita)

    page = client.post(url("survey_open"), draft_shown(client), follow=True)

    assert "Nothing was opened: the draft has no items." in text_of(page)
    assert Survey.objects.get().status == "draft"


# Counts


def test_counts_by_htmx_are_polled_while_open(client, rita):
    survey = make_survey(rita)
    make_response(survey)
    make_response(survey, status="in_progress")
    make_response(survey, status="in_progress")

    response = client.get(url("survey_counts"), headers=HTMX)

    html = response.content.decode()
    assert "<html" not in html
    assert re.findall(r"<dt>([^<]+)</dt>\s*<dd>(\d+)</dd>", html) == [
        ("Submitted", "1"),
        ("In progress", "2"),
        ("Started", "3"),
    ]
    assert 'hx-trigger="every 10s"' in html
    assert "Last one submitted on March 2, 2026" in html


def test_counts_of_a_closed_survey_are_polled_no_more(client, rita):
    make_survey(rita, status="closed")

    html = client.get(url("survey_counts"), headers=HTMX).content.decode()

    assert "hx-" not in html
    assert "Last one" not in html


def test_counts_take_four_queries(client, rita, django_assert_num_queries):
    survey = make_survey(rita)
    for _number in range(3):
        make_response(survey)

    with django_assert_num_queries(4):
        client.get(url("survey_counts"), headers=HTMX)


# QR code


def test_qr_is_an_svg_picture_without_styles_or_scripts(client, rita):
    make_survey(rita)

    response = client.get(url("survey_qr"))

    root = ElementTree.fromstring(response.content)  # noqa: S314  # our own picture
    assert response["Content-Type"] == "image/svg+xml"
    assert response["Content-Disposition"] == 'inline; filename="pilot-qr.svg"'
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert {element.tag.rpartition("}")[2] for element in root.iter()} == {"svg", "path"}
    assert b"style" not in response.content


# Preview


@pytest.mark.parametrize("status", ["draft", "open", "closed"])
def test_preview_walks_every_page_and_stores_nothing(client, rita, status):
    survey = make_draft(make_offer(), rita, *ALL_CODES, gate="Do you buy?", thanks="Bye")
    if status != "draft":
        lifecycle.open_survey(survey)
    if status == "closed":
        lifecycle.close_survey(survey)
    before = list(SurveyItem.objects.values())
    titles, address = [], url("survey_preview")

    for _page in range(20):
        page = client.get(address)
        titles.append(re.search(r'aria-current="page">([^<]+)<', page.content.decode())[1])
        assert "Nothing you choose here is stored." in text_of(page)
        following = client.post(address, {"action": "next", "EMO01_importance": "3"})["Location"]
        if following == address:
            break
        address = following

    assert titles == [
        "Welcome",
        "Contexts",
        "Situations",
        "Plan the upgrade",
        "Test before rollout",
        "Ideal states",
        "Emotional jobs",
        "Social jobs",
        "Related jobs",
        "Purchase decision",
        "Financial metrics",
        "Thank-you",
    ]
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)
    assert list(SurveyItem.objects.values()) == before


def test_preview_goes_back_and_stays(client, rita):
    make_draft(make_offer(), rita, "EMO01", "SOC01")
    here = url("survey_preview", query="?page=social_jobs")

    back = client.post(here, {"action": "back"})
    stay = client.post(here, {"clear": "SOC01_importance"})

    assert back["Location"] == url("survey_preview", query="?page=emotional_jobs")
    assert stay["Location"] == here


def test_preview_of_a_draft_shows_the_catalog_of_today(client, rita):
    make_draft(make_offer(), rita, "EMO01")
    EmotionalJob.objects.filter(code="EMO01").update(name="Feel at ease")

    page = client.get(url("survey_preview", query="?page=emotional_jobs"))

    assert "Feel at ease" in text_of(page)
    assert SurveyItem.objects.get().text == "Feel EMO01"


def test_preview_of_an_opened_survey_shows_what_is_frozen(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01")
    lifecycle.open_survey(survey)
    EmotionalJob.objects.filter(code="EMO01").update(name="Feel at ease")

    page = client.get(url("survey_preview", query="?page=emotional_jobs"))

    assert "Feel EMO01" in text_of(page)
    assert "Feel at ease" not in text_of(page)


def test_preview_of_a_page_that_is_not_there_is_404(client, rita):
    make_draft(make_offer(), rita, "EMO01")

    assert client.get(url("survey_preview", query="?page=contexts")).status_code == 404


# People


def test_owner_shares_and_unshares(client, rita):
    survey = make_survey(rita)
    make_user("carl")

    added = client.post(url("survey_collaborators"), {"username": " carl "}, follow=True)
    again = client.post(url("survey_collaborators"), {"username": "carl"}, follow=True)
    shared = list(survey.collaborators.values_list("username", flat=True))
    removed = client.post(url("survey_collaborators"), {"remove": "carl"}, follow=True)
    client.post(url("survey_collaborators"), {"remove": "carl"})

    assert "carl can now work on this survey." in text_of(added)
    assert again.status_code == 200
    assert shared == ["carl"]
    assert "carl can no longer see this survey." in text_of(removed)
    assert not survey.collaborators.exists()


def test_name_that_no_database_holds_removes_nobody(client, rita):
    survey = make_survey(rita)
    survey.collaborators.add(make_user("carl"))

    replies = [
        client.post(url("survey_collaborators"), {"remove": name}) for name in ("\0", "eve\0")
    ]

    assert [reply.status_code for reply in replies] == [422, 302]
    assert survey.collaborators.count() == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Write the user name of an account."),
        ("nobody", "No account has this user name."),
        ("gone", "No account has this user name."),
        ("rita", "This person owns the survey already."),
    ],
)
def test_sharing_with_a_wrong_name_says_so_and_keeps_it(client, rita, name, words):
    survey = make_survey(rita)
    make_user("gone", is_active=False)

    response = client.post(url("survey_collaborators"), {"username": name})

    assert response.status_code == 422
    assert words in text_of(response)
    assert "Error: Upgrading a solution" in text_of(response)
    assert not name or f'value="{name}"' in response.content.decode()
    assert not survey.collaborators.exists()


# Deleting


def test_delete_asks_first_and_then_deletes_the_draft(client, rita):
    make_draft(make_offer(), rita, "EMO01")

    asked = client.get(url("survey_delete"))
    still_there = Survey.objects.count()
    done = client.post(url("survey_delete"), follow=True)

    assert "Delete this draft?" in text_of(asked)
    assert still_there == 1
    assert "The draft “Pilot” is deleted." in done.content.decode()
    assert not Survey.objects.exists()
    assert not SurveyItem.objects.exists()
