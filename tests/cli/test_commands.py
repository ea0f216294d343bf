"""The commands on real files: the examples of the help pages, what they print, what they leave."""

from __future__ import annotations

import csv
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from besluitsteun.cli import main
from besluitsteun.tables import TABLES

from .test_usage import COMMANDS, example_in, help_of


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The study of `nieuw` as mijn-studie in the working folder."""
    monkeypatch.chdir(tmp_path)
    assert main(["nieuw", "mijn-studie"]) == 0
    capsys.readouterr()
    return tmp_path / "mijn-studie"


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


OUTPUT = {f"tabellen/{table.name}.csv" for table in TABLES}


def test_every_example_of_a_help_page_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    order = sorted(COMMANDS, key=lambda each: each != "nieuw")  # the others start from what `nieuw` makes
    for command in order:
        for example in example_in(help_of(command, capsys=capsys)):
            assert main(shlex.split(example)[1:]) == 0, example
        if command == "nieuw":
            _turn_on_the_measure(tmp_path / "mijn-studie" / "studie.yaml")
    assert json.loads((tmp_path / "schema.json").read_text(encoding="utf-8"))["$schema"]


def _turn_on_the_measure(study: Path) -> None:
    """As the file itself asks: without the # before each of its lines."""
    before, head, measure = study.read_text(encoding="utf-8").partition("#maatregelen:")
    assert head
    study.write_text(before + head[1:] + measure.replace("\n#", "\n"), encoding="utf-8")


def test_the_examples_of_the_first_page_run_as_processes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for example in example_in(help_of(capsys=capsys)):
        done = subprocess.run(
            [sys.executable, "-m", *shlex.split(example)],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, example
        assert all(line.startswith("waarschuwing: ") for line in done.stderr.splitlines()), example
    assert "Het rapport: mijn-studie/uitkomst/rapport.html" in done.stdout.replace(os.sep, "/")


@pytest.mark.usefixtures("study")
def test_calculate_ends_with_a_screenful(capsys: pytest.CaptureFixture[str]) -> None:
    """Storing: the station is out for 12 h; both distributors restart 2 h later, so 14 h; 1,800 × 14 + 350 × 14."""
    assert main(["reken", "mijn-studie"]) == 0
    shown = capsys.readouterr()
    assert all(line.startswith("waarschuwing: ") for line in shown.err.splitlines())
    lines = shown.out.splitlines()
    assert len(lines) < 50
    assert max(len(line) for line in lines) <= 120
    assert lines[0] == "Uitkomst van Voorbeeldpolder"
    part = shown.out.partition("storing_station: ")[2].partition("\n\n")[0]
    assert re.search(r"in het water +0 objecten", part)
    assert re.search(r"opgelegde uitval +1 object\b", part)
    assert re.search(r"uit door de keten +5 objecten", part)
    assert re.search(r"verlies elektriciteit +30\.100 aansluitingen × uur", part)
    assert re.search(r"langste keten +Onderstation Noord → Verdeelstation Polder → Gemaal Polder", part)
    assert f"Het rapport: {Path('mijn-studie') / 'uitkomst' / 'rapport.html'}" in lines
    assert f"De tabellen en de kaart staan in {Path('mijn-studie') / 'uitkomst'}" in lines


def test_calculate_leaves_the_files_of_the_design(study: Path) -> None:
    assert main(["reken", "mijn-studie", "--uit", "ergens/anders"]) == 0
    target = study.parent / "ergens" / "anders"
    assert files_in(target) == OUTPUT | {"herkomst.json", "rapport.html", "uitkomst.gpkg"}
    assert not (study / "uitkomst").exists()
    origin = json.loads((target / "herkomst.json").read_text(encoding="utf-8"))
    assert origin["scenarios"] == ["bui_dorp", "overal_halve_meter", "storing_station"]
    assert re.fullmatch("[0-9a-f]{64}", origin["studie"]["sha256"])
    assert {each["bestand"] for each in origin["studie"]["bestanden"]} >= {"studie.yaml", "objecten.csv"}


def test_twice_is_the_same_and_replaces(study: Path) -> None:
    assert main(["reken", "mijn-studie"]) == 0
    first = {name: (study / "uitkomst" / name).read_bytes() for name in OUTPUT}
    assert main(["reken", "mijn-studie", "--draden", "3", "--motor", "vertolkt"]) == 0
    assert {name: (study / "uitkomst" / name).read_bytes() for name in OUTPUT} == first
    assert [path.name for path in study.iterdir() if path.name.startswith(".")] == []


def test_the_workbook_gives_the_same_outcome(study: Path) -> None:
    assert main(["nieuw", "met-excel", "--excel"]) == 0
    assert main(["reken", "mijn-studie", "--uit", "a"]) == 0
    assert main(["reken", "met-excel", "--uit", "b"]) == 0
    for name in OUTPUT - {"tabellen/aannames.csv"}:
        assert (study.parent / "a" / name).read_bytes() == (study.parent / "b" / name).read_bytes()


def test_what_the_public_does_not_see(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reken", "mijn-studie", "--publiek", "openbaar"]) == 0
    shown = capsys.readouterr().out
    assert {row["object"] for row in rows_of(study / "uitkomst" / "tabellen" / "uitval.csv")} == {
        "gemaal_polder",
        "verpleeghuis",
    }
    everything = shown.encode() + b"".join(path.read_bytes() for path in (study / "uitkomst").rglob("*.*"))
    for secret in (b"station_noord", b"Onderstation", b"mast_dorp", b"verdeler", b"Zendmast", b"200500"):
        assert secret not in everything
    assert "niet zichtbaar: 4 objecten" in shown


def test_check_says_what_a_study_holds(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files_in(study)
    assert main(["controleer", "mijn-studie"]) == 0
    shown = capsys.readouterr().out
    assert re.search(r"objecten +6 objecten: 6 gevoelig voor water, 5 met gebruikers", shown)
    assert re.search(r"tijd +14 dagen in stappen van 1 uur", shown)
    assert files_in(study) == before


@pytest.mark.parametrize("command", ["reken", "controleer"])
def test_a_broken_study_is_refused_with_every_problem(
    study: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    path = study / "objecten.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace(";0,8;", ";diep;").replace("telecom;dorp", "telefoon;dorp"),
        encoding="utf-8",
    )
    before = files_in(study)
    assert main([command, "mijn-studie"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    *problems, last = [line for line in shown.err.splitlines() if not line.startswith("waarschuwing: ")]
    assert last == f"{len(problems)} fouten gevonden; er is niets geschreven."
    assert len(problems) >= 3
    assert all(re.match(r"\S+\.(csv|yaml):\S*.* · .+ · ", line) for line in problems)
    assert files_in(study) == before


@pytest.mark.parametrize("command", ["reken", "controleer"])
def test_a_study_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, str(tmp_path / "bestaat-niet")]) == 2
    assert "bestaat" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_someone_else_is_refused_before_computing(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (study / "uitkomst").mkdir()
    (study / "uitkomst" / "foto.jpg").touch()
    assert main(["reken", "mijn-studie"]) == 2
    assert "geen herkomst.json van besluitsteun" in capsys.readouterr().err
    assert files_in(study / "uitkomst") == {"foto.jpg"}


def test_draws_give_a_bandwidth(study: Path) -> None:
    path = study / "objecten.csv"
    text = path.read_text(encoding="utf-8").replace(
        "hersteltijd_uur;", "hersteltijd_uur;hersteltijd_uur_min;hersteltijd_uur_max;"
    )
    path.write_text(re.sub(r";(72|48|120);", r";\1;24;200;", text), encoding="utf-8")
    assert main(["reken", "mijn-studie", "--trekkingen", "20"]) == 0
    rows = rows_of(study / "uitkomst" / "tabellen" / "gevolgen.csv")
    assert any(float(row["p10"]) < float(row["waarde"]) < float(row["p90"]) for row in rows)


@pytest.mark.skipif(os.name == "nt", reason="signals differ on Windows")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_leaves_the_old_result(study: Path, number: int) -> None:
    test_draws_give_a_bandwidth(study)
    before = {name: (study / "uitkomst" / name).read_bytes() for name in files_in(study / "uitkomst")}
    child = subprocess.Popen(
        [sys.executable, "-m", "besluitsteun", "reken", "mijn-studie", "--trekkingen", "1000000"],
        cwd=study.parent,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    time.sleep(3)
    child.send_signal(number)
    out, err = child.communicate(timeout=30)
    assert (child.returncode, out) == (130, b"")
    assert err.decode() == "Onderbroken: geen halve uitkomst. De oude staat er nog, of de nieuwe al helemaal.\n"
    assert {name: (study / "uitkomst" / name).read_bytes() for name in files_in(study / "uitkomst")} == before
    assert [path.name for path in study.iterdir() if path.name.startswith(".")] == []
