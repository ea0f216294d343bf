"""``Study`` in, ``Result`` out: every scenario simulated, and the rows of every output table."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from . import tables
from .consequences.quantify import Floats, group_numbers, groups_of, quantify, user_hours, user_parts
from .loading.study import Study
from .tables import Rows

if TYPE_CHECKING:
    import pandas as pd

    from .hazard.inundation import Inundation
    from .network import Network
    from .simulation.exposure import Exposure
    from .simulation.outages import Outages
    from .simulation.runner import Engine

Progress = Callable[[str, int, int], None]
"""Told what is being done (Dutch), how many parts are done and how many there are."""


@dataclass(frozen=True)
class Result:
    """What a run found; ``rows`` per table name, ``timings`` in seconds per stage."""

    study: Study
    rows: Mapping[str, Rows]
    warnings: tuple[str, ...]
    timings: Mapping[str, float]
    engine: str
    draws: int
    begun: datetime
    ended: datetime

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The output tables as pandas tables, by name: ``result.tables["uitval"]``."""
        return {table.name: tables.as_frame(table, self.rows[table.name]) for table in tables.TABLES}


def run(
    study: Study,
    progress: Progress | None = None,
    *,
    engine: str = "auto",
    draws: int = 0,
    threads: int | None = None,
) -> Result:
    """Simulate every scenario of a study and make the rows of every output table.

    engine  : ``auto``, ``vertolkt`` (interpreted) or ``gecompileerd``; the outcome is the same
    draws   : number of draws for the bandwidth of the consequences; 0 = none
    threads : default as many as there are processors; the outcome is the same for any number
    Raises ``InputError`` for what is wrong with the water (rasters, tables, places).
    """
    from .network import build_network
    from .simulation.exposure import expose, read_water
    from .simulation.runner import Engine, choose_engine, simulate

    report, begun, clock = progress or _silent, datetime.now(UTC), _Clock()
    workers, scenarios = threads or os.cpu_count() or 1, len(study.scenarios)
    report("water lezen", 0, scenarios)
    with clock.stage("water"):
        network = build_network(study)
        water = read_water(study)
        exposure = expose(study, network, water)
    report("ketens doorrekenen", 0, scenarios)
    with clock.stage("ketens"):
        chosen = choose_engine(network, exposure, Engine(engine), runs=1 + draws)
        done = count(1)
        outages = simulate(
            network,
            exposure,
            engine=chosen,
            threads=workers,
            progress=lambda _: report("ketens doorrekenen", next(done), scenarios),
        )
    with clock.stage("bandbreedte"):
        bands = _bandwidth(study, network, water, draws, chosen, workers, report)
    report("gevolgen optellen", 0, 1)
    with clock.stage("gevolgen"):
        rows = _rows(study, exposure, outages, bands)
    used = draws if bands else 0
    warnings = _warnings(study, water, outages)
    return Result(study, rows, warnings, clock.seconds, chosen.value, used, begun, datetime.now(UTC))


def _rows(study: Study, exposure: Exposure, outages: Outages, bands: Mapping[str, Floats]) -> dict[str, Rows]:
    return {
        tables.OUTAGES.name: tables.outage_rows(study, outages),
        tables.EXPOSURE.name: tables.exposure_rows(study, exposure),
        tables.CONSEQUENCES.name: tables.consequence_rows(quantify(study, outages, bands)),
        tables.BLOCKADES.name: tables.blockade_rows(study, outages),
        tables.ASSUMPTIONS.name: tables.assumption_rows(study),
    }


def _bandwidth(
    study: Study,
    network: Network,
    water: tuple[Inundation, ...],
    draws: int,
    engine: Engine,
    threads: int,
    report: Progress,
) -> dict[str, Floats]:
    """Scenario id -> (draw, group) user-hours; empty without draws, or if no value of the study has a range."""
    from .simulation.draws import Drawer
    from .simulation.exposure import expose
    from .simulation.runner import totals

    drawer, groups = Drawer.of(network, study.seed), groups_of(study)
    if not draws or not groups or not drawer.has_bandwidth:
        return {}
    numbers = group_numbers(study, groups)
    found = np.zeros((draws, len(study.scenarios), len(groups)))
    for draw in range(draws):
        report("bandbreedte", draw, draws)
        drawn = drawer.draw(draw)
        windows = [each.own for each in expose(study, drawn, water).scenarios]
        users = user_parts(drawer.values("gebruikers", draw))
        sums = totals(drawn, windows, numbers, users, engine=engine, threads=threads).sums
        found[draw] = user_hours(sums, study.time.step_hours)
    return {scenario.id: found[:, place] for place, scenario in enumerate(study.scenarios)}


def _warnings(study: Study, water: tuple[Inundation, ...], outages: Outages) -> tuple[str, ...]:
    texts = [str(warning) for warning in study.warnings]
    texts += [f"scenario {each.scenario} · {note}" for each in water for note in each.notes]
    texts += [
        f"scenario {each.scenario} · een uitval gaat een kring rond zonder eind, doordat buffers en herstarttijden "
        "even lang zijn · controleer buffer_uur en herstart_uur in die kring"
        for each in outages.scenarios
        if each.circulating
    ]
    return tuple(texts)


class _Clock:
    """Seconds per stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start


def _silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""
