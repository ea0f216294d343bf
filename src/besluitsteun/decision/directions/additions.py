"""``Directions`` in, ``Addition`` out: what each measure still adds inside its direction, by leaving it out (05).

Alone, or beside other measures in general, a measure may do much or nothing; here it is seen where it is proposed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...measures.resimulate import Resimulation
from ..packages.plan import Plan
from .cards import Directions

Chosen = frozenset[str]


@dataclass(frozen=True, slots=True)
class Addition:
    """A direction without one of its measures, re-simulated.

    left_too : other measures that cannot be there without it
    score    : how much worse the main aim is then, in its unit;  limits : limits × scenarios that are missed on top
    """

    direction: str
    measure: str
    left_too: tuple[str, ...]
    score: float
    limits: int


def additions(directions: Directions, simulation: Resimulation, plan: Plan) -> Iterator[Addition]:
    """Every measure of every direction, in the order of the study."""
    catalogue, pool = simulation.catalogue, directions.pool
    for card in directions.cards:
        chosen = card.candidate.chosen
        score, missed = pool.score(chosen), _missed(simulation, plan, chosen)
        for measure in sorted(chosen, key=catalogue.order.__getitem__):
            left = frozenset(each for each in chosen if measure not in catalogue.with_required(each))
            too = tuple(sorted(chosen - left - {measure}, key=catalogue.order.__getitem__))
            more = _missed(simulation, plan, left) - missed
            yield Addition(card.candidate.id, measure, too, pool.score(left) - score, more)


def _missed(simulation: Resimulation, plan: Plan, chosen: Chosen) -> int:
    """Limits that a set does not keep, counted per scenario."""
    outcome = simulation.outcome(chosen)
    return sum(not wish.is_kept(simulation, outcome, scenario) for wish in plan.wishes for scenario in wish.scenarios)
