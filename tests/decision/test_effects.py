"""Effects against enumeration: what changes nothing, and what a measure does only beside others, or no longer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from besluitsteun.decision.effects import (
    REDUNDANT,
    REVERSED,
    WORKS_WITH,
    Remark,
    alone,
    idle,
    in_context,
    interactions,
    remarks,
)
from besluitsteun.decision.outcomes import Count, Yardstick
from besluitsteun.decision.packages.room import Room
from besluitsteun.schema.measures import Measure

from ..measures.worlds import World, world

HOURS = Count("gebruikersuren", (("stroom", 1.0),))


def measure(name: str, *effects: dict[str, Any], **rest: Any) -> Measure:
    row = {"id": name, "naam": name, "laag": "herstel", "kosten_eur": 100, "jaarlijks_eur": 0, "effecten": effects}
    return Measure.model_validate({**row, **rest})


def of_measures(of: World, *made: Measure) -> World:
    return World(replace(of.study, measures=made), of.water)


def told(of: World, count: Count = HOURS) -> tuple[tuple[Remark, ...], tuple[str, ...]]:
    simulation = of.simulation()
    yardstick, room = Yardstick(simulation.ledger), Room.of(of.study, simulation.catalogue)
    by_itself = alone(simulation, yardstick, [count])
    beside = in_context(simulation, room, yardstick, [count], seed=1)
    return remarks(simulation, yardstick, by_itself, beside), idle(simulation.catalogue, by_itself, beside)


def flooded(of: World) -> tuple[str, ...]:
    """Objects with users of power that water or others take down in some scenario."""
    simulation = of.simulation()
    failing = {int(each) for spans in simulation.base.spans for each in spans.asset}
    return tuple(
        asset.id
        for place, asset in enumerate(of.study.assets)
        if place in failing and asset.function == "stroom" and (asset.users or 0) > 0
    )


def dry_and_still(name: str, *objects: str) -> Measure:
    """One that keeps objects dry, whatever the depth."""
    return measure(name, {"op": {"objecten": list(objects)}, "eigenschap": "faaldiepte_m", "wordt": 9})


@pytest.mark.parametrize("seed", [0, 1, 2, 4, 5])  # in 3 nobody is without power
def test_a_measure_on_what_is_never_wet_or_served_is_idle(seed: int) -> None:
    of = world(seed)
    wet = {int(each) for water in of.water for each in water.asset}
    dry = [asset.id for place, asset in enumerate(of.study.assets) if place not in wet]
    useless = dry_and_still("niets", *dry)
    everywhere = measure("alles", {"op": {"scenarios": "alle"}, "eigenschap": "waterdiepte_m", "maal": 0})
    after = measure("erna", {"op": {"objecten": dry}, "eigenschap": "faaldiepte_m", "wordt": 8}, vereist=["alles"])
    _, still = told(of_measures(of, useless, everywhere, after))
    assert still == ("niets", "erna")


def test_what_works_only_beside_another_is_not_idle_and_its_partner_is_named() -> None:
    """A house needs both stations: saving one of them does nothing."""
    said, still = told(both_needed(minimum=2))
    assert still == ()
    found = {(each.measure, each.kind, each.partners) for each in said}
    assert found
    assert found <= {("een", WORKS_WITH, ("twee",)), ("twee", WORKS_WITH, ("een",))}


def test_what_does_nothing_more_beside_another_is_redundant() -> None:
    """One station is enough for the house: saving the other as well adds nothing."""
    of = both_needed(minimum=1)
    said, still = told(of)
    assert still == ()
    assert {each.kind for each in said} <= {REDUNDANT}
    pairs = interactions(of.simulation(), Yardstick(of.simulation().ledger), HOURS, ["een", "twee"])
    assert (pairs[:, 0, 1] < 0).all()


def both_needed(minimum: int) -> World:
    """Two wet stations and a house with users that needs ``minimum`` of them; a measure that saves each."""
    from decimal import Decimal

    from besluitsteun.hazard.inundation import Inundation
    from besluitsteun.loading.study import Need
    from besluitsteun.schema.assets import Asset

    of = world(0)
    rows = [
        {"id": "a", "functie": "stroom", "faaldiepte_m": 0.1, "hersteltijd_uur": 2},
        {"id": "b", "functie": "stroom", "faaldiepte_m": 0.1, "hersteltijd_uur": 2},
        {"id": "huis", "functie": "stroom", "gebruikers": 5},
    ]
    assets = tuple(Asset.model_validate(each) for each in rows)
    needs = (Need("huis", "", ("a", "b"), minimum, Decimal(0), Decimal(0)),)
    study = replace(
        of.study,
        assets=assets,
        needs=needs,
        limits=(),
        measures=(dry_and_still("een", "a"), dry_and_still("twee", "b")),
    )
    columns = (np.array(each, dtype=np.int32) for each in ([0, 1], [1, 1], [5, 5], [500, 500]))
    at, start, end, depth = columns
    water = tuple(Inundation(each.id, at, start, end, depth) for each in study.scenarios)
    return World(study, water)


def test_a_remark_tells_the_difference_between_alone_and_beside() -> None:
    """Whatever the world: alone nothing, or beside others nothing, or the other way round."""
    kinds = set()
    for seed in range(12):
        of = world(seed, measures=6)
        simulation = of.simulation()
        yardstick, room = Yardstick(simulation.ledger), Room.of(of.study, simulation.catalogue)
        by_itself = alone(simulation, yardstick, [HOURS])
        beside = in_context(simulation, room, yardstick, [HOURS], seed=1)
        for each in remarks(simulation, yardstick, by_itself, beside):
            place = by_itself.measures.index(each.measure)
            one = by_itself.effect[each.scenario, place, each.count]
            other = beside.mean[each.scenario, place, each.count]
            kinds.add(each.kind)
            if each.kind == WORKS_WITH:
                assert one == 0
                assert other != 0
            elif each.kind == REVERSED:
                assert one * other < 0
            else:
                assert one != 0
            changed = [changed_beside(of, each, partner) for partner in each.partners]
            assert all(change != pytest.approx(one, abs=1e-9) for change in changed)
            assert changed == sorted(changed, reverse=bool(other > one))
    assert WORKS_WITH in kinds
    assert REDUNDANT in kinds


def changed_beside(of: World, remark: Remark, partner: str) -> float:
    """What the measure avoids when its partner is there already."""
    simulation = of.simulation()
    yardstick, catalogue = Yardstick(simulation.ledger), simulation.catalogue
    there = catalogue.with_required(partner)
    before = yardstick.per_scenario(HOURS, simulation.outcome(there))
    after = yardstick.per_scenario(HOURS, simulation.outcome(there | catalogue.with_required(remark.measure)))
    return float((before - after)[remark.scenario])
