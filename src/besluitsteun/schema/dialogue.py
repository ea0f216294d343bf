"""The dossier of the process: goals, dialogues, statements, agreements (07)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from .base import LIST, ONE, AsWritten, Id, Layer, Model, Text, Texts, Whole, shape


class DialogueKind(StrEnum):
    """Steps of the process (01)."""

    INTERNAL = "intern"
    BROAD_1 = "breed1"
    BROAD_2 = "breed2"
    EXPERTS = "expertsessie"
    BROAD_3 = "breed3"
    DIRECTORS = "bestuurlijk"


class DialogueLevel(StrEnum):
    """What a dialogue is about."""

    AREA = "gebied"
    SYSTEM = "systeem"
    SECTOR = "sector"


class Goal(Model):
    """A goal that was set in phase 1."""

    id: Id
    text: Text = Field(alias="tekst")
    indicator: Text | None = None
    target: Text | None = Field(None, alias="streefwaarde")
    standing: Text | None = Field(None, alias="stand")


class Participants(Model):
    """How many came from one party."""

    party: Id = Field(alias="partij")
    count: Whole | None = Field(None, alias="aantal")


class DialogueEvent(Model):
    """One dialogue. Tables and programme are free in form."""

    id: Id
    kind: DialogueKind = Field(alias="soort")
    title: Text | None = Field(None, alias="titel")
    date: Text | None = Field(None, alias="datum")
    level: DialogueLevel | None = Field(None, alias="niveau")
    chair: Text | None = Field(None, alias="voorzitter")
    facilitator: Text | None = Field(None, alias="begeleider")
    reporter: Text | None = Field(None, alias="verslaglegger")
    tables: AsWritten = Field(None, alias="tafels")
    participants: tuple[Participants, ...] = Field((), alias="deelnemers")
    programme: AsWritten = Field(None, alias="programma")


Voices = Annotated[Annotated[Text, Tag(ONE)] | Annotated[tuple[Text, ...], Tag(LIST)], Discriminator(shape)]
"""A count or a sentence, or the parties by name."""


class Statement(Model):
    """A statement and who was for and against it."""

    text: Text = Field(alias="tekst")
    dialogue: Id | None = Field(None, alias="dialoog")
    in_favour: Voices | None = Field(None, alias="voor")
    against: Voices | None = Field(None, alias="tegen")
    minority: Text | None = Field(None, alias="minderheid")


class Agreement(Model):
    """Who does what, by when."""

    text: Text = Field(alias="tekst")
    who: Texts = Field((), alias="wie")
    when: Text | None = Field(None, alias="wanneer")
    standing: Text | None = Field(None, alias="stand")


class Inspiration(Model):
    """An inspiring example from elsewhere."""

    title: Text = Field(alias="titel")
    place: Text | None = Field(None, alias="plaats")
    layer: Layer | None = Field(None, alias="laag")
    photo: Text | None = Field(None, alias="foto")
    source: Text | None = Field(None, alias="bron")


class Dialogue(Model):
    """``dialoog``. Open questions and planning are free in form."""

    goals: tuple[Goal, ...] = Field((), alias="doelen")
    dialogues: tuple[DialogueEvent, ...] = Field((), alias="dialogen")
    statements: tuple[Statement, ...] = Field((), alias="stellingen")
    agreements: tuple[Agreement, ...] = Field((), alias="afspraken")
    examples: tuple[Inspiration, ...] = Field((), alias="voorbeelden")
    open_questions: AsWritten = Field(None, alias="open_vragen")
    planning: AsWritten = None
