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
from besluitsteun.schema.base import Status, Verdict

FOLDER = Path(__file__).parents[2] / "scenario's" / "ijsselstreek"
RASTERS = sorted(path.name for path in (FOLDER / "waterdiepte").glob("*.tif"))
LAYERS = ("gemeenten.gpkg", "watersystemen.gpkg")


@cache
def the_study() -> Study:
    return bs.read_study(FOLDER)


@cache
def the_result() -> Result:
    return bs.run(the_study(), engine="vertolkt", measures=False)


@cache
def the_result_with_bandwidth() -> Result:
    return bs.run(the_study(), engine="vertolkt", draws=100, measures=False)


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
    """The one ring without buffer can start by itself; one party has no number yet; invented values are assumptions."""
    places = [str(warning.place).split(":")[0] for warning in study.warnings]
    assert places == ["afhankelijkheden", "grenzen.yaml", "objecten"]
    ring, no_number, share = (warning.found for warning in study.warnings)
    assert "telecom_terug" in no_number
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
    named = {each.source for each in study.assets} | {each.source for each in study.functions}
    named |= {each.source for each in study.scenarios} | {each.source for each in study.limits}
    named |= {each.likelihood.source for each in study.scenarios if each.likelihood}
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


def test_what_parties_say_is_marked_as_invented(study: Study) -> None:
    """Limits, likelihoods and amounts name a source that says so itself."""
    titles = {source.id: source.title for source in study.sources}
    named = {each.source for each in study.limits} | {
        each.likelihood.source for each in study.scenarios if each.likelihood
    }
    named |= {"schadebedragen", "lozingen", "waarde_verzonnen", "evacuatie"}
    assert [name for name in sorted(str(each) for each in named) if "(verzonnen)" not in titles[name]] == []
    assert {each.status for each in study.limits} == {Status.ASSUMPTION}


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


def test_rain_in_the_east_stops_a_treatment_works_that_the_water_spares(result: Result) -> None:
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
    found = bs.run(replace(study, assets=tame, scenarios=scenarios), engine="vertolkt", measures=False)
    blocked = found.tables["blokkades"]
    assert {"hs_hanzeveld", "knoop_hanzeveld", "ms_haven", "wkk_hanze"} <= set(blocked[blocked.kring == 1].object)


def test_areas_on_the_map_have_the_borders_of_the_study(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the study is named by a relative path, as on the command line."""
    from besluitsteun.background import read_borders

    monkeypatch.chdir(FOLDER.parents[1])
    study = bs.read_study(FOLDER.relative_to(FOLDER.parents[1]))
    areas = {asset.area for asset in study.assets if asset.area}
    assert set(read_borders(study, areas)) == areas


# --- consequences: totals that one can work out by hand --------------------------------------------------------------


def consequence(result: Result, scenario: str, criterion: str, function: str | None = None) -> float:
    """The sum over areas and parties of one criterion, of one function or of all."""
    table = result.tables["gevolgen"]
    rows = table[(table.scenario == scenario) & (table.criterium == criterion)]
    if function is not None:
        rows = rows[rows.functie == function]
    assert len(set(rows.eenheid)) == 1
    return float(rows.waarde.astype(float).sum())


def test_the_value_of_power_stops_after_a_day(result: Result) -> None:
    """Beekzijde: 1,700 connections are without power for 104 h; 24 of these count, at € 21."""
    assert outages(result, "regen_oost")["wijk_beekzijde_stroom"][1] == 104
    assert consequence(result, "regen_oost", "indirecte_schade_eur") == 1_700 * 21 * 24


def test_a_household_counts_once_an_hour(result: Result) -> None:
    """All three districts of Weteringbroek lose power, and later water and telephone.

    Power: 5,600 connections × 24 h × € 21. Water is gone from hour 56 and counts until 128, less the 16 hours up to 72
    in which the loss of power is larger: 56 h × € 4. Telephone is always worth less than the water of the same hour
    (13,600 × € 1 against 5,600 × € 4), or the power before that.
    """
    parts = [
        consequence(result, "regen_midden", "indirecte_schade_eur", name)
        for name in ("elektriciteit", "drinkwater", "telecom")
    ]
    assert parts == [5_600 * 24 * 21, 5_600 * 56 * 4, 0]


def test_damage_by_the_curves(result: Result) -> None:
    """Broekeind 0.90 m: all of half of 1,500 homes × 60 m² × € 250. Station Broekweg 0.65 m: 0.3 and three tenths of
    the way from 0.3 to 0.7 makes 0.42 of 1.5 million. Broekhof 0.80 m: all of 3,000 m² × € 250."""
    assert consequence(result, "regen_midden", "directe_schade_eur", "elektriciteit") == 11_250_000 + 630_000
    assert consequence(result, "regen_midden", "directe_schade_eur", "zorg") == 750_000


def test_compensation_by_the_rule(result: Result) -> None:
    """104 h: € 35 for the first four hours, and € 20 for each of the 25 times four hours after these."""
    assert consequence(result, "regen_oost", "compensatie_eur") == 1_700 * (35 + 25 * 20)


def test_affected_are_residents_counted_once(result: Result) -> None:
    """Everybody of Weteringbroek; of Sallerhoek (sewers); of Hanzeveld and Weteringbroek."""
    counted = {
        scenario: consequence(result, scenario, "getroffenen")
        for scenario in ("regen_midden", "regen_oost", "dijkdoorbraak", "regen_stad_uitval")
    }
    wetering, salland, stad = 3_700 + 7_600 + 2_300, 9_100 + 4_200 + 3_300, 13_200 + 8_100 + 9_700 + 12_900 + 9_400
    assert counted == {
        "regen_midden": wetering,
        "regen_oost": salland,
        "dijkdoorbraak": stad + wetering,
        "regen_stad_uitval": stad + wetering,
    }


def test_deaths_of_the_breach_by_hand(result: Result) -> None:
    """Residents of the four districts that stand 0.5 m deep or more, a fifth of whom are still there."""
    from math import log
    from statistics import NormalDist

    deep = ((3_700, 1.55), (2_300, 1.60), (7_600, 0.65), (8_100, 0.65))
    dead = 0.2 * sum(residents * NormalDist(7.60, 2.75).cdf(log(depth)) for residents, depth in deep)
    assert consequence(result, "dijkdoorbraak", "dodelijke_slachtoffers") == pytest.approx(dead, abs=1e-5)
    assert round(dead) == 11


def test_works_that_the_water_spares_spill(result: Result) -> None:
    """The works of Sallerhoek stand in 0.2 m and fail from 0.5 m, yet the sewage of 45,000 people is not treated."""
    assert consequence(result, "regen_oost", "lozing", "afvalwater") == 45_000
    assert outages(result, "regen_oost")["rwzi_sallerhoek"][2] == 1
    assert consequence(result, "regen_oost", "milieu") == 1
    assert consequence(result, "regen_stad_uitval", "milieu") == 2


def test_which_asset_first(result: Result) -> None:
    """One small station in a hollow: had it kept working, only Broekeind (wet itself: 60 h and 24 h repair) would have
    lost power. The pumping station and the substation come right behind it, as links of the same ring."""
    table = result.tables["knelpunten"]
    rows = table[(table.scenario == "regen_midden") & (table.functie == "elektriciteit")].sort_values("rang")
    assert list(rows.object[:3]) == ["ms_broekweg", "gemaal_broek", "hs_weteringbroek"]
    lost = consequence(result, "regen_midden", "gebruikersuren", "elektriciteit")
    assert float(rows.vermeden_gebruikersuren.iloc[0]) == lost - 1_500 * (60 + 24)


@pytest.mark.parametrize(
    ("scenario", "first"),
    [
        ("regen_midden", "ms_broekweg"),
        ("regen_oost", "ms_beekzijde"),
        ("dijkdoorbraak", "hs_weteringbroek"),
        ("regen_stad_uitval", "hs_hanzeveld"),
    ],
)
def test_the_most_critical_asset_of_every_scenario(result: Result, scenario: str, first: str) -> None:
    table = result.tables["knelpunten"]
    assert set(table[(table.scenario == scenario) & (table.rang == 1)].object) == {first}


# --- limits, judgements, levels --------------------------------------------------------------------------------------


def verdicts(result: Result, limit: str) -> dict[str, str]:
    """Scenario → oordeel."""
    table = result.tables["oordeel"]
    rows = table[table.grens == limit]
    return dict(zip(rows.scenario, rows.oordeel, strict=True))


def test_every_verdict_occurs() -> None:
    assert set(the_result_with_bandwidth().tables["oordeel"].oordeel) == {str(verdict) for verdict in Verdict}


def test_parties_differ_on_the_same_hours() -> None:
    result = the_result_with_bandwidth()
    grid, town = verdicts(result, "stroom_stad_net"), verdicts(result, "stroom_stad_gemeente")
    table = result.tables["oordeel"]
    for scenario in ("dijkdoorbraak", "regen_stad_uitval"):
        rows = table[table.grens.str.startswith("stroom_stad") & (table.scenario == scenario)]
        assert len(set(rows.waarde)) == 1
        assert (grid[scenario], town[scenario]) == ("afwegen", "onacceptabel")


def test_a_bandwidth_over_a_limit_asks_for_research() -> None:
    """In some draws the hospital is not hit at all, in others it is out for days."""
    result = the_result_with_bandwidth()
    assert verdicts(result, "ziekenhuis_samen")["dijkdoorbraak"] == "nader_onderzoek"
    table = result.tables["oordeel"]
    row = table[(table.grens == "ziekenhuis_samen") & (table.scenario == "dijkdoorbraak")].iloc[0]
    assert (float(row.p10), float(row.waarde)) == (0, 27)
    assert float(row.p90) > 72


def test_the_horizon_asks_for_research(result: Result) -> None:
    """After 30 days the polder is not drained yet; whether it will be within sixty, this run cannot tell. The modal
    run has no bandwidth, so it is the horizon alone that leaves it open."""
    assert verdicts(result, "polder_droog") == {
        "regen_midden": "nader_onderzoek",
        "regen_oost": "acceptabel",
        "dijkdoorbraak": "nader_onderzoek",
        "regen_stad_uitval": "acceptabel",
    }


def test_no_number_no_verdict(result: Result) -> None:
    assert set(verdicts(result, "telecom_terug").values()) == {"nog_geen_oordeel"}


def test_a_word_that_contradicts_the_own_number() -> None:
    """The mayor of Weteringbroek weighs what his own limit calls unacceptable; the water board likewise on spills."""
    table = the_result_with_bandwidth().tables["risicos"]
    rows = table[table.verschilt.astype(bool)]
    assert set(zip(rows.risico, rows.partij, rows.oordeel, rows.oordeel_uit_grenzen, strict=True)) == {
        ("stroom_wetering", "gemeente_weteringbroek", "afwegen", "onacceptabel"),
        ("lozing", "waterschap", "afwegen", "onacceptabel"),
    }


def test_a_silent_party_is_shown(study: Study, result: Result) -> None:
    """It set a limit on the risk, and said nothing."""
    said = {each.party for risk in study.risks if risk.id == "schade" for each in risk.judgements}
    assert "bedrijvenkring" not in said
    table = result.tables["risicos"]
    rows = table[(table.risico == "schade") & (table.partij == "bedrijvenkring")]
    assert len(rows) == 4
    assert not rows.oordeel.any()


def test_only_the_lowest_level_is_met_without_measures_and_not_everywhere() -> None:
    """``basis`` asks for the hospital and the control room; in the two heaviest scenarios that is not sure."""
    table = the_result_with_bandwidth().tables["niveaus"]
    assert [level.id for level in the_study().ambitions.levels] == ["basis", "robuust", "voorop"]
    met = table[(table.niet_gehaald == "") & (table.onbeslist == "")]
    assert list(zip(met.niveau, met.scenario, strict=True)) == [("basis", "regen_midden"), ("basis", "regen_oost")]
    assert set(table[table.niveau == "basis"].niet_gehaald) == {""}


def test_the_amounts_of_the_page_are_those_of_the_run() -> None:
    """LEESMIJ.md shows the direct damage in millions, with its bandwidth over 100 draws."""
    page = (FOLDER / "LEESMIJ.md").read_text(encoding="utf-8")
    (line,) = [line for line in page.splitlines() if line.startswith("| schade door water, miljoen euro")]
    table = the_result_with_bandwidth().tables["oordeel"]
    rows = table[table.grens == "waterschade"]
    shown = [cell.strip().replace("–", " ").strip(")").replace("(", "") for cell in line.split("|")[2:-1]]
    found = [[float(part.replace(",", ".")) for part in cell.split()] for cell in shown]
    computed = [[float(row.waarde), float(row.p10), float(row.p90)] for row in rows.itertuples()]
    for numbers, amounts in zip(found, computed, strict=True):
        assert numbers == [pytest.approx(amount / 1e6, abs=0.51 if amount > 1e8 else 0.051) for amount in amounts]
