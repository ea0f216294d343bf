"""Packages on the pinned instances: margin and seconds, tabulation included, beside what else could have been done."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest

from besluitsteun.decision.outcomes import Count
from besluitsteun.decision.packages.aims import Across, Aim
from besluitsteun.decision.packages.find import Optimiser, Package
from besluitsteun.decision.packages.room import Choice
from besluitsteun.decision.packages.tables import Tables
from besluitsteun.decision.solver import Program, Solution, solve

from .findings import Finding, record
from .regions import CRITERION, SIZES, Size, World, cone_sizes, told_sizes, world

SMALL = os.environ.get("BESLUITSTEUN_BENCH_KLEIN") == "1"
GAP = 0.01
FOR_THE_SOLVER = 0.8  # share of the promised seconds that a search may take; the rest is for making ready
PLAIN_LIMIT_S = 60.0


@dataclass(frozen=True)
class Asked:
    """What is promised of one aim on one instance.

    margin : as a share of the score, ``None`` = no promise;  seconds: in all, and whether that is a promise
    """

    instance: str
    across: Across
    seconds: float
    margin: float | None = GAP
    is_promised: bool = True
    rounds: int = 3

    @property
    def name(self) -> str:
        """For the page."""
        return f"packages, `{self.instance}`, {WORDS[self.across]}"


WORDS = {
    Across.WORST: "worst case",
    Across.WEIGHTED: "weighted",
    Across.CVAR: "CVaR (worst tenth)",
    Across.REGRET: "largest regret",
}
ASKED = (
    Asked("lokaal", Across.WORST, 10),
    Asked("lokaal", Across.WEIGHTED, 10),
    Asked("lokaal", Across.CVAR, 30),
    Asked("lokaal", Across.REGRET, 30),
    Asked("gemengd", Across.WORST, 60, 0.02, rounds=1),
    Asked("gemengd", Across.WEIGHTED, 60, 0.02, rounds=1),
    Asked("regionaal", Across.WORST, 60, None, is_promised=False, rounds=1),
    Asked("regionaal", Across.WEIGHTED, 60, None, is_promised=False, rounds=1),
    Asked("klein", Across.WORST, 3),
    Asked("klein", Across.WEIGHTED, 3),
)


@cache
def pinned(name: str) -> World:
    """The instance; in the small run one of its kind that takes a second."""
    size = SIZES[name]
    return world(Size(240, 12, 12, 2, size.regional) if SMALL else size)


def aim_over(across: Across, scenarios: int) -> Aim:
    """The one criterion of the instances, every scenario alike."""
    even = (1 / scenarios,) * scenarios
    return Aim(str(across), ((Count(CRITERION), 1.0),), across, tuple(range(scenarios)), even, alpha=0.1)


@dataclass(frozen=True, eq=False)
class Found:
    """A package and how long its steps took. ``spent``: seconds for cones, tables, and search with proof."""

    optimiser: Optimiser
    tables: Tables
    package: Package
    spent: tuple[float, float, float]


def found_for(asked: Asked) -> Found:
    """Everything from the study and its water to the package, as ``decide`` goes about it."""
    of, clock = pinned(asked.instance), [time.perf_counter()]
    optimiser = of.optimiser(of.simulation(), gap=asked.margin or GAP, time_s=FOR_THE_SOLVER * asked.seconds)
    clock.append(time.perf_counter())
    aim = aim_over(asked.across, len(of.water))
    tables = optimiser.tables([optimiser.over(aim), optimiser.limits(())])
    clock.append(time.perf_counter())
    package = optimiser.package(aim)
    clock.append(time.perf_counter())
    assert package is not None
    cones, tabulation, search = np.diff(clock).tolist()
    return Found(optimiser, tables, package, (cones, tabulation, search))


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """The compiled kernel is loaded, as in every benchmark but that of a cold start."""
    pinned("klein").simulation().outcome(())


@pytest.mark.parametrize("asked", ASKED, ids=lambda each: f"{each.instance}-{each.across}")
def test_packages(benchmark: Any, asked: Asked) -> None:
    results = list[Found]()
    benchmark.pedantic(lambda: results.append(found_for(asked)), rounds=1 if SMALL else asked.rounds, warmup_rounds=0)
    found = results[-1]
    package, tables = found.package, found.tables
    assert package.score == pytest.approx(score_of(found, asked), rel=1e-9)  # the score is that of a simulation
    assert package.margin is not None
    blocks = [block for known in tables.blocks for block in known]
    of_tables = f"{len(blocks)} blocks, {sum(len(each.combinations) for each in blocks):,} combinations"
    steps = "cones {:.1f} s, tables {:.1f} s, search and proof {:.1f} s".format(*found.spent)
    bound = f"status “{package.status}”; {margin_of_avoided(package)}; {len(package.chosen)} measures; {of_tables}"
    record(
        benchmark,
        Finding(asked.name, benchmark.stats["median"], "s", asked.seconds if asked.is_promised else None, how=steps),
        Finding(
            f"{asked.name}: margin",
            100 * package.margin,
            "%",
            None if asked.margin is None else 100 * asked.margin,
            how=bound,
        ),
        profiled=lambda: found_for(asked),
    )


def score_of(found: Found, asked: Asked) -> float:
    """The score of the package, simulated once more; regret as far as it is counted from what is proven."""
    of = pinned(asked.instance)
    fresh = of.optimiser(of.simulation())
    if asked.across is Across.REGRET:
        return found.package.score
    return fresh.over(aim_over(asked.across, len(of.water))).simulated(frozenset(found.package.chosen))


def margin_of_avoided(package: Package) -> str:
    """In words."""
    share = package.margin_of_avoided
    return "nothing avoided" if share is None else f"{share:.2%} of what is avoided"


@pytest.mark.parametrize("name", SIZES)
def test_cone_sizes(benchmark: Any, name: str) -> None:
    of = pinned(name)
    optimiser = benchmark.pedantic(lambda: of.optimiser(of.simulation()), rounds=1, warmup_rounds=0)
    sizes, study = cone_sizes(optimiser), of.study
    size = f"{len(study.measures)} measures × {len(of.water):,} scenarios × {len(study.assets):,} objects"
    what = f"`{name}`, {size}: cones of at most 8 measures"
    few, promised = 100 * float(np.mean(sizes <= 8)), 99.0 if name == "lokaal" else None
    record(benchmark, Finding(what, few, "%", promised, at_most=False, how=told_sizes(sizes)))


# --- what else could have been done


def test_beside_a_plain_model(benchmark: Any) -> None:
    """The same tables as one program with weights of its own and a row for every scenario from the start."""
    found = found_for(ASKED[0])
    solution = benchmark.pedantic(
        lambda: plain(found.optimiser, found.tables, PLAIN_LIMIT_S), rounds=1, warmup_rounds=0
    )
    if solution.bound is not None:
        assert solution.bound <= found.package.score * (1 + 1e-6)
    seconds, ours = benchmark.stats["median"], found.spent[-1]
    reached = "nothing found" if solution.objective is None else f"{solution.objective:,.0f} found"
    proven = "nothing proven" if solution.bound is None else f"{solution.bound:,.0f} proven"
    how = (
        f"`lokaal`, worst case, same tables; plain: {seconds:.1f} s of at most {PLAIN_LIMIT_S:.0f} s, {reached}, "
        f"{proven}; here {ours:.1f} s, {found.package.score:,.0f} found, {found.package.bound:,.0f} proven"
    )
    record(benchmark, Finding("search and proof beside a plain PuLP model", seconds / ours, "×", how=how))


def plain(optimiser: Optimiser, tables: Tables, time_s: float) -> Solution:
    """The worst case with Σ λ = 1 per scenario and part, nothing shared and nothing left for later."""
    choice = Choice(optimiser.room, Program())
    program, height = choice.program, choice.program.number()
    rows: dict[int, dict[int, float]] = {each: {height: 1.0} for each in range(tables.scenarios)}
    for block in (known[0] for known in tables.blocks):
        for number, scenario in enumerate(block.scenarios.tolist()):
            matters = block.matters[number]
            columns = {bits & matters: place for place, bits in enumerate(block.combinations)}
            weights = {bits: program.number(0.0, 1.0) for bits in columns}
            program.exactly(dict.fromkeys(weights.values(), 1.0), 1.0)
            for place, measure in enumerate(block.measures):
                if matters >> place & 1:
                    having = {weight: 1.0 for bits, weight in weights.items() if bits >> place & 1}
                    program.exactly({**having, choice.measures[measure]: -1.0}, 0.0)
            for bits, weight in weights.items():
                rows[scenario][weight] = -float(block.values[0][number, columns[bits]])
    for row in rows.values():
        program.row(row, at_least=0.0)
    return solve(program, {height: 1.0}, time_s=time_s, gap=GAP / 2)


@pytest.mark.parametrize("name", ["lokaal", "gemengd", "regionaal"])
def test_beside_adding_up_effects(benchmark: Any, name: str) -> None:
    """What a package avoids, as the sum of what each measure avoids alone, and the package that this would choose."""
    asked = next(each for each in ASKED if each.instance == name and each.across is Across.WEIGHTED)
    found = found_for(asked)
    optimiser, tables, aim = found.optimiser, found.tables, aim_over(Across.WEIGHTED, len(pinned(name).water))
    singles = {each: frozenset([each]) for each in optimiser.room.candidates}

    def effects() -> Mapping[str, np.ndarray]:
        without = tables.value(0, frozenset())
        return {each: without - tables.value(0, chosen) for each, chosen in singles.items()}

    alone = benchmark.pedantic(effects, rounds=1, warmup_rounds=0)
    score = optimiser.over(aim).simulated
    nothing, chosen = score(frozenset()), found.package.chosen
    added = sum(float(alone[each].mean()) for each in chosen)
    true = nothing - found.package.score
    by_adding = score(best_by_adding(optimiser, {each: float(alone[each].mean()) for each in alone}))
    how = f"weighted; added up {added:,.0f} user-hours avoided, re-simulated {true:,.0f}"
    loss = f"what it leaves over: {by_adding:,.0f} user-hours beside {found.package.score:,.0f}, both re-simulated"
    record(
        benchmark,
        Finding(
            f"adding up single effects, `{name}`: error for the package", 100 * abs(added - true) / true, "%", how=how
        ),
        Finding(
            f"adding up single effects, `{name}`: its own choice is worse by",
            100 * (by_adding / found.package.score - 1),
            "%",
            how=loss,
        ),
    )


def best_by_adding(optimiser: Optimiser, effects: Mapping[str, float]) -> frozenset[str]:
    """The package that avoids most if effects add up."""
    choice = Choice(optimiser.room, Program())
    terms = {number: -effects[each] for each, number in choice.measures.items()}
    return choice.chosen(values_of(solve(choice.program, terms)))


def values_of(solution: Solution) -> Sequence[float]:
    """Of a solution that is there."""
    assert solution.found
    return solution.values
