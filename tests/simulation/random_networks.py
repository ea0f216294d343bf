"""Random cyclic networks on which the kernel and the reference must agree, with the rare cases well represented.

Ordinary random graphs hardly ever hand over, tie or block each other, so dedicated pieces are mixed in: small rings
with every mix of buffers and restarts, stand-by suppliers that return exactly when another leaves, self-starters.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from besluitsteun.network import Wiring
from besluitsteun.timeaxis import TimeAxis

from .reference import RefNeed

STEP_HOURS = (Decimal(1), Decimal("0.5"), Decimal("0.25"), Decimal(2), Decimal(3))
KINDS = ("ring", "handover", "tie", "free", "gap", "emergency")


@dataclass(frozen=True)
class Case:
    seed: int
    kind: str
    total: int
    steps: int
    step_hours: Decimal
    needs: tuple[RefNeed, ...]
    self_starting: frozenset[int]
    own: dict[int, list[tuple[int, int]]]
    fractional: bool  # some hours were no whole number of steps

    def wiring(self) -> Wiring:
        return Wiring.of(
            [i in self.self_starting for i in range(self.total)],
            [(n.consumer, sorted(n.suppliers), n.minimum, n.buffer, n.restart) for n in self.needs],
        )

    def windows(self) -> list[tuple[int, int, int]]:
        return [(i, a, b) for i in sorted(self.own) for a, b in self.own[i]]


def _axis(rng: random.Random, kind: str) -> TimeAxis:
    """Mostly 36 hours; now and then a horizon of a few steps, where every window touches an edge."""
    step = rng.choice(STEP_HOURS[:3] if kind == "gap" else STEP_HOURS)
    return (
        TimeAxis(step * rng.randint(1, 4), step)
        if kind == "free" and rng.random() < 0.25
        else TimeAxis(Decimal(36), step)
    )


def random_case(seed: int) -> Case:
    """One case; which pieces it has follows from the seed."""
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    axis = _axis(rng, kind)
    hours = [Decimal(n) / 4 for n in range(25)] if rng.random() < 0.4 else [Decimal(n) for n in range(7)]
    fractional = False

    def duration(up: bool) -> int:
        nonlocal fractional
        value = rng.choice([Decimal(0), Decimal(0), rng.choice(hours)])
        fractional |= value % axis.step_hours != 0
        return axis.up(value) if up else axis.down(value)

    def need(consumer: int, suppliers: set[int], minimum: int | None = None) -> RefNeed:
        suppliers = set(suppliers) - {consumer}
        return RefNeed(
            consumer,
            frozenset(suppliers),
            minimum if minimum is not None else rng.randint(1, len(suppliers)),
            duration(False),
            duration(True),
        )

    total = rng.randint(4, 11)
    needs: list[RefNeed] = []
    undisturbed: set[int] = set()
    if kind == "ring":
        size = rng.randint(2, min(4, total))
        needs += [need(i, {(i + 1) % size}, 1) for i in range(size)]
        if rng.random() < 0.3:
            equal = rng.choice([1, 2, 3])
            needs = [RefNeed(n.consumer, n.suppliers, 1, equal, equal) for n in needs]
    elif kind == "handover":
        # 0 and 1 carry each other, and 0 also needs one of two suppliers that relieve each other in the same step
        relief = {1, 2, total - 1}
        needs += [RefNeed(0, frozenset(relief), 2, 0, 0), RefNeed(1, frozenset({0}), 1, 0, 0)]
        if rng.random() < 0.3:
            needs[0] = need(0, relief, 2)
        if rng.random() < 0.7:
            undisturbed = {0, 1, 2, total - 1}
    elif kind == "tie":
        needs += [need(2, {0, 1}), need(1, {0}, 1)]
    elif kind == "gap":
        # buffers equal to restarts: a gap longer than the buffer comes out of every need as long as it went in
        size, equal = rng.randint(2, 4), rng.choice([0, 1, 2])
        needs += [RefNeed(i, frozenset({(i + 1) % size}), 1, equal, equal) for i in range(size)]
        if rng.random() < 0.7:
            undisturbed = set(range(size))
    elif kind == "emergency":
        # 0 may start by itself and then runs while its need still waits for the restart
        needs += [RefNeed(0, frozenset({1}), 1, rng.choice([0, 0, 2]), rng.choice([2, 3, 5])), need(2, {0, 3})]
    for _ in range(rng.randint(0, 2 * total) if kind != "free" else rng.randint(total, 3 * total)):
        consumer = rng.choice([i for i in range(total) if i not in undisturbed] or [total // 2])
        pool = [i for i in range(total) if i != consumer]
        needs.append(need(consumer, set(rng.sample(pool, rng.randint(1, min(3, len(pool)))))))
    self_starting = frozenset(i for i in range(total) if rng.random() < 0.25) if rng.random() < 0.4 else frozenset()
    own = _windows(rng, total, axis.steps, kind, undisturbed)
    if kind == "emergency":
        self_starting |= {0}
        away, back = rng.randint(1, 6), rng.randint(1, 3)
        own.pop(0, None)
        own[1] = _cut([(away, away + 3), (away + 3 + back, away + 5 + back)], axis.steps)
    elif kind == "gap" and undisturbed:
        start = rng.randint(0, 6)
        own = {0: [(start, start + rng.randint(equal + 1, equal + 3))]}
    return Case(seed, kind, total, axis.steps, axis.step_hours, tuple(needs), self_starting, own, fractional)


def _windows(
    rng: random.Random, total: int, steps: int, kind: str, undisturbed: set[int]
) -> dict[int, list[tuple[int, int]]]:
    """Disjoint, not adjacent windows per asset; moments are shared on purpose, so that events meet in one step."""
    moments = sorted(rng.sample(range(steps + 1), min(steps + 1, rng.randint(2, 6))))
    own: dict[int, list[tuple[int, int]]] = {}
    hit = [i for i in range(total) if i not in undisturbed and rng.random() < 0.45] or [2]
    for i in hit:
        picked = sorted(rng.sample(moments, min(len(moments), rng.choice([2, 2, 4]))))
        own[i] = [(a, b) for a, b in zip(picked[::2], picked[1::2], strict=False) if a < b]
    if kind == "handover" and len(moments) >= 3:
        a, b, c = moments[0], moments[len(moments) // 2], moments[-1]
        own[2], own[total - 1] = [(a, b)], [(b, c)]
    return {i: windows for i, windows in own.items() if windows}


def _cut(windows: list[tuple[int, int]], steps: int) -> list[tuple[int, int]]:
    return [(a, min(b, steps)) for a, b in windows if a < steps]
