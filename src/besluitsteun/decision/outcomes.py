"""``Outcome`` of a re-simulation and a criterion in, one number per scenario out, in the unit of the criterion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..consequences.accounts import MISSING
from ..consequences.ledger import Ledger
from ..measures.resimulate import Outcome

Floats = NDArray[np.float64]
Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Count:
    """What is counted: a consequence, of which each function weighs so much.

    functions : empty = 1 each
    """

    consequence: str
    functions: tuple[tuple[str, float], ...] = ()

    @classmethod
    def of(cls, consequence: str, functions: Mapping[str, float]) -> Count:
        """From a criterion of the study."""
        return cls(consequence, tuple(sorted(functions.items())))


Mix = tuple[tuple[Count, float], ...]
"""Counts that are added up, each with what one of its unit weighs."""


@dataclass(frozen=True, eq=False)
class Yardstick:
    """How the outcomes of a study are counted."""

    ledger: Ledger

    def per_scenario(self, count: Count, outcome: Outcome) -> Floats:
        """(scenario,) the sum over functions, areas and parties; NaN where a part cannot be told."""
        key = (count, outcome.chosen, outcome.is_possible)
        if key not in self._counted:
            self._counted[key] = self._count(count, outcome)
        return self._counted[key]

    def _count(self, count: Count, outcome: Outcome) -> Floats:
        places, weights = self._entries(count)
        found = np.empty(len(outcome.measured))
        for scenario, measured in enumerate(outcome.measured):
            amounts = measured.amounts[places]
            found[scenario] = np.nan if np.any(amounts == MISSING) else float(amounts @ weights)
        found.flags.writeable = False
        return found

    def mixed(self, mix: Mix, outcome: Outcome) -> Floats:
        """(scenario,) several counts added up."""
        found = np.zeros(len(outcome.measured))
        for count, weight in mix:
            found = found + weight * self.per_scenario(count, outcome)
        return found

    def _entries(self, count: Count) -> tuple[Int64, Floats]:
        if count not in self._known:
            weight = dict(count.functions)
            rows = [
                (place, float(entry.factor) * weight.get(entry.group.function, 0.0 if weight else 1.0))
                for place, entry in enumerate(self.ledger.entries)
                if entry.criterion == count.consequence
            ]
            places, weights = [place for place, _ in rows], [each for _, each in rows]
            self._known[count] = np.array(places, dtype=np.int64), np.array(weights)
        return self._known[count]

    @cached_property
    def _counted(self) -> dict[tuple[Count, frozenset[str], bool], Floats]:
        return {}

    @cached_property
    def _known(self) -> dict[Count, tuple[Int64, Floats]]:
        return {}


def table_of(yardstick: Yardstick, counted: Sequence[Count], outcomes: Sequence[Outcome]) -> Floats:
    """(scenario, outcome, criterion) values, each criterion in its unit."""
    columns = [[yardstick.per_scenario(each, outcome) for each in counted] for outcome in outcomes]
    return np.moveaxis(np.array(columns), 2, 0)
