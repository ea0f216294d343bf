"""``Comparison`` in, a screenful of Dutch lines out: what differs first, largest first, then what is equal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..nl import count, enumeration, number
from ..output.comparison import (
    VALUES,
    VERDICT,
    VERDICTS,
    Comparison,
    Fate,
    ObjectChange,
    Quantity,
    RowChange,
    TableComparison,
    numeral,
)
from ..output.stored import StoredResult, read_result
from ..problems import InputError, Problem
from ..tables import ASSUMPTIONS, Cell, Row, Table, as_text, may_be_summed

MOST_QUANTITIES, MOST_OBJECTS, MOST_VERDICTS, MOST_ASSUMPTIONS, MOST_FILES, MOST_COLUMNS = 5, 4, 5, 6, 5, 3
_SCENARIO = ("scenario", "scenario's")
NOTHING = "(niet gerekend)"


@dataclass(frozen=True)
class Wording:
    """How differences are told: what an object and a consequence are called, and how a value is written."""

    name: Callable[[str], str] = str
    title: Callable[[Sequence[str]], str] = lambda names: " ".join(name for name in names if name)
    figure: Callable[[Decimal], str] = number


_PLAIN = Wording()


def screen(comparison: Comparison) -> list[str]:
    """The differences as lines; equal results are said to be equal."""
    lines = [*_heading(comparison)]
    if comparison.equal:
        return [
            *lines,
            "",
            "Beide uitkomsten zijn gelijk: dezelfde studie, resultaten en aannames.",
            *_sizes(comparison),
        ]
    if not any(each.differs for each in comparison.tables.values()):
        lines += ["", "Alle vergeleken resultaten en aannames zijn gelijk."]
    for scenario in comparison.scenarios:
        lines += _block(scenario, _scenario(comparison, scenario))
    lines += _block("buiten de scenario's", _scenario(comparison, None))
    lines += _block("aannames", _assumptions(comparison))
    lines += _block("hoe ze gemaakt zijn", _origin(comparison))
    lines += _block("niet vergeleken", [f"  {note}" for note in comparison.notes])
    return [*lines, *_equal(comparison)]


def read_both(first: str, second: str) -> tuple[StoredResult, StoredResult]:
    """Both results; ``InputError`` with the problems of both folders together."""
    found, problems = [], list[Problem]()
    for folder in (first, second):
        try:
            found.append(read_result(folder))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return found[0], found[1]


def _heading(comparison: Comparison) -> list[str]:
    lines = [f"let op: {warning}" for warning in comparison.warnings]
    lines += [""] if lines else []
    return [*lines, "Verschil tussen twee uitkomsten (eerst → daarna)", *map(_made, _both(comparison))]


def _both(comparison: Comparison) -> tuple[tuple[str, StoredResult], ...]:
    return (("eerst", comparison.first), ("daarna", comparison.second))


def _made(pair: tuple[str, StoredResult]) -> str:
    label, result = pair
    return f"  {label.ljust(6)}  {result.folder}: {result.origin.study}, voor publiek {result.origin.audience}"


def _block(title: str, lines: Sequence[str]) -> list[str]:
    return ["", title, *lines] if lines else []


# --- per scenario ----------------------------------------------------------------------------------------------------


def _scenario(comparison: Comparison, scenario: str | None) -> list[str]:
    """What differs in a scenario; ``None``: in rows that belong to none."""
    return main_differences(comparison, scenario) + _rest(comparison, scenario)


def main_differences(comparison: Comparison, scenario: str | None, wording: Wording = _PLAIN) -> list[str]:
    """The consequences, verdicts and outages that differ in a scenario."""
    quantities = sorted((each for each in comparison.quantities if each.scenario == scenario), key=_is_derived)
    lines = aligned([_quantity(each, wording) for each in quantities[:MOST_QUANTITIES]])
    lines += _more(len(quantities) - MOST_QUANTITIES, "gevolg", "gevolgen")
    verdicts = [each for each in comparison.verdicts if _of(comparison.tables[VERDICTS].table, each.first, scenario)]
    lines += aligned([_verdict(comparison, each) for each in verdicts[:MOST_VERDICTS]])
    lines += _more(len(verdicts) - MOST_VERDICTS, "oordeel", "oordelen")
    return lines + aligned(_objects([each for each in comparison.objects if each.scenario == scenario], wording.name))


def _is_derived(each: Quantity) -> bool:
    """Whether a consequence tells less than others: a time or a share, or user-hours once more, in minutes."""
    return not may_be_summed(each.unit) or each.names[0] == "klantminuten"


def _quantity(each: Quantity, wording: Wording) -> tuple[str, str]:
    first, second = (NOTHING if value is None else wording.figure(value) for value in (each.first, each.second))
    change = (
        ""
        if each.difference is None
        else f": {signed(each.difference, wording.figure)}{_percent(each.first, each.difference)}"
    )
    cut = " (een uitval duurt tot na de horizon)" if each.cut else ""
    return wording.title(each.names), f"{first} → {second} {each.unit}{change}{cut}"


def signed(value: Decimal, figure: Callable[[Decimal], str] = number) -> str:
    """A difference with its sign.

    >>> signed(Decimal("1234.5")), signed(Decimal(-3)), signed(Decimal(0))
    ('+1.234,5', '-3', '0')
    """
    return f"+{figure(value)}" if value > 0 else figure(value)


def _percent(first: Decimal | None, difference: Decimal) -> str:
    if not first:
        return ""
    share = 100 * difference / abs(first)
    sign = "+" if share > 0 else ""
    return f" ({sign}{number(share, 1)} %)"


def _verdict(comparison: Comparison, change: RowChange) -> tuple[str, str]:
    table = comparison.tables[VERDICTS].table
    cell = change.cell(VERDICT)
    names = _names(table, change.key, without="scenario")
    return f"{VERDICT} {names}", f"{_shown(cell.first)} → {_shown(cell.second)}" if cell else ""


def _objects(changes: Sequence[ObjectChange], name: Callable[[str], str]) -> list[tuple[str, str]]:
    """A line per fate: how many objects, and the ones with the most hours by name."""
    lines = []
    for fate in Fate:
        found = [each for each in changes if each.fate is fate]
        if found:
            named = ", ".join(f"{name(each.asset)} ({_hours(each)})" for each in found[:MOST_OBJECTS])
            left = len(found) - MOST_OBJECTS
            more = f" en nog {count(left, 'object', 'objecten')}" if left > 0 else ""
            lines.append((fate.value, f"{count(len(found), 'object', 'objecten')}: {named}{more}"))
    return lines


def _hours(change: ObjectChange) -> str:
    if change.fate in (Fate.NEW, Fate.GONE):
        return f"{signed(change.second - change.first)} uur"
    return f"{number(change.first)} → {number(change.second)} uur: {signed(change.second - change.first)}"


def _rest(comparison: Comparison, scenario: str | None) -> list[str]:
    """How many rows differ per table, and in which columns: also what the lines above do not show."""
    parts = []
    for found in comparison.tables.values():
        if found.table.name == ASSUMPTIONS.name:
            continue  # told by themselves
        changed = [row for row in found.changed if _of(found.table, row.first, scenario)]
        gone = sum(_of(found.table, row, scenario) for row in found.only_first)
        new = sum(_of(found.table, row, scenario) for row in found.only_second)
        if changed or gone or new:
            parts.append(f"{found.table.name} {_counts(found.table, changed, gone, new)}")
    return [f"  rijen die verschillen: {'; '.join(parts)}"] if parts else []


def _counts(table: Table, changed: Sequence[RowChange], gone: int, new: int) -> str:
    columns = {cell.column for row in changed for cell in row.cells}
    named = enumeration([each for each in table.header if each in columns], most=MOST_COLUMNS)
    pairs = ((len(changed), f"anders ({named})"), (gone, "alleen eerst"), (new, "alleen daarna"))
    return ", ".join(f"{number(amount)} {words}" for amount, words in pairs if amount)


def _of(table: Table, row: Row, scenario: str | None) -> bool:
    """Whether a row belongs to the scenario; in a table without scenarios every row belongs to ``None``."""
    return (row[table.position("scenario")] if "scenario" in table.keys else None) == scenario


# --- assumptions and provenance --------------------------------------------------------------------------------------


def _assumptions(comparison: Comparison) -> list[str]:
    found = comparison.tables.get(ASSUMPTIONS.name)
    if found is None or not found.differs:
        return []
    changed = [(each.key, _cells(each)) for each in found.changed]
    lines = _alike("", changed, ("gewijzigde waarde", "gewijzigde waarden"))
    lines += _alike("erbij: ", [(row, _value(row)) for row in found.only_second], ("waarde erbij", "waarden erbij"))
    return lines + _alike("weg: ", [(row, _value(row)) for row in found.only_first], ("waarde weg", "waarden weg"))


def _alike(word: str, told: Sequence[tuple[Row, str]], left: tuple[str, str]) -> list[str]:
    """A line per value; where the same happened to many places one line, the largest number of places first."""
    places: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row, text in told:
        places[_shown(row[1]), text].append(_shown(row[0]))
    order = sorted(places.items(), key=lambda each: -len(each[1]))  # stable: equal numbers keep the order of keys
    lines = []
    for (key, text), where in order[:MOST_ASSUMPTIONS]:
        more = f" en nog {count(len(where) - 1, 'plaats', 'plaatsen')}" if len(where) > 1 else ""
        lines.append(f"  {word}{where[0]}{more}, {key}: {text}")
    return lines + _more(sum(len(where) for _, where in order[MOST_ASSUMPTIONS:]), *left)


def _cells(change: RowChange) -> str:
    parts = []
    for cell in change.cells:
        moved = "" if cell.difference is None else f" ({signed(cell.difference)})"
        first, second = (_as_written(cell.column, each) for each in (cell.first, cell.second))
        parts.append(f"{cell.column} {first} → {second}{moved}")
    return "; ".join(parts)


def _value(row: Row) -> str:
    value, unit, status = (row[ASSUMPTIONS.position(column)] for column in ("waarde", "eenheid", "status"))
    told = [_as_written("waarde", value), as_text(unit), f"({as_text(status)})" if status else ""]
    return " ".join(each for each in told if each)


def _as_written(column: str, cell: Cell) -> str:
    """A cell of ``aannames``: its values are texts, shown as a Dutch number where they are one."""
    value = numeral(cell) if column in VALUES else None
    return _shown(cell if value is None else value)


def _shown(cell: Cell) -> str:
    if cell is None or cell == ():
        return "(leeg)"
    is_number = isinstance(cell, Decimal | int) and not isinstance(cell, bool)
    return number(cell) if is_number and isinstance(cell, Decimal | int) else as_text(cell)


def _origin(comparison: Comparison) -> list[str]:
    lines = [(each.name, f"{each.first} → {each.second}") for each in comparison.settings]
    files = (
        ("bestanden anders", comparison.files_changed),
        ("bestanden erbij", comparison.files_added),
        ("bestanden weg", comparison.files_removed),
    )
    lines += [(label, enumeration(names, most=MOST_FILES)) for label, names in files if names]
    return aligned(lines)


# --- what is equal ---------------------------------------------------------------------------------------------------


def _equal(comparison: Comparison) -> list[str]:
    """One line: the scenarios without any difference, and the equal rows of each table."""
    untouched = [each for each in comparison.scenarios if not _rest(comparison, each)]
    parts = []
    if untouched:
        parts.append(f"{_SCENARIO[len(untouched) > 1]} {enumeration(untouched)}")
    parts += [f"{found.table.name} ({_rows(found)})" for found in comparison.tables.values() if found.equal]
    return ["", f"Gelijk: {'; '.join(parts)}."] if parts else []


def _sizes(comparison: Comparison) -> list[str]:
    parts = [f"{found.table.name} ({_rows(found)})" for found in comparison.tables.values()]
    return [f"Vergeleken: {'; '.join(parts)}."] if parts else []


def _rows(found: TableComparison) -> str:
    return count(found.equal, "rij", "rijen")


def _names(table: Table, key: Row, without: str) -> str:
    pairs: Iterable[tuple[str, Cell]] = zip(table.keys, key, strict=True)
    return " ".join(as_text(cell) for column, cell in pairs if column != without and cell)


def _more(left: int, one: str, many: str) -> list[str]:
    return [f"  en nog {count(left, one, many)}"] if left > 0 else []


def aligned(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Labels and texts in two columns."""
    width = max((len(label) for label, _ in pairs), default=0)
    return [f"  {label.ljust(width)}  {text}" for label, text in pairs]
