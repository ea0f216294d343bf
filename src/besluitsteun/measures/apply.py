"""``Changes`` and (``Network``, water, values) in, the same with the changes out; what comes in stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..hazard.inundation import UNKNOWN_GROUND, Inundation, millimetres, with_depths
from ..network import NO_VALUE, Network, Wiring, frozen
from ..schema import parameters as keys
from ..simulation.draws import Drawer, uniform
from .changes import Change, Changes

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]
Bool = NDArray[np.bool_]
Values = Callable[[str], Floats]
"""Key of an asset → (asset,) values, NaN = none."""


@dataclass(frozen=True, eq=False)
class Run:
    """The modal run, or one draw: the values of the assets, and which back-ups do not start.

    network : with the values of this run and no measures
    luck    : (need,) numbers in (0, 1) below the chance of which a back-up does not start; ``None`` in the modal run
    """

    network: Network
    values: Values
    luck: Floats | None

    @classmethod
    def modal(cls, drawer: Drawer) -> Run:
        """The run at the modal values."""
        return cls(drawer.network, lambda key: drawer.ranges[key][1], None)

    @classmethod
    def drawn(cls, drawer: Drawer, number: int) -> Run:
        """One draw; the same numbers whatever is changed."""
        luck = uniform(drawer.seed, drawer.need_keys, keys.START_FAILURE, number)
        return cls(drawer.draw(number), lambda key: drawer.values(key, number), luck)


def changed_values(run: Run, changes: Changes) -> Values:
    """The values of the assets with the changes."""

    def values(key: str) -> Floats:
        change, before = changes.of(key), run.values(key)
        return before if change is None else change.put(before)

    return values


def changed_network(run: Run, changes: Changes) -> Network:
    """The network with the changes: when water fails an asset, how long repair takes, and what it needs."""
    network = run.network
    level_mm, has_level = levels(network, changes.of(keys.CRITICAL_LEVEL))
    return replace(
        network,
        threshold_mm=thresholds(run, changes.of(keys.FAILURE_DEPTH)),
        level_mm=level_mm,
        has_level=has_level,
        repair_steps=repairs(run, changes.of(keys.REPAIR)),
        wiring=changed_wiring(run, changes),
    )


def thresholds(run: Run, change: Change | None) -> NDArray[np.int32]:
    """(asset,) failure depths in whole millimetres, -1 = water cannot fail it."""
    if change is None:
        return run.network.threshold_mm
    metres = change.on(run.values(keys.FAILURE_DEPTH)[change.at])
    threshold = run.network.threshold_mm.copy()
    threshold[change.at] = np.where(np.isnan(metres), NO_VALUE, millimetres(np.nan_to_num(metres)))
    return frozen(threshold, np.int32)  # type: ignore[no-any-return]


def levels(network: Network, change: Change | None) -> tuple[NDArray[np.int32], Bool]:
    """(asset,) critical levels in mm NAP, and which assets have one."""
    if change is None:
        return network.level_mm, network.has_level
    known = network.has_level[change.at]
    metres = change.on(np.where(known, network.level_mm[change.at] / 1000, np.nan))
    level, has_level = network.level_mm.copy(), network.has_level.copy()
    level[change.at], has_level[change.at] = millimetres(np.nan_to_num(metres)), ~np.isnan(metres)
    return frozen(level, np.int32), frozen(has_level, np.bool_)


def repairs(run: Run, change: Change | None) -> NDArray[np.int32]:
    """(asset,) steps of repair after the water is gone."""
    if change is None:
        return run.network.repair_steps
    hours = change.on(run.values(keys.REPAIR)[change.at])
    repair = run.network.repair_steps.copy()
    repair[change.at] = _steps_up(run.network, np.nan_to_num(hours))
    return frozen(repair, np.int32)  # type: ignore[no-any-return]


def _steps_up(network: Network, hours: Floats) -> Int64:
    """Whole steps that cover the hours, at most the horizon; rounded first, so that 0.3 / 0.1 is three."""
    steps = np.ceil(np.round(hours / float(network.time.step_hours), 9))
    return np.minimum(steps, network.time.steps).astype(np.int64)


def _steps_down(network: Network, hours: Floats) -> Int64:
    steps = np.floor(np.round(hours / float(network.time.step_hours), 9))
    return np.minimum(steps, network.time.steps).astype(np.int64)


def changed_wiring(run: Run, changes: Changes) -> Wiring:
    """Who needs whom with the changes; the same object when nothing of it changes."""
    network = run.network
    wiring, change = network.wiring, changes.of(keys.SELF_STARTING)
    wiring = with_suppliers(wiring, changes.added) if changes.added else wiring
    if change is not None:
        flags = change.put(wiring.self_starting.astype(np.float64)) > 0
        wiring = replace(wiring, self_starting=frozen(flags, np.bool_))
    if (restart := changes.of(keys.RESTART)) is not None:
        hours = np.array([float(network.needs[place].restart_hours) for place in restart.at])
        wiring = replace(wiring, restart=_patched(wiring.restart, restart.at, _steps_up(network, restart.on(hours))))
    if (minimum := changes.of(keys.MINIMUM)) is not None:
        least = np.rint(minimum.on(wiring.minimum[minimum.at].astype(np.float64)))
        most = np.diff(wiring.supplier_ptr)[minimum.at]  # with those that are added
        wiring = replace(wiring, minimum=_patched(wiring.minimum, minimum.at, np.minimum(least, most)))
    return replace(wiring, buffer=buffer) if (buffer := _buffers(run, changes)) is not None else wiring


def _patched(values: NDArray[np.int32], at: Int64, new: NDArray[np.number]) -> NDArray[np.int32]:
    patched = values.copy()
    patched[at] = new
    return frozen(patched, np.int32)  # type: ignore[no-any-return]


def _buffers(run: Run, changes: Changes) -> NDArray[np.int32] | None:
    """(need,) steps of buffer; none where the back-up does not start in this run."""
    network, buffer, chance = run.network, changes.of(keys.BUFFER), changes.of(keys.START_FAILURE)
    if buffer is None and (chance is None or run.luck is None):
        return None
    at = np.unique(np.concatenate([each.at for each in (buffer, chance) if each is not None]))
    hours = np.array([float(need.buffer_hours) for need in network.needs])
    chances = np.array([need.start_failure_chance for need in network.needs])
    hours = hours if buffer is None else buffer.put(hours)
    chances = chances if chance is None else chance.put(chances)
    steps = _steps_down(network, hours[at])
    if run.luck is not None:
        steps = np.where(run.luck[at] < chances[at], 0, steps)
    return _patched(network.wiring.buffer, at, steps)


def with_suppliers(wiring: Wiring, added: Sequence[tuple[int, int]]) -> Wiring:
    """The wiring with more suppliers, (need, supplier) each; how many must work stays the same."""
    need = np.repeat(np.arange(wiring.need_total), np.diff(wiring.supplier_ptr))
    need = np.concatenate([need, [each for each, _ in added]])
    supplier = np.concatenate([wiring.supplier, [each for _, each in added]])
    order = np.argsort(need, kind="stable")
    pointers = np.concatenate([[0], np.cumsum(np.bincount(need, minlength=wiring.need_total))])
    return replace(wiring, supplier_ptr=frozen(pointers, np.int32), supplier=frozen(supplier[order], np.int32))


def changed_water(water: Sequence[Inundation], changes: Changes) -> tuple[Inundation, ...]:
    """The water of every scenario with the changes: re-runs first, then depths, then what holds water back.

    Where a re-run may be taken, the best is that it stays dry; the worst of two courses of water is not one course.
    Raises ``ValueError`` when that is asked for.
    """
    found = list(water)
    for rerun in changes.reruns:
        found[rerun.scenario] = spliced(found[rerun.scenario], rerun.water, rerun.at)
    if changes.optional_reruns and not changes.best:
        raise ValueError("the worst of two courses of water is not one course")
    for rerun in changes.optional_reruns:
        before = found[rerun.scenario]
        found[rerun.scenario] = with_depths(before, np.where(np.isin(before.asset, rerun.at), 0, before.depth_mm))
    return tuple(_moved(each, changes, place) for place, each in enumerate(found))


def _moved(water: Inundation, changes: Changes, scenario: int) -> Inundation:
    depth, barrier = changes.of(keys.DEPTH, scenario), changes.of(keys.BARRIER, scenario)
    if depth is None and barrier is None:
        return water
    metres = water.depth_mm / 1000
    if depth is not None:
        metres = depth.on_rows(water.asset, metres)
    return with_depths(water, held_back(water.asset, millimetres(metres), barrier))


def held_back(asset: NDArray[np.integer], depth_mm: NDArray[np.int32], barrier: Change | None) -> NDArray[np.int32]:
    """(run,) depths in whole millimetres: dry up to the height of a barrier, full above it."""
    if barrier is None:
        return depth_mm
    height = barrier.on_rows(asset, np.full(len(depth_mm), np.nan))
    held = ~np.isnan(height) & (depth_mm <= millimetres(np.nan_to_num(height)))
    return np.where(held, 0, depth_mm).astype(np.int32)


def spliced(water: Inundation, other: Inundation, at: Int64) -> Inundation:
    """The water, but that of another run at some assets."""
    kept, taken = ~np.isin(water.asset, at), np.isin(other.asset, at)
    asset, start, end, depth_mm = (
        np.concatenate([getattr(water, name)[kept], getattr(other, name)[taken]])
        for name in ("asset", "start", "end", "depth_mm")
    )
    order = np.lexsort((start, asset))
    begins = [
        each.begins_wet[np.isin(each.begins_wet, at) == inside] for each, inside in ((water, False), (other, True))
    ]
    return replace(
        water,
        asset=asset[order],
        start=start[order],
        end=end[order],
        depth_mm=depth_mm[order],
        ground_mm=_spliced_ground(water, other, at),
        begins_wet=np.sort(np.concatenate(begins)).astype(np.int32),
    )


def _spliced_ground(water: Inundation, other: Inundation, at: Int64) -> NDArray[np.int32] | None:
    if water.ground_mm is None and other.ground_mm is None:
        return None
    known = next(each for each in (water.ground_mm, other.ground_mm) if each is not None)
    ground = np.full(len(known), UNKNOWN_GROUND, dtype=np.int32) if water.ground_mm is None else water.ground_mm.copy()
    ground[at] = UNKNOWN_GROUND if other.ground_mm is None else other.ground_mm[at]
    return ground


def evacuated(share: float, changes: Changes, scenario: int) -> float:
    """The share of the residents that left in time, with the changes."""
    change = changes.of(keys.EVACUATED, scenario)
    return share if change is None else float(change.on(np.array([share]))[0])
