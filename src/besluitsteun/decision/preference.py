"""A party's weights in, what a package is worth to it out, and the aim that serves it best.

The aim adds criteria up as straight lines from worst to best; a value function with a bend is looked at afterwards, in
the simulated outcomes, where nothing has to be straight.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..loading.study import Study
from ..measures.resimulate import Outcome
from ..preferences.values import ValueFunction, value_matrix, weighable
from ..preferences.weights import Exact, Polytope, weights_from
from ..schema.decision import COSTS, Criterion
from .money import total_cost
from .outcomes import Count, Yardstick
from .packages.aims import Across, Aim
from .ranking import KIND_OF, count_of
from .samples import DRAWS, draw_weights, generator

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Preferences:
    """What the parties of a study want, with the middle of the weights that each left possible.

    weights : party → (criterion,) adding up to 1
    """

    study: Study
    yardstick: Yardstick
    criteria: tuple[Criterion, ...]
    functions: tuple[ValueFunction, ...]
    weights: Mapping[str, Floats]

    @classmethod
    def of(cls, study: Study, yardstick: Yardstick) -> Preferences:
        """Of a study; without weights nobody wants anything."""
        given = () if study.decision_criteria is None else study.decision_criteria.criteria
        criteria = weighable(given)
        functions = tuple(ValueFunction.of(each) for each in criteria)
        weights = {each.party: _middle(study, each.party, weights_from(each, given)) for each in study.weights}
        return cls(study, yardstick, criteria, functions, weights)

    def outcomes(self, outcome: Outcome) -> Floats:
        """(scenario, criterion) of a set of measures, each in its unit; cost is that of the set."""
        by_id = {each.id: each for each in self.study.measures}
        columns = []
        for criterion in self.criteria:
            if criterion.source_criterion in COSTS:
                chosen = [by_id[each] for each in sorted(outcome.chosen)]
                cost = total_cost(chosen, KIND_OF[criterion.source_criterion], self.study.discount_rate).amount
                columns.append(np.full(len(outcome.measured), np.nan if cost is None else cost))
            else:
                columns.append(self.yardstick.per_scenario(count_of(criterion), outcome))
        return np.stack(columns, axis=1) if columns else np.zeros((len(outcome.measured), 0))

    def values(self, outcome: Outcome) -> Floats:
        """(criterion,) value of a set, each scenario counting alike; 0 = worst and 1 = best of the range."""
        if not self.criteria:
            return np.zeros(0)
        return np.asarray(value_matrix(self.functions, self.outcomes(outcome)).mean(axis=0), dtype=np.float64)

    def worth(self, party: str, outcome: Outcome) -> float:
        """The value of a set to a party."""
        return float(np.nansum(self.values(outcome) * self.weights[party]))

    def aim(self, party: str, scenarios: Sequence[int]) -> Aim | None:
        """To lose as little as possible of what a party wants; ``None`` where it weighs nothing but money."""
        mix: list[tuple[Count, float]] = []
        for criterion, function, weight in zip(self.criteria, self.functions, self.weights[party], strict=True):
            if criterion.source_criterion not in COSTS and weight > 0 and function.worst > function.best:
                mix.append((count_of(criterion), float(weight) / function.swing))
        if not mix:
            return None
        even = (1.0 / len(scenarios),) * len(scenarios)
        return Aim(f"beste_{party}", tuple(mix), Across.WEIGHTED, tuple(scenarios), even)


def _middle(study: Study, party: str, said: Exact | Polytope) -> Floats:
    drawn = draw_weights(said, DRAWS, generator(study.seed, party))
    return np.asarray(drawn.mean(axis=0), dtype=np.float64)
