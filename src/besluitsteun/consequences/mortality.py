"""Depth and rise rate in, the chance that somebody present dies out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..schema.figures import KeyFigure

Floats = NDArray[np.float64]

USED = (
    "sterfte_overig_mu",
    "sterfte_overig_sigma",
    "sterfte_snel_mu",
    "sterfte_snel_sigma",
    "sterfte_vanaf_diepte",
    "sterfte_snel_vanaf_diepte",
    "sterfte_stijgsnelheid_vanaf",
    "sterfte_stijgsnelheid_tot",
)
"""Key figures that the formulas take."""


@dataclass(frozen=True)
class Mortality:
    """Mortality of a flood by depth and rise rate.

    Source: Jonkman (2007), "Loss of life estimation in flood risk assessment"; the numbers are key figures of the study
    (``sterfte_…``), written down from memory and marked ``aanname``.

    remaining, rapid : (mu, sigma) of the lognormal functions of depth, in the remaining zone and where it rises fast
    from_m           : no deaths below this depth
    rapid_from_m     : from this depth the rapid function may hold
    slow, fast       : rise rates in m/h: below ``slow`` the remaining function, above ``fast`` the rapid one, linear between
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
        value = {name: figures[name].number for name in USED}
        return cls(
            remaining=(value["sterfte_overig_mu"], value["sterfte_overig_sigma"]),
            rapid=(value["sterfte_snel_mu"], value["sterfte_snel_sigma"]),
            from_m=value["sterfte_vanaf_diepte"],
            rapid_from_m=value["sterfte_snel_vanaf_diepte"],
            slow=value["sterfte_stijgsnelheid_vanaf"],
            fast=value["sterfte_stijgsnelheid_tot"],
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
