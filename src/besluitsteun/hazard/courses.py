"""Depths at listed hours in, ``Runs`` of constant depth per step out (03, "Water and own condition")."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..timeaxis import TimeAxis
from .inundation import Int32, millimetres
from .points import Float

VALUES_AT_ONCE = 2_000_000  # depths of asset × step that are held in memory together
INT64_SAFE = 2**62


@dataclass(frozen=True, eq=False)
class Runs:
    """Runs of constant depth, as in ``Inundation``: asset, start, end (steps), depth_mm; all (run,)."""

    asset: Int32
    start: Int32
    end: Int32
    depth_mm: Int32


@dataclass(frozen=True, slots=True)
class Usage:
    """How a depth on the map becomes the depth that is used: max(0, factor · d + plus) where d > 0 (03)."""

    factor: float = 1.0
    plus_m: float = 0.0

    def depth_mm(self, depth: Float) -> Int32:
        """Depths in metre of any shape, as whole millimetres; dry stays dry.

        >>> Usage(factor=2.0, plus_m=-0.5).depth_mm(np.array([0.0, 0.1, 0.4004]))
        array([  0,   0, 301], dtype=int32)
        """
        return millimetres(np.where(depth > 0, np.maximum(0.0, self.factor * depth + self.plus_m), 0.0))


def block_runs(asset: Int32, depth_mm: Int32, start: Int32, end: Int32) -> Runs:
    """One run per wet asset; assets that are dry, or wet only past the horizon, have none."""
    keep = (depth_mm > 0) & (start < end)
    return Runs(asset[keep], start[keep], end[keep], depth_mm[keep])


def touched_steps(begin: Fraction, duration: Fraction | None, time: TimeAxis) -> tuple[int, int]:
    """The steps that [begin, begin + duration) touches, cut at the horizon; no duration: to the horizon.

    >>> from decimal import Decimal
    >>> touched_steps(Fraction(1, 4), Fraction(1), TimeAxis(Decimal(24), Decimal("0.5")))
    (0, 3)
    """
    step = Fraction(time.step_hours)
    end = time.steps if duration is None else math.ceil((begin + duration) / step)
    return min(math.floor(begin / step), time.steps), min(end, time.steps)


def triangle_hours(begin: Fraction, duration: Fraction | None, time: TimeAxis) -> tuple[Fraction, ...]:
    """Begin, top and end of d(τ) = D · (1 − |2(τ − begin)/duration − 1|) (03); no duration: to the horizon."""
    if duration is None:
        duration = Fraction(time.horizon_hours) - begin
    return begin, begin + duration / 2, begin + duration


def course_runs(asset: Int32, hours: Sequence[Fraction], depth: Float, time: TimeAxis, usage: Usage) -> Runs:
    """Runs of courses that are linear between the same listed hours, 0 before the first, held after the last.

    asset : (asset,) sorted; hours : increasing, as many as columns; depth : (asset, hour), metre.
    The depth of a step is the largest over [t, t + 1), the limit at its right end included.
    """
    size = max(1, VALUES_AT_ONCE // time.steps)
    parts = []
    for begin in range(0, len(asset), size):
        first, values = step_maxima(hours, depth[begin : begin + size], time)
        parts.append(_runs_of(asset[begin : begin + size], first, usage.depth_mm(values)))
    return joined(parts)


def step_maxima(hours: Sequence[Fraction], depth: Float, time: TimeAxis) -> tuple[int, Float]:
    """The first step that can be wet, and from there the largest depth per step: (asset, step), metre.

    Hours and step edges are whole ticks of one unit, so that which step an hour falls in is exact.
    """
    ticks, step = _in_ticks(hours, Fraction(time.step_hours))
    last_step = time.steps if np.any(depth[:, -1] > 0) else min(time.steps, -(-ticks[-1] // step))
    first = ticks[0] // step
    if first >= last_step:
        return first, np.zeros((len(depth), 0))
    kind: Any = np.int64 if max(ticks[-1], step * (time.steps + 1)) < INT64_SAFE else object
    listed = np.array(ticks, dtype=kind)
    edges = np.arange(first, last_step + 1, dtype=np.int64).astype(kind) * step
    at_edge = _interpolated(listed, depth, edges)
    # The first listed hour lies in the first of these steps, so that no right end meets the jump there.
    values = np.maximum(at_edge[:, :-1], at_edge[:, 1:])
    for number, tick in enumerate(ticks):
        inside = tick // step - first
        if inside < values.shape[1]:
            values[:, inside] = np.maximum(values[:, inside], depth[:, number])
    return first, values


def _in_ticks(hours: Sequence[Fraction], step: Fraction) -> tuple[list[int], int]:
    """Hours and step as whole numbers of the largest unit that measures them all."""
    per_hour = math.lcm(step.denominator, *(hour.denominator for hour in hours))
    return [int(hour * per_hour) for hour in hours], int(step * per_hour)


def _interpolated(listed: NDArray[Any], depth: Float, edges: NDArray[Any]) -> Float:
    """(asset, edge) the course at each edge."""
    latest = np.searchsorted(listed, edges, side="right") - 1
    lower = np.maximum(latest, 0)
    upper = np.minimum(lower + 1, len(listed) - 1)
    span = listed[upper] - listed[lower]
    share = ((edges - listed[lower]) / np.where(span > 0, span, 1)).astype(np.float64) * (span > 0)
    at_edge: Float = depth[:, lower] + share * (depth[:, upper] - depth[:, lower])
    at_edge[:, latest < 0] = 0.0
    return at_edge


def _runs_of(asset: Int32, first: int, depth_mm: Int32) -> Runs:
    """Equal neighbours in (asset, step) become one run; dry ones none."""
    steps = depth_mm.shape[1]
    change = np.ones(depth_mm.shape, dtype=bool)
    change[:, 1:] = depth_mm[:, 1:] != depth_mm[:, :-1]
    begin = np.flatnonzero(change)
    end = np.append(begin[1:], depth_mm.size)  # every row opens with a change, so no run passes the end of its row
    row = begin // max(1, steps)
    found = depth_mm.ravel()[begin]
    wet = found > 0
    return Runs(
        asset[row[wet]],
        (begin - row * steps + first)[wet].astype(np.int32),
        (end - row * steps + first)[wet].astype(np.int32),
        found[wet],
    )


def joined(parts: Iterable[Runs]) -> Runs:
    """All runs, sorted by asset; runs of one asset stay in order of time."""
    listed = list(parts) or [Runs(*(np.zeros(0, dtype=np.int32),) * 4)]
    asset, start, end, depth_mm = (
        np.concatenate([getattr(runs, name) for runs in listed]) for name in ("asset", "start", "end", "depth_mm")
    )
    order = np.argsort(asset, kind="stable")
    return Runs(asset[order], start[order], end[order], depth_mm[order])
