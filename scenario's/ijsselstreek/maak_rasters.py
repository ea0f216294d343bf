"""One invented landscape in, the depth rasters and the map layers of the study IJsselstreek out.

The region does not exist. Ground level is a closed formula; a rain scenario fills its hollows, a breach scenario
fills the polder to a level per hour. Nothing is random. Needs numpy, rasterio, shapely and pyogrio, as the package:

    python "scenario's/ijsselstreek/maak_rasters.py"
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyogrio
import rasterio
import shapely
from numpy.typing import NDArray

Grid = NDArray[np.float64]

CRS = "EPSG:28992"
WEST, SOUTH, EAST, NORTH = 198_000, 472_000, 222_000, 492_000  # metres, RD
CELL = 50  # metres
NODATA = -9999.0
DEPTH_STEP = 0.05  # metres: finer would promise more than an invented map can know
RIVER_HALF_WIDTH = 450  # metres, with its floodplain, up to the dikes: not in an inundation map, so nodata
SUMMER_HALF_WIDTH = 130  # metres: the water of every day
BLUR_CELLS = 31  # hollows are places below the mean of about 1.5 km around

# name: (x, y of the shower, reach in metres, water above the mean ground in metres at its heart)
SHOWERS = {
    "regen_midden": (208_000.0, 485_600.0, 4_200.0, 0.62),
    "regen_oost": (218_000.0, 479_800.0, 4_500.0, 0.50),
    "regen_stad": (203_600.0, 482_700.0, 2_300.0, 0.48),
}
DRY_SHOWER = -0.75  # metres: far from the shower not even a deep hollow fills

BREACH = (202_500.0, 487_600.0)
# hour: (level in m NAP at the breach, how far the water has come in metres)
BREACH_LEVELS = {6: (3.30, 4_000.0), 18: (4.00, 7_500.0), 48: (4.55, 14_000.0), 168: (3.60, 14_000.0)}

# Re-runs of the water with a measure: the same landscape, other numbers.
STORAGE = {  # a shower of which part is kept elsewhere: as SHOWERS
    "regen_midden_met_berging": (208_000.0, 485_600.0, 4_200.0, 0.34),
    "regen_oost_met_beekdal": (218_000.0, 479_800.0, 4_500.0, 0.22),
}
INNER_DIKE_Y = 484_900  # south of this line the inner dike keeps the water of the breach out
INNER_DIKE_RISE = 0.15  # metres: what stays out of the south stands higher in the polder

WATER_SYSTEMS = {
    "Stadswater Hanzeveld": [
        (198000, 472000), (211500, 472000), (210800, 478500), (209600, 484200), (206500, 484900), (198000, 484900),
    ],
    "Polder Weteringbroek": [
        (198000, 484900), (206500, 484900), (209600, 484200), (213500, 486000), (214500, 492000), (198000, 492000),
    ],
    "Beekdal Sallerhoek": [
        (211500, 472000), (222000, 472000), (222000, 492000), (214500, 492000), (213500, 486000), (209600, 484200),
        (210800, 478500),
    ],
}  # fmt: skip
MUNICIPALITIES = {
    "Hanzeveld": [
        (198000, 472000), (210300, 472000), (210900, 477000), (212900, 479500), (212900, 483000), (208200, 485000),
        (204000, 486300), (198000, 486300),
    ],
    "Weteringbroek": [
        (198000, 486300), (204000, 486300), (208200, 485000), (212900, 483000), (214800, 485500), (215200, 492000),
        (198000, 492000),
    ],
    "Sallerhoek": [
        (210300, 472000), (222000, 472000), (222000, 492000), (215200, 492000), (214800, 485500), (212900, 483000),
        (212900, 479500), (210900, 477000),
    ],
}  # fmt: skip


def cell_centres() -> tuple[Grid, Grid]:
    """x and y of the cell centres, both (row, column), north at the top."""
    x = np.arange(WEST + CELL / 2, EAST, CELL)
    y = np.arange(NORTH - CELL / 2, SOUTH, -CELL)
    return np.meshgrid(x, y)


def hill(x: Grid, y: Grid, centre: tuple[float, float], reach: tuple[float, float], power: int = 1) -> Grid:
    """1 at the centre, towards 0 beyond the reach; a higher power gives a flatter top and a steeper edge."""
    distance = ((x - centre[0]) / reach[0]) ** 2 + ((y - centre[1]) / reach[1]) ** 2
    return np.exp(-(distance**power))


def brook_valley(x: Grid, y: Grid) -> Grid:
    """1 in the winding brook that comes down from the east, towards 0 beside it and where it reaches the plain."""
    course = 476_800 + (221_500 - x) * 0.62 + 500 * np.sin(x / 1_300)
    return np.exp(-(((y - course) * 0.85 / 480) ** 2)) * np.clip((x - 210_500) / 2_500, 0, 1)


def ground(x: Grid, y: Grid) -> Grid:
    """Ground level in m NAP: sand rising to the east, a low polder in the north, a town on a rise, a brook valley."""
    level = 4.4 + (x - 203_000) * 0.00017
    level -= 2.0 * hill(x, y, (208_300, 488_300), (5_400, 3_300), power=2)
    level += 1.3 * hill(x, y, (205_000, 481_000), (1_700, 1_500))
    level -= 0.9 * hill(x, y, (203_050, 483_050), (520, 420))
    level -= 0.9 * hill(x, y, (208_350, 485_750), (650, 480))
    level -= 1.1 * brook_valley(x, y)
    return np.round(level + unevenness(x, y), 3)


def unevenness(x: Grid, y: Grid) -> Grid:
    """Low ridges and hollows of some hundreds of metres, metres; a slower wave bends them, so that no pattern shows."""
    bend = 2.5 * np.sin(x / 1_100 - y / 1_700) + 1.5 * np.sin(x / 640 + y / 830)
    waves = [(0.14, 310, 150), (0.12, -190, 370), (0.10, 530, -410), (0.10, 620, 880)]
    return sum(
        height * np.sin(x / along + y / across + turn * bend) for turn, (height, along, across) in enumerate(waves)
    )


def river_middle(y: Grid) -> Grid:
    """x of the middle of the river, metres RD."""
    return 202_100 - 700 * np.cos(2 * np.pi * (y - 484_000) / 17_000)


def river(x: Grid, y: Grid) -> NDArray[np.bool_]:
    """True in the river and its floodplain."""
    return np.abs(x - river_middle(y)) < RIVER_HALF_WIDTH


def along_river(beside: float) -> list[tuple[float, float]]:
    """Corners of a line ``beside`` metres east of the middle of the river, from south to north."""
    y = np.arange(SOUTH, NORTH + 1, 250.0)
    return [(float(x), float(at)) for x, at in zip(np.round(river_middle(y) + beside, 1), y, strict=True)]


def surroundings() -> dict[str, dict[str, shapely.Geometry]]:
    """Name of every layer of the background with its named features: river, dikes, and where the dike breaks."""
    banks = [*along_river(-SUMMER_HALF_WIDTH), *reversed(along_river(SUMMER_HALF_WIDTH))]
    dikes = {"IJsseldijk west": -RIVER_HALF_WIDTH, "IJsseldijk oost": RIVER_HALF_WIDTH}
    breach = shapely.Point(round(float(river_middle(np.array(BREACH[1]))) + RIVER_HALF_WIDTH, 1), BREACH[1])
    return {
        "rivier": {"IJssel": shapely.Polygon(banks)},
        "dijken": {name: shapely.LineString(along_river(beside)) for name, beside in dikes.items()},
        "doorbraak": {"Doorbraak Noordpolder": breach},
    }


def blurred(values: Grid, cells: int) -> Grid:
    """Mean over a square of ``cells`` × ``cells``; the edge is repeated outwards."""
    half = cells // 2
    total = np.pad(values, ((half + 1, half), (half + 1, half)), mode="edge").cumsum(0).cumsum(1)
    return (
        total[cells:, cells:] - total[:-cells, cells:] - total[cells:, :-cells] + total[:-cells, :-cells]
    ) / cells**2


def shower_depth(x: Grid, y: Grid, shower: tuple[float, float, float, float]) -> Grid:
    """Depth in metres where the rain stands in the hollows around the heart of the shower."""
    centre_x, centre_y, reach, heart = shower
    above_mean = DRY_SHOWER + (heart - DRY_SHOWER) * hill(x, y, (centre_x, centre_y), (reach, reach))
    level = ground(x, y)
    return blurred(level, BLUR_CELLS) + above_mean - 0.35 - level


def breach_depth(x: Grid, y: Grid, level: float, reach: float) -> Grid:
    """Depth in metres east of the river below ``level``, which drops beyond 0.7 of ``reach`` from the breach."""
    distance = np.hypot(x - BREACH[0], y - BREACH[1])
    surface = level - 1.5 * np.clip((distance - reach * 0.7) / (reach * 0.3), 0, 2)
    return np.where(x > river_middle(y), surface - ground(x, y), 0)


def held_depth(x: Grid, y: Grid, level: float, reach: float) -> Grid:
    """Depth of the breach with the inner dike: dry behind it, ``INNER_DIKE_RISE`` higher before it."""
    return np.where(y < INNER_DIKE_Y, 0, breach_depth(x, y, level + INNER_DIKE_RISE, reach))


def depths() -> dict[str, Grid]:
    """Name of every raster with its depths: metres, (row, column), 0 where dry, nodata in the river."""
    x, y = cell_centres()
    raw = {name: shower_depth(x, y, shower) for name, shower in (SHOWERS | STORAGE).items()}
    for hour, course in BREACH_LEVELS.items():
        raw[f"doorbraak_{hour:03d}"] = breach_depth(x, y, *course)
        raw[f"doorbraak_{hour:03d}_met_slaperdijk"] = held_depth(x, y, *course)
    raw["droog"] = np.zeros_like(x)
    wet = {name: np.round(np.maximum(0, depth) / DEPTH_STEP) * DEPTH_STEP for name, depth in raw.items()}
    return {name: np.where(river(x, y), NODATA, np.round(depth, 2)) for name, depth in wet.items()}


def write_raster(path: Path, depth: Grid) -> None:
    """One tiled, deflated GeoTIFF of 32-bit metres."""
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "nodata": NODATA, "crs": CRS, "tiled": True}
    profile |= {"blockxsize": 256, "blockysize": 256, "compress": "deflate", "zlevel": 9}
    transform = rasterio.Affine(CELL, 0, WEST, 0, -CELL, NORTH)
    height, width = depth.shape
    with rasterio.open(path, "w", width=width, height=height, transform=transform, **profile) as target:
        target.write(depth.astype(np.float32), 1)


def write_layer(path: Path, layer: str, features: dict[str, shapely.Geometry]) -> None:
    """A GeoPackage layer of named features of one kind; a fixed date keeps the file the same every time."""
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2026-11-23T00:00:00.000Z"})
    shapes = np.array([shapely.to_wkb(shape) for shape in features.values()], dtype=object)
    (kind,) = {shape.geom_type for shape in features.values()}
    options = {"geometry_type": kind, "crs": CRS, "driver": "GPKG", "layer": layer, "append": path.exists()}
    pyogrio.raw.write(path, shapes, [np.array(list(features), dtype=object)], ["naam"], **options)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def of_polygons(corners: dict[str, list[tuple[int, int]]]) -> dict[str, shapely.Geometry]:
    """Named corners as named polygons."""
    return {name: shapely.Polygon(each) for name, each in corners.items()}


def write_all(folder: Path) -> list[Path]:
    """Write every raster under ``waterdiepte/`` and the map layers in ``folder``; give their paths."""
    rasters = {folder / "waterdiepte" / f"{name}.tif": depth for name, depth in depths().items()}
    maps = {
        folder / "watersystemen.gpkg": {"watersystemen": of_polygons(WATER_SYSTEMS)},
        folder / "gemeenten.gpkg": {"gemeenten": of_polygons(MUNICIPALITIES)},
        folder / "omgeving.gpkg": surroundings(),
    }
    (folder / "waterdiepte").mkdir(parents=True, exist_ok=True)
    for path, depth in rasters.items():
        write_raster(path, depth)
    for path, layers in maps.items():
        path.unlink(missing_ok=True)
        for layer, features in layers.items():
            write_layer(path, layer, features)
    return [*rasters, *maps]


if __name__ == "__main__":
    for written in write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent):
        print(written)
