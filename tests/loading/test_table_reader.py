"""Table files → rows as text with the row numbers of a spreadsheet; a Dutch problem for whatever cannot be read."""

import datetime as dt
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.loading import table_reader
from besluitsteun.loading.located import Table
from besluitsteun.loading.numerals import parse_number
from besluitsteun.loading.table_reader import cell_text, read_table


def cells(table: Table | None) -> list[dict[str, Any]]:
    """The rows of a table that could be read."""
    assert table is not None
    return [dict(row.cells) for row in table.rows]


@pytest.fixture
def csv(tmp_path: Path) -> Callable[..., tuple[Table | None, list[str]]]:
    """Reads bytes or text as ``t.csv``."""

    def read(data: bytes | str) -> tuple[Table | None, list[str]]:
        path = tmp_path / "t.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        table, problems = read_table(path, "t.csv")
        assert (table is None) == bool(problems)
        return table, [str(problem) for problem in problems]

    return read


Csv = Callable[..., tuple[Table | None, list[str]]]


@pytest.mark.parametrize(("text", "separator"), [("id,naam\n0012,é\n", ","), ("\ufeffid;naam\r\n0012;é\r\n", ";")])
def test_separator_and_byte_order_mark_are_found(csv: Csv, text: str, separator: str) -> None:
    table, _ = csv(text)
    assert table is not None
    assert (table.name, table.columns, table.separator, table.crs) == ("t", ("id", "naam"), separator, None)
    assert cells(table) == [{"id": "0012", "naam": "é"}]


def test_rows_are_numbered_as_a_spreadsheet_does(csv: Csv) -> None:
    table, _ = csv('id,naam\n1,"twee\nregels"\n\n2,"a ""b"", c"\n')
    assert table is not None
    assert [(row.place.row, dict(row.cells)) for row in table.rows] == [
        (2, {"id": "1", "naam": "twee\nregels"}),
        (4, {"id": "2", "naam": 'a "b", c'}),
    ]
    assert str(table.rows[1].at("naam")) == "t.csv:rij 4/naam"


def test_cells_are_stripped_and_empty_ones_absent(csv: Csv) -> None:
    table, _ = csv("id , naam,x\n 1 ,  ,\n")
    assert table is not None
    assert table.columns == ("id", "naam", "x")
    assert cells(table) == [{"id": "1"}]


def test_empty_columns_that_a_spreadsheet_leaves_at_the_end_are_no_columns(csv: Csv) -> None:
    table, _ = csv("id;naam;;\n1;a;;\n;;;\n")
    assert table is not None
    assert table.columns == ("id", "naam")
    assert cells(table) == [{"id": "1", "naam": "a"}]


def test_a_comma_within_quotes_in_the_header_does_not_count(csv: Csv) -> None:
    table, _ = csv('"id, kort, lang";naam\n1;a\n')
    assert table is not None
    assert table.columns == ("id, kort, lang", "naam")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("id,naam\n1\n", "t.csv:rij 2 · 1 cel onder 2 kolommen"),
        ("id,naam\n1,a\n1,2,3\n", "t.csv:rij 3 · 3 cellen onder 2 kolommen"),
        ("id,naam,id\n1,2,3\n", "t.csv:rij 1/id · kolom `id` staat er twee keer"),
        ("id,,naam\n1,2,3\n", "t.csv:rij 1 · de 2e kolom heeft geen naam"),
        ("", "t.csv · de tabel is leeg"),
        ("\n\n", "t.csv · de tabel is leeg"),
        ("id\tnaam\n1\t2\n", "t.csv:rij 1 · kolommen met tabs ertussen"),
        ('id,naam\n1,a\n2,"abc\n', "t.csv:rij 3 · een aanhalingsteken dat niet wordt gesloten"),
        ('id,naam\n1,"abc"d\n', "t.csv:rij 2 · een aanhalingsteken midden in een cel"),
        ("id,naam\n1," + "x" * 140_000, "t.csv:rij 2 · een cel met meer dan 131.072 tekens"),
        ("id,naam\n1,Zwölle\n".encode("cp1252"), "t.csv:2:5 · teken dat geen UTF-8 is (byte 0xf6)"),
        ("id,naam\n".encode("utf-16"), "t.csv:1:1 · teken dat geen UTF-8 is"),
        (b"id,naam\n1,\0\n", "t.csv:2 · nulteken"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_row(csv: Csv, data: bytes | str, expected: str) -> None:
    _, problems = csv(data)
    assert len(problems) == 1
    assert problems[0].startswith(expected)


def test_all_ragged_rows_are_told(csv: Csv) -> None:
    _, problems = csv("id,naam\n1\n2,a\n3,b,c\n")
    assert [problem.split(" · ")[0] for problem in problems] == ["t.csv:rij 2", "t.csv:rij 4"]


@given(st.binary(max_size=80) | st.text(alphabet='a1,;"\n\r\t é', max_size=60).map(str.encode))
@settings(max_examples=300, deadline=None)
def test_no_bytes_make_reading_fail(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.csv"
    path.write_bytes(data)
    table, problems = read_table(path, "fuzz.csv")
    assert (table is None) == bool(problems)


def test_files_of_another_kind_and_misplaced_choices_are_refused(tmp_path: Path) -> None:
    def first(name: str, **choice: str) -> str:
        return str(read_table(tmp_path / name, name, **choice)[1][0])

    assert first("a.ods").startswith("a.ods · een bestand dat eindigt op `.ods`")
    assert first("a").startswith("a · een bestand zonder achtervoegsel")
    assert first("a.csv", sheet="x").startswith("a.csv · `blad: x` bij een .csv")
    assert first("a.xlsx", layer="x").startswith("a.xlsx · `laag: x` bij een .xlsx")
    for name in ("a.csv", "a.xlsx", "a.gpkg"):
        assert first(name).startswith(f"{name} · het bestand bestaat niet")


# --- workbooks -------------------------------------------------------------------------------------------------------


def workbook(path: Path, **sheets: list[list[Any]]) -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_values_of_a_workbook_become_plain_text(tmp_path: Path) -> None:
    rows = [
        ["id", "getal", "vlag", "dag", "tijd"],
        ["0012", 0.1, True, dt.date(2026, 11, 23), dt.time(12, 30)],
        [12, 1e-7, False, dt.datetime(2026, 1, 2, 3, 4), None],
        [None, None, None, None, None],
        [3.0, 12345678.25, None, None, None],
    ]
    table, problems = read_table(workbook(tmp_path / "w.xlsx", objecten=rows), "w.xlsx")
    assert not problems
    assert cells(table) == [
        {"id": "0012", "getal": "0.1", "vlag": "ja", "dag": "2026-11-23", "tijd": "12:30"},
        {"id": "12", "getal": "0.0000001", "vlag": "nee", "dag": "2026-01-02 03:04"},
        {"id": "3", "getal": "12345678.25"},
    ]
    assert table is not None
    assert str(table.rows[-1].at("getal")) == "w.xlsx[objecten]:rij 5/getal"


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", een=[["a"], [1]], twee=[["b"], [2]])
    assert cells(read_table(path, "w.xlsx", sheet="twee")[0]) == [{"b": "2"}]
    assert [str(each) for each in read_table(path, "w.xlsx")[1]] == [
        "w.xlsx · 2 bladen, zonder keuze · verwacht: een van: een, twee · noem een ervan bij `blad`"
    ]
    assert str(read_table(path, "w.xlsx", sheet="drie")[1][0]).startswith("w.xlsx · blad `drie` bestaat niet")


def test_formulas_without_outcome_and_error_values_are_told(tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", een=[["a", "b"], ["=1+1", 1], ["#N/A", 2]])
    table, problems = read_table(path, "w.xlsx")
    assert table is None
    assert [str(each).split(" · ")[:2] for each in problems] == [
        ["w.xlsx[een]:rij 3/A", "foutwaarde `#N/A`"],
        ["w.xlsx[een]:rij 2/A", "formule `=1+1` zonder uitkomst"],
    ]


@pytest.mark.parametrize("data", [b"", b"PK", b"geen zip", b"PK\x03\x04" + b"\0" * 60])
def test_a_damaged_workbook_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "w.xlsx").write_bytes(data)
    table, problems = read_table(tmp_path / "w.xlsx", "w.xlsx")
    assert table is None
    assert problems[0].found == "het bestand is beschadigd"


def test_a_workbook_with_broken_insides_is_told(tmp_path: Path) -> None:
    good = workbook(tmp_path / "goed.xlsx", een=[["a"], [1]])
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(tmp_path / "w.xlsx", "w") as broken:
        for name in source.namelist():
            data = source.read(name)
            broken.writestr(name, data[: len(data) // 2] if name.startswith("xl/worksheets/") else data)
    table, problems = read_table(tmp_path / "w.xlsx", "w.xlsx")
    assert table is None
    assert problems[0].found == "het bestand is beschadigd"


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "w.xlsx", een=[["a"], [1]])
    monkeypatch.setattr(table_reader, "MAX_UNPACKED_BYTES", 1000)
    assert "als zij is uitgepakt" in str(read_table(path, "w.xlsx")[1][0])


def test_a_document_type_in_a_workbook_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "w.xlsx", een=[["a"], [1]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/extra.xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    assert "documenttype" in str(read_table(path, "w.xlsx")[1][0])


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e17, max_value=1e17))
def test_the_text_of_a_number_is_short_and_exact(value: float) -> None:
    text = cell_text(value)
    assert "e" not in text.lower()
    assert float(text) == value


@given(st.decimals(min_value=-1_000_000, max_value=1_000_000, places=3))
def test_a_number_reads_the_same_with_point_or_comma(value: Any) -> None:
    assert parse_number(str(value)) == value
    assert parse_number(str(value).replace(".", ","), ";") == value


# --- geopackages -----------------------------------------------------------------------------------------------------


def layer(path: Path, name: str, geometry: list[Any], kind: str, **fields: Any) -> None:
    """Adds a layer to a geopackage."""
    pyogrio.raw.write(
        path, shapely.to_wkb(np.array(geometry)), [np.array(values) for values in fields.values()], list(fields),
        layer=name, driver="GPKG", geometry_type=kind, crs="EPSG:28992", append=path.exists(),
    )  # fmt: skip


def test_points_of_a_layer_give_x_and_y_and_the_coordinate_system(tmp_path: Path) -> None:
    path = tmp_path / "g.gpkg"
    layer(path, "punten", [shapely.Point(190000.5, 500000), shapely.Point(1, 2)], "Point",
          naam=np.array(["a", None], dtype=object), diepte=[0.4, np.nan], aantal=[1, 2],
          dag=np.array(["2026-01-01", "2026-02-03T04:05"], dtype="datetime64[ms]"))  # fmt: skip
    table, problems = read_table(path, "g.gpkg")
    assert not problems
    assert table is not None
    assert table.crs == "EPSG:28992"
    assert cells(table) == [
        {"x": "190000.5", "y": "500000", "naam": "a", "diepte": "0.4", "aantal": "1", "dag": "2026-01-01"},
        {"x": "1", "y": "2", "aantal": "2", "dag": "2026-02-03 04:05"},
    ]
    assert str(table.rows[0].place) == "g.gpkg[punten]:rij 2"


def test_a_layer_of_areas_gives_attributes_only_and_a_missing_layer_lists_the_others(tmp_path: Path) -> None:
    path = tmp_path / "g.gpkg"
    layer(path, "vlakken", [shapely.box(0, 0, 1, 1)], "Polygon", naam=["stad"])
    layer(path, "punten", [shapely.Point(0, 0)], "Point", naam=["p"])
    table, _ = read_table(path, "g.gpkg", layer="vlakken")
    assert cells(table) == [{"naam": "stad"}]
    assert [str(each) for each in read_table(path, "g.gpkg", layer="lijnen")[1]] == [
        "g.gpkg · laag `lijnen` bestaat niet · verwacht: een van: vlakken, punten · noem een ervan bij `laag`"
    ]
    assert read_table(path, "g.gpkg")[1][0].found == "2 lagen, zonder keuze"


def test_several_points_in_one_row_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.gpkg"
    layer(
        path, "p", [shapely.MultiPoint([(0, 0)]), shapely.MultiPoint([(0, 0), (1, 1)])], "MultiPoint", naam=["a", "b"]
    )
    table, problems = read_table(path, "g.gpkg")
    assert table is None
    assert str(problems[0]).startswith("g.gpkg[p]:rij 3 · 2 punten in één rij")


@pytest.mark.parametrize("data", [b"", b"geen geopackage", b"SQLite format 3\0" + b"\0" * 200])
def test_a_damaged_geopackage_is_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "g.gpkg").write_bytes(data)
    table, problems = read_table(tmp_path / "g.gpkg", "g.gpkg")
    assert table is None
    assert problems[0].found == "dit is geen leesbare geopackage"


def test_a_recipe_that_names_another_source_is_no_geopackage(tmp_path: Path) -> None:
    """GDAL would fetch that source, also from the internet, whatever the name of the file."""
    (tmp_path / "ander.csv").write_text("id\nhs\n", encoding="utf-8")
    (tmp_path / "t.gpkg").write_text(
        '<OGRVRTDataSource><OGRVRTLayer name="ander"><SrcDataSource relativeToVRT="1">ander.csv</SrcDataSource>'
        "</OGRVRTLayer></OGRVRTDataSource>",
        encoding="utf-8",
    )
    table, (problem,) = read_table(tmp_path / "t.gpkg", "t.gpkg")
    assert table is None
    assert problem.found == "dit is geen leesbare geopackage"
