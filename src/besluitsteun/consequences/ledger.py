"""``Study`` in, ``Ledger`` out: every account and every limit, ready to measure an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..loading.judging import OUTAGE_HOURS
from ..loading.selection import Selection
from ..loading.study import Study
from ..schema.ambitions import Limit, Over
from ..schema.base import ALL_SCENARIOS
from .accounts import MISSING, Account, accounts_of
from .event import Event
from .layout import Group, Layout
from .stakes import PARTS, Stakes
from .told import Told

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
BY_LARGEST_LOSS = "indirecte_schade_eur"
"""In this criterion what one function loses depends on what others lose in the same cell."""


@dataclass(frozen=True, eq=False)
class Measured:
    """One event, measured: amounts and whether each is a lower bound.

    amounts, cut : (entry,) of the ledger;  limits, limits_cut : (limit,)
    """

    amounts: Int64
    cut: Bool
    limits: Int64
    limits_cut: Bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One amount of the ledger: value = amount × factor, in unit."""

    criterion: str
    group: Group
    unit: str
    factor: Decimal


@dataclass(frozen=True, eq=False)
class Gauge:
    """One limit: how much there is of what it is about; value = amount × factor."""

    limit: Limit
    factor: Decimal
    count: Callable[[Event, Stakes, Measured], tuple[int, bool]]

    def holds_in(self, scenario: str) -> bool:
        """Whether the limit is about a scenario."""
        named = self.limit.scenarios
        return not named or ALL_SCENARIOS in named or scenario in named


@dataclass(frozen=True, eq=False)
class Ledger:
    """The accounts of a study and the gauges of its limits, as far as its audience reads them."""

    layout: Layout
    told: Told
    accounts: tuple[Account, ...]
    gauges: tuple[Gauge, ...]

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every amount, account by account."""
        return _entries(self.accounts)

    def measure(self, event: Event, stakes: Stakes, adjust: Callable[[Int64], Int64] | None = None) -> Measured:
        """Every amount and every limit of one event; ``adjust`` changes the amounts before limits are held to them."""
        seen, grouped = self.told.seen_only(stakes), self.told.with_groups(stakes, event)
        found = [account.count(event, grouped if account.in_groups else seen) for account in self.accounts]
        none, never = np.zeros(0, np.int64), np.zeros(0, np.bool_)
        amounts = np.concatenate([none, *(amount for amount, _ in found)])
        kept = zip(found, self.accounts, strict=True)
        cut = np.concatenate([never, *(is_cut | account.least for (_, is_cut), account in kept)])
        bare = Measured(amounts if adjust is None else adjust(amounts), cut, none, never)
        held = [gauge.count(event, seen, bare) for gauge in self.gauges]
        limits = np.array([amount for amount, _ in held], dtype=np.int64)
        return Measured(bare.amounts, cut, limits, np.array([is_cut for _, is_cut in held], dtype=np.bool_))


def ledger_of(study: Study, layout: Layout, told: Told) -> Ledger:
    """The ledger of a study for one audience, without the limits that would tell of what it may not see."""
    accounts = accounts_of(study, layout, told)
    entries, selection = _entries(accounts), Selection.of(study.assets, study.divisions)
    counted = {account.criterion: account.counted for account in accounts}
    limits = [each for each in study.limits if _is_told(each, counted.get(each.criterion), selection, told)]
    gauges = tuple(_gauge(study, limit, layout, entries, selection) for limit in limits)
    return Ledger(layout, told, accounts, gauges)


def _is_told(limit: Limit, counted: Bool | None, selection: Selection, told: Told) -> bool:
    """Whether no hidden asset has a part in the outcome of a limit: not in a sum, nor as the one that lasts longest.

    counted : (asset,) what belongs to its criterion;  ``None`` = everything
    """
    function = None if limit.criterion == BY_LARGEST_LOSS else limit.function
    chosen = np.array(selection.chosen(function, limit.area, limit.assets), dtype=np.int64)
    has_part = (
        chosen
        if counted is None or limit.assets or limit.over in (Over.EACH, Over.LONGEST)
        else chosen[counted[chosen]]
    )
    return bool(told.seen[has_part].all())


def _entries(accounts: tuple[Account, ...]) -> tuple[Entry, ...]:
    return tuple(
        Entry(account.criterion, group, unit, factor)
        for account in accounts
        for group, unit, factor in zip(account.groups, account.units, account.factors, strict=True)
    )


def _gauge(study: Study, limit: Limit, layout: Layout, entries: tuple[Entry, ...], selection: Selection) -> Gauge:
    """How a limit is measured: over the assets themselves, or as a sum of entries."""
    chosen = np.array(selection.chosen(limit.function, limit.area, limit.assets), dtype=np.int64)
    step = study.time.step_hours
    if limit.criterion == OUTAGE_HOURS:
        return Gauge(limit, step, _over_assets(chosen, limit.over or Over.EACH, lambda event, _: event.down))
    if limit.over is Over.EACH or limit.assets:
        vulnerable = limit.criterion == "kwetsbare_gebruikersuren"

        def people(event: Event, stakes: Stakes) -> Int64:
            who = stakes.vulnerable if vulnerable else stakes.users
            return who[event.asset] * event.down

        return Gauge(limit, step / PARTS, _over_assets(chosen, limit.over or Over.SUM, people))
    return _over_entries(limit, layout, entries)


def _over_assets(
    chosen: Int64, over: Over, amount: Callable[[Event, Stakes], Int64]
) -> Callable[[Event, Stakes, Measured], tuple[int, bool]]:
    def count(event: Event, stakes: Stakes, _: Measured) -> tuple[int, bool]:
        concerned = np.isin(event.asset, chosen)
        rows = (event.longest if over is Over.LONGEST else amount(event, stakes))[concerned]
        is_cut = bool(np.any(event.still_down[concerned] & (rows > 0)))
        return int(rows.sum() if over is Over.SUM else rows.max(initial=0)), is_cut

    return count


def _over_entries(limit: Limit, layout: Layout, entries: tuple[Entry, ...]) -> Gauge:
    cells = cells_in(layout, limit.area)
    places = np.array(
        [
            place
            for place, entry in enumerate(entries)
            if entry.criterion == limit.criterion
            and limit.function in (None, entry.group.function)
            and (cells is None or entry.group.cell in cells)
        ],
        dtype=np.int64,
    )
    scales = {(entries[place].unit, entries[place].factor) for place in places.tolist()}
    factor = next(iter(scales))[1] if len(scales) == 1 else Decimal(1)

    def count(_: Event, __: Stakes, measured: Measured) -> tuple[int, bool]:
        amounts = measured.amounts[places]
        if len(scales) != 1 or np.any(amounts == MISSING):
            return MISSING, False
        return int(amounts.sum()), bool(measured.cut[places].any())

    return Gauge(limit, factor, count)


def cells_in(layout: Layout, area: str | None) -> set[int] | None:
    """The cells of an area, by the first division that has one of this name; ``None`` = everywhere."""
    if area is None:
        return None
    for place, _ in enumerate(layout.divisions):
        found = {number for number, cell in enumerate(layout.cells) if cell[place] == area}
        if found:
            return found
    return set()
