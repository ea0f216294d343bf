"""A variation against the same written in the study, and what more harm can never do."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import besluitsteun as bs
from besluitsteun.assessment import Assessment, assess
from besluitsteun.hazard.inundation import Inundation, raised
from besluitsteun.loading.study import Study
from besluitsteun.network import build_network
from besluitsteun.result import rows_of
from besluitsteun.schema.scenarios import DepthSource, ImposedOutage, Scenario
from besluitsteun.simulation.exposure import read_water
from besluitsteun.simulation.outages import ScenarioOutages
from besluitsteun.variation import Rise, Variation, rises_per_asset, varied, varied_water

from .small_result import ints, small_study

FOLDER = Path(__file__).parents[1] / "scenario's" / "ijsselstreek"
TRIED = ("ms_zuid", "ms_haven", "hs_sallerhoek", "gemaal_broek", "rwzi_hanzeveld", "knoop_weteringbroek", "mast_enk")


@cache
def the_study() -> Study:
    return bs.read_study(FOLDER)


@cache
def the_water() -> tuple[Inundation, ...]:
    return read_water(the_study())


def imposed(asset: str, begin: int, end: int | None = None) -> ImposedOutage:
    until = None if end is None else Decimal(end)
    return ImposedOutage.model_validate({"object": asset, "van_uur": Decimal(begin), "tot_uur": until})


def computed(variation: Variation) -> Assessment:
    study = varied(the_study(), variation)
    return assess(study, build_network(study), varied_water(the_study(), variation, the_water()))


@cache
def the_base() -> Assessment:
    return computed(Variation())


# --- the water -------------------------------------------------------------------------------------------------------


def test_water_rises_where_it_stands_and_runs_that_dry_up_vanish() -> None:
    ground = ints(5, 6, 7)
    water = Inundation("s", ints(0, 0, 2), ints(1, 3, 2), ints(3, 9, 4), ints(200, 500, 300), ground, ("nat",))
    found = raised(water, ints(-200, 1000, 50))
    columns = (found.asset, found.start, found.end, found.depth_mm)
    assert list(zip(*(each.tolist() for each in columns), strict=True)) == [(0, 3, 9, 300), (2, 2, 4, 350)]
    assert all(each.dtype == np.int32 for each in columns)
    assert found.ground_mm is ground
    assert (found.scenario, found.notes) == ("s", ("nat",))


def test_what_is_wet_from_the_first_hour_is_no_longer_so_when_its_first_run_dries_up() -> None:
    """Asset 0 dries up at first, 1 stays wet, 2 dries up altogether."""
    water = Inundation(
        "s", ints(0, 0, 1, 2), ints(0, 2, 0, 0), ints(2, 4, 4, 4), ints(50, 500, 500, 50), begins_wet=ints(0, 1, 2)
    )
    assert raised(water, ints(-100, -100, -100)).begins_wet.tolist() == [1]
    assert raised(water, ints(0, 10, 20)).begins_wet.tolist() == [0, 1, 2]


def test_rises_add_up_in_any_division() -> None:
    """Stad: hs, secret, mast, wijk; polder: buiten. District A: hs and buiten."""
    district = ("A", "", "B", "", "A")
    assets = tuple(
        asset.model_copy(update={"areas": {"wijk": name} if name else {}})
        for asset, name in zip(small_study().assets, district, strict=True)
    )
    study = small_study(assets=assets, divisions=("wijk",))
    variation = Variation(rises=(Rise(10), Rise(-300, "stad"), Rise(5, "A")))
    assert rises_per_asset(study, variation).tolist() == [-285, -290, -290, -290, 15]


# --- the same, written in the study ----------------------------------------------------------------------------------


def with_plus(scenario: Scenario, metres: float) -> Scenario:
    assert scenario.depth is not None
    keys = scenario.depth.model_dump(by_alias=True, exclude_none=True)
    return scenario.model_copy(update={"depth": DepthSource.model_validate({**keys, "plus_m": metres})})


@pytest.mark.parametrize("metres", [0.5, -0.25, 0.001])
def test_a_rise_is_what_plus_m_in_the_study_is(metres: float) -> None:
    study = the_study()
    raised = replace(study, scenarios=tuple(with_plus(each, metres) for each in study.scenarios))
    written = bs.run(raised, measures=False)
    found = rows_of(computed(Variation(rises=(Rise(round(metres * 1000)),))), ())
    for table in ("uitval", "blootstelling", "gevolgen", "gevolgen_gebied", "oordeel"):
        assert found[table] == written.rows[table], table
    assert found["blootstelling"] != rows_of(the_base(), ())["blootstelling"]


def test_an_outage_is_what_uitval_in_the_study_is() -> None:
    """Only in the scenario asked for, next to the outage that it has."""
    study = the_study()
    asked, last = imposed("ms_zuid", 80, 100), study.scenarios[-1]
    changed = last.model_copy(update={"outages": (*last.outages, asked)})
    written = bs.run(replace(study, scenarios=(*study.scenarios[:-1], changed)), measures=False)
    found = rows_of(computed(Variation(outages=(asked,), scenarios=(last.id,))), ())
    assert found["uitval"] == written.rows["uitval"]
    assert found["gevolgen"] == written.rows["gevolgen"]
    base = rows_of(the_base(), ())["uitval"]
    assert [row for row in base if row[0] != last.id] == [row for row in found["uitval"] if row[0] != last.id]
    assert base != found["uitval"]


def test_a_rise_by_area_is_that_everywhere_but_for_less_than_half_a_millimetre() -> None:
    """Of the areas together, against the same everywhere: no depth differs, only the edge of a wave in time."""
    areas = tuple(Rise(300, area) for area in ("Hanzeveld", "Weteringbroek", "Sallerhoek"))
    found, everywhere = (computed(Variation(rises=each)).exposure.scenarios for each in (areas, (Rise(300),)))
    for one, other in zip(found, everywhere, strict=True):
        assert one.wet_asset.tolist() == other.wet_asset.tolist()
        assert one.wet_depth_mm.tolist() == other.wet_depth_mm.tolist()
        assert all(0 <= each <= 2 for each in (other.wet_steps - one.wet_steps).tolist())


# --- laws ------------------------------------------------------------------------------------------------------------


def steps_down(outages: ScenarioOutages) -> set[tuple[int, int]]:
    """(asset, step) in which it is down."""
    spans = zip(outages.spans.asset.tolist(), outages.spans.start.tolist(), outages.spans.end.tolist(), strict=True)
    return {(asset, step) for asset, start, end in spans for step in range(start, end)}


@pytest.mark.parametrize("asset", TRIED)
def test_an_added_outage_never_lets_anything_recover_earlier(asset: str) -> None:
    found = computed(Variation(outages=(imposed(asset, 5, 30), imposed(asset, 20, 60), imposed(asset, 700))))
    number = found.network.index[asset]
    for before, after in zip(the_base().outages.scenarios, found.outages.scenarios, strict=True):
        down = steps_down(after)
        assert steps_down(before) <= down
        assert {(number, step) for step in (*range(5, 60), *range(700, 720))} <= down


def user_hours(assessment: Assessment) -> dict[tuple[Any, ...], Decimal]:
    rows = rows_of(assessment, ())["gevolgen"]
    return {row[:6]: Decimal(str(row[6])) for row in rows if row[1] == "gebruikersuren"}


def test_higher_water_never_costs_fewer_user_hours() -> None:
    before = user_hours(computed(Variation(rises=(Rise(-600),))))
    for mm in (-300, 0, 100, 400, 1500):
        after = user_hours(computed(Variation(rises=(Rise(mm),))))
        assert before.keys() == after.keys()
        assert all(before[key] <= after[key] for key in before)
        before = after


def test_no_variation_is_the_base() -> None:
    """Nor is one of a kind that changes nothing."""
    base = rows_of(the_base(), ())
    assert rows_of(computed(Variation(rises=(Rise(0),))), ()) == base
    assert rows_of(computed(Variation(rises=(Rise(900), Rise(-900, "Hanzeveld")), scenarios=("geen",))), ()) == base
