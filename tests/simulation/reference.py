"""The cascade exactly as page 03 defines it: sets, whole networks, every step. Slow and obvious on purpose.

It shares nothing with the kernel: no counters, no events, no worklists. Every fixed point is found by iterating the
map itself; the state of a need is its two run lengths.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RefNeed:
    consumer: int
    suppliers: frozenset[int]
    minimum: int
    buffer: int
    restart: int


@dataclass
class RefResult:
    up: list[frozenset[int]] = field(default_factory=list)  # per step
    broken: list[tuple[bool, ...]] = field(default_factory=list)  # per step, per need
    first: dict[int, int] = field(default_factory=dict)
    order: dict[int, int] = field(default_factory=dict)  # of the first outage
    causes: dict[int, tuple[int, ...]] = field(default_factory=dict)  # of the first outage
    handovers: int = 0  # steps in which an asset was shed and yet kept up through what started
    emergencies: int = 0  # steps with an asset that ran although a need of it was broken
    fallbacks: int = 0  # outages without an earlier cause
    ties: int = 0  # steps in which two assets begin an outage in the same round
    outages: dict[int, int] = field(default_factory=dict)  # number of outages of each asset that had any
    healed: int = 0  # needs that healed after a restart of at least one step
    rescued: int = 0  # needs whose supply returned in the very step in which the buffer ended
    down_at_horizon: frozenset[int] = frozenset()
    since: dict[int, int] = field(default_factory=dict)  # start of the outage that lasts to the horizon
    blocked: dict[int, int] = field(default_factory=dict)  # asset in deadlock -> number of its ring, 0 = hangs on one
    released_by: dict[int, tuple[int, ...]] = field(default_factory=dict)  # ring -> assets that release it


Set = frozenset[int]


def greatest(step: Callable[[Set], Set], start: Set) -> Set:
    """Greatest fixed point of ``step`` below ``start``."""
    while True:
        smaller = step(start) & start
        if smaller == start:
            return start
        start = smaller


def least(step: Callable[[Set], Set], start: Set) -> Set:
    """Least fixed point of ``step`` above ``start`` (start is below its own image)."""
    while True:
        larger = step(start) | start
        if larger == start:
            return start
        start = larger


def simulate(
    total: int, needs: list[RefNeed], self_starting: Set, own_down: dict[int, list[tuple[int, int]]], steps: int
) -> RefResult:
    """``own_down``: windows [start, end) in which the own condition of an asset is false."""
    everything = frozenset(range(total))
    up = everything
    broken = [False] * len(needs)
    unsatisfied = [0] * len(needs)  # u(n, t-1)
    satisfied = [0] * len(needs)  # v(n, t-1)
    needs_of: dict[int, list[int]] = {i: [] for i in range(total)}
    for n, need in enumerate(needs):
        needs_of[need.consumer].append(n)
    result = RefResult()
    since: dict[int, int] = {}
    present_order: dict[int, int] = {}

    for t in range(steps):
        own = frozenset(i for i in everything if not any(a <= t < b for a, b in own_down.get(i, [])))

        def is_sat(n: int, alive: Set) -> bool:
            return len(needs[n].suppliers & alive) >= needs[n].minimum

        def is_broken(n: int, alive: Set) -> bool:
            if not broken[n]:
                return not is_sat(n, alive) and unsatisfied[n] + 1 > needs[n].buffer
            return not (is_sat(n, alive) and satisfied[n] + 1 > needs[n].restart)

        def is_broken_hat(n: int, alive: Set) -> bool:
            if not broken[n]:
                return not is_sat(n, alive) and unsatisfied[n] + 1 > needs[n].buffer
            return not is_sat(n, alive)

        def f_hat(alive: Set) -> Set:
            return frozenset(i for i in own if not any(is_broken_hat(n, alive) for n in needs_of[i]))

        emergency = (self_starting & greatest(f_hat, everything)) if self_starting else frozenset()

        def f(alive: Set) -> Set:
            return frozenset(i for i in own if not any(is_broken(n, alive) for n in needs_of[i])) | emergency

        base = up
        while True:
            kept = greatest(f, base)
            running = least(f, kept)
            if base | running == base:
                break
            base = base | running
        now = running
        # the same outcome of shed and start alone would miss what hands over
        first_running = least(f, greatest(f, up))
        if now != first_running:
            result.handovers += 1

        # rounds of the new outages
        rounds: dict[int, int] = {}
        layer, number = up | now, 0
        while True:
            smaller = f(layer) & layer
            number += 1
            for i in layer - smaller:
                rounds[i] = number
            if smaller == layer:
                break
            layer = smaller
        assert layer == now

        new = sorted(up - now, key=lambda i: (rounds[i], i))
        for i in now:
            since.pop(i, None)
        earlier_since = dict(since)
        result.ties += len({rounds[i] for i in new}) < len(new)
        for i in new:
            since[i] = t
            result.outages[i] = result.outages.get(i, 0) + 1
        for i in new:
            if i not in own:
                present_order[i] = 0
                causes: tuple[int, ...] = ()
            else:
                found = {
                    j
                    for n in needs_of[i]
                    if is_broken(n, now)
                    for j in needs[n].suppliers - now
                    if (since[j], 0 if j in earlier_since else rounds[j]) < (t, rounds[i])
                }
                if found:
                    present_order[i] = 1 + min(present_order[j] for j in found)
                else:
                    result.fallbacks += 1
                    found = {
                        j
                        for n in needs_of[i]
                        if is_broken(n, now) and not is_sat(n, now)
                        for j in needs[n].suppliers - now
                    }
                    present_order[i] = 1
                causes = tuple(sorted(found))
            if i not in result.first:
                result.first[i] = t
                result.order[i] = present_order[i]
                result.causes[i] = causes

        if any(is_broken(n, now) for i in now for n in needs_of[i]):
            result.emergencies += 1
        becomes = [is_broken(n, now) for n in range(len(needs))]
        result.broken.append(tuple(becomes))
        result.up.append(now)
        if t == steps - 1:
            _blockades(result, total, needs, needs_of, now, f_hat)
        for n in range(len(needs)):
            sat = is_sat(n, now)
            result.healed += broken[n] and not becomes[n] and needs[n].restart > 0
            result.rescued += not broken[n] and sat and 0 < needs[n].buffer == unsatisfied[n]
            broken[n] = becomes[n]
            unsatisfied[n] = 0 if sat else unsatisfied[n] + 1
            satisfied[n] = satisfied[n] + 1 if sat else 0
        up = now
    result.down_at_horizon = everything - up
    result.since = since
    return result


def _blockades(
    result: RefResult,
    total: int,
    needs: list[RefNeed],
    needs_of: dict[int, list[int]],
    up: Set,
    f_hat: Callable[[Set], Set],
) -> None:
    """Deadlock at the last step: called while ``f_hat`` still sees the run lengths up to the step before."""
    everything = frozenset(range(total))
    blocked = greatest(f_hat, everything) - least(f_hat, up)
    edges = {
        i: {j for n in needs_of[i] if result.broken[-1][n] for j in needs[n].suppliers if j in blocked} for i in blocked
    }
    reach = {i: _reach(i, edges) for i in blocked}
    rings: list[Set] = []
    for i in sorted(blocked):
        ring = frozenset(j for j in reach[i] if i in reach[j])
        if len(ring) >= 2 and ring not in rings:
            rings.append(ring)
    for i in blocked:
        result.blocked[i] = next((k for k, ring in enumerate(rings, 1) if i in ring), 0)
    for k, ring in enumerate(rings, 1):
        releasing = []
        for m in range(total):
            reachable = least(f_hat, up | {m}) | up | {m}
            if ring <= greatest(lambda alive, r=reachable: f_hat(alive) & r, everything):
                releasing.append(m)
        result.released_by[k] = tuple(releasing)


def _reach(start: int, edges: dict[int, set[int]]) -> set[int]:
    seen: set[int] = set()
    stack = [start]
    while stack:
        for j in edges.get(stack.pop(), ()):
            if j not in seen:
                seen.add(j)
                stack.append(j)
    return seen
