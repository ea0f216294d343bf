"""What parties say of weights, in five ways; what cannot hold together is found."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.preferences.statements import conflict, named, statements
from besluitsteun.preferences.weights import Exact, Polytope, best_worst, consistency_ratio, weights_from

from .answers import COST, answer, criteria

ABC = criteria("a", "b", "c")


def weights(way: str, **keys: Any) -> list[float]:
    found = weights_from(answer(way, **keys), ABC)
    assert isinstance(found, Exact)
    return found.weights.tolist()


def clash(way: str, **keys: Any) -> list[str]:
    return [each.says for each in conflict(statements(answer(way, **keys), ABC))]


def test_direct_weights_and_swing_points_become_shares() -> None:
    assert weights("direct", gewichten={"a": 0.5, "b": 0.3, "c": 0.2}) == pytest.approx([0.5, 0.3, 0.2])
    assert weights("swing", punten={"a": 100, "b": 60, "c": 40}) == pytest.approx([0.5, 0.3, 0.2])


def test_points_that_add_up_to_nothing_are_no_weights() -> None:
    with pytest.raises(ValueError, match="add up to nothing"):
        weights("swing", punten={"a": 0})


def test_cost_weighs_only_for_a_party_that_names_it() -> None:
    both = (*ABC, COST)
    silent = weights_from(answer("swing", punten={"a": 1, "b": 1, "c": 2}), both)
    aloud = weights_from(answer("swing", punten={"a": 1, "b": 1, "c": 1, "kosten": 1}), both)
    assert isinstance(silent, Exact)
    assert isinstance(aloud, Exact)
    assert silent.criteria == ("a", "b", "c", "kosten")
    assert silent.weights.tolist() == [0.25, 0.25, 0.5, 0]
    assert aloud.weights.tolist() == [0.25, 0.25, 0.25, 0.25]
    order = weights_from(answer("orde", orde=[["a"], ["b"], ["c"]]), both)
    assert isinstance(order, Polytope)
    assert order.statements[0].says == "`kosten` weegt niet mee"


# --- best-worst


def test_best_worst_on_comparisons_without_contradiction_gives_their_ratios() -> None:
    """The weights are then a_j,worst over their sum, with ξ = 0 (Rezaei 2016, fully consistent comparisons)."""
    found, misfit = best_worst(0, 2, [1, 2, 8], [8, 4, 1])
    assert found.tolist() == pytest.approx([8 / 13, 4 / 13, 1 / 13])
    assert misfit == pytest.approx(0, abs=1e-9)


def test_best_worst_on_the_comparisons_of_rezaei_by_hand() -> None:
    """Comparisons of the transport example of Rezaei (2015), Omega 53: cost over (load flexibility, accessibility) 8
    and 2, both over load flexibility 1 and 5. The linear model by hand: all three gaps are ξ, so with w₁ = 2ξ,
    w₂ = 5 w₁ - ξ = 9ξ and w₃ = 8 w₁ + ξ = 2 w₂ - ξ = 17ξ; the sum 28ξ is 1."""
    found, misfit = best_worst(2, 0, [8, 2, 1], [1, 5, 8])
    assert found.tolist() == pytest.approx([2 / 28, 9 / 28, 17 / 28])
    assert misfit == pytest.approx(1 / 28)
    assert consistency_ratio([8, 2, 1], [1, 5, 8], 8) == pytest.approx(2 / 56)  # |2·5 - 8| / (8² - 8)


def test_best_worst_in_a_study_leaves_out_what_stands_for_itself() -> None:
    found = weights_from(
        answer("best_slechtst", beste="c", slechtste="a", beste_tot={"a": 8, "b": 2}, tot_slechtste={"b": 5}), ABC
    )
    assert isinstance(found, Exact)
    assert found.weights.tolist() == pytest.approx([2 / 28, 9 / 28, 17 / 28])
    assert found.misfit == pytest.approx(1 / 28)
    assert found.consistency == pytest.approx(2 / 56)


@settings(deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=5), st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_no_small_change_of_best_worst_weights_fits_better(middle: list[int], worst: list[int]) -> None:
    """ξ is the least: the largest gap at the weights equals it, and moving weight between any two does not lower it."""
    best_to = np.array([1, *middle, 9.0])
    to_worst = np.array([9, *worst[: len(middle)], 1.0])

    def gap(w: np.ndarray) -> float:
        return max(np.abs(w[0] - best_to * w).max(), np.abs(w - to_worst * w[-1]).max())

    found, misfit = best_worst(0, len(best_to) - 1, best_to.tolist(), to_worst.tolist())
    assert gap(found) == pytest.approx(misfit, abs=1e-7)
    for i in range(len(found)):
        for j in range(len(found)):
            moved = found + 0.01 * (np.arange(len(found)) == i) - 0.01 * (np.arange(len(found)) == j)
            if moved.min() >= 0:
                assert gap(moved) >= misfit - 1e-7


# --- statements and conflicts


def test_every_criterion_that_is_named_counts_once() -> None:
    given = answer(
        "intervallen", intervallen={"b": [0.1, 0.5]}, verhoudingen=[{"meer": "a", "minder": "b", "minstens": 2}]
    )
    assert named(given) == ("b", "a")


def test_an_order_with_a_tie_says_what_is_equal_and_what_is_heavier() -> None:
    said = statements(answer("orde", orde=[["a"], ["b", "c"]]), ABC)
    assert [each.says for each in said] == ["`b` weegt even zwaar als `c`"] * 2 + [
        "`a` weegt minstens zo zwaar als `b`"
    ]
    assert [each.factors for each in said] == [(0, 1, -1), (0, -1, 1), (1, -1, 0)]


def test_answers_that_hold_together_have_no_conflict() -> None:
    assert clash("orde", orde=[["a"], ["b", "c"]]) == []
    assert clash("intervallen", intervallen={"a": [0.2, 0.5], "b": [0.5, 0.5], "c": [0, 0.3]}) == []
    assert clash("intervallen", intervallen={"a": [0, 0.5], "b": [0, 0.3], "c": [0, 0.2]}) == []  # exactly 1


def test_lowest_weights_above_one_together_are_a_conflict() -> None:
    said = clash("intervallen", intervallen={"a": [0.6, 1], "b": [0.5, 0.9], "c": [0.1, 1]})
    assert said == ["`a` weegt minstens 0,6", "`b` weegt minstens 0,5"]


def test_highest_weights_below_one_together_need_all_of_them() -> None:
    said = clash("intervallen", intervallen={"a": [0, 0.3], "b": [0, 0.3], "c": [0.1, 0.3]})
    assert said == ["`a` weegt hoogstens 0,3", "`b` weegt hoogstens 0,3", "`c` weegt hoogstens 0,3"]


def test_a_ratio_against_intervals_is_a_conflict_of_three() -> None:
    ratio = [{"meer": "a", "minder": "b", "minstens": 3}, {"meer": "c", "minder": "a", "minstens": 0.1}]
    said = clash("intervallen", intervallen={"a": [0, 0.5], "b": [0.2, 1]}, verhoudingen=ratio)
    assert said == ["`a` weegt hoogstens 0,5", "`b` weegt minstens 0,2", "`a` weegt minstens 3 keer `b`"]


shares = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(lambda pair: [min(pair) / 10, max(pair) / 10])


@settings(deadline=None)
@given(st.tuples(shares, shares, shares))
def test_intervals_conflict_exactly_when_their_ends_do_not_enclose_one(given: tuple[list[float], ...]) -> None:
    said = conflict(statements(answer("intervallen", intervallen=dict(zip("abc", given, strict=True))), ABC))
    holds = sum(low for low, _ in given) <= 1 + 1e-9 and sum(high for _, high in given) >= 1 - 1e-9
    assert (not said) == holds
    for each in said:  # none of them can be missed
        assert not conflict([one for one in said if one is not each])
