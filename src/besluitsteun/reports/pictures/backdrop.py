"""``BackgroundLayer``s and the ``Paper`` of a map in, SVG out: river, dikes, borders and breaches, with their names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...background import BackgroundLayer
from ...schema.map_layers import MapLayerKind
from ..palette import BORDER, BREACH, DIKE, INK, PAPER, RIVER, RIVER_BANK
from .drawing import short, tag
from .paper import Paper, path_of
from .placing import Box, Room, around

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

_DASHES = (None, "7 4", "2 3")  # of the first, second and further layers of borders
_STAR = 12.0  # half the size of the sign of a breach
_SHORTEST = 80.0  # units of the picture: a shorter river gets no name


@dataclass(frozen=True)
class Name:
    """A text to write on the map at the first of its spots with room; ``slanted`` and ``wet`` say how."""

    text: str
    spots: Iterator[tuple[float, float]]
    slanted: bool = False
    wet: bool = False


def under(layers: Sequence[BackgroundLayer], paper: Paper) -> str:
    """What lies under the assets: water, then borders, then dikes, whatever their order in the study."""
    order = (MapLayerKind.WATER, MapLayerKind.BORDERS, MapLayerKind.DEFENCES)
    drawn = []
    for kind in order:
        for turn, layer in enumerate(_of(layers, kind)):
            path = "".join(path_of(paper.part(shape)) for shape in _once(layer))
            drawn.append(_LINES[kind](path, turn, _has_inside(layer)) if path else "")
    return "".join(drawn)


def breaches(layers: Sequence[BackgroundLayer], paper: Paper, room: Room) -> str:
    """The places where a dike breaks, as stars that no text may cover."""
    spots = [spot for layer in layers for _, spot in _stars(layer, paper)]
    room.taken += [Box.around(*spot, 2 * _STAR, 2 * _STAR) for spot in spots]
    return tag("g", *(_star(*spot) for spot in spots), class_="doorbraken") if spots else ""


def names(layers: Sequence[BackgroundLayer], paper: Paper) -> list[Name]:
    """What to write, the most important first: breaches, water, and areas from large to small per layer."""
    found = [
        Name(name, around(*spot, (26, 40, 60, 90))) for layer in layers for name, spot in _stars(layer, paper) if name
    ]
    for layer in layers:
        if layer.kind is MapLayerKind.WATER:
            found += _names_of_water(layer, paper)
    for turn, layer in enumerate(_of(layers, MapLayerKind.BORDERS)):
        found += [Name(name, _inside(shape), slanted=turn > 0) for name, shape in _areas(layer, paper)]
    return found


def legend_entries(layers: Sequence[BackgroundLayer], paper: Paper) -> list[tuple[str, str]]:
    """A line of the legend per layer of which something is on the sheet: a mark around (0, 0), and its name."""
    seen = [layer for layer in layers if _is_seen(layer, paper)]
    borders = list(_of(seen, MapLayerKind.BORDERS))
    told = []
    for layer in seen:
        turn = borders.index(layer) if layer in borders else 0
        told.append((_sample(layer, turn), layer.name.replace("_", " ")))
    return told


def _of(layers: Sequence[BackgroundLayer], kind: MapLayerKind) -> Iterator[BackgroundLayer]:
    return (layer for layer in layers if layer.kind is kind)


# --- lines and areas -------------------------------------------------------------------------------------------------


def _once(layer: BackgroundLayer) -> Iterable[BaseGeometry]:
    """The shapes of a layer; of borders every line once, or the dashes of neighbours would fill each other's gaps."""
    import shapely

    if layer.kind is not MapLayerKind.BORDERS or not _has_inside(layer):
        return layer.shapes
    return [shapely.line_merge(shapely.union_all([shape.boundary for shape in layer.shapes]))]


def _has_inside(layer: BackgroundLayer) -> bool:
    return bool(layer.shapes[0].area > 0)


def _border(path: str, turn: int, _: bool) -> str:
    dash = _DASHES[min(turn, len(_DASHES) - 1)]
    return tag("path", d=path, class_="achtergrond", fill="none", stroke=BORDER, stroke_width=1, stroke_dasharray=dash)


def _water(path: str, _: int, has_inside: bool) -> str:
    """Areas are filled; a line has a light edge, so that it is seen on deep water too."""
    edge = tag("path", d=path, fill="none", stroke=PAPER, stroke_width=4.5, stroke_linejoin="round")
    fill = RIVER if has_inside else "none"
    return tag("g", edge, tag("path", d=path, fill=fill, stroke=RIVER_BANK, stroke_width=1.8), class_="waterloop")


def _dike(path: str, _: int, has_inside: bool) -> str:  # noqa: ARG001  (a dike given as an area is its outline)
    """A line with short strokes across it, as on a map of the land."""
    edge = tag("path", d=path, fill="none", stroke=PAPER, stroke_width=4.5)
    across = tag("path", d=path, fill="none", stroke=DIKE, stroke_width=8, stroke_dasharray="1.5 7")
    return tag("g", edge, across, tag("path", d=path, fill="none", stroke=DIKE, stroke_width=2.2), class_="keringen")


_LINES: Mapping[MapLayerKind, Callable[[str, int, bool], str]] = {
    MapLayerKind.WATER: _water,
    MapLayerKind.BORDERS: _border,
    MapLayerKind.DEFENCES: _dike,
}


def _is_seen(layer: BackgroundLayer, paper: Paper) -> bool:
    if layer.kind is MapLayerKind.BREACHES:
        return next(_stars(layer, paper), None) is not None
    return any(not paper.part(shape).is_empty for shape in layer.shapes)


def _sample(layer: BackgroundLayer, turn: int) -> str:
    """The mark of a layer in the legend."""
    if layer.kind is MapLayerKind.BREACHES:
        return _star(0, 0, 9)
    if layer.kind is MapLayerKind.WATER and _has_inside(layer):
        return tag("rect", x=-10, y=-7, width=20, height=14, fill=RIVER, stroke=RIVER_BANK, stroke_width=1.8)
    return _LINES[layer.kind]("M-10 0h20", turn, False)


# --- breaches --------------------------------------------------------------------------------------------------------


def _stars(layer: BackgroundLayer, paper: Paper) -> Iterator[tuple[str, tuple[float, float]]]:
    """Name and place on the sheet of every breach of a layer."""
    import shapely

    if layer.kind is not MapLayerKind.BREACHES:
        return
    for name, shape in zip(layer.names, layer.shapes, strict=True):
        for x, y in shapely.get_coordinates(shape):
            if paper.shows(x, y):
                yield name, paper.at(float(x), float(y))


def _star(x: float, y: float, half: float = _STAR) -> str:
    """A star of eight points: no asset has this outline."""
    corners = []
    for turn in range(16):
        reach, angle = half if turn % 2 == 0 else half * 0.5, turn * math.pi / 8
        corners.append(f"{short(x + reach * math.sin(angle))} {short(y - reach * math.cos(angle))}")
    return tag("path", d=f"M{'L'.join(corners)}z", fill=BREACH, stroke=INK, stroke_width=1.6, stroke_linejoin="round")


# --- names -----------------------------------------------------------------------------------------------------------


def _names_of_water(layer: BackgroundLayer, paper: Paper) -> Iterator[Name]:
    """Each name once, at its longest piece that is on the sheet."""
    longest: dict[str, BaseGeometry] = {}
    for name, shape in zip(layer.names, layer.shapes, strict=True):
        part = paper.part(shape)
        if name and part.length >= _SHORTEST and (name not in longest or part.length > longest[name].length):
            longest[name] = part
    for name, part in sorted(longest.items(), key=lambda each: (-each[1].length, each[0])):
        yield Name(name, _along(part), slanted=True, wet=True)


def _along(shape: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Places on a line, or on the border of an area, from its middle outwards."""
    import shapely

    line = max(shapely.get_parts(shape.boundary if shape.area > 0 else shape), key=lambda part: part.length)
    for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8):
        point = line.interpolate(share, normalized=True)
        yield point.x, point.y


def _areas(layer: BackgroundLayer, paper: Paper) -> list[tuple[str, BaseGeometry]]:
    """The named polygons that are on the sheet, the largest first."""
    named = [
        (name, paper.part(shape))
        for name, shape in zip(layer.names, layer.shapes, strict=True)
        if name and shape.area > 0
    ]
    return sorted((each for each in named if each[1].area > 0), key=lambda each: (-each[1].area, each[0]))


def _inside(shape: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Places inside a polygon for the middle of its name: where it is widest, and then around there."""
    import shapely

    middle = shapely.maximum_inscribed_circle(shape, tolerance=4).coords[0]
    for x, y in (middle, *around(middle[0], middle[1], (24, 48, 80, 120))):
        if shapely.contains_xy(shape, x, y):
            yield x, y
