"""``studie.yaml`` itself and its small lists: time, area divisions, functions, sources."""

from __future__ import annotations

from pydantic import Field

from .base import Hours, Id, Model, NonNegative, Number, PositiveHours, Status, Text, Texts


class Time(Model):
    """``tijd``: horizon and step, in hours; the horizon is a whole number of steps."""

    horizon_hours: Hours = Field(alias="horizon_uur")
    step_hours: Hours = Field(alias="stap_uur")


class SourcedNumber(Model):
    """A number with its source."""

    value: Number = Field(alias="waarde")
    source: Text | None = Field(None, alias="bron")


class Compensation(Model):
    """``compensatie``: what an operator must pay a user for one outage; a transfer, never part of a welfare sum.

    Nothing below ``from_hours``; then ``first_eur``, and ``next_eur`` for every further whole ``every_hours``.
    """

    from_hours: Hours = Field(alias="vanaf_uur")
    first_eur: NonNegative = Field(alias="eerste_eur")
    every_hours: PositiveHours = Field(alias="elke_uur")
    next_eur: NonNegative = Field(alias="volgende_eur")
    source: Text | None = Field(None, alias="bron")
    date: Text | None = Field(None, alias="datum")
    status: Status | None = None


class Function(Model):
    """A row of ``functies``: what people lose when an asset fails. Value in euro (``waarde_eur_per_gebruikersuur``)
    per user and hour, not extrapolated beyond ``waarde_tot_uur``."""

    id: Id
    name: Text = Field(alias="naam")
    sector: Text | None = None
    code: Text | None = None
    user_unit: Text = Field("gebruikers", alias="gebruikerseenheid")
    residents_per_user: NonNegative | None = Field(None, alias="inwoners_per_gebruiker")
    value_eur_per_user_hour: NonNegative | None = Field(None, alias="waarde_eur_per_gebruikersuur")
    value_until_hour: Hours | None = Field(None, alias="waarde_tot_uur")
    compensation: Compensation | None = Field(None, alias="compensatie")
    source: Text | None = Field(None, alias="bron")
    status: Status | None = None


class DataKinds(Model):
    """``soorten_gegevens``: what of a study is what, in sentences that a reader of the report sees first."""

    real: Texts = Field((), alias="echt")
    derived: Texts = Field((), alias="afgeleid")
    invented: Texts = Field((), alias="verzonnen")
    assumed: Texts = Field((), alias="aangenomen")
    left_out: Texts = Field((), alias="niet_gerekend")


class Source(Model):
    """A row of ``bronnen``; ``bron`` anywhere may name its id."""

    id: Id
    title: Text = Field(alias="titel")
    owner: Text | None = Field(None, alias="eigenaar")
    date: Text | None = Field(None, alias="datum")
    file: Text | None = Field(None, alias="bestand")
    visible_to: Text | None = Field(None, alias="zichtbaar_voor")
