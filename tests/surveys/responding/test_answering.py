"""Nothing a respondent does loses an answer: each rule through HTMX and through the plain form."""

import re
from itertools import permutations
from urllib.parse import urlencode

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from surveys import links
from surveys.models import Answer, Response, Survey
from surveys.responding import answering
from tests.markup import markup
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.builders import make_response, make_survey

pytestmark = pytest.mark.django_db
UNREADABLE = "This answer could not be read. Please choose again."
BOTH_WAYS = pytest.mark.parametrize("by", ["htmx", "form"])


@BOTH_WAYS
def test_answers_in_two_tabs_on_different_cells_all_stay(client, by):
    token = start(client, make_survey())
    first, second = Tab(client, token, by=by), Tab(client, token, by=by)

    first.choose("EMO01_importance", "3")
    first.choose("EMO01_difficulty", "1")
    first.settle()
    second.choose("EMO02_importance", "2")
    second.settle()

    assert cells_of(token) == {
        "EMO01_importance": "3",
        "EMO01_difficulty": "1",
        "EMO02_importance": "2",
    }


@BOTH_WAYS
def test_answer_of_a_stale_tab_overwrites_nothing_and_shows_the_newer_one(client, by):
    token = start(client, make_survey())
    stale, fresh = Tab(client, token, by=by), Tab(client, token, by=by)
    fresh.choose("EMO01_importance", "3")
    fresh.settle()

    stale.choose("EMO01_importance", "1")
    reply = stale.settle()

    html = reply.content.decode()
    assert cells_of(token) == {"EMO01_importance": "3"}
    assert "Answered in another window meanwhile" in html
    assert 'id="EMO01_importance_3" name="EMO01_importance" value="3" checked' in html


@BOTH_WAYS
def test_answer_of_a_stale_tab_is_written_at_the_second_tap(client, by):
    token = start(client, make_survey())
    stale, fresh = Tab(client, token, by=by), Tab(client, token, by=by)
    fresh.choose("EMO01_importance", "3")
    fresh.settle()
    stale.choose("EMO01_importance", "1")
    stale.settle()

    stale.choose("EMO01_importance", "1")
    stale.settle()

    assert cells_of(token) == {"EMO01_importance": "1"}


@BOTH_WAYS
def test_answer_changed_again_on_the_same_page_keeps_the_last(client, by):
    token = start(client, make_survey())
    tab = Tab(client, token, by=by)
    tab.choose("EMO01_importance", "1")
    tab.settle()

    tab.choose("EMO01_importance", "3")
    tab.settle()

    assert cells_of(token) == {"EMO01_importance": "3"}


@BOTH_WAYS
def test_answer_cleared_is_open_and_its_row_stays(client, by):
    token = start(client, make_survey())
    tab = Tab(client, token, by=by)
    tab.choose("EMO01_importance", "3")
    tab.choose("EMO01_difficulty", "2")
    tab.settle()

    tab.clear("EMO01_importance")

    assert cells_of(token) == {"EMO01_difficulty": "2"}
    cleared = Answer.objects.get(question="importance")
    assert (cleared.state, cleared.value, cleared.version) == ("cleared", None, 2)


@BOTH_WAYS
def test_clear_in_a_stale_tab_leaves_the_newer_answer(client, by):
    token = start(client, make_survey())
    first = Tab(client, token, by=by)
    first.choose("EMO01_importance", "1")
    first.settle()
    stale, fresh = Tab(client, token, by=by), Tab(client, token, by=by)
    fresh.choose("EMO01_importance", "3")
    fresh.settle()

    stale.clear("EMO01_importance")

    assert cells_of(token) == {"EMO01_importance": "3"}


@BOTH_WAYS
def test_does_not_apply_is_stored_as_a_state(client, by):
    token = start(client, make_survey())
    tab = Tab(client, token, by=by)

    tab.choose("EMO01_importance", "na")
    tab.settle()

    row = Answer.objects.get()
    assert (row.state, row.value) == ("not_applicable", None)


@BOTH_WAYS
def test_save_repeated_changes_nothing_and_is_acknowledged(client, by):
    token = start(client, make_survey())
    tab = Tab(client, token, by=by)
    if by == "htmx":
        tab.choose("EMO01_importance", "3")
        request = {"EMO01_importance": "3", "EMO01_importance_seen": "0:", **_count_of(tab)}
        reply = client.post(tab.save_url, request, headers={"HX-Request": "true"})
    else:
        form = tab.hidden | {"EMO01_importance": "3", "action": "stay"}
        client.post(tab.url, form)
        reply = client.post(tab.url, form)

    assert reply.status_code == (200 if by == "htmx" else 302)
    assert list(Answer.objects.values_list("value", "version")) == [(3, 1)]


# Five in each of 120 orders are saved by a server of its own in test_reliability.py.
@pytest.mark.unmeasured
@pytest.mark.parametrize("order", list(permutations([2, 3, 4, 5])))
def test_saves_of_one_page_in_any_order_end_with_the_highest_counter(client, order):
    token = start(client, make_survey())
    tab = Tab(client, token)
    values = {2: "1", 3: "3", 4: "na", 5: "2"}

    for counter in order:
        tab.hidden["counter"] = str(counter - 1)
        tab.checked["EMO01_importance"] = values[counter]
        reply = tab.save(tab.save_of("EMO01_importance"))
        assert reply.status_code == 200

    assert cells_of(token) == {"EMO01_importance": "2"}


@pytest.mark.unmeasured
@pytest.mark.parametrize("order", list(permutations([2, 3, 4])))
def test_whole_pages_of_one_page_load_in_any_order_end_with_the_highest_counter(client, order):
    token = start(client, make_survey())
    form = Tab(client, token, by="form").hidden | {"action": "stay"}
    url = reverse("surveys:response_section", args=[token, "emotional_jobs"])
    values = {2: "1", 3: "3", 4: "2"}

    for counter in order:
        client.post(url, form | {"EMO01_importance": values[counter], "counter": str(counter)})

    assert cells_of(token) == {"EMO01_importance": "2"}


def test_late_save_after_the_whole_page_was_sent_does_not_undo_it(client):
    token = start(client, make_survey())
    tab = Tab(client, token)
    tab.checked["EMO01_importance"] = "1"
    late = tab.save_of("EMO01_importance")
    tab.checked["EMO01_importance"] = "3"
    tab._count()
    tab.send("next")

    client.post(tab.save_url, late, headers={"HX-Request": "true"})

    assert cells_of(token)["EMO01_importance"] == "3"


def test_whole_page_writes_only_cells_that_differ_from_what_was_rendered(client):
    token = start(client, make_survey())
    first = Tab(client, token, by="form")
    first.choose("EMO01_importance", "1")
    first.settle()
    stale, fresh = Tab(client, token, by="form"), Tab(client, token, by="form")
    fresh.choose("EMO01_importance", "3")
    fresh.settle()

    stale.choose("EMO02_importance", "2")
    stale.settle()

    assert cells_of(token) == {"EMO01_importance": "3", "EMO02_importance": "2"}


def test_whole_page_writes_a_cell_whose_save_was_never_acknowledged(client):
    token = start(client, make_survey())
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "2")
    tab.checked["EMO01_importance"] = "3"
    lost = tab.save_of("EMO01_importance")
    client.post(tab.save_url, lost, headers={"HX-Request": "true"})
    tab.checked["EMO01_importance"] = "2"
    tab.hidden["EMO01_importance_seen"] = "1:*"
    tab._count()

    tab.send("stay")

    assert cells_of(token) == {"EMO01_importance": "2"}


def test_whole_page_finishes_a_clearing_that_was_under_way(client):
    token = start(client, make_survey())
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "2")
    tab.checked.clear()
    tab.hidden["EMO01_importance_seen"] = "1:*"
    tab._count()

    tab.send("stay")

    assert cells_of(token) == {}


def test_one_bad_value_among_many_is_named_and_the_rest_is_stored(client):
    token = start(client, make_survey())
    tab = Tab(client, token, by="form")
    tab.checked = {"EMO01_importance": "3", "EMO01_difficulty": "99", "EMO02_importance": "1"}

    reply = tab.send("next")

    assert reply.status_code == 422
    assert cells_of(token)["EMO01_importance"] == "3"
    assert cells_of(token)["EMO02_importance"] == "1"
    assert "EMO01_difficulty" not in cells_of(token)
    html = markup(reply.content)
    assert "<title>Error: " in html
    assert re.search(r'id="problem" [^>]* autofocus>\s*<h2>There is a problem</h2>', html)
    assert re.findall(r'<li><a href="#(\w+)"><bdi>(.*?)</bdi>(.*?)</a>', html) == [
        ("EMO01_difficulty_1", "Feel sure about EMO01", f" (Difficulty): {UNREADABLE}")
    ]
    assert f'id="EMO01_difficulty_message">{UNREADABLE}</p>' in html
    assert 'id="EMO01_difficulty" aria-describedby="EMO01_difficulty_message"' in html


def test_next_writes_skipped_for_blanks_and_a_later_answer_replaces_it(client):
    token = start(client, make_survey())
    tab = Tab(client, token, by="form")
    tab.choose("EMO01_importance", "3")
    tab.send("next")
    again = Tab(client, token, by="form")

    again.choose("EMO01_difficulty", "1")
    again.send("next")

    assert cells_of(token) == {
        "EMO01_importance": "3",
        "EMO01_difficulty": "1",
        "EMO02_importance": "skipped",
        "EMO02_difficulty": "skipped",
    }


def test_next_does_not_skip_what_another_tab_answered(client):
    token = start(client, make_survey())
    blank, other = Tab(client, token, by="form"), Tab(client, token)
    other.choose("EMO01_importance", "3")

    reply = blank.send("next")

    assert reply.status_code == 302
    assert cells_of(token)["EMO01_importance"] == "3"


def test_form_sent_again_after_back_with_other_answers_is_written(client):
    token = start(client, make_survey())
    tab = Tab(client, token, by="form")
    tab.choose("EMO01_importance", "1")
    tab.send("next")

    tab.choose("EMO01_importance", "3")
    tab.send("next")

    assert cells_of(token)["EMO01_importance"] == "3"


def test_clear_on_a_form_gone_back_to_clears_what_it_sent(client):
    token = start(client, make_survey())
    tab = Tab(client, token, by="form")
    tab.choose("EMO01_importance", "1")
    tab.send("next")

    tab.clear("EMO01_importance")

    assert "EMO01_importance" not in cells_of(token)


def test_form_gone_back_to_writes_the_answer_it_was_made_with(client):
    token = start(client, make_survey())
    first = Tab(client, token, by="form")
    first.choose("EMO01_importance", "2")
    first.settle()
    tab = Tab(client, token, by="form")
    tab.choose("EMO01_importance", "3")
    tab.send("next")

    tab.choose("EMO01_importance", "2")
    tab.send("next")

    assert cells_of(token)["EMO01_importance"] == "2"


def test_save_on_its_way_while_the_response_is_submitted_is_refused(client):
    token = start(client, make_survey())
    on_its_way = answering.response_of_token(token)
    item = on_its_way.revision.items.first()
    save = answering.Save(item, "importance", answering.Entry("answered", 3), 0)
    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})

    with pytest.raises(answering.ResponseClosed):
        answering.record_page(
            response=on_its_way, saves=[save], page_load=answering.PageLoad("tab", 2)
        )

    assert cells_of(token)["EMO01_importance"] == "skipped"


def test_submit_skips_blanks_of_pages_shown_and_leaves_other_pages_without_rows(client):
    survey = make_survey(items=["EMO01", "SOC01", "FIN01"])
    token = start(client, survey)
    Tab(client, token).choose("EMO01_importance", "3")

    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})

    assert cells_of(token) == {"EMO01_importance": "3", "EMO01_difficulty": "skipped"}


def test_submit_twice_is_one_submission(client):
    token = start(client, make_survey())
    review = reverse("surveys:response_review", args=[token])
    client.post(review, {"action": "submit"})
    submitted_at = Response.objects.get().submitted_at

    reply = client.post(review, {"action": "submit"})

    assert reply.headers["Location"] == reverse("surveys:response_done", args=[token])
    assert Response.objects.get().submitted_at == submitted_at


@BOTH_WAYS
def test_answer_after_submission_changes_nothing(client, by):
    token = start(client, make_survey())
    tab = Tab(client, token, by=by)
    tab.choose("EMO01_importance", "3")
    tab.settle()
    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})
    before = cells_of(token)

    tab.choose("EMO01_importance", "1")
    reply = tab.settle()

    assert reply.status_code == (410 if by == "htmx" else 302)
    assert cells_of(token) == before


@BOTH_WAYS
def test_answer_after_closing_is_refused_in_words_and_the_rest_is_kept(client, by):
    survey = make_survey()
    token = start(client, survey)
    tab = Tab(client, token, by=by)
    tab.choose("EMO01_importance", "3")
    tab.settle()
    Survey.objects.update(status="closed", closed_at=timezone.now())

    tab.choose("EMO01_importance", "1")
    reply = tab.settle()

    assert reply.status_code == 410
    assert "closed" in reply.content.decode()
    assert cells_of(token) == {"EMO01_importance": "3"}


@pytest.mark.parametrize(
    "name", ["EMO99_importance", "EMO01_level", "EMO01_nonsense", "SIT01_importance", "", "x" * 200]
)
def test_save_of_a_cell_the_survey_does_not_ask_is_not_found(client, name):
    token = start(client, make_survey())
    url = reverse("surveys:answer_save", args=[token])

    reply = client.post(url, {name: "3", "page_load": "a", "counter": "2"})

    assert reply.status_code == 404
    assert not Answer.objects.exists()


@pytest.mark.parametrize("code", ["EMO01\0", "\0", "EMO01\n", "emo01", "\uff25MO01", "E" * 13])
@pytest.mark.parametrize("field", ["name", "clear"])
def test_save_of_what_is_no_code_is_not_found_and_not_asked_of_the_database(
    client, django_assert_num_queries, code, field
):
    token = start(client, make_survey())
    name = f"{code}_importance"
    data = urlencode({name: "3"} if field == "name" else {"clear": name})

    with django_assert_num_queries(0):
        reply = client.post(
            reverse("surveys:answer_save", args=[token]),
            data,
            content_type="application/x-www-form-urlencoded",
        )

    assert reply.status_code == 404


@pytest.mark.parametrize("value", ["0", "4", "-1", "3.0", "٣", "na ", "skipped", "x" * 5000])
def test_save_of_a_value_off_the_scale_is_refused(client, value):
    token = start(client, make_survey())
    tab = Tab(client, token)

    reply = tab.save({"EMO01_importance": value, "page_load": "a", "counter": "2"})

    assert reply.status_code == 422
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "marks",
    [
        {"page_load": "x" * 99, "counter": "2"},
        {"page_load": "'; --", "counter": "9" * 30},
        {"page_load": "", "counter": "-5"},
        {"page_load": "é", "counter": "²"},
        {"EMO01_importance_seen": "nonsense"},
        {"EMO01_importance_seen": "9" * 40 + ":3"},
        {"n_cells": "<b>"},
    ],
)
def test_save_with_hostile_marks_still_stores_the_answer(client, marks):
    token = start(client, make_survey())
    url = reverse("surveys:answer_save", args=[token])

    reply = client.post(url, {"EMO01_importance": "3", **marks}, headers={"HX-Request": "true"})

    assert reply.status_code == 200
    assert cells_of(token) == {"EMO01_importance": "3"}


def test_five_point_scale_takes_five_and_three_point_does_not(client):
    scales = {"importance": list("abcde"), "difficulty": list("abcde")}
    token = start(client, make_survey(scales=scales))

    Tab(client, token).choose("EMO01_importance", "5")

    assert cells_of(token) == {"EMO01_importance": "5"}


@pytest.mark.parametrize(
    "fields",
    [
        {"value": None, "state": "answered"},
        {"value": 2, "state": "skipped"},
        {"value": 6, "state": "answered"},
        {"value": 0, "state": "answered"},
        {"value": 3, "state": "answered", "question": "chosen"},
        {"value": 3, "state": "answered", "question": "colour"},
        {"value": None, "state": "unsure"},
    ],
)
def test_answer_that_breaks_a_rule_is_refused_by_the_database(fields):
    response = make_response(make_survey(), "in_progress")
    row = {"response": response, "item": response.revision.items.first(), "page_load": "t"}
    row |= {"question": "importance"} | fields

    with pytest.raises(IntegrityError), transaction.atomic():
        Answer.objects.create(**row)


def test_answer_twice_for_one_cell_is_refused_by_the_database():
    response = make_response(make_survey(), "in_progress", {"EMO01_importance": 3})
    row = response.answers.get()
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_token_is_stored_as_a_hash_only(client):
    token = start(client, make_survey())

    response = Response.objects.get()

    assert len(token) == 26
    assert token not in str(Response.objects.values().get())
    assert response.token_hash == links.token_hash(token)
    assert links.receipt_code("abcdefghij") == "ABCD-EFGH-IJ"


def _count_of(tab):
    return {key: tab.hidden[key] for key in ("page_load", "counter", "n_cells")}
