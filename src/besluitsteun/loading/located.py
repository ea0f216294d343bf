"""Values that know their place, as text and not yet validated: a YAML tree (``Located``) or a ``Table`` of ``Row``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from ..problems import Place

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value of a YAML file: ``text`` as written; ``number`` beside it when it was written as a plain number.

    ``null`` for an empty value, ``null`` or ``~``; ``quoted`` for text between quotes or in a text block, which is
    never a number, a boolean or null.
    """

    text: str
    place: Place
    number: Decimal | None = None
    null: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    items: tuple[Located, ...]
    place: Place

    def __iter__(self) -> Iterator[Located]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a YAML mapping with its value; ``key_place`` is where the key stands."""

    key: str
    key_place: Place
    value: Located


@dataclass(frozen=True, slots=True)
class Mapped:
    """A YAML mapping, in the order of the file; every key occurs once."""

    entries: tuple[Entry, ...]
    place: Place

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def entry(self, key: str) -> Entry | None:
        """The entry with this key, or nothing."""
        return next((entry for entry in self.entries if entry.key == key), None)

    def get(self, key: str) -> Located | None:
        """The value of this key, or nothing."""
        entry = self.entry(key)
        return None if entry is None else entry.value

    def keys(self) -> tuple[str, ...]:
        """The keys in the order of the file."""
        return tuple(entry.key for entry in self.entries)

    def without(self, *keys: str) -> Mapped:
        """The same mapping without these keys."""
        return replace(self, entries=tuple(entry for entry in self.entries if entry.key not in keys))


Located = Scalar | Sequence | Mapped


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: column → text as written, stripped; an empty cell is absent.

    A cell may also be a YAML ``Scalar`` (a default that a mapping fills in): it then keeps its own place and is read
    by the rules of YAML. ``names`` translates our column to the one in the register, for problems only.
    """

    cells: Mapping[str, str | Scalar]
    place: Place
    names: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    def at(self, column: str) -> Place:
        """Where the cell of this column stands (also when it is empty)."""
        cell = self.cells.get(column)
        if isinstance(cell, Scalar):
            return cell.place
        return Place(self.place.file, row=self.place.row, column=self.names.get(column, column))

    def text(self, column: str) -> str | None:
        """The cell as text, or nothing when it is empty."""
        cell = self.cells.get(column)
        if isinstance(cell, Scalar):
            return None if cell.null else cell.text
        return cell


@dataclass(frozen=True, slots=True)
class Table:
    """A table as written. ``separator`` carries the rule for decimal marks of all its text cells:
    "," means a point only (also for workbooks and layers), ";" a comma or a point, but not both in one table.
    ``crs`` ("EPSG:n") only for a layer of a geopackage that states it.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    crs: str | None = None
    separator: str = ","
    place: Place = field(default_factory=lambda: Place(""))
