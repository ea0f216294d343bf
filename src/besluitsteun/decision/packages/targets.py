"""``Aim`` or ``Wish`` in, ``Target`` out: a number to be made small, by simulation and as a linear program knows it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ...measures.resimulate import Resimulation
from ...measures.tally import Tally
from ..money import CostKind
from ..outcomes import Yardstick
from ..solver import Solution
from .aims import Across, Aim
from .room import Choice, Room
from .tables import Tables, Written
from .wishes import Wish

Floats = NDArray[np.float64]
Chosen = frozenset[str]
SCENARIOS_AT_FIRST = 3
"""Scenarios in the program from the start; those that prove to matter are added."""
MORE_SCENARIOS = 8
"""Scenarios that are added at once."""


class Target(ABC):
    """What the hunt for a package needs to know of its aim.

    tally : the table that the aim itself needs; the limits have their own
    """

    tally: Tally | None

    @abstractmethod
    def simulated(self, chosen: Chosen) -> float:
        """The score of a set, by simulation."""

    def by_tables(self, tables: Tables, chosen: Chosen) -> float:  # noqa: ARG002  (who has a table uses it)
        """The score by the tables: a lower bound where these are."""
        return self.simulated(chosen)

    @abstractmethod
    def write(self, choice: Choice, written: Written) -> None:
        """Put the aim into the program."""

    @abstractmethod
    def terms(self) -> Mapping[int, float]:
        """What the program makes small."""

    def add_what_matters(self, solution: Solution, tables: Tables, chosen: Chosen) -> bool:  # noqa: ARG002
        """Put more scenarios into the program that this solution neglects; False = there are none."""
        return False


@dataclass(eq=False)
class OverScenarios(Target):
    """A consequence over scenarios.

    best : (scenario,) for regret: what each scenario can be brought to on its own, the lowest that is proven;
    reached : the same, as found. The two differ where the optimum is not proven: then regret is an interval
    """

    aim: Aim
    simulation: Resimulation
    yardstick: Yardstick
    tally: Tally | None
    best: Floats
    reached: Floats
    _written: Written | None = None
    _height: int = -1
    _excess: dict[int, int] = field(default_factory=dict)

    def simulated(self, chosen: Chosen) -> float:
        """The score of a set; regret is counted from what is proven, so it is never too small."""
        values = self.yardstick.mixed(self.aim.mix, self.simulation.outcome(chosen))
        return self.aim.score(values, self.best)

    def by_tables(self, tables: Tables, chosen: Chosen) -> float:
        """The score by the tables."""
        return self.aim.score(tables.value(0, chosen), self.best)

    def write(self, choice: Choice, written: Written) -> None:
        """The largest, or the value above which the tail begins, and the scenarios that weigh most without measures."""
        self._written, self._excess = written, {}
        if self.aim.across in (Across.WORST, Across.REGRET, Across.CVAR):
            self._height = choice.program.number(-np.inf)
            if self.aim.across is not Across.REGRET:
                choice.program.row({self._height: 1.0}, at_least=0.0)
            worst = sorted(self.aim.scenarios, key=lambda each: (-written.tables.value(0, ())[each], each))
            for scenario in worst[:SCENARIOS_AT_FIRST]:
                self._add(scenario)

    def terms(self) -> Mapping[int, float]:
        """The height, with the mean excess above it for CVaR; or the weighted sum."""
        weight = dict(zip(self.aim.scenarios, self.aim.weights, strict=True))
        if self.aim.across in (Across.WORST, Across.REGRET):
            return {self._height: 1.0}
        if self.aim.across is Across.CVAR:
            tail = {number: weight[each] / self.aim.alpha for each, number in self._excess.items()}
            return {self._height: 1.0, **tail}
        total: dict[int, float] = {}
        for scenario in self.aim.scenarios:
            for number, value in self._terms(scenario).items():
                total[number] = total.get(number, 0.0) + weight[scenario] * value
        return total

    def add_what_matters(self, solution: Solution, tables: Tables, chosen: Chosen) -> bool:
        """The scenarios that lie highest above what the program reckons with."""
        if self._height < 0:
            return False
        height = solution.values[self._height]
        values = tables.value(0, chosen) - (self.reached if self.aim.across is Across.REGRET else 0.0)
        slack = 1e-6 * max(1.0, abs(height))
        above = [each for each in self.aim.scenarios if each not in self._excess and values[each] > height + slack]
        for scenario in sorted(above, key=lambda each: (-values[each], each))[:MORE_SCENARIOS]:
            self._add(scenario)
        return bool(above)

    def _terms(self, scenario: int) -> Mapping[int, float]:
        assert self._written is not None  # noqa: S101  (write comes first)
        return self._written.terms(0, scenario)

    def _add(self, scenario: int) -> None:
        assert self._written is not None  # noqa: S101
        program = self._written.program
        row = {number: -value for number, value in self._terms(scenario).items()} | {self._height: 1.0}
        self._excess[scenario] = -1
        if self.aim.across is Across.CVAR:
            self._excess[scenario] = program.number()
            row[self._excess[scenario]] = 1.0
        program.row(row, at_least=-self.reached[scenario] if self.aim.across is Across.REGRET else 0.0)


@dataclass(eq=False)
class LimitsBroken(Target):
    """The number of limits that are not kept in every scenario in which they hold."""

    wishes: tuple[Wish, ...]
    simulation: Resimulation
    first_tally: int
    tally: Tally | None = None
    _broken: list[int] = field(default_factory=list)

    def simulated(self, chosen: Chosen) -> float:
        """The limits that a set breaks."""
        outcome = self.simulation.outcome(chosen)
        return float(sum(not wish.kept_everywhere(self.simulation, outcome) for wish in self.wishes))

    def by_tables(self, tables: Tables, chosen: Chosen) -> float:
        """The limits that are broken by the tables; those without a table count as kept."""
        broken = 0
        for tally, wish in _with_tallies(self.wishes, self.first_tally):
            broken += bool((tables.value(tally, chosen)[list(wish.scenarios)] > wish.at_most).any())
        return float(broken)

    def write(self, choice: Choice, written: Written) -> None:
        """A yes/no per limit: it may be passed by as much as it ever is."""
        program, self._broken = choice.program, []
        for tally, wish in _with_tallies(self.wishes, self.first_tally):
            broken = program.yes_no()
            self._broken.append(broken)
            for scenario in wish.scenarios:
                terms = written.terms(tally, scenario)
                room = written.tables.largest(tally, scenario) - wish.at_most
                if terms and room > 0:
                    program.row({**terms, broken: -room}, at_most=wish.at_most)
        self._broken += [program.number(1.0, 1.0) for _ in self._hopeless(choice.room)]

    def _hopeless(self, room: Room) -> list[Wish]:
        """Of the limits without a table those that are broken even with everything at its best."""
        best = self.simulation.at_best(room.candidates)
        untold = [wish for wish in self.wishes if wish.tally is None]
        return [wish for wish in untold if not wish.kept_everywhere(self.simulation, best)]

    def terms(self) -> Mapping[int, float]:
        """Their number."""
        return dict.fromkeys(self._broken, 1.0)


@dataclass(eq=False)
class Cheapest(Target):
    """The cost of a package, in euro of one kind."""

    room: Room
    kind: CostKind
    tally: Tally | None = None
    _costs: Mapping[int, float] = field(default_factory=dict)

    def simulated(self, chosen: Chosen) -> float:
        """What a set costs."""
        return self.room.cost(chosen, self.kind)

    def write(self, choice: Choice, written: Written) -> None:  # noqa: ARG002  (costs need no tables)
        """The cost of each measure."""
        self._costs = {number: self.room.costs[self.kind][each] for each, number in choice.measures.items()}

    def terms(self) -> Mapping[int, float]:
        """Their sum."""
        return self._costs


def _with_tallies(wishes: Sequence[Wish], first: int) -> list[tuple[int, Wish]]:
    """(number of the tally, wish) of the wishes that have one."""
    told = [wish for wish in wishes if wish.tally is not None]
    return list(enumerate(told, start=first))


def write_musts(choice: Choice, written: Written, wishes: Sequence[Wish], first: int) -> None:
    """Rows for the limits that must be kept, in every scenario in which they hold."""
    for tally, wish in _with_tallies(wishes, first):
        for scenario in wish.scenarios:
            terms = written.terms(tally, scenario)
            if terms:
                choice.program.row(terms, at_most=wish.at_most, group=f"grens {wish.limit.id}")


def broken_by_tables(tables: Tables, wishes: Sequence[Wish], first: int, chosen: Chosen) -> int:
    """How many limits a set breaks by the tables."""
    return sum(
        bool((tables.value(tally, chosen)[list(wish.scenarios)] > wish.at_most).any())
        for tally, wish in _with_tallies(wishes, first)
    )
