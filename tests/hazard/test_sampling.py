"""Block reading against ``dataset.sample``, the radius against all cells, by hand and at random."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from rasterio.transform import Affine, rowcol

from besluitsteun.hazard import sampling
from besluitsteun.hazard.rasters import Raster, open_raster
from besluitsteun.hazard.sampling import State, fill_from_nearest, sample

from .grids import CELL, LEFT, RD, TOP, centre, write_asc, write_tif

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

pytestmark = pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")  # rasterio itself


def opened(path: Path, crs: str = RD) -> Raster:
    raster, problems = open_raster(path.name, path, crs)
    assert raster is not None, problems
    return raster


def places(*cells: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    found = [centre(*cell) for cell in cells]
    return np.array([x for x, _ in found]), np.array([y for _, y in found])


@st.composite
def random_rasters(draw: st.DrawFn) -> tuple[np.ndarray, dict[str, Any]]:
    """Values with nodata cells, in several types and tilings."""
    rows, columns = draw(st.integers(1, 70)), draw(st.integers(1, 70))
    dtype = np.dtype(draw(st.sampled_from(["float32", "float64", "int16", "uint8", "int32"])))
    rng = np.random.default_rng(draw(st.integers(0, 10**6)))
    values = (rng.random((rows, columns)) * 90).astype(dtype)
    nodata = draw(st.sampled_from([None, 0, 77, 255]))
    values[rng.random((rows, columns)) < 0.3] = 77
    if dtype.kind == "f":
        values[rng.random((rows, columns)) < 0.1] = np.nan
    tiling = draw(
        st.sampled_from(
            [{}, {"tiled": True, "blockxsize": 16, "blockysize": 16}, {"blockysize": 3}, {"compress": "lzw"}]
        )
    )
    return values, {"nodata": nodata, **tiling}


@given(random_rasters(), st.integers(0, 10**6), st.booleans())
@QUICK
def test_block_reading_is_dataset_sample(
    tmp_path: Path, raster: tuple[np.ndarray, dict[str, Any]], seed: int, threads: bool
) -> None:
    values, profile = raster
    path = write_tif(tmp_path / "a.tif", values, **profile)
    rng = np.random.default_rng(seed)
    x = LEFT + rng.uniform(-0.2, 1.2, 200) * values.shape[1] * CELL
    y = TOP - rng.uniform(-0.2, 1.2, 200) * values.shape[0] * CELL
    found = sample_with(opened(path), x, y, threads)
    with rasterio.open(path) as dataset:
        rows, columns = rowcol(dataset.transform, x, y)
        expected = np.array([point[0] for point in dataset.sample(np.c_[x, y])], dtype=float)
    inside = (rows >= 0) & (rows < values.shape[0]) & (columns >= 0) & (columns < values.shape[1])
    empty = inside & (np.isnan(expected) | (expected == profile["nodata"]))
    state = np.where(inside, np.where(empty, State.NODATA, State.DATA), State.OUTSIDE)
    assert found.state.tolist() == state.tolist()
    np.testing.assert_array_equal(found.value[state == State.DATA], expected[state == State.DATA])
    assert np.isnan(found.value[state != State.DATA]).all()


def sample_with(raster: Raster, x: np.ndarray, y: np.ndarray, threads: bool) -> sampling.Sample:
    """Threads start only for many windows: here from the first, or never."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "WINDOWS_PER_READER", 1 if threads else 10**9)
        patch.setattr(sampling, "READERS", 2)
        small = {**vars(raster), "window": (16, 16) if threads else raster.window}
        return sample(Raster(**small), x, y)


@given(random_rasters(), st.integers(0, 10**6), st.sampled_from([1.0, 9.99, 10.0, 25.0, 61.7]), st.booleans())
@QUICK
def test_radius_is_the_maximum_over_all_cells(
    tmp_path: Path, raster: tuple[np.ndarray, dict[str, Any]], seed: int, radius: float, south_up: bool
) -> None:
    values, profile = raster
    down = CELL if south_up else -CELL
    path = write_tif(tmp_path / "a.tif", values, **profile, transform=Affine(CELL, 0, LEFT, 0, down, TOP))
    rng = np.random.default_rng(seed)
    x = LEFT + rng.random(20) * values.shape[1] * CELL
    y = TOP + rng.random(20) * values.shape[0] * down
    found = sample(opened(path), x, y, radius)
    known = np.where(np.isnan(values.astype(float)) | (values == profile["nodata"]), np.nan, values.astype(float))
    centre_x, centre_y = np.meshgrid(
        LEFT + (np.arange(values.shape[1]) + 0.5) * CELL, TOP + (np.arange(values.shape[0]) + 0.5) * down
    )
    for place in range(20):
        near = np.hypot(centre_x - x[place], centre_y - y[place]) <= radius + 1e-6
        near[int((y[place] - TOP) / down), int((x[place] - LEFT) / CELL)] = True
        counted = known[near][~np.isnan(known[near])]
        assert (found.state[place] == State.DATA) == (len(counted) > 0)
        if len(counted):
            assert (found.value[place], found.lowest[place]) == (counted.max(), counted.min())


def test_radius_in_small_portions_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    path = write_tif(tmp_path / "a.tif", rng.random((64, 64)), tiled=True, blockxsize=16, blockysize=16)
    x, y = LEFT + rng.random(300) * 640, TOP - rng.random(300) * 640
    whole = sample(opened(path), x, y, 25.0).value
    monkeypatch.setattr(sampling, "CELLS_AT_ONCE", 100)
    np.testing.assert_array_equal(sample(opened(path), x, y, 25.0).value, whole)


def test_ascii_grid_by_hand(tmp_path: Path) -> None:
    """Rows from north to south; the right and lower edge of a cell belong to the next."""
    path = write_asc(tmp_path / "a.asc", "1 2 3\n4 -9999 6")
    x, y = np.array([LEFT, LEFT + 10, LEFT + 29.9, LEFT + 15, LEFT + 30]), np.array([TOP, TOP, TOP - 10, TOP - 15, TOP])
    found = sample(opened(path), x, y)
    assert found.state.tolist() == [State.DATA, State.DATA, State.DATA, State.NODATA, State.OUTSIDE]
    assert found.value[:3].tolist() == [1.0, 2.0, 6.0]


def test_radius_by_hand(tmp_path: Path) -> None:
    """Cells of 10 m, the point in the middle of the centre cell, which is cut out (a building).

    At 10 m the four neighbours count (largest 4), at 14.2 m the corners as well (largest 9)."""
    path = write_asc(tmp_path / "a.asc", "9 1 0\n2 -9999 4\n0 3 0")
    x, y = places((1, 1))
    values = [sample(opened(path), x, y, radius).value[0] for radius in (5.0, 10.0, 14.2)]
    assert np.isnan(values[0])
    assert values[1:] == [4.0, 9.0]


def test_own_cell_counts_however_small_the_radius(tmp_path: Path) -> None:
    """0.1 m around a corner of the cell reaches no centre, but the cell that holds the point counts."""
    path = write_asc(tmp_path / "a.asc", "5 1\n1 1")
    assert sample(opened(path), np.array([LEFT + 0.1]), np.array([TOP - 0.1]), 0.1).value.tolist() == [5.0]


def test_scale_and_offset(tmp_path: Path) -> None:
    """Centimetres as whole numbers: value = stored × 0.01 + 0.5; nodata is the stored number."""
    path = write_tif(tmp_path / "a.tif", np.array([[25, 255]], "uint8"), nodata=255, scales=(0.01,), offsets=(0.5,))
    found = sample(opened(path), *places((0, 0), (1, 0)))
    assert found.value[0] == pytest.approx(0.75)
    assert found.state[1] == State.NODATA


def test_mask_of_the_file(tmp_path: Path) -> None:
    path = write_tif(tmp_path / "a.tif", np.array([[1.0, 2.0]], "float32"), nodata=None)
    with rasterio.open(path, "r+") as dataset:
        dataset.write_mask(np.array([[True, False]]))
    assert sample(opened(path), *places((0, 0), (1, 0))).state.tolist() == [State.DATA, State.NODATA]


def test_rotated_raster(tmp_path: Path) -> None:
    """Turned by 90°: columns run north, rows run east; the nearest centres are still found."""
    path = write_tif(tmp_path / "a.tif", np.array([[1.0, 2.0], [3.0, 4.0]]), transform=Affine(0, 10, LEFT, 10, 0, TOP))
    x, y = np.array([LEFT + 5, LEFT + 15, LEFT + 5]), np.array([TOP + 5, TOP + 5, TOP + 15])
    assert sample(opened(path), x, y).value.tolist() == [1.0, 3.0, 2.0]
    assert sample(opened(path), x, y, 10.0).value.tolist() == [3.0, 4.0, 4.0]


def test_decimals_far_down_an_ascii_grid(tmp_path: Path) -> None:
    """GDAL judges the type by the first 100 kB: without care 0.35 behind many whole zeros becomes 0."""
    rows = "\n".join(["0 " * 1000] * 100 + ["0.35 " * 1000])
    found = sample(opened(write_asc(tmp_path / "a.asc", rows)), *places((3, 100)))
    assert found.value.tolist() == [0.35]


def test_raster_in_degrees(tmp_path: Path) -> None:
    """Points in RD, raster in EPSG:4326: every point finds the cell that the transformed point lies in."""
    rng = np.random.default_rng(1)
    values = rng.random((80, 120))
    transform = Affine(0.001, 0, 5.30, 0, -0.001, 52.50)
    path = write_tif(tmp_path / "a.tif", values, crs="EPSG:4326", transform=transform)
    raster = opened(path)
    assert "EPSG:4326" in raster.notes[0]
    to_rd = Transformer.from_crs("EPSG:4326", RD, always_xy=True)
    column, row = rng.integers(0, 120, 50), rng.integers(0, 80, 50)
    x, y = to_rd.transform(5.30 + (column + 0.5) * 0.001, 52.50 - (row + 0.5) * 0.001)
    assert sample(raster, x, y).value.tolist() == values[row, column].tolist()
    all_column, all_row = np.meshgrid(np.arange(120), np.arange(80))
    all_x, all_y = to_rd.transform(5.30 + (all_column + 0.5) * 0.001, 52.50 - (all_row + 0.5) * 0.001)
    around = sample(raster, x, y, 150.0).value  # a cell is about 68 by 111 m
    for place in range(50):
        near = np.hypot(all_x - x[place], all_y - y[place]) <= 150.0
        assert around[place] == values[near].max()


def test_nearest_cell_with_data(tmp_path: Path) -> None:
    """Far beyond the first rectangle that is looked at, and not the first in the file but the nearest."""
    values = np.full((100, 100), -9999.0)
    values[0, 0], values[60, 50], values[50, 59] = 1.0, 2.0, 3.0
    raster = opened(write_tif(tmp_path / "a.tif", values))
    x, y = places((50, 50), (0, 1), (60, 60))
    filled = fill_from_nearest(raster, x, y, sample(raster, x, y), np.array([True, True, True]))
    assert filled.value.tolist() == [3.0, 1.0, 2.0]
    assert filled.state.tolist() == [State.DATA] * 3


def test_nearest_is_the_nearest_of_all(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    values = np.where(rng.random((90, 90)) < 0.004, rng.random((90, 90)), -9999.0)
    raster = opened(write_tif(tmp_path / "a.tif", values))
    x, y = LEFT + rng.random(40) * 900, TOP - rng.random(40) * 900
    filled = fill_from_nearest(raster, x, y, sample(raster, x, y), np.ones(40, dtype=bool))
    rows, columns = np.nonzero(values >= 0)
    for place in range(40):
        distance = np.hypot(LEFT + (columns + 0.5) * 10 - x[place], TOP - (rows + 0.5) * 10 - y[place])
        own = values[int((TOP - y[place]) / 10), int((x[place] - LEFT) / 10)]
        expected = own if own >= 0 else values[rows[distance.argmin()], columns[distance.argmin()]]
        assert filled.value[place] == expected


def test_no_data_anywhere_stays_unknown(tmp_path: Path) -> None:
    raster = opened(write_tif(tmp_path / "a.tif", np.full((3, 3), -9999.0)))
    x, y = places((1, 1))
    assert fill_from_nearest(raster, x, y, sample(raster, x, y), np.array([True])).state.tolist() == [State.NODATA]


def test_no_location(tmp_path: Path) -> None:
    raster = opened(write_asc(tmp_path / "a.asc", "1 2"))
    found = sample(raster, np.array([np.nan, LEFT + 5]), np.array([TOP, TOP - 5]))
    assert found.state.tolist() == [State.NOWHERE, State.DATA]
