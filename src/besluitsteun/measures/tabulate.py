"""``Cones`` in, ``Block`` tables out: what every combination of a few measures does to the assets that they can reach.

Each entry is a simulation of the closed sub-network of these assets, so it is exact for any timing, buffer, repair or
worsening measure (05). Where more measures matter than can be combined, some are kept and the others are at the best
value that they can reach: then an entry is a lower bound. In a scenario only the combinations are simulated that differ
in the measures that matter there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..network import Wiring
from ..simulation.runner import downtimes
from .apply import changed_wiring
from .changes import Changes
from .cones import Cones, united
from .flooding import Flooding, Spells
from .resimulate import Resimulation
from .tally import Runs, Tally

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]
Case = tuple[int, int]
"""Measures that are taken, and those that may be: these are at the best that they can reach. As bits of the study."""

MOST_MEASURES = 10
"""Measures that are combined in one block: 1,024 simulations per scenario."""
MOST_CELLS = 4_000_000
"""Variants × assets whose downtime is held at once."""


@dataclass(frozen=True, eq=False)
class Block:
    """A table over the combinations of a few measures.

    measures : ids, in the order of the study;  combinations: sets of them as bits of a number (bit i = measure i)
    scenarios: numbers of the scenarios in which anything of it can fail
    values   : per tally (scenario of ``scenarios``, combination) what the units of the block cost
    matters  : (scenario of ``scenarios``,) the measures of the block that make a difference there, as its bits
    optional : measures that could matter as well and are at their best; then ``values`` are lower bounds
    """

    measures: tuple[str, ...]
    combinations: tuple[int, ...]
    scenarios: Int64
    values: tuple[Floats, ...]
    matters: tuple[int, ...]
    optional: tuple[str, ...] = ()

    @cached_property
    def alike(self) -> dict[int, Int64]:
        """Measures that make a difference → the rows in which just these do."""
        found: dict[int, list[int]] = {}
        for row, bits in enumerate(self.matters):
            found.setdefault(bits, []).append(row)
        return {bits: np.array(rows) for bits, rows in found.items()}

    def names(self, bits: int) -> tuple[str, ...]:
        """The ids in a set."""
        return tuple(each for place, each in enumerate(self.measures) if bits >> place & 1)

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
    """Units of the tallies, each in the scenarios in which the same measures matter.

    scenarios : numbers of the scenarios, sorted;  units: per tally the numbers of its units, sorted
    counted   : per tally (scenario, unit) whether it belongs to this part
    matters   : (scenario,) measures that matter to what belongs to it
    """

    measures: int
    scenarios: Int64
    units: tuple[tuple[int, ...], ...]
    counted: tuple[NDArray[np.bool_], ...]
    matters: tuple[int, ...]


Pairs = dict[int, list[list[tuple[int, int]]]]
"""Measures → per tally the (scenario, unit) to which just these matter."""


def parts_of(cones: Cones, tallies: Sequence[Tally], most: int = MOST_MEASURES) -> tuple[Part, ...]:
    """The units of all tallies in parts: those of few measures together with others where that takes no more."""
    found = _pairs(cones, tallies)
    homes: dict[int, list[int]] = {}
    for bits in sorted(found, key=lambda each: (-each.bit_count(), each)):
        home = next((known for known in homes if _goes_into(bits, known, most)), bits)
        homes.setdefault(home, []).append(bits)
    return tuple(_part(home, found, inside, len(tallies)) for home, inside in homes.items())


def _pairs(cones: Cones, tallies: Sequence[Tally]) -> Pairs:
    found: Pairs = {}
    for which, tally in enumerate(tallies):
        staking = tally.matters_to
        for number, unit in enumerate(tally.units):
            in_scenario: dict[int, int] = {}
            for asset in unit.tolist():
                for scenario, bits in cones.by_asset[asset]:
                    in_scenario[scenario] = in_scenario.get(scenario, staking[number]) | bits
            for scenario, bits in in_scenario.items():
                found.setdefault(bits, [[] for _ in tallies])[which].append((scenario, number))
    return found


def _goes_into(bits: int, other: int, most: int) -> bool:
    """A small set goes into a set that holds it, if that can be tabulated in full."""
    return bits & ~other == 0 and other.bit_count() <= most


def _part(measures: int, found: Pairs, inside: Sequence[int], tallies: int) -> Part:
    matters: dict[int, int] = {}
    for bits in inside:
        for pairs in found[bits]:
            for scenario, _ in pairs:
                matters[scenario] = matters.get(scenario, 0) | bits
    scenarios = np.array(sorted(matters), dtype=np.int64)
    units, counted = [], []
    for tally in range(tallies):
        told = np.array([pair for bits in inside for pair in found[bits][tally]], dtype=np.int64).reshape(-1, 2)
        mine = np.unique(told[:, 1])
        belongs = np.zeros((len(scenarios), len(mine)), dtype=np.bool_)
        belongs[np.searchsorted(scenarios, told[:, 0]), np.searchsorted(mine, told[:, 1])] = True
        units.append(tuple(mine.tolist()))
        counted.append(belongs)
    return Part(measures, scenarios, tuple(units), tuple(counted), tuple(matters[each] for each in scenarios.tolist()))


@dataclass(frozen=True, eq=False)
class Tabulator:
    """Makes blocks of parts. What a few measures do to own conditions and needs is worked out once for all parts."""

    simulation: Resimulation
    flooding: Flooding
    cones: Cones
    tallies: tuple[Tally, ...]
    _changes: dict[Case, Changes] = field(default_factory=dict)
    _spells: dict[tuple[int, Case], Spells] = field(default_factory=dict)
    _wirings: dict[Case, Wiring] = field(default_factory=dict)

    def block(self, part: Part, kept: Collection[str] | None = None) -> Block:
        """The table of a part, over all its measures or over those that are kept."""
        every = self.cones.names(part.measures)
        measures = every if kept is None else tuple(each for each in every if each in kept)
        rest = tuple(each for each in every if each not in measures)
        combinations, optional = tuple(self.combinations(measures)), self.cones.bits(rest)
        bits = [self.cones.bits([each]) for each in measures]
        cases = [
            (sum(bit for place, bit in enumerate(bits) if chosen >> place & 1), optional) for chosen in combinations
        ]
        matters = tuple(self.own_bits(measures, each) for each in part.matters)
        return Block(measures, combinations, part.scenarios, self.amounts(part, cases), matters, rest)

    def own_bits(self, measures: Sequence[str], bits: int) -> int:
        """Bits of the study as bits of some measures."""
        names = set(self.cones.names(bits))
        return sum(1 << place for place, each in enumerate(measures) if each in names)

    def amounts(self, part: Part, cases: Sequence[Case]) -> tuple[Floats, ...]:
        """Per tally (scenario of the part, case) what the units of a part cost."""
        return _Table(self, part).amounts(cases)

    def hopes(self, part: Part, chosen: Collection[str], most: int, weight: Floats) -> tuple[str, ...]:
        """The measures that make a part look better than it is at a set, strongest first.

        At first all are at their best. One after another is settled as the set has it, in or out: the one with which
        the bound rises most, until it tells what the set really costs.

        weight : (scenario of the study,) how much each counts
        """
        taken, hoped, found = 0, part.measures, list[str]()
        inside = self.cones.bits(chosen) & part.measures
        counts = weight[part.scenarios]

        def costs(cases: Sequence[Case]) -> Floats:
            return np.asarray(counts @ self.amounts(part, cases)[0])

        true, cost = costs([(inside, 0), (taken, hoped)]).tolist()
        while hoped and len(found) < most and cost < true - 1e-9 * max(1.0, true):
            bits = [1 << place for place in range(len(self.cones.measures)) if hoped >> place & 1]
            settled = costs([(taken | bit & inside, hoped & ~bit) for bit in bits])
            worst = int(np.argmax(settled))  # of equals the first in the study
            cost, hoped, taken = float(settled[worst]), hoped & ~bits[worst], taken | bits[worst] & inside
            found += self.cones.names(bits[worst])
        return tuple(found)

    def changes(self, case: Case) -> Changes:
        """What a case changes."""
        if case not in self._changes:
            (taken, optional), catalogue = map(self.cones.names, case), self.simulation.catalogue
            bounded = catalogue.bounds(taken, optional, best=True) if optional else catalogue.changes(taken)
            self._changes[case] = bounded
        return self._changes[case]

    def spells(self, group: int, case: Case) -> Spells:
        """When the own conditions of the assets that the same measures touch are false, by scenario."""
        if (group, case) not in self._spells:
            found = self._waters[group].own(self.simulation.run, self.changes(case))
            self._spells[group, case] = found
        return self._spells[group, case]

    def wiring(self, case: Case) -> Wiring:
        """Who needs whom."""
        if case not in self._wirings:
            self._wirings[case] = changed_wiring(self.simulation.run, self.changes(case))
        return self._wirings[case]

    @cached_property
    def _waters(self) -> dict[int, Flooding]:
        """Measures that touch the own condition → the water at the assets for which it is these."""
        groups: dict[int, list[int]] = {}
        for asset, bits in enumerate(self.cones.own):
            groups.setdefault(bits, []).append(asset)
        return {bits: self.flooding.among(assets) for bits, assets in groups.items()}

    def combinations(self, measures: Sequence[str]) -> Iterator[int]:
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


class _Table:
    """A part in its closed sub-network, ready to be simulated in any case."""

    def __init__(self, tabulator: Tabulator, part: Part) -> None:
        self.tabulator, self.part, cones = tabulator, part, tabulator.cones
        self.tallies = [tally.only(units) for tally, units in zip(tabulator.tallies, part.units, strict=True)]
        units = [unit for tally in self.tallies for unit in tally.units]
        self.members = cones.closed(np.unique(np.concatenate(units)))
        self.place = np.full(tabulator.flooding.assets, -1, dtype=np.int64)
        self.place[self.members] = np.arange(len(self.members))
        self.row = np.full(tabulator.flooding.scenarios, -1, dtype=np.int64)
        self.row[part.scenarios] = np.arange(len(part.scenarios))
        mine = self.members.tolist()
        self.groups = sorted({cones.own[asset] for asset in mine})
        self.of_needs = united(cones.needs[asset] for asset in mine)
        self.of_stakes = united(
            tally.matters_to[unit]
            for tally, numbers in zip(tabulator.tallies, part.units, strict=True)
            for unit in numbers
        )

        self._known: dict[tuple[int, Case], Spells] = {}

    def amounts(self, cases: Sequence[Case]) -> tuple[Floats, ...]:
        """Per tally (scenario, case) what the units cost."""
        variants = _Variants.of(self.part.matters, cases)
        found = [np.empty(len(variants)) for _ in self.tallies]
        at_once = max(1, MOST_CELLS // max(1, len(self.members)))
        for first in range(0, len(variants), at_once):
            some = slice(first, first + at_once)
            for into, amounts in zip(found, self._simulate(variants.only(some)), strict=True):
                into[some] = amounts
        return tuple(each[variants.at] for each in found)

    def _simulate(self, variants: _Variants) -> Iterator[Floats]:
        """Per tally (variant,)."""
        tabulator = self.tabulator
        simulation = tabulator.simulation
        copy, needs = variants.told_apart(self.of_needs)
        wiring = Wiring.side_by_side([tabulator.wiring(case).among(self.members) for case in needs])
        windows = self._windows(variants, copy)
        steps, engine, threads = tabulator.flooding.steps, simulation.engine, simulation.threads
        down = downtimes(wiring, steps, windows, len(needs), engine=engine, threads=threads)
        which, stakes = variants.told_apart(self.of_stakes)
        changes = [tabulator.changes(case) for case in stakes]
        for tally, counted in zip(self.tallies, self.part.counted, strict=True):
            yield tally.amounts(Runs(down, self.place, changes, which, self.part.scenarios, variants.row, counted))

    def _windows(self, variants: _Variants, copy: Int64) -> tuple[Int64, Int64, Int64, Int64]:
        """(variant + 1,) pointers, then (window,) member in its copy of the wiring, start and end."""
        parts = [self._of_group(group, variants) for group in self.groups]
        variant = np.concatenate([np.zeros(0, dtype=np.int64), *(numbers for numbers, _ in parts)])
        every = Spells.joined([spells for _, spells in parts])
        order = np.argsort(variant, kind="stable")
        pointers = np.concatenate([[0], np.cumsum(np.bincount(variant, minlength=len(variants)))])
        member = self.place[every.asset] + copy[variant] * len(self.members)
        return pointers, member[order], every.start[order], every.end[order]

    def _of_group(self, group: int, variants: _Variants) -> tuple[Int64, Spells]:
        """Variant and window of the members that the same measures touch."""
        which, cases = variants.told_apart(group)
        parts, rows = [self._mine(group, case) for case in cases], len(self.part.scenarios)
        spells = Spells.joined(parts)
        cell = np.repeat(np.arange(len(cases)), [len(each) for each in parts]) * rows + self.row[spells.scenario]
        first = np.searchsorted(cell, np.arange(len(cases) * rows + 1))
        wanted = which * rows + variants.row
        many = first[wanted + 1] - first[wanted]
        number = np.repeat(np.arange(len(variants)), many)
        within = np.arange(len(number)) - np.repeat(np.cumsum(many) - many, many)
        return number, spells.at(first[wanted][number] + within)

    def _mine(self, group: int, case: Case) -> Spells:
        """Windows of the members that the same measures touch, in the scenarios of the part."""
        if (group, case) not in self._known:
            spells = self.tabulator.spells(group, case)
            kept = (self.place[spells.asset] >= 0) & (self.row[spells.scenario] >= 0)
            self._known[group, case] = spells.at(kept)
        return self._known[group, case]


@dataclass(frozen=True, eq=False)
class _Variants:
    """Simulations that differ: a scenario with the measures of a case that matter there.

    cases : those measures, each once;  row, case: (variant,) number of the scenario of the part, and of the case
    at    : (scenario, case as asked) the variant that tells it
    """

    cases: tuple[Case, ...]
    row: Int64
    case: Int64
    at: Int64

    @classmethod
    def of(cls, matters: Sequence[int], cases: Sequence[Case]) -> _Variants:
        """Of every scenario and every case.

        matters : (scenario,) measures that matter
        """
        number: dict[Case, int] = {}
        known: dict[int, tuple[Int64, Int64]] = {}
        rows, found, at, total = list[Int64](), list[Int64](), list[Int64](), 0
        for row, mask in enumerate(matters):
            if mask not in known:
                masked = [number.setdefault((taken & mask, optional & mask), len(number)) for taken, optional in cases]
                known[mask] = np.unique(masked, return_inverse=True)
            different, place = known[mask]
            rows.append(np.full(len(different), row))
            found.append(different)
            at.append(place + total)
            total += len(different)
        return cls(tuple(number), np.concatenate(rows), np.concatenate(found), np.array(at))

    def __len__(self) -> int:
        return len(self.row)

    def only(self, picked: slice) -> _Variants:
        """Some of them."""
        kept, case = np.unique(self.case[picked], return_inverse=True)
        cases = tuple(self.cases[each] for each in kept.tolist())
        return _Variants(cases, self.row[picked], case, np.zeros((0, 0), dtype=np.int64))

    def told_apart(self, bits: int) -> tuple[Int64, list[Case]]:
        """(variant,) number in what follows, and the cases as far as some measures go."""
        number: dict[Case, int] = {}
        of_case = [number.setdefault((taken & bits, optional & bits), len(number)) for taken, optional in self.cases]
        return np.array(of_case, dtype=np.int64)[self.case], list(number)
