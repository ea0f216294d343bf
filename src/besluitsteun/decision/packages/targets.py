"""What is asked of a package in, ``Ask`` out: as simulation judges it, and as a linear program knows it.

A ``Target`` is a number to be made small, a ``Demand`` is kept or broken. Both look up tables from number ``first`` on.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ...measures.resimulate import NOTHING, Resimulation
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
LIMIT = "grens "
"""Before the id of a limit: the name of the demand that it is kept."""
SCENARIOS_AT_FIRST = 3
"""Scenarios in the program from the start, besides those that are in the tail; those that prove to matter are added."""
MORE_SCENARIOS = 8
"""Scenarios that are added at once; for a tail as many as it holds."""


class EachAlone(Protocol):
    """What each scenario can be brought to on its own: between what is proven and what was found.

    best, reached : (scenario,) the least that any set could reach, and the least that one does, ∞ = not known yet
    """

    best: Floats
    reached: Floats

    def settle(self, values: Floats, /) -> bool:
        """Make sure of the scenarios in which these values are furthest above ``best``; whether that changed anything.

        values : (scenario,)
        """


class Ask(ABC):
    """Something asked of a package.

    tallies : the tables that it needs;  key : a name that no other tables have;  first : number of its first table
    """

    first: int = 0

    @property
    @abstractmethod
    def tallies(self) -> tuple[Tally, ...]:
        """The tables that it needs."""

    @property
    @abstractmethod
    def key(self) -> Hashable:
        """A name for these tables."""

    @property
    def is_all_told(self) -> bool:
        """Whether tables tell all of it; if not, whether a set keeps it is for simulation to say."""
        return True

    @abstractmethod
    def write(self, choice: Choice, written: Written, near: Chosen = NOTHING) -> None:
        """Put it into the program. ``near``: a good set, for who begins with what matters most."""


class Target(Ask):
    """A number to be made small.

    is_told : whether tables tell anything of it; if not, only simulation does
    """

    is_told: bool = True

    @abstractmethod
    def simulated(self, chosen: Chosen) -> float:
        """The score of a set, by simulation."""

    def by_tables(self, tables: Tables, chosen: Chosen) -> float:  # noqa: ARG002  (who has a table uses it)
        """The score by the tables."""
        return self.simulated(chosen)

    def settled(self, tables: Tables, chosen: Chosen) -> float:
        """The same, however long it takes to be sure."""
        return self.by_tables(tables, chosen)

    @abstractmethod
    def terms(self) -> Mapping[int, float]:
        """What the program makes small."""

    @property
    def grows(self) -> bool:
        """Whether the program begins with some scenarios, and others are added as they prove to matter."""
        return False

    def add_near(self, tables: Tables, chosen: Chosen) -> None:
        """Put the scenarios into the program that matter most to a set."""

    def add_what_matters(self, solution: Solution) -> bool:  # noqa: ARG002  (who grows uses it)
        """Put more scenarios into the program that this solution neglects; False = there are none."""
        return False


class Demand(Ask):
    """Something that a package must keep."""

    @abstractmethod
    def broken(self, chosen: Chosen) -> int:
        """How often a set breaks it, by simulation."""

    @abstractmethod
    def broken_by_tables(self, tables: Tables, chosen: Chosen) -> int:
        """The same by the tables."""


@dataclass(eq=False)
class OverScenarios(Target):
    """A consequence over scenarios.

    tally : ``None`` where hours down do not tell it;  alone: for regret, what each scenario can be brought to by itself
    """

    aim: Aim
    simulation: Resimulation
    yardstick: Yardstick
    tally: Tally | None
    alone: EachAlone | None = None
    _written: Written | None = None
    _height: int = -1
    _excess: dict[int, int] = field(default_factory=dict)
    _sides: dict[int, float] = field(default_factory=dict)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Its own, if there is one."""
        return () if self.tally is None else (self.tally,)

    @property
    def key(self) -> Hashable:
        """What is counted."""
        return self.aim.mix

    @property
    def is_told(self) -> bool:  # type: ignore[override]
        """Whether there is a table."""
        return self.tally is not None

    @property
    def is_all_told(self) -> bool:
        """The same."""
        return self.is_told

    def values(self, chosen: Chosen) -> Floats:
        """(scenario,) by simulation."""
        return self.yardstick.mixed(self.aim.mix, self.simulation.outcome(chosen))

    def simulated(self, chosen: Chosen) -> float:
        """The score of a set; regret is counted from what is proven, so it is never too small."""
        values = self.values(chosen)
        if self.alone is None:
            return self.aim.score(values)
        self.alone.settle(values)
        return self.aim.score(values, self.alone.best)

    def by_tables(self, tables: Tables, chosen: Chosen) -> float:
        """The score by the tables; regret is counted from the best that was found, so it may be too small."""
        values = tables.value(self.first, chosen)
        if self.alone is None:
            return self.aim.score(values)
        return self.aim.score(values, np.where(np.isfinite(self.alone.reached), self.alone.reached, self.alone.best))

    def settled(self, tables: Tables, chosen: Chosen) -> float:
        """The score by the tables as ``simulated`` counts it."""
        values = tables.value(self.first, chosen)
        if self.alone is not None:
            self.alone.settle(values)
        return self.aim.score(values, None if self.alone is None else self.alone.best)

    def write(self, choice: Choice, written: Written, near: Chosen = NOTHING) -> None:
        """The largest, or the value above which the tail begins, with the scenarios that weigh most near a set."""
        self._written, self._excess, self._sides = written, {}, {}
        if self.grows:
            self._height = choice.program.number(-np.inf)
            if self.aim.across is not Across.REGRET:
                choice.program.row({self._height: 1.0}, at_least=0.0)
            for chosen in (near, NOTHING):
                above = self._above(written.tables.value(self.first, chosen))
                for scenario in self._highest(above, SCENARIOS_AT_FIRST + self._tail):
                    self._add(scenario)

    def add_near(self, tables: Tables, chosen: Chosen) -> None:
        """Those in which it does worst."""
        above = self._above(tables.value(self.first, chosen))
        for scenario in self._highest(above, 2 * MORE_SCENARIOS + self._tail):
            self._add(scenario)

    def write_all(self) -> None:
        """Every scenario, where the score is bounded instead of made small."""
        if self.grows:
            for scenario in self.aim.scenarios:
                self._add(scenario)

    def terms(self) -> Mapping[int, float]:
        """The height, with the mean excess above it for CVaR; or the weighted sum."""
        weight = dict(zip(self.aim.scenarios, self.aim.weights, strict=True))
        if self.aim.across in (Across.WORST, Across.REGRET):
            return {self._height: 1.0}
        if self.aim.across is Across.CVAR:
            tail = {number: weight[each] / self.aim.alpha for each, number in self._excess.items()}
            return {self._height: 1.0, **tail}
        assert self._written is not None  # noqa: S101  (write comes first)
        counts = np.zeros(self._written.tables.scenarios)
        counts[list(weight)] = list(weight.values())
        return self._written.mean(self.first, counts)

    @property
    def grows(self) -> bool:
        """Not when the score is a sum."""
        return self.aim.across in (Across.WORST, Across.REGRET, Across.CVAR)

    def add_what_matters(self, solution: Solution) -> bool:
        """The scenarios that lie highest above what the program reckons with."""
        if not self.grows or self._written is None:
            return False
        height = solution.values[self._height]
        above = self._above(self._written.at(self.first, solution.values))
        slack = 1e-6 * max(1.0, abs(height))
        new = [each for each in self._highest(above, len(above)) if self._sides.get(each) != self._side(each)]
        added = [each for each in new if above[each] > height + slack][: max(MORE_SCENARIOS, self._tail)]
        for scenario in added:
            self._add(scenario)
        return bool(added)

    @property
    def _tail(self) -> int:
        """Scenarios that the tail holds, were their weights equal."""
        return math.ceil(self.aim.alpha * len(self.aim.scenarios)) if self.aim.across is Across.CVAR else 0

    def _above(self, values: Floats) -> Floats:
        """(scenario,) what is compared with the height."""
        return values if self.alone is None else values - self.alone.reached

    def _highest(self, above: Floats, many: int) -> list[int]:
        return sorted(self.aim.scenarios, key=lambda each: (-above[each], each))[:many]

    def _side(self, scenario: int) -> float:
        return 0.0 if self.alone is None else -float(self.alone.reached[scenario])

    def _add(self, scenario: int) -> None:
        """A row of a scenario, or a tighter one where its own best was found to be lower."""
        if self._sides.get(scenario) == self._side(scenario) or math.isinf(self._side(scenario)):
            return
        assert self._written is not None  # noqa: S101
        program = self._written.program
        row = {number: -value for number, value in self._written.terms(self.first, scenario).items()}
        row[self._height] = 1.0
        if self.aim.across is Across.CVAR:
            self._excess[scenario] = program.number()
            row[self._excess[scenario]] = 1.0
        self._sides[scenario] = self._side(scenario)
        program.row(row, at_least=self._sides[scenario])


@dataclass(eq=False)
class LimitsBroken(Target):
    """The number of limits that are not kept in every scenario in which they hold.

    in_order : by priority instead: one that gives way last weighs more than all that give way before it together
    """

    wishes: tuple[Wish, ...]
    simulation: Resimulation
    in_order: bool = False
    _broken: dict[int, float] = field(default_factory=dict)

    @property
    def is_all_told(self) -> bool:
        """Whether every limit has a table."""
        return all(each.tally is not None for each in self.wishes)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Those of the limits that have one."""
        return _tallies(self.wishes)

    @property
    def key(self) -> Hashable:
        """The limits."""
        return _names(self.wishes)

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """Limit → what breaking it counts; priority 1 gives way last."""
        found: dict[str, float] = {}
        for wish in sorted(self.wishes, key=lambda each: -each.priority):
            lower = [weight for each, weight in found.items() if self._priority[each] > wish.priority]
            found[wish.limit.id] = 1.0 + sum(lower) if self.in_order else 1.0
        return found

    @cached_property
    def _priority(self) -> Mapping[str, int]:
        return {wish.limit.id: wish.priority for wish in self.wishes}

    def simulated(self, chosen: Chosen) -> float:
        """The limits that a set breaks, as they count."""
        outcome = self.simulation.outcome(chosen)
        broken = [wish for wish in self.wishes if not wish.kept_everywhere(self.simulation, outcome)]
        return sum((self.weights[wish.limit.id] for wish in broken), 0.0)

    def by_tables(self, tables: Tables, chosen: Chosen) -> float:
        """The limits that are broken by the tables; those without a table count as kept."""
        told = _with_tallies(self.wishes, self.first)
        broken = [wish for tally, wish in told if _is_broken(tally, wish, tables, chosen)]
        return sum((self.weights[wish.limit.id] for wish in broken), 0.0)

    def write(self, choice: Choice, written: Written, near: Chosen = NOTHING) -> None:  # noqa: ARG002
        """A yes/no per limit: it may be passed by as much as it ever is."""
        program, self._broken = choice.program, {}
        for tally, wish in _with_tallies(self.wishes, self.first):
            broken = program.yes_no()
            self._broken[broken] = self.weights[wish.limit.id]
            for scenario in wish.scenarios:
                terms = written.terms(tally, scenario)
                room = written.tables.largest(tally, scenario) - wish.at_most
                if terms and room > 0:
                    program.row({**terms, broken: -room}, at_most=wish.at_most)
        for wish in self._hopeless(choice.room):
            self._broken[program.number(1.0, 1.0)] = self.weights[wish.limit.id]

    def _hopeless(self, room: Room) -> list[Wish]:
        """Of the limits without a table those that are broken even with everything at its best."""
        best = self.simulation.at_best(room.candidates)
        untold = [wish for wish in self.wishes if wish.tally is None]
        return [wish for wish in untold if not wish.kept_everywhere(self.simulation, best)]

    def terms(self) -> Mapping[int, float]:
        """Their number, each as it counts."""
        return self._broken


@dataclass(eq=False)
class Along(Target):
    """A sum over the measures: what they cost, or how much of the money goes one way.

    amounts : id → what a measure adds
    """

    amounts: Mapping[str, float]
    _terms: Mapping[int, float] = field(default_factory=dict)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """None."""
        return ()

    @property
    def key(self) -> Hashable:
        """Nothing is looked up."""
        return ()

    def simulated(self, chosen: Chosen) -> float:
        """The sum."""
        return sum(self.amounts[each] for each in sorted(chosen))

    def write(self, choice: Choice, written: Written, near: Chosen = NOTHING) -> None:  # noqa: ARG002
        """The amount of each measure."""
        self._terms = {number: self.amounts[each] for each, number in choice.measures.items()}

    def terms(self) -> Mapping[int, float]:
        """The sum."""
        return self._terms


def cheapest(room: Room, kind: CostKind) -> Along:
    """The cost of a package, in euro of one kind."""
    return Along(room.costs[kind])


@dataclass(eq=False)
class Limits(Demand):
    """Limits that must be kept in every scenario in which they hold."""

    wishes: tuple[Wish, ...]
    simulation: Resimulation

    @property
    def is_all_told(self) -> bool:
        """Whether every limit has a table."""
        return all(each.tally is not None for each in self.wishes)

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """Those of the limits that have one."""
        return _tallies(self.wishes)

    @property
    def key(self) -> Hashable:
        """The limits."""
        return _names(self.wishes)

    def write(self, choice: Choice, written: Written, near: Chosen = NOTHING) -> None:  # noqa: ARG002
        """A row per limit and scenario."""
        for tally, wish in _with_tallies(self.wishes, self.first):
            for scenario in wish.scenarios:
                terms = written.terms(tally, scenario)
                if terms:
                    choice.program.row(terms, at_most=wish.at_most, group=f"{LIMIT}{wish.limit.id}")

    def broken(self, chosen: Chosen) -> int:
        """The limits that a set breaks."""
        outcome = self.simulation.outcome(chosen)
        return sum(not wish.kept_everywhere(self.simulation, outcome) for wish in self.wishes)

    def broken_by_tables(self, tables: Tables, chosen: Chosen) -> int:
        """The same by the tables."""
        return _broken_by_tables(self.wishes, self.first, tables, chosen)


@dataclass(eq=False)
class Ceiling(Demand):
    """A consequence over scenarios that may not be above a level."""

    over: OverScenarios
    level: float

    @property
    def is_all_told(self) -> bool:
        """Whether there is a table."""
        return self.over.is_told

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """That of the consequence."""
        return self.over.tallies

    @property
    def key(self) -> Hashable:
        """What is counted."""
        return self.over.key

    def write(self, choice: Choice, written: Written, near: Chosen = NOTHING) -> None:
        """A row over all scenarios; where no table tells it, only simulation does."""
        if self.over.tally is None:
            return
        self.over.first = self.first
        self.over.write(choice, written, near)
        self.over.write_all()
        choice.program.row(self.over.terms(), at_most=self._most)

    @property
    def _most(self) -> float:
        return self.level + 1e-9 * max(1.0, abs(self.level))

    def broken(self, chosen: Chosen) -> int:
        """Whether a set is above the level."""
        return int(self.over.simulated(chosen) > self._most)

    def broken_by_tables(self, tables: Tables, chosen: Chosen) -> int:
        """The same by the tables."""
        if self.over.tally is None:
            return self.broken(chosen)
        self.over.first = self.first
        return int(self.over.by_tables(tables, chosen) > self._most)


def _tallies(wishes: tuple[Wish, ...]) -> tuple[Tally, ...]:
    return tuple(wish.tally for wish in wishes if wish.tally is not None)


def _names(wishes: tuple[Wish, ...]) -> Hashable:
    return tuple((wish.limit.id, wish.must) for wish in wishes)


def _with_tallies(wishes: tuple[Wish, ...], first: int) -> list[tuple[int, Wish]]:
    """(number of the table, wish) of the wishes that have one."""
    told = [wish for wish in wishes if wish.tally is not None]
    return list(enumerate(told, start=first))


def _broken_by_tables(wishes: tuple[Wish, ...], first: int, tables: Tables, chosen: Chosen) -> int:
    return sum(_is_broken(tally, wish, tables, chosen) for tally, wish in _with_tallies(wishes, first))


def _is_broken(tally: int, wish: Wish, tables: Tables, chosen: Chosen) -> bool:
    return bool((tables.value(tally, chosen)[list(wish.scenarios)] > wish.at_most).any())
