"""A reader of small tables, as the layer above lends it to the hazard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from besluitsteun.hazard.depth_tables import Table, TableAccess
from besluitsteun.problems import Place, Problem


@dataclass(frozen=True)
class TextRow:
    cells: Mapping[str, str]
    file: str
    number: int

    def text(self, column: str) -> str | None:
        return self.cells.get(column) or None

    def at(self, column: str) -> Place:
        return Place(self.file, row=self.number, column=column)


@dataclass(frozen=True)
class TextTable:
    columns: tuple[str, ...]
    rows: tuple[TextRow, ...]
    separator: str = ","


def number(text: str, _separator: str) -> Decimal | str:
    try:
        return Decimal(text)
    except InvalidOperation:
        return "dit is geen getal"


def tables_in(folder: Path) -> TableAccess:
    """Reads comma-separated files in one folder."""

    def read(name: str) -> tuple[Table | None, list[Problem]]:
        path = folder / name
        if not path.is_file():
            return None, [Problem(Place(name), "dit bestand bestaat niet", "een tabel", "lever het bestand")]
        header, *lines = [line.split(",") for line in path.read_text().splitlines()]
        rows = (TextRow(dict(zip(header, line, strict=True)), name, number) for number, line in enumerate(lines, 2))
        return TextTable(tuple(header), tuple(rows)), []

    return TableAccess(read, number)
