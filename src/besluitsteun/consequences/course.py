"""``Measurements`` and ``Outages`` in, the course of an event in time out: recovery, and how the chain spreads."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from ..simulation.outages import Outages, ScenarioOutages
from .lost import lost_per_step
from .measure import Measurements
from .quantify import exact
from .stakes import PARTS

BOUNDS_HOURS = (0, 1, 6, 12, 24, 48, 96, 168, 336)
"""Where the periods of the chain view begin: the first hour by itself, then ever longer (06: time columns)."""


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """One row of ``herstel``: from this hour on so many users are without the function."""

    scenario: str
    function: str
    hour: Decimal
    users: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class ChainBlock:
    """One row of ``keten``: assets of a function that first fail in a period, by cause; until ``None`` = the horizon.

    still_down : how many of them are down at the horizon
    """

    scenario: str
    function: str
    since: Decimal
    until: Decimal | None
    cause: str
    assets: int
    still_down: int


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One row of ``schakels``: so many times an asset of one block took down an asset of another directly."""

    scenario: str
    from_function: str
    from_since: Decimal
    to_function: str
    to_since: Decimal
    links: int


def recovery_points(found: Measurements) -> tuple[RecoveryPoint, ...]:
    """Users without each function that has any, at every hour at which their number changes."""
    layout, time = found.ledger.layout, found.study.time
    units = {each.id: each.user_unit for each in found.study.functions}
    seen = zip(found.study.assets, found.ledger.told.seen.tolist(), strict=True)
    with_users = {asset.function for asset, is_seen in seen if is_seen and asset.users is not None}
    rows: list[RecoveryPoint] = []
    for scenario, event in zip(found.study.scenarios, found.events, strict=True):
        lost = lost_per_step(event.spans, found.stakes.users, layout.function, len(layout.functions), event.steps)
        for number, function in enumerate(layout.functions):
            if function not in with_users:
                continue
            changes = np.flatnonzero(np.r_[True, lost[number, 1:] != lost[number, :-1]])
            rows += [
                RecoveryPoint(
                    scenario.id,
                    function,
                    time.hours(int(step)),
                    exact(int(lost[number, step]), Decimal(1) / PARTS),
                    units[function],
                )
                for step in changes.tolist()
            ]
    return tuple(rows)


def chain_blocks(found: Measurements, outages: Outages) -> tuple[ChainBlock, ...]:
    """How many assets that the audience may see first fail in which period, by function and cause."""
    seen = found.ledger.told.seen
    rows: list[ChainBlock] = []
    for scenario in outages.scenarios:
        counts, still = Counter[tuple[str, int, str]](), Counter[tuple[str, int, str]]()
        for row in np.flatnonzero(seen[scenario.asset]).tolist():
            key = (*_block(found, scenario, row), str(scenario.cause[row]))
            counts[key] += 1
            still[key] += bool(scenario.still_down[row])
        rows += [
            ChainBlock(scenario.scenario, function, *_period(found, period), cause, counts[key], still[key])
            for key in sorted(counts)
            for function, period, cause in [key]
        ]
    return tuple(rows)


def chain_links(found: Measurements, outages: Outages) -> tuple[ChainLink, ...]:
    """How often an asset that first failed in one block took down one of another block directly; both may be seen."""
    seen = found.ledger.told.seen
    rows: list[ChainLink] = []
    for scenario in outages.scenarios:
        links: Counter[tuple[str, int, str, int]] = Counter()
        for cause, consumer in _direct(scenario):
            if not seen[scenario.asset[[cause, consumer]]].all():
                continue
            links[(*_block(found, scenario, cause), *_block(found, scenario, consumer))] += 1
        rows += [
            ChainLink(scenario.scenario, source, _period(found, begin)[0], target, _period(found, end)[0], links[key])
            for key in sorted(links)
            for source, begin, target, end in [key]
        ]
    return tuple(rows)


def _direct(scenario: ScenarioOutages) -> Iterator[tuple[int, int]]:
    """(row of the cause, row of what it took down)."""
    row_of = {int(asset): row for row, asset in enumerate(scenario.asset)}
    for row, causes in enumerate(scenario.direct):
        yield from ((row_of[cause], row) for cause in causes if cause in row_of)


def _block(found: Measurements, scenario: ScenarioOutages, row: int) -> tuple[str, int]:
    """Function and period in which an asset first failed."""
    hour = found.study.time.hours(int(scenario.first_step[row]))
    return found.study.assets[int(scenario.asset[row])].function, bisect_right(BOUNDS_HOURS, hour) - 1


def _period(found: Measurements, period: int) -> tuple[Decimal, Decimal | None]:
    until = Decimal(BOUNDS_HOURS[period + 1]) if period + 1 < len(BOUNDS_HOURS) else None
    last = until is None or until >= found.study.time.horizon_hours
    return Decimal(BOUNDS_HOURS[period]), None if last else until
