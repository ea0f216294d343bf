"""``Study`` and ``Variation`` in, a screenful of Dutch lines out: what one change makes different."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Context, Decimal

import numpy as np

from ..assessment import Assessment, Progress, assess, silent
from ..hazard.depth_tables import DEEPEST_M
from ..hazard.inundation import Int32, Inundation
from ..loading.audience import hidden_assets
from ..loading.study import Study
from ..network import build_network
from ..nl import count, enumeration, number
from ..nl import plain as decimal_point
from ..output.comparison import Comparison, Fate, TableComparison, compare
from ..output.stored import Origin, StoredResult, StoredTable
from ..problems import InputError, Place, Problem
from ..publication import about_hidden, reader_of, titles, visible_rows
from ..result import Result, rows_of
from ..schema.scenarios import ImposedOutage, Scenario
from ..simulation.explanation import trace
from ..simulation.exposure import read_water
from ..simulation.outages import Cause
from ..simulation.sentences import chain_in_words
from ..tables import BLOCKADES, CONSEQUENCES, EXPOSURE, LIMITS, OUTAGES
from ..variation import Variation, plus_m, rises_per_asset, varied, varied_water
from .asked import WATER
from .compare import Wording, aligned, main_differences
from .lookup import visible_assets
from .usage import PROGRAM, quoted

COMPARED = (OUTAGES, EXPOSURE, BLOCKADES, CONSEQUENCES, LIMITS)
MOST_CHAINS = 2
NO_BANDWIDTH = "Eerst is de studie zoals ze is, daarna met deze verandering. Er is geen bandbreedte gerekend."


@dataclass(frozen=True)
class WhatIf:
    """A base and the same with one change, computed and as the audience may see them.

    wet : ids of the scenarios in which water stands that the change moves, at objects that the audience may see
    """

    study: Study
    variation: Variation
    audience: str
    changed: Assessment
    comparison: Comparison
    hidden: int
    wet: frozenset[str]


def what_if(study: Study, variation: Variation, audience: str, progress: Progress = silent) -> WhatIf:
    """Compute the base and the variation on the same water, without draws.

    Raises ``InputError`` for water that cannot be read, or that would stand impossibly deep.
    """
    network, water = build_network(study), read_water(study)
    check_depth(water, rises_per_asset(study, variation))
    other, moved = varied(study, variation), varied_water(study, variation, water)
    progress("zoals ze is", 0, 2)
    before = _visible(assess(study, network, water, audience=audience), audience)
    progress("met de verandering", 1, 2)
    changed = assess(other, network, moved, audience=audience)
    compared = compare(before, _visible(changed, audience))
    hidden, wet = len(hidden_assets(study, audience)), _moved_water(study, variation, water, audience)
    return WhatIf(study, variation, audience, changed, compared, hidden, wet)


def _moved_water(study: Study, variation: Variation, water: Sequence[Inundation], audience: str) -> frozenset[str]:
    visible = visible_assets(study, audience)
    moving = (rises_per_asset(study, variation) != 0) & np.array([asset.id in visible for asset in study.assets], bool)
    return frozenset(each.scenario for each in water if moving[each.asset].any() and variation.holds_in(each.scenario))


def check_depth(water: Sequence[Inundation], rise_mm: Int32) -> None:
    """The limit that the study has for ``plus_m`` holds here too."""
    deep = [each.scenario for each in water if (each.depth_mm + rise_mm[each.asset] > DEEPEST_M * 1000).any()]
    if deep:
        found = f"het water komt in {enumeration(deep)} boven {DEEPEST_M} m"
        raise InputError([Problem(Place(WATER), found, "een mogelijke diepte", "kies een kleinere verandering")])


def _visible(assessment: Assessment, audience: str) -> StoredResult:
    """What the audience may see, in the form that ``vergelijk`` reads from disk; the origin of both is the same."""
    study, now = assessment.study, datetime.now(UTC)
    rows = visible_rows(Result(study, assessment, rows_of(assessment, ()), (), {}, 0, now, now))
    scenarios = tuple(each.id for each in study.scenarios)
    origin = Origin(study.name, study.hash, dict(study.files), scenarios, "", study.seed, 0, audience)
    return StoredResult("", origin, {each.name: StoredTable(each, each.header, rows[each.name]) for each in COMPARED})


# --- on the screen ---------------------------------------------------------------------------------------------------


def screen(found: WhatIf, typed: str) -> list[str]:
    """The change, what differs per scenario, what does not, and how to keep it. ``typed``: the study as given."""
    asked = [each for each in found.study.scenarios if found.variation.holds_in(each.id)]
    wording = wording_of(found.study)
    lines = [
        f"Wat als in {found.study.name}",
        *(f"  {each}" for each in changes(found.variation, wording)),
        NO_BANDWIDTH,
    ]
    headings = titles(found.study, found.audience)
    blocks = {each.id: _block(found, each.id, wording) for each in asked}
    for scenario in asked:
        if blocks[scenario.id]:
            lines += ["", headings[scenario.id], *blocks[scenario.id]]
    if overall := main_differences(found.comparison, None, wording):
        lines += ["", "over de scenario's heen", *overall]
    lines += _unchanged(found, [each.id for each in asked if not blocks[each.id]])
    if found.hidden:
        lines += ["", about_hidden(found.study, found.hidden, found.audience)]
    return [*lines, "", *_how_to_keep(found, asked, typed)]


def wording_of(study: Study) -> Wording:
    """Names with the id of an object behind it, and rounded values: who wants every digit has ``vergelijk``."""
    assets = {asset.id: f"{asset.name} [{asset.id}]" for asset in study.assets if asset.name not in (None, asset.id)}
    criteria = {each.id: each.name for each in study.criteria}
    functions = {each.id: each.name for each in study.functions}

    def title(names: Sequence[str]) -> str:
        criterion, function, *rest = (
            name for key, name in zip(CONSEQUENCES.keys[1:], names, strict=False) if key != "eenheid"
        )  # the unit stands behind the value; a total has no more than the first two
        told = (criteria.get(criterion, criterion), functions.get(function, function), *rest)
        return " · ".join(name for name in told if name)

    return Wording(lambda each: assets.get(each, each), title, _rounded)


def _rounded(value: Decimal) -> str:
    """To the whole from a hundred on, to three digits below.

    >>> [_rounded(Decimal(each)) for each in ("1234.5678", "-10.384", "0.014157", "4")]
    ['1.235', '-10,4', '0,0142', '4']
    """
    if abs(value) >= 100:
        return number(value, 0)
    return number(value.normalize(Context(prec=3)))


def changes(variation: Variation, wording: Wording) -> Iterator[str]:
    """The variation in words, a line each."""
    for outage in variation.outages:
        until = "de horizon" if outage.until_hour is None else f"uur {number(outage.until_hour)}"
        yield f"{wording.name(outage.asset)} uit van uur {number(outage.from_hour)} tot {until}"
    for rise in variation.rises:
        where = "overal" if rise.area is None else f"in {rise.area}"
        metres = number(Decimal(abs(rise.mm)) / 1000)
        yield f"{where} {metres} m {'lager' if rise.mm < 0 else 'hoger'} water, waar al water staat"


def _block(found: WhatIf, scenario: str, wording: Wording) -> list[str]:
    """What differs in one scenario; empty if nothing does."""
    water, outages = (_changed_cells(found.comparison.tables[each.name], scenario) for each in (EXPOSURE, OUTAGES))
    main = main_differences(found.comparison, scenario, wording)
    pairs = _moved(outages.get("eerste_uitval_uur", []), ("eerder uit", "later uit"))
    pairs += _moved(water.get("diepte_max_m", []), ("minder diep", "dieper"))
    tables = found.comparison.tables
    pairs += _came_and_went(tables[EXPOSURE.name], scenario, "nu droog", "nu nat")
    waiting = ", die op elkaar wachten en niet vanzelf starten"
    pairs += _came_and_went(tables[BLOCKADES.name], scenario, "blokkade weg", "blokkade erbij", waiting)
    if not main and not pairs and (outages or water):
        pairs = [("uitval", "geen verschil in duur en gevolgen, alleen in de oorzaak of in hoe lang het water staat")]
    return [*main, *aligned(pairs), *_chains(found, scenario)]


def _changed_cells(table: TableComparison, scenario: str) -> Mapping[str, list[Decimal]]:
    """Column → differences of the cells that changed in a scenario; 0 where these are no numbers."""
    changes: dict[str, list[Decimal]] = {}
    for row in table.changed:
        if row.first[table.table.position("scenario")] == scenario:
            for cell in row.cells:
                changes.setdefault(cell.column, []).append(cell.difference or Decimal(0))
    return changes


def _moved(differences: Sequence[Decimal], words: tuple[str, str]) -> list[tuple[str, str]]:
    """A line for the objects of which a value went down, and one for those of which it went up."""
    down, up = sum(each < 0 for each in differences), sum(each > 0 for each in differences)
    pairs = zip(words, (down, up), strict=True)
    return [(word, count(amount, "object", "objecten")) for word, amount in pairs if amount]


def _came_and_went(table: TableComparison, scenario: str, gone: str, new: str, why: str = "") -> list[tuple[str, str]]:
    """A line for the objects that left a table, and one for those that are new in it."""
    at = table.table.position("scenario")
    pairs = ((gone, table.only_first, ""), (new, table.only_second, why))
    amounts = [(word, sum(row[at] == scenario for row in rows), tail) for word, rows, tail in pairs]
    return [(word, f"{count(amount, 'object', 'objecten')}{tail}") for word, amount, tail in amounts if amount]


def _chains(found: WhatIf, scenario: str) -> list[str]:
    """Why the most telling objects that are newly out fail: a sentence each, of different functions if possible."""
    index = [each.id for each in found.study.scenarios].index(scenario)
    network, exposure = found.changed.network, found.changed.exposure.scenarios[index]
    outages = found.changed.outages.scenarios[index]
    reader = reader_of(found.study, found.audience, with_ids=False)
    told = [trace(network, exposure, outages, each) for each in _telling(found, scenario, index)]
    return [f"  Waarom: {' '.join(chain_in_words(each, network, reader))}" for each in told]


def _telling(found: WhatIf, scenario: str, index: int) -> list[int]:
    """Positions of at most two visible assets that are newly out, by people × steps, chains first.

    An asset that the variation itself puts out needs no explanation.
    """
    outages, stakes = found.changed.outages.scenarios[index], found.changed.measurements.stakes
    people = stakes.residents if stakes.residents.any() else stakes.users
    position, row_of = found.changed.network.index, {int(asset): row for row, asset in enumerate(outages.asset)}
    new = [
        position[each.asset] for each in found.comparison.objects if (each.scenario, each.fate) == (scenario, Fate.NEW)
    ]

    def rank(asset: int) -> tuple[bool, int, int, str]:
        row = row_of[asset]
        steps = int(outages.down_steps[row])
        by_chain = outages.cause[row] is Cause.CHAIN
        return (not by_chain, -int(people[asset]) * steps, -steps, found.study.assets[asset].id)

    ranked = sorted((each for each in new if outages.cause[row_of[each]] is not Cause.IMPOSED), key=rank)
    functions = [found.study.assets[each].function for each in ranked]
    first_of_each = [each for place, each in enumerate(ranked) if functions.index(functions[place]) == place]
    return [*first_of_each, *(each for each in ranked if each not in first_of_each)][:MOST_CHAINS]


def _unchanged(found: WhatIf, scenarios: Sequence[str]) -> list[str]:
    """The scenarios without any difference; where the water was to change but none stands, that is why."""
    moving = any(rise.mm for rise in found.variation.rises)
    dry = [each for each in scenarios if moving and each not in found.wet]
    same = [each for each in scenarios if each not in dry]
    lines = [f"Geen verschil in {enumeration(same)}."] if same else []
    if dry:
        lines.append(
            f"Geen verschil in {enumeration(dry)}: daar staat geen water bij de objecten waar het zou veranderen."
        )
    return ["", *lines] if lines else []


# --- how to keep it --------------------------------------------------------------------------------------------------


def _how_to_keep(found: WhatIf, asked: Sequence[Scenario], typed: str) -> list[str]:
    """The lines that put the variation into the study, and the command that computes it then."""
    rules = list(_yaml_lines(found.variation, asked))
    local = enumeration([rise.area for rise in found.variation.rises if rise.area is not None])
    lines = []
    if rules:
        lines += ["Zo bewaart u dit: schrijf bij het scenario in uw studie, naast wat daar al staat", *rules]
    if local:
        lines += [f"Ander water alleen in {local} bewaart u met een eigen kaart of tabel met dieptes."]
    return (
        [*lines, f"Daarna: {PROGRAM} reken {quoted(typed)}"] if lines else [f"Verder: {PROGRAM} reken {quoted(typed)}"]
    )


def _yaml_lines(variation: Variation, asked: Sequence[Scenario]) -> Iterator[str]:
    if variation.outages:
        yield f"  uitval: [{', '.join(_yaml_outage(each) for each in variation.outages)}]"
    everywhere = sum(rise.mm for rise in variation.rises if rise.area is None)
    totals: dict[Decimal, list[str]] = {}
    for scenario in asked if everywhere else ():
        if scenario.depth is not None:
            totals.setdefault(plus_m(scenario.depth, everywhere), []).append(scenario.id)
    for total, ids in totals.items():
        where = f"   # {enumeration(ids)}" if len(totals) > 1 else ""
        yield f"  waterdiepte: {{plus_m: {decimal_point(total)}}}{where}"


def _yaml_outage(outage: ImposedOutage) -> str:
    until = "" if outage.until_hour is None else f", tot_uur: {decimal_point(outage.until_hour)}"
    return f"{{object: {outage.asset}, van_uur: {decimal_point(outage.from_hour)}{until}}}"
