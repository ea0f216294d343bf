"""Every file that is no usable raster becomes a problem at its name, never a traceback or a warning."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine

from besluitsteun.hazard.rasters import open_raster

from .grids import LEFT, RD, TOP, write_asc, write_tif

ONE = np.ones((2, 3))


def refused(path: Path, crs: str = RD) -> str:
    """The one problem of this file, as a user reads it."""
    raster, problems = open_raster("kaart.tif", path, crs)
    assert raster is None
    assert [problem.place.file for problem in problems] == ["kaart.tif"]
    return str(problems[0])


def test_missing_file(tmp_path: Path) -> None:
    assert "bestaat niet" in refused(tmp_path / "weg.tif")


def test_folder(tmp_path: Path) -> None:
    assert "bestaat niet" in refused(tmp_path)


@pytest.mark.parametrize("content", [b"", b"geen raster", b"II*\0" + b"\xff" * 60, b"\0" * 500, b"ncols 2\nnrows x\n"])
def test_no_raster(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.tif"
    path.write_bytes(content)
    assert "niet te lezen" in refused(path)


def test_other_formats_are_not_opened(tmp_path: Path) -> None:
    """A virtual raster may name an address on the internet: nothing is fetched."""
    path = tmp_path / "a.tif"
    path.write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')
    assert "niet te lezen" in refused(path)


def test_several_bands(tmp_path: Path) -> None:
    assert "2 banden · verwacht: precies één band" in refused(write_tif(tmp_path / "a.tif", np.ones((2, 2, 2))))


def test_no_georeference(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        write_tif(path, ONE, transform=Affine.identity())
    assert "geen ligging" in refused(path)


def test_complex_numbers(tmp_path: Path) -> None:
    assert "complex64" in refused(write_tif(tmp_path / "a.tif", ONE.astype("complex64"), nodata=None))


def test_word_in_an_ascii_grid(tmp_path: Path) -> None:
    """GDAL alone would read 0 here."""
    path = write_asc(tmp_path / "a.asc", "1 2 3\n4 droog 6")
    assert "‘droog’ waar een getal hoort" in refused(path)


@pytest.mark.parametrize("rows", ["1 2 3\n4 5", "1 2 3\n4 5 6 7"])
def test_wrong_number_of_values_in_an_ascii_grid(tmp_path: Path, rows: str) -> None:
    path = write_asc(tmp_path / "a.asc", rows)
    assert f"{len(rows.split())} waarden · verwacht: 6 waarden" in refused(path)


def test_nan_in_an_ascii_grid(tmp_path: Path) -> None:
    raster, problems = open_raster("a.asc", write_asc(tmp_path / "a.asc", "nan 2\n4 5"), RD)
    assert raster is not None
    assert problems == []


def test_all_problems_of_a_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    with pytest.warns(rasterio.errors.NotGeoreferencedWarning):
        write_tif(path, np.ones((2, 2, 2)), transform=Affine.identity())
    _, problems = open_raster("a.tif", path, RD)
    assert len(problems) == 2


def test_crs_that_cannot_be_used(tmp_path: Path) -> None:
    local = 'LOCAL_CS["fabriek",UNIT["metre",1]]'
    path = write_tif(tmp_path / "a.tif", ONE, crs=CRS.from_wkt(local))
    assert "coördinatenstelsel" in refused(path)


def test_no_crs_is_that_of_the_study_with_a_note(tmp_path: Path) -> None:
    raster, _ = open_raster("a.asc", write_asc(tmp_path / "a.asc", "1 2"), RD)
    assert raster is not None
    assert raster.to_raster is None
    assert raster.notes == ("a.asc noemt geen coördinatenstelsel; EPSG:28992 van de studie is aangehouden",)


@pytest.mark.parametrize("crs", ["EPSG:28992", "EPSG:7415"])
def test_rd_with_or_without_heights_is_not_transformed(tmp_path: Path, crs: str) -> None:
    raster, _ = open_raster("a.tif", write_tif(tmp_path / "a.tif", ONE, crs=crs), RD)
    assert raster is not None
    assert raster.to_raster is None
    assert raster.notes == ()


def test_small_blocks_are_read_together(tmp_path: Path) -> None:
    tiled = write_tif(tmp_path / "a.tif", np.ones((600, 600)), tiled=True, blockxsize=16, blockysize=16)
    raster, _ = open_raster("a.tif", tiled, RD)
    assert raster is not None
    assert raster.window == (256, 256)
    strips, _ = open_raster("b.tif", write_tif(tmp_path / "b.tif", np.ones((600, 600)), blockysize=1), RD)
    assert strips is not None
    assert strips.window == (110, 600)


def test_corners_of_a_cell(tmp_path: Path) -> None:
    raster, _ = open_raster("a.tif", write_tif(tmp_path / "a.tif", ONE), RD)
    assert raster is not None
    column, row = raster.cells(np.array([LEFT, LEFT + 25]), np.array([TOP, TOP - 15]))
    assert (column.tolist(), row.tolist()) == ([0.0, 2.5], [0.0, 1.5])


def test_tags_that_are_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged file can hold tags that are not UTF-8; found by spoiling real files."""
    path = tmp_path / "a.tif"
    write_tif(path, ONE)

    def spoilt(*_: object, **__: object) -> None:
        b"\xff".decode()

    monkeypatch.setattr(rasterio, "open", spoilt)
    assert "niet te lezen" in refused(path)
