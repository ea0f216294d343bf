"""A table of depths in, ``TableDepths`` out: the depths of each object or area, once or at listed hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from fractions import Fraction
from typing import Protocol

import numpy as np

from ..problems import Place, Problem
from .points import Float, Points

OBJECT, AREA, HOUR, DEPTH = "object", "gebied", "uur", "diepte_m"
REMARKS = ("bron", "status", "toelichting")
DEEPEST_M = 100


class Row(Protocol):
    """A row as written."""

    def text(self, column: str) -> str | None:
        """The cell, or nothing when it is empty."""

    def at(self, column: str) -> Place:
        """Where the cell of this column stands."""


class Table(Protocol):
    """A table as written; ``separator`` says which decimal mark its numbers may have."""

    @property
    def columns(self) -> Sequence[str]:
        """The header."""

    @property
    def rows(self) -> Sequence[Row]:
        """The rows below the header."""

    @property
    def separator(self) -> str:
        """``,`` or ``;``."""


@dataclass(frozen=True, slots=True)
class TableAccess:
    """How the layer that reads files lends its reading to this one.

    read   : file as written in the study → the table, or nothing with the problems
    number : text of a cell, separator of the table → the exact number, or the Dutch reason why it is none
    """

    read: Callable[[str], tuple[Table | None, list[Problem]]]
    number: Callable[[str, str], Decimal | str]


@dataclass(frozen=True, eq=False)
class Course:
    """Depths of one or more assets. hours : () for a maximum; metres : (hour,), or (1,) for a maximum."""

    assets: tuple[int, ...]
    hours: tuple[Fraction, ...]
    metres: Float


@dataclass(frozen=True, eq=False)
class TableDepths:
    """What the table says; assets in none of the courses have no row."""

    courses: tuple[Course, ...]
    in_time: bool


def read_depths(
    name: str, points: Points, access: TableAccess, deepest_m: float = DEEPEST_M
) -> tuple[TableDepths | None, list[Problem]]:
    """Read ``object`` or ``gebied``, ``diepte_m`` and perhaps ``uur`` from the table; all its problems at once."""
    table, problems = access.read(name)
    if table is None:
        return None, list(problems)
    wrong = _column_problems(name, table.columns)
    if wrong:
        return None, [*problems, *wrong]
    key = OBJECT if OBJECT in table.columns else AREA
    in_time = HOUR in table.columns
    assets = _assets_by_name(points, key)
    depths: dict[str, dict[Fraction, float]] = {}
    problems = list(problems)
    for row in table.rows:
        found = _cells(row, table, key, in_time, assets, access, deepest_m)
        if isinstance(found, list):
            problems += found
            continue
        owner, hour, metres = found
        if hour in depths.setdefault(owner, {}):
            again = f"{key} ‘{owner}’ staat er" + (f" voor uur {row.text(HOUR)}" if in_time else "") + " al eerder in"
            problems.append(Problem(row.at(key), again, "elke rij één keer", "verwijder een van beide rijen"))
        depths[owner][hour] = metres
    courses = tuple(_course(assets[owner], listed, in_time) for owner, listed in depths.items())
    return (None if problems else TableDepths(courses, in_time)), problems


def _column_problems(name: str, columns: Sequence[str]) -> list[Problem]:
    place, known = Place(name, row=1), (OBJECT, AREA, HOUR, DEPTH, *REMARKS)
    problems = []
    for column in columns:
        if column not in known:
            close = get_close_matches(column, known, 1)
            remedy = f"bedoelde u ‘{close[0]}’?" if close else "verwijder de kolom"
            problems.append(Problem(place, f"onbekende kolom ‘{column}’", ", ".join(known), remedy))
    owners = [column for column in (OBJECT, AREA) if column in columns]
    if len(owners) != 1:
        found = "de kolommen object en gebied naast elkaar" if owners else "geen kolom object of gebied"
        problems.append(Problem(place, found, "precies één van object en gebied", "kies één van beide"))
    if DEPTH not in columns:
        problems.append(Problem(place, f"geen kolom {DEPTH}", f"een kolom {DEPTH} in meters", "voeg de kolom toe"))
    return problems


def _assets_by_name(points: Points, key: str) -> Mapping[str, tuple[int, ...]]:
    names = points.ids if key == OBJECT else points.area
    found: dict[str, list[int]] = {}
    for asset, name in enumerate(names):
        if name is not None:
            found.setdefault(name, []).append(asset)
    return {name: tuple(assets) for name, assets in found.items()}


def _cells(
    row: Row,
    table: Table,
    key: str,
    in_time: bool,
    assets: Mapping[str, tuple[int, ...]],
    access: TableAccess,
    deepest_m: float,
) -> tuple[str, Fraction, float] | list[Problem]:
    """Owner, hour (0 without) and depth of one row, or what is wrong with it."""
    problems = []
    owner = row.text(key)
    if owner is None:
        problems.append(Problem(row.at(key), "een lege cel", f"een {key}", "vul de cel of verwijder de rij"))
    elif owner not in assets:
        close = get_close_matches(owner, assets, 1)
        remedy = f"bedoelde u ‘{close[0]}’?" if close else "verbeter de naam of verwijder de rij"
        expected = "een id uit objecten" if key == OBJECT else "een gebied waarin een object ligt"
        problems.append(Problem(row.at(key), f"{key} ‘{owner}’ komt niet voor in de studie", expected, remedy))
    metres = _number(row, table, DEPTH, "een diepte in meters, 0 of meer", access, problems)
    hour = _number(row, table, HOUR, "een uur vanaf het begin, 0 of meer", access, problems) if in_time else Decimal(0)
    if metres is not None and metres > deepest_m:
        found = f"{row.text(DEPTH)} m: een waterstand waar een diepte bedoeld is"
        problems.append(Problem(row.at(DEPTH), found, "een diepte in meters", "trek het maaiveld ervan af"))
    if problems or owner is None or metres is None or hour is None:
        return problems
    return owner, Fraction(hour), float(metres)


def _number(
    row: Row, table: Table, column: str, expected: str, access: TableAccess, problems: list[Problem]
) -> Decimal | None:
    text = row.text(column)
    if text is None:
        remedy = "vul 0 in als het droog is" if column == DEPTH else "vul het uur in"
        problems.append(Problem(row.at(column), "een lege cel", expected, remedy))
        return None
    number = access.number(text, table.separator)
    if isinstance(number, str):
        problems.append(Problem(row.at(column), f"‘{text}’: {number}", expected, "verbeter het getal"))
        return None
    if number < 0:
        found = f"{text} is negatief" + (": een waterstand waar een diepte bedoeld is" if column == DEPTH else "")
        remedy = "trek het maaiveld van de waterstand af" if column == DEPTH else "laat de uren bij 0 beginnen"
        problems.append(Problem(row.at(column), found, expected, remedy))
        return None
    return number


def _course(assets: tuple[int, ...], listed: Mapping[Fraction, float], in_time: bool) -> Course:
    hours = tuple(sorted(listed))
    return Course(assets, hours if in_time else (), np.array([listed[hour] for hour in hours]))
