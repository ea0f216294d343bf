"""Random small studies with water and measures of every kind: circles, buffers, repairs, and some that harm."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from besluitsteun.defaults import shipped_criteria
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.loading.study import Need, Study
from besluitsteun.measures.changes import Catalogue
from besluitsteun.measures.resimulate import Resimulation
from besluitsteun.network import build_network
from besluitsteun.schema.ambitions import Limit
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.decision import DecisionSettings
from besluitsteun.schema.measures import Measure
from besluitsteun.schema.parties import Party
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.study import Function
from besluitsteun.simulation.runner import Engine
from besluitsteun.timeaxis import TimeAxis

STEPS = 24
FUNCTIONS = (
    {"id": "stroom", "naam": "Stroom", "gebruikerseenheid": "aansluitingen", "inwoners_per_gebruiker": 2,
     "waarde_eur_per_gebruikersuur": 2, "waarde_tot_uur": 12},
    {"id": "zorg", "naam": "Zorg", "gebruikerseenheid": "bedden"},
)  # fmt: skip
LIMITS = (
    {"id": "duur", "partij": "net", "criterium": "uitval_uur", "functie": "zorg", "acceptabel_tot": 4,
     "onacceptabel_vanaf": 16},
    {"id": "uren", "partij": "gem", "criterium": "gebruikersuren", "functie": "stroom", "acceptabel_tot": 150},
    {"id": "mensen", "partij": "gem", "criterium": "getroffenen", "gebied": "oost", "acceptabel_tot": 20},
    {"id": "langste", "partij": "net", "criterium": "uitval_uur", "functie": "stroom", "over": "langste",
     "acceptabel_tot": 8, "onacceptabel_vanaf": 20},
    {"id": "schade", "partij": "gem", "criterium": "directe_schade_eur", "acceptabel_tot": 900},
    {"id": "doden", "partij": "gem", "criterium": "dodelijke_slachtoffers", "acceptabel_tot": 0.001},
)  # fmt: skip


@dataclass(frozen=True)
class World:
    """A study with its water."""

    study: Study
    water: tuple[Inundation, ...]

    def simulation(self, **rest: Any) -> Resimulation:
        network = build_network(self.study)
        return Resimulation.of(Catalogue.of(self.study), network, self.water, engine=Engine.INTERPRETED, **rest)

    def with_settings(self, **packages: Any) -> World:
        """The same with ``besluit.pakketten``."""
        settings = DecisionSettings.model_validate({"pakketten": packages})
        return replace(self, study=replace(self.study, decision=settings))


def world(seed: int, measures: int = 6) -> World:
    """What it holds follows from the seed."""
    rng = random.Random(seed)
    names = [f"o{number}" for number in range(rng.randint(6, 10))]
    assets = tuple(_asset(rng, name) for name in names)
    needs = tuple(_needs(rng, names))
    scenarios = tuple(
        Scenario.model_validate({"id": f"s{number}", "geevacueerd_aandeel": 0.3 if number else 0.0})
        for number in range(3)
    )
    study = Study(
        folder=Path("nergens"),
        name="wereld",
        crs="EPSG:28992",
        time=TimeAxis(Decimal(STEPS), Decimal(1)),
        seed=seed,
        divisions=(),
        parties=tuple(
            Party.model_validate({"id": each, "naam": each, "soort": kind})
            for each, kind in (("net", "netbeheerder"), ("gem", "gemeente"))
        ),
        functions=tuple(Function.model_validate(each) for each in FUNCTIONS),
        assets=assets,
        needs=needs,
        scenarios=scenarios,
        criteria=shipped_criteria(),
        limits=tuple(Limit.model_validate(each) for each in LIMITS),
    )
    made = tuple(_measure(rng, study, number) for number in range(measures))
    water = tuple(_water(rng, each.id, len(names)) for each in scenarios)
    return World(replace(study, measures=made), water)


def _asset(rng: random.Random, name: str) -> Asset:
    row: dict[str, Any] = {
        "id": name,
        "functie": rng.choice(["stroom", "stroom", "zorg"]),
        "gebied": rng.choice(["oost", "west"]),
        "partij": "net",
        "drager": "gem",
        "hersteltijd_uur": rng.choice([0, 2, 6, 12]),
        "zelfstandig_opstarten": rng.random() < 0.2,
        "gebruikers": rng.randint(0, 9),
        "kwetsbare_gebruikers": rng.randint(0, 3),
        "inwoners": rng.randint(0, 20),
        "max_schade_eur": rng.randint(0, 1000),
        "schadecurve": "waterschadeschatter",
    }
    if rng.random() < 0.8:
        row["faaldiepte_m"] = rng.choice([0.1, 0.3, 0.5])
    return Asset.model_validate(row)


def _needs(rng: random.Random, names: list[str]) -> list[Need]:
    """At most one need per object and group, circles included."""
    found = []
    for name in names:
        for group in ("a", "b"):
            if rng.random() < 0.45:
                others = rng.sample([each for each in names if each != name], rng.randint(1, 2))
                least = rng.randint(1, len(others))
                buffer, restart = Decimal(rng.choice([0, 0, 2, 5])), Decimal(rng.choice([0, 0, 1, 3]))
                chance = rng.choice([0.0, 0.0, 0.5])
                found.append(Need(name, group, tuple(sorted(others)), least, buffer, restart, chance))
    return found


def _water(rng: random.Random, scenario: str, total: int) -> Inundation:
    wet = sorted(rng.sample(range(total), rng.randint(1, max(1, total // 2))))
    start = [rng.randint(0, 4) for _ in wet]
    end = [each + rng.randint(1, 8) for each in start]
    depth = [rng.choice([50, 200, 400, 800]) for _ in wet]
    columns = (np.array(each, dtype=np.int32) for each in (wet, start, end, depth))
    return Inundation(scenario, *columns)


def _measure(rng: random.Random, study: Study, number: int) -> Measure:
    effects = [_effect(rng, study) for _ in range(rng.randint(1, 2))]
    row = {
        "id": f"m{number}",
        "naam": f"Maatregel {number}",
        "laag": rng.choice(["preventie", "gevolgbeperking", "herstel"]),
        "kosten_eur": rng.randint(1, 9) * 100,
        "jaarlijks_eur": rng.randint(0, 3) * 10,
        "levensduur_jaar": 20,
        "financier": rng.choice([["net"], ["gem"], ["net", "gem"]]),
        "effecten": effects,
    }
    if number and rng.random() < 0.2:
        row["vereist" if rng.random() < 0.5 else "sluit_uit"] = [f"m{rng.randrange(number)}"]
    return Measure.model_validate(row)


def _effect(rng: random.Random, study: Study) -> dict[str, Any]:
    some = {"objecten": rng.sample([each.id for each in study.assets], 3)}
    worse = rng.random() < 0.2
    kinds: list[dict[str, Any]] = [
        {"op": some, "eigenschap": "faaldiepte_m", "plus": -0.2 if worse else 0.3},
        {"op": some, "eigenschap": "faaldiepte_m", "wordt": rng.choice([0.05, 0.9])},
        {"op": some, "eigenschap": "hersteltijd_uur", "maal": 2.0 if worse else 0.5},
        {"op": some, "eigenschap": "buffer_uur", "plus": rng.choice([2, 6])},
        {"op": some, "eigenschap": "herstart_uur", "wordt": 0},
        {"op": some, "eigenschap": "zelfstandig_opstarten", "wordt": True},
        {"op": some, "eigenschap": "waterdiepte_m", "plus": 0.2 if worse else -0.2},
        {"op": {**some, "scenarios": ["s1"]}, "eigenschap": "keert_tot_m", "wordt": 0.4},
        {"op": some, "eigenschap": "kwetsbare_gebruikers", "maal": 0.5},
        {"op": {"functie": "stroom", "scenarios": ["s0", "s2"]}, "gevolg": "gebruikersuren", "maal": 0.5},
        {"op": some, "eigenschap": "waterdiepte_m", "maal": 1.5 if worse else 0.4},
        {"op": some, "eigenschap": "minimaal", "wordt": 2 if worse else 1},
        {"op": some, "eigenschap": "minimaal", "plus": 1 if worse else -1},
        {"op": some, "eigenschap": "startfaalkans", "wordt": 0.9 if worse else 0.1},
        {"op": {"scenarios": ["s0", "s1"]}, "eigenschap": "geevacueerd_aandeel", "plus": -0.2 if worse else 0.4},
        {"op": {"scenarios": ["s1"]}, "gevolg": "dodelijke_slachtoffers", "maal": 0.5},
        {"op": {"scenarios": ["s2"]}, "waterdiepte": {"uniform_m": 0.6 if worse else 0.15}},
    ]
    if study.needs:
        need = rng.choice(study.needs)
        others = [each.id for each in study.assets if each.id not in (need.consumer, *need.suppliers)]
        kinds.append({"erbij": {"afnemer": need.consumer, "groep": need.group, "leverancier": rng.choice(others)}})
    return rng.choice(kinds)
