"""One scenario: where the water stands, when, for how long, and what else fails."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Discriminator, Field, Tag, model_validator

from .base import KEYS, LIST, ONE, Hours, Id, Model, NonNegative, Number, Refusal, Share, Text, shape


class OnMissing(StrEnum):
    """What to do where the water is unknown: refuse, call it dry, or take the nearest known cell."""

    ERROR = "fout"
    DRY = "droog"
    NEAREST = "dichtstbij"


class Course(StrEnum):
    """Shape in time of a single maximum depth (03)."""

    BLOCK = "blok"
    TRIANGLE = "driehoek"


class RasterMoment(Model):
    """A depth raster that holds at one hour of a course in time."""

    hour: Hours = Field(alias="uur")
    raster: Text


RasterOrCourse = Annotated[
    Annotated[Text, Tag(ONE)] | Annotated[tuple[RasterMoment, ...], Field(min_length=1), Tag(LIST)],
    Discriminator(shape),
]
"""One raster, or rasters by hour: a course in time."""


class DepthSource(Model):
    """``waterdiepte``: exactly one of raster(s), table, one uniform depth, or a water level with its ground level."""

    raster: RasterOrCourse | None = None
    table: Text | None = Field(None, alias="tabel")
    uniform_m: NonNegative | None = None
    level_mnap: RasterOrCourse | None = Field(None, alias="waterstand_mnap")
    ground: Text | None = Field(None, alias="maaiveld")
    factor: NonNegative = 1.0
    plus_m: Number = 0.0

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        given = [self.raster, self.table, self.uniform_m, self.level_mnap]
        if sum(value is not None for value in given) != 1:
            names = ("raster", "tabel", "uniform_m", "waterstand_mnap")
            written = [f"`{name}`" for name, value in zip(names, given, strict=True) if value is not None]
            found = " en ".join(written) + " tegelijk" if written else "geen bron van de waterdiepte"
            raise Refusal(found, "precies één van raster, tabel, uniform_m of waterstand_mnap", "laat er één staan")
        if (self.level_mnap is None) != (self.ground is None):
            given_one, absent = ("maaiveld", "waterstand_mnap") if self.ground else ("waterstand_mnap", "maaiveld")
            raise Refusal(f"`{given_one}` zonder `{absent}`", "beide of geen van beide", f"voeg `{absent}` toe")
        return self


class Sampling(Model):
    """``bemonstering``: the largest depth within a radius around the point; radius 0 is the cell itself."""

    radius_m: NonNegative = Field(0.0, alias="straal_m")
    pick: Annotated[str, Field(pattern="^max$")] = Field("max", alias="kies")


class HourRaster(Model):
    """Hours that differ from place to place."""

    raster: Text


HoursOrRaster = Annotated[Annotated[Hours, Tag(ONE)] | Annotated[HourRaster, Tag(KEYS)], Discriminator(shape)]
"""The same hours everywhere, or hours by place."""


class ImposedOutage(Model):
    """``uitval``: an asset that is out between two hours, water or not. No ``until``: to the horizon."""

    asset: Id = Field(alias="object")
    from_hour: Hours = Field(alias="van_uur")
    until_hour: Hours | None = Field(None, alias="tot_uur")


class ReturnPeriod(Model):
    """A contested range of years with its source."""

    from_year: NonNegative = Field(alias="van")
    to_year: NonNegative | None = Field(None, alias="tot")
    source: Text | None = Field(None, alias="bron")


class Likelihood(Model):
    """``kans``: the likelihood class that somebody gave a scenario; contested, so it says whose it is."""

    klass: Text = Field(alias="klasse")
    who: Text = Field(alias="wie")
    source: Text | None = Field(None, alias="bron")


class Weight(Model):
    """A scenario weight and whose it is."""

    value: NonNegative = Field(alias="waarde")
    who: Text = Field(alias="wie")
    source: Text | None = Field(None, alias="bron")


class Scenario(Model):
    """A row of ``scenarios``. Hours count from the start of the run; depths in metres."""

    id: Id
    name: Text | None = Field(None, alias="naam")
    description: Text | None = Field(None, alias="toelichting")
    depth: DepthSource | None = Field(None, alias="waterdiepte")
    sampling: Sampling = Field(default_factory=lambda: Sampling.model_validate({}), alias="bemonstering")
    outside: OnMissing = Field(OnMissing.ERROR, alias="buiten_raster")
    nodata: OnMissing = Field(OnMissing.ERROR, alias="nodata")
    missing: OnMissing = Field(OnMissing.ERROR, alias="ontbrekend")
    begin_hour: HoursOrRaster | None = Field(None, alias="begin_uur")
    duration_hours: HoursOrRaster | None = Field(None, alias="duur_uur")
    course: Course | None = Field(None, alias="verloop")
    outages: tuple[ImposedOutage, ...] = Field((), alias="uitval")
    rain_mm: NonNegative | None = Field(None, alias="neerslag_mm")
    rain_hours: Hours | None = Field(None, alias="neerslagduur_uur")
    location: Text | None = Field(None, alias="ligging")
    initial_condition: Text | None = Field(None, alias="beginconditie")
    compound: tuple[Text, ...] = Field((), alias="bijkomend")
    normative: Text | None = Field(None, alias="normatief")
    return_period: ReturnPeriod | None = Field(None, alias="herhalingstijd_jaar")
    likelihood: Likelihood | None = Field(None, alias="kans")
    evacuated_share: Share | None = Field(None, alias="geevacueerd_aandeel")
    weight: Weight | None = Field(None, alias="gewicht")
    source: Text | None = Field(None, alias="bron")
