"""The whole run from a study in memory: hand-worked outcome, same for every engine and number of threads."""

from __future__ import annotations

from decimal import Decimal

import pytest

from besluitsteun.result import run
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.simulation.exposure import failure_depths

from .small_result import ASSETS, small_study

FLOOD = Scenario.model_validate(
    {"id": "vloed", "waterdiepte": {"uniform_m": 1.0}, "begin_uur": 1, "duur_uur": 10, "ontbrekend": "droog"}
)
CALM = Scenario.model_validate({"id": "rust"})


def test_hand_worked() -> None:
    """Hs is flooded from 1 h to 11 h and repaired in 24 h: down for 34 h, and all that hang on it with it.

    Connections: (100.5 + 0.1) × 34 = 3420.4; subscribers: 40 × 34 = 1360; outside nobody lost anything.
    """
    result = run(small_study(scenarios=(FLOOD, CALM)))
    downs = {row[1]: row[5:12] for row in result.rows["uitval"]}
    chain = (Decimal(1), Decimal(34), Decimal(0), False, "keten")
    assert downs == {
        "hs": (Decimal(1), Decimal(34), Decimal(34), False, "overstroming", 0, ()),
        "geheim_station": (*chain, 1, ("hs",)),
        "mast": (*chain, 2, ("geheim_station",)),
        "wijk": (*chain, 2, ("geheim_station",)),
    }
    lost = {row[2:4]: row[6] for row in result.rows["gevolgen"] if row[:2] == ("vloed", "gebruikersuren")}
    assert lost == {("stroom", "stad"): Decimal("3420.4"), ("telecom", "stad"): 1360, ("telecom", "polder"): 0}
    wet = {row[1]: row[4:] for row in result.rows["blootstelling"]}
    assert wet["hs"] == (1, 10, Decimal("0.8"), Decimal("-0.2"))
    assert wet["mast"] == (1, 10, None, None)
    assert {row[0] for row in result.rows["gevolgen"]} == {"vloed", "rust"}
    assert (result.engine, result.draws) == ("vertolkt", 0)


def test_progress_is_told() -> None:
    told: list[tuple[str, int, int]] = []
    run(small_study(scenarios=(FLOOD, CALM)), progress=lambda *each: told.append(each), threads=1)
    assert ("ketens doorrekenen", 1, 2) in told
    assert ("ketens doorrekenen", 2, 2) in told


def test_threads_and_draws_change_nothing_in_the_modal_run() -> None:
    study = small_study(scenarios=(FLOOD, CALM))
    base = run(study, threads=1).rows
    assert run(study, threads=3, draws=5).rows == base


def ranged(low: float, high: float) -> tuple[Asset, ...]:
    """The small study with a range around the repair time of hs."""
    first = {**ASSETS[0], "hersteltijd_uur_min": low, "hersteltijd_uur_max": high}
    return tuple(Asset.model_validate(each) for each in (first, *ASSETS[1:]))


def test_bandwidth_of_a_repair_time_between_20_and_40_hours() -> None:
    """Down from 30 to 47 h (the horizon is at 48 h): 40 subscribers lose 1200 to 1880 hours, 1360 in the modal run."""
    study = small_study(scenarios=(FLOOD, CALM), assets=ranged(20, 40))
    result = run(study, draws=60)
    assert result.draws == 60
    rows = {row[:4]: row for row in result.rows["gevolgen"]}
    value, low, high = rows["vloed", "gebruikersuren", "telecom", "stad"][6:9]
    assert isinstance(low, Decimal)
    assert isinstance(high, Decimal)
    assert value == 1360
    assert 1200 <= low < high <= 1880
    assert high - low > 200
    assert rows["rust", "gebruikersuren", "telecom", "stad"][6:9] == (0, 0, 0)
    assert run(study, draws=60, threads=2).rows == result.rows


def test_a_range_without_width_gives_the_modal_value() -> None:
    """A range on an asset that does not matter makes bandwidth; that of all else is then its own value."""
    assets = (*ranged(24, 24)[:4], Asset.model_validate({**ASSETS[4], "gebruikers_min": 1, "gebruikers_max": 9}))
    result = run(small_study(scenarios=(FLOOD,), assets=assets), draws=10)
    rows = {row[2:4]: row[6:9] for row in result.rows["gevolgen"] if row[1] == "gebruikersuren"}
    assert rows["telecom", "stad"] == (1360, 1360, 1360)
    assert rows["stroom", "stad"] == (Decimal("3420.4"),) * 3


@pytest.mark.parametrize("draws", [0, 5])
def test_no_range_no_bandwidth(draws: int) -> None:
    result = run(small_study(scenarios=(FLOOD,)), draws=draws)
    assert {row[7:9] for row in result.rows["gevolgen"]} == {(None, None)}
    assert result.draws == 0


def test_failure_depths_follow_a_critical_level_where_the_ground_is_known() -> None:
    """Level +2.5 m NAP over ground at +1.2 m is a depth of 1.3 m; ground above the level is 0; unknown is unknown."""
    import numpy as np

    from besluitsteun.hazard.inundation import UNKNOWN_GROUND, Inundation
    from besluitsteun.network import build_network

    level = {"functie": "stroom", "hoogte_kritisch_mnap": 2.5, "hersteltijd_uur": 1}
    assets = tuple(Asset.model_validate({"id": each, **level}) for each in ("laag", "hoog", "onbekend"))
    network = build_network(small_study(assets=assets, needs=()))
    none = np.array([], dtype=np.int32)
    ground = np.array([1200, 3000, UNKNOWN_GROUND], dtype=np.int32)
    with_level = Inundation("peil", none, none, none, none, ground_mm=ground)
    with_depth = Inundation("diepte", none, none, none, none)
    assert failure_depths(network, with_level).tolist() == [1300, 0, -1]
    assert failure_depths(network, with_depth).tolist() == [-1, -1, -1]
