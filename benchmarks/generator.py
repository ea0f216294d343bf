"""The pinned instances: sparse floods of 2 % of the assets, three suppliers per asset (page 03), and two variants."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from besluitsteun.network import Network, Wiring, frozen
from besluitsteun.schema.assets import Asset
from besluitsteun.simulation.exposure import Windows
from besluitsteun.timeaxis import TimeAxis

SEED = 20261123
SUPPLIERS = 3
FLOODED_SHARE = 0.02
MINIMUM_OF_THREE = (0.35, 0.55, 0.10)  # share of the needs for which 1, 2 or all 3 suppliers must be up
TIMED_SHARE = 0.30  # needs with a buffer or a restart
SELF_STARTING_SHARE = 0.001
THRESHOLD_MM = 300


def wiring(assets: int, seed: int = SEED) -> Wiring:
    """Every asset has one need of three suppliers drawn anywhere: no locality that a cache could profit from."""
    rng = np.random.default_rng(seed)
    consumer = np.arange(assets, dtype=np.int32)
    supplier = (consumer[:, None] + rng.integers(1, assets, (assets, SUPPLIERS))) % assets
    for column in range(1, SUPPLIERS):  # three different suppliers
        while (clash := (supplier[:, :column] == supplier[:, column : column + 1]).any(axis=1)).any():
            supplier[clash, column] = (consumer[clash] + rng.integers(1, assets, clash.sum())) % assets
    timed = rng.random(assets) < TIMED_SHARE
    return Wiring(
        self_starting=frozen(np.zeros(assets), np.bool_),
        consumer=frozen(consumer, np.int32),
        minimum=frozen(rng.choice([1, 2, 3], size=assets, p=MINIMUM_OF_THREE), np.int32),
        buffer=frozen(np.where(timed, rng.integers(0, 9, assets), 0), np.int32),
        restart=frozen(np.where(timed, rng.integers(0, 5, assets), 0), np.int32),
        supplier_ptr=frozen(np.arange(assets + 1) * SUPPLIERS, np.int32),
        supplier=frozen(supplier.ravel(), np.int32),
    )


def spatial_wiring(assets: int, seed: int = SEED) -> Wiring:
    """The same needs on a square grid, row by row: the suppliers are three of the 24 nearest neighbours."""
    rng = np.random.default_rng([seed, 2])
    side = int(assets**0.5)
    around = np.array([(y, x) for y in range(-2, 3) for x in range(-2, 3) if (y, x) != (0, 0)])
    chosen = around[np.argsort(rng.random((side * side, len(around))), axis=1)[:, :SUPPLIERS]]
    row, column = np.divmod(np.arange(side * side), side)
    supplier = (row[:, None] + chosen[:, :, 0]) % side * side + (column[:, None] + chosen[:, :, 1]) % side
    return replace(wiring(side * side, seed), supplier=frozen(supplier.ravel(), np.int32))


def with_self_starters(base: Wiring, seed: int = SEED) -> Wiring:
    """The same wiring in which one asset in a thousand starts by itself."""
    rng = np.random.default_rng([seed, 3])
    return replace(base, self_starting=frozen(rng.random(base.asset_total) < SELF_STARTING_SHARE, np.bool_))


def network(wired: Wiring, steps: int) -> Network:
    """A network of one-hour steps around a wiring; the assets have an id and nothing else."""
    total = wired.asset_total
    return Network(
        time=TimeAxis(Decimal(steps), Decimal(1)),
        assets=tuple(Asset.model_construct(id=f"A{i:06d}") for i in range(total)),
        needs=(),
        wiring=wired,
        threshold_mm=frozen(np.full(total, THRESHOLD_MM), np.int32),
        level_mm=frozen(np.zeros(total), np.int32),
        has_level=frozen(np.zeros(total), np.bool_),
        repair_steps=frozen(np.zeros(total), np.int32),
    )


def windows(assets: int, steps: int, scenarios: int, seed: int = SEED) -> list[Windows]:
    """Per scenario 2 % of the assets are out, anywhere, each from and for its own hours."""
    rng = np.random.default_rng([seed, 1])
    hit = int(assets * FLOODED_SHARE)
    return [_hours(rng, np.sort(rng.choice(assets, hit, replace=False)), steps) for _ in range(scenarios)]


def disc_windows(assets: int, steps: int, scenarios: int, seed: int = SEED) -> list[Windows]:
    """Per scenario one disc of 2 % of the grid of ``spatial_wiring`` is out (the grid has no edges)."""
    rng = np.random.default_rng([seed, 4])
    side = int(assets**0.5)
    row, column = np.divmod(np.arange(side * side), side)
    offset = np.minimum(row, side - row) ** 2 + np.minimum(column, side - column) ** 2
    disc = np.argsort(offset, kind="stable")[: int(side * side * FLOODED_SHARE)]
    found = []
    for middle in rng.integers(0, side, (scenarios, 2)):
        asset = (row[disc] + middle[0]) % side * side + (column[disc] + middle[1]) % side
        found.append(_hours(rng, np.sort(asset), steps))
    return found


def _hours(rng: np.random.Generator, asset: NDArray[np.int64], steps: int) -> Windows:
    """Out for 12-48 hours from a moment in the first day, whatever the horizon."""
    start = rng.integers(0, 24, len(asset))
    end = np.minimum(start + rng.integers(12, 49, len(asset)), steps)
    return Windows(asset.astype(np.int32), start.astype(np.int32), end.astype(np.int32))
