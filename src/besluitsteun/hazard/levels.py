"""A ``Raster`` of water levels and one of ground levels in, a ``Sample`` of depths out: level minus ground."""

from __future__ import annotations

import numpy as np

from .points import Float
from .rasters import Raster
from .sampling import Int, Sample, State, cell_values, fill_from_nearest, neighbourhoods, sample, starts_of


def sample_depth(level: Raster, ground: Raster, x: Float, y: Float, radius_m: float, nearest: bool) -> Sample:
    """Depth in metre (negative = dry) and ground level in metre NAP, each raster read in its own grid.

    x, y : (place,) in the study's CRS; NaN = no location. With a radius: the largest difference over the cells of the
    level raster within it, the ground taken at the centres of these cells. ``nearest``: where no cell has both, the
    nearest level and the nearest ground level.
    """
    if radius_m == 0:
        return _at_places(level, ground, x, y, nearest)
    found = _around_places(level, ground, x, y, radius_m)
    empty = np.flatnonzero(found.state == State.NODATA)
    if not nearest or len(empty) == 0:
        return found
    filled = _at_places(level, ground, x[empty], y[empty], nearest)
    value, state, heights = found.value.copy(), found.state.copy(), _ground(found).copy()
    value[empty], state[empty], heights[empty] = filled.value, filled.state, _ground(filled)
    return Sample(value, state, value, heights)


def _ground(found: Sample) -> Float:
    assert found.ground is not None  # noqa: S101  (both makers below fill it)
    return found.ground


def _at_places(level: Raster, ground: Raster, x: Float, y: Float, nearest: bool) -> Sample:
    levels, heights = sample(level, x, y), sample(ground, x, y)
    if nearest:
        everywhere = np.ones(len(x), dtype=bool)
        levels = fill_from_nearest(level, x, y, levels, everywhere)
        heights = fill_from_nearest(ground, x, y, heights, levels.state == State.DATA)
    state = np.where(levels.state == State.DATA, heights.state, levels.state)
    depth = levels.value - heights.value
    return Sample(depth, state, depth, heights.value)


def _around_places(level: Raster, ground: Raster, x: Float, y: Float, radius_m: float) -> Sample:
    own = sample(level, x, y)
    state = np.where(own.state == State.NODATA, State.DATA, own.state).astype(np.int8)
    depth, heights = np.full(len(x), np.nan), np.full(len(x), np.nan)
    here = np.flatnonzero(state == State.DATA)
    for part, who, columns, rows in neighbourhoods(level, x[here], y[here], radius_m):
        under = sample(ground, *level.centres(columns, rows))
        difference = cell_values(level, columns, rows) - under.value
        chosen = _largest_per_owner(who, difference)
        place = here[part]
        depth[place], heights[place] = difference[chosen], under.value[chosen]
        all_outside = np.minimum.reduceat(under.state == State.OUTSIDE, starts_of(who))
        state[place] = np.where(np.isnan(depth[place]), np.where(all_outside, State.OUTSIDE, State.NODATA), State.DATA)
    return Sample(depth, state, depth, heights)


def _largest_per_owner(who: Int, difference: Float) -> Int:
    """(owner,) index of the largest difference of each owner; one without data only if there is no other."""
    order = np.lexsort((np.where(np.isnan(difference), -np.inf, difference), who))
    last = np.r_[starts_of(who)[1:], len(who)] - 1  # ``who`` is sorted, so the segments stay where they are
    chosen: Int = order[last]
    return chosen
