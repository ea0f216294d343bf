"""Depth in, share of the largest damage out: a ``DamageCurve``, closed under scaling, shifting and mixing.

It stands below everything that reads or uses curves: the loader makes them, the consequences evaluate them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class DamageCurve:
    """Points of a curve: whole millimetres above the floor, strictly increasing from 0, and shares that never decrease.

    The first point is (0, 0) and there are at least two; shares lie from 0 to 1. Raises ValueError otherwise.
    """

    depths_mm: tuple[int, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.depths_mm) != len(self.shares) or len(self.shares) < 2:
            raise ValueError("a curve has at least two points, each a depth and a share")
        if self.depths_mm[0] != 0 or self.shares[0] != 0:
            raise ValueError("a curve begins with share 0 at depth 0")
        if any(low >= high for low, high in pairwise(self.depths_mm)):
            raise ValueError("depths increase")
        if any(not low <= high for low, high in pairwise(self.shares)) or not self.shares[-1] <= 1:
            raise ValueError("shares do not decrease and are at most 1")

    def share(self, depth_mm: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Share of the largest damage at depths in millimetres, in the shape of ``depth_mm``.

        Linear between the points, constant beyond the last, 0 at 0 and below; exact at the points and monotone, also
        in floating point.
        """
        import numpy as np

        depths, shares = np.asarray(self.depths_mm, dtype=np.float64), np.asarray(self.shares)
        depth = np.clip(np.asarray(depth_mm, dtype=np.float64), 0, depths[-1])
        end = np.clip(np.searchsorted(depths, depth, side="right"), 1, len(depths) - 1)
        slope = (shares[end] - shares[end - 1]) / (depths[end] - depths[end - 1])
        inside = np.minimum(shares[end - 1] + (depth - depths[end - 1]) * slope, shares[end])
        return np.where(depth == depths[end], shares[end], inside)

    def scaled(self, factor: float) -> DamageCurve:
        """Every share times ``factor``; ValueError when that is no curve (``factor`` below 0, a share above 1)."""
        if not factor >= 0:
            raise ValueError("a curve is scaled by 0 or more")
        return DamageCurve(self.depths_mm, tuple(share * factor for share in self.shares))

    def shifted(self, floor_mm: int) -> DamageCurve:
        """The curve above a floor that lies ``floor_mm`` higher (0 or more, else ValueError): no damage below it."""
        if floor_mm < 0:
            raise ValueError("a floor lies 0 or more above the ground")
        if floor_mm == 0:
            return self
        depths = (0, *(depth + floor_mm for depth in self.depths_mm))
        return DamageCurve(depths, (0.0, *self.shares))

    def mixed(self, other: DamageCurve, weight: float) -> DamageCurve:
        """At every depth ``1 - weight`` of this curve and ``weight`` of the other; ``weight`` 0 to 1, else ValueError.

        Between two linear pieces lies a linear piece, so the points of both curves say it all.
        """
        if not 0 <= weight <= 1:
            raise ValueError("a weight lies from 0 to 1")
        depths = tuple(sorted({*self.depths_mm, *other.depths_mm}))
        shares = (1 - weight) * self.share(depths) + weight * other.share(depths)
        return DamageCurve(depths, tuple(min(float(share), 1.0) for share in shares))
