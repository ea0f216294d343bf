"""A study of five assets with hand-made outages, for the tests of tables, writers and screens."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from besluitsteun.assessment import Assessment
from besluitsteun.consequences.critical import critical_assets
from besluitsteun.consequences.judgement import judge
from besluitsteun.consequences.measure import measure
from besluitsteun.consequences.stress_test import StressCount, StressDepth, StressTest
from besluitsteun.defaults import shipped_criteria
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.loading.study import Need, Provenance, Study
from besluitsteun.network import build_network
from besluitsteun.result import Result, rows_of
from besluitsteun.schema.ambitions import Ambitions, Limit, Risk
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.parties import Party
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.study import Function
from besluitsteun.simulation.exposure import Exposure, ScenarioExposure, Windows
from besluitsteun.simulation.outages import Blockade, Cause, Outages, ScenarioOutages
from besluitsteun.simulation.runner import Engine
from besluitsteun.timeaxis import TimeAxis

SECRET_ID, SECRET_NAME, SECRET_X, SECRET_Y = "geheim_station", "Kluis onder de markt", 201234.5, 502345.25

ASSETS: tuple[dict[str, Any], ...] = (
    {"id": "hs", "naam": "Onderstation", "functie": "stroom", "gebied": "stad", "partij": "net", "x": 200000,
     "y": 500000, "faaldiepte_m": 0.8, "hersteltijd_uur": 24, "zichtbaar_voor": "openbaar", "max_schade_eur": 500000,
     "schadecurve": "waterschadeschatter"},
    {"id": SECRET_ID, "naam": SECRET_NAME, "functie": "stroom", "gebied": "stad", "partij": "net", "drager": "gem",
     "x": SECRET_X, "y": SECRET_Y, "gebruikers": 100.5, "zichtbaar_voor": "net"},
    {"id": "mast", "naam": "Mast", "functie": "telecom", "gebied": "stad", "partij": "tel", "drager": "gem",
     "x": 200100, "y": 500100, "gebruikers": 40, "zichtbaar_voor": "openbaar"},
    {"id": "wijk", "naam": "Wijk", "functie": "stroom", "gebied": "stad", "partij": "net", "drager": "gem",
     "x": 200200, "y": 500000, "gebruikers": 0.1,
     "kwetsbare_gebruikers": 2, "inwoners": 600, "zichtbaar_voor": "openbaar"},
    {"id": "buiten", "functie": "telecom", "gebied": "polder", "gebruikers": 7, "zichtbaar_voor": "openbaar"},
)  # fmt: skip
LIMITS: tuple[dict[str, Any], ...] = (
    {"id": "duur", "partij": "net", "risico": "donker", "criterium": "uitval_uur", "functie": "stroom",
     "acceptabel_tot": 8, "onacceptabel_vanaf": 24},
    {"id": "mensen", "partij": "gezamenlijk", "criterium": "getroffenen", "gebied": "stad", "acceptabel_tot": 1000},
)  # fmt: skip
RISK = {
    "id": "donker",
    "naam": "Stad zonder stroom",
    "functie": "stroom",
    "oordelen": [{"partij": "net", "oordeel": "acceptabel", "waarom": "komt zelden voor"}],
}

STRESS = StressTest(
    (StressCount("vloed", "wegen", "wegen", "", "", ">0,20", 2, 1_500_000),),
    (StressDepth("vloed", "wegen", 300, 2, 1_500_000),),
)
"""Two roads, 1.5 km, 0.30 to 0.35 m deep."""


def small_study(**changes: Any) -> Study:
    """Five assets, one of them for its owner only; two scenarios; a step of half an hour; limits and a risk."""
    values: dict[str, Any] = {
        "folder": Path("nergens"),
        "name": "Klein",
        "crs": "EPSG:28992",
        "time": TimeAxis(Decimal(48), Decimal("0.5")),
        "seed": 7,
        "divisions": (),
        "parties": tuple(
            Party.model_validate({"id": each, "naam": each.title(), "soort": "overig"})
            for each in ("net", "tel", "gem")
        ),
        "functions": (
            Function.model_validate(
                {
                    "id": "stroom",
                    "naam": "Stroom",
                    "gebruikerseenheid": "aansluitingen",
                    "waarde_eur_per_gebruikersuur": 2,
                    "waarde_tot_uur": 24,
                }
            ),
            Function.model_validate({"id": "telecom", "naam": "Telecom", "gebruikerseenheid": "abonnees"}),
        ),
        "assets": tuple(Asset.model_validate(each) for each in ASSETS),
        "needs": (
            Need(SECRET_ID, "stroom", ("hs",), 1),
            Need("mast", "stroom", (SECRET_ID,), 1),
            Need("wijk", "stroom", (SECRET_ID,), 1),
        ),
        "scenarios": tuple(Scenario.model_validate({"id": each}) for each in ("vloed", "droog")),
        "limits": tuple(Limit.model_validate(each) for each in LIMITS),
        "risks": (Risk.model_validate(RISK),),
        "ambitions": Ambitions.model_validate(
            {"niveaus": [{"id": "basis", "naam": "Basis", "grenzen": ["duur"], "gesteund_door": ["net"]}]}
        ),
        "provenance": (
            Provenance("objecten.csv:rij 2/faaldiepte_m", "hs faaldiepte_m", "0.8", status="aanname"),
            Provenance("objecten.csv:rij 3/gebruikers", f"{SECRET_ID} gebruikers", "100.5", status="bron"),
            Provenance("gegevens.csv:rij 2", "mast gebruikers", "40", visible_to="tel", status="bron"),
        ),
        "criteria": shipped_criteria(),
        "hash": "ab" * 32,
        "files": (("studie.yaml", "cd" * 32),),
    }
    return Study(**(values | changes))


def ints(*values: int) -> Any:
    """A row of whole numbers as the kernel gives them."""
    return np.array(values, dtype=np.int32)


def small_outages() -> Outages:
    """In ``vloed`` hs floods from hour 1 to the horizon and takes the chain with it; ``droog`` has no outage.

    hs: 94 steps = 47 h; secret: 90 steps = 45 h; mast: 88 = 44 h; wijk: 10 steps = 5 h and back again.
    """
    flood = ScenarioOutages(
        scenario="vloed",
        asset=ints(1, 0, 2, 3),
        first_step=ints(6, 2, 8, 6),
        down_steps=ints(90, 94, 88, 10),
        own_steps=ints(0, 94, 0, 0),
        still_down=np.array([True, True, True, False]),
        cause=(Cause.CHAIN, Cause.FLOOD, Cause.CHAIN, Cause.CHAIN),
        chain_order=ints(1, 0, 2, 2),
        direct=((0,), (), (1,), (1, 2)),
        spans=Windows(ints(0, 1, 2, 3), ints(2, 6, 8, 6), ints(96, 96, 96, 16)),
        blockades=(Blockade(0, 3, 6, (0, 1)), Blockade(1, 2, 8, (1,)), Blockade(1, 1, 6, (1,))),
    )
    none = ints()
    no_spans = Windows(none, none, none)
    dry = ScenarioOutages("droog", none, none, none, none, np.array([], dtype=bool), (), none, (), no_spans)
    return Outages((flood, dry))


def small_exposure() -> Exposure:
    """Hs stands 0.912 m deep for 12 steps and is repaired beyond the horizon; wijk 0.05 m for 1."""
    none = Windows(ints(), ints(), ints())
    down, flooded = (Windows(ints(0), ints(2), ints(end)) for end in (96, 14))
    failure_mm = ints(800, *[-1] * 7)  # water can only fail hs
    wet = ScenarioExposure("vloed", down, flooded, none, ints(0, 3), ints(912, 50), ints(12, 1), failure_mm)
    dry = ScenarioExposure("droog", none, none, none, ints(), ints(), ints(), failure_mm)
    return Exposure((wet, dry))


def small_result(audience: str | None = None, **changes: Any) -> Result:
    """The result of the above, as ``run`` gives it."""
    study = small_study(**changes)
    assessment = small_assessment(study, audience)
    warnings = ("objecten.csv:rij 2 · niemand heeft dit nodig", f"objecten.csv:rij 3 · {SECRET_ID} ligt vlak bij water")
    moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    critical = critical_assets(assessment.measurements, assessment.network, assessment.exposure)
    return Result(
        study, assessment, rows_of(assessment, critical, STRESS), warnings, {"simulatie": 0.1234}, 0, moment, moment
    )


def small_assessment(study: Study, audience: str | None = None) -> Assessment:
    """The hand-made exposure and outages, measured; a study with other scenarios has those outages in the first two."""
    network, exposure, outages = build_network(study), small_exposure(), small_outages()
    exposed = zip(study.scenarios, cycle(exposure.scenarios))
    down = zip(study.scenarios, cycle(outages.scenarios))
    exposure = Exposure(tuple(replace(each, scenario=scenario.id) for scenario, each in exposed))
    outages = Outages(tuple(replace(each, scenario=scenario.id) for scenario, each in down))
    nothing = np.zeros(0, np.int32)
    water = tuple(Inundation(each.id, nothing, nothing, nothing, nothing) for each in study.scenarios)
    found = measure(study, network, water, exposure, outages, audience=audience)
    return Assessment(study, network, exposure, outages, found, judge(found), Engine.INTERPRETED)
