"""A ``Raster`` and places in, a ``Sample`` out: the value at every place, read by block.

Cells are sorted by the part of the file they lie in, so that every block is decoded once, in the order of the file.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .points import Bool, Float
from .rasters import Raster, quiet_gdal

Int = NDArray[np.int64]
READERS = max(1, min(4, os.cpu_count() or 1))
WINDOWS_PER_READER = 16  # fewer are read before a second thread has opened the file
CELLS_AT_ONCE = 500_000  # cells around points that are held in memory together
WIDEST_RADIUS = 500  # cells
EDGE = 1e-6  # metre: a centre on the circle counts, whatever the binary fractions of its coordinates


class State(IntEnum):
    """What is known at a place."""

    DATA = 0
    OUTSIDE = 1
    NODATA = 2
    NOWHERE = 3  # no location


@dataclass(frozen=True, eq=False)
class Sample:
    """Values at places.

    value  : (place,) in the unit of the raster, NaN where ``state`` is not DATA
    state  : (place,) a ``State``
    lowest : (place,) the smallest value among the cells looked at, NaN without data
    ground : (place,) metre NAP at the chosen cell where a level was sampled, NaN = unknown; else None
    """

    value: Float
    state: NDArray[np.int8]
    lowest: Float
    ground: Float | None = None


def sample(raster: Raster, x: Float, y: Float, radius_m: float = 0.0) -> Sample:
    """The value of the cell at each place, or the largest value of the cells within the radius.

    x, y : (place,) in the study's CRS; NaN = no location. With a radius, every cell whose centre lies within
    ``radius_m`` of the place counts, and always the cell that holds it; cells without data only if there is no other.
    Raises what ``raster_errors`` names when the file turns out to be damaged.
    """
    state = np.full(len(x), State.NOWHERE, dtype=np.int8)
    value = np.full(len(x), np.nan)
    lowest = value if radius_m == 0 else np.full(len(x), np.nan)
    here = _located(x, y)
    column, row, inside = _cell_of(raster, x[here], y[here])
    state[here] = np.where(inside, State.DATA, State.OUTSIDE)
    here, column, row = here[inside], column[inside], row[inside]
    if radius_m == 0:
        value[here] = cell_values(raster, column, row)
    else:
        for part, who, columns, rows in neighbourhoods(raster, x[here], y[here], radius_m):
            found = cell_values(raster, columns, rows)
            first = starts_of(who)
            value[here[part]] = np.fmax.reduceat(found, first)
            lowest[here[part]] = np.fmin.reduceat(found, first)
    state[here[np.isnan(value[here])]] = State.NODATA
    return Sample(value, state, lowest)


def _located(x: Float, y: Float) -> Int:
    return np.flatnonzero(np.isfinite(x) & np.isfinite(y))


def _cell_of(raster: Raster, x: Float, y: Float) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Column and row of the cell that holds each place (0 where it lies outside), and whether one does."""
    column, row = raster.cells(x, y)
    inside = raster.inside(column, row)
    whole = [np.floor(np.where(inside, cell, 0.0)).astype(np.int32) for cell in (column, row)]
    return whole[0], whole[1], inside


def starts_of(who: Int) -> Int:
    """Where each new owner begins in a sorted array of owners."""
    return np.flatnonzero(np.r_[True, who[1:] != who[:-1]]) if len(who) else np.zeros(0, dtype=np.int64)


def cell_values(raster: Raster, column: NDArray[Any], row: NDArray[Any]) -> Float:
    """(cell,) values of cells of the raster, NaN without data; each part of the file is read once."""
    order, bounds = _by_window(raster, column, row)
    value = np.empty(len(column))
    readers = 1 if raster.driver == "AAIGrid" else min(READERS, max(1, (len(bounds) - 1) // WINDOWS_PER_READER))
    shares = np.linspace(0, len(bounds) - 1, readers + 1).astype(int)

    import rasterio

    with quiet_gdal(), ExitStack() as stack:
        jobs = []
        for begin, end in itertools.pairwise(shares):  # each reader its own handle and stretch of file
            dataset = stack.enter_context(rasterio.open(raster.path, driver=raster.driver))
            jobs.append((raster, dataset, column, row, order, bounds[begin : end + 1], value))
        if readers == 1:
            _read_windows(*jobs[0])
        else:
            with ThreadPoolExecutor(readers) as pool:
                for job in [pool.submit(_read_windows, *job) for job in jobs]:
                    job.result()
    return value


def _by_window(raster: Raster, column: NDArray[Any], row: NDArray[Any]) -> tuple[Int, Int]:
    """The order in which cells lie in the file, and the bounds of each window in that order."""
    height, width = raster.window
    across = -(-raster.shape[1] // width)
    windows = across * -(-raster.shape[0] // height)
    key = (row // height).astype(np.int64) * across + column // width
    if windows <= 2**16:
        key = key.astype(np.uint16)  # NumPy sorts these by radix: four times as fast
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    return order, np.r_[starts_of(ordered), len(ordered)]


def _read_windows(
    raster: Raster, dataset: Any, column: NDArray[Any], row: NDArray[Any], order: Int, bounds: Int, value: Float
) -> None:
    """Fill ``value`` for the cells of some windows: of each window, the rectangle around its cells is read."""
    from rasterio.windows import Window

    with quiet_gdal_here():
        for begin, end in itertools.pairwise(bounds):
            part = order[begin:end]
            columns, rows = column[part], row[part]
            left, top = int(columns.min()), int(rows.min())
            box = Window(left, top, int(columns.max()) - left + 1, int(rows.max()) - top + 1)
            found = raster.decode(dataset.read(1, window=box)[rows - top, columns - left])
            if raster.masked:
                found[dataset.read_masks(1, window=box)[rows - top, columns - left] == 0] = np.nan
            value[part] = found


def quiet_gdal_here() -> Any:
    """In a thread of its own GDAL prints errors unless an environment stands there too."""
    import rasterio

    return rasterio.Env()


def neighbourhoods(raster: Raster, x: Float, y: Float, radius_m: float) -> Iterator[tuple[Int, Int, Int, Int]]:
    """The cells within the radius of each place inside the raster, a bounded number at a time, in order of the file.

    Yields (place,) places by index, and flat (cell,) arrays: position in those places (sorted), column, row.
    """
    column, row, _ = _cell_of(raster, x, y)
    reach = reach_in_cells(raster, x, y, radius_m)
    across, down = (np.arange(-cells, cells + 1) for cells in reach)
    offset_column, offset_row = (grid.ravel() for grid in np.meshgrid(across, down))
    order, _ = _by_window(raster, column, row)
    size = max(1, CELLS_AT_ONCE // len(offset_column))
    for begin in range(0, len(order), size):
        part = order[begin : begin + size]
        columns, rows = column[part, None] + offset_column, row[part, None] + offset_row
        centre_x, centre_y = raster.centres(columns, rows)
        near = np.hypot(centre_x - x[part, None], centre_y - y[part, None]) <= radius_m + EDGE
        near |= (offset_column == 0) & (offset_row == 0)
        near &= raster.inside(columns, rows)
        yield part, np.nonzero(near)[0], columns[near], rows[near]


def reach_in_cells(raster: Raster, x: Float, y: Float, radius_m: float) -> tuple[int, int]:
    """Columns and rows to either side that hold every cell within the radius of any of the places."""
    if len(x) == 0:
        return 0, 0
    per_metre = raster.cells_per_unit(x, y)
    stretch = 1.0 if raster.to_raster is None else 1.01  # a projection bends over the length of the radius
    return int(radius_m * per_metre[0] * stretch) + 1, int(radius_m * per_metre[1] * stretch) + 1


def fill_from_nearest(raster: Raster, x: Float, y: Float, found: Sample, wanted: Bool) -> Sample:
    """The same sample, where the wanted places without data have the value of the nearest cell with data.

    Nearest by the distance from place to centre in the study's CRS; of equal distances the first in the file.
    """
    value, state, lowest = found.value.copy(), found.state.copy(), found.lowest.copy()
    import rasterio

    with quiet_gdal(), rasterio.open(raster.path, driver=raster.driver) as dataset:
        for place in np.flatnonzero(wanted & (found.state == State.NODATA)):
            nearest = _nearest_value(raster, dataset, x[place : place + 1], y[place : place + 1])
            if not np.isnan(nearest):
                value[place] = lowest[place] = nearest
                state[place] = State.DATA
    return Sample(value, state, lowest, found.ground)


def _nearest_value(raster: Raster, dataset: Any, x: Float, y: Float) -> float:
    """Look in ever larger rectangles until no cell outside can be nearer."""
    from rasterio.windows import Window

    column, row, _ = _cell_of(raster, x, y)
    centre_column, centre_row = int(column[0]), int(row[0])
    per_unit = max(raster.cells_per_unit(x, y))
    height, width = raster.shape
    reach = 8
    while True:
        left, top = max(0, centre_column - reach), max(0, centre_row - reach)
        right, bottom = min(width, centre_column + reach + 1), min(height, centre_row + reach + 1)
        box = Window(left, top, right - left, bottom - top)
        values = raster.decode(dataset.read(1, window=box))
        if raster.masked:
            values[dataset.read_masks(1, window=box) == 0] = np.nan
        rows, columns = np.nonzero(~np.isnan(values))
        whole = (right - left, bottom - top) == (width, height)
        if len(rows):
            centre_x, centre_y = raster.centres(columns + left, rows + top)
            distance = np.hypot(centre_x - x, centre_y - y)
            nearest = int(distance.argmin())
            if whole or distance[nearest] <= 0.9 * reach / per_unit:
                return float(values[rows[nearest], columns[nearest]])
        if whole:
            return float("nan")
        reach *= 4
