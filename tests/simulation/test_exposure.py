"""When an asset's own condition is false: depths against thresholds, imposed outages, and a real raster end to end."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.hazard.inundation import UNKNOWN_GROUND, Inundation
from besluitsteun.network import build_network
from besluitsteun.simulation.exposure import ScenarioExposure, Windows, expose, merged

from ..hazard.grids import centre, write_tif
from .builders import out, scenario, study

Runs = list[tuple[int, int, int, int]]


def exposed(assets: dict[str, Any], runs: Runs, *outages: Any, ground: Any = None, **axis: Any) -> ScenarioExposure:
    """``runs``: (asset, start, end, depth in mm)."""
    the_study = study(assets, (), [scenario(*outages)], **axis)
    columns = np.array(runs, dtype=np.int32).reshape(-1, 4).T
    water = Inundation("s", *columns, ground_mm=None if ground is None else np.array(ground, dtype=np.int32))
    return expose(the_study, build_network(the_study), (water,)).scenarios[0]


def rows(windows: Windows) -> list[tuple[int, int, int]]:
    return list(zip(windows.asset.tolist(), windows.start.tolist(), windows.end.tolist(), strict=True))


# --- equal does not fail ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("threshold", "depth_mm", "fails"),
    [
        ("0.4", 400, False),
        ("0.4", 401, True),
        ("0.4", 399, False),
        ("0.40000001", 400, False),  # rounds to 400 mm
        ("0.39999999", 400, False),
        ("0.4005", 401, False),  # a half goes up: 401 mm
        ("0.4005", 402, True),
        ("0.4004", 401, True),
        ("0", 1, True),
        ("0.0004", 1, True),
    ],
)
def test_equal_does_not_fail_in_whole_millimetres(threshold: str, depth_mm: int, fails: bool) -> None:
    found = exposed({"a": {"faaldiepte_m": threshold, "hersteltijd_uur": 0}}, [(0, 3, 5, depth_mm)])
    assert rows(found.flooded) == rows(found.own) == ([(0, 3, 5)] if fails else [])
    assert found.wet_depth_mm.tolist() == [depth_mm]


@pytest.mark.parametrize(
    ("depth", "threshold", "fails"),
    [
        (0.4, "0.4", False),
        (0.40000001, "0.4", False),
        (0.4, "0.40000001", False),
        (0.4005, "0.4", True),
        (0.4004, "0.4", False),
        (0.4, "0.3995", False),
        (1.0005, "1.0005", False),
    ],
)
def test_depth_and_threshold_are_rounded_alike(depth: float, threshold: str, fails: bool) -> None:
    """The depth by the hazard, the threshold by the network: each to whole millimetres, a half up."""
    assets = {"a": {"faaldiepte_m": threshold, "hersteltijd_uur": 2}}
    the_study = study(assets, (), [scenario(waterdiepte={"uniform_m": depth}, begin_uur=4, duur_uur=3)])
    found = expose(the_study, build_network(the_study)).scenarios[0]
    assert rows(found.flooded) == ([(0, 4, 7)] if fails else [])
    assert rows(found.own) == ([(0, 4, 9)] if fails else [])


def test_only_the_runs_above_the_threshold_flood() -> None:
    """0.3 m in [0, 2), 0.7 in [2, 5), 0.5 in [5, 8), 0.6 in [8, 9), failure depth 0.5, repair 2: flooded [2, 5) and
    [8, 9), own false [2, 7) and [8, 11); wet 9 steps, at most 0.7 m.
    """
    runs = [(1, 0, 2, 300), (1, 2, 5, 700), (1, 5, 8, 500), (1, 8, 9, 600)]
    found = exposed({"a": {}, "b": {"faaldiepte_m": 0.5, "hersteltijd_uur": 2}}, runs)
    assert rows(found.flooded) == [(1, 2, 5), (1, 8, 9)]
    assert rows(found.own) == [(1, 2, 7), (1, 8, 11)]
    assert (found.wet_asset.tolist(), found.wet_depth_mm.tolist(), found.wet_steps.tolist()) == ([1], [700], [9])


def test_wet_rows_of_several_assets_also_of_those_that_cannot_fail() -> None:
    runs = [(0, 2, 4, 50), (2, 1, 3, 900), (2, 3, 9, 20)]
    found = exposed({"a": {}, "b": {}, "c": {}}, runs)
    assert found.wet_asset.tolist() == [0, 2]
    assert found.wet_depth_mm.tolist() == [50, 900]
    assert found.wet_steps.tolist() == [2, 8]
    assert rows(found.own) == []


def test_nothing_wet() -> None:
    found = exposed({"a": {"faaldiepte_m": 0.5, "hersteltijd_uur": 2}}, [])
    for windows in (found.own, found.flooded, found.imposed):
        assert rows(windows) == []
    assert len(found.wet_asset) == len(found.wet_depth_mm) == len(found.wet_steps) == 0


# --- critical level --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("depth_mm", "fails"), [(500, False), (501, True)])
def test_critical_level_above_the_ground(depth_mm: int, fails: bool) -> None:
    """Critical at 3.5 m NAP on ground of 3.0 m: 0.5 m of water is still dry inside, whatever its failure depth says."""
    assets = {"a": {"hoogte_kritisch_mnap": 3.5, "faaldiepte_m": 0.1, "hersteltijd_uur": 1}}
    found = exposed(assets, [(0, 2, 4, depth_mm)], ground=[3000])
    assert rows(found.own) == ([(0, 2, 5)] if fails else [])


def test_critical_level_below_the_ground_fails_on_any_water() -> None:
    found = exposed({"a": {"hoogte_kritisch_mnap": -1.2, "hersteltijd_uur": 0}}, [(0, 2, 4, 1)], ground=[-1000])
    assert rows(found.own) == [(0, 2, 4)]


def test_where_only_depths_are_known_the_failure_depth_counts() -> None:
    assets = {"a": {"hoogte_kritisch_mnap": 3.5, "faaldiepte_m": 0.1, "hersteltijd_uur": 1}}
    assert rows(exposed(assets, [(0, 2, 4, 101)]).own) == [(0, 2, 5)]


def test_assets_without_a_level_keep_their_failure_depth_beside_a_water_level() -> None:
    assets = {"a": {"faaldiepte_m": 0.3, "hersteltijd_uur": 0}, "b": {"hoogte_kritisch_mnap": 9, "hersteltijd_uur": 0}}
    runs = [(0, 0, 1, 301), (1, 0, 1, 301)]
    assert rows(exposed(assets, runs, ground=[0, UNKNOWN_GROUND]).own) == [(0, 0, 1)]


# --- imposed outages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "step", "expected"),
    [
        ("3", "6", "1", [(0, 3, 6)]),
        ("3.5", "5.2", "1", [(0, 3, 6)]),
        ("3.5", "5.2", "0.25", [(0, 14, 21)]),  # 14, and 20.8 up
        ("0.3", "0.7", "0.1", [(0, 3, 7)]),  # exact, where binary says 2.99... and 6.99...
        ("4", "8", "3", [(0, 1, 3)]),
        ("20", "9999", "1", [(0, 20, 24)]),
        ("20", None, "1", [(0, 20, 24)]),
        ("24", "30", "1", []),  # after the horizon
        ("5", "5", "1", []),  # no time at all
    ],
)
def test_imposed_from_floor_to_ceil(start: str, end: str | None, step: str, expected: list[Any]) -> None:
    found = exposed({"a": {}}, [], out("a", start, end), step=step)
    assert rows(found.imposed) == rows(found.own) == expected


def test_imposed_has_no_repair_time() -> None:
    found = exposed({"a": {"faaldiepte_m": 0.5, "hersteltijd_uur": 9}}, [], out("a", 3, 5))
    assert rows(found.own) == [(0, 3, 5)]


# --- merging ---------------------------------------------------------------------------------------------------------

PIECES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(1, 6)), max_size=14)


@given(PIECES)
def test_merged_is_the_union_per_step(pieces: list[tuple[int, int, int]]) -> None:
    """Against the plain set of (asset, step); sorted, disjoint and not adjacent."""
    columns = np.array([(i, a, a + size) for i, a, size in pieces], dtype=np.int64).reshape(-1, 3).T
    found = rows(merged(*columns))
    assert {(i, t) for i, a, b in found for t in range(a, b)} == {
        (i, t) for i, a, size in pieces for t in range(a, a + size)
    }
    assert found == sorted(found)
    for (i, _, end), (j, start, _) in pairwise(found):
        assert i != j or end < start


@given(PIECES, st.integers(0, 3), st.integers(0, 20))
def test_without_and_until(pieces: list[tuple[int, int, int]], asset: int, step: int) -> None:
    columns = np.array([(i, a, a + size) for i, a, size in pieces], dtype=np.int64).reshape(-1, 3).T
    windows = merged(*columns)
    assert rows(windows.until(step)) == [(i, a, min(b, step)) for i, a, b in rows(windows) if a < step]
    assert rows(windows.without([asset])) == [row for row in rows(windows) if row[0] != asset]


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(0, 3)), max_size=5),
    st.integers(0, 6),
    st.lists(st.tuples(st.integers(0, 22), st.integers(1, 8)), max_size=3),
)
def test_own_condition_per_step(wet: list[tuple[int, int, int]], repair: int, imposed: list[tuple[int, int]]) -> None:
    """Against 03 step by step: own is false while flooded, in the ``repair`` steps after a flooded step, and imposed.
    Depth classes of 0, 300, 600 and 900 mm against a failure depth of 500.
    """
    depth = [0] * 24
    for start, size, deep in wet:
        for t in range(start, min(start + size, 24)):
            depth[t] = 300 * deep
    runs = [(0, t, t + 1, each) for t, each in enumerate(depth) if each]
    outages = [out("a", start, start + size) for start, size in imposed]
    found = exposed({"a": {"faaldiepte_m": 0.5, "hersteltijd_uur": repair}}, runs, *outages)
    expected = {
        t
        for t in range(24)
        if any(depth[max(0, t - k)] > 500 and t - k >= 0 for k in range(repair + 1))
        or any(start <= t < start + size for start, size in imposed)
    }
    assert {t for _, a, b in rows(found.own) for t in range(a, b)} == expected


# --- end to end ------------------------------------------------------------------------------------------------------


def test_from_a_raster_on_disk(tmp_path: Path) -> None:
    """2 x 2 cells of 10 m: 0.4 and 0.9 m above, 0 and 0.6 m below. Failure depth 0.4 m everywhere, repair 1.5 h.

    Water from 6 h for 3 h in steps of 0.5 h: the steps 12 ... 17, repair 3 steps more. a (0.4 m) stands wet but does
    not fail, b (0.9) and d (0.6) are out in [12, 21), c is dry.
    """
    write_tif(tmp_path / "diepte.tif", np.array([[0.4, 0.9], [0.0, 0.6]], dtype=np.float32))
    places = {"a": centre(0, 0), "b": centre(1, 0), "c": centre(0, 1), "d": centre(1, 1)}
    assets = {
        name: {"x": x, "y": y, "faaldiepte_m": 0.4, "hersteltijd_uur": Decimal("1.5")}
        for name, (x, y) in places.items()
    }
    event = scenario(waterdiepte={"raster": "diepte.tif"}, begin_uur=6, duur_uur=3)
    the_study = study(assets, (), [event], step="0.5", folder=tmp_path)
    found = expose(the_study, build_network(the_study)).scenarios[0]
    assert rows(found.flooded) == [(1, 12, 18), (3, 12, 18)]
    assert rows(found.own) == [(1, 12, 21), (3, 12, 21)]
    assert found.wet_asset.tolist() == [0, 1, 3]
    assert found.wet_depth_mm.tolist() == [400, 900, 600]
    assert found.wet_steps.tolist() == [6, 6, 6]
