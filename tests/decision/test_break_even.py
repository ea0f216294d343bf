"""When a measure pays back, by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from besluitsteun.decision.break_even import break_even
from besluitsteun.decision.outcomes import Yardstick
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.schema.scenarios import Scenario

from ..measures.worlds import World, world


def one_house() -> World:
    """Depth 1 m costs all of the 1,000 euro; a quay of 2 m keeps it dry: 200 euro over 10 years, no rent, 5 a year."""
    of = world(0)
    house = of.study.assets[0].model_copy(
        update={"max_damage_eur": 1000.0, "failure_depth_m": None, "users": 0.0, "damage_curve": "waterschadeschatter"}
    )
    name = house.id
    make = of.study.measures[0].model_validate
    row = {"naam": "Kade", "laag": "preventie",
           "effecten": [{"op": {"objecten": [name]}, "eigenschap": "keert_tot_m", "wordt": 2}]}  # fmt: skip
    quay = make({"id": "kade", "kosten_eur": 200, "jaarlijks_eur": 5, "levensduur_jaar": 10} | row)
    unknown = make({"id": "onbekend", "kosten_eur": 200} | row)
    scenarios = tuple(
        Scenario.model_validate({"id": each, "herhalingstijd_jaar": {"van": 300, "tot": 10000}})
        for each in ("nat", "droog")
    )
    none, one = np.zeros(0, dtype=np.int32), np.array([0], dtype=np.int32)
    water = (Inundation("nat", one, one, one + 5, one + 1000), Inundation("droog", none, none, none, none))
    study = replace(
        of.study, assets=(house,), needs=(), scenarios=scenarios, measures=(quay, unknown), limits=(), discount_rate=0.0
    )
    return World(study, water)


def test_avoided_damage_over_yearly_cost() -> None:
    of = one_house()
    simulation = of.simulation()
    yardstick, without = Yardstick(simulation.ledger), simulation.outcome(())
    wet, dry = break_even(simulation, yardstick, of.study.measures[:1], without, simulation.outcome({"kade"}))
    assert wet.avoided_eur == pytest.approx(1000.0)
    assert wet.yearly_eur == pytest.approx(200 / 10 + 5)
    assert wet.years == pytest.approx(1000 / 25)
    assert wet.published == (300, 10000)
    assert (dry.avoided_eur, dry.years) == (0.0, None)
    (unknown, _) = break_even(simulation, yardstick, of.study.measures[1:], without, simulation.outcome({"onbekend"}))
    assert (unknown.yearly_eur, unknown.years) == (None, None)
