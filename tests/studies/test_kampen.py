"""The study on real data: only mappings and rules, the ids of the registers, and every invented part labelled so."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

import besluitsteun as bs
from besluitsteun.loading.study import Study
from besluitsteun.result import Result
from besluitsteun.schema.base import Standing, Status

FOLDER = Path(__file__).parents[2] / "scenario's" / "kampen"
REGISTERS = {"assets.csv": "id", "afgeleid/ms_stations_synthetisch.csv": "id", "adressen_pc6.csv": "postcode"}


def test_the_folder_holds_no_data() -> None:
    """Mappings and rules only; runs everywhere."""
    files = {path.name for path in FOLDER.iterdir() if path.is_file()}
    assert files == {
        "LEESMIJ.md", "besluit.yaml", "bronnen.yaml", "criteria.yaml", "grenzen.yaml", "maatregelen.yaml",
        "partijen.yaml", "risicos.yaml", "scenarios.yaml", "stresstest.yaml", "studie.yaml",
    }  # fmt: skip


def test_licences_are_named() -> None:
    text = (FOLDER / "LEESMIJ.md").read_text(encoding="utf-8")
    for licence in ("OpenStreetMap-bijdragers", "ODbL", "MIT-licentie", "CC BY 4.0"):
        assert licence in text


@pytest.fixture
def kampen(real_data: Path) -> Path:
    return real_data / "kampen"


@cache
def the_study() -> Study:
    return bs.read_study(FOLDER)


@cache
def the_result() -> Result:
    return bs.run(the_study(), measures=False)


@pytest.fixture
def study(kampen: Path) -> Study:  # noqa: ARG001  (skips where the data are absent)
    return the_study()


@pytest.fixture
def result(kampen: Path) -> Result:  # noqa: ARG001
    return the_result()


@pytest.fixture
def registers(kampen: Path) -> dict[str, dict[str, dict[str, str]]]:
    """File name → id → row, as the register has it."""
    return {name: {row[key]: row for row in rows(kampen / name)} for name, key in REGISTERS.items()}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def down(result: Result, scenario: str) -> dict[str, str]:
    """Object → oorzaak."""
    table = result.tables["uitval"]
    table = table[table.scenario == scenario]
    return dict(zip(table.object, table.oorzaak, strict=True))


# --- size, ids, labels -----------------------------------------------------------------------------------------------


def test_size(study: Study) -> None:
    """Issue 2 asks at least 1,400 objects: 107 of the register, 130 synthetic stations, 1,240 postcode groups."""
    assert len(study.assets) == 107 + 130 + 1240
    assert len(study.functions) == len({asset.function for asset in study.assets}) == 11
    assert [scenario.id for scenario in study.scenarios] == ["volledig", "midden", "oost", "west"]


def test_the_ids_are_those_of_the_registers(study: Study, registers: dict[str, dict[str, dict[str, str]]]) -> None:
    ids = {asset.id for asset in study.assets}
    assert ids <= set().union(*(register.keys() for register in registers.values()))
    assert set(registers["adressen_pc6.csv"]) <= ids
    assert set(registers["afgeleid/ms_stations_synthetisch.csv"]) <= ids


def test_what_the_register_warns_of_is_left_out(study: Study, registers: dict[str, dict[str, dict[str, str]]]) -> None:
    remarked = {name for name, row in registers["assets.csv"].items() if row["opmerking"]}
    assert len(remarked) == 4
    assert not remarked & {asset.id for asset in study.assets}


def test_synthetic_stations_are_labelled(study: Study, registers: dict[str, dict[str, dict[str, str]]]) -> None:
    synthetic = [asset for asset in study.assets if asset.kind == "ms_station_synthetisch"]
    assert {asset.id for asset in synthetic} == set(registers["afgeleid/ms_stations_synthetisch.csv"])
    for asset in synthetic:
        assert "Bedacht" in str(asset.name)
        assert asset.source == "bedachte_stations"
        assert asset.status == Status.ASSUMPTION
    real = {name for name, row in registers["assets.csv"].items() if row["soort"] == "ms_station"}
    assert {asset.id for asset in study.assets if asset.kind == "ms_station"} == real
    assert len(real) == 4


def test_users_are_addresses(study: Study, registers: dict[str, dict[str, dict[str, str]]]) -> None:
    users = {asset.id: asset.users for asset in study.assets if str(asset.kind).startswith("postcodegroep")}
    register = registers["adressen_pc6.csv"]
    assert users == {name: float(row["adressen"]) for name, row in register.items()}
    assert all(asset.users is None for asset in study.assets if asset.id not in register)


def test_every_value_has_a_source_or_is_an_assumption(study: Study) -> None:
    assert [asset.id for asset in study.assets if asset.source is None or asset.status is None] == []
    assert [row for row in study.provenance if not row.source and row.status != Status.ASSUMPTION] == []
    assert {need.status for need in study.needs} == {Status.ASSUMPTION}


def test_no_return_period_is_claimed(study: Study) -> None:
    assert all(scenario.return_period is None for scenario in study.scenarios)


# --- dependencies ----------------------------------------------------------------------------------------------------


def test_every_postcode_has_one_station_and_every_station_one_substation(study: Study) -> None:
    kind = {asset.id: str(asset.kind) for asset in study.assets}
    feeds = {need.consumer: need.suppliers for need in study.needs if need.group in ("stroom", "voeding")}
    for consumer, suppliers in feeds.items():
        assert len(suppliers) == 1
        wanted = "onderstation_hs" if kind[consumer].startswith("ms_station") else "ms_station"
        assert kind[suppliers[0]].startswith(wanted)
    needing = {name for name, its in kind.items() if its != "onderstation_hs"}
    assert set(feeds) == needing


def test_the_feeding_substation_is_that_of_the_column(
    study: Study, registers: dict[str, dict[str, dict[str, str]]]
) -> None:
    name = {asset.id: asset.name for asset in study.assets}
    feeds = {need.consumer: need.suppliers[0] for need in study.needs if need.group == "voeding"}
    for station, row in registers["afgeleid/ms_stations_synthetisch.csv"].items():
        assert name[feeds[station]] == row["voeding_aanname"]


def test_the_nearest_station_by_measuring_all(study: Study) -> None:
    """Straight comparison of all distances for every postcode; equal distances go by id."""
    stations = [asset for asset in study.assets if str(asset.kind).startswith("ms_station")]
    feeds = {need.consumer: need.suppliers[0] for need in study.needs if need.group == "stroom"}
    for asset in study.assets:
        if str(asset.kind).startswith("postcodegroep"):
            nearest = min(stations, key=lambda each: ((each.x - asset.x) ** 2 + (each.y - asset.y) ** 2, each.id))
            assert feeds[asset.id] == nearest.id


# --- outcome ---------------------------------------------------------------------------------------------------------


def test_depths_are_those_that_the_register_found(
    result: Result, registers: dict[str, dict[str, dict[str, str]]]
) -> None:
    """The register sampled the 5 m file at the same points; the 50 m file holds the same values."""
    table = result.tables["blootstelling"]
    wet = table[table.scenario == "volledig"].set_index("object").diepte_max_m.astype(float)
    ids = {asset.id for asset in the_study().assets}
    for name, row in registers["assets.csv"].items():
        if name in ids:
            assert wet.get(name, 0.0) == float(row["diepte_m"]), name


def test_outages_by_scenario(result: Result, study: Study) -> None:
    """Counted apart from the engine: wet postcodes, and those whose nearest station or its substation is wet."""
    postcodes = {asset.id for asset in study.assets if str(asset.kind).startswith("postcodegroep")}
    counts = {
        scenario: len(postcodes & set(down(result, scenario))) for scenario in ("volledig", "midden", "oost", "west")
    }
    assert counts == {"volledig": 1240, "midden": 942, "oost": 298, "west": 0}


def test_west_hits_nothing_of_this_register(result: Result) -> None:
    assert down(result, "west") == {}
    exposure = result.tables["blootstelling"]
    assert not (exposure.scenario == "west").any()


def test_dry_postcodes_lose_their_power_through_the_chain(result: Result) -> None:
    exposure = result.tables["blootstelling"]
    wet = set(exposure[exposure.scenario == "volledig"].object)
    dry = [name for name in down(result, "volledig") if name.startswith("82") and name not in wet]
    assert len(dry) > 400
    assert {down(result, "volledig")[name] for name in dry} == {"keten"}


def test_no_blockade_without_loops(result: Result) -> None:
    assert result.tables["blokkades"].empty


# --- consequences and examples of judgement --------------------------------------------------------------------------


def test_what_the_map_cannot_carry_is_left_out(result: Result) -> None:
    """No deaths from an envelope in whole metres; no damage and no spill load, for which there is no source."""
    found = set(result.tables["gevolgen"].criterium)
    assert {"getroffenen", "gebruikersuren", "indirecte_schade_eur", "milieu"} <= found
    assert not found & {"dodelijke_slachtoffers", "directe_schade_eur", "compensatie_eur", "lozing"}


def test_the_value_of_power_is_one_day_for_every_address(result: Result, study: Study) -> None:
    """Every address of every postcode is out for 480 h; 24 of these count, at € 21."""
    addresses = sum(int(asset.users or 0) for asset in study.assets)
    table = result.tables["gevolgen"]
    rows = table[(table.scenario == "volledig") & (table.criterium == "indirecte_schade_eur")]
    assert float(rows.waarde.astype(float).sum()) == addresses * 21 * 24
    assert rows.afgekapt.astype(bool).all()


def test_affected_are_the_residents_of_the_register(
    result: Result, registers: dict[str, dict[str, dict[str, str]]]
) -> None:
    residents = sum(float(row["inwoners_afgeleid"]) for row in registers["adressen_pc6.csv"].values())
    table = result.tables["gevolgen"]
    rows = table[(table.scenario == "volledig") & (table.criterium == "getroffenen")]
    assert float(rows.waarde.astype(float).sum()) == pytest.approx(residents)


def test_limits_and_judgements_are_examples_of_nobody(study: Study) -> None:
    titles = {source.id: source.title for source in study.sources}
    assert {each.source for each in study.limits} == {"voorbeeldgrenzen"}
    assert "(verzonnen)" in titles["voorbeeldgrenzen"]
    assert {(each.status, each.standing) for each in study.limits} == {(Status.ASSUMPTION, Standing.EXAMPLE)}
    words = [each for risk in study.risks for each in risk.judgements]
    assert len(words) == 5
    assert {each.standing for each in words} == {Standing.EXAMPLE}
    assert study.ambitions.levels == ()


def test_verdicts_of_the_examples(result: Result) -> None:
    """Of the modal run: 480 h lies between a week and thirty days; the works fails in ``volledig`` and ``midden``."""
    table = result.tables["oordeel"]
    found = {limit: tuple(rows.oordeel) for limit, rows in table.groupby("grens")}
    far = ("onacceptabel", "onacceptabel", "onacceptabel", "acceptabel")
    assert found == {
        "voorbeeld_getroffen": far,
        "voorbeeld_hulpdiensten": far,
        "voorbeeld_stroom_terug": ("afwegen", "afwegen", "afwegen", "acceptabel"),
        "voorbeeld_zorg": far,
        "voorbeeld_zuivering": ("onacceptabel", "onacceptabel", "acceptabel", "acceptabel"),
    }


@pytest.mark.parametrize(("scenario", "first"), [("volledig", "K0144"), ("midden", "K0144"), ("oost", "K0173")])
def test_the_substation_is_the_most_critical_asset(result: Result, scenario: str, first: str) -> None:
    """110 kV Kampen and 110 kV IJsselmuiden: every synthetic station hangs on one of them."""
    table = result.tables["knelpunten"]
    assert set(table[(table.scenario == scenario) & (table.rang == 1)].object) == {first}
