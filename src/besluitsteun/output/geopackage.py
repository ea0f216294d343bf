"""``Publication`` in, ``uitkomst.gpkg`` out: per scenario a layer of outages and a layer of consequences per area."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..publication import Publication
from ..schema.assets import Asset
from ..tables import OUTAGES, Cell, Kind, Row, as_text
from ..tables.consequences import AREA_CONSEQUENCES as AREAS
from .layer_file import Field, Layer, write_layers

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

HULL_MARGIN_M = 100
LONGEST_NAME = 60  # of what comes after uitval_ or gevolgen_; PostGIS and file systems take no more
OUTLINE = "omhullende van de objecten, geen grens"
BORDER = "vlak met deze naam uit de achtergrond van de studie"
NO_SHAPE = "geen zichtbaar object met plaats"
Shapes = Mapping[tuple[str, str], tuple["BaseGeometry | None", str]]
"""(division, area) -> its shape, and what that shape is."""
_OTHER_COLUMNS = ("fid", "geom", "indeling", "gebied", "afgekapt", "vorm")
"""Columns of a layer of consequences that hold no consequence; GDAL makes the first two."""
_POINT_COLUMNS = tuple(column for column in OUTAGES.columns if column.name != "scenario")


def write_geopackage(path: Path, publication: Publication, borders: Mapping[str, BaseGeometry]) -> None:
    """Write the map layers in the study's CRS.

    ``borders`` are polygons by name of area (``read_borders``); an area without one gets the convex hull of its
    visible assets with a margin of 100 m, and its column ``vorm`` says so.
    """
    shapes = _area_shapes(publication, borders)
    write_layers(path, publication.study.crs, _layers(publication, shapes))


def _layers(publication: Publication, shapes: Shapes) -> Iterator[Layer]:
    """Two layers for every scenario."""
    outages = _by_scenario(publication.rows[OUTAGES.name], OUTAGES.position("scenario"))
    consequences = _by_scenario(publication.rows[AREAS.name], AREAS.position("scenario"))
    assets = {asset.id: asset for asset in publication.assets}
    for scenario, name in layer_names(publication.scenarios).items():
        yield Layer(f"uitval_{name}", "Point", *_outage_layer(assets, outages[scenario]))
        yield Layer(f"gevolgen_{name}", "MultiPolygon", *_consequence_layer(consequences[scenario], shapes))


def _by_scenario(rows: Sequence[Row], at: int) -> dict[str, list[Row]]:
    found = defaultdict[str, list[Row]](list)
    for row in rows:
        found[str(row[at])].append(row)
    return found


def layer_names(scenarios: Sequence[str]) -> dict[str, str]:
    """Scenario id -> the end of its layer names: letters, digits and ``_`` only, short, each different in any case.

    >>> layer_names(["bui.200", "bui-200", "Bui_200"])
    {'bui.200': 'bui_200', 'bui-200': 'bui_200_2', 'Bui_200': 'Bui_200_3'}
    """
    return dict(zip(scenarios, _different(_short(scenario) for scenario in scenarios), strict=True))


def _short(scenario: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "_", scenario)[:LONGEST_NAME]


def _different(names: Iterable[str], others: Iterable[str] = ()) -> list[str]:
    """The names, with a number behind what is equal to an earlier one or to one of the ``others``.

    Names that differ in case only are equal to SQLite.
    """
    different: list[str] = []
    taken = set(others)
    for base in names:
        name, turn = base, 1
        while name.casefold() in taken:
            turn += 1
            name = f"{base}_{turn}"
        taken.add(name.casefold())
        different.append(name)
    return different


def _outage_layer(assets: Mapping[str, Asset], rows: Sequence[Row]) -> tuple[list[BaseGeometry | None], list[Field]]:
    """One point per outage; an asset without a place is a row without a point."""
    at = OUTAGES.position("object")
    owners = [assets[str(row[at])] for row in rows]
    fields: list[Field] = [("naam", [asset.name for asset in owners], "object")]
    fields += [("soort", [asset.kind for asset in owners], "object")]
    for column in _POINT_COLUMNS:
        place = OUTAGES.position(column.name)
        fields.append((column.name, [_value(row[place]) for row in rows], _DTYPES.get(column.kind, "object")))
    return [_point(asset) for asset in owners], fields


def _consequence_layer(rows: Sequence[Row], shapes: Shapes) -> tuple[list[BaseGeometry | None], list[Field]]:
    """One row per area of every division; a column per criterion and function: units are never added together."""
    name_of = _measures(rows)
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
    fields += [
        (column, [_value(cells.get((*place, column))) for place in places], "float64") for column in name_of.values()
    ]
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
    """(criterion, function, unit) -> name of its column, each different, in order of name.

    The unit is named where a criterion has more than one.
    """
    quantities = {_quantity(row) for row in rows}
    units = Counter((criterion, function) for criterion, function, _ in quantities)

    def joined(quantity: tuple[str, str, str]) -> str:
        criterion, function, unit = quantity
        return "_".join(part for part in (criterion, function, unit if units[criterion, function] > 1 else "") if part)

    ordered = sorted(quantities, key=lambda quantity: (joined(quantity), quantity))
    return dict(zip(ordered, _different(map(joined, ordered), _OTHER_COLUMNS), strict=True))


def _point(asset: Asset) -> Any:
    import shapely

    return None if asset.x is None or asset.y is None else shapely.Point(asset.x, asset.y)


def _multi(shape: BaseGeometry) -> BaseGeometry:
    import shapely

    return shape if shape.geom_type == "MultiPolygon" else shapely.MultiPolygon([shape])
