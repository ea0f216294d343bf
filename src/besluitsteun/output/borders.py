"""``Study`` and names of areas in, their polygons out, from the map layers that the study names as background."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..loading.files import is_geopackage
from ..loading.study import Study

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

NAME_COLUMN = "naam"
_POLYGONS = ("Polygon", "MultiPolygon")


def read_borders(study: Study, areas: Collection[str]) -> dict[str, BaseGeometry]:
    """Area -> polygon in the study's CRS, from layers of polygons with a column ``naam`` that equals the area.

    The first background file that knows an area decides; parts with one name are joined. An area that no layer knows
    is left out, as is a layer that cannot be read: the map then says that it has no border (``vorm``).
    """
    import shapely

    found: dict[str, BaseGeometry] = {}
    for path in study.background:
        if path.suffix.lower() != ".gpkg":
            continue
        parts: dict[str, list[BaseGeometry]] = defaultdict(list)
        for name, shape in _named_polygons(path, study.crs):
            if name in areas and name not in found:
                parts[name].append(shape)
        found |= {name: shapely.union_all(shapes) for name, shapes in sorted(parts.items())}
    return found


def _named_polygons(path: Path, crs: str) -> Iterator[tuple[str, BaseGeometry]]:
    import shapely
    from pyogrio import list_layers
    from pyogrio.errors import DataSourceError
    from pyogrio.raw import read

    if not is_geopackage(path):
        return
    try:
        layers = [name for name, kind in list_layers(path) if kind in _POLYGONS]
        for layer in layers:
            meta, _, geometry, fields = read(path, layer=layer)
            columns = [str(field).casefold() for field in meta["fields"]]
            if NAME_COLUMN not in columns:
                continue
            shapes = _in_crs(shapely.from_wkb(geometry), meta["crs"], crs)
            names = fields[columns.index(NAME_COLUMN)]
            yield from ((str(name), shape) for name, shape in zip(names, shapes, strict=True) if shape is not None)
    except DataSourceError:
        return


def _in_crs(shapes: Any, source: str | None, target: str) -> Any:
    """Shapes moved to another CRS; a layer without one is taken to be in the study's."""
    import shapely
    from pyproj import CRS, Transformer

    if source is None or CRS.from_user_input(source) == CRS.from_user_input(target):
        return shapes
    transform = Transformer.from_crs(source, target, always_xy=True).transform
    return shapely.transform(shapes, transform, interleaved=False)
