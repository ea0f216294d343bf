"""Draws of weights: within what was said, evenly over it, and the same for the same seed and name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import Delaunay

from besluitsteun.decision.samples import corners, draw_scenario_weights, draw_weights, generator
from besluitsteun.preferences.weights import Exact, Polytope, weights_from

from ..preferences.answers import answer, criteria

NAMES = ("a", "b", "c", "d", "e")


def polytope(way: str, names: tuple[str, ...] = NAMES[:3], **keys: Any) -> Polytope:
    found = weights_from(answer(way, **keys), criteria(*names))
    assert isinstance(found, Polytope)
    return found


def drawn(said: Exact | Polytope, draws: int = 20_000) -> np.ndarray:
    return draw_weights(said, draws, generator(7, "stad"))


def centre_of(said: Polytope) -> np.ndarray:
    """The centre of gravity, exactly: a triangulation of the corners, every simplex by its volume."""
    found = corners(said)
    across = np.linalg.svd(found - found.mean(axis=0), full_matrices=False)
    flat = (found - found.mean(axis=0)) @ across[2][across[1] > 1e-9].T
    parts = Delaunay(flat).simplices
    volumes = np.abs(np.linalg.det(flat[parts[:, 1:]] - flat[parts[:, :1]]))
    centre: np.ndarray = (volumes[:, None] * found[parts].mean(axis=1)).sum(axis=0) / volumes.sum()
    return centre


def check(weights: np.ndarray, said: Polytope) -> None:
    assert weights.sum(axis=1) == pytest.approx(1)
    assert (weights @ said.factors.T >= said.at_least - 1e-8).all()


def test_exact_weights_are_repeated() -> None:
    found = weights_from(answer("direct", gewichten={"a": 0.5, "b": 0.3, "c": 0.2}), criteria("a", "b", "c"))
    assert drawn(found, 3).round(9).tolist() == [[0.5, 0.3, 0.2]] * 3


def test_draws_depend_on_seed_and_name_only() -> None:
    said = polytope("orde", orde=[["a"], ["b"], ["c"]])
    same = draw_weights(said, 5, generator(7, "stad"))
    assert same.tolist() == draw_weights(said, 5, generator(7, "stad")).tolist()
    assert same.tolist() != draw_weights(said, 5, generator(7, "provincie")).tolist()
    assert same.tolist() != draw_weights(said, 5, generator(8, "stad")).tolist()


# --- corners


def test_corners_of_an_order() -> None:
    found = corners(polytope("orde", orde=[["a"], ["b"], ["c"]]))
    assert found.round(9).tolist() == [[0.333333333] * 3, [0.5, 0.5, 0], [1, 0, 0]]


def test_corners_of_intervals_by_hand() -> None:
    """a from 0.2 to 0.5 and b at most 0.4: a quadrilateral."""
    found = corners(polytope("intervallen", intervallen={"a": [0.2, 0.5], "b": [0, 0.4]}))
    assert found.round(9).tolist() == [[0.2, 0, 0.8], [0.2, 0.4, 0.4], [0.5, 0, 0.5], [0.5, 0.4, 0.1]]


def test_corners_of_a_point_of_a_line_and_of_nothing() -> None:
    point = {"a": [0.2, 0.2], "b": [0.5, 0.5]}
    assert corners(polytope("intervallen", intervallen=point)).round(9).tolist() == [[0.2, 0.5, 0.3]]
    line = corners(polytope("intervallen", intervallen={"a": [0.2, 0.2]}))
    assert line.round(9).tolist() == [[0.2, 0, 0.8], [0.2, 0.8, 0]]
    none = polytope("intervallen", intervallen={"a": [0.9, 1], "b": [0.9, 1]})
    assert corners(none).shape == (0, 3)
    with pytest.raises(ValueError, match="no weights fit"):
        drawn(none)


interval = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda pair: [min(pair) / 10, max(pair) / 10 + 0.1])


@settings(deadline=None)
@given(st.lists(interval, min_size=4, max_size=4), st.integers(1, 30))
def test_corners_are_the_extremes_of_every_direction(given: list[list[float]], times: int) -> None:
    """A linear programme over the same bounds reaches as far as the furthest corner, whatever the direction."""
    from scipy.optimize import linprog

    ratio = [{"meer": "a", "minder": "b", "minstens": times / 10}]
    names = NAMES[:4]
    said = polytope("intervallen", names, intervallen=dict(zip(names, given, strict=True)), verhoudingen=ratio)
    found, random = corners(said), np.random.default_rng(1)
    for direction in random.normal(size=(10, 4)):
        best = linprog(-direction, A_ub=-said.factors, b_ub=-said.at_least, A_eq=np.ones((1, 4)), b_eq=[1.0])
        assert best.success == (len(found) > 0)
        if best.success:
            assert (found @ direction).max() == pytest.approx(-best.fun, abs=1e-7)
    assert len(np.unique(found.round(8), axis=0)) == len(found)


# --- evenly


def test_an_order_has_the_rank_order_centroid_as_its_mean() -> None:
    """Barron and Barrett (1996), "Decision quality using ranked attribute weights", Management Science 42: for three
    criteria 0.611, 0.278 and 0.111; for five 0.457, 0.257, 0.157, 0.090 and 0.040."""
    three = drawn(polytope("orde", orde=[["a"], ["b"], ["c"]]))
    assert three.mean(axis=0) == pytest.approx([0.611, 0.278, 0.111], abs=0.005)
    five = drawn(polytope("orde", NAMES, orde=[["a"], ["b"], ["c"], ["d"], ["e"]]))
    assert five.mean(axis=0) == pytest.approx([0.457, 0.257, 0.157, 0.090, 0.040], abs=0.005)


def test_a_tie_is_kept_in_every_draw() -> None:
    said = polytope("orde", NAMES, orde=[["b"], ["a", "c"], ["e", "d"]])
    weights = drawn(said)
    assert weights[:, 0] == pytest.approx(weights[:, 2])
    assert weights[:, 4] == pytest.approx(weights[:, 3])
    check(weights, said)
    assert weights.mean(axis=0) == pytest.approx(centre_of(said), abs=0.005)


WIDE = {"intervallen": {"a": [0.2, 0.5], "b": [0, 0.4]}}
THIN = {"intervallen": {"a": [0.2, 0.21], "b": [0.2, 0.21], "c": [0, 0.1], "d": [0.1, 0.6]}}
EQUAL = {
    "intervallen": {"d": [0.1, 0.3], "e": [0.05, 0.4]},
    "verhoudingen": [{"meer": "a", "minder": "b", "minstens": 2}, {"meer": "b", "minder": "a", "minstens": 0.5}],
}
RATIOS = {
    "verhoudingen": [
        {"meer": "a", "minder": "b", "minstens": 2},
        {"meer": "b", "minder": "c", "minstens": 2},
        {"meer": "b", "minder": "d", "minstens": 1.5},
        {"meer": "d", "minder": "e", "minstens": 3},
    ]
}


@pytest.mark.parametrize("said", [WIDE, THIN, EQUAL, RATIOS], ids=["by rejection", "thin", "equal", "ratios"])
def test_intervals_and_ratios_are_drawn_evenly(said: dict[str, Any]) -> None:
    """Mean and spread in every direction: the mean beside the exact one, and both halves at the exact mean of one
    criterion weigh what the triangulation of each half says."""
    whole = polytope("intervallen", NAMES, **said)
    weights, centre = drawn(whole), centre_of(whole)
    check(weights, whole)
    spread = np.ptp(corners(whole), axis=0)
    assert np.abs(weights.mean(axis=0) - centre).max() <= 0.01 * spread.max()
    for c in range(5):
        if spread[c] > 1e-6 and said is not EQUAL:
            low, high = said.get("intervallen", {}).get(NAMES[c], [0, 1])
            half = said | {"intervallen": said.get("intervallen", {}) | {NAMES[c]: [low, min(high, centre[c])]}}
            below = weights[weights[:, c] <= centre[c]]
            expected = centre_of(polytope("intervallen", NAMES, **half))
            assert np.abs(below.mean(axis=0) - expected).max() <= 0.02 * spread.max()


@settings(deadline=None, max_examples=25)
@given(st.lists(interval, min_size=5, max_size=5), st.integers(1, 30))
def test_draws_obey_what_was_said(given: list[list[float]], times: int) -> None:
    ratio = [{"meer": "a", "minder": "b", "minstens": times / 10}]
    said = polytope("intervallen", NAMES, intervallen=dict(zip(NAMES, given, strict=True)), verhoudingen=ratio)
    if len(corners(said)):
        check(draw_weights(said, 50, generator(1, "p")), said)


def test_scenario_weights_sum_to_one_and_are_even() -> None:
    found = draw_scenario_weights(4, 20_000, generator(7, "scenarios"))
    assert found.sum(axis=1) == pytest.approx(1)
    assert found.mean(axis=0) == pytest.approx([0.25] * 4, abs=0.005)
    assert found.var(axis=0) == pytest.approx([3 / 80] * 4, rel=0.05)  # Dirichlet(1, 1, 1, 1)
