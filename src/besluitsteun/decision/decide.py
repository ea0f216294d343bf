"""``Assessment`` and its water in, ``Decision`` out: from what measures do to who does what, all of it proposals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..consequences.layout import Group
from ..hazard.inundation import Inundation
from ..loading.study import Study
from ..measures.changes import Catalogue
from ..measures.resimulate import NOTHING, Resimulation
from ..network import Network
from ..schema.decision import Beneficiary
from ..simulation.runner import Engine
from .break_even import BreakEven, break_even
from .coalitions import Alone as AloneCosts
from .coalitions import alone_costs, outside_payments
from .costs import CostCase, CostProposal, divide_costs
from .directions.card import Deck
from .directions.cards import Directions, directions_of
from .directions.pool import pool_of
from .directions.select import select
from .effects import Alone, Context, Remark, alone, idle, in_context, remarks
from .money import CostKind
from .outcomes import Count, Yardstick
from .packages.find import Impossible, Optimiser, Package
from .packages.plan import Plan, plan_of
from .packages.room import Room
from .parties import touched_parties
from .preference import Preferences
from .ranking import Ranking, count_of, rank
from .roles import RoleCase, RoleProposal, assign

Progress = Callable[[str, int, int], None]
MOST_WITH_ALTERNATIVES = 15
"""Measures in a direction up to which the next best party is looked for, role by role."""


@dataclass(frozen=True, eq=False)
class Decision:
    """What follows from the measures of a study, and from what its parties want and can pay.

    counts   : what effects are told of, the columns of ``effects`` and ``context``
    idle     : measures that change nothing, alone or beside others
    pays_back : id of the measure → how often that must happen, per scenario; with what the measure requires
    packages : id of the aim → package, ``None`` where no set keeps what it must;  impossible: why
    instead  : id of such an aim → the package in which limits give way in order of priority
    roles, costs : id of the direction → proposal
    alone    : what groups of parties would pay by themselves
    """

    study: Study
    simulation: Resimulation
    counts: tuple[Count, ...]
    effects: Alone
    context: Context
    remarks: tuple[Remark, ...]
    idle: tuple[str, ...]
    pays_back: Mapping[str, tuple[BreakEven, ...]]
    ranking: Ranking
    room: Room
    plan: Plan
    preferences: Preferences
    packages: Mapping[str, Package | None]
    impossible: Mapping[str, Impossible]
    instead: Mapping[str, Package]
    directions: Directions | None
    roles: Mapping[str, RoleProposal]
    alone: AloneCosts | None
    costs: Mapping[str, CostProposal]

    @property
    def deck(self) -> Deck:
        """The cards of the directions; none where no package keeps what it must."""
        cards = () if self.directions is None else self.directions.cards
        return Deck(self.simulation, self.plan, cards, self.roles)


def decide(
    study: Study,
    network: Network,
    water: tuple[Inundation, ...],
    *,
    audience: str | None = None,
    engine: Engine = Engine.AUTO,
    threads: int = 1,
    progress: Progress | None = None,
) -> Decision | None:
    """Everything from effects to costs; ``None`` for a study without measures.

    audience : for whom, as in ``Resimulation``; ``None`` = everything counts
    """
    if not study.measures:
        return None
    report = progress or (lambda _, __, ___: None)
    report("effect van maatregelen", 0, 1)
    catalogue = Catalogue.of(study)
    simulation = Resimulation.of(catalogue, network, water, audience=audience, engine=engine, threads=threads)
    yardstick, room = Yardstick(simulation.ledger), Room.of(study, catalogue)
    counts = _counts(study, simulation)
    by_itself = alone(simulation, yardstick, counts)
    beside = in_context(simulation, room, yardstick, counts, study.seed)
    said = remarks(simulation, yardstick, by_itself, beside)
    report("rangorde van maatregelen", 0, 1)
    ranking = rank(study, by_itself, beside)
    plan = plan_of(study, simulation)
    optimiser = Optimiser.of(simulation, room, gap=plan.gap, time_s=plan.time_s)
    preferences = Preferences.of(study, optimiser.yardstick)
    packages, impossible = _packages(optimiser, plan, report)
    directions = _directions(optimiser, plan, preferences, packages, report)
    report("rollen en kosten", 0, 1)
    group = _alone(optimiser, study)
    shown = {} if directions is None else {each.candidate.id: each.candidate.chosen for each in directions.cards}
    return Decision(
        study=study,
        simulation=simulation,
        counts=counts,
        effects=by_itself,
        context=beside,
        remarks=said,
        idle=idle(catalogue, by_itself, beside),
        pays_back=_pays_back(simulation, yardstick, by_itself.measures),
        ranking=ranking,
        room=room,
        plan=plan,
        preferences=preferences,
        packages=packages,
        impossible=impossible,
        instead=dict(_instead(optimiser, plan, impossible)),
        directions=directions,
        roles={name: roles_of(simulation, chosen) for name, chosen in shown.items()},
        alone=group,
        costs={name: _costs(optimiser, chosen, group) for name, chosen in shown.items() if group is not None},
    )


def _counts(study: Study, simulation: Resimulation) -> tuple[Count, ...]:
    """Every consequence per function, as far as its functions have units of their own, and every criterion."""
    found: dict[Count, None] = {}
    for entry in simulation.ledger.entries:
        function = entry.group.function
        found[Count(entry.criterion, ((function, 1.0),) if function else ())] = None
    criteria = () if study.decision_criteria is None else study.decision_criteria.criteria
    known = {each.id for each in study.criteria}
    for each in criteria:
        if each.source_criterion in known:
            found[count_of(each)] = None
    return tuple(found)


def _pays_back(
    simulation: Resimulation, yardstick: Yardstick, measures: Sequence[str]
) -> dict[str, tuple[BreakEven, ...]]:
    """Of every measure that can be there with what it requires."""
    catalogue, without = simulation.catalogue, simulation.outcome(NOTHING)
    by_id = {each.id: each for each in simulation.study.measures}
    sets = {each: catalogue.with_required(each) for each in measures}
    return {
        each: break_even(
            simulation, yardstick, [by_id[one] for one in sorted(chosen)], without, simulation.outcome(chosen)
        )
        for each, chosen in sets.items()
        if catalogue.fits(chosen)
    }


def _packages(
    optimiser: Optimiser, plan: Plan, report: Progress
) -> tuple[dict[str, Package | None], dict[str, Impossible]]:
    """A package for every aim, and why there is none."""
    found: dict[str, Package | None] = {}
    impossible: dict[str, Impossible] = {}
    every = len(plan.aims) + len(plan.most_limits) + len(plan.cheapest)
    for aim in plan.aims:
        report("pakketten zoeken", len(found), every)
        found[aim.id] = optimiser.package(aim, plan.musts)
    for name in plan.most_limits:
        report("pakketten zoeken", len(found), every)
        found[name] = optimiser.most_limits(name, plan.wishes, plan.musts)
    for name, level in plan.cheapest:
        report("pakketten zoeken", len(found), every)
        wishes = (*plan.musts, *plan.levels[level])
        found[name] = optimiser.cheapest(name, wishes)
        if found[name] is None:
            impossible[name] = optimiser.why_impossible(wishes)
    if any(found[aim.id] is None for aim in plan.aims):
        impossible[plan.main.id] = optimiser.why_impossible(plan.musts)
    return found, impossible


def _instead(optimiser: Optimiser, plan: Plan, impossible: Mapping[str, Impossible]) -> Iterator[tuple[str, Package]]:
    """What can still be kept of an ambition level, and of the limits that every package must keep."""
    levels = dict(plan.cheapest)
    for name in impossible:
        of_level = plan.levels[levels[name]] if name in levels else ()
        found = optimiser.giving_way(name, of_level or plan.musts, plan.musts if of_level else ())
        if found is not None:
            yield name, found


def _directions(
    optimiser: Optimiser,
    plan: Plan,
    preferences: Preferences,
    packages: Mapping[str, Package | None],
    report: Progress,
) -> Directions | None:
    main = packages[plan.main.id]
    if main is None:
        return None
    report("keuzerichtingen zoeken", 0, 1)
    known = {name: each for name, each in packages.items() if each is not None}
    pool = pool_of(optimiser, plan, preferences, main, known)
    chosen = select(pool, optimiser.simulation.study.decision.directions)
    report("keuzerichtingen uitwerken", 0, 1)
    return directions_of(optimiser, plan, preferences, pool, chosen, tuple(known.values()))


def _alone(optimiser: Optimiser, study: Study) -> AloneCosts | None:
    settings = study.decision.coalitions
    return alone_costs(optimiser, settings) if settings.players else None


def roles_of(simulation: Resimulation, chosen: frozenset[str]) -> RoleProposal:
    """Who could do what in a set of measures."""
    study, catalogue = simulation.study, simulation.catalogue
    settings = study.decision.roles
    measures = tuple(each for each in study.measures if each.id in chosen)
    here = [each for each in settings.amendments if each.measure in chosen]
    return assign(
        RoleCase(
            measures=measures,
            parties=study.parties,
            touched=touched_parties(catalogue),
            served={each.id: _served(simulation, each.id) for each in measures},
            ambitions=study.ambitions,
            settings=settings.model_copy(update={"amendments": tuple(here)}),
        ),
        alternatives=len(measures) <= MOST_WITH_ALTERNATIVES,
    )


def _served(simulation: Resimulation, measure: str) -> tuple[str, ...]:
    """The parties of which the measure alone brings an outcome with a limit of theirs down, in any scenario."""
    catalogue = simulation.catalogue
    chosen = catalogue.with_required(measure)
    if not catalogue.fits(chosen):
        return ()
    before, after = simulation.outcome(NOTHING), simulation.outcome(chosen)
    better = np.any([a.limits < b.limits for a, b in zip(after.measured, before.measured, strict=True)], axis=0)
    own = [gauge.limit.party for gauge, yes in zip(simulation.ledger.gauges, better.tolist(), strict=True) if yes]
    return tuple(each.id for each in simulation.study.parties if each.id in own)


def _costs(optimiser: Optimiser, chosen: frozenset[str], group: AloneCosts) -> CostProposal:
    study, room = optimiser.simulation.study, optimiser.room
    benefit = _benefit(optimiser, chosen, group.players)
    return divide_costs(
        CostCase(
            measures=tuple(each for each in study.measures if each.id in chosen),
            kind=CostKind.INVESTMENT,
            rate=study.discount_rate,
            players=group.players,
            names={party.id: party.name for party in study.parties},
            alone=group.costs,
            benefit=benefit,
            capacity={each: room.of_party.get((each, CostKind.INVESTMENT)) for each in group.players},
            outside=outside_payments(room, chosen, group.players),
            coalitions=study.decision.coalitions,
            packages=study.decision.packages,
        )
    )


MONEY_OF = {"gebruikersuren": "indirecte_schade_eur"}
"""A benefit in hours is counted as the damage that these hours are worth."""


def _benefit(optimiser: Optimiser, chosen: frozenset[str], players: Sequence[str]) -> Mapping[str, float | None]:
    """Damage in euro that a party is spared by a direction, below zero where it gets worse; ``None`` = not asked.

    The mean over the scenarios, each counting alike: damage of an event, so not the money of an investment.
    """
    simulation = optimiser.simulation
    settings = simulation.study.decision.coalitions
    if not settings.benefit_to:
        return dict.fromkeys(players)
    before, after = simulation.outcome(NOTHING), simulation.outcome(chosen)
    found = dict.fromkeys(players, 0.0)
    whose = {MONEY_OF.get(criterion, criterion): to for criterion, to in settings.benefit_to.items()}
    for place, entry in enumerate(simulation.ledger.entries):
        to = whose.get(entry.criterion)
        if to is None:
            continue
        party = _enjoys(entry.group, to)
        if party in found:
            spared = [b.amounts[place] - a.amounts[place] for a, b in zip(after.measured, before.measured, strict=True)]
            found[party] += float(np.mean(spared)) * float(entry.factor)
    return found


def _enjoys(group: Group, to: Beneficiary) -> str:
    """An operator does not enjoy the hours of its customers: ``eigenaar`` or ``drager``, as the study says."""
    return group.party if to == "eigenaar" else group.bearer
