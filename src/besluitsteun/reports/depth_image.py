"""A ``Study`` and a ``Scenario`` in, a ``DepthImage`` out: the water itself as a small PNG over part of the country.

A pixel is one cell of the raster, or where cells are smaller than pixels the cell in its middle: always a depth that
stands in the file, never an average of wet and dry. Overviews are not used for the same reason. At most
``CELLS_AT_ONCE`` cells of the file and a few pictures are in memory, whatever the size of the raster.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..hazard.courses import Usage
from ..hazard.depth_tables import DEEPEST_M
from ..hazard.inundation import Int32
from ..hazard.points import Float
from ..hazard.rasters import Raster, open_raster, quiet_gdal, raster_errors, unreadable
from ..hazard.sampling import sample
from ..loading.study import Study
from ..problems import InputError
from ..schema.scenarios import DepthSource, Scenario
from .extent import Extent
from .palette import DEPTH_CLASSES, UNKNOWN

CELLS_AT_ONCE = 4_000_000  # read together, in the type of the file
_PLACES_AT_ONCE = 250_000  # sampled together in a raster that lies askew
_LINES_ACROSS = 60  # slanted lines along the longer side of a picture without any depth


@dataclass(frozen=True, eq=False)
class DepthImage:
    """Classes of depth as a picture, north up; dry is transparent, and where no depth is known slanted lines.

    png       : indexed PNG of ``columns`` × ``rows`` pixels
    extent    : of the picture; whole pixels, so up to one pixel wider to each side than what was asked
    wet_share : part of the pixels with water, 0 to 1
    unknown_share : part of the pixels outside the raster or without data, 0 to 1
    largest_m : largest depth among the pixels, in metre; narrow deeper places may lie between them
    """

    png: bytes
    columns: int
    rows: int
    extent: Extent
    wet_share: float
    largest_m: float
    unknown_share: float = 0.0


@dataclass(frozen=True)
class _Grid:
    """Pixels: the corner top left, and width and height (both > 0) of a pixel in the study's CRS."""

    left: float
    top: float
    width: float
    height: float
    columns: int
    rows: int

    @property
    def extent(self) -> Extent:
        right, bottom = self.left + self.columns * self.width, self.top - self.rows * self.height
        return self.left, bottom, right, self.top

    @property
    def x(self) -> Float:
        """(column,) centres."""
        return np.asarray(self.left + (np.arange(self.columns) + 0.5) * self.width, dtype=np.float64)

    @property
    def y(self) -> Float:
        """(row,) centres."""
        return np.asarray(self.top - (np.arange(self.rows) + 0.5) * self.height, dtype=np.float64)


def depth_image(study: Study, scenario: Scenario, extent: Extent, widest: int = 900) -> DepthImage | None:
    """The largest depth in time of a scenario, as its assets have it: with ``factor`` and ``plus_m``.

    extent : what to show; widest : most pixels along the longer side, about.
    None for a scenario without water, with one depth everywhere, with a table of depths, or with a raster that says
    nothing about this extent. Raises InputError for a raster that is missing or damaged.
    """
    source = scenario.depth
    if source is None or (source.raster is None and source.level_mnap is None):
        return None
    names = _names(source)
    rasters = {name: _opened(study, name) for name in dict.fromkeys((*names, source.ground)) if name is not None}
    grid = _grid(rasters[names[0]], extent, widest)
    depth = _depths(rasters, names, source.ground, grid)
    if np.isnan(depth).all():
        return None
    unknown = np.isnan(depth)
    depth_mm = Usage(source.factor, source.plus_m).depth_mm(np.nan_to_num(depth, nan=0.0))
    shown = np.where(_slanted(unknown), len(DEPTH_CLASSES) + 1, np.where(unknown, 0, _classes(depth_mm)))
    colours = ("#ffffff", *(each.colour for each in DEPTH_CLASSES), UNKNOWN)
    return DepthImage(
        png=indexed_png(shown.astype(np.uint8), colours),
        columns=grid.columns,
        rows=grid.rows,
        extent=grid.extent,
        wet_share=float(np.count_nonzero(depth_mm > 0) / depth_mm.size),
        largest_m=float(depth_mm.max() / 1000),
        unknown_share=float(np.count_nonzero(unknown) / unknown.size),
    )


def _names(source: DepthSource) -> tuple[str, ...]:
    """The raster of each moment; the order in time does not matter for the largest."""
    given = source.level_mnap if source.raster is None else source.raster
    if given is None or isinstance(given, str):
        return (given or "",)
    return tuple(dict.fromkeys(moment.raster for moment in given))


def _opened(study: Study, name: str) -> Raster:
    raster, problems = open_raster(name, study.file(name), study.crs)
    if raster is None:
        raise InputError(problems)
    return raster


# --- pixels ----------------------------------------------------------------------------------------------------------


def _grid(raster: Raster, extent: Extent, widest: int) -> _Grid:
    """Pixels that are whole cells of the raster where it lies straight; else about as large as a cell."""
    left, bottom, right, top = extent
    wanted = max(right - left, top - bottom) / widest
    if not _is_straight(raster):
        finest = max(raster.cells_per_unit(np.array([(left + right) / 2]), np.array([(bottom + top) / 2])))
        size = max(wanted, 1 / finest) if finest > 0 else wanted
        columns, rows = (max(1, round(span / size)) for span in (right - left, top - bottom))
        return _Grid(left, top, size, size, columns, rows)
    (cell_x, _, corner_x), (_, cell_y, corner_y) = raster.forward
    width, first_column, columns = _snapped(left, right, corner_x, abs(cell_x), wanted)
    height, first_row, rows = _snapped(-top, -bottom, -corner_y, abs(cell_y), wanted)
    return _Grid(first_column, -first_row, width, height, columns, rows)


def _is_straight(raster: Raster) -> bool:
    """Rows run from west to east and columns from north to south, in the study's own CRS."""
    (cell_x, skew_x, _), (skew_y, cell_y, _) = raster.forward
    return raster.to_raster is None and skew_x == 0 == skew_y and bool(cell_x > 0 > cell_y)


def _snapped(low: float, high: float, corner: float, cell: float, wanted: float) -> tuple[float, float, int]:
    """Size of a pixel, where the first begins and how many there are, each a whole number of cells."""
    size = cell * max(1, int(np.ceil(wanted / cell - 1e-9)))
    first = int(np.floor((low - corner) / size + 1e-9))
    last = int(np.ceil((high - corner) / size - 1e-9))
    return size, corner + first * size, max(1, last - first)


# --- depths ----------------------------------------------------------------------------------------------------------


def _depths(rasters: dict[str, Raster], names: tuple[str, ...], ground: str | None, grid: _Grid) -> Float:
    """(row, column) the largest value, or level minus ground, in metre; NaN = unknown."""
    largest = _filled(rasters[names[0]], grid)
    for name in names[1:]:
        np.fmax(largest, _filled(rasters[name], grid), out=largest)
    if ground is not None:
        largest -= _filled(rasters[ground], grid)
    with np.errstate(invalid="ignore"):
        largest[np.abs(largest) > DEEPEST_M] = np.nan  # no depth is so: a word for "no data" that nobody declared
    return largest


def _filled(raster: Raster, grid: _Grid) -> Float:
    """(row, column) values, NaN without data or outside the raster."""
    values = np.full((grid.rows, grid.columns), np.nan)
    for rows, some in _bands(raster, grid):
        values[rows] = some
    return values


def _bands(raster: Raster, grid: _Grid) -> Iterator[tuple[slice, Float]]:
    """Rows of pixels and their (row, column) values, NaN without data, some rows at a time."""
    try:
        yield from _straight_bands(raster, grid) if _is_straight(raster) else _askew_bands(raster, grid)
    except raster_errors() as error:
        raise InputError([unreadable(raster.name, error)]) from error


def _straight_bands(raster: Raster, grid: _Grid) -> Iterator[tuple[slice, Float]]:
    """Pixels share columns and rows of the raster, so a rectangle of the file at a time is enough."""
    import rasterio
    from rasterio.windows import Window

    (cell_x, _, corner_x), (_, cell_y, corner_y) = raster.forward
    column, row = (np.floor(axis).astype(int) for axis in ((grid.x - corner_x) / cell_x, (grid.y - corner_y) / cell_y))
    columns, rows = _positions(column, raster.shape[1]), _positions(row, raster.shape[0])
    if len(columns) == 0 or len(rows) == 0:
        return
    left, width = int(column[columns[0]]), int(column[columns[-1]] - column[columns[0]] + 1)
    with quiet_gdal(), rasterio.open(raster.path, driver=raster.driver, **_options(raster)) as dataset:
        for part in _parts(row[rows], max(1, CELLS_AT_ONCE // width)):
            some = rows[part]
            top, height = int(row[some[0]]), int(row[some[-1]] - row[some[0]] + 1)
            box, cells = Window(left, top, width, height), np.ix_(row[some] - top, column[columns] - left)
            found = raster.decode(dataset.read(1, window=box)[cells])
            if raster.masked:
                found[dataset.read_masks(1, window=box)[cells] == 0] = np.nan
            values = np.full((len(some), grid.columns), np.nan)
            values[:, columns] = found
            yield slice(int(some[0]), int(some[-1]) + 1), values


def _positions(at: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """Which pixels lie on the raster."""
    return np.flatnonzero((at >= 0) & (at < size))


def _options(raster: Raster) -> dict[str, str]:
    """Only the cells themselves: an overview may hold averages of wet and dry."""
    return {"OVERVIEW_LEVEL": "NONE"} if raster.driver == "GTiff" else {}


def _parts(row: NDArray[np.int64], tallest: int) -> Iterator[slice]:
    """Stretches of increasing rows that each span at most ``tallest`` rows of the raster."""
    begin = 0
    while begin < len(row):
        end = int(np.searchsorted(row, row[begin] + tallest))
        yield slice(begin, end)
        begin = end


def _askew_bands(raster: Raster, grid: _Grid) -> Iterator[tuple[slice, Float]]:
    """Pixels of a raster that is turned, or in another CRS, are places like any other."""
    tallest = max(1, _PLACES_AT_ONCE // grid.columns)
    for begin in range(0, grid.rows, tallest):
        y = grid.y[begin : begin + tallest]
        places = np.tile(grid.x, len(y)), np.repeat(y, grid.columns)
        yield slice(begin, begin + len(y)), sample(raster, *places).value.reshape(len(y), grid.columns)


# --- picture ---------------------------------------------------------------------------------------------------------


def _classes(depth_mm: Int32) -> NDArray[np.uint8]:
    """0 = dry, 1 = the shallowest class, …; a depth on a bound belongs to the class below it."""
    bounds = np.array([each.above_mm for each in DEPTH_CLASSES], dtype=np.int32)
    return np.searchsorted(bounds, depth_mm, side="left").astype(np.uint8)


def _slanted(unknown: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of the lines that fill what is unknown, and of the edge between that and the known."""
    inner = unknown.copy()
    inner[1:] &= unknown[:-1]
    inner[:-1] &= unknown[1:]
    inner[:, 1:] &= unknown[:, :-1]
    inner[:, :-1] &= unknown[:, 1:]
    rows, columns = np.indices(unknown.shape)
    apart = max(4, round(max(unknown.shape) / _LINES_ACROSS))
    return np.asarray(unknown & (~inner | ((rows + columns) % apart == 0)), dtype=np.bool_)


def indexed_png(index: NDArray[np.uint8], colours: tuple[str, ...]) -> bytes:
    """A PNG of four bits a pixel; index 0 is transparent. The same input gives the same bytes (one zlib).

    index : (row, column) below 16; colours : ``#rrggbb`` per index. Format: W3C PNG, third edition.
    """
    rows, columns = index.shape
    even = np.zeros((rows, columns + columns % 2), dtype=np.uint8)
    even[:, :columns] = index
    lines = np.zeros((rows, 1 + even.shape[1] // 2), dtype=np.uint8)  # the first byte of a line: no filter
    lines[:, 1:] = even[:, ::2] << 4 | even[:, 1::2]
    palette = b"".join(bytes.fromhex(colour[1:]) for colour in colours)
    parts: tuple[tuple[bytes, Any], ...] = (
        (b"IHDR", struct.pack(">IIBBBBB", columns, rows, 4, 3, 0, 0, 0)),
        (b"PLTE", palette),
        (b"tRNS", b"\0"),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
