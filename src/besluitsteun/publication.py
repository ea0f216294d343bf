"""``Result`` in, ``Publication`` out: what its audience may see of it, and nothing else.

The writers get only a ``Publication``, so this is the one place where it is decided which rows and texts are left out
(02: ``zichtbaar_voor``). What counts in sums was decided before anything was measured (``consequences.told``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from pydantic import BaseModel

from .consequences.told import SMALLEST
from .loading.audience import hidden_assets, may_see, may_see_asset, may_see_limit
from .loading.study import Provenance, Study
from .nl import count, number, plain
from .result import Result
from .schema.assets import PUBLIC, Asset
from .schema.scenarios import Scenario
from .schema.stress_test import StressLayer
from .simulation.sentences import Reader
from .stories import Story, stories_of
from .tables import (
    ASSUMPTIONS,
    BLOCKADES,
    CRITICAL,
    EXPOSURE,
    OUTAGES,
    STRESS_DEPTHS,
    STRESS_TEST,
    Cell,
    Row,
    Rows,
    Table,
    decision,
)
from .tables.consequences import RISKS

_IDS, _NUMBERS = re.compile(r"[A-Za-z0-9_.-]+"), re.compile(r"[0-9][0-9.,]*")
_OF_ASSETS = (OUTAGES, EXPOSURE, CRITICAL, BLOCKADES)
_OF_LAYERS = (STRESS_TEST, STRESS_DEPTHS)
_FROM_LIMIT = ("faaldiepte_m", "marge_m")
_LISTS = ("direct_door", "wacht_op", "losgemaakt_door")
_FOR_LEAD: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (decision.COSTS, ("alleen_eur", "in_kern", "waarom")),
    (decision.WORTH, ("verlies_op_eigen_beste",)),
)
"""Columns that tell what parties could do without the others, or would choose by themselves (07)."""
_TEXTS_OF_DECISION = (
    (decision.PACKAGES, ("naam",)),
    (decision.DIRECTIONS, ("naam",)),
    (decision.ROLES, ("rechtsgrond", "waarom")),
)
NOT_FOR_YOU = "(niet voor dit publiek)"
_MAPS = (".tif", ".tiff", ".asc", ".vrt")
"""Files that hold no rows of objects."""
_OVER_ALL_OBJECTS = "objecten"
"""Place of a warning that counts or names objects of the whole study."""

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

    @property
    def is_for_lead(self) -> bool:
        """Whether it is for a party that leads the process: that one sees who would be better off alone."""
        return leads_process(self.study, self.audience)


def leads_process(study: Study, audience: str) -> bool:
    """Whether an audience is a party that leads the process (07: for the lead party only, unless asked)."""
    return any(party.leads_process and party.id == audience for party in study.parties)


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
        if not may_see_asset(asset, audience):
            return f"een niet-openbaar object ({asset.function})"
        if with_ids and asset.name and asset.name != asset.id:
            return f"{asset.name} ({asset.id})"
        return names[asset.id]

    def is_seen(index: int) -> bool:
        return may_see_asset(study.assets[index], audience)

    return Reader(label, lambda index: may_see_limit(study.assets[index], audience), is_seen)


def titles(study: Study, audience: str) -> dict[str, str]:
    """Scenario id → how an audience reads it at the head of its outcome: id and name, unless the name names what it may
    not see."""
    mentions = _mentions(hidden_assets(study, audience))
    return {each.id: f"{each.id}: {_told(each.name, mentions)}" if each.name else each.id for each in study.scenarios}


def publish(result: Result) -> Publication:
    """The result without the ids, names, coordinates and values of objects that its audience may not see.

    Raises ValueError for a result that was measured for nobody: its sums hold what is hidden from any audience.
    """
    study, audience = result.study, _audience_of(result)
    hidden, layers = hidden_assets(study, audience), _hidden_layers(study, audience)
    mentions = _mentions(hidden, layers)
    return Publication(
        study=_visible_study(result, hidden, mentions, audience),
        audience=audience,
        hidden=len(hidden),
        rows=visible_rows(result),
        stories=stories_of(result, reader_of(study, audience, with_ids=False)),
        warnings=(*_visible_warnings(result, hidden, mentions), *_left_out_layers(layers)),
        timings=result.timings,
        engine=result.engine,
        draws=result.draws,
        begun=result.begun,
        ended=result.ended,
    )


def about_hidden(study: Study, hidden: int, audience: str) -> str:
    """One Dutch sentence: how many objects the audience may not see, and what that does to the numbers."""
    least = int(study.figures[SMALLEST].number)
    return (
        f"Voor publiek {audience} niet zichtbaar: {count(hidden, 'object', 'objecten')}. Wat daar zelf verloren gaat, "
        f"telt alleen mee als {least} of meer zulke objecten bij elkaar horen en alle uitvallen; sommen waar meer bij "
        "hoort, zijn een ondergrens (“ten minste”). Wat daardoor bij andere objecten uitvalt, telt mee."
    )


def _audience_of(result: Result) -> str:
    if result.audience is None:
        raise ValueError("gerekend zonder publiek: geef `audience` aan `run` om dit te kunnen tonen")
    return result.audience


# --- the study -------------------------------------------------------------------------------------------------------


def _visible_study(result: Result, hidden: tuple[Asset, ...], mentions: Mentions, audience: str) -> Study:
    """The study without hidden objects and layers, and without texts that name them."""
    study, names = result.study, {asset.id for asset in hidden}
    gauges = result.assessment.measurements.ledger.gauges
    study = replace(
        study,
        files=_visible_files(study, hidden, _hidden_layers(study, audience)),
        stress_layers=tuple(each for each in study.stress_layers if may_see(each.layer.visible_to, None, audience)),
        sources=tuple(each for each in study.sources if may_see(each.visible_to, each.owner, audience)),
        provenance=_visible_provenance(study, mentions, audience),
    )
    if not hidden:
        return study
    return replace(
        study,
        name=_told(study.name, mentions),
        assets=tuple(asset for asset in study.assets if asset.id not in names),
        parties=tuple(_masked(each, mentions) for each in study.parties),
        functions=tuple(_masked(each, mentions) for each in study.functions),
        ambitions=_masked(study.ambitions, mentions),
        needs=(),  # who needs whom is told in rows and stories only
        scenarios=tuple(_visible_scenario(each, names, mentions) for each in study.scenarios),
        sources=tuple(_masked(each, mentions) for each in study.sources),
        explanation=tuple(each for each in study.explanation if not mentions(each)),
        data_kinds=_masked(study.data_kinds, mentions),
        limits=tuple(_masked(each.limit, mentions) for each in gauges),
        risks=tuple(_masked(each, mentions) for each in study.risks),
        warnings=(),
        decision_criteria=None if study.decision_criteria is None else _masked(study.decision_criteria, mentions),
        weights=tuple(_masked(each, mentions) for each in study.weights),
        measures=tuple(_masked(each, mentions) for each in study.measures),
        decision=_masked(study.decision, mentions),
        choices=_masked(study.choices, mentions),
        others={},
    )


def _visible_files(
    study: Study, hidden: tuple[Asset, ...], layers: tuple[StressLayer, ...]
) -> tuple[tuple[str, str], ...]:
    """Without files that name a hidden object, or that are there for layers that the audience may not see alone; with
    hidden objects only maps of water and of layers: the hash of a file with their rows tells whether a guess is right.
    """
    left_out = {layer.id for layer in layers}
    shown = {each.layer.file for each in study.stress_layers if each.layer.id not in left_out}
    mentions = _mentions(hidden, tuple(layer for layer in layers if layer.file not in shown))
    shown_files = tuple((name, digest) for name, digest in study.files if not mentions(name))
    return tuple(each for each in shown_files if not hidden or each[0] in shown or each[0].lower().endswith(_MAPS))


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


def _told(text: T, mentions: Mentions) -> T | str:
    """A text, unless it names a hidden object."""
    return NOT_FOR_YOU if text is not None and mentions(text) else text


def _visible_provenance(study: Study, mentions: Mentions, audience: str) -> tuple[Provenance, ...]:
    return tuple(each for each in study.provenance if _may_see_value(each, mentions, audience))


# --- the tables ------------------------------------------------------------------------------------------------------


def visible_rows(result: Result) -> dict[str, Rows]:
    """The rows of every table as ``publish`` gives them, for who needs no stories."""
    study, rows, audience = result.study, dict(result.rows), _audience_of(result)
    hidden = hidden_assets(study, audience)
    names, mentions = {asset.id for asset in hidden}, _mentions(hidden, _hidden_layers(study, audience))
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
    if not leads_process(study, audience):
        for table, lead_only in _FOR_LEAD:
            rows[table.name] = _without_columns(table, rows[table.name], lead_only)
    if audience == PUBLIC:
        rows[decision.WORTH.name] = ()  # what a party wants is for who sits at the table (031)
    if hidden:
        for table, columns in _TEXTS_OF_DECISION:
            rows[table.name] = _without_texts(table, rows[table.name], columns, mentions)
        rows[BLOCKADES.name] = _without_words(BLOCKADES, rows[BLOCKADES.name], "behoeften", mentions)
        rows[CRITICAL.name] = _ranked_again(rows[CRITICAL.name])
        rows[RISKS.name] = _without_texts(RISKS, rows[RISKS.name], ("waarom", "datum"), mentions)
    return rows


def _without_columns(table: Table, rows: Rows, columns: tuple[str, ...]) -> Rows:
    """The rows with some columns left empty."""
    blank = {table.position(column) for column in columns}
    return tuple(tuple(None if place in blank else cell for place, cell in enumerate(row)) for row in rows)


def _ranked_again(rows: Rows) -> Rows:
    """Rows of ``knelpunten`` with ranks among the visible objects: a gap would tell how much a hidden one matters."""
    scenario, rank = (CRITICAL.position(column) for column in ("scenario", "rang"))
    taken: dict[Cell, list[Cell]] = {}
    for row in rows:
        ranks = taken.setdefault(row[scenario], [])
        if row[rank] not in ranks[-1:]:  # the rows of an object stand together, in order of rank
            ranks.append(row[rank])
    places = {(where, old): new for where, ranks in taken.items() for new, old in enumerate(ranks, 1)}
    return tuple(
        tuple(places[row[scenario], cell] if at == rank else cell for at, cell in enumerate(row)) for row in rows
    )


def _hidden_layers(study: Study, audience: str) -> tuple[StressLayer, ...]:
    """Layers of the stress test that the audience may not see."""
    layers = (each.layer for each in study.stress_layers)
    return tuple(layer for layer in layers if not may_see(layer.visible_to, None, audience))


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


def _without_words(table: Table, rows: Rows, column: str, mentions: Mentions) -> Rows:
    """The rows, with words left out of a list that name a hidden object."""
    at = table.position(column)

    def seen(cell: Cell) -> Cell:
        return tuple(each for each in cell if not mentions(each)) if isinstance(cell, tuple) else cell

    return tuple(tuple(seen(cell) if place == at else cell for place, cell in enumerate(row)) for row in rows)


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


def _visible_warnings(result: Result, hidden: tuple[Asset, ...], mentions: Mentions) -> tuple[str, ...]:
    """Without those that name a hidden object, or that count objects and their values with the hidden ones."""
    counting = {str(each) for each in result.study.warnings if hidden and each.place.file == _OVER_ALL_OBJECTS}
    shown = tuple(each for each in result.warnings if each not in counting and not mentions(each))
    left_out = len(result.warnings) - len(shown)
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
