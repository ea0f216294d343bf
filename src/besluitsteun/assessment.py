"""``Study`` and its water in, ``Assessment`` out: what fails, what that costs, and how that compares with limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .consequences.judgement import Judgements, judge
from .consequences.measure import Measurements, measure
from .hazard.inundation import Inundation
from .loading.study import Study
from .network import Network
from .simulation.exposure import Exposure, expose
from .simulation.outages import Outages
from .simulation.runner import Engine, choose_engine, simulate

Progress = Callable[[str, int, int], None]
"""Told what is being done (Dutch), how many parts are done and how many there are."""


@dataclass(frozen=True, eq=False)
class Assessment:
    """One study, simulated and measured."""

    study: Study
    network: Network
    exposure: Exposure
    outages: Outages
    measurements: Measurements
    judgements: Judgements
    engine: Engine


def silent(stage: str, done: int, total: int) -> None:
    """Report to nobody."""


def assess(
    study: Study,
    network: Network,
    water: tuple[Inundation, ...],
    *,
    audience: str | None = None,
    draws: int = 0,
    engine: Engine = Engine.AUTO,
    threads: int = 1,
    progress: Progress = silent,
) -> Assessment:
    """Simulate every scenario, measure every criterion and hold the outcomes against the limits.

    audience : who reads the outcome (see ``consequences.told``); ``None`` = everything is told
    draws    : number of draws for the bandwidth; 0 = none
    """
    exposure = expose(study, network, water)
    chosen = choose_engine(network, exposure, engine, runs=1 + draws)
    done, scenarios = [0], len(study.scenarios)

    def one_more(_: int) -> None:
        done[0] += 1
        progress("ketens doorrekenen", done[0], scenarios)

    outages = simulate(network, exposure, engine=chosen, threads=threads, progress=one_more)
    found = measure(
        study,
        network,
        water,
        exposure,
        outages,
        audience=audience,
        draws=draws,
        engine=chosen,
        threads=threads,
        progress=lambda at, every: progress("bandbreedte", at, every),
    )
    return Assessment(study, network, exposure, outages, found, judge(found), chosen)
