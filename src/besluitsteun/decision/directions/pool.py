"""``Optimiser`` and ``Plan`` in, candidate packages out: authored ones completed, and the outermost along every axis.

A candidate is never worse for the main aim than the best known plus a share of what that avoids (05: epsilon), except
those that stand for a wish of their own: nothing extra, the cheapest of a level, the best of a party, an authored one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from ...schema.ambitions import Direction as Authored
from ..packages.find import Optimiser, Package
from ..packages.plan import Plan
from ..packages.room import Room
from ..packages.targets import OverScenarios
from ..preference import Preferences
from .axes import Axis, axes_of, extremes

Chosen = frozenset[str]
EPSILON, LEAST_DISTANCE, MOST = 0.05, 0.15, (1, 6)
NODES, ROUNDS, LOOKS, NEAR = 20, 2, 100, 0.05
"""Effort and margin for each package at the end of an axis, and the best of a party: which it is matters, not how near
to the very end it lies."""


class Origin(StrEnum):
    """Where a candidate comes from."""

    BEST = "gevonden door de rekenaar: het beste voor het hoofddoel"
    AUTHORED = "opgeschreven door de groep, aangevuld door de rekenaar"
    AXIS = "gevonden door de rekenaar: zo anders mogelijk"
    LEVEL = "gevonden door de rekenaar: goedkoopste voor een ambitieniveau"
    LIMITS = "gevonden door de rekenaar: houdt de meeste grenzen"
    AIM = "gevonden door de rekenaar: beste voor een ander doel"
    PARTY = "gevonden door de rekenaar: beste voor een partij"
    NOTHING = "niets extra"
    TABLE = "gemaakt aan tafel"


@dataclass(frozen=True, eq=False)
class Candidate:
    """A package with its name. ``package``: what was sought and proven for it, in the score of what it was sought for;
    ``is_shown``: whether it may be chosen as a direction by itself."""

    id: str
    name: str
    origin: Origin
    chosen: Chosen
    package: Package | None
    is_shown: bool = True


@dataclass(frozen=True, eq=False)
class Pool:
    """Candidates of different sets of measures, the best for the main aim first.

    level : what the score of the main aim may be for a direction;  main : of the main aim
    """

    main: Package
    level: float
    over: OverScenarios
    axes: tuple[Axis, ...]
    candidates: tuple[Candidate, ...]

    def score(self, chosen: Chosen) -> float:
        """The main aim, re-simulated."""
        return self.over.simulated(chosen)


def pool_of(
    optimiser: Optimiser, plan: Plan, preferences: Preferences, main: Package, found: Mapping[str, Package]
) -> Pool:
    """All candidates.

    found : packages that were sought for other aims, by the id of the aim
    """
    settings, axes = optimiser.simulation.study.decision.directions, axes_of(optimiser.room)
    over = optimiser.over(plan.main, plan.musts)
    epsilon = EPSILON if settings.epsilon is None else settings.epsilon
    level = main.score + epsilon * max(0.0, main.without - main.score)
    seeker = _Seeker(optimiser, plan, preferences, over, level, axes)
    candidates = [Candidate("hoofddoel", "Het beste voor het hoofddoel", Origin.BEST, frozenset(main.chosen), main)]
    candidates += [*seeker.authored(), *seeker.others(found), *seeker.parties(), *seeker.along_axes()]
    candidates.append(Candidate("niets_extra", "Niets extra", Origin.NOTHING, frozenset(), None, is_shown=False))
    shown = [replace(each, is_shown=each.is_shown and _may_be_shown(each, over, level)) for each in candidates]
    return Pool(main, level, over, axes, tuple(_different(shown)))


def _may_be_shown(candidate: Candidate, over: OverScenarios, level: float) -> bool:
    """What was sought for something else is a direction only if it is good enough for the main aim as well."""
    wanted = (Origin.AUTHORED, Origin.LEVEL)
    return candidate.origin in wanted or over.simulated(candidate.chosen) <= level + 1e-9 * max(1.0, level)


def _different(candidates: list[Candidate]) -> Iterator[Candidate]:
    """Of the same set of measures only the first, but every authored one."""
    seen: set[Chosen] = set()
    for each in candidates:
        if each.chosen not in seen or each.origin is Origin.AUTHORED:
            yield each
        seen.add(each.chosen)


@dataclass(frozen=True, eq=False)
class _Seeker:
    """Looks for one kind of candidate after another."""

    optimiser: Optimiser
    plan: Plan
    preferences: Preferences
    over: OverScenarios
    level: float
    axes: tuple[Axis, ...]

    def authored(self) -> Iterator[Candidate]:
        """The directions of the study, completed for the main aim; never changed."""
        for each in self.optimiser.room.catalogue.study.choices.directions:
            package = self.optimiser.within(self._room(each)).package(self.plan.main, self.plan.musts)
            if package is not None:
                yield Candidate(each.id, each.name, Origin.AUTHORED, frozenset(package.chosen), package)

    def _room(self, direction: Authored) -> Room:
        catalogue = self.optimiser.room.catalogue
        inside = {one for each in direction.measures_in for one in catalogue.with_required(each)}
        return self.optimiser.room.narrowed(inside, direction.measures_out, direction.share_per_layer)

    def others(self, found: Mapping[str, Package]) -> Iterator[Candidate]:
        """The packages of the other aims."""
        levels = {level.id: level.name for level in self.optimiser.room.catalogue.study.ambitions.levels}
        cheapest = dict(self.plan.cheapest)
        for aim, package in found.items():
            chosen = frozenset(package.chosen)
            if aim in cheapest:
                name = f"Goedkoopste voor het niveau {levels.get(cheapest[aim], cheapest[aim])}"
                yield Candidate(aim, name, Origin.LEVEL, chosen, package)
            elif aim in self.plan.most_limits:
                yield Candidate(aim, "Houdt de meeste grenzen", Origin.LIMITS, chosen, package)
            elif aim != self.plan.main.id:
                yield Candidate(aim, f"Het beste voor: {self.plan.names[aim]}", Origin.AIM, chosen, package)

    def parties(self) -> Iterator[Candidate]:
        """What each party would choose within the same room; for the eyes of who leads the process."""
        names = {party.id: party.name for party in self.optimiser.room.catalogue.study.parties}
        quick = self._quick()
        for party in self.preferences.weights:
            aim = self.preferences.aim(party, self.plan.main.scenarios)
            package = None if aim is None else quick.package(aim, self.plan.musts)
            if package is not None:
                name = f"Beste voor {names[party]}"
                chosen = frozenset(package.chosen)
                yield Candidate(f"beste_{party}", name, Origin.PARTY, chosen, package, is_shown=False)

    def along_axes(self) -> Iterator[Candidate]:
        """The most and the least of every heading, with the main aim below the level."""
        quick = self._quick()
        for name, words, amounts in extremes(self.axes, self.optimiser.room):
            package = quick.furthest(name, amounts, (self.over, self.level), self.plan.musts)
            if package is not None:
                yield Candidate(name, words, Origin.AXIS, frozenset(package.chosen), package)

    def _quick(self) -> Optimiser:
        return self.optimiser.hurried(NODES, ROUNDS, LOOKS, NEAR)
