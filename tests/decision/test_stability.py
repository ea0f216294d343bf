"""How far weights can move: by hand, and beside trying."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from besluitsteun.decision.methods import TIE
from besluitsteun.decision.stability import smallest_flip, stability_intervals

cases = st.integers(2, 4).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, st.tuples(st.integers(2, 5), st.just(n)), elements=st.integers(0, 20)),
        arrays(np.int64, n, elements=st.integers(0, 10)).filter(lambda w: w.sum() > 0),
    )
)


def test_two_criteria_by_hand() -> None:
    """A (1, 0) and B (0.5, 0.8): A = w, B = 0.8 - 0.3 w, so A leads from w = 8/13 on."""
    found = stability_intervals([[1, 0], [0.5, 0.8]], [0.7, 0.3])
    assert found[0].tolist() == pytest.approx([8 / 13, 1])
    assert found[1].tolist() == pytest.approx([0, 5 / 13])
    flip = smallest_flip([[1, 0], [0.5, 0.8]], [0.7, 0.3])
    assert flip is not None
    assert flip.challenger == 1
    assert flip.moved == pytest.approx(0.7 - 8 / 13)
    assert flip.weights == pytest.approx([8 / 13, 5 / 13])


def test_the_nearest_challenger_by_hand_needs_weight_from_two_criteria() -> None:
    """The best leads by 0.5, 0.3 and -0.1 on the criteria. At weights 0.2, 0.2 and 0.6 it leads by 0.1, and every unit
    of weight from the first criterion to the third takes 0.6. At 0.2, 0.5 and 0.3 it leads by 0.22: all of the first
    takes 0.12, and the other 0.1 comes from the second at 0.4 a unit."""
    flip = smallest_flip([[0.5, 0.3, 0.0], [0, 0, 0.1]], [0.2, 0.2, 0.6])
    assert flip is not None
    assert flip.moved == pytest.approx(0.1 / 0.6)
    more = smallest_flip([[0.5, 0.3, 0.0], [0, 0, 0.1]], [0.2, 0.5, 0.3])
    assert more is not None
    assert more.moved == pytest.approx(0.2 + 0.1 / 0.4)
    assert more.weights == pytest.approx([0, 0.25, 0.75])


def test_the_better_on_everything_stays_on_top_at_any_weights() -> None:
    values = [[1, 1], [0.5, 0.8]]
    assert smallest_flip(values, [0.5, 0.5]) is None
    assert stability_intervals(values, [0.5, 0.5]).tolist() == [[0, 1], [0, 1]]
    assert smallest_flip([[1, 1]], [0.5, 0.5]) is None


def test_all_weight_on_one_criterion_leaves_the_others_equal() -> None:
    """A (1, 0, 0), B (0.5, 0.4, 0.8): with w on the first and (1 - w)/2 on each other, A leads from w = 6/11 on."""
    assert stability_intervals([[1, 0, 0], [0.5, 0.4, 0.8]], [1, 0, 0])[0].tolist() == pytest.approx([6 / 11, 1])


def moved_to(weights: np.ndarray, c: int, share: float) -> np.ndarray:
    others = weights.copy()
    others[c] = 0
    rest = others / others.sum() if others.sum() > 0 else (np.arange(len(weights)) != c) / (len(weights) - 1)
    found: np.ndarray = share * (np.arange(len(weights)) == c) + (1 - share) * rest
    return found


@settings(deadline=None)
@given(cases)
def test_within_its_interval_the_best_stays_best_and_just_beyond_it_does_not(
    case: tuple[np.ndarray, np.ndarray],
) -> None:
    values, points = case
    weights = points / points.sum()
    top = int(np.argmax(values @ weights))
    if (np.sort(values @ weights)[-2:] @ [-1, 1]) < 1e-6:
        return  # two on top
    for c, (low, high) in enumerate(stability_intervals(values, weights)):
        for share in np.linspace(low, high, 5):
            scores = values @ moved_to(weights, c, share)
            assert scores[top] >= scores.max() - 1e-9
        for share in (low - 1e-4, high + 1e-4):
            if 0 <= share <= 1:
                scores = values @ moved_to(weights, c, share)
                assert scores[top] < scores.max()


@settings(deadline=None, max_examples=50)
@given(cases)
def test_no_smaller_move_of_weight_flips_the_top(case: tuple[np.ndarray, np.ndarray]) -> None:
    """Beside a linear programme: the least weight moved that brings any challenger level."""
    from scipy.optimize import linprog

    values, points = case
    weights = points / points.sum()
    scores = values @ weights
    top = int(np.argmax(scores))
    if scores[top] - np.partition(scores, -2)[-2] < 1e-6:
        return
    n, least = len(weights), np.inf
    for b in range(len(values)):
        lead = values[top] - values[b]
        if b == top or lead.min() >= 0:
            continue
        # w' = w + up - down, up and down ≥ 0, down ≤ w; at most no lead left
        flow = np.hstack([lead, -lead])[None]
        solved = linprog(
            np.ones(2 * n) / 2, A_ub=flow, b_ub=[-lead @ weights], A_eq=np.hstack([np.ones(n), -np.ones(n)])[None],
            b_eq=[0.0], bounds=[(0, None)] * n + [(0, w) for w in weights],
        )  # fmt: skip
        least = min(least, solved.fun)
    flip = smallest_flip(values, weights)
    assert (flip is None) == (least == np.inf)
    if flip is not None:
        assert flip.moved == pytest.approx(least, abs=1e-8)
        assert flip.weights.sum() == pytest.approx(1)
        assert (flip.weights >= -TIE).all()
        after = values @ flip.weights
        assert after[flip.challenger] == pytest.approx(after[top], abs=1e-9)
