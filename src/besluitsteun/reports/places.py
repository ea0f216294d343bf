"""Assets and a division of the area in, ``PlaceName``s for a map out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from ..schema.assets import Asset


@dataclass(frozen=True)
class PlaceName:
    """A name to write on a map near a place in the study's CRS."""

    name: str
    x: float
    y: float


def place_names(assets: Iterable[Asset], division: str) -> tuple[PlaceName, ...]:
    """The areas of a division, each in the middle (median) of its assets, those with most assets first."""
    members: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for asset in assets:
        area = asset.areas.get(division)
        if area and asset.x is not None and asset.y is not None:
            members[area].append((asset.x, asset.y))
    ordered = sorted(members.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(PlaceName(name, *(median(axis) for axis in zip(*xy, strict=True))) for name, xy in ordered)
