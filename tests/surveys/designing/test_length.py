"""How long a survey is said to be, and what is warned about."""

import pytest

from surveys import questions
from surveys.designing.length import survey_length
from surveys.designing.views.sentences import length_summary


def test_survey_length_counts_two_ratings_for_rated_items_and_one_for_others():
    length = survey_length(
        {questions.EMOTIONAL_JOBS: 12, questions.SITUATIONS: 20, questions.CONTEXTS: 3}
    )

    assert (length.n_items, length.n_ratings, length.n_gated) == (35, 47, 0)
    assert [(one.label, one.n_items, one.n_ratings) for one in length.sections] == [
        ("Contexts", 3, 3),
        ("Situations", 20, 20),
        ("Emotional jobs", 12, 24),
    ]


def test_survey_length_of_a_full_catalog_is_48_to_60_minutes():
    length = survey_length({questions.PERFORMANCE_METRICS: 240})

    assert length.n_ratings == 480
    assert length.minutes == (48, 60)


def test_survey_length_tells_apart_what_waits_behind_the_purchase_decision():
    length = survey_length({questions.FINANCIAL_METRICS: 20, questions.SOCIAL_JOBS: 10})

    assert (length.n_ratings, length.n_gated) == (60, 40)
    assert length.minutes == (6, 8)
    assert length.minutes_ungated == (2, 3)


@pytest.mark.parametrize(
    ("counts", "starts"),
    [
        ({}, []),
        ({questions.EMOTIONAL_JOBS: 12}, []),
        ({questions.SITUATIONS: 15, questions.EMOTIONAL_JOBS: 1}, []),
        ({questions.SITUATIONS: 16, questions.EMOTIONAL_JOBS: 1}, ["16 situations"]),
        ({questions.FINANCIAL_METRICS: 1}, ["Financial metrics are asked only"]),
        ({questions.SITUATIONS: 3}, ["Nothing here is rated"]),
        ({questions.PERFORMANCE_METRICS: 100}, []),
        ({questions.PERFORMANCE_METRICS: 101}, ["Over 25 minutes"]),
        ({questions.PERFORMANCE_METRICS: 180}, ["Over 25 minutes"]),
        ({questions.PERFORMANCE_METRICS: 181}, ["Over 45 minutes"]),
    ],
)
def test_survey_length_warns(counts, starts):
    warnings = survey_length(counts).warnings

    assert len(warnings) == len(starts)
    assert all(words.startswith(start) for words, start in zip(warnings, starts, strict=True))


def test_length_summary_puts_minutes_and_items_into_words():
    summary = length_summary({questions.FINANCIAL_METRICS: 20, questions.SOCIAL_JOBS: 1})

    assert (summary.minutes, summary.ratings) == ("5 to 6 minutes", "42 ratings")
    assert summary.ungated == "2 ratings, 1 minute for those who do not decide about the purchase"
    assert [(row.label, row.items) for row in summary.rows] == [
        ("Social jobs", "1 item"),
        ("Financial metrics", "20 items"),
    ]
