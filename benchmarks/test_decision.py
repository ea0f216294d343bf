"""Additive value and rank acceptability over draws of weights, beside a loop over pymcdm, in one run."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from pymcdm.helpers import rankdata
from pymcdm.methods import WSM
from pymcdm.normalizations import minmax_normalization

from besluitsteun.decision.samples import draw_weights, generator
from besluitsteun.decision.smaa import rank_acceptability, scores_of, smaa
from besluitsteun.preferences.values import ValueFunction, value_matrix
from besluitsteun.preferences.weights import Polytope, weights_from
from besluitsteun.schema.decision import Criterion, WeightSet

from .findings import Finding, record

SEED, ALTERNATIVES, CRITERIA, DRAWS, LOOPED, SCENARIOS = 20261125, 50, 8, 10_000, 500, 25
NAMES = tuple(f"c{c}" for c in range(CRITERIA))
FUNCTIONS = [ValueFunction(name, (0.0, 100.0), (1.0, 0.0)) for name in NAMES]


def outcomes() -> np.ndarray:
    """(alternative, criterion) with both ends of the range among them, so that pymcdm normalises to the same values."""
    drawn = np.random.default_rng(SEED).uniform(0, 100, (ALTERNATIVES, CRITERIA))
    return np.vstack([drawn[:-2], np.zeros(CRITERIA), np.full(CRITERIA, 100.0)])


def acceptability(given: np.ndarray, said: Polytope) -> np.ndarray:
    """From outcomes to shares of draws per rank; the draws of weights are part of it."""
    values = value_matrix(FUNCTIONS, given)
    weights = draw_weights(said, DRAWS, generator(SEED, "partij"))
    return rank_acceptability(scores_of(values[None], weights, np.ones((DRAWS, 1))))


def looped(given: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The same with one call of pymcdm per draw."""
    method, types = WSM(minmax_normalization), -np.ones(CRITERIA)
    counts = np.zeros((len(given), len(given)))
    for row in weights:
        ranks = rankdata(method(given, row, types, validation=False), reverse=True)
        counts[np.arange(len(given)), ranks.astype(int) - 1] += 1
    return counts / len(weights)


def test_rank_acceptability(benchmark: Any) -> None:
    given, said = outcomes(), Polytope(NAMES, ())
    weights = draw_weights(said, DRAWS, generator(SEED, "partij"))[:LOOPED]
    spent: list[float] = []

    def before() -> None:
        began = time.perf_counter()
        theirs = looped(given, weights)
        spent.append((time.perf_counter() - began) * DRAWS / LOOPED)
        ours = rank_acceptability(weights @ value_matrix(FUNCTIONS, given).T)
        assert np.allclose(theirs, ours)

    benchmark.pedantic(lambda: acceptability(given, said), setup=before, rounds=7, warmup_rounds=1)
    median = benchmark.stats["median"]
    what = f"{ALTERNATIVES} alternatives × {CRITERIA} criteria × {DRAWS:,} draws: additive value and rank acceptability"
    how = f"pymcdm without its validation, {LOOPED} draws per round, scaled; same acceptabilities on those"
    record(
        benchmark,
        Finding(what, median, "s", 0.15, how="draws of weights included"),
        Finding("the same beside a loop over pymcdm", float(np.median(spent)) / median, "×", 100, False, how),
        profiled=lambda: acceptability(given, said),
    )


def test_the_whole_of_smaa_over_scenarios(benchmark: Any) -> None:
    given = np.stack([outcomes()] * SCENARIOS) + np.random.default_rng(SEED).normal(size=(SCENARIOS, 1, 1))
    values = value_matrix(FUNCTIONS, given)
    weights = draw_weights(Polytope(NAMES, ()), DRAWS, generator(SEED, "partij"))
    scenarios = np.full((DRAWS, SCENARIOS), 1 / SCENARIOS)
    benchmark.pedantic(lambda: smaa(values, weights, scenarios), rounds=5, warmup_rounds=1)
    how = "acceptability, central weights, confidence and pairwise winning, one party"
    record(benchmark, Finding(f"SMAA over {SCENARIOS} scenarios", benchmark.stats["median"], "s", how=how))


def test_weights_within_intervals(benchmark: Any) -> None:
    """A narrow polytope in seven dimensions, which is walked."""
    criteria = [
        Criterion.model_validate(
            {"id": name, "bron_criterium": name, "rol": "waarde", "bereik": {"slechtst": 1, "best": 0}}
        )
        for name in NAMES
    ]
    given = {
        "partij": "p",
        "wijze": "intervallen",
        "bereik_hash": "0",
        "intervallen": {name: [0.1, 0.14] for name in NAMES},
    }
    said = weights_from(WeightSet.model_validate(given), criteria)
    benchmark.pedantic(lambda: draw_weights(said, DRAWS, generator(SEED, "p")), rounds=3, warmup_rounds=0)
    what = f"{DRAWS:,} draws of {CRITERIA} weights within narrow intervals"
    record(benchmark, Finding(what, benchmark.stats["median"], "s", how="corners included"))
