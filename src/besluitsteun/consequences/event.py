"""``ScenarioExposure`` and outages in, ``Event`` out: what happened to the assets of one scenario, as flat arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..hazard.inundation import Inundation
from ..simulation.exposure import ScenarioExposure, Windows

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
UNKNOWN_RISE = -1


@dataclass(frozen=True, eq=False)
class Event:
    """One scenario in one draw. Rows are the assets with any outage, by index.

    spans   : every outage: asset, first step, step after the last
    total   : number of assets;  steps: number of steps to the horizon
    depth_mm: (asset,) largest depth, 0 = dry
    hit     : (asset,) its own condition was false at some time: by water, its repair, or imposed
    rise_mm_per_step : (asset,) largest rise between two steps, ``UNKNOWN_RISE`` where the course in time is not known
    present : share of the residents that is there, the others having left in time
    """

    spans: Windows
    total: int
    steps: int
    depth_mm: Int64
    hit: Bool
    rise_mm_per_step: Int64
    present: float = 1.0

    @cached_property
    def _starts(self) -> Int64:
        """Where the spans of each row begin."""
        owner = self.spans.asset
        return np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]) if len(owner) else np.zeros(0, np.int64)

    @cached_property
    def length(self) -> Int64:
        """(span,) steps of each outage."""
        return (self.spans.end - self.spans.start).astype(np.int64)

    @cached_property
    def asset(self) -> Int64:
        """(row,) assets with any outage, sorted."""
        return self.spans.asset[self._starts].astype(np.int64)

    @cached_property
    def down(self) -> Int64:
        """(row,) steps down in all."""
        return np.add.reduceat(self.length, self._starts) if len(self._starts) else np.zeros(0, np.int64)

    @cached_property
    def longest(self) -> Int64:
        """(row,) steps of the longest outage."""
        return np.maximum.reduceat(self.length, self._starts) if len(self._starts) else np.zeros(0, np.int64)

    @cached_property
    def still_down(self) -> Bool:
        """(row,) down in the last step."""
        if not len(self._starts):
            return np.zeros(0, dtype=np.bool_)
        last = np.maximum.reduceat(self.spans.end, self._starts)
        return np.asarray(last >= self.steps, dtype=np.bool_)

    def spans_up_to(self, most: Int64) -> Windows:
        """The spans cut so that each asset is down for at most so many steps in all: its first ones.

        most : (asset,) steps
        """
        before = np.cumsum(self.length) - self.length
        if len(self._starts):
            counts = np.diff(np.r_[self._starts, len(self.length)])
            before -= np.repeat(before[self._starts], counts)
        left = np.clip(most[self.spans.asset] - before, 0, self.length)
        kept = left > 0
        start = self.spans.start[kept]
        return Windows(self.spans.asset[kept], start, (start + left[kept]).astype(np.int32))


def event_of(
    exposure: ScenarioExposure, spans: Windows, total: int, steps: int, rise: Int64 | None = None, present: float = 1.0
) -> Event:
    """The event of a scenario; ``rise`` as ``rise_per_step`` gives it."""
    depth = np.zeros(total, dtype=np.int64)
    depth[exposure.wet_asset] = exposure.wet_depth_mm
    hit = np.zeros(total, dtype=np.bool_)
    hit[exposure.own.asset] = True
    known = np.full(total, UNKNOWN_RISE, dtype=np.int64) if rise is None else rise
    return Event(spans, total, steps, depth, hit, known, present)


def rise_per_step(water: Inundation, total: int) -> Int64:
    """(asset,) largest rise in millimetres between two steps; unknown where the scenario gives no course in time.

    A run that begins after a dry step rises from 0. How fast the water came to where a course begins is not known.
    """
    rise = np.full(total, UNKNOWN_RISE, dtype=np.int64)
    if not water.in_time or not len(water.asset):
        return rise
    follows = np.r_[False, (water.asset[1:] == water.asset[:-1]) & (water.start[1:] == water.end[:-1])]
    before = np.where(follows, np.r_[0, water.depth_mm[:-1]], 0)
    rises = np.maximum(water.depth_mm.astype(np.int64) - before, 0)
    first = np.r_[True, water.asset[1:] != water.asset[:-1]]
    rises[first & np.isin(water.asset, water.begins_wet)] = UNKNOWN_RISE
    np.maximum.at(rise, water.asset, rises)
    return rise
