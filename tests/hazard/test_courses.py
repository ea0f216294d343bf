"""Courses in time against an exact reference, and by hand."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.hazard.courses import Runs, Usage, block_runs, course_runs, joined, touched_steps, triangle_hours
from besluitsteun.hazard.inundation import millimetres
from besluitsteun.timeaxis import TimeAxis

hundredths = st.integers(0, 3000).map(lambda number: Fraction(number, 100))
axes = st.sampled_from(["24/1", "24/0.25", "12/0.1", "9/0.3", "48/2"]).map(
    lambda text: TimeAxis(*(Decimal(part) for part in text.split("/")))
)


def steps_of(runs: Runs, asset: int, steps: int) -> list[int]:
    """Depth per step in mm."""
    depth = [0] * steps
    for which, start, end, mm in zip(runs.asset, runs.start, runs.end, runs.depth_mm, strict=True):
        if which == asset:
            depth[start:end] = [int(mm)] * (end - start)
    return depth


def exact_mm(depth: Fraction) -> int:
    return math.floor(depth * 1000 + Fraction(1, 2))


def value(hours: list[Fraction], depth: list[Fraction], at: Fraction) -> Fraction:
    """The course at one hour: 0 before the first listed hour, linear between, held after the last."""
    if at < hours[0]:
        return Fraction(0)
    for number in range(len(hours) - 1):
        if at <= hours[number + 1]:
            share = (at - hours[number]) / (hours[number + 1] - hours[number])
            return depth[number] + share * (depth[number + 1] - depth[number])
    return depth[-1]


def slow_maximum(hours: list[Fraction], depth: list[Fraction], start: Fraction, end: Fraction) -> Fraction:
    """The largest value over [start, end), the limit at ``end`` included."""
    inside = [value(hours, depth, hour) for hour in hours if start <= hour < end]
    limit = value(hours, depth, end) if end > hours[0] else Fraction(0)
    return max([value(hours, depth, start), limit, *inside])


@given(axes, st.lists(hundredths, min_size=1, max_size=6, unique=True).map(sorted), st.data())
@settings(max_examples=300, deadline=None)
def test_course_is_the_exact_reference(time: TimeAxis, hours: list[Fraction], data: st.DataObject) -> None:
    # depths in sixteenths of a metre are exact in binary, so that the reference sees the same numbers
    sixteenths = st.integers(0, 64).map(lambda number: Fraction(number, 16))
    rows = data.draw(st.lists(st.lists(sixteenths, min_size=len(hours), max_size=len(hours)), min_size=1, max_size=4))
    asset = np.arange(len(rows), dtype=np.int32)
    runs = course_runs(asset, hours, np.array(rows, dtype=float), time, Usage())
    step = Fraction(time.step_hours)
    for number, depth in enumerate(rows):
        expected = [slow_maximum(hours, depth, t * step, (t + 1) * step) for t in range(time.steps)]
        for found, exact in zip(steps_of(runs, number, time.steps), expected, strict=True):
            # a value a hair below a half millimetre may go either way: the fractions of a step are binary
            near_half = abs((exact * 1000) % 1 - Fraction(1, 2)) < Fraction(1, 10**6)
            assert found == exact_mm(exact) or near_half
    assert np.all(runs.depth_mm > 0)
    assert np.all(runs.start < runs.end)
    same = runs.asset[1:] == runs.asset[:-1]
    assert np.all(runs.start[1:][same] >= runs.end[:-1][same])
    touching = same & (runs.start[1:] == runs.end[:-1])
    assert np.all(runs.depth_mm[1:][touching] != runs.depth_mm[:-1][touching])  # merged


def triangle_value(peak: Fraction, begin: Fraction, duration: Fraction, at: Fraction) -> Fraction:
    """The formula of 03, 0 outside."""
    return max(Fraction(0), peak * (1 - abs(2 * (at - begin) / duration - 1)))


@given(axes, hundredths, hundredths.filter(bool), st.integers(1, 64))
@settings(max_examples=200, deadline=None)
def test_triangle_is_the_formula(time: TimeAxis, begin: Fraction, duration: Fraction, sixteenths: int) -> None:
    peak, step = Fraction(sixteenths, 16), Fraction(time.step_hours)
    hours = triangle_hours(begin, duration, time)
    depth = np.array([[0.0, float(peak), 0.0]])
    found = steps_of(course_runs(np.zeros(1, dtype=np.int32), hours, depth, time, Usage()), 0, time.steps)
    for t in range(time.steps):
        ends = [triangle_value(peak, begin, duration, edge * step) for edge in (t, t + 1)]
        exact = peak if t * step <= begin + duration / 2 <= (t + 1) * step else max(ends)
        near_half = abs((exact * 1000) % 1 - Fraction(1, 2)) < Fraction(1, 10**6)
        assert found[t] == exact_mm(exact) or near_half


@given(axes, hundredths, hundredths.filter(bool))
def test_block_wets_every_step_it_touches(time: TimeAxis, begin: Fraction, duration: Fraction) -> None:
    step = Fraction(time.step_hours)
    wet = [t for t in range(time.steps) if t * step < begin + duration and begin < (t + 1) * step]
    start, end = touched_steps(begin, duration, time)
    assert wet == list(range(start, end))


def test_tenths_of_an_hour_are_exact() -> None:
    """0.1 + 0.2 in steps of 0.1 h is three steps, though 0.1 + 0.2 > 0.3 in binary."""
    time = TimeAxis(Decimal(1), Decimal("0.1"))
    assert touched_steps(Fraction("0.1"), Fraction("0.2"), time) == (1, 3)
    assert touched_steps(Fraction("0.3"), None, time) == (3, 10)


def test_hours_with_many_decimals_do_not_overflow() -> None:
    time = TimeAxis(Decimal(2), Decimal(1))
    hours = [Fraction("0.1234567890123456789"), Fraction("1.9876543210987654321")]
    runs = course_runs(np.zeros(1, dtype=np.int32), hours, np.array([[1.0, 1.0]]), time, Usage())
    assert (runs.start.tolist(), runs.end.tolist(), runs.depth_mm.tolist()) == ([0], [2], [1000])


def test_first_hour_is_a_jump_and_the_last_is_held() -> None:
    """Hours 2 and 4 with 1 m and 3 m: dry in [1, 2), 1→2 in [2, 3), 2→3 in [3, 4), 3 m until the horizon."""
    time = TimeAxis(Decimal(6), Decimal(1))
    runs = course_runs(np.zeros(1, dtype=np.int32), [Fraction(2), Fraction(4)], np.array([[1.0, 3.0]]), time, Usage())
    assert steps_of(runs, 0, 6) == [0, 0, 2000, 3000, 3000, 3000]


def test_triangle_by_hand() -> None:
    """D = 2 m, begin 1, duration 4: top at 3; edges 0, 0, 1, 2, 1, 0 → steps 0, 1, 2, 2, 1, 0."""
    time = TimeAxis(Decimal(6), Decimal(1))
    hours = triangle_hours(Fraction(1), Fraction(4), time)
    runs = course_runs(np.zeros(1, dtype=np.int32), hours, np.array([[0.0, 2.0, 0.0]]), time, Usage())
    assert steps_of(runs, 0, 6) == [0, 1000, 2000, 2000, 1000, 0]
    assert runs.start.tolist() == [1, 2, 4]


def test_usage_works_on_wet_depths_only() -> None:
    used = Usage(factor=1.5, plus_m=-0.2).depth_mm(np.array([0.0, 0.1, 0.2, 1.0]))
    assert used.tolist() == [0, 0, 100, 1300]
    assert Usage(plus_m=0.5).depth_mm(np.array([0.0, 0.0001])).tolist() == [0, 500]


def test_half_a_millimetre_goes_up() -> None:
    assert millimetres(np.array([0.0005, 1.0005, 1.0015, 0.00049])).tolist() == [1, 1001, 1002, 0]


def test_runs_are_sorted_by_asset() -> None:
    one = block_runs(np.array([3], np.int32), np.array([5], np.int32), np.array([0], np.int32), np.array([2], np.int32))
    dry = block_runs(np.array([0], np.int32), np.array([0], np.int32), np.array([0], np.int32), np.array([2], np.int32))
    two = block_runs(np.array([1], np.int32), np.array([7], np.int32), np.array([1], np.int32), np.array([2], np.int32))
    together = joined([one, dry, two])
    assert together.asset.tolist() == [1, 3]
    assert together.depth_mm.tolist() == [7, 5]
