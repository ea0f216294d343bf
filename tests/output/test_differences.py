"""All differences in one file: its rows by hand, written whole or not at all, never over something else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from besluitsteun.output.comparison import Comparison, compare
from besluitsteun.output.differences import check_target, difference_rows, write_differences
from besluitsteun.problems import InputError
from besluitsteun.tables import ASSUMPTIONS, OUTAGES

from .small_stored import assumption, outage, rows, stored


def small_comparison() -> Comparison:
    """One outage longer, one gone, one assumption changed, another file."""
    first = rows(OUTAGES, outage("a", "5"), outage("b", "8")) | rows(ASSUMPTIONS, assumption("=A1", "k", "1"))
    second = rows(OUTAGES, outage("a", "7.5")) | rows(ASSUMPTIONS, assumption("=A1", "k", "3"))
    return compare(stored(first), stored(second, files={"studie.yaml": "00", "objecten.csv": "ef" * 32}))


def test_rows_by_hand() -> None:
    assert difference_rows(small_comparison()) == (
        ("herkomst", "studie.yaml", "sha256", "cd" * 32, "00", None),
        ("uitval", "vloed · a", "uitval_uur", Decimal(5), Decimal("7.5"), Decimal("2.5")),
        ("uitval", "vloed · b", "(rij)", "ja", "nee", None),
        ("uitval", "vloed · b", "functie", "stroom", None, None),
        ("uitval", "vloed · b", "gebied", "stad", None, None),
        ("uitval", "vloed · b", "eerste_uitval_uur", Decimal(1), None, None),
        ("uitval", "vloed · b", "uitval_uur", Decimal(8), None, None),
        ("uitval", "vloed · b", "eigen_uitval_uur", Decimal(0), None, None),
        ("uitval", "vloed · b", "nog_uit", False, None, None),
        ("uitval", "vloed · b", "oorzaak", "keten", None, None),
        ("uitval", "vloed · b", "keten_orde", 1, None, None),
        ("uitval", "vloed · b", "direct_door", ("hs",), None, None),
        ("aannames", "=A1 · k", "waarde", "1", "3", Decimal(2)),
    )


def test_the_file_in_both_forms(tmp_path: Path) -> None:
    target = tmp_path / "v.csv"
    write_differences(target, small_comparison())
    lines = target.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "tabel,sleutel,kolom,eerst,daarna,verschil"
    assert "uitval,vloed · a,uitval_uur,5,7.5,2.5" in lines
    write_differences(target, small_comparison(), excel_nl=True)  # over an older one
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert "uitval;vloed · a;uitval_uur;5;7,5;2,5" in lines
    assert "aannames;'=A1 · k;waarde;1;3;2" in lines
    write_differences(target, small_comparison())
    assert [path.name for path in tmp_path.iterdir()] == ["v.csv"]


def test_something_else_is_never_overwritten(tmp_path: Path) -> None:
    target, older = tmp_path / "v.csv", tmp_path / "ouder.csv"
    target.write_text("mijn,eigen,tabel\n", encoding="utf-8")
    write_differences(older, small_comparison())
    link = tmp_path / "link.csv"
    link.symlink_to(older)
    for each in (target, tmp_path, link):
        with pytest.raises(InputError, match="bestaat al en is geen lijst van verschillen"):
            write_differences(each, small_comparison())
    assert target.read_text(encoding="utf-8") == "mijn,eigen,tabel\n"
    check_target(older)
    check_target(tmp_path / "nieuw.csv")


def test_a_failure_leaves_the_older_file_and_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "v.csv"
    write_differences(target, small_comparison())
    before = target.read_bytes()

    def fails(path: Path, *_: object) -> None:
        path.write_text("half", encoding="utf-8")
        raise OSError(28, "vol")

    monkeypatch.setattr("besluitsteun.output.differences.write_csv", fails)
    with pytest.raises(OSError, match="vol"):
        write_differences(target, small_comparison())
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["v.csv"]
