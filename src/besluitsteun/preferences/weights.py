"""A ``WeightSet`` in, what it says of the weights out: exact weights, or the ``Polytope`` of all that fit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..schema.decision import Criterion, Elicitation, WeightSet
from .statements import Statement, named, statements
from .values import weighable

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Exact:
    """Weights of criteria that leave no room.

    weights     : (criterion,) ≥ 0, sum 1
    misfit      : of best-worst, ξ: the largest difference between a weight and what a comparison says of it; else 0
    consistency : of best-worst, how far the comparisons contradict each other: 0 not, 1 as much as they can; else 0
    """

    criteria: tuple[str, ...]
    weights: Floats
    misfit: float = 0.0
    consistency: float = 0.0


@dataclass(frozen=True)
class Polytope:
    """All weights ≥ 0 with sum 1 that fit the statements."""

    criteria: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def factors(self) -> Floats:
        """(bound, criterion): those of the statements after those of w ≥ 0."""
        said = np.array([each.factors for each in self.statements], dtype=np.float64)
        return np.vstack([np.eye(len(self.criteria)), said.reshape(-1, len(self.criteria))])

    @property
    def at_least(self) -> Floats:
        """(bound,)"""
        return np.array([0.0] * len(self.criteria) + [each.at_least for each in self.statements])


def weights_from(answer: WeightSet, criteria: Iterable[Criterion]) -> Exact | Polytope:
    """What a party said of every criterion that can be weighed (``values.weighable``), in the order of the study.

    Cost that the party does not name weighs 0; of other criteria that it does not name only an answer in intervals and
    ratios can say nothing, and leaves them free. The answer holds together: ``loading.deciding`` refuses others.
    """
    order = tuple(each.id for each in weighable(criteria))
    if answer.way is Elicitation.DIRECT:
        return Exact(order, normalised([answer.shares.get(name, 0.0) for name in order]))
    if answer.way is Elicitation.SWING:
        return Exact(order, normalised([answer.points.get(name, 0.0) for name in order]))
    if answer.way is Elicitation.BEST_WORST:
        return _from_best_worst(answer, order)
    return Polytope(order, statements(answer, criteria))


def normalised(points: Sequence[float]) -> Floats:
    """(criterion,) points as shares of their sum.

    Source of swing weights: von Winterfeldt and Edwards (1986), chapter 8: points for the step from worst to best of
    each criterion, the largest step first.
    """
    given = np.asarray(points, dtype=np.float64)
    if not given.sum() > 0:
        raise ValueError("weights that add up to nothing")
    found: Floats = given / given.sum()
    return found


# --- best-worst


def _from_best_worst(answer: WeightSet, order: Sequence[str]) -> Exact:
    names = [name for name in order if name in named(answer)]
    best, worst = names.index(str(answer.best)), names.index(str(answer.worst))
    both = answer.best_to.get(str(answer.worst), answer.to_worst.get(str(answer.best), 1.0))
    best_to = [1.0 if i == best else both if i == worst else answer.best_to[name] for i, name in enumerate(names)]
    to_worst = [1.0 if i == worst else both if i == best else answer.to_worst[name] for i, name in enumerate(names)]
    found, misfit = best_worst(best, worst, best_to, to_worst)
    weights = np.zeros(len(order))
    weights[[order.index(name) for name in names]] = found
    return Exact(tuple(order), weights, misfit, consistency_ratio(best_to, to_worst, both))


def best_worst(best: int, worst: int, best_to: Sequence[float], to_worst: Sequence[float]) -> tuple[Floats, float]:
    """Weights (criterion,) and misfit ξ of the linear best-worst method.

    Source: Rezaei (2016), "Best-worst multi-criteria decision-making method: some properties and a linear model",
    Omega 64, linear model: minimise ξ with |w_best - a_best,j · w_j| ≤ ξ and |w_j - a_j,worst · w_worst| ≤ ξ.

    best_to  : (criterion,) how many times the best criterion weighs each, 1 for itself
    to_worst : (criterion,) how many times each weighs the worst criterion, 1 for itself
    """
    from scipy.optimize import linprog

    total = len(best_to)
    gaps = []
    for j in range(total):
        for first, factor, second in ((best, best_to[j], j), (j, to_worst[j], worst)):
            gap = np.zeros(total)
            gap[first] += 1.0
            gap[second] -= factor
            gaps += [] if first == second else [gap, -gap]
    above = np.column_stack([np.array(gaps).reshape(-1, total), -np.ones(len(gaps))])
    goal, sums = np.append(np.zeros(total), 1.0), np.append(np.ones(total), 0.0)
    solved = linprog(goal, A_ub=above, b_ub=np.zeros(len(gaps)), A_eq=sums[None], b_eq=[1.0], method="highs")
    found = np.asarray(solved.x, dtype=np.float64)
    return normalised(np.maximum(found[:total], 0.0).tolist()), float(found[total])


def consistency_ratio(best_to: Sequence[float], to_worst: Sequence[float], best_to_worst: float) -> float:
    """Largest |a_best,j · a_j,worst - a_best,worst| as a share of the largest that it can be, a² - a.

    Source: Liang, Brunelli and Rezaei (2020), "Consistency issues in the best worst method: measurements and
    thresholds", Omega 96, the input-based consistency ratio.

    >>> consistency_ratio([8, 2, 1], [1, 5, 8], 8), consistency_ratio([8, 2, 1], [1, 4, 8], 8)
    (0.03571428571428571, 0.0)
    """
    if best_to_worst <= 1:
        return 0.0
    products = np.asarray(best_to, dtype=np.float64) * np.asarray(to_worst, dtype=np.float64)
    return float(np.abs(products - best_to_worst).max() / (best_to_worst**2 - best_to_worst))
