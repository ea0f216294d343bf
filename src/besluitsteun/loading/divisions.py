"""Assets and a layer of polygons in, the area of every asset out (``gebiedsindelingen``, 02)."""

from __future__ import annotations

import difflib
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..nl import count, number, plain
from ..problems import Place, Problem, Severity
from ..schema.assets import Asset
from .files import is_geopackage
from .rules import some_of

OWN_AREA = "gebied"  # the column of objecten
MOST_NAMED = 5
POLYGON, MULTIPOLYGON = 3, 6  # type numbers of shapely

Int = NDArray[np.int64]
Float = NDArray[np.float64]
Areas = list[str | None]


@dataclass(frozen=True, eq=False)
class _Layer:
    """names, shapes : (polygon,) as read; crs : as the file says it."""

    names: list[str]
    shapes: NDArray[np.object_]
    crs: str


def areas_in_polygons(
    path: Path, shown: str, name_column: str, layer: str | None, assets: Sequence[Asset], crs: str
) -> tuple[Areas, list[Problem]]:
    """(asset,) the name of the polygon that holds each asset, border included; None = outside all, or no location.

    ``crs`` is that of the assets; they are moved to that of the layer. In two areas the smallest name counts; that
    areas overlap there and that assets lie outside all of them are warnings. With an error no asset has an area.
    """
    nowhere: Areas = [None] * len(assets)
    found, problems = _read(path, shown, name_column, layer)
    if found is None:
        return nowhere, problems
    located = [i for i, asset in enumerate(assets) if asset.x is not None and asset.y is not None]
    at = np.array([(assets[i].x, assets[i].y) for i in located], dtype=np.float64).reshape(-1, 2)
    points, problems = _points(at[:, 0], at[:, 1], crs, found.crs, shown)
    if points is None:
        return nowhere, problems
    in_areas, overlapping = _names_at(points, found)
    areas = nowhere.copy()
    for i, names in zip(located, in_areas, strict=True):
        areas[i] = min(names, default=None)
    doubles = {assets[located[j]].id: in_areas[j] for j in overlapping}
    outside = [assets[i].id for i, names in zip(located, in_areas, strict=True) if not names]
    return areas, [*_overlap_warning(doubles, shown), *_outside_warning(outside, len(located), shown)]


def area_of_places(path: Path, name_column: str, x: Float, y: Float, crs: str) -> list[str]:
    """(place,) the area that holds each place, "" = none, by the rules of ``areas_in_polygons``.

    For a file that was read for the assets already, so that what is wrong with it has been told.
    """
    layer, _ = _read(path, path.name, name_column, None)
    points = None if layer is None else _points(x, y, crs, layer.crs, path.name)[0]
    if layer is None or points is None:
        return [""] * len(x)
    return [min(names, default="") for names in _names_at(points, layer, overlaps=False)[0]]


def area_name_warnings(values: Mapping[str, Iterable[str]]) -> list[Problem]:
    """A warning for every area of a division that is spelt in more than one way: in case or spaces only.

    ``values`` holds the areas of the assets per division; every occurrence counts.
    """
    problems = []
    for division, names in values.items():
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for name in names:
            spellings["".join(name.casefold().split())][name] += 1
        for _, counted in sorted(spellings.items()):
            if len(counted) > 1:
                problems.append(_spelling_warning(division, counted))
    return problems


def _spelling_warning(division: str, counted: Counter[str]) -> Problem:
    ranked = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    words = some_of([f"‘{name}’ ({number(times)} keer)" for name, times in ranked], MOST_NAMED)
    found = f"{words} verschillen alleen in hoofdletters of spaties en gelden als verschillende gebieden"
    remedy = f"schrijf overal ‘{ranked[0][0]}’ als hetzelfde gebied bedoeld is"
    place = Place("objecten" if division == OWN_AREA else "gebiedsindelingen", column=division)
    return Problem(place, found, "één schrijfwijze per gebied", remedy, Severity.WARNING)


def _read(path: Path, shown: str, name_column: str, layer: str | None) -> tuple[_Layer | None, list[Problem]]:
    """The layer, or what is wrong with it."""
    import pyogrio

    if not path.is_file():
        found, remedy = f"bestand ‘{shown}’ bestaat niet", "controleer de naam, ook op hoofdletters"
        return None, [Problem(Place(shown), found, "een bestand met vlakken", remedy)]
    if not is_geopackage(path):
        return None, [_no_map(shown)]
    errors = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, RuntimeError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL warns of what it then reports as an error, or leaves aside
            return _read_layer(path, shown, name_column, layer)
    except (*errors, UnicodeDecodeError):
        return None, [_no_map(shown)]


def _no_map(shown: str) -> Problem:
    found, remedy = "het bestand is niet te lezen als kaart", "bewaar de vlakken als .gpkg"
    return Problem(Place(shown), found, "een kaart met vlakken (.gpkg)", remedy)


def _read_layer(path: Path, shown: str, name_column: str, layer: str | None) -> tuple[_Layer | None, list[Problem]]:
    import pyogrio
    import shapely

    present = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    chosen = layer if layer is not None else present[0] if len(present) == 1 else None
    if chosen not in present:
        return None, [_no_layer(shown, layer, present)]
    columns = [str(name) for name in pyogrio.read_info(path, layer=chosen)["fields"]]
    if name_column not in columns:
        return None, [_no_column(shown, name_column, columns)]
    meta, _, geometry, fields = pyogrio.raw.read(path, layer=chosen, columns=[name_column])
    if geometry is None:
        return None, [_no_polygons(shown, "de laag heeft geen vlakken, alleen een tabel")]
    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    names = [_as_text(value) for value in fields[0].tolist()]
    problems = [*_no_crs(shown, meta["crs"]), *_shape_problems(shown, names, shapes), *_empty_names(shown, names)]
    return (None, problems) if problems else (_Layer(names, shapes, meta["crs"]), [])


def _as_text(value: Any) -> str:
    """The name of an area; "" when empty.

    >>> _as_text(" Stad "), _as_text(None), _as_text(float("nan")), _as_text(12.0)
    ('Stad', '', '', '12')
    """
    if value is None or value != value:
        return ""
    return plain(value) if isinstance(value, float) else str(value).strip()


def _no_layer(shown: str, layer: str | None, present: Sequence[str]) -> Problem:
    if not present:
        return _no_polygons(shown, "het bestand heeft geen lagen")
    known = some_of(present, MOST_NAMED)
    if layer is None:
        found = f"het bestand heeft {number(len(present))} lagen: {known}"
        return Problem(Place(shown), found, "een bestand met één laag", "bewaar de laag met de gebieden apart")
    close = difflib.get_close_matches(layer, present, n=1)
    remedy = f"bedoelde u ‘{close[0]}’?" if close else "verbeter de naam van de laag"
    return Problem(Place(shown), f"laag ‘{layer}’ bestaat niet", f"een van: {known}", remedy)


def _no_column(shown: str, name_column: str, columns: Sequence[str]) -> Problem:
    folded = {name.casefold(): name for name in columns}
    close = difflib.get_close_matches(name_column.casefold(), folded, n=1)
    remedy = f"bedoelde u ‘{folded[close[0]]}’?" if close else "verbeter `naamkolom`"
    expected = f"een van: {some_of(columns, MOST_NAMED)}" if columns else "een kolom met de naam van het gebied"
    return Problem(Place(shown), f"kolom ‘{name_column}’ bestaat niet", expected, remedy)


def _no_polygons(shown: str, found: str) -> Problem:
    return Problem(Place(shown), found, "een laag met een vlak per gebied", "kies een kaart met vlakken")


def _no_crs(shown: str, crs: str | None) -> list[Problem]:
    if crs is not None:
        return []
    found, remedy = "de kaart zegt niet in welk coördinatenstelsel zij is", "leg het stelsel vast in het bestand"
    return [Problem(Place(shown), found, "een coördinatenstelsel, zoals EPSG:28992", remedy)]


def _shape_problems(shown: str, names: Sequence[str], shapes: NDArray[np.object_]) -> list[Problem]:
    """Rows that are no polygon, and polygons that are not valid."""
    import shapely

    polygons = np.isin(shapely.get_type_id(shapes), (POLYGON, MULTIPOLYGON)) & ~shapely.is_empty(shapes)
    other = [_in_words(names, i) for i in np.flatnonzero(~polygons).tolist()]
    problems = []
    if other or not len(shapes):
        named = f"geen vlak bij {some_of(other, MOST_NAMED)}" if other else "de laag is leeg"
        problems.append(_no_polygons(shown, named))
    for i in np.flatnonzero(polygons & ~shapely.is_valid(shapes)).tolist():
        found = f"het vlak van {_in_words(names, i)} is niet geldig (het snijdt zichzelf, of raakt zichzelf verkeerd)"
        remedy = "herstel de geometrie, in QGIS met ‘Geometrie repareren’"
        problems.append(Problem(Place(shown), found, "een geldig vlak", remedy))
    return problems


def _in_words(names: Sequence[str], i: int) -> str:
    """The name of an area, or its number in the layer."""
    return f"‘{names[i]}’" if names[i] else f"vlak {i + 1}"


def _empty_names(shown: str, names: Sequence[str]) -> list[Problem]:
    empty = [str(i + 1) for i, name in enumerate(names) if not name]
    if not empty:
        return []
    found = f"{count(len(empty), 'vlak', 'vlakken')} zonder naam: nummer {some_of(empty, MOST_NAMED)} in de laag"
    return [Problem(Place(shown), found, "bij elk vlak een naam", "vul de naam in of verwijder het vlak")]


def _points(
    x: Float, y: Float, source: str, target: str, shown: str
) -> tuple[NDArray[np.object_] | None, list[Problem]]:
    """(place,) points in the CRS of the layer; a place that this CRS cannot express is an empty point."""
    import shapely
    from pyproj import CRS, Transformer
    from pyproj.exceptions import ProjError

    try:
        if CRS.from_user_input(source) != CRS.from_user_input(target):
            x, y = Transformer.from_crs(source, target, always_xy=True).transform(x, y)
    except ProjError:
        found = f"van {source} naar het stelsel van de kaart kan niet worden omgerekend"
        remedy = "controleer `crs` en het stelsel van de kaart"
        return None, [Problem(Place(shown), found, "twee bekende coördinatenstelsels", remedy)]
    known = np.isfinite(x) & np.isfinite(y)
    points = np.full(len(x), shapely.Point(), dtype=object)
    points[known] = shapely.points(x[known], y[known])
    return points, []


def _names_at(points: NDArray[np.object_], layer: _Layer, overlaps: bool = True) -> tuple[list[set[str]], list[int]]:
    """(point,) names of the areas that hold or touch each point; and, if asked, the points where two areas overlap."""
    import shapely

    polygon, point = shapely.STRtree(points).query(layer.shapes, predicate="intersects")
    names: list[set[str]] = [set() for _ in points]
    polygons: dict[int, list[int]] = defaultdict(list)
    for i, j in zip(point.tolist(), polygon.tolist(), strict=True):
        names[i].add(layer.names[j])
        polygons[i].append(j)
    several = [i for i, here in enumerate(names) if len(here) > 1] if overlaps else []
    return names, [i for i in several if _overlap_at(points[i], polygons[i], layer)]


def _overlap_at(point: Any, polygons: Sequence[int], layer: _Layer) -> bool:
    """Whether areas of different name share more than a border at a point that all of them touch.

    They do when the point lies inside one of them; else when two have a polygon in common that touches the point.
    """
    import shapely

    if shapely.contains(layer.shapes[list(polygons)], point).any():
        return True
    pairs = [(a, b) for a in polygons for b in polygons if layer.names[a] < layer.names[b]]
    for a, b in pairs:
        parts = shapely.get_parts(shapely.intersection(layer.shapes[a], layer.shapes[b]))
        if (shapely.intersects(parts, point) & (shapely.area(parts) > 0)).any():
            return True
    return False


def _overlap_warning(doubles: Mapping[str, set[str]], shown: str) -> list[Problem]:
    if not doubles:
        return []
    named = [f"{name} ({some_of(sorted(areas), MOST_NAMED)})" for name, areas in doubles.items()]
    verb = "ligt" if len(doubles) == 1 else "liggen"
    found = f"{count(len(doubles), 'object', 'objecten')} {verb} in gebieden die elkaar overlappen"
    found = f"{found}: {some_of(named, MOST_NAMED)}; de eerste naam op alfabet telt"
    remedy = "verbeter de grenzen van de gebieden"
    return [Problem(Place(shown), found, "gebieden die elkaar niet overlappen", remedy, Severity.WARNING)]


def _outside_warning(outside: Sequence[str], located: int, shown: str) -> list[Problem]:
    if not outside:
        return []
    verbs = ("ligt", "krijgt") if len(outside) == 1 else ("liggen", "krijgen")
    of_all = f"{number(len(outside))} van de {count(located, 'object', 'objecten')} met een plaats"
    found = f"{of_all} {verbs[0]} buiten alle vlakken en {verbs[1]} geen gebied: {some_of(outside, MOST_NAMED)}"
    remedy = "controleer de kaart als dat niet klopt"
    return [Problem(Place(shown), found, "objecten binnen de gebieden", remedy, Severity.WARNING)]
