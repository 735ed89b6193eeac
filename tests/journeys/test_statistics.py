"""The catalog in figures: counts, findings with their place, and what was accepted."""

import pytest
from django.urls import reverse

from journeys.accepting import ACCEPTED_FILE, read_accepted
from journeys.models import Context, PerformanceMetric
from tests.journeys.builders import make_journey
from tests.journeys.files import ROOT, SEEDS
from tests.journeys.reader import links_of
from tests.markup import markup

URL = reverse("journeys:statistics")


def html_of(client):
    return client.get(URL).content.decode()


def cells(html):
    """The table's rows of numbers, by their heading."""
    rows = {}
    for part in html.split("<tr>")[2:]:
        name, _sign, rest = part.partition("</th>")
        words = name.replace("</a>", "").rpartition(">")[2].strip()
        rows[words] = [int(cell.partition("<")[0]) for cell in rest.split('class="num">')[1:]]
    return rows


def test_figures_count_every_kind_of_every_journey(client, db):
    make_journey("repair", n=2)
    make_journey("empty")

    rows = cells(html_of(client))

    assert rows == {
        "Repair Journey": [2, 4, 2, 2, 2, 2, 2, 2, 2, 20],
        "Empty Journey": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        "All journeys": [2, 4, 2, 2, 2, 2, 2, 2, 2, 20],
    }


def test_finding_is_shown_with_a_link_to_its_entry(client, db):
    make_journey("repair", n=2)
    PerformanceMetric.objects.filter(code="S02M01").update(outcome="Reduce it")
    Context.objects.filter(code="CTX02").update(text="Elsewhere")

    html = html_of(client)

    assert "begins with Minimize or Increase: “Reduce”" in html
    assert "/journeys/repair/steps/S02/?wording=both#S02M01" in links_of(html)
    assert "/journeys/repair/#CTX02" in links_of(html)


def test_findings_follow_a_change_of_the_catalog(client, db):
    journey = make_journey("repair", n=1)
    before = html_of(client)
    PerformanceMetric.objects.update(outcome="Reduce it")
    type(journey).objects.update(version=2)

    after = html_of(client)

    assert ("“Reduce”" in before, "“Reduce”" in after) == (False, True)


@pytest.mark.unmeasured
def test_accepted_findings_stand_apart_with_their_reasons(client, catalog):
    html = markup(html_of(client))

    accepted = read_accepted(ROOT / ACCEPTED_FILE)
    codes = [c for path in SEEDS for c in accepted[path.stem].values()]
    n = sum(len(words) for of_code in codes for words in of_code.values())
    assert f"Accepted with a reason: {n}." in html
    assert "The source lists its own steps as related jobs, this one as step S01." in html
    assert html.index("accepted findings</summary>") < html.index("this one as step S01.")


def test_broken_file_of_accepted_findings_leaves_the_page_up(client, catalog, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "fixtures").mkdir()
    (tmp_path / "fixtures" / "accepted_findings.yaml").write_text("- broken")

    html = html_of(client)

    assert "Accepted with a reason: 0." in html
    assert "this one as step S01." not in html


def test_empty_catalog_says_how_to_fill_it(client, db):
    assert "Load journey files with the command load_catalog." in html_of(client)


@pytest.mark.parametrize("n", [1, 3])
def test_figures_take_ten_queries_and_one_once_known(client, db, django_assert_num_queries, n):
    for number in range(n):
        make_journey(f"repair-{number}", n=n)

    with django_assert_num_queries(10):
        first = html_of(client)
    with django_assert_num_queries(1):
        second = html_of(client)

    assert first == second
