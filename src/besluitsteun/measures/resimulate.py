"""``Catalogue`` and a set of measures in, ``Outcome`` out: the whole study simulated again, cached by set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..consequences.accounts import MISSING
from ..consequences.event import event_of, rise_per_step
from ..consequences.layout import Group, layout_of
from ..consequences.ledger import Ledger, Measured, cells_in, ledger_of
from ..consequences.measure import evacuated_share
from ..consequences.stakes import Stakes, stakes_of
from ..consequences.told import told_of
from ..hazard.inundation import Inundation
from ..loading.study import Study
from ..network import Network
from ..simulation.draws import Drawer
from ..simulation.exposure import Exposure, ScenarioExposure, Windows, expose
from ..simulation.runner import Engine, choose_engine, outage_windows
from .apply import Run, changed_network, changed_values, changed_water, evacuated
from .changes import Catalogue, Changes, Factor

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]
Chosen = frozenset[str]
NOTHING: Chosen = frozenset()
EXPECTED_RUNS = 2000
"""Simulations of the study for which the engine is chosen: what effects, packages and directions take together."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What happens with a set of measures, measured scenario by scenario.

    is_possible : false for everything at its best at once, which is a bound and nothing that can be done
    """

    chosen: Chosen
    measured: tuple[Measured, ...]
    is_possible: bool = True


@dataclass(frozen=True, eq=False)
class _Happened:
    """What of a simulation can serve another one, of which the outages are the same."""

    network: Network
    exposure: Exposure
    spans: tuple[Windows, ...]


@dataclass(frozen=True, eq=False)
class Resimulation:
    """Simulates a study with any set of its measures: at the modal values, or in one draw.

    Every outcome is that of a whole simulation; a scenario in which no own condition and no need changes keeps its
    outages, and only what they cost is measured again.
    """

    study: Study
    catalogue: Catalogue
    ledger: Ledger
    water: tuple[Inundation, ...]
    run: Run
    engine: Engine
    threads: int
    base: _Happened
    cache: dict[Chosen, Outcome] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        catalogue: Catalogue,
        network: Network,
        water: tuple[Inundation, ...],
        *,
        run: Run | None = None,
        audience: str | None = None,
        engine: Engine = Engine.AUTO,
        threads: int = 1,
    ) -> Resimulation:
        """A re-simulation beside the modal run, or beside the draw that is given.

        audience : for whom it is measured: only what it may see counts, no group of hidden assets either, because
                   what a set of measures spares would tell of them
        """
        study = catalogue.study
        run = run or Run.modal(Drawer.of(network, study.seed))
        exposure = expose(study, run.network, water)
        chosen = choose_engine(run.network, exposure, engine, runs=EXPECTED_RUNS)
        spans = outage_windows(run.network, [each.own for each in exposure.scenarios], engine=chosen, threads=threads)
        base = _Happened(run.network, exposure, tuple(spans))
        ledger = _ledger(study, run, audience)
        return cls(study, catalogue, ledger, water, run, chosen, threads, base)

    def outcome(self, chosen: Collection[str]) -> Outcome:
        """What happens with these measures. Raises ``ValueError`` for a set that cannot be carried out together."""
        key = frozenset(chosen)
        if key not in self.cache:
            if not self.catalogue.fits(key):
                raise ValueError(f"these measures cannot be chosen together: {sorted(key)}")
            self.cache[key] = self._simulate(key)
        return self.cache[key]

    @property
    def known(self) -> tuple[Chosen, ...]:
        """The sets that were simulated, in the order in which they were."""
        return tuple(self.cache)

    def at_best(self, optional: Collection[str]) -> Outcome:
        """What no set of these measures can do better than: everything at the best that any of them reaches."""
        changes = self.catalogue.bounds((), optional, best=True)
        return Outcome(frozenset(optional), self._measured(changes), is_possible=False)

    @cached_property
    def stakes(self) -> Stakes:
        """What is at stake without measures, of what may be seen."""
        return self.ledger.told.seen_only(stakes_of(self.study, self.run.values))

    def assets_of(self, factor: Factor) -> Int64:
        """The assets whose consequences a factor multiplies."""
        cells = self._cells_of(factor.target.area)
        groups = self.ledger.layout.groups
        return np.array(
            [place for place, group in enumerate(groups) if _concerns(factor, group, cells)], dtype=np.int64
        )

    def concerns(self, factor: Factor, group: Group) -> bool:
        """Whether a factor multiplies what is counted to a group."""
        return _concerns(factor, group, self._cells_of(factor.target.area))

    def _simulate(self, chosen: Chosen) -> Outcome:
        return Outcome(chosen, self._measured(self.catalogue.changes(chosen)))

    def _measured(self, changes: Changes) -> tuple[Measured, ...]:
        water = changed_water(self.water, changes)
        happened = self._happen(changed_network(self.run, changes), water)
        stakes = stakes_of(self.study, changed_values(self.run, changes))
        return tuple(self._measure(place, happened, water[place], stakes, changes) for place in range(len(water)))

    def _happen(self, network: Network, water: tuple[Inundation, ...]) -> _Happened:
        """What fails and when; the scenarios in which nothing of that can differ are not simulated again."""
        exposure = expose(self.study, network, water)
        same_needs = network.wiring is self.base.network.wiring
        spans = list(self.base.spans)
        again = [
            place
            for place, (now, before) in enumerate(zip(exposure.scenarios, self.base.exposure.scenarios, strict=True))
            if not same_needs or not _equal(now.own, before.own)
        ]
        own = [exposure.scenarios[place].own for place in again]
        found = outage_windows(network, own, engine=self.engine, threads=self.threads) if again else []
        for place, windows in zip(again, found, strict=True):
            spans[place] = windows
        return _Happened(network, exposure, tuple(spans))

    def _measure(
        self, place: int, happened: _Happened, water: Inundation, stakes: Stakes, changes: Changes
    ) -> Measured:
        exposure: ScenarioExposure = happened.exposure.scenarios[place]
        total, steps = len(self.study.assets), self.study.time.steps
        present = 1.0 - evacuated(evacuated_share(self.study, self.study.scenarios[place]), changes, place)
        event = event_of(exposure, happened.spans[place], total, steps, rise_per_step(water, total), present)
        factors = self._factors(changes, place)
        if factors is None:
            return self.ledger.measure(event, stakes)
        return self.ledger.measure(event, stakes, lambda amounts: _multiplied(amounts, factors))

    def _factors(self, changes: Changes, scenario: int) -> Floats | None:
        """(entry,) what the amounts are multiplied by; ``None`` where nothing is."""
        concerned = [each for each in changes.factors if scenario in each.scenarios]
        if not concerned:
            return None
        factors = np.ones(len(self.ledger.entries))
        for factor in concerned:
            factors[self._entries_of(factor)] *= factor.times
        return factors

    def _entries_of(self, factor: Factor) -> list[int]:
        cells = self._cells_of(factor.target.area)
        return [
            place
            for place, entry in enumerate(self.ledger.entries)
            if entry.criterion == factor.criterion and _concerns(factor, entry.group, cells)
        ]

    def _cells_of(self, areas: Collection[str]) -> set[int] | None:
        """The cells that lie in any of these areas; ``None`` = everywhere."""
        found = [cells_in(self.ledger.layout, area) or set() for area in areas]
        return set().union(*found) if areas else None


def _concerns(factor: Factor, group: Group, cells: set[int] | None) -> bool:
    target = factor.target
    in_area = cells is None or group.cell in cells
    return (
        in_area
        and group.function in (target.function or (group.function,))
        and group.party in (target.party or (group.party,))
    )


def _multiplied(amounts: Int64, factors: Floats) -> Int64:
    known = (amounts != MISSING) & (factors != 1.0)
    changed = amounts.copy()
    changed[known] = np.rint(amounts[known] * factors[known]).astype(np.int64)
    return changed


def _equal(first: Windows, second: Windows) -> bool:
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in ("asset", "start", "end"))


def _ledger(study: Study, run: Run, audience: str | None) -> Ledger:
    layout = layout_of(study)
    told = told_of(study, audience, layout, stakes_of(study, run.values))
    alone = {stake: np.full_like(groups, -1) for stake, groups in told.groups.items()}
    return ledger_of(study, layout, replace(told, groups=alone))
