"""Tables of combinations tell what simulation tells; projections never less than the truth is hoped for."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from besluitsteun.decision.outcomes import Count, Yardstick
from besluitsteun.measures.cones import cones_of
from besluitsteun.measures.flooding import Flooding
from besluitsteun.measures.tabulate import Tabulator, parts_of
from besluitsteun.measures.tally import Mixture, tally_of

from .worlds import world

COUNTS = (Count("gebruikersuren"), Count("kwetsbare_gebruikersuren", (("zorg", 2.0),)), Count("getroffenen"))


@pytest.mark.parametrize("seed", range(40))
def test_the_parts_add_up_to_what_simulation_finds(seed: int) -> None:
    of, rng = world(seed), random.Random(seed)
    simulation = of.simulation()
    flooding = Flooding.of(of.water, simulation.base.exposure, len(of.study.assets), of.study.time.steps)
    cones, yardstick = cones_of(simulation, flooding), Yardstick(simulation.ledger)
    tallies = tuple(tally_of(simulation, each.consequence, dict(each.functions)) for each in COUNTS)
    assert all(each is not None for each in tallies)
    mixed = Mixture(tuple((each, 0.5 + number) for number, each in enumerate(tallies) if each is not None))
    tabulator = Tabulator(simulation, flooding, cones, (*(each for each in tallies if each is not None), mixed))
    parts = parts_of(cones, tabulator.tallies)
    for kept in (None, 2):
        some = [each.id for each in of.study.measures][:kept] if kept else None
        blocks = [tabulator.block(part, some) for part in parts]
        for _ in range(6):
            chosen = frozenset(each.id for each in of.study.measures if rng.random() < 0.5)
            if not simulation.catalogue.fits(chosen):
                continue
            found = np.zeros((len(tabulator.tallies), len(of.water)))
            for block in blocks:
                bits = sum(1 << place for place, each in enumerate(block.measures) if each in chosen)
                for number, values in enumerate(block.values):
                    found[number, block.scenarios] += values[:, block.place[bits]]
            outcome = simulation.outcome(chosen)
            true = [yardstick.per_scenario(each, outcome) for each in COUNTS]
            true.append(sum((0.5 + number) * each for number, each in enumerate(true)))
            if kept is None:
                assert np.allclose(found, true, rtol=1e-9, atol=1e-3)
            else:
                assert (found <= np.array(true) + 1e-3).all()


@pytest.mark.parametrize("target", [{"gebied": "oost"}, {"functie": "stroom"}, {"partij": "net"}])
def test_people_are_multiplied_by_area_only_for_they_belong_to_no_function_or_party(target: dict[str, str]) -> None:
    for seed in range(30):
        of = world(seed, measures=1)
        effect = {"op": target, "gevolg": "getroffenen", "maal": 0.5}
        fewer = of.study.measures[0].model_validate(
            {"id": "minder", "naam": "Minder", "laag": "herstel", "effecten": [effect]}
        )
        simulation = replace(of, study=replace(of.study, measures=(fewer,))).simulation()
        flooding = Flooding.of(of.water, simulation.base.exposure, len(of.study.assets), of.study.time.steps)
        (tally,) = (each for each in [tally_of(simulation, "getroffenen")] if each is not None)
        tabulator = Tabulator(simulation, flooding, cones_of(simulation, flooding), (tally,))
        found = np.zeros(len(of.water))
        for block in (tabulator.block(part) for part in parts_of(tabulator.cones, tabulator.tallies)):
            found[block.scenarios] += block.values[0][:, -1]
        true = Yardstick(simulation.ledger).per_scenario(Count("getroffenen"), simulation.outcome({"minder"}))
        assert np.allclose(found, true, atol=1e-3), seed


@pytest.mark.parametrize("seed", range(25))
def test_a_measure_outside_the_cone_never_changes_an_outage(seed: int) -> None:
    of, rng = world(seed), random.Random(seed)
    simulation = of.simulation()
    flooding = Flooding.of(of.water, simulation.base.exposure, len(of.study.assets), of.study.time.steps)
    cones = cones_of(simulation, flooding)
    for place, asset in enumerate(of.study.assets):
        tally = tally_of(simulation, "uitval_uur", among=[place])
        assert tally is not None
        inside = set(cones.names(cones.anywhere[place]))
        outside = [each.id for each in of.study.measures if each.id not in inside]
        chosen = frozenset(rng.sample(outside, rng.randint(0, len(outside))))
        if simulation.catalogue.fits(chosen):
            before, after = (_down(simulation, each, place) for each in (frozenset(), chosen))
            assert before == after, asset.id


def _down(simulation: object, chosen: frozenset[str], place: int) -> list[int]:
    from besluitsteun.measures.apply import changed_network, changed_water
    from besluitsteun.measures.resimulate import Resimulation
    from besluitsteun.simulation.exposure import expose
    from besluitsteun.simulation.runner import Engine, outage_windows

    assert isinstance(simulation, Resimulation)
    changes = simulation.catalogue.changes(chosen)
    network = changed_network(simulation.run, changes)
    exposure = expose(simulation.study, network, changed_water(simulation.water, changes))
    spans = outage_windows(network, [each.own for each in exposure.scenarios], engine=Engine.INTERPRETED)
    return [int((each.end - each.start)[each.asset == place].sum()) for each in spans]


@pytest.mark.parametrize("seed", range(25))
def test_own_conditions_of_all_scenarios_are_those_of_each(seed: int) -> None:
    """And nobody does better than the best bound, or worse than the worst."""
    from besluitsteun.measures.apply import changed_network, changed_water
    from besluitsteun.simulation.exposure import expose

    of, rng = world(seed), random.Random(seed)
    simulation = of.simulation()
    flooding = Flooding.of(of.water, simulation.base.exposure, len(of.study.assets), of.study.time.steps)
    names = [each.id for each in of.study.measures]
    for _ in range(5):
        chosen = [each for each in names if rng.random() < 0.5]
        changes = simulation.catalogue.changes(chosen)
        own = flooding.own(simulation.run, changes)
        exposure = expose(of.study, changed_network(simulation.run, changes), changed_water(of.water, changes))
        expected = [
            (number, *row)
            for number, each in enumerate(exposure.scenarios)
            for row in zip(each.own.asset.tolist(), each.own.start.tolist(), each.own.end.tolist(), strict=True)
        ]
        columns = (own.scenario, own.asset, own.start, own.end)
        assert list(zip(*(each.tolist() for each in columns), strict=True)) == expected
        hours = {
            best: flooding.own(simulation.run, simulation.catalogue.bounds((), names, best=best))
            for best in (True, False)
        }
        low, mid, high = (int((each.end - each.start).sum()) for each in (hours[True], own, hours[False]))
        assert low <= mid <= high


@pytest.mark.parametrize("seed", range(12))
def test_of_some_assets_only_their_own_water_counts_also_with_a_rerun(seed: int) -> None:
    of, rng = world(seed), random.Random(seed)
    again = {"op": {"scenarios": ["s1"]}, "waterdiepte": {"uniform_m": 0.8}}
    row = {"id": "opnieuw", "naam": "Opnieuw", "laag": "preventie", "effecten": [again]}
    study = replace(of.study, measures=(of.study.measures[0].model_validate(row),))
    simulation = replace(of, study=study).simulation()
    flooding = Flooding.of(of.water, simulation.base.exposure, len(study.assets), study.time.steps)
    some = sorted(rng.sample(range(len(study.assets)), 3))
    for changes in (
        simulation.catalogue.changes(["opnieuw"]),
        simulation.catalogue.bounds((), ["opnieuw"], best=False),
    ):
        every, own = (each.own(simulation.run, changes) for each in (flooding, flooding.among(some)))
        expected = every.at(np.isin(every.asset, some))
        assert len(expected)
        for name in ("scenario", "asset", "start", "end"):
            assert getattr(own, name).tolist() == getattr(expected, name).tolist()
