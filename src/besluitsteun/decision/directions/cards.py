"""``Selection`` in, the ``Card`` of each direction out, what all of them share, and the real choices between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..money import CostKind
from ..packages.find import Optimiser, Package
from ..packages.plan import Plan
from ..preference import Preferences
from .card import Card, Desk, Proof
from .pool import Candidate, Pool
from .select import Selection

Chosen = frozenset[str]
MOST_SWAPS = 4
SAME = 1e-9


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
    optimiser: Optimiser,
    plan: Plan,
    preferences: Preferences,
    pool: Pool,
    chosen: Selection,
    packages: Sequence[Package],
) -> Directions:
    """Cards of the directions that were selected, and what they share.

    packages : those that the result tells of, one for each aim
    """
    finder = _Finder(optimiser, plan, pool)
    sets = [each.chosen for each in chosen.shown]
    desk = Desk(
        simulation=optimiser.simulation,
        room=optimiser.room,
        plan=plan,
        preferences=preferences,
        over=pool.over,
        shown=chosen.shown,
        known=(*(frozenset(each.chosen) for each in packages), *sets),
        own=tuple(each.chosen for each in pool.candidates),
    )
    every = [each.id for each in optimiser.room.catalogue.measures]
    shared = [each for each in every if sets and all(each in one for one in sets)]
    return Directions(
        pool=pool,
        selection=chosen,
        cards=tuple(desk.card(each, _proof(each, pool)) for each in chosen.shown),
        core=tuple(Core(each, finder.is_needed(each)) for each in shared),
        nowhere=tuple(each for each in every if not any(each in one for one in sets)),
        swaps=tuple(finder.swaps(chosen.shown)),
    )


def _proof(candidate: Candidate, pool: Pool) -> Proof:
    """What was proven when it was sought for the main aim, else what holds for every package in the room."""
    package = candidate.package
    if package is not None and package.aim == pool.main.aim:
        return Proof.of(package)
    return Proof.of(pool.main).beside(pool.score(candidate.chosen), pool.main.without)


@dataclass(frozen=True, eq=False)
class _Finder:
    """Finds what directions share, and where they could be exchanged."""

    optimiser: Optimiser
    plan: Plan
    pool: Pool

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
        shared = frozenset.intersection(*(one.chosen for one in shown)) if len(shown) > 1 else frozenset[str]()
        for one in shown:
            others = sorted({each for other in shown for each in other.chosen} - one.chosen)
            for out in sorted(one.chosen - shared - wanted.get(one.id, set())):
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
