"""Consequences of real Kampen: exact but-for of every failing object, beside a run of a changed network for each.

Needs the real data (``BESLUITSTEUN_DATA``); without them these rows are absent from the page.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import besluitsteun as bs
from besluitsteun.assessment import Assessment, assess
from besluitsteun.consequences.critical import critical_assets
from besluitsteun.network import Network, Wiring, build_network
from besluitsteun.publication import publish
from besluitsteun.reports.compose import compose
from besluitsteun.reports.html import write_html
from besluitsteun.simulation.exposure import Exposure, read_water
from besluitsteun.simulation.runner import Engine, outage_windows, simulate

from .findings import Finding, record

ROOT = Path(__file__).parents[1]
DATA = ROOT / os.environ.get("BESLUITSTEUN_DATA", "../shared/data")
STUDY = ROOT / "scenario's" / "kampen"
DRAWS, COMPARED = 20, 40

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="no real data")


@pytest.fixture(scope="module")
def kampen() -> Assessment:
    study = bs.read_study(STUDY)
    return assess(study, build_network(study), read_water(study), engine=Engine.COMPILED)


def test_critical_objects(benchmark: Any, kampen: Assessment) -> None:
    def every() -> int:
        found = kampen.measurements
        rows = critical_assets(found, kampen.network, kampen.exposure, engine=Engine.COMPILED, threads=2)
        return sum(bool(row.scenario) for row in rows)

    objects = benchmark.pedantic(every, rounds=3, warmup_rounds=1)
    how = f"exact but-for of {objects:,} failing objects in 4 scenarios, with what each would have spared; warm"
    record(
        benchmark,
        Finding("Kampen: critical objects, all scenarios", benchmark.stats["median"], "s", 10, how=how),
        profiled=every,
    )


def test_but_for_beside_a_run_per_object(benchmark: Any, kampen: Assessment) -> None:
    """The same outages from one batch, and from a network built and packed anew for each object."""
    exposure = kampen.exposure.scenarios[0]
    supplies = kampen.network.wiring.needs_supplied[0]
    down = kampen.outages.scenarios[0].asset
    assets = [int(i) for i in down if supplies[i + 1] > supplies[i]][:COMPARED]

    def batch() -> list[list[int]]:
        own = [exposure.own] * len(assets)
        found = outage_windows(kampen.network, own, assets, engine=Engine.COMPILED, threads=1)
        return [windows.end.tolist() for windows in found]

    def one_by_one() -> Iterator[list[int]]:
        for asset in assets:
            spared = replace(exposure, own=exposure.own.without([asset]))
            found = simulate(without_needs(kampen.network, asset), Exposure((spared,)), engine=Engine.COMPILED)
            yield found.scenarios[0].spans.end.tolist()

    began = time.perf_counter()
    expected = list(one_by_one())
    separately = time.perf_counter() - began
    assert benchmark.pedantic(batch, rounds=5, warmup_rounds=1) == expected
    ratio = separately / benchmark.stats["median"]
    how = f"one thread each, {len(assets)} objects of the first scenario, compiled kernel on both sides; same outages"
    record(benchmark, Finding("but-for in one batch beside a run per object", ratio, "×", at_most=False, how=how))


def without_needs(network: Network, asset: int) -> Network:
    """The network in which one asset needs nothing."""
    wiring = network.wiring
    rows = [
        (
            int(wiring.consumer[n]),
            wiring.supplier[wiring.supplier_ptr[n] : wiring.supplier_ptr[n + 1]].tolist(),
            int(wiring.minimum[n]),
            int(wiring.buffer[n]),
            int(wiring.restart[n]),
        )
        for n in range(wiring.need_total)
        if wiring.consumer[n] != asset
    ]
    return replace(network, wiring=Wiring.of(wiring.self_starting.tolist(), rows))


def test_a_draw(benchmark: Any, kampen: Assessment) -> None:
    water = read_water(kampen.study)

    def drawn() -> int:
        found = assess(kampen.study, kampen.network, water, draws=DRAWS, engine=Engine.COMPILED, threads=2)
        return len(found.measurements.ledger.entries)

    entries = benchmark.pedantic(drawn, rounds=3, warmup_rounds=1)
    per_draw = 1000 * benchmark.stats["median"] / (DRAWS * len(kampen.study.scenarios))
    how = f"draw, exposure, cascade and {entries} amounts; the modal run shared out over {DRAWS} draws"
    record(benchmark, Finding("Kampen: a draw of a scenario, measured", per_draw, "ms", how=how))


def test_report(benchmark: Any) -> None:
    publication = publish(bs.run(bs.read_study(STUDY), audience="partijen"))
    html = benchmark.pedantic(lambda: write_html(compose(publication)), rounds=5, warmup_rounds=1)
    how = f"{len(html.encode()) / 1000:,.0f} kB, maps read from their rasters each time"
    record(benchmark, Finding("Kampen: the whole report", benchmark.stats["median"], "s", how=how))
