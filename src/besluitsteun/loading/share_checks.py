"""``richtingen``, ``coalities`` and ``rollen`` of ``besluit`` in, what is wrong with them out."""

from __future__ import annotations

from collections.abc import Iterator

from ..problems import Problem, Severity
from ..schema.decision import (
    MOST_PLAYERS,
    Amendment,
    Capacity,
    CoalitionSettings,
    DirectionSettings,
    Offer,
    OwnAxis,
    RoleSettings,
)
from .known import Known, twice
from .lists import Placed, place_in, placed_in
from .located import Mapped
from .references import suggestion

AXES = ("laag", "financier", "gebied")
"""Axes that need no list of measures."""
ONE_SIDE = 2
"""Headings below which an axis has no two ends."""


# --- directions


def check_directions(settings: DirectionSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    """Everything that is wrong with how many directions are shown and along which axes."""
    low, high = settings.count or (1, 1)
    if low > high:
        place = place_in(source, "richtingen", "aantal")
        yield Problem(place, f"`aantal` van {low} tot {high}", "eerst het kleinste", "wissel de twee getallen")
    elif not high:
        place = place_in(source, "richtingen", "aantal")
        yield Problem(place, "`aantal` tot 0: dan is er niets te kiezen", "minstens 1", "verhoog het aantal")
    for axis in settings.axes:
        if isinstance(axis, OwnAxis):
            yield from _own_axis_problems(axis, source, known)
        elif axis not in AXES:
            remedy = suggestion(axis, AXES) or "maak er een eigen as van met `as` en `maatregelen`"
            place = place_in(source, "richtingen", axis)
            yield Problem(place, f"onbekende as `{axis}`", f"een van {', '.join(AXES)}", remedy)
    names = [axis.name if isinstance(axis, OwnAxis) else axis for axis in settings.axes]
    yield from twice(((each, place_in(source, "richtingen", each)) for each in names), "as", "elke as één keer")


def _own_axis_problems(axis: OwnAxis, source: Mapped, known: Known) -> Iterator[Problem]:
    place = place_in(source, "richtingen", axis.name)
    named = [(each, place_in(source, "richtingen", each)) for names in axis.measures.values() for each in names]
    for name, where in named:
        yield from known.names["maatregel"].check(name, where)
    yield from twice(named, "maatregel", f"elke maatregel onder één kop van as `{axis.name}`")
    if len(axis.measures) < ONE_SIDE:
        found = f"as `{axis.name}` heeft minder dan twee koppen: daarlangs verschilt niets"
        yield Problem(place, found, "twee koppen of meer", "voeg een kop met maatregelen toe")


# --- coalitions


def check_coalitions(own: CoalitionSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    """Everything that is wrong with who plays, for what, and with whose money."""
    owners = [party for parties in own.layer_owners.values() for party in parties]
    outside = [each.party for each in own.outside]
    for name in dict.fromkeys((*own.players, *own.own_ambition, *own.share_at_most, *outside, *owners)):
        yield from known.names["partij"].check(name, place_in(source, "coalities", name))
    for name in dict.fromkeys(name for names in own.own_ambition.values() for name in names):
        yield from known.names["grens"].check(name, place_in(source, "coalities", name))
    yield from _player_problems(own, source)
    others = placed_in(own.outside, source, "coalities", "buiten")
    yield from twice(((e.record.party, e.at("partij")) for e in others), "partij", "elke partij buiten één keer")
    for each in others:
        if each.record.party in own.players:
            found = f"`{each.record.party}` speelt mee en staat ook bij `buiten`"
            yield Problem(each.at("partij"), found, "een van beide", "haal er een weg")


def _player_problems(own: CoalitionSettings, source: Mapped) -> Iterator[Problem]:
    block = source.get("coalities")
    if not isinstance(block, Mapped):
        return
    players = ((each, place_in(block, "spelers", each)) for each in own.players)
    yield from twice(players, "speler", "elke speler één keer")
    for key, named in (("eigen_ambitie", own.own_ambition), ("hoogstens_aandeel", own.share_at_most)):
        for name in named:
            if name not in own.players:
                found = f"`{key}` van `{name}`, die geen speler is, doet niets"
                remedy = "voeg de partij toe aan `spelers`, of haal deze regel weg"
                yield Problem(place_in(block, key, name), found, "een van de `spelers`", remedy)
    if len(set(own.players)) > MOST_PLAYERS:
        found = f"{len(own.players)} spelers: niet elke groep wordt gerekend, en vier van de regels niet"
        remedy = "neem partijen samen, of laat er weg die niets betalen"
        yield Problem(
            place_in(block, "spelers", ""), found, f"hoogstens {MOST_PLAYERS} spelers", remedy, Severity.WARNING
        )


# --- roles


def check_roles(roles: RoleSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    """Everything that is wrong with who can do how much, offers what, and what was changed."""
    capacity = placed_in(roles.capacity, source, "rollen", "capaciteit")
    offers = placed_in(roles.offers, source, "rollen", "aanbod")
    changed = placed_in(roles.amendments, source, "rollen", "wijzigingen")
    rows: list[Placed[Capacity] | Placed[Offer] | Placed[Amendment]] = [*capacity, *offers, *changed]
    for row in rows:
        yield from known.names["partij"].check(row.record.party, row.at("partij"))
    concerned: list[Placed[Offer] | Placed[Amendment]] = [*offers, *changed]
    for each in concerned:
        yield from known.names["maatregel"].check(each.record.measure, each.at("maatregel"))
    able = ((f"{e.record.party} als {e.record.role}", e.at("partij")) for e in capacity)
    yield from twice(able, "de capaciteit van", "één getal per partij en rol")
    offered = ((f"{e.record.party} als {e.record.role} van {e.record.measure}", e.at("partij")) for e in offers)
    yield from twice(offered, "het aanbod van", "één aanbod per partij, rol en maatregel")
