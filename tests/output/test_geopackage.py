"""The map layers, read back: names, places, values, areas."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyogrio
import pytest
import shapely
from pyogrio.raw import read

from besluitsteun.output.geopackage import BORDER, NO_SHAPE, OUTLINE, write_geopackage
from besluitsteun.publication import Publication, publish
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.tables.consequences import AREA_CONSEQUENCES

from ..small_result import SECRET_X, SECRET_Y, small_result, small_study


def layer(path: Path, name: str) -> tuple[dict[str, Any], list[dict[str, Any]], list[Any]]:
    """Meta, rows as dicts, and shapes of a layer."""
    meta, _, geometry, fields = read(path, layer=name)
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*fields, strict=True)]
    return meta, rows, list(shapely.from_wkb(geometry))


@pytest.fixture
def gpkg(tmp_path: Path) -> Path:
    path = tmp_path / "uitkomst.gpkg"
    write_geopackage(path, publish(small_result("net")), {})
    return path


def test_two_layers_per_scenario(gpkg: Path) -> None:
    assert pyogrio.list_layers(gpkg).tolist() == [
        ["uitval_vloed", "Point"],
        ["gevolgen_vloed", "MultiPolygon"],
        ["uitval_droog", "Point"],
        ["gevolgen_droog", "MultiPolygon"],
    ]


def test_points_of_the_outages(gpkg: Path) -> None:
    meta, rows, shapes = layer(gpkg, "uitval_vloed")
    assert meta["crs"] == "EPSG:28992"
    assert meta["geometry_type"] == "Point"
    assert [row["object"] for row in rows] == ["geheim_station", "hs", "mast", "wijk"]
    assert (shapes[0].x, shapes[0].y) == (SECRET_X, SECRET_Y)
    assert rows[3]["uitval_uur"] == 5
    assert rows[3]["direct_door"] == "geheim_station;mast"
    assert (rows[0]["nog_uit"], rows[3]["nog_uit"]) == ("ja", "nee")
    assert rows[1]["naam"] == "Onderstation"


def test_a_scenario_without_outages_has_an_empty_layer_with_its_columns(gpkg: Path) -> None:
    meta, rows, _ = layer(gpkg, "uitval_droog")
    assert rows == []
    assert "uitval_uur" in list(meta["fields"])


def test_areas_keep_functions_apart(gpkg: Path) -> None:
    """Stad: 4523 connection-hours and 1760 subscriber-hours; polder: no connections at all, so unknown, not 0."""
    _, rows, shapes = layer(gpkg, "gevolgen_vloed")
    assert [row["gebied"] for row in rows] == ["polder", "stad"]
    assert rows[1]["gebruikersuren_stroom"] == 4523
    assert rows[1]["gebruikersuren_telecom"] == 1760
    assert rows[0]["gebruikersuren_stroom"] != rows[0]["gebruikersuren_stroom"]  # NaN
    assert rows[0]["gebruikersuren_telecom"] == 0
    assert [row["afgekapt"] for row in rows] == ["nee", "ja"]
    assert [row["vorm"] for row in rows] == [NO_SHAPE, OUTLINE]
    assert shapes[0] is None
    assert shapes[1].covers(shapely.Point(SECRET_X, SECRET_Y))


def test_borders_of_the_study_are_used_where_it_has_them(tmp_path: Path) -> None:
    border = shapely.box(0, 0, 10, 10)
    write_geopackage(tmp_path / "u.gpkg", publish(small_result("partijen")), {"stad": border})
    _, rows, shapes = layer(tmp_path / "u.gpkg", "gevolgen_vloed")
    assert rows[1]["vorm"] == BORDER
    assert shapes[1].equals(border)


def test_the_hull_does_not_reach_hidden_assets(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "u.gpkg", publish(small_result("openbaar")), {})
    _, rows, shapes = layer(tmp_path / "u.gpkg", "gevolgen_vloed")
    assert rows[1]["gebruikersuren_stroom"] == 0.5
    assert shapes[1].distance(shapely.Point(SECRET_X, SECRET_Y)) > 500


def test_scenarios_whose_names_look_alike_get_their_own_layers(tmp_path: Path) -> None:
    scenarios = tuple(Scenario.model_validate({"id": each}) for each in ("bui.1", "bui-1", "BUI_1"))
    write_geopackage(tmp_path / "u.gpkg", publish(small_result("partijen", scenarios=scenarios)), {})
    names = [name for name, _ in pyogrio.list_layers(tmp_path / "u.gpkg")]
    assert names[::2] == ["uitval_bui_1", "uitval_bui_1_2", "uitval_BUI_1_3"]


def test_a_very_long_scenario_has_a_layer(tmp_path: Path) -> None:
    scenarios = tuple(Scenario.model_validate({"id": "x" * 10_000 + end}) for end in "ab")
    write_geopackage(tmp_path / "u.gpkg", publish(small_result("partijen", scenarios=scenarios)), {})
    names = [name for name, _ in pyogrio.list_layers(tmp_path / "u.gpkg")]
    assert names[::2] == ["uitval_" + "x" * 60, "uitval_" + "x" * 60 + "_2"]


def test_functions_that_differ_in_case_only_have_their_own_columns(tmp_path: Path) -> None:
    publication = publish(small_result("net"))
    at = AREA_CONSEQUENCES.position("functie")
    rows = tuple(
        tuple("STROOM" if place == at and cell == "telecom" else cell for place, cell in enumerate(row))
        for row in publication.rows["gevolgen_gebied"]
    )
    alike = dataclasses.replace(publication, rows={**publication.rows, "gevolgen_gebied": rows})
    write_geopackage(tmp_path / "u.gpkg", alike, {})
    _, found, _ = layer(tmp_path / "u.gpkg", "gevolgen_vloed")
    assert found[1]["gebruikersuren_STROOM"] == 1760
    assert found[1]["gebruikersuren_stroom_2"] == 4523


def test_loads_in_different_units_have_their_own_columns(tmp_path: Path) -> None:
    """Five tonnes and seven cubic metres are not one number; a criterion with one unit keeps its short name."""
    assets = small_study().assets
    spills = [
        asset.model_copy(update={"spill_load": load, "spill_unit": unit})
        for asset, load, unit in zip(assets[:2], (5.0, 7.0), ("ton", "m3"), strict=True)
    ]
    publication = publish(small_result("net", assets=(*spills, *assets[2:])))
    write_geopackage(tmp_path / "u.gpkg", publication, {})
    _, rows, _ = layer(tmp_path / "u.gpkg", "gevolgen_vloed")
    assert (rows[1]["lozing_stroom_ton"], rows[1]["lozing_stroom_m3"]) == (5, 7)
    assert rows[1]["gebruikersuren_stroom"] == 4523


def test_every_area_of_every_division_has_a_row(gpkg: Path) -> None:
    _, rows, _ = layer(gpkg, "gevolgen_vloed")
    assert [(row["indeling"], row["gebied"]) for row in rows] == [("gebied", "polder"), ("gebied", "stad")]


def with_quantities(names: list[tuple[str, str]]) -> Publication:
    """A publication in which the first rows of area consequences have these criteria and functions, worth 1, 2, …"""
    publication = publish(small_result("net"))
    columns = [AREA_CONSEQUENCES.position(name) for name in ("criterium", "functie", "waarde")]
    like: list[Any] = list(publication.rows["gevolgen_gebied"][0])
    rows = []
    for value, (criterion, function) in enumerate(names, 1):
        for place, cell in zip(columns, (criterion, function, float(value)), strict=True):
            like[place] = cell
        rows.append(tuple(like))
    return dataclasses.replace(publication, rows={**publication.rows, "gevolgen_gebied": tuple(rows)})


def test_criteria_and_functions_that_join_to_one_name_have_their_own_columns(tmp_path: Path) -> None:
    write_geopackage(tmp_path / "u.gpkg", with_quantities([("a", "b_c"), ("a_b", "c")]), {})
    _, (row,), _ = layer(tmp_path / "u.gpkg", "gevolgen_vloed")
    assert (row["a_b_c"], row["a_b_c_2"]) == (1, 2)


@pytest.mark.parametrize("name", ["fid", "geom", "gebied", "vorm", "Indeling"])
def test_a_criterion_may_be_called_as_another_column_of_the_layer(tmp_path: Path, name: str) -> None:
    write_geopackage(tmp_path / "u.gpkg", with_quantities([(name, "")]), {})
    _, (row,), _ = layer(tmp_path / "u.gpkg", "gevolgen_vloed")
    assert row[f"{name}_2"] == 1


def test_many_layers_are_one_sound_file_that_others_can_edit(tmp_path: Path) -> None:
    """As QGIS would: the standard's tables agree with the layers, and rows that are added are counted."""
    path = tmp_path / "u.gpkg"
    scenarios = tuple(Scenario.model_validate({"id": f"s{number}"}) for number in range(20))
    write_geopackage(path, publish(small_result("net", scenarios=scenarios)), {})
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert file.execute("PRAGMA application_id").fetchone() == (int.from_bytes(b"GPKG", "big"),)
        names = [name for name, _ in pyogrio.list_layers(path)]
        assert len(names) == 40
        for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents"):
            rows = file.execute(f"SELECT table_name FROM {table} ORDER BY rowid")  # noqa: S608 - names from above
            assert [name for (name,) in rows] == names
        counted = dict(file.execute("SELECT table_name, feature_count FROM gpkg_ogr_contents"))
        assert counted == {name: len(read(path, layer=name)[2]) for name in names}
        file.execute("INSERT INTO uitval_s7 (object) VALUES ('nieuw')")
        file.commit()
    assert pyogrio.read_info(path, layer="uitval_s7")["features"] == counted["uitval_s7"] + 1
    assert pyogrio.read_info(path, layer="gevolgen_s19")["crs"] == "EPSG:28992"
