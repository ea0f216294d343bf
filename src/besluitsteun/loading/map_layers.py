"""``achtergrond`` in, its layers out as soon as each file, layer, column and scenario that they name exists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..problems import Place, Problem
from ..schema.map_layers import MapLayer
from .files import is_geopackage, resolve
from .lists import Files, place_in
from .located import Mapped
from .references import Names, suggestion
from .rules import some_of

PART = "achtergrond"
_MOST_NAMED = 8


def check_map_layers(layers: Iterable[MapLayer], tree: Mapped, scenarios: Names, files: Files) -> list[Problem]:
    """What is wrong with what the layers name; their files are counted to the study.

    A file that cannot be read and of which no layer is named is no problem: the map is drawn without it.
    """
    problems: list[Problem] = []
    for each in layers:
        place = place_in(tree, PART, each.file)
        for name in each.scenarios:
            problems += scenarios.check(name, place_in(tree, PART, name))
        if files.note(each.file, place) and (each.layer is not None or each.where):
            problems += _in_file(each, resolve(files.folder, each.file), place)
    return problems


def _in_file(layer: MapLayer, path: Path, place: Place) -> list[Problem]:
    """Whether the file has the layer, and the layer the columns."""
    columns = _columns_by_layer(path)
    if not columns:
        found, remedy = f"`{layer.file}` is geen leesbare geopackage", "open het in QGIS en sla het op als .gpkg"
        return [Problem(place, found, "een .gpkg met punten, lijnen of vlakken", remedy)]
    if layer.layer is not None and layer.layer not in columns:
        return [_unknown(place, "laag", layer.layer, list(columns))]
    present = list(columns.values()) if layer.layer is None else [columns[layer.layer]]
    absent = [name for name in layer.where if not all(name in each for each in present)]
    return [_unknown(place, "kolom", name, present[0]) for name in absent]


def _columns_by_layer(path: Path) -> Mapping[str, list[str]]:
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    if not is_geopackage(path):
        return {}
    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        return {name: [str(field) for field in pyogrio.read_info(path, layer=name)["fields"]] for name in names}
    except (DataSourceError, DataLayerError):
        return {}


def _unknown(place: Place, what: str, name: str, known: list[str]) -> Problem:
    expected = f"één van: {some_of([f'`{each}`' for each in known], _MOST_NAMED)}" if known else f"een {what}"
    return Problem(place, f"{what} `{name}` bestaat niet", expected, suggestion(name, known) or "verbeter de naam")
