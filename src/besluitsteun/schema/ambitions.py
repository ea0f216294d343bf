"""What the room wants: limits, judgements, ambitions, and choices of principle."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from .base import (
    Id,
    Ids,
    Layer,
    Model,
    NonNegative,
    Number,
    Refusal,
    Share,
    Status,
    Text,
    Texts,
    Verdict,
    WithStanding,
)


class Over(StrEnum):
    """What a limit is held against: each object by itself, their sum, or the longest."""

    EACH = "elk_object"
    SUM = "som"
    LONGEST = "langste"


class Limit(WithStanding):
    """A row of ``grenzen``: up to where a party, or all together, finds an outcome acceptable."""

    id: Id
    risk: Id | None = Field(None, alias="risico")
    party: Id | None = Field(None, alias="partij")
    function: Id | None = Field(None, alias="functie")
    area: Text | None = Field(None, alias="gebied")
    assets: Ids = Field((), alias="objecten")
    criterion: Id = Field(alias="criterium")
    over: Over | None = None
    acceptable_to: Number | None = Field(None, alias="acceptabel_tot")
    unacceptable_from: Number | None = Field(None, alias="onacceptabel_vanaf")
    scenarios: Ids = ()
    level: Id | None = Field(None, alias="niveau")
    source: Text | None = Field(None, alias="bron")
    status: Status | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.acceptable_to, self.unacceptable_from
        if low is not None and high is not None and low > high:
            found = f"`acceptabel_tot` {low:g} boven `onacceptabel_vanaf` {high:g}"
            raise Refusal(found, "acceptabel_tot ≤ onacceptabel_vanaf", "wissel de twee getallen of verbeter er een")
        return self


class Judgement(WithStanding):
    """The word of one party on a risk; with ``stand: voorbeeld`` a word that the party never spoke."""

    party: Id = Field(alias="partij")
    verdict: Verdict = Field(alias="oordeel")
    why: Text | None = Field(None, alias="waarom")
    dialogue: Id | None = Field(None, alias="dialoog")
    date: Text | None = Field(None, alias="datum")


class Risk(Model):
    """A row of ``risicos``: judgements of the room, in words."""

    id: Id
    name: Text = Field(alias="naam")
    function: Id | None = Field(None, alias="functie")
    area: Text | None = Field(None, alias="gebied")
    scenarios: Ids = ()
    judgements: tuple[Judgement, ...] = Field((), alias="oordelen")


class OwnAmbition(WithStanding):
    """What one party wants for its own task."""

    party: Id = Field(alias="partij")
    task: Text | None = Field(None, alias="taak")
    text: Text = Field(alias="tekst")


class JointAmbition(WithStanding):
    """What all want together."""

    text: Text = Field(alias="tekst")


class ContributionKind(StrEnum):
    """What a party can bring in."""

    MONEY = "geld"
    WORK = "menskracht"
    KNOWLEDGE = "kennis"
    LAND = "grond"
    EQUIPMENT = "materieel"
    POWER = "bevoegdheid"


class Contribution(WithStanding):
    """What a party brings in, and on what condition. An amount nobody stated is not zero."""

    party: Id = Field(alias="partij")
    kind: ContributionKind = Field(alias="soort")
    size: Text | None = Field(None, alias="omvang")
    amount_eur: NonNegative | None = Field(None, alias="bedrag_eur")
    condition: Text | None = Field(None, alias="voorwaarde")


class NotIncluded(WithStanding):
    """What is explicitly not part of the joint ambition."""

    text: Text = Field(alias="tekst")
    reason: Text | None = Field(None, alias="reden")
    who: Texts = Field((), alias="wie")


class Level(Model):
    """A named ambition level: a set of limits."""

    id: Id
    name: Text = Field(alias="naam")
    limits: Ids = Field((), alias="grenzen")
    supported_by: Ids = Field((), alias="gesteund_door")


class Ambitions(Model):
    """``ambities``."""

    own: tuple[OwnAmbition, ...] = Field((), alias="eigen")
    joint: tuple[JointAmbition, ...] = Field((), alias="gezamenlijk")
    contributions: tuple[Contribution, ...] = Field((), alias="inbreng")
    not_included: tuple[NotIncluded, ...] = Field((), alias="niet_in_ambitie")
    levels: Annotated[tuple[Level, ...], Field(max_length=4)] = Field((), alias="niveaus")


class Position(Model):
    """Which option a party prefers, and why."""

    party: Id = Field(alias="partij")
    option: Text = Field(alias="optie")
    why: Text | None = Field(None, alias="waarom")


class Choice(WithStanding):
    """A question of principle with its options."""

    id: Id
    question: Text = Field(alias="vraag")
    options: Texts = Field((), alias="opties")
    positions: tuple[Position, ...] = Field((), alias="standpunten")
    decided_by: Texts = Field((), alias="besluit_door")


class Direction(WithStanding):
    """An authored keuzerichting: answers to choices, measures in and out, shares of the layers."""

    id: Id
    name: Text = Field(alias="naam")
    choices: Mapping[str, Text] = Field(default_factory=dict, alias="keuzes")
    measures_in: Ids = Field((), alias="maatregelen_wel")
    measures_out: Ids = Field((), alias="maatregelen_niet")
    share_per_layer: Mapping[Layer, Share] = Field(default_factory=dict, alias="aandeel_per_laag")


class Choices(Model):
    """``keuzes``: choices of principle and authored directions."""

    choices: tuple[Choice, ...] = Field((), alias="keuzes")
    directions: tuple[Direction, ...] = Field((), alias="richtingen")
