"""The optimiser against enumeration of every set, for every aim: with circles, buffers and worsening measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from besluitsteun.decision.money import CostKind
from besluitsteun.decision.outcomes import Count
from besluitsteun.decision.packages import tables
from besluitsteun.decision.packages.aims import Across, Aim, cvar
from besluitsteun.decision.packages.find import Optimiser, Package
from besluitsteun.decision.packages.room import Room
from besluitsteun.decision.packages.wishes import wishes_of
from besluitsteun.decision.solver import Status

from ...measures.worlds import World, world

MIX = ((Count("gebruikersuren", (("stroom", 1.0),)), 1.0), (Count("kwetsbare_gebruikersuren"), 3.0))
SETTINGS: tuple[dict[str, Any], ...] = (
    {"totaal_budget_eur": {"investering": 1500}},
    {"totaal_budget_eur": {"investering": 2000, "per_jaar": 40}, "per_laag": {"preventie": {"hoogstens": 1}}},
    {"partijbudget": [{"partij": "net", "investering_eur": 600, "hard": True},
                      {"partij": "gem", "investering_eur": 700, "hard": True}]},
)  # fmt: skip


def optimiser(of: World, **rest: Any) -> Optimiser:
    simulation = of.simulation()
    return Optimiser.of(simulation, Room.of(of.study, simulation.catalogue), gap=0.0, **rest)


def allowed(of: Optimiser) -> Iterator[frozenset[str]]:
    names = of.room.candidates
    for size in range(len(names) + 1):
        yield from (each for one in combinations(names, size) if of.room.allows(each := frozenset(one)))


def least(of: Optimiser, score: Callable[[frozenset[str]], float]) -> float:
    return min(score(each) for each in allowed(of))


def agrees(found: Package | None, best: float) -> None:
    assert found is not None
    assert found.score == pytest.approx(best, abs=1e-6)
    assert found.bound is not None
    assert found.bound <= best + 1e-6


def cases() -> list[tuple[int, dict[str, Any]]]:
    return [(seed, SETTINGS[seed % len(SETTINGS)]) for seed in range(18)]


@pytest.mark.parametrize(("seed", "settings"), cases())
def test_every_aim_over_scenarios_is_the_best_of_all_sets(seed: int, settings: dict[str, Any]) -> None:
    of = optimiser(world(seed).with_settings(**settings))
    even = (1 / 3,) * 3
    values = {each: of.yardstick.mixed(MIX, of.simulation.outcome(each)) for each in allowed(of)}
    for across in (Across.WORST, Across.CVAR, Across.WEIGHTED):
        aim = Aim("doel", MIX, across, (0, 1, 2), even, alpha=0.5)
        agrees(of.package(aim), min(aim.score(each) for each in values.values()))
    aim = Aim("een", MIX, Across.ONE, (1,), (1.0,))
    agrees(of.package(aim), min(each[1] for each in values.values()))
    alone = np.min(list(values.values()), axis=0)
    aim = Aim("spijt", MIX, Across.REGRET, (0, 1, 2), even)
    agrees(of.package(aim), min((each - alone).max() for each in values.values()))


@pytest.mark.parametrize("seed", range(8))
def test_limits_and_costs_are_the_best_of_all_sets(seed: int) -> None:
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    wishes = wishes_of(of.simulation, [(each, False, 1) for each in of.simulation.study.limits])

    def broken(chosen: frozenset[str]) -> int:
        outcome = of.simulation.outcome(chosen)
        return sum(not each.kept_everywhere(of.simulation, outcome) for each in wishes)

    most = of.most_limits("grenzen", wishes)
    agrees(most, least(of, broken))
    assert most is not None
    outcome = of.simulation.outcome(frozenset(most.chosen))
    kept = [each for each in wishes if each.kept_everywhere(of.simulation, outcome)]
    cost = [of.room.cost(one, CostKind.INVESTMENT) for one in allowed(of)
            if all(each.kept_everywhere(of.simulation, of.simulation.outcome(one)) for each in kept)]  # fmt: skip
    agrees(of.cheapest("goedkoop", kept), min(cost))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 1, 1)])
def test_limits_give_way_in_the_order_of_their_priority(seed: int, order: tuple[int, ...]) -> None:
    """The first priority is kept wherever any set keeps it, whatever that costs the later ones."""
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    limits = [(each, False, number) for each, number in zip(of.simulation.study.limits, order, strict=True)]
    wishes = wishes_of(of.simulation, limits)

    def broken(chosen: frozenset[str]) -> tuple[int, ...]:
        outcome = of.simulation.outcome(chosen)
        missed = [each.priority for each in wishes if not each.kept_everywhere(of.simulation, outcome)]
        return tuple(missed.count(number) for number in (1, 2, 3))

    found = of.giving_way("wijken", wishes)
    assert found is not None
    assert broken(frozenset(found.chosen)) == min(broken(each) for each in allowed(of))


@pytest.mark.parametrize("seed", range(8))
def test_the_far_end_of_an_axis_lies_below_the_level(seed: int) -> None:
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    aim = Aim("doel", MIX, Across.WORST, (0, 1, 2), (1 / 3,) * 3)
    over = of.over(aim)
    best = of.package(aim)
    assert best is not None
    level = best.score + 0.3 * (best.without - best.score)
    amounts = {each: -of.room.costs[CostKind.INVESTMENT][each] for each in of.room.candidates}
    found = of.furthest("as", amounts, (over, level))
    assert found is not None
    assert over.simulated(frozenset(found.chosen)) <= level + 1e-6
    ends = [sum(amounts[one] for one in each) for each in allowed(of) if over.simulated(each) <= level + 1e-6]
    assert found.score == pytest.approx(min(ends))


@pytest.mark.parametrize("seed", range(10))
def test_with_projections_the_bound_is_still_one(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three measures per table where more of them matter."""
    from besluitsteun.measures import tabulate

    monkeypatch.setattr(tables, "MOST_MEASURES", 3)
    monkeypatch.setattr(tabulate, "MOST_MEASURES", 3)
    of = optimiser(world(seed, measures=8).with_settings(**SETTINGS[0]))
    aim = Aim("doel", MIX, Across.WORST, (0, 1, 2), (1 / 3,) * 3)
    found = of.package(aim)
    best = least(of, lambda each: aim.score(of.yardstick.mixed(MIX, of.simulation.outcome(each))))
    assert found is not None
    assert found.bound is not None
    assert found.bound <= best + 1e-6 <= found.score + 2e-6


def test_a_limit_of_time_is_told() -> None:
    of = optimiser(world(3).with_settings(**SETTINGS[0]), time_s=0.0)
    found = of.package(Aim("doel", MIX, Across.WORST, (0, 1, 2), (1 / 3,) * 3))
    assert found is not None
    assert found.status is Status.NONE_FOUND
    assert found.bound is None
    assert found.margin is None


def test_a_hopeless_limit_is_named() -> None:
    for seed in range(30):
        of = optimiser(world(seed).with_settings(**SETTINGS[0]))
        wishes = wishes_of(of.simulation, [(each, False, 1) for each in of.simulation.study.limits])
        best = of.simulation.at_best(of.room.candidates)
        hopeless = [each for each in wishes if not each.kept_everywhere(of.simulation, best)]
        if hopeless:
            assert of.cheapest("goedkoop", wishes) is None
            assert of.why_impossible(wishes).hopeless == tuple(each.limit.id for each in hopeless)
            return
    pytest.fail("no world with a hopeless limit")


def test_cvar_is_the_mean_of_the_tail() -> None:
    values, weights = np.array([5.0, 1.0, 9.0, 3.0]), np.full(4, 0.25)
    assert cvar(values, weights, 0.25) == 9.0
    assert cvar(values, weights, 0.5) == 7.0
    assert cvar(values, weights, 0.375) == pytest.approx((0.25 * 9 + 0.125 * 5) / 0.375)
    assert cvar(values, weights, 1.0) == pytest.approx(values.mean())
