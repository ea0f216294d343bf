"""Rules that derive dependencies and the assets of a study in, one ``PlacedNeed`` per consumer out (02)."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from ..nl import count, enumeration, number
from ..problems import Place, Problem, Severity
from ..schema.assets import Asset
from ..schema.base import Status
from ..schema.sources import ColumnRule, NearestRule, OnNotFound, SameAreaRule, Selector
from .study import Need

Int = NDArray[np.int64]
AnyRule = NearestRule | ColumnRule | SameAreaRule
Found = list[tuple[str, ...] | None]
"""(consumer,) sorted ids of the suppliers found; None = this consumer has no need by this rule, or was reported."""

CONDITIONS: Mapping[str, tuple[str, str]] = {
    "soort": ("kind", "kind"),
    "functie": ("function", "function"),
    "gebied": ("area", "area"),
    "partij": ("party", "party"),
    "objecten": ("assets", "id"),
}
"""Key of a selector → (attribute of ``Selector``, attribute of ``Asset`` that must hold one of its values)."""

MOST_NAMED = 8
MOST_VALUES = 20  # wrong values of one column that get a problem of their own
LARGEST_WHOLE = 2_000_000_000  # two squares of it add up to less than FARTHEST
FARTHEST = 2**63 - 1
FINEST_DECIMALS = 9
ROUNDING = 1e-9  # relative; distances of the tree closer than this may be equal
CANDIDATES_AT_ONCE = 500_000
MOST_COMPARED = 5_000  # words that a wrong word is compared with; beyond this no suggestion is sought


@dataclass(frozen=True, slots=True)
class PlacedRule:
    """A rule and where it stands."""

    rule: AnyRule
    place: Place


@dataclass(frozen=True, slots=True)
class PlacedNeed:
    """A need and where the row or rule stands that it comes from."""

    need: Need
    place: Place


def derive_needs(rules: Sequence[PlacedRule], assets: Sequence[Asset]) -> tuple[list[PlacedNeed], list[Problem]]:
    """The needs of every rule, in order of rule and asset; status ``aanname``, the source names the rule.

    Of assets with the same id the first counts. ``minimum`` is that of the rule; empty = all suppliers found.
    """
    known: dict[str, Asset] = {}
    for asset in assets:
        known.setdefault(asset.id, asset)
    needs: list[PlacedNeed] = []
    problems: list[Problem] = []
    for placed in rules:
        more, wrong = _derive(placed, known)
        needs += more
        problems += wrong
    return needs, problems


def select(assets: Iterable[Asset], selector: Selector) -> list[Asset]:
    """The assets that meet every condition; a condition with several values is met by any of them."""
    conditions = [(on_asset, frozenset(values)) for _, on_asset, values in _conditions(selector)]
    return [a for a in assets if all(getattr(a, name) in values for name, values in conditions)]


def some_of(words: Sequence[str], most: int) -> str:
    """Words as a list in a sentence; beyond ``most`` only how many more there are.

    >>> some_of(["a", "b"], 2), some_of(["a", "b", "c", "d"], 2)
    ('a en b', 'a, b en nog 2')
    """
    if len(words) <= most:
        return enumeration(words)
    return f"{', '.join(words[:most])} en nog {number(len(words) - most)}"


def _conditions(selector: Selector) -> list[tuple[str, str, tuple[str, ...]]]:
    """(key, attribute of ``Asset``, values) of every condition that is set."""
    every = [(key, on_asset, getattr(selector, ours)) for key, (ours, on_asset) in CONDITIONS.items()]
    return [condition for condition in every if condition[2]]


def _derive(placed: PlacedRule, known: Mapping[str, Asset]) -> tuple[list[PlacedNeed], list[Problem]]:
    rule, place = placed.rule, placed.place
    consumers, suppliers = select(known.values(), rule.consumer), select(known.values(), rule.supplier)
    problems = _selection_problems(rule.consumer, consumers, "afnemer", known, place)
    problems += _selection_problems(rule.supplier, suppliers, "leverancier", known, place)
    if problems:
        return [], problems
    found, problems = _find(rule, consumers, suppliers, known, place)
    enough = rule.minimum or 1
    pairs = list(zip(consumers, found, strict=True))
    short = [(consumer, ids) for consumer, ids in pairs if ids is not None and len(ids) < enough]
    if short and rule.not_found is OnNotFound.ERROR:
        problems.append(_too_few(rule, short, place))
    source = _source(placed)
    needs = [
        PlacedNeed(_need(rule, consumer.id, ids, source), place)
        for consumer, ids in pairs
        if ids is not None and len(ids) >= enough
    ]
    return needs, problems


def _need(rule: AnyRule, consumer: str, suppliers: tuple[str, ...], source: str) -> Need:
    return Need(
        consumer,
        rule.group or "",
        suppliers,
        rule.minimum or len(suppliers),
        rule.buffer_hours or Decimal(0),
        rule.restart_hours or Decimal(0),
        rule.start_failure_chance or 0.0,
        source,
        Status.ASSUMPTION,
    )


def _source(placed: PlacedRule) -> str:
    """The rule named in words, with the source that it gives."""
    place = placed.place
    where = f" regel {place.line}" if place.line is not None else f" rij {place.row}" if place.row is not None else ""
    words = f"regel {placed.rule.rule} ({place.file}{where})"
    return f"{words}: {placed.rule.source}" if placed.rule.source else words


def _find(
    rule: AnyRule, consumers: Sequence[Asset], suppliers: Sequence[Asset], known: Mapping[str, Asset], place: Place
) -> tuple[Found, list[Problem]]:
    if isinstance(rule, NearestRule):
        return _by_distance(rule, consumers, suppliers), []
    if isinstance(rule, ColumnRule):
        return _by_column(rule, consumers, suppliers, known, place)
    return _by_area(rule, consumers, suppliers, known, place)


def _by_distance(rule: NearestRule, consumers: Sequence[Asset], suppliers: Sequence[Asset]) -> Found:
    """The nearest suppliers; without a location an object neither finds nor is found."""
    candidates = sorted((a for a in suppliers if _located(a)), key=lambda a: a.id)
    here = [i for i, consumer in enumerate(consumers) if _located(consumer)]
    found: Found = [()] * len(consumers)
    if not candidates or not here:
        return found
    position = {a.id: i for i, a in enumerate(candidates)}
    own = np.array([position.get(consumers[i].id, -1) for i in here])
    at = np.array([(a.x, a.y) for a in candidates] + [(consumers[i].x, consumers[i].y) for i in here], dtype=float)
    places, unit = _whole(at)
    limit = _squared_limit(rule.max_distance_m, unit)
    rows = _nearest(places[: len(candidates)], places[len(candidates) :], own, rule.count, limit)
    for i, row in zip(here, rows, strict=True):
        found[i] = tuple(candidates[j].id for j in row)
    return found


def _whole(at: NDArray[np.float64]) -> tuple[Int, int]:
    """Coordinates as whole numbers of 10^-unit, from the lowest corner: equal distances are then equal exactly.

    at : (point, 2). The unit is the finest, of at most nine decimals, in which squared distances fit an int64: for
    places in the Netherlands in metres that is a millimetre.
    """
    half = at / 2 - at.min(axis=0) / 2  # halves, so that no pair of coordinates overflows
    span = 2 * Decimal(float(half.max()))
    unit = FINEST_DECIMALS
    while span.scaleb(unit) > LARGEST_WHOLE:
        unit -= 1
    return np.rint(half * float(Decimal(2).scaleb(unit))).astype(np.int64), unit


def _squared_limit(distance: float | None, unit: int) -> int:
    """The largest squared distance, in whole units, that counts."""
    if distance is None:
        return FARTHEST - 1
    whole = min(Decimal(repr(distance)).scaleb(unit), Decimal(2 * LARGEST_WHOLE))
    return min(int(whole * whole), FARTHEST - 1)


def _nearest(suppliers: Int, consumers: Int, own: Int, count: int, limit: int) -> list[list[int]]:
    """Per consumer the rows of its ``count`` nearest suppliers, ascending; equal distances go by row.

    suppliers, consumers : (point, 2) whole coordinates. own : (consumer,) its own row among the suppliers, -1 = none.
    limit : largest squared distance that counts. The tree gives candidates; exact whole squares decide. Consumers for
    which an equal distance may lie beyond the candidates are asked again with more of them.
    """
    from scipy.spatial import cKDTree

    tree = cKDTree(suppliers)
    rows: list[list[int]] = [[] for _ in consumers]
    waiting = np.arange(len(consumers))
    width = count + 2  # itself, and one more to see whether the last distance is shared
    while len(waiting):
        width = min(width, len(suppliers))
        unsettled = []
        for part in np.array_split(waiting, 1 + len(waiting) * width // CANDIDATES_AT_ONCE):
            distance, candidates = map(np.asarray, tree.query(consumers[part], k=range(1, width + 1)))
            near, squared = _ordered(candidates, suppliers, consumers[part], own[part])
            last = squared[:, count - 1] if count <= width else np.full(len(part), FARTHEST)
            needed = np.sqrt(np.minimum(last, limit).astype(float)) * (1 + ROUNDING)
            settled = (distance[:, -1] > needed) | (width == len(suppliers))
            chosen = squared[:, :count] <= limit
            for i in np.flatnonzero(settled):
                rows[part[i]] = sorted(near[i, :count][chosen[i]].tolist())
            unsettled.append(part[~settled])
        waiting = np.concatenate(unsettled)
        width *= 4
    return rows


def _ordered(near: Int, suppliers: Int, consumers: Int, own: Int) -> tuple[Int, Int]:
    """Candidates by exact squared distance, then by row; the object itself is farther than any limit."""
    near = np.sort(near, axis=1)
    squared = ((suppliers[near] - consumers[:, None, :]) ** 2).sum(axis=2)
    squared[near == own[:, None]] = FARTHEST
    order = np.argsort(squared, axis=1, kind="stable")
    return np.take_along_axis(near, order, axis=1), np.take_along_axis(squared, order, axis=1)


def _located(asset: Asset) -> bool:
    return asset.x is not None and asset.y is not None


def _by_area(
    rule: SameAreaRule,
    consumers: Sequence[Asset],
    suppliers: Sequence[Asset],
    known: Mapping[str, Asset],
    place: Place,
) -> tuple[Found, list[Problem]]:
    """Every supplier in the same area; an empty area matches nothing."""
    divisions = {name for asset in known.values() for name, area in asset.areas.items() if area}
    if rule.division not in divisions:
        return [None] * len(consumers), [_unknown_division(rule.division, sorted(divisions), place)]
    members: dict[str, list[str]] = defaultdict(list)
    for supplier in suppliers:
        members[supplier.areas.get(rule.division, "")].append(supplier.id)
    inside = {area: tuple(sorted(ids)) for area, ids in members.items() if area}
    found: Found = [_without(inside.get(c.areas.get(rule.division, ""), ()), c.id) for c in consumers]
    return found, []


def _without(ids: tuple[str, ...], own: str) -> tuple[str, ...]:
    """The same tuple when the object itself is not in it: areas share theirs."""
    return tuple(name for name in ids if name != own) if own in ids else ids


def _by_column(
    rule: ColumnRule,
    consumers: Sequence[Asset],
    suppliers: Sequence[Asset],
    known: Mapping[str, Asset],
    place: Place,
) -> tuple[Found, list[Problem]]:
    """The supplier that the cell names: by id, else by a name that only one supplier has."""
    if not any(rule.column in consumer.columns for consumer in consumers):
        return [None] * len(consumers), [_unknown_column(rule, consumers, place)]
    ids = {supplier.id for supplier in suppliers}
    by_name: dict[str, list[str]] = defaultdict(list)
    for supplier in suppliers:
        if supplier.name is not None:
            by_name[supplier.name].append(supplier.id)
    found: Found = []
    wrong: dict[str, list[str]] = defaultdict(list)
    for consumer in consumers:
        cell = consumer.columns.get(rule.column, "").strip()
        match = _match(cell, consumer.id, ids, by_name) if cell else None
        found.append(match)
        if cell and match is None:
            wrong[cell].append(consumer.id)
    problems = [*_wrong_values(rule, wrong, by_name, ids, known, place), *_empty_cells(rule, consumers, place)]
    return found, problems


def _match(cell: str, own: str, ids: set[str], by_name: Mapping[str, Sequence[str]]) -> tuple[str, ...] | None:
    """The supplier meant; nothing when the cell means the object itself; None when not exactly one is meant."""
    named = [cell] if cell in ids else by_name.get(cell, [])
    others = tuple(name for name in named if name != own)
    return others if len(others) == 1 or (named and not others) else None


def _selection_problems(
    selector: Selector, selected: Sequence[Asset], role: str, known: Mapping[str, Asset], place: Place
) -> list[Problem]:
    """Ids that do not exist; else, when nothing is selected, why not."""
    unknown = [name for name in selector.assets if name not in known]
    if unknown:
        return [_unknown_object(name, role, known, place) for name in unknown]
    if selected:
        return []
    absent = []
    for key, on_asset, values in _conditions(selector):
        present = {getattr(asset, on_asset) for asset in known.values()} - {None}
        absent += [(key, value, _close(value, sorted(present))) for value in values if not present & set(values)]
    reason = enumeration([f"{key} ‘{value}’" for key, value, _ in absent[:MOST_NAMED]])
    if absent:
        reason += " komt niet voor" if len(absent) == 1 else " komen niet voor"
    else:
        reason = "elke voorwaarde komt voor, maar geen object voldoet aan alle tegelijk"
    close = [f"‘{near}’" for _, _, near in absent[:MOST_NAMED] if near]
    remedy = f"bedoelde u {' en '.join(close)}?" if close else f"verbeter de voorwaarden bij `{role}`"
    found = f"de regel vindt geen enkele {role}: {reason}"
    return [Problem(place, found, f"minstens één object bij `{role}`", remedy)]


def _unknown_object(name: str, role: str, known: Mapping[str, Asset], place: Place) -> Problem:
    found = f"object ‘{name}’ bij `{role}` bestaat niet"
    return Problem(place, found, "een id uit `objecten`", _suggestion(name, known, "verbeter of verwijder de id"))


def _close(word: str, words: Iterable[str]) -> str | None:
    """The word that was probably meant, or None."""
    folded = {"".join(each.casefold().split()): each for each in words}
    plain = "".join(word.casefold().split())
    if plain in folded:
        return folded[plain]
    near = difflib.get_close_matches(plain, folded, n=1) if len(folded) <= MOST_COMPARED else []
    return folded[near[0]] if near else None


def _suggestion(word: str, words: Iterable[str], otherwise: str) -> str:
    near = _close(word, words)
    return f"bedoelde u ‘{near}’?" if near else otherwise


def _too_few(rule: AnyRule, short: Sequence[tuple[Asset, tuple[str, ...]]], place: Place) -> Problem:
    """One problem for all consumers for which the rule found too few suppliers."""
    enough = rule.minimum or 1
    named = some_of([f"{asset.id} ({len(ids)})" if ids else asset.id for asset, ids in short], MOST_NAMED)
    fewer = "geen leverancier" if enough == 1 else f"minder dan {number(enough)} leveranciers"
    found = f"voor {count(len(short), 'afnemer', 'afnemers')} vindt de regel {fewer}: {named}"
    nowhere = sum(_lacks_place(rule, asset) for asset, _ in short)
    if nowhere:
        lack = "gebied" if isinstance(rule, SameAreaRule) else "plaats (x en y)"
        found += f"; waarvan {number(nowhere)} zonder {lack}"
    expected = f"voor elke afnemer minstens {count(enough, 'leverancier', 'leveranciers')}"
    if isinstance(rule, NearestRule) and rule.max_distance_m is not None:
        expected += f" binnen {number(rule.max_distance_m)} m"
    remedy = "kies de afnemers of leveranciers anders, of zet `niet_gevonden: geen_behoefte`"
    return Problem(place, found, expected, remedy)


def _lacks_place(rule: AnyRule, asset: Asset) -> bool:
    if isinstance(rule, SameAreaRule):
        return not asset.areas.get(rule.division)
    return isinstance(rule, NearestRule) and not _located(asset)


def _unknown_division(division: str, divisions: Sequence[str], place: Place) -> Problem:
    found = f"geen enkel object heeft een gebied in de indeling ‘{division}’"
    expected = f"een van: {some_of(divisions, MOST_NAMED)}" if divisions else "een naam uit `gebiedsindelingen`"
    return Problem(place, found, expected, _suggestion(division, divisions, "verbeter `indeling`"))


def _unknown_column(rule: ColumnRule, consumers: Sequence[Asset], place: Place) -> Problem:
    columns = sorted({column for consumer in consumers for column in consumer.columns})
    found = f"kolom ‘{rule.column}’ komt bij geen enkele afnemer voor"
    remedy = _suggestion(rule.column, columns, "verbeter `kolom`, of kies de afnemers anders")
    return Problem(place, found, "een kolom uit het register van de afnemers", remedy)


def _wrong_values(
    rule: ColumnRule,
    wrong: Mapping[str, Sequence[str]],
    by_name: Mapping[str, Sequence[str]],
    ids: set[str],
    known: Mapping[str, Asset],
    place: Place,
) -> list[Problem]:
    """A problem per distinct value that names no single supplier; beyond a number of them one for the rest."""
    problems = []
    words = [*sorted(ids), *by_name]
    for value in list(wrong)[:MOST_VALUES]:
        users = f"kolom ‘{rule.column}’ noemt ‘{value}’ bij {_consumers(wrong[value])}"
        alike = by_name.get(value, ())
        if alike:
            found = f"{users}, en zo heten {number(len(alike))} leveranciers: {some_of(alike, MOST_NAMED)}"
            remedy = "zet in de kolom de id van de leverancier"
        elif value in known:
            found = f"{users}, en dat object hoort niet bij `leverancier`"
            remedy = "verbeter de kolom, of kies `leverancier` ruimer"
        else:
            found = f"{users}, en zo heet geen leverancier"
            remedy = _suggestion(value, words, "verbeter de kolom, of kies `leverancier` ruimer")
        problems.append(Problem(place, found, "de id of de unieke naam van een leverancier", remedy))
    rest = list(wrong)[MOST_VALUES:]
    if rest:
        found = f"kolom ‘{rule.column}’ heeft nog {count(len(rest), 'waarde', 'waarden')} zonder leverancier"
        problems.append(Problem(place, found, "de id of de unieke naam van een leverancier", "verbeter de kolom"))
    return problems


def _consumers(ids: Sequence[str]) -> str:
    return f"{count(len(ids), 'afnemer', 'afnemers')} ({some_of(ids, MOST_NAMED)})"


def _empty_cells(rule: ColumnRule, consumers: Sequence[Asset], place: Place) -> list[Problem]:
    """One warning that counts the consumers without a value."""
    empty = sum(not consumer.columns.get(rule.column, "").strip() for consumer in consumers)
    if not empty:
        return []
    verb = "heeft" if empty == 1 else "hebben"
    found = f"{number(empty)} van de {number(len(consumers))} afnemers {verb} geen waarde in kolom ‘{rule.column}’"
    expected = "een id of naam van een leverancier"
    return [Problem(place, f"{found}: geen behoefte", expected, "vul de kolom als dat niet klopt", Severity.WARNING)]
