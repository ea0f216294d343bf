"""``Objective`` of the study in, ``Aim`` out: what a package is chosen for, as one number to be made small.

Consequences count over scenarios as the aim says (05). Scenarios without weights count alike, which is no probability.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..outcomes import Mix

Floats = NDArray[np.float64]


class Across(StrEnum):
    """How scenarios are taken together."""

    ONE = "scenario"
    WORST = "slechtste"
    CVAR = "cvar"
    REGRET = "spijt"
    WEIGHTED = "gewogen"


@dataclass(frozen=True, slots=True)
class Aim:
    """To make a consequence small over scenarios, or several added up.

    unit      : of the score, "" = none
    scenarios : numbers of the scenarios that count;  weights: of each, adding up to 1
    alpha : share of the worst cases of which CVaR is the mean
    """

    id: str
    mix: Mix
    across: Across
    scenarios: tuple[int, ...]
    weights: tuple[float, ...]
    alpha: float = 1.0
    unit: str = ""

    def score(self, values: Floats, best: Floats | None = None) -> float:
        """One number from the (scenario,) values of all scenarios.

        best : (scenario,) what can be reached in each scenario on its own, for regret
        """
        mine = values[list(self.scenarios)]
        if self.across is Across.REGRET and best is not None:
            return float((mine - best[list(self.scenarios)]).max())
        if self.across is Across.CVAR:
            return cvar(mine, np.array(self.weights), self.alpha)
        if self.across is Across.WEIGHTED:
            return float(mine @ np.array(self.weights))
        return float(mine.max())


def cvar(values: Floats, weights: Floats, alpha: float) -> float:
    """The mean of the worst share ``alpha`` of the cases.

    Source: Rockafellar and Uryasev, "Optimization of conditional value-at-risk", Journal of Risk 2(3), 2000, eq. 4, for
    a discrete distribution: min over z of z + Σ w max(v − z, 0) / alpha.

    values, weights : (case,), weights adding up to 1;  alpha in (0, 1], 1 = the mean

    >>> cvar(np.array([1.0, 2.0, 10.0, 4.0]), np.full(4, 0.25), 0.5)
    7.0
    """
    order = np.argsort(-values, kind="stable")
    before = np.concatenate([[0.0], np.cumsum(weights[order])[:-1]])
    taken = np.clip(alpha - before, 0.0, weights[order])
    return float(math.fsum((taken * values[order]).tolist()) / alpha)
