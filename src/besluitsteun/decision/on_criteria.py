"""``Alone``, ``Context`` and the criteria in, ``OnCriterion`` rows out: what a measure does for what parties weigh.

A criterion may add functions with weights of its own, so its effect is not the sum of effects that are told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..loading.study import Study
from ..preferences.values import weighable
from ..schema.base import Layer
from ..schema.decision import COSTS, Criterion
from .effects import CLEAR, Alone, Context, Remark
from .outcomes import Count
from .ranking import count_of

Floats = NDArray[np.float64]
SURE = 2.0
"""Standard errors by which two means must differ before one is called larger."""


@dataclass(frozen=True, slots=True)
class OnCriterion:
    """The effect of a measure on a value criterion in one scenario; positive is avoided.

    beside, error : mean effect beside other measures and its standard error, NaN where not seen
    remark   : alone and beside others have another sign, ``None`` = no
    overtaken: measures of its layer that avoid less alone, and clearly more beside others
    """

    measure: str
    layer: Layer
    scenario: str
    criterion: Criterion
    without: float
    with_measure: float
    effect: float
    beside: float
    error: float
    remark: Remark | None
    overtaken: tuple[str, ...]


def on_criteria(study: Study, by_itself: Alone, context: Context, said: Sequence[Remark]) -> Iterator[OnCriterion]:
    """Every measure, scenario and value criterion, in this order."""
    told = {(each.measure, each.scenario, each.count): each for each in said}
    layers = {each.id: each.layer for each in study.measures}
    columns = list(_columns(study, by_itself.counts))
    for place, measure in enumerate(by_itself.measures):
        peers = [at for at, each in enumerate(by_itself.measures) if layers[each] is layers[measure] and at != place]
        for number, scenario in enumerate(study.scenarios):
            for criterion, column in columns:
                yield OnCriterion(
                    measure,
                    layers[measure],
                    scenario.id,
                    criterion,
                    float(by_itself.without[number, column]),
                    float(by_itself.with_measure[number, place, column]),
                    float(by_itself.effect[number, place, column]),
                    float(context.mean[number, place, column]),
                    float(context.error[number, place, column]),
                    told.get((measure, number, column)),
                    _overtaken(by_itself, context, (number, place, column), peers),
                )


def _columns(study: Study, counts: Sequence[Count]) -> Iterator[tuple[Criterion, int]]:
    """The value criteria that are consequences, each with the column that counts it."""
    given = () if study.decision_criteria is None else study.decision_criteria.criteria
    for criterion in weighable(given):
        if criterion.source_criterion not in COSTS:
            yield criterion, list(counts).index(count_of(criterion))


def _overtaken(by_itself: Alone, context: Context, cell: tuple[int, int, int], peers: Sequence[int]) -> tuple[str, ...]:
    """Peers that do less alone and clearly more beside others; nobody where either was not seen often enough."""
    scenario, place, column = cell
    alone, mean, error = by_itself.effect[scenario, :, column], context.mean[scenario, :, column], context.error
    scale = CLEAR * max(abs(float(by_itself.without[scenario, column])), 1.0)
    spread = np.nan_to_num(error[scenario, :, column], nan=np.inf)
    return tuple(
        by_itself.measures[peer]
        for peer in peers
        if alone[peer] < alone[place] - scale
        and mean[peer] > mean[place] + max(scale, SURE * float(np.hypot(spread[peer], spread[place])))
    )
