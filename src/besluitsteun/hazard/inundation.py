"""The ``Inundation`` of one scenario: which assets stand in water, how deep, in which steps."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Int32 = NDArray[np.int32]
UNKNOWN_GROUND = int(np.iinfo(np.int32).min)


def millimetres(metres: NDArray[Any]) -> Int32:
    """Metres as whole millimetres, a half goes up; depths and thresholds alike are rounded here (03).

    First to a millionth of a millimetre, so that 1.0005 (in binary a little less) is the half that was written.

    >>> millimetres(np.array([0.3, 1.0005, 0.0004, -0.0004]))
    array([ 300, 1001,    0,    0], dtype=int32)
    """
    return np.floor(np.round(metres * 1000.0, 6) + 0.5).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Inundation:
    """Water per step as runs of constant depth; assets that stay dry have no run.

    asset    : (run,) index into the assets of the study, sorted; runs of one asset are in order of time, disjoint
    start    : (run,) first step of the run
    end      : (run,) step after the last one; 0 <= start < end <= steps
    depth_mm : (run,) depth in whole millimetres, > 0
    ground_mm: (asset,) ground level in mm NAP where a water level was given, else None;
               ``UNKNOWN_GROUND`` for assets whose ground is not known
    in_time  : whether the scenario gives the course of the water in time
    begins_wet : (any,) assets that are wet in the first hour of their course
    """

    scenario: str
    asset: Int32
    start: Int32
    end: Int32
    depth_mm: Int32
    ground_mm: Int32 | None = None
    notes: tuple[str, ...] = ()  # Dutch remarks, such as "nog nat aan het eind van de horizon"
    in_time: bool = False
    begins_wet: Int32 = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def first_steps(self) -> dict[int, int]:
        """Asset → first step in which it is wet."""
        return dict(zip(self.asset[::-1].tolist(), self.start[::-1].tolist(), strict=True))


def raised(water: Inundation, rise_mm: Int32) -> Inundation:
    """The same water, higher or lower: max(0, depth + rise) where it is wet; dry stays dry (03, ``plus_m``).

    rise_mm : (asset,) whole millimetres, negative = lower. A run that becomes dry vanishes. Differs from ``plus_m`` in
    the study only where the water stood less than half a millimetre: to whole millimetres that was dry already.
    """
    return with_depths(water, water.depth_mm + rise_mm[water.asset])


def with_depths(water: Inundation, depth_mm: Int32) -> Inundation:
    """The same water with other depths; a run that becomes dry vanishes.

    depth_mm : (run,) whole millimetres
    """
    wet = depth_mm > 0
    moved = replace(water, asset=water.asset[wet], start=water.start[wet], end=water.end[wet], depth_mm=depth_mm[wet])
    if not len(water.begins_wet):
        return moved
    before, after = water.first_steps(), moved.first_steps()
    still = [asset in after and after[asset] == before.get(asset) for asset in water.begins_wet.tolist()]
    return replace(moved, begins_wet=water.begins_wet[np.array(still, dtype=bool)])
