"""Comparing two results: by hand, and laws that hold for any two."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.output.comparison import CellChange, Fate, Quantity, compare
from besluitsteun.output.stored import StoredResult, StoredTable, read_result
from besluitsteun.tables import ASSUMPTIONS, CONSEQUENCES, OUTAGES, Row

from .small_stored import VERDICTS, assumption, loss, outage, result_folder, rows, stored


def test_objects_that_went_out_came_back_and_last_longer_or_shorter() -> None:
    first = stored(rows(OUTAGES, outage("a", "5"), outage("b", "8"), outage("c", "3"), outage("same", "2")))
    second = stored(rows(OUTAGES, outage("same", "2"), outage("b", "1.5"), outage("c", "4"), outage("d", "20")))
    found = compare(first, second)
    assert [(each.asset, each.fate, each.second - each.first) for each in found.objects] == [
        ("d", Fate.NEW, Decimal(20)),
        ("b", Fate.SHORTER, Decimal("-6.5")),
        ("a", Fate.GONE, Decimal(-5)),
        ("c", Fate.LONGER, Decimal(1)),
    ]
    assert found.tables["uitval"].equal == 1


def test_a_row_that_changed_names_each_column_with_its_difference() -> None:
    found = compare(stored(rows(OUTAGES, outage("a", "5"))), stored(rows(OUTAGES, outage("a", "5", first="3.5"))))
    (change,) = found.tables["uitval"].changed
    assert change.key == ("vloed", "a")
    assert change.cells == (CellChange("eerste_uitval_uur", Decimal(1), Decimal("3.5"), Decimal("2.5")),)
    assert found.objects == ()
    assert not found.equal


def test_totals_add_areas_but_never_functions_criteria_or_units() -> None:
    first = (
        loss("10", area="stad"),
        loss("20", area="polder"),
        loss("7", function="telecom", unit="abonnees × uur"),
        loss("100", criterion="directe_schade_eur", unit="eur"),
    )
    second = (
        loss("10", area="stad"),
        loss("26", area="polder", cut=True),
        loss("7.5", function="telecom", unit="abonnees × uur"),
        loss("40", criterion="directe_schade_eur", unit="eur"),
    )
    found = compare(stored(rows(CONSEQUENCES, *first)), stored(rows(CONSEQUENCES, *second)))
    assert found.quantities == (
        Quantity("vloed", ("directe_schade_eur", "stroom"), "eur", Decimal(100), Decimal(40), False),
        Quantity("vloed", ("gebruikersuren", "stroom"), "aansluitingen × uur", Decimal(30), Decimal(36), True),
        Quantity("vloed", ("gebruikersuren", "telecom"), "abonnees × uur", Decimal(7), Decimal("7.5"), False),
    )
    assert [each.difference for each in found.quantities] == [Decimal(-60), Decimal(6), Decimal("0.5")]


def test_what_does_not_add_up_stays_a_row_of_its_own() -> None:
    """Hours to recover are no sum; that the unit is a key of the table does not repeat it among the names."""
    first = [loss("10", criterion="hersteltijd_t50_uur", unit="uur", area=area) for area in ("stad", "polder")]
    second = [loss(value, criterion="hersteltijd_t50_uur", unit="uur", area=area) for value, area in
              (("12", "stad"), ("10", "polder"))]  # fmt: skip
    found = compare(stored(rows(CONSEQUENCES, *first)), stored(rows(CONSEQUENCES, *second)))
    (only,) = found.quantities
    assert (only.names, only.first, only.second) == (("hersteltijd_t50_uur", "stroom", "stad", "", ""), 10, 12)


def test_people_are_counted_once_per_area_so_areas_add_up() -> None:
    first = [loss("10", criterion="getroffenen", unit="inwoners", function="", area=area) for area in ("a", "b")]
    second = [loss("12", criterion="getroffenen", unit="inwoners", function="", area=area) for area in ("a", "b")]
    found = compare(stored(rows(CONSEQUENCES, *first)), stored(rows(CONSEQUENCES, *second)))
    (only,) = found.quantities
    assert (only.names, only.unit, only.first, only.second) == (("getroffenen", ""), "inwoners", 20, 24)


def test_a_loss_that_only_one_has_is_not_zero_in_the_other() -> None:
    found = compare(stored(rows(CONSEQUENCES, loss("10"))), stored(rows(CONSEQUENCES)))
    (only,) = found.quantities
    assert (only.first, only.second, only.difference) == (Decimal(10), None, None)


def test_another_unit_is_another_quantity() -> None:
    changed = loss("10", unit="inwoners × uur")
    found = compare(stored(rows(CONSEQUENCES, loss("10"))), stored(rows(CONSEQUENCES, changed)))
    assert [(each.unit, each.first, each.second) for each in found.quantities] == [
        ("aansluitingen × uur", 10, None),
        ("inwoners × uur", None, 10),
    ]


def test_assumptions_that_changed_came_and_went() -> None:
    first = rows(
        ASSUMPTIONS,
        assumption("a (o.csv:rij 2/buffer_uur)", "buffer_uur", "4", max="6"),
        assumption("b (o.csv:rij 3/buffer_uur)", "buffer_uur", "nacht"),
    )
    second = rows(
        ASSUMPTIONS,
        assumption("a (o.csv:rij 2/buffer_uur)", "buffer_uur", "8.5", max="6", status="bron"),
        assumption("c (o.csv:rij 3/buffer_uur)", "buffer_uur", "1"),
    )
    found = compare(stored(first), stored(second)).tables["aannames"]
    (change,) = found.changed
    assert change.cells == (
        CellChange("waarde", "4", "8.5", Decimal("4.5")),
        CellChange("status", "aanname", "bron", None),
    )
    assert [row[0] for row in found.only_first] == ["b (o.csv:rij 3/buffer_uur)"]
    assert [row[0] for row in found.only_second] == ["c (o.csv:rij 3/buffer_uur)"]


def test_a_row_that_only_moved_down_its_file_is_no_difference() -> None:
    first = rows(
        ASSUMPTIONS,
        assumption("a (o.csv:rij 2/buffer_uur)", "buffer_uur", "4"),
        assumption("m (studie.yaml:29:5)", "minimaal", "1", bron="regel dichtstbijzijnde (studie.yaml regel 29)"),
    )
    second = rows(
        ASSUMPTIONS,
        assumption("a (o.csv:rij 7/buffer_uur)", "buffer_uur", "4"),
        assumption("m (studie.yaml:31:5)", "minimaal", "1", bron="regel dichtstbijzijnde (studie.yaml regel 31)"),
    )
    assert compare(stored(first), stored(second)).equal
    timed = [assumption("a", "x", "1", bron=f"overleg van 14:{minute}") for minute in ("10", "20")]
    assert not compare(*(stored(rows(ASSUMPTIONS, each)) for each in timed)).equal


def test_verdicts_that_changed() -> None:
    before, after = (
        stored(rows(VERDICTS, ("g1", "laag", "net", "vloed", value, verdict), ("g2", None, None, "vloed", None, "x")))
        for value, verdict in ((Decimal(5), "acceptabel"), (Decimal(9), "onacceptabel"))
    )
    (change,) = compare(before, after).verdicts
    assert change.key == ("g1", "laag", "net", "vloed")
    assert change.cell("oordeel") == CellChange("oordeel", "acceptabel", "onacceptabel", None)


def test_how_they_were_made() -> None:
    files = {"studie.yaml": "cd" * 32, "objecten.csv": "00" * 32, "nieuw.csv": "11" * 32}
    found = compare(stored({}), stored({}, files=files, seed=8, draws=100, study_hash="00" * 32))
    assert (found.files_changed, found.files_added, found.files_removed) == (("objecten.csv",), ("nieuw.csv",), ())
    assert [(each.name, each.first, each.second) for each in found.settings] == [
        ("kenmerk van de studie", "abababababab", "000000000000"),
        ("zaad", "7", "8"),
        ("trekkingen", "0", "100"),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"audience": "openbaar"}, "voor een ander publiek gemaakt (partijen en openbaar)"),
        ({"study": "Groot"}, "verschillende studies: Klein en Groot"),
        ({"draws": 100}, "de bandbreedte is met andere trekkingen of een ander zaad gerekend"),
        ({"version": "0.2.0"}, "andere versie gemaakt (0.1.0 en 0.2.0)"),
    ],
)
def test_what_misleads_is_warned_about(change: dict[str, str], words: str) -> None:
    (warning,) = compare(stored({}), stored({}, **change)).warnings
    assert words in warning


def test_a_scenario_of_one_result_is_told_and_not_mistaken_for_objects_that_recovered() -> None:
    first = rows(OUTAGES, outage("a", "5"), outage("a", "6", scenario="storm"))
    found = compare(
        stored(first, scenarios=("vloed", "storm")), stored(rows(OUTAGES, outage("a", "5")), scenarios=("vloed",))
    )
    assert found.objects == ()
    assert found.notes == ("alleen in de eerste gerekend: storm",)
    assert [row[0] for row in found.tables["uitval"].only_first] == ["storm"]


def test_a_table_or_column_that_one_lacks_is_told_in_a_line() -> None:
    old, new = stored(rows(OUTAGES, outage("a", "5"))), stored({**rows(OUTAGES, outage("a", "5")), VERDICTS: ()})
    assert compare(old, new).notes == ("tabel oordeel is niet vergeleken: de eerste heeft haar niet",)
    short = tuple(name for name in OUTAGES.header if name != "keten_orde")
    without = replace(old, tables={"uitval": StoredTable(OUTAGES, short, ((*outage("a", "5")[:10], None, ("hs",)),))})
    found = compare(new, without)
    assert "uitval/keten_orde is niet vergeleken: de tweede heeft die kolom niet" in found.notes
    assert found.tables["uitval"].equal == 1
    keyless = replace(old, tables={"uitval": StoredTable(OUTAGES, OUTAGES.header[:1], ())})
    assert "uitval" not in compare(old, keyless).tables
    assert compare(old, keyless).objects == ()


# --- laws ------------------------------------------------------------------------------------------------------------

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=3).map(str)
NAMES, SCENARIOS = st.sampled_from(["a", "b", "c"]), st.sampled_from(["vloed", "droog", "onbekend"])
LOSSES = st.builds(
    lambda value, criterion, area, scenario, unit: loss(
        value, criterion=criterion, area=area, scenario=scenario, unit=unit
    ),
    NUMBERS, NAMES, NAMES, SCENARIOS, st.sampled_from(["eur", "uur", "x × uur"]),
)  # fmt: skip
OUTAGE_ROWS = st.builds(outage, NAMES, NUMBERS, SCENARIOS)
ASSUMED = st.builds(
    lambda row, key, value: assumption(f"o.csv:rij {row}", key, value), st.integers(2, 4), NAMES, NUMBERS
)


def unique(table_rows: st.SearchStrategy[Row], width: int) -> st.SearchStrategy[list[Row]]:
    """At most one row per key, as a result has."""
    return st.lists(table_rows, max_size=8, unique_by=lambda row: row[:width])


@st.composite
def results(draw: st.DrawFn) -> StoredResult:
    return stored(
        {
            OUTAGES: draw(unique(OUTAGE_ROWS, 2)),
            CONSEQUENCES: draw(unique(LOSSES, 6)),
            ASSUMPTIONS: draw(st.lists(ASSUMED, max_size=6)),  # also rows that only their row number tells apart
        },
        seed=draw(st.integers(1, 2)),
    )


def shuffled(result: StoredResult, seed: int) -> StoredResult:
    order = random.Random(seed)
    tables = {
        name: replace(each, rows=tuple(order.sample(each.rows, len(each.rows)))) for name, each in result.tables.items()
    }
    return replace(result, tables=tables)


@settings(deadline=None)
@given(results(), st.integers())
def test_a_result_equals_itself_in_any_order_of_rows(result: StoredResult, seed: int) -> None:
    found = compare(result, shuffled(result, seed))
    assert found.equal
    assert (found.quantities, found.objects, found.settings) == ((), (), ())


@settings(deadline=None)
@given(results(), results(), st.integers())
def test_the_order_of_rows_changes_nothing(first: StoredResult, second: StoredResult, seed: int) -> None:
    one, other = compare(first, second), compare(shuffled(first, seed), shuffled(second, seed + 1))
    assert (one.tables, one.quantities, one.objects) == (other.tables, other.quantities, other.objects)


@settings(deadline=None)
@given(results(), results())
def test_the_other_way_round_is_the_same_with_signs_swapped(first: StoredResult, second: StoredResult) -> None:
    there, back = compare(first, second), compare(second, first)
    for name, found in there.tables.items():
        mirrored = back.tables[name]
        assert (found.only_first, found.only_second) == (mirrored.only_second, mirrored.only_first)
        assert found.equal == mirrored.equal
        swapped = [
            [
                CellChange(c.column, c.second, c.first, None if c.difference is None else -c.difference)
                for c in row.cells
            ]
            for row in found.changed
        ]
        assert swapped == [list(row.cells) for row in mirrored.changed]
    turned = [replace(each, first=each.second, second=each.first) for each in there.quantities]
    assert turned == list(back.quantities)
    fates = {Fate.NEW: Fate.GONE, Fate.GONE: Fate.NEW, Fate.LONGER: Fate.SHORTER, Fate.SHORTER: Fate.LONGER}
    assert [
        replace(each, first=each.second, second=each.first, fate=fates[each.fate]) for each in there.objects
    ] == list(back.objects)


@settings(deadline=None)
@given(results(), results())
def test_every_row_is_equal_changed_or_alone(first: StoredResult, second: StoredResult) -> None:
    for name, found in compare(first, second).tables.items():
        assert found.equal + len(found.changed) + len(found.only_first) == len(first.tables[name].rows)
        assert found.equal + len(found.changed) + len(found.only_second) == len(second.tables[name].rows)
        assert all(row.cells for row in found.changed)


@settings(deadline=None)
@given(results(), results())
def test_totals_differ_by_the_sum_of_their_rows(first: StoredResult, second: StoredResult) -> None:
    """Against a plain sum over the rows, per criterion, for the units that add up."""

    def total(result: StoredResult, names: tuple[str, ...], scenario: str, unit: str) -> Decimal:
        found = result.tables["gevolgen"].rows
        mine = [row for row in found if (row[0], row[1], row[2], row[9]) == (scenario, *names, unit)]
        return sum((Decimal(str(row[6])) for row in mine), Decimal(0))

    for each in compare(first, second).quantities:
        if each.unit != "uur":
            assert (each.first or 0) == total(first, each.names, each.scenario, each.unit)
            assert (each.second or 0) == total(second, each.names, each.scenario, each.unit)


def test_the_form_for_excel_is_no_difference(tmp_path: Path) -> None:
    plain, excel = result_folder(tmp_path / "a"), result_folder(tmp_path / "b", excel_nl=True)
    assert compare(read_result(plain), read_result(excel)).equal
