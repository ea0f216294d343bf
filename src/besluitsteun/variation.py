"""``Variation`` in, a ``Study`` and its water with that change made out: one what-if beside the base."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from .hazard.inundation import Int32, Inundation, raised
from .loading.selection import Selection
from .loading.study import Study
from .schema.scenarios import ImposedOutage, Scenario


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

    def holds_in(self, scenario: str) -> bool:
        """Whether this scenario changes."""
        return not self.scenarios or scenario in self.scenarios


def varied(study: Study, variation: Variation) -> Study:
    """The study with the outages added to those of its scenarios; the water is varied by ``varied_water``."""

    def changed(scenario: Scenario) -> Scenario:
        if not variation.holds_in(scenario.id):
            return scenario
        return scenario.model_copy(update={"outages": (*scenario.outages, *variation.outages)})

    return replace(study, scenarios=tuple(changed(each) for each in study.scenarios))


def varied_water(study: Study, variation: Variation, water: Iterable[Inundation]) -> tuple[Inundation, ...]:
    """The water of every scenario with the rises; what stood dry stays dry."""
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
