"""``Variation`` in, a ``Study`` and its water with that change made out: one what-if beside the base."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from .hazard.inundation import Int32, Inundation, raised
from .loading.selection import Selection
from .loading.study import Study
from .schema.scenarios import DepthSource, ImposedOutage, Scenario
from .simulation.exposure import read_water


@dataclass(frozen=True, slots=True)
class Rise:
    """Water that stands so many whole millimetres higher (negative: lower), in one area or everywhere (``None``)."""

    mm: int
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Variation:
    """What differs from the base: extra outages and another water level.

    scenarios : ids of the scenarios that change; empty = all. The others stay as they are.
    """

    outages: tuple[ImposedOutage, ...] = ()
    rises: tuple[Rise, ...] = ()
    scenarios: tuple[str, ...] = ()

    @property
    def everywhere_mm(self) -> int:
        """The rise if it is the same everywhere, as ``plus_m`` in the study; 0 if not, or if there is none."""
        return self.rises[0].mm if len(self.rises) == 1 and self.rises[0].area is None else 0

    def holds_in(self, scenario: str) -> bool:
        """Whether this scenario changes."""
        return not self.scenarios or scenario in self.scenarios


def varied(study: Study, variation: Variation) -> Study:
    """The study with the outages added to those of its scenarios, and a rise everywhere added to their ``plus_m``.

    A rise by area is no part of a study: only ``varied_water`` has it.
    """

    def changed(scenario: Scenario) -> Scenario:
        if not variation.holds_in(scenario.id):
            return scenario
        depth = scenario.depth
        if depth is not None:
            depth = depth.model_copy(update={"plus_m": float(plus_m(depth, variation.everywhere_mm))})
        return scenario.model_copy(update={"outages": (*scenario.outages, *variation.outages), "depth": depth})

    return replace(study, scenarios=tuple(changed(each) for each in study.scenarios))


def plus_m(depth: DepthSource, mm: int) -> Decimal:
    """What ``plus_m`` becomes with a rise, as one would write it."""
    return Decimal(str(depth.plus_m)) + Decimal(mm) / 1000


def varied_water(study: Study, variation: Variation, water: tuple[Inundation, ...]) -> tuple[Inundation, ...]:
    """The water of every scenario with the rises. Study and water as they are without.

    A rise everywhere is read again with that ``plus_m``: exactly what the study would give. With rises by area,
    ``water`` is moved (``hazard.inundation.raised``). Raises ``InputError`` as ``read_water``.
    """
    if variation.everywhere_mm:
        return read_water(varied(study, variation))
    rise_mm = rises_per_asset(study, variation)
    return tuple(raised(each, rise_mm) if variation.holds_in(each.scenario) else each for each in water)


def rises_per_asset(study: Study, variation: Variation) -> Int32:
    """(asset,) rise in millimetres; where several rises hold, their sum."""
    total = np.zeros(len(study.assets), dtype=np.int32)
    areas = Selection.of(study.assets, study.divisions)
    for rise in variation.rises:
        if rise.area is None:
            total += rise.mm
        else:
            total[sorted(areas.in_area(rise.area))] += rise.mm
    return total
