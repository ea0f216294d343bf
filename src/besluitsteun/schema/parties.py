"""A party: an organisation with assets, tasks and a voice."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from .base import Id, Model, PartyKind, Text


class Task(Model):
    """A formal task and the law it rests on."""

    task: Text = Field(alias="taak")
    legal_ground: Text | None = Field(None, alias="rechtsgrond")


class Party(Model):
    """A row of ``partijen``."""

    reserved: ClassVar[tuple[str, ...]] = ("contact",)

    id: Id
    name: Text = Field(alias="naam")
    kind: PartyKind = Field(alias="soort")
    represents: tuple[Id, ...] = Field((), alias="vertegenwoordigt")
    tasks: tuple[Task, ...] = Field((), alias="taken")
    leads_process: bool = Field(False, alias="procestrekker")
