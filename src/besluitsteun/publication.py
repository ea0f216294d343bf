"""``Result`` and audience in, ``Publication`` out: what this audience may see, and nothing else.

The writers get only a ``Publication``, so this is the one place where it is decided what is left out (02:
``zichtbaar_voor``).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from .loading.study import Provenance, Study
from .nl import count, number, plain
from .problems import InputError, Place, Problem
from .result import Result
from .schema.assets import PARTIES, PUBLIC, Asset
from .schema.stress_test import StressLayer
from .tables import ASSUMPTIONS, BLOCKADES, EXPOSURE, OUTAGES, STRESS_DEPTHS, STRESS_TEST, Row, Rows, Table

_IDS, _NUMBERS = re.compile(r"[A-Za-z0-9_.-]+"), re.compile(r"[0-9][0-9.,]*")
_OF_ASSETS = (OUTAGES, EXPOSURE, BLOCKADES)
_LIMITS = ("faaldiepte_m", "hoogte_kritisch_mnap")
_FROM_LIMIT = ("faaldiepte_m", "marge_m")
_LISTS = ("direct_door", "losgemaakt_door")


@dataclass(frozen=True)
class Publication:
    """A result as one audience may see it; ``assets`` are the visible ones, ``hidden`` counts the others."""

    study_name: str
    study_hash: str
    study_files: tuple[tuple[str, str], ...]
    crs: str
    seed: int
    scenarios: tuple[str, ...]
    audience: str
    assets: tuple[Asset, ...]
    hidden: int
    rows: Mapping[str, Rows]
    warnings: tuple[str, ...]
    timings: Mapping[str, float]
    engine: str
    draws: int
    begun: datetime
    ended: datetime


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


def publish(result: Result, audience: str) -> Publication:
    """The result without the ids, names, coordinates and values of assets that the audience may not see.

    Sums per area keep the consequences of hidden assets: they name no asset.
    """
    study = result.study
    check_audience(study, audience)
    hidden = tuple(asset for asset in study.assets if not may_see(asset.visible_to, asset.party, audience))
    layers = _hidden_layers(study, audience)
    mentions = _mentions(hidden, layers)
    return Publication(
        study_name=study.name,
        study_hash=study.hash,
        study_files=study.files,
        crs=study.crs,
        seed=study.seed,
        scenarios=tuple(scenario.id for scenario in study.scenarios),
        audience=audience,
        assets=tuple(asset for asset in study.assets if may_see(asset.visible_to, asset.party, audience)),
        hidden=len(hidden),
        rows=_visible_rows(result, {asset.id for asset in hidden}, mentions, audience)
        | {table.name: _of_layers(table, result.rows[table.name], layers) for table in (STRESS_TEST, STRESS_DEPTHS)},
        warnings=_visible_warnings(result.warnings, mentions),
        timings=result.timings,
        engine=result.engine,
        draws=result.draws,
        begun=result.begun,
        ended=result.ended,
    )


def _visible_rows(result: Result, hidden: set[str], mentions: Callable[[str], bool], audience: str) -> dict[str, Rows]:
    rows = dict(result.rows)
    for table in _OF_ASSETS:
        rows[table.name] = _without(table, rows[table.name], hidden)
    secret = {asset.id for asset in result.study.assets if not may_see_limit(asset, audience)}
    rows[EXPOSURE.name] = _blanked(EXPOSURE, rows[EXPOSURE.name], secret, _FROM_LIMIT)
    pairs = zip(rows[ASSUMPTIONS.name], result.study.provenance, strict=True)
    rows[ASSUMPTIONS.name] = tuple(row for row, origin in pairs if _may_see_value(origin, mentions, audience))
    return rows


def _hidden_layers(study: Study, audience: str) -> tuple[StressLayer, ...]:
    """Layers of the stress test that the audience may not see."""
    layers = (each.layer for each in study.stress_layers)
    return tuple(layer for layer in layers if not may_see(layer.visible_to, None, audience))


def _of_layers(table: Table, rows: Rows, hidden: tuple[StressLayer, ...]) -> Rows:
    """Rows of the stress test, without those of hidden layers."""
    at, names = table.position("laag"), {layer.id for layer in hidden}
    return tuple(row for row in rows if row[at] not in names)


def may_see_limit(asset: Asset, audience: str) -> bool:
    """Whether an audience may know from which depth water fails an asset: not of one that it may not see."""
    if not may_see(asset.visible_to, asset.party, audience):
        return False
    marks = (asset.value_marks.get(key) for key in _LIMITS)
    return all(may_see(mark, asset.party, audience) for mark in marks if mark is not None)


def _blanked(table: Table, rows: Rows, assets: set[str], columns: tuple[str, ...]) -> Rows:
    """The rows, with columns left empty for some assets."""
    at, blank = table.position("object"), {table.position(column) for column in columns}
    return tuple(
        tuple(None if place in blank else cell for place, cell in enumerate(row)) if row[at] in assets else row
        for row in rows
    )


def _without(table: Table, rows: Rows, hidden: set[str]) -> Rows:
    """Rows of visible assets; hidden ids are left out of their lists."""
    at = table.position("object")
    lists = tuple(table.position(name) for name in _LISTS if name in table.header)

    def visible(row: Row) -> Row:
        return tuple(
            tuple(each for each in cell if each not in hidden) if place in lists and isinstance(cell, tuple) else cell
            for place, cell in enumerate(row)
        )

    return tuple(visible(row) for row in rows if row[at] not in hidden)


def _may_see_value(origin: Provenance, mentions: Callable[[str], bool], audience: str) -> bool:
    texts = (origin.place, origin.key, origin.source, origin.who, "" if _is_number(origin.value) else origin.value)
    return may_see(origin.visible_to, None, audience) and not any(mentions(text) for text in texts)


def _visible_warnings(warnings: Iterable[str], mentions: Callable[[str], bool]) -> tuple[str, ...]:
    every = tuple(warnings)
    shown = tuple(warning for warning in every if not mentions(warning))
    left_out = len(every) - len(shown)
    if not left_out:
        return shown
    return (*shown, f"{count(left_out, 'waarschuwing', 'waarschuwingen')} weggelaten: niet voor dit publiek")


def _mentions(assets: tuple[Asset, ...], layers: tuple[StressLayer, ...] = ()) -> Callable[[str], bool]:
    """A test whether a text names one of the assets (its id, name or a coordinate in any usual notation) or the file
    of one of the layers."""
    tokens = {asset.id.strip(".") for asset in assets}
    names = {asset.name.casefold() for asset in assets if asset.name} | {layer.file.casefold() for layer in layers}
    for asset in assets:
        for value in (asset.x, asset.y):
            if value is not None:
                tokens |= {plain(value), number(value), f"{value:.0f}", str(value), f"{value:.1f}", f"{value:.2f}"}

    def mentions(text: str) -> bool:
        if not text or not (tokens or names):
            return False
        found = (word.strip(".,") for word in (*_IDS.findall(text), *_NUMBERS.findall(text)))
        folded = text.casefold()
        return not tokens.isdisjoint(found) or any(name in folded for name in names)

    return mentions


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", text))
