"""`vergelijk` on the screen: small results by hand, and a real pair of which one buffer differs."""

from __future__ import annotations

import csv
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from besluitsteun.cli import main
from besluitsteun.cli.compare import screen
from besluitsteun.output.comparison import compare
from besluitsteun.tables import ASSUMPTIONS, CONSEQUENCES, OUTAGES

from ..output.small_stored import VERDICTS, assumption, loss, outage, rows, stored

ROOT = Path(__file__).parents[2]


def test_the_screen_by_hand() -> None:
    verdict = ("g1", "laag", "net", "vloed")
    first = {
        **rows(OUTAGES, outage("a", "5"), *(outage(f"n{each}", str(each)) for each in range(1, 8))),
        **rows(CONSEQUENCES, loss("1000"), loss("5", function="telecom", unit="abonnees × uur")),
        **rows(VERDICTS, (*verdict, Decimal(5), "acceptabel")),
        **rows(ASSUMPTIONS, assumption("a", "buffer_uur", "0.5"), assumption("weg", "k", "1500")),
    }
    second = {
        **rows(OUTAGES, outage("a", "7.5"), outage("a", "2", scenario="droog")),
        **rows(CONSEQUENCES, loss("1234.5", cut=True)),
        **rows(VERDICTS, (*verdict, Decimal(9), "onacceptabel")),
        **rows(ASSUMPTIONS, assumption("a", "buffer_uur", "2", status="bron")),
    }
    assert screen(compare(stored(first), stored(second, audience="net"))) == [
        "let op: de uitkomsten zijn voor een ander publiek gemaakt (partijen en net): een verschil kan komen doordat "
        "het ene publiek minder mag zien",
        "",
        "Verschil tussen twee uitkomsten (eerst → daarna)",
        "  eerst   map: Klein, voor publiek partijen",
        "  daarna  map: Klein, voor publiek net",
        "",
        "vloed",
        "  gebruikersuren telecom  5 → (niet gerekend) abonnees × uur",
        "  gebruikersuren stroom   1.000 → 1.234,5 aansluitingen × uur: +234,5 (+23,5 %) (een uitval duurt tot na de "
        "horizon)",
        "  oordeel g1 laag net  acceptabel → onacceptabel",
        "  niet meer uit  7 objecten: n7 (-7 uur), n6 (-6 uur), n5 (-5 uur), n4 (-4 uur) en nog 3 objecten",
        "  langer uit     1 object: a (5 → 7,5 uur: +2,5)",
        "  rijen die verschillen: uitval 1 anders (uitval_uur), 7 alleen eerst; gevolgen 1 anders (waarde en afgekapt)"
        ", 1 alleen eerst; oordeel 1 anders (waarde en oordeel)",
        "",
        "droog",
        "  nieuw uit  1 object: a (+2 uur)",
        "  rijen die verschillen: uitval 1 alleen daarna",
        "",
        "aannames",
        "  a, buffer_uur: waarde 0,5 → 2 (+1,5); status aanname → bron",
        "  weg: weg, k: 1.500 uur (aanname)",
        "",
        "hoe ze gemaakt zijn",
        "  publiek  partijen → net",
    ]


def test_what_belongs_to_no_scenario_is_told_by_itself() -> None:
    before, after = (
        stored(rows(VERDICTS, ("g1", "laag", "net", None, None, each))) for each in ("afwegen", "acceptabel")
    )
    lines = screen(compare(before, after))
    place = lines.index("buiten de scenario's")
    assert lines[place + 1 : place + 3] == [
        "  oordeel g1 laag net  afwegen → acceptabel",
        "  rijen die verschillen: oordeel 1 anders (oordeel)",
    ]


def test_the_same_change_at_many_places_is_one_line() -> None:
    first = rows(
        ASSUMPTIONS, *(assumption(f"p{each}", "buffer_uur", "4") for each in range(3)), assumption("q", "k", "1")
    )
    second = rows(
        ASSUMPTIONS, *(assumption(f"p{each}", "buffer_uur", "8") for each in range(3)), assumption("q", "k", "2")
    )
    lines = screen(compare(stored(first), stored(second)))
    place = lines.index("aannames")
    assert lines[place + 1 : place + 3] == [
        "  p0 en nog 2 plaatsen, buffer_uur: waarde 4 → 8 (+4)",
        "  q, k: waarde 1 → 2 (+1)",
    ]


def test_equal_results_are_said_to_be_equal() -> None:
    result = stored(rows(OUTAGES, outage("a", "5")))
    lines = screen(compare(result, result))
    assert lines[-2:] == [
        "Beide uitkomsten zijn gelijk: dezelfde studie, resultaten en aannames.",
        "Vergeleken: uitval (1 rij).",
    ]
    other = stored(rows(OUTAGES, outage("a", "5")), seed=8)
    lines = screen(compare(result, other))
    assert "Alle vergeleken resultaten en aannames zijn gelijk." in lines
    assert lines[-1] == "Gelijk: scenario's vloed en droog; uitval (1 rij)."


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """IJsselstreek, and a copy in which a switching station keeps going 96 hours instead of 36 without pumping."""
    folder = tmp_path_factory.mktemp("paar")
    study, copy = ROOT / "scenario's" / "ijsselstreek", folder / "studie"
    shutil.copytree(study, copy, ignore=shutil.ignore_patterns("uitkomst"))
    needs = copy / "afhankelijkheden.csv"
    text = needs.read_text(encoding="utf-8")
    assert text.count("hs_weteringbroek,bemaling,gemaal_broek,,36,") == 1
    needs.write_text(text.replace("gemaal_broek,,36,", "gemaal_broek,,96,"), encoding="utf-8", newline="\n")
    for source, target in ((study, "eerder"), (copy, "daarna")):
        quick = ["--stil", "--trekkingen", "0", "--zonder-maatregelen"]
        arguments = ["reken", str(source), "--uit", str(folder / target), *quick]
        assert main([*arguments, *(["--excel-nl"] if target == "daarna" else [])]) == 0
    return folder / "eerder", folder / "daarna"


def test_a_real_pair(pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sixty hours more buffer is sixty hours less outage for the station, in the one scenario where it runs out."""
    target = tmp_path / "verschillen.csv"
    assert main(["vergelijk", *map(str, pair), "--uit", str(target)]) == 0
    shown = capsys.readouterr()
    lines = shown.out.splitlines()
    assert shown.err == ""
    assert any("hs_weteringbroek (672 → 612 uur: -60)" in line for line in lines)
    assert "bemaling: buffer_uur: waarde 36 → 96 (+60)" in shown.out
    assert "bestanden anders" not in shown.out  # the file names an object that the parties do not all see
    assert "Gelijk: scenario's regen_oost, dijkdoorbraak en regen_stad_uitval; " in shown.out
    with target.open(encoding="utf-8", newline="") as file:
        found = {(row["tabel"], row["sleutel"], row["kolom"]): row for row in csv.DictReader(file)}
    row = found["uitval", "regen_midden · hs_weteringbroek", "uitval_uur"]
    assert (row["eerst"], row["daarna"], row["verschil"]) == ("672", "612", "-60")
    elsewhere = {key for key in found if key[0] not in ("herkomst", "aannames") and "regen_midden" not in key[1]}
    assert {key[0] for key in elsewhere} <= {"knelpunten"}  # over all scenarios


def test_a_result_against_itself(pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["vergelijk", str(pair[1]), str(pair[1])]) == 0
    assert "Beide uitkomsten zijn gelijk" in capsys.readouterr().out


def test_the_problems_of_both_folders_at_once(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged, target = tmp_path / "stuk", tmp_path / "v.csv"
    shutil.copytree(pair[0], damaged)
    (damaged / "tabellen" / "uitval.csv").write_text("scenario,object\nx\n", encoding="utf-8")
    assert main(["vergelijk", str(tmp_path / "weg"), str(damaged), "--uit", str(target)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [line.partition(" · ")[0] for line in shown.err.splitlines()] == [
        str(damaged / "tabellen" / "uitval.csv") + ":rij 2",
        str(tmp_path / "weg"),
        "2 fouten gevonden; er is niets geschreven.",
    ]
    assert not target.exists()


def test_a_file_of_your_own_is_not_overwritten(
    pair: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "eigen.csv").write_text("van mij\n", encoding="utf-8")
    assert main(["vergelijk", *map(str, pair), "--uit", str(tmp_path / "eigen.csv")]) == 2
    assert "bestaat al en is geen lijst van verschillen" in capsys.readouterr().err
    assert (tmp_path / "eigen.csv").read_text(encoding="utf-8") == "van mij\n"
