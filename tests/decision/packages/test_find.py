"""The optimiser against enumeration of every set, for every aim: with circles, buffers and worsening measures."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, cycle
from typing import Any

import numpy as np
import pytest

from besluitsteun.decision.money import CostKind
from besluitsteun.decision.outcomes import Count
from besluitsteun.decision.packages import tables
from besluitsteun.decision.packages.aims import Across, Aim, cvar
from besluitsteun.decision.packages.find import Ground, Optimiser, Package
from besluitsteun.decision.packages.room import TOTAL, Choice, Room
from besluitsteun.decision.packages.tables import Written
from besluitsteun.decision.packages.targets import Along
from besluitsteun.decision.packages.wishes import Wish, wishes_of
from besluitsteun.decision.solver import Program, Status, solve
from besluitsteun.schema.ambitions import Limit

from ...measures.worlds import World, world
from ..test_solver import market_split

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


UNTOLD = ("langste", "schade", "doden")
"""Limits that hours down do not tell."""


def broken(of: Optimiser, wishes: Sequence[Wish], chosen: frozenset[str]) -> int:
    outcome = of.simulation.outcome(chosen)
    return sum(not each.kept_everywhere(of.simulation, outcome) for each in wishes)


@pytest.mark.parametrize("seed", range(8))
def test_limits_and_costs_are_the_best_of_all_sets(seed: int) -> None:
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    told = [(each, False, 1) for each in of.simulation.study.limits if each.id not in UNTOLD]
    wishes = wishes_of(of.simulation, told)
    assert all(each.tally is not None for each in wishes)
    most = of.most_limits("grenzen", wishes)
    agrees(most, least(of, lambda chosen: broken(of, wishes, chosen)))
    assert most is not None
    outcome = of.simulation.outcome(frozenset(most.chosen))
    kept = [each for each in wishes if each.kept_everywhere(of.simulation, outcome)]
    cost = [of.room.cost(one, CostKind.INVESTMENT) for one in allowed(of) if not broken(of, kept, one)]
    agrees(of.cheapest("goedkoop", kept), min(cost))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2), (2, 1, 1)])
def test_limits_give_way_in_the_order_of_their_priority(seed: int, order: tuple[int, ...]) -> None:
    """The first priority is kept wherever any set keeps it, whatever that costs the later ones; of what tables tell."""
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    told = [each for each in of.simulation.study.limits if each.id not in UNTOLD]
    limits = [(each, False, number) for each, number in zip(told, cycle(order), strict=False)]
    wishes = wishes_of(of.simulation, limits)

    def broken(chosen: frozenset[str]) -> tuple[int, ...]:
        outcome = of.simulation.outcome(chosen)
        missed = [each.priority for each in wishes if not each.kept_everywhere(of.simulation, outcome)]
        return tuple(missed.count(number) for number in (1, 2, 3))

    found = of.giving_way("wijken", wishes)
    assert found is not None
    assert broken(frozenset(found.chosen)) == min(broken(each) for each in allowed(of))


@pytest.mark.parametrize("seed", range(8))
def test_limits_that_only_simulation_tells_never_make_a_bound_too_hopeful(seed: int) -> None:
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    wishes = wishes_of(of.simulation, [(each, False, 1) for each in of.simulation.study.limits])
    assert [each.limit.id for each in wishes if each.tally is None] == list(UNTOLD)
    most, best = of.most_limits("grenzen", wishes), least(of, lambda chosen: broken(of, wishes, chosen))
    assert most is not None
    assert most.bound is not None
    assert most.bound <= best <= most.score == broken(of, wishes, frozenset(most.chosen))


@pytest.mark.parametrize("seed", range(8))
def test_of_what_must_be_kept_all_is_kept_also_what_only_simulation_tells(seed: int) -> None:
    """The cheapest by enumeration, and none where enumeration finds none."""
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    for limit in of.simulation.study.limits:
        must = wishes_of(of.simulation, [(limit, limit.unacceptable_from is not None, 1)])
        cost = [of.room.cost(one, CostKind.INVESTMENT) for one in allowed(of) if not broken(of, must, one)]
        found = of.cheapest("goedkoop", must)
        if cost:
            agrees(found, min(cost))
        else:
            assert found is None


@pytest.mark.parametrize("consequence", ["directe_schade_eur", "dodelijke_slachtoffers", "indirecte_schade_eur"])
@pytest.mark.parametrize("seed", range(6))
def test_what_only_simulation_tells_has_a_bound_that_no_set_beats(seed: int, consequence: str) -> None:
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    mix = ((Count(consequence), 1.0),)
    for across in (Across.WORST, Across.CVAR, Across.WEIGHTED, Across.REGRET):
        aim = Aim("doel", mix, across, (0, 1, 2), (1 / 3,) * 3, alpha=0.5)
        found = of.package(aim)
        values = {each: of.yardstick.mixed(mix, of.simulation.outcome(each)) for each in allowed(of)}
        alone = np.min(list(values.values()), axis=0)
        best = min(aim.score(each, alone) for each in values.values())
        assert found is not None
        assert found.bound is not None
        assert found.bound <= best + 1e-6
        assert best <= found.score + 1e-6
        assert found.ground is Ground.EVERYTHING


@pytest.mark.parametrize("seed", range(30))
def test_why_impossible_is_a_smallest_conflict_and_gives_up_least_by_priority(seed: int) -> None:
    """Against enumeration: none keeps every demand of the conflict, while without any one of them some set does.

    Of what must give way as few as can be of priority 1, then of 2, then of 3.
    """
    of, wishes = strained(seed)
    found = of.why_impossible(wishes)
    told = {f"grens {each.limit.id}": each for each in wishes if each.limit.id not in found.hopeless}
    if found.conflict is None:
        assert any(not passed(of, told.values(), one) for one in allowed(of))
        assert found.given_up is None
        return
    groups, sets = set(found.conflict.groups), list(every_set(of))
    assert found.conflict.proven
    assert not any(keeps(of, told, groups, one) for one in sets)
    for each in groups:
        assert any(keeps(of, told, groups - {each}, one) for one in sets), each
    assert found.given_up is not None
    mine = tuple(sum(told[each].priority == level for each in found.given_up.given_up) for level in (1, 2, 3))
    assert mine == min(lost(of, told.values(), one) for one in allowed(of))


def test_there_are_conflicts_with_a_budget_and_between_limits() -> None:
    """Else the law above would be empty."""
    sizes = Counter[tuple[bool, int]]()
    for seed in range(30):
        of, wishes = strained(seed)
        found = of.why_impossible(wishes)
        if found.conflict is not None:
            groups = found.conflict.groups
            sizes[TOTAL[CostKind.INVESTMENT] in groups, sum(each.startswith("grens") for each in groups)] += 1
    assert {(True, 1), (True, 2), (False, 2)} <= set(sizes)


TIGHT = (
    {"id": "stroom", "criterium": "gebruikersuren", "functie": "stroom"},
    {"id": "zorg", "criterium": "kwetsbare_gebruikersuren", "functie": "zorg"},
    {"id": "oost", "criterium": "getroffenen", "gebied": "oost"},
)


def strained(seed: int) -> tuple[Optimiser, tuple[Wish, ...]]:
    """Limits at the least that can be reached of each by itself, each with a priority, and a budget for not all."""
    of, rng = world(seed, measures=7), random.Random(seed)
    free = optimiser(World(replace(of.study, limits=limits_at([0.0] * len(TIGHT))), of.water))
    loose = wishes_of(free.simulation, [(each, False, 1) for each in free.simulation.study.limits])
    limits = limits_at([min(largest(free, wish, each) for each in every_set(free)) for wish in loose])
    world_of = World(replace(of.study, limits=limits), of.water)
    found = optimiser(world_of.with_settings(totaal_budget_eur={"investering": rng.choice([300, 600, 1200, 9000])}))
    return found, wishes_of(found.simulation, [(each, False, rng.choice([1, 2, 3])) for each in limits])


def limits_at(levels: Sequence[float]) -> tuple[Limit, ...]:
    rows = zip(TIGHT, levels, strict=True)
    return tuple(Limit.model_validate({**row, "acceptabel_tot": level}) for row, level in rows)


def largest(of: Optimiser, wish: Wish, chosen: frozenset[str]) -> float:
    """The largest value over scenarios."""
    outcome = of.simulation.outcome(chosen)
    return max(wish.value(of.simulation, outcome, scenario) or 0.0 for scenario in wish.scenarios)


def every_set(of: Optimiser) -> Iterator[frozenset[str]]:
    """The sets that go together, whatever they cost and in whatever layer."""
    names = of.room.candidates
    for size in range(len(names) + 1):
        yield from (each for one in combinations(names, size) if of.room.catalogue.fits(each := frozenset(one)))


def passed(of: Optimiser, wishes: Iterable[Wish], chosen: frozenset[str]) -> int:
    """The limits that are passed somewhere, by what is told: also where the outage still goes on at the end."""
    outcome = of.simulation.outcome(chosen)
    return sum(
        any((each.value(of.simulation, outcome, s) or 0.0) > (each.limit.acceptable_to or 0.0) for s in each.scenarios)
        for each in wishes
    )


def keeps(of: Optimiser, wishes: Mapping[str, Wish], groups: Collection[str], chosen: frozenset[str]) -> bool:
    """Whether a set keeps the limits, the budgets and the layer among these demands."""
    room = of.room
    dear = any(TOTAL[kind] in groups and room.cost(chosen, kind) > most for kind, most in room.total.items())
    for layer, (_, high) in room.per_layer.items():
        number = sum(room.catalogue.by_id[each].layer is layer for each in chosen)
        dear |= high is not None and number > high and f"hoogstens {high} in laag {layer}" in groups
    return not dear and not passed(of, [wish for name, wish in wishes.items() if name in groups], chosen)


def lost(of: Optimiser, wishes: Iterable[Wish], chosen: frozenset[str]) -> tuple[int, ...]:
    """How many limits a set gives up of priority 1, of 2 and of 3."""
    every = list(wishes)
    return tuple(passed(of, [each for each in every if each.priority == level], chosen) for level in (1, 2, 3))


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


@pytest.mark.parametrize("seed", range(12))
def test_with_projections_no_set_is_told_to_cost_more_than_the_most(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit that gives way may be passed by the most that any projection says of any set, else it still binds."""
    from besluitsteun.measures import tabulate

    monkeypatch.setattr(tables, "MOST_MEASURES", 2)
    monkeypatch.setattr(tabulate, "MOST_MEASURES", 2)
    of = optimiser(world(seed, measures=8).with_settings(**SETTINGS[0]))
    over = of.over(Aim("doel", MIX, Across.WORST, (0, 1, 2), (1 / 3,) * 3))
    found, sets = of.tables([over]), list(allowed(of))
    for each in random.Random(seed).sample(sets, min(8, len(sets))):
        found.sharpen(each)
    for chosen in sets:
        costs = np.zeros(3)
        for blocks in found.blocks:
            told = [tables._column(each, over.first, chosen) for each in blocks]
            costs[blocks[0].scenarios] += np.max(told, axis=0)
        assert all(costs[each] <= found.largest(over.first, each) + 1e-9 for each in range(3))


@pytest.mark.parametrize("seed", range(6))
def test_what_came_into_the_program_after_a_solution_is_taken_at_its_nearest_set(seed: int) -> None:
    """Scenarios that are added for a better set are not among the values that were found before."""
    of = optimiser(world(seed).with_settings(**SETTINGS[0]))
    over = of.over(Aim("doel", MIX, Across.WORST, (0, 1, 2), (1 / 3,) * 3))
    tables_of = of.tables([over])
    choice = Choice(of.room, Program())
    written = Written(tables_of, choice.program, choice.measures)
    solution = solve(choice.program, {choice.measures[of.room.candidates[0]]: 1.0})
    chosen = choice.chosen(solution.values)
    over.write(choice, written, frozenset())
    over.write_all()
    assert len(choice.program.variables) > len(solution.values)
    assert written.at(over.first, solution.values) == pytest.approx(tables_of.value(over.first, chosen))


def test_a_limit_of_time_is_told() -> None:
    of = optimiser(world(3).with_settings(**SETTINGS[0]), time_s=0.0)
    found = of.package(Aim("doel", MIX, Across.WORST, (0, 1, 2), (1 / 3,) * 3))
    assert found is not None
    assert found.status is Status.FEASIBLE  # by small steps; nothing is proven
    assert found.bound is None
    assert found.margin is None


@dataclass(eq=False)
class Puzzled(Along):
    """Costs, and a puzzle that branch and bound does not prove in time: what is left over of equal shares."""

    def write(self, choice: Choice, written: Written, near: frozenset[str] = frozenset()) -> None:
        super().write(choice, written, near)
        puzzle, objective = market_split(6, slack=True)
        number = {old: choice.program.whole(each.low, each.high) if each.whole else
                  choice.program.number(each.low, each.high) for old, each in enumerate(puzzle.variables)}  # fmt: skip
        for row in puzzle.rows:
            terms = {number[old]: value for old, value in row.terms.items()}
            choice.program.row(terms, at_least=row.low, at_most=row.high)
        self._terms = {**self._terms, **{number[old]: value for old, value in objective.items()}}


def test_when_the_solver_is_cut_off_the_package_says_so_and_keeps_what_is_proven() -> None:
    """PuLP says "Optimal" here as well: only the status of the package may tell."""
    of = optimiser(world(3).with_settings(**SETTINGS[0], vast={"erin": ["m0"]}), time_s=1.0)
    began = time.monotonic()
    found = of.hunt("doel", Puzzled(of.room.costs[CostKind.INVESTMENT]), [])
    assert time.monotonic() - began < 10
    assert found is not None
    assert found.chosen == ("m0",)
    assert found.status is Status.FEASIBLE
    assert found.bound is not None
    assert found.bound <= found.score == of.room.cost({"m0"}, CostKind.INVESTMENT)


def test_cut_off_by_nodes_it_is_said_and_the_bound_holds() -> None:
    """The same effort every time: one node, where more would be needed."""
    cut = 0
    for seed in range(12):
        of = optimiser(world(seed, measures=8).with_settings(**SETTINGS[seed % 2]))
        aim = Aim("doel", MIX, Across.CVAR, (0, 1, 2), (1 / 3,) * 3, alpha=0.5)
        found = of.hurried(nodes=0, rounds=1, looks=1, gap=0.0).package(aim)
        best = least(of, lambda each, of=of, aim=aim: aim.score(of.yardstick.mixed(MIX, of.simulation.outcome(each))))
        assert found is not None
        if found.bound is not None:
            assert found.bound <= best + 1e-6
        assert found.score >= best - 1e-6
        if found.margin is None or found.margin > 0:
            cut += 1
            assert found.status is not Status.OPTIMAL
    assert cut


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
