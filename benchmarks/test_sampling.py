"""One million points from a raster of 10,000 × 10,000 cells: block reading beside ``dataset.sample``, in one run.

The raster (tiles of 256, deflate, float32, about 180 MB) is made in a temporary folder from a pinned seed: smooth
hills of which the part above zero is wet, with noise in the last centimetre as hydraulic models give.
``dataset.sample`` takes minutes for a million points; its time is measured on the first points of the same array and
scaled, which the printed line says.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from scipy.ndimage import zoom

from besluitsteun.hazard.rasters import open_raster
from besluitsteun.hazard.sampling import State, sample

SEED = 20261123
SIDE, CELL, LEFT, TOP = 10_000, 5.0, 150_000.0, 500_000.0
POINTS, SUBSET = 1_000_000, 3_000

# VmHWM and not ru_maxrss: the latter starts at the peak of the process that started this one.
MEMORY = """
import re, sys
import numpy as np
from pathlib import Path
from besluitsteun.hazard.rasters import open_raster
from besluitsteun.hazard.sampling import sample
def memory(key):
    return int(re.search(key + r":\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
raster, _ = open_raster("a.tif", Path(sys.argv[1]), "EPSG:28992")
x, y = np.load(sys.argv[2])
before = memory("VmRSS")
sample(raster, x, y)
print(memory("VmHWM") - before)
"""


@pytest.fixture(scope="module")
def raster_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raster; written in strips of whole tiles."""
    path = tmp_path_factory.mktemp("raster") / "diepte.tif"
    rng = np.random.default_rng(SEED)
    hills = zoom(rng.normal(size=(100, 100)), SIDE / 100, order=1).astype("float32")
    profile = {"driver": "GTiff", "width": SIDE, "height": SIDE, "count": 1, "dtype": "float32", "nodata": -9999.0}
    profile |= {"tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate", "num_threads": 2}
    with rasterio.open(path, "w", crs="EPSG:28992", transform=Affine(CELL, 0, LEFT, 0, -CELL, TOP), **profile) as file:
        for top in range(0, SIDE, 2560):
            part = hills[top : top + 2560]
            noise = rng.random(part.shape, dtype="float32") * np.float32(0.01)
            window = rasterio.windows.Window(0, top, SIDE, len(part))
            file.write(np.where(part > 0, part + noise, np.float32(0)), 1, window=window)
    return path


def random_points() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(SEED + 1)
    return LEFT + rng.random(POINTS) * SIDE * CELL, TOP - rng.random(POINTS) * SIDE * CELL


def clustered_points() -> tuple[np.ndarray, np.ndarray]:
    """Forty towns of 25,000 points with a spread of 1 km, in random order."""
    rng = np.random.default_rng(SEED + 2)
    towns = rng.random((2, 40)) * SIDE * CELL
    offsets = np.repeat(towns, POINTS // 40, axis=1) + rng.normal(scale=1000, size=(2, POINTS))
    offsets = rng.permutation(np.clip(offsets, 0, SIDE * CELL - 1e-3), axis=1)
    return LEFT + offsets[0], TOP - offsets[1]


@pytest.mark.parametrize("places", [random_points, clustered_points])
@pytest.mark.filterwarnings("ignore:Use `@` matmul:PendingDeprecationWarning")  # dataset.sample itself
def test_million_points(benchmark: Any, raster_path: Path, places: Any, tmp_path: Path) -> None:
    x, y = places()
    raster, problems = open_raster("diepte.tif", raster_path, "EPSG:28992")
    assert raster is not None, problems
    found = benchmark.pedantic(sample, args=(raster, x, y), rounds=3, iterations=1, warmup_rounds=1)
    seconds = benchmark.stats.stats.median

    with rasterio.open(raster_path) as dataset:
        start = time.perf_counter()
        expected = [value[0] for value in dataset.sample(np.c_[x[:SUBSET], y[:SUBSET]])]
        peer = (time.perf_counter() - start) * POINTS / SUBSET
    assert (found.state == State.DATA).all()
    np.testing.assert_array_equal(found.value[:SUBSET], expected)

    memory = extra_memory(raster_path, x, y, tmp_path)
    benchmark.extra_info |= {"ratio": peer / seconds, "extra_bytes": memory}
    print(f"\n{places.__name__}: {POINTS:,} points in {seconds:.2f} s, extra memory {memory / 2**20:.0f} MB")
    print(f"dataset.sample: {peer:.0f} s, scaled from {SUBSET:,} points; ratio {peer / seconds:.0f}")


def extra_memory(raster_path: Path, x: np.ndarray, y: np.ndarray, folder: Path) -> int:
    """Peak resident memory above what imports and points take, in a process of its own."""
    np.save(folder / "points.npy", np.stack([x, y]))
    command = [sys.executable, "-c", MEMORY, str(raster_path), str(folder / "points.npy")]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
