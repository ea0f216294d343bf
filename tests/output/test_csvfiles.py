"""CSV files: exact bytes, the Dutch Excel form, formulas made harmless."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.output.csvfiles import FORMULA_STARTS, excel_text, write_csv
from besluitsteun.tables import ASSUMPTIONS, EXPOSURE, OUTAGES, as_text

from ..small_result import small_result


def test_exact_bytes(tmp_path: Path) -> None:
    write_csv(tmp_path / "b.csv", EXPOSURE, small_result().rows["blootstelling"])
    assert (tmp_path / "b.csv").read_bytes() == (
        b"scenario,object,functie,gebied,diepte_max_m,nat_uur,faaldiepte_m,marge_m\n"
        b"vloed,hs,stroom,stad,0.912,6,0.8,-0.112\n"
        b"vloed,wijk,stroom,stad,0.05,0.5,,\n"
    )


def test_exact_bytes_for_dutch_excel(tmp_path: Path) -> None:
    write_csv(tmp_path / "b.csv", EXPOSURE, small_result().rows["blootstelling"], excel_nl=True)
    assert (tmp_path / "b.csv").read_bytes() == (
        b"\xef\xbb\xbfscenario;object;functie;gebied;diepte_max_m;nat_uur;faaldiepte_m;marge_m\n"
        b"vloed;hs;stroom;stad;0,912;6;0,8;-0,112\n"
        b"vloed;wijk;stroom;stad;0,05;0,5;;\n"
    )


def test_lists_survive_the_semicolon(tmp_path: Path) -> None:
    write_csv(tmp_path / "u.csv", OUTAGES, small_result().rows["uitval"], excel_nl=True)
    with (tmp_path / "u.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert rows[3]["direct_door"] == "geheim_station;mast"
    assert [row["nog_uit"] for row in rows] == ["ja", "ja", "ja", "nee"]


def test_text_that_looks_like_a_formula(tmp_path: Path) -> None:
    row = ("=HYPERLINK(1)", "@som", "-1,5", "+1", "\tx", *(None,) * 5)
    write_csv(tmp_path / "a.csv", ASSUMPTIONS, [row], excel_nl=True)
    line = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    assert line == "'=HYPERLINK(1);'@som;'-1,5;'+1;'\tx;;;;;"
    write_csv(tmp_path / "a.csv", ASSUMPTIONS, [row])
    assert (tmp_path / "a.csv").read_text(encoding="utf-8").splitlines()[1].startswith("=HYPERLINK(1),@som,")


@given(st.text())
def test_no_text_starts_a_formula(text: str) -> None:
    shown = excel_text(text)
    assert not shown.startswith(FORMULA_STARTS)
    assert shown.removeprefix("'") == text or shown == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9, places=4))
def test_numbers_keep_their_value_in_the_shortest_form(value: Decimal) -> None:
    text = as_text(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not text.endswith("." if "." in text else "!")
    assert "." not in text or not text.endswith("0")
    assert Decimal(excel_text(value).replace(",", ".")) == value
