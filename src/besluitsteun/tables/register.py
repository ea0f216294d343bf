"""``Table`` and ``Column``: what an output table holds, how its cells read, and the page of the handbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from ..nl import plain, yes_no

if TYPE_CHECKING:
    import pandas as pd

LIST_SEPARATOR = ";"
_NOT_SUMMABLE = ("", "uur", "aandeel", "verhouding")

Cell = str | int | Decimal | bool | tuple[str, ...] | None
Row = tuple[Cell, ...]
Rows = tuple[Row, ...]


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "tekst"
    NUMBER = "getal"
    WHOLE = "heel getal"
    YES_NO = "ja of nee"
    LIST = "lijst"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an output table: its name, kind, unit and meaning in Dutch."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One output table; ``row`` says in Dutch what one row is, ``keys`` are the columns that tell rows apart."""

    name: str
    row: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def position(self, name: str) -> int:
        """Place of a column in a row."""
        return self.header.index(name)


SCENARIO = Column("scenario", Kind.TEXT, "id van het scenario")
OBJECT = Column("object", Kind.TEXT, "id van het object")
FUNCTION = Column("functie", Kind.TEXT, "id van de functie van het object")
AREA = Column("gebied", Kind.TEXT, "gebied van het object; leeg = onbekend")
PARTY = Column("partij", Kind.TEXT, "id van de partij die eigenaar is; leeg = onbekend")


def as_text(cell: Cell) -> str:
    """A cell as the tables write it: shortest decimal form, ``ja``/``nee``, lists joined, empty = unknown.

    >>> [as_text(cell) for cell in (Decimal("2.50"), 3, True, ("a", "b"), None, "x")]
    ['2.5', '3', 'ja', 'a;b', '', 'x']
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return yes_no(cell)
    if isinstance(cell, tuple):
        return LIST_SEPARATOR.join(cell)
    return cell if isinstance(cell, str) else plain(cell)


def may_be_summed(unit: str) -> bool:
    """Whether values of one criterion and function in this unit add up over areas and parties.

    Losses and counts do; times, shares and ratios do not.

    >>> [may_be_summed(unit) for unit in ("inwoners × uur", "eur", "inwoners", "uur", "aandeel", "")]
    [True, True, True, False, False, False]
    """
    return unit not in _NOT_SUMMABLE


def as_frame(table: Table, rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as a pandas table: numbers as float64 or Int64, ja/nee as boolean, lists joined by ``;``."""
    import pandas as pd

    dtypes = {Kind.NUMBER: "float64", Kind.WHOLE: "Int64", Kind.YES_NO: "boolean"}
    columns = {}
    for position, column in enumerate(table.columns):
        cells = [_plain_value(row[position]) for row in rows]
        columns[column.name] = pd.Series(cells, dtype=dtypes.get(column.kind, "str"))
    return pd.DataFrame(columns, columns=list(table.header))


def handbook(tables: Sequence[Table]) -> str:
    """The page ``docs/handleiding/tabellen.md``: what every table and column holds."""
    lines = [
        "# De tabellen van een uitkomst",
        "",
        "Deze bladzijde komt uit het register in `src/besluitsteun/tables`; een toets houdt beide gelijk.",
        "Rijen staan in de volgorde van de scenario's van de studie, daarna op id. Een lege cel betekent onbekend.",
        "Getallen staan in hun kortste vorm met een punt, lijsten met `;` ertussen.",
        "Met `--excel-nl` staat er `;` tussen de kolommen en een komma in de getallen; tekst die Excel voor een",
        "formule zou aanzien, krijgt dan een `'` ervoor.",
    ]
    for table in tables:
        known_by = f"Rijen verschillen in: {', '.join(f'`{key}`' for key in table.keys)}."
        lines += ["", f"## tabellen/{table.name}.csv", "", f"Eén rij is {table.row}. {known_by}", ""]
        lines += ["| kolom | soort | eenheid | betekenis |", "|---|---|---|---|"]
        lines += [f"| `{each.name}` | {each.kind} | {each.unit} | {each.meaning} |" for each in table.columns]
    return "\n".join(lines) + "\n"


def _plain_value(cell: Cell) -> str | float | bool | None:
    if isinstance(cell, Decimal):
        return float(cell)
    return as_text(cell) if isinstance(cell, tuple) else cell
