"""One measure: what it changes, what it costs, who could do it, and how it bears on other themes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from .base import (
    FLAG,
    ONE,
    Id,
    Ids,
    Layer,
    Model,
    NonNegative,
    Number,
    Refusal,
    Status,
    Text,
    Texts,
    number_or_flag,
)
from .scenarios import DepthSource

NumberOrFlag = Annotated[Annotated[Number, Tag(ONE)] | Annotated[bool, Tag(FLAG)], Discriminator(number_or_flag)]


class Target(Model):
    """``op``: where an effect works; conditions hold together. ``scenarios: alle`` or a list of ids."""

    assets: Ids = Field((), alias="objecten")
    kind: Texts = Field((), alias="soort")
    function: Ids = Field((), alias="functie")
    area: Texts = Field((), alias="gebied")
    party: Ids = Field((), alias="partij")
    scenarios: Ids = ()


class AddedSupplier(Model):
    """``erbij``: one more supplier in an existing need."""

    consumer: Id = Field(alias="afnemer")
    group: Text | None = Field(None, alias="groep")
    supplier: Id = Field(alias="leverancier")


class Effect(Model):
    """One change: of a property, of a consequence, of the water (a hydraulic re-run), or an added supplier.

    A property or consequence gets exactly one of ``becomes``, ``plus`` and ``times``.
    """

    target: Target | None = Field(None, alias="op")
    group: Text | None = Field(None, alias="groep")
    property_: Text | None = Field(None, alias="eigenschap")
    consequence: Text | None = Field(None, alias="gevolg")
    depth: DepthSource | None = Field(None, alias="waterdiepte")
    added: AddedSupplier | None = Field(None, alias="erbij")
    becomes: NumberOrFlag | None = Field(None, alias="wordt")
    plus: Number | None = None
    times: NonNegative | None = Field(None, alias="maal")

    @model_validator(mode="after")
    def _one_change(self) -> Self:
        _exactly_one({
            "eigenschap": self.property_,
            "gevolg": self.consequence,
            "waterdiepte": self.depth,
            "erbij": self.added,
        })  # fmt: skip
        changes = {"wordt": self.becomes, "plus": self.plus, "maal": self.times}
        if self.property_ is not None or self.consequence is not None:
            _exactly_one(changes)
        elif any(value is not None for value in changes.values()):
            raise Refusal("wordt, plus of maal zonder eigenschap", "`eigenschap` of `gevolg`", "noem wat er verandert")
        if (self.target is None) != (self.added is not None):
            found = "geen `op`" if self.target is None else "`op` bij `erbij`"
            raise Refusal(found, "`op` bij elk effect behalve `erbij`", "zeg waarop het effect werkt")
        return self


def _exactly_one(given: Mapping[str, object]) -> None:
    written = [f"`{name}`" for name, value in given.items() if value is not None]
    if len(written) != 1:
        names = list(given)
        expected = "precies één van " + ", ".join(names[:-1]) + " of " + names[-1]
        raise Refusal(" en ".join(written) + " tegelijk" if written else f"geen van {', '.join(names)}", expected,
                      "laat er één staan" if written else "noem er één")  # fmt: skip


class Coherence(Model):
    """``samenhang``: how a measure bears on another theme, from −3 (conflict) to 3."""

    theme: Text = Field(alias="thema")
    score: Annotated[int, Field(ge=-3, le=3)]
    explanation: Text | None = Field(None, alias="toelichting")
    area: Text | None = Field(None, alias="gebied")


class Example(Model):
    """Where the measure already stands."""

    place: Text | None = Field(None, alias="plaats")
    photo: Text | None = Field(None, alias="foto")
    source: Text | None = Field(None, alias="bron")


class Measure(Model):
    """A row of ``maatregelen``. Costs in euro: investment, and yearly; roles name kinds of parties or ids."""

    id: Id
    name: Text = Field(alias="naam")
    layer: Layer = Field(alias="laag")
    other_layers: tuple[Layer, ...] = Field((), alias="lagen_ook")
    cost_eur: NonNegative | None = Field(None, alias="kosten_eur")
    yearly_eur: NonNegative | None = Field(None, alias="jaarlijks_eur")
    lifetime_years: NonNegative | None = Field(None, alias="levensduur_jaar")
    lead_time_years: NonNegative | None = Field(None, alias="doorlooptijd_jaar")
    effects: tuple[Effect, ...] = Field((), alias="effecten")
    lead: Ids = Field((), alias="trekker")
    funder: Ids = Field((), alias="financier")
    executor: Ids = Field((), alias="uitvoerder")
    manager: Ids = Field((), alias="beheerder")
    authority: Ids = Field((), alias="bevoegd_gezag")
    legal_ground: Text | None = Field(None, alias="rechtsgrond")
    requires: Ids = Field((), alias="vereist")
    excludes: Ids = Field((), alias="sluit_uit")
    coherence: tuple[Coherence, ...] = Field((), alias="samenhang")
    example: Example | None = Field(None, alias="voorbeeld")
    source: Text | None = Field(None, alias="bron")
    status: Status | None = None
