"""An id as someone typed it in, what it means in the study out; or a ``Problem`` with what looks like it."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from ..loading.audience import may_see_asset
from ..loading.study import Study
from ..problems import Place, Problem
from ..schema.assets import Asset
from ..schema.scenarios import Scenario

MOST_HINTS = 5


def visible_assets(study: Study, audience: str) -> dict[str, Asset]:
    """The assets that the audience may see, by id."""
    return {asset.id: asset for asset in study.assets if may_see_asset(asset, audience)}


def find_asset(study: Study, given: str, audience: str, option: str) -> Asset | Problem:
    """The asset with this id; one that the audience may not see is as unknown as one that does not exist."""
    visible = visible_assets(study, audience)
    if given in visible:
        return visible[given]
    named = [each for each, asset in visible.items() if asset.name and asset.name.casefold() == given.casefold()]
    near = named or suggestions(given, list(visible))
    return unknown(option, f"onbekend object '{given}'", "de id van een object van de studie", near)


def find_scenarios(study: Study, given: str | None, option: str) -> tuple[Scenario, ...] | Problem:
    """The scenario with this id, or all of them when none was asked for."""
    chosen = tuple(each for each in study.scenarios if given in (None, each.id))
    if chosen:
        return chosen
    ids = [each.id for each in study.scenarios]
    near = suggestions(given or "", ids) or ids
    return unknown(option, f"onbekend scenario '{given}'", "de id van een scenario van de studie", near)


def suggestions(given: str, names: Sequence[str]) -> list[str]:
    """The names that look like what was given, whatever its capitals."""
    by_folded = {name.casefold(): name for name in names}
    return [by_folded[each] for each in difflib.get_close_matches(given.casefold(), list(by_folded))]


def unknown(option: str, found: str, expected: str, near: list[str]) -> Problem:
    """That a name is not known, with what was perhaps meant."""
    remedy = f"bedoelde u {' of '.join(near[:MOST_HINTS])}?" if near else "controleer de schrijfwijze in de studie"
    return Problem(Place(option), found, expected, remedy)
