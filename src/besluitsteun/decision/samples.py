"""Exact weights or their ``Polytope`` in, seeded draws of weights out: evenly over everything a party left open."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from ..preferences.statements import TOLERANCE
from ..preferences.weights import Exact, Polytope

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
DRAWS = 10_000
BATCH = 20_000
LEAST_ACCEPTED = 0.02
"""Below this share of accepted draws a walk is quicker than rejection."""
STEPS_PER_DIMENSION = 20
FLAT = 1e-12
"""A bound whose distance changes less than this per step never stops a walk."""


def generator(seed: int, name: str) -> np.random.Generator:
    """Random numbers that depend on the seed of the study and on a name (a party, or "scenarios"), on nothing else."""
    key = int.from_bytes(hashlib.blake2b(f"{seed}|{name}".encode(), digest_size=16).digest(), "little")
    return np.random.Generator(np.random.Philox(key=key))


def draw_weights(said: Exact | Polytope, draws: int, random: np.random.Generator) -> Floats:
    """(draw, criterion) weights ≥ 0 with sum 1, uniform over what was said; exact weights are repeated.

    A polytope with as many corners as its dimension needs (every order, ties included) is a simplex and drawn exactly:
    for an order without ties these are the sorted spacings of Tervonen and Lahdelma (2007), "Implementing stochastic
    multicriteria acceptability analysis", EJOR 178. Others are drawn by rejection from the smallest simplex around
    them, also exact, and when that would take too long by hit-and-run: Smith (1984), "Efficient Monte Carlo procedures
    for generating points uniformly distributed over bounded regions", Operations Research 32.

    Raises ValueError for a polytope without any weights.
    """
    if isinstance(said, Exact):
        return np.tile(said.weights, (draws, 1))
    found = corners(said)
    if len(found) == 0:
        raise ValueError("no weights fit what was said")
    across = _directions(found)
    if len(found) == len(across) + 1:
        return mixtures(draws, len(found), random) @ found
    accepted = _by_rejection(said, found, len(across), draws, random)
    return _by_walking(said, found, across, draws, random) if accepted is None else accepted


def draw_scenario_weights(scenario_total: int, draws: int, random: np.random.Generator) -> Floats:
    """(draw, scenario) weights, uniform over all with sum 1. They weigh scenarios; they are no chances."""
    return mixtures(draws, scenario_total, random)


def mixtures(draws: int, parts: int, random: np.random.Generator) -> Floats:
    """(draw, part) shares with sum 1, uniform: exponential numbers over their sum.

    Source: Devroye, Non-Uniform Random Variate Generation (1986), section XI.4.1.
    """
    numbers = -np.log1p(-random.random((draws, parts)))
    found: Floats = numbers / numbers.sum(axis=1, keepdims=True)
    return found


# --- corners


def corners(polytope: Polytope) -> Floats:
    """(corner, criterion): the corners of all weights that fit, sorted; no rows when none do.

    Source: the double description method of Motzkin et al. (1953) in the form of Fukuda and Prodon (1996), "Double
    description method revisited": one bound after the other cuts the simplex of all weights.
    """
    total = len(polytope.criteria)
    points, touching = np.eye(total), ~np.eye(total, dtype=bool)
    for factors, floor in zip(polytope.factors[total:], polytope.at_least[total:], strict=True):
        slack = points @ factors - floor
        kept = slack >= -TOLERANCE
        new, new_touching = _crossings(points, touching, slack)
        touching = np.column_stack([touching, np.abs(slack) <= TOLERANCE])
        points, touching = np.vstack([points[kept], new]), np.vstack([touching[kept], new_touching])
    found: Floats = points[np.lexsort(points.T[::-1])]
    return found


def _crossings(points: Floats, touching: Flags, slack: Floats) -> tuple[Floats, Flags]:
    """Where edges cross a bound. Two corners share an edge when no third one touches all bounds that both touch."""
    above, below = np.flatnonzero(slack > TOLERANCE), np.flatnonzero(slack < -TOLERANCE)
    total = points.shape[1]
    common = touching[above].astype(np.int64) @ touching[below].astype(np.int64).T
    maybe = np.argwhere(common >= total - 2)
    rows, bounds = [], []
    for i, j in zip(above[maybe[:, 0]], below[maybe[:, 1]], strict=True):
        both = touching[i] & touching[j]
        if np.all(touching[:, both], axis=1).sum() > 2:
            continue
        rows.append(points[i] + slack[i] / (slack[i] - slack[j]) * (points[j] - points[i]))
        bounds.append(np.append(both, True))
    shape = (0, touching.shape[1] + 1)
    return np.array(rows).reshape(-1, total), np.array(bounds, dtype=bool) if bounds else np.zeros(shape, dtype=bool)


def _directions(found: Floats) -> Floats:
    """(dimension, criterion): directions at right angles in which the corners differ, as long as they spread there.

    So a walk takes long steps where the polytope is long, and a thin one is no slower than a round one.
    """
    _, sizes, across = np.linalg.svd(found - found.mean(axis=0), full_matrices=False)
    kept: Floats = (sizes[:, None] * across)[sizes > TOLERANCE] / np.sqrt(len(found))
    return kept


# --- polytopes that are no simplex


def _by_rejection(
    polytope: Polytope, found: Floats, dimension: int, draws: int, random: np.random.Generator
) -> Floats | None:
    """Draws within the simplex above the lowest weights that fit; none when few fit, or none can (equalities)."""
    low, free = found.min(axis=0), np.flatnonzero(np.ptp(found, axis=0) > TOLERANCE)
    if dimension != len(free) - 1:
        return None
    accepted, needed = list[Floats](), draws
    while needed > 0:
        tried = np.tile(low, (BATCH, 1))
        tried[:, free] += (1.0 - low.sum()) * mixtures(BATCH, len(free), random)
        fits = tried[np.all(tried @ polytope.factors.T >= polytope.at_least - TOLERANCE, axis=1)]
        if len(fits) < LEAST_ACCEPTED * BATCH:
            return None
        accepted.append(fits[:needed])
        needed -= len(fits)
    return np.concatenate(accepted) if accepted else np.zeros((0, len(low)))


def _by_walking(polytope: Polytope, found: Floats, across: Floats, draws: int, random: np.random.Generator) -> Floats:
    """The ends of as many random walks as there are draws, each begun at a mixture of the corners."""
    from scipy.special import ndtri

    at = mixtures(draws, len(found), random) @ found
    factors, floor = polytope.factors, polytope.at_least
    for _ in range(STEPS_PER_DIMENSION * len(across)):
        direction = ndtri(random.random((draws, len(across)))) @ across
        change, slack = direction @ factors.T, np.maximum(at @ factors.T - floor, 0.0)
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = -slack / change
        flat = np.abs(change) <= FLAT
        back = np.where(flat | (change < 0), -np.inf, reach).max(axis=1)
        forth = np.where(flat | (change > 0), np.inf, reach).min(axis=1)
        at = at + (back + random.random(draws) * (forth - back))[:, None] * direction
    return at
