"""``Aim`` and ``Room`` in, ``Package`` out: the best set that was found, re-simulated, beside what is proven.

The program never sees a consequence that is not a simulation: blocks of tables hold those (``tables``). Its optimum is
a bound that no package can beat; its solution, and what small steps find, are simulated as a whole, and the best of
these is the package (05).
"""

from __future__ import annotations

import math
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ...measures.cones import Cones, cones_of
from ...measures.flooding import Flooding
from ...measures.resimulate import NOTHING, Resimulation
from ...measures.tabulate import Tabulator
from ...measures.tally import Mixture, Tally, tally_of
from ..money import CostKind
from ..outcomes import Mix, Yardstick
from ..solver import Conflict, Program, Relaxation, Relaxed, Solution, Status, conflict, relax, solve
from .aims import Across, Aim
from .room import KINDS, Choice, Room
from .search import Search
from .tables import Tables, Written
from .targets import LIMIT, Along, Ask, Ceiling, Demand, Limits, LimitsBroken, OverScenarios, Target, cheapest
from .wishes import Wish

Floats = NDArray[np.float64]
Chosen = frozenset[str]

SAME = 1e-9
"""Relative difference below which score and bound are the same."""
MOST_REMEMBERED = 300
"""Sets that were simulated before of which is looked whether they are allowed, best first."""


class Ground(StrEnum):
    """What a bound rests on."""

    TABLES = "tabellen van alle combinaties"
    PROJECTIONS = "tabellen van de belangrijkste combinaties, de overige maatregelen op hun best"
    EVERYTHING = "alle maatregelen op hun best"


@dataclass(frozen=True, eq=False)
class Package:
    """A set of measures and what is known of it.

    score : of the aim, re-simulated;  bound : no allowed set scores less, ``None`` = nothing proven
    without : the score of no measures;  status : of the solver
    """

    aim: str
    chosen: tuple[str, ...]
    score: float
    bound: float | None
    without: float
    ground: Ground
    status: Status

    @property
    def margin(self) -> float | None:
        """How much better any package could be, as a share of the score; ``None`` = nothing proven."""
        return None if self.bound is None else margin(self.score, self.bound)

    @property
    def margin_of_avoided(self) -> float | None:
        """The same as a share of what the package avoids; ``None`` where it avoids nothing."""
        return None if self.bound is None else margin_of_avoided(self.score, self.bound, self.without)


def margin(score: float, bound: float) -> float:
    """(score − bound) / score; 0 where nothing is left, or the two differ by no more than rounding.

    >>> margin(200.0, 150.0), margin(0.0, 0.0)
    (0.25, 0.0)
    """
    return 0.0 if _is_reached(score, bound) else (score - bound) / abs(score)


def margin_of_avoided(score: float, bound: float, without: float) -> float | None:
    """(score − bound) / (without − score); ``None`` where nothing is avoided.

    >>> margin_of_avoided(200.0, 150.0, 1200.0), margin_of_avoided(200.0, 150.0, 200.0)
    (0.05, None)
    """
    if without <= score:
        return None
    return 0.0 if _is_reached(score, bound) else (score - bound) / (without - score)


def _is_reached(score: float, bound: float) -> bool:
    return score - bound <= SAME * max(1.0, abs(score))


@dataclass(frozen=True, eq=False)
class Impossible:
    """Why no package keeps every demand.

    hopeless : limits that are broken even with everything at its best
    conflict : demands of which no set keeps all, while without any one of them the others can be kept
    given_up : the fewest limits that must give way, by priority
    """

    hopeless: tuple[str, ...]
    conflict: Conflict | None
    given_up: Relaxation | None


@dataclass(frozen=True, eq=False)
class Optimiser:
    """Finds packages for a study: cones and tables are made once for all its aims.

    gap, time_s, nodes, rounds : when the solver may stop, per aim
    looks : sets that small steps look at by simulation, and ten times as many by tables
    """

    simulation: Resimulation
    flooding: Flooding
    cones: Cones
    yardstick: Yardstick
    room: Room
    gap: float
    time_s: float
    nodes: int | None = None
    rounds: int = 40
    looks: int = 400
    _tables: dict[Hashable, Tables] = field(default_factory=dict)

    @classmethod
    def of(cls, simulation: Resimulation, room: Room, *, gap: float = 0.01, time_s: float = 10.0) -> Self:
        """The optimiser of a study."""
        study, exposure = simulation.study, simulation.base.exposure
        flooding = Flooding.of(simulation.water, exposure, len(study.assets), study.time.steps)
        cones = cones_of(simulation, flooding)
        return cls(simulation, flooding, cones, Yardstick(simulation.ledger), room, gap, time_s)

    def within(self, room: Room) -> Self:
        """The same, with another room."""
        return replace(self, room=room)

    def hurried(self, nodes: int, rounds: int, looks: int, gap: float) -> Self:
        """The same with less effort per aim and satisfied sooner; the same effort every time."""
        return replace(self, nodes=nodes, rounds=rounds, looks=looks, gap=max(gap, self.gap))

    def package(self, aim: Aim, musts: Sequence[Wish] = ()) -> Package | None:
        """The package of an aim that keeps the limits it must; ``None`` where no set was found that does."""
        return self.hunt(aim.id, self.over(aim, musts), [self.limits(musts)])

    def most_limits(self, name: str, wishes: Sequence[Wish], musts: Sequence[Wish] = ()) -> Package | None:
        """The package that keeps most limits."""
        return self.hunt(name, LimitsBroken(tuple(wishes), self.simulation), [self.limits(musts)])

    def giving_way(self, name: str, wishes: Sequence[Wish], musts: Sequence[Wish] = ()) -> Package | None:
        """The package in which limits give way in order of priority, as few as can be; its score is no number."""
        target = LimitsBroken(tuple(wishes), self.simulation, in_order=True)
        return self.hunt(name, target, [self.limits(musts)])

    def cheapest(self, name: str, musts: Sequence[Wish], kind: CostKind = CostKind.INVESTMENT) -> Package | None:
        """The cheapest package that keeps limits, such as those of an ambition level."""
        return self.hunt(name, cheapest(self.room, kind), [self.limits(musts)])

    def furthest(
        self, name: str, amounts: Mapping[str, float], ceiling: tuple[OverScenarios, float], musts: Sequence[Wish] = ()
    ) -> Package | None:
        """The package for which a sum over its measures is smallest, while a consequence stays below a level."""
        demands = [Ceiling(*ceiling), self.limits(musts)]
        return self.hunt(name, Along(amounts), demands, sharpens=False)  # its bound is not told

    def hunt(self, name: str, target: Target, demands: Sequence[Demand], *, sharpens: bool = True) -> Package | None:
        """The package that makes a target small and keeps demands."""
        return _Hunt(self, name, target, tuple(demands), time.monotonic() + self.time_s, sharpens).run()

    def over(self, aim: Aim, musts: Sequence[Wish] = ()) -> OverScenarios:
        """An aim, ready to be simulated and written."""
        alone = ByItself(self, aim, tuple(musts)) if aim.across is Across.REGRET else None
        return OverScenarios(aim, self.simulation, self.yardstick, self._tally(aim.mix), alone)

    def limits(self, wishes: Sequence[Wish]) -> Limits:
        """Limits as a demand."""
        return Limits(tuple(wishes), self.simulation)

    def why_impossible(self, musts: Sequence[Wish]) -> Impossible:
        """Why no package keeps these limits within the room."""
        best = self.simulation.at_best(self.room.candidates)
        hopeless = tuple(wish.limit.id for wish in musts if not wish.kept_everywhere(self.simulation, best))
        told = [wish for wish in musts if wish.limit.id not in hopeless]
        ask = self.limits(told)
        tables = self.tables([ask])
        choice = Choice(self.room, Program())
        ask.write(choice, Written(tables, choice.program, choice.measures))
        found = conflict(choice.program, time_s=self.time_s)
        priority = {f"{LIMIT}{wish.limit.id}": wish.priority for wish in told}
        given_up = None if found is None else relax(choice.program, priority, time_s=self.time_s)
        return Impossible(hopeless, found, given_up)

    def tables(self, asks: Sequence[Ask]) -> Tables:
        """The tables of what is asked, made once."""
        tallies: list[Tally] = []
        for ask in asks:
            ask.first = len(tallies)
            tallies += ask.tallies
        key = tuple(ask.key for ask in asks if ask.tallies)
        if key not in self._tables:
            tabulator = Tabulator(self.simulation, self.flooding, self.cones, tuple(tallies))
            self._tables[key] = Tables.of(tabulator)
        return self._tables[key]

    def _tally(self, mix: Mix) -> Tally | None:
        """The table of several counts added up; ``None`` where one of them has none."""
        parts = [(tally_of(self.simulation, count.consequence, dict(count.functions)), w) for count, w in mix]
        told = [(tally, weight) for tally, weight in parts if tally is not None]
        if len(told) < len(parts):
            return None
        return told[0][0] if len(told) == 1 and told[0][1] == 1.0 else Mixture(tuple(told))


@dataclass(eq=False)
class ByItself:
    """What each scenario can be brought to if only that scenario counts, made sure of where it is asked for.

    What no block can be below is proven at once; each scenario that proves to decide a regret is then solved by itself.
    """

    optimiser: Optimiser
    aim: Aim
    musts: tuple[Wish, ...]
    best: Floats = field(init=False)
    reached: Floats = field(init=False)
    _sought: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        total = self.optimiser.flooding.scenarios
        self.best, self.reached = np.zeros(total), np.full(total, math.inf)
        self._target = self._over(0)
        if self._target.is_told:
            self._by_tables(self.optimiser.tables([self._target, self.optimiser.limits(self.musts)]))
        else:
            for scenario in self.aim.scenarios:
                self._seek(scenario)

    def settle(self, values: Floats) -> bool:
        """Solve the scenarios in which these values are furthest above what is proven."""
        changed, mine = False, np.array(self.aim.scenarios)
        while True:
            worst = int(mine[np.argmax((values - self.best)[mine])])
            if worst in self._sought or self._is_sure(worst):
                return changed
            self._seek(worst)
            changed = True

    def _is_sure(self, scenario: int) -> bool:
        low, high = self.best[scenario], self.reached[scenario]
        return math.isfinite(high) and bool(high - low <= SAME * max(1.0, abs(high)))

    def _over(self, scenario: int) -> OverScenarios:
        name = f"{self.aim.id}:{scenario}"
        alone = replace(self.aim, id=name, across=Across.ONE, scenarios=(scenario,), weights=(1.0,))
        return self.optimiser.over(alone)

    def _by_tables(self, tables: Tables) -> None:
        """No set is below the sum of the lowest entries; where these go together, that is what is reached."""
        room, first = self.optimiser.room, self._target.first
        self.best = tables.least(first)
        if self.musts:
            return
        hoped = {each: room.catalogue.completed(tables.at_least(first, each)) for each in self.aim.scenarios}
        tables.look_up(list(dict.fromkeys(hoped.values())))
        for scenario, chosen in hoped.items():
            values = [tables.value(first, each)[scenario] for each in (chosen, NOTHING) if room.allows(each)]
            self.reached[scenario] = min(values, default=math.inf)

    def _seek(self, scenario: int) -> None:
        """By the program alone where blocks tell everything; else as any other package."""
        self._sought.add(scenario)
        if self._target.is_told and not self.musts:
            self._solve(scenario, self.optimiser.tables([self._target]))
        if not self._is_sure(scenario):
            limits = self.optimiser.limits(self.musts)
            found = self.optimiser.hunt(f"{self.aim.id}:{scenario}", self._over(scenario), [limits])
            if found is not None:
                self._know(scenario, found.bound, found.score)

    def _solve(self, scenario: int, tables: Tables) -> None:
        target = self._over(scenario)
        target.first = self._target.first
        choice = Choice(self.optimiser.room, Program())
        target.write(choice, Written(tables, choice.program, choice.measures))
        solution = solve(choice.program, target.terms(), time_s=self.optimiser.time_s)
        if solution.found:
            chosen = choice.chosen(solution.values)
            self._know(scenario, solution.bound, float(tables.value(target.first, chosen)[scenario]))

    def _know(self, scenario: int, bound: float | None, score: float) -> None:
        self.reached[scenario] = min(self.reached[scenario], score)
        low = self.best[scenario] if bound is None else max(self.best[scenario], bound)
        self.best[scenario] = min(low, self.reached[scenario])


@dataclass(eq=False)
class _Hunt:
    """The search for one package.

    sharpens : whether more projections are made where tables are not exact; if not, the bound is what it is
    """

    optimiser: Optimiser
    name: str
    target: Target
    demands: tuple[Demand, ...]
    ends: float
    sharpens: bool = True
    best: Chosen | None = None
    best_score: tuple[float, ...] = ()
    bound: float = -math.inf
    status: Status = Status.NONE_FOUND

    def run(self) -> Package | None:
        """Small steps by the tables, then the program until what it proves is close enough."""
        room = self.optimiser.room
        tables = self.optimiser.tables([self.target, *self.demands]) if self.target.is_told else None
        start = room.catalogue.completed(room.pinned)
        self._remember(tables)
        start = self.best if tables is None and self.best is not None else start
        self._consider(self._improved(start, tables), tables)
        if tables is None:
            self._prove_without_tables()
        else:
            self._prove(tables)
        if self.best is None and not all(demand.is_all_told for demand in self.demands):
            self._consider(self._improved(self._fullest(), None), tables)
        return self._package(tables)

    def _fullest(self) -> Chosen:
        """As many measures as the room holds, cheapest first: from there steps down find what only simulation tells."""
        room, cost = self.optimiser.room, self.optimiser.room.costs[KINDS[0]]
        chosen = room.catalogue.completed(room.pinned)
        for each in sorted(room.candidates, key=lambda one: (cost[one], room.catalogue.order[one])):
            more = room.catalogue.completed({*chosen, each})
            chosen = more if room.grows_to(more) else chosen
        return chosen

    def _remember(self, tables: Tables | None) -> None:
        """The best of what was simulated before."""
        room = self.optimiser.room
        can_be = frozenset(room.candidates)
        known = [each for each in self.optimiser.simulation.known if room.pinned <= each <= can_be]
        scores = sorted(((self.target.simulated(each), sorted(each), each) for each in known), key=lambda one: one[:2])
        for _, _, each in scores[:MOST_REMEMBERED]:
            if room.allows(each) and not any(demand.broken(each) for demand in self.demands):
                self._consider(each, tables)
                return

    # --- what a set is worth: demands broken, the score, then the cost; what is made small, in this order

    def _scores(self, tables: Tables | None, sets: Sequence[Chosen]) -> list[tuple[float, ...]]:
        """Of many sets, by the tables if there are any; what these do not tell counts as kept."""
        if tables is None:
            return [self._simulated(each) for each in sets]
        tables.look_up(sets)
        return [
            (self._broken_by_tables(tables, each), self.target.by_tables(tables, each), *self._costs(each))
            for each in sets
        ]

    def _simulated(self, chosen: Chosen) -> tuple[float, ...]:
        broken = sum(demand.broken(chosen) for demand in self.demands)
        return (float(broken), self.target.simulated(chosen), *self._costs(chosen))

    def _told(self, tables: Tables | None, chosen: Chosen) -> tuple[float, ...]:
        """By the tables where these tell all that is asked, else by simulation."""
        if tables is None or not all(ask.is_all_told for ask in (self.target, *self.demands)):
            return self._simulated(chosen)
        return (self._broken_by_tables(tables, chosen), self.target.settled(tables, chosen), *self._costs(chosen))

    def _broken_by_tables(self, tables: Tables, chosen: Chosen) -> float:
        return float(sum(demand.broken_by_tables(tables, chosen) for demand in self.demands))

    def _costs(self, chosen: Chosen) -> tuple[float, ...]:
        return tuple(self.optimiser.room.cost(chosen, kind) for kind in KINDS)

    def _consider(self, chosen: Chosen, tables: Tables | None) -> bool:
        """Keep a set if it is the best so far, by simulation; False = it breaks what it must keep."""
        if not self.optimiser.room.allows(chosen):
            return True
        told = self._told(tables, chosen)
        if told[0] > 0:
            return False
        if self.best is None or told[1] <= self.best_score[1] + SAME * max(1.0, abs(told[1])):
            chosen = self._without_idle(chosen, tables)
            score = self._simulated(chosen)
            if score[0] == 0 and (self.best is None or score < self.best_score):
                self.best, self.best_score = chosen, score
        return True

    def _without_idle(self, chosen: Chosen, tables: Tables | None) -> Chosen:
        """Without the measures that cost and add nothing, dearest first."""
        room, score = self.optimiser.room, self._told(tables, chosen)
        most = score[1] + SAME * max(1.0, abs(score[1]))
        dearest = sorted(chosen - room.pinned, key=lambda one: (-room.costs[KINDS[0]][one], room.catalogue.order[one]))
        for each in dearest:
            left = frozenset(other for other in chosen if each not in room.catalogue.with_required(other))
            if room.allows(left) and self._told(tables, left)[:2] <= (score[0], most):
                chosen = left
        return chosen

    # --- what is proven

    def _prove(self, tables: Tables) -> None:
        """Solve the program; with more scenarios and sharper tables as long as these change what is known."""
        while (unsharp := self._solved(tables)) is not None:
            if not self.sharpens or not tables.sharpen(unsharp):
                return

    def _solved(self, tables: Tables) -> Chosen | None:
        """The set on which sharper tables could make a difference; ``None`` where all is known, or time is up."""
        choice = Choice(self.optimiser.room, Program())
        written = Written(tables, choice.program, choice.measures)
        for ask in (self.target, *self.demands):
            ask.write(choice, written, self.best or NOTHING)
        if self.target.grows and self._relaxed(choice, tables):
            return None
        self._narrow(choice)
        for _ in range(self.optimiser.rounds):
            near, nodes = self.optimiser.gap / 2, self.optimiser.nodes
            solution = solve(choice.program, self.target.terms(), time_s=self._left, gap=near, nodes=nodes)
            self.status = solution.status
            self._prove_at_least(solution.bound)
            if not solution.found:
                return None
            chosen = choice.chosen(solution.values)
            keeps = self._consider(chosen, tables)
            if self.target.grows and not self._is_close():
                better = self._improved(chosen, tables)
                self._consider(better, tables)
                self.target.add_near(tables, better)
            if self._is_close() or self._left <= 0:
                return None
            if self.target.add_what_matters(solution):
                self._narrow(choice)
                continue
            if keeps:
                return chosen
            self._exclude(choice, chosen)
        return None

    def _relaxed(self, choice: Choice, tables: Tables) -> bool:
        """Add the scenarios that matter while numbers need not be whole, which is quick; whether that was enough.

        Then those that matter to the good set that lies nearest, so that the slow part begins with what decides.
        """
        relaxed = Relaxed(choice.program)
        while (solution := relaxed.solve(self.target.terms(), time_s=self._left)).found:
            self._prove_at_least(solution.bound)
            if not self._is_close() and self.target.add_what_matters(solution):
                continue
            near = self._improved(self._rounded(choice, solution), tables)
            self._consider(near, tables)
            self.target.add_near(tables, near)
            self.status = Status.OPTIMAL if self._is_close() else self.status
            return self._is_close()
        return False

    def _narrow(self, choice: Choice) -> None:
        """What is proven and what is found are rows too: nothing outside them needs a look."""
        if self.target.grows and self.best is not None:
            most = self.best_score[1] + SAME * max(1.0, abs(self.best_score[1]))
            choice.program.row(self.target.terms(), at_least=self.bound, at_most=most)

    def _rounded(self, choice: Choice, solution: Solution) -> Chosen:
        """What the relaxation takes most of, as far as there is room."""
        room = self.optimiser.room
        found = room.catalogue.completed(room.pinned)
        for each in sorted(choice.measures, key=lambda one: -solution.values[choice.measures[one]]):
            grown = found | room.catalogue.with_required(each)
            if solution.values[choice.measures[each]] > 0 and room.grows_to(grown):
                found = grown
        return found

    def _improved(self, chosen: Chosen, tables: Tables | None) -> Chosen:
        """By small steps, as far as these lead."""
        looks = self.optimiser.looks * (10 if tables is not None else 1)
        room = self.optimiser.room
        if not room.grows_to(chosen):
            return chosen
        return Search(room, lambda sets: self._scores(tables, sets), looks).run(chosen)

    @property
    def _left(self) -> float:
        """Seconds."""
        return self.ends - time.monotonic()

    def _prove_at_least(self, bound: float | None) -> None:
        self.bound = self.bound if bound is None else max(self.bound, bound)

    def _is_close(self) -> bool:
        if self.best is None:
            return False
        score = self.best_score[1]
        return score - self.bound <= self.optimiser.gap * abs(score)

    def _exclude(self, choice: Choice, chosen: Chosen) -> None:
        """A set that breaks what it must keep, though the tables do not show it, is not tried again."""
        terms = {number: -1.0 if each in chosen else 1.0 for each, number in choice.measures.items()}
        choice.program.row(terms, at_least=1.0 - len(chosen))

    def _prove_without_tables(self) -> None:
        """No package is better than everything at its best."""
        if isinstance(self.target, OverScenarios):
            outcome = self.optimiser.simulation.at_best(self.optimiser.room.candidates)
            values = self.optimiser.yardstick.mixed(self.target.aim.mix, outcome)
            self.bound = self.target.aim.score(values, self.target.alone.reached if self.target.alone else None)
            self.status = Status.FEASIBLE

    def _package(self, tables: Tables | None) -> Package | None:
        if self.best is None:
            return None
        order = self.optimiser.room.catalogue.order
        ground = Ground.EVERYTHING if tables is None else Ground.TABLES if tables.are_exact else Ground.PROJECTIONS
        without = self.target.simulated(NOTHING)  # this settles what regret is counted from, so it comes first
        score = self.target.simulated(self.best)
        return Package(
            aim=self.name,
            chosen=tuple(sorted(self.best, key=order.__getitem__)),
            score=score,
            bound=None if self.bound == -math.inf else min(self.bound, score),
            without=without,
            ground=ground,
            status=Status.FEASIBLE if self.status is Status.NONE_FOUND else self.status,  # small steps did find it
        )
