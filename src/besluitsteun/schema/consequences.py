"""What counts as a consequence: the criteria, and the word a study has in which of them are computed."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from .base import Id, Ids, Model, Status, Text, Texts
from .decision import Better


class Counting(StrEnum):
    """What a criterion of counting counts."""

    ASSETS = "uitgevallen_objecten"
    SPILLS = "lozing"


class ConsequenceCriterion(Model):
    """A consequence that is computed per scenario. With ``counts`` it counts what fails, of the kinds and functions
    named; without, its id names a formula of the program."""

    id: Id
    name: Text = Field(alias="naam")
    unit: Text | None = Field(None, alias="eenheid")
    better: Better = Field(Better.LESS, alias="richting")
    counts: Counting | None = Field(None, alias="telt")
    kinds: Texts = Field((), alias="soort")
    functions: Ids = Field((), alias="functie")
    explanation: Text | None = Field(None, alias="toelichting")
    source: Text | None = Field(None, alias="bron")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None


class ConsequenceSettings(Model):
    """``gevolgcriteria``: the shipped criteria that a study leaves out, and those it adds."""

    left_out: Ids = Field((), alias="weglaten")
    added: tuple[ConsequenceCriterion, ...] = Field((), alias="erbij")
