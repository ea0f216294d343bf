"""``Tabulator`` in, ``Tables`` out: what any package costs, by adding up tables, and rows of a linear program for it.

A part of which few measures matter has one exact block. One of which many matter has several projections, each of them
a lower bound; the largest of them counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...measures.tabulate import MOST_MEASURES, Block, Part, Tabulator, parts_of
from ..solver import Program, Terms

Floats = NDArray[np.float64]
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

    @classmethod
    def of(cls, tabulator: Tabulator, kept_first: Sequence[str]) -> Tables:
        """Exact blocks where that can be done; elsewhere one projection on the measures that stand first."""
        parts = parts_of(tabulator.cones, tabulator.tallies)
        found = cls(tabulator, parts, tuple([] for _ in parts), tabulator.flooding.scenarios)
        for number, part in enumerate(parts):
            many = part.measures.bit_count() > MOST_MEASURES
            found.blocks[number].append(tabulator.block(part, found._kept(part, kept_first) if many else None))
        return found

    @property
    def are_exact(self) -> bool:
        """Whether the tables tell what happens, not a bound of it."""
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

    def _kept(self, part: Part, first: Sequence[str]) -> tuple[str, ...]:
        mine = self.tabulator.cones.names(part.measures)
        return tuple([each for each in first if each in mine][:MOST_MEASURES])

    def value(self, tally: int, chosen: Collection[str]) -> Floats:
        """(scenario,) what a set costs by the tables: a lower bound where these are not exact."""
        total = np.zeros(self.scenarios)
        for known in self.blocks:
            total[known[0].scenarios] += np.max([_column(block, tally, chosen) for block in known], axis=0)
        return total

    def largest(self, tally: int, scenario: int) -> float:
        """The most that any set can cost in a scenario, or more."""
        total = 0.0
        for known in self.blocks:
            at = np.flatnonzero(known[0].scenarios == scenario)
            total += min(float(block.values[tally][at].max(initial=0.0)) for block in known)
        return total


def _column(block: Block, tally: int, chosen: Collection[str]) -> Floats:
    bits = sum(1 << place for place, each in enumerate(block.measures) if each in chosen)
    column: Floats = block.values[tally][:, block.place[bits]]
    return column


@dataclass(frozen=True, eq=False)
class Written:
    """Tables written into a program: a weight for every combination of every block, shared by scenarios and tallies."""

    tables: Tables
    program: Program
    measures: Mapping[str, int]
    weights: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    _largest: dict[tuple[int, int, int], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.catch_up()

    def catch_up(self) -> None:
        """Write the blocks that came since."""
        for number, known in enumerate(self.tables.blocks):
            for place, block in enumerate(known):
                if (number, place) not in self.weights:
                    self._write(number, place, block)

    def _write(self, number: int, place: int, block: Block) -> None:
        """Σ weights = 1, and those of the combinations that have a measure add up to its variable (05)."""
        weights = [self.program.number(0.0, 1.0) for _ in block.combinations]
        self.weights[number, place] = weights
        self.program.exactly(dict.fromkeys(weights, 1.0), 1.0)
        for bit, measure in enumerate(block.measures):
            having = [each for each, bits in zip(weights, block.combinations, strict=True) if bits >> bit & 1]
            terms = dict.fromkeys(having, 1.0)
            if measure in self.measures:
                terms[self.measures[measure]] = -1.0
            self.program.exactly(terms, 0.0)

    def terms(self, tally: int, scenario: int) -> Terms:
        """What the package costs in a scenario."""
        terms: dict[int, float] = {}
        for number, known in enumerate(self.tables.blocks):
            rows = [self._row(number, place, tally, scenario) for place in range(len(known))]
            if len(known) == 1:
                terms |= rows[0]
            elif any(rows):
                terms[self._at_least(number, tally, scenario, rows)] = 1.0
        return terms

    def _row(self, number: int, place: int, tally: int, scenario: int) -> dict[int, float]:
        block = self.tables.blocks[number][place]
        at = np.searchsorted(block.scenarios, scenario)
        if at >= len(block.scenarios) or block.scenarios[at] != scenario:
            return {}
        values = block.values[tally][at].tolist()
        return {each: value for each, value in zip(self.weights[number, place], values, strict=True) if value}

    def _at_least(self, number: int, tally: int, scenario: int, rows: Iterable[Mapping[int, float]]) -> int:
        key = (number, tally, scenario)
        if key not in self._largest:
            self._largest[key] = self.program.number()
        for row in rows:
            if row:
                negative = {each: -value for each, value in row.items()}
                self.program.row({**negative, self._largest[key]: 1.0}, at_least=0.0)
        return self._largest[key]
