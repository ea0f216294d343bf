"""Assets in, the ones in a function, an area or a list of ids out: what limits and judgements are about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..schema.assets import Asset

AREA = "gebied"
"""Name of the division that the column ``gebied`` is by itself, where the study has no division by that column."""


@dataclass(frozen=True)
class Selection:
    """The assets of a study, by area.

    divisions : division → area → positions of the assets in it; an asset without an area is in none
    """

    assets: Sequence[Asset]
    divisions: Mapping[str, Mapping[str, frozenset[int]]]

    @classmethod
    def of(cls, assets: Sequence[Asset], divisions: Iterable[str]) -> Selection:
        """Every division of the study, and the column ``gebied`` if no division is the same."""
        return cls(assets, {name: _by_area(areas) for name, areas in areas_per_division(assets, divisions).items()})

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {asset.id: position for position, asset in enumerate(self.assets)}

    def areas(self) -> list[str]:
        """Every name of an area."""
        return sorted({area for members in self.divisions.values() for area in members})

    def divisions_with(self, area: str) -> list[str]:
        """The divisions that have an area of this name."""
        return [division for division, members in self.divisions.items() if area in members]

    def members(self, division: str, area: str) -> frozenset[int]:
        """Positions of the assets in an area."""
        return self.divisions[division].get(area, frozenset())

    def in_area(self, area: str) -> frozenset[int]:
        """Positions of the assets in the area of this name, whatever the division."""
        found = self.divisions_with(area)
        return self.members(found[0], area) if found else frozenset()

    def chosen(self, function: str | None, area: str | None, ids: Collection[str]) -> list[int]:
        """Positions of the assets that meet every condition that is given, in order."""
        chosen = set(range(len(self.assets))) if not ids else {self._by_id[name] for name in ids if name in self._by_id}
        if area is not None:
            chosen &= self.in_area(area)
        return sorted(i for i in chosen if function is None or self.assets[i].function == function)


def areas_per_division(assets: Sequence[Asset], divisions: Iterable[str]) -> dict[str, list[str]]:
    """Division → (asset,) name of the area, "" = none."""
    found = {name: [asset.areas.get(name, "") for asset in assets] for name in divisions}
    own = [asset.area or "" for asset in assets]
    if any(own) and own not in found.values():
        found = {AREA: own, **found}
    return found


def _by_area(areas: Sequence[str]) -> dict[str, frozenset[int]]:
    members: dict[str, list[int]] = {}
    for position, area in enumerate(areas):
        if area:
            members.setdefault(area, []).append(position)
    return {area: frozenset(positions) for area, positions in sorted(members.items())}
