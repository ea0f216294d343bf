"""Rows of consequences in, the same out without sums of so few objects that a hidden one could be read from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from .consequences.quantify import total
from .loading.selection import areas_per_division
from .loading.study import Study
from .tables import CONSEQUENCES, Cell, Row, Rows, Table
from .tables.consequences import AREA_CONSEQUENCES, RECOVERY

SMALLEST = "minimale_groep"
"""The key figure: the smallest number of objects in a sum that holds a hidden one."""
Key = tuple[Cell, ...]
_WHO_AND_WHERE = ("gebied", "partij", "drager")


def few_functions(study: Study, hidden: Collection[str]) -> set[str]:
    """Functions of which so few objects exist, one of them hidden, that even their total tells of it."""
    secret = [asset.id in hidden for asset in study.assets]
    keys: list[Key] = [(asset.function,) for asset in study.assets]
    return {str(function) for (function,) in _small(keys, secret, int(study.figures[SMALLEST].number))}


def without_small_groups(study: Study, rows: Mapping[str, Rows], hidden: Collection[str]) -> dict[str, Rows]:
    """Tables of consequences in which a small group with a hidden object is told only as part of its function.

    Such a row loses its area, owner and bearer and is added to the other rows of the function that have none; where
    the function as a whole has too few objects, the value stays empty. Quantiles of what is added do not add up, so
    these are left out.
    """
    secret = [asset.id in hidden for asset in study.assets]
    least = int(study.figures[SMALLEST].number)
    functions = [(asset.function,) for asset in study.assets]
    owners = [(asset.function, asset.area, asset.party, asset.bearer) for asset in study.assets]
    places = {
        (division, *key)
        for division, areas in areas_per_division(study.assets, study.divisions).items()
        for key in _told_together([(*f, area or None) for f, area in zip(functions, areas, strict=True)], secret, least)
    }
    few = few_functions(study, hidden)
    by_owner, by_place = ("functie", "gebied", "partij", "drager"), ("indeling", "functie", "gebied")
    return {
        CONSEQUENCES.name: _widened(CONSEQUENCES, rows, by_owner, _told_together(owners, secret, least), few),
        AREA_CONSEQUENCES.name: _widened(AREA_CONSEQUENCES, rows, by_place, places, few),
        RECOVERY.name: tuple(row for row in rows[RECOVERY.name] if row[RECOVERY.position("functie")] not in few),
    }


def _small(keys: Sequence[Key], secret: Sequence[bool], least: int) -> set[Key]:
    """The keys that fewer than ``least`` objects share, at least one of which is hidden."""
    sizes = Counter(keys)
    return {key for key, is_secret in zip(keys, secret, strict=True) if is_secret and sizes[key] < least}


def _told_together(keys: Sequence[Key], secret: Sequence[bool], least: int) -> set[Key]:
    """The small groups, and the smallest others of their function until all of them together are large enough."""
    sizes, found = Counter(keys), _small(keys, secret, least)
    for function in {key[0] for key in found}:
        size = sum(sizes[key] for key in found if key[0] == function)
        others = [key for key in sizes if key[0] == function and key not in found]
        for key in sorted(others, key=lambda each: (sizes[each], tuple(map(str, each)))):
            if size >= least:
                break
            found.add(key)
            size += sizes[key]
    return found


def _widened(
    table: Table, rows: Mapping[str, Rows], columns: Sequence[str], small: Collection[Key], few: Collection[Cell]
) -> Rows:
    """The rows, those of small groups taken together per function."""
    at, function = [table.position(column) for column in columns], table.position("functie")
    blank = {table.position(column) for column in _WHO_AND_WHERE if column in table.header}
    merged: dict[Key, list[Row]] = {}
    for row in rows[table.name]:
        is_small = tuple(row[place] for place in at) in small
        told = tuple(None if is_small and place in blank else cell for place, cell in enumerate(row))
        merged.setdefault(tuple(told[table.position(key)] for key in table.keys), []).append(told)
    return tuple(
        members[0] if len(members) == 1 and members[0][function] not in few else _sum(table, members, few)
        for members in merged.values()
    )


def _sum(table: Table, members: Sequence[Row], few: Collection[Cell]) -> Row:
    """One row for several; nothing is told of a function with too few objects."""
    values = [row[table.position("waarde")] for row in members]
    known = [value for value in values if isinstance(value, Decimal)]
    is_told = len(known) == len(values) and members[0][table.position("functie")] not in few
    changes: dict[str, Cell] = {
        "waarde": total(known) if is_told else None,
        "p10": None,
        "p90": None,
        "afgekapt": any(row[table.position("afgekapt")] is True for row in members),
    }
    return tuple(changes.get(name, cell) for name, cell in zip(table.header, members[0], strict=True))
