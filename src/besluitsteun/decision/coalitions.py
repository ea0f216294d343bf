"""``Optimiser`` and the players in, c(S) out: what each group of parties would pay alone for its own ambition (05).

A group has its own measures and money and does nothing for others; the others do nothing. A group whose ambition no
set of its measures reaches has no c(S): that is not zero.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..schema.decision import MOST_PLAYERS, CoalitionSettings
from .games import Coalition, Cost, coalitions
from .money import CostKind
from .packages.find import Optimiser
from .packages.plan import LAST
from .packages.room import Room
from .packages.wishes import Wish, wishes_of
from .parties import eligible, touched_parties

NODES, ROUNDS, LOOKS, NEAR = 200, 10, 100, 0.01
"""Effort and margin for each group."""


@dataclass(frozen=True, eq=False)
class Alone:
    """What groups of parties would pay by themselves.

    costs : group → c(S) in euro of investment, ``None`` = cannot be reached;  packages : group → its cheapest package
    too_many : so many players that no full game is computed
    """

    players: tuple[str, ...]
    costs: Mapping[Coalition, Cost | None]
    packages: Mapping[Coalition, tuple[str, ...]]
    too_many: bool = False


def alone_costs(optimiser: Optimiser, settings: CoalitionSettings) -> Alone:
    """c(S) of every group of players."""
    players = tuple(settings.players)
    if len(players) > MOST_PLAYERS:
        return Alone(players, {}, {}, too_many=True)
    table, quick = _Own.of(optimiser, settings), optimiser.hurried(NODES, ROUNDS, LOOKS, NEAR)
    costs: dict[Coalition, Cost | None] = {}
    packages: dict[Coalition, tuple[str, ...]] = {}
    for group in coalitions(players):
        costs[group] = None
        wishes, room = table.wishes(group), table.room(group)
        inside = quick.within(room)
        best = inside.simulation.at_best(room.candidates)
        if not all(wish.kept_everywhere(inside.simulation, best) for wish in wishes):
            continue
        found = inside.cheapest(f"alleen_{'_'.join(sorted(group))}", wishes)
        if found is not None:
            bound = found.score if found.bound is None else min(found.bound, found.score)
            costs[group] = Cost(0.0 if found.bound is None else max(0.0, bound), found.score)
            packages[group] = found.chosen
    return Alone(players, costs, packages)


@dataclass(frozen=True, eq=False)
class _Own:
    """What a group may take and must reach."""

    optimiser: Optimiser
    settings: CoalitionSettings
    takers: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    ambition: Mapping[str, tuple[Wish, ...]]

    @classmethod
    def of(cls, optimiser: Optimiser, settings: CoalitionSettings) -> _Own:
        catalogue = optimiser.room.catalogue
        touched = touched_parties(catalogue)
        takers = {
            each: (
                frozenset(eligible(catalogue, touched, each, "lead")),
                frozenset(eligible(catalogue, touched, each, "funder")),
            )
            for each in optimiser.room.candidates
        }
        limits = {limit.id: limit for limit in catalogue.study.limits}
        ambition = {
            party: wishes_of(optimiser.simulation, [(limits[name], False, LAST) for name in names])
            for party, names in settings.own_ambition.items()
        }
        return cls(optimiser, settings, takers, ambition)

    def wishes(self, group: Coalition) -> tuple[Wish, ...]:
        """The limits that its members set themselves."""
        found = {wish.limit.id: wish for party in sorted(group) for wish in self.ambition.get(party, ())}
        return tuple(found.values())

    def room(self, group: Coalition) -> Room:
        """The measures that members can lead and pay for, with their own money only."""
        room = self.optimiser.room
        mine = [each for each, (lead, pay) in self.takers.items() if lead & group and pay & group]
        out = [each for each in room.candidates if each not in mine]
        narrowed = room.narrowed((), out)
        return replace(
            narrowed,
            pinned=frozenset(),
            per_layer={},
            total={},
            payers={each: tuple(one for one in room.payers[each] if one in group) for each in room.payers},
            _affordable={},
        )


def outside_payments(room: Room, chosen: Collection[str], players: Sequence[str]) -> Mapping[str, float]:
    """What parties outside the game pay: the measures that no player may pay, evenly over who may."""
    costs = room.costs[CostKind.INVESTMENT]
    found: dict[str, float] = {}
    for measure, payers in _outside(room, chosen, players):
        for party in payers:
            found[party] = found.get(party, 0.0) + costs[measure] / len(payers)
    return found


def _outside(room: Room, chosen: Collection[str], players: Sequence[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in sorted(chosen):
        payers = room.payers.get(each, ())
        if payers and not set(payers) & set(players):
            yield each, payers
