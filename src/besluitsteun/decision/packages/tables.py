"""``Tabulator`` in, ``Tables`` out: what any package costs, by adding up tables, and rows of a linear program for it.

A part of which few measures matter has one exact block. One of which many matter has several projections, each of them
a lower bound; the largest of them counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

import numpy as np
from numpy.typing import NDArray

from ...measures.tabulate import MOST_MEASURES, Block, Part, Tabulator, parts_of
from ..solver import Program, Terms

Floats = NDArray[np.float64]
Chosen = frozenset[str]
Int64 = NDArray[np.int64]
EVERY = -1
"""Instead of the number of a scenario: over all of them."""
MOST_BLOCKS = 150
"""Blocks in one program, together (05)."""


@dataclass(frozen=True, eq=False)
class Tables:
    """The blocks of every part.

    blocks : per part; one exact block, or projections;  scenarios: number of scenarios of the study
    """

    tabulator: Tabulator
    parts: tuple[Part, ...]
    blocks: tuple[list[Block], ...]
    scenarios: int
    _known: dict[tuple[int, int], tuple[Floats, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, tabulator: Tabulator) -> Tables:
        """Exact blocks where that can be done; elsewhere one projection on the measures that do most by themselves."""
        parts = parts_of(tabulator.cones, tabulator.tallies)
        found = cls(tabulator, parts, tuple([] for _ in parts), tabulator.flooding.scenarios)
        for number, part in enumerate(parts):
            many = part.measures.bit_count() > MOST_MEASURES
            found.blocks[number].append(tabulator.block(part, found._strongest(part) if many else None))
        return found

    @property
    def are_exact(self) -> bool:
        """Whether the blocks tell what happens, not a bound of it."""
        return all(each[0].is_exact for each in self.blocks)

    def sharpen(self, chosen: Collection[str]) -> bool:
        """Another projection of every part that is not exact, on the measures that make it too hopeful at this set.

        False = there is nothing new to project on, or no room for more blocks.
        """
        grown = False
        for part, known in zip(self.parts, self.blocks, strict=True):
            if known[0].is_exact or sum(map(len, self.blocks)) >= MOST_BLOCKS:
                continue
            kept = self.tabulator.hopes(part, chosen, MOST_MEASURES, np.ones(self.scenarios))
            if kept and not any(set(kept) <= set(each.measures) for each in known):
                known.append(self.tabulator.block(part, kept))
                grown = True
        return grown

    def _strongest(self, part: Part) -> tuple[str, ...]:
        names = self.tabulator.cones.names(part.measures)
        bits = [self.tabulator.cones.bits([each]) for each in names]
        costs = self.tabulator.amounts(part, [(0, 0), *((bit, 0) for bit in bits)])
        does = np.sum([np.abs(each[:, 1:] - each[:, :1]).sum(axis=0) for each in costs], axis=0)
        return tuple(names[place] for place in np.argsort(-does, kind="stable")[:MOST_MEASURES].tolist())

    # --- what a set costs

    def look_up(self, sets: Sequence[Collection[str]]) -> None:
        """Simulate what the blocks do not tell of these sets, all at once."""
        chosen = [self.tabulator.cones.bits(each) for each in sets]
        for number, part in enumerate(self.parts):
            if not self.blocks[number][0].is_exact:
                new = [bits for bits in dict.fromkeys(one & part.measures for one in chosen)
                       if (number, bits) not in self._known]  # fmt: skip
                found = self.tabulator.amounts(part, [(bits, 0) for bits in new]) if new else ()
                for place, bits in enumerate(new):
                    self._known[number, bits] = tuple(each[:, place].copy() for each in found)

    def value(self, tally: int, chosen: Collection[str]) -> Floats:
        """(scenario,) what a set costs: where the blocks do not tell it, its part is simulated."""
        self.look_up([chosen])
        total, bits = np.zeros(self.scenarios), self.tabulator.cones.bits(chosen)
        for number, (part, known) in enumerate(zip(self.parts, self.blocks, strict=True)):
            block = known[0]
            known_column = self._known[number, bits & part.measures][tally] if not block.is_exact else None
            column = _column(block, tally, chosen) if known_column is None else known_column
            total[part.scenarios] += column
        return total

    def least(self, tally: int) -> Floats:
        """(scenario,) what no set is below."""
        total = np.zeros(self.scenarios)
        for known in self.blocks:
            total[known[0].scenarios] += np.max([block.values[tally].min(axis=1) for block in known], axis=0)
        return total

    def at_least(self, tally: int, scenario: int) -> Chosen:
        """The measures with which every block is at its lowest in a scenario, whether they go together or not."""
        found: set[str] = set()
        for block in (known[0] for known in self.blocks):
            for at in np.flatnonzero(block.scenarios == scenario).tolist():
                bits = block.combinations[int(np.argmin(block.values[tally][at]))]
                found.update(each for place, each in enumerate(block.measures) if bits >> place & 1)
        return frozenset(found)

    def largest(self, tally: int, scenario: int) -> float:
        """The most that the blocks say of any set in a scenario, or more."""
        total = 0.0
        for known in self.blocks:
            at = np.flatnonzero(known[0].scenarios == scenario)
            total += max(float(block.values[tally][at].max(initial=0.0)) for block in known)
        return total


def _column(block: Block, tally: int, chosen: Collection[str]) -> Floats:
    bits = sum(1 << place for place, each in enumerate(block.measures) if each in chosen)
    column: Floats = block.values[tally][:, block.place[bits]]
    return column


@dataclass(frozen=True, eq=False)
class _Weights:
    """A weight for every combination of some measures. ``bits``: of each, as bits of the study."""

    measures: int
    bits: tuple[int, ...]
    numbers: Int64


@dataclass(frozen=True, eq=False)
class Written:
    """Tables written into a program, as far as is asked for.

    A row of a block takes part by weights of the combinations of the measures that make a difference in it. Weights are
    shared by all scenarios, tallies and blocks in which no other measures do (05).
    """

    tables: Tables
    program: Program
    measures: Mapping[str, int]
    weights: dict[int, _Weights] = field(default_factory=dict)
    _largest: dict[tuple[int, int, int], int] = field(default_factory=dict)
    _places: dict[tuple[int, int, int, int], Int64] = field(default_factory=dict)

    def terms(self, tally: int, scenario: int) -> Terms:
        """What the package costs in a scenario."""
        counts = np.zeros(self.tables.scenarios)
        counts[scenario] = 1.0
        return self.mean(tally, counts, scenario)

    def mean(self, tally: int, counts: Floats, key: int = EVERY) -> Terms:
        """What the package costs over scenarios, each counted so many times; from below where blocks are projections.

        counts : (scenario,);  key: a name for these counts
        """
        terms: dict[int, float] = {}
        for number, known in enumerate(self.tables.blocks):
            counted = counts[known[0].scenarios]
            if not counted.any():
                continue
            rows = [self._row((number, place), tally, counted) for place in range(len(known))]
            if len(rows) == 1:
                for weight, value in rows[0].items():
                    terms[weight] = terms.get(weight, 0.0) + value
            elif any(rows):
                terms[self._at_least((number, tally, key), rows)] = 1.0
        return terms

    def at(self, tally: int, values: Sequence[float]) -> Floats:
        """(scenario,) what the blocks say of a solution, also of one that is not whole.

        Rows that are not in the program, or came into it after these values, are taken at the nearest whole solution.
        """
        given, total = np.array(values), np.zeros(self.tables.scenarios)
        chosen = [each for each, number in self.measures.items() if values[number] > 0.5]
        for number, known in enumerate(self.tables.blocks):
            told = [self._told((number, place), tally, given, chosen) for place in range(len(known))]
            total[known[0].scenarios] += np.max(told, axis=0)
        return total

    def _told(self, which: tuple[int, int], tally: int, given: Floats, chosen: Collection[str]) -> Floats:
        block = self._block(which)
        found = _column(block, tally, chosen).copy()
        for own, rows in block.alike.items():
            weights = self._known(self._bits(block.names(own)))
            if weights is not None and weights.numbers.max() < len(given):
                places = self._placed(which, own, weights)
                found[rows] = block.values[tally][np.ix_(rows, places)] @ given[weights.numbers]
        return found

    def _row(self, which: tuple[int, int], tally: int, counted: Floats) -> dict[int, float]:
        """Σ over the scenarios of a block of what it costs, as a sum over weights."""
        block = self._block(which)
        own = reduce(or_, (block.matters[row] for row in np.flatnonzero(counted).tolist()), 0)
        weights = self._weights(self._bits(block.names(own)))
        values = (counted @ block.values[tally])[self._placed(which, own, weights)]
        some = np.flatnonzero(values)
        return dict(zip(weights.numbers[some].tolist(), values[some].tolist(), strict=True))

    def _block(self, which: tuple[int, int]) -> Block:
        number, place = which
        return self.tables.blocks[number][place]

    def _bits(self, names: Collection[str]) -> int:
        return self.tables.tabulator.cones.bits(names)

    def _known(self, measures: int) -> _Weights | None:
        """The fewest weights in which all these measures take part."""
        holding = [each for each in self.weights.values() if measures & ~each.measures == 0]
        return min(holding, key=lambda each: len(each.bits), default=None)

    def _weights(self, measures: int) -> _Weights:
        """Σ weights = 1, and those of the combinations that have a measure add up to its variable (05)."""
        known = self._known(measures)
        if known is not None:
            return known
        tabulator = self.tables.tabulator
        names = tabulator.cones.names(measures)
        combinations = np.array(list(tabulator.combinations(names)))
        numbers = np.array([self.program.number(0.0, 1.0) for _ in combinations])
        self.program.exactly(dict.fromkeys(numbers.tolist(), 1.0), 1.0)
        own = [self._bits([each]) for each in names]
        for bit, measure in enumerate(names):
            terms = dict.fromkeys(numbers[(combinations >> bit & 1) > 0].tolist(), 1.0)
            if measure in self.measures:
                terms[self.measures[measure]] = -1.0
            self.program.exactly(terms, 0.0)
        bits = tuple(
            reduce(or_, (one for bit, one in enumerate(own) if each >> bit & 1), 0) for each in combinations.tolist()
        )
        self.weights[measures] = _Weights(measures, bits, numbers)
        return self.weights[measures]

    def _placed(self, which: tuple[int, int], own: int, weights: _Weights) -> Int64:
        """(weight,) the combination of a block that is the same in the measures that make a difference.

        One that cannot be carried out with what it requires within the block is taken as none of them.
        """
        key = (*which, own, weights.measures)
        if key not in self._places:
            block = self._block(which)
            same = {bits & own: place for place, bits in reversed(list(enumerate(block.combinations)))}
            mine_of = [(place, each) for place, each in enumerate(block.measures) if own >> place & 1]
            bits_of = [(self._bits([each]), 1 << place) for place, each in mine_of]
            placed = [
                same.get(reduce(or_, (mine for theirs, mine in bits_of if bits & theirs), 0), same[0])
                for bits in weights.bits
            ]
            self._places[key] = np.array(placed)
        return self._places[key]

    def _at_least(self, key: tuple[int, int, int], rows: Iterable[Mapping[int, float]]) -> int:
        """A variable that is no less than any of these sums."""
        if key not in self._largest:
            self._largest[key] = self.program.number()
            for row in rows:
                negative = {each: -value for each, value in row.items()}
                self.program.row({**negative, self._largest[key]: 1.0}, at_least=0.0)
        return self._largest[key]
