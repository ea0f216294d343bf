"""Map ``Layer``s one by one in, one GeoPackage with all of them out, in time that is linear in their number.

GDAL reads a whole file anew for every layer it adds to it, and waits for the disk each time: 606 layers took minutes.
So GDAL makes each layer in memory, and its table and the rows that describe it are copied within one transaction. The
tables of the standard that are copied: GeoPackage 1.3 (OGC 12-128r17), clauses 1.1.3, 2.1.5 and the row count of GDAL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Field = tuple[str, list[Any], str]  # name, values (None = unknown), numpy dtype

_DESCRIBING = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents")


@dataclass(frozen=True, eq=False)
class Layer:
    """A layer of a map: a shape (None = without place) and a value of every field for each row."""

    name: str
    geometry_type: str
    shapes: list[BaseGeometry | None]
    fields: list[Field]


def write_layers(path: Path, crs: str, layers: Iterable[Layer]) -> None:
    """Write a new file with these layers; nothing if there are none.

    Raises OSError or sqlite3.Error if the disk cannot hold them.
    """
    made = (_alone(layer, crs) for layer in layers)
    first = next(made, None)
    if first is None:
        return
    path.write_bytes(first)
    with closing(sqlite3.connect(path, isolation_level=None)) as whole:
        whole.execute("BEGIN")
        for content in made:
            with closing(sqlite3.connect(":memory:")) as part:
                part.deserialize(content)
                _copy(part, whole)
        whole.execute("COMMIT")


def _alone(layer: Layer, crs: str) -> bytes:
    """A GeoPackage with one layer. Without a spatial index: that is four tables more, for rows that fit on a map."""
    import shapely
    from pyogrio.raw import write

    masks = [np.array([value is None for value in values], dtype=bool) for _, values, _ in layer.fields]
    content = BytesIO()
    write(
        content,
        shapely.to_wkb(np.array(layer.shapes, dtype=object)),
        [_filled(values, dtype) for _, values, dtype in layer.fields],
        [name for name, _, _ in layer.fields],
        field_mask=[mask if mask.any() else None for mask in masks],
        layer=layer.name,
        driver="GPKG",
        geometry_type=layer.geometry_type,
        crs=crs,
        layer_options={"SPATIAL_INDEX": "NO"},
    )
    return content.getvalue()


def _filled(values: list[Any], dtype: str) -> Any:
    if dtype == "object":
        return np.array(values, dtype=object)
    return np.array([0 if value is None else value for value in values], dtype=dtype)  # masked where unknown


def _copy(part: sqlite3.Connection, whole: sqlite3.Connection) -> None:
    """The table of the layer, the rows that describe it, and last the triggers that keep count of its rows."""
    ((name,),) = part.execute("SELECT table_name FROM gpkg_contents").fetchall()
    made = "SELECT sql FROM sqlite_master WHERE type = ? AND tbl_name = ? ORDER BY name"
    for (statement,) in part.execute(made, ("table", name)):
        whole.execute(statement)
    for table in (name, *_DESCRIBING):
        _copy_rows(part, whole, table)
    for (statement,) in part.execute(made, ("trigger", name)):
        whole.execute(statement)


def _copy_rows(part: sqlite3.Connection, whole: sqlite3.Connection, table: str) -> None:
    quoted = '"' + table.replace('"', '""') + '"'
    rows = part.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - a name cannot be a parameter; it is quoted
    places = ", ".join("?" * len(rows.description))
    whole.executemany(f"INSERT INTO {quoted} VALUES ({places})", rows)  # noqa: S608
