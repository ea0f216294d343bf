"""``Comparison`` in, one CSV file with every difference out."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from ..nl import yes_no
from ..problems import InputError, Place, Problem
from ..tables import Cell, Column, Kind, Row, Rows, Table, as_text
from .comparison import Comparison, RowChange, TableComparison
from .csvfiles import write_csv

DIFFERENCES = Table(
    "verschillen",
    "een cel, een rij, een bestand of een instelling waarin twee uitkomsten verschillen",
    (
        Column("tabel", Kind.TEXT, "tabel van de uitkomst, of herkomst"),
        Column("sleutel", Kind.TEXT, "welke rij"),
        Column("kolom", Kind.TEXT, "welke kolom; (rij) = de rij staat maar in een van beide"),
        Column("eerst", Kind.TEXT, "in de eerste uitkomst; bij (rij): of de rij er staat"),
        Column("daarna", Kind.TEXT, "in de tweede uitkomst"),
        Column("verschil", Kind.NUMBER, "daarna min eerst; leeg = geen getal in beide"),
    ),
    keys=("tabel", "sleutel", "kolom"),
)
ROW, ORIGIN = "(rij)", "herkomst"
_KEY_SEPARATOR = " · "


def write_differences(target: Path, comparison: Comparison, excel_nl: bool = False) -> None:
    """Write all differences to ``target`` in one go: the whole file, or nothing.

    Raises ``InputError`` if something stands there that is not such a file (see ``check_target``).
    """
    check_target(target)
    temporary = target.resolve().parent / f".{target.name}.tmp-{secrets.token_hex(4)}"
    try:
        write_csv(temporary, DIFFERENCES, difference_rows(comparison), excel_nl)
        temporary.replace(target.resolve())
    finally:
        temporary.unlink(missing_ok=True)


def check_target(target: Path) -> None:
    """Raise ``InputError`` unless ``target`` is free or an older file of ours, known by its header."""
    if not target.exists() and not target.is_symlink():
        return
    headers = {separator.join(DIFFERENCES.header).encode() for separator in ",;"}
    if target.is_file() and not target.is_symlink():
        with target.open("rb") as file:
            if file.readline(200).removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n") in headers:
                return
    found, expected = "bestaat al en is geen lijst van verschillen", "een nieuw bestand, of een oudere lijst"
    raise InputError([Problem(Place(str(target)), found, expected, "kies met --uit een andere naam")])


def difference_rows(comparison: Comparison) -> Rows:
    """Rows of ``DIFFERENCES``: how the results were made, then table by table."""
    rows = [*_origin_rows(comparison)]
    for table in comparison.tables.values():
        rows += _table_rows(table)
    return tuple(rows)


def _origin_rows(comparison: Comparison) -> Iterator[Row]:
    for setting in comparison.settings:
        yield (ORIGIN, setting.name, "waarde", setting.first, setting.second, None)
    one, other = comparison.first.origin.files, comparison.second.origin.files
    for name in (*comparison.files_changed, *comparison.files_added, *comparison.files_removed):
        yield (ORIGIN, name, "sha256", one.get(name), other.get(name), None)


def _table_rows(found: TableComparison) -> Iterator[Row]:
    for change in found.changed:
        yield from _changed(found.table, change)
    for row in found.only_first:
        yield from _single(found.table, row, True)
    for row in found.only_second:
        yield from _single(found.table, row, False)


def _changed(table: Table, change: RowChange) -> Iterator[Row]:
    for cell in change.cells:
        yield (table.name, _key(table, change.first), cell.column, _one(cell.first), _one(cell.second), cell.difference)


def _single(table: Table, row: Row, is_first: bool) -> Iterator[Row]:
    """That the row is there in one of the two, and what it holds."""
    key = _key(table, row)
    yield (table.name, key, ROW, yes_no(is_first), yes_no(not is_first), None)
    for column, cell in zip(table.header, row, strict=True):
        if column not in table.keys and cell not in (None, ()):
            value = _one(cell)
            yield (table.name, key, column, *((value, None) if is_first else (None, value)), None)


def _key(table: Table, row: Row) -> str:
    return _KEY_SEPARATOR.join(as_text(row[table.position(each)]) for each in table.keys or table.header)


def _one(cell: Cell) -> Cell:
    return cell or None if isinstance(cell, tuple) else cell
