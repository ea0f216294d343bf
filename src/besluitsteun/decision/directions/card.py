"""A ``Candidate`` in, its ``Card`` out: everything that is told of a direction, found or made at the table.

There is one way to make a card. Every number on it is a simulation; what is proven is handed in by who proved it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ...measures.apply import Run
from ...measures.resimulate import NOTHING, Resimulation
from ...simulation.draws import Drawer
from ..break_even import BreakEven, break_even
from ..improvement import Improvement, smallest_improvement
from ..money import CostKind, Total, total_cost
from ..packages.find import Package, margin, margin_of_avoided
from ..packages.plan import Plan
from ..packages.room import Breach, Room, Rule
from ..packages.targets import OverScenarios
from ..preference import Preferences
from ..roles import RoleProposal
from .pool import Candidate

Floats = NDArray[np.float64]
Chosen = frozenset[str]
SAME = 1e-12
"""Values of a party that differ no more are the same (decision 026)."""
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

    worth : its value, 0 … 1;  best : id of the shown direction that is worth most to it
    loss  : less than that one;  wanted : what must get better for the two to be worth the same, ``None`` = nothing
            is lost, or no single thing makes up for it
    loss_on_own : less than the best that is known for it, shown or not; ``None`` = not looked for
    """

    party: str
    worth: float
    best: str
    loss: float
    wanted: Improvement | None
    loss_on_own: float | None


@dataclass(frozen=True, slots=True)
class Proof:
    """How much better than a direction anything could be: as of a ``Package``, ground and status in words."""

    bound: float | None
    margin: float | None
    margin_of_avoided: float | None
    ground: str
    status: str

    @classmethod
    def of(cls, package: Package) -> Proof:
        """What is proven for a package."""
        margins = (package.margin, package.margin_of_avoided)
        return cls(package.bound, *margins, package.ground.value, package.status.value)

    def beside(self, score: float, without: float) -> Proof:
        """What the same bound proves for another package of the same room, of which the main aim scores so much."""
        if self.bound is None:
            return self
        margins = (margin(score, self.bound), margin_of_avoided(score, self.bound, without))
        return Proof(self.bound, *margins, self.ground, self.status)


@dataclass(frozen=True, eq=False)
class Card:
    """One direction.

    costs  : kind → euro;  score : of the main aim;  price : worse than the best known within the room, in its unit;
             below 0 only for a direction outside the room, ``None`` = no other package is known
    values : (scenario, aim) of the consequence of each aim;  drought: sum of the scores of ``samenhang`` with drought
    proof  : for the main aim, ``None`` where nothing is proven;  breaches: why it is outside the room, if it is
    """

    candidate: Candidate
    costs: Mapping[CostKind, Total]
    score: float
    price: float | None
    values: Floats
    shortfalls: tuple[Shortfall, ...]
    fragile: tuple[Fragile, ...]
    parties: tuple[ForParty, ...]
    pays_back: tuple[BreakEven, ...]
    drought: int
    proof: Proof | None
    breaches: tuple[Breach, ...]

    @property
    def worst_off(self) -> ForParty | None:
        """The party that loses most on its own best among the shown; ``None`` without weights."""
        return max(self.parties, key=lambda each: (each.loss, each.party), default=None)


def shortfalls(simulation: Resimulation, plan: Plan, chosen: Chosen) -> tuple[Shortfall, ...]:
    """The limits that a set does not keep, in each scenario."""
    outcome = simulation.outcome(chosen)
    return tuple(
        Shortfall(
            wish.limit.id,
            wish.limit.party or "",
            simulation.study.scenarios[scenario].id,
            wish.value(simulation, outcome, scenario),
            wish.limit.acceptable_to,
        )
        for wish in plan.wishes
        for scenario in wish.scenarios
        if not wish.is_kept(simulation, outcome, scenario)
    )


@dataclass(frozen=True, eq=False)
class Deck:
    """Cards side by side, with the re-simulation and the plan that tell what their numbers are of.

    roles : id of the direction → who could do what
    """

    simulation: Resimulation
    plan: Plan
    cards: tuple[Card, ...]
    roles: Mapping[str, RoleProposal]

    @property
    def without(self) -> tuple[Shortfall, ...]:
        """The limits that doing nothing does not keep, to lay beside those of the cards."""
        return shortfalls(self.simulation, self.plan, NOTHING) if self.cards else ()


@dataclass(frozen=True, eq=False)
class Desk:
    """Makes cards.

    over  : the main aim, ready to be simulated
    shown : the directions beside which a card lies;  known: packages that the result tells of, shown or not
    own   : every package that was looked at for parties, told to nobody but who leads; empty = none was
    """

    simulation: Resimulation
    room: Room
    plan: Plan
    preferences: Preferences
    over: OverScenarios
    shown: tuple[Candidate, ...]
    known: tuple[Chosen, ...]
    own: tuple[Chosen, ...] = ()

    def card(self, candidate: Candidate, proof: Proof | None) -> Card:
        """Everything that is told of a direction."""
        chosen, simulation, study = candidate.chosen, self.simulation, self.simulation.study
        outcome = simulation.outcome(chosen)
        measures = [each for each in study.measures if each.id in chosen]
        values = [self.over.yardstick.mixed(aim.mix, outcome) for aim in self.plan.aims]
        without = simulation.outcome(NOTHING)
        return Card(
            candidate=candidate,
            costs={kind: total_cost(measures, kind, study.discount_rate) for kind in CostKind},
            score=self.over.simulated(chosen),
            price=self._price(chosen),
            values=np.stack(values, axis=1),
            shortfalls=shortfalls(simulation, self.plan, chosen),
            fragile=tuple(self._fragile(chosen)),
            parties=tuple(self._parties(candidate)),
            pays_back=break_even(simulation, self.over.yardstick, measures, without, outcome),
            drought=sum(one.score for each in measures for one in each.coherence if one.theme == "droogte"),
            proof=proof,
            breaches=self.breaches(chosen),
        )

    def breaches(self, chosen: Chosen) -> tuple[Breach, ...]:
        """What keeps a set from being a package: rules of the room, and limits that must be kept."""
        outcome = self.simulation.outcome(chosen)
        broken = [wish.limit.id for wish in self.plan.musts if not wish.kept_everywhere(self.simulation, outcome)]
        return (*self.room.breaches(chosen), *([Breach(Rule.LIMIT, tuple(broken))] if broken else []))

    def _price(self, chosen: Chosen) -> float | None:
        """Against the best package that is known, itself included."""
        rivals = [each for each in self.known if not self.breaches(each)]
        if not rivals:
            return None
        score = self.over.simulated(chosen)
        best = min(self.over.simulated(each) for each in rivals)
        return score - (best if self.breaches(chosen) else min(best, score))

    def _fragile(self, chosen: Chosen) -> Iterator[Fragile]:
        """Limits that are kept, but not in all draws of the values that are not sure."""
        simulation = self.simulation
        outcome = simulation.outcome(chosen)
        kept = [
            (wish, scenario)
            for wish in self.plan.wishes
            for scenario in wish.scenarios
            if wish.is_kept(simulation, outcome, scenario)
        ]
        draws = self._drawn if kept else ()
        for wish, scenario in kept:
            broken = [not wish.is_kept(each, each.outcome(chosen), scenario) for each in draws]
            if any(broken):
                share = sum(broken) / len(broken)
                yield Fragile(wish.limit.id, simulation.study.scenarios[scenario].id, share)

    @cached_property
    def _drawn(self) -> tuple[Resimulation, ...]:
        """The same study in draws of the values that are not sure; none where all are."""
        simulation, network = self.simulation, self.simulation.run.network
        drawer = Drawer.of(network, simulation.study.seed)
        return tuple(
            Resimulation.of(
                simulation.catalogue,
                network,
                simulation.water,
                run=Run.drawn(drawer, number),
                audience=simulation.ledger.told.audience,
                engine=simulation.engine,
                threads=simulation.threads,
            )
            for number in range(FRAGILITY_DRAWS if drawer.has_bandwidth else 0)
        )

    def _parties(self, candidate: Candidate) -> Iterator[ForParty]:
        """Of equally good directions a party's best is the one at hand, else the first that is shown."""
        outcome = self.simulation.outcome(candidate.chosen)
        for party in self.preferences.weights:
            worth = self._worth(party, candidate.chosen)
            best = max((candidate, *self.shown), key=lambda each: self._worth(party, each.chosen))
            loss = self._worth(party, best.chosen) - worth
            if loss <= SAME:
                best, loss = candidate, 0.0
            wanted = smallest_improvement(self.preferences, party, outcome, loss) if loss else None
            yield ForParty(party, worth, best.id, loss, wanted, self._loss_on_own(party, worth))

    def _loss_on_own(self, party: str, worth: float) -> float | None:
        known = [self._worth(party, each) for each in self.own if not self.breaches(each)]
        return max(0.0, max(known) - worth) if known else None

    def _worth(self, party: str, chosen: Chosen) -> float:
        return self.preferences.worth(party, self.simulation.outcome(chosen))
