"""Two ``StoredResult``s in, a ``Comparison`` out: everything in which the second differs from the first."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext
from enum import StrEnum
from functools import cached_property

from ..nl import enumeration
from ..tables import ASSUMPTIONS, CONSEQUENCES, OUTAGES, Cell, Row, Rows, Table, as_text, may_be_summed
from .stored import Origin, StoredResult, StoredTable

VERDICTS, VERDICT = "oordeel", "oordeel"
_EXACT = Context(prec=200)  # cells have at most 80 digits: sums and differences are exact
_MOVING = {
    (ASSUMPTIONS.name, "plaats"): re.compile(r":rij [0-9]+|:[0-9]+:[0-9]+(?=\)|$)"),
    (ASSUMPTIONS.name, "bron"): re.compile(r"(?<=\.yaml) regel [0-9]+(?=\)$)"),
}
"""What tells where something stands in a file: an inserted row shifts it without changing anything."""
VALUES = ("waarde", "min", "max")
"""Columns of ``aannames`` that hold a value as the study writes it."""
_NUMERAL = re.compile(r"-?[0-9]{1,40}([.,][0-9]{1,40})?")

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs; ``difference`` = second - first for numbers."""

    column: str
    first: Cell
    second: Cell
    difference: Decimal | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that both results have, with other values; ``key`` are its key columns in the first result."""

    key: Row
    cells: tuple[CellChange, ...]
    first: Row
    second: Row

    def cell(self, column: str) -> CellChange | None:
        """The change in one column, if it changed."""
        return next((each for each in self.cells if each.column == column), None)


@dataclass(frozen=True, slots=True)
class TableComparison:
    """The differences within one table, by scenario and key; ``equal`` counts the rows without any."""

    table: Table
    only_first: Rows
    only_second: Rows
    changed: tuple[RowChange, ...]
    equal: int

    @property
    def differs(self) -> bool:
        """Whether anything in this table differs."""
        return bool(self.only_first or self.only_second or self.changed)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A consequence in both results: a total per criterion and function, or one row where totals mean nothing.

    ``names`` are criterion and function, for a single row all its keys; ``None`` = that result does not have it;
    ``cut`` when an outage that counts ran to the horizon in either.
    """

    scenario: str
    names: Key
    unit: str
    first: Decimal | None
    second: Decimal | None
    cut: bool

    @property
    def difference(self) -> Decimal | None:
        """Second - first; ``None`` if one of the two does not have it."""
        return _difference(self.first, self.second)

    @property
    def size(self) -> Decimal:
        """The difference as a share of the larger of the two, between 0 and 2: units cannot be compared, shares can."""
        difference = self.difference
        if difference is None or self.first is None or self.second is None:
            return Decimal(1)
        largest = max(abs(self.first), abs(self.second))
        return abs(difference) / largest if largest else Decimal(0)


class Fate(StrEnum):
    """What became of the outage of an object."""

    NEW = "nieuw uit"
    GONE = "niet meer uit"
    LONGER = "langer uit"
    SHORTER = "korter uit"


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """An object whose outage came, went, or lasts longer or shorter; hours, 0 = not out."""

    scenario: str
    asset: str
    fate: Fate
    first: Decimal
    second: Decimal


@dataclass(frozen=True, slots=True)
class SettingChange:
    """A difference in how the results were made: Dutch name, first and second value."""

    name: str
    first: str
    second: str


@dataclass(frozen=True)
class Comparison:
    """All differences between two results; ``notes`` tell what could not be compared, ``warnings`` what misleads.

    ``scenarios`` are the ones in both, in the order of the first.
    """

    first: StoredResult
    second: StoredResult
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    settings: tuple[SettingChange, ...]
    files_changed: tuple[str, ...]
    files_added: tuple[str, ...]
    files_removed: tuple[str, ...]
    scenarios: tuple[str, ...]
    tables: Mapping[str, TableComparison]
    quantities: tuple[Quantity, ...]
    objects: tuple[ObjectChange, ...]

    @property
    def equal(self) -> bool:
        """Whether the tables hold the same and came from the same input."""
        made = self.settings or self.files_changed or self.files_added or self.files_removed
        return not (made or self.warnings or self.notes or any(each.differs for each in self.tables.values()))

    @cached_property
    def verdicts(self) -> tuple[RowChange, ...]:
        """Rows of ``oordeel`` with another verdict."""
        found = self.tables.get(VERDICTS)
        return tuple(row for row in found.changed if row.cell(VERDICT)) if found else ()


def compare(first: StoredResult, second: StoredResult) -> Comparison:
    """Everything in which ``second`` differs from ``first``: how they were made, results and assumptions.

    Tables and columns that one of them lacks are not compared and named in ``notes``. Totals of ``gevolgen`` are per
    scenario, criterion, function and unit, and only of units that add up (``tables.may_be_summed``).
    """
    one, other = first.origin, second.origin
    rank = {each: place for place, each in enumerate(dict.fromkeys((*one.scenarios, *other.scenarios)))}
    both = tuple(each for each in one.scenarios if each in other.scenarios)
    tables, notes = _tables(first, second, rank)
    return Comparison(
        first=first,
        second=second,
        warnings=_warnings(one, other),
        notes=(*_scenario_notes(one, other), *notes),
        settings=_settings(one, other),
        files_changed=_names(each for each in one.files if other.files.get(each, one.files[each]) != one.files[each]),
        files_added=_names(other.files.keys() - one.files.keys()),
        files_removed=_names(one.files.keys() - other.files.keys()),
        scenarios=both,
        tables=tables,
        quantities=_quantities(first, second, both),
        objects=_objects(first, second, both) if OUTAGES.name in tables else (),
    )


def _warnings(one: Origin, other: Origin) -> tuple[str, ...]:
    found = []
    if one.audience != other.audience:
        found.append(
            f"de uitkomsten zijn voor een ander publiek gemaakt ({one.audience} en {other.audience}): een verschil kan "
            "komen doordat het ene publiek minder mag zien"
        )
    if one.study != other.study:
        found.append(f"dit zijn verschillende studies: {one.study} en {other.study}")
    if one.version != other.version:
        found.append(
            f"de uitkomsten zijn met een andere versie gemaakt ({one.version} en {other.version}): een verschil kan "
            "ook daardoor komen"
        )
    if (one.draws, one.seed) != (other.draws, other.seed):
        found.append(
            "de bandbreedte is met andere trekkingen of een ander zaad gerekend: p10 en p90 kunnen daardoor verschillen"
        )
    return tuple(found)


def _settings(one: Origin, other: Origin) -> tuple[SettingChange, ...]:
    pairs = (
        ("naam van de studie", one.study, other.study),
        ("kenmerk van de studie", one.study_hash[:12], other.study_hash[:12]),
        ("scenario's", enumeration(one.scenarios), enumeration(other.scenarios)),
        ("versie", one.version, other.version),
        ("zaad", str(one.seed), str(other.seed)),
        ("trekkingen", str(one.draws), str(other.draws)),
        ("publiek", one.audience, other.audience),
    )
    return tuple(SettingChange(*pair) for pair in pairs if pair[1] != pair[2])


def _scenario_notes(one: Origin, other: Origin) -> list[str]:
    notes = []
    for where, mine, theirs in (("eerste", one.scenarios, other.scenarios), ("tweede", other.scenarios, one.scenarios)):
        if alone := [each for each in mine if each not in theirs]:
            notes.append(f"alleen in de {where} gerekend: {enumeration(alone)}")
    return notes


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


# --- rows ------------------------------------------------------------------------------------------------------------


def _tables(
    first: StoredResult, second: StoredResult, rank: Mapping[str, int]
) -> tuple[dict[str, TableComparison], list[str]]:
    """The tables that both have, and a line for each table or column that one of them lacks."""
    found: dict[str, TableComparison] = {}
    notes = []
    for table in _registered(first, second):
        one, other = first.tables.get(table.name), second.tables.get(table.name)
        if one is None or other is None:
            notes.append(f"tabel {table.name} is niet vergeleken: de {_which(one is None)} heeft haar niet")
            continue
        lacking = [(each, each not in one.columns) for each in table.header if not _in_both(each, one, other)]
        notes += [
            f"{table.name}/{each} is niet vergeleken: de {_which(at)} heeft die kolom niet" for each, at in lacking
        ]
        if all(_in_both(key, one, other) for key in table.keys):
            found[table.name] = _compare_rows(one, other, rank)
        else:
            notes.append(f"tabel {table.name} is niet vergeleken: zonder die kolom horen haar rijen niet bij elkaar")
    return found, notes


def _registered(first: StoredResult, second: StoredResult) -> tuple[Table, ...]:
    """The tables of either, in the order of the register (both were read by it)."""
    tables = {name: stored.table for name, stored in (*first.tables.items(), *second.tables.items())}
    return tuple(tables.values())


def _which(is_first: bool) -> str:
    return "eerste" if is_first else "tweede"


def _in_both(column: str, one: StoredTable, other: StoredTable) -> bool:
    return column in one.columns and column in other.columns


def _compare_rows(one: StoredTable, other: StoredTable, rank: Mapping[str, int]) -> TableComparison:
    table = one.table
    places = [table.position(each) for each in table.header if _in_both(each, one, other)]
    key_of, settled = _key_of(table), _settled(table)
    mine, theirs = _by_key(one.rows, key_of), _by_key(other.rows, key_of)
    only_first: list[Row] = []
    only_second: list[Row] = []
    changed: list[RowChange] = []
    equal = 0
    for key in sorted(mine.keys() | theirs.keys(), key=_order(table, rank)):
        left, right, same = _unpaired(mine.get(key, []), theirs.get(key, []), places, settled)
        equal += same
        pairs = min(len(left), len(right))
        changed += [_row_change(table, a, b, places, settled) for a, b in zip(left[:pairs], right[:pairs], strict=True)]
        only_first += left[pairs:]
        only_second += right[pairs:]
    return TableComparison(table, tuple(only_first), tuple(only_second), tuple(changed), equal)


def _settled(table: Table) -> Callable[[int, Cell], str]:
    """The text by which a cell is compared: without row numbers where they only tell the place in a file."""
    moving = {table.position(column): shift for (name, column), shift in _MOVING.items() if name == table.name}

    def text(place: int, cell: Cell) -> str:
        written = as_text(cell)
        return moving[place].sub("", written) if place in moving else written

    return text


def _key_of(table: Table) -> Callable[[Row], Key]:
    """What identifies a row; a table without keys is known by its whole row."""
    places = [table.position(key) for key in table.keys or table.header]
    settled = _settled(table)
    return lambda row: tuple(settled(place, row[place]) for place in places)


def _order(table: Table, rank: Mapping[str, int]) -> Callable[[Key], tuple[int, Key]]:
    """Scenarios as the study has them, then by key."""
    place = table.keys.index("scenario") if "scenario" in table.keys else None
    return lambda key: (0 if place is None else rank.get(key[place], len(rank)), key)


def _by_key(rows: Rows, key_of: Callable[[Row], Key]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        found[key_of(row)].append(row)
    return found


def _unpaired(
    mine: Sequence[Row], theirs: Sequence[Row], places: Sequence[int], settled: Callable[[int, Cell], str]
) -> tuple[list[Row], list[Row], int]:
    """The rows of one key that have no equal on the other side, sorted, and how many do have one."""
    if mine == theirs:  # by far the most keys
        return [], [], len(mine)

    def text(row: Row) -> Key:
        return tuple(settled(place, row[place]) for place in places)

    one, other = Counter(map(text, mine)), Counter(map(text, theirs))
    if one == other:
        return [], [], len(mine)
    left, right = _surplus(mine, text, other), _surplus(theirs, text, one)
    return left, right, len(mine) - len(left)


def _surplus(rows: Sequence[Row], text: Callable[[Row], Key], elsewhere: Counter[Key]) -> list[Row]:
    still, kept = Counter(elsewhere), []
    for row in sorted(rows, key=lambda each: (text(each), tuple(map(as_text, each)))):
        if still[text(row)]:
            still[text(row)] -= 1
        else:
            kept.append(row)
    return kept


def _row_change(
    table: Table, first: Row, second: Row, places: Sequence[int], settled: Callable[[int, Cell], str]
) -> RowChange:
    cells = tuple(
        CellChange(column, first[place], second[place], _cell_difference(table, column, first[place], second[place]))
        for place, column in ((place, table.header[place]) for place in places)
        if settled(place, first[place]) != settled(place, second[place])
    )
    return RowChange(tuple(first[table.position(key)] for key in table.keys), cells, first, second)


def _cell_difference(table: Table, column: str, first: Cell, second: Cell) -> Decimal | None:
    if table.name == ASSUMPTIONS.name and column in VALUES:
        return _difference(numeral(first), numeral(second))
    return _difference(_as_number(first), _as_number(second))


def _difference(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return None
    with localcontext(_EXACT):
        return second - first


def _as_number(cell: Cell) -> Decimal | None:
    is_number = isinstance(cell, Decimal | int) and not isinstance(cell, bool)
    return Decimal(cell) if is_number and isinstance(cell, Decimal | int) else None


def numeral(cell: Cell) -> Decimal | None:
    """A value of the study as written, if it is a number.

    >>> numeral("0,25"), numeral("-3"), numeral("nacht"), numeral(None)
    (Decimal('0.25'), Decimal('-3'), None, None)
    """
    is_number = isinstance(cell, str) and _NUMERAL.fullmatch(cell)
    return Decimal(str(cell).replace(",", ".")) if is_number else None


# --- consequences and objects ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sum:
    value: Decimal | None
    cut: bool


def _quantities(first: StoredResult, second: StoredResult, scenarios: Sequence[str]) -> tuple[Quantity, ...]:
    """Consequences that differ: scenario by scenario, the largest share first."""
    one, other = first.tables.get(CONSEQUENCES.name), second.tables.get(CONSEQUENCES.name)
    if one is None or other is None or not all(_in_both(each, one, other) for each in _NEEDED):
        return ()
    mine, theirs = _sums(one), _sums(other)
    found = []
    for scenario, names, unit in mine.keys() | theirs.keys():
        a, b = (each.get((scenario, names, unit), _Sum(None, False)) for each in (mine, theirs))
        if a.value != b.value and scenario in scenarios:
            found.append(Quantity(scenario, names, unit, a.value, b.value, a.cut or b.cut))
    return tuple(sorted(found, key=lambda each: (scenarios.index(each.scenario), -each.size, each.names, each.unit)))


_NEEDED = (*CONSEQUENCES.keys, "waarde", "afgekapt")
_NAMES = tuple(key for key in CONSEQUENCES.keys if key != "eenheid")


def _sums(stored: StoredTable) -> dict[tuple[str, Key, str], _Sum]:
    """(scenario, names, unit) -> total; unknown as soon as one part is unknown."""
    found: dict[tuple[str, Key, str], _Sum] = {}
    for row in stored.rows:
        scenario, *names = (as_text(row[stored.table.position(key)]) for key in _NAMES)
        unit = as_text(row[stored.table.position("eenheid")])
        value = _as_number(row[stored.table.position("waarde")])
        cut = bool(row[stored.table.position("afgekapt")])
        key = (scenario, tuple(names[:2] if may_be_summed(unit) else names), unit)
        before = found.get(key)
        if before is not None:
            value, cut = _plus(before.value, value), before.cut or cut
        found[key] = _Sum(value, cut)
    return found


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    if one is None or other is None:
        return None
    with localcontext(_EXACT):
        return one + other


def _objects(first: StoredResult, second: StoredResult, scenarios: Sequence[str]) -> tuple[ObjectChange, ...]:
    """Objects whose outage came, went or changed length: scenario by scenario, the most hours first."""
    one, other = first.tables[OUTAGES.name], second.tables[OUTAGES.name]
    if not _in_both("uitval_uur", one, other):
        return ()
    mine, theirs = _hours(one), _hours(other)
    found = []
    for scenario, asset in mine.keys() | theirs.keys():
        a, b = mine.get((scenario, asset)), theirs.get((scenario, asset))
        if scenario in scenarios and a != b:
            found.append(ObjectChange(scenario, asset, _fate(a, b), a or Decimal(0), b or Decimal(0)))
    return tuple(
        sorted(found, key=lambda each: (scenarios.index(each.scenario), -abs(each.second - each.first), each.asset))
    )


def _hours(stored: StoredTable) -> dict[tuple[str, str], Decimal]:
    at = [stored.table.position(each) for each in ("scenario", "object", "uitval_uur")]
    return {(as_text(row[at[0]]), as_text(row[at[1]])): _as_number(row[at[2]]) or Decimal(0) for row in stored.rows}


def _fate(first: Decimal | None, second: Decimal | None) -> Fate:
    if first is None:
        return Fate.NEW
    if second is None:
        return Fate.GONE
    return Fate.LONGER if second > first else Fate.SHORTER
