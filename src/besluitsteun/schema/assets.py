"""One asset or group of users, one override of a value, one supplier of a need: the rows of the registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import Field

from .base import Hours, Id, Model, NonNegative, Number, Share, Status, Text

PUBLIC, PARTIES = "openbaar", "partijen"


class Asset(Model):
    """A row of ``objecten``: an asset, or a group of users.

    Lengths in metres, hours as exact decimals, ``users`` in the unit of its function. An absent value is ``None``:
    no ``failure_depth_m`` means that water cannot fail it, no ``users`` that it serves nobody directly.
    ``*_min`` and ``*_max`` are the ends of a triangular range around the modal value. ``spill_load`` is what reaches
    the environment when the asset fails, in ``spill_unit``.
    """

    id: Id
    name: Text | None = Field(None, alias="naam")
    kind: Text | None = Field(None, alias="soort")
    function: Id = Field(alias="functie")
    area: Text | None = Field(None, alias="gebied")
    party: Id | None = Field(None, alias="partij")
    bearer: Id | None = Field(None, alias="drager")
    x: Number | None = None
    y: Number | None = None
    failure_depth_m: NonNegative | None = Field(None, alias="faaldiepte_m")
    failure_depth_m_min: NonNegative | None = Field(None, alias="faaldiepte_m_min")
    failure_depth_m_max: NonNegative | None = Field(None, alias="faaldiepte_m_max")
    critical_level_mnap: Number | None = Field(None, alias="hoogte_kritisch_mnap")
    repair_hours: Hours | None = Field(None, alias="hersteltijd_uur")
    repair_hours_min: Hours | None = Field(None, alias="hersteltijd_uur_min")
    repair_hours_max: Hours | None = Field(None, alias="hersteltijd_uur_max")
    users: NonNegative | None = Field(None, alias="gebruikers")
    users_min: NonNegative | None = Field(None, alias="gebruikers_min")
    users_max: NonNegative | None = Field(None, alias="gebruikers_max")
    vulnerable_users: NonNegative | None = Field(None, alias="kwetsbare_gebruikers")
    vulnerable_users_min: NonNegative | None = Field(None, alias="kwetsbare_gebruikers_min")
    vulnerable_users_max: NonNegative | None = Field(None, alias="kwetsbare_gebruikers_max")
    residents: NonNegative | None = Field(None, alias="inwoners")
    residents_min: NonNegative | None = Field(None, alias="inwoners_min")
    residents_max: NonNegative | None = Field(None, alias="inwoners_max")
    max_damage_eur: NonNegative | None = Field(None, alias="max_schade_eur")
    max_damage_eur_min: NonNegative | None = Field(None, alias="max_schade_eur_min")
    max_damage_eur_max: NonNegative | None = Field(None, alias="max_schade_eur_max")
    damage_curve: Id | None = Field(None, alias="schadecurve")
    spill_load: NonNegative | None = Field(None, alias="lozing")
    spill_unit: Text | None = Field(None, alias="lozing_eenheid")
    self_starting: bool = Field(False, alias="zelfstandig_opstarten")
    visible_to: Text = Field(PARTIES, alias="zichtbaar_voor")
    source: Text | None = Field(None, alias="bron")
    status: Status | None = None
    areas: Mapping[str, str] = Field(default_factory=dict, exclude=True)
    """Area per division (``gebiedsindelingen``); filled by the loader, not a column of its own."""
    columns: Mapping[str, str] = Field(default_factory=dict, exclude=True)
    """Cells of the register that the rule ``kolom`` refers to, as text; filled by the loader."""
    value_marks: Mapping[str, str] = Field(default_factory=dict, exclude=True)
    """Key → ``zichtbaar_voor`` of a single value, where ``gegevens`` gives one; filled by the loader."""


RANGED_KEYS = ("faaldiepte_m", "hersteltijd_uur", "gebruikers", "kwetsbare_gebruikers", "inwoners", "max_schade_eur")
"""Keys of an asset that may carry ``_min`` and ``_max``."""


class ValueOverride(Model):
    """A row of ``gegevens``: one value of one asset, with its own provenance."""

    asset: Id = Field(alias="object")
    key: Text = Field(alias="sleutel")
    value: Text = Field(alias="waarde")
    minimum: Text | None = Field(None, alias="min")
    maximum: Text | None = Field(None, alias="max")
    unit: Text | None = Field(None, alias="eenheid")
    source: Text | None = Field(None, alias="bron")
    who: Text | None = Field(None, alias="wie")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None
    visible_to: Text | None = Field(None, alias="zichtbaar_voor")


class Dependency(Model):
    """A row of ``afhankelijkheden``: one supplier in a need of a consumer.

    Rows with the same consumer and non-empty ``group`` form one need; an empty group is a need of its own.
    ``minimum`` suppliers suffice (empty: all); buffer and restart in hours.
    """

    reserved: ClassVar[tuple[str, ...]] = ("omschakel_uur",)

    consumer: Id = Field(alias="afnemer")
    group: Text | None = Field(None, alias="groep")
    supplier: Id = Field(alias="leverancier")
    minimum: Annotated[int, Field(ge=1)] | None = Field(None, alias="minimaal")
    buffer_hours: Hours | None = Field(None, alias="buffer_uur")
    restart_hours: Hours | None = Field(None, alias="herstart_uur")
    start_failure_chance: Share | None = Field(None, alias="startfaalkans")
    source: Text | None = Field(None, alias="bron")
    status: Status | None = None
