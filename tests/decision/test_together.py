"""From outcomes and the answers of parties to what they agree on: the pieces fit each other."""

from __future__ import annotations

import numpy as np
import pytest

from besluitsteun.decision.consensus import consensus_core, contested
from besluitsteun.decision.methods import additive, disagreements, gains, listed, promethee, topsis
from besluitsteun.decision.samples import draw_scenario_weights, draw_weights, generator
from besluitsteun.decision.smaa import smaa
from besluitsteun.decision.stability import smallest_flip, stability_intervals
from besluitsteun.preferences.values import ValueFunction, scaled, value_matrix, weighable
from besluitsteun.preferences.weights import weights_from

from ..preferences.answers import COST, answer, criteria

CRITERIA = (*criteria("uren", "schade"), COST)
ANSWERS = {
    "stad": answer("orde", orde=[["uren"], ["schade"]]),
    "waterschap": answer("intervallen", verhoudingen=[{"meer": "schade", "minder": "uren", "minstens": 2}]),
    "provincie": answer("direct", gewichten={"uren": 0.4, "schade": 0.3, "kosten": 0.3}),
}
IDS = ("dijk", "kast", "niets", "pomp")
OUTCOMES = np.array([[60.0, 10, 40], [10, 70, 10], [100, 100, 0], [20, 20, 20]])
"""(alternative, criterion), of all less is better; the second scenario is twice as bad but for cost."""
SCENARIOS = np.stack([OUTCOMES, OUTCOMES * [2, 2, 1]])


def test_from_outcomes_to_what_parties_share() -> None:
    """With weight w of uren and the rest on schade: dijk 0.9 - 0.5 w, kast 0.3 + 0.6 w, pomp 0.8, so that kast leads
    from w = 5/6 on and dijk up to w = 0.2. The city has w from 0.5 to 1, the water board from 0 to 1/3. In the second
    scenario these differences double, so that scenario weights turn nothing round. The province: pomp 0.8, kast 0.72,
    dijk 0.61."""
    functions = [ValueFunction.of(each) for each in weighable(CRITERIA)]
    values = value_matrix(functions, SCENARIOS)
    over_scenarios = draw_scenario_weights(2, 2_000, generator(1, "scenarios"))
    found = {
        party: smaa(values, draw_weights(weights_from(said, CRITERIA), 2_000, generator(1, party)), over_scenarios)
        for party, said in ANSWERS.items()
    }
    first = {party: each.acceptability[:, 0] for party, each in found.items()}
    assert first["stad"] == pytest.approx([0, 1 / 3, 0, 2 / 3], abs=0.05)
    assert first["waterschap"] == pytest.approx([0.6, 0, 0, 0.4], abs=0.05)
    assert first["provincie"].tolist() == [0, 0, 0, 1]
    assert consensus_core(IDS, found, k=2, at_least=0.95) == ("pomp",)
    names = [each.criterion for each in functions]
    dijk, kast = contested(IDS, names, values, found, k=2, at_least=0.85)
    assert (dijk.id, dijk.party_for, dijk.party_against) == ("dijk", "waterschap", "provincie")
    assert (kast.id, kast.party_for, kast.party_against, kast.driver) == ("kast", "provincie", "waterschap", "schade")
    assert found["stad"].mean_weights[2] == 0  # it does not weigh cost


def test_three_methods_on_the_same_outcomes() -> None:
    """At equal weights of two criteria, by hand: pomp 0.8, dijk 0.65, kast 0.6, niets 0."""
    functions = [ValueFunction.of(each) for each in criteria("uren", "schade")]
    outcomes, weights = OUTCOMES[:, :2], np.array([0.5, 0.5])
    value = additive(value_matrix(functions, outcomes), weights)
    assert value.score == pytest.approx([0.65, 0.6, 0, 0.8])
    second = topsis(scaled(functions, outcomes), weights)
    worst, best = np.array([each.worst for each in functions]), np.array([each.best for each in functions])
    third = promethee(gains(outcomes, worst, best), weights, [0, 0], [100, 100])
    for other in (second.score, third.score):
        assert listed(IDS, value.score) == listed(IDS, other) == ("pomp", "dijk", "kast", "niets")
        assert disagreements(IDS, value.score, other) == ()
    flip = smallest_flip(value_matrix(functions, outcomes), weights)
    assert flip is not None
    assert IDS[flip.challenger] == "dijk"  # 0.4 w + 0.9 (1 - w) = 0.8 at w = 0.2; kast needs w = 5/6
    assert flip.moved == pytest.approx(0.3)
    assert stability_intervals(value_matrix(functions, outcomes), weights)[0].tolist() == pytest.approx([0.2, 5 / 6])
