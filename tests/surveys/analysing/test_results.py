"""A survey's figures, from answers in the database."""

import pytest

from surveys.analysing import results
from surveys.analysing.query import CATALOG_ORDER, ResultsQuery
from surveys.scoring import Measure
from tests.surveys.builders import make_response, make_survey

pytestmark = pytest.mark.django_db

WORKED = {
    # (important, difficult) -> people: 84 important, 60 difficult, 51 both, of 120.
    (3, 3): 51,
    (3, 2): 33,
    (1, 3): 9,
    (2, 1): 27,
}


def rate(survey, code, importance, difficulty, **fields):
    """One submitted response that rates one item."""
    ratings = {f"{code}_importance": importance, f"{code}_difficulty": difficulty}
    return make_response(survey, answers=ratings, **fields)


def shown(measure, digits=3):
    return tuple(round(figure, digits) for figure in (measure.value, measure.low, measure.high))


def the_section(survey, **options):
    (section,) = results.survey_results(survey, ResultsQuery(**options)).sections
    return section


@pytest.mark.unmeasured
def test_figures_of_the_worked_example():
    survey = make_survey(items=["EMO01"])
    for (importance, difficulty), people in WORKED.items():
        for _ in range(people):
            rate(survey, "EMO01", importance, difficulty)

    (row,) = the_section(survey).rows

    assert row.n == 120
    assert shown(row.measures["importance"]) == (0.7, 0.613, 0.775)
    assert shown(row.measures["difficulty"]) == (0.5, 0.412, 0.588)
    assert shown(row.measures["struggle_share"]) == (0.425, 0.340, 0.514)
    opportunity = row.measures["opportunity_difficulty"]
    assert (opportunity.value, opportunity.n) == (9.0, 120)
    assert 6.5 < opportunity.low < 9 < opportunity.high < 11.5
    assert row.measures["product"].value == 3.5
    assert round(row.measures["overlap"].value, 2) == 1.21
    assert row.measures["rank_sum"] is None
    assert (row.rank, row.is_small) == ((1, 1), False)


def test_each_share_has_its_own_n_and_pairs_need_both():
    survey = make_survey(items=["EMO01"])
    rate(survey, "EMO01", 3, 3)
    rate(survey, "EMO01", 3, "skipped")
    rate(survey, "EMO01", "not_applicable", 1)
    rate(survey, "EMO01", 1, "cleared")

    (row,) = the_section(survey).rows

    measures = row.measures
    assert (measures["importance"].value, measures["importance"].n) == (2 / 3, 3)
    assert (measures["difficulty"].value, measures["difficulty"].n) == (1 / 2, 2)
    assert (measures["struggle_share"].value, measures["struggle_share"].n) == (1, 1)
    assert measures["product"].n == 2
    assert (row.n, row.is_small) == (1, True)


def test_top_box_of_five_points_is_the_upper_two():
    survey = make_survey(
        items=["EMO01"],
        scales={"importance": list("12345"), "difficulty": list("12345")},
    )
    for importance, difficulty in [(5, 4), (4, 3), (3, 5), (1, 1)]:
        rate(survey, "EMO01", importance, difficulty)

    (row,) = the_section(survey).rows

    assert row.measures["importance"].value == 0.5
    assert row.measures["difficulty"].value == 0.5
    assert row.measures["struggle_share"].value == 0.25


def rated_survey():
    """EMO02 is a struggle for all, EMO03 for half, EMO01 for nobody; 40 people."""
    survey = make_survey(items=["EMO01", "EMO02", "EMO03"])
    for number in range(40):
        half = 3 if number % 2 else 1
        make_response(
            survey,
            answers={
                "EMO01_importance": 3,
                "EMO01_difficulty": 1,
                "EMO02_importance": 3,
                "EMO02_difficulty": 3,
                "EMO03_importance": half,
                "EMO03_difficulty": half,
            },
        )
    return survey


def codes(section):
    return [row.item.code for row in section.rows]


def test_rows_rank_by_struggle_share_unless_told():
    section = the_section(rated_survey())

    assert codes(section) == ["EMO02", "EMO03", "EMO01"]
    assert [row.rank for row in section.rows] == [(1, 1), (2, 2), (3, 3)]


@pytest.mark.unmeasured
def test_rows_rank_by_another_method_with_its_ties():
    section = the_section(rated_survey(), method="importance")

    assert codes(section) == ["EMO01", "EMO02", "EMO03"]
    assert [row.rank for row in section.rows] == [(1, 2), (1, 2), (3, 3)]
    assert section.rows[0].rank_resampled is None


def test_rows_rank_by_a_resampled_method_with_the_ranks_interval():
    section = the_section(rated_survey(), method="rank_sum")

    assert codes(section) == ["EMO02", "EMO01", "EMO03"]
    assert section.rows[0].measures["rank_sum"].value == 1 + 99 * (6 - 1.5 - 1) / 4
    assert (section.rows[0].rank_resampled.low, section.rows[0].rank_resampled.high) == (1, 1)


def test_rows_in_catalog_order_keep_the_ranks_of_the_method():
    section = the_section(rated_survey(), order=CATALOG_ORDER)

    assert codes(section) == ["EMO01", "EMO02", "EMO03"]
    assert [row.rank for row in section.rows] == [(3, 3), (1, 1), (2, 2)]


def test_an_item_nobody_rated_stands_last_without_figures():
    survey = make_survey(items=["EMO01", "EMO02"])
    rate(survey, "EMO02", 1, 1)

    section = the_section(survey)

    assert codes(section) == ["EMO02", "EMO01"]
    unrated = section.rows[1]
    assert set(unrated.measures.values()) == {None}
    assert (unrated.n, unrated.rank) == (0, None)


def test_only_submitted_responses_count():
    survey = make_survey(items=["EMO01"])
    rate(survey, "EMO01", 3, 3)
    rate(survey, "EMO01", 1, 1, flags=["demo"])
    rate(survey, "EMO01", 1, 1, status="in_progress")
    rate(survey, "EMO01", 1, 1, status="screened_out")

    found = results.survey_results(survey)

    assert (found.n, found.n_demo, found.n_in_progress) == (2, 1, 1)
    assert found.sections[0].rows[0].measures["importance"].value == 0.5


def test_costs_count_only_those_who_make_the_purchase_decision():
    survey = make_survey(items=["EMO01", "FIN01"])
    everyone = {"EMO01_importance": 3, "EMO01_difficulty": 3}
    cost = {"FIN01_importance": 3, "FIN01_difficulty": 3}
    make_response(survey, answers=everyone | cost, decision_maker=True)
    make_response(survey, answers=everyone, decision_maker=False)
    # Said yes, rated, and went back to say no.
    changed = {"FIN01_importance": 1, "FIN01_difficulty": 1}
    make_response(survey, answers=everyone | changed, decision_maker=False)

    jobs, costs = results.survey_results(survey).sections

    assert (jobs.n_base, jobs.is_for_decision_makers) == (3, False)
    assert (costs.n_base, costs.is_for_decision_makers) == (1, True)
    assert costs.rows[0].measures["importance"] == Measure(1.0, *shown_ends(1, 1), 1)


def shown_ends(successes, n):
    measure = results.scoring.wilson(successes, n)
    return measure.low, measure.high


def test_situations_are_distributions_with_their_median():
    survey = make_survey(items=["SIT01", "SIT02"])
    for level in (1, 4, 4, 5):
        make_response(survey, answers={"SIT01_level": level})

    section = the_section(survey)

    assert not section.is_ranked
    first, second = section.rows
    assert first.measures == {}
    assert (first.n, first.counts, first.median) == (4, [1, 0, 0, 2, 1], 4)
    assert (second.n, second.counts, second.median) == (0, [0, 0, 0, 0, 0], None)


def test_tick_lists_are_shares_of_the_people_shown_them():
    survey = make_survey(items=["CTX01", "CTX02"])
    for tick in (2, 2, 1, "skipped"):
        make_response(survey, answers={"CTX01_chosen": tick})

    section = the_section(survey)

    assert not section.is_ranked
    first, second = section.rows
    assert (first.n, first.measures["chosen"].value) == (3, 2 / 3)
    assert (second.n, second.measures) == (0, {"chosen": None})


def test_sections_begin_with_what_is_ranked_and_follow_the_questionnaire():
    survey = make_survey(items=["SIT01", "S01M01", "EMO01", "SOC01", "REL01"])

    sections = results.survey_results(survey).sections

    assert [section.kind.value for section in sections] == [
        "performance_metrics",
        "emotional_jobs",
        "social_jobs",
        "situations",
        "related_jobs",
    ]


def test_a_survey_never_opened_has_no_revision_and_no_figures():
    found = results.survey_results(make_survey(status="draft"))

    assert (found.revision, found.n, found.sections) == (None, 0, [])


def test_an_open_survey_without_responses_has_rows_without_figures():
    section = the_section(make_survey(items=["EMO01"]))

    assert (section.n_base, section.rows[0].n, section.rows[0].rank) == (0, 0, None)


def test_an_unknown_method_is_refused():
    with pytest.raises(KeyError):
        results.survey_results(make_survey(), ResultsQuery(method="mean"))


@pytest.mark.parametrize("n_items", [1, 3])
def test_results_take_five_queries(n_items, django_assert_num_queries):
    survey = make_survey(items=[f"EMO{number:02}" for number in range(1, n_items + 1)])
    for _ in range(n_items):
        rate(survey, "EMO01", 3, 3)

    with django_assert_num_queries(5):
        results.survey_results(survey)
