"""The name of a raster file in, a checked ``Raster`` out: where its cells lie and what its numbers mean."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from ..problems import Place, Problem
from .points import Bool, Float

TIFF_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
CACHE_BYTES = 32 * 2**20  # two rows of 256-cell blocks of a raster 16,000 cells wide
SMALLEST_READ = 256  # cells; smaller blocks are read several at a time, because every call costs about 0.1 ms
MISSING_WORDS = {b"nan", b"-nan", b"+nan", b"1.#qnan", b"-1.#qnan", b"-1.#ind", b"1.#ind"}


@dataclass(frozen=True, eq=False)
class Raster:
    """One band of numbers on a regular grid; value = stored number × scale + offset.

    forward, backward : (2, 3) affine matrices, (column, row) → raster x, y and back
    window            : rows and columns to read at a time, a whole number of blocks of the file
    nodata            : the stored number that means "no data" in the type of the file, None without
    masked            : the file carries a mask beside its numbers
    to_raster         : from the study's CRS to that of the raster, None where these are the same
    """

    name: str
    path: Path
    driver: str
    shape: tuple[int, int]
    window: tuple[int, int]
    dtype: np.dtype[Any]
    forward: Float
    backward: Float
    nodata: Any
    scale: float
    offset: float
    masked: bool
    to_raster: Transformer | None
    in_metres: bool
    notes: tuple[str, ...]

    def cells(self, x: Float, y: Float) -> tuple[Float, Float]:
        """Column and row, with fractions, of places in the study's CRS; infinite where these have no place here."""
        if self.to_raster is not None:
            x, y = self.to_raster.transform(x, y)
        return _affine(self.backward, x, y)

    def centres(self, column: NDArray[Any], row: NDArray[Any]) -> tuple[Float, Float]:
        """Centres of cells in the study's CRS."""
        x, y = _affine(self.forward, column + 0.5, row + 0.5)
        if self.to_raster is not None:
            x, y = self.to_raster.transform(x, y, direction="INVERSE")
        return x, y

    def cells_per_unit(self, x: Float, y: Float) -> tuple[float, float]:
        """The largest number of columns and rows that one unit of the study's CRS spans near these places."""
        delta = 0.01
        here = np.stack(self.cells(x, y))
        with np.errstate(invalid="ignore"):  # places that the raster's CRS does not know are infinite
            span = [np.stack(self.cells(x + dx, y + dy)) - here for dx, dy in ((delta, 0.0), (0.0, delta))]
        per_unit = np.hypot(*span) / delta
        column, row = np.max(per_unit, axis=1, where=np.isfinite(per_unit), initial=0.0)
        return float(column), float(row)

    def inside(self, column: NDArray[Any], row: NDArray[Any]) -> Bool:
        """True for cells of the raster; the right and lower edge belong to the next cell."""
        height, width = self.shape
        inside: Bool = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        return inside

    def decode(self, stored: NDArray[Any]) -> Float:
        """Stored numbers as values; NaN = no data."""
        value = stored.astype(np.float64)
        if (self.scale, self.offset) != (1.0, 0.0):
            with np.errstate(over="ignore", invalid="ignore"):
                value = value * self.scale + self.offset
        if self.nodata is not None:
            value[stored == self.nodata] = np.nan
        return value


def _affine(matrix: Float, x: Float, y: Float) -> tuple[Float, Float]:
    (a, b, c), (d, e, f) = matrix
    with np.errstate(over="ignore", invalid="ignore"):  # far outside is infinite, and no cell
        return a * x + b * y + c, d * x + e * y + f


@contextmanager
def quiet_gdal() -> Iterator[None]:
    """GDAL with a bounded cache, without warnings, and with decimals in every ASCII grid.

    Left alone, GDAL takes an ASCII grid whose first 100 kB hold whole numbers as whole numbers all through.
    """
    import rasterio

    with warnings.catch_warnings(), rasterio.Env(GDAL_CACHEMAX=CACHE_BYTES, AAIGRID_DATATYPE="Float64"):
        warnings.simplefilter("ignore")
        yield


def raster_errors() -> tuple[type[Exception], ...]:
    """What reading a damaged or forbidden raster may raise."""
    from rasterio._err import CPLE_BaseError
    from rasterio.errors import RasterioError

    return (RasterioError, CPLE_BaseError, OSError, UnicodeDecodeError)


def unreadable(name: str, error: Exception) -> Problem:
    """The problem of a damaged file, with the words of GDAL."""
    cause = error.__cause__ or error
    return Problem(
        Place(name),
        f"het raster is niet te lezen: het is beschadigd, afgekapt of geen raster (GDAL meldt: {cause})",
        "een volledig GeoTIFF- of ASCII-raster",
        "open het bestand in QGIS ter controle en kopieer of exporteer het opnieuw",
    )


def open_raster(name: str, path: Path, study_crs: str) -> tuple[Raster | None, list[Problem]]:
    """Check one raster file; no cell is read yet, except that the text of an ASCII grid is looked through.

    ``name`` is the file as the study writes it; problems carry it as their place.
    """
    if not path.is_file():
        expected = "een bestaand raster (.tif of .asc); paden gelden vanaf de studiemap"
        return None, [
            Problem(Place(name), "dit bestand bestaat niet", expected, "verbeter het pad of lever het bestand")
        ]
    import rasterio

    try:
        with quiet_gdal(), rasterio.open(path, driver=_driver(path)) as dataset:
            problems = _check(name, path, dataset)
            return (None, problems) if problems else _describe(name, path, dataset, study_crs)
    except raster_errors() as error:
        return None, [unreadable(name, error)]


def _driver(path: Path) -> str:
    """No other formats: some of these fetch what they name from the internet."""
    with path.open("rb") as file:
        return "GTiff" if file.read(4) in TIFF_SIGNATURES else "AAIGrid"


def _check(name: str, path: Path, dataset: Any) -> list[Problem]:
    """What no raster of one number per cell may have."""
    found = []
    if dataset.count != 1:
        found.append((f"{dataset.count} banden", "precies één band", "exporteer de band met de waarden apart"))
    if dataset.transform.is_identity or not _is_invertible(dataset.transform):
        remedy = "exporteer het met ligging, of lever het .tfw-bestand mee"
        found.append(("het raster heeft geen ligging (georeferentie)", "een raster met ligging", remedy))
    if np.dtype(dataset.dtypes[0]).kind not in "iuf":
        found.append((f"waarden van het type {dataset.dtypes[0]}", "gewone getallen", "exporteer als Float32"))
    if dataset.driver == "AAIGrid":
        found += _ascii_findings(path, dataset.width * dataset.height)
    return [Problem(Place(name), *finding) for finding in found]


def _is_invertible(transform: Any) -> bool:
    return bool(
        np.isfinite(transform[:6]).all() and np.isfinite(1 / transform.determinant if transform.determinant else np.inf)
    )


def _ascii_findings(path: Path, cells: int) -> list[tuple[str, str, str]]:
    """GDAL reads a word in an ASCII grid as 0 and misses a missing tail: look at the text itself."""
    numbers = 0
    with path.open("rb") as file:
        start = 0
        for line in iter(file.readline, b""):  # the header: lines that open with a word
            start_of_line = line.strip().lower()
            if start_of_line[:3] == b"nan" or (start_of_line and not start_of_line[:1].isalpha()):
                break
            start = file.tell()
        file.seek(start)
        rest = b""
        while chunk := file.read(2**22):
            text, rest = _whole_words(rest + chunk)
            numbers += len(text.split())
            if word := _stray_word(text):
                return [(f"‘{word}’ waar een getal hoort", "getallen met spaties ertussen", "verbeter het bestand")]
        numbers += len(rest.split())
        if word := _stray_word(rest):
            return [(f"‘{word}’ waar een getal hoort", "getallen met spaties ertussen", "verbeter het bestand")]
    if numbers == cells:
        return []
    return [
        (f"{numbers} waarden", f"{cells} waarden (ncols × nrows)", "exporteer het raster opnieuw: het is niet heel")
    ]


def _whole_words(text: bytes) -> tuple[bytes, bytes]:
    """The text up to the last white space, and the rest, which the next chunk may continue."""
    cut = max(text.rfind(space) for space in (b" ", b"\n", b"\t", b"\r"))
    return text[: cut + 1], text[cut + 1 :]


def _stray_word(text: bytes) -> str:
    """The first word that is no number, or nothing."""
    if not text.translate(None, b"0123456789.,+-eE \t\r\n"):
        return ""
    for word in re.findall(rb"\S*[^0-9.,+\-eE\s]\S*", text):
        if word.lower() not in MISSING_WORDS:
            return str(word[:20].decode("latin-1"))
    return ""


def _describe(name: str, path: Path, dataset: Any, study_crs: str) -> tuple[Raster | None, list[Problem]]:
    try:
        to_raster, in_metres, notes = _transformer(name, dataset.crs, study_crs)
    except (CRSError, ProjError) as error:
        found = f"het coördinatenstelsel van het raster is niet te gebruiken ({error})"
        return None, [Problem(Place(name), found, f"een raster in {study_crs}", "exporteer het raster in dit stelsel")]
    from rasterio.enums import MaskFlags

    dtype = np.dtype(dataset.dtypes[0])
    raster = Raster(
        name=name,
        path=path,
        driver=dataset.driver,
        shape=dataset.shape,
        window=_window(dataset.block_shapes[0], dataset.shape),
        dtype=dtype,
        forward=np.array(dataset.transform[:6]).reshape(2, 3),
        backward=np.array((~dataset.transform)[:6]).reshape(2, 3),
        nodata=_stored_nodata(dataset.nodata, dtype),
        scale=dataset.scales[0],
        offset=dataset.offsets[0],
        masked=MaskFlags.per_dataset in dataset.mask_flag_enums[0],
        to_raster=to_raster,
        in_metres=in_metres,
        notes=notes,
    )
    return raster, []


def _window(block: tuple[int, int], shape: tuple[int, int]) -> tuple[int, int]:
    """Rows and columns to read at a time: one block, or several where blocks are small."""
    rows, columns = block
    if columns < shape[1]:
        columns *= -(-SMALLEST_READ // columns)
    rows *= -(-(SMALLEST_READ**2) // (rows * columns))
    return rows, columns


def _stored_nodata(nodata: float | None, dtype: np.dtype[Any]) -> Any:
    """``nodata`` in the type of the file; None where no cell can hold it (NaN is no data anyway)."""
    if nodata is None or np.isnan(nodata):
        return None
    if dtype.kind == "f":
        with np.errstate(over="ignore"):
            return dtype.type(nodata)
    limits = np.iinfo(dtype)
    return dtype.type(int(nodata)) if nodata.is_integer() and limits.min <= nodata <= limits.max else None


def _transformer(name: str, raster_crs: Any, study_crs: str) -> tuple[Transformer | None, bool, tuple[str, ...]]:
    study = _horizontal(CRS.from_user_input(study_crs))
    in_metres = study.is_projected and all(axis.unit_name == "metre" for axis in study.axis_info)
    if not raster_crs:
        return None, in_metres, (f"{name} noemt geen coördinatenstelsel; {study_crs} van de studie is aangehouden",)
    own = _horizontal(CRS.from_wkt(raster_crs.to_wkt()))
    if own.equals(study, ignore_axis_order=True) or own.to_epsg() == study.to_epsg() is not None:
        return None, in_metres, ()
    note = f"{name} ligt in {_crs_name(own)}; de objecten zijn daarheen omgerekend vanuit {study_crs}"
    return Transformer.from_crs(study, own, always_xy=True), in_metres, (note,)


def _horizontal(crs: CRS) -> CRS:
    """The plane part of a CRS that also has heights or a datum shift."""
    if crs.is_compound:
        return _horizontal(crs.sub_crs_list[0])
    return _horizontal(crs.source_crs) if crs.is_bound and crs.source_crs is not None else crs


def _crs_name(crs: CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name
