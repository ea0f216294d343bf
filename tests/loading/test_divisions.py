"""Areas by polygon on real files: inside, outside, on borders, overlapping, other CRS; and every refusal."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyogrio.raw import write
from pyproj import Transformer

from besluitsteun.loading.divisions import area_name_warnings, areas_in_polygons
from besluitsteun.problems import Problem, Severity
from besluitsteun.schema.assets import Asset

RD = "EPSG:28992"
WEST, EAST = shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)


def asset(name: str, x: float | None, y: float | None) -> Asset:
    return Asset.model_validate({"id": name, "functie": "f", "x": x, "y": y})


def layer(
    path: Path,
    areas: list[tuple[Any, Any]],
    crs: str | None = RD,
    name: str = "grenzen",
    kind: str = "Unknown",
    **more: Any,
) -> Path:
    """Write (name, shape) rows; ``more`` goes to the writer."""
    shapes = np.array([shape for _, shape in areas], dtype=object)
    names = np.array([area for area, _ in areas], dtype=more.pop("dtype", object))
    keys = {"fields": ["naam"], "crs": crs, "layer": name, "driver": "GPKG", "geometry_type": kind, **more}
    write(path, shapely.to_wkb(shapes), [names], **keys)
    return path


def areas_of(path: Path, *assets: Asset, column: str = "naam", **keys: Any) -> tuple[list[str | None], list[Problem]]:
    return areas_in_polygons(path, "grenzen.gpkg", column, keys.get("layer"), assets, keys.get("crs", RD))


def refusal(path: Path, **keys: Any) -> Problem:
    """The one error; with an error no asset has an area."""
    areas, (problem,) = areas_of(path, asset("a", 5, 5), **keys)
    assert areas == [None]
    assert problem.severity is Severity.ERROR
    assert problem.place.file == "grenzen.gpkg"
    assert problem.remedy
    return problem


def test_inside_on_the_edge_and_without_location(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [("West", WEST), (" Oost ", EAST)])
    assets = [asset("a", 5, 5), asset("b", 15, 5), asset("c", 0, 0), asset("d", None, 5), asset("e", None, None)]
    assert areas_of(path, *assets) == (["West", "Oost", "West", None, None], [])


def test_no_assets_at_all(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [("West", WEST)])
    assert areas_of(path) == ([], [])
    assert areas_of(path, asset("a", None, None)) == ([None], [])


def test_an_area_of_several_parts_with_a_hole(tmp_path: Path) -> None:
    ring = WEST.difference(shapely.box(4, 4, 6, 6))
    path = layer(tmp_path / "g.gpkg", [("A", shapely.MultiPolygon([ring, shapely.box(30, 0, 40, 10)])), ("A", EAST)])
    areas, (warning,) = areas_of(path, asset("a", 1, 1), asset("hole", 5, 5), asset("b", 35, 5), asset("c", 10, 5))
    assert areas == ["A", None, "A", "A"]
    assert warning.found == "1 van de 4 objecten met een plaats ligt buiten alle vlakken en krijgt geen gebied: hole"


def test_on_a_shared_border_the_smallest_name_counts_without_warning(tmp_path: Path) -> None:
    for areas in ([("West", WEST), ("Oost", EAST)], [("Oost", EAST), ("West", WEST)]):
        path = layer(tmp_path / f"{areas[0][0]}.gpkg", areas)
        assert areas_of(path, asset("a", 10, 5), asset("corner", 10, 10)) == (["Oost", "Oost"], [])


def test_overlapping_areas_are_counted(tmp_path: Path) -> None:
    """B shares the left border of A and lies over its lower half: a is inside both, b on the border of both, c on
    the border of A where B is not, d on the border of B inside A."""
    path = layer(tmp_path / "g.gpkg", [("B", shapely.box(0, 0, 10, 5)), ("A", WEST)])
    assets = [asset("a", 5, 2), asset("b", 0, 2), asset("c", 0, 8), asset("d", 5, 5)]
    areas, (warning,) = areas_of(path, *assets)
    assert areas == ["A"] * 4
    assert warning.severity is Severity.WARNING
    assert warning.found == (
        "3 objecten liggen in gebieden die elkaar overlappen: a (A en B), b (A en B) en d (A en B); "
        "de eerste naam op alfabet telt"
    )


def test_areas_that_overlap_elsewhere_do_not_overlap_here(tmp_path: Path) -> None:
    """The two share a border at y = 8 and overlap only below y = 2."""
    east = shapely.union(EAST, shapely.box(8, 0, 10, 2))
    path = layer(tmp_path / "g.gpkg", [("A", WEST), ("B", east)])
    assert areas_of(path, asset("a", 10, 8)) == (["A"], [])


def test_at_most_five_outside_are_named(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [("West", WEST)])
    areas, (warning,) = areas_of(path, asset("in", 5, 5), *(asset(f"a{i}", 50, 50) for i in range(7)))
    assert areas == ["West"] + [None] * 7
    assert warning.found == (
        "7 van de 8 objecten met een plaats liggen buiten alle vlakken en krijgen geen gebied: "
        "a0, a1, a2, a3, a4 en nog 2"
    )


def test_points_are_moved_to_the_crs_of_the_layer(tmp_path: Path) -> None:
    """Kampen in RD, the polygon in degrees; with the axes the wrong way round the point would lie in Somalia."""
    to_degrees = Transformer.from_crs(RD, "EPSG:4326", always_xy=True).transform
    box = shapely.transform(shapely.box(190_000, 506_000, 192_000, 508_000), to_degrees, interleaved=False)
    path = layer(tmp_path / "g.gpkg", [("Kampen", box)], crs="EPSG:4326")
    areas, (warning,) = areas_of(path, asset("a", 191_000, 507_000), asset("b", 195_000, 507_000))
    assert areas == ["Kampen", None]
    assert "buiten alle vlakken" in warning.found


def test_a_place_that_the_layer_cannot_express_lies_outside(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [("West", WEST)], crs="EPSG:3857")
    areas, _ = areas_of(path, asset("a", 0, 90.5), asset("b", 1e-5, 1e-5), crs="EPSG:4326")
    assert areas == [None, "West"]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 21), st.integers(-1, 11)), min_size=1, max_size=12))
def test_equals_one_polygon_at_a_time(tmp_path_factory: pytest.TempPathFactory, places: list[tuple[int, int]]) -> None:
    shapes = {"c": WEST, "a": EAST, "b": shapely.Polygon([(0, 0), (20, 0), (0, 10)])}
    path = tmp_path_factory.getbasetemp() / "triangles.gpkg"
    if not path.exists():
        layer(path, list(shapes.items()))
    areas, _ = areas_of(path, *(asset(f"p{i}", x, y) for i, (x, y) in enumerate(places)))
    for (x, y), area in zip(places, areas, strict=True):
        assert area == min((name for name, shape in shapes.items() if shape.covers(shapely.Point(x, y))), default=None)


def test_names_that_are_numbers(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [(12, WEST)], dtype=np.float64)
    assert areas_of(path, asset("a", 5, 5)) == (["12"], [])


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    assert refusal(tmp_path / "geen.gpkg").found == "bestand ‘grenzen.gpkg’ bestaat niet"
    (tmp_path / "kapot.gpkg").write_bytes(b"SQLite format 3\x00" + b"rommel" * 50)
    assert refusal(tmp_path / "kapot.gpkg").found == "het bestand is niet te lezen als kaart"
    (tmp_path / "leeg.gpkg").write_bytes(b"")
    assert refusal(tmp_path / "leeg.gpkg").found == "het bestand is niet te lezen als kaart"
    assert refusal(tmp_path).found == "bestand ‘grenzen.gpkg’ bestaat niet"


def test_a_table_is_not_a_map(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("naam,x\nStad,1\n")
    assert refusal(tmp_path / "t.csv").found == "het bestand is niet te lezen als kaart"
    write(tmp_path / "t.gpkg", None, [np.array(["Stad"], dtype=object)], ["naam"], driver="GPKG", geometry_type=None)
    assert refusal(tmp_path / "t.gpkg").found == "de laag heeft geen vlakken, alleen een tabel"


def test_a_recipe_that_names_another_source_is_not_followed(tmp_path: Path) -> None:
    """GDAL would fetch that source, also from the internet, whatever the name of the file."""
    layer(tmp_path / "ander.gpkg", [("West", WEST)], name="ander")
    (tmp_path / "g.gpkg").write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="ander"><SrcDataSource relativeToVRT="1">ander.gpkg</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>"
    )
    assert refusal(tmp_path / "g.gpkg").found == "het bestand is niet te lezen als kaart"


def test_layers(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [("West", WEST)], name="gemeenten")
    layer(path, [("Zuid", WEST)], name="wijken", append=True)
    assert areas_of(path, asset("a", 5, 5), layer="wijken") == (["Zuid"], [])
    assert refusal(path).found == "het bestand heeft 2 lagen: gemeenten en wijken"
    wrong = refusal(path, layer="wijk")
    assert (wrong.found, wrong.remedy) == ("laag ‘wijk’ bestaat niet", "bedoelde u ‘wijken’?")


def test_a_missing_column(tmp_path: Path) -> None:
    problem = refusal(layer(tmp_path / "g.gpkg", [("West", WEST)]), column="Namm")
    assert (problem.found, problem.expected) == ("kolom ‘Namm’ bestaat niet", "een van: naam")
    assert problem.remedy == "bedoelde u ‘naam’?"


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_layer_without_crs(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [("West", WEST)], crs=None)
    assert refusal(path).found == "de kaart zegt niet in welk coördinatenstelsel zij is"


def test_lines_and_empty_rows_are_no_areas(tmp_path: Path) -> None:
    rows = [("West", WEST), ("Dijk", shapely.LineString([(0, 0), (1, 1)])), ("Niets", None)]
    assert refusal(layer(tmp_path / "g.gpkg", rows)).found == "geen vlak bij ‘Dijk’ en ‘Niets’"
    assert refusal(layer(tmp_path / "h.gpkg", [])).found == "de laag is leeg"


def test_empty_names_and_invalid_polygons_at_once(tmp_path: Path) -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    path = layer(tmp_path / "g.gpkg", [("Strik", bow_tie), (None, WEST), ("  ", EAST)])
    areas, problems = areas_of(path, asset("a", 5, 2))
    assert areas == [None]
    assert [problem.found for problem in problems] == [
        "het vlak van ‘Strik’ is niet geldig (het snijdt zichzelf, of raakt zichzelf verkeerd)",
        "2 vlakken zonder naam: nummer 2 en 3 in de laag",
    ]


def test_an_unknown_crs_of_the_study(tmp_path: Path) -> None:
    path = layer(tmp_path / "g.gpkg", [("West", WEST)])
    assert "EPSG:99999" in refusal(path, crs="EPSG:99999").found


def test_a_hundred_thousand_points_in_detailed_areas(tmp_path: Path) -> None:
    """Fifty circles of 4,000 corners: the answer is the distance to the centre."""
    centres = [(100 * (i % 10), 100 * (i // 10)) for i in range(50)]
    circles = [(f"g{i:02d}", shapely.Point(c).buffer(40, quad_segs=1000)) for i, c in enumerate(centres)]
    path = layer(tmp_path / "g.gpkg", circles)
    at = np.random.default_rng(3).uniform((-50, -50), (950, 450), (100_000, 2))
    assets = [SimpleNamespace(id=str(i), x=x, y=y) for i, (x, y) in enumerate(at.tolist())]
    areas, _ = areas_of(path, *assets)
    distance = np.hypot(*(at - np.round(at / 100) * 100).T)
    inside = np.array([area is not None for area in areas])
    assert inside[distance < 39.99].all()
    assert not inside[distance > 40].any()


def test_spellings_that_differ_in_case_or_spaces_only() -> None:
    values = {"gebied": ["De Marsch", "de marsch", "De Marsch", "DeMarsch", "Stad"], "wijk": ["Zuid", "Noord", "noord"]}
    area, quarter = area_name_warnings({name: iter(names) for name, names in values.items()})
    assert area.found == (
        "‘De Marsch’ (2 keer), ‘DeMarsch’ (1 keer) en ‘de marsch’ (1 keer) verschillen alleen in hoofdletters of "
        "spaties en gelden als verschillende gebieden"
    )
    assert (str(area.place), str(quarter.place)) == ("objecten:gebied", "gebiedsindelingen:wijk")
    assert quarter.found.startswith("‘Noord’ (1 keer) en ‘noord’ (1 keer)")
    assert {area.severity, quarter.severity} == {Severity.WARNING}
    assert area_name_warnings({"wijk": ["Zuid", "Noord"], "gemeente": ["noord", "zuid"]}) == []
