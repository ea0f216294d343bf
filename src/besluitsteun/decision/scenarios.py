"""Scores of alternatives per scenario in, one score per alternative out, by the way the study takes scenarios together.

None of these ways needs a chance of a scenario; weights of scenarios are what people gave them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def worst_case(scores: ArrayLike) -> Floats:
    """(alternative,) the lowest score over scenarios.

    Source: Wald (1950), Statistical Decision Functions: maximin.

    scores : (scenario, alternative), higher is better
    """
    found: Floats = np.asarray(scores, dtype=np.float64).min(axis=0)
    return found


def regret(scores: ArrayLike) -> Floats:
    """(alternative,) the largest shortfall on the best alternative of a scenario, as a negative score; 0 is no regret.

    Source: Savage (1951), "The theory of statistical decision", Journal of the American Statistical Association 46. An
    alternative that is added can change the regret of others: it is measured against the best there is.

    scores : (scenario, alternative), higher is better
    """
    given = np.asarray(scores, dtype=np.float64)
    found: Floats = (given - given.max(axis=1, keepdims=True)).min(axis=0)
    return found


def weighted_mean(scores: ArrayLike, weights: ArrayLike) -> Floats:
    """(alternative,) Σ_s π_s · score over Σ_s π_s.

    scores : (scenario, alternative);  weights : (scenario,) ≥ 0, not all 0
    """
    w = np.asarray(weights, dtype=np.float64)
    found: Floats = w @ np.asarray(scores, dtype=np.float64) / w.sum()
    return found


def tail_mean(scores: ArrayLike, alpha: float, weights: ArrayLike | None = None) -> Floats:
    """(alternative,) mean over the worst ``alpha`` of the weight of scenarios: conditional value at risk.

    Source: Rockafellar and Uryasev (2002), "Conditional value-at-risk for general loss distributions", Journal of
    Banking & Finance 26: the scenario at the edge counts for the part that is needed. With alpha 1 it is the weighted
    mean, with alpha at most the smallest weight the worst case.

    scores : (scenario, alternative), higher is better;  alpha : above 0 and at most 1
    weights : (scenario,) ≥ 0, not all 0; equal when not given
    """
    if not 0.0 < alpha <= 1.0:
        raise ValueError("alpha lies above 0 and is at most 1")
    given = np.asarray(scores, dtype=np.float64)
    w = np.ones(len(given)) if weights is None else np.asarray(weights, dtype=np.float64)
    at = np.argsort(given, axis=0, kind="stable")
    shares = (w / w.sum())[at]
    before = np.cumsum(shares, axis=0) - shares
    counted = np.clip(alpha - before, 0.0, shares)
    found: Floats = (counted * np.take_along_axis(given, at, axis=0)).sum(axis=0) / counted.sum(axis=0)
    return found
