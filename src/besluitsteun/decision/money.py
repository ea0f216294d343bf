"""``Measure`` in, its cost in one kind of money out; investment, yearly and equivalent yearly cost are never added."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ..schema.measures import Measure


class CostKind(StrEnum):
    """Which money an amount is in: euro once, euro per year, or the two together as euro per year of the lifetime."""

    INVESTMENT = "investering"
    YEARLY = "per_jaar"
    EQUIVALENT = "jaarkosten"


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in euro, or per year; None when the cost of at least one measure (``unknown``: their ids) is not known."""

    amount: float | None
    unknown: tuple[str, ...] = ()


def annuity(rate: float, years: float) -> float:
    """The share of an investment that is paid every year of its life: r / (1 − (1 + r)^−n), and 1/n without a rate.

    Brealey, Myers and Allen, "Principles of Corporate Finance", the present value of an annuity. Raises ValueError
    for a lifetime of 0 years or a rate of −1 or less.

    >>> round(annuity(0.0225, 30), 4), annuity(0, 20)
    (0.0462, 0.05)
    """
    if years <= 0 or rate <= -1:
        raise ValueError("an annuity needs a lifetime above 0 years and a rate above -1")
    return rate / -math.expm1(-years * math.log1p(rate)) if rate else 1 / years


def cost_of(measure: Measure, kind: CostKind, rate: float | None) -> float | None:
    """The cost of a measure in euro, or euro per year; None = not known, which is not zero.

    rate : discount rate per year, for the equivalent yearly cost only: investment × annuity + yearly cost. That needs a
    lifetime and a rate unless the investment is 0, and the yearly cost.
    """
    if kind is CostKind.INVESTMENT:
        return measure.cost_eur
    if kind is CostKind.YEARLY:
        return measure.yearly_eur
    if measure.cost_eur is None or measure.yearly_eur is None:
        return None
    if measure.cost_eur == 0:
        return measure.yearly_eur
    if not measure.lifetime_years or rate is None:
        return None
    return measure.cost_eur * annuity(rate, measure.lifetime_years) + measure.yearly_eur


def total_cost(measures: Iterable[Measure], kind: CostKind, rate: float | None) -> Total:
    """The cost of measures together."""
    costs = [(measure.id, cost_of(measure, kind, rate)) for measure in measures]
    unknown = tuple(measure for measure, cost in costs if cost is None)
    return Total(None, unknown) if unknown else Total(math.fsum(cost for _, cost in costs if cost is not None))
