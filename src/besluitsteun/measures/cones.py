"""``Resimulation`` in, ``Cones`` out: of which measures the outages of each asset can depend at all (05: cause cones).

A measure can only matter to an asset if it changes an input of the asset, or of something that the asset depends on
and that can be down in the same scenario. What can be down is what is down when every parameter is as bad as any
measure can make it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from graphlib import TopologicalSorter
from operator import or_

import numpy as np
from numpy.typing import NDArray

from ..network import Wiring
from ..schema import parameters as keys
from ..simulation.exposure import Windows
from ..simulation.runner import outage_windows
from .apply import changed_network, with_suppliers
from .changes import Changes
from .flooding import Flooding, Spells
from .resimulate import Resimulation

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

OF_OWN = (keys.FAILURE_DEPTH, keys.CRITICAL_LEVEL, keys.REPAIR, keys.DEPTH, keys.BARRIER)
"""Parameters of the own condition: they matter only where water stands."""
OF_NEEDS = (keys.BUFFER, keys.RESTART, keys.MINIMUM)


@dataclass(frozen=True, eq=False)
class Cones:
    """What can fail in each scenario, and which measures can matter to it. Sets of measures are bits of a number.

    measures : ids, in the order of the study; measure i is bit i
    affected : per scenario the assets that can be down, sorted
    support  : per scenario, for each of its affected assets, the measures that can matter to its outages there
    own, needs : (asset,) measures that change its own condition, and its needs or how it starts
    wiring   : with every supplier that any measure adds
    """

    measures: tuple[str, ...]
    affected: tuple[Int64, ...]
    support: tuple[tuple[int, ...], ...]
    own: tuple[int, ...]
    needs: tuple[int, ...]
    wiring: Wiring

    def names(self, bits: int) -> tuple[str, ...]:
        """The ids in a set."""
        return tuple(each for place, each in enumerate(self.measures) if bits >> place & 1)

    def bits(self, names: Collection[str]) -> int:
        """The set of ids."""
        return sum(1 << place for place, each in enumerate(self.measures) if each in names)

    @cached_property
    def anywhere(self) -> tuple[int, ...]:
        """(asset,) measures that can matter to its outages in any scenario."""
        return tuple(united(bits for _, bits in each) for each in self.by_asset)

    @cached_property
    def by_asset(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """(asset,) the scenarios in which it can be down, with the measures that can matter there."""
        found: list[list[tuple[int, int]]] = [[] for _ in range(self.wiring.asset_total)]
        for scenario, (assets, support) in enumerate(zip(self.affected, self.support, strict=True)):
            for asset, bits in zip(assets.tolist(), support, strict=True):
                found[asset].append((scenario, bits))
        return tuple(map(tuple, found))

    def closed(self, assets: Int64) -> Int64:
        """The assets and everything that they depend on, directly or not, as far as it can be down; sorted."""
        needs_ptr, needs = self.wiring.needs_of
        found, open_ = set(assets.tolist()), assets.tolist()
        while open_:
            consumer = open_.pop()
            for need in needs[needs_ptr[consumer] : needs_ptr[consumer + 1]]:
                for supplier in _suppliers(self.wiring, int(need)):
                    if self.by_asset[supplier] and supplier not in found:
                        found.add(supplier)
                        open_.append(supplier)
        return np.array(sorted(found), dtype=np.int64)


def united(sets: Iterable[int]) -> int:
    """The measures in any of these sets."""
    return reduce(or_, sets, 0)


def cones_of(simulation: Resimulation, flooding: Flooding) -> Cones:
    """The cones of a study and its measures."""
    catalogue, network = simulation.catalogue, simulation.run.network
    measures = tuple(each.id for each in catalogue.measures)
    worst = catalogue.bounds((), measures, best=False)
    affected = _affected(simulation, flooding, worst)
    every = tuple(dict.fromkeys(pair for each in measures for pair in catalogue.changes([each]).added))
    wiring = with_suppliers(network.wiring, every) if every else network.wiring
    touch = _Touch.of(simulation, flooding, measures)
    circles = _Circles.of(wiring)
    support = []
    for scenario, assets in enumerate(affected):
        found = dict(_supports(wiring, circles, touch, scenario, assets))
        support.append(tuple(found[asset] for asset in assets.tolist()))
    return Cones(measures, affected, tuple(support), touch.any_own(), touch.needs, wiring)


def _affected(simulation: Resimulation, flooding: Flooding, worst: Changes) -> tuple[Int64, ...]:
    network = changed_network(simulation.run, worst)
    own = _by_scenario(flooding.own(simulation.run, worst), flooding.scenarios)
    found = outage_windows(network, own, engine=simulation.engine, threads=simulation.threads)
    return tuple(np.unique(each.asset).astype(np.int64) for each in found)


def _by_scenario(spells: Spells, scenarios: int) -> list[Windows]:
    edges = np.searchsorted(spells.scenario, np.arange(scenarios + 1))
    columns = [each.astype(np.int32) for each in (spells.asset, spells.start, spells.end)]
    return [
        Windows(*(column[first:last] for column in columns))
        for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)
    ]


@dataclass(frozen=True, eq=False)
class _Touch:
    """Which measures change the inputs of which assets.

    own   : (asset,) measures of the own condition, whatever the scenario
    water : per scenario asset → measures of its water
    needs : (asset,) measures that change its needs, or how it starts
    wet   : per scenario the assets where water can stand
    """

    own: tuple[int, ...]
    water: tuple[dict[int, int], ...]
    needs: tuple[int, ...]
    wet: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, simulation: Resimulation, flooding: Flooding, measures: tuple[str, ...]) -> _Touch:
        wiring = simulation.run.network.wiring
        own, needs = [0] * wiring.asset_total, [0] * wiring.asset_total
        water: list[dict[int, int]] = [{} for _ in range(flooding.scenarios)]
        wet = [
            set(flooding.waves.asset[flooding.waves.scenario == each].tolist()) for each in range(flooding.scenarios)
        ]
        for place, measure in enumerate(measures):
            bit, changes = 1 << place, simulation.catalogue.changes([measure])
            for asset in _changed_assets(changes, (keys.FAILURE_DEPTH, keys.CRITICAL_LEVEL, keys.REPAIR)):
                own[asset] |= bit
            for asset in _changed_assets(changes, (keys.SELF_STARTING,)):
                needs[asset] |= bit
            changed = set(_changed_assets(changes, _needs_that_count(simulation)))
            for need in sorted(changed | {need for need, _ in changes.added}):
                needs[int(wiring.consumer[need])] |= bit
            for scenario in range(flooding.scenarios):
                for asset in _changed_water(changes, scenario):
                    water[scenario][asset] = water[scenario].get(asset, 0) | bit
            for rerun in changes.reruns:
                wet[rerun.scenario] |= set(rerun.water.asset[np.isin(rerun.water.asset, rerun.at)].tolist())
        return cls(tuple(own), tuple(water), tuple(needs), tuple(frozenset(each) for each in wet))

    def any_own(self) -> tuple[int, ...]:
        """(asset,) measures that change its own condition in any scenario."""
        found = list(self.own)
        for scenario in self.water:
            for asset, bits in scenario.items():
                found[asset] |= bits
        return tuple(found)

    def in_scenario(self, asset: int, scenario: int, wiring: Wiring, can_fail: Bool) -> int:
        """Measures that change an input of an asset that matters in a scenario."""
        wet = asset in self.wet[scenario]
        bits = self.own[asset] | self.water[scenario].get(asset, 0) if wet else 0
        needs_ptr, needs = wiring.needs_of
        mine = needs[needs_ptr[asset] : needs_ptr[asset + 1]].tolist()
        if self.needs[asset] and (wet or any(can_fail[_suppliers(wiring, need)].any() for need in mine)):
            bits |= self.needs[asset]
        return bits


def _needs_that_count(simulation: Resimulation) -> tuple[str, ...]:
    """Whether back-ups start matters in draws only."""
    return OF_NEEDS if simulation.run.luck is None else (*OF_NEEDS, keys.START_FAILURE)


def _changed_assets(changes: Changes, parameters: tuple[str, ...]) -> Iterator[int]:
    for key in parameters:
        change = changes.of(key)
        yield from () if change is None else change.at.tolist()


def _changed_water(changes: Changes, scenario: int) -> Iterator[int]:
    for key in (keys.DEPTH, keys.BARRIER):
        change = changes.of(key, scenario)
        yield from () if change is None else change.at.tolist()
    for rerun in changes.reruns:
        if rerun.scenario == scenario:
            yield from rerun.at.tolist()


def _suppliers(wiring: Wiring, need: int) -> list[int]:
    found: list[int] = wiring.supplier[wiring.supplier_ptr[need] : wiring.supplier_ptr[need + 1]].tolist()
    return found


@dataclass(frozen=True, eq=False)
class _Circles:
    """Assets that need each other in a circle count as one.

    label : (asset,) number of its circle;  rank: (circle,) place in an order with suppliers first
    """

    label: list[int]
    rank: list[int]

    @classmethod
    def of(cls, wiring: Wiring) -> _Circles:
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        total = wiring.asset_total
        user = wiring.consumer[np.repeat(np.arange(wiring.need_total), np.diff(wiring.supplier_ptr))]
        edges = coo_array((np.ones(len(user)), (wiring.supplier, user)), shape=(total, total))
        count, label = connected_components(edges, directed=True, connection="strong")
        before: dict[int, set[int]] = {number: set() for number in range(count)}
        for first, second in zip(label[wiring.supplier].tolist(), label[user].tolist(), strict=True):
            if first != second:
                before[second].add(first)
        order = TopologicalSorter({each: sorted(before[each]) for each in before}).static_order()
        rank = {circle: place for place, circle in enumerate(order)}
        return cls(label.tolist(), [rank[circle] for circle in range(count)])


def _supports(
    wiring: Wiring, circles: _Circles, touch: _Touch, scenario: int, affected: Int64
) -> Iterator[tuple[int, int]]:
    """(asset, measures) of the assets that can fail in a scenario."""
    label = circles.label
    can_fail = np.zeros(wiring.asset_total, dtype=np.bool_)
    can_fail[affected] = True
    members: dict[int, list[int]] = {}
    for asset in affected.tolist():
        members.setdefault(label[asset], []).append(asset)
    bits: dict[int, int] = {}
    needs_ptr, needs = wiring.needs_of
    for circle in sorted(members, key=circles.rank.__getitem__):
        found = 0
        for asset in members[circle]:
            found |= touch.in_scenario(asset, scenario, wiring, can_fail)
            for need in needs[needs_ptr[asset] : needs_ptr[asset + 1]].tolist():
                for supplier in _suppliers(wiring, need):
                    if can_fail[supplier]:
                        found |= bits.get(label[supplier], 0)
        bits[circle] = found
        yield from ((asset, found) for asset in members[circle])
