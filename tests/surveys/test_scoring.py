"""The worked examples of the method, and what must hold for any answers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import scoring
from surveys.scoring import Interval, Measure, Ratings

shares = st.floats(min_value=0, max_value=1)
counts = st.integers(min_value=1, max_value=3000).flatmap(
    lambda n: st.tuples(st.integers(min_value=0, max_value=n), st.just(n))
)


def ratings_of(importance, difficulty):
    """Ratings from two lists of rows; None where a person did not answer."""
    wide = [
        [[cell is not None for cell in row] for row in rows] for rows in (importance, difficulty)
    ]
    tops = [[[bool(cell) for cell in row] for row in rows] for rows in (importance, difficulty)]
    return Ratings(*(np.array(matrix) for pair in zip(tops, wide, strict=True) for matrix in pair))


def test_wilson_of_the_worked_struggle_share():
    measure = scoring.wilson(51, 120)

    assert measure.value == 0.425
    assert (round(100 * measure.low, 1), round(100 * measure.high, 1)) == (34.0, 51.4)
    assert measure.n == 120


@pytest.mark.parametrize(
    ("n", "half_width"),
    [(30, 16.8), (50, 13.4), (80, 10.7), (100, 9.6), (200, 6.9), (300, 5.6), (400, 4.9), (600, 4)],
)
def test_wilson_half_width_at_one_half(n, half_width):
    measure = scoring.wilson(n // 2, n)

    assert round(100 * (measure.high - measure.low) / 2, 1) == half_width


def test_wilson_without_answers_is_no_figure():
    assert scoring.wilson(0, 0) is None


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_wilson_of_impossible_counts_is_refused(successes, n):
    with pytest.raises(ValueError, match="is not a share"):
        scoring.wilson(successes, n)


@given(counts)
def test_wilson_holds_the_share_and_stays_within_0_and_1(successes_of_n):
    measure = scoring.wilson(*successes_of_n)

    assert 0 <= measure.low <= measure.value <= measure.high <= 1
    assert measure.low < measure.high


@given(counts)
def test_wilson_of_the_complement_is_its_mirror(successes_of_n):
    successes, n = successes_of_n

    measure, mirror = scoring.wilson(successes, n), scoring.wilson(n - successes, n)

    assert math.isclose(measure.low, 1 - mirror.high, abs_tol=1e-12)


@pytest.mark.parametrize(
    ("importance", "satisfaction", "score"),
    [
        (200 / 270, 75 / 270, 12.0),
        (0.75, 0.40, 11.0),
        (270 / 300, 90 / 300, 15.0),
        (0.67, 0.84, 6.7),
        (0.9, 0.6, 12.0),
        (0.6, 0.0, 12.0),
    ],
)
def test_opportunity_of_the_worked_examples(importance, satisfaction, score):
    assert round(scoring.opportunity(importance, satisfaction), 1) == score


def test_difficulty_scores_of_the_worked_example():
    assert scoring.difficulty_opportunity(84 / 120, 60 / 120) == 9.0
    assert scoring.product(84 / 120, 60 / 120) == 3.5
    assert round(scoring.overlap(51 / 120, 84 / 120, 60 / 120), 2) == 1.21
    assert round(scoring.rank_sum(3, 5, 20), 1) == 84.4


def test_difficulty_opportunity_when_neutral_is_not_served():
    score = scoring.difficulty_opportunity(0.7, 0.5, not_difficult=0.2)

    assert score == 12.0


def test_effort_score_of_the_worked_example():
    assert scoring.customer_effort_score(60, 120) == 50


@pytest.mark.parametrize(("difficult", "n"), [(0, 0), (3, 2), (-1, 2)])
def test_effort_score_of_impossible_counts_is_refused(difficult, n):
    with pytest.raises(ValueError, match="is not a share"):
        scoring.customer_effort_score(difficult, n)


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (20, "extreme"),
        (15.0, "extreme"),
        (14.99, "strong"),
        (12.0, "strong"),
        (11.99, "worth considering"),
        (10.0, "worth considering"),
        (9.99, "served"),
        (0, "served"),
    ],
)
def test_band_edges_belong_to_the_upper_band(score, name):
    assert scoring.band(score) == name


def test_band_of_a_score_that_floats_make_a_hair_too_small():
    assert scoring.band(10 * (0.9 + (0.9 - 0.3))) == "extreme"


@pytest.mark.parametrize("score", [-0.1, 20.1, 100])
def test_band_outside_0_to_20_is_refused(score):
    with pytest.raises(ValueError, match="run from 0 to 20"):
        scoring.band(score)


def test_over_served_is_more_satisfaction_than_importance_whatever_the_score():
    assert scoring.is_over_served(0.67, 0.84)
    assert not scoring.is_over_served(0.5, 0.5)
    assert not scoring.is_over_served(0.1, 0.0)


def test_table_stakes_need_both_at_three_quarters():
    assert scoring.is_table_stakes(0.75, 0.75)
    assert not scoring.is_table_stakes(0.9, 0.74)


@pytest.mark.parametrize("share", [4.7, -0.01, 75, float("nan")])
def test_means_ratings_and_percentages_are_refused(share):
    for score in (
        lambda: scoring.opportunity(share, 0.5),
        lambda: scoring.opportunity(0.5, share),
        lambda: scoring.difficulty_opportunity(0.5, share),
        lambda: scoring.product(share, 0.5),
        lambda: scoring.overlap(share, 0.5, 0.5),
        lambda: scoring.is_over_served(share, 0.5),
        lambda: scoring.is_table_stakes(share, 0.5),
    ):
        with pytest.raises(ValueError, match="share between 0 and 1"):
            score()


@given(shares, shares)
def test_scores_stay_in_their_ranges(importance, difficulty):
    assert 0 <= scoring.opportunity(importance, difficulty) <= 20
    assert 0 <= scoring.difficulty_opportunity(importance, difficulty) <= 20
    assert 0 <= scoring.product(importance, difficulty) <= 10


@given(shares, shares, shares)
def test_scores_rise_with_difficulty(importance, one, other):
    easier, harder = sorted([one, other])

    assert scoring.difficulty_opportunity(importance, easier) <= scoring.difficulty_opportunity(
        importance, harder
    )
    assert scoring.product(importance, easier) <= scoring.product(importance, harder)


@given(shares, shares)
def test_product_and_overlap_are_symmetric(importance, difficulty):
    assert scoring.product(importance, difficulty) == scoring.product(difficulty, importance)
    assert scoring.overlap(0.5, importance, difficulty) == scoring.overlap(
        0.5, difficulty, importance
    )


def test_overlap_is_no_figure_when_nobody_struggles():
    assert scoring.overlap(0, 0.5, 0) is None


def test_mid_ranks_share_the_middle_of_tied_places():
    assert scoring.mid_ranks([0.2, 0.9, 0.5, 0.5]) == [4, 1, 2.5, 2.5]


@given(st.lists(st.integers(min_value=0, max_value=9), max_size=12))
def test_mid_ranks_always_add_up_to_the_places(values):
    assert sum(scoring.mid_ranks(values)) == len(values) * (len(values) + 1) / 2


@pytest.mark.parametrize(("ranks", "score"), [((1, 1), 100), ((20, 20), 1)])
def test_rank_sum_ends(ranks, score):
    assert scoring.rank_sum(*ranks, 20) == score


@pytest.mark.parametrize("arguments", [(1, 1, 1), (0, 1, 5), (1, 6, 5)])
def test_rank_sum_outside_its_items_is_refused(arguments):
    with pytest.raises(ValueError, match=r"two items|lie between"):
        scoring.rank_sum(*arguments)


def test_rank_ranges_show_overlap_as_ties():
    intervals = [Interval(0.6, 0.8), Interval(0.5, 0.7), Interval(0.3, 0.45), None]

    assert scoring.rank_ranges(intervals) == [(1, 2), (1, 2), (3, 3), None]


def test_rank_ranges_of_touching_intervals_are_ties():
    assert scoring.rank_ranges([Interval(0.5, 0.6), Measure(0.4, 0.3, 0.5, 9)]) == [(1, 2), (1, 2)]


@given(st.lists(st.tuples(shares, shares).map(sorted), min_size=1, max_size=10))
def test_rank_ranges_hold_the_items_own_place(ends):
    intervals = [Interval(*pair) for pair in ends]

    ranges = scoring.rank_ranges(intervals)

    for (low, high), mine in zip(ranges, intervals, strict=True):
        place = 1 + sum(other.low > mine.low for other in intervals)
        assert 1 <= low <= high <= len(intervals)
        assert low <= place


def test_bootstrap_of_people_who_all_agree_has_no_width():
    ratings = ratings_of([[1, 1, 0]] * 40, [[1, 0, 0]] * 40)

    resampled = scoring.bootstrap(ratings, draws=50)

    assert resampled["opportunity_difficulty"].scores == [
        Interval(20, 20),
        Interval(10, 10),
        Interval(0, 0),
    ]
    assert resampled["product"].scores == [Interval(10, 10), Interval(0, 0), Interval(0, 0)]
    assert resampled["overlap"].scores == [Interval(1, 1), None, None]
    assert resampled["rank_sum"].scores == [
        Interval(scoring.rank_sum(rank_i, rank_d, 3), scoring.rank_sum(rank_i, rank_d, 3))
        for rank_i, rank_d in [(1.5, 1), (1.5, 2.5), (3, 2.5)]
    ]
    assert resampled["opportunity_difficulty"].ranks == [
        Interval(1, 1),
        Interval(2, 2),
        Interval(3, 3),
    ]


def random_ratings(n_people, n_items, seed):
    generator = np.random.default_rng(seed)
    valid = [generator.random((n_people, n_items)) < 0.9 for _ in range(2)]
    top = [generator.random((n_people, n_items)) < 0.5 for _ in range(2)]
    return Ratings(top[0] & valid[0], valid[0], top[1] & valid[1], valid[1])


def point_estimates(ratings):
    """O_D of each item, from its own counts."""
    return [
        scoring.difficulty_opportunity(
            ratings.importance_top[:, item].sum() / ratings.importance_valid[:, item].sum(),
            ratings.difficulty_top[:, item].sum() / ratings.difficulty_valid[:, item].sum(),
        )
        for item in range(ratings.importance_top.shape[1])
    ]


def test_bootstrap_intervals_hold_the_point_estimates():
    ratings = random_ratings(200, 5, seed=3)

    intervals = scoring.bootstrap(ratings)["opportunity_difficulty"].scores

    for value, interval in zip(point_estimates(ratings), intervals, strict=True):
        assert interval.low < value < interval.high
        assert interval.high - interval.low < 5


def test_bootstrap_width_is_that_of_the_binomial():
    """P of an item that all find difficult is 10 I: a plain share, whose spread is known."""
    valid = np.ones((400, 1), bool)
    top = np.arange(400)[:, None] < 200

    interval = scoring.bootstrap(Ratings(top, valid, valid, valid))["product"].scores[0]

    assert math.isclose(interval.low, 5 - 10 * 1.96 * math.sqrt(0.25 / 400), abs_tol=0.08)
    assert math.isclose(interval.high, 5 + 10 * 1.96 * math.sqrt(0.25 / 400), abs_tol=0.08)


def test_bootstrap_is_the_same_again_and_other_with_another_seed():
    ratings = random_ratings(60, 4, seed=5)

    first = scoring.bootstrap(ratings, draws=200)

    assert scoring.bootstrap(ratings, draws=200) == first
    assert scoring.bootstrap(ratings, draws=200, seed=2) != first


def test_bootstrap_in_chunks_equals_one_piece(monkeypatch):
    ratings = random_ratings(30, 3, seed=7)
    whole = scoring.bootstrap(ratings, draws=25)

    monkeypatch.setattr(scoring, "_CHUNK_CELLS", 100)

    assert scoring.bootstrap(ratings, draws=25) == whole


def test_bootstrap_item_nobody_rated_has_no_interval_and_moves_no_other():
    ratings = ratings_of([[1, None]] * 30, [[1, None]] * 30)

    resampled = scoring.bootstrap(ratings, draws=20)

    assert resampled["opportunity_difficulty"].scores == [Interval(20, 20), None]
    assert resampled["opportunity_difficulty"].ranks == [Interval(1, 1), None]


@pytest.mark.parametrize(("n", "ends"), [(1, None), (29, None), (30, Interval(20, 20))])
def test_bootstrap_of_few_who_all_agree_has_no_interval(n, ends):
    resampled = scoring.bootstrap(ratings_of([[1, 0]] * n, [[1, 0]] * n), draws=50)

    assert resampled["opportunity_difficulty"].scores[0] == ends
    assert resampled["opportunity_difficulty"].ranks[0] == (ends and Interval(1, 1))


def test_bootstrap_of_few_who_differ_has_an_interval():
    resampled = scoring.bootstrap(ratings_of([[1], [0]], [[1], [1]]), draws=50)

    assert resampled["opportunity_difficulty"].scores == [Interval(0, 20)]


def test_figure_without_an_interval_may_hold_any_rank_and_moves_no_other():
    figures = [Measure(20, None, None, 1), Interval(15, 16), Interval(5, 6), None]

    assert scoring.rank_ranges(figures) == [(1, 3), (1, 2), (2, 3), None]


def test_rank_sums_count_only_items_with_both_shares():
    assert scoring.rank_sums([(0.9, 0.9), None, (0.1, 0.1), None]) == [100, None, 1, None]
    assert scoring.rank_sums([(0.9, 0.9), None]) == [None, None]


def test_bootstrap_rank_sum_is_not_moved_by_items_nobody_rated():
    ratings = random_ratings(40, 3, seed=11)
    nobody = np.zeros((40, 2), bool)
    wider = Ratings(
        *(
            np.hstack([getattr(ratings, name), nobody])
            for name in ("importance_top", "importance_valid", "difficulty_top", "difficulty_valid")
        )
    )

    narrow = scoring.bootstrap(ratings, draws=50)["rank_sum"].scores

    assert scoring.bootstrap(wider, draws=50)["rank_sum"].scores == [*narrow, None, None]


def test_bootstrap_single_item_has_no_rank_sum():
    resampled = scoring.bootstrap(ratings_of([[1]] * 5, [[0]] * 5), draws=20)

    assert resampled["rank_sum"].scores == [None]


def test_bootstrap_without_people_has_no_intervals():
    nobody = np.zeros((0, 2), bool)

    resampled = scoring.bootstrap(Ratings(nobody, nobody, nobody, nobody))

    assert resampled["product"].scores == [None, None]
    assert set(resampled) == set(scoring.SCORES)
