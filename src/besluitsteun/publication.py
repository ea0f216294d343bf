"""``Result`` and audience in, ``Publication`` out: what this audience may see, and nothing else.

The writers get only a ``Publication``, so this is the one place where it is decided what is left out (02:
``zichtbaar_voor``; 07: what is not visible appears only in sums of at least ``minimale_groep`` objects).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from .aggregates import SMALLEST, without_small_groups
from .consequences.exposed import exposure_classes, vulnerabilities
from .consequences.judgement import verdicts_from
from .loading.selection import Selection
from .loading.study import Provenance, Study
from .nl import count, number, plain
from .problems import InputError, Place, Problem
from .result import Result
from .schema.ambitions import Limit
from .schema.assets import PARTIES, PUBLIC, Asset
from .schema.scenarios import Scenario
from .schema.stress_test import StressLayer
from .simulation.sentences import Reader
from .stories import Story, stories_of
from .tables import (
    ASSUMPTIONS,
    BLOCKADES,
    CRITICAL,
    EXPOSURE,
    LIMITS,
    OUTAGES,
    STRESS_DEPTHS,
    STRESS_TEST,
    Row,
    Rows,
    Table,
)
from .tables.consequences import (
    EXPOSURE_CLASSES,
    LEVELS,
    RISKS,
    VULNERABILITY,
    exposure_class_rows,
    level_rows,
    risk_rows,
    vulnerability_rows,
)

_IDS, _NUMBERS = re.compile(r"[A-Za-z0-9_.-]+"), re.compile(r"[0-9][0-9.,]*")
_OF_ASSETS = (OUTAGES, EXPOSURE, CRITICAL, BLOCKADES)
_OF_LAYERS = (STRESS_TEST, STRESS_DEPTHS)
_LIMITS = ("faaldiepte_m", "hoogte_kritisch_mnap")
_FROM_LIMIT = ("faaldiepte_m", "marge_m")
_LISTS = ("direct_door", "losgemaakt_door")
NOT_FOR_YOU = "(niet voor dit publiek)"

T = TypeVar("T", bound=str | None)
M = TypeVar("M", bound=BaseModel)
Mentions = Callable[[str], bool]


@dataclass(frozen=True)
class Publication:
    """A result as one audience may see it.

    study   : the study without the objects, values and texts that it may not see
    hidden  : number of objects left out
    stories : the most telling chains in words
    """

    study: Study
    audience: str
    hidden: int
    rows: Mapping[str, Rows]
    stories: tuple[Story, ...]
    warnings: tuple[str, ...]
    timings: Mapping[str, float]
    engine: str
    draws: int
    begun: datetime
    ended: datetime

    @property
    def assets(self) -> tuple[Asset, ...]:
        """The visible objects."""
        return self.study.assets

    @property
    def scenarios(self) -> tuple[str, ...]:
        """Ids of the scenarios."""
        return tuple(scenario.id for scenario in self.study.scenarios)


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


def names_of(assets: Iterable[Asset]) -> dict[str, str]:
    """Id → the name by which a reader knows an object: with its id where others bear the same name, or none."""
    every = tuple(assets)
    bearers = Counter(asset.name for asset in every)

    def known_as(asset: Asset) -> str:
        if asset.name and bearers[asset.name] > 1 and asset.name != asset.id:
            return f"{asset.name} ({asset.id})"
        return asset.name or asset.id

    return {asset.id: known_as(asset) for asset in every}


def reader_of(study: Study, audience: str, with_ids: bool = True) -> Reader:
    """How sentences name objects to an audience: by name, with the id behind it where one may need it."""
    names = names_of(study.assets)

    def label(index: int) -> str:
        asset = study.assets[index]
        if not may_see(asset.visible_to, asset.party, audience):
            return f"een niet-openbaar object ({asset.function})"
        if with_ids and asset.name and asset.name != asset.id:
            return f"{asset.name} ({asset.id})"
        return names[asset.id]

    def is_seen(index: int) -> bool:
        return may_see(study.assets[index].visible_to, study.assets[index].party, audience)

    return Reader(label, lambda index: may_see_limit(study.assets[index], audience), is_seen)


def titles(study: Study, audience: str) -> dict[str, str]:
    """Scenario id → how an audience reads it at the head of its outcome: id and name, unless the name names what it may
    not see."""
    mentions = _mentions(hidden_assets(study, audience))
    return {each.id: f"{each.id}: {_told(each.name, mentions)}" if each.name else each.id for each in study.scenarios}


def publish(result: Result, audience: str) -> Publication:
    """The result without the ids, names, coordinates and values of objects that the audience may not see.

    Sums keep the consequences of hidden objects, in groups that are large enough: they name no object.
    """
    study = result.study
    check_audience(study, audience)
    hidden, layers = hidden_assets(study, audience), _hidden_layers(study, audience)
    mentions = _mentions(hidden, layers)
    visible = _visible_study(study, {asset.id for asset in hidden}, mentions, audience)
    return Publication(
        study=replace(visible, files=_visible_files(study, hidden, layers)),
        audience=audience,
        hidden=len(hidden),
        rows=_visible_rows(result, hidden, mentions, audience),
        stories=stories_of(result, reader_of(study, audience, with_ids=False)),
        warnings=(*_visible_warnings(result.warnings, mentions), *_left_out_layers(layers)),
        timings=result.timings,
        engine=result.engine,
        draws=result.draws,
        begun=result.begun,
        ended=result.ended,
    )


def visible_rows(result: Result, audience: str) -> dict[str, Rows]:
    """The rows of every table as ``publish`` gives them, for who needs no stories."""
    hidden = hidden_assets(result.study, audience)
    return _visible_rows(result, hidden, _mentions(hidden, _hidden_layers(result.study, audience)), audience)


def hidden_assets(study: Study, audience: str) -> tuple[Asset, ...]:
    """The assets that the audience may not see."""
    return tuple(asset for asset in study.assets if not may_see(asset.visible_to, asset.party, audience))


# --- the study -------------------------------------------------------------------------------------------------------


def _visible_study(study: Study, hidden: set[str], mentions: Mentions, audience: str) -> Study:
    """The study without hidden objects and layers, and without texts that name them."""
    study = replace(
        study,
        stress_layers=tuple(each for each in study.stress_layers if may_see(each.layer.visible_to, None, audience)),
    )
    study = replace(
        study,
        sources=tuple(each for each in study.sources if may_see(each.visible_to, each.owner, audience)),
        provenance=_visible_provenance(study, mentions, audience),
    )
    if not hidden:
        return study
    return replace(
        study,
        name=_told(study.name, mentions),
        assets=tuple(asset for asset in study.assets if asset.id not in hidden),
        parties=tuple(_masked(each, mentions) for each in study.parties),
        functions=tuple(_masked(each, mentions) for each in study.functions),
        ambitions=_masked(study.ambitions, mentions),
        needs=(),  # who needs whom is told in rows and stories only
        scenarios=tuple(_visible_scenario(each, hidden, mentions) for each in study.scenarios),
        sources=tuple(_masked(each, mentions) for each in study.sources),
        explanation=tuple(each for each in study.explanation if not mentions(each)),
        limits=tuple(_masked(each, mentions) for each in _told_limits(study, hidden)),
        risks=tuple(_masked(each, mentions) for each in study.risks),
        warnings=(),
        decision_criteria=None if study.decision_criteria is None else _masked(study.decision_criteria, mentions),
        weights=tuple(_masked(each, mentions) for each in study.weights),
        others={},
    )


def _visible_files(
    study: Study, hidden: tuple[Asset, ...], layers: tuple[StressLayer, ...]
) -> tuple[tuple[str, str], ...]:
    """Without files that name a hidden object, or that are there for layers that the audience may not see alone."""
    left_out = {layer.id for layer in layers}
    shown = {each.layer.file for each in study.stress_layers if each.layer.id not in left_out}
    mentions = _mentions(hidden, tuple(layer for layer in layers if layer.file not in shown))
    return tuple((name, digest) for name, digest in study.files if not mentions(name))


def _visible_scenario(scenario: Scenario, hidden: set[str], mentions: Mentions) -> Scenario:
    seen = {
        "compound": tuple(each for each in scenario.compound if not mentions(each)),
        "outages": tuple(each for each in scenario.outages if each.asset not in hidden),
    }
    return _masked(scenario.model_copy(update=seen), mentions).model_copy(update={"depth": scenario.depth})


def _masked(record: M, mentions: Mentions) -> M:
    """A record of the study with every text in it replaced that names what the audience may not see; ids stay."""
    texts = {name: _masked_value(getattr(record, name), mentions) for name in type(record).model_fields if name != "id"}
    return record.model_copy(update=texts)


def _masked_value(value: Any, mentions: Mentions) -> Any:
    if isinstance(value, BaseModel):
        return _masked(value, mentions)
    if isinstance(value, tuple):
        return tuple(_masked_value(each, mentions) for each in value)
    return _told(value, mentions) if type(value) is str else value


def _told_limits(study: Study, hidden: set[str]) -> tuple[Limit, ...]:
    """The limits whose outcome says nothing of a hidden object: none that name one, or that are about too few."""
    selection, least = Selection.of(study.assets, study.divisions), int(study.figures[SMALLEST].number)

    def is_told(limit: Limit) -> bool:
        chosen = [study.assets[i].id for i in selection.chosen(limit.function, limit.area, limit.assets)]
        return hidden.isdisjoint(limit.assets) and (hidden.isdisjoint(chosen) or len(chosen) >= least)

    return tuple(limit for limit in study.limits if is_told(limit))


def _told(text: T, mentions: Mentions) -> T | str:
    """A text, unless it names a hidden object."""
    return NOT_FOR_YOU if text is not None and mentions(text) else text


def _visible_provenance(study: Study, mentions: Mentions, audience: str) -> tuple[Provenance, ...]:
    return tuple(each for each in study.provenance if _may_see_value(each, mentions, audience))


# --- the tables ------------------------------------------------------------------------------------------------------


def _visible_rows(result: Result, hidden: tuple[Asset, ...], mentions: Mentions, audience: str) -> dict[str, Rows]:
    study, rows = result.study, dict(result.rows)
    names = {asset.id for asset in hidden}
    for table in _OF_ASSETS:
        rows[table.name] = _without(table, rows[table.name], names)
    unseen = {layer.id for layer in _hidden_layers(study, audience)}
    for table in _OF_LAYERS:
        at = table.position("laag")
        rows[table.name] = tuple(row for row in rows[table.name] if row[at] not in unseen)
    secret = {asset.id for asset in study.assets if not may_see_limit(asset, audience)}
    rows[EXPOSURE.name] = _blanked(EXPOSURE, rows[EXPOSURE.name], secret, _FROM_LIMIT)
    pairs = zip(rows[ASSUMPTIONS.name], study.provenance, strict=True)
    rows[ASSUMPTIONS.name] = tuple(row for row, origin in pairs if _may_see_value(origin, mentions, audience))
    if not hidden:
        return rows
    limits = {each.id for each in _told_limits(study, names)}
    rows[LIMITS.name] = tuple(row for row in rows[LIMITS.name] if row[LIMITS.position("grens")] in limits)
    shown = tuple(each for each in result.assessment.judgements.limits if each.limit.id in limits)
    risks, levels = verdicts_from(study, shown)  # a verdict on a limit that is not told would tell it
    rows[RISKS.name] = _without_texts(RISKS, risk_rows(risks), ("waarom", "datum"), mentions)
    rows[LEVELS.name] = level_rows(levels)
    return rows | _counted_again(result, names) | without_small_groups(study, rows, names)


def _counted_again(result: Result, hidden: set[str]) -> dict[str, Rows]:
    """Exposure and vulnerability of the visible objects alone: a depth class of one is an object."""
    study, exposure = result.study, result.assessment.exposure
    layout = result.assessment.measurements.ledger.layout
    left_out = {position for position, asset in enumerate(study.assets) if asset.id in hidden}
    return {
        EXPOSURE_CLASSES.name: exposure_class_rows(exposure_classes(study, layout, exposure, left_out)),
        VULNERABILITY.name: vulnerability_rows(vulnerabilities(study, layout, exposure, left_out)),
    }


def _hidden_layers(study: Study, audience: str) -> tuple[StressLayer, ...]:
    """Layers of the stress test that the audience may not see."""
    layers = (each.layer for each in study.stress_layers)
    return tuple(layer for layer in layers if not may_see(layer.visible_to, None, audience))


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


def _without_texts(table: Table, rows: Rows, columns: tuple[str, ...], mentions: Mentions) -> Rows:
    """The rows, without texts that name a hidden object."""
    free = {table.position(column) for column in columns}
    return tuple(
        tuple(
            NOT_FOR_YOU if place in free and isinstance(cell, str) and mentions(cell) else cell
            for place, cell in enumerate(row)
        )
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


def _may_see_value(origin: Provenance, mentions: Mentions, audience: str) -> bool:
    texts = (origin.place, origin.key, origin.source, origin.who, "" if _is_number(origin.value) else origin.value)
    return may_see(origin.visible_to, None, audience) and not any(mentions(text) for text in texts)


def _visible_warnings(warnings: Iterable[str], mentions: Mentions) -> tuple[str, ...]:
    every = tuple(warnings)
    shown = tuple(warning for warning in every if not mentions(warning))
    left_out = len(every) - len(shown)
    if not left_out:
        return shown
    return (*shown, f"{count(left_out, 'waarschuwing', 'waarschuwingen')} weggelaten: niet voor dit publiek")


def _left_out_layers(layers: tuple[StressLayer, ...]) -> tuple[str, ...]:
    """That there is more in the stress test than this audience sees; not what."""
    if not layers:
        return ()
    return (f"stresstest · {count(len(layers), 'kaartlaag', 'kaartlagen')} weggelaten: niet voor dit publiek",)


def _mentions(assets: tuple[Asset, ...], layers: tuple[StressLayer, ...] = ()) -> Mentions:
    """A test whether a text names one of the assets (its id, name or a coordinate in any usual notation) or the file
    of one of the layers, in capitals or not and however it is spaced."""
    tokens = {asset.id.strip(".").casefold() for asset in assets}
    names = {_folded(asset.name) for asset in assets if asset.name} | {_folded(layer.file) for layer in layers}
    for asset in assets:
        for value in (asset.x, asset.y):
            if value is not None:
                tokens |= {plain(value), number(value), f"{value:.0f}", str(value), f"{value:.1f}", f"{value:.2f}"}

    def mentions(text: str) -> bool:
        if not text or not (tokens or names):
            return False
        found = (word.strip(".,").casefold() for word in (*_IDS.findall(text), *_NUMBERS.findall(text)))
        folded = _folded(text)
        return not tokens.isdisjoint(found) or any(name in folded for name in names)

    return mentions


def _folded(text: str) -> str:
    """A text in small letters, with one space wherever there is any space.

    >>> _folded("Kluis  onder\\nde MARKT")
    'kluis onder de markt'
    """
    return " ".join(text.casefold().split())


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+([.,][0-9]+)?", text))
