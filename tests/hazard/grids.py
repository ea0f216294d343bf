"""Small rasters on disk, points and scenarios for the tests of the hazard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import Affine

from besluitsteun.hazard.points import Points
from besluitsteun.schema.scenarios import Scenario

RD = "EPSG:28992"
LEFT, TOP, CELL = 150_000.0, 500_000.0, 10.0


def write_tif(path: Path, values: Any, cell: float = CELL, **profile: Any) -> Path:
    """A GeoTIFF in RD with its upper left corner at (LEFT, TOP), unless ``profile`` says otherwise."""
    values = np.asarray(values)
    profile = {"crs": RD, "transform": Affine(cell, 0, LEFT, 0, -cell, TOP), "nodata": -9999.0} | profile
    tags = {name: profile.pop(name) for name in ("scales", "offsets") if name in profile}
    bands = values if values.ndim == 3 else values[None]
    profile |= {"driver": "GTiff", "count": len(bands), "height": bands.shape[1], "width": bands.shape[2]}
    with rasterio.open(path, "w", dtype=values.dtype, **profile) as dataset:
        dataset.write(bands)
        for name, value in tags.items():
            setattr(dataset, name, value)
    return path


def write_asc(path: Path, rows: str, cell: float = CELL, nodata: str = "NODATA_value -9999\n") -> Path:
    """An ASCII grid with its upper left corner at (LEFT, TOP)."""
    lines = rows.strip().splitlines()
    header = f"ncols {len(lines[0].split())}\nnrows {len(lines)}\nxllcorner {LEFT}\n"
    header += f"yllcorner {TOP - cell * len(lines)}\ncellsize {cell}\n{nodata}"
    path.write_text(header + "\n".join(lines) + "\n")
    return path


def centre(column: float, row: float, cell: float = CELL) -> tuple[float, float]:
    """The centre of a cell of such a raster."""
    return LEFT + (column + 0.5) * cell, TOP - (row + 0.5) * cell


def points_at(
    *places: tuple[float, float], needs: Sequence[bool] | None = None, area: Sequence[str | None] = (), crs: str = RD
) -> Points:
    """Points a, b, c, … that all need a depth unless told otherwise."""
    x, y = (np.array([place[axis] for place in places], dtype=float) for axis in (0, 1))
    ids = tuple(chr(ord("a") + number) if len(places) <= 26 else f"o{number}" for number in range(len(places)))
    needed = np.ones(len(places), dtype=bool) if needs is None else np.array(needs, dtype=bool)
    return Points(ids, x, y, tuple(area) or (None,) * len(places), needed, crs)


def scenario(**keys: Any) -> Scenario:
    """A scenario ``s`` with these Dutch keys."""
    return Scenario.model_validate({"id": "s"} | keys)
