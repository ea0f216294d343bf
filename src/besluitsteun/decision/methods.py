"""Values or outcomes of alternatives and weights in, their scores by three methods and their ranks out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]
TIE = 1e-12
"""Scores that follow each other at most this closely are equal: rounding must never decide."""


# --- additive value


@dataclass(frozen=True, eq=False)
class Additive:
    """A score that explains itself as a sum.

    parts : (alternative, criterion) weight × value;  score : (alternative,) their sum, 1 = best on everything
    """

    parts: Floats
    score: Floats


def additive(values: ArrayLike, weights: ArrayLike) -> Additive:
    """Additive multi-attribute value.

    Source: Keeney and Raiffa, Decisions with Multiple Objectives (1976), chapter 3: V(a) = Σ_c w_c · v_c(a).

    values : (alternative, criterion) of ``values.value_matrix``;  weights : (criterion,) sum 1
    """
    parts = np.asarray(values, dtype=np.float64) * np.asarray(weights, dtype=np.float64)
    return Additive(parts, parts.sum(axis=1))


# --- PROMETHEE II


@dataclass(frozen=True, eq=False)
class Promethee:
    """Flows of PROMETHEE II, between -1 and 1.

    preference : (alternative, alternative) how much the row is preferred to the column, 0 … 1
    leaving, entering : (alternative,) mean preference over the others, and of the others over it
    """

    preference: Floats
    leaving: Floats
    entering: Floats

    @property
    def score(self) -> Floats:
        """(alternative,) net flow: leaving - entering."""
        return self.leaving - self.entering


def promethee(gains: ArrayLike, weights: ArrayLike, indifference: ArrayLike, preference: ArrayLike) -> Promethee:
    """PROMETHEE II with the linear preference function (type V; with q = 0 type III, with p = q types I and II).

    Source: Brans and Vincke (1985), "A preference ranking organisation method", Management Science 31;
    the flows as means over the other alternatives as in Brans and Mareschal (2005), "PROMETHEE methods".

    gains        : (alternative, criterion) outcomes turned so that more is better (see ``gains``), in their own unit
    weights      : (criterion,) sum 1
    indifference : (criterion,) q: up to this difference no preference, in the unit of the criterion
    preference   : (criterion,) p ≥ q: from this difference on full preference; p = q is a step just above q
    """
    given = np.asarray(gains, dtype=np.float64)
    q, p = np.asarray(indifference, dtype=np.float64), np.asarray(preference, dtype=np.float64)
    difference = given[:, None, :] - given[None, :, :]
    rising = np.clip((difference - q) / np.where(p > q, p - q, 1.0), 0.0, 1.0)
    degree = np.where(p > q, rising, difference > q)
    among = degree @ np.asarray(weights, dtype=np.float64)
    others = max(len(given) - 1, 1)
    return Promethee(among, among.sum(axis=1) / others, among.sum(axis=0) / others)


def gains(outcomes: ArrayLike, worst: ArrayLike, best: ArrayLike) -> Floats:
    """(alternative, criterion) outcomes with their sign turned where less is better; the unit stays."""
    found: Floats = np.asarray(outcomes, dtype=np.float64) * np.sign(np.asarray(best) - np.asarray(worst))
    return found


# --- TOPSIS


@dataclass(frozen=True, eq=False)
class Topsis:
    """Distances of TOPSIS, all (alternative,).

    to_ideal : how far short of the ideal;  from_anti_ideal : how far ahead of the anti-ideal
    score    : from_anti_ideal as a share of both, 0 … 1
    """

    to_ideal: Floats
    from_anti_ideal: Floats
    score: Floats


def topsis(scaled: ArrayLike, weights: ArrayLike, ideal: ArrayLike = 1.0, anti_ideal: ArrayLike = 0.0) -> Topsis:
    """TOPSIS with a fixed ideal and anti-ideal, so that no alternative changes the score of another.

    Source: Hwang and Yoon, Multiple Attribute Decision Making (1981), chapter III; fixed ideals as proposed by
    García-Cascales and Lamata (2012), "On rank reversal and TOPSIS method", Mathematical and Computer Modelling 56.
    Between the ideals this is their formula. Beyond them only what is short of the ideal and ahead of the anti-ideal
    counts as distance; otherwise an outcome better than the ideal would lose score.

    scaled            : (alternative, criterion) of ``values.scaled``, or outcomes normalised otherwise
    weights           : (criterion,) sum 1
    ideal, anti_ideal : (criterion,) or one number, on the scale of ``scaled``
    """
    given, w = np.asarray(scaled, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    top, bottom = np.asarray(ideal, dtype=np.float64), np.asarray(anti_ideal, dtype=np.float64)
    sign = np.sign(top - bottom)
    short = np.maximum((top - given) * sign, 0.0)
    ahead = np.maximum((given - bottom) * sign, 0.0)
    to_ideal, from_anti = (np.sqrt(((w * each) ** 2).sum(axis=1)) for each in (short, ahead))
    both = to_ideal + from_anti
    return Topsis(to_ideal, from_anti, from_anti / np.where(both > 0, both, 1.0))


# --- ranks


@dataclass(frozen=True, eq=False)
class Order:
    """Alternatives from best to worst, all (…, alternative).

    at    : which alternative stands at each position
    first : position of the first that is equal to the one here;  last : of the last
    """

    at: Whole
    first: Whole
    last: Whole

    @property
    def untied(self) -> bool:
        """Whether nowhere two are equal."""
        return self.first is self.last


def order(scores: ArrayLike) -> Order:
    """The order of scores (…, alternative), the highest first; neighbours within ``TIE`` are equal.

    Which of two equals stands first in ``at`` says nothing: use ``first`` and ``last``.
    """
    given = np.asarray(scores, dtype=np.float64)
    at, ordered = np.argsort(given, axis=-1)[..., ::-1], np.sort(given, axis=-1)[..., ::-1]
    begins = np.ones(given.shape, dtype=bool)
    begins[..., 1:] = ordered[..., :-1] - ordered[..., 1:] > TIE
    here = np.broadcast_to(np.arange(given.shape[-1]), given.shape)
    if begins.all():
        return Order(at, here, here)
    first = np.maximum.accumulate(np.where(begins, here, 0), axis=-1)
    ends = np.ones(given.shape, dtype=bool)
    ends[..., :-1] = begins[..., 1:]
    behind = np.where(ends, here, given.shape[-1])[..., ::-1]
    return Order(at, first, np.minimum.accumulate(behind, axis=-1)[..., ::-1])


def ranks(scores: ArrayLike) -> Whole:
    """(…, alternative) rank, 1 = highest score; equals share the best rank of their group (1, 2, 2, 4)."""
    found = order(scores)
    result = np.empty(found.at.shape, dtype=np.int64)
    np.put_along_axis(result, found.at, found.first + 1, axis=-1)
    return result


def leader(scores: ArrayLike) -> int:
    """Place of the best alternative (alternative,), the first of equals."""
    return int(np.argmin(ranks(scores)))


def listed(ids: Sequence[str], scores: ArrayLike) -> tuple[str, ...]:
    """Ids by rank; equals by id.

    >>> listed(["b", "a", "c"], [0.5, 0.5, 0.9])
    ('c', 'a', 'b')
    """
    found = ranks(scores)
    return tuple(ids[i] for i in sorted(range(len(ids)), key=lambda i: (found[i], ids[i])))


# --- where methods disagree


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two alternatives that two methods put in a different order: ``above`` is the better one by the first method."""

    above: str
    below: str


def disagreements(ids: Sequence[str], scores: ArrayLike, other_scores: ArrayLike) -> tuple[Disagreement, ...]:
    """Pairs whose order by the other method is the reverse; a tie by either method contradicts nothing.

    In order of the ranks by the first method, then id.
    """
    own, other = ranks(scores), ranks(other_scores)
    place = {name: i for i, name in enumerate(ids)}
    by_rank = [place[name] for name in listed(ids, scores)]
    return tuple(
        Disagreement(ids[i], ids[j])
        for k, i in enumerate(by_rank)
        for j in by_rank[k + 1 :]
        if own[i] < own[j] and other[i] > other[j]
    )
