"""The largest depth of shapes, worked by hand on small rasters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from besluitsteun.hazard.shape_depths import UNKNOWN_MM, ShapeDepths, shape_depths
from besluitsteun.hazard.shape_places import places_of
from besluitsteun.schema.scenarios import Scenario

from .grids import CELL, LEFT, RD, TOP, scenario, write_tif

NODATA = -9999.0


def cell(column: int, row: int, columns: int = 1, margin: float = 1.0) -> Any:
    """A building in a cell, or in some beside each other, a metre inside their edges."""
    left, top = LEFT + column * CELL, TOP - row * CELL
    return shapely.box(left + margin, top - CELL + margin, left + columns * CELL - margin, top - margin)


@pytest.fixture
def resolve(tmp_path: Path) -> Callable[[str], Path]:
    grids = {
        "diepte.tif": [[0.0, 0.2, NODATA, 1.2345], [0.0, 3.0, NODATA, NODATA]],
        "later.tif": [[0.1, 0.1, NODATA, 0.1], [0.0, 0.0, 0.7, NODATA]],
        "peil.tif": [[1.5, 1.5, 1.5, 1.5], [1.5, 1.5, 1.5, 1.5]],
        "grond.tif": [[1.0, 1.6, NODATA, 1.25], [1.0, 1.0, 1.0, 1.0]],
        "vreemd.tif": [[9999.0, 0.4, 0.4, -3.0], [0.0, 0.0, 0.0, 0.0]],
    }
    for name, values in grids.items():
        write_tif(tmp_path / name, np.array(values))
    return lambda name: tmp_path / name


def depths(resolve: Callable[[str], Path], water: Any, *shapes: Any, **keys: Any) -> ShapeDepths:
    found, problems = all_depths(resolve, (scenario(waterdiepte=water, **keys),), *shapes)
    assert not problems
    return found["s"]


def all_depths(resolve: Callable[[str], Path], scenarios: tuple[Scenario, ...], *shapes: Any) -> Any:
    return shape_depths(scenarios, places_of(np.array(shapes, dtype=object)), RD, resolve)


def test_a_building_stands_as_deep_as_its_deepest_place(resolve: Callable[[str], Path]) -> None:
    found = depths(resolve, {"raster": "diepte.tif"}, cell(0, 0), cell(0, 0, 2), cell(3, 0))
    assert found.of_shape.tolist() == [0, 200, 1235]  # half a millimetre goes up, as for objects


def test_cells_without_data_do_not_count_beside_cells_with(resolve: Callable[[str], Path]) -> None:
    found = depths(resolve, {"raster": "diepte.tif"}, cell(1, 0, 2), cell(2, 0))
    assert found.of_shape.tolist() == [200, UNKNOWN_MM]


def test_outside_the_map_is_not_known_and_never_dry(resolve: Callable[[str], Path]) -> None:
    found = depths(resolve, {"raster": "diepte.tif"}, cell(9, 0), None)
    assert found.of_shape.tolist() == [UNKNOWN_MM, UNKNOWN_MM]


def test_dry_only_where_the_scenario_says_so(resolve: Callable[[str], Path]) -> None:
    shapes = (cell(2, 0), cell(9, 0))
    nodata = depths(resolve, {"raster": "diepte.tif"}, *shapes, nodata="droog")
    outside = depths(resolve, {"raster": "diepte.tif"}, *shapes, buiten_raster="droog")
    nearest = depths(resolve, {"raster": "diepte.tif"}, *shapes, nodata="dichtstbij")
    assert nodata.of_shape.tolist() == [0, UNKNOWN_MM]
    assert outside.of_shape.tolist() == [UNKNOWN_MM, 0]
    assert nearest.of_shape.tolist() == [UNKNOWN_MM, UNKNOWN_MM]


def test_the_radius_is_for_what_the_map_leaves_out_entirely(resolve: Callable[[str], Path]) -> None:
    """Within 8 m of the outline of the cut-out building lie 0.2 m and 1.2345 m; the dry one beside 0.2 m stays dry."""
    found = depths(resolve, {"raster": "diepte.tif"}, cell(2, 0), cell(0, 0), bemonstering={"straal_m": 8})
    assert found.of_shape.tolist() == [1235, 0]


def test_several_maps_in_time_the_largest_known_counts(resolve: Callable[[str], Path]) -> None:
    water = {"raster": [{"uur": 0, "raster": "diepte.tif"}, {"uur": 6, "raster": "later.tif"}]}
    found = depths(resolve, water, cell(0, 0), cell(1, 0), cell(2, 1), cell(2, 0))
    assert found.of_shape.tolist() == [100, 200, 700, UNKNOWN_MM]


def test_level_minus_ground(resolve: Callable[[str], Path]) -> None:
    water = {"waterstand_mnap": "peil.tif", "maaiveld": "grond.tif"}
    found = depths(resolve, water, cell(0, 0), cell(1, 0), cell(2, 0), cell(3, 0))
    assert found.of_shape.tolist() == [500, 0, UNKNOWN_MM, 250]


def test_factor_and_plus_only_where_it_is_wet(resolve: Callable[[str], Path]) -> None:
    water = {"raster": "diepte.tif", "factor": 2, "plus_m": -0.1}
    assert depths(resolve, water, cell(0, 0), cell(1, 0), cell(2, 0)).of_shape.tolist() == [0, 300, UNKNOWN_MM]


def test_a_uniform_depth_holds_everywhere(resolve: Callable[[str], Path]) -> None:
    found = depths(resolve, {"uniform_m": 0.4, "plus_m": 0.1}, cell(0, 0), cell(99, 0), None)
    assert found.of_shape.tolist() == [500, 500, UNKNOWN_MM]


def test_what_no_depth_can_be_is_not_known_and_told(resolve: Callable[[str], Path]) -> None:
    found = depths(resolve, {"raster": "vreemd.tif"}, cell(0, 0), cell(1, 0), cell(3, 0))
    assert found.of_shape.tolist() == [UNKNOWN_MM, 400, UNKNOWN_MM]
    assert found.doubtful == 12  # two buildings of four corners, the first twice, and a point inside


def test_scenarios_that_say_nothing_of_shapes_are_left_out(resolve: Callable[[str], Path]) -> None:
    scenarios = (
        scenario(waterdiepte={"tabel": "t.csv"}),
        Scenario.model_validate({"id": "droog"}),
        Scenario.model_validate({"id": "nat", "waterdiepte": {"uniform_m": 1}}),
    )
    found, problems = all_depths(resolve, scenarios, cell(0, 0))
    assert (list(found), problems) == (["nat"], [])


def test_a_map_that_cannot_be_read_is_a_problem(resolve: Callable[[str], Path]) -> None:
    resolve("stuk.tif").write_bytes(b"II*\0geen kaart")
    found, problems = all_depths(resolve, (scenario(waterdiepte={"raster": "stuk.tif"}),), cell(0, 0))
    assert not found
    assert [problem.place.file for problem in problems] == ["stuk.tif"]


def test_each_part_of_a_line_has_its_own_depth(resolve: Callable[[str], Path]) -> None:
    """Through the middle of the upper row: places in 0.0, 0.2, no data and 1.2345 m."""
    y = TOP - CELL / 2
    line = shapely.LineString([(LEFT + 5, y), (LEFT + 35, y)])
    found = depths(resolve, {"raster": "diepte.tif"}, line)
    assert found.at_place.tolist() == [0, 200, UNKNOWN_MM, 1235]
    assert found.of_shape.tolist() == [1235]
