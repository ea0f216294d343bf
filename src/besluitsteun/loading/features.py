"""The rows of ``stresstest`` in, ``FeatureLayer``s out: the places and areas of the features of each layer."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..hazard.shape_places import Shapes, joined, places_of
from ..nl import count, number
from ..problems import Problem, Severity
from ..schema.sources import LayerDivision
from ..schema.stress_test import StressLayer
from .divisions import area_of_places
from .files import is_geopackage, resolve
from .lists import Files, Placed, duplicates, read_records
from .located import Located
from .overrides import may_see_problems
from .references import Names
from .rules import some_of
from .study import FeatureLayer, Provenance
from .table_reader import field_texts

PART = "stresstest"
MOST_NAMED = 8
Found = tuple[Shapes | None, list[Problem]]


def read_feature_layers(
    node: Located | None, parties: Names, crs: str | None, files: Files
) -> tuple[tuple[FeatureLayer, ...], tuple[Provenance, ...], list[Problem]]:
    """The layers, where they came from, and what is wrong with them (problems of the list itself go to ``files``).

    crs : of the study; None = refused, then no layer is read
    """
    placed = read_records(StressLayer, node, PART, files)
    problems = duplicates(placed, PART)
    layers = []
    for each in placed:
        problems += may_see_problems(each.record.visible_to, parties, each.at("zichtbaar_voor"))
        if files.note(each.record.file, each.at("bestand")) and crs is not None:
            shapes, found = _read(each, resolve(files.folder, each.record.file), crs)
            problems += found
            if shapes is not None:
                layers.append(FeatureLayer(each.record, places_of(shapes), {}))
    return tuple(layers), tuple(_provenance(each) for each in placed), problems


def with_areas(
    layers: Sequence[FeatureLayer], divisions: Mapping[str, LayerDivision], crs: str, path: Callable[[str], Path]
) -> tuple[FeatureLayer, ...]:
    """The same layers, with the area of every feature in each division by polygons."""
    if not layers:
        return ()
    all_places = joined(tuple(each.places for each in layers))
    ends = np.cumsum([0, *(len(each) for each in layers)]).tolist()
    found = {
        name: area_of_places(path(division.layer), division.name_column, all_places.inside_x, all_places.inside_y, crs)
        for name, division in divisions.items()
    }
    return tuple(
        replace(each, areas={name: tuple(areas[begin:end]) for name, areas in found.items()})
        for each, begin, end in zip(layers, ends, ends[1:], strict=False)
    )


def _provenance(placed: Placed[StressLayer]) -> Provenance:
    row = placed.record
    return Provenance(
        place=f"{PART} {row.id} ({placed.at('bestand')})",
        key="laag",
        value=row.layer or row.name or row.id,
        source=row.source or "",
        status="" if row.status is None else row.status.value,
        visible_to=row.visible_to or "",
    )


def _read(placed: Placed[StressLayer], path: Path, crs: str) -> Found:
    """The shapes of the rows that are asked for, or what is wrong."""
    import pyogrio
    from shapely.errors import GEOSException

    errors = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, RuntimeError)
    if not is_geopackage(path):
        return None, [_unreadable(placed)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL warns of what it then reports as an error, or leaves aside
            return _read_layer(placed, path, crs)
    except (*errors, UnicodeDecodeError, GEOSException):
        return None, [_unreadable(placed)]


def _unreadable(placed: Placed[StressLayer]) -> Problem:
    found, remedy = f"`{placed.record.file}` is geen leesbare geopackage", "open het in QGIS en sla het op als .gpkg"
    return Problem(placed.at("bestand"), found, "een .gpkg met punten, lijnen of vlakken", remedy)


def _read_layer(placed: Placed[StressLayer], path: Path, crs: str) -> Found:
    import pyogrio
    import shapely

    row, present = placed.record, [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    chosen = row.layer if row.layer is not None else present[0] if len(present) == 1 else None
    if chosen not in present:
        return None, [_no_layer(placed, present)]
    columns = [str(name) for name in pyogrio.read_info(path, layer=chosen)["fields"]]
    absent = [_no_column(placed, name, columns) for name in row.where if name not in columns]
    if absent:
        return None, absent
    meta, _, geometry, fields = pyogrio.raw.read(path, layer=chosen, columns=list(row.where), force_2d=True)
    if geometry is None:
        found, remedy = f"laag `{chosen}` is een tabel zonder kaart", "kies een laag met punten, lijnen of vlakken"
        return None, [Problem(placed.at("laag"), found, "een laag met punten, lijnen of vlakken", remedy)]
    kept = _kept(row.where, field_texts(meta, fields), len(geometry))
    if not kept.any():
        return None, [_nothing_kept(placed, len(geometry))]
    shapes, problems = _in_crs(placed, _finite(shapely.from_wkb(geometry[kept], on_invalid="ignore")), meta["crs"], crs)
    return shapes, [*problems, *_without_geometry(placed, shapes)]


def _kept(where: Mapping[str, tuple[str, ...]], texts: Mapping[str, Sequence[str]], rows: int) -> Any:
    """(row,) whether every condition holds; values are compared as text."""
    kept = np.ones(rows, dtype=np.bool_)
    for column, values in where.items():
        wanted = set(values)
        kept &= np.fromiter((text in wanted for text in texts[column]), dtype=np.bool_, count=rows)
    return kept


def _no_layer(placed: Placed[StressLayer], present: Sequence[str]) -> Problem:
    known, layer = some_of([f"`{name}`" for name in present], MOST_NAMED), placed.record.layer
    if layer is None:
        found = f"`{placed.record.file}` heeft {count(len(present), 'laag', 'lagen')}"
        return Problem(placed.at("bestand"), found, f"één van: {known}", "noem de laag: `laag: …`")
    close = difflib.get_close_matches(layer, present, n=1)
    remedy = f"bedoelde u `{close[0]}`?" if close else "verbeter de naam van de laag"
    return Problem(placed.at("laag"), f"laag `{layer}` bestaat niet", f"één van: {known}", remedy)


def _no_column(placed: Placed[StressLayer], column: str, columns: Sequence[str]) -> Problem:
    close = difflib.get_close_matches(column, columns, n=1)
    remedy = f"bedoelde u `{close[0]}`?" if close else "verbeter de kolom in `waar`"
    known = some_of([f"`{name}`" for name in columns], MOST_NAMED) if columns else "een laag met kolommen"
    return Problem(placed.at("waar"), f"de laag heeft geen kolom `{column}`", f"één van: {known}", remedy)


def _nothing_kept(placed: Placed[StressLayer], rows: int) -> Problem:
    if not rows:
        found, remedy = "de laag is leeg", "kies een andere laag, of laat haar weg"
        return Problem(placed.at("laag"), found, "een laag met punten, lijnen of vlakken", remedy)
    found = f"`waar` houdt van de {count(rows, 'rij', 'rijen')} niets over"
    remedy = "schrijf de waarden zoals ze in de laag staan, ook met hoofdletters"
    return Problem(placed.at("waar"), found, "waarden die in de laag voorkomen", remedy)


def _in_crs(placed: Placed[StressLayer], shapes: Shapes, own: str | None, crs: str) -> Found:
    """The shapes in the CRS of the study; a layer without one is taken to be in it, with a warning."""
    import shapely
    from pyproj import CRS, Transformer
    from pyproj.exceptions import CRSError, ProjError

    if own is None:
        found = f"`{placed.record.file}` zegt niet in welk coördinatenstelsel de laag is; {crs} is aangenomen"
        remedy = "leg het stelsel vast in het bestand"
        return shapes, [Problem(placed.at("bestand"), found, "een coördinatenstelsel", remedy, Severity.WARNING)]
    try:
        if CRS.from_user_input(own) == CRS.from_user_input(crs):
            return shapes, []
        transform = Transformer.from_crs(own, crs, always_xy=True).transform
        moved = _finite(shapely.transform(shapes, transform, interleaved=False))
    except (CRSError, ProjError):
        found = f"van het stelsel van deze laag ({own[:40]}) naar {crs} kan niet worden omgerekend"
        return None, [Problem(placed.at("bestand"), found, f"een laag in {crs}", f"sla de laag op in {crs}")]
    if _present(shapes).any() and not _present(moved).any():
        return None, [_not_in_its_crs(placed, own, crs)]
    return moved, []


def _finite(shapes: Shapes) -> Shapes:
    """The shapes, without those that have a coordinate that is no number: no place can be made of them."""
    import shapely

    coordinates, of_shape = shapely.get_coordinates(shapes, return_index=True)
    kept = shapes.copy()
    kept[of_shape[~np.isfinite(coordinates).all(axis=1)]] = None
    return kept


def _present(shapes: Shapes) -> Any:
    """(shape,) whether it has a geometry."""
    import shapely

    return ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))


def _not_in_its_crs(placed: Placed[StressLayer], own: str, crs: str) -> Problem:
    found = f"de coördinaten in `{placed.record.file}` passen niet bij het stelsel dat het bestand noemt ({own[:40]})"
    remedy = "leg in het bestand het stelsel vast waarin de coördinaten echt staan; opnieuw omrekenen helpt niet"
    return Problem(placed.at("bestand"), found, f"coördinaten die naar {crs} om te rekenen zijn", remedy)


def _without_geometry(placed: Placed[StressLayer], shapes: Shapes | None) -> list[Problem]:
    """A warning; it names the file, so that who may not see the layer is not told of it."""
    empty = 0 if shapes is None else int(np.count_nonzero(~_present(shapes)))
    if shapes is None or not empty:
        return []
    rows = f"{number(empty)} van de {count(len(shapes), 'rij', 'rijen')}"
    found = f"{rows} in `{placed.record.file}` zonder leesbare vorm: hun diepte is onbekend"
    expected, remedy = "een punt, lijn of vlak per rij", "herstel de geometrie, in QGIS met ‘Geometrie repareren’"
    return [Problem(placed.at("bestand"), found, expected, remedy, Severity.WARNING)]
