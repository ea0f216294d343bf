"""SMAA beside exact lengths and areas of weights, and its laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from besluitsteun.decision.methods import ranks
from besluitsteun.decision.samples import draw_scenario_weights, draw_weights, generator
from besluitsteun.decision.smaa import pairwise_winning, rank_acceptability, scores_of, smaa
from besluitsteun.preferences.weights import Polytope

DRAWS = 40_000
NEAR = 0.01
"""Four standard errors of a share at so many draws."""


def evenly(criteria: int, draws: int = DRAWS) -> np.ndarray:
    names = tuple("abcdefgh"[:criteria])
    return draw_weights(Polytope(names, ()), draws, generator(5, "stad"))


def test_two_criteria_by_hand() -> None:
    """A (1, 0), B (0.6, 0.6), C (0, 1): with weight w of the first, A = w, B = 0.6, C = 1 - w. A leads from w = 0.6 on,
    C up to 0.4, B between; A is last up to w = 0.5, C from there; B is last nowhere."""
    found = smaa([[1, 0], [0.6, 0.6], [0, 1]], evenly(2))
    assert found.acceptability == pytest.approx(np.array([[0.4, 0.1, 0.5], [0.2, 0.8, 0], [0.4, 0.1, 0.5]]), abs=NEAR)
    assert found.central == pytest.approx(np.array([[0.8, 0.2], [0.5, 0.5], [0.2, 0.8]]), abs=NEAR)
    assert found.winning == pytest.approx(np.array([[0.5, 0.4, 0.5], [0.6, 0.5, 0.6], [0.5, 0.4, 0.5]]), abs=NEAR)
    assert found.confidence.tolist() == [1, 1, 1]
    assert found.within(2) == pytest.approx([0.5, 1, 0.5], abs=NEAR)
    assert found.mean_weights == pytest.approx([0.5, 0.5], abs=NEAR)


def leading_area(values: np.ndarray, a: int) -> shapely.Geometry:
    """Weights (w₁, w₂) with w₃ = 1 - w₁ - w₂ at which alternative ``a`` leads: a polygon, exactly."""
    area: shapely.Geometry = shapely.Polygon([(0, 0), (1, 0), (0, 1)])
    for b in range(len(values)):
        if b != a:
            x, y, rest = values[a] - values[b]
            area = area.intersection(half_plane(x - rest, y - rest, rest))
    return area


def half_plane(x: float, y: float, constant: float) -> shapely.Polygon:
    """Where x · w₁ + y · w₂ + constant ≥ 0, as far as matters."""
    length = math.hypot(x, y)
    across, along = np.array([x, y]) / length, np.array([-y, x]) / length
    edge = -constant / length * across
    return shapely.Polygon(
        [edge - 9 * along, edge + 9 * along, edge + 9 * (along + across), edge - 9 * (along - across)]
    )


@pytest.mark.parametrize("seed", range(5))
def test_three_criteria_equal_the_areas_of_polygons(seed: int) -> None:
    values = np.random.default_rng(seed).random((5, 3))
    found = smaa(values, evenly(3))
    for a in range(5):
        area = leading_area(values, a)
        assert found.acceptability[a, 0] == pytest.approx(area.area / 0.5, abs=NEAR)
        if area.area > 0.05:
            centre = np.array([area.centroid.x, area.centroid.y])
            assert found.central[a, :2] == pytest.approx(centre, abs=2 * NEAR)
        for b in range(5):
            pair = leading_area(values[[a, b]], 0).area / 0.5 if a != b else 0.5
            assert found.winning[a, b] == pytest.approx(pair, abs=NEAR)


def test_alternatives_that_never_lead_have_no_central_weights() -> None:
    found = smaa([[1, 1], [0, 0]], evenly(2, 100))
    assert found.acceptability.tolist() == [[1, 0], [0, 1]]
    assert np.isnan(found.central[1]).all()
    assert np.isnan(found.confidence[1])


def test_equals_share_their_ranks() -> None:
    found = smaa([[1, 0.5], [1, 0.5], [0, 0]], evenly(2, 100))
    assert found.acceptability == pytest.approx(np.array([[0.5, 0.5, 0], [0.5, 0.5, 0], [0, 0, 1]]))
    assert found.winning == pytest.approx(np.array([[0.5, 0.5, 1], [0.5, 0.5, 1], [0, 0, 0.5]]))


def test_scenario_weights_by_hand() -> None:
    """One criterion; A is worth 1 in scenario 1 and 0 in 2, B 0.7 in both: A leads where scenario 1 weighs over 0.7."""
    values = np.array([[[1.0], [0.7]], [[0.0], [0.7]]])
    scenarios = draw_scenario_weights(2, DRAWS, generator(5, "scenarios"))
    found = smaa(values, np.ones((DRAWS, 1)), scenarios)
    assert found.acceptability[0] == pytest.approx([0.3, 0.7], abs=NEAR)
    assert found.confidence == pytest.approx([0.3, 0.7], abs=NEAR)


def test_scores_over_scenarios_are_weighted_means_whatever_is_held_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(2)
    values, weights, scenarios = random.random((3, 5, 2)), random.random((40, 2)), random.random((40, 3))
    expected = np.einsum("ds,dc,sac->da", scenarios, weights, values)
    for block in (4_000_000, 50, 1):
        monkeypatch.setattr("besluitsteun.decision.smaa.BLOCK", block)
        assert scores_of(values, weights, scenarios) == pytest.approx(expected)


values_drawn = arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.integers(-3, 8))


@settings(deadline=None)
@given(values_drawn)
def test_rows_and_columns_sum_to_one_ties_or_not(drawn: np.ndarray) -> None:
    found = smaa(drawn / 4, evenly(drawn.shape[1], 200))
    assert found.acceptability.sum(axis=0) == pytest.approx(1)
    assert found.acceptability.sum(axis=1) == pytest.approx(1)
    assert (found.acceptability >= 0).all()
    assert found.winning + found.winning.T == pytest.approx(1)


@settings(deadline=None)
@given(values_drawn)
def test_acceptabilities_equal_counting_every_draw(drawn: np.ndarray) -> None:
    """One draw after the other: equals stand at ranks r … r + n - 1, each for 1/n."""
    scores = evenly(drawn.shape[1], 50) @ (drawn.T / 4)
    total = scores.shape[1]
    expected, wins = np.zeros((total, total)), np.zeros((total, total))
    for row in scores:
        own = ranks(row)
        for a in range(total):
            equal = int((own == own[a]).sum())
            expected[a, own[a] - 1 : own[a] - 1 + equal] += 1 / equal / len(scores)
            wins[a] += ((own > own[a]) + 0.5 * (own == own[a])) / len(scores)
    assert rank_acceptability(scores) == pytest.approx(expected)
    assert pairwise_winning(scores) == pytest.approx(wins)


def test_ordering_some_draws_at_a_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values, weights = np.random.default_rng(2).integers(0, 4, (6, 3)) / 4, evenly(3, 100)
    whole = smaa(values, weights)
    monkeypatch.setattr("besluitsteun.decision.smaa.ORDERED", 7)
    parts = smaa(values, weights)
    assert parts.acceptability == pytest.approx(whole.acceptability)
    assert parts.central == pytest.approx(whole.central, nan_ok=True)


def test_another_party_or_alternative_changes_no_draw() -> None:
    values = np.random.default_rng(1).random((4, 3))
    before = smaa(values, evenly(3, 500))
    after = smaa(np.vstack([values, values[:1] - 1]), evenly(3, 500))
    assert after.acceptability[:4, :4].tolist() == before.acceptability.tolist()
