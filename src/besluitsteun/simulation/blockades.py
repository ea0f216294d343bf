"""State at the horizon in, ``Blockade`` rows out: assets that wait for each other and cannot start by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ..network import Int32, Wiring
from .outages import Blockade

Assets = frozenset[int]


@dataclass(frozen=True)
class LastStep:
    """The state in the last step, as far as it differs from "everything works".

    down, own_false : assets that are down; assets whose own condition is false
    dirty           : needs with a buffer or restart that ever moved; of the others the state follows from ``down``
    broken, hot     : dirty needs that are broken; for which unsatisfied meant broken, with restarts taken as 0
    since           : first step of the outage of each asset that is down
    """

    down: Assets
    own_false: Assets
    dirty: Assets
    broken: Assets
    hot: Assets
    since: Mapping[int, int]


def find_blockades(wiring: Wiring, id_rank: Int32, last: LastStep) -> tuple[Blockade, ...]:
    """Deadlocks at the last step (03), in order of ring and id."""
    if not last.down - last.own_false:
        return ()
    map_hat = _WithoutRestarts(wiring, last)
    blocked = map_hat.unstarted - map_hat.greatest_dead(frozenset())
    if not blocked:
        return ()
    by_id: Callable[[int], int] = lambda i: int(id_rank[i])  # noqa: E731
    rings = _rings(map_hat, blocked, by_id)
    released_by = [tuple(m for m in sorted(last.down, key=by_id) if map_hat.releases(m, ring)) for ring in rings]
    member_of = {i: number for number, ring in enumerate(rings, 1) for i in ring}
    rows = [
        Blockade(ring, i, last.since[i], released_by[ring - 1] if ring else ())
        for i in blocked
        for ring in [member_of.get(i, 0)]
    ]
    return tuple(sorted(rows, key=lambda row: (row.ring == 0, row.ring, by_id(row.asset))))


class _WithoutRestarts:
    """The map F̂ of the last step. Sets of assets are kept as their complement, the dead: these are few."""

    def __init__(self, wiring: Wiring, last: LastStep):
        self.wiring, self.last = wiring, last

    def needs(self, i: int) -> list[int]:
        """Needs of a consumer."""
        ptr, needs = self.wiring.needs_of
        row: list[int] = needs[ptr[i] : ptr[i + 1]].tolist()
        return row

    def consumers(self, i: int) -> list[int]:
        """Consumers of a supplier."""
        ptr, needs = self.wiring.needs_supplied
        row: list[int] = self.wiring.consumer[needs[ptr[i] : ptr[i + 1]]].tolist()
        return row

    def suppliers(self, n: int) -> list[int]:
        """Suppliers of a need."""
        row: list[int] = self.wiring.supplier[self.wiring.supplier_ptr[n] : self.wiring.supplier_ptr[n + 1]].tolist()
        return row

    def unsatisfied(self, n: int, dead: Assets | set[int]) -> bool:
        """Whether too few suppliers are left."""
        row = self.suppliers(n)
        return len(row) - sum(j in dead for j in row) < int(self.wiring.minimum[n])

    def is_broken(self, n: int) -> bool:
        """Whether the need was broken in the last step."""
        return (
            n in self.last.broken if n in self.last.dirty else self._is_hot(n) and self.unsatisfied(n, self.last.down)
        )

    def _is_hot(self, n: int) -> bool:
        return n in self.last.hot if n in self.last.dirty else bool(self.wiring.buffer[n] == 0)

    def holds(self, i: int, dead: Assets | set[int]) -> bool:
        """Whether F̂ keeps asset i when these are dead."""
        return i not in self.last.own_false and not any(
            self._is_hot(n) and self.unsatisfied(n, dead) for n in self.needs(i)
        )

    def greatest_dead(self, start: Assets) -> Assets:
        """Dead assets in the greatest fixed point of F̂ below "all but ``start``"."""
        dead = set(start)
        falling = [*self.last.own_false, *self.last.down, *(c for i in start for c in self.consumers(i))]
        while falling:
            i = falling.pop()
            if i not in dead and not self.holds(i, dead):
                dead.add(i)
                falling += self.consumers(i)
        return frozenset(dead)

    def least_dead(self, start: Assets, candidates: Iterable[int]) -> Assets:
        """Dead assets in the least fixed point of F̂ above "all but ``start``"; only ``candidates`` can rise first."""
        dead = set(start)
        rising = list(candidates)
        while rising:
            i = rising.pop()
            if i in dead and self.holds(i, dead):
                dead.discard(i)
                rising += self.consumers(i)
        return frozenset(dead)

    @cached_property
    def unstarted(self) -> Assets:
        """What stays dead above all that is up."""
        return self.least_dead(self.last.down, self.last.down)

    def releases(self, m: int, ring: Assets) -> bool:
        """Whether every member of the ring keeps itself running, without restarts, once m has run."""
        dead = self.least_dead(self.unstarted - {m}, self.consumers(m))
        return not ring & dead and not ring & self.greatest_dead(dead)


def _rings(map_hat: _WithoutRestarts, blocked: Assets, by_id: Callable[[int], int]) -> list[Assets]:
    """Strongly connected components of at least two members, numbered by smallest id."""
    import networkx as nx

    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(
        (i, j)
        for i in blocked
        for n in map_hat.needs(i)
        if map_hat.is_broken(n)
        for j in map_hat.suppliers(n)
        if j in blocked
    )
    rings = [frozenset(ring) for ring in nx.strongly_connected_components(graph) if len(ring) > 1]
    return sorted(rings, key=lambda ring: min(map(by_id, ring)))
