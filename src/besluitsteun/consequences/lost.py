"""Outages and weights in, what is lost in every step out: by function, or by cell of areas and function."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ..simulation.exposure import Windows

Int64 = NDArray[np.int64]


def lost_per_step(spans: Windows, weight: Int64, owner: Int64, owners: int, steps: int) -> Int64:
    """(owner, step) weight of the assets that are down during the step.

    weight, owner : (asset,) weight of each asset, and the number of the owner it is counted to
    """
    change = np.zeros((owners, steps + 1), dtype=np.int64)
    who, amount = owner[spans.asset], weight[spans.asset]
    np.add.at(change, (who, spans.start), amount)
    np.subtract.at(change, (who, spans.end), amount)
    lost: Int64 = np.cumsum(change, axis=1)[:, :steps]
    return lost


@dataclass(frozen=True, eq=False)
class Overlap:
    """Who loses most in each cell and step, among the functions that lose anything there.

    pair   : (asset,) number of (cell, function) among those that lose, -1 = loses nothing
    lost   : (pair, step) weight lost
    winner : (pair, step) whether this function loses most in its cell in this step; of equals the first function
    """

    pair: Int64
    lost: Int64
    winner: NDArray[np.bool_]


def overlap(spans: Windows, weight: Int64, cell: Int64, function: Int64, functions: int, steps: int) -> Overlap:
    """Where users of one cell lose several functions at once, only the largest loss counts (04: no double counting)."""
    code = cell * functions + function
    there = np.unique(code[spans.asset[weight[spans.asset] > 0]])
    pair = _positions(there, code)
    counted = pair[spans.asset] >= 0
    kept = Windows(spans.asset[counted], spans.start[counted], spans.end[counted])
    lost = lost_per_step(kept, weight, pair, len(there), steps)
    winner = np.zeros(lost.shape, dtype=np.bool_)
    cells = there // functions
    bounds = np.flatnonzero(np.r_[True, cells[1:] != cells[:-1], True]) if len(there) else np.zeros(0, np.int64)
    for begin, end in pairwise(bounds.tolist()):
        most = lost[begin:end].argmax(axis=0)
        winner[begin + most, np.arange(steps)] = True
    return Overlap(pair, lost, winner)


def _positions(sorted_codes: Int64, code: Int64) -> Int64:
    """Where each code stands among the sorted ones, -1 = nowhere."""
    if not len(sorted_codes):
        return np.full(len(code), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(sorted_codes, code), len(sorted_codes) - 1)
    return np.where(sorted_codes[place] == code, place, -1).astype(np.int64)


def largest_per_step(found: Overlap) -> int:
    """The sum over cells and steps of the largest weight that any one function loses there."""
    return int(found.lost[found.winner].sum())


def won_per_span(found: Overlap, spans: Windows) -> Int64:
    """(span,) steps of each span in which its function is the one that counts."""
    if not len(found.winner):
        return np.zeros(len(spans.asset), dtype=np.int64)
    before = np.concatenate([np.zeros((len(found.winner), 1), np.int64), np.cumsum(found.winner, axis=1)], axis=1)
    pair = found.pair[spans.asset]
    steps = before[pair, spans.end] - before[pair, spans.start]
    return np.where(pair >= 0, steps, 0).astype(np.int64)
