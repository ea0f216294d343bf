"""A whole run, measured: what the water does to people and money, and the bandwidth of draws."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from besluitsteun.assessment import Assessment, assess
from besluitsteun.consequences.quantify import quantify
from besluitsteun.network import build_network
from besluitsteun.simulation.exposure import read_water
from besluitsteun.simulation.runner import Engine

from .happening import study

FLOOD = {"id": "s", "waterdiepte": {"uniform_m": 3}, "begin_uur": 2, "duur_uur": 10}
HOUSE = {"id": "a", "gebruikers": 10, "inwoners": 10_000, "faaldiepte_m": 0.5, "hersteltijd_uur": 8}


def run(*, draws: int = 0, threads: int = 1, **rest: Any) -> Assessment:
    of = study(rest.pop("assets", [HOUSE]), **rest)
    return assess(of, build_network(of), read_water(of), draws=draws, engine=Engine.INTERPRETED, threads=threads)


def values(found: Assessment, criterion: str) -> list[Decimal | None]:
    return [each.value.value for each in quantify(found.measurements) if each.criterion == criterion]


def test_a_flood_by_hand() -> None:
    """Flooded from 2 to 12 h and repaired in 8 h: 18 h × 10 users; nobody knows how fast it rose."""
    found = run(scenarios=[FLOOD])
    assert values(found, "gebruikersuren") == [180]
    assert values(found, "getroffenen") == [10_000]
    (deaths,) = values(found, "dodelijke_slachtoffers")
    assert float(deaths or 0) == pytest.approx(10_000 * 0.00904, abs=0.1)  # Φ((ln 3 − 7.60)/2.75) = Φ(−2.3641)


def test_the_evacuated_share_of_a_scenario_goes_before_the_key_figure() -> None:
    shares = ({}, {"geevacueerd_aandeel": 0}, {"geevacueerd_aandeel": 0.75}, {"geevacueerd_aandeel": 1})
    found = run(scenarios=[{**FLOOD, **share, "id": f"s{n}"} for n, share in enumerate(shares)])
    deaths = [float(each or 0) for each in values(found, "dodelijke_slachtoffers")]
    assert deaths[0] == deaths[1] > 0  # shipped: nobody left in time
    assert deaths[2] == pytest.approx(deaths[0] / 4, abs=1e-5)
    assert deaths[3] == 0


def test_a_course_in_time_that_rises_fast_kills_more_than_a_block_of_the_same_depth(tmp_path: Path) -> None:
    """6 m in one hour, a known course; against 6 m that stand there at once, and nobody knows how fast they came."""
    (tmp_path / "d.csv").write_text("object,uur,diepte_m\na,0,0\na,1,6\na,9,0\n", encoding="utf-8")
    course = {"id": "verloop", "waterdiepte": {"tabel": "d.csv"}}
    block = {"id": "blok", "waterdiepte": {"uniform_m": 6}, "duur_uur": 9}
    found = run(scenarios=[course, block], folder=tmp_path)
    fast, slow = (float(each or 0) for each in values(found, "dodelijke_slachtoffers"))
    assert fast == pytest.approx(10_000 * 0.8820, abs=5)  # Φ((ln 6 − 1.46)/0.28) = Φ(1.1849)
    assert slow == pytest.approx(10_000 * 0.01733, abs=1)  # Φ((ln 6 − 7.60)/2.75) = Φ(−2.1121)


RANGED = {**HOUSE, "hersteltijd_uur_min": 4, "hersteltijd_uur_max": 20, "gebruikers_min": 5, "gebruikers_max": 15}


def test_the_bandwidth_spans_the_draws_and_does_not_move_the_modal_run() -> None:
    """14 to 30 h × 5 to 15 users."""
    limits = [{"id": "g", "criterium": "uitval_uur", "acceptabel_tot": 20}]
    found = run(assets=[RANGED], scenarios=[FLOOD], limits=limits, draws=40)
    (hours,) = [each.value for each in quantify(found.measurements) if each.criterion == "gebruikersuren"]
    assert hours.value == 180
    assert hours.low is not None
    assert hours.high is not None
    assert 14 * 5 <= hours.low < hours.high <= 30 * 15
    (verdict,) = found.judgements.limits
    assert verdict.value.value == 18
    assert verdict.verdict.value == "nader_onderzoek"  # 18 h is within 20 h, but one draw in ten takes longer


def test_nothing_with_a_range_has_no_bandwidth() -> None:
    assert run(scenarios=[FLOOD], draws=40).measurements.draw_total == 0


def test_threads_change_nothing() -> None:
    one, two = (run(assets=[RANGED], scenarios=[FLOOD, {**FLOOD, "id": "t"}], draws=9, threads=each) for each in (1, 2))
    assert quantify(one.measurements) == quantify(two.measurements)
    assert one.judgements == two.judgements
