"""Values of alternatives and draws of weights in, what the draws say of every alternative out: SMAA.

Source of the method: Lahdelma and Salminen (2001), "SMAA-2: stochastic multicriteria acceptability analysis for group
decision making", Operations Research 49. Ties share their ranks evenly: rows and columns of acceptabilities sum to 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .methods import TIE, Order, order

Floats = NDArray[np.float64]
BLOCK = 4_000_000
"""Products of weights that are held at once (32 MB), however many scenarios there are."""
ORDERED = 1_000
"""Draws that are put in order at once."""


@dataclass(frozen=True, eq=False)
class Smaa:
    """What the draws of one party say. They are draws of weights, no chances of anything.

    acceptability : (alternative, rank) share of the draws in which the alternative has the rank
    central       : (alternative, criterion) mean of the weights that put it first; NaN when none do
    confidence    : (alternative,) share of the draws of scenario weights in which it is first at its central weights;
                    NaN when it is never first
    winning       : (alternative, alternative) share of the draws in which the row beats the column, ties half;
                    1/2 with itself
    mean_weights  : (criterion,)
    """

    acceptability: Floats
    central: Floats
    confidence: Floats
    winning: Floats
    mean_weights: Floats

    def within(self, k: int) -> Floats:
        """(alternative,) share of the draws in which it is among the first ``k``."""
        found: Floats = self.acceptability[:, :k].sum(axis=1)
        return found


def smaa(values: ArrayLike, weights: ArrayLike, scenario_weights: ArrayLike | None = None) -> Smaa:
    """All of SMAA-2 with an additive value, for one party.

    values           : (alternative, criterion), or (scenario, alternative, criterion) with ``scenario_weights``
    weights          : (draw, criterion) of ``samples.draw_weights``
    scenario_weights : (draw, scenario) of ``samples.draw_scenario_weights``
    """
    given = np.asarray(values, dtype=np.float64)
    per_scenario = given if given.ndim == 3 else given[None]
    w = np.asarray(weights, dtype=np.float64)
    of_scenarios = np.ones((len(w), 1)) if scenario_weights is None else np.asarray(scenario_weights, dtype=np.float64)
    scores = scores_of(per_scenario, w, of_scenarios)
    central = central_weights(scores, w)
    return Smaa(
        acceptability=rank_acceptability(scores),
        central=central,
        confidence=confidence_factors(per_scenario, central, of_scenarios),
        winning=pairwise_winning(scores),
        mean_weights=w.mean(axis=0),
    )


def scores_of(values: Floats, weights: Floats, scenario_weights: Floats) -> Floats:
    """(draw, alternative) Σ_s π_s Σ_c w_c · v_c: a weighted mean over scenarios of additive value.

    values : (scenario, alternative, criterion);  weights : (draw, criterion);  scenario_weights : (draw, scenario)
    """
    scenarios, alternatives, criteria = values.shape
    if scenarios == 1:
        found: Floats = weights @ values[0].T
        return found
    flat = values.transpose(0, 2, 1).reshape(scenarios * criteria, alternatives)
    scores, block = np.empty((len(weights), alternatives)), max(BLOCK // (scenarios * criteria), 1)
    for start in range(0, len(weights), block):
        part = slice(start, start + block)
        both = scenario_weights[part, :, None] * weights[part, None, :]
        scores[part] = both.reshape(len(both), scenarios * criteria) @ flat
    return scores


def _in_blocks(scores: Floats) -> Iterator[tuple[slice, Order]]:
    """The order of some draws at a time: what fits in a core's own cache is sorted twice as fast."""
    for start in range(0, len(scores), ORDERED):
        part = slice(start, start + ORDERED)
        yield part, order(scores[part])


def rank_acceptability(scores: Floats) -> Floats:
    """(alternative, rank) share of the draws: b_a^r of Lahdelma and Salminen (2001), equals sharing their ranks.

    scores : (draw, alternative)
    """
    draws, total = scores.shape
    counts = np.zeros((total, total))
    for _, found in _in_blocks(scores):
        counts += _rank_counts(found, total)
    shares: Floats = counts / draws
    return shares


def _rank_counts(found: Order, total: int) -> Floats:
    """(alternative, rank) number of draws; of equals each has every rank of its group for an equal part.

    A part is put in at the first rank of the group and taken out behind the last one; a running sum does the rest.
    """
    row, size = found.at * (total + 1), total * (total + 1)
    if found.untied:
        once = np.bincount((row + found.first).ravel(), minlength=size).astype(np.float64)
        return once.reshape(total, total + 1)[:, :total]
    part = (1.0 / (found.last - found.first + 1)).ravel()
    put_in = np.bincount((row + found.first).ravel(), weights=part, minlength=size)
    taken_out = np.bincount((row + found.last + 1).ravel(), weights=part, minlength=size)
    held: Floats = np.cumsum((put_in - taken_out).reshape(total, total + 1), axis=1)[:, :total]
    return np.maximum(held, 0.0)


def central_weights(scores: Floats, weights: Floats) -> Floats:
    """(alternative, criterion) centre of gravity of the draws that put it first, shared among equals; NaN if none.

    w_a^c of Lahdelma and Salminen (2001).

    scores : (draw, alternative);  weights : (draw, criterion)
    """
    total, criteria = scores.shape[1], weights.shape[1]
    held, sums = np.zeros(total), np.zeros((total, criteria))
    for part, found in _in_blocks(scores):
        leads = found.first == 0
        draw, position = np.nonzero(leads)
        first, share = found.at[draw, position], 1.0 / leads.sum(axis=1)[draw]
        held += np.bincount(first, weights=share, minlength=total)
        for c, own in enumerate(weights[part].T):
            sums[:, c] += np.bincount(first, weights=share * own[draw], minlength=total)
    with np.errstate(invalid="ignore"):
        centre: Floats = sums / held[:, None]
    return centre


def confidence_factors(values: Floats, central: Floats, scenario_weights: Floats) -> Floats:
    """(alternative,) share of the draws of scenario weights in which it is first at its own central weights.

    p_a^c of Lahdelma and Salminen (2001), with the weights of scenarios as what is not known.

    values : (scenario, alternative, criterion);  central : (alternative, criterion)
    """
    found = np.full(len(central), np.nan)
    for a in np.flatnonzero(~np.isnan(central[:, 0])):
        scores = scenario_weights @ (values @ central[a])
        found[a] = (scores[:, a] >= scores.max(axis=1) - TIE).mean()
    return found


def pairwise_winning(scores: Floats) -> Floats:
    """(alternative, alternative) share of the draws in which the row scores higher than the column, ties half.

    Source: Leskinen, Viitanen, Kangas and Kangas (2006), "Alternatives to incorporate uncertainty and risk attitude in
    multicriteria evaluation of forest plans", Forest Science 52.

    scores : (draw, alternative)
    """
    by_alternative = np.ascontiguousarray(scores.T)
    draws, total = scores.shape
    wins = np.empty((total, total))
    for a in range(total):
        wins[a] = (by_alternative[a] - by_alternative > TIE).sum(axis=1)
    found: Floats = (wins + (draws - wins.T)) / (2.0 * draws)
    return found
