"""``Ledger`` and criterion in, ``Tally`` out: a criterion as a sum over units, counted from hours down alone.

A unit is the smallest group of assets whose cost adds up with that of the others: one asset for user-hours, the assets
of a cell of areas for people that are counted once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from itertools import pairwise
from operator import or_
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ..consequences.layout import Group
from ..consequences.stakes import PARTS, Stakes, stakes_of
from ..schema.assets import Asset
from .apply import changed_values
from .changes import Changes
from .resimulate import Resimulation

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Runs:
    """Simulated variants of what can fail together.

    down    : (run, member) steps down;  place: (asset,) number of the member, -1 = none
    changes : of what is at stake;  which: (run,) number of the one that holds
    scenarios : numbers of the scenarios;  row: (run,) which of them it is, ascending
    counted : (scenario of ``scenarios``, unit) whether the unit of the tally counts
    """

    down: Int64
    place: Int64
    changes: Sequence[Changes]
    which: Int64
    scenarios: Int64
    row: Int64
    counted: NDArray[np.bool_]

    def only(self, units: Sequence[int]) -> Runs:
        """The same for some units of the tally."""
        return replace(self, counted=self.counted[:, list(units)])

    def by_row(self) -> Iterator[tuple[int, slice]]:
        """Which scenario, and its runs."""
        edges = np.searchsorted(self.row, np.arange(len(self.scenarios) + 1)).tolist()
        for row, (first, last) in enumerate(pairwise(edges)):
            if last > first:
                yield row, slice(first, last)


class Tally(Protocol):
    """What a tabulated criterion must tell."""

    @property
    def units(self) -> tuple[Int64, ...]:
        """Per unit its assets, sorted."""

    @property
    def matters_to(self) -> tuple[int, ...]:
        """(unit,) measures (as bits, in the order of the study) that change what is at stake in it."""

    def only(self, units: Sequence[int]) -> Self:
        """The tally of some units."""

    def amounts(self, runs: Runs) -> Floats:
        """(run,) what all units that count cost."""


OUTAGE = "uitval_uur"
_USERS = {"gebruikersuren": "gebruikers", "kwetsbare_gebruikersuren": "kwetsbare_gebruikers"}
AFFECTED = "getroffenen"


def tally_of(
    simulation: Resimulation,
    criterion: str,
    functions: Mapping[str, float] | None = None,
    among: Collection[int] | None = None,
) -> Tally | None:
    """The tally of a criterion; ``None`` where hours down do not tell it.

    functions : what an hour of each function weighs; none given = 1 each
    among     : the assets that count; ``None`` = all
    """
    if criterion in (*_USERS, OUTAGE):
        return Hours.of(simulation, criterion, functions or {}, among)
    return Affected.of(simulation, among) if criterion == AFFECTED else None


@dataclass(frozen=True, eq=False)
class Hours:
    """Hours down × (vulnerable) users × weight of the function, per asset (04); outage hours have no users.

    weight : (asset,) of the function;  units: one asset each
    """

    simulation: Resimulation
    criterion: str
    weight: Floats
    units: tuple[Int64, ...]

    @classmethod
    def of(
        cls, simulation: Resimulation, criterion: str, functions: Mapping[str, float], among: Collection[int] | None
    ) -> Self:
        """Over the assets that have such users, or may get them by a measure."""
        assets = simulation.study.assets
        weight = np.array([functions.get(each.function, 0.0 if functions else 1.0) for each in assets])
        counted = [
            place
            for place, asset in enumerate(assets)
            if (among is None or place in among) and weight[place] > 0 and _has_any(asset, criterion)
        ]
        return cls(simulation, criterion, weight, tuple(np.array([place], dtype=np.int64) for place in counted))

    @cached_property
    def matters_to(self) -> tuple[int, ...]:
        """(unit,) measures that change its users, or what their hours count for."""
        return _staking(self.simulation, self.criterion, self._keys, self.units)

    def only(self, units: Sequence[int]) -> Self:
        """The tally of some assets."""
        return replace(self, units=tuple(self.units[each] for each in units))

    def amounts(self, runs: Runs) -> Floats:
        """(run,) users × hours × weight."""
        if not self.units:
            return np.zeros(len(runs.down))
        assets, factor = np.concatenate(self.units), float(self.simulation.study.time.step_hours) / PARTS
        members = runs.place[assets]
        people = np.array([self._people(each)[assets] * self.weight[assets] * factor for each in runs.changes])
        total = np.empty(len(runs.down))
        for row, some in runs.by_row():
            mine = runs.counted[row]
            weighed = [
                people[number] * self._times(changes, int(runs.scenarios[row]), assets)
                for number, changes in enumerate(runs.changes)
            ]
            costs = runs.down[some, members[mine]] @ np.transpose(weighed)[mine]
            total[some] = costs[np.arange(len(costs)), runs.which[some]]
        return total

    @property
    def _keys(self) -> tuple[str, ...]:
        return (_USERS[self.criterion],) if self.criterion in _USERS else ()

    def _people(self, changes: Changes) -> Int64:
        """(asset,) thousandths of a user."""
        if self.criterion == OUTAGE:
            return np.full(len(self.weight), PARTS, dtype=np.int64)
        stakes = stakes_with(self.simulation, changes, self._keys)
        return stakes.users if self.criterion == "gebruikersuren" else stakes.vulnerable

    def _times(self, changes: Changes, scenario: int, assets: Int64) -> Floats:
        if not changes.factors:
            return np.ones(len(assets))
        times = np.ones(len(self.weight))
        for factor in changes.factors:
            if factor.criterion == self.criterion and scenario in factor.scenarios:
                times[self.simulation.assets_of(factor)] *= factor.times
        return times[assets]


@dataclass(frozen=True, eq=False)
class Exceeding:
    """Number of assets that are down longer than they may.

    most : (asset,) steps that are allowed;  units: one asset each
    """

    most: Int64
    units: tuple[Int64, ...]

    @classmethod
    def of(cls, most: Int64, among: Collection[int]) -> Self:
        """Over some assets."""
        return cls(most, tuple(np.array([place], dtype=np.int64) for place in sorted(among)))

    @property
    def matters_to(self) -> tuple[int, ...]:
        """No measure changes what is allowed."""
        return (0,) * len(self.units)

    def only(self, units: Sequence[int]) -> Self:
        """The tally of some assets."""
        return replace(self, units=tuple(self.units[each] for each in units))

    def amounts(self, runs: Runs) -> Floats:
        """(run,) assets."""
        if not self.units:
            return np.zeros(len(runs.down))
        assets = np.concatenate(self.units)
        exceeds = runs.down[:, runs.place[assets]] > self.most[assets]
        return np.asarray((exceeds & runs.counted[runs.row]).sum(axis=1), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Affected:
    """Residents without some function for long enough, per cell of areas: the largest count over functions (04)."""

    simulation: Resimulation
    least: int
    units: tuple[Int64, ...]

    @classmethod
    def of(cls, simulation: Resimulation, among: Collection[int] | None) -> Self:
        """Over the cells where anyone lives; ``among`` holds whole cells."""
        study, layout = simulation.study, simulation.ledger.layout
        residents = simulation.stakes.residents
        cells = np.unique(layout.cell[residents > 0]).tolist()
        least = study.time.up(study.figures["getroffen_vanaf_uur"].exact)
        units = [np.flatnonzero((layout.cell == cell) & (residents > 0)) for cell in cells]
        if among is not None:
            units = [unit for unit in units if unit[0] in among]
        return cls(simulation, least, tuple(units))

    @cached_property
    def matters_to(self) -> tuple[int, ...]:
        """(unit,) measures that change who lives there."""
        return _staking(self.simulation, AFFECTED, ("inwoners", "gebruikers"), self.units)

    def only(self, units: Sequence[int]) -> Self:
        """The tally of some cells."""
        return replace(self, units=tuple(self.units[each] for each in units))

    def amounts(self, runs: Runs) -> Floats:
        """(run,) residents."""
        total = np.zeros(len(runs.down))
        people = np.array([self._people(each) for each in runs.changes])
        functions = self.simulation.ledger.layout.function
        for number, unit in enumerate(self.units):
            of_cell = [
                np.einsum("ra,ra->r", runs.down[:, runs.place[assets]] >= self.least, people[:, assets][runs.which])
                for assets in (unit[functions[unit] == each] for each in np.unique(functions[unit]))
            ]
            total += np.max(of_cell, axis=0) * self._times(runs, unit) * runs.counted[runs.row, number]
        return total / PARTS

    def _times(self, runs: Runs, unit: Int64) -> Floats:
        """(run,) what the people of a cell are multiplied by."""
        times = np.ones(len(runs.down))
        people = Group("", int(self.simulation.ledger.layout.cell[unit[0]]), "", "")  # of no function and no party
        for number, each in enumerate(runs.changes):
            for factor in each.factors:
                if factor.criterion == AFFECTED and self.simulation.concerns(factor, people):
                    times[(runs.which == number) & np.isin(runs.scenarios[runs.row], factor.scenarios)] *= factor.times
        return times

    def _people(self, changes: Changes) -> Int64:
        return stakes_with(self.simulation, changes, ("inwoners", "gebruikers")).residents


@dataclass(frozen=True, eq=False)
class Mixture:
    """Several tallies added up, each with its weight.

    parts : (tally, weight) each;  units are those of the first, then those of the second, …
    """

    parts: tuple[tuple[Tally, float], ...]

    @property
    def units(self) -> tuple[Int64, ...]:
        """The units of all parts."""
        return tuple(unit for tally, _ in self.parts for unit in tally.units)

    @property
    def matters_to(self) -> tuple[int, ...]:
        """(unit,) what matters to the unit of its part."""
        return tuple(bits for tally, _ in self.parts for bits in tally.matters_to)

    def only(self, units: Sequence[int]) -> Self:
        """The mixture of some units."""
        mine: list[list[int]] = [[] for _ in self.parts]
        places = self._places()
        for part, number in (places[each] for each in units):
            mine[part].append(number)
        parts = zip(self.parts, mine, strict=True)
        return replace(self, parts=tuple((tally.only(own), weight) for (tally, weight), own in parts))

    def amounts(self, runs: Runs) -> Floats:
        """(run,) the weighted sum."""
        total, first = np.zeros(len(runs.down)), 0
        for tally, weight in self.parts:
            last = first + len(tally.units)
            total += weight * tally.amounts(runs.only(range(first, last)))
            first = last
        return total

    def _places(self) -> list[tuple[int, int]]:
        return [(part, number) for part, (tally, _) in enumerate(self.parts) for number in range(len(tally.units))]


def stakes_with(simulation: Resimulation, changes: Changes, keys: Sequence[str]) -> Stakes:
    """The stakes with the changes, worked out only if any of these keys changes."""
    if all(changes.of(key) is None for key in keys):
        return simulation.stakes
    return simulation.ledger.told.seen_only(stakes_of(simulation.study, changed_values(simulation.run, changes)))


def _has_any(asset: Asset, criterion: str) -> bool:
    given = {"gebruikersuren": asset.users, "kwetsbare_gebruikersuren": asset.vulnerable_users}
    return criterion == OUTAGE or given[criterion] is not None


def _staking(simulation: Resimulation, criterion: str, keys: Sequence[str], units: Sequence[Int64]) -> tuple[int, ...]:
    """(unit,) measures, as bits, that change what is at stake at any of its assets."""
    of_asset = [0] * len(simulation.study.assets)
    for place, measure in enumerate(simulation.catalogue.measures):
        changes = simulation.catalogue.changes([measure.id])
        touched = [change.at for change in map(changes.of, keys) if change is not None]
        touched += [simulation.assets_of(each) for each in changes.factors if each.criterion == criterion]
        for asset in np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *touched])).tolist():
            of_asset[asset] |= 1 << place
    return tuple(reduce(or_, (of_asset[asset] for asset in unit.tolist()), 0) for unit in units)
