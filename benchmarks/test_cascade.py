"""The speed table of page 03, measured; nothing here asserts a time, ``page.py`` says what was met.

Ratios are taken side by side: before each round of one side, outside its clock, the other side runs and is timed.
``BESLUITSTEUN_BENCH_KLEIN=1`` runs everything in small, interpreted, to see that the benchmarks work.
"""

from __future__ import annotations

import os
import pstats
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from besluitsteun.hazard.inundation import Inundation
from besluitsteun.network import Network, Wiring
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.simulation import kernel, packing
from besluitsteun.simulation.exposure import Exposure, Windows, expose_scenario
from besluitsteun.simulation.outages import Outages
from besluitsteun.simulation.runner import Engine, Totals, simulate, totals

from . import baselines, generator
from .findings import Finding, profile_text, record
from .memory import GROUPS

ROOT = Path(__file__).parents[1]
STUDY = "scenario's/ijsselstreek"
DEPTH_MM = 500


@dataclass(frozen=True)
class Sizes:
    """How large the measurements are; ``*_scenarios`` are the scenarios that a slow baseline gets."""

    assets: int
    scenarios: int
    few_scenarios: int
    live_assets: int
    networkx_scenarios: int
    scipy_scenarios: int
    interpreted_scenarios: int
    rounds: int
    engine: Engine


FULL = Sizes(100_000, 1_000, 100, 10_000, 1, 3, 20, 7, Engine.COMPILED)
SMALL = Sizes(500, 130, 20, 300, 1, 2, 2, 1, Engine.INTERPRETED)
SIZES = SMALL if os.environ.get("BESLUITSTEUN_BENCH_KLEIN") == "1" else FULL
STEPS = 72


@dataclass(frozen=True)
class Instance:
    """A network, the windows of its scenarios, and sums over 24 groups."""

    network: Network
    windows: Sequence[Windows]

    @classmethod
    def of(cls, wiring: Wiring, windows: Sequence[Windows], steps: int) -> Instance:
        return cls(generator.network(wiring, steps), windows)

    @cached_property
    def groups(self) -> NDArray[np.int32]:
        return (np.arange(self.network.wiring.asset_total) % GROUPS).astype(np.int32)

    @cached_property
    def weights(self) -> NDArray[np.int64]:
        return np.full(self.network.wiring.asset_total, 1000, np.int64)

    def totals(self, threads: int = 1, scenarios: int | None = None) -> Totals:
        """The whole public call, with packing and workspaces."""
        windows = self.windows[:scenarios]
        return totals(self.network, windows, self.groups, self.weights, engine=SIZES.engine, threads=threads)

    def kernel_call(
        self, engine: Engine, scenarios: int, convert: packing.Convert = packing.as_list
    ) -> tuple[packing.Workspace, Callable[[], None]]:
        """A fresh workspace, and the kernel alone on it: one thread, one call. ``convert`` if it is interpreted."""
        run: Callable[..., None] = kernel.run
        if engine is Engine.COMPILED:
            from besluitsteun.simulation.compiled import compiled_run

            run, convert = compiled_run(), packing.as_array
        windows = self.windows[:scenarios]
        columns = [np.concatenate([getattr(w, name) for w in windows]) for name in ("asset", "start", "end")]
        ptr = np.concatenate([[0], np.cumsum([len(w.asset) for w in windows])]).astype(np.int64)
        arrays = tuple(convert(array) for array in (ptr, *columns))
        packed = packing.pack(self.network.wiring)
        largest = max(len(w.asset) for w in windows)
        steps = self.network.time.steps
        space = packing.Workspace(packed, steps, self.groups, self.weights, GROUPS, largest, convert, detail=False)
        sums = convert(np.zeros(len(windows) * GROUPS, np.int64))
        return space, lambda: space.run(run, 0, len(windows), arrays, sums)


def share(found: Totals, scenarios: int) -> str:
    """Share of the assets with an outage, on average over the scenarios."""
    return f"{found.failures.sum() / scenarios / len(found.failures):.1%} of the assets affected per scenario"


def seconds_of(call: Callable[[], object]) -> float:
    """Seconds of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


class Beside:
    """Measures a call in ``benchmark`` and, before each round, another call."""

    def __init__(self, benchmark: Any, call: Callable[[], object], other: Callable[[], object], rounds: int):
        others: list[float] = []
        self.result: Any = benchmark.pedantic(
            call, setup=lambda: others.append(seconds_of(other)), rounds=rounds, iterations=1
        )
        self.seconds = benchmark.stats.stats.median
        self.other_seconds = statistics.median(others)


@pytest.fixture(scope="module")
def pinned() -> Instance:
    """The instance of page 03; the first call, not timed, compiles."""
    wiring = generator.wiring(SIZES.assets)
    instance = Instance.of(wiring, generator.windows(SIZES.assets, STEPS, SIZES.scenarios), STEPS)
    instance.totals(scenarios=2)
    return instance


def test_threads(benchmark: Any, pinned: Instance) -> None:
    beside = Beside(benchmark, lambda: pinned.totals(threads=2), pinned.totals, SIZES.rounds)
    one, two = pinned.totals(), pinned.totals(threads=2)
    np.testing.assert_array_equal(one.sums, two.sums)
    np.testing.assert_array_equal(one.down_steps, two.down_steps)
    size = f"{SIZES.assets:,} assets × {STEPS} steps × {SIZES.scenarios:,} scenarios"
    affected = share(one, SIZES.scenarios)
    record(
        benchmark,
        Finding(f"{size}, two threads", beside.seconds, "s", 1.0, how=f"whole call of `totals`; {affected}"),
        Finding(f"{size}, one thread", beside.other_seconds, "s", how="whole call of `totals`"),
        Finding("two threads beside one", beside.other_seconds / beside.seconds, "×", 1.5, at_most=False),
        profiled=lambda: pinned.totals(threads=2),
    )


def test_updates(benchmark: Any, pinned: Instance) -> None:
    measure_updates(benchmark, pinned, f"{SIZES.assets:,} assets", 60)


def test_updates_in_cache(benchmark: Any) -> None:
    """A tenth of the assets: the same work with records that fit a processor's own cache."""
    assets = SIZES.assets // 10
    windows = generator.windows(assets, STEPS, SIZES.scenarios)
    small = Instance.of(generator.wiring(assets), windows, STEPS)
    measure_updates(benchmark, small, f"the same with {assets:,} assets", None)


def measure_updates(benchmark: Any, instance: Instance, name: str, most: float | None) -> None:
    """Time of the kernel alone by the number of events and edge updates that it counts."""
    spaces: list[packing.Workspace] = []

    def fresh() -> tuple[tuple[Callable[[], None]], dict[str, object]]:
        space, call = instance.kernel_call(SIZES.engine, SIZES.scenarios)
        spaces[:] = [space]
        return (call,), {}

    benchmark.pedantic(lambda call: call(), setup=fresh, rounds=SIZES.rounds, iterations=1)
    own, states, edges = (int(spaces[0].count[k]) for k in range(3))
    seconds = benchmark.stats.stats.median
    how = (
        f"kernel alone; per scenario {states / SIZES.scenarios:,.0f} outages begun or ended and "
        f"{edges / SIZES.scenarios:,.0f} edge updates; the {own / SIZES.scenarios:,.0f} changes of own condition "
        "are not counted as events"
    )
    what = f"per event + edge update, one thread, {name}"
    finding = Finding(what, seconds / (states + edges) * 1e9, "ns", most, how=how)
    record(benchmark, finding, profiled=instance.totals)


@pytest.mark.parametrize(("steps", "most"), [(336, 1.3), (4320, 1.5)])
def test_horizon(benchmark: Any, pinned: Instance, steps: int, most: float) -> None:
    longer = Instance.of(pinned.network.wiring, generator.windows(SIZES.assets, steps, SIZES.scenarios), steps)
    beside = Beside(benchmark, longer.totals, pinned.totals, SIZES.rounds)
    record(
        benchmark,
        Finding(
            f"{steps:,} steps beside {STEPS}",
            beside.seconds / beside.other_seconds,
            "×",
            most,
            how=f"one thread, the same floods; {beside.seconds:.2f} s",
        ),
        profiled=longer.totals,
    )


def networkx_calls(pinned: Instance) -> tuple[Callable[[], NDArray[np.int64]], int]:
    """The networkx baseline and its number of scenarios."""
    graph, total = baselines.as_graph(pinned.network.wiring), pinned.network.wiring.asset_total

    def run() -> NDArray[np.int64]:
        found = np.zeros(total, np.int64)
        for windows in pinned.windows[: SIZES.networkx_scenarios]:
            for asset, steps in baselines.networkx_downtime(graph, windows, STEPS).items():
                found[asset] += steps
        return found

    return run, SIZES.networkx_scenarios


def scipy_calls(pinned: Instance) -> tuple[Callable[[], NDArray[np.int64]], int]:
    """The scipy.sparse baseline and its number of scenarios."""
    matrices = baselines.Matrices.of(pinned.network.wiring)

    def run() -> NDArray[np.int64]:
        rows = pinned.windows[: SIZES.scipy_scenarios]
        return np.sum([baselines.scipy_downtime(matrices, windows, STEPS) for windows in rows], axis=0)

    return run, SIZES.scipy_scenarios


def interpreted_on(convert: packing.Convert, scenarios: int) -> Callable[[Instance], tuple[Callable[[], Any], int]]:
    """The interpreted kernel on lists or on the very arrays that the compiled one works on, and how many scenarios."""

    def prepare(pinned: Instance) -> tuple[Callable[[], Any], int]:
        space, call = pinned.kernel_call(Engine.INTERPRETED, scenarios, convert)

        def run() -> Any:
            space.downtime[:] = [0] * len(space.downtime)
            call()
            return space.downtime

        return run, scenarios

    return prepare


ON_LISTS = interpreted_on(packing.as_list, SIZES.interpreted_scenarios)
ON_ARRAYS = interpreted_on(packing.as_array, max(1, SIZES.interpreted_scenarios // 10))


@pytest.mark.parametrize(
    ("name", "prepare", "least", "rounds"),
    [
        ("networkx, step by step", networkx_calls, 50_000, 1),
        ("scipy.sparse, vectorised", scipy_calls, 300, 3),
        ("the same kernel interpreted, on the same arrays", ON_ARRAYS, 60, 3),
        ("the same kernel interpreted, on lists (as this program runs small work)", ON_LISTS, 60, 5),
    ],
)
def test_baseline(benchmark: Any, pinned: Instance, name: str, prepare: Any, least: int, rounds: int) -> None:
    run, scenarios = prepare(pinned)
    _, once = pinned.kernel_call(SIZES.engine, SIZES.scenarios)
    once()
    beside = Beside(benchmark, run, once, min(rounds, SIZES.rounds))
    np.testing.assert_array_equal(beside.result, pinned.totals(scenarios=scenarios).down_steps)
    baseline, ours = beside.seconds / scenarios, beside.other_seconds / SIZES.scenarios
    how = (
        f"one thread each, per scenario: {baseline * 1e3:,.4g} ms (measured on {scenarios}) beside "
        f"{ours * 1e3:.2g} ms (on {SIZES.scenarios:,}); same downtime of every asset"
    )
    record(
        benchmark,
        Finding(f"kernel beside {name}", baseline / ours, "×", least, at_most=False, how=how),
        profiled=pinned.totals,
    )


@dataclass(frozen=True)
class Live:
    """One scenario of a small network, from water depths on."""

    network: Network
    scenario: Scenario
    water: Inundation

    @classmethod
    def of(cls, assets: int) -> Live:
        network = generator.network(generator.wiring(assets), STEPS)
        hours = generator.windows(assets, STEPS, 1)[0]
        depth = np.full(len(hours.asset), DEPTH_MM, np.int32)
        water = Inundation("s", hours.asset, hours.start, hours.end, depth)
        return cls(network, Scenario.model_construct(id="s", outages=()), water)

    def simulate(self) -> Outages:
        """Depths → windows → outages, with causes, chain orders and blockades."""
        exposure = Exposure((expose_scenario(self.network, self.scenario, self.water),))
        return simulate(self.network, exposure, engine=SIZES.engine)

    def totals(self) -> Totals:
        """Depths → windows → sums."""
        own = expose_scenario(self.network, self.scenario, self.water).own
        total = self.network.wiring.asset_total
        groups, weights = np.zeros(total, np.int32), np.full(total, 1000, np.int64)
        return totals(self.network, [own], groups, weights, engine=SIZES.engine)


@pytest.mark.parametrize("call", ["simulate", "totals"])
def test_live(benchmark: Any, call: str) -> None:
    live = Live.of(SIZES.live_assets)
    target = getattr(live, call)
    found = benchmark.pedantic(target, rounds=20 * SIZES.rounds, iterations=1, warmup_rounds=3)
    outages = live.simulate().scenarios[0]
    down = outages.down_steps.sum() if call == "simulate" else found.down_steps.sum()
    assert down == outages.down_steps.sum() > 0
    gives = "rows with causes and blockades" if call == "simulate" else "sums only"
    how = f"whole call of `{call}` ({gives}), exposure included; {len(outages.asset)} assets affected"
    seconds = benchmark.stats.stats.median
    record(
        benchmark,
        Finding(f"{SIZES.live_assets:,} assets, one scenario, warm: `{call}`", seconds * 1e3, "ms", 5, how=how),
        profiled=target,
    )


def test_cold_start(benchmark: Any, tmp_path: Path) -> None:
    numbers = iter(range(1000))

    def arguments() -> list[str]:
        return ["-m", "besluitsteun", "reken", STUDY, "--stil", "--uit", str(tmp_path / f"uit{next(numbers)}")]

    def reckon(*options: str) -> None:
        done = subprocess.run([sys.executable, *options, *arguments()], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr + done.stdout

    benchmark.pedantic(reckon, rounds=min(5, SIZES.rounds), iterations=1)
    seconds = benchmark.stats.stats.median
    finding = Finding(
        "first result of the example, cold start", seconds, "s", 3.0, how="`besluitsteun reken` in a fresh process"
    )
    record(benchmark, finding)
    if not finding.met:
        reckon("-m", "cProfile", "-o", str(tmp_path / "profile"))
        benchmark.extra_info["profile"] = profile_text(pstats.Stats(str(tmp_path / "profile")))


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="reads the peak of memory as Linux gives it")
def test_memory(benchmark: Any) -> None:
    def extra(scenarios: int) -> float:
        arguments = [str(number) for number in (SIZES.assets, STEPS, scenarios)]
        command = [sys.executable, "-m", "benchmarks.memory", *arguments, SIZES.engine.value]
        return int(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout) / 2**20

    few, many = extra(SIZES.few_scenarios), benchmark.pedantic(extra, args=(SIZES.scenarios,), rounds=1)
    grown = f"{SIZES.few_scenarios:,} → {SIZES.scenarios:,} scenarios"
    how = f"peak of `totals` above its inputs, one thread: {few:.1f} → {many:.1f} MB; the sums themselves included"
    record(benchmark, Finding(f"memory, {grown}", many - few, "MB", how=how))


def other_instances() -> dict[str, Callable[[], Instance]]:
    """Instances about which nothing is promised."""
    assets, count = SIZES.assets, SIZES.few_scenarios
    return {
        "spatial: neighbours supply, the flood is one disc": lambda: Instance.of(
            generator.spatial_wiring(assets), generator.disc_windows(assets, STEPS, count), STEPS
        ),
        "pinned instance, 0.1 % of the assets self-starting": lambda: Instance.of(
            generator.with_self_starters(generator.wiring(assets)), generator.windows(assets, STEPS, count), STEPS
        ),
    }


@pytest.mark.parametrize("name", list(other_instances()))
def test_other_instance(benchmark: Any, name: str) -> None:
    instance = other_instances()[name]()
    instance.totals(scenarios=1)
    found = benchmark.pedantic(instance.totals, kwargs={"threads": 2}, rounds=min(3, SIZES.rounds), iterations=1)
    scaled = benchmark.stats.stats.median / SIZES.few_scenarios * SIZES.scenarios
    affected = share(found, SIZES.few_scenarios)
    how = f"two threads, scaled to {SIZES.scenarios:,} scenarios from {SIZES.few_scenarios:,}; {affected}"
    record(benchmark, Finding(name, scaled, "s", how=how))
