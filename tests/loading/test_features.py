"""``stresstest``: layers that are read, and layers that are refused with their place and remedy, all at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

import besluitsteun as bs
from besluitsteun.loading.study import Study
from besluitsteun.problems import InputError

from .small_study import RD, change, write_study

HOUSES = [shapely.box(150_002 + 10 * i, 499_992, 150_006 + 10 * i, 499_996) for i in range(4)]
KINDS = ["huis", "huis", "schuur", "kas"]


def write_layer(path: Path, layer: str, shapes: list[Any], crs: str | None = RD, **columns: list[Any]) -> None:
    """A layer of a geopackage, added to those that are there."""
    pyogrio.raw.write(
        path, shapely.to_wkb(np.array(shapes, dtype=object)), [np.array(each) for each in columns.values()],
        list(columns), layer=layer, geometry_type="Unknown", crs=crs, driver="GPKG", append=path.exists(),
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_study(tmp_path / "studie")
    write_layer(folder / "kaart.gpkg", "panden", HOUSES, soort=np.array(KINDS, dtype=object), lagen=[1, 2, 2, 1])
    write_layer(
        folder / "kaart.gpkg", "wegen", [shapely.LineString([(150_000, 499_995), (150_040, 499_995)])], tunnel=[1]
    )
    return folder


def with_layers(folder: Path, *rows: str) -> Path:
    change(folder, "studie.yaml", "bronnen: bronnen.yaml", "bronnen: bronnen.yaml\nstresstest: stresstest.yaml")
    (folder / "stresstest.yaml").write_text("".join(f"- {row}\n" for row in rows), encoding="utf-8")
    return folder


def read(folder: Path, *rows: str) -> Study:
    return bs.read_study(with_layers(folder, *rows))


def refusals(folder: Path, *rows: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read(folder, *rows)
    return [str(problem) for problem in refused.value.problems]


def test_a_study_without_the_key_has_no_layers(folder: Path) -> None:
    assert bs.read_study(folder).stress_layers == ()


def test_layers_are_read_and_their_file_belongs_to_the_study(folder: Path) -> None:
    study = read(
        folder,
        "{id: panden, soort: gebouwen, bestand: kaart.gpkg, laag: panden, bron: rapport, status: bron}",
        "{id: wegen, soort: wegen, bestand: kaart.gpkg, laag: wegen}",
    )
    assert [(each.layer.id, len(each)) for each in study.stress_layers] == [("panden", 4), ("wegen", 1)]
    assert study.stress_layers[1].places.length_mm.sum() == 40_000
    assert "kaart.gpkg" in dict(study.files)
    rows = [row for row in study.provenance if row.place.startswith("stresstest ")]
    assert [(row.value, row.source, row.status) for row in rows] == [("panden", "rapport", "bron"), ("wegen", "", "")]


@pytest.mark.parametrize(
    ("where", "features"),
    [("{soort: huis}", 2), ("{soort: [huis, kas]}", 3), ('{lagen: "2"}', 2), ('{soort: huis, lagen: "2"}', 1)],
)
def test_where_keeps_rows_by_their_values_as_text(folder: Path, where: str, features: int) -> None:
    study = read(folder, f"{{id: p, soort: gebouwen, bestand: kaart.gpkg, laag: panden, waar: {where}}}")
    assert [len(each) for each in study.stress_layers] == [features]


def test_every_feature_lies_in_an_area_of_the_divisions_by_polygons(folder: Path) -> None:
    """Divisions by a column of objects say nothing of features."""
    outside = shapely.box(160_000, 499_992, 160_004, 499_996)
    write_layer(folder / "kaart.gpkg", "meer", [*HOUSES, outside])
    study = read(folder, "{id: p, soort: gebouwen, bestand: kaart.gpkg, laag: meer}")
    assert study.stress_layers[0].areas == {"peilgebied": ("west", "west", "oost", "oost", "")}


def test_a_layer_in_another_crs_is_moved(folder: Path) -> None:
    write_layer(folder / "graden.gpkg", "g", [shapely.Point(5.38720621, 52.15517440)], crs="EPSG:4326")
    places = read(folder, "{id: p, soort: overig, bestand: graden.gpkg}").stress_layers[0].places
    assert (places.x[0], places.y[0]) == pytest.approx((155_000, 463_000), abs=1)


def test_a_layer_without_crs_is_taken_in_that_of_the_study_with_a_warning(folder: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        write_layer(folder / "los.gpkg", "g", [shapely.Point(150_005, 499_995)], crs=None)
    study = read(folder, "{id: p, soort: overig, bestand: los.gpkg}")
    assert study.stress_layers[0].places.x.tolist() == [150_005]
    told = [str(warning) for warning in study.warnings if "stresstest" in str(warning)]
    assert len(told) == 1
    assert told[0].startswith("stresstest.yaml:1:35 · `los.gpkg` zegt niet in welk coördinatenstelsel de laag is")


def test_rows_without_geometry_stay_and_are_told(folder: Path) -> None:
    write_layer(folder / "gaten.gpkg", "g", [HOUSES[0], None])
    study = read(folder, "{id: p, soort: gebouwen, bestand: gaten.gpkg}")
    assert len(study.stress_layers[0]) == 2
    assert any("1 van de 2 rijen in `gaten.gpkg` zonder leesbare vorm" in str(warning) for warning in study.warnings)


def test_a_shape_with_a_coordinate_that_is_no_number_is_no_shape(folder: Path) -> None:
    endless = shapely.LineString([(150_000, 499_995), (150_040, np.inf)])
    write_layer(folder / "oneindig.gpkg", "g", [endless, shapely.Point(150_005, 499_995)])
    study = read(folder, "{id: p, soort: overig, bestand: oneindig.gpkg}")
    assert study.stress_layers[0].places.shape.tolist() == [1]
    assert any("1 van de 2 rijen in `oneindig.gpkg` zonder" in str(warning) for warning in study.warnings)


def test_coordinates_that_are_not_in_the_crs_of_their_file_are_refused(folder: Path) -> None:
    """RD numbers in a file that says it has degrees."""
    write_layer(folder / "verkeerd.gpkg", "g", HOUSES, crs="EPSG:4326")
    told = refusals(folder, "{id: p, soort: gebouwen, bestand: verkeerd.gpkg}")
    assert len(told) == 1
    assert told[0].startswith("stresstest.yaml:1:")
    assert "passen niet bij het stelsel dat het bestand noemt (EPSG:4326)" in told[0]


def test_a_study_in_degrees_measures_no_kilometres(folder: Path) -> None:
    change(folder, "studie.yaml", "crs: EPSG:28992", "crs: EPSG:4326")
    told = refusals(folder, "{id: w, soort: wegen, bestand: kaart.gpkg, laag: wegen}")
    assert any("meet niet in meters" in each for each in told)


def test_everything_that_is_wrong_is_told_at_once(folder: Path) -> None:
    (folder / "kaart.txt").write_text("geen kaart", encoding="utf-8")
    told = refusals(
        folder,
        "{id: a, soort: gebouwen, bestand: weg.gpkg}",
        "{id: b, soort: gebouwen, bestand: kaart.txt}",
        "{id: c, soort: gebouwen, bestand: kaart.gpkg, laag: pand}",
        "{id: d, soort: gebouwen, bestand: kaart.gpkg, laag: panden, waar: {sort: huis}}",
        "{id: e, soort: gebouwen, bestand: kaart.gpkg, laag: panden, waar: {soort: Huis}}",
        "{id: f, soort: gebouwen, bestand: kaart.gpkg}",
        "{id: f, soort: gebouwen, bestand: kaart.gpkg, laag: panden, zichtbaar_voor: stat}",
        "{id: g, soort: huizen, bestand: kaart.gpkg, laag: panden}",
    )
    parts = [each.split(" · ") for each in told]
    assert [(each[0].rpartition(":")[0], each[1], each[3]) for each in parts] == [
        ("stresstest.yaml:1", "bestand `weg.gpkg` bestaat niet", "controleer de naam, ook op hoofdletters"),
        ("stresstest.yaml:2", "`kaart.txt` is geen leesbare geopackage", "open het in QGIS en sla het op als .gpkg"),
        ("stresstest.yaml:3", "laag `pand` bestaat niet", "bedoelde u `panden`?"),
        ("stresstest.yaml:4", "de laag heeft geen kolom `sort`", "bedoelde u `soort`?"),
        (
            "stresstest.yaml:5",
            "`waar` houdt van de 4 rijen niets over",
            "schrijf de waarden zoals ze in de laag staan, ook met hoofdletters",
        ),
        ("stresstest.yaml:6", "`kaart.gpkg` heeft 2 lagen", "noem de laag: `laag: …`"),
        (
            "stresstest.yaml:7",
            "id `f` staat al in stresstest.yaml:6:8",
            "geef een van beide een andere id, of verwijder de dubbele",
        ),
        ("stresstest.yaml:7", "onbekende partij `stat`", "bedoelde u `stad`?"),
        ("stresstest.yaml:8", "`soort` is `huizen`", "kies een van deze woorden"),
    ]


def test_a_table_without_a_map_is_refused(folder: Path) -> None:
    pyogrio.raw.write(
        folder / "tabel.gpkg", None, [np.array([1])], ["n"], layer="t", geometry_type=None, crs=None, driver="GPKG"
    )
    told = refusals(folder, "{id: a, soort: gebouwen, bestand: tabel.gpkg}")
    assert len(told) == 1
    assert "laag `t` is een tabel zonder kaart" in told[0]
