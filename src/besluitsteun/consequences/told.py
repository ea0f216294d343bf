"""``Study`` and audience in, ``Told`` out: which assets count in the numbers that this audience reads.

An asset that the audience may see counts always. Of the others only whole groups count, and only in sums: at least
``minimale_groep`` hidden assets that share function, cell of areas, party and bearer, all of which are hit in the
event. So whatever rows are added and subtracted, over areas, criteria and scenarios, by somebody who knows every
visible asset: what is left holds whole groups. This is the threshold rule of statistical disclosure control (Hundepool
and others, Statistical Disclosure Control (2012), chapter on magnitude tables), with hidden contributors counted alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..loading.audience import may_see_asset
from ..loading.study import Study
from ..schema.assets import Asset
from .event import Event
from .layout import Layout
from .stakes import Stakes

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

SMALLEST = "minimale_groep"
"""The key figure: the smallest number of hidden assets that count together."""
BY_OUTAGE = ("users", "vulnerable")
"""Stakes that a group loses by being down; ``damage`` it suffers by standing in the water."""
DAMAGE = "damage"


@dataclass(frozen=True, eq=False)
class Told:
    """What counts for one audience.

    audience : ``None`` = everything is told
    seen     : (asset,) whether the audience may see it
    groups   : per stake (asset,) number of the group of hidden assets that it counts with, -1 = none
    """

    audience: str | None
    seen: Bool
    groups: dict[str, Int64]

    @property
    def is_all(self) -> bool:
        """Whether nothing is hidden."""
        return bool(self.seen.all())

    @property
    def hidden(self) -> frozenset[int]:
        """Positions of the assets that the audience may not see."""
        return frozenset(np.flatnonzero(~self.seen).tolist())

    def may_count(self, stake: str) -> Bool:
        """(asset,) whether this stake of it counts in a sum, at least in some event."""
        return self.seen | (self.groups[stake] >= 0)

    def seen_only(self, stakes: Stakes) -> Stakes:
        """The stakes of what may be seen; of everything else 0."""
        if self.is_all:
            return stakes
        kept = {name: np.where(self.seen, getattr(stakes, name), 0) for name in ("residents", *BY_OUTAGE, DAMAGE)}
        return Stakes(**kept)

    def with_groups(self, stakes: Stakes, event: Event) -> Stakes:
        """The stakes of what may be seen and of the groups that are hit as a whole; the residents of no group."""
        if self.is_all:
            return stakes
        down = np.zeros(event.total, dtype=np.bool_)
        down[event.asset] = True
        hit = {**dict.fromkeys(BY_OUTAGE, down), DAMAGE: event.depth_mm > 0}
        kept = {
            name: np.where(self.seen | _hit_as_a_whole(self.groups[name], hit[name]), getattr(stakes, name), 0)
            for name in hit
        }
        return replace(self.seen_only(stakes), **kept)


def told_of(study: Study, audience: str | None, layout: Layout, stakes: Stakes) -> Told:
    """What counts for an audience. ``stakes``: the modal ones; an asset with nothing at stake makes no group larger."""
    seen = np.array([may_see_asset(asset, audience) for asset in study.assets], dtype=np.bool_)
    with_curve = np.array([asset.damage_curve is not None for asset in study.assets], dtype=np.bool_)
    has = {name: getattr(stakes, name) > 0 for name in BY_OUTAGE} | {DAMAGE: (stakes.damage > 0) & with_curve}
    least = int(study.figures[SMALLEST].number)
    groups = {name: _groups(study.assets, layout, ~seen & own, least) for name, own in has.items()}
    return Told(audience, seen, groups)


def _groups(assets: Sequence[Asset], layout: Layout, counted: Bool, least: int) -> Int64:
    """(asset,) number of its group among the counted ones, -1 = not counted, or in a group that is too small."""
    members: dict[object, list[int]] = {}
    for place in np.flatnonzero(counted).tolist():
        members.setdefault(layout.groups[place], []).append(place)
    numbers = np.full(len(assets), -1, dtype=np.int64)
    for number, places in enumerate(each for each in members.values() if len(each) >= least):
        numbers[places] = number
    return numbers


def _hit_as_a_whole(group: Int64, hit: Bool) -> Bool:
    """(asset,) whether it is in a group of which every asset is hit."""
    spared = np.unique(group[(group >= 0) & ~hit])
    return (group >= 0) & ~np.isin(group, spared)
