"""The stress test on real buildings, roads and tracks, against the depths that their register itself holds."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import besluitsteun as bs
from besluitsteun.consequences.stress_test import StressTest, stress_test
from besluitsteun.loading.study import Study

FOLDER = Path(__file__).parents[2] / "scenario's" / "kampen"
LAYERS = {"panden": 29_668, "wegen": 4_696, "wegtunnels": 1, "spoorlijnen": 58}


@cache
def the_study() -> Study:
    return bs.read_study(FOLDER)


@cache
def the_outcome() -> StressTest:
    return stress_test(the_study())


@pytest.fixture
def found(real_data: Path) -> StressTest:  # noqa: ARG001  (skips where the data are absent)
    return the_outcome()


def register(real_data: Path, layer: str, *columns: str) -> dict[str, Any]:
    import pyogrio

    meta, _, _, fields = pyogrio.raw.read(
        real_data / "kampen" / "kampen.gpkg", layer=layer, columns=list(columns), read_geometry=False
    )
    return dict(zip(meta["fields"], fields, strict=True))


def wet(found: StressTest, scenario: str, layer: str) -> int:
    return sum(row.features for row in found.depths if (row.scenario, row.layer) == (scenario, layer))


def wet_mm(found: StressTest, scenario: str, layer: str) -> int:
    return sum(row.length_mm or 0 for row in found.depths if (row.scenario, row.layer) == (scenario, layer))


def test_every_feature_is_in_one_class_of_every_scenario(found: StressTest) -> None:
    for scenario in ("volledig", "midden", "oost", "west"):
        for layer, features in LAYERS.items():
            rows = [row for row in found.counts if (row.scenario, row.layer) == (scenario, layer)]
            assert sum(row.features for row in rows) == features
            assert [row.features for row in rows if row.depth_class == "onbekend"] == [0]


def test_the_parts_of_the_map_share_out_the_whole(found: StressTest) -> None:
    """Every place lies in one part; 42 buildings stand in water of both. In the west lies nothing."""
    assert wet(found, "west", "panden") == 0
    assert wet(found, "midden", "panden") + wet(found, "oost", "panden") == wet(found, "volledig", "panden") + 42
    for layer in ("wegen", "wegtunnels", "spoorlijnen"):
        parts = [wet_mm(found, scenario, layer) for scenario in ("midden", "oost", "west")]
        assert sum(parts) == wet_mm(found, "volledig", layer) > 0


def test_buildings_against_the_one_point_of_their_register(found: StressTest, real_data: Path) -> None:
    """The register looks at one point of a building, we at its outline too: 441 more touch the water."""
    own = register(real_data, "panden", "diepte_m")["diepte_m"]
    places = the_study().stress_layers[0]
    assert len(places) == len(own)
    assert int((own > 0).sum()) == 19_969
    assert wet(found, "volledig", "panden") == 20_410


def test_roads_against_their_register(found: StressTest, real_data: Path) -> None:
    """The register too has a place every 10 m, from one end; ours include the bends, so that a few roads differ."""
    own = register(real_data, "wegen", "brug", "diepte_max_m", "fractie_nat", "lengte_m")
    ground = own["brug"] == 0
    wet_roads = int((own["diepte_max_m"][ground] > 0).sum())
    wet_km = float((own["fractie_nat"] * own["lengte_m"])[ground].sum()) / 1000
    assert abs(wet(found, "volledig", "wegen") - wet_roads) <= 3
    assert wet_mm(found, "volledig", "wegen") / 1e6 == pytest.approx(wet_km, rel=0.002)


def test_four_scenarios_take_less_than_two_seconds(found: StressTest) -> None:  # noqa: ARG001  (imports are done)
    begin = time.perf_counter()
    stress_test(the_study())
    assert time.perf_counter() - begin < 2
