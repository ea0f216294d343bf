"""The laws of page 03, on the reference (per step) and on both paths of the kernel (totals)."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.network import Network, build_network
from besluitsteun.simulation import kernel, packing
from besluitsteun.simulation.compiled import compiled_run
from besluitsteun.simulation.exposure import expose
from besluitsteun.simulation.runner import Engine, simulate, totals

from .agreement import run_kernel, run_reference
from .builders import need, out, prepared, readable, scenario, study, study_of
from .random_networks import Case, random_case
from .reference import RefNeed

ENGINES = (Engine.INTERPRETED, Engine.COMPILED)


# --- monotone --------------------------------------------------------------------------------------------------------


def _one_need(case: Case, rng: random.Random, change: Callable[[RefNeed], RefNeed]) -> Case:
    rows = list(case.needs)
    row = rng.randrange(len(rows))
    rows[row] = change(rows[row])
    return replace(case, needs=tuple(rows))


def larger_buffer(case: Case, rng: random.Random) -> Case:
    return _one_need(case, rng, lambda n: replace(n, buffer=n.buffer + rng.randint(1, 3)))


def shorter_restart(case: Case, rng: random.Random) -> Case:
    return _one_need(case, rng, lambda n: replace(n, restart=rng.randint(0, n.restart)))


def lower_minimum(case: Case, rng: random.Random) -> Case:
    return _one_need(case, rng, lambda n: replace(n, minimum=rng.randint(1, n.minimum)))


def more_self_starting(case: Case, rng: random.Random) -> Case:
    return replace(case, self_starting=case.self_starting | {rng.randrange(case.total)})


def less_depth(case: Case, rng: random.Random) -> Case:
    """Lower water or a higher threshold: an asset is not flooded any more."""
    stays_dry = rng.choice(sorted(case.own))
    return replace(case, own={i: windows for i, windows in case.own.items() if i != stays_dry})


def shorter_repair(case: Case, rng: random.Random) -> Case:
    """The windows of an asset end earlier."""
    asset = rng.choice(sorted(case.own))
    shorter = [(a, rng.randint(a + 1, b)) for a, b in case.own[asset]]
    return replace(case, own=case.own | {asset: shorter})


IMPROVEMENTS = (larger_buffer, shorter_restart, lower_minimum, more_self_starting, less_depth, shorter_repair)


def several(case: Case, rng: random.Random) -> Case:
    """As a package of measures does: some of all."""
    for improve in rng.sample(IMPROVEMENTS, 3):
        if case.own:
            case = improve(case, rng)
    return case


@pytest.mark.parametrize("improve", [*IMPROVEMENTS, several])
def test_an_improvement_never_takes_an_asset_down_at_a_time_it_was_up(
    improve: Callable[[Case, random.Random], Case],
) -> None:
    helped = 0
    for seed in range(20_000, 20_240):
        case = random_case(seed)
        if not case.needs or not case.own:
            continue
        better = improve(case, random.Random(seed))
        before, after = run_reference(case)[1], run_reference(better)[1]
        for t, (was_up, is_up) in enumerate(zip(before.up, after.up, strict=True)):
            assert was_up <= is_up, f"seed {seed}, step {t}: {sorted(was_up - is_up)} went down"
        helped += before.up != after.up
    assert helped >= 8, "the law says nothing where nothing changes"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("improve", [*IMPROVEMENTS, several])
def test_an_improvement_never_lengthens_or_advances_an_outage(
    improve: Callable[[Case, random.Random], Case], engine: Engine
) -> None:
    compiled = compiled_run() if engine is Engine.COMPILED else None
    for seed in range(30_000, 30_120):
        case = random_case(seed)
        if not case.needs or not case.own:
            continue
        before, after = run_kernel(case, compiled), run_kernel(improve(case, random.Random(seed)), compiled)
        assert after.downtime.keys() <= before.downtime.keys(), f"seed {seed}"
        for asset, steps in after.downtime.items():
            assert steps <= before.downtime[asset], f"seed {seed}, asset {asset}"
            assert after.first[asset] >= before.first[asset], f"seed {seed}, asset {asset}"


# --- order, threads, chunks, engines ---------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(40_000, 40_024))
def test_the_order_of_objects_needs_and_scenarios_changes_nothing(seed: int, engine: Engine) -> None:
    first = random_case(seed)
    others = [replace(first, seed=other, own=_windows_from(other, first)) for other in range(seed + 1, seed + 4)]
    base = study_of([first, *others])
    rng = random.Random(seed)
    shuffled = replace(
        base,
        assets=tuple(rng.sample(base.assets, len(base.assets))),
        needs=tuple(rng.sample(base.needs, len(base.needs))),
        scenarios=tuple(rng.sample(base.scenarios, len(base.scenarios))),
    )
    found = [
        readable(network, simulate(network, water, engine=engine)) for network, water in map(prepared, (base, shuffled))
    ]
    by_id = [{each["scenario"]: each for each in result} for result in found]
    assert by_id[0] == by_id[1]
    assert [each["scenario"] for each in found[1]] == [each.id for each in shuffled.scenarios]


def _windows_from(seed: int, case: Case) -> dict[int, list[tuple[int, int]]]:
    """Other windows for the same network."""
    rng = random.Random(seed)
    edges = [sorted(rng.sample(range(case.steps + 1), 2)) for _ in range(3)]
    return {rng.randrange(case.total): [(a, b)] for a, b in edges}


@pytest.mark.parametrize("seed", range(41_000, 41_012))
def test_threads_chunks_and_engines_give_the_same(seed: int) -> None:
    first = random_case(seed)
    network, water = prepared(
        study_of([first, *(replace(first, seed=k, own=_windows_from(k, first)) for k in range(140))])
    )
    expected = readable(network, simulate(network, water, engine=Engine.INTERPRETED))
    weights = np.arange(1, first.total + 1, dtype=np.int64)
    groups = np.arange(first.total, dtype=np.int32) % 3 - 1
    windows = [each.own for each in water.scenarios]
    base = totals(network, windows, groups, weights, engine=Engine.INTERPRETED)
    for engine in ENGINES:
        for threads in (1, 2, 3, 500):
            assert readable(network, simulate(network, water, engine=engine, threads=threads)) == expected
            found = totals(network, windows, groups, weights, engine=engine, threads=threads)
            for name in ("sums", "curve", "down_steps", "failures", "first_step"):
                assert np.array_equal(getattr(found, name), getattr(base, name)), (engine, threads, name)


def test_every_scenario_starts_from_the_base_state() -> None:
    """A scenario gives the same on its own as after any other."""
    for seed in range(42_000, 42_040):
        first = random_case(seed)
        base = study_of([first, replace(first, seed=1, own=_windows_from(seed, first)), replace(first, seed=2)])
        network, water = prepared(base)
        together = readable(network, simulate(network, water))
        for place, each in enumerate(base.scenarios):
            alone = replace(base, scenarios=(each,))
            assert readable(network, simulate(network, expose(alone, network))) == [together[place]]


# --- two that need each other ----------------------------------------------------------------------------------------

SOME = st.integers(0, 5)


@settings(max_examples=60, deadline=None)
@given(SOME, SOME, SOME, SOME, st.integers(0, 10**6), st.sampled_from(ENGINES))
def test_two_that_need_each_other_and_never_flood_never_fail(
    buffer_a: int, buffer_b: int, restart_a: int, restart_b: int, seed: int, engine: Engine
) -> None:
    """Whatever happens around them: others hang on them and fail, but they need nobody else."""
    around = random_case(seed)
    a, b = around.total, around.total + 1
    rng = random.Random(seed)
    case = replace(
        around,
        total=around.total + 2,
        needs=(
            *around.needs,
            RefNeed(a, frozenset({b}), 1, buffer_a, restart_a),
            RefNeed(b, frozenset({a}), 1, buffer_b, restart_b),
            *(
                RefNeed(i, frozenset({a, b}), rng.randint(1, 2), 0, 1)
                for i in range(around.total)
                if rng.random() < 0.3
            ),
        ),
    )
    found = run_kernel(case, compiled_run() if engine is Engine.COMPILED else None)
    assert not {a, b} & found.downtime.keys()


@settings(max_examples=60, deadline=None)
@given(SOME, SOME, SOME, SOME, SOME, st.integers(0, 4), st.sampled_from(ENGINES))
def test_a_dead_pair_stays_dead_unless_one_starts_by_itself(
    buffer_a: int, buffer_b: int, restart_a: int, restart_b: int, start: int, longer: int, engine: Engine
) -> None:
    """Both out in [s, s+d) with d >= both buffers: at s+d each would be without the other for d+1 > buffer steps, so
    neither can start, for good. If a may start by itself it is back at s+d. b follows at once if its need held for the
    d steps (d = buffer_b), and else after restart_b.
    """
    end = start + max(1, buffer_a, buffer_b) + longer
    needs = (need("a", "b", buffer=buffer_a, restart=restart_a), need("b", "a", buffer=buffer_b, restart=restart_b))
    event = scenario(out("a", start, end), out("b", start, end))
    network, water = prepared(study("ab", needs, [event], horizon=40))
    (rows,) = readable(network, simulate(network, water, engine=engine))
    assert {name: (row[0], row[1]) for name, row in rows["rows"].items()} == {
        "a": (start, 40 - start),
        "b": (start, 40 - start),
    }
    assert [(ring, name, since) for ring, name, since, _ in rows["blockades"]] == [(1, "a", start), (1, "b", start)]

    black_start = study({"a": {"zelfstandig_opstarten": True}, "b": {}}, needs, [event], horizon=40)
    network, water = prepared(black_start)
    (rows,) = readable(network, simulate(network, water, engine=engine))
    assert rows["rows"]["a"][1] == end - start
    assert rows["rows"]["b"][1] == end - start + (restart_b if end - start > buffer_b else 0)
    assert rows["blockades"] == []


# --- work ------------------------------------------------------------------------------------------------------------


def _counts(network: Network, windows: Any) -> list[int]:
    packed = packing.pack(network.wiring)
    size = network.wiring.asset_total
    workspace = packing.Workspace(
        packed, network.time.steps, np.full(size, -1, np.int32), np.zeros(size, np.int64), 0, len(windows.asset),
        packing.as_list, detail=False,
    )  # fmt: skip
    arrays = ([0, len(windows.asset)], *(column.tolist() for column in (windows.asset, windows.start, windows.end)))
    workspace.run(kernel.run, 0, 1, arrays, [])
    return [workspace.count[k] for k in (kernel.COUNT_OWN, kernel.COUNT_STATE, kernel.COUNT_EDGE)]


def test_work_follows_state_changes_not_steps() -> None:
    """Twenty chains of five, hit in the first hours. Each hit is 2 own changes and, as every buffer is 1 h and every
    restart 2 h, takes a chain of five down and up: 10 state changes, and 2 x 4 edge updates. A horizon of 100 h or
    20,000 h is the same work.
    """
    names = [f"{chain:02d}{place}" for chain in range(20) for place in range(5)]
    needs = [
        need(f"{chain:02d}{place}", f"{chain:02d}{place - 1}", buffer=1, restart=2)
        for chain in range(20)
        for place in range(1, 5)
    ]
    for hits in (1, 7):
        for horizon in (100, 20_000):
            event = scenario(*(out(f"{chain:02d}0", 2, 12) for chain in range(hits)))
            the_study = study(names, needs, [event], horizon=horizon)
            network = build_network(the_study)
            counted = _counts(network, expose(the_study, network).scenarios[0].own)
            assert counted == [2 * hits, 10 * hits, 8 * hits]
