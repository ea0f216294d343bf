"""The runner around the kernel: totals against rows, curves against outages, warnings, memory, choice of engine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from besluitsteun.network import build_network
from besluitsteun.simulation import packing, runner
from besluitsteun.simulation.compiled import compiled_run
from besluitsteun.simulation.exposure import Windows, expose
from besluitsteun.simulation.runner import Engine, choose_engine, simulate, totals

from .agreement import run_reference
from .builders import need, out, prepared, scenario, study, study_of
from .random_networks import random_case

ENGINES = (Engine.INTERPRETED, Engine.COMPILED)
SEEDS = range(50_000, 50_030)


@pytest.mark.parametrize("engine", ENGINES)
def test_totals_are_the_sums_of_the_rows(engine: Engine) -> None:
    """Per scenario and group the sum of weight x steps down; per asset steps, scenarios and earliest first step."""
    for seed in SEEDS:
        case = random_case(seed)
        cases = [case, *(replace(case, seed=k, own={k % case.total: [(k % case.steps, case.steps)]}) for k in range(5))]
        network, water = prepared(study_of(cases))
        groups = np.array([i % 4 - 1 for i in range(case.total)], dtype=np.int32)
        weights = np.array([1_000 + 7 * i for i in range(case.total)], dtype=np.int64)
        found = totals(network, [each.own for each in water.scenarios], groups, weights, engine=engine)
        rows = simulate(network, water, engine=engine).scenarios
        size = int(groups.max()) + 1
        expected = np.zeros((len(rows), size), dtype=np.int64)
        down, failures = np.zeros(case.total, dtype=np.int64), np.zeros(case.total, dtype=np.int64)
        first = np.full(case.total, network.time.steps)
        for place, each in enumerate(rows):
            for i, steps, start in zip(each.asset.tolist(), each.down_steps, each.first_step, strict=True):
                if groups[i] >= 0:
                    expected[place, groups[i]] += weights[i] * steps
                down[i] += steps
                failures[i] += 1
                first[i] = min(first[i], start)
        assert np.array_equal(found.sums, expected)
        assert np.array_equal(found.down_steps, down)
        assert np.array_equal(found.failures, failures)
        assert np.array_equal(found.first_step, first)
        assert np.array_equal(found.curve.sum(axis=1), expected.sum(axis=0))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_curve_is_the_number_down_in_each_step(engine: Engine) -> None:
    """Against the state of the reference in every step."""
    for seed in SEEDS:
        case = random_case(seed)
        network, water = prepared(study_of([case]))
        ones = np.ones(case.total, dtype=np.int64)
        found = totals(network, [water.scenarios[0].own], np.zeros(case.total, np.int32), ones, engine=engine)
        _, result = run_reference(case)
        assert found.curve[0].tolist() == [case.total - len(up) for up in result.up]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_scenarios_and_no_groups(engine: Engine) -> None:
    network, water = prepared(study("ab", [need("b", "a")], [scenario(out("a", 2, 5))]))
    none, weights = np.full(2, -1, dtype=np.int32), np.ones(2, dtype=np.int64)
    found = totals(network, [water.scenarios[0].own], none, weights, engine=engine)
    assert found.sums.shape == (1, 0)
    assert found.curve.shape == (0, 24)
    assert found.down_steps.tolist() == [3, 3]
    empty = totals(network, [], np.zeros(2, np.int32), weights, engine=engine)
    assert empty.sums.shape == (0, 1)
    assert empty.first_step.tolist() == [24, 24]


def test_a_scenario_without_outages_has_no_rows() -> None:
    network, water = prepared(study("ab", [need("b", "a")], [scenario()]))
    (found,) = simulate(network, water).scenarios
    assert len(found.asset) == len(found.cause) == len(found.direct) == 0
    assert found.blockades == ()


# --- a gap that goes round -------------------------------------------------------------------------------------------


def ring(buffer: int, restart: int) -> Any:
    return [need(a, b, buffer=buffer, restart=restart) for a, b in ("ab", "bc", "ca")]


def is_circulating(needs: Any, *outages: Any, assets: str = "abc", horizon: int = 240) -> bool:
    network, water = prepared(study(assets, needs, [scenario(*outages)], horizon=horizon))
    return simulate(network, water).scenarios[0].circulating


def test_a_gap_that_goes_round_is_reported() -> None:
    """Buffers and restarts of 2 h in a ring of three, a out for 3 h: every need passes on a gap of 3 h, 2 h later, so
    each of the three is out about once in 6 h, some 40 times in 240 h.
    """
    assert is_circulating(ring(2, 2), out("a", 5, 8))


@pytest.mark.parametrize(
    ("needs", "outages"),
    [
        (ring(2, 2), [out("a", 5, 7)]),  # bridged
        (ring(2, 1), [out("a", 5, 8)]),  # the gap dies out
        (ring(2, 3), [out("a", 5, 8)]),  # the gap grows until all is down
        ([need("b", "a"), need("c", "b")], [out("a", 5, 8)]),
    ],
)
def test_ordinary_cases_are_not_reported(needs: Any, outages: Any) -> None:
    assert not is_circulating(needs, *outages)


def test_an_outage_every_day_is_no_gap_that_goes_round() -> None:
    """a is switched off for 2 h on each of 30 days; b fails 30 times, every time because of a new outage of a."""
    daily = [out("a", 24 * day + 8, 24 * day + 10) for day in range(30)]
    assert not is_circulating([need("b", "a")], *daily, assets="ab", horizon=720)


def test_outages_of_many_suppliers_are_no_gap_that_goes_round() -> None:
    """t needs all of thirteen others, which are out one after the other: thirteen outages, none of its own."""
    names = "abcdefghijklm"
    outages = [out(name, 10 * k + 2, 10 * k + 5) for k, name in enumerate(names)]
    assert not is_circulating([need("t", *names)], *outages, assets=names + "t")


# --- memory, engine --------------------------------------------------------------------------------------------------


def test_a_workspace_does_not_grow_with_the_number_of_scenarios(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes of all arrays of all workspaces, and the most windows handed over at once, with 70 and 700 scenarios."""
    base = study("abc", [need("b", "a", buffer=2), need("c", "b", restart=1)], [scenario(out("a", 2, 5))], horizon=48)
    network = build_network(base)
    own = expose(base, network).scenarios[0].own
    seen: list[int] = []
    handed: list[int] = []
    construct, run = packing.Workspace.__init__, packing.Workspace.run

    def watched(self: Any, *arguments: Any, **keys: Any) -> None:
        construct(self, *arguments, **keys)
        arrays = [*self.network, *self.scratch, *self.accumulators, *self.row_columns]
        seen.append(sum(len(array) for array in arrays))

    def watched_run(self: Any, kernel: Any, first: int, last: int, windows: Any, sums: Any) -> None:
        handed.append(len(windows[1]))
        run(self, kernel, first, last, windows, sums)

    monkeypatch.setattr(packing.Workspace, "__init__", watched)
    monkeypatch.setattr(packing.Workspace, "run", watched_run)
    sizes = []
    for scenarios in (70, 700):
        seen.clear()
        handed.clear()
        totals(network, [own] * scenarios, np.zeros(3, np.int32), np.ones(3, np.int64), engine=Engine.INTERPRETED)
        sizes.append((list(seen), max(handed)))
    assert sizes[0] == sizes[1]
    assert sizes[0][1] <= runner.BLOCK


def test_engine_by_the_estimated_work() -> None:
    """Small work is interpreted; the same with many repetitions, or a large network, is compiled; a wish is granted."""
    network, water = prepared(study("abc", [need("b", "a")], [scenario(out("a", 2, 5))]))
    assert choose_engine(network, water) is Engine.INTERPRETED
    assert choose_engine(network, water, runs=1_000_000) is Engine.COMPILED
    for engine in ENGINES:
        assert choose_engine(network, water, engine) is engine


def test_one_compilation_serves_rows_and_totals() -> None:
    """The first compiled run costs seconds, so rows and totals must hand over arrays of the same types."""
    network, water = prepared(study("ab", [need("b", "a")], [scenario(out("a", 2, 5))]))
    simulate(network, water, engine=Engine.COMPILED)
    before = list(compiled_run().signatures)  # type: ignore[attr-defined]
    windows: list[Windows] = [water.scenarios[0].own]
    totals(network, windows, np.zeros(2, np.int32), np.ones(2, np.int64), engine=Engine.COMPILED)
    assert compiled_run().signatures == before  # type: ignore[attr-defined]


def test_progress_counts_every_scenario() -> None:
    case = random_case(50_000)
    network, water = prepared(study_of([replace(case, seed=k) for k in range(9)]))
    for threads in (1, 2):
        done: list[int] = []
        simulate(network, water, threads=threads, progress=done.append)
        assert sum(done) == 9
