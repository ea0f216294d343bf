"""Points, lines and polygons as places where the water is looked up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from besluitsteun.hazard.shape_places import ShapePlaces, joined, places_of


def places(*shapes: Any) -> ShapePlaces:
    return places_of(np.array(shapes, dtype=object))


def test_a_point_is_its_own_place() -> None:
    found = places(shapely.Point(3, 4), shapely.MultiPoint([(0, 0), (9, 9)]))
    assert list(zip(found.shape, found.x, found.y, strict=True)) == [(0, 3, 4), (1, 0, 0), (1, 9, 9)]
    assert found.length_mm.tolist() == [0, 0, 0]
    assert not found.is_line.any()


def test_a_line_has_its_bends_ends_and_a_place_every_ten_metres() -> None:
    """25 m east, of which each part is 8.33 m, then 4 m north."""
    found = places(shapely.LineString([(0, 0), (25, 0), (25, 4)]))
    assert found.x.tolist() == pytest.approx([0, 25 / 3, 50 / 3, 25, 25])
    assert found.y.tolist() == [0, 0, 0, 0, 4]
    assert found.length_mm.tolist() == pytest.approx([4167, 8333, 8333, 6167, 2000], abs=1)
    assert found.is_line.tolist() == [True]


def test_parts_of_a_line_are_not_joined_across_their_gap() -> None:
    found = places(shapely.MultiLineString([[(0, 0), (6, 0)], [(500, 0), (506, 0)]]))
    assert found.length_mm.tolist() == [3000, 3000, 3000, 3000]


def test_nor_are_those_of_a_line_within_a_collection() -> None:
    """6 m in each of three pieces, hundreds of metres apart."""
    pieces = [shapely.LineString([(x, 0), (x + 6, 0)]) for x in (0, 500, 900)]
    nested = shapely.GeometryCollection([pieces[0], shapely.GeometryCollection([shapely.MultiLineString(pieces[1:])])])
    assert places(nested).length_mm.tolist() == [3000] * 6
    assert len(places(nested).x) == 6


def test_lengths_in_whole_millimetres_add_up() -> None:
    lines = [shapely.LineString([(0, i), (1 / 3, i)]) for i in range(3000)]
    assert places(*lines).length_mm.sum() == 1_000_000


def test_a_polygon_has_its_outline_its_holes_and_a_point_inside() -> None:
    outer, hole = shapely.box(0, 0, 30, 30), shapely.box(10, 10, 20, 20)
    found = places(outer.difference(hole))
    at = set(zip(found.x.tolist(), found.y.tolist(), strict=True))
    assert {(0, 0), (10, 0), (20, 0), (30, 30), (10, 10), (20, 20)} <= at
    assert (found.inside_x[0], found.inside_y[0]) in at
    assert outer.difference(hole).contains(shapely.Point(found.inside_x[0], found.inside_y[0]))
    assert found.length_mm.sum() == 0


def test_a_shape_without_geometry_has_no_place() -> None:
    found = places(shapely.Point(1, 1), None, shapely.Polygon(), shapely.Point(2, 2))
    assert found.shape.tolist() == [0, 3]
    assert np.isnan(found.inside_x).tolist() == [False, True, True, False]
    assert len(places().x) == 0


def test_groups_are_numbered_on() -> None:
    one, other = places(shapely.Point(1, 1), None), places(shapely.LineString([(0, 0), (8, 0)]))
    both = joined((one, other))
    assert both.shape.tolist() == [0, 2, 2]
    assert both.is_line.tolist() == [False, False, True]
    assert both.length_mm.tolist() == [0, 4000, 4000]
