"""Every outage of many variants in one call: as the reference has it, also with an asset that keeps working."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from besluitsteun.network import Network, frozen
from besluitsteun.simulation.exposure import Windows, merged
from besluitsteun.simulation.runner import Engine, outage_windows
from besluitsteun.timeaxis import TimeAxis

from .agreement import run_reference, spans_of
from .random_networks import Case, random_case

CASES = range(360)


def network_of(case: Case) -> Network:
    """A network that knows its wiring and its time; the rest is not looked at here."""
    nothing = frozen([0] * case.total, np.int32)
    axis = TimeAxis(case.steps * case.step_hours, case.step_hours)
    return Network(axis, (), (), case.wiring(), nothing, nothing, nothing, nothing)


def own_windows(case: Case) -> Windows:
    return merged(*np.array(case.windows(), np.int64).reshape(-1, 3).T)


def kept_working(case: Case, asset: int) -> Case:
    """The same network in which the asset needs nothing and nothing happens to it."""
    own = {i: windows for i, windows in case.own.items() if i != asset}
    return replace(case, own=own, needs=tuple(need for need in case.needs if need.consumer != asset))


@pytest.mark.parametrize("engine", [Engine.INTERPRETED, Engine.COMPILED])
def test_but_for_is_a_run_of_the_network_in_which_the_asset_needs_nothing(engine: Engine) -> None:
    differences = 0
    for seed in CASES:
        case = random_case(seed)
        base = run_reference(case)[0].spans
        failing = sorted(base)
        if not failing:
            continue
        own = [own_windows(case)] * (len(failing) + 1)
        found = outage_windows(network_of(case), own, [-1, *failing], engine=engine, threads=2)
        assert spans_of(found[0].asset, found[0].start, found[0].end) == base, f"seed {seed}"
        for asset, windows in zip(failing, found[1:], strict=True):
            expected = run_reference(kept_working(case, asset))[0].spans
            assert spans_of(windows.asset, windows.start, windows.end) == expected, f"seed {seed}, asset {asset}"
            differences += set(expected) != set(base) - {asset}
    assert differences > 100, "hardly any variant differed by more than the asset itself"


def test_room_is_made_for_more_outages_than_expected(monkeypatch: pytest.MonkeyPatch) -> None:
    case = random_case(3)
    roomy = outage_windows(network_of(case), [own_windows(case)] * 3, engine=Engine.COMPILED)
    monkeypatch.setattr("besluitsteun.simulation.runner.ROOM_PER_WINDOW", 0)
    for engine in (Engine.COMPILED, Engine.INTERPRETED):
        tight = outage_windows(network_of(case), [own_windows(case)] * 3, engine=engine)
        assert [w.end.tolist() for w in tight] == [w.end.tolist() for w in roomy]
    assert sum(len(w.asset) for w in roomy) > 3
