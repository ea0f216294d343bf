"""``Cones`` in, ``Block`` tables out: what every combination of a few measures does to the assets that they can reach.

Each entry is a simulation of the closed sub-network of these assets, so it is exact for any timing, buffer, repair or
worsening measure (05). Where more measures matter than can be combined, some are kept and the others are at the best
value that they can reach: then an entry is a lower bound.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from ..simulation.runner import downtimes
from .apply import changed_wiring
from .changes import Changes
from .cones import Cones
from .flooding import Flooding, Spells
from .resimulate import Resimulation
from .tally import Tally

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_MEASURES = 10
"""Measures that are combined in one block: 1,024 simulations per scenario."""
MOST_CELLS = 4_000_000
"""Variants × assets whose downtime is held at once."""


@dataclass(frozen=True, eq=False)
class Block:
    """A table over the combinations of a few measures.

    measures : ids, in the order of the study;  combinations: sets of them as bits of a number (bit i = measure i)
    scenarios: numbers of the scenarios in which anything of it can fail
    values   : per tally (scenario of ``scenarios``, combination) what the assets of the block cost
    optional : measures that could matter as well and are at their best; then ``values`` are lower bounds
    """

    measures: tuple[str, ...]
    combinations: tuple[int, ...]
    scenarios: Int64
    values: tuple[Floats, ...]
    optional: tuple[str, ...] = ()

    @cached_property
    def place(self) -> dict[int, int]:
        """Where each combination stands."""
        return {bits: place for place, bits in enumerate(self.combinations)}

    @property
    def is_exact(self) -> bool:
        """Whether the entries are what happens, not a bound of it."""
        return not self.optional


@dataclass(frozen=True, eq=False)
class Part:
    """Units of the tallies of which the same measures matter.

    units : per tally the numbers of its units
    """

    measures: int
    units: tuple[tuple[int, ...], ...]


def parts_of(cones: Cones, tallies: Sequence[Tally], most: int = MOST_MEASURES) -> tuple[Part, ...]:
    """The units of all tallies in parts: those of few measures together with others where that takes no more."""
    found: dict[int, list[list[int]]] = {}
    for which, tally in enumerate(tallies):
        for number, unit in enumerate(tally.units):
            bits = tally.matters_to(number)
            for asset in unit.tolist():
                bits |= cones.support[asset]
            found.setdefault(bits, [[] for _ in tallies])[which].append(number)
    merged: list[tuple[int, list[list[int]]]] = []
    for bits in sorted(found, key=lambda each: (-each.bit_count(), each)):
        home = next((known for known in merged if _goes_into(bits, known[0], most)), None)
        if home is None:
            merged.append((bits, found[bits]))
        else:
            for mine, more in zip(home[1], found[bits], strict=True):
                mine += more
    return tuple(Part(bits, tuple(tuple(sorted(each)) for each in units)) for bits, units in merged)


def _goes_into(bits: int, other: int, most: int) -> bool:
    """A small set goes into a set that holds it, if that can be tabulated in full."""
    return bits & ~other == 0 and other.bit_count() <= most


@dataclass(frozen=True, eq=False)
class Tabulator:
    """Makes blocks of parts."""

    simulation: Resimulation
    flooding: Flooding
    cones: Cones
    tallies: tuple[Tally, ...]

    def block(self, part: Part, kept: Collection[str] | None = None) -> Block:
        """The table of a part, over all its measures or over those that are kept."""
        every = self.cones.names(part.measures)
        measures = every if kept is None else tuple(each for each in every if each in kept)
        return self._block(part, measures, (), tuple(each for each in every if each not in measures))

    def _block(self, part: Part, measures: tuple[str, ...], taken: tuple[str, ...], optional: tuple[str, ...]) -> Block:
        """A table over some measures, while others are taken and yet others may be."""
        units = [tally.only(numbers) for tally, numbers in zip(self.tallies, part.units, strict=True)]
        assets = np.unique(np.concatenate([unit for tally in units for unit in tally.units]))
        members = self.cones.closed(assets)
        combinations = tuple(self._combinations(measures))
        scenarios = self._scenarios(assets)
        table = _Table(self, measures, taken, optional, members, scenarios, units)
        values = tuple(np.empty((len(scenarios), len(combinations))) for _ in units)
        for column, found in table.columns(combinations):
            for into, column_values in zip(values, found, strict=True):
                into[:, column] = column_values
        return Block(measures, combinations, scenarios, values, optional)

    def hopes(self, part: Part, chosen: Collection[str], most: int) -> tuple[str, ...]:
        """The measures that make a part look better than it is at a set, strongest first.

        At first all are at their best. One after another is settled as the set has it, in or out: the one with which
        the bound rises most, until it tells what the set really costs.
        """
        hoped, taken, found = list(self.cones.names(part.measures)), list[str](), list[str]()
        true = self._bound(part, [each for each in hoped if each in chosen], [])
        cost = self._bound(part, taken, hoped)
        while hoped and len(found) < most and cost < true - 1e-9 * max(1.0, true):
            settled = {
                each: self._bound(
                    part, [*taken, each] if each in chosen else taken, [one for one in hoped if one != each]
                )
                for each in hoped
            }
            worst = max(hoped, key=settled.__getitem__)  # of equals the first in the study
            cost = settled[worst]
            hoped.remove(worst)
            taken += [worst] if worst in chosen else []
            found.append(worst)
        return tuple(found)

    def _bound(self, part: Part, taken: Sequence[str], optional: Sequence[str]) -> float:
        """What the first tally of a part costs at least over all scenarios: with these, and any of those."""
        return float(self._block(part, (), tuple(taken), tuple(optional)).values[0].sum())

    def _combinations(self, measures: Sequence[str]) -> Iterator[int]:
        """Those that can be carried out, as far as these measures tell."""
        catalogue, place = self.simulation.catalogue, {each: bit for bit, each in enumerate(measures)}
        required = [
            (1 << place[each], 1 << place[other])
            for each in measures
            for other in catalogue.by_id[each].requires
            if other in place
        ]
        apart = [
            1 << place[first] | 1 << place[second]
            for first, second in sorted(catalogue.conflicts)
            if first in place and second in place
        ]
        for bits in range(1 << len(measures)):
            if all(bits & other for each, other in required if bits & each) and all(
                bits & pair != pair for pair in apart
            ):
                yield bits

    def _scenarios(self, assets: Int64) -> Int64:
        return np.array(
            [number for number, can_fail in enumerate(self.cones.affected) if np.isin(assets, can_fail).any()],
            dtype=np.int64,
        )


@dataclass(frozen=True, eq=False)
class _Table:
    """One block in the making: windows per class of assets that the same measures touch, then every combination."""

    tabulator: Tabulator
    measures: tuple[str, ...]
    taken: tuple[str, ...]
    optional: tuple[str, ...]
    members: Int64
    scenarios: Int64
    tallies: list[Tally]

    def changes(self, chosen: Collection[str]) -> Changes:
        catalogue = self.tabulator.simulation.catalogue
        if not self.optional:
            return catalogue.changes({*self.taken, *chosen})
        return catalogue.bounds({*self.taken, *chosen}, self.optional, best=True)

    def names(self, bits: int) -> tuple[str, ...]:
        return tuple(each for place, each in enumerate(self.measures) if bits >> place & 1)

    def columns(self, combinations: Sequence[int]) -> Iterator[tuple[list[int], tuple[Floats, ...]]]:
        """(columns, per tally (scenario, column) values), those together of which the needs are the same."""
        of_needs = self._bits(self.tabulator.cones.needs)
        order = sorted(range(len(combinations)), key=lambda column: (combinations[column] & of_needs, column))
        windows = _Windows(self)
        at_once = max(1, MOST_CELLS // max(1, len(self.members) * len(self.scenarios)))
        for bits, alike in groupby(order, key=lambda column: combinations[column] & of_needs):
            simulation = self.tabulator.simulation
            wiring = changed_wiring(simulation.run, self.changes(self.names(bits))).among(self.members)
            columns = list(alike)
            for first in range(0, len(columns), at_once):
                some = columns[first : first + at_once]
                chosen = [combinations[column] for column in some]
                down = downtimes(
                    wiring,
                    self.tabulator.flooding.steps,
                    windows.of(chosen),
                    engine=simulation.engine,
                    threads=simulation.threads,
                ).reshape(len(some), len(self.scenarios), len(self.members))
                yield some, self._tallied(down, chosen)

    def _tallied(self, down: Int64, combinations: Sequence[int]) -> tuple[Floats, ...]:
        """Per tally (scenario, combination)."""
        place = np.full(self.tabulator.flooding.assets, -1, dtype=np.int64)
        place[self.members] = np.arange(len(self.members))
        changes = [self.changes(self.names(bits)) for bits in combinations]
        return tuple(tally.amounts(down, place, changes, self.scenarios) for tally in self.tallies)

    def _bits(self, of_asset: Sequence[int]) -> int:
        """The measures of the block, as its own bits, that touch any member."""
        touched = 0
        for asset in self.members.tolist():
            touched |= of_asset[asset]
        return self.own_bits(touched)

    def own_bits(self, bits: int) -> int:
        """Bits of the study as bits of the block."""
        names = set(self.tabulator.cones.names(bits))
        return sum(1 << place for place, each in enumerate(self.measures) if each in names)


class _Windows:
    """Own-condition windows of the members under any combination, each class of assets worked out once."""

    def __init__(self, table: _Table) -> None:
        self.table, self.total = table, len(table.members)
        classes: dict[int, list[int]] = {}
        for local, asset in enumerate(table.members.tolist()):
            classes.setdefault(table.own_bits(table.tabulator.cones.own[asset]), []).append(local)
        flooding = table.tabulator.flooding
        self.classes = [
            (bits, flooding.among(table.members[local].tolist())) for bits, local in sorted(classes.items())
        ]
        self.local = np.full(flooding.assets, -1, dtype=np.int64)
        self.local[table.members] = np.arange(self.total)
        self.row = np.full(flooding.scenarios, -1, dtype=np.int64)
        self.row[table.scenarios] = np.arange(len(table.scenarios))
        self.known: dict[tuple[int, int], Spells] = {}

    def of(self, combinations: Sequence[int]) -> tuple[Int64, Int64, Int64, Int64]:
        """(variant + 1,) pointers, then (window,) member, start and end; variants by combination, then scenario."""
        rows = len(self.table.scenarios)
        parts = [(at, spells) for at, bits in enumerate(combinations) for spells in self._spells(bits)]
        none = np.zeros(0, dtype=np.int64)
        variant = np.concatenate([none, *(at * rows + self.row[spells.scenario] for at, spells in parts)])
        every = Spells.joined([spells for _, spells in parts])
        order = np.argsort(variant, kind="stable")
        pointers = np.concatenate([[0], np.cumsum(np.bincount(variant, minlength=rows * len(combinations)))])
        return pointers, self.local[every.asset[order]], every.start[order], every.end[order]

    def _spells(self, combination: int) -> Iterable[Spells]:
        for bits, flooding in self.classes:
            key = (bits, combination & bits)
            if key not in self.known:
                changes = self.table.changes(self.table.names(combination & bits))
                found = flooding.own(self.table.tabulator.simulation.run, changes)
                self.known[key] = found.at(self.row[found.scenario] >= 0)
            yield self.known[key]
