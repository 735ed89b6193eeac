"""Changing what an opened survey asks, as a researcher does it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.html import escape

from journeys.models import EmotionalJob
from surveys.designing import lifecycle, revisions
from surveys.models import Survey, SurveyItem, Translation
from tests.markup import markup
from tests.surveys.builders import make_response, make_survey
from tests.surveys.offers import make_draft, make_offer, make_researcher
from tests.surveys.pages import form, seen_on, text_of, ticked, url

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script> \" ' {{ 7|add:7 }}"


@pytest.fixture
def rita(client):
    """A researcher, signed in."""
    user = make_researcher("rita")
    client.force_login(user)
    return user


@pytest.fixture
def survey(rita):
    """An open survey of hers that asks EMO02 and EMO01."""
    survey = make_draft(make_offer(), rita, "EMO01", "EMO02", retention_days=90)
    lifecycle.open_survey(survey)
    return Survey.objects.get(pk=survey.pk)


def next_form(client, **changes):
    """The builder's form as it is sent for the draft of a next revision."""
    sent = form(**{"seen": seen_on(client), "items": ["EMO01", "EMO02"]} | changes)
    return {name: value for name, value in sent.items() if name not in {"title", "slug"}}


def save(client, **changes):
    return client.post(url("survey_edit"), next_form(client, **changes))


def open_seen(client):
    """Press the button of the page of changes."""
    html = client.get(url("revision_open")).content.decode()
    seen = re.search(r'name="seen"\s+value="(\w+)"', html)[1]
    return client.post(url("revision_open"), {"seen": seen}, follow=True)


def hidden(page):
    """What the page's form sends besides its button."""
    html = page.content.decode()
    return dict(re.findall(r'name="(seen|number)"\s+value="(\w+)"', html))


def said(page):
    """Level and words of the messages on a page."""
    return [(message.level_tag, str(message)) for message in page.context["messages"]]


def change_rows(html):
    """The rows of the page of changes: name, old words, new words."""
    rows = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", markup(html))
    return [
        (name, *("".join(re.findall(rf"<{tag}>(.*?)</{tag}>", cell)) for tag in ("del", "ins")))
        for name, cell in rows
    ]


def test_change_what_is_asked_makes_a_draft_and_leads_to_it(client, survey):
    detail = client.get(url("survey_detail")).content.decode()
    assert 'id="action-revise"' in detail

    response = client.post(url("revision_begin"), follow=True)

    text = text_of(response)
    assert "Edit the draft of revision 2" in text
    assert "A draft is made, a copy of what is asked now." in text
    assert ticked(response) == ["EMO02", "EMO01"]
    assert survey.revisions.count() == 2


def test_second_researcher_is_led_to_the_draft_that_is_there(client, survey):
    client.post(url("revision_begin"))
    save(client, welcome="Rita was here")

    response = client.post(url("revision_begin"), follow=True)

    assert "The next revision has been begun already; this is it." in text_of(response)
    assert "Rita was here" in response.content.decode()
    assert survey.revisions.count() == 2


def test_draft_that_was_never_opened_has_nothing_to_revise(client, rita):
    make_draft(make_offer(), rita, "EMO01")

    detail = client.get(url("survey_detail")).content.decode()
    begun = client.post(url("revision_begin"), follow=True)
    changes = client.get(url("revision_open"))

    assert "action-revise" not in detail
    assert "Edit the draft" in text_of(begun)
    assert changes["Location"] == url("survey_detail")
    assert Survey.objects.get().revisions.count() == 1


def test_form_of_a_next_revision_shows_what_is_fixed_and_sends_none_of_it(client, survey):
    client.post(url("revision_begin"))

    response = client.get(url("survey_edit"))

    html, text = response.content.decode(), text_of(response)
    assert "Title Pilot Address pilot Times no finer than the day" in text
    assert "Answers are kept for 90 days" in text
    names = {"title", "slug", "retention_days", "is_anonymous"}
    assert not names & {*re.findall(r'name="(\w+)"', html)}
    assert "Save draft" in text


def test_saving_the_draft_keeps_what_is_fixed_and_leads_to_the_changes(client, survey):
    client.post(url("revision_begin"))
    sent = next_form(client, contact="To invite you", shuffle_items="on", allow_changes="on")

    response = client.post(
        url("survey_edit"),
        sent | {"title": "Another", "slug": "other", "retention_days": "1", "is_anonymous": ""},
    )

    survey.refresh_from_db()
    draft = survey.revisions.get(number=2)
    assert response["Location"] == url("revision_open")
    assert (survey.title, survey.slug, survey.retention_days) == ("Pilot", "pilot", 90)
    assert survey.is_anonymous is True
    assert (draft.contact, draft.shuffle_items, draft.allow_changes) == (
        "To invite you",
        True,
        True,
    )
    assert survey.revisions.get(number=1).contact == ""


def test_changes_are_shown_with_old_and_new_words(client, survey):
    EmotionalJob.objects.filter(code="EMO01").update(name=HOSTILE)
    client.post(url("revision_begin"))
    save(client, welcome="Hello", consent="Answers are kept.", thanks="", scale="5")

    html = client.get(url("revision_open")).content.decode()

    five = "Not at all {0} · Slightly {0} · Somewhat {0} · Very {0} · Extremely {0}"
    assert change_rows(html) == [
        ("EMO01", "Feel EMO01", escape(HOSTILE)),
        ("Importance", "Not important · Neutral · Important", five.format("important")),
        ("Difficulty", "Not difficult · Neutral · Difficult", five.format("difficult")),
        ("Welcome text", "", "Hello"),
        ("Purchase-decision question", "", "Do you buy?"),
    ]
    assert "<script>alert" not in html


def test_translation_that_no_longer_fits_is_said(client, survey):
    Translation.objects.create(
        revision=survey.revisions.get(),
        language="de",
        key="consent",
        source="Answers are kept.",
        text="Antworten bleiben.",
    )
    client.post(url("revision_begin"))
    save(client, consent="Answers are passed on.")

    text = text_of(client.get(url("revision_open")))

    assert "1 text reads otherwise in another language, or has no translation any more." in text


def test_page_of_a_draft_that_changes_nothing_has_no_button_to_open_it(client, survey):
    client.post(url("revision_begin"))

    response = client.get(url("revision_open"))

    assert "it asks exactly what revision 1 asks" in text_of(response)
    assert "action-open-revision" not in response.content.decode()


def test_opening_leads_new_people_to_the_new_revision_only(client, survey):
    begun = make_response(survey, "in_progress")
    client.post(url("revision_begin"))
    save(client, welcome="Hello, second")

    response = open_seen(client)

    assert "Revision 2 is open. Whoever begins now gets it." in text_of(response)
    client.logout()
    page = client.get(url("response_start")).content.decode()
    begun.refresh_from_db()
    assert "Hello, second" in page
    assert begun.revision.number == 1


def test_opening_what_changed_after_it_was_read_is_refused_and_shown_again(client, survey):
    client.post(url("revision_begin"))
    save(client, welcome="Hello, second")
    html = client.get(url("revision_open")).content.decode()
    seen = re.search(r'name="seen"\s+value="(\w+)"', html)[1]
    EmotionalJob.objects.filter(code="EMO01").update(name="Meanwhile")

    response = client.post(url("revision_open"), {"seen": seen})

    assert response.status_code == 409
    assert "Nothing was opened: what it changes is not what you were shown." in text_of(response)
    assert "Meanwhile" in text_of(response)
    assert survey.revisions.get(number=2).opened_at is None


def test_items_that_are_gone_are_named_before_opening(client, survey):
    client.post(url("revision_begin"))
    save(client, welcome="Hello, second")
    EmotionalJob.objects.get(code="EMO02").delete()

    response = client.get(url("revision_open"))

    assert "EMO02 Feel EMO02" in text_of(response)
    assert "action-open-revision" not in response.content.decode()


def test_throwing_the_draft_away_asks_first(client, survey):
    client.post(url("revision_begin"))

    asked = client.get(url("revision_discard"))
    still_there = survey.revisions.count()
    gone = client.post(url("revision_discard"), follow=True)

    assert "Revision 1 goes on as it is, with every answer." in text_of(asked)
    assert still_there == 2
    assert "The draft is thrown away." in text_of(gone)
    assert survey.revisions.count() == 1


@pytest.mark.parametrize("page", ["revision_open", "revision_discard"])
def test_step_for_a_draft_that_is_gone_says_so(client, survey, page):
    response = client.post(url(page), {"seen": "x", "number": "2"}, follow=True)

    assert said(response) == [("info", "There is no draft any more: it was thrown away.")]
    assert survey.revisions.get().number == 1


def test_second_of_two_clicks_says_what_is_already_so(client, survey):
    client.post(url("revision_begin"))
    save(client, welcome="Second")
    sent = hidden(client.get(url("revision_open")))
    client.get(client.post(url("revision_open"), sent)["Location"])

    opened = client.post(url("revision_open"), sent, follow=True)
    client.post(url("revision_begin"), follow=True)
    sent = hidden(client.get(url("revision_discard")))
    client.get(client.post(url("revision_discard"), sent)["Location"])
    discarded = client.post(url("revision_discard"), sent, follow=True)

    assert said(opened) == [("info", "Revision 2 is open already.")]
    assert said(discarded) == [("info", "There is no draft any more: it was thrown away.")]
    assert [one.number for one in survey.revisions.all()] == [1, 2]


def test_discarding_that_loses_the_race_says_so(client, survey, monkeypatch):
    revisions.begin_next_revision(survey)
    monkeypatch.setattr(revisions, "discard_next_revision", lambda survey: False)

    response = client.post(url("revision_discard"), {"number": "2"}, follow=True)

    assert said(response) == [("info", "There is no draft any more: it was thrown away.")]


@pytest.mark.parametrize("page", ["revision_begin", "revision_open", "revision_discard"])
def test_survey_deleted_between_page_and_click_is_not_found(client, survey, monkeypatch, page):
    if page != "revision_begin":
        revisions.begin_next_revision(survey)
    n_revisions = survey.revisions.count()
    lifecycle.bin_survey(survey)
    monkeypatch.setattr("surveys.designing.views.revisions.get_survey_or_404", lambda *_who: survey)

    assert client.post(url(page), {"seen": "x"}).status_code == 404
    assert survey.revisions.count() == n_revisions


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opens_at": timezone.now() + timedelta(days=9)}, "The survey begins with it."),
        ({"status": "paused"}, "Whoever begins after the pause gets it."),
        (
            {"status": "closed", "closed_at": timezone.now()},
            "The survey stays closed; reopened, it asks this revision.",
        ),
    ],
)
def test_words_of_opening_a_revision_are_those_of_the_stage(client, survey, fields, words):
    Survey.objects.update(**fields)
    offer = text_of(client.get(url("survey_detail")))
    client.post(url("revision_begin"))
    save(client, welcome="Second")

    response = open_seen(client)

    assert "Until you open that, the survey asks revision 1." in offer
    assert said(response) == [("success", f"Revision 2 is open. {words}")]


def test_stale_tab_of_the_first_draft_writes_nothing_into_the_next(client, rita):
    survey = make_draft(make_offer(), rita, "EMO01", welcome="Hello")
    sent = form(seen=seen_on(client), slug="pilot", title="New title", welcome="Stale")
    lifecycle.open_survey(survey)
    revisions.begin_next_revision(survey)

    response = client.post(url("survey_edit"), sent)

    survey.refresh_from_db()
    assert response.status_code == 409
    assert "Nothing was saved: the draft you were editing was opened" in text_of(response)
    assert (survey.title, survey.revisions.get(number=2).welcome) == ("Pilot", "Hello")


def test_opening_that_loses_the_race_against_discarding_says_so(client, survey, monkeypatch):
    client.post(url("revision_begin"))
    monkeypatch.setattr(revisions, "open_next_revision", lambda survey, *, seen: False)

    response = client.post(url("revision_open"), {"seen": "x"}, follow=True)

    assert "There is no draft any more" in text_of(response)


def test_edit_saved_after_another_tab_opened_the_next_revision_changes_nothing(client, survey):
    client.post(url("revision_begin"))
    save(client, welcome="Second")
    sent = next_form(client, welcome="Third")
    open_seen(client)

    response = client.post(url("survey_edit"), sent)

    assert response.status_code == 409
    assert "Nothing was saved" in text_of(response)
    assert survey.revisions.get(number=2).welcome == "Second"


def test_recount_without_scripts_keeps_what_is_fixed(client, survey):
    client.post(url("revision_begin"))

    response = client.post(url("survey_edit"), next_form(client) | {"action": "recount"})

    assert "Title Pilot Address pilot" in text_of(response)
    assert "4 ratings" in text_of(response)


def test_survey_shows_the_revision_in_the_field_while_the_next_is_a_draft(client, survey):
    make_response(survey)
    client.post(url("revision_begin"))
    save(client, items=["EMO01"])

    text = text_of(client.get(url("survey_detail")))

    assert "Revision 1 opened" in text
    assert "1 submitted, 0 in progress" in text
    assert "Revision 2 draft What it changes, and open" in text
    assert "4 ratings" in text


def test_preview_shows_the_revision_that_is_asked_for(client, survey):
    client.post(url("revision_begin"))
    EmotionalJob.objects.filter(code="EMO01").update(name="Reworded")
    page = "?page=emotional_jobs"

    in_field = text_of(client.get(url("survey_preview", query=page)))
    draft = text_of(client.get(url("survey_preview", query=f"{page}&revision=2")))
    walked = client.post(url("survey_preview", query=f"{page}&revision=2"), {"action": "next"})

    assert ("Feel EMO01" in in_field, "Reworded" in in_field) == (True, False)
    assert ("Feel EMO01" in draft, "Reworded" in draft) == (False, True)
    assert walked["Location"] == url("survey_preview", query="?revision=2&page=done")
    assert client.get(url("survey_preview", query="?revision=3")).status_code == 404


@pytest.mark.parametrize("page", ["revision_begin", "revision_open", "revision_discard"])
def test_others_find_no_next_revision(client, survey, page):
    client.post(url("revision_begin"))
    client.force_login(make_researcher("other"))

    response = client.post(url(page), {"seen": "x"})

    assert response.status_code == 404
    assert survey.revisions.get(number=2).opened_at is None


def test_page_of_changes_takes_the_same_queries_for_small_and_large_surveys(
    client, rita, django_assert_num_queries
):
    journey = make_offer()
    for slug, codes in (("small", ["EMO01"]), ("large", ["EMO01", "EMO02", "SOC01", "FIN01"])):
        survey = make_draft(journey, rita, *codes, slug=slug)
        lifecycle.open_survey(survey)
        revisions.begin_next_revision(survey)

    with django_assert_num_queries(18):
        client.get(url("revision_open", "small"))
    with django_assert_num_queries(18):
        client.get(url("revision_open", "large"))


# What a builder decides besides


def test_new_survey_is_anonymous_unless_somebody_says_otherwise(client, rita):
    make_offer()
    page = client.get("/surveys/new/?journey=upgrade").content.decode()
    box = re.search(r'<input[^>]*name="is_anonymous"[^>]*>', page)[0]

    client.post("/surveys/new/?journey=upgrade", form(is_anonymous=None, shuffle_items="on"))

    assert " checked" in box
    assert "What stands after a ? in your link is kept either way" in page
    survey = Survey.objects.get()
    assert survey.is_anonymous is False
    assert survey.revisions.get().shuffle_items is True


def test_what_an_address_is_for_is_kept_and_shown_again(client, rita):
    make_offer()
    client.post("/surveys/new/?journey=upgrade", form(contact=" To invite you\r\nonce "))

    html = client.get(url("survey_edit", "renewal")).content.decode()

    assert Survey.objects.get().revisions.get().contact == "To invite you\nonce"
    assert re.search(r'<textarea name="contact"[^>]*>\s*To invite you\nonce</textarea>', html)


def test_frozen_page_offers_the_next_revision(client, rita):
    make_survey(rita, status="closed")

    html = client.get(url("survey_edit")).content.decode()

    assert re.search(r'action="/surveys/pilot/edit/next/"', html)
    assert SurveyItem.objects.count() == 2
