"""A ``Scenario`` and ``ShapePlaces`` in, ``ShapeDepths`` out: the largest depth at every place and of every shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..problems import Problem
from ..schema.scenarios import DepthSource, OnMissing, Scenario
from .courses import Usage
from .depth_tables import DEEPEST_M
from .depths import LOWEST_M, moments_of, outside_is_dry
from .inundation import Int32
from .points import Bool, Float, Points
from .sampling import Sample, State, starts_of
from .shape_places import Int64, ShapePlaces
from .sources import Sources

UNKNOWN_MM = -1


@dataclass(frozen=True, eq=False)
class ShapeDepths:
    """The largest depth in one scenario, whenever it comes, in whole millimetres; ``UNKNOWN_MM`` = not known.

    at_place  : (place,)
    of_shape  : (shape,) the largest at its places; not known only where none of them is
    doubtful  : number of places whose value no depth has (a level, or an undeclared "no data"): taken as not known
    """

    at_place: Int32
    of_shape: Int32
    doubtful: int = 0


def shape_depths(
    scenarios: Sequence[Scenario], places: ShapePlaces, crs: str, resolve: Callable[[str], Path]
) -> tuple[dict[str, ShapeDepths], list[Problem]]:
    """Depths per scenario; a raster that several of them name is sampled once.

    A scenario without water, or with a table of depths per object, says nothing of shapes: it is left out. Elsewhere
    the rules are those of objects, except that a place outside the raster or without data is not known rather than
    refused, and that the radius is used only for a shape without data at any of its places.
    """
    sources = _sources(places.x, places.y, crs, resolve)
    found, problems = dict[str, ShapeDepths](), list[Problem]()
    for scenario in scenarios:
        if scenario.depth is None or scenario.depth.table is not None:
            continue
        metres, doubtful, refused = _metres(scenario, scenario.depth, places, sources, resolve)
        problems += refused
        if not refused:
            usage = Usage(scenario.depth.factor, scenario.depth.plus_m)
            known = np.isfinite(metres)
            at_place = np.where(known, usage.depth_mm(np.where(known, metres, 0.0)), UNKNOWN_MM).astype(np.int32)
            found[scenario.id] = ShapeDepths(at_place, deepest(places, at_place), doubtful)
    return found, list(dict.fromkeys(problems))


def deepest(places: ShapePlaces, at_place: Int32) -> Int32:
    """(shape,) the largest of its places, ``UNKNOWN_MM`` for a shape without any."""
    found = np.full(len(places.is_line), UNKNOWN_MM, dtype=np.int32)
    first = starts_of(places.shape)
    if len(first):
        found[places.shape[first]] = np.maximum.reduceat(at_place, first)
    return found


def _sources(x: Float, y: Float, crs: str, resolve: Callable[[str], Path]) -> Sources:
    count = len(x)
    return Sources(Points(("",) * count, x, y, (None,) * count, np.zeros(count, dtype=np.bool_), crs), resolve, None)


def _metres(
    scenario: Scenario,
    source: DepthSource,
    places: ShapePlaces,
    sources: Sources,
    resolve: Callable[[str], Path],
) -> tuple[Float, int, list[Problem]]:
    """(place,) the largest depth over the rasters, NaN = not known in any; and how many values were doubtful."""
    if source.uniform_m is not None:
        return np.full(len(places.x), source.uniform_m), 0, []
    moments, problems = moments_of(scenario, source)
    largest, doubtful = np.full(len(places.x), np.nan), 0
    for _, name in moments:
        sample, refused = _sampled(scenario, source, name, places, sources, resolve)
        problems += refused
        if sample is not None:
            metres, odd = _settled(scenario, source, sample)
            largest, doubtful = np.fmax(largest, metres), max(doubtful, odd)
    return largest, doubtful, problems


def _sampled(
    scenario: Scenario,
    source: DepthSource,
    name: str,
    places: ShapePlaces,
    sources: Sources,
    resolve: Callable[[str], Path],
) -> tuple[Sample | None, tuple[Problem, ...]]:
    """The cell at every place; within the radius for shapes that have no data at any place (cut out of the map)."""
    found, problems = _read(source, name, 0.0, sources)
    radius = scenario.sampling.radius_m
    if found is None or radius == 0:
        return found, problems
    around = np.flatnonzero(_of_blank_shapes(places.shape, found, len(places.is_line)))
    if len(around) == 0:
        return found, problems
    nearby = _sources(places.x[around], places.y[around], sources.points.crs, resolve)
    wider, problems = _read(source, name, radius, nearby)
    if wider is None:
        return None, problems
    value, state = found.value.copy(), found.state.copy()
    value[around], state[around] = wider.value, wider.state
    return Sample(value, state, value), ()


def _read(
    source: DepthSource, name: str, radius_m: float, sources: Sources
) -> tuple[Sample | None, tuple[Problem, ...]]:
    if source.ground is not None:
        return sources.depths_of_level(name, source.ground, radius_m, False)
    return sources.values(name, radius_m, False)


def _of_blank_shapes(shape: Int64, found: Sample, shapes: int) -> Bool:
    """(place,) whether none of the places of its shape has data, and this one lies in the raster."""
    with_data = np.zeros(shapes, dtype=np.bool_)
    with_data[shape[found.state == State.DATA]] = True
    blank: Bool = ~with_data[shape] & (found.state == State.NODATA)
    return blank


def _settled(scenario: Scenario, source: DepthSource, found: Sample) -> tuple[Float, int]:
    """(place,) metre, NaN = not known; and at how many places the value is one that no depth has."""
    known = found.state == State.DATA
    metres = np.where(known, found.value, np.nan)
    with np.errstate(invalid="ignore"):
        odd = metres > DEEPEST_M
        if source.ground is None:
            odd |= metres < LOWEST_M
    metres = np.where(odd, np.nan, np.maximum(metres, 0.0))
    if scenario.nodata is OnMissing.DRY:
        metres[found.state == State.NODATA] = 0.0
    if outside_is_dry(scenario):
        metres[found.state == State.OUTSIDE] = 0.0
    return metres, int(np.count_nonzero(odd))
