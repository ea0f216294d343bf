"""An outcome and what a party still misses of its best in, the ``Improvement`` out that would make up for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..measures.resimulate import Outcome
from ..preferences.values import ValueFunction
from .preference import Preferences

Floats = NDArray[np.float64]
HALVINGS = 60
"""Steps in which the share is found; what is left of the whole way after these is below rounding."""


@dataclass(frozen=True, slots=True)
class Improvement:
    """One criterion that gets better, everything else staying as it is.

    share  : of the way that is left to its best, in every scenario;  amount : what that is, mean over the scenarios, in
             the unit of the criterion. Of a criterion that counts cost it is what others would have to contribute
    """

    criterion: str
    share: float
    amount: float


def smallest_improvement(preferences: Preferences, party: str, outcome: Outcome, loss: float) -> Improvement | None:
    """The criterion that has to go the smallest share of its way to make up for a loss of value, above 0.

    Ties go to the order of the criteria. ``None`` where no criterion does so by itself, even at its best everywhere.
    """
    return min(_each(preferences, party, outcome, loss), key=lambda each: each.share, default=None)


def _each(preferences: Preferences, party: str, outcome: Outcome, loss: float) -> Iterator[Improvement]:
    outcomes, weights = preferences.outcomes(outcome), preferences.weights[party]
    for place, (criterion, function) in enumerate(zip(preferences.criteria, preferences.functions, strict=True)):
        mine, weight = outcomes[:, place], float(weights[place])
        if weight > 0 and not np.isnan(mine).any():
            share = _share(function, mine, loss / weight)
            if share is not None:
                yield Improvement(criterion.id, share, float(np.mean(share * np.abs(_way(function, mine)))))


def _share(function: ValueFunction, outcomes: Floats, gain: float) -> float | None:
    """The smallest share of the way to the best that raises the mean value by ``gain``; ``None`` = all of it does not.

    The value only grows along the way, so halving finds it.
    """
    way, base = _way(function, outcomes), float(function.value(outcomes).mean())

    def gained(share: float) -> float:
        return float(function.value(outcomes + share * way).mean()) - base

    if gained(1.0) < gain:
        return None
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if gained(middle) >= gain else (middle, high)
    return high


def _way(function: ValueFunction, outcomes: Floats) -> Floats:
    """(scenario,) from each outcome to the best; none where it is there, or beyond."""
    toward = 1.0 if function.best > function.worst else -1.0
    way: Floats = toward * np.maximum(0.0, toward * (function.best - outcomes))
    return way
