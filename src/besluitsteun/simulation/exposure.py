"""``Network`` and ``Inundation`` in, ``Exposure`` out: when each asset's own condition is false."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Windows:
    """Half-open windows [start, end) of steps per asset, sorted by (asset, start), disjoint, cut at the horizon.

    asset, start, end : (window,)
    """

    asset: Int32
    start: Int32
    end: Int32


@dataclass(frozen=True, eq=False)
class ScenarioExposure:
    """Own condition of the assets in one scenario.

    own     : windows in which the own condition is false (flood, repair, imposed outage), merged
    flooded : windows in which the depth is above the failure depth, without repair
    imposed : windows of imposed outages
    wet_asset, wet_depth_mm, wet_steps : (wet,) assets with depth > 0, their largest depth and number of wet steps
    """

    scenario: str
    own: Windows
    flooded: Windows
    imposed: Windows
    wet_asset: Int32
    wet_depth_mm: Int32
    wet_steps: Int32


@dataclass(frozen=True, eq=False)
class Exposure:
    """All scenarios, in the order of the study."""

    scenarios: tuple[ScenarioExposure, ...]
