"""``Study`` (and a draw) in, ``Stakes`` out: how many people and how much money every asset has at stake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..loading.study import Study
from ..simulation.draws import Drawer

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]

PARTS = 1000
"""People are counted in whole thousandths, money in cents, so that no sum depends on the order of its terms."""
CENTS = 100


@dataclass(frozen=True, eq=False)
class Stakes:
    """What is at stake in one draw; 0 where it is not known.

    users, vulnerable, residents : (asset,) thousandths of a person (or of the unit of the function)
    damage : (asset,) largest damage by water, in cents
    """

    users: Int64
    vulnerable: Int64
    residents: Int64
    damage: Int64


def modal_stakes(study: Study, drawer: Drawer) -> Stakes:
    """The stakes at the modal values."""
    return stakes_of(study, lambda key: drawer.ranges[key][1])


def drawn_stakes(study: Study, drawer: Drawer, draw: int) -> Stakes:
    """The stakes of one draw."""
    return stakes_of(study, lambda key: drawer.values(key, draw))


def stakes_of(study: Study, values: Callable[[str], Floats]) -> Stakes:
    """The stakes at given values: key of an asset → (asset,) values, NaN = none."""
    users = values("gebruikers")
    return Stakes(
        users=_whole(users, PARTS),
        vulnerable=_whole(values("kwetsbare_gebruikers"), PARTS),
        residents=_whole(_residents(study, values("inwoners"), users), PARTS),
        damage=_whole(values("max_schade_eur"), CENTS),
    )


def _residents(study: Study, residents: Floats, users: Floats) -> Floats:
    """(asset,) residents; where an asset gives none, its users × ``inwoners_per_gebruiker`` of the function."""
    per_function = {each.id: each.residents_per_user for each in study.functions}
    per_user = [per_function[asset.function] for asset in study.assets]
    derived = users * np.array([np.nan if each is None else each for each in per_user], dtype=np.float64)
    return np.where(np.isnan(residents), derived, residents)


def _whole(values: Floats, parts: int) -> Int64:
    return np.rint(np.nan_to_num(values) * parts).astype(np.int64)
