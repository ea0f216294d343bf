"""Laws of ranking: what is irrelevant changes nothing, units do not count, more and less are each other's mirror."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from besluitsteun.decision.methods import additive, gains, promethee, ranks, topsis
from besluitsteun.preferences.values import ValueFunction, scaled, value_matrix

from ..preferences.answers import criterion

WORST, BEST = 100.0, 0.0
BENT = [[100, 0], [30, 0.4], [0, 1]]
cases = st.integers(1, 4).flatmap(
    lambda n: st.tuples(
        arrays(np.int64, st.tuples(st.integers(2, 6), st.just(n)), elements=st.integers(-50, 200)),
        arrays(np.int64, n, elements=st.integers(1, 9)),
        arrays(np.int64, n, elements=st.integers(-50, 200)),
    )
)
Case = tuple[np.ndarray, np.ndarray, np.ndarray]


def functions(total: int, factor: float = 1.0, mirrored: bool = False) -> list[ValueFunction]:
    """Every other function bent; ``factor`` units for one; mirrored: more is better, counted from 1000 down."""

    def at(x: float) -> float:
        return factor * (1000 - x if mirrored else x)

    return [
        ValueFunction.of(
            criterion(
                f"c{c}",
                bereik={"slechtst": at(WORST), "best": at(BEST)},
                waardefunctie=[[at(x), v] for x, v in BENT] if c % 2 else (),
            )
        )
        for c in range(total)
    ]


def score(outcomes: np.ndarray, points: np.ndarray, chosen: list[ValueFunction]) -> np.ndarray:
    found: np.ndarray = additive(value_matrix(chosen, outcomes), points / points.sum()).score
    return found


@settings(deadline=None)
@given(cases)
def test_an_irrelevant_or_duplicate_alternative_never_changes_the_additive_order_of_the_others(case: Case) -> None:
    outcomes, points, other = case
    chosen, total = functions(len(points)), len(outcomes)
    before = score(outcomes, points, chosen)
    for added in (other, outcomes[0]):
        after = score(np.vstack([outcomes, added]), points, chosen)
        assert after[:total].tolist() == before.tolist()
        order = ranks(after)[:total]
        assert (np.sign(order[:, None] - order) == np.sign(ranks(before)[:, None] - ranks(before))).all()


@settings(deadline=None)
@given(cases)
def test_topsis_with_fixed_ideals_is_not_changed_by_others_either(case: Case) -> None:
    outcomes, points, other = case
    chosen, w = functions(len(points)), points / points.sum()
    before = topsis(scaled(chosen, outcomes), w).score
    assert topsis(scaled(chosen, np.vstack([outcomes, other])), w).score[:-1] == pytest.approx(before)


@settings(deadline=None)
@given(cases, st.sampled_from([0.001, 60.0, 1e6]))
def test_the_unit_of_a_criterion_does_not_count(case: Case, factor: float) -> None:
    outcomes, points, _ = case
    total, w = len(points), points / points.sum()
    own, other = functions(total), functions(total, factor)
    assert score(outcomes * factor, points, other) == pytest.approx(score(outcomes, points, own), abs=1e-9)
    near = topsis(scaled(own, outcomes), w).score
    assert topsis(scaled(other, outcomes * factor), w).score == pytest.approx(near, abs=1e-9)
    q, p = np.full(total, 10.5), np.full(total, 60.5)
    flows = promethee(-outcomes, w, q, p).score
    assert promethee(-outcomes * factor, w, q * factor, p * factor).score == pytest.approx(flows, abs=1e-9)


@settings(deadline=None)
@given(cases)
def test_more_of_the_mirror_is_less_of_the_thing(case: Case) -> None:
    outcomes, points, _ = case
    total, w = len(points), points / points.sum()
    own, mirror = functions(total), functions(total, mirrored=True)
    assert score(1000 - outcomes, points, mirror) == pytest.approx(score(outcomes, points, own), abs=1e-9)
    near = topsis(scaled(own, outcomes), w).score
    assert topsis(scaled(mirror, 1000 - outcomes), w).score == pytest.approx(near, abs=1e-9)
    ends = [(np.array([f.worst for f in each]), np.array([f.best for f in each])) for each in (own, mirror)]
    q, p = np.full(total, 10), np.full(total, 60)
    flows = [promethee(gains(x, *end), w, q, p).score for x, end in zip((outcomes, 1000 - outcomes), ends, strict=True)]
    assert flows[0] == pytest.approx(flows[1], abs=1e-9)


@settings(deadline=None)
@given(cases)
def test_what_is_better_on_everything_never_ranks_lower(case: Case) -> None:
    outcomes, points, _ = case
    total, w = len(points), points / points.sum()
    given_all = np.vstack([outcomes, outcomes.min(axis=0)])  # less is better
    chosen = functions(total)
    q, p = np.full(total, 10), np.full(total, 60)
    for scores in (
        score(given_all, points, chosen),
        topsis(scaled(chosen, given_all), w).score,
        promethee(-given_all, w, q, p).score,
    ):
        assert ranks(scores)[-1] == 1
        assert promethee(-given_all, w, q, p).score.min() >= -1.0 - 1e-9
    assert promethee(-given_all, w, q, p).score.sum() == pytest.approx(0, abs=1e-9)
