"""Value functions: straight and bent, more and less, beyond the range, and the hash of what was asked."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.preferences.values import (
    ValueFunction,
    nothing_to_gain,
    range_hash,
    scaled,
    thresholds,
    value_matrix,
    weighable,
)

from .answers import COST, criteria, criterion

HOURS = criterion(
    "kwetsbaar", bereik={"slechtst": 120_000, "best": 0}, waardefunctie=[[120_000, 0], [20_000, 0.7], [0, 1]]
)
"""The example of the design."""
numbers = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


def test_a_straight_function_runs_from_worst_to_best() -> None:
    less, more = ValueFunction.of(criterion("a")), ValueFunction.of(criterion("b", bereik={"slechtst": 5, "best": 9}))
    assert less.value([100, 75, 0]).tolist() == [0, 0.25, 1]
    assert more.value([5, 6, 9]).tolist() == [0, 0.25, 1]
    assert (less.worst, less.best, less.swing) == (100, 0, 100)
    assert (more.worst, more.best, more.swing) == (5, 9, 4)


def test_a_bent_function_goes_through_its_points_and_runs_on_with_the_slope_of_its_end() -> None:
    function = ValueFunction.of(HOURS)
    assert function.value([120_000, 20_000, 0]).tolist() == pytest.approx([0, 0.7, 1])
    assert function.value(70_000) == pytest.approx(0.35)
    assert function.value(220_000) == pytest.approx(-0.7)  # 100,000 beyond, at 0.7 per 100,000
    assert function.value(-20_000) == pytest.approx(1.3)  # 20,000 beyond, at 0.3 per 20,000


def test_an_outcome_that_is_not_known_has_no_value() -> None:
    assert math.isnan(ValueFunction.of(HOURS).value(math.nan))


@settings(deadline=None)
@given(numbers, numbers.filter(lambda x: abs(x) > 1), numbers)
def test_the_value_is_linear_beyond_the_range_whatever_its_direction(worst: float, width: float, far: float) -> None:
    function = ValueFunction.of(criterion("a", bereik={"slechtst": worst, "best": worst + width}))
    assert function.value(worst + far * width) == pytest.approx(far, abs=1e-6 * max(1, abs(far)))


@settings(deadline=None)
@given(st.lists(numbers, min_size=2, max_size=20))
def test_a_better_outcome_never_has_a_lower_value(outcomes: list[float]) -> None:
    values = ValueFunction.of(HOURS).value(sorted(outcomes, reverse=True))
    assert (np.diff(values) >= -1e-9).all()


def test_a_range_of_nothing_gives_no_function() -> None:
    with pytest.raises(ValueError, match="no range"):
        ValueFunction.of(criterion("a", bereik={"slechtst": 1, "best": 1}))
    with pytest.raises(ValueError, match="no range"):
        ValueFunction.of(criterion("a", bereik=None))


def test_one_point_of_total_value_buys_less_of_a_heavier_criterion() -> None:
    function = ValueFunction.of(HOURS)
    assert function.buys(0.6) == pytest.approx(2_000)  # 120,000 hours are 60 points
    assert function.buys(0.3) == pytest.approx(4_000)
    assert function.buys(0.0) == math.inf


def test_matrices_keep_their_shape() -> None:
    functions = [ValueFunction.of(each) for each in (HOURS, criterion("b"))]
    outcomes = np.array([[[120_000, 50], [20_000, 0]], [[0, 100], [0, 100]]])
    assert value_matrix(functions, outcomes).round(9).tolist() == [[[0, 0.5], [0.7, 1]], [[1, 0], [1, 0]]]
    assert scaled(functions, outcomes)[0].round(9).tolist() == [[0, 0.5], [0.833333333, 1]]


def test_thresholds_that_are_not_stated_are_nothing_and_the_whole_range() -> None:
    stated = [criterion("a", q=5, p=20), criterion("b"), criterion("c", q=150)]
    q, p = thresholds(stated)
    assert (q.tolist(), p.tolist()) == ([5, 0, 150], [20, 100, 150])


def test_a_criterion_at_its_best_in_every_scenario_has_nothing_to_gain() -> None:
    functions = [ValueFunction.of(criterion(name)) for name in ("a", "b", "c", "d")]
    outcomes = [[0, 0, -5, 0], [0, 1, 0, math.nan]]
    assert nothing_to_gain(functions, outcomes) == ("a", "c")


def test_the_hash_follows_what_was_asked_and_nothing_else() -> None:
    asked = criteria("a", "b")
    same = [
        (asked[1], asked[0]),
        (*asked, criterion("c", rol="toelichting")),
        (asked[0], criterion("b", bron="rapport", wie="stad", p=3)),
        (*asked, COST.model_copy(update={"range": None})),
    ]
    other = [
        (asked[0],),
        (asked[0], criterion("b", bereik={"slechtst": 101, "best": 0})),
        (asked[0], criterion("b", waardefunctie=[[100, 0], [50, 0.6], [0, 1]])),
        (asked[0], criterion("b", functies={"stroom": 2})),
        (*asked, COST),
    ]
    assert {range_hash(each) for each in same} == {range_hash(asked)}
    assert len({range_hash(each) for each in (asked, *other)}) == 6
    assert len(range_hash(asked)) == 6
    assert int(range_hash(asked), 16) >= 0


def test_value_and_cost_with_a_range_can_be_weighed() -> None:
    given = (*criteria("a"), COST, criterion("grens", rol="randvoorwaarde"), criterion("uitleg", rol="toelichting"))
    assert [each.id for each in weighable(given)] == ["a", "kosten"]
    assert [each.id for each in weighable([COST.model_copy(update={"range": None})])] == []
