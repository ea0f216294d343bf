"""From scenario to inundation: hand-worked maps, and everything that is refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasterio.transform import Affine

from besluitsteun.hazard import sources
from besluitsteun.hazard.inundate import inundate, inundate_all
from besluitsteun.hazard.inundation import UNKNOWN_GROUND, Inundation
from besluitsteun.hazard.points import Points
from besluitsteun.timeaxis import TimeAxis

from .grids import CELL, LEFT, RD, TOP, centre, points_at, scenario, write_asc, write_tif
from .tables import tables_in

DAY = TimeAxis(Decimal(24), Decimal(1))
MAP = "0 0.5 1\n2 -9999 0.3"
NOWHERE = (float("nan"), float("nan"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_asc(tmp_path / "w.asc", MAP)
    return tmp_path


def run(folder: Path, points: Points, time: TimeAxis = DAY, **keys: Any) -> tuple[Inundation | None, list[str]]:
    found, problems = inundate(scenario(**keys), points, time, folder.joinpath, tables_in(folder))
    assert (found is None) == bool(problems)
    return found, [str(problem) for problem in problems]


def runs(folder: Path, points: Points, time: TimeAxis = DAY, **keys: Any) -> list[tuple[int, int, int, int]]:
    """(asset, start, end, mm) of a scenario without problems."""
    found, problems = run(folder, points, time, **keys)
    assert found is not None, problems
    parts = (found.asset, found.start, found.end, found.depth_mm)
    assert all(part.dtype == np.int32 for part in parts)
    return list(zip(*(part.tolist() for part in parts), strict=True))


def refusal(folder: Path, points: Points, **keys: Any) -> str:
    found, problems = run(folder, points, **keys)
    assert found is None
    assert len(problems) == 1, problems
    return problems[0]


CELLS = points_at(centre(0, 0), centre(1, 0), centre(2, 0), centre(0, 1))
IN_HOLE = points_at(centre(1, 1), centre(1, 0))
RASTER = {"waterdiepte": {"raster": "w.asc"}}


def test_no_water(folder: Path) -> None:
    assert runs(folder, CELLS) == []


def test_depths_of_a_map_to_the_horizon(folder: Path) -> None:
    assert runs(folder, CELLS, **RASTER) == [(1, 0, 24, 500), (2, 0, 24, 1000), (3, 0, 24, 2000)]


def test_begin_and_duration(folder: Path) -> None:
    """From 2.5 for 3 hours touches hours 2, 3, 4 and 5."""
    assert runs(folder, CELLS, **RASTER, begin_uur="2.5", duur_uur="3")[0] == (1, 2, 6, 500)


def test_factor_and_plus(folder: Path) -> None:
    """1.5 × 0.5 − 1 < 0 is dry; 1.5 × 1 − 1 = 0.5; 1.5 × 2 − 1 = 2; dry stays dry."""
    used = {"waterdiepte": {"raster": "w.asc", "factor": 1.5, "plus_m": -1.0}}
    assert runs(folder, CELLS, **used) == [(2, 0, 24, 500), (3, 0, 24, 2000)]
    assert runs(folder, CELLS, waterdiepte={"raster": "w.asc", "plus_m": 1.0})[0] == (1, 0, 24, 1500)


def test_uniform_depth_reaches_assets_without_location(folder: Path) -> None:
    assert runs(folder, points_at(centre(0, 0), NOWHERE), waterdiepte={"uniform_m": 0.25}) == [
        (0, 0, 24, 250),
        (1, 0, 24, 250),
    ]


def test_triangle_on_a_map(folder: Path) -> None:
    """D = 1, begin 4, duration 4: edges 0, ½, 1, ½, 0 → steps ½, 1, 1, ½."""
    only = points_at(centre(2, 0))
    assert runs(folder, only, **RASTER, begin_uur="4", duur_uur="4", verloop="driehoek") == [
        (0, 4, 5, 500),
        (0, 5, 7, 1000),
        (0, 7, 8, 500),
    ]


def test_rasters_at_hours(folder: Path) -> None:
    """1 m at hour 2, 3 m at hour 4, shifted by 1: dry, then 2 (3→4), 3 (4→5) and 3 m held, with a note."""
    write_asc(folder / "later.asc", "0 0.5 3\n2 1 0.3")
    course = {"waterdiepte": {"raster": [{"uur": "4", "raster": "later.asc"}, {"uur": "2", "raster": "w.asc"}]}}
    only = points_at(centre(2, 0))
    assert runs(folder, only, **course, begin_uur="1") == [(0, 3, 4, 2000), (0, 4, 24, 3000)]
    found, _ = run(folder, only, **course)
    assert found is not None
    assert "nog nat aan het eind van de horizon van 1 dag: 1 object" in found.notes


def test_table_per_area_in_time(folder: Path) -> None:
    (folder / "d.csv").write_text("gebied,uur,diepte_m\nstad,0,0\nstad,2,1\nstad,3,0\npolder,1,0.5\npolder,2,0")
    points = points_at(NOWHERE, NOWHERE, NOWHERE, area=["polder", "stad", "stad"])
    found = runs(folder, points, waterdiepte={"tabel": "d.csv"})
    assert found == [(0, 1, 2, 500), (1, 0, 1, 500), (1, 1, 3, 1000), (2, 0, 1, 500), (2, 1, 3, 1000)]


def test_table_per_area_where_areas_lie_among_each_other(folder: Path) -> None:
    (folder / "d.csv").write_text("gebied,diepte_m\nstad,2\npolder,1")
    points = points_at(NOWHERE, NOWHERE, NOWHERE, area=["polder", "stad", "polder"])
    found = runs(folder, points, waterdiepte={"tabel": "d.csv"})
    assert found == [(0, 0, 24, 1000), (1, 0, 24, 2000), (2, 0, 24, 1000)]


def test_hour_rasters(folder: Path) -> None:
    """Begin 0.1 in float32 is 0.100000001…; with 0.2 h of water it ends at 0.3, not a step later."""
    write_tif(folder / "begin.tif", np.array([[-9999, 0.1, 0.3], [1, 1, 1]], "float32"))
    write_tif(folder / "duur.tif", np.array([[-9999, 0.2, 0.1], [0.7, 1, 1]], "float32"))
    timing = {"begin_uur": {"raster": "begin.tif"}, "duur_uur": {"raster": "duur.tif"}}
    tenths = TimeAxis(Decimal(2), Decimal("0.1"))
    assert runs(folder, CELLS, tenths, **RASTER, **timing) == [(1, 1, 3, 500), (2, 3, 4, 1000), (3, 10, 17, 2000)]


def test_hours_are_needed_where_water_stands_only(folder: Path) -> None:
    write_tif(folder / "begin.tif", np.array([[-9999.0, 1, -1], [-9999, 1, 1]]))
    _, problems = run(folder, CELLS, **RASTER, begin_uur={"raster": "begin.tif"})
    assert [problem.split(" · ")[1] for problem in problems] == [
        "1 object met water maar zonder uur voor begin_uur: d",
        "1 object met water maar met een uur onder 0 of boven 1.000.000 voor begin_uur: c",
    ]


def test_hours_from_the_nearest_cell(folder: Path) -> None:
    write_tif(folder / "begin.tif", np.array([[5.0, 6, 7], [-9999, 1, 1]]))
    found = runs(folder, CELLS, **RASTER, begin_uur={"raster": "begin.tif"}, nodata="dichtstbij")
    assert found[-1] == (3, 5, 24, 2000)


def test_zero_duration_under_water(folder: Path) -> None:
    assert "duur 0 bij 3 objecten" in refusal(folder, CELLS, **RASTER, duur_uur="0")
    assert runs(folder, points_at(centre(0, 0)), **RASTER, duur_uur="0") == []


def test_water_after_the_horizon_is_told(folder: Path) -> None:
    found, _ = run(folder, CELLS, **RASTER, begin_uur="24")
    assert found is not None
    assert len(found.asset) == 0
    assert "bij 3 objecten komt het water pas na de horizon van 1 dag" in found.notes


# --- levels ----------------------------------------------------------------------------------------------------------

LEVEL = {"waterdiepte": {"waterstand_mnap": "ws.asc", "maaiveld": "ahn.tif"}}


def test_level_minus_ground(folder: Path) -> None:
    """Level −1.2 everywhere; ground of 5 m cells, nodata under the building at the last point."""
    write_asc(folder / "ws.asc", "-1.2 -1.2")
    write_tif(folder / "ahn.tif", np.array([[-2.0, -1.5, -0.5, 0.25], [-1.7, -1.5, -0.5, -9999]]), cell=5.0)
    points = points_at((LEFT + 1, TOP - 1), (LEFT + 6, TOP - 6), (LEFT + 11, TOP - 1), (LEFT + 16, TOP - 6))
    found, problems = run(folder, points, **LEVEL, nodata="droog")
    assert found is not None, problems
    assert found.depth_mm.tolist() == [800, 300]
    assert found.ground_mm is not None
    assert found.ground_mm.tolist() == [-2000, -1500, -500, UNKNOWN_GROUND]
    assert any("als droog gerekend: zonder gegevens (nodata) in ws.asc min ahn.tif: d" in note for note in found.notes)


def test_level_with_radius_takes_the_largest_difference(folder: Path) -> None:
    """Not the highest level (1.0 over ground 0.9) but the largest difference (0.5 over ground −0.2)."""
    write_asc(folder / "ws.asc", "0.5 0.4 1.0")
    write_asc(folder / "ahn.tif", "-0.2 0.3 0.9")
    found, _ = run(folder, points_at(centre(1, 0)), **LEVEL, bemonstering={"straal_m": 10})
    assert found is not None
    assert found.depth_mm.tolist() == [700]
    assert found.ground_mm is not None
    assert found.ground_mm.tolist() == [-200]


def test_level_with_radius_passes_over_buildings(folder: Path) -> None:
    write_asc(folder / "ws.asc", "0.5 0.5 -9999")
    write_asc(folder / "ahn.tif", "0.2 -9999 -0.9")
    found, _ = run(folder, points_at(centre(1, 0)), **LEVEL, bemonstering={"straal_m": 10})
    assert found is not None
    assert found.depth_mm.tolist() == [300]


@pytest.mark.parametrize("radius", [0, 10])
def test_level_from_the_nearest_cells(folder: Path, radius: int) -> None:
    """No cell has both: the nearest level (0.5, one cell west) and the nearest ground (0.1, its own cell)."""
    write_asc(folder / "ws.asc", "-9999 0.5 -9999 -9999 -9999")
    write_asc(folder / "ahn.tif", "-9999 -9999 0.1 0.1 0.1")
    found, problems = run(
        folder, points_at(centre(2, 0)), **LEVEL, nodata="dichtstbij", bemonstering={"straal_m": radius}
    )
    assert found is not None, problems
    assert found.depth_mm.tolist() == [400]


@pytest.mark.parametrize("radius", [0, 10])
def test_ground_that_does_not_reach_the_point(folder: Path, radius: int) -> None:
    write_asc(folder / "ws.asc", "0.5 0.5 0.5")
    write_asc(folder / "ahn.tif", "0.1")
    points = points_at(centre(2, 0))
    said = refusal(folder, points, **LEVEL, bemonstering={"straal_m": radius})
    assert "1 object buiten het raster ws.asc min ahn.tif: a" in said
    assert runs(folder, points, **LEVEL, bemonstering={"straal_m": radius}, buiten_raster="droog") == []


def test_levels_at_hours(folder: Path) -> None:
    write_asc(folder / "ws.asc", "0.5")
    write_asc(folder / "ws2.asc", "0.1")
    write_asc(folder / "ahn.tif", "0.2")
    moments = [{"uur": "1", "raster": "ws.asc"}, {"uur": "2", "raster": "ws2.asc"}]
    levels = {"waterdiepte": {"waterstand_mnap": moments, "maaiveld": "ahn.tif"}}
    assert runs(folder, points_at(centre(0, 0)), **levels) == [(0, 1, 2, 300)]


def test_ground_of_the_deepest_hour(folder: Path) -> None:
    """Hour 1: 0.3 over the western ground (0.2); hour 2: 0.6 over the eastern (0.4), which is the one to tell."""
    write_asc(folder / "ws.asc", "0.5 0.4")
    write_asc(folder / "ws2.asc", "0.2 1.0")
    write_asc(folder / "ahn.tif", "0.2 0.4")
    moments = [{"uur": "1", "raster": "ws.asc"}, {"uur": "2", "raster": "ws2.asc"}]
    levels = {"waterdiepte": {"waterstand_mnap": moments, "maaiveld": "ahn.tif"}, "bemonstering": {"straal_m": 10}}
    found, _ = run(folder, points_at(centre(0, 0)), **levels)
    assert found is not None
    assert found.ground_mm is not None
    assert (found.depth_mm.max(), found.ground_mm.tolist()) == (600, [400])


def test_undeclared_nodata_in_the_ground(folder: Path) -> None:
    write_asc(folder / "ws.asc", "0.5")
    write_asc(folder / "ahn.tif", "-9999", nodata="")
    assert "meer dan 100 m bij 1 object: a" in refusal(folder, points_at(centre(0, 0)), **LEVEL)


# --- unknown depths --------------------------------------------------------------------------------------------------


def test_nodata_is_refused_dry_or_the_nearest(folder: Path) -> None:
    said = refusal(folder, IN_HOLE, **RASTER)
    assert said.startswith("scenario s:nodata · 1 object zonder gegevens (nodata) in w.asc: a · ")
    assert runs(folder, IN_HOLE, **RASTER, nodata="droog") == [(1, 0, 24, 500)]
    near_left = points_at((LEFT + CELL + 1, TOP - 15))
    assert runs(folder, near_left, **RASTER, nodata="dichtstbij") == [(0, 0, 24, 2000)]


def test_radius_passes_over_nodata(folder: Path) -> None:
    assert runs(folder, IN_HOLE, **RASTER, bemonstering={"straal_m": 10}) == [(0, 0, 24, 2000), (1, 0, 24, 1000)]


def test_outside_is_refused_also_without_threshold(folder: Path) -> None:
    beside = points_at((LEFT - 1, TOP - 5), centre(1, 0), needs=[False, True])
    assert "1 object buiten het raster w.asc: a" in refusal(folder, beside, **RASTER)
    assert runs(folder, beside, **RASTER, buiten_raster="droog") == [(1, 0, 24, 500)]


def test_ontbrekend_covers_outside_unless_told_otherwise(folder: Path) -> None:
    beside = points_at((LEFT - 1, TOP - 5))
    assert runs(folder, beside, **RASTER, ontbrekend="droog") == []
    assert "buiten het raster" in refusal(folder, beside, **RASTER, ontbrekend="droog", buiten_raster="fout")


def test_ontbrekend_does_not_cover_holes_in_the_map(folder: Path) -> None:
    """A building cut out of the map stands in the water: only ``nodata: droog`` may call it dry."""
    assert "scenario s:nodata" in refusal(folder, IN_HOLE, **RASTER, ontbrekend="droog")


def test_all_outside_hints_at_the_crs(folder: Path) -> None:
    assert "klopt het coördinatenstelsel?" in refusal(folder, points_at((5.9, 52.5)), **RASTER)


def test_many_objects_are_not_all_named(folder: Path) -> None:
    said = refusal(folder, points_at(*[(0.0, 0.0)] * 30), **RASTER)
    assert "30 objecten buiten het raster" in said
    assert "o9 en 20 andere" in said


@pytest.mark.parametrize("depth", [RASTER["waterdiepte"], {"tabel": "d.csv"}])
def test_threshold_without_depth(folder: Path, depth: dict[str, str]) -> None:
    (folder / "d.csv").write_text("object,diepte_m\nb,0.5")
    points = points_at(NOWHERE, centre(1, 0), NOWHERE, needs=[True, True, False])
    assert "1 object met een faaldiepte of schade maar zonder waterdiepte" in refusal(folder, points, waterdiepte=depth)
    found, _ = run(folder, points, waterdiepte=depth, ontbrekend="droog")
    assert found is not None
    assert found.asset.tolist() == [1]
    assert any(note.startswith("als droog gerekend: 1 object met een faaldiepte") for note in found.notes)


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["buiten_raster", "ontbrekend"])
def test_nearest_only_for_nodata(folder: Path, key: str) -> None:
    assert refusal(folder, CELLS, **RASTER, **{key: "dichtstbij"}).startswith(f"scenario s:{key} · {key}: dichtstbij")


@pytest.mark.parametrize("key", [{"duur_uur": "4"}, {"verloop": "blok"}, {"duur_uur": {"raster": "w.asc"}}])
@pytest.mark.parametrize("depth", [{"raster": [{"uur": "1", "raster": "w.asc"}]}, {"tabel": "d.csv"}])
def test_duration_beside_a_course(folder: Path, key: dict[str, Any], depth: dict[str, Any]) -> None:
    (folder / "d.csv").write_text("object,uur,diepte_m\n" + "\n".join(f"{asset},1,0.5" for asset in "abcd"))
    _, problems = run(folder, CELLS, waterdiepte=depth, **key)
    assert any("naast een waterdiepte die zelf per uur is gegeven" in problem for problem in problems)


def test_double_hours(folder: Path) -> None:
    twice = [{"uur": "1", "raster": "w.asc"}, {"uur": "1.0", "raster": "w.asc"}]
    assert "uur 1 staat er meer dan één keer" in refusal(folder, CELLS, waterdiepte={"raster": twice})


@pytest.mark.parametrize("values", ["-1.2 0.5", "0.5 130", "0.5 9999", "45 46"])
def test_levels_where_depths_are_meant(folder: Path, values: str) -> None:
    write_asc(folder / "ws.asc", values)
    said = refusal(folder, points_at(centre(0, 0), centre(1, 0)), waterdiepte={"raster": "ws.asc"})
    assert said.startswith("ws.asc · een waterstand waar een diepte bedoeld is")


def test_negative_cell_hidden_by_the_maximum(folder: Path) -> None:
    write_asc(folder / "ws.asc", "-1.2 0.5")
    said = refusal(folder, points_at(centre(1, 0)), waterdiepte={"raster": "ws.asc"}, bemonstering={"straal_m": 10})
    assert "een waterstand waar een diepte bedoeld is" in said


def test_noise_below_zero_is_dry(folder: Path) -> None:
    write_asc(folder / "ws.asc", "-0.0004 0.5")
    points = points_at(centre(0, 0), centre(1, 0))
    assert runs(folder, points, waterdiepte={"raster": "ws.asc"}) == [(1, 0, 24, 500)]


@pytest.mark.parametrize("depth", [{"uniform_m": 101}, {"raster": "w.asc", "factor": 1e12}])
def test_impossible_depths(folder: Path, depth: dict[str, Any]) -> None:
    assert "100 m" in refusal(folder, CELLS, waterdiepte=depth) or "een diepte in meters" in refusal(
        folder, CELLS, waterdiepte=depth
    )


def test_missing_and_damaged_rasters(folder: Path) -> None:
    assert refusal(folder, CELLS, waterdiepte={"raster": "weg.tif"}).startswith("weg.tif · dit bestand bestaat niet")
    rng = np.random.default_rng(1)
    path = write_tif(folder / "half.tif", rng.random((512, 512)), tiled=True, blockxsize=128, blockysize=128)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    corner = points_at(centre(500, 500))
    for keys in ({}, {"bemonstering": {"straal_m": 20}}):
        said = refusal(folder, corner, waterdiepte={"raster": "half.tif"}, **keys)
        assert said.startswith("half.tif · het raster is niet te lezen")
    write_asc(folder / "ahn.tif", "0.1")
    levels = {"waterstand_mnap": "half.tif", "maaiveld": "ahn.tif"}
    assert "het raster is niet te lezen" in refusal(folder, corner, waterdiepte=levels)


def test_damaged_bytes_never_raise(folder: Path) -> None:
    """Random damage to files of several kinds: an outcome or a problem, no warning and no exception."""
    rng = np.random.default_rng(20261123)
    values = rng.random((64, 64)).astype("float32")
    write_tif(folder / "1.tif", values, tiled=True, blockxsize=16, blockysize=16, compress="deflate")
    write_tif(folder / "2.tif", values)
    sound = [(folder / name).read_bytes() for name in ("1.tif", "2.tif", "w.asc")]
    points = points_at(*[centre(column, 5) for column in range(20)])
    refused = 0
    for number in range(240):
        content = bytearray(sound[number % 3])
        for place in rng.integers(0, min(len(content), 600), 3):
            content[place : place + rng.integers(0, 3)] = rng.bytes(rng.integers(0, 4))
        (folder / "damaged").write_bytes(content)
        radius = {"straal_m": int(rng.integers(0, 2)) * 15}
        keys = {"nodata": ("droog", "dichtstbij")[number % 2], "buiten_raster": "droog", "bemonstering": radius}
        found, _ = run(folder, points, waterdiepte={"raster": "damaged"}, **keys)
        refused += found is None
    assert 20 < refused < 240


def test_problems_of_everything_at_once(folder: Path) -> None:
    depth = {"waterstand_mnap": "weg.tif", "maaiveld": "ook_weg.tif"}
    _, problems = run(folder, CELLS, waterdiepte=depth, ontbrekend="dichtstbij")
    assert len(problems) == 3


def test_radius_needs_metres_and_bounds(folder: Path) -> None:
    wide = points_at((5.9, 52.5), crs="EPSG:4326")
    assert "niet in meters rekent" in refusal(folder, wide, **RASTER, bemonstering={"straal_m": 10})
    assert "hoogstens 500 cellen" in refusal(folder, CELLS, **RASTER, bemonstering={"straal_m": 10_000})


def test_place_that_the_crs_of_the_raster_does_not_know(folder: Path) -> None:
    write_tif(folder / "graden.tif", np.ones((10, 10)), crs="EPSG:4326", transform=Affine(0.1, 0, 5, 0, -0.1, 53))
    points = points_at((1e30, 1e30), (190_000.0, 505_000.0), (1e30, -1e30))
    keys = {"waterdiepte": {"raster": "graden.tif"}, "bemonstering": {"straal_m": 10}}
    assert "2 objecten buiten het raster graden.tif: a en c" in refusal(folder, points, **keys)


def test_table_without_a_reader_is_a_mistake_of_the_caller(folder: Path) -> None:
    with pytest.raises(ValueError, match="tables"):
        inundate(scenario(waterdiepte={"tabel": "d.csv"}), CELLS, DAY, folder.joinpath)


# --- many scenarios --------------------------------------------------------------------------------------------------


def test_scenarios_that_share_a_raster_sample_it_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    real = sources.sample

    def counted(*arguments: Any) -> Any:
        calls.append(arguments[0].name)
        return real(*arguments)

    monkeypatch.setattr(sources, "sample", counted)
    many = [scenario(waterdiepte={"raster": "w.asc", "factor": factor}) for factor in (0.5, 1, 2)]
    broken = scenario(waterdiepte={"raster": "weg.tif"})
    found, problems = inundate_all([*many, broken, broken], CELLS, DAY, folder.joinpath)
    assert calls == ["w.asc"]
    assert [inundation.depth_mm.max() for inundation in found] == [1000, 2000, 4000]
    assert len(problems) == 1


def test_points_must_match() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        Points(("a",), np.zeros(2), np.zeros(1), (None,), np.zeros(1, bool), RD)
