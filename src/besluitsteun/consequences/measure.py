"""``Study``, ``Exposure`` and ``Outages`` in, ``Measurements`` out: every criterion and limit, with its bandwidth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..hazard.inundation import Inundation
from ..loading.study import Study
from ..network import Network
from ..schema.scenarios import Scenario
from ..simulation.draws import Drawer
from ..simulation.exposure import Exposure, ScenarioExposure, Windows, expose
from ..simulation.outages import Outages
from ..simulation.runner import Engine, outage_windows
from .event import Event, event_of, rise_per_step
from .layout import layout_of
from .ledger import Ledger, Measured, ledger_of
from .stakes import Stakes, drawn_stakes, modal_stakes
from .told import told_of

Int64 = NDArray[np.int64]
Progress = Callable[[int, int], None]


def silent(_: int, __: int) -> None:
    """Report to nobody."""


@dataclass(frozen=True, eq=False)
class Measurements:
    """What a run measured, scenario by scenario.

    stakes        : the modal ones of what the audience may see, for all that is told by asset or by hour
    events, modal : (scenario,) the modal run
    draws         : per scenario (draw, entry) amounts, without rows where there is no bandwidth
    limit_draws   : per scenario (draw, limit) amounts
    """

    study: Study
    ledger: Ledger
    stakes: Stakes
    events: tuple[Event, ...]
    modal: tuple[Measured, ...]
    draws: tuple[Int64, ...]
    limit_draws: tuple[Int64, ...]

    @property
    def draw_total(self) -> int:
        """Number of draws behind the bandwidth; 0 = none."""
        return len(self.draws[0]) if self.draws else 0


def measure(
    study: Study,
    network: Network,
    water: Sequence[Inundation],
    exposure: Exposure,
    outages: Outages,
    *,
    audience: str | None = None,
    draws: int = 0,
    engine: Engine = Engine.INTERPRETED,
    threads: int = 1,
    progress: Progress = silent,
) -> Measurements:
    """Measure the modal run, and as many draws as are asked for if anything in the study has a range.

    audience : who reads it; what it may not see counts as ``told`` says. ``None`` = everything counts
    """
    layout, drawer = layout_of(study), Drawer.of(network, study.seed)
    stakes, happening = modal_stakes(study, drawer), _Happening.of(study, water)
    told = told_of(study, audience, layout, stakes)
    ledger = ledger_of(study, layout, told)
    events = happening.events(exposure, [each.spans for each in outages.scenarios])
    modal = tuple(ledger.measure(event, stakes) for event in events)
    wanted = draws if drawer.has_bandwidth else 0
    shape = (len(events), wanted)
    amounts = np.zeros((*shape, len(ledger.entries)), dtype=np.int64)
    limits = np.zeros((*shape, len(ledger.gauges)), dtype=np.int64)
    for draw in range(wanted):
        progress(draw, wanted)
        drawn = drawer.draw(draw)
        exposed = expose(study, drawn, tuple(water))
        spans = outage_windows(drawn, [each.own for each in exposed.scenarios], engine=engine, threads=threads)
        at_stake = drawn_stakes(study, drawer, draw)
        for place, event in enumerate(happening.events(exposed, spans)):
            found = ledger.measure(event, at_stake)
            amounts[place, draw], limits[place, draw] = found.amounts, found.limits
    return Measurements(study, ledger, told.seen_only(stakes), events, modal, tuple(amounts), tuple(limits))


@dataclass(frozen=True, eq=False)
class _Happening:
    """What is the same in every draw: how fast the water rises, and who is there."""

    total: int
    steps: int
    rise: tuple[Int64, ...]
    present: tuple[float, ...]

    @classmethod
    def of(cls, study: Study, water: Sequence[Inundation]) -> _Happening:
        total = len(study.assets)
        return cls(
            total=total,
            steps=study.time.steps,
            rise=tuple(rise_per_step(each, total) for each in water),
            present=tuple(1.0 - evacuated_share(study, scenario) for scenario in study.scenarios),
        )

    def events(self, exposure: Exposure, spans: Sequence[Windows]) -> tuple[Event, ...]:
        """The events of every scenario."""
        parts = zip(exposure.scenarios, spans, self.rise, self.present, strict=True)
        return tuple(self._event(*part) for part in parts)

    def _event(self, exposure: ScenarioExposure, spans: Windows, rise: Int64, present: float) -> Event:
        return event_of(exposure, spans, self.total, self.steps, rise, present)


def evacuated_share(study: Study, scenario: Scenario) -> float:
    """The share of the residents that left in time."""
    if scenario.evacuated_share is not None:
        return scenario.evacuated_share
    return study.figures["aandeel_geevacueerd"].number
