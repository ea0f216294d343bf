"""``Publication`` in, ``uitkomst.gpkg`` out: per scenario a layer of outages and a layer of consequences per area."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..publication import Publication
from ..schema.assets import Asset
from ..tables import OUTAGES, Cell, Kind, Row, as_text
from ..tables.consequences import AREA_CONSEQUENCES as AREAS

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

HULL_MARGIN_M = 100
LONGEST_NAME = 60  # of what comes after uitval_ or gevolgen_; PostGIS and file systems take no more
OUTLINE = "omhullende van de objecten, geen grens"
BORDER = "vlak met deze naam uit de achtergrond van de studie"
NO_SHAPE = "geen zichtbaar object met plaats"
_POINT_COLUMNS = tuple(column for column in OUTAGES.columns if column.name != "scenario")

Field = tuple[str, list[Any], str]  # name, values (None = unknown), numpy dtype


def write_geopackage(path: Path, publication: Publication, borders: Mapping[str, BaseGeometry]) -> None:
    """Write the map layers in the study's CRS.

    ``borders`` are polygons by name of area (``read_borders``); an area without one gets the convex hull of its
    visible assets with a margin of 100 m, and its column ``vorm`` says so.
    """
    shapes = _area_shapes(publication, borders)
    names = layer_names(publication.scenarios)
    for scenario in publication.scenarios:
        points, fields = _outage_layer(publication, scenario)
        _write_layer(path, publication.study.crs, f"uitval_{names[scenario]}", "Point", points, fields)
        areas, fields = _consequence_layer(publication, scenario, shapes)
        _write_layer(path, publication.study.crs, f"gevolgen_{names[scenario]}", "MultiPolygon", areas, fields)


def layer_names(scenarios: Sequence[str]) -> dict[str, str]:
    """Scenario id -> the end of its layer names: letters, digits and ``_`` only, short, each different in any case.

    >>> layer_names(["bui.200", "bui-200", "Bui_200"])
    {'bui.200': 'bui_200', 'bui-200': 'bui_200_2', 'Bui_200': 'Bui_200_3'}
    """
    return dict(zip(scenarios, _different(_short(scenario) for scenario in scenarios), strict=True))


def _short(scenario: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", scenario)[:LONGEST_NAME]


def _different(names: Iterable[str]) -> list[str]:
    """The names, with a number behind what differs from an earlier one in case only: SQLite takes these as equal."""
    different: list[str] = []
    taken: set[str] = set()
    for base in names:
        name, turn = base, 1
        while name.casefold() in taken:
            turn += 1
            name = f"{base}_{turn}"
        taken.add(name.casefold())
        different.append(name)
    return different


def _outage_layer(publication: Publication, scenario: str) -> tuple[list[BaseGeometry | None], list[Field]]:
    """One point per outage; an asset without a place is a row without a point."""
    assets = {asset.id: asset for asset in publication.assets}
    at = OUTAGES.position("object")
    rows = [row for row in publication.rows[OUTAGES.name] if row[0] == scenario]
    owners = [assets[str(row[at])] for row in rows]
    fields: list[Field] = [("naam", [asset.name for asset in owners], "object")]
    fields += [("soort", [asset.kind for asset in owners], "object")]
    for column in _POINT_COLUMNS:
        place = OUTAGES.position(column.name)
        fields.append((column.name, [_value(row[place]) for row in rows], _DTYPES.get(column.kind, "object")))
    return [_point(asset) for asset in owners], fields


def _consequence_layer(
    publication: Publication, scenario: str, shapes: Mapping[tuple[str, str], tuple[BaseGeometry | None, str]]
) -> tuple[list[BaseGeometry | None], list[Field]]:
    """One row per area of every division; a column per criterion and function: units are never added together."""
    rows = [row for row in publication.rows[AREAS.name] if row[0] == scenario]
    name_of = _measures(rows)
    measures = sorted(set(name_of.values()))
    cells: dict[tuple[str, str, str], Cell] = {}
    cut: set[tuple[str, str]] = set()
    for row in rows:
        cells[(*_place(row), name_of[_quantity(row)])] = row[AREAS.position("waarde")]
        if row[AREAS.position("afgekapt")]:
            cut.add(_place(row))
    places = sorted({(division, area) for division, area, _ in cells})
    fields: list[Field] = [
        ("indeling", [division or None for division, _ in places], "object"),
        ("gebied", [area or None for _, area in places], "object"),
    ]
    for measure, column in zip(measures, _different(measures), strict=True):
        fields.append((column, [_value(cells.get((*place, measure))) for place in places], "float64"))
    fields.append(("afgekapt", ["ja" if place in cut else "nee" for place in places], "object"))
    fields.append(("vorm", [shapes.get(place, (None, NO_SHAPE))[1] for place in places], "object"))
    return [shapes.get(place, (None, NO_SHAPE))[0] for place in places], fields


def _area_shapes(
    publication: Publication, borders: Mapping[str, BaseGeometry]
) -> dict[tuple[str, str], tuple[BaseGeometry | None, str]]:
    """(division, area) -> its border, or the hull of its visible assets."""
    import shapely

    points: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for asset in publication.assets:
        point = _point(asset)
        if point is not None:
            for place in {"gebied": asset.area or "", **asset.areas}.items():
                points[place].append(point)
    shapes = {}
    for place in sorted({_place(row) for row in publication.rows[AREAS.name]}):
        if place[1] and place[1] in borders:
            shapes[place] = (_multi(borders[place[1]]), BORDER)
        elif place[1] and place in points:
            hull = shapely.MultiPoint(points[place]).convex_hull.buffer(HULL_MARGIN_M, quad_segs=4)
            shapes[place] = (_multi(hull), OUTLINE)
    return shapes


def _write_layer(
    path: Path, crs: str, layer: str, geometry_type: str, shapes: list[BaseGeometry | None], fields: list[Field]
) -> None:
    import shapely
    from pyogrio.raw import write

    masks = [np.array([value is None for value in values], dtype=bool) for _, values, _ in fields]
    write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        [_filled(values, dtype) for _, values, dtype in fields],
        [name for name, _, _ in fields],
        field_mask=[mask if mask.any() else None for mask in masks],
        layer=layer,
        driver="GPKG",
        geometry_type=geometry_type,
        crs=crs,
    )


def _filled(values: list[Any], dtype: str) -> Any:
    if dtype == "object":
        return np.array(values, dtype=object)
    return np.array([0 if value is None else value for value in values], dtype=dtype)  # masked where unknown


_DTYPES = {Kind.NUMBER: "float64", Kind.WHOLE: "int32"}


def _value(cell: Cell) -> Any:
    if cell is None or isinstance(cell, str | bool | tuple):
        return as_text(cell) or None
    return cell if isinstance(cell, int) else float(cell)


def _place(row: Row) -> tuple[str, str]:
    """Division and area of a row."""
    return str(row[AREAS.position("indeling")] or ""), str(row[AREAS.position("gebied")] or "")


def _quantity(row: Row) -> tuple[str, str, str]:
    """Criterion, function and unit."""
    criterion, function, unit = (as_text(row[AREAS.position(name)]) for name in ("criterium", "functie", "eenheid"))
    return criterion, function, unit


def _measures(rows: Sequence[Row]) -> dict[tuple[str, str, str], str]:
    """(criterion, function, unit) -> name of its column; the unit is named where a criterion has more than one."""
    quantities = sorted({_quantity(row) for row in rows})
    units = Counter((criterion, function) for criterion, function, _ in quantities)
    return {
        (criterion, function, unit): "_".join(
            part for part in (criterion, function, unit if units[criterion, function] > 1 else "") if part
        )
        for criterion, function, unit in quantities
    }


def _point(asset: Asset) -> Any:
    import shapely

    return None if asset.x is None or asset.y is None else shapely.Point(asset.x, asset.y)


def _multi(shape: BaseGeometry) -> BaseGeometry:
    import shapely

    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
