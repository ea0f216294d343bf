"""The measures of IJsselstreek: all layers and kinds of effect, and what LEESMIJ.md says that they do."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from besluitsteun.decision.outcomes import Count, Yardstick
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.loading.water import read_inundations
from besluitsteun.measures.changes import Catalogue
from besluitsteun.measures.resimulate import Resimulation
from besluitsteun.network import build_network
from besluitsteun.schema.base import Layer
from besluitsteun.schema.decision import Elicitation

FOLDER = Path(__file__).parents[2] / "scenario's" / "ijsselstreek"
POWER = Count.of("gebruikersuren", {"elektriciteit": 1})
ONLY_TOGETHER = {"mobiel_onderstation"}
MIDDEN, BREACH = 0, 2


@cache
def the_study() -> Study:
    return read_study(FOLDER)


@cache
def simulation() -> Resimulation:
    study = the_study()
    water, problems = read_inundations(study.assets, study.scenarios, study.time, study.crs, study.file)
    assert not problems
    return Resimulation.of(Catalogue.of(study), build_network(study), tuple(water))


def power(*chosen: str) -> list[float]:
    found: list[float] = Yardstick(simulation().ledger).per_scenario(POWER, simulation().outcome(chosen)).tolist()
    return found


def test_size() -> None:
    """Issue 4: 25 to 40 measures over all five layers, droogte always said, every way of asking."""
    study = the_study()
    assert 25 <= len(study.measures) <= 40
    assert {each.layer for each in study.measures} == set(Layer)
    assert all(any(said.theme == "droogte" for said in each.coherence) for each in study.measures)
    assert {each.party for each in study.weights} == {each.id for each in study.parties}
    assert {each.way for each in study.weights} == set(Elicitation)


@pytest.mark.parametrize("kind", ["becomes", "plus", "times", "added", "depth", "consequence"])
def test_every_kind_of_effect_occurs(kind: str) -> None:
    effects = [effect for each in the_study().measures for effect in each.effects]
    assert any(getattr(effect, kind) is not None for effect in effects)


def test_every_measure_changes_something_by_itself_or_with_what_it_requires() -> None:
    nothing = [measured.amounts for measured in simulation().outcome(()).measured]
    idle = set()
    for each in the_study().measures:
        with_it = simulation().outcome({each.id, *each.requires}).measured
        if all(np.array_equal(now.amounts, before) for now, before in zip(with_it, nothing, strict=True)):
            idle.add(each.id)
    assert idle == ONLY_TOGETHER


def test_back_up_of_the_pumping_station_does_nearly_as_much_for_power_as_storage() -> None:
    base = power()[MIDDEN]
    pump, storage = base - power("noodstroom_gemaal")[MIDDEN], base - power("berging_broek")[MIDDEN]
    assert 0.95 * storage < pump < storage


def test_a_mobile_substation_helps_only_beside_a_loosened_ring() -> None:
    loose = ("noodstroom_gemaal", "kring_losmaken")
    assert power("mobiel_onderstation") == power()
    assert power(*loose)[BREACH] - power(*loose, "mobiel_onderstation")[BREACH] == pytest.approx(0.7e6, abs=0.05e6)


def test_the_inner_dike_puts_more_water_in_the_polder() -> None:
    """Those who bear it are not those who gain: Weteringbroek loses more, the town less."""

    def damage(bearer: str, *chosen: str) -> float:
        entries = simulation().ledger.entries
        rows = [e.criterion == "directe_schade_eur" and e.group.bearer == bearer for e in entries]
        return float(simulation().outcome(chosen).measured[BREACH].amounts[rows].sum())

    assert damage("gemeente_weteringbroek", "slaperdijk") > damage("gemeente_weteringbroek")
    assert damage("gemeente_hanzeveld", "slaperdijk") < damage("gemeente_hanzeveld")
