"""What a person can do with a receipt code: see, change and withdraw their own answers."""

import re

import pytest
from django.urls import reverse

from surveys import links
from surveys.models import Answer, Response, Survey
from surveys.responding import answering
from tests.markup import markup
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.builders import make_response, make_survey, make_user
from tests.surveys.pages import text_of, url

pytestmark = pytest.mark.django_db

FIND = "/receipt/"
TOKEN = "abcdefghijklmnopqrstuvwxyz"
NOT_FOUND = "There are no answers under this code."


def receipt_url(token):
    return f"/responses/{token}/receipt/"


def withdraw_url(token):
    return f"/responses/{token}/withdraw/"


def send(client, token):
    """Submit the response."""
    return client.post(f"/responses/{token}/review/", {"action": "submit"})


def sent(client, survey, answers=(("EMO01_importance", "3"),), page="emotional_jobs"):
    """The token of a response with these answers, submitted."""
    token = start(client, survey)
    tab = Tab(client, token, page)
    for name, value in answers:
        tab.choose(name, value)
    send(client, token)
    return token


def said(reply):
    """Item text to the words of its answers, as the receipt page lists them."""
    html = reply.content.decode()
    rows = re.findall(
        r'<div class="said-text">(.*?)</div>\s*<p class="said-answers">(.*?)</p>', html, re.DOTALL
    )
    return {
        " ".join(re.sub(r"<[^>]+>", "", text).split()): " ".join(
            re.sub(r"<[^>]+>", "", words).split()
        )
        for text, words in rows
    }


# The code


@pytest.mark.parametrize(
    "typed",
    [
        "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ",
        "  abcdefgh ijklmnop\tqrstuvwx yz ",
        "abcd–efgh—ijkl mnop qrst uvwx.yz",
        "a8cd-efgh-1jkl-mn0p-qrst-uvwx-yz",
        f"https://surveys.example.org/responses/{TOKEN}/?lang=de",
    ],
)
def test_code_is_read_however_it_is_typed(typed):
    assert links.read_receipt_code(typed) == TOKEN


def test_every_code_reads_back_as_its_token():
    tokens = [links.new_token() for _ in range(200)]

    assert [links.read_receipt_code(links.receipt_code(token)) for token in tokens] == tokens


def test_code_leads_to_the_answers(client):
    token = sent(client, make_survey())

    reply = client.post(FIND, {"code": links.receipt_code(token)})

    assert (reply.status_code, reply.headers["Location"]) == (302, receipt_url(token))


def test_page_for_the_code_asks_for_it_and_is_not_kept_by_a_browser(client):
    reply = client.get(FIND)

    assert "Receipt code" in text_of(reply)
    assert "no-store" in reply.headers["Cache-Control"]


def test_unknown_withdrawn_and_broken_codes_are_answered_alike(client):
    token = sent(client, make_survey())
    client.post(withdraw_url(token))
    codes = ["", "no such code", links.receipt_code(TOKEN), links.receipt_code(token)]

    replies = [client.post(FIND, {"code": code}) for code in codes]
    typed_or_token = re.compile(r'value="[^"]*"|"[A-Za-z0-9]{64}"')
    pages = [typed_or_token.sub("", reply.content.decode()) for reply in replies]

    assert {reply.status_code for reply in replies} == {404}
    assert NOT_FOUND in pages[0]
    assert set(pages) == {pages[0]}


@pytest.mark.parametrize(
    ("address", "method"), [(receipt_url, "get"), (withdraw_url, "get"), (withdraw_url, "post")]
)
def test_address_of_an_unknown_and_a_withdrawn_response_are_answered_alike(client, address, method):
    token = sent(client, make_survey())
    client.post(withdraw_url(token))

    gone, unknown = (getattr(client, method)(address(key)) for key in (token, TOKEN))

    assert gone.status_code == unknown.status_code == 404
    assert NOT_FOUND in text_of(gone)
    assert text_of(gone) == text_of(unknown)


# Seeing


def test_done_page_gives_the_code_and_leads_to_the_answers(client):
    token = sent(client, make_survey())

    html = client.get(f"/responses/{token}/done/").content.decode()

    assert links.receipt_code(token) in html
    assert f'href="{receipt_url(token)}"' in html


def test_closed_page_leads_to_the_page_for_the_code(client):
    reply = client.get(f"/respond/{make_survey(status='closed').slug}/")

    assert f'href="{FIND}"' in reply.content.decode()


def test_receipt_shows_every_item_with_what_was_said(client):
    survey = make_survey(items=["CTX01", "SIT01", "SIT02", "EMO01", "EMO02"])
    token = start(client, survey)
    Tab(client, token, "contexts").choose("CTX01_chosen", "1")
    Tab(client, token, "situations").choose("SIT01_level", "4")
    tab = Tab(client, token)
    tab.choose("EMO01_importance", "3")
    tab.choose("EMO01_difficulty", "na")
    send(client, token)

    reply = client.get(receipt_url(token))

    scale = "1: None at all · 5: A great deal"
    assert said(reply) == {
        "Feel sure about CTX01": "Yes",
        f"Feel sure about SIT01 {scale}": "4 of 5",
        f"Feel sure about SIT02 {scale}": "No answer",
        "Feel sure about EMO01": "Importance: Important Difficulty: Does not apply",
        "Feel sure about EMO02": "Importance: No answer Difficulty: No answer",
    }
    assert "no-store" in reply.headers["Cache-Control"]


def test_receipt_says_when_consent_and_what_the_link_carried(client):
    survey = make_survey(consent="We keep it.", number=4)
    token = client.post(f"/respond/{survey.slug}/?panel=north", {"consent": "yes"})
    token = token.headers["Location"].split("/")[2]
    send(client, token)
    Response.objects.update(submitted_at="2026-05-04T11:22:33Z")

    words = text_of(client.get(receipt_url(token)))

    assert "Sent on May 4, 2026." in words
    assert "11:22" not in words
    assert "You agreed to version 4 of the text: We keep it." in words
    assert "panel = north" in words


def test_receipt_shows_the_purchase_decision_and_costs_only_after_a_yes(client):
    survey = make_survey(items=["EMO01", "FIN01"], gate="Do you buy?")
    token = start(client, survey)
    gate = f"/responses/{token}/purchase-decision/"

    unasked = said(client.get(receipt_url(token)))
    client.post(gate, {"decision_maker": "1", "action": "next"})
    asked = said(client.get(receipt_url(token)))

    emotional = {"Feel sure about EMO01": "Importance: No answer Difficulty: No answer"}
    costs = {"Feel sure about FIN01": "Importance: No answer Difficulty: No answer"}
    assert unasked == emotional | {"Do you buy?": "No answer"}
    assert asked == emotional | costs | {"Do you buy?": "Yes"}


def test_receipt_shows_costs_answered_before_a_no(client):
    token = start(client, make_survey(items=["FIN01"], gate="Do you buy?"))
    gate = f"/responses/{token}/purchase-decision/"
    client.post(gate, {"decision_maker": "1", "action": "next"})
    Tab(client, token, "financial_metrics").choose("FIN01_importance", "1")
    client.post(gate, {"decision_maker": "0", "action": "next"})

    shown = said(client.get(receipt_url(token)))

    assert shown == {
        "Feel sure about FIN01": "Importance: Not important Difficulty: No answer",
        "Do you buy?": "No",
    }


@pytest.mark.parametrize("n_items", [1, 3])
def test_receipt_takes_three_queries(client, n_items, django_assert_num_queries):
    items = [f"EMO0{number}" for number in range(1, n_items + 1)]
    token = sent(client, make_survey(items=items))

    with django_assert_num_queries(3):
        client.get(receipt_url(token))


def test_receipt_is_in_the_language_the_response_was_begun_in(client):
    token = sent(client, make_survey())
    Response.objects.update(language="de")

    html = markup(client.get(receipt_url(token)).content)

    assert '<html lang="de"' in html
    assert '<div class="said-text"><p lang="en" dir="auto">Feel sure about EMO01</p>' in html


def test_receipt_of_an_unsent_response_leads_on(client):
    token = start(client, make_survey())

    reply = client.get(receipt_url(token))

    assert "not sent yet" in text_of(reply)
    assert f'href="/responses/{token}/" id="action-resume"' in reply.content.decode()


# Changing


def test_sent_answers_stay_as_they_are_where_changes_are_not_allowed(client):
    token = sent(client, make_survey())

    page = client.get(receipt_url(token))
    section = client.get(f"/responses/{token}/emotional_jobs/")
    saved = client.post(f"/responses/{token}/save/", {"EMO01_importance": "1"})

    assert "action-change" not in page.content.decode()
    assert "does not let answers be changed" in text_of(page)
    assert section.headers["Location"] == f"/responses/{token}/done/"
    assert saved.status_code == 410
    assert cells_of(token)["EMO01_importance"] == "3"


@pytest.mark.parametrize("by", ["htmx", "form"])
def test_sent_answers_are_changed_by_the_same_pages_where_allowed(client, by):
    token = sent(client, make_survey(allow_changes=True))
    first = Response.objects.get().submitted_at
    receipt = client.get(receipt_url(token)).content.decode()
    offer = re.search(r'href="([^"]+)" id="action-change"', receipt)[1]

    tab = Tab(client, token, by=by)
    shown = tab.checked["EMO01_importance"]
    tab.choose("EMO01_importance", "1")
    tab.settle()
    review = text_of(client.get(f"/responses/{token}/review/"))
    again = send(client, token)

    response = Response.objects.get()
    assert offer == tab.url
    assert shown == "3"
    assert cells_of(token)["EMO01_importance"] == "1"
    assert "Your answers are with us already" in review
    assert again.headers["Location"] == f"/responses/{token}/done/"
    assert (response.status, response.submitted_at) == (Response.Status.SUBMITTED, first)


def test_changed_answer_yields_to_a_newer_one_of_another_window(client):
    token = sent(client, make_survey(allow_changes=True))
    mine, theirs = Tab(client, token), Tab(client, token)

    theirs.choose("EMO01_importance", "2")
    late = mine.choose("EMO01_importance", "1")

    assert "Answered in another window meanwhile" in text_of(late)
    assert cells_of(token)["EMO01_importance"] == "2"


def test_changes_end_when_the_survey_closes(client):
    survey = make_survey(allow_changes=True)
    token = sent(client, survey)
    tab = Tab(client, token)
    Survey.objects.update(status="closed", closed_at="2026-04-01T00:00:00Z")

    late = tab.choose("EMO01_importance", "1")
    page = client.get(receipt_url(token))

    assert late.status_code == 410
    assert cells_of(token)["EMO01_importance"] == "3"
    assert "action-change" not in page.content.decode()
    assert "This survey is closed, so answers can no longer be changed." in text_of(page)


def test_cleared_answer_of_a_sent_response_is_skipped_when_sent_again(client):
    token = sent(client, make_survey(items=["EMO01"], allow_changes=True))

    Tab(client, token).clear("EMO01_importance")
    send(client, token)

    assert cells_of(token) == {"EMO01_importance": "skipped", "EMO01_difficulty": "skipped"}


# Withdrawing


def test_withdrawing_asks_first_and_deletes_nothing(client):
    token = sent(client, make_survey())

    reply = client.get(withdraw_url(token))

    words = text_of(reply)
    assert "Everything you answered here is deleted at once and for good." in words
    assert "only keeps that one more person withdrew" in words
    assert Response.objects.count() == 1


def test_withdrawing_deletes_the_response_and_its_answers_and_nobody_elses(client):
    survey = make_survey(status="open")
    other = make_response(survey, answers={"EMO02_importance": 2})
    token = sent(client, survey)

    reply = client.post(withdraw_url(token), follow=True)

    assert reply.redirect_chain == [("/receipt/withdrawn/?lang=en", 302)]
    assert "Your answers are deleted" in text_of(reply)
    assert list(Response.objects.all()) == [other]
    assert [answer.response for answer in Answer.objects.all()] == [other]


def test_withdrawing_needs_a_form_of_ours(client):
    token = sent(client, make_survey())

    reply = client.post(withdraw_url(token), headers={"Sec-Fetch-Site": "cross-site"})

    assert reply.status_code == 403
    assert f'href="{withdraw_url(token)}"' in reply.content.decode()
    assert Response.objects.count() == 1


@pytest.mark.parametrize("status", ["open", "closed"])
def test_survey_counts_who_withdrew_sent_answers(client, status):
    survey = make_survey()
    token = sent(client, survey)
    Survey.objects.update(
        status=status, closed_at="2026-04-01T00:00:00Z" if status == "closed" else None
    )

    client.post(withdraw_url(token))
    client.post(withdraw_url(token))

    survey.refresh_from_db()
    assert (survey.n_withdrawn, Response.objects.count()) == (1, 0)


def test_withdrawal_of_an_unsent_response_is_not_counted(client):
    survey = make_survey()
    token = start(client, survey)

    words = text_of(client.get(withdraw_url(token)))
    client.post(withdraw_url(token))

    survey.refresh_from_db()
    assert "one more person withdrew" not in words
    assert (survey.n_withdrawn, Response.objects.count()) == (0, 0)


def test_researcher_reads_how_many_withdrew(client):
    owner = make_user()
    survey = make_survey(owner, allow_changes=True)
    Survey.objects.update(n_withdrawn=2, retention_days=30)
    make_response(survey, answers={"EMO01_importance": 2, "EMO01_difficulty": 2})
    client.force_login(owner)

    page, results = (text_of(client.get(url(name))) for name in ("survey_detail", "results"))

    assert "Withdrawn 2" in page
    assert "People may change their answers until the survey closes." in page
    assert "Answers are kept for 30 days." in page
    assert "2 people who had sent answers have withdrawn them." in results


def test_save_that_a_withdrawal_overtakes_is_not_found(client, monkeypatch):
    token = start(client, make_survey())
    tab = Tab(client, token, by="form")
    real = answering.open_response

    def overtaken(response):
        Response.objects.filter(pk=response.pk).delete()
        return real(response)

    monkeypatch.setattr(answering, "open_response", overtaken)
    tab.choose("EMO01_importance", "1")
    reply = tab.send("next")

    assert reply.status_code == 404
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)


def test_pages_and_saves_of_a_withdrawn_response_are_not_found(client):
    token = start(client, make_survey())
    tab = Tab(client, token)
    client.post(withdraw_url(token))
    names = ("response_resume", "response_review", "response_done")
    addresses = [reverse(f"surveys:{name}", args=[token]) for name in names]

    late = tab.choose("EMO01_importance", "1")
    found = [client.get(address).status_code for address in addresses]

    assert [late.status_code, *found] == [404, 404, 404, 404]
    assert (Response.objects.count(), Answer.objects.count()) == (0, 0)
