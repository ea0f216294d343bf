"""Polygons of areas by name, and layers to draw, from the study's background files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from pyogrio.raw import write

from besluitsteun.background import read_background, read_borders
from besluitsteun.loading.study import Study
from besluitsteun.schema.map_layers import MapLayer, MapLayerKind

from .small_result import small_study

SQUARE, NEXT, FAR = (
    shapely.box(200000, 500000, 200100, 500100),
    shapely.box(200100, 500000, 200200, 500100),
    shapely.box(210000, 500000, 210100, 500100),
)


def layer(
    path: Path, shapes: list[shapely.Geometry], names: list[str], column: str = "naam", crs: str = "EPSG:28992"
) -> Path:
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    write(path, wkb, [np.array(names, dtype=object)], [column], driver="GPKG", geometry_type="Polygon", crs=crs)
    return path


def with_background(*files: Path | MapLayer) -> Study:
    """A study with these background files, or layers of them."""
    layers = (each if isinstance(each, MapLayer) else MapLayer(bestand=str(each)) for each in files)
    return small_study(background=tuple(layers))


def test_by_name_with_parts_joined(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [SQUARE, NEXT, FAR], ["stad", "stad", "elders"])
    borders = read_borders(with_background(path), {"stad", "polder"})
    assert list(borders) == ["stad"]
    assert borders["stad"].equals(shapely.box(200000, 500000, 200200, 500100))


def test_the_first_file_that_knows_an_area_decides(tmp_path: Path) -> None:
    first = layer(tmp_path / "a.gpkg", [SQUARE], ["stad"])
    second = layer(tmp_path / "b.gpkg", [FAR, NEXT], ["stad", "polder"])
    borders = read_borders(with_background(first, second), {"stad", "polder"})
    assert borders["stad"].equals(SQUARE)
    assert borders["polder"].equals(NEXT)


def test_other_columns_and_other_files_are_no_borders(tmp_path: Path) -> None:
    other = layer(tmp_path / "a.gpkg", [SQUARE], ["stad"], column="soort")
    (tmp_path / "kapot.gpkg").write_bytes(b"geen gpkg")
    (tmp_path / "kaart.png").write_bytes(b"")
    paths = (other, tmp_path / "kapot.gpkg", tmp_path / "kaart.png")
    assert read_borders(with_background(*paths), {"stad"}) == {}


def test_another_crs_is_transformed(tmp_path: Path) -> None:
    """Half a metre is what the plain transformation between the two systems may differ by, there and back."""
    to_degrees = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True).transform
    path = layer(
        tmp_path / "g.gpkg", [shapely.transform(SQUARE, to_degrees, interleaved=False)], ["stad"], crs="EPSG:4326"
    )
    border = read_borders(with_background(path), {"stad"})["stad"]
    assert border.hausdorff_distance(SQUARE) == pytest.approx(0, abs=0.5)


def test_a_recipe_that_names_another_source_is_not_followed(tmp_path: Path) -> None:
    layer(tmp_path / "ander.gpkg", [SQUARE], ["stad"])
    recipe = tmp_path / "g.gpkg"
    recipe.write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="ander"><SrcDataSource relativeToVRT="1">ander.gpkg</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert read_borders(with_background(recipe), {"stad"}) == {}


def lines(path: Path, shapes: list[shapely.Geometry], name: str) -> Path:
    wkb = shapely.to_wkb(np.array(shapes, dtype=object))
    write(
        path, wkb, [], [], layer=name, driver="GPKG", geometry_type="LineString", crs="EPSG:28992", append=path.exists()
    )
    return path


def test_background_has_polygons_with_names_and_lines_without(tmp_path: Path) -> None:
    path = lines(
        layer(tmp_path / "gebied.gpkg", [SQUARE, FAR], ["stad", "dorp"]),
        [shapely.LineString([(200000, 500000), (200050, 500001), (200100, 500000)])],
        "wegen",
    )
    areas, roads = read_background(with_background(path), tolerance=5)
    assert (areas.name, areas.names) == ("gebied", ("stad", "dorp"))
    assert areas.shapes[0].equals(SQUARE)
    assert (roads.name, roads.names) == ("wegen", ("",))
    assert [tuple(corner) for corner in roads.shapes[0].coords] == [(200000, 500000), (200100, 500000)]


def test_background_leaves_out_specks(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [SQUARE, shapely.box(0, 0, 3, 3)], ["stad", "hok"])
    (areas,) = read_background(with_background(path), tolerance=1)
    assert areas.names == ("stad",)
    assert read_background(with_background(path), tolerance=100) == ()


def test_background_passes_over_what_cannot_be_read(tmp_path: Path) -> None:
    good = layer(tmp_path / "goed.gpkg", [SQUARE], ["stad"])
    cut = tmp_path / "afgekapt.gpkg"
    cut.write_bytes(good.read_bytes()[:5000])
    recipe = tmp_path / "recept.gpkg"
    recipe.write_text('<OGRVRTDataSource><OGRVRTLayer name="goed"><SrcDataSource>goed.gpkg</SrcDataSource>')
    picture = tmp_path / "kaart.png"
    picture.write_bytes(good.read_bytes())
    found = read_background(with_background(cut, recipe, picture, good), tolerance=1)
    assert [each.name for each in found] == ["goed"]


def test_background_without_names_in_another_crs(tmp_path: Path) -> None:
    to_degrees = pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True).transform
    shape = shapely.transform(SQUARE, to_degrees, interleaved=False)
    path = layer(tmp_path / "g.gpkg", [shape], ["x"], column="soort", crs="EPSG:4326")
    (areas,) = read_background(with_background(path), tolerance=1)
    assert areas.names == ("",)
    assert areas.shapes[0].hausdorff_distance(SQUARE) == pytest.approx(0, abs=0.5)


def test_background_keeps_the_layer_and_the_rows_that_are_asked_for(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [SQUARE, NEXT, FAR], ["stad", "polder", "elders"])
    lines(path, [shapely.LineString([(200000, 500000), (200100, 500000)])], "wegen")
    asked = MapLayer(
        bestand=str(path), laag="g", waar={"naam": ["stad", "elders"]}, naam="Plaatsen", scenarios=["storm"]
    )
    (areas,) = read_background(with_background(asked), tolerance=1)
    assert (areas.name, areas.names) == ("Plaatsen", ("stad", "elders"))
    assert (areas.is_on_map_of("storm"), areas.is_on_map_of("regen")) == (True, False)


def test_breaches_are_points_and_a_river_is_no_border(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [SQUARE], ["stad"])
    wkb = shapely.to_wkb(np.array([shapely.Point(200050, 500050)], dtype=object))
    names = [np.array(["Bres"], dtype=object)]
    write(path, wkb, names, ["naam"], layer="b", driver="GPKG", geometry_type="Point", crs="EPSG:28992", append=True)
    study = with_background(
        MapLayer(bestand=str(path), soort="water"), MapLayer(bestand=str(path), soort="doorbraken", naam="Doorbraak")
    )
    river, breach = read_background(study, tolerance=1)
    assert (river.name, river.kind, breach.name, breach.kind) == (
        "g",
        MapLayerKind.WATER,
        "Doorbraak",
        MapLayerKind.BREACHES,
    )
    assert breach.shapes[0].equals(shapely.Point(200050, 500050))
    assert read_borders(study, {"stad"}) == {}
