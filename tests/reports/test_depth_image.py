"""The picture of the water equals the cells of the raster, whatever the kind of scenario."""

from __future__ import annotations

import tracemalloc
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.io import MemoryFile
from rasterio.transform import Affine

from besluitsteun.problems import InputError
from besluitsteun.reports.depth_image import DepthImage, depth_image, indexed_png
from besluitsteun.reports.extent import Extent
from besluitsteun.reports.palette import DEPTH_CLASSES, UNKNOWN

from ..hazard.grids import CELL, LEFT, RD, TOP, scenario, write_asc, write_tif
from ..small_result import small_study

DEPTHS = np.array([[0.0, 0.2, 0.21], [0.5, 2.0, 2.01], [-9999.0, -0.3, 0.0004]], dtype="float32")
CLASSES = [[0, 1, 2], [2, 3, 4], [5, 0, 0]]  # under half a millimetre is dry, as for an asset
WHOLE: Extent = (LEFT, TOP - 3 * CELL, LEFT + 3 * CELL, TOP)


def image(folder: Path, water: Any, extent: Extent = WHOLE, widest: int = 900) -> DepthImage | None:
    return depth_image(small_study(folder=folder, crs=RD), scenario(waterdiepte=water), extent, widest)


def read_png(png: bytes) -> tuple[Any, dict[int, tuple[int, int, int, int]]]:
    """(row, column) indices and the colour of each, as another reader of PNG sees them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        with MemoryFile(png) as file, file.open() as dataset:
            return dataset.read(1), dataset.colormap(1)


def classes(found: DepthImage | None) -> list[list[int]]:
    """The indices in the picture, read back from its colours; transparent = 0."""
    assert found is not None
    index, colours = read_png(found.png)
    assert index.shape == (found.rows, found.columns)
    blues = ["", *(each.colour for each in DEPTH_CLASSES), UNKNOWN]
    names = {place: "" if rgba[3] == 0 else "#{:02x}{:02x}{:02x}".format(*rgba[:3]) for place, rgba in colours.items()}
    return [[blues.index(names[cell]) for cell in row] for row in index.tolist()]


def test_classes_of_one_raster(tmp_path: Path) -> None:
    write_tif(tmp_path / "d.tif", DEPTHS)
    found = image(tmp_path, {"raster": "d.tif"})
    assert classes(found) == CLASSES
    assert found is not None
    assert found.extent == WHOLE
    assert found.wet_share == pytest.approx(5 / 9)
    assert found.largest_m == 2.01


def test_what_is_unknown_is_lined_and_its_edge_is_drawn(tmp_path: Path) -> None:
    """Never shown as dry land: slanted lines, and a line along what is known, without a gap."""
    depths = np.full((40, 40), -9999.0, dtype="float32")
    depths[10:30, 10:30] = 0.0
    write_tif(tmp_path / "d.tif", depths)
    found = image(tmp_path, {"raster": "d.tif"}, (LEFT, TOP - 40 * CELL, LEFT + 40 * CELL, TOP))
    assert found is not None
    lined = np.array(classes(found)) == 5
    assert not lined[10:30, 10:30].any()
    assert lined[9, 10:30].all()
    assert lined[10:30, 30].all()
    assert 0.2 < lined[:9].mean() < 0.5
    assert found.unknown_share == pytest.approx(0.75)


def test_ascii_grid(tmp_path: Path) -> None:
    write_asc(tmp_path / "d.asc", "0 0.3 3\n-9999 1 0")
    extent = (LEFT, TOP - 2 * CELL, LEFT + 3 * CELL, TOP)
    assert classes(image(tmp_path, {"raster": "d.asc"}, extent)) == [[0, 2, 4], [5, 3, 0]]


def test_largest_in_time_per_cell(tmp_path: Path) -> None:
    write_tif(tmp_path / "a.tif", np.array([[0.1, 1.0, -9999.0]], dtype="float32"))
    write_tif(tmp_path / "b.tif", np.array([[0.3, 0.1, 0.1]], dtype="float32"))
    course = [{"uur": 0, "raster": "a.tif"}, {"uur": 6, "raster": "b.tif"}]
    extent = (LEFT, TOP - CELL, LEFT + 3 * CELL, TOP)
    assert classes(image(tmp_path, {"raster": course}, extent)) == [[2, 3, 1]]


def test_level_minus_ground_where_both_are_known(tmp_path: Path) -> None:
    """The ground is a coarser grid that does not reach the last column: there the depth is unknown."""
    write_tif(tmp_path / "level.tif", np.array([[3.0, 3.0, 2.0, 3.0, 3.0]], dtype="float32"))
    write_tif(tmp_path / "ground.tif", np.array([[2.7, 0.5]], dtype="float32"), cell=2 * CELL)
    extent = (LEFT, TOP - CELL, LEFT + 5 * CELL, TOP)
    found = image(tmp_path, {"waterstand_mnap": "level.tif", "maaiveld": "ground.tif"}, extent)
    assert classes(found) == [[2, 2, 3, 4, 5]]


def test_factor_and_plus_as_for_an_asset(tmp_path: Path) -> None:
    write_tif(tmp_path / "d.tif", np.array([[0.0, 0.1, 0.3, 1.0]], dtype="float32"))
    extent = (LEFT, TOP - CELL, LEFT + 4 * CELL, TOP)
    found = image(tmp_path, {"raster": "d.tif", "factor": 2, "plus_m": -0.2}, extent)
    assert classes(found) == [[0, 0, 2, 3]]
    assert found is not None
    assert found.largest_m == 1.8


@pytest.mark.parametrize("water", [None, {"uniform_m": 1.0}, {"tabel": "d.csv"}])
def test_no_picture_without_a_raster(tmp_path: Path, water: Any) -> None:
    keys = {} if water is None else {"waterdiepte": water}
    assert depth_image(small_study(folder=tmp_path), scenario(**keys), WHOLE) is None


def test_no_picture_of_another_part_of_the_country(tmp_path: Path) -> None:
    write_tif(tmp_path / "d.tif", DEPTHS)
    assert image(tmp_path, {"raster": "d.tif"}, (0.0, 0.0, 100.0, 100.0)) is None


def test_a_word_for_no_data_that_nobody_declared_is_not_water(tmp_path: Path) -> None:
    write_tif(tmp_path / "d.tif", np.array([[1e20, 1.0, np.inf]], dtype="float32"), nodata=None)
    extent = (LEFT, TOP - CELL, LEFT + 3 * CELL, TOP)
    assert classes(image(tmp_path, {"raster": "d.tif"}, extent)) == [[5, 3, 5]]


def test_missing_and_damaged_rasters_are_refused_in_dutch(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="bestaat niet"):
        image(tmp_path, {"raster": "weg.tif"})
    path = write_tif(tmp_path / "d.tif", np.random.default_rng(1).random((400, 400)), compress="deflate")
    path.write_bytes(path.read_bytes()[:200_000])
    with pytest.raises(InputError, match="niet te lezen"):
        image(tmp_path, {"raster": "d.tif"}, (LEFT, TOP - 4000, LEFT + 4000, TOP))


def test_a_pixel_is_a_cell_that_exists_never_an_average(tmp_path: Path) -> None:
    """Stripes of dry and deep: any mixing would give a class between; overviews of averages are passed by."""
    stripes = np.where(np.arange(1000) % 2, 4.0, 0.0).astype("float32")
    path = write_tif(tmp_path / "d.tif", np.tile(stripes, (1000, 1)), cell=1.0)
    with rasterio.open(path, "r+") as dataset:
        dataset.build_overviews([2, 4, 8, 16], rasterio.enums.Resampling.average)
    found = image(tmp_path, {"raster": "d.tif"}, (LEFT, TOP - 1000, LEFT + 1000, TOP), widest=91)
    assert found is not None
    assert (found.columns, found.rows) == (91, 91)
    assert {cell for row in classes(found) for cell in row} == {0, 4}
    assert found.largest_m == 4.0


def test_extent_within_and_beyond_the_raster(tmp_path: Path) -> None:
    """Pixels stay on the cells: the picture is a little wider than asked, and where there is no raster stand lines."""
    write_tif(tmp_path / "d.tif", DEPTHS)
    found = image(tmp_path, {"raster": "d.tif"}, (LEFT + 12, TOP - 18, LEFT + 42, TOP - 2))
    assert classes(found) == [[1, 2, 5, 0], [3, 4, 5, 5]]
    assert found is not None
    assert found.extent == (LEFT + 10, TOP - 20, LEFT + 50, TOP)


def test_a_raster_in_degrees_lies_where_it_should(tmp_path: Path) -> None:
    west, north, east, south = 5.3780, 52.4860, 5.3880, 52.4820
    values = np.zeros((40, 100), dtype="float32")
    values[:, 50:] = 1.0
    cell = Affine((east - west) / 100, 0, west, 0, (south - north) / 40, north)
    write_tif(tmp_path / "d.tif", values, crs="EPSG:4326", transform=cell)
    from pyproj import Transformer

    transform = Transformer.from_crs("EPSG:4326", RD, always_xy=True)
    left, bottom = transform.transform(west, south)
    right, top = transform.transform(east, north)
    found = image(tmp_path, {"raster": "d.tif"}, (left + 20, bottom + 20, right - 20, top - 20))
    index = np.array(classes(found))
    assert (index[:, : index.shape[1] // 2 - 2] == 0).all()
    assert (index[:, index.shape[1] // 2 + 2 :] == 3).all()


def test_the_same_bytes_twice_and_uneven_widths() -> None:
    index = np.array([[0, 1, 2], [3, 4, 0]], dtype=np.uint8)
    colours = ("#ffffff", "#111111", "#222222", "#333333", "#444444")
    png = indexed_png(index, colours)
    assert png == indexed_png(index.copy(), colours)
    read, read_colours = read_png(png)
    assert read.tolist() == index.tolist()
    assert read_colours[0][3] == 0
    assert read_colours[4] == (0x44, 0x44, 0x44, 255)


def test_a_huge_raster_is_read_in_parts(tmp_path: Path) -> None:
    """20,000 × 20,000 cells are 1.6 GB; the peak of what is held stays below a tenth of that."""
    path, size = tmp_path / "d.tif", 20_000
    profile = {"driver": "GTiff", "dtype": "float32", "count": 1, "width": size, "height": size, "crs": RD}
    profile |= {"transform": Affine(1, 0, LEFT, 0, -1, TOP), "sparse_ok": True, "tiled": True, "compress": "deflate"}
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(np.full((1024, 1024), 3, "float32"), 1, window=rasterio.windows.Window(10_240, 5_120, 1024, 1024))
    tracemalloc.start()
    found = image(tmp_path, {"raster": "d.tif"}, (LEFT, TOP - size, LEFT + size, TOP))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found is not None
    assert max(found.columns, found.rows) <= 901
    assert found.wet_share == pytest.approx((1024 / size) ** 2, rel=0.1)
    assert peak < 160e6


def test_kampen_share_and_depth_equal_those_of_the_file(real_data: Path) -> None:
    name = "waterdiepte_50m.tif"
    with rasterio.open(real_data / "kampen" / name) as dataset:
        values, bounds = dataset.read(1), dataset.bounds
    found = image(real_data / "kampen", {"raster": name}, tuple(bounds))
    assert found is not None
    assert (found.rows, found.columns) == values.shape
    assert found.wet_share == pytest.approx(float((values > 0).mean()))
    assert found.largest_m == float(values.max())
    fine = image(real_data / "kampen", {"raster": "waterdiepte_origineel_5m.tif"}, tuple(bounds))
    assert fine is not None
    assert fine.wet_share == pytest.approx(found.wet_share, abs=0.005)
