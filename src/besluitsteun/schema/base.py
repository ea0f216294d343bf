"""The shared ground of the schema: frozen models with Dutch keys, and the types of single values."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

ALL_SCENARIOS = "alle"

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise ValueError("geen eindig getal")
    return value


Hours = Annotated[Decimal, Field(ge=0), AfterValidator(_finite)]
"""Hours are exact decimals: they become whole steps without any rounding of binary fractions."""
Number = Annotated[float, Field(allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Model(BaseModel):
    """A frozen record; an unknown key is an error; Dutch aliases are the only way in."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=False, validate_by_alias=True)


class Status(StrEnum):
    """How sure a value is (02)."""

    SOURCE = "bron"
    EXPERT = "expert"
    ASSUMPTION = "aanname"
    DISPUTED = "betwist"


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
