"""``Network`` and ``Exposure`` in, ``Outages`` or ``Totals`` out: engine, chunks and threads around the kernel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ..network import Network, Wiring
from ..timeaxis import TimeAxis
from . import kernel, packing
from .blockades import LastStep, find_blockades
from .exposure import Exposure, ScenarioExposure, Windows
from .outages import Cause, Outages, ScenarioOutages

Progress = Callable[[int], None]
T = TypeVar("T")
R = TypeVar("R")

WORTH_COMPILING = 1_500_000
"""Estimated updates above which the compiled kernel is taken: about two seconds of interpreted work, and less than the
time that compiling takes the first time."""
BLOCK = 64
"""Scenarios whose windows are laid side by side in one call of the kernel; bounds the memory that they take."""
ROOM_PER_WINDOW = 16
"""Outages for which there is room at first, per window of own condition; more room is made where it is needed."""
LEAST_PER_THREAD = 8
"""Scenarios or variants for which a thread is worth starting."""
CIRCULATING_OUTAGES = 12
"""Outages of one asset in one scenario, beyond the moments at which water or an imposed outage strikes anything, from
which a circulating gap is reported."""


class Engine(StrEnum):
    """How the kernel runs; ``auto`` goes by the estimated work."""

    AUTO = "auto"
    INTERPRETED = "vertolkt"
    COMPILED = "gecompileerd"


@dataclass(frozen=True, eq=False)
class Totals:
    """Sums over many scenarios, without rows per asset and scenario.

    sums      : (scenario, group) weight x steps down
    curve     : (group, step) weight that is down during the step, summed over scenarios
    down_steps, failures : (asset,) steps down and number of scenarios with an outage, over all scenarios
    first_step: (asset,) earliest first failure over all scenarios; the number of steps = never
    """

    sums: NDArray[np.int64]
    curve: NDArray[np.int64]
    down_steps: NDArray[np.int64]
    failures: NDArray[np.int32]
    first_step: NDArray[np.int32]


def choose_engine(network: Network, exposure: Exposure, engine: Engine = Engine.AUTO, runs: int = 1) -> Engine:
    """The engine for this work; ``runs`` counts repetitions of the whole exposure (draws)."""
    if engine is not Engine.AUTO:
        return engine
    wiring = network.wiring
    per_change = 2 * (1 + len(wiring.supplier) / max(1, wiring.asset_total))
    reach = 4  # a chain typically hits a few times as many assets as the water
    changes = sum(min(reach * len(s.own.asset), wiring.asset_total) for s in exposure.scenarios)
    return Engine.COMPILED if runs * changes * per_change > WORTH_COMPILING else Engine.INTERPRETED


def _kernel_of(engine: Engine) -> tuple[Callable[..., None], packing.Convert]:
    if engine is Engine.COMPILED:
        from .compiled import compiled_run

        return compiled_run(), packing.as_array
    return kernel.run, packing.as_list


def simulate(
    network: Network,
    exposure: Exposure,
    *,
    engine: Engine = Engine.AUTO,
    threads: int = 1,
    progress: Progress | None = None,
) -> Outages:
    """Every scenario from the base state, with rows per asset, causes and blockades.

    The result is the same for every engine and any number of threads. ``progress`` is called with the number of
    scenarios done since the last call.
    """
    chosen = choose_engine(network, exposure, engine)
    run, convert = _kernel_of(chosen)
    packed = packing.pack(network.wiring)
    total = network.wiring.asset_total
    largest = max((len(s.own.asset) for s in exposure.scenarios), default=0)

    def work(chunk: Sequence[ScenarioExposure]) -> list[ScenarioOutages]:
        no_groups = np.full(total, -1, dtype=np.int32)
        workspace = packing.Workspace(
            packed, network.time.steps, no_groups, np.zeros(total, np.int64), 0, largest, convert, kernel.FIRST
        )
        done = []
        for scenario in chunk:
            done.append(_simulate_one(network, scenario, workspace, run, convert))
            if progress:
                progress(1)
        return done

    return Outages(tuple(row for rows in _in_threads(work, exposure.scenarios, threads, chosen) for row in rows))


def simulate_until(network: Network, exposure: ScenarioExposure, last: int) -> ScenarioOutages:
    """One scenario up to and including step ``last``, where each row tells of the latest outage of its asset.

    So for what is down in that step: first step, cause, order and direct causes of the outage it is in.
    """
    axis = network.time
    until = replace(network, time=TimeAxis((last + 1) * axis.step_hours, axis.step_hours))
    cut = replace(exposure, own=exposure.own.until(last + 1))
    total = network.wiring.asset_total
    workspace = packing.Workspace(
        packing.pack(network.wiring),
        until.time.steps,
        np.full(total, -1, dtype=np.int32),
        np.zeros(total, np.int64),
        0,
        len(cut.own.asset),
        packing.as_list,
        kernel.LATEST,
    )
    return _simulate_one(until, cut, workspace, kernel.run, packing.as_list)


def _in_threads(work: Callable[[Sequence[T]], R], items: Sequence[T], threads: int, engine: Engine) -> list[R]:
    """Contiguous chunks, one per thread, results in order; interpreted work would only wait for itself in threads."""
    threads = max(1, min(threads, len(items) // LEAST_PER_THREAD)) if engine is Engine.COMPILED else 1
    edges = [len(items) * k // threads for k in range(threads + 1)]
    chunks = [items[a:b] for a, b in pairwise(edges)]
    if threads == 1:
        return [work(chunk) for chunk in chunks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, chunks))


def _packed_windows(windows: Sequence[Windows], convert: packing.Convert) -> tuple[Any, Any, Any, Any]:
    ptr = np.concatenate([[0], np.cumsum([len(w.asset) for w in windows])]).astype(np.int64)
    columns = (
        np.concatenate([getattr(w, name) for w in windows] or [np.zeros(0, np.int32)]).astype(np.int32)
        for name in ("asset", "start", "end")
    )
    return (convert(ptr), *(convert(column) for column in columns))


def _simulate_one(
    network: Network,
    exposure: ScenarioExposure,
    workspace: packing.Workspace,
    run: Callable[..., None],
    convert: packing.Convert,
) -> ScenarioOutages:
    spans = _run_keeping_outages(workspace, run, [exposure.own], convert)[0]
    rank = network.id_rank
    rows = sorted((int(i) for i in workspace.rows()), key=lambda i: int(rank[i]))
    own_steps = np.bincount(
        exposure.own.asset, weights=exposure.own.end - exposure.own.start, minlength=network.wiring.asset_total
    ).astype(np.int32)
    strikes = len(np.unique(exposure.own.start))
    first = workspace.column(workspace.first, rows)
    since = workspace.column(workspace.since, rows)
    outage_total = workspace.column(workspace.outages, rows)
    order = workspace.column(workspace.order, rows)
    result = ScenarioOutages(
        scenario=exposure.scenario,
        asset=np.array(rows, dtype=np.int32),
        first_step=first,
        down_steps=workspace.column(workspace.down, rows),
        own_steps=own_steps[rows],
        still_down=since >= 0,
        cause=tuple(_causes(exposure, rows, first)),
        chain_order=order,
        direct=tuple(tuple(sorted(workspace.causes(i), key=lambda j: int(rank[j]))) for i in rows),
        spans=spans,
        blockades=find_blockades(network.wiring, rank, last_step(workspace, exposure.own, network.time.steps)),
        circulating=bool(np.any(outage_total > strikes + CIRCULATING_OUTAGES)),
    )
    workspace.forget_rows()
    return result


def _run_keeping_outages(
    workspace: packing.Workspace, run: Callable[..., None], windows: Sequence[Windows], convert: packing.Convert
) -> list[Windows]:
    """Run a block of scenarios and keep every outage; once more with more room where that proves too little."""
    packed, no_sums = _packed_windows(windows, convert), convert(np.zeros(0, np.int64))
    room = ROOM_PER_WINDOW * sum(len(w.asset) for w in windows) + ROOM_PER_WINDOW
    while True:
        workspace.want_outages(len(windows), room)
        workspace.run(run, 0, len(windows), packed, no_sums)
        if workspace.outage_total() <= room:
            return [_in_order(*workspace.outages_of(scenario)) for scenario in range(len(windows))]
        room = workspace.outage_total()
        if workspace.detail:
            workspace.forget_rows()


def _in_order(asset: NDArray[np.int32], start: NDArray[np.int32], end: NDArray[np.int32]) -> Windows:
    order = np.lexsort((start, asset))
    return Windows(asset[order], start[order], end[order])


def outage_windows(
    network: Network,
    own: Sequence[Windows],
    kept: Sequence[int] | None = None,
    *,
    engine: Engine = Engine.COMPILED,
    threads: int = 1,
) -> list[Windows]:
    """Every outage of every asset in each of many variants, each from the base state.

    own  : windows of "own condition false", one entry per variant
    kept : per variant the asset that keeps working whatever it needs (its own windows are left out too), -1 = none
    """
    run, convert = _kernel_of(engine)
    packed, total = packing.pack(network.wiring), network.wiring.asset_total
    spared = [-1] * len(own) if kept is None else list(kept)
    variants = list(zip(own, spared, strict=True))
    largest = max((len(w.asset) for w in own), default=0)
    block = BLOCK if kept is None else 1  # the needs of an asset are lifted for one call of the kernel

    def work(chunk: Sequence[tuple[Windows, int]]) -> list[Windows]:
        no_groups, no_weights = np.full(total, -1, dtype=np.int32), np.zeros(total, np.int64)
        workspace = packing.Workspace(
            packed, network.time.steps, no_groups, no_weights, 0, largest, convert, kernel.NO_ROWS
        )
        found: list[Windows] = []
        for start in range(0, len(chunk), block):
            part = chunk[start : start + block]
            asset = part[0][1]
            if asset < 0:
                found += _run_keeping_outages(workspace, run, [windows for windows, _ in part], convert)
                continue
            workspace.spare(asset, 1)
            found += _run_keeping_outages(workspace, run, [part[0][0].without([asset])], convert)
            workspace.spare(asset, -1)
        return found

    return [windows for part in _in_threads(work, variants, threads, engine) for windows in part]


def last_step(workspace: packing.Workspace, own: Windows, steps: int) -> LastStep:
    """The state at the horizon of the scenario that ran last."""
    since = {int(i): int(workspace.since[i]) for i in workspace.rows() if workspace.since[i] >= 0}
    own_false = frozenset(own.asset[own.end >= steps].tolist())
    return LastStep(frozenset(since), own_false, *workspace.moved_needs(), since)


def _causes(exposure: ScenarioExposure, rows: Sequence[int], first: NDArray[np.int32]) -> list[Cause]:
    """Flooded before imposed before chain, at the first step of the first outage."""
    flooded, imposed = (_covered(windows, rows, first) for windows in (exposure.flooded, exposure.imposed))
    return [
        Cause.FLOOD if wet else Cause.IMPOSED if forced else Cause.CHAIN
        for wet, forced in zip(flooded, imposed, strict=True)
    ]


def _covered(windows: Windows, rows: Sequence[int], step: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(row,) whether a window of the asset holds in its step."""
    if len(windows.asset) == 0:
        return np.zeros(len(rows), dtype=np.bool_)
    span = int(max(windows.end.max(), step.max(initial=0))) + 1
    line = windows.asset.astype(np.int64) * span
    moment = np.asarray(rows, dtype=np.int64) * span + step
    before = np.searchsorted(line + windows.start, moment, side="right") - 1
    return (before >= 0) & (moment < (line + windows.end)[before])


def totals(
    network: Network,
    windows: Sequence[Windows],
    groups: NDArray[np.int32],
    weights: NDArray[np.int64],
    *,
    engine: Engine = Engine.COMPILED,
    threads: int = 1,
) -> Totals:
    """Sums of many scenarios; memory does not grow with their number beyond the windows and sums themselves.

    windows : own-condition windows, one entry per scenario
    groups  : (asset,) group of the sums, -1 = none;  weights : (asset,) whole numbers, say thousandths of a user
    """
    run, convert = _kernel_of(engine)
    packed = packing.pack(network.wiring)
    steps, group_total = network.time.steps, int(groups.max(initial=-1)) + 1
    largest = max((len(w.asset) for w in windows), default=0)

    def work(chunk: Sequence[Windows]) -> tuple[packing.Workspace, NDArray[np.int64]]:
        workspace = packing.Workspace(packed, steps, groups, weights, group_total, largest, convert, kernel.NO_ROWS)
        parts = [np.zeros(0, dtype=np.int64)]
        for start in range(0, len(chunk), BLOCK):
            block = chunk[start : start + BLOCK]
            sums = convert(np.zeros(len(block) * group_total, dtype=np.int64))
            workspace.run(run, 0, len(block), _packed_windows(block, convert), sums)
            parts.append(np.asarray(sums, dtype=np.int64))
        return workspace, np.concatenate(parts)

    parts = _in_threads(work, windows, threads, engine)
    spaces = [part[0] for part in parts]
    curve = sum(np.asarray(space.curve, dtype=np.int64) for space in spaces)
    return Totals(
        sums=np.concatenate([part[1] for part in parts]).reshape(len(windows), group_total),
        curve=np.cumsum(np.reshape(curve, (group_total, steps + 1)), axis=1)[:, :steps],
        down_steps=np.sum([np.asarray(space.downtime, dtype=np.int64) for space in spaces], axis=0),
        failures=np.sum([np.asarray(space.failures, dtype=np.int32) for space in spaces], axis=0, dtype=np.int32),
        first_step=np.min([np.asarray(space.earliest, dtype=np.int32) for space in spaces], axis=0),
    )


def downtimes(
    wiring: Wiring,
    steps: int,
    windows: tuple[NDArray[np.int64], NDArray[np.integer], NDArray[np.integer], NDArray[np.integer]],
    copies: int = 1,
    *,
    engine: Engine = Engine.COMPILED,
    threads: int = 1,
) -> NDArray[np.int64]:
    """(variant, asset) steps down in each of many variants of the own conditions, each from the base state.

    windows : (variant + 1,) pointers, and (window,) asset, first step and step after the last of "own condition false"
    copies  : of the same assets in the wiring, one after another; what happens to an asset in any of them is added up
    """
    run, convert = _kernel_of(engine)
    packed, total = packing.pack(wiring), wiring.asset_total // copies
    pointers, *columns = windows
    itself, one = np.tile(np.arange(total, dtype=np.int32), copies), np.ones(wiring.asset_total, dtype=np.int64)
    largest = int(np.diff(pointers).max(initial=0))

    def work(chunk: Sequence[int]) -> NDArray[np.int64]:
        workspace = packing.Workspace(packed, steps, itself, one, total, largest, convert, kernel.NO_ROWS)
        first, last = chunk[0], chunk[-1] + 1
        part = slice(int(pointers[first]), int(pointers[last]))
        ptr = convert((pointers[first : last + 1] - pointers[first]).astype(np.int64))
        sums = convert(np.zeros(len(chunk) * total, dtype=np.int64))
        workspace.run(run, 0, len(chunk), (ptr, *(convert(each[part].astype(np.int32)) for each in columns)), sums)
        return np.asarray(sums, dtype=np.int64).reshape(len(chunk), total)

    variants = range(len(pointers) - 1)
    if not variants:
        return np.zeros((0, total), dtype=np.int64)
    return np.concatenate(_in_threads(work, variants, threads, engine))
