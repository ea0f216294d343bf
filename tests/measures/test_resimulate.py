"""A set of measures does what the same changes written into the study would do."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from besluitsteun.assessment import assess
from besluitsteun.consequences.ledger import Entry
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.loading.study import Need, Study
from besluitsteun.measures.apply import Run, changed_water, changed_wiring
from besluitsteun.measures.resimulate import NOTHING, Resimulation
from besluitsteun.network import build_network
from besluitsteun.schema.assets import Asset
from besluitsteun.simulation.draws import Drawer
from besluitsteun.simulation.runner import Engine

from .worlds import World, world

FIELDS = {
    "faaldiepte_m": "failure_depth_m",
    "hersteltijd_uur": "repair_hours",
    "kwetsbare_gebruikers": "vulnerable_users",
}
BETTER = {
    "faaldiepte_m": max,
    "hersteltijd_uur": min,
    "kwetsbare_gebruikers": min,
    "buffer_uur": max,
    "herstart_uur": min,
    "minimaal": min,
    "startfaalkans": min,
    "geevacueerd_aandeel": max,
}
MOST = {"startfaalkans": 1.0, "geevacueerd_aandeel": 1.0}


def effects_on(study: Study, chosen: Collection[str], key: str, asset: str) -> list[Any]:
    every = [effect for measure in study.measures if measure.id in chosen for effect in measure.effects]
    return [each for each in every if each.property_ == key and each.target and asset in each.target.assets]


def changed(key: str, base: float | None, effects: list[Any]) -> float | None:
    """Best ``wordt`` (or the base) × all ``maal`` + all ``plus``, at least 0: page 05, one value at a time."""
    given = [float(each.becomes) for each in effects if each.becomes is not None]
    value = BETTER[key](given) if given else base
    if value is None:
        return None
    for each in effects:
        value *= 1.0 if each.times is None else each.times
    return min(MOST.get(key, np.inf), max(0.0, value + sum(each.plus or 0.0 for each in effects)))


def written(of: World, chosen: Collection[str]) -> World:
    """The study and its water with the measures written into the records."""
    study = of.study

    def in_scenario(scenario: str) -> list[Any]:
        every = [effect for measure in study.measures if measure.id in chosen for effect in measure.effects]
        own = [each for each in every if each.property_ == "geevacueerd_aandeel"]
        return [each for each in own if each.target and scenario in each.target.scenarios]

    def asset(each: Asset) -> Asset:
        new: dict[str, Any] = {}
        for key, field in FIELDS.items():
            value, base = getattr(each, field), None if getattr(each, field) is None else float(getattr(each, field))
            if effects := effects_on(study, chosen, key, each.id):
                value = changed(key, base, effects)
            new[field] = None if value is None else Decimal(str(value)) if field == "repair_hours" else value
        starts = any(one.becomes for one in effects_on(study, chosen, "zelfstandig_opstarten", each.id))
        return each.model_copy(update={**new, "self_starting": each.self_starting or starts})

    def need(each: Need) -> Need:
        buffer, restart = (
            Decimal(str(changed(key, float(base), effects_on(study, chosen, key, each.consumer))))
            for key, base in (("buffer_uur", each.buffer_hours), ("herstart_uur", each.restart_hours))
        )
        every = [one for measure in study.measures if measure.id in chosen for one in measure.effects]
        added = {
            one.added.supplier
            for one in every
            if one.added is not None and (one.added.consumer, one.added.group) == (each.consumer, each.group)
        }
        suppliers = tuple(sorted({*each.suppliers, *added}))
        least, chance = (
            changed(key, base, effects_on(study, chosen, key, each.consumer))
            for key, base in (("minimaal", each.minimum), ("startfaalkans", each.start_failure_chance))
        )
        assert least is not None
        assert chance is not None
        return replace(
            each,
            buffer_hours=buffer,
            restart_hours=restart,
            suppliers=suppliers,
            minimum=min(round(least), len(suppliers)),
            start_failure_chance=chance,
        )

    scenarios = tuple(
        each.model_copy(
            update={"evacuated_share": changed("geevacueerd_aandeel", each.evacuated_share, in_scenario(each.id))}
        )
        for each in study.scenarios
    )
    water = []
    for number, (scenario, before) in enumerate(zip(study.scenarios, of.water, strict=True)):
        inundation = rerun(of, chosen, number, before)
        depth = []
        for place, mm in zip(inundation.asset.tolist(), inundation.depth_mm.tolist(), strict=True):
            name = study.assets[place].id
            metres = mm / 1000
            for one in effects_on(study, chosen, "waterdiepte_m", name):
                metres *= 1.0 if one.times is None else one.times
            metres += sum(one.plus or 0.0 for one in effects_on(study, chosen, "waterdiepte_m", name))
            barriers = [
                one.becomes
                for one in effects_on(study, chosen, "keert_tot_m", name)
                if scenario.id in one.target.scenarios
            ]
            whole = round(max(0.0, metres) * 1000)
            depth.append(0 if barriers and whole <= round(max(barriers) * 1000) else whole)
        wet = np.array(depth) > 0
        columns = {name: getattr(inundation, name)[wet] for name in ("asset", "start", "end")}
        water.append(replace(inundation, **columns, depth_mm=np.array(depth, dtype=np.int32)[wet]))
    assets, needs = tuple(map(asset, study.assets)), tuple(map(need, study.needs))
    return World(replace(study, assets=assets, needs=needs, scenarios=scenarios), tuple(water))


def rerun(of: World, chosen: Collection[str], scenario: int, water: Inundation) -> Inundation:
    """The water of a hydraulic re-run, which is that at every object; of two nobody knows what they do together."""
    compiled = of.simulation().catalogue.compiled
    again = [each.water for name in chosen for each in compiled[name].reruns if each.scenario == scenario]
    assert len(again) < 2
    return again[0] if again else water


def multiplied(of: World, chosen: Collection[str], scenario: str, entry: Entry) -> float:
    """What an amount is multiplied by."""
    every = [one for measure in of.study.measures if measure.id in chosen for one in measure.effects]
    factors = [
        float(one.times or 0.0)
        for one in every
        if one.consequence == entry.criterion
        and one.target
        and scenario in one.target.scenarios
        and (not one.target.function or entry.group.function in one.target.function)
    ]
    return float(np.prod(factors)) if factors else 1.0


@pytest.mark.parametrize("seed", range(40))
def test_a_set_does_what_the_same_changes_in_the_study_do(seed: int) -> None:
    of, rng = world(seed), random.Random(seed)
    simulation = of.simulation()
    for _ in range(6):
        chosen = frozenset(each.id for each in of.study.measures if rng.random() < 0.5)
        if not simulation.catalogue.fits(chosen):
            with pytest.raises(ValueError, match="cannot be chosen together"):
                simulation.outcome(chosen)
            continue
        other = written(of, chosen)
        found = assess(other.study, build_network(other.study), other.water, engine=Engine.INTERPRETED)
        for number, measured in enumerate(simulation.outcome(chosen).measured):
            scenario, entries = of.study.scenarios[number].id, simulation.ledger.entries
            times = np.array([multiplied(of, chosen, scenario, entry) for entry in entries])
            expected = np.rint(found.measurements.modal[number].amounts * times).astype(np.int64)
            assert (np.abs(measured.amounts - expected) <= (times != 1)).all()
            if (times == 1).all():
                assert measured.limits.tolist() == found.measurements.modal[number].limits.tolist()


@pytest.mark.parametrize("seed", range(20))
def test_in_a_draw_as_well(seed: int) -> None:
    """Back-ups that do not start by the same luck, but by another chance."""
    of, rng = world(seed), random.Random(seed)
    drawer = Drawer.of(build_network(of.study), of.study.seed)
    for number in range(4):
        simulation = of.simulation(run=Run.drawn(drawer, number))
        chosen = frozenset(each.id for each in of.study.measures if rng.random() < 0.5)
        if not simulation.catalogue.fits(chosen):
            continue
        other = written(of, chosen)
        same_luck = Run.drawn(Drawer.of(build_network(other.study), of.study.seed), number)
        expected = World(replace(other.study, measures=()), other.water).simulation(run=same_luck).outcome(())
        pairs = zip(simulation.outcome(chosen).measured, expected.measured, of.study.scenarios, strict=True)
        for measured, plain, scenario in pairs:
            times = np.array([multiplied(of, chosen, scenario.id, entry) for entry in simulation.ledger.entries])
            wanted = np.rint(plain.amounts * times).astype(np.int64)
            assert (np.abs(measured.amounts - wanted) <= (times != 1)).all()


@pytest.mark.parametrize("seed", range(8))
def test_both_engines_agree_and_nothing_that_comes_in_changes(seed: int) -> None:
    of = world(seed)
    network, before = build_network(of.study), [each.depth_mm.copy() for each in of.water]
    interpreted = of.simulation()
    compiled = Resimulation.of(interpreted.catalogue, network, of.water, engine=Engine.COMPILED)
    for measure in of.study.measures:
        chosen = interpreted.catalogue.with_required(measure.id)
        if interpreted.catalogue.fits(chosen):
            pairs = zip(interpreted.outcome(chosen).measured, compiled.outcome(chosen).measured, strict=True)
            assert all(np.array_equal(one.amounts, other.amounts) for one, other in pairs)
    assert all(np.array_equal(one, each.depth_mm) for one, each in zip(before, of.water, strict=True))


def test_an_outcome_is_simulated_once() -> None:
    simulation = world(1).simulation()
    assert simulation.outcome(()) is simulation.outcome(NOTHING)
    assert simulation.known == (NOTHING,)


@pytest.mark.parametrize("seed", range(6))
def test_a_draw_is_the_same_whatever_is_taken(seed: int) -> None:
    """With a measure that changes nothing, the outcome of every draw is that without."""
    of = world(seed)
    ranged = tuple(
        each.model_copy(update={"repair_hours_min": Decimal(0), "repair_hours_max": Decimal(20)})
        for each in of.study.assets
    )
    same = of.study.measures[0].model_validate(
        {"id": "niets", "naam": "Niets", "laag": "herstel",
         "effecten": [{"op": {"functie": "stroom"}, "eigenschap": "hersteltijd_uur", "maal": 1}]}
    )  # fmt: skip
    study = replace(of.study, assets=ranged, measures=(same,))
    network = build_network(study)
    drawer = Drawer.of(network, study.seed)
    for number in range(3):
        simulation = World(study, of.water).simulation(run=Run.drawn(drawer, number))
        pairs = zip(simulation.outcome(()).measured, simulation.outcome({"niets"}).measured, strict=True)
        assert all(np.array_equal(one.amounts, other.amounts) for one, other in pairs)


def test_a_barrier_holds_water_up_to_its_height_in_whole_millimetres() -> None:
    """1.1 m lowered by 0.7 m is 0.4 m, in binary a little more: a barrier of 0.4 m keeps it dry."""
    from besluitsteun.hazard.inundation import Inundation

    of = world(0)
    one = np.array([0], dtype=np.int32)
    water = tuple(Inundation(each.id, one, one, one + 5, one + 1100) for each in of.study.scenarios)
    name, make = of.study.assets[0].id, of.study.measures[0].model_validate
    lower = {"op": {"objecten": [name]}, "eigenschap": "waterdiepte_m", "plus": -0.7}
    barrier = {"op": {"objecten": [name]}, "eigenschap": "keert_tot_m", "wordt": 0.4}
    measures = tuple(
        make({"id": each, "naam": each, "laag": "preventie", "effecten": effects})
        for each, effects in (("lager", [lower]), ("kade", [barrier]), ("beide", [lower, barrier]))
    )
    simulation = World(replace(of.study, measures=measures), water).simulation()
    changed = {each.id: changed_water(water, simulation.catalogue.changes([each.id]))[0] for each in measures}
    assert {each: found.depth_mm.tolist() for each, found in changed.items()} == {
        "lager": [400],
        "kade": [1100],
        "beide": [],
    }


def test_a_supplier_that_comes_with_a_higher_minimum_counts_for_it() -> None:
    of = world(0)
    first, second, third = (each.id for each in of.study.assets[:3])
    need = Need(first, "a", (second,), 1)
    both = of.study.measures[0].model_validate(
        {"id": "beide", "naam": "Beide", "laag": "preventie", "effecten": [
            {"erbij": {"afnemer": first, "groep": "a", "leverancier": third}},
            {"op": {"objecten": [first]}, "groep": "a", "eigenschap": "minimaal", "wordt": 2}]}
    )  # fmt: skip
    simulation = World(replace(of.study, needs=(need,), measures=(both,)), of.water).simulation()
    wiring = changed_wiring(simulation.run, simulation.catalogue.changes(["beide"]))
    assert np.diff(wiring.supplier_ptr).tolist() == [2]
    assert wiring.minimum.tolist() == [2]
