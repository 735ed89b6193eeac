"""The results page as a researcher reads it, and the downloads beside it."""

import csv
import io
import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from surveys.analysing.exports import files
from tests.markup import markup
from tests.surveys.analysing.test_exports import failing_table
from tests.surveys.builders import make_response, make_revision, make_survey, make_user

pytestmark = pytest.mark.django_db

DOWNLOADS = ["results_csv", "responses_csv", "answers_csv", "codebook_csv"]


@pytest.fixture
def rita(client):
    """The owner of every survey here, signed in."""
    user = make_user("rita")
    client.force_login(user)
    return user


class Reader(HTMLParser):
    """The page's text as a person reads it, and each table as rows of cells."""

    def __init__(self, html):
        super().__init__()
        self.words, self.tables, self.hidden, self.is_in_cell = [], [], 0, False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if self.hidden or dict(attrs).get("aria-hidden") == "true":
            self.hidden += tag not in {"path", "rect", "input", "br"}
        elif tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self.is_in_cell = True

    def handle_endtag(self, tag):
        if self.hidden:
            self.hidden -= 1
        elif tag in {"td", "th"}:
            self.is_in_cell = False

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_data(self, text):
        if self.hidden or not text.strip():
            return
        self.words.append(text.strip())
        if self.is_in_cell:
            cell = f"{self.tables[-1][-1][-1]} {text}"
            self.tables[-1][-1][-1] = " ".join(cell.split())


def read(client, survey, query=""):
    """The results page of a survey."""
    response = client.get(reverse("surveys:results", args=[survey.slug]) + query)
    assert response.status_code == 200
    return Reader(response.content.decode())


def rated(importance, difficulty, code="EMO01"):
    return {f"{code}_importance": importance, f"{code}_difficulty": difficulty}


def forty(survey):
    """40 people: EMO01 matters to all, is hard for none; EMO02 is both for half of them."""
    for number in range(40):
        half = 3 if number % 2 else 1
        answers = rated(3, 1) | rated(half, half, "EMO02")
        make_response(survey, answers=answers)


def ranking(page):
    """Code and rank of each row of the ranking, the last table of a page with one section."""
    return [(re.search(r"EMO\d+", row[1])[0], row[0]) for row in page.tables[-1][1:]]


def test_results_show_every_figure_with_interval_and_n(client, rita):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    forty(survey)

    page = read(client, survey)

    assert page.tables[-1][0] == [
        "Rank",
        "Item",
        "Struggle share",
        "Importance",
        "Difficulty",
        "Opportunity",
    ]
    row = page.tables[-1][1]
    assert row[:2] == ["1", "Feel sure about EMO02 EMO02 in the landscape"]
    assert row[2:5] == ["50% 35–65%, n 40"] * 3
    assert re.fullmatch(r"5\.0 \d\.\d–\d\.\d, n 40", row[5])


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    ("query", "rows", "method"),
    [
        ("", [("EMO02", "1"), ("EMO01", "2")], "Struggle share:"),
        ("?sort=importance", [("EMO01", "1"), ("EMO02", "2")], "Importance:"),
        ("?sort=difficulty", [("EMO02", "1"), ("EMO01", "2")], "Difficulty:"),
        (
            "?sort=opportunity",
            [("EMO01", "1"), ("EMO02", "2")],
            "Opportunity score for difficulty:",
        ),
        ("?sort=catalog", [("EMO01", "2"), ("EMO02", "1")], "Struggle share:"),
        ("?sort=%00'--", [("EMO02", "1"), ("EMO01", "2")], "Struggle share:"),
    ],
)
def test_results_sort_by_the_address(client, rita, query, rows, method):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    forty(survey)

    page = read(client, survey, query)

    assert ranking(page) == rows
    assert method in page.words


def test_results_tell_which_column_is_sorted(client, rita):
    survey = make_survey(rita, items=["EMO01"])
    make_response(survey, answers=rated(3, 3))

    page = client.get(reverse("surveys:results", args=["pilot"]) + "?sort=difficulty")
    html = markup(page.content)

    heads = re.findall(r'aria-sort="(\w+)"><a class="head-(\w+)"', html)
    assert heads == [
        ("none", "struggle"),
        ("none", "importance"),
        ("descending", "difficulty"),
        ("none", "opportunity"),
    ]
    assert html.count('aria-current="true"') == 2  # the site's tab Surveys, and this order


def test_results_name_the_opportunity_score_in_full_beside_its_short_head(client, rita):
    survey = make_survey(rita, items=["EMO01"])
    make_response(survey, answers=rated(3, 3))

    html = markup(client.get(reverse("surveys:results", args=["pilot"])).content)

    assert re.findall(r'title="([^"]+)">(Opportunity\b[^<]*)</a>', html) == [
        ("Opportunity score for difficulty", "Opportunity")
    ]
    words = r"\s*>Opportunity score for difficulty</a>"
    assert re.search(r'<a href="\?sort=opportunity#ranking"' + words, html)


def test_results_show_items_that_cannot_be_told_apart_as_ties(client, rita):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    make_response(survey, answers=rated(3, 3) | rated(1, 1, "EMO02"))

    page = read(client, survey)

    assert ranking(page) == [("EMO01", "1–2"), ("EMO02", "1–2")]


def test_results_say_when_too_few_people_answered(client, rita):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    forty(survey)
    keep = list(survey.revisions.get().responses.values_list("pk", flat=True)[:29])
    survey.revisions.get().items.get(code="EMO02").answers.exclude(response__in=keep).delete()

    page = read(client, survey)

    assert (
        "Fewer than 30 people rated the items in grey: read those figures as hints." in page.words
    )
    assert page.words.count("few answers") == 2  # among the highest, and in its section


def test_results_say_when_too_few_people_rated_anything(client, rita):
    survey = make_survey(rita, items=["EMO01"])
    make_response(survey, answers=rated(3, 3))

    page = read(client, survey)

    assert (
        "Fewer than 30 people rated each of these: read the figures as hints, not results."
        in page.words
    )


def test_results_count_people_demo_responses_and_those_in_progress(client, rita):
    survey = make_survey(rita, items=["EMO01"])
    make_response(survey, answers=rated(3, 3), flags=["demo"])
    make_response(survey, answers=rated(3, 3))
    make_response(survey, "in_progress", rated(1, 1))

    page = read(client, survey)

    assert "2 people have submitted answers. 1 more is in progress and not counted." in page.words
    assert "Includes 1 demo response, which is made up." in page.words


def test_results_of_real_people_only_do_not_speak_of_demo(client, rita):
    survey = make_survey(rita, items=["EMO01"])
    make_response(survey, answers=rated(3, 3))

    page = read(client, survey)

    assert "1 person has submitted answers." in page.words
    assert not any("made up" in words for words in page.words)


def test_landscape_has_a_point_and_a_row_for_each_item(client, rita):
    survey = make_survey(rita, items=["EMO01", "SOC01"])
    for _ in range(4):
        make_response(survey, answers=rated(3, 1) | rated(3, 3, "SOC01"))

    response = client.get(reverse("surveys:results", args=["pilot"]))

    html = response.content.decode()
    sentence = "important to 100% (51–100%, n 4), difficult for 0% (0–49%, n 4)"
    assert html.count(f"<title>Feel sure about EMO01: {sentence}</title>") == 1
    assert re.findall(r'id="point-(\w+)"', html) == ["SOC01", "EMO01"]
    assert [row[0] for row in Reader(html).tables[0]] == [
        "Item",
        "Feel sure about SOC01 Social jobs, SOC01",
        "Feel sure about EMO01 Emotional jobs, EMO01",
    ]
    # The plot runs from 56 to 546 across, and from 500 up to 10.
    assert 'transform="translate(546 10)"' in html
    assert 'transform="translate(546 500)"' in html


def test_landscape_leaves_out_items_nobody_rated(client, rita):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    make_response(survey, answers=rated(3, 3))

    html = client.get(reverse("surveys:results", args=["pilot"])).content.decode()

    assert re.findall(r'id="point-(\w+)"', html) == ["EMO01"]
    assert Reader(html).tables[-1][2] == [
        "no rank",
        "Feel sure about EMO02 EMO02 few answers",
        *["no answers"] * 4,
    ]


def test_landscape_is_left_out_where_nothing_was_rated(client, rita):
    survey = make_survey(rita, items=["SIT01"])
    make_response(survey, answers={"SIT01_level": 4})

    html = client.get(reverse("surveys:results", args=["pilot"])).content.decode()

    assert 'id="landscape"' not in html


def test_landscape_without_struggle_lists_no_top(client, rita):
    survey = make_survey(rita, items=["EMO01"])
    make_response(survey, answers=rated(1, 1))

    page = read(client, survey)

    assert "Highest struggle share" not in page.words


def test_highest_struggle_share_lists_items_that_few_rated_last_and_without_percentage(
    client, rita
):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    forty(survey)
    make_revision(survey, items=["EMO03", "EMO02"])
    make_response(survey, answers=rated(3, 3, "EMO03"))

    html = client.get(reverse("surveys:results", args=["pilot"])).content.decode()

    assert top_of(html) == [
        "Feel sure about EMO02 50% 35–65%, n 40",
        "Feel sure about EMO03 asked in revision 2 only, 1 person few answers 21–100%, n 1",
    ]
    assert "too few to say which stands out" not in html


def test_highest_struggle_share_of_one_answer_says_that_it_is_too_few(client, rita):
    survey = make_survey(rita, items=["EMO01"])
    make_response(survey, answers=rated(3, 3))

    html = client.get(reverse("surveys:results", args=["pilot"])).content.decode()

    assert (
        "Fewer than 30 people rated each item: too few to say which stands out."
        in Reader(html).words
    )
    assert top_of(html) == ["Feel sure about EMO01 few answers 21–100%, n 1"]
    assert Reader(html).tables[-1][1][5] == "20.0 too few answers, n 1"


def top_of(html):
    """The lines of the list of the highest struggle shares."""
    found = re.search(r'<ol class="landscape-top".*?</ol>', html, re.DOTALL)[0]
    lines = re.findall(r"<li\b.*?</li>", found, re.DOTALL)
    return [" ".join(Reader(line).words) for line in lines]


def test_situations_show_both_anchors_shares_median_and_n(client, rita):
    survey = make_survey(rita, items=["SIT01", "SIT02"])
    for level in (1, 4, 4, 5):
        make_response(survey, answers={"SIT01_level": level})

    page = read(client, survey)

    assert page.tables[-1][1] == [
        "Feel sure about SIT01 SIT01",
        "None at all",
        "25%",
        "0%",
        "0%",
        "50%",
        "25%",
        "A great deal",
        "4",
        "4",
    ]
    assert page.tables[-1][2][-2:] == ["–", "0"]


def test_tick_lists_show_shares(client, rita):
    survey = make_survey(rita, items=["REL01", "REL02"])
    for tick in (2, 1, 1, 1):
        make_response(survey, answers={"REL01_chosen": tick})

    page = read(client, survey)

    assert page.tables[-1][1:] == [
        ["Feel sure about REL01 REL01", "25% 5–70%, n 4"],
        ["Feel sure about REL02 REL02", "no answers"],
    ]


def test_costs_name_their_base(client, rita):
    survey = make_survey(rita, items=["EMO01", "FIN01"])
    make_response(survey, answers=rated(3, 3) | rated(3, 3, "FIN01"), decision_maker=True)
    make_response(survey, answers=rated(3, 3), decision_maker=False)

    page = read(client, survey)

    assert "Counts only people who make the purchase decision: 1 of 2 who answered." in page.words
    assert "2 people were shown this." in page.words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("draft", "This survey has never been open, so nobody has answered it."),
        ("open", "Nobody has submitted answers yet."),
    ],
)
def test_results_without_answers_say_why(client, rita, status, words):
    survey = make_survey(rita, status=status)

    page = read(client, survey)

    assert words in page.words
    assert page.tables == []


def test_results_say_that_somebody_is_in_the_middle_of_it(client, rita):
    survey = make_survey(rita)
    make_response(survey, "in_progress")

    page = read(client, survey)

    assert "Nobody has submitted answers yet; 1 person is in the middle of it." in page.words


def test_results_escape_what_people_wrote(client, rita):
    survey = make_survey(rita, items=[{"code": "EMO01", "text": "<b>&"}], title="<script>")
    make_response(survey, answers=rated(3, 3))

    html = client.get(reverse("surveys:results", args=["pilot"])).content.decode()

    assert "<b>" not in html
    assert "<script>" not in html
    assert "&lt;b&gt;&amp;: important to" in html


@pytest.mark.parametrize("n_items", [1, 3])
def test_results_take_eight_queries(client, rita, n_items, django_assert_num_queries):
    codes = [f"EMO{number:02}" for number in range(1, n_items + 1)]
    survey = make_survey(rita, items=codes)
    for code in codes:
        make_response(survey, answers=rated(3, 3, code))

    with django_assert_num_queries(8):
        client.get(reverse("surveys:results", args=["pilot"]))


# Downloads


def body(response):
    return b"".join(response) if response.streaming else response.content


def test_results_csv_holds_the_figures(client, rita):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    forty(survey)

    response = client.get(reverse("surveys:results_csv", args=["pilot"]))

    rows = list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))
    assert [(row["code"], row["struggle_share_value"], row["n"]) for row in rows] == [
        ("EMO02", "0.5", "40"),
        ("EMO01", "0.0", "40"),
    ]


@pytest.mark.parametrize(
    ("sort", "method", "codes"),
    [
        ("struggle", "struggle_share", ["EMO02", "EMO01"]),
        ("importance", "importance", ["EMO01", "EMO02"]),
        ("opportunity", "opportunity_difficulty", ["EMO01", "EMO02"]),
        ("catalog", "struggle_share", ["EMO01", "EMO02"]),
    ],
)
def test_results_csv_follows_the_order_of_the_page(client, rita, sort, method, codes):
    survey = make_survey(rita, items=["EMO01", "EMO02"])
    forty(survey)
    page = client.get(reverse("surveys:results", args=["pilot"]) + f"?sort={sort}")
    link = re.search(r'href="(/surveys/pilot/results\.csv.*)"', page.content.decode())[1]

    response = client.get(link)

    rows = list(csv.DictReader(io.StringIO(body(response).decode(), newline="")))
    assert [(row["code"], row["method"]) for row in rows] == [(code, method) for code in codes]


def test_results_credit_the_author_of_what_was_asked(client, rita):
    survey = make_survey(rita, attribution="Jane Doe, 2026", licence="CC BY 4.0")
    make_response(survey)

    page = read(client, survey)

    text = " ".join(" ".join(page.words).split())
    assert "Jane Doe, 2026. Licence of the entries on this page: CC BY 4.0." in text
    assert "Boysen" not in text


@pytest.mark.parametrize(
    ("name", "first_line"),
    [
        ("results_csv", "code,kind,text,n,method,"),
        ("responses_csv", "response,revision,status,"),
        ("answers_csv", "response,survey,revision,code,"),
        ("codebook_csv", "column,revision,code,kind,"),
    ],
)
def test_downloads_are_named_files(client, rita, name, first_line):
    make_survey(rita)

    response = client.get(reverse(f"surveys:{name}", args=["pilot"]))

    label = name.removesuffix("_csv")
    assert response["Content-Disposition"] == f'attachment; filename="pilot-{label}.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    assert body(response).decode().startswith(first_line)


@pytest.mark.parametrize("name", DOWNLOADS)
def test_downloads_begin_with_a_byte_order_mark_if_asked(client, rita, name):
    make_survey(rita)
    address = reverse(f"surveys:{name}", args=["pilot"])

    plain, marked = body(client.get(address)), body(client.get(address + "?bom=1"))

    assert marked == b"\xef\xbb\xbf" + plain


@pytest.mark.parametrize("name", ["responses_csv", "answers_csv", "codebook_csv"])
def test_downloads_announce_their_length(client, rita, name):
    make_response(make_survey(rita))

    response = client.get(reverse(f"surveys:{name}", args=["pilot"]))

    assert int(response["Content-Length"]) == len(body(response)) > 0


def test_downloads_that_fail_send_nothing(client, rita, monkeypatch):
    make_survey(rita)
    monkeypatch.setitem(files.FORMATS, "wide", failing_table)
    client.raise_request_exception = False

    response = client.get(reverse("surveys:responses_csv", args=["pilot"]))

    assert response.status_code == 500
    assert b"half a file" not in response.content


@pytest.mark.parametrize("name", ["results", *DOWNLOADS])
def test_somebody_elses_results_are_not_found(client, name):
    make_response(make_survey(make_user("olga")), answers=rated(3, 3))
    client.force_login(make_user("rita"))

    response = client.get(reverse(f"surveys:{name}", args=["pilot"]))

    assert response.status_code == 404
    assert b"EMO01" not in body(response)


@pytest.mark.parametrize("name", ["results", *DOWNLOADS])
def test_visitors_are_sent_to_sign_in(client, name):
    make_survey()
    address = reverse(f"surveys:{name}", args=["pilot"])

    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"] == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("name", ["results", *DOWNLOADS])
def test_results_are_only_read(client, rita, name):
    make_survey(rita)

    assert client.post(reverse(f"surveys:{name}", args=["pilot"])).status_code == 405
