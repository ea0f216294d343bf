"""The assets of a study as bare arrays: the ``Points`` where the hazard needs a depth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Points:
    """One entry per asset, in the order of the study.

    x, y        : (asset,) coordinates in ``crs``; NaN = no location
    area        : (asset,) the column ``gebied``, None = empty
    needs_depth : (asset,) True where the asset has a failure threshold, so that a missing depth must be refused
    crs         : the CRS of the study, such as ``EPSG:28992``
    """

    ids: tuple[str, ...]
    x: Float
    y: Float
    area: tuple[str | None, ...]
    needs_depth: Bool
    crs: str

    def __post_init__(self) -> None:
        lengths = {len(self.ids), len(self.x), len(self.y), len(self.area), len(self.needs_depth)}
        if len(lengths) != 1:
            raise ValueError(f"the arrays of Points differ in length: {sorted(lengths)}")

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def located(self) -> Bool:
        """(asset,) True where both coordinates are known."""
        return np.isfinite(self.x) & np.isfinite(self.y)
