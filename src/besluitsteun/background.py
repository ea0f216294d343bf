"""``Study`` in, the shapes of the map layers that it names as background out: borders by name, and what to draw."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .loading.files import is_geopackage
from .loading.study import Study
from .loading.table_reader import field_texts
from .schema.base import ALL_SCENARIOS
from .schema.map_layers import MapLayer, MapLayerKind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

NAME_COLUMN = "naam"
_POLYGONS = ("Polygon", "MultiPolygon")
_DRAWN = (*_POLYGONS, "LineString", "MultiLineString")
_POINTS = ("Point", "MultiPoint")
_SMALLEST = 4  # tolerances: what is smaller than this on the map is a speck


@dataclass(frozen=True, eq=False)
class BackgroundLayer:
    """One layer to draw under a map, in the study's CRS and simplified for drawing.

    name      : as in the legend
    names     : (feature,) the column ``naam``, empty where it has none
    shapes    : (feature,) polygons or lines, or points of ``doorbraken``
    scenarios : on whose map it stands; empty = on every map
    """

    name: str
    names: tuple[str, ...]
    shapes: tuple[BaseGeometry, ...]
    kind: MapLayerKind = MapLayerKind.BORDERS
    scenarios: tuple[str, ...] = ()

    def is_on_map_of(self, scenario: str) -> bool:
        """Whether the layer belongs on the map of a scenario."""
        return not self.scenarios or scenario in self.scenarios or ALL_SCENARIOS in self.scenarios


def read_borders(study: Study, areas: Collection[str]) -> dict[str, BaseGeometry]:
    """Area -> polygon in the study's CRS, from polygons of ``grenzen`` with a column ``naam`` that equals the area.

    The first background file that knows an area decides; parts with one name are joined. An area that no layer knows
    is left out, as is a layer that cannot be read: the map then says that it has no border (``vorm``).
    """
    import shapely

    found: dict[str, BaseGeometry] = {}
    for layer in study.background:
        if layer.kind is not MapLayerKind.BORDERS:
            continue
        parts: dict[str, list[BaseGeometry]] = defaultdict(list)
        for _, names, shapes in _layers(study, layer, _POLYGONS):
            for name, shape in zip(names, shapes, strict=True):
                if shape is not None and name in areas and name not in found:
                    parts[name].append(shape)
        found |= {name: shapely.union_all(shapes) for name, shapes in sorted(parts.items())}
    return found


def read_background(study: Study, tolerance: float) -> tuple[BackgroundLayer, ...]:
    """Every layer of polygons or lines in the background files, in the order of the study and of the file.

    Of ``doorbraken`` the points. tolerance : in the unit of the study's CRS, at most how far a drawn line may be from
    the real one; shapes smaller than four times this are left out, as are layers that cannot be read and files that
    are no GeoPackage.
    """
    layers = []
    for layer in study.background:
        kinds = _POINTS if layer.kind is MapLayerKind.BREACHES else _DRAWN
        for own_name, names, shapes in _layers(study, layer, kinds):
            kept = [
                (name, drawn)
                for name, shape in zip(names, shapes, strict=True)
                if shape is not None and (drawn := _simplified(shape, tolerance)) is not None
            ]
            if kept:
                kept_names, drawn_shapes = (tuple(part) for part in zip(*kept, strict=True))
                title = layer.name or own_name
                layers.append(BackgroundLayer(title, kept_names, drawn_shapes, layer.kind, layer.scenarios))
    return tuple(layers)


def _simplified(shape: BaseGeometry, tolerance: float) -> BaseGeometry | None:
    """The same shape with fewer corners; None where nothing can be seen of it."""
    import numpy as np

    if shape.is_empty or not np.isfinite(shape.bounds).all():
        return None
    if shape.geom_type in _POINTS:
        return shape
    left, bottom, right, top = shape.bounds
    if max(right - left, top - bottom) < _SMALLEST * tolerance:
        return None
    drawn = shape.simplify(tolerance, preserve_topology=True)
    return None if drawn.is_empty else drawn


def _layers(study: Study, wanted: MapLayer, kinds: Collection[str]) -> Iterator[tuple[str, list[str], Any]]:
    """Name of layer, (feature,) names and (feature,) shapes in the study's CRS; a damaged layer is passed over."""
    from pyogrio import list_layers
    from pyogrio.errors import DataSourceError

    path = study.file(wanted.file)
    if path.suffix.lower() != ".gpkg" or not is_geopackage(path):
        return
    try:
        layers = [str(name) for name, kind in list_layers(path) if kind is not None and _flat(kind) in kinds]
    except DataSourceError:
        return
    for layer in layers:
        found = _read_layer(study, wanted, layer) if wanted.layer in (None, layer) else None
        if found is not None:
            yield layer, *found


def _flat(kind: str) -> str:
    """A kind of geometry without its heights: ``2.5D MultiPolygon`` and ``Polygon Z`` are polygons."""
    return kind.removeprefix("2.5D ").removesuffix(" ZM").removesuffix(" Z").removesuffix(" M")


def _read_layer(study: Study, wanted: MapLayer, layer: str) -> tuple[list[str], Any] | None:
    import shapely
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError
    from pyogrio.raw import read
    from pyproj.exceptions import CRSError, ProjError

    damaged = (DataSourceError, DataLayerError, FeatureError, GeometryError, shapely.errors.GEOSException)
    try:
        meta, _, geometry, fields = read(study.file(wanted.file), layer=layer, force_2d=True)
        shapes = _in_crs(shapely.from_wkb(geometry), meta["crs"], study.crs)
    except (*damaged, CRSError, ProjError):
        return None
    texts = field_texts(meta, fields)
    kept = _kept(wanted.where, texts, len(shapes))
    named = {column.casefold(): values for column, values in texts.items()}.get(NAME_COLUMN, [""] * len(shapes))
    return [named[row] for row in kept], shapes[kept]


def _kept(where: Mapping[str, tuple[str, ...]], texts: Mapping[str, Sequence[str]], rows: int) -> list[int]:
    """The rows for which every condition holds."""
    return [row for row in range(rows) if all(texts[column][row] in values for column, values in where.items())]


def _in_crs(shapes: Any, source: str | None, target: str) -> Any:
    """Shapes moved to another CRS; a layer without one is taken to be in the study's."""
    import shapely
    from pyproj import CRS, Transformer

    if source is None or CRS.from_user_input(source) == CRS.from_user_input(target):
        return shapes
    transform = Transformer.from_crs(source, target, always_xy=True).transform
    return shapely.transform(shapes, transform, interleaved=False)
