"""Scenarios taken together, by hand and beside what they must equal."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from besluitsteun.decision.scenarios import regret, tail_mean, weighted_mean, worst_case

SCORES = np.array([[0.9, 0.6], [0.2, 0.5], [0.4, 0.5], [0.7, 0.4]])
"""Four scenarios, two alternatives."""
tables = arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.integers(-9, 9))


def test_the_four_ways_by_hand() -> None:
    assert worst_case(SCORES).tolist() == [0.2, 0.4]
    assert regret(SCORES) == pytest.approx([-0.3, -0.3])  # in the second scenario; in the first and the last
    assert weighted_mean(SCORES, [1, 1, 2, 0]) == pytest.approx([0.475, 0.525])
    assert tail_mean(SCORES, 0.5) == pytest.approx([0.3, 0.45])
    assert tail_mean(SCORES, 0.375) == pytest.approx([(0.2 + 0.5 * 0.4) / 1.5, (0.4 + 0.5 * 0.5) / 1.5])
    assert tail_mean(SCORES, 0.5, [3, 1, 0, 0]) == pytest.approx([(0.2 + 0.9) / 2, (0.5 + 0.6) / 2])


def test_a_tail_of_nothing_is_refused() -> None:
    for alpha in (0.0, 1.1):
        with pytest.raises(ValueError, match="alpha"):
            tail_mean(SCORES, alpha)


@settings(deadline=None)
@given(tables)
def test_a_tail_runs_from_the_worst_case_to_the_mean(drawn: np.ndarray) -> None:
    scenarios = len(drawn)
    assert tail_mean(drawn, 1.0) == pytest.approx(drawn.mean(axis=0))
    assert tail_mean(drawn, 1 / scenarios) == pytest.approx(worst_case(drawn))
    tails = [tail_mean(drawn, alpha) for alpha in np.linspace(0.05, 1, 8)]
    assert all((low <= high + 1e-9).all() for low, high in pairwise(tails))


@settings(deadline=None)
@given(tables)
def test_in_every_scenario_somebody_has_no_regret_and_nobody_gains(drawn: np.ndarray) -> None:
    found = regret(drawn)
    assert (found <= 0).all()
    if len(drawn) == 1:
        assert found.max() == 0


@settings(deadline=None)
@given(tables, arrays(np.int64, 6, elements=st.integers(1, 5)), st.integers(1, 10))
def test_a_tail_is_the_maximum_of_rockafellar_and_uryasev(drawn: np.ndarray, points: np.ndarray, tenths: int) -> None:
    """For scores: the largest over t of t - mean shortfall below t / alpha, reached at one of the scores."""
    weights, alpha = points[: len(drawn)] / points[: len(drawn)].sum(), tenths / 10
    for a in range(drawn.shape[1]):
        values = [t - weights @ np.maximum(t - drawn[:, a], 0) / alpha for t in drawn[:, a]]
        assert tail_mean(drawn, alpha, weights)[a] == pytest.approx(max(values))
