"""Rows of consequences in, the same out without sums of so few objects that a hidden one could be read from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .consequences.accounts import has_residents
from .consequences.quantify import total
from .loading.judging import WITHOUT_FUNCTION
from .loading.selection import areas_per_division
from .loading.study import Study
from .tables import CONSEQUENCES, CRITICAL, Cell, Row, Rows, Table
from .tables.consequences import AREA_CONSEQUENCES, CHAIN, LINKS, RECOVERY, RISK_MATRIX

SMALLEST = "minimale_groep"
"""The key figure: the smallest number of objects in a sum that holds a hidden one."""
Key = tuple[Cell, ...]
_WHO_AND_WHERE = ("gebied", "partij", "drager")


@dataclass(frozen=True)
class _Posts:
    """Where each object is counted: per function, and without a function where it is people who are counted once.

    keys   : per place where something is counted, the function (``None`` = whatever they lose) and what comes with it
    secret : whether the object of that place is hidden
    """

    keys: list[Key]
    secret: list[bool]

    @classmethod
    def of(cls, study: Study, hidden: Collection[str], rest: Callable[[int, bool], Key]) -> _Posts:
        """``rest`` gives what comes with an object, by its position and whether people are counted."""
        functions = {each.id: each for each in study.functions}
        found = [(place, asset, False) for place, asset in enumerate(study.assets)]
        found += [(place, asset, True) for place, asset, _ in found if has_residents(asset, functions[asset.function])]
        return cls(
            keys=[(None if people else asset.function, *rest(place, people)) for place, asset, people in found],
            secret=[asset.id in hidden for _, asset, _ in found],
        )


def few_functions(study: Study, hidden: Collection[str]) -> set[str | None]:
    """Functions of which so few objects exist, one of them hidden, that even their total tells of it; ``None`` stands
    for the people who are counted once whatever they lose."""
    posts = _Posts.of(study, hidden, lambda _, __: ())
    small = _small(posts.keys, posts.secret, int(study.figures[SMALLEST].number))
    return {None if function is None else str(function) for (function,) in small}


def without_small_groups(study: Study, rows: Mapping[str, Rows], hidden: Collection[str]) -> dict[str, Rows]:
    """Tables of consequences in which a small group with a hidden object is told only as part of its function.

    Such a row loses its area, owner and bearer and is added to the other rows of the function that have none; where
    the function as a whole has too few objects, the value stays empty. Quantiles of what is added do not add up, so
    these are left out.
    """
    least = int(study.figures[SMALLEST].number)

    def owner(place: int, people: bool) -> Key:
        asset = study.assets[place]
        return (asset.area, None, None) if people else (asset.area, asset.party, asset.bearer)

    owners = _Posts.of(study, hidden, owner)
    places: set[Key] = set()
    for division, areas in areas_per_division(study.assets, study.divisions).items():
        posts = _Posts.of(study, hidden, lambda place, _, areas=areas: (areas[place] or None,))  # type: ignore[misc]
        places |= {(division, *key) for key in _told_together(posts.keys, posts.secret, least)}
    few = few_functions(study, hidden)
    by_owner, by_place = ("functie", "gebied", "partij", "drager"), ("indeling", "functie", "gebied")
    small = _told_together(owners.keys, owners.secret, least)
    return {
        CONSEQUENCES.name: _widened(CONSEQUENCES, rows, by_owner, small, few),
        AREA_CONSEQUENCES.name: _widened(AREA_CONSEQUENCES, rows, by_place, places, few),
        RISK_MATRIX.name: tuple(row for row in rows[RISK_MATRIX.name] if _is_told_in_matrix(row, few)),
        **{
            table.name: _of_functions(table, rows, columns, few - {None})
            for table, columns in (
                (RECOVERY, ("functie",)),
                (CHAIN, ("functie",)),
                (LINKS, ("van_functie", "naar_functie")),
                (CRITICAL, ("functie",)),
            )
        },
    }


def _of_functions(table: Table, rows: Mapping[str, Rows], columns: Sequence[str], few: Collection[Cell]) -> Rows:
    """Rows that are not about a function with too few objects."""
    at = [table.position(column) for column in columns]
    return tuple(row for row in rows[table.name] if not any(row[place] in few for place in at))


def _is_told_in_matrix(row: Row, few: Collection[Cell]) -> bool:
    """Not of a function with too few objects, nor a total over functions from which such a one can be subtracted."""
    function = row[RISK_MATRIX.position("functie")]
    if function is not None:
        return function not in few
    counts_people = row[RISK_MATRIX.position("criterium")] in WITHOUT_FUNCTION
    return None not in few if counts_people else not any(each is not None for each in few)


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
