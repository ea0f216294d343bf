"""A marking and an audience in, whether that audience may see it out (02: ``zichtbaar_voor``)."""

from __future__ import annotations

from ..problems import InputError, Place, Problem
from ..schema.assets import PARTIES, PUBLIC, Asset
from .study import Study

_LIMITS = ("faaldiepte_m", "hoogte_kritisch_mnap")


def check_audience(study: Study, audience: str) -> None:
    """Raise ``InputError`` unless the audience is ``openbaar``, ``partijen`` or a party of the study."""
    parties = tuple(party.id for party in study.parties)
    if audience not in (PUBLIC, PARTIES, *parties):
        expected = f"{PUBLIC}, {PARTIES} of een partij van de studie: {', '.join(parties) or '(geen opgegeven)'}"
        raise InputError([Problem(Place("--publiek"), f"onbekend publiek '{audience}'", expected, "kies een van deze")])


def may_see(marking: str | None, owner: str | None, audience: str) -> bool:
    """Whether an audience sees what is marked ``openbaar``, ``partijen`` (also when empty) or ``id|id``.

    A party also sees what is for all parties and what it owns itself.

    >>> may_see("openbaar", None, "openbaar"), may_see("partijen", None, "openbaar"), may_see(None, None, "partijen")
    (True, False, True)
    >>> may_see("a|b", "c", "a"), may_see("a|b", "c", "partijen"), may_see("a|b", "c", "c")
    (True, False, True)
    """
    marks = {mark.strip() for mark in (marking or PARTIES).split("|")}
    if PUBLIC in marks or audience in marks:
        return True
    return audience != PUBLIC and (PARTIES in marks or (owner is not None and owner == audience))


def may_see_asset(asset: Asset, audience: str | None) -> bool:
    """Whether an audience may see an asset; ``None`` = nobody is kept out."""
    return audience is None or may_see(asset.visible_to, asset.party, audience)


def may_see_limit(asset: Asset, audience: str) -> bool:
    """Whether an audience may know from which depth water fails an asset: not of one that it may not see."""
    if not may_see_asset(asset, audience):
        return False
    marks = (asset.value_marks.get(key) for key in _LIMITS)
    return all(may_see(mark, asset.party, audience) for mark in marks if mark is not None)


def hidden_assets(study: Study, audience: str | None) -> tuple[Asset, ...]:
    """The assets that the audience may not see."""
    return tuple(asset for asset in study.assets if not may_see_asset(asset, audience))
