"""What must get better for a party: by hand, and on random outcomes that it indeed makes up for what was missing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from besluitsteun.decision.improvement import smallest_improvement
from besluitsteun.decision.preference import Preferences
from besluitsteun.measures.resimulate import Outcome
from besluitsteun.preferences.values import ValueFunction, value_matrix
from besluitsteun.schema.decision import Criterion

Floats = NDArray[np.float64]


class Told(Preferences):
    """Preferences of one party on outcomes that are given."""

    def __init__(self, criteria: Sequence[Criterion], weights: Sequence[float], outcomes: Floats):
        functions = tuple(ValueFunction.of(each) for each in criteria)
        values = {"criteria": tuple(criteria), "functions": functions, "weights": {"p": np.array(weights)}}
        for name, value in {**values, "told": outcomes}.items():
            object.__setattr__(self, name, value)

    def outcomes(self, outcome: Outcome) -> Floats:  # noqa: ARG002  (whatever the outcome, this is told)
        return np.asarray(self.__dict__["told"], dtype=np.float64)


NONE = Outcome(frozenset(), ())


def criterion(name: str, worst: float, best: float, bend: Sequence[tuple[float, float]] = ()) -> Criterion:
    told = {"id": name, "bron_criterium": "gebruikersuren", "rol": "waarde"}
    return Criterion.model_validate(
        {**told, "bereik": {"slechtst": worst, "best": best}, "waardefunctie": [list(each) for each in bend]}
    )


def test_by_hand() -> None:
    """Hours 0 … 100 weigh 0.8, damage 0 … 1000 weighs 0.2; two scenarios: (40, 500) and (20, 0).

    A loss of 0.06 is 0.075 of hours: mean value 0.70 → 0.775, so a quarter of what is left: 7.5 of 30 hours.
    Damage has 0.25 to win at weight 0.2: 0.05 at most, so it cannot.
    """
    criteria = (criterion("uren", 100, 0), criterion("schade", 1000, 0))
    found = smallest_improvement(Told(criteria, [0.8, 0.2], np.array([[40.0, 500.0], [20.0, 0.0]])), "p", NONE, 0.06)
    assert found is not None
    assert (found.criterion, found.share, found.amount) == ("uren", pytest.approx(0.25), pytest.approx(7.5))


def test_a_bend_counts() -> None:
    """Value 0 at 100 hours, 0.5 at 50 and 1 at 0, bent: 0.8 at 20. From 20 hours the last 0.2 goes in 20 hours."""
    bent = criterion("uren", 100, 0, [(100, 0), (20, 0.8), (10, 0.85), (0, 1)])
    found = smallest_improvement(Told((bent,), [1.0], np.array([[20.0]])), "p", NONE, 0.05)
    assert found is not None
    assert (found.share, found.amount) == (pytest.approx(0.5), pytest.approx(10.0))


def test_more_can_be_better() -> None:
    found = smallest_improvement(Told((criterion("heel", 0, 10),), [1.0], np.array([[4.0]])), "p", NONE, 0.3)
    assert found is not None
    assert (found.share, found.amount) == (pytest.approx(0.5), pytest.approx(3.0))


@pytest.mark.parametrize(
    ("weights", "outcomes", "loss"),
    [([0.5, 0.5], [[100.0, 0.0]], 0.6), ([1.0, 0.0], [[0.0, 500.0]], 0.1), ([1.0, 0.0], [[np.nan, 500.0]], 0.1)],
)
def test_where_no_criterion_alone_makes_up_for_it(
    weights: list[float], outcomes: list[list[float]], loss: float
) -> None:
    """Too little is left, what is left has no weight, or what has weight is not known."""
    criteria = (criterion("uren", 100, 0), criterion("schade", 1000, 0))
    assert smallest_improvement(Told(criteria, weights, np.array(outcomes)), "p", NONE, loss) is None


@given(
    outcomes=st.lists(st.tuples(st.floats(0, 150), st.floats(0, 12)), min_size=1, max_size=4),
    weight=st.floats(0.05, 0.95),
    loss=st.floats(0.001, 0.9),
)
def test_it_makes_up_for_what_was_missing(outcomes: list[tuple[float, float]], weight: float, loss: float) -> None:
    criteria = (criterion("uren", 100, 0, [(100, 0), (30, 0.6), (0, 1)]), criterion("heel", 0, 10))
    before, weights = np.array(outcomes), np.array([weight, 1 - weight])
    told = Told(criteria, weights.tolist(), before)
    found = smallest_improvement(told, "p", NONE, loss)
    best, toward = np.array([0.0, 10.0]), np.array([-1.0, 1.0])
    way = toward * np.maximum(0.0, toward * (best - before))

    def worth(after: Floats) -> float:
        return float(value_matrix(told.functions, after).mean(axis=0) @ weights)

    if found is None:
        for place in range(2):
            everywhere = before.copy()
            everywhere[:, place] += way[:, place]
            assert worth(everywhere) - worth(before) < loss + 1e-9
        return
    place = ("uren", "heel").index(found.criterion)
    after = before.copy()
    after[:, place] += found.share * way[:, place]
    assert worth(after) - worth(before) == pytest.approx(loss, abs=1e-9)
    assert found.amount == pytest.approx(float(np.abs(after - before)[:, place].mean()))
