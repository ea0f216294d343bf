"""Reading a result folder back: what was written comes back, both forms are equal, damage is told with its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.output.csvfiles import FORMULA_STARTS, write_csv
from besluitsteun.output.stored import read_result
from besluitsteun.problems import InputError
from besluitsteun.tables import OUTAGES, TABLES

from ..small_result import small_result
from .small_stored import result_folder


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_result(folder)
    return [str(problem).replace(f"{folder}", "map").replace("\\", "/") for problem in refused.value.problems]


def change_mark(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    mark = folder / "herkomst.json"
    content = json.loads(mark.read_text(encoding="utf-8"))
    change(content)
    mark.write_text(json.dumps(content), encoding="utf-8")


def test_what_was_written_comes_back(tmp_path: Path) -> None:
    found = read_result(result_folder(tmp_path / "a", audience="net"))
    expected = small_result().rows
    assert found.origin.study == "Klein"
    assert found.origin.files == {"studie.yaml": "cd" * 32}
    assert (found.origin.seed, found.origin.draws, found.origin.audience) == (7, 0, "net")
    for table in TABLES:
        if table.name != "aannames":  # of which this audience sees a part
            assert found.tables[table.name].rows == expected[table.name], table.name


def test_both_forms_are_read_the_same(tmp_path: Path) -> None:
    plain, excel = result_folder(tmp_path / "a"), result_folder(tmp_path / "b", excel_nl=True)
    assert (excel / "tabellen" / "uitval.csv").read_bytes() != (plain / "tabellen" / "uitval.csv").read_bytes()
    assert read_result(plain).tables == read_result(excel).tables


@settings(deadline=None)
@given(
    text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\n;"), min_size=1),
    value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9, places=4),
    truth=st.none() | st.booleans(),
    order=st.none() | st.integers(-9, 10**12),
)
def test_every_cell_survives_both_forms(
    tmp_path_factory: pytest.TempPathFactory, text: str, value: Decimal, truth: bool | None, order: int | None
) -> None:
    row = ("s", text, "f", None, None, value, Decimal(1), None, truth, "keten", order, (text, "b"))
    if text[:1] == "'" and text[1:].startswith(FORMULA_STARTS):
        return  # in the form for Excel one cannot see who put the quote there
    folder = result_folder(tmp_path_factory.mktemp("uitkomst") / "a")
    for excel_nl in (False, True):
        write_csv(folder / "tabellen" / "uitval.csv", OUTAGES, [row], excel_nl)
        assert read_result(folder).tables["uitval"].rows == (row,)


def test_a_table_or_column_of_a_newer_version_may_lack(tmp_path: Path) -> None:
    folder = result_folder(tmp_path / "a")
    (folder / "tabellen" / "blokkades.csv").unlink()
    change_mark(folder, lambda mark: mark["bestanden"].remove("tabellen/blokkades.csv"))
    table = folder / "tabellen" / "blootstelling.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n", encoding="utf-8")
    found = read_result(folder)
    assert "blokkades" not in found.tables
    assert found.tables["blootstelling"].columns[-1] == "faaldiepte_m"
    assert {row[-1] for row in found.tables["blootstelling"].rows} == {None}


def test_a_folder_that_is_no_result(tmp_path: Path) -> None:
    assert problems_of(tmp_path / "weg")[0].startswith("map · deze map bestaat niet · ")
    assert problems_of(tmp_path)[0].startswith("map · hierin staat geen herkomst.json · ")
    result_folder(tmp_path / "uitkomst")
    assert problems_of(tmp_path)[0].endswith("· bedoelde u map/uitkomst?")


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b""])
def test_provenance_that_is_no_json(content: bytes, tmp_path: Path) -> None:
    folder = result_folder(tmp_path / "a")
    (folder / "herkomst.json").write_bytes(content)
    assert problems_of(folder) == ["map/herkomst.json · is beschadigd · verwacht: JSON · reken de studie opnieuw"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("zaad", "zeven"),
        ("zaad", True),
        ("trekkingen", None),
        ("versie", 3),
        ("scenarios", "vloed"),
        ("publiek", "\ud800"),
    ],
)
def test_provenance_with_another_value(key: str, value: object, tmp_path: Path) -> None:
    folder = result_folder(tmp_path / "a")
    change_mark(folder, lambda mark: mark.update({key: value}))
    assert [each.partition(" · verwacht")[0] for each in problems_of(folder)] == [
        f"map/herkomst.json:{key} · ontbreekt of is beschadigd"
    ]


@pytest.mark.parametrize("content", ["[]", "{}", '{"programma": "iets anders"}', "3"])
def test_provenance_of_something_else(content: str, tmp_path: Path) -> None:
    folder = result_folder(tmp_path / "a")
    (folder / "herkomst.json").write_text(content, encoding="utf-8")
    assert problems_of(folder)[0].startswith("map/herkomst.json:programma · ")


def test_all_damage_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    folder = result_folder(tmp_path / "a")
    tables = folder / "tabellen"
    change_mark(folder, lambda mark: mark.pop("versie"))
    (tables / "uitval.csv").write_text(
        "scenario,object,uitval_uur,nog_uit,keten_orde\nvloed,hs,veel,misschien,1.5\nvloed,mast\nvloed,wijk,3,ja,1\n",
        encoding="utf-8",
    )
    (tables / "blootstelling.csv").write_text("scenario,object,diepte\nvloed,hs,1\n", encoding="utf-8")
    (tables / "gevolgen.csv").write_bytes(b"\xff\xfe")
    (tables / "blokkades.csv").unlink()
    (tables / "aannames.csv").write_text("", encoding="utf-8")
    assert [each.partition(" · reken")[0].partition(" · verwacht: plaats")[0] for each in problems_of(folder)] == [
        "map/herkomst.json:versie · ontbreekt of is beschadigd · verwacht: tekst",
        "map/tabellen/aannames.csv:rij 1 · geen kolomnamen",
        "map/tabellen/blokkades.csv · ontbreekt · verwacht: het bestand dat herkomst.json noemt",
        "map/tabellen/blootstelling.csv:rij 1 · onbekende kolom 'diepte' · verwacht: scenario, object, functie, "
        "gebied, diepte_max_m, nat_uur, faaldiepte_m, marge_m",
        "map/tabellen/gevolgen.csv · is beschadigd · verwacht: een tabel in UTF-8",
        "map/tabellen/uitval.csv:rij 2/keten_orde · '1.5' · verwacht: een heel getal",
        "map/tabellen/uitval.csv:rij 2/nog_uit · 'misschien' · verwacht: ja of nee",
        "map/tabellen/uitval.csv:rij 2/uitval_uur · 'veel' · verwacht: een getal",
        "map/tabellen/uitval.csv:rij 3 · 2 cellen · verwacht: 5 cellen",
    ]


@pytest.mark.parametrize(("excel_nl", "number"), [(False, "1,5"), (True, "1.5"), (False, "1e3"), (False, "nan")])
def test_a_number_in_the_other_form_is_refused(excel_nl: bool, number: str, tmp_path: Path) -> None:
    folder = result_folder(tmp_path / "a", excel_nl=excel_nl)
    separator = ";" if excel_nl else ","
    text = f'scenario,object,nat_uur\nvloed,hs,"{number}"\n'
    if excel_nl:
        text = f"\ufeffscenario;object;nat_uur\nvloed;hs;{number}\n"
    (folder / "tabellen" / "blootstelling.csv").write_text(text, encoding="utf-8")
    assert separator in text
    assert [each.partition(" · ")[0] for each in problems_of(folder)] == [
        "map/tabellen/blootstelling.csv:rij 2/nat_uur"
    ]


def test_a_column_that_stands_there_twice(tmp_path: Path) -> None:
    folder = result_folder(tmp_path / "a")
    (folder / "tabellen" / "uitval.csv").write_text("scenario,object,object\n", encoding="utf-8")
    assert problems_of(folder)[0].startswith("map/tabellen/uitval.csv:rij 1 · een kolom staat er twee keer · ")


@settings(deadline=None, max_examples=200)
@given(name=st.sampled_from(["herkomst.json", "tabellen/uitval.csv", "tabellen/aannames.csv"]), data=st.data())
def test_damage_anywhere_is_read_or_refused_but_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    folder = result_folder(tmp_path_factory.mktemp("uitkomst") / "a", excel_nl=data.draw(st.booleans()))
    content = (folder / name).read_bytes()
    begin = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(begin, min(begin + 20, len(content))))
    (folder / name).write_bytes(content[:begin] + data.draw(st.binary(max_size=12)) + content[end:])
    try:
        found = read_result(folder)
    except InputError:
        return  # refused, in words
    assert all(len(row) == len(each.table.columns) for each in found.tables.values() for row in each.rows)
