"""A background layer as written: what to draw under the maps, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from .base import Ids, Model, Text, Texts


class MapLayerKind(StrEnum):
    """What a layer shows, and so how it is drawn."""

    BORDERS = "grenzen"
    WATER = "water"
    DEFENCES = "keringen"
    BREACHES = "doorbraken"


class MapLayer(Model):
    """A file of ``achtergrond``, or one of its layers and which of its rows.

    ``layer`` left out: every layer of the file. ``where`` keeps the rows whose column holds one of the values, all
    conditions together. ``scenarios`` left out: on the map of every scenario.
    """

    file: Text = Field(alias="bestand")
    layer: Text | None = Field(None, alias="laag")
    where: Mapping[str, Texts] = Field(default_factory=dict, alias="waar")
    kind: MapLayerKind = Field(MapLayerKind.BORDERS, alias="soort")
    name: Text | None = Field(None, alias="naam")
    scenarios: Ids = ()


def _as_layers(value: Any) -> Any:
    """A file name is a layer of which nothing else is said."""
    if not isinstance(value, list | tuple):
        value = (value,)
    return tuple({"bestand": each} if isinstance(each, str) else each for each in value)


MapLayers = Annotated[
    tuple[MapLayer, ...],
    BeforeValidator(_as_layers, json_schema_input_type=Text | tuple[Text | MapLayer, ...]),
]
"""File names and layers, mixed."""
