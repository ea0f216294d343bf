"""Depth and rise rate in, the chance that somebody present dies out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..schema.figures import KeyFigure

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Mortality:
    """Mortality of a flood by depth and rise rate.

    Source: Jonkman (2007), "Loss of life estimation in flood risk assessment"; the numbers are key figures of the study
    (``sterfte_…``), written down from memory and marked ``aanname``.

    remaining, rapid : (mu, sigma) of the lognormal functions of depth, in the remaining zone and where it rises fast
    from_m           : no deaths below this depth
    rapid_from_m     : from this depth the rapid function may hold
    slow, fast       : rise rates in m/h: up to ``slow`` the remaining function, from ``fast`` the rapid one, between
                       them a mix of both
    """

    remaining: tuple[float, float]
    rapid: tuple[float, float]
    from_m: float
    rapid_from_m: float
    slow: float
    fast: float

    @classmethod
    def of(cls, figures: Mapping[str, KeyFigure]) -> Mortality:
        """From the key figures of a study."""

        def pair(zone: str) -> tuple[float, float]:
            return figures[f"sterfte_{zone}_mu"].number, figures[f"sterfte_{zone}_sigma"].number

        return cls(
            remaining=pair("overig"),
            rapid=pair("snel"),
            from_m=figures["sterfte_vanaf_diepte"].number,
            rapid_from_m=figures["sterfte_snel_vanaf_diepte"].number,
            slow=figures["sterfte_stijgsnelheid_vanaf"].number,
            fast=figures["sterfte_stijgsnelheid_tot"].number,
        )

    def chance(self, depth_m: Floats, rise_m_per_hour: Floats) -> Floats:
        """(place,) chance 0 … 1; a rise rate that is not known (NaN) counts as slow."""
        depth = np.maximum(depth_m, 1e-9)
        slow, fast = (_lognormal(depth, *each) for each in (self.remaining, self.rapid))
        rise = np.nan_to_num(rise_m_per_hour, nan=0.0)
        weight = np.clip((rise - self.slow) / (self.fast - self.slow), 0.0, 1.0)
        weight = np.where(depth_m < self.rapid_from_m, 0.0, weight)
        chance = (1.0 - weight) * slow + weight * np.maximum(fast, slow)
        return np.where(depth_m < self.from_m, 0.0, chance)


def _lognormal(depth_m: Floats, mu: float, sigma: float) -> Floats:
    from scipy.special import ndtr

    found: Floats = ndtr((np.log(depth_m) - mu) / sigma)
    return found
