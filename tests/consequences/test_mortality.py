"""The chance to die by depth and rise rate: hand values, ends, and a mix between them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.consequences.mortality import Mortality
from besluitsteun.defaults import shipped_figures

SHIPPED = Mortality.of(shipped_figures())


def chance(depth_m: float, rise_m_per_hour: float = float("nan")) -> float:
    return float(SHIPPED.chance(np.array([depth_m]), np.array([rise_m_per_hour]))[0])


def test_the_numbers_are_the_key_figures_of_page_04() -> None:
    assert Mortality((7.60, 2.75), (1.46, 0.28), 0.5, 2.1, 0.5, 4.0) == SHIPPED


@pytest.mark.parametrize(("depth", "expected"), [(0, 0), (0.499, 0), (0.5, 0.00128), (1, 0.00286), (2, 0.00601)])
def test_remaining_zone_by_a_table_of_the_normal_distribution(depth: float, expected: float) -> None:
    """z = (ln h − 7.60)/2.75: −3.0157, −2.7636, −2.5116; Φ from a table."""
    assert chance(depth) == pytest.approx(expected, abs=1.5e-5)


def test_rapid_rise_by_a_table_of_the_normal_distribution() -> None:
    """At 4 m and 4 m/h or faster: z = (1.3863 − 1.46)/0.28 = −0.2632; Φ = 0.3962."""
    assert chance(4, 4) == chance(4, 10) == pytest.approx(0.3962, abs=1e-4)


@pytest.mark.parametrize(("depth", "rise"), [(2.0, 10.0), (4.0, 0.5), (4.0, 0.1)])
def test_no_rapid_rise_where_it_is_shallow_or_slow(depth: float, rise: float) -> None:
    assert chance(depth, rise) == chance(depth)


def test_between_the_two_rates_is_a_mix_in_proportion() -> None:
    """Halfway 0.5 and 4 m/h is 2.25 m/h."""
    assert chance(4, 2.25) == pytest.approx((chance(4, 0.5) + chance(4, 4)) / 2, rel=1e-12)


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 10), st.floats(0, 10))
def test_deeper_or_faster_is_never_safer(depth: float, deeper: float, rise: float, faster: float) -> None:
    low, high = chance(min(depth, deeper), min(rise, faster)), chance(max(depth, deeper), max(rise, faster))
    assert 0 <= low <= high <= 1
