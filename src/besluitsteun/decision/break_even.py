"""Avoided damage and yearly cost in, the return period at which a measure pays for itself out (05).

"Verdient zich terug als dit of erger vaker dan eens per X jaar gebeurt, en de maatregel dan minstens evenveel
vermijdt." Money only, per scenario; no probability is assumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..measures.resimulate import Outcome, Resimulation
from ..schema.measures import Measure
from .money import CostKind, total_cost
from .outcomes import Count, Yardstick

MONEY = ("directe_schade_eur", "indirecte_schade_eur")
"""Damage by water and damage by outage: different losses, so these may be added (04)."""


@dataclass(frozen=True, slots=True)
class BreakEven:
    """A measure, or a set of them, in one scenario.

    avoided_eur : damage that does not happen;  yearly_eur : equivalent yearly cost, ``None`` = not known
    years : avoided ÷ yearly cost, ``None`` where nothing is avoided or the cost is not known or nothing
    published : the range of return periods that is named for the event, ``None`` = none
    """

    scenario: str
    avoided_eur: float
    yearly_eur: float | None
    years: float | None
    published: tuple[float | None, float | None] | None


def break_even(
    simulation: Resimulation, yardstick: Yardstick, measures: Sequence[Measure], without: Outcome, outcome: Outcome
) -> tuple[BreakEven, ...]:
    """Per scenario, for a set of measures whose outcome this is."""
    study = simulation.study
    yearly = total_cost(measures, CostKind.EQUIVALENT, study.discount_rate).amount
    counted = [Count(each) for each in MONEY if each in {criterion.id for criterion in study.criteria}]
    avoided = sum(yardstick.per_scenario(each, without) - yardstick.per_scenario(each, outcome) for each in counted)
    rows = []
    for place, scenario in enumerate(study.scenarios):
        amount = float(avoided[place]) if counted else 0.0  # type: ignore[index]
        period = scenario.return_period
        published = None if period is None else (period.from_year, period.to_year)
        years = amount / yearly if yearly and amount > 0 else None
        rows.append(BreakEven(scenario.id, amount, yearly, years, published))
    return tuple(rows)
