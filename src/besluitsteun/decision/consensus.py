"""What SMAA says for each party in, where the parties agree and where they do not out. Parties are never pooled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from .smaa import Smaa


@dataclass(frozen=True, slots=True)
class Contested:
    """An alternative that is nearly surely among the first k for one party and nearly surely not for another.

    share_for, share_against : share of the draws of that party in which it is among the first k
    driver                   : the criterion whose different weight makes most of the difference
    """

    id: str
    party_for: str
    share_for: float
    party_against: str
    share_against: float
    driver: str


def consensus_core(ids: Sequence[str], by_party: Mapping[str, Smaa], k: int, at_least: float) -> tuple[str, ...]:
    """Ids that are among the first ``k`` of every party in at least this share of its draws, in the order of ``ids``.

    ids : (alternative,);  at_least : above 0.5 and at most 1
    """
    _check(by_party, at_least)
    within = np.stack([each.within(k) for each in by_party.values()])
    return tuple(name for name, lowest in zip(ids, within.min(axis=0), strict=True) if lowest >= at_least)


def contested(
    ids: Sequence[str],
    criteria: Sequence[str],
    values: ArrayLike,
    by_party: Mapping[str, Smaa],
    k: int,
    at_least: float,
) -> tuple[Contested, ...]:
    """Alternatives among the first ``k`` of one party in ``at_least`` of its draws, and of another in 1 - ``at_least``
    at most; in the order of ``ids``, with the two parties that differ most (the first of equals).

    values : (alternative, criterion), or (scenario, alternative, criterion), of which the mean is taken
    """
    _check(by_party, at_least)
    given = np.asarray(values, dtype=np.float64)
    mean = given.mean(axis=0) if given.ndim == 3 else given
    parties, within = list(by_party), np.stack([each.within(k) for each in by_party.values()])
    found = []
    for a, name in enumerate(ids):
        most, least = int(np.argmax(within[:, a])), int(np.argmin(within[:, a]))
        if within[most, a] < at_least or within[least, a] > 1.0 - at_least:
            continue
        driver = criteria[_driver(mean, a, by_party[parties[most]], by_party[parties[least]])]
        shares = float(within[most, a]), float(within[least, a])
        found.append(Contested(name, parties[most], shares[0], parties[least], shares[1], driver))
    return tuple(found)


def _driver(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]], a: int, one: Smaa, other: Smaa) -> int:
    """The criterion with the largest part in the difference of the lead of ``a`` over the mean alternative:
    (w̄_c of one - w̄_c of other) · (v_a,c - mean v_c)."""
    parts = (one.mean_weights - other.mean_weights) * (values[a] - values.mean(axis=0))
    return int(np.argmax(parts))


def _check(by_party: Mapping[str, Smaa], at_least: float) -> None:
    if not by_party:
        raise ValueError("no party")
    if not 0.5 < at_least <= 1.0:
        raise ValueError("a share of the draws above 0.5 and at most 1")
