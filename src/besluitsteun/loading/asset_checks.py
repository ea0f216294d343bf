"""Objects as read in, everything out that is refused in an object by itself; and who bears the loss of its users."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..nl import plain
from ..problems import Problem
from ..schema.assets import RANGED_KEYS
from ..schema.base import PartyKind
from ..schema.parties import Party
from .assets import FIELDS, PlacedAsset
from .overrides import may_see_problems
from .references import Names

HIGHEST_DEPTH_M = 20.0
"""A failure depth above this is a level or centimetres; the deepest polder in the Netherlands lies at -6.8 m NAP."""

_RANGED = tuple((key, FIELDS[key]) for key in RANGED_KEYS)


def check_assets(assets: Sequence[PlacedAsset], functions: Names, parties: Names) -> list[Problem]:
    """Everything that is refused in an object by itself, and references to functions and parties."""
    problems: list[Problem] = []
    first: dict[str, PlacedAsset] = {}
    for each in assets:
        record = each.record
        known = first.setdefault(record.id, each)
        if known is not each:
            found = f"id `{record.id}` staat al in {known.at('id')}"
            remedy = "geef een van beide een andere id, of verwijder de dubbele"
            problems.append(Problem(each.at("id"), found, "elk object één keer", remedy))
        problems += [*_range_problems(each), *_threshold_problems(each), *_half_place(each), *_spill_problems(each)]
        if record.function not in functions:
            problems += functions.check(record.function, each.at("functie"))
        for key, party in (("partij", record.party), ("drager", record.bearer)):
            if party is not None and party not in parties:
                problems += parties.check(party, each.at(key))
        problems += may_see_problems(record.visible_to, parties, each.at("zichtbaar_voor"))
    return problems


def _range_problems(each: PlacedAsset) -> list[Problem]:
    asset, problems = each.record, []
    for key, field in _RANGED:
        low, high = getattr(asset, f"{field}_min"), getattr(asset, f"{field}_max")
        if low is None and high is None:
            continue
        mode = getattr(asset, field)
        if mode is None:
            place = each.at(f"{key}_min" if low is not None else f"{key}_max")
            expected = f"ook `{key}`: de waarschijnlijkste waarde"
            problems.append(Problem(place, f"een bandbreedte zonder `{key}`", expected, f"vul `{key}` in"))
        elif (low is not None and low > mode) or (high is not None and high < mode):
            ends = ("…" if end is None else plain(end) for end in (low, high))
            found = f"`{key}` {plain(mode)} buiten de bandbreedte {' tot '.join(ends)}"
            problems.append(Problem(each.at(key), found, "min ≤ waarde ≤ max", "controleer de drie getallen"))
    return problems


def _threshold_problems(each: PlacedAsset) -> list[Problem]:
    depth, level = each.record.failure_depth_m, each.record.critical_level_mnap
    if depth is None and level is None:
        return []
    key = "faaldiepte_m" if depth is not None else "hoogte_kritisch_mnap"
    problems = []
    if depth is not None and level is not None:
        found = "zowel `faaldiepte_m` als `hoogte_kritisch_mnap`"
        problems.append(Problem(each.at("hoogte_kritisch_mnap"), found, "een van beide", "maak een van beide leeg"))
    if each.record.repair_hours is None:
        remedy = "vul `hersteltijd_uur` in (0 als het meteen weer werkt)"
        expected = "ook de hersteltijd na het water, in uren"
        problems.append(Problem(each.at(key), f"`{key}` zonder `hersteltijd_uur`", expected, remedy))
    if depth is not None and depth > HIGHEST_DEPTH_M:
        expected = f"een diepte boven maaiveld in meters, hoogstens {HIGHEST_DEPTH_M:.0f}"
        remedy = "dit lijkt een hoogte, of een diepte in centimeters: reken om naar meters boven maaiveld"
        problems.append(Problem(each.at(key), f"`faaldiepte_m` is {plain(depth)}", expected, remedy))
    return problems


def _half_place(each: PlacedAsset) -> list[Problem]:
    if (each.record.x is None) == (each.record.y is None):
        return []
    empty, other = ("x", "y") if each.record.x is None else ("y", "x")
    found = f"`{empty}` is leeg, maar `{other}` niet"
    return [Problem(each.at(empty), found, "x en y, of geen van beide", f"vul `{empty}` in")]


def _spill_problems(each: PlacedAsset) -> list[Problem]:
    if each.record.spill_load is None or each.record.spill_unit is not None:
        return []
    found, expected = "`lozing` zonder `lozing_eenheid`", "ook de eenheid, zoals m3"
    return [Problem(each.at("lozing"), found, expected, "vul `lozing_eenheid` in, of maak `lozing` leeg")]


def with_bearers(assets: Iterable[PlacedAsset], parties: Iterable[Party]) -> list[PlacedAsset]:
    """An empty ``drager`` becomes the municipality of the object's area, if exactly one bears that name or id."""
    owners: dict[str, set[str]] = {}
    for party in parties:
        if party.kind is PartyKind.MUNICIPALITY:
            for name in {party.id, party.name, party.name.removeprefix("Gemeente ").removeprefix("gemeente ")}:
                owners.setdefault(name.casefold(), set()).add(party.id)
    return [_with_bearer(each, owners) for each in assets]


def _with_bearer(each: PlacedAsset, owners: Mapping[str, set[str]]) -> PlacedAsset:
    if each.record.bearer is not None or not owners:
        return each
    areas = {each.record.area or "", *each.record.areas.values()}
    found = set().union(*(owners.get(area.casefold(), set()) for area in areas))
    if len(found) != 1:
        return each
    return each.changed(bearer=found.pop())
