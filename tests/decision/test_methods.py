"""Three methods on published and hand-worked cases, beside two other libraries, and the ranks they give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from besluitsteun.decision.methods import (
    Disagreement,
    additive,
    disagreements,
    gains,
    listed,
    promethee,
    ranks,
    topsis,
)

AIRCRAFT = np.array(
    [
        [2.0, 1500, 20_000, 5.5, 5, 9],
        [2.5, 2700, 18_000, 6.5, 3, 5],
        [1.8, 2000, 21_000, 4.5, 7, 7],
        [2.2, 1800, 20_000, 5.0, 5, 5],
    ]
)
"""The fighter aircraft of Hwang and Yoon (1981): speed, range, payload, cost (less is better), reliability and
handling."""
AIRCRAFT_WEIGHTS = np.array([0.2, 0.1, 0.1, 0.1, 0.2, 0.3])
AIRCRAFT_SIGNS = np.array([1, 1, 1, -1, 1, 1])
PLANTS = np.array(
    [
        [80, 90, 6, 5.4, 8, 5],
        [65, 58, 2, 9.7, 1, 1],
        [83, 60, 4, 7.2, 4, 7],
        [40, 80, 10, 7.5, 7, 10],
        [52, 72, 6, 2.0, 3, 8],
        [94, 96, 7, 3.6, 5, 6],
    ]
)
"""The hydroelectric plants of Brans, Vincke and Mareschal (1986), "How to select and how to rank projects: the
PROMETHEE method", EJOR 24; of criteria 1, 3, 4 and 5 less is better."""
PLANT_SIGNS = np.array([-1, 1, -1, -1, -1, 1])
PLANT_Q, PLANT_P = np.array([10, 0, 0.5, 1, 0, 0]), np.array([10, 30, 5, 6, 0, 5])


# --- additive


def test_additive_value_explains_itself_as_a_sum() -> None:
    found = additive([[1, 0.5], [0, 1]], [0.6, 0.4])
    assert found.parts.tolist() == [[0.6, 0.2], [0, 0.4]]
    assert found.score.tolist() == pytest.approx([0.8, 0.4])


# --- TOPSIS


def test_topsis_on_the_fighter_aircraft_of_hwang_and_yoon() -> None:
    """Vector normalisation and the ideals of the book; its distances and closeness, with its rounding on the way."""
    normal = AIRCRAFT / np.sqrt((AIRCRAFT**2).sum(axis=0))
    high, low = normal.max(axis=0), normal.min(axis=0)
    ideal, anti = np.where(AIRCRAFT_SIGNS > 0, high, low), np.where(AIRCRAFT_SIGNS > 0, low, high)
    found = topsis(normal, AIRCRAFT_WEIGHTS, ideal, anti)
    assert found.to_ideal == pytest.approx([0.0545, 0.1197, 0.0580, 0.1009], abs=1e-4)
    assert found.from_anti_ideal == pytest.approx([0.0983, 0.0439, 0.0920, 0.0458], abs=1e-4)
    assert found.score == pytest.approx([0.643, 0.268, 0.613, 0.312], abs=1e-3)
    assert listed(["A1", "A2", "A3", "A4"], found.score) == ("A1", "A3", "A4", "A2")


def test_topsis_beyond_the_ideal_never_loses_score() -> None:
    found = topsis([[1.0, 0.5], [1.4, 0.5], [0.0, 0.5], [-0.4, 0.5]], [0.5, 0.5])
    assert found.score[1] > found.score[0] > found.score[2] > found.score[3]


def test_topsis_of_two_criteria_by_hand() -> None:
    found = topsis([[0.5, 1.0]], [0.6, 0.4])
    assert found.to_ideal.tolist() == pytest.approx([0.3])
    assert found.from_anti_ideal.tolist() == pytest.approx([0.5])  # √(0.3² + 0.4²)
    assert found.score.tolist() == pytest.approx([0.625])


# --- PROMETHEE II


def test_promethee_of_two_alternatives_by_hand() -> None:
    """Criterion 1: 6 more with q 2 and p 10 is half a preference; criterion 2: 3 less with q = p = 1 a full one."""
    found = promethee([[16, 4], [10, 7]], [0.7, 0.3], [2, 1], [10, 1])
    assert found.preference.tolist() == [[0, pytest.approx(0.35)], [pytest.approx(0.3), 0]]
    assert found.score.tolist() == pytest.approx([0.05, -0.05])


def test_promethee_with_the_usual_function_on_the_example_of_pymcdm() -> None:
    """Published in the documentation of pymcdm 1.4, PROMETHEE_II: [0.1, -0.3, 0.2]."""
    found = promethee([[4, 3, 2], [3, 2, 4], [5, 1, 3]], [0.5, 0.3, 0.2], [0, 0, 0], [0, 0, 0])
    assert found.score.tolist() == pytest.approx([0.1, -0.3, 0.2])


def test_promethee_of_one_criterion_of_the_hydroelectric_plants_by_hand() -> None:
    """Criterion 3, linear with q 0.5 and p 5, less is better: 6, 2, 4, 10, 6, 7."""
    outcomes = PLANTS[:, 2:3]
    found = promethee(-outcomes, [1.0], [0.5], [5.0])
    first = [0, 0, 0, 3.5 / 4.5, 0, 0.5 / 4.5]  # 6 against 2, 4, 10, 6 and 7
    assert found.preference[0].tolist() == pytest.approx(first)
    assert found.leaving[0] == pytest.approx(4 / 4.5 / 5)
    assert found.entering[0] == pytest.approx((3.5 + 1.5) / 4.5 / 5)


def test_gains_turn_what_should_be_less() -> None:
    assert gains([[3, 4]], worst=[10, 0], best=[0, 10]).tolist() == [[-3, 4]]


# --- beside other libraries

matrices = arrays(np.int64, st.tuples(st.integers(2, 7), st.integers(1, 5)), elements=st.integers(0, 100))


def weights_for(criteria: int) -> np.ndarray:
    return np.arange(1, criteria + 1) / np.arange(1, criteria + 1).sum()


def signs_for(criteria: int) -> np.ndarray:
    return np.where(np.arange(criteria) % 2, -1, 1)


@settings(deadline=None)
@given(matrices)
def test_additive_and_topsis_equal_pymcdm_and_pyrepo_mcda_where_the_ends_of_the_range_are_there(
    drawn: np.ndarray,
) -> None:
    """Both take ideals from the alternatives; with the ends of the range among them these are the fixed ones."""
    from pymcdm.methods import TOPSIS, WSM
    from pymcdm.normalizations import minmax_normalization
    from pyrepo_mcda.mcda_methods import TOPSIS as OTHER_TOPSIS

    total = drawn.shape[1]
    outcomes = np.vstack([drawn, np.zeros(total), np.full(total, 100)]).astype(float)
    w, signs = weights_for(total), signs_for(total)
    unit = np.where(signs > 0, outcomes / 100, 1 - outcomes / 100)
    assert additive(unit, w).score == pytest.approx(WSM(minmax_normalization)(outcomes, w, signs, validation=False))
    ours = topsis(unit, w).score
    assert ours == pytest.approx(TOPSIS()(outcomes, w, signs, validation=False))
    assert ours == pytest.approx(OTHER_TOPSIS()(outcomes, w, signs))


@settings(deadline=None)
@given(matrices)
def test_promethee_equals_pymcdm_and_pyrepo_mcda(drawn: np.ndarray) -> None:
    from pymcdm.methods import PROMETHEE_II
    from pyrepo_mcda.mcda_methods import PROMETHEE_II as OTHER_PROMETHEE

    total = drawn.shape[1]
    outcomes, w, signs = drawn.astype(float), weights_for(total), signs_for(total)
    q, p = np.full(total, 5.0), np.full(total, 40.0)
    ours = promethee(outcomes * signs, w, q, p).score
    other = OTHER_PROMETHEE()
    assert ours == pytest.approx(other(outcomes, w, signs, [other._linear_function] * total, p=p, q=q))
    assert ours == pytest.approx(PROMETHEE_II("vshape_2", p=p, q=q)(outcomes, w, signs, validation=False))


def test_the_linear_criteria_of_the_hydroelectric_plants_equal_pyrepo_mcda() -> None:
    """Types U (q = p), V (q = 0), linear and usual of the published case; its other two types we do not have."""
    from pyrepo_mcda.mcda_methods import PROMETHEE_II as OTHER_PROMETHEE

    chosen, other = [0, 1, 2, 4], OTHER_PROMETHEE()
    outcomes, signs, w = PLANTS[:, chosen], PLANT_SIGNS[chosen], np.full(4, 0.25)
    q, p = PLANT_Q[chosen], PLANT_P[chosen]
    kinds = [other._ushape_function, other._vshape_function, other._linear_function, other._usual_function]
    assert promethee(outcomes * signs, w, q, p).score == pytest.approx(other(outcomes, w, signs, kinds, p=p, q=q))


# --- ranks


def test_equals_share_the_best_rank_of_their_group() -> None:
    assert ranks([0.5, 0.9, 0.5, 0.1]).tolist() == [2, 1, 2, 4]
    assert ranks([0.3, 0.3, 0.3]).tolist() == [1, 1, 1]


def test_rounding_never_decides() -> None:
    assert ranks([0.1 + 0.2, 0.3]).tolist() == [1, 1]


def test_a_list_goes_by_rank_and_equals_by_id() -> None:
    assert listed(["kade", "pomp", "dijk", "bak"], [0.5, 0.9, 0.5, 0.1]) == ("pomp", "dijk", "kade", "bak")


def test_ranks_of_many_draws_are_those_of_each() -> None:
    scores = np.random.default_rng(3).integers(0, 5, (200, 7)) / 4
    assert ranks(scores).tolist() == [ranks(row).tolist() for row in scores]


def test_methods_disagree_where_a_pair_is_turned_round() -> None:
    ids = ["a", "b", "c", "d"]
    found = disagreements(ids, [0.9, 0.8, 0.8, 0.1], [0.5, 0.5, 0.7, 0.6])
    assert found == (Disagreement("a", "c"), Disagreement("a", "d"), Disagreement("b", "d"))
    assert disagreements(ids, [4, 3, 2, 1], [40, 30, 20, 10]) == ()
