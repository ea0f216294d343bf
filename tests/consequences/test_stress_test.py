"""Four buildings and two roads of known depths, counted by hand; sums over areas; what an audience sees of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

import besluitsteun as bs
from besluitsteun.consequences.stress_test import CLASSES, StressTest, stress_test
from besluitsteun.hazard.shape_places import places_of
from besluitsteun.loading.study import FeatureLayer, Study
from besluitsteun.problems import InputError
from besluitsteun.publication import publish
from besluitsteun.result import Result
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.stress_test import StressLayer
from besluitsteun.tables import STRESS_DEPTHS, STRESS_TEST, Row
from besluitsteun.tables.stress_test import stress_depth_rows, stress_rows

from ..hazard.grids import CELL, LEFT, TOP, write_tif
from ..small_result import small_study

NODATA = -9999.0
GRID = [[0.0, 0.12, 0.2, 2.5], [0.0, 0.201, NODATA, NODATA]]


def house(column: int, row: int) -> Any:
    left, top = LEFT + column * CELL, TOP - row * CELL
    return shapely.box(left + 1, top - 9, left + 9, top - 1)


HOUSES = (house(0, 0), house(1, 1), house(3, 0), house(2, 1))
"""Dry, 0.201 m, 2.5 m, not known."""
ROADS = (
    shapely.LineString([(LEFT + 5, TOP - 5), (LEFT + 35, TOP - 5)]),
    shapely.LineString([(LEFT + 5, TOP - 15), (LEFT + 5, TOP - 19)]),
)
"""Places every 10 m in 0 m, 0.12 m, 0.20 m and 2.5 m, of which 5, 10, 10 and 5 m; and 4 m dry."""


def layer(name: str, shapes: tuple[Any, ...], areas: dict[str, tuple[str, ...]], **keys: Any) -> FeatureLayer:
    record = StressLayer.model_validate({"id": name, "soort": "gebouwen", "bestand": f"{name}.gpkg"} | keys)
    return FeatureLayer(record, places_of(np.array(shapes, dtype=object)), areas)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    write_tif(tmp_path / "diepte.tif", np.array(GRID))
    scenarios = (
        {"id": "kaart", "waterdiepte": {"raster": "diepte.tif"}},
        {"id": "overal", "waterdiepte": {"uniform_m": 0.5}},
        {"id": "tabel", "waterdiepte": {"tabel": "dieptes.csv"}},
        {"id": "droog"},
    )
    return small_study(
        folder=tmp_path,
        scenarios=tuple(Scenario.model_validate(each) for each in scenarios),
        stress_layers=(
            layer("panden", HOUSES, {"wijk": ("west", "west", "oost", "")}, zichtbaar_voor="openbaar"),
            layer("wegen", ROADS, {"wijk": ("oost", "west")}, soort="wegen", zichtbaar_voor="net"),
        ),
    )


def counted(found: StressTest, scenario: str, layer: str, division: str = "", area: str = "") -> dict[str, Any]:
    """Class → (count, km), of the classes that are not empty."""
    where = (scenario, layer, division or None, area or None)
    rows = [row for row in stress_rows(found) if (row[0], row[1], row[3], row[4]) == where]
    assert [row[5] for row in rows] == list(CLASSES)
    return {str(row[5]): (row[8], row[9]) for row in rows if row[8] or row[9]}


def test_buildings_are_counted_in_the_class_of_their_deepest_place(study: Study) -> None:
    assert counted(stress_test(study), "kaart", "panden") == {
        "droog": (1, None),
        ">0,20": (1, None),
        ">2,00": (1, None),
        "onbekend": (1, None),
    }


def test_kilometres_are_in_their_own_class_and_the_road_in_that_of_its_deepest_place(study: Study) -> None:
    """0.20 m is the upper bound of the first wet class, included."""
    assert counted(stress_test(study), "kaart", "wegen") == {
        "droog": (1, Decimal("0.009")),
        ">0": (0, Decimal("0.02")),
        ">2,00": (1, Decimal("0.005")),
    }


def test_a_uniform_depth_puts_everything_in_one_class(study: Study) -> None:
    found = stress_test(study)
    assert counted(found, "overal", "panden") == {">0,20": (4, None)}
    assert counted(found, "overal", "wegen") == {">0,20": (2, Decimal("0.034"))}


def test_by_area(study: Study) -> None:
    found = stress_test(study)
    assert counted(found, "kaart", "panden", "wijk", "west") == {"droog": (1, None), ">0,20": (1, None)}
    assert counted(found, "kaart", "panden", "wijk", "oost") == {">2,00": (1, None)}
    assert counted(found, "kaart", "panden", "wijk", "") == {"onbekend": (1, None)}
    assert counted(found, "kaart", "wegen", "wijk", "west") == {"droog": (1, Decimal("0.004"))}


def test_areas_add_up_to_the_whole(study: Study) -> None:
    sums: dict[tuple[Any, ...], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in stress_rows(stress_test(study)):
        total = sums[(row[3], row[0], row[1], row[5])]
        total[0] += Decimal(str(row[8]))
        total[1] += Decimal(str(row[9] or 0))
    whole = {key[1:]: total for key, total in sums.items() if key[0] is None}
    assert len(whole) == 2 * 2 * len(CLASSES)
    assert whole == {key[1:]: total for key, total in sums.items() if key[0] == "wijk"}


def test_every_class_tells_its_bounds_and_they_follow_on_each_other(study: Study) -> None:
    rows = [row for row in stress_rows(stress_test(study)) if (row[0], row[1], row[3]) == ("kaart", "wegen", None)]
    assert [row[5:8] for row in rows] == [
        ("droog", None, Decimal(0)),
        (">0", Decimal(0), Decimal("0.2")),
        (">0,20", Decimal("0.2"), Decimal("0.5")),
        (">0,50", Decimal("0.5"), Decimal(2)),
        (">2,00", Decimal(2), None),
        ("onbekend", None, None),
    ]


def test_classes_of_five_centimetres(study: Study) -> None:
    rows = [row for row in stress_depth_rows(stress_test(study)) if row[0] == "kaart"]
    assert rows == [
        ("kaart", "panden", Decimal("0.2"), 1, None),
        ("kaart", "panden", Decimal("2.45"), 1, None),
        ("kaart", "wegen", Decimal("0.1"), 0, Decimal("0.01")),
        ("kaart", "wegen", Decimal("0.15"), 0, Decimal("0.01")),
        ("kaart", "wegen", Decimal("2.45"), 1, Decimal("0.005")),
    ]


def test_scenarios_without_a_map_are_told_once(study: Study) -> None:
    found = stress_test(study)
    assert {row.scenario for row in found.counts} == {"kaart", "overal"}
    assert len(found.notes) == 1
    assert "niet geteld in 2 scenario's: tabel en droog" in found.notes[0]


def test_a_map_that_cannot_be_read_is_refused(study: Study, tmp_path: Path) -> None:
    (tmp_path / "diepte.tif").write_bytes(b"II*\0geen kaart")
    with pytest.raises(InputError, match=r"diepte\.tif"):
        stress_test(study)


def test_a_study_without_layers_has_nothing_to_count() -> None:
    assert stress_test(small_study()) == StressTest()


@pytest.fixture
def result(study: Study) -> Result:
    return result_for(study, "openbaar")


def result_for(study: Study, audience: str) -> Result:
    """The whole run, in the scenarios that need no map of the objects; with a warning on a layer for one party."""
    kept = tuple(each for each in study.scenarios if each.id in ("overal", "droog"))
    found = bs.run(
        replace(study, scenarios=kept, files=(("wegen.gpkg", "ab" * 32),)), audience=audience, engine="vertolkt"
    )
    told = "stresstest.yaml:2:3 · `wegen.gpkg` zegt niet in welk stelsel de laag is"
    return replace(found, warnings=(*found.warnings, told))


def test_the_run_of_a_study_has_the_tables_its_notes_and_its_time(result: Result) -> None:
    assert set(result.tables["stresstest"]["scenario"]) == {"overal"}
    assert result.tables["stresstest_diepte"]["lengte_km"].sum() == pytest.approx(0.034)
    assert result.timings["stresstest"] >= 0
    assert any(warning.startswith("stresstest · niet geteld in 1 scenario: droog") for warning in result.warnings)


@pytest.mark.parametrize(
    ("audience", "seen"), [("openbaar", {"panden"}), ("tel", {"panden"}), ("net", {"panden", "wegen"})]
)
def test_an_audience_sees_the_rows_of_the_layers_it_may_see(study: Study, audience: str, seen: set[str]) -> None:
    published = publish(result_for(study, audience))
    assert {layers(row) for row in published.rows[STRESS_TEST.name]} == seen
    assert {row[STRESS_DEPTHS.position("laag")] for row in published.rows[STRESS_DEPTHS.name]} == seen
    assert {each.layer.id for each in published.study.stress_layers} == seen
    told = (*published.warnings, *(name for name, _ in published.study.files))
    assert any("wegen.gpkg" in each for each in told) == ("wegen" in seen)


@pytest.mark.parametrize(("audience", "told"), [("openbaar", True), ("tel", True), ("net", False)])
def test_that_a_layer_is_left_out_is_said_but_not_which(study: Study, audience: str, told: bool) -> None:
    sentence = "stresstest · 1 kaartlaag weggelaten: niet voor dit publiek"
    warnings = publish(result_for(study, audience)).warnings
    assert (sentence in warnings) == told
    assert any("wegen" in each for each in warnings) != told


def test_a_file_with_a_layer_that_may_be_seen_is_told_though_it_also_holds_one_that_may_not(result: Result) -> None:
    areas: dict[str, tuple[str, ...]] = {}
    both = tuple(
        layer(name, ROADS, areas, bestand="kaart.gpkg", zichtbaar_voor=who)
        for name, who in (("panden", "openbaar"), ("wegen", "net"))
    )
    one_file = replace(result, study=replace(result.study, stress_layers=both, files=(("kaart.gpkg", "ab" * 32),)))
    assert publish(one_file).study.files == (("kaart.gpkg", "ab" * 32),)
    alone = replace(one_file, study=replace(one_file.study, stress_layers=both[1:]))
    assert publish(alone).study.files == ()


def layers(row: Row) -> Any:
    return row[STRESS_TEST.position("laag")]
