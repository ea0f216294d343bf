"""The assembly of a study: what the lists become together, where values came from, and what the hash says."""

from __future__ import annotations

import gc
import shutil
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from besluitsteun.loading.audience import may_see
from besluitsteun.loading.files import DATA_VARIABLE
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.problems import InputError
from besluitsteun.schema.assets import Asset

from .small_study import RD, TEXTS, change, write_study

STUDY = "studie.yaml"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_study(tmp_path / "studie")


def assets(study: Study) -> dict[str, Asset]:
    return {asset.id: asset for asset in study.assets}


def origins(study: Study) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(object, key) → value, status and visible_to."""
    rows = ((row.place.split(" (")[0], row) for row in study.provenance)
    return {(place, row.key): (row.value, row.status, row.visible_to) for place, row in rows}


# --- registers with a mapping ----------------------------------------------------------------------------------------


def test_a_register_keeps_its_ids_and_takes_our_names(study: Path) -> None:
    mast = assets(read_study(study))["M1"]
    assert (mast.name, mast.kind, mast.x, mast.y) == ("Mast een", "zendmast", 150_012.5, 499_988.5)


def test_where_leaves_rows_out(study: Path) -> None:
    assert "M3" not in assets(read_study(study))


def test_defaults_by_kind_come_before_general_ones_and_cells_before_both(study: Path) -> None:
    change(study, STUDY, "zendmast: {faal", "zendmast: {naam: Per soort, partij: stad, faal")
    change(study, STUDY, "standaard: {", "standaard: {naam: Algemeen, ")
    change(study, "masten.csv", "Mast een", "")
    found = assets(read_study(study))
    assert (found["M1"].name, found["M1"].party, found["M1"].failure_depth_m) == ("Per soort", "stad", 0.5)
    assert (found["M2"].name, found["M2"].party, found["M2"].failure_depth_m) == ("Mast twee", "netbeheer", None)


def test_the_rule_by_column_reads_the_register_under_its_own_name(study: Path) -> None:
    needs = {need.key: need.suppliers for need in read_study(study).needs}
    assert needs["M1|knoop|"] == ("huis",)
    assert "M2|knoop|" not in needs


def test_a_layer_in_another_crs_is_moved_to_that_of_the_study(study: Path) -> None:
    lon, lat = Transformer.from_crs(RD, "EPSG:4326", always_xy=True).transform(150_012.0, 499_988.0)
    path = study / "punten.gpkg"
    columns = [np.array([each], dtype=object) for each in ("P1", "telecom")]
    points = shapely.to_wkb([shapely.Point(lon, lat)])
    pyogrio.raw.write(path, points, columns, ["id", "functie"], geometry_type="Point", crs="EPSG:4326", layer="punten")
    change(study, STUDY, "  - objecten.csv\n", "  - punten.gpkg\n  - objecten.csv\n")
    read = read_study(study)
    moved = read.assets[0]
    assert moved.id == "P1"
    assert (moved.x, moved.y) == (pytest.approx(150_012.0, abs=1e-3), pytest.approx(499_988.0, abs=1e-3))


# --- overrides -------------------------------------------------------------------------------------------------------


def test_an_override_replaces_value_and_range(study: Path) -> None:
    found = assets(read_study(study))
    house = found["huis"]
    assert (house.failure_depth_m, house.failure_depth_m_min, house.failure_depth_m_max) == (0.6, 0.4, 0.9)
    assert found["ms"].users == 50
    change(study, "gegevens.csv", "ms,gebruikers", "hs,faaldiepte_m")
    change(study, "gegevens.csv", ",50,", ",0.3,")
    station = assets(read_study(study))["hs"]
    assert (station.failure_depth_m, station.failure_depth_m_min) == (0.3, None)


def test_an_override_has_its_own_provenance(study: Path) -> None:
    (row,) = (each for each in read_study(study).provenance if each.status == "betwist")
    assert row.place == "huis (gegevens.csv:rij 2/waarde)"
    assert (row.key, row.value, row.minimum, row.maximum, row.unit) == ("faaldiepte_m", "0.6", "0.4", "0.9", "m")
    assert (row.source, row.who, row.date, row.visible_to) == ("meting", "J. Jansen", "2026-03-01", "regio")


def test_an_overridden_value_has_no_other_provenance(study: Path) -> None:
    rows = [each for each in read_study(study).provenance if each.place.startswith("huis (")]
    assert sorted(each.key for each in rows) == ["faaldiepte_m", "gebruikers", "hersteltijd_uur"]


def test_an_override_of_the_area_counts_for_the_division_and_the_bearer(study: Path) -> None:
    change(study, "gegevens.csv", "ms,gebruikers,50", "dorp,gebied,Stad")
    dorp = assets(read_study(study))["dorp"]
    assert (dorp.areas["gemeente"], dorp.bearer) == ("Stad", "stad")


def test_decimal_marks_of_overrides_follow_their_own_table(study: Path) -> None:
    text = (study / "gegevens.csv").read_text().replace(",", ";").replace("0.6;0.4;0.9", "0,6;0,4;0,9")
    (study / "gegevens.csv").write_text(text)
    assert assets(read_study(study))["huis"].failure_depth_m == 0.6
    (study / "gegevens.csv").write_text(text.replace("ms;gebruikers;50", "ms;gebruikers;50.5"))
    with pytest.raises(InputError, match="overal een komma of overal een punt"):
        read_study(study)


# --- needs -----------------------------------------------------------------------------------------------------------


def test_rows_with_the_same_group_form_one_need(study: Path) -> None:
    needs = {need.key: need for need in read_study(study).needs}
    house = needs["huis|stroom|"]
    assert (house.suppliers, house.minimum) == (("hs", "ms"), 1)
    assert (house.buffer_hours, house.restart_hours, house.start_failure_chance) == (Decimal(8), Decimal(1), 0.05)
    assert needs["dorp||ms"].minimum == 1


def test_an_empty_minimum_is_every_supplier(study: Path) -> None:
    change(study, "afhankelijkheden.csv", "huis,stroom,hs,1,", "huis,stroom,hs,,")
    needs = {need.key: need for need in read_study(study).needs}
    assert needs["huis|stroom|"].minimum == 2


def test_a_derived_need_is_an_assumption_and_names_its_rule(study: Path) -> None:
    needs = {need.key: need for need in read_study(study).needs}
    mast = needs["M1|stroom|"]
    assert (mast.suppliers, mast.status) == (("ms",), "aanname")
    assert "regel dichtstbijzijnde" in str(mast.source)


# --- areas, bearers, visibility --------------------------------------------------------------------------------------


def test_areas_by_our_column_another_column_and_a_layer(study: Path) -> None:
    found = assets(read_study(study))
    assert found["hs"].areas == {"gemeente": "Stad", "wijk": "West", "peilgebied": "west"}
    assert found["M2"].areas == {"peilgebied": "oost"}
    assert found["buurt"].areas == {"gemeente": "Stad", "wijk": "Oost"}


def test_the_bearer_is_the_municipality_of_the_area(study: Path) -> None:
    found = assets(read_study(study))
    assert (found["huis"].bearer, found["dorp"].bearer, found["M1"].bearer) == ("stad", None, None)


def test_values_are_seen_by_whom_the_object_or_the_override_says(study: Path) -> None:
    seen = {key: mark for key, (_, _, mark) in origins(read_study(study)).items()}
    secret, public, own = seen["hs", "faaldiepte_m"], seen["huis", "gebruikers"], seen["huis", "faaldiepte_m"]
    assert [may_see(secret, None, who) for who in ("netbeheer", "regio", "stad", "openbaar")] == [
        True,
        True,
        False,
        False,
    ]
    assert may_see(public, None, "openbaar")
    assert [may_see(own, None, who) for who in ("regio", "stad", "openbaar")] == [True, False, False]


def test_the_owner_sees_the_values_of_what_it_shows_to_others_only(study: Path) -> None:
    change(study, "objecten.csv", "netbeheer|regio", "regio")
    seen = origins(read_study(study))["hs", "faaldiepte_m"][2]
    assert [may_see(seen, None, who) for who in ("netbeheer", "regio", "stad")] == [True, True, False]


# --- provenance, hash, files -----------------------------------------------------------------------------------------


def test_every_number_has_its_row_with_unit_and_status(study: Path) -> None:
    read = read_study(study)
    found = origins(read)
    assert found["hs", "faaldiepte_m"][:2] == ("0.5", "bron")
    assert found["M1", "faaldiepte_m"][:2] == ("0.5", "aanname")
    units = {(row.place.split(" (")[0], row.key): row.unit for row in read.provenance}
    assert units["dorp", "gebruikers"] == "aansluitingen"
    assert units["hs", "hersteltijd_uur"] == "uur"
    assert sum(row.key == "faaldiepte_m" for row in read.provenance) == 4


def test_a_default_of_a_mapping_has_the_line_that_says_it(study: Path) -> None:
    (row,) = (each for each in read_study(study).provenance if each.place.startswith("M1 (") and each.unit == "m")
    assert row.place == "M1 (studie.yaml:22:32)"


def test_the_hash_changes_with_every_file_and_not_with_the_folder(study: Path, tmp_path: Path) -> None:
    first = read_study(study)
    assert {name for name, _ in first.files} == {
        *TEXTS,
        "diepte.tif",
        "peil.tif",
        "grond.tif",
        "duur.tif",
        "vlakken.gpkg",
    }
    elsewhere = Path(shutil.copytree(study, tmp_path / "ergens" / "anders"))
    assert read_study(elsewhere).hash == first.hash
    hashes = {first.hash}
    for name in TEXTS:
        comment = b"\n" if name.endswith(".csv") else b"# \n"
        (study / name).write_bytes((study / name).read_bytes() + comment)
        hashes.add(read_study(study).hash)
    assert len(hashes) == 1 + len(TEXTS)
    (study / "niet_genoemd.txt").write_text("x")
    assert read_study(study).hash in hashes


def test_files_in_the_data_folder(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read_study(study)
    data = tmp_path / "gegevens"
    data.mkdir()
    (study / "masten.csv").rename(data / "masten.csv")
    change(study, STUDY, "bestand: masten.csv", "bestand: ${BESLUITSTEUN_DATA}/masten.csv")
    monkeypatch.setenv(DATA_VARIABLE, str(data))
    read = read_study(study)
    assert read.assets == before.assets
    assert "${BESLUITSTEUN_DATA}/masten.csv" in dict(read.files)
    assert read.file("${BESLUITSTEUN_DATA}/masten.csv") == data / "masten.csv"


def test_lists_in_files_in_files_name_their_own_file(study: Path) -> None:
    (study / "lijst.yaml").write_text("- {id: extra, functie: stroom, gebruikers: -1}\n")
    change(study, STUDY, "  - objecten.csv\n", "  - objecten.csv\n  - lijst.yaml\n")
    with pytest.raises(InputError) as caught:
        read_study(study)
    assert [str(each.place) for each in caught.value.problems] == ["lijst.yaml:1:44"]


def test_the_folder_or_its_file_may_be_named(study: Path) -> None:
    assert read_study(study / STUDY).hash == read_study(str(study)).hash


def test_the_garbage_collector_is_as_it_was(study: Path) -> None:
    read_study(study)
    assert gc.isenabled()
    with pytest.raises(InputError):
        read_study(study / "weg")
    assert gc.isenabled()
