"""The shared ground of the schema: frozen models with Dutch keys, and the types of single values."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

ALL_SCENARIOS = "alle"
EPSG_PATTERN = r"^EPSG:\d{4,6}$"

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]


class Refusal(ValueError):  # noqa: N818  (the word of the schema for a broken rule)
    """A rule over several keys that does not hold: what was found, what was expected, what to do (Dutch)."""

    def __init__(self, found: str, expected: str, remedy: str):
        super().__init__(f"{found} · verwacht: {expected} · {remedy}")
        self.found, self.expected, self.remedy = found, expected, remedy


def _readable(text: str) -> str:
    """Characters that nobody sees but that break a screen, a spreadsheet or a page; lines and tabs are text."""
    unseen = sorted({each for each in text if unicodedata.category(each) == "Cc" and each not in "\t\n\r"})
    if unseen:
        codes = ", ".join(f"U+{ord(each):04X}" for each in unseen)
        raise Refusal(f"onzichtbaar stuurteken in de tekst ({codes})", "gewone tekst", "verwijder het teken")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_readable)]


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("geen eindig getal")
    return value


Hours = Annotated[Decimal, Field(ge=0), AfterValidator(_finite)]
"""Hours are exact decimals: they become whole steps without any rounding of binary fractions."""
PositiveHours = Annotated[Decimal, Field(gt=0), AfterValidator(_finite)]
Number = Annotated[float, Field(allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Whole = Annotated[int, Field(ge=0)]


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple, json_schema_input_type=Text | tuple[Text, ...])]
"""A list of texts, or one text."""
Ids = Annotated[tuple[Id, ...], BeforeValidator(_as_tuple, json_schema_input_type=Id | tuple[Id, ...])]
"""A list of ids, or one id."""

AsWritten = Any
"""A part that is not validated here but kept as the reader gave it (``loading.located``), with its place."""

ONE, LIST, KEYS, FLAG = "(waarde)", "(lijst)", "(sleutels)", "(ja_nee)"
"""Tags of the members of a union that differ in shape: one value, a list, keys with values, or ja/nee."""


def shape(value: Any) -> str:
    """Which member of a union by shape a value is meant for; so a problem is told about that member only."""
    if isinstance(value, Mapping | BaseModel):
        return KEYS
    return LIST if isinstance(value, list | tuple) else ONE


def number_or_flag(value: Any) -> str:
    """Which member of a union of a number and ja/nee a value is meant for."""
    return FLAG if isinstance(value, bool) else ONE


class Model(BaseModel):
    """A frozen record; an unknown key is an error; Dutch aliases are the only way in."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=False, validate_by_alias=True)
    reserved: ClassVar[tuple[str, ...]] = ()
    """Keys that a later version will know: refused with "nog niet ondersteund"."""


class Status(StrEnum):
    """How sure a value is (02)."""

    SOURCE = "bron"
    EXPERT = "expert"
    ASSUMPTION = "aanname"
    DISPUTED = "betwist"


class Layer(StrEnum):
    """Safety layers (meerlaagsveiligheid, 01). Only the label is official enough to store."""

    AWARENESS = "waterbewustzijn"
    PREVENTION = "preventie"
    SPATIAL = "gevolgbeperking"
    CRISIS = "crisisbeheersing"
    RECOVERY = "herstel"


class Verdict(StrEnum):
    """Words of judgement, everywhere (02)."""

    ACCEPTABLE = "acceptabel"
    WEIGH = "afwegen"
    UNACCEPTABLE = "onacceptabel"
    INVESTIGATE = "nader_onderzoek"
    NONE_YET = "nog_geen_oordeel"


class Standing(StrEnum):
    """How far a text has come with the directors; separate from ``Status`` (02). An example is of nobody yet."""

    EXAMPLE = "voorbeeld"
    CONCEPT = "concept"
    OFFICIALS = "ambtelijk"
    DISCUSSED = "bestuurlijk_besproken"
    ADOPTED = "vastgesteld"


class PartyKind(StrEnum):
    """What kind of organisation a party is (02)."""

    STATE = "rijk"
    PROVINCE = "provincie"
    WATER_BOARD = "waterschap"
    MUNICIPALITY = "gemeente"
    WORK_REGION = "werkregio"
    SAFETY_REGION = "veiligheidsregio"
    GRID_OPERATOR = "netbeheerder"
    DRINKING_WATER = "drinkwaterbedrijf"
    TELECOM = "telecomaanbieder"
    CARE = "zorg"
    TRANSPORT = "vervoer"
    COMPANY = "bedrijf"
    OTHER = "overig"


class WithStanding(Model):
    """What directors may adopt: carries how far it has come, since when and in which body."""

    standing: Standing | None = Field(None, alias="stand")
    standing_date: Text | None = Field(None, alias="stand_datum")
    body: Text | None = Field(None, alias="gremium")
