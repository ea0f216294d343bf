"""The pinned large instance of page 03: sparse floods of 2 % of the assets, three suppliers per asset."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from besluitsteun.network import Wiring, frozen

SEED = 20261123
SUPPLIERS = 3
FLOODED_SHARE = 0.02
MINIMUM_OF_THREE = (0.35, 0.55, 0.10)  # share of the needs for which 1, 2 or all 3 suppliers must be up
TIMED_SHARE = 0.30  # needs with a buffer or a restart


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


def windows(assets: int, steps: int, scenarios: int, seed: int = SEED) -> tuple[NDArray[np.int32], ...]:
    """(pointers, asset, start, end): per scenario 2 % of the assets are out, each from and for its own hours.

    The hours do not scale with the horizon: the flood lasts 12-48 h and begins in the first day.
    """
    rng = np.random.default_rng([seed, 1])
    hit = int(assets * FLOODED_SHARE)
    asset = np.concatenate([rng.choice(assets, hit, replace=False, shuffle=False) for _ in range(scenarios)])
    start = rng.integers(0, 24, scenarios * hit)
    end = np.minimum(start + rng.integers(12, 49, scenarios * hit), steps)
    ptr = np.arange(scenarios + 1) * hit
    return tuple(array.astype(np.int32) for array in (ptr, asset, start, end))
