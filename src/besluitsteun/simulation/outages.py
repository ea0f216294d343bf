"""``Outages``: per scenario which assets were down, from when, how long, and through whom."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from .exposure import Windows

Int32 = NDArray[np.int32]


class Cause(StrEnum):
    """What took an asset down in the first step of its first outage (03)."""

    FLOOD = "overstroming"
    IMPOSED = "opgelegd"
    CHAIN = "keten"


@dataclass(frozen=True, slots=True)
class Blockade:
    """One asset in a deadlock at the horizon.

    ring: number of the ring it is a member of (1, 2, … by smallest id), 0 = hangs on a ring
    asset, released_by: indexes into the network's assets; since_step: start of the outage that lasts
    """

    ring: int
    asset: int
    since_step: int
    released_by: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ScenarioOutages:
    """The outages of one scenario in the modal run; one row per asset with any outage, in order of asset id.

    asset       : (row,) index into the network's assets
    first_step  : (row,) first step of the first outage
    down_steps  : (row,) steps down, cut at the horizon
    own_steps   : (row,) steps in which the own condition was false
    still_down  : (row,) down in the last step
    cause       : (row,) Cause of the first outage
    chain_order : (row,) 0 = hit itself, 1 = through a hit asset, …
    direct      : (row,) indexes of the assets that took it down directly, in order of id
    spans       : every outage: asset, first step and step after the last
    """

    scenario: str
    asset: Int32
    first_step: Int32
    down_steps: Int32
    own_steps: Int32
    still_down: NDArray[np.bool_]
    cause: tuple[Cause, ...]
    chain_order: Int32
    direct: tuple[tuple[int, ...], ...]
    spans: Windows
    blockades: tuple[Blockade, ...] = ()
    circulating: bool = False  # a gap goes round a ring whose buffers equal its restarts: reported as a warning


@dataclass(frozen=True, eq=False)
class Outages:
    """All scenarios, in the order of the study."""

    scenarios: tuple[ScenarioOutages, ...]
