"""The laws of a damage curve: monotone, zero at zero, exact at its points; scale, shift and mix commute with it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from besluitsteun.damage import DamageCurve

SHARE = st.floats(0, 1, allow_subnormal=False)
DEPTHS = st.lists(st.integers(-500, 9_000), min_size=1, max_size=30).map(lambda found: np.array(sorted(found)))


@st.composite
def curves(draw: st.DrawFn) -> DamageCurve:
    depths = sorted(draw(st.sets(st.integers(1, 8_000), min_size=1, max_size=8)))
    shares = sorted(draw(st.lists(SHARE, min_size=len(depths), max_size=len(depths))))
    return DamageCurve((0, *depths), (0.0, *shares))


@given(curves(), DEPTHS)
def test_shares_never_decrease_and_stay_from_zero_to_one(curve: DamageCurve, depths: np.ndarray) -> None:
    shares = curve.share(depths)
    assert np.all(np.diff(shares) >= 0)
    assert np.all((shares >= 0) & (shares <= 1))


@given(curves())
def test_exact_at_the_points_zero_at_zero_and_constant_beyond_the_last(curve: DamageCurve) -> None:
    assert curve.share(curve.depths_mm).tolist() == list(curve.shares)
    assert curve.share([-10, 0]).tolist() == [0.0, 0.0]
    assert curve.share(curve.depths_mm[-1] + 5_000) == curve.shares[-1]


@given(curves(), DEPTHS, SHARE)
def test_a_scaled_curve_is_the_scaled_share(curve: DamageCurve, depths: np.ndarray, factor: float) -> None:
    assert curve.scaled(factor).share(depths) == pytest.approx(curve.share(depths) * factor, abs=1e-12)


@given(curves(), DEPTHS, st.integers(0, 2_000))
def test_a_shifted_curve_is_the_share_above_the_floor(curve: DamageCurve, depths: np.ndarray, floor: int) -> None:
    shifted = curve.shifted(floor)
    assert shifted.share(depths) == pytest.approx(curve.share(depths - floor), abs=1e-12)
    assert shifted.share([0, floor]).tolist() == [0.0, 0.0]


@given(curves(), curves(), DEPTHS, SHARE)
def test_a_mixed_curve_is_the_mixed_share(
    one: DamageCurve, other: DamageCurve, depths: np.ndarray, weight: float
) -> None:
    expected = (1 - weight) * one.share(depths) + weight * other.share(depths)
    assert one.mixed(other, weight).share(depths) == pytest.approx(expected, abs=1e-12)


@given(curves(), curves())
def test_no_weight_and_full_weight_give_either_curve(one: DamageCurve, other: DamageCurve) -> None:
    everywhere = sorted({*one.depths_mm, *other.depths_mm})
    assert one.mixed(other, 0).share(everywhere).tolist() == one.share(everywhere).tolist()
    assert one.mixed(other, 1).share(everywhere).tolist() == other.share(everywhere).tolist()


@given(curves(), st.floats(1.0001, 10))
def test_scaling_above_one_is_refused_exactly_when_a_share_would_pass_one(curve: DamageCurve, factor: float) -> None:
    assume(curve.shares[-1] > 0)
    if curve.shares[-1] * factor > 1:
        with pytest.raises(ValueError, match="at most 1"):
            curve.scaled(factor)
    else:
        assert curve.scaled(factor).shares[-1] == curve.shares[-1] * factor


def test_by_hand() -> None:
    """Halfway between (50, 0.1) and (150, 0.5) lies 0.3; the floor is 100 mm up, so 200 mm stands 100 above it."""
    curve = DamageCurve((0, 10, 50, 150, 300), (0, 0, 0.1, 0.5, 1))
    assert curve.share([5, 100, 225, 9_999]) == pytest.approx([0, 0.3, 0.75, 1])
    assert curve.shifted(100).share([100, 200, 400]) == pytest.approx([0, 0.3, 1])
    assert curve.scaled(0.5).share(150) == pytest.approx(0.25)
    assert curve.mixed(DamageCurve((0, 300), (0, 1)), 0.5).share(150) == pytest.approx(0.5)
    assert curve.share(np.array([[0, 50], [150, 300]])).tolist() == [[0.0, 0.1], [0.5, 1.0]]


@pytest.mark.parametrize(
    ("depths", "shares"),
    [
        ((0,), (0,)),
        ((0, 10), (0,)),
        ((10, 20), (0, 1)),
        ((0, 10), (0.1, 1)),
        ((0, 10, 10), (0, 0.5, 1)),
        ((0, 10, 20), (0, 0.6, 0.5)),
        ((0, 10), (0, 1.1)),
        ((0, 10), (0, float("nan"))),
    ],
)
def test_what_is_no_curve_is_refused(depths: tuple[int, ...], shares: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"curve|depths|shares"):
        DamageCurve(depths, shares)


def test_negative_factors_floors_and_weights_outside_zero_to_one_are_refused() -> None:
    curve = DamageCurve((0, 10), (0, 1))
    for refused in (lambda: curve.scaled(-0.1), lambda: curve.scaled(float("nan")), lambda: curve.shifted(-1)):
        with pytest.raises(ValueError, match="0 or more"):
            refused()
    for weight in (-0.1, 1.1):
        with pytest.raises(ValueError, match="weight"):
            curve.mixed(curve, weight)
