"""Water of all scenarios in, own-condition windows of some assets in all of them out, at once for any ``Changes``.

The same windows as ``simulation.exposure.expose`` gives scenario by scenario, for who needs those of a few assets under
many sets of measures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..hazard.inundation import UNKNOWN_GROUND, Inundation, millimetres
from ..schema import parameters as keys
from ..simulation.exposure import Exposure, Windows, merged
from .apply import Run, held_back, levels, repairs, thresholds
from .changes import EVERYWHERE, Changes, Rerun

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Spells:
    """Windows of assets in many scenarios.

    scenario, asset, start, end : (spell,) sorted by asset or by (scenario, asset), as whoever makes them says
    """

    scenario: Int64
    asset: Int64
    start: Int64
    end: Int64

    def __len__(self) -> int:
        return len(self.asset)

    @classmethod
    def none(cls) -> Self:
        """Not any."""
        return cls(*(np.zeros(0, dtype=np.int64) for _ in fields(cls)))

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """All of them, one after another."""
        every = (cls.none(), *parts)
        return cls(*(np.concatenate([getattr(part, each.name) for part in every]) for each in fields(cls)))

    def at(self, picked: NDArray[np.integer] | Bool) -> Self:
        """Some of them: numbers, or a mask."""
        return replace(self, **{each.name: getattr(self, each.name)[picked] for each in fields(self)})


@dataclass(frozen=True, eq=False)
class _Waves(Spells):
    """Runs of water of one depth; ground as in ``Inundation``."""

    depth_mm: Int64
    ground_mm: Int64


def _waves(scenario: int, water: Inundation) -> _Waves:
    columns = _numbered(scenario, water)
    ground = np.full(len(water.asset), UNKNOWN_GROUND) if water.ground_mm is None else water.ground_mm[water.asset]
    return _Waves(*columns, water.depth_mm.astype(np.int64), ground.astype(np.int64))


def _numbered(scenario: int, windows: Inundation | Windows) -> tuple[Int64, Int64, Int64, Int64]:
    asset, start, end = (getattr(windows, name).astype(np.int64) for name in ("asset", "start", "end"))
    return np.full(len(asset), scenario, dtype=np.int64), asset, start, end


@dataclass(frozen=True, eq=False)
class Flooding:
    """Everything that can make an own condition false, in all scenarios.

    waves, imposed : runs of water and imposed outages, sorted by asset
    mine : (asset,) whether an asset is one of those that it is about: of other assets a re-run brings no water either
    """

    assets: int
    scenarios: int
    steps: int
    waves: _Waves
    imposed: Spells
    mine: Bool

    @classmethod
    def of(cls, water: Sequence[Inundation], exposure: Exposure, assets: int, steps: int) -> Self:
        """The flooding of a study."""
        waves = _Waves.joined([_waves(number, each) for number, each in enumerate(water)])
        forced = Spells.joined([Spells(*_numbered(n, each.imposed)) for n, each in enumerate(exposure.scenarios)])
        by_asset, forced_by_asset = (np.argsort(each.asset, kind="stable") for each in (waves, forced))
        everyone = np.ones(assets, dtype=np.bool_)
        return cls(assets, len(water), steps, waves.at(by_asset), forced.at(forced_by_asset), everyone)

    @cached_property
    def _first(self) -> tuple[Int64, Int64]:
        """(asset + 1,) where the waves, and the imposed outages, of each asset begin."""
        every = np.arange(self.assets + 1)
        return np.searchsorted(self.waves.asset, every), np.searchsorted(self.imposed.asset, every)

    def among(self, assets: Sequence[int]) -> Self:
        """What concerns some assets."""
        wave, forced = (_ranges(first, assets) for first in self._first)
        mine = np.zeros(self.assets, dtype=np.bool_)
        mine[list(assets)] = True
        return replace(self, waves=self.waves.at(wave), imposed=self.imposed.at(forced), mine=mine & self.mine)

    def own(self, run: Run, changes: Changes) -> Spells:
        """When the own condition is false: while flooded, during the repair after it, and in imposed outages.

        Sorted by (scenario, asset, start), disjoint and cut at the horizon.
        """
        waves = self._with_reruns(changes)
        waves = waves.at(_fails(waves, _depths(waves, changes), run, changes))
        wet = merged(waves.asset + waves.scenario * self.assets, waves.start, waves.end)
        repair = repairs(run, changes.of(keys.REPAIR))[wet.asset % self.assets]
        forced = self.imposed
        found = merged(
            np.concatenate([wet.asset, forced.asset + forced.scenario * self.assets]),
            np.concatenate([wet.start, forced.start]),
            np.concatenate([np.minimum(wet.end.astype(np.int64) + repair, self.steps), forced.end]),
        )
        line = found.asset.astype(np.int64)
        return Spells(line // self.assets, line % self.assets, found.start.astype(np.int64), found.end.astype(np.int64))

    def _with_reruns(self, changes: Changes) -> _Waves:
        """Re-runs that are taken replace the water; optional ones leave it dry at best, and add theirs at worst."""
        waves = self.waves
        for rerun in changes.reruns:
            waves = _Waves.joined([_elsewhere(waves, rerun), self._there(rerun)])
        for rerun in changes.optional_reruns:
            waves = _elsewhere(waves, rerun) if changes.best else _Waves.joined([waves, self._there(rerun)])
        return waves

    def _there(self, rerun: Rerun) -> _Waves:
        """The water of a re-run at the assets that this is about."""
        at = rerun.at[self.mine[rerun.at]]
        return _waves(rerun.scenario, rerun.water).at(np.isin(rerun.water.asset, at))


def _ranges(first: Int64, assets: Sequence[int]) -> Int64:
    parts = [np.arange(first[each], first[each + 1]) for each in assets]
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts])


def _elsewhere(waves: _Waves, rerun: Rerun) -> _Waves:
    return waves.at(~((waves.scenario == rerun.scenario) & np.isin(waves.asset, rerun.at)))


def _fails(waves: _Waves, depth_mm: Int64, run: Run, changes: Changes) -> Bool:
    """(run,) deeper than the failure depth; equal does not fail."""
    level, has_level = levels(run.network, changes.of(keys.CRITICAL_LEVEL))
    threshold = thresholds(run, changes.of(keys.FAILURE_DEPTH))[waves.asset].astype(np.int64)
    known = has_level[waves.asset] & (waves.ground_mm != UNKNOWN_GROUND)
    above_ground = np.maximum(level[waves.asset] - np.where(known, waves.ground_mm, 0), 0)
    limit = np.where(known, above_ground, threshold)
    return np.asarray((limit >= 0) & (depth_mm > limit), dtype=np.bool_)


def _depths(waves: _Waves, changes: Changes) -> Int64:
    """(run,) depths in millimetres with the changes of the water, and dry behind what holds it back."""
    depths = waves.depth_mm.astype(np.int32)
    apart = {each for key in (keys.DEPTH, keys.BARRIER) for each in changes.scenarios_apart(key)}
    rest = ~np.isin(waves.scenario, sorted(apart)) if apart else np.ones(len(waves), dtype=np.bool_)
    for scenario, rows in ((EVERYWHERE, rest), *((each, waves.scenario == each) for each in sorted(apart))):
        depth, barrier = (changes.of(key, scenario) for key in (keys.DEPTH, keys.BARRIER))
        if depth is None and barrier is None:
            continue
        where, moved = waves.asset[rows], depths[rows]
        if depth is not None:
            moved = millimetres(depth.on_rows(where, moved / 1000))
        depths[rows] = held_back(where, moved, barrier)
    return depths.astype(np.int64)
