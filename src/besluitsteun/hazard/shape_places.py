"""Shapes in, ``ShapePlaces`` out: the places at which the water tells how deep each shape stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .points import Float

SPACING_M = 10.0
"""Outlines and lines have a place at least every so many metres."""
LINE, POLYGON = 1, 2  # dimensions as shapely counts them
_MULTIPOINT = 4  # type number of shapely: this one and those above consist of parts

Int64 = NDArray[np.int64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class ShapePlaces:
    """Places of a number of shapes, in a CRS in metres.

    x, y       : (place,) coordinates
    shape      : (place,) index of the shape that the place belongs to, sorted; a shape without geometry has no place
    length_mm  : (place,) whole millimetres of line that are nearest to this place of their line, 0 for points and
                 polygons; together as long as the lines are
    is_line    : (shape,) whether the shape has a length that is told
    inside_x, inside_y : (shape,) a point on the shape, NaN without geometry
    """

    x: Float
    y: Float
    shape: Int64
    length_mm: Int64
    is_line: NDArray[np.bool_]
    inside_x: Float
    inside_y: Float


def places_of(shapes: Shapes, spacing_m: float = SPACING_M) -> ShapePlaces:
    """The places of each shape.

    shapes : (shape,) of shapely, in a CRS in metres, every coordinate finite; None or empty = no geometry
    A point is its own place. A polygon has those of its outline, rings of holes included: its corners and at least one
    every ``spacing_m``; and one point inside. A line has its bends and ends and at least one every ``spacing_m``; a
    part between two places belongs half to each.
    """
    import shapely

    dimension = shapely.get_dimensions(shapes)
    parts, of_shape = _single_parts(shapes)
    corners, of_part = shapely.get_coordinates(shapely.segmentize(parts, spacing_m), return_index=True)
    shape = of_shape[of_part].astype(np.int64)
    length = np.where(dimension[shape] == LINE, _half_of_neighbours(corners, of_part), 0.0)
    inside = _points_on(shapes)
    with_inside = np.flatnonzero((dimension == POLYGON) & np.isfinite(inside[:, 0]))
    x, y = (np.r_[corners[:, axis], inside[with_inside, axis]] for axis in (0, 1))
    shape, length = np.r_[shape, with_inside], np.r_[length, np.zeros(len(with_inside))]
    order = np.argsort(shape, kind="stable")
    return ShapePlaces(
        x=x[order],
        y=y[order],
        shape=shape[order],
        length_mm=_whole(length[order] * 1000.0),
        is_line=dimension == LINE,
        inside_x=inside[:, 0],
        inside_y=inside[:, 1],
    )


def joined(several: tuple[ShapePlaces, ...]) -> ShapePlaces:
    """The places of several groups of shapes as those of one; shapes are numbered on."""
    counts = [len(each.is_line) for each in several]
    begins = np.cumsum([0, *counts])[: len(several)]
    shape = [each.shape + begin for each, begin in zip(several, begins, strict=True)]

    def all_of(name: str) -> Any:
        return np.concatenate([getattr(each, name) for each in several])

    names = ("x", "y", "length_mm", "is_line", "inside_x", "inside_y")
    return ShapePlaces(shape=np.concatenate(shape), **{name: all_of(name) for name in names})


def _single_parts(shapes: Shapes) -> tuple[Shapes, Int64]:
    """(part,) the points, lines and polygons that the shapes consist of, however nested, and the shape of each."""
    import shapely

    parts, of_shape = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) >= _MULTIPOINT).any():
        parts, of_part = shapely.get_parts(parts, return_index=True)
        of_shape = of_shape[of_part]
    return parts, of_shape


def _half_of_neighbours(corners: Float, of_part: Int64) -> Float:
    """(corner,) half of the stretch to the corner before it and half of that to the one after, in the same part."""
    stretch = np.hypot(*np.diff(corners, axis=0).T) if len(corners) > 1 else np.zeros(0)
    stretch = np.where(of_part[1:] == of_part[:-1], stretch, 0.0) if len(corners) else np.zeros(0)
    half = np.zeros(len(corners))
    half[:-1] += stretch / 2
    half[1:] += stretch / 2
    return half


def _whole(values: Float) -> Int64:
    """Whole numbers whose sums are those of the values: each running sum is rounded, so that nothing adds up."""
    return np.diff(np.floor(np.cumsum(values) + 0.5), prepend=0.0).astype(np.int64)


def _points_on(shapes: Shapes) -> Float:
    """(shape, 2) a point on each shape, NaN without geometry."""
    import shapely

    found = np.full((len(shapes), 2), np.nan)
    present = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    on_shape = shapely.point_on_surface(shapes[present])
    found[present, 0], found[present, 1] = shapely.get_x(on_shape), shapely.get_y(on_shape)
    return found
