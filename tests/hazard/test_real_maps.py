"""The real maps of Kampen and 't Hoekje: sampled depths equal those in their registers."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import numpy as np
import rasterio

from besluitsteun.hazard.inundate import inundate
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.hazard.points import Points
from besluitsteun.timeaxis import TimeAxis

from .grids import RD, scenario

DAY = TimeAxis(Decimal(24), Decimal(1))


def register(path: Path, key: str) -> tuple[Points, list[dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    x, y = (np.array([float(row[axis]) for row in rows]) for axis in "xy")
    needs = np.ones(len(rows), dtype=bool)
    return Points(tuple(row[key] for row in rows), x, y, (None,) * len(rows), needs, RD), rows


def depths(found: Inundation | None, assets: int) -> list[float]:
    assert found is not None
    metres = np.zeros(assets)
    metres[found.asset] = found.depth_mm / 1000
    return metres.tolist()


def kampen(real_data: Path, map_name: str, points: Points) -> list[float]:
    water = scenario(waterdiepte={"raster": map_name})
    found, problems = inundate(water, points, DAY, (real_data / "kampen").joinpath)
    assert problems == []
    return depths(found, len(points))


def test_kampen_assets_have_the_depth_of_their_register(real_data: Path) -> None:
    points, rows = register(real_data / "kampen" / "assets.csv", "id")
    registered = [float(row["diepte_m"]) for row in rows]
    coarse = kampen(real_data, "waterdiepte_50m.tif", points)
    fine = kampen(real_data, "waterdiepte_origineel_5m.tif", points)
    assert coarse == fine  # the 5 m map is a blow-up of the 50 m map
    assert [points.ids[n] for n in range(len(points)) if fine[n] != registered[n]] == []


def test_kampen_area_maps_add_up_to_the_whole(real_data: Path) -> None:
    points, _ = register(real_data / "kampen" / "afgeleid" / "ms_stations_synthetisch.csv", "id")
    maps = sorted((real_data / "kampen" / "afgeleid").glob("waterdiepte_50m_*_*.tif"))
    parts = [kampen(real_data, f"afgeleid/{path.name}", points) for path in maps]
    assert len(parts) == 3
    assert np.sum(parts, axis=0).tolist() == kampen(real_data, "waterdiepte_50m.tif", points)


def test_hoekje_pumping_stations(real_data: Path) -> None:
    """Most stations lie outside the small map; those inside equal ``dataset.sample``."""
    points, _ = register(real_data / "hoekje" / "gemalen.csv", "CODE")
    name = "waterdiepte_max_3di_2m.tif"
    water = scenario(waterdiepte={"raster": name}, buiten_raster="droog", nodata="droog")
    found, problems = inundate(water, points, DAY, (real_data / "hoekje").joinpath)
    assert problems == []
    with rasterio.open(real_data / "hoekje" / name) as dataset:
        expected = [float(value[0]) for value in dataset.sample(np.c_[points.x, points.y])]
    np.testing.assert_allclose(depths(found, len(points)), np.maximum(expected, 0), atol=0.0005)


def test_hoekje_radius_is_the_largest_of_the_cells(real_data: Path) -> None:
    """Around 200 places: 10 m and cells of 2 m, compared with all cells of the map."""
    name = "waterdiepte_max_3di_2m.tif"
    with rasterio.open(real_data / "hoekje" / name) as dataset:
        values, left, top = dataset.read(1), dataset.bounds.left, dataset.bounds.top
    rng = np.random.default_rng(20261123)
    rows, columns = np.nonzero(values != -9999)
    chosen = rng.choice(len(rows), 200, replace=False)
    x, y = left + 2 * (columns[chosen] + rng.random(200)), top - 2 * (rows[chosen] + rng.random(200))
    points = Points(tuple(f"p{n}" for n in range(200)), x, y, (None,) * 200, np.ones(200, bool), RD)
    water = scenario(waterdiepte={"raster": name}, bemonstering={"straal_m": 10})
    found, problems = inundate(water, points, DAY, (real_data / "hoekje").joinpath)
    assert problems == []
    all_x, all_y = left + 2 * (columns + 0.5), top - 2 * (rows + 0.5)
    expected = [values[rows, columns][np.hypot(all_x - x[n], all_y - y[n]) <= 10].max() for n in range(200)]
    np.testing.assert_allclose(depths(found, 200), expected, atol=0.00051)
