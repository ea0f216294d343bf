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
from ..solver import Conflict, Program, Relaxation, Status, conflict, relax, solve
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
        """An aim, ready to be simulated and written; for regret each scenario is first solved by itself."""
        none = np.zeros(self.flooding.scenarios)
        best, reached = self._each_alone(aim, musts) if aim.across is Across.REGRET else (none, none)
        return OverScenarios(aim, self.simulation, self.yardstick, self._tally(aim.mix), best, reached)

    def limits(self, wishes: Sequence[Wish]) -> Limits:
        """Limits as a demand."""
        return Limits(tuple(wishes), self.simulation)

    def why_impossible(self, musts: Sequence[Wish]) -> Impossible:
        """Why no package keeps these limits within the room."""
        best = self.simulation.at_best(self.room.candidates)
        hopeless = tuple(wish.limit.id for wish in musts if not wish.kept_everywhere(self.simulation, best))
        told = [wish for wish in musts if wish.limit.id not in hopeless]
        ask = self.limits(told)
        tables = self.tables([ask], [])
        choice = Choice(self.room, Program())
        ask.write(choice, Written(tables, choice.program, choice.measures))
        found = conflict(choice.program, time_s=self.time_s)
        priority = {f"{LIMIT}{wish.limit.id}": wish.priority for wish in told}
        given_up = None if found is None else relax(choice.program, priority, time_s=self.time_s)
        return Impossible(hopeless, found, given_up)

    def tables(self, asks: Sequence[Ask], first: Sequence[str]) -> Tables:
        """The tables of what is asked, made once."""
        tallies: list[Tally] = []
        for ask in asks:
            ask.first = len(tallies)
            tallies += ask.tallies
        key = tuple(ask.key for ask in asks)
        if key not in self._tables:
            tabulator = Tabulator(self.simulation, self.flooding, self.cones, tuple(tallies))
            self._tables[key] = Tables.of(tabulator, first)
        return self._tables[key]

    def _each_alone(self, aim: Aim, musts: Sequence[Wish]) -> tuple[Floats, Floats]:
        """(scenario,) what is proven to be the least in each scenario on its own, and what was reached."""
        best, reached = np.zeros(self.flooding.scenarios), np.zeros(self.flooding.scenarios)
        for scenario in aim.scenarios:
            alone = replace(aim, id=f"{aim.id}:{scenario}", across=Across.ONE, scenarios=(scenario,), weights=(1.0,))
            found = self.package(alone, musts)
            if found is not None:
                reached[scenario] = found.score
                best[scenario] = 0.0 if found.bound is None else min(found.bound, found.score)
        return best, reached

    def _tally(self, mix: Mix) -> Tally | None:
        """The table of several counts added up; ``None`` where one of them has none."""
        parts = [(tally_of(self.simulation, count.consequence, dict(count.functions)), w) for count, w in mix]
        told = [(tally, weight) for tally, weight in parts if tally is not None]
        if len(told) < len(parts):
            return None
        return told[0][0] if len(told) == 1 and told[0][1] == 1.0 else Mixture(tuple(told))


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
        """Small steps by the tables, then the program until what it proves is close enough, simulated all along."""
        room, first = self.optimiser.room, self._strongest_first()
        tables = self.optimiser.tables([self.target, *self.demands], first) if self.target.is_told else None
        start = frozenset(each for pin in sorted(room.pinned) for each in room.catalogue.with_required(pin))
        self._remember()
        if room.grows_to(start):
            looks = self.optimiser.looks * (10 if tables is not None else 1)
            steps = Search(room, lambda chosen: self._by_tables(tables, chosen), looks)
            self._consider(steps.run(self.best if tables is None and self.best is not None else start))
        if tables is None:
            self._prove_without_tables()
        else:
            self._prove(tables)
        return self._package(tables)

    def _remember(self) -> None:
        """The best of what was simulated before."""
        room = self.optimiser.room
        can_be = frozenset(room.candidates)
        known = [each for each in self.optimiser.simulation.known if room.pinned <= each <= can_be]
        scores = sorted(((self.target.simulated(each), sorted(each), each) for each in known), key=lambda one: one[:2])
        for _, _, each in scores[:MOST_REMEMBERED]:
            if room.allows(each) and not any(demand.broken(each) for demand in self.demands):
                self._consider(each)
                return

    def _strongest_first(self) -> list[str]:
        """The measures, those first that alone make the score smallest."""
        room = self.optimiser.room
        alone = {
            each: self.target.simulated(frozenset(room.catalogue.with_required(each)))
            for each in room.candidates
            if room.catalogue.fits(room.catalogue.with_required(each))
            and room.catalogue.with_required(each) <= set(room.candidates)
        }
        return sorted(room.candidates, key=lambda each: (alone.get(each, math.inf), room.catalogue.order[each]))

    # --- what a set is worth

    def _score(self, chosen: Chosen) -> tuple[float, ...]:
        """Demands broken, the score, then the cost: what is made small, in this order."""
        broken = sum(demand.broken(chosen) for demand in self.demands)
        return (float(broken), self.target.simulated(chosen), *self._costs(chosen))

    def _by_tables(self, tables: Tables | None, chosen: Chosen) -> tuple[float, ...]:
        if tables is None:
            return self._score(chosen)
        broken = sum(demand.broken_by_tables(tables, chosen) for demand in self.demands)
        return (float(broken), self.target.by_tables(tables, chosen), *self._costs(chosen))

    def _costs(self, chosen: Chosen) -> tuple[float, ...]:
        return tuple(self.optimiser.room.cost(chosen, kind) for kind in KINDS)

    def _consider(self, chosen: Chosen) -> bool:
        """Simulate a set, and keep it if it is the best so far; False = it breaks what it must keep."""
        if not self.optimiser.room.allows(chosen):
            return True
        chosen = self._without_idle(chosen)
        score = self._score(chosen)
        if score[0] == 0 and (self.best is None or score < self.best_score):
            self.best, self.best_score = chosen, score
        return score[0] == 0

    def _without_idle(self, chosen: Chosen) -> Chosen:
        """Without the measures that cost and add nothing, dearest first."""
        room, score = self.optimiser.room, self._score(chosen)
        dearest = sorted(chosen - room.pinned, key=lambda one: (-room.costs[KINDS[0]][one], room.catalogue.order[one]))
        for each in dearest:
            left = frozenset(other for other in chosen if each not in room.catalogue.with_required(other))
            if room.allows(left) and self._score(left)[:2] <= score[:2]:
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
            ask.write(choice, written)
        for _ in range(self.optimiser.rounds):
            left = self.ends - time.monotonic()
            near, nodes = self.optimiser.gap / 2, self.optimiser.nodes
            solution = solve(choice.program, self.target.terms(), time_s=left, gap=near, nodes=nodes)
            self.status = solution.status
            if solution.bound is not None:
                self.bound = max(self.bound, solution.bound)
            if not solution.found:
                return None
            chosen = choice.chosen(solution.values)
            keeps = self._consider(chosen)
            if self._is_close() or time.monotonic() > self.ends:
                return None
            if self.target.add_what_matters(solution, tables, chosen):
                continue
            if keeps:
                return chosen
            self._exclude(choice, chosen)
        return None

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
            self.bound = self.target.aim.score(values, self.target.reached)
            self.status = Status.FEASIBLE

    def _package(self, tables: Tables | None) -> Package | None:
        if self.best is None:
            return None
        order = self.optimiser.room.catalogue.order
        ground = Ground.EVERYTHING if tables is None else Ground.TABLES if tables.are_exact else Ground.PROJECTIONS
        return Package(
            aim=self.name,
            chosen=tuple(sorted(self.best, key=order.__getitem__)),
            score=self.best_score[1],
            bound=None if self.bound == -math.inf else min(self.bound, self.best_score[1]),
            without=self.target.simulated(NOTHING),
            ground=ground,
            status=self.status,
        )
