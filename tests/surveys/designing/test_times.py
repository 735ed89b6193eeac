"""Opening and closing times: the form, the zone, and what they do without anybody's help."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django import forms
from django.conf import settings as site_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertHTMLEqual

from surveys.designing import lifecycle
from surveys.designing.forms.schedule import ClosingForm, zone_choices
from surveys.designing.schedule import Times, change_times, times_of
from surveys.models import Survey
from tests.surveys.builders import make_revision, make_survey
from tests.surveys.offers import make_draft, make_offer, make_researcher
from tests.surveys.pages import HTMX, draft_shown, text_of, url

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 10, 12, 0, tzinfo=UTC)
OPENS = datetime(2027, 3, 3, 8, 0, tzinfo=UTC)
CLOSES = datetime(2027, 3, 31, 16, 0, tzinfo=UTC)
BERLIN = {"opens": "2027-03-03T09:00", "closes": "2027-03-31T18:00", "time_zone": "Europe/Berlin"}


@pytest.fixture
def clock(monkeypatch):
    """A server clock that stands still at NOW; `clock.now` moves it."""

    class Clock:
        now = NOW

    monkeypatch.setattr(timezone, "now", lambda: Clock.now)
    return Clock


@pytest.fixture
def pass_until(clock, client, rita):
    """Moves the clock on; Rita, whose session has ended by then, signs in again."""

    def move(moment):
        clock.now = moment
        client.force_login(rita)

    return move


@pytest.fixture
def rita(client, clock):
    """A researcher, signed in."""
    user = make_researcher("rita", last_login=NOW)
    client.force_login(user)
    return user


def stored():
    return times_of(Survey.objects.get())


def seen_now(client, name="survey_times"):
    html = client.get(url(name)).content.decode()
    return {"seen": re.search(r'name="seen" value="(\w+)"', html)[1]}


def save(client, **changes):
    """Fill in the form as it comes, but for `changes`, and send it."""
    return client.post(url("survey_times"), seen_now(client) | BERLIN | changes, follow=True)


def test_times_are_written_in_their_zone_and_said_in_words(client, rita):
    make_survey(rita, status="draft")

    page = save(client)
    again = client.get(url("survey_times")).content.decode()

    assert stored() == Times(OPENS, CLOSES, "Europe/Berlin")
    assert "The times are saved." in text_of(page)
    assert "Set to open on March 3, 2027, 09:00 (Europe/Berlin) ." in text_of(page)
    assert "Closes on March 31, 2027, 18:00 (Europe/Berlin) ." in text_of(page)
    assert '<time datetime="2027-03-31T18:00+02:00">' in page.content.decode()
    assert re.findall(r'type="datetime-local" name="(\w+)" value="([^"]+)"', again) == [
        ("opens", "2027-03-03T09:00"),
        ("closes", "2027-03-31T18:00"),
    ]
    assert '<option value="Europe/Berlin" selected>Europe/Berlin</option>' in again


def test_times_can_be_taken_back(client, rita):
    make_survey(rita, status="draft")
    save(client)

    page = save(client, opens="", closes="")

    assert stored() == Times(None, None, "Europe/Berlin")
    assert "Takes answers as soon as you open it." in text_of(page)
    assert "Closes when you close it." in text_of(page)


def test_survey_without_times_starts_in_the_zone_of_the_site(client, rita, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    make_survey(rita, status="draft")

    html = client.get(url("survey_times")).content.decode()

    assert re.findall(r'<option value="([^"]+)" selected', html) == ["Asia/Tokyo"]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "EST5EDT", '"><b>Mars</b>'])
@pytest.mark.parametrize("sent", [None, {"time_zone": "Asia/Tokyo"}, {"time_zone": "Mars"}])
def test_zones_are_drawn_as_a_plain_select_draws_them(zone, sent):
    form = ClosingForm(Times(None, None, zone), sent)
    drawn = str(form["time_zone"])
    plain = forms.Select(choices=form.fields["time_zone"].choices)

    form.fields["time_zone"].widget = plain

    assertHTMLEqual(drawn, str(form["time_zone"]))


def test_zones_are_grouped_and_those_of_the_system(client, rita):
    groups = dict(zone_choices("UTC"))

    offered = {value for group in groups.values() for value, _label in group}
    assert list(groups)[:2] == ["UTC", "Africa"]
    assert ("America/New_York", "America/New York") in groups["America"]
    assert {"Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland"} <= offered
    assert offered <= available_timezones()
    assert zone_choices("EST5EDT")[0] == ("EST5EDT", [("EST5EDT", "EST5EDT")])


NO_TIME = "Write a date and a time, for example 2027-03-03T09:00."
TWICE = (
    "Oct. 31, 2027 comes twice in Europe/Berlin, as the clocks go back. "
    "Choose a time before or after that hour."
)


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"opens": "2027-04-02T09:00"},
            {"id_closes": "Closes: Choose a time after the one at which the survey opens."},
        ),
        (
            {"opens": "2027-03-31T18:00"},
            {"id_closes": "Closes: Choose a time after the one at which the survey opens."},
        ),
        (
            {"opens": "2027-03-28T02:30"},
            {
                "id_opens": "Opens: There is no 02:30 on March 28, 2027 in Europe/Berlin: "
                "the clocks go forward then."
            },
        ),
        ({"closes": "2027-10-31T02:00"}, {"id_closes": f"Closes: 02:00 on {TWICE}"}),
        ({"closes": "2027-10-31T02:59"}, {"id_closes": f"Closes: 02:59 on {TWICE}"}),
        (
            {"opens": "2027-01-10T13:00"},
            {
                "id_opens": "Opens: This time has passed. Choose a later one, or leave it empty.",
            },
        ),
        (
            {"opens": "", "closes": "1999-12-31T23:59"},
            {"id_closes": "Closes: This time has passed. Choose a later one, or leave it empty."},
        ),
        ({"opens": "tomorrow"}, {"id_opens": f"Opens: {NO_TIME}"}),
        ({"opens": "2027-03-03T09:00+01:00"}, {"id_opens": f"Opens: {NO_TIME}"}),
        ({"closes": "9999-12-31T23:59"}, {"id_closes": f"Closes: {NO_TIME}"}),
        ({"closes": "0001-01-01T00:00"}, {"id_closes": f"Closes: {NO_TIME}"}),
        (
            {"time_zone": "Mars/Base"},
            {
                "id_time_zone": "Time zone: Select a valid choice. "
                "Mars/Base is not one of the available choices."
            },
        ),
    ],
)
def test_mistakes_name_field_and_reason_and_save_nothing(client, rita, changes, errors):
    make_survey(rita, status="draft")

    page = save(client, **changes)

    html = page.content.decode()
    assert page.status_code == 422
    assert dict(re.findall(r'<li><a href="#(\w+)">([^<]+)</a>', html)) == errors
    assert stored() == Times(None, None, "UTC")
    sent = BERLIN | changes
    assert f'name="closes" value="{sent["closes"]}"' in html


@pytest.mark.unmeasured
@pytest.mark.parametrize("closes", ["2027-10-31T01:59", "2027-10-31T03:00", "2027-03-28T03:00"])
def test_times_beside_a_change_of_the_clocks_are_taken(client, rita, closes):
    make_survey(rita, status="draft")

    save(client, closes=closes)

    local = stored().closes_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert f"{local:%Y-%m-%dT%H:%M}" == closes


@pytest.mark.unmeasured
def test_times_changed_elsewhere_are_named_and_not_lost(client, rita):
    make_survey(rita, status="draft")
    stale = seen_now(client)
    save(client)
    mine = BERLIN | {"opens": "", "closes": "2027-06-30T18:00"}

    refused = client.post(url("survey_times"), stale | mine)
    kept = stored()
    fresh = re.search(r'name="seen" value="(\w+)"', refused.content.decode())[1]
    page = client.post(url("survey_times"), mine | {"seen": fresh}, follow=True)

    assert refused.status_code == 409
    assert (
        "They are now: opens March 3, 2027, 09:00 (Europe/Berlin); "
        "closes March 31, 2027, 18:00 (Europe/Berlin)."
    ) in text_of(refused)
    assert 'value="2027-06-30T18:00"' in refused.content.decode()
    assert kept == Times(OPENS, CLOSES, "Europe/Berlin")
    assert "The times are saved." in text_of(page)
    assert stored().closes_at == datetime(2027, 6, 30, 16, 0, tzinfo=UTC)


def test_times_taken_away_elsewhere_are_named_as_by_hand(client, rita):
    make_survey(rita, status="draft")
    save(client)
    stale = seen_now(client)
    save(client, opens="", closes="")

    refused = client.post(url("survey_times"), stale | BERLIN | {"closes": "2027-04-01T10:00"})

    assert "They are now: opens by hand; closes by hand." in text_of(refused)


def test_times_sent_twice_are_no_conflict(client, rita):
    make_survey(rita, status="draft")
    sent = seen_now(client) | BERLIN

    pages = [client.post(url("survey_times"), sent, follow=True) for _click in range(2)]

    assert ["The times are saved." in text_of(page) for page in pages] == [True, True]


# From draft to closed by the clock alone


@pytest.mark.unmeasured
def test_draft_with_a_time_ahead_is_scheduled_then_opens_and_closes(client, rita, pass_until):
    make_draft(make_offer(), rita, "EMO01")
    save(client)
    draft = client.get(url("survey_detail"))
    sent = draft_shown(client)
    opened = client.post(url("survey_open"), sent, follow=True)
    twice = client.post(url("survey_open"), sent, follow=True)
    start = reverse("surveys:response_start", args=["pilot"])
    seen = []

    for moment in (NOW, OPENS - timedelta(seconds=1), OPENS, CLOSES - timedelta(seconds=1), CLOSES):
        pass_until(moment)
        polls = "hx-get" in client.get(url("survey_counts"), headers=HTMX).content.decode()
        seen.append((Survey.objects.get().stage, client.get(start).status_code, polls))

    words = "The survey opens on March 3, 2027, 09:00 (Europe/Berlin). Its questions are frozen"
    assert "Schedule survey" in text_of(draft)
    assert words in text_of(opened)
    assert words in text_of(twice)
    assert "Opens on March 3, 2027, 09:00 (Europe/Berlin) . Nobody can answer before." in text_of(
        twice
    )
    assert seen == [
        ("scheduled", 409, False),
        ("scheduled", 409, False),
        ("open", 200, True),
        ("open", 200, True),
        ("closed", 410, False),
    ]
    assert "Closed since March 31, 2027." in text_of(client.get(url("survey_detail")))


def test_draft_whose_closing_time_has_passed_is_not_opened(client, rita, pass_until):
    make_draft(make_offer(), rita, "EMO01")
    save(client)
    pass_until(CLOSES)

    page = client.post(url("survey_open"), draft_shown(client), follow=True)

    assert page.redirect_chain[-1][0] == url("survey_times")
    assert "Nothing was opened: its closing time has passed. Change it." in text_of(page)
    assert Survey.objects.get().stage == "draft"


def test_opening_time_stays_once_the_survey_has_opened(client, rita, pass_until):
    make_survey(rita)
    Survey.objects.update(opens_at=OPENS, time_zone="Europe/Berlin")
    sent = seen_now(client) | BERLIN
    pass_until(OPENS)

    form = client.get(url("survey_times"))
    refused = client.post(url("survey_times"), sent)
    closing = {name: sent[name] for name in ("seen", "closes", "time_zone")}
    page = client.post(url("survey_times"), closing, follow=True)

    assert 'name="opens"' not in form.content.decode()
    assert "Opened on March 3, 2027, 09:00 (Europe/Berlin) ." in text_of(form)
    assert "The survey has opened meanwhile, so its opening time stays." in text_of(refused)
    assert "The times are saved." in text_of(page)
    assert stored() == Times(OPENS, CLOSES, "Europe/Berlin")


def test_survey_that_opened_or_closed_before_the_lock_keeps_its_times(client, rita, clock):
    survey = make_survey(rita)
    Survey.objects.update(opens_at=OPENS, closes_at=CLOSES)
    seen = stored().fingerprint
    told = []

    for moment in (OPENS, CLOSES):
        clock.now = moment
        with pytest.raises(lifecycle.WrongStatusError) as refused:
            change_times(survey=survey, times=Times(None, CLOSES, "UTC"), seen=seen)
        told.append(refused.value.stage)

    assert told == ["open", "closed"]
    assert stored() == Times(OPENS, CLOSES, "UTC")


def test_times_of_a_closed_survey_are_for_reopening(client, rita, clock):
    make_survey(rita, status="closed")

    got = client.get(url("survey_times"), follow=True)
    posted = client.post(url("survey_times"), BERLIN, follow=True)

    advice = "This survey is closed. Reopen it to take answers again."
    assert advice in text_of(got)
    assert advice in text_of(posted)
    assert stored() == Times(None, None, "UTC")


def test_survey_closed_between_page_and_click_keeps_its_times(client, rita, monkeypatch):
    survey = make_survey(rita)
    stale = Survey.objects.get(pk=survey.pk)
    lifecycle.close_survey(survey)
    monkeypatch.setattr("surveys.designing.views.schedule.get_survey_or_404", lambda *_who: stale)

    page = client.post(
        url("survey_times"), {"closes": "2027-03-31T18:00", "time_zone": "UTC"}, follow=True
    )

    assert "This survey is closed." in text_of(page)
    assert stored() == Times(None, None, "UTC")


def schedule(client, rita):
    """Rita's survey, opened before its opening time."""
    survey = make_survey(rita)
    Survey.objects.update(opens_at=OPENS, closes_at=CLOSES, time_zone="Europe/Berlin")
    return survey


def test_emptying_opens_of_a_scheduled_survey_does_not_open_it(client, rita):
    schedule(client, rita)

    form = client.get(url("survey_times"))
    page = save(client, opens="")

    words = "To open it before, use “Open now” on the survey’s page."
    assert words in text_of(form)
    assert "it takes answers as soon as one of you opens it" not in text_of(form)
    assert page.status_code == 422
    assert "Opens: Choose a time. To open it at once, use “Open now”" in text_of(page)
    assert stored() == Times(OPENS, CLOSES, "Europe/Berlin")
    assert Survey.objects.get().stage == "scheduled"


def test_draft_scheduled_between_page_and_click_keeps_its_opening_time(client, rita, monkeypatch):
    survey = make_draft(make_offer(), rita, "EMO01")
    save(client)
    sent = seen_now(client) | BERLIN | {"opens": ""}
    stale = Survey.objects.get(pk=survey.pk)
    lifecycle.open_survey(survey)
    monkeypatch.setattr("surveys.designing.views.schedule.get_survey_or_404", lambda *_who: stale)

    page = client.post(url("survey_times"), sent, follow=True)

    assert "This survey has not opened yet. Open it now, change its times" in text_of(page)
    assert stored() == Times(OPENS, CLOSES, "Europe/Berlin")


def test_scheduled_survey_is_opened_now(client, rita):
    schedule(client, rita)
    button = client.get(url("survey_detail")).content.decode()

    pages = [client.post(url("survey_open_now"), follow=True) for _click in range(2)]

    assert 'id="action-open-now"' in button
    for page in pages:
        assert [str(message) for message in page.context["messages"]] == ["The survey is open."]
    assert "Open since Jan. 10, 2027." in text_of(pages[-1])
    assert "action-open-now" not in pages[-1].content.decode()
    assert (stored(), Survey.objects.get().stage) == (Times(NOW, CLOSES, "Europe/Berlin"), "open")


def test_days_are_those_of_the_zone_of_the_survey(client, rita, clock):
    clock.now = datetime(2027, 3, 31, 22, 0, tzinfo=UTC)  # midnight in Berlin
    client.force_login(rita)
    make_survey(rita, opened_at=datetime(2027, 3, 1, 23, 30, tzinfo=UTC))
    Survey.objects.update(time_zone="Europe/Berlin")
    is_open = text_of(client.get(url("survey_detail")))
    Survey.objects.update(closes_at=clock.now)
    closed = text_of(client.get(url("survey_detail")))
    listed = text_of(client.get(reverse("surveys:survey_list")))
    lifecycle.bin_survey(Survey.objects.get())
    binned = text_of(client.get(url("survey_restore")))

    assert "Open since March 2, 2027." in is_open
    assert "Revision 1 opened March 2, 2027," in is_open
    assert "Closed since April 1, 2027." in closed
    assert "closed April 1, 2027" in listed
    assert "May 1, 2027" in binned


# Reopening


@pytest.mark.parametrize(
    ("sent", "theirs", "words"),
    [
        ("2027-06-01T00:00", CLOSES, "It closes on March 31, 2027, 16:00 (UTC)."),
        ("2027-06-01T00:00", None, "It closes by hand."),
        ("yesterday", None, "It closes by hand."),
    ],
)
@pytest.mark.parametrize("is_race", [False, True])
def test_closing_time_lost_to_a_colleague_is_said_and_leads_to_the_times(
    client, rita, monkeypatch, sent, theirs, words, is_race
):
    survey = make_survey(rita)
    Survey.objects.update(closes_at=NOW - timedelta(days=1))
    stale = Survey.objects.get(pk=survey.pk)
    lifecycle.reopen_survey(survey, until=(theirs, "UTC"))
    if is_race and sent != "yesterday":
        monkeypatch.setattr(
            "surveys.designing.views.schedule.get_survey_or_404", lambda *_who: stale
        )

    page = client.post(url("survey_reopen"), {"closes": sent, "time_zone": "UTC"}, follow=True)

    assert page.redirect_chain[-1][0] == url("survey_times")
    assert [str(message) for message in page.context["messages"]] == [
        "The survey was reopened elsewhere meanwhile, so your closing time was not taken. " + words
    ]
    assert stored().closes_at == theirs


def test_reopening_names_the_revision_that_is_asked(client, rita):
    survey = make_survey(rita, status="closed")
    make_revision(survey, items=["EMO01"], welcome="Other")
    closed = text_of(client.get(url("survey_detail")))

    page = client.post(url("survey_reopen"), follow=True)

    assert "Reopening asks revision 2." in closed
    assert "The survey is open again and asks revision 2." in text_of(page)


@pytest.mark.parametrize("status", ["open", "paused"])
@pytest.mark.parametrize(
    ("closes", "until"),
    [("", None), ("2027-05-01T00:00", datetime(2027, 4, 30, 22, 0, tzinfo=UTC))],
)
def test_reopening_after_the_closing_time_wants_another_or_none(
    client, rita, pass_until, closes, until, status
):
    make_survey(rita, status=status)
    Survey.objects.update(closes_at=CLOSES, time_zone="Europe/Berlin")
    pass_until(CLOSES)
    detail = client.get(url("survey_detail"))

    asked = client.post(url("survey_reopen"))
    past = client.post(
        url("survey_reopen"), {"closes": "2027-03-31T18:00", "time_zone": "Europe/Berlin"}
    )
    before = Survey.objects.get().stage
    page = client.post(
        url("survey_reopen"), {"closes": closes, "time_zone": "Europe/Berlin"}, follow=True
    )
    again = client.post(
        url("survey_reopen"), {"closes": closes, "time_zone": "Europe/Berlin"}, follow=True
    )

    assert "so reopening asks for a new one, or none." in text_of(detail)
    assert "Its closing time has passed. Choose a new one" in text_of(asked)
    assert '<option value="Europe/Berlin" selected>' in asked.content.decode()
    assert (past.status_code, before) == (422, "closed")
    assert "The survey is open again and asks revision 1." in text_of(page)
    assert "The survey is open again and asks revision 1." in text_of(again)
    survey = Survey.objects.get()
    assert (survey.stage, survey.closes_at, survey.closed_at) == ("open", until, None)


def test_reopening_by_hand_before_the_closing_time_keeps_it(client, rita):
    make_survey(rita, status="closed")
    Survey.objects.update(closes_at=CLOSES)

    page = client.post(url("survey_reopen"), follow=True)

    assert "Closes on March 31, 2027, 16:00 (UTC) ." in text_of(page)
    assert Survey.objects.get().stage == "open"


def test_reopening_before_the_opening_time_schedules(client, rita):
    make_survey(rita, status="closed")
    Survey.objects.update(opens_at=OPENS)

    page = client.post(url("survey_reopen"), follow=True)

    assert "The survey opens on March 3, 2027, 08:00 (UTC)." in text_of(page)
    assert Survey.objects.get().stage == "scheduled"


def test_reopening_whose_time_passes_meanwhile_says_so(client, rita, pass_until, monkeypatch):
    survey = make_survey(rita, status="closed")
    Survey.objects.update(closes_at=CLOSES)
    pass_until(CLOSES)
    monkeypatch.setattr("surveys.designing.views.schedule.needs_new_end", lambda _survey: False)

    page = client.post(url("survey_reopen"))

    assert page["Location"] == url("survey_detail")
    assert "closing time has passed just now" in text_of(client.get(reverse("surveys:survey_list")))
    survey.refresh_from_db()
    assert survey.stage == "closed"


def test_site_has_a_zone_that_the_form_knows():
    assert site_settings.TIME_ZONE in dict(
        pair for _group, names in zone_choices("UTC") for pair in names
    )
