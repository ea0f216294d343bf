"""Run one case through the kernel (interpreted or compiled) and read back what the reference also tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from besluitsteun.simulation import kernel, packing
from besluitsteun.simulation.blockades import find_blockades
from besluitsteun.simulation.exposure import merged
from besluitsteun.simulation.runner import last_step

from .random_networks import Case
from .reference import RefResult, simulate


@dataclass(frozen=True)
class Outcome:
    downtime: dict[int, int]
    first: dict[int, int]
    outages: dict[int, int]
    since: dict[int, int]
    order: dict[int, int]
    causes: dict[int, tuple[int, ...]]
    blocked: dict[int, int]
    released_by: dict[int, tuple[int, ...]]
    spans: dict[int, list[tuple[int, int]]]


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
    arrays = [np.array([0, len(windows)], np.int64), *np.ascontiguousarray(columns.T)]
    workspace.want_outages(1, case.steps * case.total)
    before = [list(map(int, array)) for array in (*workspace.network, *workspace.scratch[:2], workspace.scratch[10])]
    workspace.run(compiled or kernel.run, 0, 1, tuple(convert(a) for a in arrays), convert(np.zeros(0, np.int64)))
    after = [list(map(int, array)) for array in (*workspace.network, *workspace.scratch[:2], workspace.scratch[10])]
    after[2] = [v if k % 4 != kernel.NEXT else w for k, (v, w) in enumerate(zip(after[2], before[2], strict=True))]
    assert before == after, "the kernel must leave the network in its base state"
    rows = [int(i) for i in workspace.ever[: workspace.count[kernel.COUNT_EVER]]]
    own = merged(*columns.T.astype(np.int64))
    last = last_step(workspace, own, case.steps)
    blockades = find_blockades(case.wiring(), np.arange(case.total, dtype=np.int32), last)
    return Outcome(
        downtime={i: int(workspace.down[i]) for i in rows},
        first={i: int(workspace.first[i]) for i in rows},
        outages={i: int(workspace.outages[i]) for i in rows},
        since=dict(last.since),
        order={i: int(workspace.order[i]) for i in rows},
        causes={i: tuple(sorted(workspace.causes(i))) for i in rows},
        blocked={row.asset: row.ring for row in blockades},
        released_by={row.ring: row.released_by for row in blockades if row.ring},
        spans=spans_of(*workspace.outages_of(0)),
    )


def spans_of(*columns: np.ndarray) -> dict[int, list[tuple[int, int]]]:
    """Asset -> its outages, first to last."""
    found: dict[int, list[tuple[int, int]]] = {}
    for asset, start, end in sorted(zip(*(column.tolist() for column in columns), strict=True)):
        found.setdefault(asset, []).append((start, end))
    return found


def spans_of_reference(case: Case, result: RefResult) -> dict[int, list[tuple[int, int]]]:
    """The same from the set of up assets in every step."""
    found: dict[int, list[tuple[int, int]]] = {}
    for asset in range(case.total):
        for step in (t for t, up in enumerate(result.up) if asset not in up):
            spans = found.setdefault(asset, [])
            if spans and spans[-1][1] == step:
                spans[-1] = (spans[-1][0], step + 1)
            else:
                spans.append((step, step + 1))
    return found


def run_reference(case: Case) -> tuple[Outcome, RefResult]:
    result = simulate(case.total, list(case.needs), case.self_starting, case.own, case.steps)
    down = {i: sum(i not in up for up in result.up) for i in range(case.total)}
    outcome = Outcome(
        downtime={i: hours for i, hours in down.items() if hours},
        first=result.first,
        outages=result.outages,
        since=result.since,
        order=result.order,
        causes=result.causes,
        blocked=result.blocked,
        released_by=result.released_by,
        spans=spans_of_reference(case, result),
    )
    return outcome, result
