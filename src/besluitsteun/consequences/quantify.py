"""``Study`` and ``Outages`` in, ``Consequence`` rows out: user-hours per scenario, function, area, party and bearer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext

import numpy as np
from numpy.typing import NDArray

from ..loading.study import Study
from ..schema.assets import Asset
from ..simulation.outages import Outages, ScenarioOutages

USER_HOURS = "gebruikersuren"
LOW, HIGH = 0.10, 0.90
USER_PARTS = 1000
_EXACT = Context(prec=100, traps=[Inexact])  # an inexact sum would depend on the order of rows: refuse it

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """The finest level of the consequences; empty text where an asset has no area, party or bearer."""

    function: str
    area: str
    party: str
    bearer: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """One row of ``gevolgen``: ``value`` in ``unit``; ``low`` and ``high`` are the P10 and P90, ``None`` when no
    bandwidth was computed; ``cut`` when an outage that counts ran to the horizon."""

    scenario: str
    criterion: str
    group: Group
    value: Decimal
    unit: str
    cut: bool
    low: Decimal | None = None
    high: Decimal | None = None


def group_of(asset: Asset) -> Group:
    """The group in which an asset's users are counted."""
    return Group(asset.function, asset.area or "", asset.party or "", asset.bearer or "")


def groups_of(study: Study) -> tuple[Group, ...]:
    """Every group with at least one asset that has users, sorted; a group without users has no row."""
    return tuple(sorted({group_of(asset) for asset in study.assets if asset.users is not None}))


def unit_of(study: Study) -> dict[str, str]:
    """Function id -> unit of its user-hours, such as ``aansluitingen × uur``."""
    return {function.id: f"{function.user_unit} × uur" for function in study.functions}


def quantify(study: Study, outages: Outages, draws: Mapping[str, Floats] | None = None) -> tuple[Consequence, ...]:
    """User-hours of every scenario and group, in the order of the study's scenarios, then of the groups.

    user-hours = sum over the group's assets of users × hours down (04); exact decimals, so the order of rows does not
    matter; functions are never added together. A group that lost nothing has value 0: it was computed.

    draws : scenario id -> (draw, group) user-hours, for the P10 and P90; absent = no bandwidth
    """
    groups, units = groups_of(study), unit_of(study)
    rows: list[Consequence] = []
    for scenario in outages.scenarios:
        sums, cut = _sums(study, scenario)
        bands = _bands((draws or {}).get(scenario.scenario), groups)
        for group in groups:
            low, high = bands.get(group, (None, None))
            value, is_cut = sums.get(group, Decimal(0)), group in cut
            unit = units[group.function]
            rows.append(Consequence(scenario.scenario, USER_HOURS, group, value, unit, is_cut, low, high))
    return tuple(rows)


def group_numbers(study: Study, groups: tuple[Group, ...]) -> NDArray[np.int32]:
    """(asset,) position in ``groups`` of each asset with users; -1 = it has none and contributes nothing."""
    position = {group: index for index, group in enumerate(groups)}
    numbers = [-1 if asset.users is None else position[group_of(asset)] for asset in study.assets]
    return np.array(numbers, dtype=np.int32)


def user_hours(unit_steps: NDArray[np.int64], step_hours: Decimal) -> Floats:
    """User-hours from sums of thousandths of users × steps down, of any shape."""
    return np.asarray(unit_steps * float(step_hours / USER_PARTS), dtype=np.float64)


def user_parts(users: Floats) -> NDArray[np.int64]:
    """Users in whole thousandths, so that sums do not depend on their order; no users (NaN) = 0."""
    return np.rint(np.nan_to_num(users) * USER_PARTS).astype(np.int64)


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of decimals, whatever their order."""
    with localcontext(_EXACT):
        return sum(values, Decimal(0))


def _sums(study: Study, scenario: ScenarioOutages) -> tuple[dict[Group, Decimal], set[Group]]:
    sums: dict[Group, Decimal] = {}
    cut: set[Group] = set()
    with localcontext(_EXACT):
        for index, steps, still_down in zip(scenario.asset, scenario.down_steps, scenario.still_down, strict=True):
            asset = study.assets[int(index)]
            if not asset.users:  # unknown users are not counted, no users lose nothing
                continue
            group = group_of(asset)
            sums[group] = sums.get(group, Decimal(0)) + Decimal(str(asset.users)) * study.time.hours(int(steps))
            if still_down:
                cut.add(group)
    return sums, cut


def _bands(draws: Floats | None, groups: tuple[Group, ...]) -> dict[Group, tuple[Decimal, Decimal]]:
    """P10 and P90 over the draws per group (numpy's linear quantile), rounded to whole milli-units."""
    if draws is None or draws.shape[0] == 0:
        return {}
    ends = np.quantile(draws, [LOW, HIGH], axis=0)
    return {group: (_milli(ends[0, index]), _milli(ends[1, index])) for index, group in enumerate(groups)}


def _milli(value: float) -> Decimal:
    return Decimal(round(float(value) * 1000)) / 1000
