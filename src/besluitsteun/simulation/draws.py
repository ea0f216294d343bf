"""``Network``, seed and draw number in, drawn ``Network`` out: ranges and start failures, the same for every variant.

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11,
2011): a pure function of key and counter. The key is the name of what is drawn, never a row number or a scenario, so
that adding an asset, a scenario or a measure changes no other draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..hazard.inundation import millimetres
from ..network import NO_VALUE, Network, frozen
from ..schema.assets import RANGED_KEYS, Asset

Float = NDArray[np.float64]
Word = NDArray[np.uint64]

PURPOSE = {key: number for number, key in enumerate((*RANGED_KEYS, "startfaalkans"))}
_MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (np.uint64(0x9E3779B9), np.uint64(0xBB67AE85))
_LOW, _HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


def philox(counter: tuple[Word, Word, Word, Word], key: tuple[Word, Word]) -> tuple[Word, Word, Word, Word]:
    """Philox4x32-10: four 32-bit words from a counter of four and a key of two (each word in an uint64 array).

    >>> zero = np.zeros(1, np.uint64)
    >>> [hex(int(word[0])) for word in philox((zero,) * 4, (zero,) * 2)]
    ['0x6627e8d5', '0xe169c58d', '0xbc57ac4c', '0x9b00dbd8']
    """
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        first, second = _MULTIPLIERS[0] * a, _MULTIPLIERS[1] * c
        a, b, c, d = (second >> _HALF) ^ b ^ k0, second & _LOW, (first >> _HALF) ^ d ^ k1, first & _LOW
        k0, k1 = (k0 + _WEYL[0]) & _LOW, (k1 + _WEYL[1]) & _LOW
    return a, b, c, d


def names_to_keys(names: Sequence[str]) -> Word:
    """(name,) 64-bit BLAKE2 of each name."""
    digests = (hashlib.blake2b(name.encode(), digest_size=8).digest() for name in names)
    return np.array([int.from_bytes(digest, "little") for digest in digests], dtype=np.uint64)


def uniform(seed: int, keys: Word, purpose: str, draw: int) -> Float:
    """(name,) numbers in (0, 1), one per name, from seed, name, purpose and draw number alone."""

    def word(value: int) -> Word:
        return np.full(len(keys), value & 0xFFFFFFFF, dtype=np.uint64)

    counter = (word(draw), word(PURPOSE[purpose]), word(seed), word(seed >> 32))
    high, low, _, _ = philox(counter, (keys & _LOW, keys >> _HALF))
    bits = (high << np.uint64(20)) | (low >> np.uint64(12))  # 52 bits: the centre of each of 2^52 cells, never 0 or 1
    return (bits.astype(np.float64) + 0.5) / 2.0**52


def triangular(u: Float, low: Float, mode: Float, high: Float) -> Float:
    """Inverse of the triangular distribution function on [low, high]; a range without width gives the mode.

    Source: Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions 2 (1995), section 26.9.

    >>> triangular(np.array([0.25, 0.75]), np.zeros(2), np.ones(2), np.full(2, 2.0)).round(6).tolist()
    [0.707107, 1.292893]
    """
    width = np.where(high > low, high - low, 1.0)
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1.0 - u) * width * (high - mode))
    drawn = np.where(u < (mode - low) / width, rising, falling)
    return np.where(high > low, np.clip(drawn, low, high), mode)


@dataclass(frozen=True, eq=False)
class Drawer:
    """Draws for one study; ``keys`` and ranges are looked up once.

    asset_keys, need_keys : 64-bit names;  ranges: key -> (min, modal, max), each (asset,), NaN = no value
    """

    network: Network
    seed: int
    asset_keys: Word
    need_keys: Word
    ranges: dict[str, tuple[Float, Float, Float]]
    start_failure: Float

    @classmethod
    def of(cls, network: Network, seed: int) -> Drawer:
        """A drawer for the network of a study."""
        return cls(
            network=network,
            seed=seed,
            asset_keys=names_to_keys(network.ids),
            need_keys=names_to_keys([need.key for need in network.needs]),
            ranges={key: _range(network.assets, key) for key in RANGED_KEYS},
            start_failure=np.array([need.start_failure_chance for need in network.needs], dtype=np.float64),
        )

    @property
    def has_bandwidth(self) -> bool:
        """Whether any draw can differ from the modal run."""
        return bool(np.any(self.start_failure > 0)) or any(np.any(high > low) for low, _, high in self.ranges.values())

    def values(self, key: str, draw: int) -> Float:
        """(asset,) the drawn values of a key, NaN where an asset has none."""
        low, mode, high = self.ranges[key]
        return triangular(uniform(self.seed, self.asset_keys, key, draw), low, mode, high)

    def draw(self, number: int) -> Network:
        """The network of one draw: thresholds, repair times, and back-ups that do not start (buffer 0)."""
        axis, base = self.network.time, self.network
        depth, repair = self.values("faaldiepte_m", number), self.values("hersteltijd_uur", number)
        has_repair = np.isfinite(repair)
        low, _, high = self.ranges["hersteltijd_uur"]
        steps = np.ceil(np.where(has_repair, repair, 0.0) / float(axis.step_hours))
        repair_steps = np.where(has_repair & (high > low), np.minimum(steps, axis.steps), base.repair_steps)
        fails = uniform(self.seed, self.need_keys, "startfaalkans", number) < self.start_failure
        threshold = np.where(np.isfinite(depth), millimetres(np.nan_to_num(depth)), NO_VALUE)
        return replace(
            base,
            threshold_mm=frozen(threshold, np.int32),
            repair_steps=frozen(repair_steps, np.int32),
            wiring=replace(base.wiring, buffer=frozen(np.where(fails, 0, base.wiring.buffer), np.int32)),
        )


def _range(assets: Sequence[Asset], key: str) -> tuple[Float, Float, Float]:
    """Smallest, modal and largest value per asset; an end that is not given is the modal value."""
    mode = np.array([_number(asset, key) for asset in assets], dtype=np.float64)
    low = np.array([_number(asset, f"{key}_min") for asset in assets], dtype=np.float64)
    high = np.array([_number(asset, f"{key}_max") for asset in assets], dtype=np.float64)
    return np.where(np.isnan(low), mode, low), mode, np.where(np.isnan(high), mode, high)


def _number(asset: Asset, alias: str) -> float:
    value = getattr(asset, _FIELD[alias])
    return float("nan") if value is None else float(value)


_FIELD = {str(field.alias or name): name for name, field in Asset.model_fields.items()}
