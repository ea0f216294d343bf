"""Places of assets in, the ``Extent`` of a map that shows them out."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

Extent = tuple[float, float, float, float]
"""xmin, ymin, xmax, ymax in the study's CRS."""

FLATTEST, TALLEST = 0.5, 0.85  # height over width of a map that fits a screen and a page
FEWEST = 20  # with fewer places none is an outlier
_INNER = (0.005, 0.995)
_SMALLEST = 500.0  # metre: a map of one asset still shows its surroundings


def extent_of(places: Iterable[tuple[float, float]], margin: float = 0.06) -> tuple[Extent, int]:
    """The extent that shows all places, and how many lie outside it: 0 unless a few far ones would shrink all others.

    The far ones are left out only where the box of the middle 99 % is at most half as large. The box gets a margin
    (in parts of its longer side) and grows to a shape that fits a screen. Places must be finite, in metres; without
    any ValueError.
    """
    xy = np.array(list(places), dtype=np.float64).reshape(-1, 2)
    if len(xy) == 0:
        raise ValueError("no places to show")
    low, high = _box(xy)
    side = max(float((high - low).max()), _SMALLEST)
    low, high = low - margin * side, high + margin * side
    width, height = (max(float(span), _SMALLEST) for span in high - low)
    width, height = max(width, height / TALLEST), max(height, width * FLATTEST)
    x, y = (float(middle) for middle in (low + high) / 2)
    extent = x - width / 2, y - height / 2, x + width / 2, y + height / 2
    return extent, count_outside(xy, extent)


def count_outside(places: np.ndarray[tuple[int, int], np.dtype[np.float64]], extent: Extent) -> int:
    """How many of (place, 2) coordinates lie outside an extent."""
    left, bottom, right, top = extent
    x, y = places[:, 0], places[:, 1]
    return int(np.count_nonzero((x < left) | (x > right) | (y < bottom) | (y > top)))


def _box(xy: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> tuple[np.ndarray, np.ndarray]:
    """Lower left and upper right corner of all places, or of the middle of them."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    if len(xy) < FEWEST:
        return low, high
    inner_low = np.quantile(xy, _INNER[0], axis=0, method="higher")
    inner_high = np.quantile(xy, _INNER[1], axis=0, method="lower")
    if np.prod(inner_high - inner_low) <= 0.5 * np.prod(high - low):
        return inner_low, inner_high
    return low, high
