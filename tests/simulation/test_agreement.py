"""Reference = kernel, interpreted and compiled, on random cyclic networks in which the rare things are not rare."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from besluitsteun.simulation.compiled import compiled_run

from .agreement import run_kernel, run_reference
from .random_networks import KINDS, Case, random_case
from .reference import RefResult

BLOCK_SIZE = 500
BLOCKS = 11

TOTALS = {
    "adjacent events": (153, 1861),
    "an asset fails twice": (161, 1887),
    "emergencies": (159, 1819),
    "everything down at once": (145, 1838),
    "fallbacks": (25, 360),
    "four steps or less": (13, 200),
    "fractional hours": (213, 2526),
    "gap goes round": (6, 111),
    "handovers": (22, 360),
    "hangs on a ring": (56, 749),
    "healed": (178, 2208),
    "k of n": (302, 3512),
    "order 3 or more": (69, 870),
    "rescued": (14, 349),
    "ring in deadlock": (235, 2788),
    "ring released by a non-member": (4, 111),
    "several causes": (290, 3272),
    "several self-starters": (118, 1403),
    "step not 1 h": (381, 4265),
    "ties": (389, 4434),
    "two rings": (17, 252),
    "window to the horizon": (63, 748),
}
"""What is rare -> (cases in the poorest block of 500, cases of the 5,500) in which it happened, with these seeds."""


def marks(case: Case, result: RefResult) -> Iterator[str]:
    """The rare things that happened in a case: fields of ``RefResult``, and what is told here."""
    for name in ("handovers", "ties", "emergencies", "fallbacks", "healed", "rescued"):
        if getattr(result, name):
            yield name
    gaps = [n for i, n in result.outages.items() if i not in case.own]
    borders = {moment for windows in case.own.values() for window in windows for moment in window}
    minima = [(need.minimum, len(need.suppliers)) for need in case.needs]
    occurrences = {
        "ring in deadlock": any(result.blocked.values()),
        "hangs on a ring": 0 in result.blocked.values(),
        "two rings": len(result.released_by) > 1,
        "ring released by a non-member": any(
            set(ids) - {i for i in result.blocked if result.blocked[i] == ring}
            for ring, ids in result.released_by.items()
        ),
        "several causes": any(len(causes) > 1 for causes in result.causes.values()),
        "order 3 or more": any(order > 2 for order in result.order.values()),
        "gap goes round": any(n > 3 for n in gaps),
        "fractional hours": case.fractional,
        "step not 1 h": case.step_hours != 1,
        "several self-starters": len(case.self_starting) > 1,
        "k of n": any(1 < minimum < suppliers for minimum, suppliers in minima),
        "adjacent events": any(moment + 1 in borders for moment in borders),
        "window to the horizon": case.steps in borders,
        "four steps or less": case.steps <= 4,
        "everything down at once": any(not up for up in result.up),
        "an asset fails twice": any(n > 1 for n in result.outages.values()),
    }
    yield from (name for name, happened in occurrences.items() if happened)


@pytest.mark.parametrize("block", range(BLOCKS))
def test_kernel_is_the_reference(block: int) -> None:
    """First and total downtime, number of outages, causes and their order, deadlocks and what releases them: equal in
    5,500 cases, interpreted and compiled. ``TOTALS`` states how often each rare thing happened in them; a block in
    which one became rarer than in its poorest block fails.
    """
    compiled = compiled_run()
    counted: Counter[str] = Counter()
    for seed in range(block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE):
        case = random_case(seed)
        expected, result = run_reference(case)
        assert run_kernel(case) == expected, f"interpreted, seed {seed}"
        assert run_kernel(case, compiled) == expected, f"compiled, seed {seed}"
        counted.update(marks(case, result))
        counted[case.kind] += 1
    assert {name: counted[name] for name, (least, _) in TOTALS.items() if counted[name] < least} == {}
    assert all(counted[kind] >= BLOCK_SIZE // len(KINDS) for kind in KINDS)
