"""A layer of the stress test as written: which mapped features to count and measure in the water."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pydantic import Field

from .base import Id, Model, Status, Text, Texts


class FeatureKind(StrEnum):
    """What the features of a layer are; a label to group by, the geometry decides how they are measured."""

    BUILDINGS = "gebouwen"
    ROADS = "wegen"
    RAIL = "spoor"
    TUNNELS = "tunnels"
    OTHER = "overig"


class StressLayer(Model):
    """A row of ``stresstest``: a layer of a geopackage, and which of its rows.

    ``layer`` left out: the only layer of the file. ``where`` keeps the rows whose column holds one of the values, all
    conditions together.
    """

    id: Id
    name: Text | None = Field(None, alias="naam")
    kind: FeatureKind = Field(alias="soort")
    file: Text = Field(alias="bestand")
    layer: Text | None = Field(None, alias="laag")
    where: Mapping[str, Texts] = Field(default_factory=dict, alias="waar")
    source: Text | None = Field(None, alias="bron")
    status: Status | None = None
    visible_to: Text | None = Field(None, alias="zichtbaar_voor")
