"""Run one case through the kernel (interpreted or compiled) and read back what the reference also tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from besluitsteun.simulation import kernel, packing

from .random_networks import Case
from .reference import RefResult, simulate


@dataclass(frozen=True)
class Outcome:
    downtime: dict[int, int]
    first: dict[int, int]
    still_down: frozenset[int]
    order: dict[int, int]
    causes: dict[int, tuple[int, ...]]
    broken: tuple[bool, ...]  # committed needs at the last step


def run_kernel(case: Case, compiled: Callable[..., None] | None = None) -> Outcome:
    packed = packing.pack(case.wiring())
    convert = packing.as_array if compiled else packing.as_list
    windows = case.windows()
    workspace = packing.Workspace(
        packed,
        case.steps,
        np.full(case.total, -1, np.int32),
        np.zeros(case.total, np.int64),
        0,
        len(windows),
        convert,
        detail=True,
    )
    columns = np.array(windows, np.int32).reshape(-1, 3)
    arrays = [np.array([0, len(windows)], np.int32), *np.ascontiguousarray(columns.T)]
    before = [list(map(int, array)) for array in (*workspace.network, *workspace.scratch[:2], workspace.scratch[10])]
    workspace.run(compiled or kernel.run, 0, 1, tuple(convert(a) for a in arrays), convert(np.zeros(0, np.int64)))
    after = [list(map(int, array)) for array in (*workspace.network, *workspace.scratch[:2], workspace.scratch[10])]
    after[2] = [v if k % 4 != kernel.NEXT else w for k, (v, w) in enumerate(zip(after[2], before[2], strict=True))]
    assert before == after, "the kernel must leave the network in its base state"
    rows = [int(i) for i in workspace.ever[: workspace.count[kernel.COUNT_EVER]]]
    broken = []
    for n, need in enumerate(case.needs):
        timed = need.buffer > 0 or need.restart > 0
        down = {i for i in rows if workspace.since[i] >= 0}
        missing = len(need.suppliers - down) < need.minimum
        broken.append(bool(workspace.last_broken[n]) if timed else missing)
    return Outcome(
        downtime={i: int(workspace.down[i]) for i in rows},
        first={i: int(workspace.first[i]) for i in rows},
        still_down=frozenset(i for i in rows if workspace.since[i] >= 0),
        order={i: int(workspace.order[i]) for i in rows},
        causes={
            i: tuple(sorted({int(j) for j in workspace.cause[workspace.cause_at[i] :][: workspace.cause_total[i]]}))
            for i in rows
        },
        broken=tuple(broken),
    )


def run_reference(case: Case) -> tuple[Outcome, RefResult]:
    result = simulate(case.total, list(case.needs), case.self_starting, case.own, case.steps)
    down = {i: sum(i not in up for up in result.up) for i in range(case.total)}
    outcome = Outcome(
        downtime={i: hours for i, hours in down.items() if hours},
        first=result.first,
        still_down=result.down_at_horizon,
        order=result.order,
        causes=result.causes,
        broken=result.broken[-1] if result.broken else (),
    )
    return outcome, result
