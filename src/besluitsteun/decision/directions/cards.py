"""``Selection`` in, a ``Card`` per direction out, and what all of them share; every number on it is a simulation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...measures.resimulate import NOTHING, Resimulation
from ..break_even import BreakEven, break_even
from ..money import CostKind, Total, total_cost
from ..packages.find import Optimiser
from ..packages.plan import Plan
from ..preference import Preferences
from .pool import Candidate, Pool
from .select import Selection

Floats = NDArray[np.float64]
Chosen = frozenset[str]
MOST_SWAPS = 4
SAME = 1e-9
FRAGILITY_DRAWS = 30
"""Draws in which a direction is simulated again to see which limits it keeps only just."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A limit that a direction does not keep in a scenario. ``value``, ``bound`` in the unit of the limit."""

    limit: str
    party: str
    scenario: str
    value: float | None
    bound: float | None


@dataclass(frozen=True, slots=True)
class Fragile:
    """A limit that is kept at the most likely values, and broken in a share of the draws."""

    limit: str
    scenario: str
    broken_in: float


@dataclass(frozen=True, slots=True)
class ForParty:
    """What a direction means for a party with weights.

    worth : its value, 0 … 1;  loss : less than the best that is known for it
    """

    party: str
    worth: float
    loss: float


@dataclass(frozen=True, eq=False)
class Card:
    """One direction.

    costs  : kind → euro;  score : of the main aim;  price : worse than the best known, in its unit
    values : (scenario, aim) of the consequence of each aim;  drought: sum of the scores of ``samenhang`` with drought
    """

    candidate: Candidate
    costs: Mapping[CostKind, Total]
    score: float
    price: float
    values: Floats
    shortfalls: tuple[Shortfall, ...]
    fragile: tuple[Fragile, ...]
    parties: tuple[ForParty, ...]
    pays_back: tuple[BreakEven, ...]
    drought: int

    @property
    def worst_off(self) -> ForParty | None:
        """The party that loses most on its own best; ``None`` without weights."""
        return max(self.parties, key=lambda each: (each.loss, each.party), default=None)


@dataclass(frozen=True, slots=True)
class Core:
    """A measure in every direction. ``proven``: without it no package comes below the level of the directions."""

    measure: str
    proven: bool


@dataclass(frozen=True, slots=True)
class Swap:
    """One measure instead of another in a direction: what it changes in the main aim and in the investment."""

    direction: str
    out: str
    into: str
    score: float
    cost_eur: float


@dataclass(frozen=True, eq=False)
class Directions:
    """The directions of a study.

    core : measures in all of them;  nowhere : measures in none
    """

    pool: Pool
    selection: Selection
    cards: tuple[Card, ...]
    core: tuple[Core, ...]
    nowhere: tuple[str, ...]
    swaps: tuple[Swap, ...]


def directions_of(
    optimiser: Optimiser, plan: Plan, preferences: Preferences, pool: Pool, chosen: Selection
) -> Directions:
    """Cards of the directions that were selected, and what they share."""
    desk = _Desk(optimiser, plan, preferences, pool)
    sets = [each.chosen for each in chosen.shown]
    every = [each.id for each in optimiser.room.catalogue.measures]
    shared = [each for each in every if sets and all(each in one for one in sets)]
    return Directions(
        pool=pool,
        selection=chosen,
        cards=tuple(desk.card(each) for each in chosen.shown),
        core=tuple(Core(each, desk.is_needed(each)) for each in shared),
        nowhere=tuple(each for each in every if not any(each in one for one in sets)),
        swaps=tuple(desk.swaps(chosen.shown)),
    )


@dataclass(frozen=True, eq=False)
class _Desk:
    """Makes cards."""

    optimiser: Optimiser
    plan: Plan
    preferences: Preferences
    pool: Pool

    def card(self, candidate: Candidate) -> Card:
        """Everything that is told of a direction."""
        chosen = candidate.chosen
        simulation, study = self.optimiser.simulation, self.optimiser.room.catalogue.study
        outcome = simulation.outcome(chosen)
        measures = [each for each in study.measures if each.id in chosen]
        score = self.pool.score(chosen)
        values = [self.optimiser.yardstick.mixed(aim.mix, outcome) for aim in self.plan.aims]
        drought = [one.score for each in measures for one in each.coherence if one.theme == "droogte"]
        return Card(
            candidate=candidate,
            costs={kind: total_cost(measures, kind, study.discount_rate) for kind in CostKind},
            score=score,
            price=max(0.0, score - self._best()),
            values=np.stack(values, axis=1),
            shortfalls=tuple(self._shortfalls(chosen)),
            fragile=tuple(self._fragile(chosen)),
            parties=tuple(self._parties(chosen)),
            pays_back=break_even(simulation, self.optimiser.yardstick, measures, simulation.outcome(NOTHING), outcome),
            drought=sum(drought),
        )

    def _best(self) -> float:
        return min(self.pool.score(each.chosen) for each in self.pool.candidates if self._is_allowed(each))

    def _is_allowed(self, candidate: Candidate) -> bool:
        return self.optimiser.room.allows(candidate.chosen)

    def _shortfalls(self, chosen: Chosen) -> Iterator[Shortfall]:
        simulation = self.optimiser.simulation
        outcome = simulation.outcome(chosen)
        for wish in self.plan.wishes:
            for scenario in wish.scenarios:
                if not wish.is_kept(simulation, outcome, scenario):
                    yield Shortfall(
                        wish.limit.id,
                        wish.limit.party or "",
                        simulation.study.scenarios[scenario].id,
                        wish.value(simulation, outcome, scenario),
                        wish.limit.acceptable_to,
                    )

    def _fragile(self, chosen: Chosen) -> Iterator[Fragile]:
        """Limits that are kept, but not in all draws of the values that are not sure."""
        simulation = self.optimiser.simulation
        outcome = simulation.outcome(chosen)
        kept = [
            (wish, scenario)
            for wish in self.plan.wishes
            for scenario in wish.scenarios
            if wish.is_kept(simulation, outcome, scenario)
        ]
        draws = self._drawn() if kept else ()
        for wish, scenario in kept:
            broken = [not wish.is_kept(each, each.outcome(chosen), scenario) for each in draws]
            if any(broken):
                share = sum(broken) / len(broken)
                yield Fragile(wish.limit.id, simulation.study.scenarios[scenario].id, share)

    def _drawn(self) -> tuple[Resimulation, ...]:
        return self.pool.drawn(self.optimiser.simulation, FRAGILITY_DRAWS)

    def _parties(self, chosen: Chosen) -> Iterator[ForParty]:
        simulation = self.optimiser.simulation
        for party in self.preferences.weights:
            worth = self.preferences.worth(party, simulation.outcome(chosen))
            allowed = [each.chosen for each in self.pool.candidates if self._is_allowed(each)]
            best = max(self.preferences.worth(party, simulation.outcome(each)) for each in (*allowed, chosen))
            yield ForParty(party, worth, best - worth)

    def is_needed(self, measure: str) -> bool:
        """Whether without it the bound lies above the level: then every good package has it."""
        room = self.optimiser.room.narrowed((), (measure,))
        package = self.optimiser.within(room).package(self.plan.main, self.plan.musts)
        if package is None:
            return True
        return package.bound is not None and package.bound > self.pool.level + 1e-9 * max(1.0, self.pool.level)

    def swaps(self, shown: Sequence[Candidate]) -> Iterator[Swap]:
        """The real choices: exchanges between what differs, after which the main aim is still below the level.

        What an authored direction asks for stays; what is dearer and no better is no choice.
        """
        wanted = {each.id: set(each.measures_in) for each in self.optimiser.room.catalogue.study.choices.directions}
        found: list[Swap] = []
        for one in shown:
            others = sorted({each for other in shown for each in other.chosen} - one.chosen)
            for out in sorted(one.chosen - wanted.get(one.id, set())):
                left = one.chosen - {out}
                for into in others:
                    changed = frozenset(left | self.optimiser.room.catalogue.with_required(into))
                    if self.optimiser.room.allows(changed) and self.pool.score(changed) <= self.pool.level:
                        found.append(self._swap(one, out, into, changed))
        seen: set[str] = set()
        real = [swap for swap in found if swap.cost_eur < 0 or swap.score < -SAME * max(1.0, self.pool.level)]
        for each in sorted(real, key=lambda swap: (-abs(swap.cost_eur), abs(swap.score), swap.out, swap.into)):
            if each.out not in seen and each.into not in seen and len(seen) < 2 * MOST_SWAPS:
                seen |= {each.out, each.into}
                yield each

    def _swap(self, direction: Candidate, out: str, into: str, changed: Chosen) -> Swap:
        room = self.optimiser.room
        cost = room.cost(changed, CostKind.INVESTMENT) - room.cost(direction.chosen, CostKind.INVESTMENT)
        score = self.pool.score(changed) - self.pool.score(direction.chosen)
        return Swap(direction.id, out, into, score, cost)
