"""``Study`` in, ``Account`` of every criterion out: a formula of page 04 each, from an event and stakes to amounts.

Amounts are whole numbers of a small unit (thousandths of a person × step, cents), so that no sum depends on the order
of its terms; ``factors`` turn them into the unit of the criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from ..loading.study import Study
from ..schema.assets import Asset
from ..schema.consequences import ConsequenceCriterion, Counting
from ..schema.study import Compensation, Function
from .event import UNKNOWN_RISE, Event
from .layout import Group, Layout
from .lost import lost_per_step, overlap, won_per_span
from .mortality import Mortality
from .stakes import CENTS, PARTS, Stakes
from .told import DAMAGE, Told

Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

MISSING = int(np.iinfo(np.int64).min)
"""The amount of what cannot be told, such as a share of nothing."""
MILLIONTHS = 1_000_000
MILLS = 1000
"""A value per hour in thousandths of a euro."""

Amounts = tuple[Int64, Bool]
"""(group,) amounts, and whether each is a lower bound: an outage that counts goes on, or a value stops counting."""
Count = Callable[[Event, Stakes], Amounts]


@dataclass(frozen=True, eq=False)
class Account:
    """One criterion: who it is counted to, and how. Values are amounts × factors, in units.

    counted   : (asset,) whether it belongs to this criterion, told or not
    in_groups : whether groups of hidden assets count too: only in plain sums of what all of them lose
    least     : (group,) whether it is a lower bound whatever happens, because something that belongs to it is not told
    """

    criterion: str
    groups: tuple[Group, ...]
    units: tuple[str, ...]
    factors: tuple[Decimal, ...]
    count: Count
    counted: Bool
    in_groups: bool
    least: Bool


def accounts_of(study: Study, layout: Layout, told: Told) -> tuple[Account, ...]:
    """The accounts of the criteria of a study, in order; a criterion for which nothing is known has no groups."""
    bench = _Bench(study, layout, {each.id: each for each in study.functions}, told)
    accounts: list[Account] = []
    for criterion in study.criteria:
        if criterion.counts is Counting.ASSETS:
            accounts.append(bench.failures(criterion))
        elif criterion.counts is Counting.SPILLS:
            accounts.append(bench.spills(criterion))
        else:
            accounts.append(bench.formula(criterion.id))
    return tuple(accounts)


@dataclass(frozen=True, eq=False)
class _Posts:
    """Groups that have at least one counted asset; ``number``: (asset,) its group, -1 = not counted."""

    groups: tuple[Group, ...]
    number: Int64

    @classmethod
    def of(cls, wanted: Sequence[Group | None]) -> _Posts:
        groups = tuple(sorted({group for group in wanted if group is not None}))
        position = {group: index for index, group in enumerate(groups)}
        return cls(groups, np.array([-1 if group is None else position[group] for group in wanted], dtype=np.int64))

    def sums(self, asset: Int64, amount: Int64, is_cut: Bool) -> Amounts:
        """Amounts of assets added up per group; a group is cut when an asset of it is that counts."""
        number = self.number[asset]
        counted = number >= 0
        sums = np.zeros(len(self.groups), dtype=np.int64)
        np.add.at(sums, number[counted], amount[counted])
        cut = np.zeros(len(self.groups), dtype=np.bool_)
        cut[number[counted & is_cut & (amount > 0)]] = True
        return sums, cut


@dataclass(frozen=True)
class _Bench:
    """What the formulas need to know of a study."""

    study: Study
    layout: Layout
    functions: dict[str, Function]
    told: Told

    def formula(self, name: str) -> Account:
        """The account of a criterion with a formula of its own."""
        formulas: dict[str, Callable[[], Account]] = {
            "gebruikersuren": self.user_hours,
            "kwetsbare_gebruikersuren": self.vulnerable_user_hours,
            "getroffenen": self.affected,
            "directe_schade_eur": self.direct_damage,
            "indirecte_schade_eur": self.indirect_damage,
            "dodelijke_slachtoffers": self.deaths,
            "hersteltijd_t50_uur": lambda: self.recovery("hersteltijd_t50_uur", Decimal("0.5")),
            "hersteltijd_t95_uur": lambda: self.recovery("hersteltijd_t95_uur", Decimal("0.05")),
            "gevolg_buiten_water": self.share_at_dry_places,
            "keteneffectfactor": self.chain_factor,
            "klantminuten": self.customer_minutes,
            "compensatie_eur": self.compensation,
        }
        return formulas[name]()

    # --- per asset

    def _per_asset(
        self,
        criterion: str,
        counted: Iterable[bool],
        unit: Callable[[Function], str],
        factor: Callable[[Function], Decimal],
        count: Callable[[_Posts], Count],
        stake: str | None = None,
    ) -> Account:
        """``stake``: what hidden assets may lose as a group; without, they do not count."""
        known = np.fromiter(counted, dtype=np.bool_)
        may_count = known & (self.told.seen if stake is None else self.told.may_count(stake))
        posts = _Posts.of(self._groups(may_count))
        functions = [self.functions[group.function] for group in posts.groups]
        units, factors = tuple(map(unit, functions)), tuple(map(factor, functions))
        least = self._least(posts.groups, known)
        return Account(criterion, posts.groups, units, factors, count(posts), known, stake is not None, least)

    def _groups(self, counted: Bool) -> list[Group | None]:
        return [group if yes else None for group, yes in zip(self.layout.groups, counted.tolist(), strict=True)]

    def _least(self, groups: Sequence[Group], counted: Bool) -> Bool:
        """(group,) whether its function, or any where it has none, has a hidden asset that belongs to the criterion.

        The same in every scenario and area, so that it does not tell where that asset is, or when it fails.
        """
        untold = {self.layout.groups[place].function for place in np.flatnonzero(counted & ~self.told.seen).tolist()}
        return np.array([each.function in untold or bool(untold and not each.function) for each in groups], np.bool_)

    def _step(self) -> Decimal:
        return self.study.time.step_hours

    def user_hours(self) -> Account:
        """users × hours down, in the unit of the function (04)."""

        def count(posts: _Posts) -> Count:
            return lambda event, stakes: posts.sums(
                event.asset, stakes.users[event.asset] * event.down, event.still_down
            )

        return self._per_asset(
            "gebruikersuren",
            [asset.users is not None for asset in self.study.assets],
            lambda function: f"{function.user_unit} × uur",
            lambda _: self._step() / PARTS,
            count,
            "users",
        )

    def vulnerable_user_hours(self) -> Account:
        """vulnerable users × hours down (04)."""

        def count(posts: _Posts) -> Count:
            return lambda event, stakes: posts.sums(
                event.asset, stakes.vulnerable[event.asset] * event.down, event.still_down
            )

        return self._per_asset(
            "kwetsbare_gebruikersuren",
            [asset.vulnerable_users is not None for asset in self.study.assets],
            lambda _: "kwetsbare mensen × uur",
            lambda _: self._step() / PARTS,
            count,
            "vulnerable",
        )

    def direct_damage(self) -> Account:
        """share of the damage curve at the largest depth × largest damage, of wet assets (04)."""
        curves = [
            None if asset.damage_curve is None else self.study.curves[asset.damage_curve] for asset in self.study.assets
        ]
        users_of = {curve: [i for i, own in enumerate(curves) if own is curve] for curve in curves if curve is not None}
        everything: Int64 = np.arange(len(curves), dtype=np.int64)
        members = {curve: np.array(positions) for curve, positions in users_of.items()}

        def count(posts: _Posts) -> Count:
            def damage(event: Event, stakes: Stakes) -> Amounts:
                share = np.zeros(event.total)
                for curve, positions in members.items():
                    share[positions] = curve.share(event.depth_mm[positions])
                amount = np.rint(share * stakes.damage).astype(np.int64)
                return posts.sums(everything, amount, np.zeros(event.total, dtype=np.bool_))

            return damage

        known = [asset.max_damage_eur is not None and asset.damage_curve is not None for asset in self.study.assets]
        factor = Decimal(1) / CENTS
        return self._per_asset("directe_schade_eur", known, lambda _: "eur", lambda _: factor, count, DAMAGE)

    def indirect_damage(self) -> Account:
        """user-hours × value per user-hour, up to ``waarde_tot_uur``; per cell and hour only the largest loss (04)."""
        layout, axis = self.layout, self.study.time
        values, most = values_per_hour(self.study)

        def count(posts: _Posts) -> Count:
            def damage(event: Event, stakes: Stakes) -> Amounts:
                spans = event.spans_up_to(most)
                worth = stakes.users * values
                found = overlap(spans, worth, layout.cell, layout.function, len(layout.functions), event.steps)
                amount = worth[spans.asset] * won_per_span(found, spans)
                owner: Int64 = spans.asset.astype(np.int64)
                sums, _ = posts.sums(owner, amount, np.zeros(len(amount), dtype=np.bool_))
                is_cut = event.still_down | (event.down > most[event.asset])
                _, cut = posts.sums(event.asset, worth[event.asset], is_cut)
                return sums, cut

            return damage

        known = [
            bool(value) and asset.users is not None for value, asset in zip(values, self.study.assets, strict=True)
        ]
        factor = axis.step_hours / (PARTS * MILLS)
        account = self._per_asset("indirecte_schade_eur", known, lambda _: "eur", lambda _: factor, count)
        is_least = bool(np.any(account.counted & ~self.told.seen))  # what one function loses hides what others lose
        return replace(account, least=np.full(len(account.groups), is_least, dtype=np.bool_))

    def compensation(self) -> Account:
        """What operators must pay per outage and user (``compensatie`` of the function); a transfer (04)."""
        rules = [self.functions[asset.function].compensation for asset in self.study.assets]
        assets = self.study.assets

        def count(posts: _Posts) -> Count:
            def owed(event: Event, stakes: Stakes) -> Amounts:
                cents = _owed(event, rules, self._step())
                asset: Int64 = event.spans.asset.astype(np.int64)
                users = stakes.users[event.spans.asset]
                sums, _ = posts.sums(asset, users * cents, np.zeros(len(cents), dtype=np.bool_))
                _, cut = posts.sums(asset, users, event.spans.end >= event.steps)  # also while nothing is owed yet
                return sums, cut

            return owed

        known = [rule is not None and asset.users is not None for rule, asset in zip(rules, assets, strict=True)]
        factor = Decimal(1) / (CENTS * PARTS)
        return self._per_asset("compensatie_eur", known, lambda _: "eur", lambda _: factor, count)

    def failures(self, criterion: ConsequenceCriterion) -> Account:
        """Number of assets of the kinds and functions named that fail at any time."""
        unit = criterion.unit or "objecten"

        def count(posts: _Posts) -> Count:
            return lambda event, _: posts.sums(event.asset, np.ones_like(event.asset), np.zeros_like(event.still_down))

        chosen = [_chosen(criterion, asset) for asset in self.study.assets]
        return self._per_asset(criterion.id, chosen, lambda _: unit, lambda _: Decimal(1), count)

    def spills(self, criterion: ConsequenceCriterion) -> Account:
        """The load that reaches the environment from assets that fail, per unit of load."""
        assets = self.study.assets
        counted = np.array([asset.spill_load is not None and _chosen(criterion, asset) for asset in assets], np.bool_)
        known = (counted & self.told.seen).tolist()
        pairs = [(group, asset.spill_unit or "") for group, asset in zip(self.layout.groups, assets, strict=True)]
        wanted = sorted({pair for pair, yes in zip(pairs, known, strict=True) if yes})
        place = {pair: index for index, pair in enumerate(wanted)}
        number = np.array([place[pair] if yes else -1 for pair, yes in zip(pairs, known, strict=True)], dtype=np.int64)
        posts = _Posts(tuple(group for group, _ in wanted), number)
        load = np.array([round((asset.spill_load or 0) * PARTS) for asset in assets], dtype=np.int64)
        units, factors = tuple(unit or "eenheden" for _, unit in wanted), (Decimal(1) / PARTS,) * len(wanted)

        def count(event: Event, _: Stakes) -> Amounts:
            return posts.sums(event.asset, load[event.asset], np.zeros_like(event.still_down))

        return Account(
            criterion.id, posts.groups, units, factors, count, counted, False, self._least(posts.groups, counted)
        )

    # --- people, counted once per cell of areas

    def _per_cell(self, criterion: str, unit: str, factor: Decimal, count: Callable[[Int64], Count]) -> Account:
        """``count`` gets the cells that have any resident."""
        known = np.array([has_residents(each, self.functions[each.function]) for each in self.study.assets], np.bool_)
        cells = np.unique(self.layout.cell[known & self.told.seen])
        groups = tuple(Group("", int(cell), "", "") for cell in cells)
        units, factors = (unit,) * len(groups), (factor,) * len(groups)
        return Account(criterion, groups, units, factors, count(cells), known, False, self._least(groups, known))

    def _most_per_cell(self, asset: Int64, people: Int64, cells: Int64) -> Int64:
        """(cell,) the largest count over functions, never the sum: these may be the same people (04)."""
        layout = self.layout
        counts = np.zeros((len(layout.cells), len(layout.functions)), dtype=np.int64)
        np.add.at(counts, (layout.cell[asset], layout.function[asset]), people)
        most: Int64 = counts[cells].max(axis=1, initial=0)
        return most

    def affected(self) -> Account:
        """Unique residents without some function for at least ``getroffen_vanaf_uur`` (04)."""
        least = self.study.time.up(self.study.figures["getroffen_vanaf_uur"].exact)

        def count(cells: Int64) -> Count:
            def people(event: Event, stakes: Stakes) -> Amounts:
                long = event.asset[event.down >= least]
                maybe = event.asset[(event.down < least) & event.still_down]
                sums = self._most_per_cell(long, stakes.residents[long], cells)
                return sums, self._most_per_cell(maybe, stakes.residents[maybe], cells) > 0

            return people

        return self._per_cell("getroffenen", "inwoners", Decimal(1) / PARTS, count)

    def deaths(self) -> Account:
        """residents in the water × mortality at the largest depth × share that is present (04)."""
        mortality = Mortality.of(self.study.figures)
        step_hours = float(self._step())

        def count(cells: Int64) -> Count:
            def people(event: Event, stakes: Stakes) -> Amounts:
                wet = np.flatnonzero(event.depth_mm)
                rise = event.rise_mm_per_step[wet]
                per_hour = np.where(rise == UNKNOWN_RISE, np.nan, rise / 1000 / step_hours)
                chance = mortality.chance(event.depth_mm[wet] / 1000, per_hour)
                dead = np.rint(chance * event.present * stakes.residents[wet] * (MILLIONTHS / PARTS)).astype(np.int64)
                sums = self._most_per_cell(wet, dead, cells)
                return sums, np.zeros(len(cells), dtype=np.bool_)

            return people

        return self._per_cell("dodelijke_slachtoffers", "personen", Decimal(1) / MILLIONTHS, count)

    # --- per function, for the study as a whole

    def _per_function(
        self,
        criterion: str,
        unit: Callable[[Function], str],
        factor: Decimal,
        count: Callable[[Int64], Count],
        is_sum: bool = False,
    ) -> Account:
        """``count`` gets the numbers of the functions that have users; only in a sum do hidden groups count."""
        known = np.array([asset.users is not None for asset in self.study.assets], dtype=np.bool_)
        may_count = known & (self.told.may_count("users") if is_sum else self.told.seen)
        names = sorted({self.layout.groups[place].function for place in np.flatnonzero(may_count).tolist()})
        numbers = np.array([self.layout.functions.index(name) for name in names], dtype=np.int64)
        groups = tuple(Group(name, -1, "", "") for name in names)
        units, factors = tuple(unit(self.functions[name]) for name in names), (factor,) * len(groups)
        least = self._least(groups, known) if is_sum else np.zeros(len(groups), np.bool_)
        return Account(criterion, groups, units, factors, count(numbers), known, is_sum, least)

    def _user_steps(self, event: Event, stakes: Stakes, kept: Bool) -> Int64:
        """(function,) users × steps down of the rows that are kept."""
        sums = np.zeros(len(self.layout.functions), dtype=np.int64)
        asset = event.asset[kept]
        np.add.at(sums, self.layout.function[asset], stakes.users[asset] * event.down[kept])
        return sums

    def _cut(self, event: Event, stakes: Stakes) -> Bool:
        """(function,) whether users of it are still without at the horizon."""
        return self._user_steps(event, stakes, event.still_down) > 0

    def customer_minutes(self) -> Account:
        """The user-hours of a function in minutes, as grid operators count."""

        def count(functions: Int64) -> Count:
            def minutes(event: Event, stakes: Stakes) -> Amounts:
                every = np.ones(len(event.asset), dtype=np.bool_)
                return self._user_steps(event, stakes, every)[functions], self._cut(event, stakes)[functions]

            return minutes

        factor = self._step() * 60 / PARTS
        return self._per_function("klantminuten", lambda each: f"{each.user_unit} × minuut", factor, count, True)

    def share_at_dry_places(self) -> Account:
        """Share of the user-hours at assets that stay dry: the lead figure for chain effects (04)."""

        def count(functions: Int64) -> Count:
            def share(event: Event, stakes: Stakes) -> Amounts:
                every = np.ones(len(event.asset), dtype=np.bool_)
                dry = self._user_steps(event, stakes, event.depth_mm[event.asset] == 0)
                found = _ratio(dry, self._user_steps(event, stakes, every))
                return found[functions], self._cut(event, stakes)[functions]

            return share

        return self._per_function("gevolg_buiten_water", lambda _: "aandeel", Decimal(1) / MILLIONTHS, count)

    def chain_factor(self) -> Account:
        """All user-hours ÷ those at assets hit themselves; missing where these lost nothing (04)."""

        def count(functions: Int64) -> Count:
            def factor(event: Event, stakes: Stakes) -> Amounts:
                every = np.ones(len(event.asset), dtype=np.bool_)
                at_hit = self._user_steps(event, stakes, event.hit[event.asset])
                found = _ratio(self._user_steps(event, stakes, every), at_hit)
                return found[functions], self._cut(event, stakes)[functions]

            return factor

        return self._per_function("keteneffectfactor", lambda _: "verhouding", Decimal(1) / MILLIONTHS, count)

    def recovery(self, criterion: str, left: Decimal) -> Account:
        """Hours from the first loss until for good at most ``left`` of the peak is without the function (04)."""

        def count(functions: Int64) -> Count:
            def times(event: Event, stakes: Stakes) -> Amounts:
                lost = lost_per_step(
                    event.spans, stakes.users, self.layout.function, len(self.layout.functions), event.steps
                )
                return recovery_steps(lost[functions], left)

            return times

        return self._per_function(criterion, lambda _: "uur", self._step(), count)


def recovery_steps(lost: Int64, left: Decimal) -> Amounts:
    """(function,) steps from the first loss until at most ``left`` of the peak is lost for good; cut at the horizon.

    lost : (function, step) users without the function

    >>> lost = np.array([[0, 8, 8, 4, 1, 0], [0, 0, 6, 6, 6, 6], [0, 0, 0, 0, 0, 0]])
    >>> steps, cut = recovery_steps(lost, Decimal("0.5"))
    >>> steps.tolist(), cut.tolist()
    ([2, 4, 0], [False, True, False])
    """
    peak = lost.max(axis=1, initial=0)
    above = lost * left.as_integer_ratio()[1] > peak[:, None] * left.as_integer_ratio()[0]
    any_lost = peak > 0
    first = np.where(any_lost, (lost > 0).argmax(axis=1), 0)
    last = lost.shape[1] - above[:, ::-1].argmax(axis=1)
    steps = np.where(any_lost, last - first, 0).astype(np.int64)
    return steps, np.asarray(any_lost & above[:, -1], dtype=np.bool_)


def _ratio(part: Int64, whole: Int64) -> Int64:
    """Millionths; missing where the whole is nothing."""
    found = np.full(len(whole), MISSING, dtype=np.int64)
    known = whole > 0
    found[known] = np.rint(part[known] / whole[known] * MILLIONTHS).astype(np.int64)
    return found


def values_per_hour(study: Study) -> tuple[Int64, Int64]:
    """(asset,) value of a user-hour in thousandths of a euro, and the steps for which it counts."""
    functions = {each.id: each for each in study.functions}
    worth = {name: round((each.value_eur_per_user_hour or 0) * MILLS) for name, each in functions.items()}
    most = {
        name: study.time.steps if each.value_until_hour is None else study.time.down(each.value_until_hour)
        for name, each in functions.items()
    }
    values = np.array([worth[asset.function] for asset in study.assets], dtype=np.int64)
    return values, np.array([most[asset.function] for asset in study.assets], dtype=np.int64)


def _owed(event: Event, rules: Sequence[Compensation | None], step_hours: Decimal) -> Int64:
    """(span,) cents per user for each outage."""
    owed = np.zeros(len(event.spans.asset), dtype=np.int64)
    for rule in dict.fromkeys(rule for rule in rules if rule is not None):
        of_rule = np.array([each is not None and each == rule for each in rules], dtype=np.bool_)[event.spans.asset]
        steps = event.length
        start = int((rule.from_hours / step_hours).to_integral_value(rounding="ROUND_CEILING"))
        further = np.floor((steps * float(step_hours) - float(rule.from_hours)) / float(rule.every_hours) + 1e-9)
        cents = round(rule.first_eur * CENTS) + np.maximum(further, 0).astype(np.int64) * round(rule.next_eur * CENTS)
        owed = np.where(of_rule & (steps >= start), cents, owed)
    return owed


def _chosen(criterion: ConsequenceCriterion, asset: Asset) -> bool:
    of_kind = not criterion.kinds or asset.kind in criterion.kinds
    return of_kind and (not criterion.functions or asset.function in criterion.functions)


def has_residents(asset: Asset, function: Function) -> bool:
    """Whether residents are counted at an asset: those it gives, or those of its users."""
    return asset.residents is not None or (asset.users is not None and function.residents_per_user is not None)
