"""How registers are taken in as they come: a source with a mapping, and rules that derive dependencies."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from .base import AsWritten, Hours, Ids, Model, Refusal, Share, Status, Text, Texts

Count = Annotated[int, Field(ge=1)]


class Origin(Model):
    """Where the values of one column of a register come from, when that differs from the row as a whole."""

    source: Text | None = Field(None, alias="bron")
    who: Text | None = Field(None, alias="wie")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None


class MappedSource(Model):
    """A register with a mapping: which file (and sheet or layer), which rows, which column is which key of ours.

    ``columns`` is ours → theirs; left out, columns that bear our name are taken. ``where`` keeps the rows whose column
    (theirs) holds one of the values, all conditions together. ``defaults`` and ``per_kind`` fill what a row leaves
    empty, per kind before general; they are kept as written so that a problem can name their line. ``origins`` gives
    values that come from the register itself a provenance of their own: those of the row hold for what fills the gaps.
    ``kind_defaults`` fills failure depth and repair time that are still empty from what is shipped for the kind; left
    out, what the study says holds.
    """

    file: Text = Field(alias="bestand")
    sheet: Text | None = Field(None, alias="blad")
    layer: Text | None = Field(None, alias="laag")
    where: Mapping[str, Texts] = Field(default_factory=dict, alias="waar")
    columns: Mapping[str, Text] = Field(default_factory=dict, alias="kolommen")
    origins: Mapping[str, Origin] = Field(default_factory=dict, alias="herkomst")
    defaults: AsWritten = Field(None, alias="standaard")
    per_kind: AsWritten = Field(None, alias="per_soort")
    kind_defaults: bool | None = Field(None, alias="standaardwaarden")


class Selector(Model):
    """Which objects: those that meet every condition; a condition with several values is met by any of them."""

    kind: Texts = Field((), alias="soort")
    function: Ids = Field((), alias="functie")
    area: Texts = Field((), alias="gebied")
    party: Ids = Field((), alias="partij")
    assets: Ids = Field((), alias="objecten")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.kind or self.function or self.area or self.party or self.assets):
            raise Refusal(
                "geen voorwaarde", "soort, functie, gebied, partij of objecten", "zeg welke objecten u bedoelt"
            )
        return self


class OnNotFound(StrEnum):
    """What a rule does with a consumer for which it finds too few suppliers."""

    ERROR = "fout"
    NO_NEED = "geen_behoefte"


class Rule(Model):
    """What all rules share: from which consumers to which suppliers, and the need that comes of it.

    The keys of the need are those of a row of ``afhankelijkheden``; an empty ``minimum`` means all that are found.
    """

    consumer: Selector = Field(alias="afnemer")
    supplier: Selector = Field(alias="leverancier")
    group: Text | None = Field(None, alias="groep")
    minimum: Count | None = Field(None, alias="minimaal")
    buffer_hours: Hours | None = Field(None, alias="buffer_uur")
    restart_hours: Hours | None = Field(None, alias="herstart_uur")
    start_failure_chance: Share | None = Field(None, alias="startfaalkans")
    source: Text | None = Field(None, alias="bron")
    not_found: OnNotFound = Field(OnNotFound.ERROR, alias="niet_gevonden")


class NearestRule(Rule):
    """``regel: dichtstbijzijnde``: the ``count`` nearest suppliers, within ``max_distance_m`` if given (metres)."""

    rule: Literal["dichtstbijzijnde"] = Field(alias="regel")
    count: Count = Field(1, alias="aantal")
    max_distance_m: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = Field(None, alias="max_afstand_m")

    @model_validator(mode="after")
    def _enough(self) -> Self:
        if self.minimum is not None and self.minimum > self.count:
            found = f"`minimaal` {self.minimum} bij `aantal` {self.count}"
            raise Refusal(found, "`minimaal` hoogstens `aantal`", "verlaag `minimaal` of verhoog `aantal`")
        return self


class ColumnRule(Rule):
    """``regel: kolom``: the supplier that a column of the consumer's register names, by id or else by unique name."""

    rule: Literal["kolom"] = Field(alias="regel")
    column: Text = Field(alias="kolom")


class SameAreaRule(Rule):
    """``regel: zelfde_gebied``: every supplier in the same area of a division."""

    rule: Literal["zelfde_gebied"] = Field(alias="regel")
    division: Text = Field(alias="indeling")


RULES: Mapping[str, type[NearestRule] | type[ColumnRule] | type[SameAreaRule]] = {
    "dichtstbijzijnde": NearestRule,
    "kolom": ColumnRule,
    "zelfde_gebied": SameAreaRule,
}
"""The word after ``regel:`` → the model that reads it."""


class ColumnDivision(Model):
    """``gebiedsindelingen`` by a column of ``objecten``; ``names``: code in that column → name of the area."""

    column: Text = Field(alias="kolom")
    names: Mapping[str, Text] = Field(default_factory=dict, alias="namen")


class LayerDivision(Model):
    """``gebiedsindelingen`` by a layer of polygons: an object lies in the polygon that holds its point."""

    layer: Text = Field(alias="laag")
    name_column: Text = Field(alias="naamkolom")
