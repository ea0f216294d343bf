"""Values and weights in, how far the weights can move before another alternative comes on top out; closed forms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .methods import leader

Floats = NDArray[np.float64]


def stability_intervals(values: ArrayLike, weights: ArrayLike) -> Floats:
    """(criterion, 2) the lowest and highest weight of each criterion at which the best alternative stays best.

    The other weights keep their proportions (equal ones if all are 0). Every difference of scores is then linear in the
    one weight, so each other alternative bounds it on one side at most. Source: Mareschal (1988), "Weight stability
    intervals in multicriteria decision aid", EJOR 33, here for an additive value.

    values : (alternative, criterion);  weights : (criterion,) sum 1
    """
    given, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    top = leader(given @ w)
    lead = given[top] - np.delete(given, top, axis=0)  # (other, criterion)
    rest = _lead_of_the_rest(lead, w)
    slope = lead - rest
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = -rest / slope
    low = np.where(slope > 0, crossing, 0.0).max(axis=0, initial=0.0)
    high = np.where(slope < 0, crossing, 1.0).min(axis=0, initial=1.0)
    return np.stack([np.minimum(low, w), np.maximum(high, w)], axis=1)


def _lead_of_the_rest(lead: Floats, weights: Floats) -> Floats:
    """(other, criterion) lead of the best on all other criteria, with their weights made to sum to 1."""
    total = len(weights)
    others = (weights[None, :] * ~np.eye(total, dtype=bool)).astype(np.float64)  # (criterion, its others)
    alone = others.sum(axis=1) <= 0
    others[alone] = (~np.eye(total, dtype=bool))[alone]
    shares = others / np.maximum(others.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    found: Floats = lead @ shares.T
    return found


@dataclass(frozen=True, eq=False)
class Flip:
    """The smallest move of weight that brings another alternative level with the best; a little more puts it on top.

    challenger : its place;  moved : share of all weight that moves, 0 … 1;  weights : (criterion,) after the move
    """

    challenger: int
    moved: float
    weights: Floats


def smallest_flip(values: ArrayLike, weights: ArrayLike) -> Flip | None:
    """The challenger that needs the least weight moved, the first of equals; none when no weights put another on top.

    Against one challenger the lead is linear in the weights, so weight moves from the criteria with the largest lead to
    the one with the smallest, and mostly from one to one: the continuous knapsack of Dantzig (1957), "Discrete-variable
    extremum problems", Operations Research 5.

    values : (alternative, criterion);  weights : (criterion,) sum 1
    """
    given, w = np.asarray(values, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    top = leader(given @ w)
    flips = [_flip(given[top] - given[b], w, b) for b in range(len(given)) if b != top]
    found = [each for each in flips if each is not None]
    return min(found, key=lambda each: each.moved, default=None)


def _flip(lead: Floats, weights: Floats, challenger: int) -> Flip | None:
    """Move weight to where the challenger leads most, from where it trails most, until the lead is gone."""
    to = int(np.argmin(lead))
    if lead[to] >= 0:
        return None
    left, moved = max(float(lead @ weights), 0.0), np.zeros(len(weights))
    for c in np.argsort(-lead, kind="stable"):
        saved = float(lead[c] - lead[to])  # per unit of weight
        if left <= 0 or saved <= 0:
            break
        moved[c] = min(float(weights[c]), left / saved)
        left -= moved[c] * saved
    after = weights - moved
    after[to] += moved.sum()
    return Flip(challenger, float(moved.sum()), after)
