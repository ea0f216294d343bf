"""``Network`` and ``Inundation`` in, ``Exposure`` out: when each asset's own condition is false."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..hazard.inundation import UNKNOWN_GROUND, Inundation
from ..loading.study import Study
from ..loading.water import read_inundations
from ..network import Network
from ..problems import InputError
from ..schema.scenarios import Scenario

Int32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Windows:
    """Half-open windows [start, end) of steps per asset, sorted by (asset, start), disjoint, cut at the horizon.

    asset, start, end : (window,)
    """

    asset: Int32
    start: Int32
    end: Int32

    def without(self, assets: Sequence[int]) -> Windows:
        """The same windows, less those of some assets."""
        kept = ~np.isin(self.asset, list(assets))
        return Windows(self.asset[kept], self.start[kept], self.end[kept])

    def until(self, end: int) -> Windows:
        """The same windows, cut at a step."""
        kept = self.start < end
        return Windows(self.asset[kept], self.start[kept], np.minimum(self.end[kept], np.int32(end)))


@dataclass(frozen=True, eq=False)
class ScenarioExposure:
    """Own condition of the assets in one scenario.

    own     : windows in which the own condition is false (flood, repair, imposed outage), merged
    flooded : windows in which the depth is above the failure depth, without repair
    imposed : windows of imposed outages
    wet_asset, wet_depth_mm, wet_steps : (wet,) assets with depth > 0, their largest depth and number of wet steps
    failure_mm : (asset,) depth above which water fails the asset here, -1 = never
    """

    scenario: str
    own: Windows
    flooded: Windows
    imposed: Windows
    wet_asset: Int32
    wet_depth_mm: Int32
    wet_steps: Int32
    failure_mm: Int32


@dataclass(frozen=True, eq=False)
class Exposure:
    """All scenarios, in the order of the study."""

    scenarios: tuple[ScenarioExposure, ...]


def read_water(study: Study) -> tuple[Inundation, ...]:
    """Depth of the water at every asset in every scenario.

    Raises InputError with every problem of rasters, tables and places.
    """
    water, problems = read_inundations(study.assets, study.scenarios, study.time, study.crs, study.file)
    if problems:
        raise InputError(problems)
    return water


def expose(study: Study, network: Network, water: tuple[Inundation, ...] | None = None) -> Exposure:
    """Windows of every scenario; the water is read when it is not given.

    Raises InputError as ``read_water``.
    """
    water = read_water(study) if water is None else water
    return Exposure(
        tuple(
            expose_scenario(network, scenario, inundation)
            for scenario, inundation in zip(study.scenarios, water, strict=True)
        )
    )


def expose_scenario(network: Network, scenario: Scenario, water: Inundation) -> ScenarioExposure:
    """Own condition in one scenario: false while flooded, during repair after it, and in imposed outages (03)."""
    failure_mm = failure_depths(network, water)
    flooded = _flooded(failure_mm, water)
    imposed = _imposed(network, scenario)
    first = np.concatenate([[True], water.asset[1:] != water.asset[:-1]]) if len(water.asset) else np.zeros(0, bool)
    starts = np.flatnonzero(first)
    return ScenarioExposure(
        scenario=scenario.id,
        own=own_windows(network, flooded, imposed),
        flooded=flooded,
        imposed=imposed,
        wet_asset=water.asset[starts],
        wet_depth_mm=np.maximum.reduceat(water.depth_mm, starts) if len(starts) else water.depth_mm,
        wet_steps=np.add.reduceat(water.end - water.start, starts) if len(starts) else water.end,
        failure_mm=failure_mm,
    )


def own_windows(network: Network, flooded: Windows, imposed: Windows) -> Windows:
    """Own condition false: while flooded, during the repair after it, and in imposed outages; cut at the horizon."""
    repair_end = flooded.end.astype(np.int64) + network.repair_steps[flooded.asset]
    return merged(
        np.concatenate([flooded.asset, imposed.asset]),
        np.concatenate([flooded.start, imposed.start]),
        np.concatenate([np.minimum(repair_end, network.time.steps), imposed.end]),
    )


def failure_depths(network: Network, water: Inundation) -> Int32:
    """(asset,) failure depth in whole millimetres, -1 = water cannot fail it.

    Where the scenario gives a water level, a critical level in m NAP is a depth above the ground of the asset.
    """
    if water.ground_mm is None:
        return network.threshold_mm
    known = network.has_level & (water.ground_mm != UNKNOWN_GROUND)
    above_ground = np.maximum(network.level_mm - np.where(known, water.ground_mm, 0), 0)
    return np.where(known, above_ground, network.threshold_mm).astype(np.int32)


def _flooded(failure_mm: Int32, water: Inundation) -> Windows:
    """Runs deeper than the failure depth; equal does not fail."""
    limit = failure_mm[water.asset]
    fails = (limit >= 0) & (water.depth_mm > limit)
    return merged(water.asset[fails], water.start[fails], water.end[fails])


def _imposed(network: Network, scenario: Scenario) -> Windows:
    """Imposed outages in steps [floor(from), ceil(until)), cut at the horizon."""
    axis = network.time
    rows = [
        (
            network.index[outage.asset],
            axis.down(outage.from_hour),
            axis.steps if outage.until_hour is None else min(axis.up(outage.until_hour), axis.steps),
        )
        for outage in scenario.outages
    ]
    table = np.array([row for row in rows if row[1] < row[2]], dtype=np.int64).reshape(-1, 3)
    return merged(table[:, 0], table[:, 1], table[:, 2])


def merged(asset: NDArray[np.integer], start: NDArray[np.integer], end: NDArray[np.integer]) -> Windows:
    """Windows sorted by (asset, start), overlapping and adjacent ones joined.

    >>> joined = merged(np.array([1, 0, 1, 1]), np.array([4, 2, 0, 6]), np.array([6, 3, 2, 9]))
    >>> joined.asset.tolist(), joined.start.tolist(), joined.end.tolist()
    ([0, 1, 1], [2, 0, 4], [3, 2, 9])
    """
    if len(asset) == 0:
        empty = np.zeros(0, dtype=np.int32)
        return Windows(empty, empty, empty)
    order = np.lexsort((start, asset))
    asset, start, end = (np.asarray(column, dtype=np.int64)[order] for column in (asset, start, end))
    span = int(end.max()) + 1  # lays the assets behind each other on one line, so that one running maximum serves all
    reach = np.maximum.accumulate(end + asset * span)
    opens = np.concatenate([[True], (start + asset * span)[1:] > reach[:-1]])
    closes = np.concatenate([opens[1:], [True]])
    return Windows(
        asset[opens].astype(np.int32), start[opens].astype(np.int32), (reach - asset * span)[closes].astype(np.int32)
    )
