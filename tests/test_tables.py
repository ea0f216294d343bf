"""The register of tables: hand-made results as rows, the order of rows, the handbook page."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from besluitsteun.tables import TABLES, Kind, as_frame, decision, handbook, weighing

from .small_result import small_result

HANDBOOK = Path(__file__).parents[1] / "docs" / "handleiding" / "tabellen.md"

DESIGN = {
    "uitval": "scenario, object, functie, gebied, partij, eerste_uitval_uur, uitval_uur, eigen_uitval_uur, nog_uit, "
    "oorzaak, keten_orde, direct_door",
    "blootstelling": "scenario, object, functie, gebied, diepte_max_m, nat_uur, faaldiepte_m, marge_m",
    "gevolgen": "scenario, criterium, functie, gebied, partij, drager, waarde, p10, p90, eenheid, afgekapt",
    "oordeel": "grens, niveau, partij, scenario, waarde, p10, p90, acceptabel_tot, onacceptabel_vanaf, oordeel",
    "knelpunten": "scenario, object, functie, gebied, partij, vermeden_gebruikersuren, vermeden_schade_eur, "
    "getroffenen, rang",
    "blokkades": "scenario, kring, object, sinds_uur, losgemaakt_door",
    "aannames": "plaats, sleutel, waarde, min, max, eenheid, bron, wie, datum, status",
}
"""Page 09, "Output folder of reken"."""
EXTRA_COLUMNS = {"knelpunten": "inwoneruren, eenheid", "blokkades": "wacht_op, behoeften"}
"""At the end of a table of the design."""
EXTRA_TABLES = {
    "blootstelling_klassen": "scenario, indeling, gebied, functie, partij, soort, diepte_boven_m, objecten, "
    "gebruikers, nat_uur_kortst, nat_uur_langst",
    "kwetsbaarheid": "scenario, indeling, gebied, functie, partij, objecten_nat, gevoelig, falend, gebruikers_falend, "
    "marge_min_m, drempel_aanname",
    "gevolgen_gebied": "scenario, indeling, gebied, criterium, functie, sector, waarde, p10, p90, eenheid, afgekapt",
    "risicos": "risico, scenario, partij, oordeel, waarom, datum, oordeel_uit_grenzen, verschilt",
    "niveaus": "niveau, scenario, gehaald, niet_gehaald, onbeslist, gesteund_door",
    "risicomatrix": "scenario, criterium, functie, kansklasse, gevolgklasse, klassewaarde, waarde, eenheid",
    "herstel": "scenario, functie, uur, gebruikers_zonder, eenheid",
    "keten": "scenario, functie, van_uur, tot_uur, oorzaak, objecten, nog_uit",
    "stresstest": "scenario, laag, soort, indeling, gebied, klasse, van_m, tot_m, aantal, lengte_km",
    "stresstest_diepte": "scenario, laag, diepte_boven_m, aantal, lengte_km",
    "schakels": "scenario, van_functie, van_uur, naar_functie, naar_uur, schakels",
}

OF_DECISION = (*decision.TABLES, *weighing.TABLES)


def test_columns_are_those_of_the_design_and_what_is_extra_comes_after_them() -> None:
    of_design = {name: ", ".join(filter(None, (each, EXTRA_COLUMNS.get(name)))) for name, each in DESIGN.items()}
    found = {table.name: ", ".join(table.header) for table in TABLES if table not in OF_DECISION}
    assert found == of_design | EXTRA_TABLES


def test_the_tables_of_the_decision_have_the_columns_of_the_design() -> None:
    """Page 09; what differs is in record 030: a function beside a criterion, and rows instead of a column each."""
    design = {
        "effecten": "maatregel, mlv_laag, scenario, criterium, zonder, met, effect, eenheid",
        "rangorde": "mlv_laag, maatregel, partij, scenario, context, methode, waarde, rang, aandeel_beste, "
        "aandeel_top3",
        "keuzerichtingen": "richting, naam, herkomst, maatregelen, kosten_eur, doel, eenheid, doel_gesimuleerd, "
        "ondergrens, marge, marge_van_vermeden, grond_van_grens, status",
        "tekorten": "richting, grens, scenario, tekort, partij",
        "rollen": "richting, maatregel, rol, partij, grond, rechtsgrond, waarom",
        "kosten": "richting, regel, partij, bedrag_eur, aandeel, alleen_eur, in_kern",
    }
    tables = {table.name: table.header for table in decision.TABLES}
    for name, columns in design.items():
        wanted = columns.split(", ")
        assert [each for each in tables[name] if each in wanted] == wanted, name


@pytest.mark.parametrize("table", [each for each in TABLES if each not in OF_DECISION], ids=lambda table: table.name)
def test_every_row_has_every_column_in_its_kind(table) -> None:  # type: ignore[no-untyped-def]
    kinds = {
        Kind.TEXT: str,
        Kind.NUMBER: Decimal,
        Kind.WHOLE: int,
        Kind.YES_NO: bool,
        Kind.LIST: tuple,
    }
    rows = small_result().rows[table.name]
    assert rows
    for row in rows:
        assert len(row) == len(table.columns)
        for cell, column in zip(row, table.columns, strict=True):
            assert cell is None or isinstance(cell, kinds[column.kind]), column.name


def test_outages_by_hand() -> None:
    """Half-hour steps: secret is down from step 6 (3 h) for 90 steps (45 h), through hs."""
    rows = {row[1]: row for row in small_result().rows["uitval"]}
    hours = (Decimal(3), Decimal(45), Decimal(0))
    assert rows["geheim_station"] == (
        "vloed", "geheim_station", "stroom", "stad", "net", *hours, True, "keten", 1, ("hs",),
    )  # fmt: skip
    assert rows["wijk"][8:] == (False, "keten", 2, ("geheim_station", "mast"))


def test_rows_go_by_scenario_then_id() -> None:
    assert [row[:2] for row in small_result().rows["uitval"]] == [
        ("vloed", "geheim_station"),
        ("vloed", "hs"),
        ("vloed", "mast"),
        ("vloed", "wijk"),
    ]


def test_exposure_by_hand() -> None:
    """0.8 - 0.912 = -0.112 m; wijk has no failure depth, so no margin."""
    rows = small_result().rows["blootstelling"]
    assert rows == (
        ("vloed", "hs", "stroom", "stad", Decimal("0.912"), Decimal(6), Decimal("0.8"), Decimal("-0.112")),
        ("vloed", "wijk", "stroom", "stad", Decimal("0.05"), Decimal("0.5"), None, None),
    )


def test_what_hangs_on_a_ring_comes_after_its_members() -> None:
    rows = small_result().rows["blokkades"]
    assert [row[1:3] for row in rows] == [(1, "geheim_station"), (1, "mast"), (None, "wijk")]
    assert rows[2][3:] == (Decimal(3), ("hs", "geheim_station"), ("geheim_station",), ("stroom",))


def test_tables_as_pandas() -> None:
    frames = small_result().tables
    outages = frames["uitval"]
    assert list(outages.columns) == DESIGN["uitval"].split(", ")
    assert outages["uitval_uur"].sum() == 45 + 47 + 44 + 5
    assert outages.loc[outages["object"] == "wijk", "direct_door"].item() == "geheim_station;mast"
    assert outages["nog_uit"].tolist() == [True, True, True, False]
    assert frames["blootstelling"]["marge_m"].isna().tolist() == [False, True]


def test_an_empty_table_keeps_its_types() -> None:
    frame = as_frame(TABLES[0], ())
    assert len(frame) == 0
    assert str(frame["uitval_uur"].dtype) == "float64"
    assert str(frame["keten_orde"].dtype) == "Int64"


def test_rows_of_every_table_are_told_apart_by_its_keys() -> None:
    for table in TABLES:
        assert table.keys, table.name
        places = [table.position(key) for key in table.keys]
        rows = small_result().rows[table.name]
        assert len({tuple(row[place] for place in places) for row in rows}) == len(rows), table.name


def test_the_handbook_page_is_that_of_the_register() -> None:
    assert HANDBOOK.read_text(encoding="utf-8") == handbook()
