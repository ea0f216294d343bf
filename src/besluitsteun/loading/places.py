"""Objects and the study's CRS in, what is wrong with their coordinates out; coordinates of layers made those of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from ..nl import plain
from ..problems import Place, Problem
from ..schema.assets import Asset
from .assets import PlacedAsset

Bounds = tuple[float, float, float, float]


def check_crs(crs: str, place: Place) -> list[Problem]:
    """The CRS exists and measures in metres, as every distance and radius of a study does."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    expected, remedy = "een stelsel in meters, zoals EPSG:28992", "vul het EPSG-nummer van uw coördinaten in"
    try:
        system = CRS.from_user_input(crs)
    except CRSError:
        return [Problem(place, f"onbekend coördinatenstelsel `{crs}`", expected, remedy)]
    if system.is_projected and all(axis.unit_conversion_factor == 1 for axis in system.axis_info[:2]):
        return []
    return [Problem(place, f"`{crs}` meet niet in meters", expected, "reken de coördinaten om naar RD (EPSG:28992)")]


def transformed(
    assets: Sequence[PlacedAsset], own: str, crs: str, place: Place
) -> tuple[list[PlacedAsset], list[Problem]]:
    """Objects of a layer with a CRS of its own, with coordinates in that of the study."""
    from pyproj.exceptions import ProjError

    located = [i for i, each in enumerate(assets) if each.record.x is not None and each.record.y is not None]
    try:
        x, y = _transformer(own, crs).transform(*_coordinates([assets[i].record for i in located]))
    except ProjError:
        found = f"van het stelsel van deze laag ({own[:40]}) naar {crs} kan niet worden omgerekend"
        return [], [Problem(place, found, f"een laag in {crs}", f"sla de laag op in {crs}")]
    moved = list(assets)
    for i, at_x, at_y in zip(located, x.tolist(), y.tolist(), strict=True):
        record = assets[i].record.model_copy(update={"x": at_x, "y": at_y})
        moved[i] = PlacedAsset(record, assets[i].source, assets[i].moved)
    return moved, []


def outside_crs(assets: Sequence[PlacedAsset], crs: str) -> dict[str, Problem]:
    """Id → problem of objects outside the area of use of the CRS: degrees, x and y swapped, or another system."""
    located = [each for each in assets if each.record.x is not None and each.record.y is not None]
    bounds = _bounds(crs)
    x, y = _coordinates([each.record for each in located])
    inside, swapped = _within(bounds, x, y), _within(bounds, y, x)
    degrees = (np.abs(x) <= 180) & (np.abs(y) <= 90)
    problems = {}
    for i in np.flatnonzero(~inside):
        each = located[i]
        remedy = "controleer x en y, en de eenheid (meters)"
        if swapped[i]:
            remedy = "x en y lijken verwisseld: wissel de kolommen"
        elif degrees[i]:
            remedy = f"dit lijken graden: reken x en y om naar {crs}"
        found = f"`{each.record.id}` ligt op ({plain(x[i])}, {plain(y[i])}), buiten het gebied van {crs}"
        problems[each.record.id] = Problem(each.at("x"), found, f"coördinaten in meters in {crs}", remedy)
    return problems


def _coordinates(assets: Sequence[Asset]) -> tuple[Any, Any]:
    """(asset,) x and y."""
    return (np.array([getattr(asset, axis) for asset in assets], dtype=np.float64) for axis in "xy")  # type: ignore[return-value]


def _within(bounds: Bounds, x: Any, y: Any) -> Any:
    west, south, east, north = bounds
    return (west <= x) & (x <= east) & (south <= y) & (y <= north)


@cache
def _transformer(source: str, target: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def _bounds(crs: str) -> Bounds:
    """West, south, east and north of the area where a CRS is meant to be used, in its own coordinates."""
    from pyproj import CRS

    area = CRS.from_user_input(crs).area_of_use
    if area is None:
        return (-np.inf, -np.inf, np.inf, np.inf)
    bounds = _transformer("EPSG:4326", crs).transform_bounds(area.west, area.south, area.east, area.north)
    return (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))
