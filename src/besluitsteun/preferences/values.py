"""A ``Criterion`` in, its ``ValueFunction`` out: outcomes in their own unit made comparable, worst 0 and best 1."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..schema.decision import COSTS, Criterion, Role

Floats = NDArray[np.float64]
HASH_LENGTH = 6
POINTS = 100
"""Total value is told on a scale of 0 to 100 points."""


@dataclass(frozen=True, slots=True)
class ValueFunction:
    """A single-attribute value function, piecewise linear, running on beyond its ends with the slope it has there.

    Source: von Winterfeldt and Edwards, Decision Analysis and Behavioral Research (1986), chapter 7; the range is fixed
    beforehand ("global scale": Belton and Stewart, Multiple Criteria Decision Analysis (2002), chapter 5), so that
    no alternative changes the value of another.

    outcomes : in the unit of the criterion, strictly increasing;  values : 0 at the worst, 1 at the best outcome
    """

    criterion: str
    outcomes: tuple[float, ...]
    values: tuple[float, ...]

    @classmethod
    def of(cls, criterion: Criterion) -> ValueFunction:
        """The function of a criterion with a range; ValueError without one, or when its ends are equal."""
        if criterion.range is None or criterion.range.worst == criterion.range.best:
            raise ValueError(f"criterion {criterion.id} has no range with a worst and a best outcome that differ")
        ends = ((criterion.range.worst, 0.0), (criterion.range.best, 1.0))
        points = sorted(criterion.value_function or ends)
        return cls(criterion.id, tuple(x for x, _ in points), tuple(v for _, v in points))

    def value(self, outcome: ArrayLike) -> Floats:
        """Value of outcomes in the unit of the criterion, in the shape of ``outcome``; below 0 is worse than worst."""
        x, at, values = np.asarray(outcome, dtype=np.float64), np.array(self.outcomes), np.array(self.values)
        slope = np.diff(values) / np.diff(at)
        anchor = np.clip(np.searchsorted(at, x, side="right") - 1, 0, len(at) - 1)
        found: Floats = values[anchor] + (x - at[anchor]) * slope[np.minimum(anchor, len(slope) - 1)]
        return found

    @property
    def worst(self) -> float:
        """The outcome with value 0."""
        return self.outcomes[0] if self.values[0] < self.values[-1] else self.outcomes[-1]

    @property
    def best(self) -> float:
        """The outcome with value 1."""
        return self.outcomes[-1] if self.values[0] < self.values[-1] else self.outcomes[0]

    @property
    def swing(self) -> float:
        """How far it is from worst to best, in the unit of the criterion."""
        return abs(self.best - self.worst)

    def buys(self, weight: float) -> float:
        """How much better the outcome must become for one point (of 100) of total value, in its unit; on average over
        the range. Infinite at weight 0."""
        return self.swing / (POINTS * weight) if weight > 0 else float("inf")


def value_matrix(functions: Sequence[ValueFunction], outcomes: ArrayLike) -> Floats:
    """Values of outcomes.

    outcomes : (…, alternative, criterion), each criterion in its unit → the same shape, without unit
    """
    given = np.asarray(outcomes, dtype=np.float64)
    return np.stack([each.value(given[..., c]) for c, each in enumerate(functions)], axis=-1)


def scaled(functions: Sequence[ValueFunction], outcomes: ArrayLike) -> Floats:
    """Outcomes as a share of the way from worst to best, straight whatever the value function; shapes as above."""
    given = np.asarray(outcomes, dtype=np.float64)
    worst, best = np.array([each.worst for each in functions]), np.array([each.best for each in functions])
    found: Floats = (given - worst) / (best - worst)
    return found


def thresholds(criteria: Iterable[Criterion]) -> tuple[Floats, Floats]:
    """(criterion,) indifference q and preference p for PROMETHEE II, each in the unit of its criterion.

    Where the study states none, q is 0 and p is the whole range: the preference then grows all the way.
    """
    given = [(each, ValueFunction.of(each).swing) for each in criteria]
    q = np.array([0.0 if each.q is None else each.q for each, _ in given])
    p = np.array([swing if each.p is None else each.p for each, swing in given])
    return q, np.maximum(p, q)


def nothing_to_gain(functions: Sequence[ValueFunction], outcomes: ArrayLike) -> tuple[str, ...]:
    """Criteria that are at their best or beyond in every scenario without any measure: they drop out, with a notice.

    outcomes : (…, criterion) without measures, each criterion in its unit; one that is not known (NaN) stays in
    """
    values = value_matrix(functions, outcomes).reshape(-1, len(functions))
    return tuple(each.criterion for c, each in enumerate(functions) if bool((values[:, c] >= 1.0).all()))


def weighable(criteria: Iterable[Criterion]) -> tuple[Criterion, ...]:
    """The criteria that a party can weigh: those that carry value, and cost where the study gives it a range."""
    return tuple(
        each
        for each in criteria
        if each.role is Role.VALUE or (each.source_criterion in COSTS and each.range is not None)
    )


def range_hash(criteria: Iterable[Criterion]) -> str:
    """Six characters that change with anything a question about weights rests on.

    That is, of every criterion that can be weighed: its id, what it counts and adds, its range and its value function.
    The order of the criteria, texts and sources do not count.
    """
    lines = []
    for each in sorted(weighable(criteria), key=lambda one: one.id):
        ends = None if each.range is None else (each.range.worst, each.range.best)
        added = sorted(each.functions.items())
        lines.append(repr((each.id, each.source_criterion, added, ends, sorted(each.value_function))))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:HASH_LENGTH]
