"""The embedded study: what it promises (size, provenance, geography) and the stories that its LEESMIJ.md tells."""

from __future__ import annotations

import csv
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely

import besluitsteun as bs
from besluitsteun.loading.study import Study
from besluitsteun.result import Result
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.base import Status

FOLDER = Path(__file__).parents[2] / "scenario's" / "ijsselstreek"
RASTERS = sorted(path.name for path in (FOLDER / "waterdiepte").glob("*.tif"))
LAYERS = ("gemeenten.gpkg", "watersystemen.gpkg")


@cache
def the_study() -> Study:
    return bs.read_study(FOLDER)


@cache
def the_result() -> Result:
    return bs.run(the_study(), engine="vertolkt")


@pytest.fixture
def study() -> Study:
    return the_study()


@pytest.fixture
def result() -> Result:
    return the_result()


@pytest.fixture(scope="module")
def remade(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that the script makes."""
    folder = tmp_path_factory.mktemp("ijsselstreek")
    script().write_all(folder)
    return folder


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("maak_rasters", FOLDER / "maak_rasters.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asset(study: Study, asset_id: str) -> Asset:
    return next(each for each in study.assets if each.id == asset_id)


# --- the promised size -----------------------------------------------------------------------------------------------


def test_size(study: Study) -> None:
    """Issue 2: 80 to 150 objects, at least eight functions, five kinds of party, three areas, four scenarios."""
    assert len(study.assets) == 131
    assert len({each.function for each in study.assets}) == len(study.functions) == 11
    assert len(study.parties) == 12
    assert len({party.kind for party in study.parties}) >= 5
    assert {each.areas["gemeente"] for each in study.assets} == {"Hanzeveld", "Weteringbroek", "Sallerhoek"}
    assert len({each.areas["watersysteem"] for each in study.assets}) == 3
    assert [scenario.id for scenario in study.scenarios] == [
        "regen_midden", "regen_oost", "dijkdoorbraak", "regen_stad_uitval",
    ]  # fmt: skip


def test_the_divisions_differ(study: Study) -> None:
    pairs = {(each.areas["gemeente"], each.areas["watersysteem"]) for each in study.assets}
    assert len(pairs) > 3


def test_every_warning_is_meant(study: Study) -> None:
    """The one ring without buffer can start by itself; limits come later; invented values are assumptions."""
    places = [str(warning.place) for warning in study.warnings]
    assert places == ["afhankelijkheden", "grenzen", "objecten"]
    ring, _, share = (warning.found for warning in study.warnings)
    assert "ms_haven → wkk_hanze → ms_haven" in ring
    assert asset(study, "wkk_hanze").self_starting
    assert "aannames" in share


# --- provenance ------------------------------------------------------------------------------------------------------


def test_every_value_has_a_source_or_is_an_assumption(study: Study) -> None:
    assert study.provenance
    assert [row for row in study.provenance if not row.source and row.status != Status.ASSUMPTION] == []
    assert [each.id for each in study.assets if each.status is None or each.source is None] == []
    assert [need.key for need in study.needs if need.status is None] == []
    assert [function.id for function in study.functions if function.source is None] == []
    assert [scenario.id for scenario in study.scenarios if scenario.source is None] == []


def test_every_source_that_a_row_names_exists(study: Study) -> None:
    known = {source.id for source in study.sources}
    named = {each.source for each in (*study.assets, *study.functions, *study.scenarios)}
    with (FOLDER / "afhankelijkheden.csv").open(encoding="utf-8", newline="") as file:
        named |= {row["bron"] for row in csv.DictReader(file)}
    assert named <= known


def test_overrides_apply_with_their_own_status(study: Study) -> None:
    assert asset(study, "hs_weteringbroek").failure_depth_m == 0.6
    assert asset(study, "vph_broekhof").users == 64
    statuses = {row.status for row in study.provenance}
    assert {"bron", "expert", "betwist", "aanname"} <= statuses


def test_one_asset_is_for_its_owner_only(study: Study) -> None:
    assert {each.id: each.visible_to for each in study.assets if each.visible_to not in ("partijen", "openbaar")} == {
        "knoop_hanzeveld": "telecombedrijf"
    }


def test_no_return_period_and_no_weight_for_an_invented_event(study: Study) -> None:
    assert all(scenario.return_period is None and scenario.weight is None for scenario in study.scenarios)


# --- rasters and geography -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RASTERS)
def test_the_script_makes_the_committed_raster(remade: Path, name: str) -> None:
    with (
        rasterio.open(FOLDER / "waterdiepte" / name) as committed,
        rasterio.open(remade / "waterdiepte" / name) as made,
    ):
        assert committed.profile == made.profile
        assert np.array_equal(committed.read(1), made.read(1))


def test_the_script_makes_every_raster_and_they_are_small(remade: Path) -> None:
    assert sorted(path.name for path in (remade / "waterdiepte").iterdir()) == RASTERS
    assert sum((FOLDER / "waterdiepte" / name).stat().st_size for name in RASTERS) < 100_000


@pytest.mark.parametrize("name", LAYERS)
def test_the_script_makes_the_committed_layer(remade: Path, name: str) -> None:
    assert polygons(remade / name) == polygons(FOLDER / name)


def polygons(path: Path) -> dict[str, shapely.Geometry]:
    _, _, outlines, (names,) = pyogrio.raw.read(path)
    return dict(zip(names.tolist(), shapely.from_wkb(outlines), strict=True))


def test_every_object_lies_in_its_municipality(study: Study) -> None:
    municipalities = polygons(FOLDER / "gemeenten.gpkg")
    for each in study.assets:
        assert municipalities[each.areas["gemeente"]].contains(shapely.Point(each.x, each.y)), each.id


def test_no_object_lies_in_the_river(study: Study) -> None:
    with rasterio.open(FOLDER / "waterdiepte" / "droog.tif") as raster:
        depth, west, north = raster.read(1), raster.bounds.left, raster.bounds.top
    depths = {each.id: depth[int((north - each.y) // 50), int((each.x - west) // 50)] for each in study.assets}
    assert set(depths.values()) == {0.0}


# --- the stories of LEESMIJ.md ---------------------------------------------------------------------------------------


def outages(result: Result, scenario: str) -> dict[str, tuple[int, int, int, str]]:
    """Object → (eerste_uitval_uur, uitval_uur, keten_orde, direct_door)."""
    table = result.tables["uitval"]
    rows = table[table.scenario == scenario]
    return {
        row.object: (int(row.eerste_uitval_uur), int(row.uitval_uur), int(row.keten_orde), row.direct_door)
        for row in rows.itertuples()
    }


def hit_directly(result: Result, scenario: str) -> set[str]:
    return {name for name, (_, _, order, _) in outages(result, scenario).items() if order == 0}


def test_rain_in_the_middle_hits_four_objects_and_takes_31_down(result: Result) -> None:
    assert hit_directly(result, "regen_midden") == {
        "ms_broekweg", "vph_broekhof", "weg_broekweg", "wijk_broekeind_stroom",
    }  # fmt: skip
    assert len(outages(result, "regen_midden")) == 31


def test_the_chain_of_order_four(result: Result) -> None:
    """Water from hour 12; the cellar holds out 36 h without its pump, so everything behind it goes at 12 + 36 = 48."""
    down = outages(result, "regen_midden")
    links = ["ms_broekweg", "gemaal_broek", "hs_weteringbroek", "ms_wetering", "wijk_weteringdorp_stroom"]
    assert [down[name][2] for name in links] == [0, 1, 2, 3, 4]
    assert [down[name][0] for name in links] == [12, 12, 48, 48, 48]
    assert [down[name][3] for name in links[1:]] == links[:-1]


@pytest.mark.parametrize("scenario", ["regen_midden", "dijkdoorbraak"])
def test_the_blockade_of_pump_station_and_substation(result: Result, scenario: str) -> None:
    """Each waits for the next; help at any one of the three releases them all."""
    table = result.tables["blokkades"]
    rows = table[(table.scenario == scenario) & (table.kring == 1)]
    ring = ["gemaal_broek", "hs_weteringbroek", "ms_broekweg"]
    assert sorted(rows.object) == ring
    assert set(rows.losgemaakt_door) == {";".join(ring)}


@pytest.mark.parametrize("scenario", ["regen_oost", "regen_stad_uitval"])
def test_the_other_scenarios_recover(result: Result, scenario: str) -> None:
    table = result.tables["blokkades"]
    assert not (table.scenario == scenario).any()
    rows = result.tables["uitval"]
    assert not rows[rows.scenario == scenario].nog_uit.any()


def test_rain_in_the_east_stops_a_dry_treatment_works(result: Result) -> None:
    """``driehoek`` 6–102 h of 0.60 m passes 0.40 m in the step from hour 38: 6 + 48 · 0.40 / 0.60 = 38."""
    down = outages(result, "regen_oost")
    assert hit_directly(result, "regen_oost") == {"ms_beekzijde", "vph_beekdal", "weg_beekdal"}
    assert down["ms_beekzijde"][0] == 38
    assert down["rwzi_sallerhoek"][0] == 38 + 4
    assert down["rg_oosterveen"] == (38 + 4 + 12, down["rg_oosterveen"][1], 2, "rwzi_sallerhoek")


def test_the_breach_reaches_the_dry_hospital(result: Result) -> None:
    """Harbour station 20 h, exchange + 48 h battery, substation + 24 h, hospital + 72 h generator = 164 h."""
    down = outages(result, "dijkdoorbraak")
    links = ["ms_haven", "knoop_hanzeveld", "hs_hanzeveld", "ms_ziekenhuis", "ziekenhuis_ijsselstreek"]
    assert [down[name][0] for name in links] == [20, 68, 92, 92, 164]
    assert [down[name][2] for name in links] == [0, 1, 2, 3, 4]


def test_the_substation_goes_down_a_second_time(result: Result) -> None:
    """Out 6–66 h as imposed. The exchange has 48 h from hour 12: out at 60. Remote control is missed for 24 h: out
    again at 84. The harbour is repaired at 12 + 60 + 72 = 144, the exchange restarts 2 h later and the substation 1 h
    after that, 147: 60 + 63 = 123 h in all."""
    assert outages(result, "regen_stad_uitval")["hs_hanzeveld"][:3] == (6, 60 + 63, 0)


def test_without_black_start_the_town_would_block(study: Study) -> None:
    from dataclasses import replace

    tame = tuple(each.model_copy(update={"self_starting": False}) for each in study.assets)
    scenarios = tuple(scenario for scenario in study.scenarios if scenario.id == "regen_stad_uitval")
    blocked = bs.run(replace(study, assets=tame, scenarios=scenarios), engine="vertolkt").tables["blokkades"]
    assert {"hs_hanzeveld", "knoop_hanzeveld", "ms_haven", "wkk_hanze"} <= set(blocked[blocked.kring == 1].object)


def test_areas_on_the_map_have_the_borders_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the study is named by a relative path, as on the command line."""
    from besluitsteun.background import read_borders

    monkeypatch.chdir(FOLDER.parents[1])
    study = bs.read_study(FOLDER.relative_to(FOLDER.parents[1]))
    areas = {asset.area for asset in study.assets if asset.area}
    assert set(read_borders(study, areas)) == areas
