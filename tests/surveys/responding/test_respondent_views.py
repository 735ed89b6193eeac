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


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [("draft", 409, "is not open yet"), ("closed", 410, "is closed and takes no more answers")],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_start_of_a_survey_that_is_not_open_says_why(client, status, code, words, method):
    survey = make_survey(status=status)

    reply = getattr(client, method)(start_url(survey), {"consent": "yes"})

    assert reply.status_code == code
    assert words in text_of(reply)
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

    html = markup(Tab(client, token, "S01").reply.text)

    heading = re.search(r"<h1.*?</h1>", html)[0]
    assert " ".join(re.sub("<[^>]+>", "", heading).split()) == (
        "Plan the upgrade: When upgrading a solution…"
    )
    skips = re.findall(r'class="skip-link" id="skip-\w+" href="([^"]+)">([^<]+)', html)
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


def test_no_cell_repeats_its_templates_indentation(client):
    reply = Tab(client, start(client, make_survey(items=["EMO01"]))).reply

    html = reply.content.decode()

    cells = html[html.index("<fieldset") : html.rindex("</fieldset>")]
    assert "\n " not in cells


def test_words_of_an_item_are_shown_as_they_are_written(client):
    text = """Pay 100%(name)s <b>&</b> 'less' "too\""""
    token = start(client, make_survey(items=[{"code": "EMO01", "text": text}]))

    html = Tab(client, token).reply.content.decode()

    legend = re.search(r'<legend>Importance<span class="visually-hidden" ?>: (.*?)</span>', html)[1]
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

    with django_assert_num_queries(4):
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


# Forms whose CSRF token is gone


@pytest.fixture
def strict():
    """A client that Django asks for its CSRF token, as it asks a browser."""
    return Client(enforce_csrf_checks=True)


def test_page_with_a_stale_csrf_token_comes_back_filled_in_and_stores_nothing(client, strict):
    token = start(client, make_survey())
    tab = Tab(strict, token, by="form")
    strict.cookies.clear()
    tab.checked = {"EMO01_importance": "3", "EMO02_difficulty": "1"}

    reply = tab.send("next")

    assert reply.status_code == 403
    assert tab.checked == {"EMO01_importance": "3", "EMO02_difficulty": "1"}
    assert not Answer.objects.exists()


def test_refilled_page_sent_again_stores_every_answer(client, strict):
    token = start(client, make_survey())
    tab = Tab(strict, token, by="form")
    strict.cookies.clear()
    tab.checked = {"EMO01_importance": "3", "EMO02_difficulty": "1"}
    tab.send("next")

    reply = tab.send("next")

    assert reply.status_code == 302
    assert cells_of(token) == {
        "EMO01_importance": "3",
        "EMO01_difficulty": "skipped",
        "EMO02_importance": "skipped",
        "EMO02_difficulty": "1",
    }


def test_save_with_a_stale_csrf_token_gets_a_fresh_one_and_stores_nothing(client, strict):
    token = start(client, make_survey())
    tab = Tab(strict, token)
    strict.cookies.clear()

    reply = tab.choose("EMO01_importance", "3")

    assert reply.status_code == 403
    assert not Answer.objects.exists()
    headers = {"X-CSRFToken": reply.headers["X-Csrf-Renewed"], "HX-Request": "true"}
    again = strict.post(tab.save_url, tab.save_of("EMO01_importance"), headers=headers)
    assert again.status_code == 200
    assert cells_of(token) == {"EMO01_importance": "3"}


def fresh(strict, reply):
    """The CSRF token that a page has brought."""
    assert strict.cookies["csrftoken"].value
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', reply.content.decode())[1]


def test_gate_with_a_stale_csrf_token_comes_back_as_answered(client, strict, gated):
    client.post(gate_url(gated), {"decision_maker": "0", "action": "stay"})
    form = {"decision_maker": "1", "action": "next"}

    tapped = strict.post(gate_url(gated), {"decision_maker": "1"}, headers=HTMX)
    reply = strict.post(gate_url(gated), form)
    stored = Response.objects.get().decision_maker
    strict.post(gate_url(gated), form | {"csrfmiddlewaretoken": fresh(strict, reply)})

    assert (tapped.status_code, reply.status_code) == (403, 403)
    assert tapped.headers["X-Csrf-Renewed"]
    assert 'name="decision_maker" value="1" checked' in markup(reply.content)
    assert 'id="decision_maker_seen" value="0:0"' in reply.content.decode()
    assert "so nothing was changed. Please try again." in text_of(reply)
    assert stored is False
    assert Response.objects.get().decision_maker is True


def test_start_with_a_stale_csrf_token_comes_back_ticked(strict):
    survey = make_survey()

    reply = strict.post(start_url(survey), {"consent": "yes", "remarks": "Buy"})
    unticked = strict.post(start_url(survey), {"action": "next"})
    n_stored = Response.objects.count()
    form = {"consent": "yes", "csrfmiddlewaretoken": fresh(strict, reply)}
    begun = strict.post(start_url(survey), form)

    assert (reply.status_code, unticked.status_code) == (403, 403)
    assert 'value="yes" checked' in markup(reply.content)
    assert 'name="remarks" value="Buy"' in markup(reply.content)
    assert " checked" not in unticked.content.decode()
    assert "so nothing was changed. Please try again." in text_of(reply)
    assert n_stored == 0
    assert begun.status_code == 302


def test_address_with_a_stale_csrf_token_comes_back_as_typed(client, strict):
    token = start(client, make_survey(contact="Newsletter"))
    done = reverse("surveys:response_done", args=[token])
    client.post(reverse("surveys:response_review", args=[token]), {"action": "submit"})
    form = {"address": "ann@example.org", "agreed": "yes"}

    reply = strict.post(done, form)
    n_stored = Contact.objects.count()
    strict.post(done, form | {"csrfmiddlewaretoken": fresh(strict, reply)})

    assert reply.status_code == 403
    assert 'value="ann@example.org"' in reply.content.decode()
    assert 'value="yes" checked' in markup(reply.content)
    assert "so nothing was changed. Please try again." in text_of(reply)
    assert n_stored == 0
    assert Contact.objects.get().address == "ann@example.org"


@pytest.mark.parametrize(
    "path", ["/respond/pilot/", "/responses/{token}/review/", "/responses/{token}/done/"]
)
def test_other_forms_with_a_stale_csrf_token_say_what_to_do(client, strict, path):
    token = start(client, make_survey())
    Survey.objects.update(status="paused")

    replies = [strict.post(where.format(token=token)) for where in (path, "/accounts/login/")]

    assert [reply.status_code for reply in replies] == [403, 403]
    assert ["Please try again" in text_of(reply) for reply in replies] == [True, True]


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
