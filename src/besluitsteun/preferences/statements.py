"""A ``WeightSet`` in, what it says one statement at a time out; and which statements cannot hold together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..nl import number
from ..schema.decision import Criterion, Role, WeightSet
from .values import weighable

TOLERANCE = 1e-9
"""How far a sum or a bound on weights may be off."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that a party said of its weights w (criterion,): ``factors`` · w ≥ ``at_least``.

    says : the same in Dutch;  key, text : where it stands in the record, as ``loading.lists.place_in`` takes them
    """

    factors: tuple[float, ...]
    at_least: float
    says: str
    key: str
    text: str


def named_by_key(answer: WeightSet) -> dict[str, tuple[str, ...]]:
    """Key of the record → the criteria that a party names under it."""
    return {
        "gewichten": tuple(answer.shares),
        "punten": tuple(answer.points),
        "orde": tuple(name for group in answer.order for name in group),
        "intervallen": tuple(answer.intervals),
        "verhoudingen": tuple(name for each in answer.ratios for name in (each.more, each.less)),
        "beste": () if answer.best is None else (answer.best,),
        "slechtste": () if answer.worst is None else (answer.worst,),
        "beste_tot": tuple(answer.best_to),
        "tot_slechtste": tuple(answer.to_worst),
    }


def named(answer: WeightSet) -> tuple[str, ...]:
    """The criteria that a party names in its answer, each once."""
    return tuple(dict.fromkeys(name for names in named_by_key(answer).values() for name in names))


def statements(answer: WeightSet, criteria: Iterable[Criterion]) -> tuple[Statement, ...]:
    """What an order, intervals and ratios say, in the order of the record; every criterion named can be weighed."""
    can = weighable(criteria)
    order, told = [each.id for each in can], named(answer)
    silent = [each.id for each in can if each.role is not Role.VALUE and each.id not in told]
    unweighed = (Statement(_alone(order, name, -1.0), 0.0, f"`{name}` weegt niet mee", "wijze", "") for name in silent)
    return (*unweighed, *_of_order(answer, order), *_of_intervals(answer, order), *_of_ratios(answer, order))


def _alone(criteria: Sequence[str], only: str, times: float) -> tuple[float, ...]:
    return tuple((name == only) * times for name in criteria)


def _compared(criteria: Sequence[str], more: str, less: str, times: float) -> tuple[float, ...]:
    return tuple((name == more) * 1.0 - (name == less) * times for name in criteria)


def _of_order(answer: WeightSet, criteria: Sequence[str]) -> Iterator[Statement]:
    """Equal within a group; each group at least as heavy as the next."""
    for group in answer.order:
        for one, other in pairwise(group):
            says = f"`{one}` weegt even zwaar als `{other}`"
            yield Statement(_compared(criteria, one, other, 1.0), 0.0, says, "orde", other)
            yield Statement(_compared(criteria, other, one, 1.0), 0.0, says, "orde", other)
    for heavier, lighter in pairwise(group for group in answer.order if group):
        says = f"`{heavier[0]}` weegt minstens zo zwaar als `{lighter[0]}`"
        yield Statement(_compared(criteria, heavier[0], lighter[0], 1.0), 0.0, says, "orde", lighter[0])


def _of_intervals(answer: WeightSet, criteria: Sequence[str]) -> Iterator[Statement]:
    for name, (low, high) in answer.intervals.items():
        if low > 0:
            says = f"`{name}` weegt minstens {number(low)}"
            yield Statement(_alone(criteria, name, 1.0), low, says, "intervallen", name)
        if high < 1:
            says = f"`{name}` weegt hoogstens {number(high)}"
            yield Statement(_alone(criteria, name, -1.0), -high, says, "intervallen", name)


def _of_ratios(answer: WeightSet, criteria: Sequence[str]) -> Iterator[Statement]:
    for each in answer.ratios:
        says = f"`{each.more}` weegt minstens {number(each.at_least)} keer `{each.less}`"
        yield Statement(_compared(criteria, each.more, each.less, each.at_least), 0.0, says, "verhoudingen", each.more)


def conflict(said: Sequence[Statement]) -> tuple[Statement, ...]:
    """Statements that no weights fit together, none of which can be missed; empty when all hold together.

    Source: the deletion filter of Chinneck and Dravnieks (1991), "Locating minimal infeasible constraint sets in linear
    programs", ORSA Journal on Computing 3.
    """
    if _fit(said):
        return ()
    needed = list(said)
    for each in said:
        without = [one for one in needed if one is not each]
        if not _fit(without):
            needed = without
    return tuple(needed)


def _fit(said: Sequence[Statement]) -> bool:
    """Whether any weights fit: the smallest breach of any statement is none."""
    if not said:
        return True
    from scipy.optimize import linprog

    total = len(said[0].factors)
    above = np.column_stack([-np.array([each.factors for each in said]), -np.ones(len(said))])
    floor = -np.array([each.at_least for each in said])
    goal, sums = np.append(np.zeros(total), 1.0), np.append(np.ones(total), 0.0)
    solved = linprog(goal, A_ub=above, b_ub=floor, A_eq=sums[None], b_eq=[1.0], method="highs")
    return bool(np.asarray(solved.x)[-1] <= TOLERANCE)
