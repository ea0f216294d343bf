"""Layers of ``achtergrond``: what they name in a file must be there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio.raw import write

from besluitsteun.loading.lists import Files
from besluitsteun.loading.map_layers import check_map_layers
from besluitsteun.loading.references import Names
from besluitsteun.schema.map_layers import MapLayer

from ..schema.test_design_examples import tree


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    line = shapely.to_wkb(np.array([shapely.LineString([(0, 0), (9, 9)])], dtype=object))
    for name in ("dijken", "wegen"):
        write(
            tmp_path / "k.gpkg",
            line,
            [np.array(["a"], dtype=object)],
            ["soort"],
            layer=name,
            driver="GPKG",
            geometry_type="LineString",
            crs="EPSG:28992",
            append=name == "wegen",
        )
    return tmp_path


@pytest.mark.parametrize(
    ("layer", "found", "remedy"),
    [
        ({"laag": "dijk"}, "laag `dijk` bestaat niet", "bedoelde u `dijken`?"),
        ({"laag": "dijken", "waar": {"sort": "a"}}, "kolom `sort` bestaat niet", "bedoelde u `soort`?"),
        ({"waar": {"klasse": "a"}}, "kolom `klasse` bestaat niet", "verbeter de naam"),
        ({"scenarios": ["regn"]}, "onbekend scenario `regn`", "bedoelde u `regen`?"),
    ],
)
def test_what_a_layer_names_and_is_not_there(folder: Path, layer: dict[str, object], found: str, remedy: str) -> None:
    (problem,) = check(folder, MapLayer.model_validate({"bestand": "k.gpkg"} | layer))
    assert found in problem.found
    assert remedy in problem.remedy


def test_what_is_there_is_fine(folder: Path) -> None:
    asked = {"bestand": "k.gpkg", "laag": "wegen", "waar": {"soort": "a"}, "scenarios": ["regen"]}
    assert check(folder, MapLayer.model_validate(asked)) == []
    assert check(folder, MapLayer.model_validate({"bestand": "k.gpkg"})) == []


def check(folder: Path, layer: MapLayer) -> list[object]:
    scenarios = Names("scenario", ["regen"])
    written = tree("achtergrond: [{bestand: k.gpkg}]")
    return list(check_map_layers([layer], written, scenarios, Files(folder)))
