"""The catalog's pages: what the reader sees, what the browser may keep, what is refused."""

import csv
import io
import json
import re

import pytest
import yaml
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.urls import reverse

from journeys import editing
from journeys.asking import voice_of
from journeys.catalog import KINDS
from journeys.documents import document_of, text_fields
from journeys.models import (
    FinancialMetric,
    JobStep,
    Journey,
    PersonalJob,
    Phase,
    RelatedJob,
    Situation,
)
from tests.journeys.builders import add_step, make_journey
from tests.journeys.reader import links_of, words_by_id

HTMX = {"HX-Request": "true"}


def html_of(client, url, **options):
    return client.get(url, **options).content.decode()


def journey_url(slug="repair"):
    return reverse("journeys:journey_detail", args=[slug])


def step_url(code="S01", slug="repair"):
    return reverse("journeys:job_step_detail", args=[slug, code])


def without_white_space(text):
    return "".join(text.split())


# --- Home ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_home_takes_one_query_and_ten_more_after_a_change(client, db, django_assert_num_queries, n):
    for number in range(n):
        make_journey(f"repair{number}", n=n)

    with django_assert_num_queries(11):
        html_of(client, "/")
    with django_assert_num_queries(1):
        html = html_of(client, "/")

    assert html.count("journey-name") == n


def test_home_lists_the_journeys_in_their_stages_and_says_where_none_is(client, catalog):
    words = words_by_id(html_of(client, "/"))

    assert words["stage-get"] == "Get it No journey here yet."
    assert words["stage-start"] == (
        "Make it work The Customizer Customization Journey Emphasizing the tailoring of the "
        "solution to specific preferences or requirements. 12 steps 240 metrics 22 contexts "
        "27 situations 20 ideal states 25 financial metrics 30 related jobs 10 emotional jobs "
        "10 social jobs"
    )
    assert words["stage-use"] == "Use and keep it No journey here yet."
    assert words["stage-move_on"].startswith("Move on The Improver Upgrade Journey The process")


def test_home_credits_each_author_once(client, db):
    for slug in ("repair", "renew"):
        make_journey(slug, attribution="Jane Doe, 2026", licence="CC BY 4.0")

    only_hers = html_of(client, "/")
    make_journey("upgrade")
    both = html_of(client, "/")

    assert only_hers.count("Jane Doe, 2026. Licence of these entries: CC BY 4.0.") == 1
    assert "Boysen" not in only_hers
    assert (both.count("Jane Doe"), both.count("Boysen")) == (1, 1)


def test_home_without_any_journey_still_shows_the_life_cycle(client, db):
    html = html_of(client, "/")

    assert html.count("No journey here yet.") == 4


# --- A journey ----------------------------------------------------------------------------------


def shown_words(entry, voice):
    """What the page must say at an entry, in the order in which it says it."""
    for field in text_fields(entry):
        setattr(entry, field, voice.read(vars(entry), field))
    if isinstance(entry, JobStep):
        return [entry.name, entry.code, entry.ability]
    if isinstance(entry, Situation):
        return [entry.text, entry.code, "1:", entry.low, "5:", entry.high]
    if isinstance(entry, RelatedJob):
        return [entry.name, entry.description, entry.code]
    if isinstance(entry, PersonalJob):
        return [entry.name, entry.rationale, entry.code]
    return [entry.text, entry.code]


def unmarked(words):
    """Words without white space, and without the word that names the origin."""
    return without_white_space(words).replace("project", "")


@pytest.mark.parametrize("slug", ["customization", "upgrade"])
def test_journey_page_shows_every_shipped_entry_verbatim(client, catalog, slug):
    words = words_by_id(html_of(client, journey_url(slug)))
    journey = Journey.objects.get(slug=slug)
    voice = voice_of(vars(journey))

    entries = [
        entry
        for kind in KINDS
        if kind.value != "performance_metrics"
        for entry in kind.model.objects.filter(journey=journey)
    ]
    wrong = [
        entry.code
        for entry in entries
        if not unmarked(words[entry.code]).endswith(unmarked("".join(shown_words(entry, voice))))
    ]

    assert len(entries) > 120
    assert wrong == []


@pytest.mark.parametrize("n", [1, 3])
def test_journey_page_takes_nine_queries(client, db, django_assert_num_queries, n):
    make_journey(n=n)

    with django_assert_num_queries(9):
        html = html_of(client, journey_url())

    assert html.count('class="step"') == n


def test_journey_page_shows_gaps_as_gaps(client, db):
    make_journey(description="")

    words = words_by_id(html_of(client, journey_url()))

    gaps = {kind.anchor: kind.gap for kind in KINDS if kind.gap}
    assert len(gaps) == 8
    assert {
        anchor: words[anchor].endswith(str(gap)) for anchor, gap in gaps.items()
    } == dict.fromkeys(gaps, True)


def test_journey_page_says_the_stem_once_and_keeps_the_whole_text(client, catalog):
    html = html_of(client, journey_url("upgrade"))

    text = FinancialMetric.objects.get(journey__slug="upgrade", code="FIN04").text
    assert words_by_id(html)["FIN04"] == f"{text} FIN04"
    assert html.count('<p class="stem-once" aria-hidden="true">Minimize the cost of…</p>') == 1


def test_journey_page_marks_the_entries_that_differ_in_origin(client, db):
    make_journey(n=3)
    Situation.objects.filter(code__in=["SIT01", "SIT03"]).update(source="seed")

    words = words_by_id(html_of(client, journey_url()))

    assert [words[code].partition(" 1:")[0] for code in ("SIT01", "SIT02", "SIT03")] == [
        "Light 1 SIT01",
        "Light 2 SIT02 project",
        "Light 3 SIT03",
    ]
    assert words["situations"].endswith("Verbatim from the source unless marked.")


def test_journey_page_leads_on(client, db):
    make_journey(n=1)

    links = links_of(html_of(client, journey_url()))

    assert "/surveys/new/?journey=repair" in links
    assert [f"/journeys/repair.{form}" in links for form in ("yaml", "json", "csv")] == [True] * 3
    assert "/journeys/repair/steps/S01/" in links


def test_journey_page_names_licence_and_attribution(client, db):
    make_journey(attribution="Somebody wrote this", licence="CC0")

    html = html_of(client, journey_url())

    assert "Somebody wrote this. Licence of the entries on this page: CC0." in html


def test_journey_page_shows_stored_text_as_text(client, db):
    journey = make_journey(n=1, name="<script>alert(1)</script>", role='"><img src=x>')
    Situation.objects.filter(journey=journey).update(
        text="<b onclick=x>", low="</li>", high="&amp;"
    )

    html = html_of(client, journey_url())

    assert "<script>alert" not in html
    assert "<img" not in html
    assert words_by_id(html)["SIT01"] == "<b onclick=x> SIT01 1: </li> 5: &amp;"


@pytest.mark.parametrize(
    "url",
    ["/journeys/none/", "/journeys/none.yaml", "/journeys/none/steps/S01/", step_url("S99")],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_unknown_address_is_not_found(client, db, url, headers):
    make_journey(n=1)

    reply = client.get(url, headers=headers)

    assert reply.status_code == 404
    assert "There is no page here" in reply.content.decode()


# --- A step -------------------------------------------------------------------------------------


OUTCOME = "Minimize the time it takes to do part 2, e.g., this, that"
PLAIN = "do part 2 quickly, e.g., this, that"


@pytest.mark.parametrize(
    ("query", "expected", "current"),
    [
        ("", f"{OUTCOME} S01M02", "outcome"),
        ("?wording=outcome", f"{OUTCOME} S01M02", "outcome"),
        ("?wording=plain", f"{PLAIN} S01M02", "plain"),
        ("?wording=both", f"{OUTCOME} Plainly {PLAIN} S01M02", "both"),
        ("?wording=other", f"{OUTCOME} S01M02", "outcome"),
    ],
)
def test_step_page_shows_the_wording_asked_for(client, db, query, expected, current):
    make_journey(n=2)

    html = html_of(client, step_url() + query)
    part = html_of(client, step_url() + query, headers=HTMX)

    assert words_by_id(html)["S01M02"] == words_by_id(part)["S01M02"] == expected
    assert "Define · step 1 of 2" in words_by_id(html)["main"]
    for text in (html, part):
        assert re.findall(r'id="S01-(\w+)"[^>]*aria-current="true"', text) == [current]


def test_wording_is_kept_from_step_to_step_of_a_page(client, db):
    make_journey(n=2)

    links = links_of(html_of(client, f"{step_url()}?wording=plain"))
    plain_links = links_of(html_of(client, step_url()))

    assert f"{step_url('S02')}?wording=plain" in links
    assert step_url("S02") in plain_links
    assert f"{step_url()}?wording=both#S01-metrics" in links


def test_wording_is_switched_in_place(client, db):
    make_journey(n=1)

    part = html_of(client, f"{step_url()}?wording=plain", headers=HTMX)

    assert part.strip().startswith('<div class="step-metrics" id="S01-metrics">')
    assert "How important is it that you are able to" in part
    assert 'hx-target="#S01-metrics"' in part


def test_step_page_without_metrics_says_so(client, db):
    add_step(make_journey(), 1, name="Hear it")

    words = words_by_id(html_of(client, step_url()))

    assert "No performance metrics yet for this step." in words["main"]
    assert "Hear it" in words["main"]


@pytest.mark.parametrize("n", [1, 3])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_step_takes_three_queries(client, db, django_assert_num_queries, n, headers):
    make_journey(n=n)

    with django_assert_num_queries(3):
        html = html_of(client, step_url(), headers=headers)

    assert html.count('class="metric"') == n


def test_step_opens_in_its_place_in_the_job_map(client, db):
    make_journey(n=1)

    reply = client.get(step_url(), headers=HTMX)

    html = reply.content.decode()
    assert " ".join(html.split()).startswith('<li class="step is-open" id="S01">')
    assert 'aria-expanded="true"' in html
    assert f'hx-get="{step_url()}?closed=1"' in html
    switch = ["S01-metrics", "S01-outcome", "S01-plain", "S01-both"]
    assert list(words_by_id(html)) == ["S01", "S01-link", *switch, "S01M01"]
    assert "HX-Request" in reply["Vary"]


def test_step_folds_up_to_what_the_journey_page_shows(client, db):
    make_journey(n=2)
    JobStep.objects.filter(code="S02").update(source="seed")

    folded = html_of(client, f"{step_url()}?closed", headers=HTMX)

    assert folded.strip() in html_of(client, journey_url())


def test_steps_are_numbered_by_their_place_in_the_journey(client, db):
    make_journey(n=3)
    JobStep.objects.update(phase=Phase.values[0])
    JobStep.objects.filter(code="S01").update(position=9)

    words = words_by_id(html_of(client, journey_url()))

    links = {name: text for name, text in words.items() if name.endswith("-link")}
    assert list(links.items()) == [
        ("S02-link", "1 Take step 2"),
        ("S03-link", "2 Take step 3"),
        ("S01-link", "3 Take step 1"),
    ]


def test_step_page_and_part_are_never_taken_for_each_other(client, db):
    make_journey(n=1)

    urls = (step_url(), f"{step_url()}?wording=outcome", f"{step_url()}?wording=plain")
    replies = [client.get(url, headers=headers) for url in urls for headers in ({}, HTMX)]

    tags, bodies = zip(*((reply["ETag"], reply.content) for reply in replies), strict=True)
    assert len(set(tags)) == len(set(bodies)) == len(set(zip(tags, bodies, strict=True))) == 5
    assert all({"Cookie", "HX-Request"} <= set(reply["Vary"].split(", ")) for reply in replies)


# --- What a browser may keep --------------------------------------------------------------------

KEPT = [journey_url(), step_url(), "/journeys/repair.yaml", "/journeys/repair.csv"]


@pytest.mark.parametrize("url", KEPT)
def test_page_that_the_browser_holds_is_not_sent_again(client, db, url):
    make_journey(n=1)
    tag = client.get(url)["ETag"]

    reply = client.get(url, headers={"If-None-Match": tag})

    assert (reply.status_code, reply.content) == (304, b"")
    assert reply["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("url", KEPT)
def test_page_is_sent_again_after_any_edit(client, db, url):
    make_journey(n=1)
    tag = client.get(url)["ETag"]
    situation = Situation.objects.get()
    situation.text = "Daylight"
    editing.save(situation)

    reply = client.get(url, headers={"If-None-Match": tag})

    assert reply.status_code == 200
    assert reply["ETag"] != tag


def test_journey_made_anew_under_the_same_address_has_another_tag(client, db):
    first = make_journey(n=1)
    tag = client.get(journey_url())["ETag"]
    first.delete()
    make_journey(n=1)

    assert client.get(journey_url(), headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("url", [journey_url(), step_url()])
def test_page_of_a_person_who_is_signed_in_carries_no_tag(client, db, url):
    make_journey(n=1)
    tag = client.get(url)["ETag"]
    client.force_login(User.objects.create_user("ada"))

    reply = client.get(url, headers={"If-None-Match": tag})

    assert reply.status_code == 200
    assert "ETag" not in reply
    assert "Sign out" in reply.content.decode()
    assert "Cookie" in reply["Vary"]


def test_page_carries_no_tag_while_its_templates_may_change(client, db, settings):
    make_journey(n=1)
    settings.DEBUG = True

    assert "ETag" not in client.get(journey_url())


@pytest.mark.parametrize("url", ["/", journey_url(), step_url(), "/search/?q=part", "/about/"])
def test_public_page_sets_no_cookie_and_holds_no_token(client, db, url):
    make_journey(n=1)

    reply = client.get(url)

    assert dict(reply.cookies) == {}
    assert "csrf" not in reply.content.decode().lower()


# --- Files --------------------------------------------------------------------------------------


def test_files_hold_the_whole_journey(client, catalog):
    journey = Journey.objects.get(slug="upgrade")

    replies = {form: client.get(f"/journeys/upgrade.{form}") for form in ("yaml", "json", "csv")}

    assert yaml.safe_load(replies["yaml"].content) == document_of(journey)
    assert json.loads(replies["json"].content) == document_of(journey)
    rows = list(csv.DictReader(io.StringIO(replies["csv"].content.decode())))
    assert len(rows) == replies["yaml"].content.count(b"- code: ")
    assert {row["licence"] for row in rows} == {journey.licence}
    assert {form: reply["Content-Disposition"] for form, reply in replies.items()} == {
        form: f'attachment; filename="upgrade.{form}"' for form in replies
    }
    assert [reply["Content-Type"] for reply in replies.values()] == [
        "application/yaml; charset=utf-8",
        "application/json",
        "text/csv; charset=utf-8",
    ]


def test_file_of_another_format_is_not_found(client, db):
    make_journey()

    assert client.get("/journeys/repair.xml").status_code == 404


# --- About, styles, errors ----------------------------------------------------------------------


def test_about_explains_every_section_and_every_number(client, db):
    words = words_by_id(html_of(client, reverse("journeys:about")))

    topics = {kind.value.replace("_", "-") for kind in KINDS} - {"steps"}
    topics |= {kind.anchor for kind in KINDS}
    topics |= {"struggle-share", "interval", "opportunity", "ranks", "limits", "licence"}
    assert topics - words.keys() == set()
    assert "51 ÷ 120 = 42.5 %" in words["priorities"]
    assert "© 2024 by Michael A. Boysen" in words["licence"]
    assert "those of answers carry them in their codebook" in words["licence"]


def test_about_does_not_take_sentences_from_the_pages_it_explains(client, db):
    text = words_by_id(html_of(client, reverse("journeys:about")))["main"]

    assert "sub-objectives of the overall job" not in text
    assert "too much of a gamble" not in text
    assert "statistical clusters of needs" not in text


def test_style_guide_is_for_development_only(client, settings):
    url = reverse("journeys:styleguide")
    refused = client.get(url).status_code
    settings.SHOW_STYLEGUIDE = True

    words = words_by_id(html_of(client, url))

    assert refused == 404
    assert "--phase-conclude" in words["main"]


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_page_for_a_fault_needs_nothing_to_work(name):
    html = render_to_string(name)

    assert "Go to the catalog" in words_by_id(html)["main"]


def test_page_has_a_way_past_its_header(client, db):
    html = html_of(client, "/")

    assert links_of(html)[0] == "#main"
    assert "main" in words_by_id(html)


def test_address_that_writes_is_none(client, db):
    make_journey(n=1)

    replies = [client.post(url).status_code for url in ("/", journey_url(), step_url(), "/search/")]

    assert replies == [405] * 4
