"""The respondent's pages as a person meets them."""

import gzip
import re
from hashlib import sha256
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from surveys import links, questions
from surveys.models import Answer, Contact, Response, Survey
from tests.markup import markup
from tests.surveys.browsing import Tab, cells_of, start
from tests.surveys.builders import make_survey

pytestmark = pytest.mark.django_db


def start_url(survey):
    return reverse("surveys:response_start", args=[survey.slug])


def text_of(reply):
    """The page's words, tags dropped and white space folded."""
    return " ".join(re.sub(r"<[^>]+>", " ", reply.content.decode()).split())


# Start


def test_start_shows_texts_and_length_and_stores_nothing(client):
    survey = make_survey(welcome="Hello there", consent="We keep it for a year")

    reply = client.get(start_url(survey))

    words = text_of(reply)
    assert "Hello there" in words
    assert "We keep it for a year" in words
    assert "About 1 minute on a phone" in words
    assert not Response.objects.exists()


def test_start_without_consent_stores_nothing_and_says_why(client):
    survey = make_survey()

    reply = client.post(start_url(survey), {"action": "next"})

    assert reply.status_code == 422
    assert "Please tick the box to take part" in text_of(reply)
    assert not Response.objects.exists()


def test_start_with_consent_leads_to_the_first_page(client):
    survey = make_survey()

    reply = client.post(start_url(survey) + "?source=panel&pid=7", {"consent": "yes"})

    response = Response.objects.get()
    token = reply.headers["Location"].split("/")[2]
    assert reply.headers["Location"] == f"/responses/{token}/emotional_jobs/"
    assert response.parameters == {"source": "panel", "pid": "7"}
    assert response.pages_shown == ["emotional_jobs"]


def test_start_keeps_only_plain_parameters(client):
    many = "&".join(f"p{n}=v" for n in range(30))
    query = f"?==1&{'n' * 41}=v&naïve=v&a%00b=v&x=%00%01%1ba\u202eb&{many}"

    client.post(start_url(make_survey()) + query, {"consent": "yes"})

    kept = Response.objects.get().parameters
    assert kept == {"x": "ab"} | {f"p{n}": "v" for n in range(19)}


@pytest.mark.parametrize("method", ["get", "post"])
def test_start_of_a_survey_that_is_not_open_says_why(client, method):
    survey = make_survey(status="closed")

    reply = getattr(client, method)(start_url(survey), {"consent": "yes"})

    assert reply.status_code == 410
    assert "is closed and takes no more answers" in text_of(reply)
    assert not Response.objects.exists()


@pytest.mark.parametrize("url", ["/respond/nothing/", "/responses/nothing/emotional_jobs/"])
def test_unknown_address_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_pages_of_a_response_are_never_stored_by_a_browser(client):
    token = start(client, make_survey())

    reply = client.get(reverse("surveys:response_section", args=[token, "emotional_jobs"]))

    assert "no-store" in reply.headers["Cache-Control"]
    assert reply.headers["Referrer-Policy"] == "same-origin"


# A page


def test_page_asks_each_question_once_with_a_name_of_its_own(client):
    token = start(client, make_survey())

    html = Tab(client, token).reply.content.decode()

    legends = re.findall(r"<legend>(.*?)</legend>", html)
    names = [re.sub(r"<[^>]+>", "", legend) for legend in legends]
    assert names == [
        "Importance: Feel sure about EMO01",
        "Difficulty: Feel sure about EMO01",
        "Importance: Feel sure about EMO02",
        "Difficulty: Feel sure about EMO02",
    ]
    assert html.count("When upgrading a solution…") == 1
    assert " checked" not in html


def test_page_of_situations_shows_both_anchors_and_five_levels(client):
    token = start(client, make_survey(items=["SIT01"]))

    tab = Tab(client, token, "situations")

    assert tab.radios == {"SIT01_level": ["1", "2", "3", "4", "5", "na"]}
    words = text_of(tab.reply)
    assert "1 of 5 None at all" in words
    assert "5 of 5 A great deal" in words


def test_item_is_a_heading_below_that_of_its_group_if_there_is_one(client):
    grouped = [{"code": "EMO01", "heading": "Desired"}, {"code": "EMO02", "heading": "Undesired"}]
    token = start(client, make_survey(items=[*grouped, "SIT01"]))

    feelings = Tab(client, token, "emotional_jobs").reply.content.decode()
    situations = Tab(client, token, "situations").reply.content.decode()

    assert feelings.count('<h2 class="group-heading"') == 2
    assert '<h3 class="card-text" id="EMO01"' in feelings
    assert '<h2 class="card-text" id="SIT01"' in situations


def test_page_of_contexts_is_a_tick_list(client):
    token = start(client, make_survey(items=["CTX01"]))

    tab = Tab(client, token, "contexts")
    tab.choose("CTX01_chosen", "1")

    assert tab.radios == {"CTX01_chosen": ["0", "1"]}
    assert Answer.objects.get().value == questions.CHOSEN_YES
    assert Tab(client, token, "contexts").checked == {"CTX01_chosen": "1"}


def test_metrics_have_a_page_per_step_titled_by_the_step(client):
    items = [
        {"code": "S01M01", "heading": "Plan the upgrade"},
        {"code": "S02M01", "heading": "Test before rollout"},
    ]
    token = start(client, make_survey(items=items))

    reply = Tab(client, token, "S02").reply

    assert "Test before rollout" in text_of(reply)
    assert "Plan the upgrade" not in text_of(reply)


def test_page_has_a_heading_for_its_step_and_links_past_its_questions(client):
    items = [{"code": f"S01M0{n}", "heading": "Plan the upgrade"} for n in (1, 2)]
    token = start(client, make_survey(items=items))
    tab = Tab(client, token, "S01")
    tab.choose("S01M01_importance", "3")

    html = Tab(client, token, "S01").reply.text

    heading = re.search(r"<h1.*?</h1>", html, re.DOTALL)[0]
    assert " ".join(re.sub("<[^>]+>", "", heading).split()) == (
        "Plan the upgrade: When upgrading a solution…"
    )
    skips = re.findall(r'class="skip-link" id="skip-\w+" href="([^"]+)">([^<]+)', markup(html))
    assert skips == [
        ("#S01M01_difficulty_1", "To the first open question"),
        ("#action-next", "Past the questions"),
    ]
    assert 'id="S01M01_difficulty_1"' in html


def test_page_without_an_open_question_has_no_link_to_one(client):
    token = start(client, make_survey(items=["SIT01"]))
    Tab(client, token, "situations").choose("SIT01_level", "na")

    assert "first open question" not in text_of(Tab(client, token, "situations").reply)


def test_page_comes_back_with_what_was_answered(client):
    token = start(client, make_survey())
    Tab(client, token).choose("EMO01_importance", "2")

    again = Tab(Client(), token)

    assert again.checked == {"EMO01_importance": "2"}
    assert "1 of 4 answered" in text_of(again.reply)


def test_save_answers_with_mark_and_progress(client):
    token = start(client, make_survey())
    tab = Tab(client, token)

    reply = tab.choose("EMO02_difficulty", "3")

    assert text_of(reply) == "Saved 1 of 4 answered"
    assert tab.hidden["EMO02_difficulty_seen"] == "1:3"
    assert "HX-Request" in reply.headers["Vary"]


def test_back_saves_and_skips_nothing(client):
    token = start(client, make_survey(items=["EMO01", "SOC01"]))
    tab = Tab(client, token, "social_jobs", by="form")
    tab.choose("SOC01_importance", "3")

    reply = tab.send("back")

    assert reply.headers["Location"] == f"/responses/{token}/emotional_jobs/"
    assert cells_of(token) == {"SOC01_importance": "3"}


@pytest.mark.parametrize("page", ["S01", "nonsense", "financial_metrics"])
def test_page_the_survey_does_not_have_is_not_found(client, page):
    token = start(client, make_survey())

    reply = client.get(reverse("surveys:response_section", args=[token, page]))

    assert reply.status_code == 404


def test_tick_answered_no_is_stored_as_one_and_shown_again(client):
    token = start(client, make_survey(items=["CTX01"]))

    Tab(client, token, "contexts").choose("CTX01_chosen", "0")

    assert Answer.objects.get().value == questions.CHOSEN_NO
    assert Tab(client, token, "contexts").checked == {"CTX01_chosen": "0"}


@pytest.mark.parametrize("n_items", [1, 3])
def test_page_costs_the_same_queries_at_any_length(client, django_assert_num_queries, n_items):
    token = start(client, make_survey(items=[f"EMO{n:02d}" for n in range(1, n_items + 1)]))
    url = reverse("surveys:response_section", args=[token, "emotional_jobs"])

    with django_assert_num_queries(4):
        client.get(url)


@pytest.mark.parametrize("n_items", [1, 3])
def test_save_costs_the_same_queries_at_any_length(client, django_assert_num_queries, n_items):
    token = start(client, make_survey(items=[f"EMO{n:02d}" for n in range(1, n_items + 1)]))
    tab = Tab(client, token)

    # Savepoint, the cell with its lock, the write with the count, and the savepoint's end.
    with django_assert_num_queries(4):
        tab.choose("EMO01_importance", "3")


def test_page_of_sixty_items_weighs_at_most_25_kilobytes_compressed(client):
    items = [
        {"code": f"EMO{n:02d}", "text": f"Feel {sha256(str(n).encode()).hexdigest()[:40]}"}
        for n in range(1, 61)
    ]
    token = start(client, make_survey(items=items))

    reply = Tab(client, token).reply

    assert len(gzip.compress(reply.content, 6)) <= 25_000


def test_words_of_an_item_are_shown_as_they_are_written(client):
    text = """Pay 100%(name)s <b>&</b> 'less' "too\""""
    token = start(client, make_survey(items=[{"code": "EMO01", "text": text}]))

    html = Tab(client, token).reply.content.decode()

    legend = re.search(r'<legend>Importance<span class="visually-hidden"\s*>: (.*?)</span>', html)[
        1
    ]
    assert unescape(legend) == text
    assert "<b>" not in legend


@pytest.mark.parametrize("n_items", [1, 3])
def test_review_costs_the_same_queries_at_any_length(client, django_assert_num_queries, n_items):
    token = start(client, make_survey(items=[f"EMO{n:02d}" for n in range(1, n_items + 1)]))
    url = reverse("surveys:response_review", args=[token])

    with django_assert_num_queries(4):
        client.get(url)


# The purchase-decision gate


@pytest.fixture
def gated(client):
    """The token of a response to a survey with an emotional job and a financial metric."""
    return start(client, make_survey(items=["EMO01", "FIN01"], gate="Do you decide?"))


def gate_url(token):
    return reverse("surveys:response_section", args=[token, "purchase-decision"])


def test_gate_stands_before_the_financial_metrics(client, gated):
    reply = Tab(client, gated, by="form").send("next")

    assert reply.headers["Location"] == gate_url(gated)
    assert "Do you decide?" in text_of(client.get(gate_url(gated)))


@pytest.mark.parametrize(
    ("answer", "decision_maker", "onward"),
    [("1", True, "financial_metrics/"), ("0", False, "review/"), ("", None, "review/")],
)
def test_gate_leads_to_costs_only_after_a_yes(client, gated, answer, decision_maker, onward):
    reply = client.post(gate_url(gated), {"decision_maker": answer, "action": "next"})

    assert reply.headers["Location"] == f"/responses/{gated}/{onward}"
    assert Response.objects.get().decision_maker is decision_maker


HTMX = {"HX-Request": "true"}


def test_gate_saves_each_tap_and_says_so(client, gated):
    replies = [
        client.post(gate_url(gated), {"decision_maker": value}, headers=HTMX)
        for value in ("1", "0", "2", "")
    ]

    assert [reply.status_code for reply in replies] == [200, 200, 422, 422]
    assert replies[0].content.decode() == "Saved"
    assert Response.objects.get().decision_maker is False


@pytest.mark.parametrize(("end", "status"), [("paused", 409), ("closed", 410), ("sent", 410)])
def test_gate_tapped_too_late_is_refused_in_words(client, gated, end, status):
    if end == "sent":
        client.post(reverse("surveys:response_review", args=[gated]), {"action": "submit"})
    elif end == "closed":
        Survey.objects.update(status=end, closed_at="2026-03-02T09:00Z")
    else:
        Survey.objects.update(status=end)

    reply = client.post(gate_url(gated), {"decision_maker": "1"}, headers=HTMX)

    assert reply.status_code == status
    assert len(reply.content) < 100
    assert Response.objects.get().decision_maker is None


def test_financial_answers_posted_after_the_gate_was_shut_are_kept(client, gated):
    client.post(gate_url(gated), {"decision_maker": "1", "action": "next"})
    tab = Tab(client, gated, "financial_metrics", by="form")
    client.post(gate_url(gated), {"decision_maker": "0", "action": "next"})

    tab.choose("FIN01_importance", "3")
    tab.send("stay")

    assert cells_of(gated) == {"FIN01_importance": "3"}


def test_gate_left_open_is_named_at_review(client, gated):
    Tab(client, gated, by="form").choose("EMO01_importance", "3")
    review = reverse("surveys:response_review", args=[gated])

    before = client.get(review)
    client.post(gate_url(gated), {"decision_maker": "0", "action": "next"})
    after = client.get(review)

    assert "The purchase decision open; costs are asked after a yes" in text_of(before)
    assert f'href="{gate_url(gated)}"' in before.content.decode()
    assert "The purchase decision answered" in text_of(after)


def test_progress_leaves_out_costs_once_the_gate_is_shut(client, gated):
    client.post(gate_url(gated), {"decision_maker": "1", "action": "next"})
    Tab(client, gated, "financial_metrics").choose("FIN01_importance", "3")
    client.post(gate_url(gated), {"decision_maker": "0", "action": "next"})

    reply = Tab(client, gated).reply

    assert "0 of 2 answered" in text_of(reply)


def test_start_of_a_survey_of_costs_alone_names_no_length(client):
    reply = client.get(start_url(make_survey(items=["FIN01"])))

    assert "minute" not in text_of(reply)
    assert "Each answer is saved as you give it." in text_of(reply)


# Review and the end


def test_review_names_each_gap_with_a_link_to_it(client):
    token = start(client, make_survey())
    Tab(client, token).choose("EMO01_importance", "2")

    reply = client.get(reverse("surveys:response_review", args=[token]))

    html = reply.content.decode()
    assert "1 of 4 answered" in text_of(reply)
    assert "3 open" in text_of(reply)
    assert f'href="/responses/{token}/emotional_jobs/#EMO01_difficulty_1"' in html
    assert "#EMO01_importance" not in html


@pytest.mark.parametrize(("n_items", "is_open"), [(10, True), (11, False)])
def test_review_lists_up_to_twenty_gaps_at_once_and_more_by_page(client, n_items, is_open):
    items = [f"EMO{n:02d}" for n in range(1, n_items)] + ["SOC01"]
    token = start(client, make_survey(items=items))

    html = client.get(reverse("surveys:response_review", args=[token])).content.decode()

    assert html.count("<details open>") == (2 if is_open else 0)
    assert html.count("<summary>") == 3  # two pages of gaps, and how to go on later


def test_review_with_everything_answered_says_so(client):
    token = start(client, make_survey(items=["SIT01"]))
    Tab(client, token, "situations").choose("SIT01_level", "4")

    reply = client.get(reverse("surveys:response_review", args=[token]))

    assert "Everything is answered." in text_of(reply)


def test_submit_leads_to_thanks_and_the_receipt_code(client):
    token = start(client, make_survey(thanks="You helped a lot"))

    reply = client.post(
        reverse("surveys:response_review", args=[token]), {"action": "submit"}, follow=True
    )

    assert "You helped a lot" in text_of(reply)
    assert links.receipt_code(token) in text_of(reply)
    assert Response.objects.get().status == "submitted"


def test_review_back_leads_to_the_last_page(client):
    token = start(client, make_survey())

    reply = client.post(reverse("surveys:response_review", args=[token]), {"action": "back"})

    assert reply.headers["Location"] == f"/responses/{token}/emotional_jobs/"
    assert Response.objects.get().status == "in_progress"


@pytest.mark.parametrize("page", ["emotional_jobs", "review", ""])
def test_every_page_leads_to_the_end_once_submitted(client, page):
    token = start(client, make_survey())
    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})

    reply = client.get(f"/responses/{token}/" + (f"{page}/" if page else ""))

    assert reply.headers["Location"] == reverse("surveys:response_done", args=[token])


def test_done_before_submission_leads_back_to_the_questions(client):
    token = start(client, make_survey())

    reply = client.get(reverse("surveys:response_done", args=[token]), follow=True)

    assert reply.redirect_chain[-1][0] == f"/responses/{token}/emotional_jobs/#EMO01"


def resumed(token):
    """Where the link leads on another device."""
    return Client().get(reverse("surveys:response_resume", args=[token])).headers["Location"]


def test_link_resumes_at_the_first_question_left_open(client):
    token = start(client, make_survey(items=["SIT01", "EMO01", "EMO02", "SOC01"]))
    Tab(client, token, "situations", by="form").send("next")
    Tab(client, token).choose("EMO01_importance", "2")
    Tab(client, token).choose("EMO01_difficulty", "na")

    location = resumed(token)

    assert location == f"/responses/{token}/emotional_jobs/#EMO02"
    assert '<h2 class="card-text" id="EMO02" tabindex="-1">' in Tab(client, token).reply.text


def test_link_resumes_past_what_was_skipped_but_not_past_what_was_cleared(client):
    token = start(client, make_survey(items=["SIT01", "EMO01", "SOC01"]))
    Tab(client, token, "situations", by="form").send("next")
    Tab(client, token, by="form").send("next")

    skipped = resumed(token)
    Tab(client, token).choose("EMO01_difficulty", "2")
    Tab(client, token).clear("EMO01_difficulty")

    assert skipped == f"/responses/{token}/social_jobs/#SOC01"
    assert resumed(token) == f"/responses/{token}/emotional_jobs/#EMO01"


def test_link_resumes_at_the_last_page_shown_where_nothing_on_it_is_open(client):
    token = start(client, make_survey(items=["SIT01", "EMO01"]))
    Tab(client, token, "situations").choose("SIT01_level", "4")

    before = resumed(token)
    Tab(client, token, "situations", by="form").send("next")
    Tab(client, token, by="form").send("next")

    assert before == f"/responses/{token}/situations/"
    assert resumed(token) == reverse("surveys:response_review", args=[token])


def test_link_resumes_at_the_gate_that_was_reached(client, gated):
    Tab(client, gated, by="form").send("next")

    assert resumed(gated) == gate_url(gated)


@pytest.mark.parametrize("n_items", [1, 3])
def test_resuming_costs_the_same_queries_at_any_length(client, django_assert_num_queries, n_items):
    token = start(client, make_survey(items=[f"EMO{n:02d}" for n in range(1, n_items + 1)]))

    with django_assert_num_queries(3):
        resumed(token)


def test_closed_survey_shows_no_page_but_the_receipt(client):
    survey = make_survey()
    done, open_token = start(client, survey), start(client, survey)
    client.post(reverse("surveys:response_review", args=[done]), {"action": "submit"})
    Survey.objects.update(status="closed", closed_at="2026-03-02T09:00Z")

    receipt = client.get(reverse("surveys:response_done", args=[done]))
    page = client.get(reverse("surveys:response_section", args=[open_token, "emotional_jobs"]))

    assert links.receipt_code(done) in text_of(receipt)
    assert page.status_code == 410
    assert "closed" in text_of(page)


def test_survey_closed_between_look_and_submit_is_said_in_words(client):
    token = start(client, make_survey())
    Survey.objects.update(status="closed", closed_at="2026-03-02T09:00Z")

    reply = client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})

    assert reply.status_code == 410
    assert Response.objects.get().status == "in_progress"


# No cookie: the token in the path is the right to write


@pytest.fixture
def strict():
    """A client of whose forms Django asks what it asks of a browser's, and that keeps no cookie."""

    class Cookieless(Client):
        def request(self, **request):
            self.cookies.clear()
            return super().request(**request)

    return Cookieless(enforce_csrf_checks=True)


@pytest.mark.parametrize("by", ["htmx", "form"])
def test_whole_way_without_any_cookie(strict, by):
    survey = make_survey(items=["EMO01", "FIN01"], contact="Newsletter")
    token = start(strict, survey)
    strict.post(gate_url(token), {"decision_maker": "1", "action": "next"})
    for page, code in (("emotional_jobs", "EMO01"), ("financial_metrics", "FIN01")):
        tab = Tab(strict, token, page=page, by=by)
        tab.choose(f"{code}_importance", "3")
        tab.settle()
    strict.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})
    done = reverse("surveys:response_done", args=[token])
    strict.post(done, {"address": "ann@example.org", "agreed": "yes"})
    found = strict.post(reverse("surveys:response_find"), {"code": links.receipt_code(token)})
    withdraw = reverse("surveys:response_withdraw", args=[token])

    assert Response.objects.get().status == "submitted"
    assert Contact.objects.get().address == "ann@example.org"
    assert cells_of(token) == {
        "EMO01_importance": "3",
        "EMO01_difficulty": "skipped",
        "FIN01_importance": "3",
        "FIN01_difficulty": "skipped",
    }
    assert found.status_code == 302
    assert strict.post(withdraw).status_code == 302
    assert not Response.objects.exists()


def test_no_page_of_a_respondent_sets_a_cookie_or_carries_a_token_of_forms(strict):
    survey = make_survey(items=["EMO01", "FIN01"])
    token = start(strict, survey)
    paths = ["/respond/pilot/", "/receipt/", "/receipt/withdrawn/", "/respond/none/"]
    paths += [
        f"/responses/{token}/{page}/"
        for page in ("emotional_jobs", "purchase-decision", "review", "receipt", "withdraw")
    ]
    replies = [strict.get(path) for path in paths]
    replies.append(strict.post("/respond/pilot/", {}))
    strict.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})
    replies.append(strict.get(f"/responses/{token}/done/"))

    assert [dict(reply.cookies) for reply in replies] == [{}] * len(replies)
    assert not any("csrf" in reply.content.decode().lower() for reply in replies)


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "http://testserver.evil.example"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
]
OURS = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize(
    "path",
    [
        "/respond/pilot/",
        "/responses/{token}/save/",
        "/responses/{token}/emotional_jobs/",
        "/responses/{token}/review/",
        "/responses/{token}/withdraw/",
        "/receipt/",
    ],
)
def test_form_of_another_site_changes_nothing_and_ticks_nothing(strict, headers, path):
    token = start(strict, make_survey())
    form = {"consent": "yes", "EMO01_importance": "3", "action": "submit", "remarks": "Buy"}

    reply = strict.post(path.format(token=token), form, headers=headers)

    assert reply.status_code == 403
    assert " checked" not in reply.content.decode()
    assert "Buy" not in reply.content.decode()
    assert "sent from another site" in text_of(reply)
    assert Response.objects.get().status == "in_progress"
    assert not Answer.objects.exists()


@pytest.mark.parametrize("headers", OURS, ids=str)
def test_form_of_ours_is_taken_with_what_any_browser_says_of_it(strict, headers):
    survey = make_survey()

    begun = strict.post("/respond/pilot/", {"consent": "yes"}, headers=headers)
    token = begun.headers["Location"].split("/")[2]
    tab = Tab(strict, token)
    data = tab.save_of("EMO01_importance") if tab.checked else {"EMO01_importance": "3"}
    saved = strict.post(tab.save_url, data | {"n_cells": "2"}, headers=headers | HTMX)

    assert survey.slug == "pilot"
    assert (begun.status_code, saved.status_code) == (302, 200)


def test_form_behind_a_proxy_with_tls_is_ours_by_its_host(strict, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://surveys.example.org"]
    make_survey()
    headers = [{"Origin": "https://testserver"}, {"Origin": "https://surveys.example.org"}]

    replies = [strict.post("/respond/pilot/", {"consent": "yes"}, headers=one) for one in headers]

    assert [reply.status_code for reply in replies] == [302, 302]


def test_foreign_read_is_served_since_links_come_from_anywhere(strict):
    make_survey()

    reply = strict.get("/respond/pilot/", headers={"Sec-Fetch-Site": "cross-site"})

    assert reply.status_code == 200


def test_staff_pages_keep_the_token_of_forms(strict):
    reply = strict.post("/accounts/login/", {"username": "x", "password": "x"})

    assert reply.status_code == 403


def test_texts_of_catalog_and_researcher_are_inert(client):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1) hx-get="/x">'
    survey = make_survey(
        items=[{"code": "EMO01", "text": hostile, "heading": hostile}],
        title=hostile,
        welcome=hostile,
        consent=hostile,
        thanks=hostile,
        stem=hostile[:200],
    )
    token = start(client, survey)
    pages = [client.get(start_url(survey)), Tab(client, token).reply]
    pages.append(client.get(reverse("surveys:response_review", args=[token])))
    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})
    pages.append(client.get(reverse("surveys:response_done", args=[token])))

    html = "".join(page.content.decode() for page in pages)

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8


def test_response_of_another_survey_keeps_to_its_own_items(client):
    other = make_survey(slug="other", items=["SOC01"])
    token = start(client, make_survey())

    reply = client.post(reverse("surveys:answer_save", args=[token]), {"SOC01_importance": "3"})

    assert reply.status_code == 404
    assert other.revisions.get().items.get().answers.count() == 0
