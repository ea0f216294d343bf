"""Figures that come with the program, and how a study replaces them: key figures, kinds, damage curves, impact classes.

What is shipped and what a study writes have the same words, so that one can be copied from the other.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import Hours, Id, Ids, Model, NonNegative, Number, Refusal, Share, Status, Text

CLASSES = ("A", "B", "C", "D", "E")
"""Names of the impact classes, from small to large; the likelihood classes bear them too, from unlikely to likely."""

Metres = Annotated[Decimal, Field(ge=0)]


class KeyFigure(Model):
    """A row of the shipped key figures, or the same after a study has replaced its value.

    ``value`` is the modal one; a published range without one has only ``minimum`` and ``maximum``. A study may replace
    it by values from ``lowest`` to ``highest`` (none: no end), whole ones only if ``whole``, and smaller than the
    figure ``below`` names.
    """

    id: Id
    name: Text = Field(alias="naam")
    value: Number | None = Field(None, alias="waarde")
    minimum: Number | None = Field(None, alias="min")
    maximum: Number | None = Field(None, alias="max")
    unit: Text = Field(alias="eenheid")
    source: Text | None = Field(None, alias="bron")
    who: Text | None = Field(None, alias="wie")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None
    note: Text | None = Field(None, alias="toelichting")
    lowest: Number | None = Field(0.0, alias="mag_vanaf")
    highest: Number | None = Field(None, alias="mag_tot")
    whole: bool = Field(False, alias="geheel")
    below: Id | None = Field(None, alias="lager_dan")
    shipped: bool = Field(True, exclude=True)
    """Whether the value is the one that came with the program."""

    @property
    def number(self) -> float:
        """The value of a figure that is computed with; ValueError for a published range without one."""
        if self.value is None:
            raise ValueError(f"no value to compute with: {self.id}")
        return self.value

    @property
    def exact(self) -> Decimal:
        """The same as the decimal that was written."""
        return Decimal(str(self.number))


class FigureOverride(Model):
    """A row of ``kengetallen``: replaces the value of a shipped key figure together with its range and provenance."""

    id: Id
    value: Number = Field(alias="waarde")
    minimum: Number | None = Field(None, alias="min")
    maximum: Number | None = Field(None, alias="max")
    unit: Text | None = Field(None, alias="eenheid")
    source: Text | None = Field(None, alias="bron")
    who: Text | None = Field(None, alias="wie")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None


class KindDefaults(Model):
    """Failure depth (m) and repair time (hours) of a kind of asset, each as minimum, mode and maximum.

    ``names`` are the words under which registers know the kind.
    """

    kind: Id = Field(alias="soort")
    name: Text = Field(alias="naam")
    names: Ids = Field(alias="namen")
    failure_depth_m: tuple[Metres, Metres, Metres] = Field(alias="faaldiepte_m")
    repair_hours: tuple[Hours, Hours, Hours] = Field(alias="hersteltijd_uur")
    source: Text = Field(alias="bron")
    status: Status
    note: Text | None = Field(None, alias="toelichting")


class DamageCurveRow(Model):
    """A row of ``schadecurves``: one point of a curve, the share of the largest damage at a depth above the floor."""

    curve: Id
    depth_m: NonNegative = Field(alias="diepte_m")
    share: Share = Field(alias="aandeel")
    source: Text | None = Field(None, alias="bron")
    who: Text | None = Field(None, alias="wie")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None


class ImpactClasses(Model):
    """Bounds between the impact classes A to E of one criterion (and one function, if it is about one).

    A value below the first bound is in class A, from the fourth on in class E.
    """

    criterion: Id = Field(alias="criterium")
    function: Id | None = Field(None, alias="functie")
    bounds: tuple[Number, Number, Number, Number] = Field(alias="grenzen")
    unit: Text | None = Field(None, alias="eenheid")
    source: Text | None = Field(None, alias="bron")
    who: Text | None = Field(None, alias="wie")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None
    shipped: bool = Field(False, exclude=True)
    """Whether these bounds came with the program."""

    @model_validator(mode="after")
    def _increasing(self) -> Self:
        if self.bounds[0] <= 0 or any(low >= high for low, high in pairwise(self.bounds)):
            found = "`grenzen` van de gevolgklassen lopen niet op"
            expected = "vier oplopende getallen boven 0: tussen A en B, B en C, C en D, D en E"
            raise Refusal(found, expected, "zet de vier getallen van klein naar groot")
        return self

    def class_of(self, value: float) -> str:
        """The class of a consequence: ``A`` to ``E``."""
        return CLASSES[sum(value >= bound for bound in self.bounds)]


class Scale(StrEnum):
    """How the value of an impact class grows with the class."""

    TIMES_THREE = "maal_drie"
    LINEAR = "lineair"


class RiskMatrixSettings(Model):
    """``risicomatrix``: impact classes per criterion, their values, and the likelihood classes in words.

    In a study what is left empty keeps what is shipped; see ``with_study``.
    """

    classes: tuple[ImpactClasses, ...] = Field((), alias="klassen")
    scale: Scale | None = Field(None, alias="schaal")
    likelihoods: tuple[Text, Text, Text, Text, Text] | None = Field(None, alias="kansklassen")

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        keys = [(each.criterion, each.function) for each in self.classes]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            of = f"`{twice[0]}`" + (f" bij functie `{twice[1]}`" if twice[1] else "")
            raise Refusal(f"twee keer `klassen` voor {of}", "elk criterium één keer", "verwijder een van beide")
        return self

    @property
    def class_values(self) -> tuple[int, ...]:
        """Value per impact class, A to E: 1, 3, 9, 27, 81, or 1 to 5."""
        steps = range(len(CLASSES))
        return tuple(step + 1 if self.scale is Scale.LINEAR else 3**step for step in steps)

    def classes_for(self, criterion: str, function: str | None = None) -> ImpactClasses | None:
        """Bounds for a criterion: those for this function, else those for every function, else nothing."""
        own = {each.function: each for each in self.classes if each.criterion == criterion}
        return own.get(function) or own.get(None)

    def with_study(self, study: RiskMatrixSettings) -> RiskMatrixSettings:
        """These settings with what a study says: its classes replace those of the same criterion and function."""
        classes = {(each.criterion, each.function): each for each in (*self.classes, *study.classes)}
        changes = {"scale": study.scale or self.scale, "likelihoods": study.likelihoods or self.likelihoods}
        return self.model_copy(update={"classes": tuple(classes.values()), **changes})
