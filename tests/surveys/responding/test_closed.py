"""What respondents meet where no answers are taken: before, during a pause, afterwards."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from surveys.designing import lifecycle
from surveys.models import Response, Survey
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.builders import make_survey, make_user
from tests.surveys.pages import text_of

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)
OPENS = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
START = "/respond/pilot/"
PAUSED = "This survey is paused. Answers given so far are kept, and links to it go on working"
CLOSED = "This survey is closed and takes no more answers."
HIDDEN = re.compile(r'<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"\s+id="sent-')


@pytest.fixture
def survey():
    """An open survey."""
    return make_survey(items=["EMO01", "EMO02"])


def sent_again(page):
    """What the form of a paused page sends, as a browser reads it."""
    return {name: unescape(value) for name, value in HIDDEN.findall(page.content.decode())}


def place(token, name):
    return reverse(f"surveys:{name}", args=[token])


def test_scheduled_survey_says_when_it_opens_in_its_own_zone(client, survey):
    opens = datetime(2190, 3, 3, 8, 0, tzinfo=UTC)
    Survey.objects.update(opens_at=opens, time_zone="Europe/Berlin")

    page = client.get(START)
    german = client.get(START, {"lang": "de"})
    begun = client.post(START, {"consent": "yes"})

    html = page.content.decode()
    assert (page.status_code, begun.status_code) == (409, 409)
    assert (
        '<time datetime="2190-03-03T09:00+01:00">March 3, 2190, 09:00 (Europe/Berlin)</time>'
    ) in html
    assert '<time datetime="2190-03-03T09:00+01:00">3. März 2190, 09:00' in german.content.decode()
    assert "See or withdraw my answers" not in html
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("stage", "status", "words"),
    [
        ("paused", 409, PAUSED),
        ("closed", 410, CLOSED),
        ("ended", 410, CLOSED),
        ("paused and ended", 410, CLOSED),
    ],
)
def test_start_page_says_where_the_survey_stands(client, stage, status, words):
    stored = stage if stage == "closed" else "open"
    make_survey(status=stored)
    past = timezone.now() - timedelta(minutes=1)
    fields = {
        "paused": {"status": "paused"},
        "ended": {"closes_at": past},
        "paused and ended": {"status": "paused", "closes_at": past},
    }
    Survey.objects.update(**fields.get(stage, {"time_zone": "UTC"}))

    pages = [client.get(START), client.post(START, {"consent": "yes"})]

    assert [page.status_code for page in pages] == [status, status]
    assert [words in text_of(page) for page in pages] == [True, True]
    assert not Response.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("who", "stage", "status"),
    [
        ("stranger", "draft", 404),
        ("other researcher", "draft", 404),
        ("owner", "draft", 409),
        ("collaborator", "draft", 409),
        ("superuser", "draft", 409),
        ("stranger", "deleted", 404),
        ("owner", "deleted", 404),
    ],
)
def test_draft_and_binned_survey_are_shown_to_nobody_who_may_not_see_them(
    client, method, who, stage, status
):
    owner, sam = make_user("rita"), make_user("sam")
    survey = make_survey(
        owner, status="draft" if stage == "draft" else "open", title="Secret study"
    )
    survey.collaborators.add(sam)
    if stage == "deleted":
        lifecycle.bin_survey(survey)
    people = {"owner": owner, "collaborator": sam, "other researcher": make_user("dora")}
    people["superuser"] = make_user("boss", is_superuser=True)
    if who in people:
        client.force_login(people[who])

    page = getattr(client, method)(START, {"consent": "yes"})

    assert page.status_code == status
    assert ("Secret study" in text_of(page)) == (status == 409)
    assert not Response.objects.exists()


def test_save_in_a_pause_is_told_as_unsaved_and_taken_after_it(client, survey):
    token = start(client, survey)
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "3")
    lifecycle.pause_survey(survey)

    refused = tab.choose("EMO01_difficulty", "2")
    in_pause = cells_of(token)
    lifecycle.resume_survey(survey)
    taken = tab.save(tab.save_of("EMO01_difficulty"))

    assert refused.status_code == 409
    assert refused.content.decode() == "This survey is paused. Your last answer is not saved yet."
    assert in_pause == {"EMO01_importance": "3"}
    assert taken.status_code == 200
    assert cells_of(token) == {"EMO01_importance": "3", "EMO01_difficulty": "2"}


def test_page_sent_in_a_pause_is_carried_along_and_sent_again(client, survey):
    token = start(client, survey)
    tab = Tab(client, token, by="form")
    tab.checked = {"EMO01_importance": "3", "EMO02_difficulty": "na"}
    lifecycle.pause_survey(survey)

    refused = client.post(tab.url, tab.hidden | tab.checked | {"action": "next"})
    still = client.post(tab.url, sent_again(refused))
    in_pause = cells_of(token)
    lifecycle.resume_survey(survey)
    taken = client.post(tab.url, sent_again(still))

    assert (refused.status_code, still.status_code) == (409, 409)
    assert "What you have just sent is not saved yet." in text_of(refused)
    assert f'<form method="post" action="{tab.url}">' in refused.content.decode()
    assert in_pause == {}
    assert taken.status_code == 302
    assert cells_of(token) == {
        "EMO01_importance": "3",
        "EMO01_difficulty": "skipped",
        "EMO02_importance": "skipped",
        "EMO02_difficulty": "na",
    }


def test_what_is_carried_along_is_inert(client, survey):
    token = start(client, survey)
    lifecycle.pause_survey(survey)

    page = client.post(Tab(client, token).url, {'"><script>': '"><script>alert(1)</script>'})

    assert "<script>alert" not in page.content.decode()


def test_links_into_a_paused_survey_say_so_and_show_the_link_to_keep(client, survey):
    token = start(client, survey)
    lifecycle.pause_survey(survey)
    resume = place(token, "response_resume")

    pages = [
        client.get(resume, follow=True),
        client.get(place(token, "response_review")),
        client.post(place(token, "response_review"), {"action": "submit"}),
    ]

    assert [page.status_code for page in pages] == [409] * 3
    assert [PAUSED in text_of(page) for page in pages] == [True] * 3
    assert [f"http://testserver{resume}" in text_of(page) for page in pages] == [True] * 3
    assert Response.objects.get().status == "in_progress"


def test_changing_sent_answers_waits_for_the_end_of_a_pause(client, survey):
    survey.revisions.update(allow_changes=True)
    token = start(client, survey)
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "3")
    client.post(place(token, "response_review"), {"action": "submit"})
    tab = Tab(client, token)
    lifecycle.pause_survey(survey)

    refused = tab.choose("EMO01_importance", "1")
    page = client.get(tab.url)
    receipt = client.get(place(token, "response_receipt"))

    assert (refused.status_code, page.status_code) == (409, 409)
    assert "You can change your answers once it goes on." in text_of(receipt)
    assert cells_of(token)["EMO01_importance"] == "3"


def test_receipt_of_unsent_answers_waits_for_the_end_of_a_pause(client, survey):
    token = start(client, survey)
    lifecycle.pause_survey(survey)

    paused = client.get(place(token, "response_receipt"))
    lifecycle.close_survey(survey)
    closed = client.get(place(token, "response_receipt"))

    assert "This survey is paused. You can go on answering once it does." in text_of(paused)
    assert "Go on answering" not in text_of(paused)
    assert "This survey is paused" not in text_of(closed)


@pytest.mark.parametrize("end", ["pause", "close", "bin"])
def test_sent_answers_are_thanked_for_whatever_became_of_the_survey(client, survey, end):
    token = start(client, survey)
    tab = Tab(client, token)
    client.post(place(token, "response_review"), {"action": "submit"})
    {"pause": lifecycle.pause_survey, "close": lifecycle.close_survey}.get(
        end, lifecycle.bin_survey
    )(survey)

    refused = tab.choose("EMO01_importance", "1")
    page = client.get(tab.url)

    assert (refused.status_code, page.status_code) == (410, 302)
    assert refused.content.decode() == "You have already sent your answers. Thank you."
    assert page["Location"] == place(token, "response_done")


def test_answers_to_a_deleted_survey_can_still_be_seen_and_withdrawn(client, survey):
    token = start(client, survey)
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "3")
    lifecycle.bin_survey(survey)

    refused = tab.choose("EMO02_importance", "3")
    page = client.get(tab.url)
    receipt = client.get(place(token, "response_receipt"))
    client.post(place(token, "response_withdraw"))

    assert (refused.status_code, page.status_code) == (410, 410)
    assert CLOSED in text_of(page)
    assert "Go on answering" not in text_of(receipt)
    assert "Feel sure about EMO01" in text_of(receipt)
    assert not Response.objects.exists()


@pytest.mark.parametrize("stage", ["open", "paused", "closed"])
def test_whoever_was_screened_out_reads_of_no_pause(client, survey, stage):
    token = start(client, survey)
    tab = Tab(client, token)
    Response.objects.update(status="screened_out")
    Survey.objects.update(status=stage, closed_at=NOW if stage == "closed" else None)

    refused = tab.choose("EMO01_importance", "1")
    page = client.get(tab.url)
    receipt = client.get(place(token, "response_receipt"))

    assert (refused.status_code, page.status_code) == (410, 410)
    assert refused.content.decode() == "This survey has no more questions for you. Thank you."
    assert "This survey has no more questions for you. Thank you." in text_of(page)
    assert "paused" not in text_of(page) + text_of(receipt)


# D10: the closing time comes while people answer


@pytest.mark.unmeasured
@pytest.mark.parametrize("by", ["htmx", "form"])
def test_closing_time_between_two_of_fifty_saves_keeps_exactly_what_was_told(
    client, survey, monkeypatch, by
):
    token = start(client, survey)
    tab, moments = Tab(client, token, by=by), [NOW + timedelta(seconds=n) for n in range(50)]
    Survey.objects.update(closes_at=moments[25])
    told, statuses = {}, []

    for number, moment in enumerate(moments):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        name, value = ("EMO01_importance", "EMO02_difficulty")[number % 2], str(number % 3 + 1)
        if by == "htmx":
            status = tab.choose(name, value).status_code
        else:
            sent = tab.hidden | tab.checked | {name: value, "action": "stay"}
            status = client.post(tab.url, sent).status_code
        statuses.append(status)
        if status in {200, 302}:
            told[name] = value
            tab = Tab(client, token, by=by)

    expected = 200 if by == "htmx" else 302
    assert statuses == [expected] * 25 + [410] * 25
    assert cells_of(token) == told
