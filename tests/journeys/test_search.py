"""Search: what is found, how it is marked, and its page."""

import re

import pytest
from django.urls import reverse

from journeys import editing
from journeys.catalog import KINDS, MAX_HITS, marked, search, search_terms
from journeys.models import CATALOG_ATTRIBUTION, CATALOG_LICENCE, FinancialMetric, Situation
from tests.journeys.builders import make_journey
from tests.journeys.reader import links_of, words_by_id
from tests.markup import markup

URL = reverse("journeys:search")
HTMX = {"HX-Request": "true"}


def found(query):
    """Codes of the hits, in order; of a journey itself, nothing."""
    return [hit.code for group in search(query).groups for hit in group.hits]


@pytest.fixture
def situation(db):
    def make(text, **fields):
        journey = make_journey()
        return Situation.objects.create(
            **{"journey": journey, "code": "SIT01", "text": text, "low": "-", "high": "-"} | fields
        )

    return make


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("", []),
        ("  \t\n", []),
        ("Data  migration data", ["data", "migration"]),
        ("Cafe\u0301", ["Café"]),
    ],
)
def test_search_terms_are_the_different_words(query, terms):
    assert search_terms(query) == terms


@pytest.mark.parametrize(
    ("text", "terms", "parts"),
    [
        ("Cost of data", ["COST"], [("Cost", True), (" of data", False)]),
        ("overuse of use", ["use", "overuse"], [("overuse", True), (" of ", False), ("use", True)]),
        ("ÉCLAT", ["éc"], [("ÉC", True), ("LAT", False)]),
        ("50% (a+b)", ["(a+b)", "%"], [("50", False), ("%", True), (" ", False), ("(a+b)", True)]),
        ("nothing here", ["x"], [("nothing here", False)]),
        ("", ["x"], []),
    ],
)
def test_marked_cuts_a_text_where_it_matches(text, terms, parts):
    assert marked(text, terms) == parts


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Budget for upgrades", "BUDGET"),
        ("Budget for upgrades", "upgrades budget"),
        ("Größe der Änderung", "GRÖßE änderung"),
        ("ΔΩΛ", "δωλ"),
        ("Объём", "объЁм"),
        ("100% of users_x", "% _X"),
        ("a\\b [c] (d) ^e$ f|g {2} * + ?", "\\b [c] (d) ^e$ f|g {2} * + ?"),
        ("***:x", "***:"),
        ("It's “so” & <b>", "it's “so” & <B>"),
    ],
)
def test_entry_is_found_whatever_the_case_and_the_signs(situation, text, query):
    situation(text)

    assert found(query) == ["SIT01"]


@pytest.mark.parametrize("query", ["%", "_", ".", "B.dget", "bud%upgrades", "budget costs", "^B"])
def test_sign_has_no_special_meaning(situation, query):
    situation("Budget for upgrades")

    assert found(query) == []


@pytest.mark.parametrize("query", ["night", "noon", "spare noon sit01"])
def test_terms_may_stand_in_different_parts_of_an_entry(situation, query):
    situation("Spare light", low="Night", high="Noon")

    assert found(query) == ["SIT01"]


def test_terms_of_different_entries_find_nothing(db):
    make_journey(n=3)

    assert found("FIN01 FIN02") == []


def test_hits_of_every_kind_come_in_the_order_of_the_catalog(db):
    make_journey("later", n=1, position=2, description="zebra")
    make_journey("sooner", n=1, position=1, description="zebra")
    for kind in KINDS:
        kind.model.objects.update(**{kind.text: "zebra"})

    groups = search("zebra").groups

    codes = ["", "S01", "S01M01", "CTX01", "SIT01", "IDEAL01", "FIN01", "REL01", "EMO01", "SOC01"]
    assert [group.name for group in groups] == ["Sooner Journey", "Later Journey"]
    assert [[hit.code for hit in group.hits] for group in groups] == [codes, codes]


def test_hits_lead_to_the_place_of_the_entry(db):
    make_journey("repair", n=1)

    urls = {hit.code: hit.url for group in search("1").groups for hit in group.hits}

    assert urls["S01M01"] == "/journeys/repair/steps/S01/?wording=both#S01M01"
    assert urls["S01"] == "/journeys/repair/#S01"
    assert urls["FIN01"] == "/journeys/repair/#FIN01"


def test_page_behind_a_hit_shows_the_words_found(client, db):
    make_journey("repair", n=1)

    (hit,) = [hit for group in search("do part quickly").groups for hit in group.hits]

    page, _sign, code = hit.url.partition("#")
    assert "do part 1 quickly" in words_by_id(client.get(page).content.decode())[code]


@pytest.mark.unmeasured
def test_every_entry_of_the_source_is_found_by_its_words(catalog):
    missing = [
        (kind.value, entry.code)
        for kind in KINDS
        if kind.value != "performance_metrics"
        for entry in kind.model.objects.filter(source="seed").select_related("journey")
        if not any(
            hit.url == f"/journeys/{entry.journey.slug}/#{entry.code}"
            for group in search(getattr(entry, kind.text)).groups
            for hit in group.hits
        )
    ]

    assert missing == []


@pytest.mark.parametrize("n", [1, 3])
def test_search_takes_one_query_and_nine_after_a_change(db, django_assert_num_queries, n):
    journey = make_journey(n=n)

    with django_assert_num_queries(10):
        first = search("part")
    with django_assert_num_queries(1):
        again = search("part")
    Situation.objects.filter(code="SIT01").update(text="A new part")
    editing.save(journey, fields=["name"])
    with django_assert_num_queries(10):
        changed = search("part")

    assert first.total == again.total == n * n + n
    assert changed.total == n * n + n + 1


def test_more_hits_than_fit_are_counted_and_cut(db):
    journey = make_journey()
    FinancialMetric.objects.bulk_create(
        FinancialMetric(journey=journey, code=f"FIN{number:03}", position=number, text="zebra")
        for number in range(MAX_HITS + 5)
    )

    hits = search("zebra")

    assert (hits.total, hits.shown, len(hits.groups[0].hits)) == (55, 50, 50)


@pytest.mark.parametrize(
    ("query", "summary"),
    [
        ("", ""),
        ("   ", ""),
        ("z", "Type at least two letters."),
        ("zebra", "1 entry found."),
        ("light zebra", "Nothing in the catalog contains all of these words."),
        ("x" * 201, "That is more than 200 characters. Search for a few words of it."),
        ("a\0b", "Null characters are not allowed."),
    ],
)
def test_search_says_what_it_came_to(client, situation, query, summary):
    situation("A zebra")

    page = client.get(URL, {"q": query}).content.decode()
    results = client.get(URL, {"q": query}, headers=HTMX).content.decode()

    assert words_by_id(page)["search-summary"] == summary
    assert f'<p hx-swap-oob="innerHTML:#search-summary">{summary}</p>' in results


def test_search_says_how_many_of_many_are_shown(client, db):
    journey = make_journey()
    FinancialMetric.objects.bulk_create(
        FinancialMetric(journey=journey, code=f"FIN{number:03}", text="zebra")
        for number in range(MAX_HITS + 1)
    )

    page = client.get(URL, {"q": "zebra"})

    assert words_by_id(page.content.decode())["search-summary"] == (
        "51 entries found. The first 50 are shown; add a word."
    )


def test_search_page_marks_the_words_and_links_to_the_entry(client, situation):
    situation("Zebra & <i>", low="No zebra", high="Many")

    html = markup(client.get(URL, {"q": "zebra"}).content)

    assert "<mark>Zebra</mark> &amp; &lt;i&gt;</a>" in html
    assert '<p class="hit-detail">No <mark>zebra</mark></p>' in html
    assert links_of(html).count("/journeys/repair/#SIT01") == 1
    assert 'value="zebra"' in html


def credits_in(html):
    """The sentences that name authors, in order, without tags."""
    found = re.findall(r'<p class="attribution">(.*?)</p>', html, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", words).split()) for words in found]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_search_credits_the_author_of_each_journey_found(client, db, headers):
    for slug in ("repair", "renew"):
        make_journey(slug, n=1, attribution="Jane Doe, 2026", licence="CC BY 4.0")
    make_journey("upgrade", n=1)

    hers = client.get(URL, {"q": "repair"}, headers=headers).content.decode()
    both = client.get(URL, {"q": "light"}, headers=headers).content.decode()

    assert credits_in(hers) == ["Jane Doe, 2026. Licence of these entries: CC BY 4.0."]
    assert "Boysen" not in hers
    assert credits_in(both) == [
        "Renew Journey and Repair Journey: Jane Doe, 2026. Licence of these entries: CC BY 4.0.",
        f"Upgrade Journey: {CATALOG_ATTRIBUTION}. Licence of these entries: {CATALOG_LICENCE}.",
    ]


def test_search_as_you_type_gets_only_the_results(client, situation):
    situation("Zebra")

    reply = client.get(URL, {"q": "zebra"}, headers=HTMX)

    assert "<html" not in reply.content.decode()
    assert markup(reply.content).count("<mark>Zebra</mark>") == 1
    assert "HX-Request" in reply["Vary"]


def test_query_is_shown_as_text(client, db):
    html = client.get(URL, {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in html
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html
