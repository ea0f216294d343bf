"""Hours to steps, exactly: buffers down, repair and restart up."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.timeaxis import TimeAxis

STEPS = st.sampled_from([Decimal(text) for text in ("1", "0.5", "0.25", "0.1", "0.05", "0.3", "2", "3", "24")])
HOURS = st.decimals(0, 10_000, places=4)


@given(STEPS, HOURS)
def test_against_fractions(step: Decimal, hours: Decimal) -> None:
    axis = TimeAxis(step * 7, step)
    exact = Fraction(hours) / Fraction(step)
    assert axis.down(hours) == floor(exact)
    assert axis.up(hours) == ceil(exact)
    assert axis.hours(axis.down(hours)) <= hours <= axis.hours(axis.up(hours))


@pytest.mark.parametrize("text", ["0.3", "0.6", "0.7", "1.1", "2.3", "4.35"])
def test_whole_numbers_of_steps_are_not_lost_or_gained(text: str) -> None:
    """Binary floats give 0.3 / 0.1 = 2.99... and 1.1 / 0.1 = 11.00...02."""
    for step in ("0.1", "0.05"):
        axis = TimeAxis(Decimal(24), Decimal(step))
        hours = Decimal(text)
        if hours % axis.step_hours == 0:
            assert axis.down(hours) == axis.up(hours) == Fraction(text) / Fraction(step)
        else:
            assert axis.up(hours) == axis.down(hours) + 1


def test_defaults_and_number_of_steps() -> None:
    assert (TimeAxis().horizon_hours, TimeAxis().step_hours, TimeAxis().steps) == (720, 1, 720)
    assert TimeAxis(Decimal("1.2"), Decimal("0.1")).steps == 12


@pytest.mark.parametrize(
    ("horizon", "step"), [("10", "3"), ("1", "0.3"), ("0", "1"), ("-4", "2"), ("4", "0"), ("4", "-1")]
)
def test_a_horizon_is_a_whole_number_of_steps(horizon: str, step: str) -> None:
    with pytest.raises(ValueError, match="heel aantal keer"):
        TimeAxis(Decimal(horizon), Decimal(step))
