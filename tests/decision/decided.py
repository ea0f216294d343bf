"""A small world that is decided on: criteria, weights, budgets, offers, players and an authored direction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from besluitsteun.assessment import assess
from besluitsteun.decision.decide import Decision, decide
from besluitsteun.network import build_network
from besluitsteun.preferences.values import range_hash
from besluitsteun.result import Result, rows_of
from besluitsteun.schema.ambitions import Ambitions, Choices
from besluitsteun.schema.decision import Criteria, DecisionSettings, WeightSet
from besluitsteun.simulation.runner import Engine

from ..measures.worlds import World, world

CRITERIA = {
    "criteria": [
        {"id": "stroom", "bron_criterium": "gebruikersuren", "functies": {"stroom": 1}, "rol": "waarde",
         "familie": "uitval", "bereik": {"slechtst": 400, "best": 0}},
        {"id": "schade", "bron_criterium": "directe_schade_eur", "rol": "waarde", "familie": "geld",
         "bereik": {"slechtst": 4000, "best": 0}},
    ]
}  # fmt: skip
SETTINGS: dict[str, Any] = {
    "pakketten": {
        "totaal_budget_eur": {"investering": 1800},
        "doelen": [
            {"id": "ergste", "criterium": "stroom", "over_scenarios": "slechtste"},
            {"id": "schade", "criterium": "schade", "over_scenarios": "slechtste"},
            {"id": "grenzen", "soort": "grenzen_gehaald"},
        ],
    },
    "richtingen": {"aantal": [1, 4], "epsilon": 0.3, "assen": ["laag", "financier"]},
    "coalities": {"spelers": ["net", "gem"], "eigen_ambitie": {"gem": ["mensen"]},
                  "baat_naar": {"directe_schade_eur": "eigenaar", "gebruikersuren": "drager"}},
}  # fmt: skip


def decidable(seed: int) -> World:
    """A world with everything that a decision needs."""
    of = world(seed, measures=7)
    criteria = Criteria.model_validate(CRITERIA)
    asked = range_hash(criteria.criteria)
    weights = (
        {"partij": "net", "wijze": "swing", "bereik_hash": asked, "punten": {"stroom": 100, "schade": 20}},
        {"partij": "gem", "wijze": "orde", "bereik_hash": asked, "orde": [["schade"], ["stroom"]]},
    )
    first = next(each for each in of.study.measures if not each.requires)
    excluded = set(first.excludes)
    study = replace(
        of.study,
        decision_criteria=criteria,
        weights=tuple(WeightSet.model_validate(each) for each in weights),
        decision=DecisionSettings.model_validate(SETTINGS),
        ambitions=Ambitions.model_validate({"niveaus": [{"id": "basis", "naam": "Basis", "grenzen": ["mensen"]}]}),
        choices=Choices.model_validate(
            {"richtingen": [{"id": "eigen", "naam": "Eigen", "maatregelen_wel": [first.id],
                             "maatregelen_niet": sorted(excluded)}]}
        ),
        discount_rate=0.02,
    )  # fmt: skip
    return World(study, of.water)


@cache
def decided(seed: int) -> Decision:
    """The decision on it."""
    of = decidable(seed)
    found = decide(of.study, build_network(of.study), of.water, engine=Engine.INTERPRETED)
    assert found is not None
    return found


def decided_result(seed: int, audience: str = "partijen", **changes: Any) -> Result:
    """The same as a result for an audience, with ``changes`` of the study."""
    of = decidable(seed)
    study, engine, moment = replace(of.study, **changes), Engine.INTERPRETED, datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    network = build_network(study)
    found = assess(study, network, of.water, audience=audience, engine=engine)
    decision = decide(study, network, of.water, audience=audience, engine=engine)
    rows = rows_of(found, (), None, decision)
    return Result(study, found, rows, (), {"simulatie": 0.1}, 0, moment, moment, decision)
