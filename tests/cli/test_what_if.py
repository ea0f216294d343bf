"""`watals` on the screen: a small study by hand, what nobody may see, and the real studies."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from besluitsteun.cli import main
from besluitsteun.cli.asked import variation_of
from besluitsteun.cli.what_if import screen, what_if
from besluitsteun.problems import InputError
from besluitsteun.schema.scenarios import Scenario

from ..small_result import SECRET_ID, SECRET_NAME, SECRET_X, small_study
from ..test_result import CALM, FLOOD

ROOT = Path(__file__).parents[2]
IJSSELSTREEK = str(ROOT / "scenario's" / "ijsselstreek")


def shown(
    outages: Sequence[str] = (),
    water: Sequence[str] = (),
    scenario: str | None = None,
    who: str = "net",
    **changes: Any,
) -> list[str]:
    study = small_study(**{"scenarios": (FLOOD, CALM)} | changes)
    return screen(what_if(study, variation_of(study, outages, water, scenario, who), who), "mijn studie")


def block(lines: list[str], title: str) -> list[str]:
    """The lines under a heading."""
    after = lines[lines.index(title) + 1 :]
    return after[: after.index("")]


def told(lines: list[str]) -> list[str]:
    """The lines without the room that aligns them."""
    return [re.sub(r"(?<=\S) +", " ", line) for line in lines]


def test_an_outage_by_hand() -> None:
    """Rust: hs out 4–10 h takes three others along for 6 h: 40 × 6 subscribers, 100.6 × 6 connections.

    Vloed: hs is down from 1 to 35 h already.
    """
    lines = told(shown(["hs:4-10"]))
    assert lines[:3] == [
        "Wat als in Klein",
        "  Onderstation [hs] uit van uur 4 tot uur 10",
        "Eerst is de studie zoals ze is, daarna met deze verandering. Er is geen bandbreedte gerekend.",
    ]
    calm = block(lines, "rust")
    assert "  Uren zonder de functie · Stroom 0 → 604 aansluitingen × uur: +604" in calm
    assert "  Uren zonder de functie · Telecom 0 → 240 abonnees × uur: +240" in calm
    out = (
        f"{SECRET_NAME} [{SECRET_ID}] (+6 uur), Onderstation [hs] (+6 uur), Mast [mast] (+6 uur), Wijk [wijk] (+6 uur)"
    )
    assert f"  nieuw uit 4 objecten: {out}" in calm
    why = [line for line in calm if line.startswith("  Waarom: ")]
    assert [line.split()[1] for line in why] == ["Wijk", "Mast"]  # 600 residents; another function
    assert "Onderstation wordt in dit scenario na 4 uur buiten bedrijf gesteld" in why[0]
    assert "Geen verschil in vloed." in lines
    assert lines[-3:] == [
        "Zo bewaart u dit: schrijf bij het scenario in uw studie, naast wat daar al staat",
        "  uitval: [{object: hs, van_uur: 4, tot_uur: 10}]",
        'Daarna: besluitsteun reken "mijn studie"',
    ]


def test_lower_water_by_hand() -> None:
    """At 0.7 m hs (0.8 m) stays up, so nobody is out any more; and in rust stands no water."""
    lines = told(shown(water=["-0,3"]))
    flood = block(lines, "vloed")
    assert "  Uren zonder de functie · Stroom 3.420 → 0 aansluitingen × uur: -3.420 (-100,0 %)" in flood
    assert any(line.startswith("  niet meer uit 4 objecten: ") for line in flood)
    assert any(line.split() == ["minder", "diep", "5", "objecten"] for line in flood)
    assert not any("Waarom" in line for line in flood)
    assert "Geen verschil in rust: daar staat geen water bij de objecten waar het zou veranderen." in lines
    assert "  waterdiepte: {plus_m: -0.3}" in lines


def test_water_in_one_area_is_kept_with_a_map_of_ones_own() -> None:
    lines = shown(water=["-2@stad"], scenario="vloed")
    assert lines[1] == "  in stad 2 m lager water, waar al water staat"
    assert any(line.split() == ["nu", "droog", "4", "objecten"] for line in lines)
    assert lines[-2] == "Ander water alleen in stad bewaart u met een eigen kaart of tabel met dieptes."
    assert "rust" not in " ".join(lines)
    assert not any("plus_m" in line for line in lines)


def test_plus_m_that_the_scenario_has_is_counted_in() -> None:
    depth = {"uniform_m": 1.0, "plus_m": 0.1}
    other = Scenario.model_validate({"id": "hoog", "waterdiepte": depth, "duur_uur": 5, "ontbrekend": "droog"})
    lines = shown(water=["+0.2"], scenarios=(FLOOD, CALM, other))
    assert [line for line in lines if "plus_m" in line] == [
        "  waterdiepte: {plus_m: 0.2}   # vloed",
        "  waterdiepte: {plus_m: 0.3}   # hoog",
    ]


def test_water_that_the_scenario_had_lowered_comes_back() -> None:
    """The map says 1.0 m, and the scenario 1.2 m less: dry; with 0.5 m more it is 0.3 m."""
    depth = {"uniform_m": 1.0, "plus_m": -1.2}
    low = Scenario.model_validate({"id": "laag", "waterdiepte": depth, "duur_uur": 5, "ontbrekend": "droog"})
    lines = told(shown(water=["+0.5"], scenarios=(low,)))
    assert "  nu nat 5 objecten" in block(lines, "laag")
    assert not any("uit " in line for line in block(lines, "laag"))
    assert "  waterdiepte: {plus_m: -0.7}" in lines


def test_nothing_that_changes_is_said_to_be_no_difference() -> None:
    lines = shown(water=["+0"])
    assert lines[3:] == ["", "Geen verschil in vloed en rust.", "", 'Verder: besluitsteun reken "mijn studie"']


def test_water_that_would_stand_impossibly_deep() -> None:
    deep = FLOOD.model_copy(update={"depth": FLOOD.depth and FLOOD.depth.model_copy(update={"plus_m": 90.0})})
    with pytest.raises(InputError, match="--water · het water komt in vloed boven 100 m"):
        shown(water=["+15"], scenarios=(deep,))


def test_verdicts_that_change() -> None:
    from besluitsteun.schema.ambitions import Limit

    limit = {"id": "g1", "criterium": "gebruikersuren", "functie": "telecom", "acceptabel_tot": 100, "partij": "net"}
    study = {"limits": (Limit.model_validate({**limit, "onacceptabel_vanaf": 200}),)}
    lines = shown(["hs:4-10"], scenario="rust", **study)
    assert "  oordeel g1  acceptabel → onacceptabel" in lines


@pytest.mark.parametrize("outages", [["hs:4-10"], ["wijk"]])
@pytest.mark.parametrize("water", [[], ["+0.5"], ["-0.3"]])
def test_nothing_of_a_hidden_object_is_told(outages: list[str], water: list[str]) -> None:
    text = "\n".join(shown(outages, water, who="openbaar"))
    for secret in (SECRET_ID, SECRET_NAME, str(SECRET_X)):
        assert secret not in text
    assert "Voor publiek openbaar niet zichtbaar: 1 object. " in text


def test_a_hidden_object_that_would_be_told_of_first_is_not_explained() -> None:
    assets = small_study().assets
    crowded = tuple(each.model_copy(update={"residents": 9000}) if each.id == SECRET_ID else each for each in assets)
    told_to = {
        who: [line for line in shown(["hs:4-10"], scenario="rust", who=who, assets=crowded) if "  Waarom: " in line]
        for who in ("net", "openbaar")
    }
    first_words = {who: [line.split()[1] for line in why] for who, why in told_to.items()}
    assert first_words == {"net": ["Kluis", "Mast"], "openbaar": ["Wijk", "Mast"]}
    assert "een niet-openbaar object (stroom)" in told_to["openbaar"][0]


# --- as a command ----------------------------------------------------------------------------------------------------


def test_the_command_without_a_change(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watals", "mijn studie"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "Geef --uitval, --water, --maatregel of --richting: wat is er anders?",
        'Bijvoorbeeld: besluitsteun watals "mijn studie" --water +0.5',
        "Hulp: besluitsteun watals --help",
    ]


def test_lower_water_may_be_written_with_a_minus_and_a_public_must_exist(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["watals", IJSSELSTREEK, "--water", "-0,3@Hanzeveld", "--water=-0.1@Sallerhoek", "--stil"]
    assert main(asked) == 0
    assert "in Hanzeveld 0,3 m lager water" in capsys.readouterr().out
    assert main([*asked, "--publiek", "iedereen"]) == 2
    assert "--publiek · onbekend publiek 'iedereen'" in capsys.readouterr().err


def test_one_station_in_a_scenario_that_misses_it(capsys: pytest.CaptureFixture[str]) -> None:
    """LEESMIJ tells how Broekweg takes the pumping station and then the high-voltage station along, in the middle."""
    began = time.perf_counter()
    assert main(["watals", IJSSELSTREEK, "--uitval", "ms_broekweg:12-84", "--scenario", "regen_oost"]) == 0
    assert time.perf_counter() - began < 10  # measured 1.1 s; this holds on a slow machine as well
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  nieuw uit  30 objecten: ") for line in lines)
    assert any(line.split()[:4] == ["blokkade", "erbij", "30", "objecten,"] for line in lines)
    why = next(line for line in lines if line.startswith("  Waarom: "))
    for link in ("Verdeelstation Broekweg wordt", "Poldergemaal Broek", "Onderstation Weteringbroek"):
        assert link in why
    assert len(lines) <= 24


def test_kampen_within_the_time_of_a_question(
    real_data: Path,  # noqa: ARG001
    capsys: pytest.CaptureFixture[str],
) -> None:
    kampen = str(ROOT / "scenario's" / "kampen")
    began = time.perf_counter()
    assert main(["watals", kampen, "--uitval", "MS001:0-12", "--scenario", "west"]) == 0
    assert time.perf_counter() - began < 15  # measured 1.7 s
    assert "west: Flevoland en Dronten" in capsys.readouterr().out
