"""Result folders and stored results made by hand, for the tests of reading back and comparing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from besluitsteun.output.csvfiles import write_csv
from besluitsteun.output.provenance import write_provenance
from besluitsteun.output.stored import Origin, StoredResult, StoredTable
from besluitsteun.publication import publish
from besluitsteun.tables import ASSUMPTIONS, CONSEQUENCES, OUTAGES, TABLES, Column, Kind, Row, Rows, Table

from ..small_result import small_result

VERDICTS = Table(
    "oordeel",
    "een oordeel per grens, niveau, partij en scenario",
    (
        Column("grens", Kind.TEXT, "id van de grens"),
        Column("niveau", Kind.TEXT, "niveau"),
        Column("partij", Kind.TEXT, "id van de partij"),
        Column("scenario", Kind.TEXT, "id van het scenario"),
        Column("waarde", Kind.NUMBER, "het gevolg"),
        Column("oordeel", Kind.TEXT, "het oordeel"),
    ),
    keys=("grens", "niveau", "partij", "scenario"),
)
ORIGIN: Mapping[str, Any] = {
    "study": "Klein",
    "study_hash": "ab" * 32,
    "files": {"studie.yaml": "cd" * 32, "objecten.csv": "ef" * 32},
    "scenarios": ("vloed", "droog"),
    "version": "0.1.0",
    "seed": 7,
    "draws": 0,
    "audience": "partijen",
}


def result_folder(folder: Path, excel_nl: bool = False, audience: str = "partijen", **changes: Any) -> Path:
    """The small result as `reken` writes it, without its map."""
    publication = publish(small_result(audience, **changes))
    (folder / "tabellen").mkdir(parents=True)
    for table in TABLES:
        write_csv(folder / "tabellen" / f"{table.name}.csv", table, publication.rows[table.name], excel_nl)
    files = [f"tabellen/{table.name}.csv" for table in TABLES]
    write_provenance(folder, publication, "besluitsteun reken klein", files)
    return folder


def stored(rows: Mapping[Table, Sequence[Row]], **origin: Any) -> StoredResult:
    """A result with these rows in these tables."""
    tables = {table.name: StoredTable(table, table.header, tuple(each)) for table, each in rows.items()}
    return StoredResult("map", Origin(**{**ORIGIN, **origin}), tables)


def outage(asset: str, hours: str, scenario: str = "vloed", first: str = "1") -> Row:
    """A row of ``uitval``."""
    numbers = (Decimal(first), Decimal(hours), Decimal(0))
    return (scenario, asset, "stroom", "stad", None, *numbers, False, "keten", 1, ("hs",))


def loss(value: str, *, criterion: str = "gebruikersuren", function: str = "stroom", **rest: Any) -> Row:
    """A row of ``gevolgen``; rest: scenario, area, unit, cut."""
    scenario, unit = rest.get("scenario", "vloed"), rest.get("unit", "aansluitingen × uur")
    place = (scenario, criterion, function, rest.get("area", "stad"), None, None)
    return (*place, Decimal(value), None, None, unit, rest.get("cut", False))


def assumption(place: str, key: str, value: str, **rest: str) -> Row:
    """A row of ``aannames``; rest: min, max, bron, status."""
    told = [rest.get(each) for each in ("min", "max")]
    return (place, key, value, *told, "uur", rest.get("bron"), None, None, rest.get("status", "aanname"))


def rows(table: Table, *each: Row) -> dict[Table, Rows]:
    """One table with rows."""
    assert table in (OUTAGES, CONSEQUENCES, ASSUMPTIONS, VERDICTS)
    return {table: each}
