"""A ``Table`` and its rows in, one CSV file out."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from ..tables import Cell, Row, Table, as_text

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, table: Table, rows: Sequence[Row], excel_nl: bool = False) -> None:
    r"""Write one table: UTF-8, one header row, ``\n``; ``,`` and a point, or for Dutch Excel ``;``, comma and BOM."""
    encoding, delimiter = ("utf-8-sig", ";") if excel_nl else ("utf-8", ",")
    cell_text = excel_text if excel_nl else as_text
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
        writer.writerow(table.header)
        writer.writerows([cell_text(cell) for cell in row] for row in rows)


def excel_text(cell: Cell) -> str:
    """A cell for Dutch Excel: decimal comma; text that Excel would take for a formula gets ``'`` in front.

    >>> excel_text(Decimal("-1.5")), excel_text("-1.5"), excel_text("=A1"), excel_text("gewoon")
    ('-1,5', "'-1.5", "'=A1", 'gewoon')
    """
    text = as_text(cell)
    if isinstance(cell, Decimal):
        return text.replace(".", ",")
    is_text = isinstance(cell, str | tuple)
    return f"'{text}" if is_text and text.startswith(FORMULA_STARTS) else text
