"""``Measurements`` and ``Network`` in, ``Critical`` assets out: what would not have been lost, had one kept working.

Every failing asset is simulated again as if it had kept working whatever happened around it (04: but-for). An asset
that supplies nobody changes nothing but itself, so its answer follows from the run that there is; the tests hold that
this is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..network import Network
from ..simulation.exposure import Exposure
from ..simulation.runner import Engine, outage_windows
from .accounts import values_per_hour
from .event import Event
from .lost import largest_per_step, overlap, won_per_span
from .measure import Measurements, Progress, silent

Int64 = NDArray[np.int64]
BATCH = 256
"""Variants whose outages are held at once."""


@dataclass(frozen=True, eq=False)
class Loss:
    """What an event costs, as far as critical assets are compared by it.

    user_steps : (function,) thousandths of a user × step
    damage     : (function,) damage by outage, thousandths of a thousandth of a euro × step
    affected   : thousandths of a resident without some function for long enough
    resident_steps : thousandths of a resident × step, each resident once whatever it lacks
    (users instead of residents in a study that knows of no residents: to rank by, not to tell)
    """

    user_steps: Int64
    damage: Int64
    affected: int
    resident_steps: int

    def __sub__(self, other: Loss) -> Loss:
        return Loss(
            self.user_steps - other.user_steps,
            self.damage - other.damage,
            self.affected - other.affected,
            self.resident_steps - other.resident_steps,
        )


@dataclass(frozen=True, eq=False)
class Critical:
    """What would not have been lost in a scenario had this asset kept working; ``rank`` 1 = most.

    Ranked by residents × hours (each resident once), then by damage, then by id. Empty scenario: over all scenarios,
    the largest of each.
    """

    scenario: str
    asset: int
    avoided: Loss
    rank: int


def critical_assets(
    found: Measurements,
    network: Network,
    exposure: Exposure,
    *,
    engine: Engine = Engine.INTERPRETED,
    threads: int = 1,
    progress: Progress = silent,
) -> tuple[Critical, ...]:
    """Every asset that fails, scenario by scenario in order of rank, then over all scenarios."""
    scale = _Scale.of(found)
    supplies = np.diff(network.wiring.needs_supplied[0]) > 0
    failing = [int(np.count_nonzero(supplies[event.asset])) for event in found.events]
    done, every = 0, sum(failing)
    rows: list[Critical] = []
    largest: dict[int, Loss] = {}
    for scenario, event, exposed in zip(found.study.scenarios, found.events, exposure.scenarios, strict=True):
        base, avoided = scale.loss(event), dict[int, Loss]()
        again = event.asset[supplies[event.asset]]
        for start in range(0, len(again), BATCH):
            progress(done, every)
            batch = again[start : start + BATCH].tolist()
            spans = outage_windows(network, [exposed.own] * len(batch), batch, engine=engine, threads=threads)
            avoided |= {
                asset: base - scale.loss(replace(event, spans=variant))
                for asset, variant in zip(batch, spans, strict=True)
            }
            done += len(batch)
        for asset in event.asset[~supplies[event.asset]].tolist():
            avoided[asset] = base - scale.loss(replace(event, spans=event.spans.without([asset])))
        rows += _ranked(scenario.id, avoided, network)
        for asset, loss in avoided.items():
            largest[asset] = _largest(largest[asset], loss) if asset in largest else loss
    return (*rows, *_ranked("", largest, network))


def _ranked(scenario: str, avoided: dict[int, Loss], network: Network) -> list[Critical]:
    def order(asset: int) -> tuple[int, int, int, int]:
        loss = avoided[asset]
        return (-loss.resident_steps, -int(loss.damage.sum()), -loss.affected, int(network.id_rank[asset]))

    return [Critical(scenario, asset, avoided[asset], rank) for rank, asset in enumerate(sorted(avoided, key=order), 1)]


def _largest(first: Loss, second: Loss) -> Loss:
    return Loss(
        np.maximum(first.user_steps, second.user_steps),
        np.maximum(first.damage, second.damage),
        max(first.affected, second.affected),
        max(first.resident_steps, second.resident_steps),
    )


@dataclass(frozen=True, eq=False)
class _Scale:
    """Weighs an event: only outages matter here, because the water stays where it is."""

    found: Measurements
    people: Int64
    worth: Int64
    most: Int64
    least: int

    @classmethod
    def of(cls, found: Measurements) -> _Scale:
        stakes, (values, most) = found.stakes, values_per_hour(found.study)
        hours = found.study.figures["getroffen_vanaf_uur"].exact
        people = stakes.residents if stakes.residents.any() else stakes.users
        return cls(found, people, stakes.users * values, most, found.study.time.up(hours))

    def loss(self, event: Event) -> Loss:
        """What an event costs."""
        layout = self.found.ledger.layout
        functions = len(layout.functions)
        user_steps, damage = np.zeros(functions, dtype=np.int64), np.zeros(functions, dtype=np.int64)
        np.add.at(user_steps, layout.function[event.asset], self.found.stakes.users[event.asset] * event.down)
        without = overlap(event.spans, self.people, layout.cell, layout.function, functions, event.steps)
        if self.worth.any():
            spans = event.spans_up_to(self.most)
            paid = overlap(spans, self.worth, layout.cell, layout.function, functions, event.steps)
            amount = self.worth[spans.asset] * won_per_span(paid, spans)
            np.add.at(damage, layout.function[spans.asset], amount)
        return Loss(user_steps, damage, self._affected(event), largest_per_step(without))

    def _affected(self, event: Event) -> int:
        layout = self.found.ledger.layout
        long = event.asset[event.down >= self.least]
        counts = np.zeros((len(layout.cells), len(layout.functions)), dtype=np.int64)
        np.add.at(counts, (layout.cell[long], layout.function[long]), self.people[long])
        return int(counts.max(axis=1, initial=0).sum())
