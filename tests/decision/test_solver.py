"""Programs are solved to their proven optimum, or the solution says how far it is from one."""

from __future__ import annotations

import itertools
import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.decision.solver import Program, Relaxed, Status, conflict, relax, solve, solve_in_order

WHOLE = st.integers(-9, 9)


@st.composite
def small_programs(draw: st.DrawFn) -> tuple[Program, dict[int, float]]:
    """A program of a few yes/no variables and ≤ rows, and an objective."""
    program = Program()
    variables = [program.yes_no() for _ in range(draw(st.integers(1, 6)))]
    for index in range(draw(st.integers(0, 4))):
        terms = {each: float(draw(WHOLE)) for each in variables}
        program.row(terms, at_most=float(draw(st.integers(-6, 12))), group=f"eis {index}")
    return program, {each: float(draw(WHOLE)) for each in variables}


def holds(program: Program, values: tuple[float, ...]) -> bool:
    return all(
        row.low <= sum(c * values[number] for number, c in row.terms.items()) <= row.high for row in program.rows
    )


def outcomes(program: Program) -> list[tuple[float, ...]]:
    every = itertools.product((0.0, 1.0), repeat=len(program.variables))
    return [values for values in every if holds(program, values)]


def value(terms: Mapping[int, float], values: tuple[float, ...]) -> float:
    return sum(c * values[number] for number, c in terms.items())


@given(small_programs())
@settings(max_examples=60, deadline=None)
def test_the_optimum_is_that_of_enumerating_every_outcome(case: tuple[Program, dict[int, float]]) -> None:
    program, objective = case
    solution, possible = solve(program, objective), outcomes(program)
    if not possible:
        assert solution.status is Status.INFEASIBLE
        assert solution.values == ()
        return
    assert solution.status is Status.OPTIMAL
    assert solution.objective == min(value(objective, each) for each in possible)
    assert solution.bound == pytest.approx(solution.objective, abs=1e-6)
    assert holds(program, solution.values)


@given(small_programs(), st.data())
@settings(max_examples=60, deadline=None)
def test_a_relaxation_that_grew_is_the_one_that_was_never_smaller(
    case: tuple[Program, dict[int, float]], data: st.DataObject
) -> None:
    """With a variable and rows added in between, and never above what whole numbers reach."""
    program, objective = case
    grown = Relaxed(program)
    grown.solve(objective)
    extra = program.number(0.0, 3.0)
    terms = {extra: 1.0, **{each: float(data.draw(WHOLE)) for each in objective}}
    program.row(terms, at_least=float(data.draw(st.integers(-9, 3))))
    told = {**objective, extra: float(data.draw(WHOLE))}
    again, fresh, whole = grown.solve(told), Relaxed(program).solve(told), solve(program, told)
    assert again.status is fresh.status
    if fresh.bound is not None:
        assert again.bound == pytest.approx(fresh.bound, abs=1e-6)
        if whole.objective is not None:
            assert again.bound is not None
            assert again.bound <= whole.objective + 1e-6


@given(small_programs(), st.data())
@settings(max_examples=40, deadline=None)
def test_objectives_in_order_and_then_the_variables_leave_one_solution(
    case: tuple[Program, dict[int, float]], data: st.DataObject
) -> None:
    program, first = case
    second = {number: float(data.draw(WHOLE)) for number in first}
    possible = outcomes(program)
    solutions = solve_in_order(program, [first, second], sorted(first))
    if possible:
        best = min(possible, key=lambda each: (value(first, each), value(second, each), [-x for x in each]))
        assert solutions[-1].values == best
        assert [each.objective for each in solutions[:2]] == [value(first, best), value(second, best)]
    else:
        assert [each.status for each in solutions] == [Status.INFEASIBLE]


@given(small_programs())
@settings(max_examples=40, deadline=None)
def test_a_conflict_is_impossible_and_possible_without_any_of_its_groups(
    case: tuple[Program, dict[int, float]],
) -> None:
    program, _ = case
    found = conflict(program)
    if outcomes(program):
        assert found is None
        return
    assert found is not None
    assert found.proven
    assert not outcomes(program.with_groups(found.groups))
    for group in found.groups:
        assert outcomes(program.with_groups(set(found.groups) - {group}))


@given(small_programs(), st.data())
@settings(max_examples=40, deadline=None)
def test_relaxing_gives_up_the_fewest_demands_the_first_in_rank_before_the_others(
    case: tuple[Program, dict[int, float]], data: st.DataObject
) -> None:
    program, _ = case
    priority = {group: data.draw(st.integers(1, 2)) for group in program.groups()}
    broken = []
    for values in itertools.product((0.0, 1.0), repeat=len(program.variables)):
        out = [row.group for row in program.rows if value(row.terms, values) > row.high]
        broken.append(tuple(sum(priority[group] == rank for group in out) for rank in (1, 2)))
    found = relax(program, priority)
    assert tuple(sum(priority[g] == rank for g in found.given_up) for rank in (1, 2)) == min(broken)
    values = found.solutions[-1].values
    for row in program.rows:
        excess = max(value(row.terms, values) - row.high, 0.0)
        assert excess == pytest.approx(found.excess.get(row.group, 0.0), abs=1e-5)


def test_one_demand_of_the_first_rank_goes_before_two_of_the_second() -> None:
    program = Program()
    x = program.number(0.0, 10.0)
    program.row({x: 1.0}, at_least=8.0, group="tweede a")
    program.row({x: 1.0}, at_least=7.0, group="tweede b")
    program.row({x: 1.0}, at_most=2.0, group="eerste")
    assert relax(program, {"eerste": 1, "tweede a": 2, "tweede b": 2}).given_up == ("tweede a", "tweede b")
    found = relax(program, {"eerste": 1, "tweede a": 1, "tweede b": 1}, [{x: -1.0}])
    assert (found.given_up, found.excess) == (("eerste",), {"eerste": pytest.approx(6.0)})


def market_split(rows: int, slack: bool) -> tuple[Program, dict[int, float]]:
    """Market split (Cornuéjols and Dawande 1998): small, and hopeless for branch and bound within a second."""
    chance, program, off = random.Random(1), Program(), dict[int, float]()
    variables = [program.yes_no() for _ in range(50)]
    for _ in range(rows):
        weights = {each: float(chance.randrange(100)) for each in variables}
        half = float(sum(weights.values()) // 2)
        if slack:
            less, more = program.number(), program.number()
            off |= {less: 1.0, more: 1.0}
            weights |= {less: 1.0, more: -1.0}
        program.exactly(weights, half)
    return program, off or {variables[0]: 1.0}


def test_at_the_time_limit_the_status_and_the_bound_say_that_nothing_was_proven() -> None:
    solution = solve(*market_split(6, slack=True), time_s=0.3)
    assert solution.status is Status.FEASIBLE
    assert solution.found
    assert solution.objective is not None
    assert solution.bound is not None
    assert solution.bound < solution.objective


def test_pulp_says_optimal_at_the_time_limit_and_only_its_sol_status_tells() -> None:
    """Why the adapter exists: should PuLP mend this, this test says so."""
    import pulp

    from besluitsteun.decision.solver import _highs, _problem

    problem, _ = _problem(*market_split(6, slack=True))
    problem.solve(_highs(0.3, 0.0, None))
    assert pulp.LpStatus[problem.status] == "Optimal"
    assert problem.sol_status == pulp.LpSolutionIntegerFeasible


def test_at_the_time_limit_without_a_solution_there_are_no_values() -> None:
    solution = solve(*market_split(6, slack=False), time_s=0.3)
    assert solution.status is Status.NONE_FOUND
    assert (solution.objective, solution.values) == (None, ())


def test_values_that_break_a_row_are_no_solution_whatever_pulp_calls_them() -> None:
    """A linear program cut off in the midst of the simplex method has values, and they satisfy nothing."""
    chance, program = random.Random(1), Program()
    variables = [program.number() for _ in range(150)]
    for _ in range(150):
        program.row({each: chance.random() for each in variables}, at_least=chance.uniform(1.0, 100.0))
    solution = solve(program, {each: chance.random() for each in variables}, time_s=1e-9)
    assert solution.status is Status.NONE_FOUND
    assert solution.values == ()


@pytest.mark.parametrize("nodes", [1, 40])
def test_at_the_limit_of_nodes_the_status_and_the_bound_say_that_nothing_was_proven(nodes: int) -> None:
    """PuLP 3.3 has no word for it and fails."""
    solution = solve(*market_split(6, slack=True), nodes=nodes, time_s=20)
    assert solution.status is Status.FEASIBLE
    assert solution.objective is not None
    assert solution.bound is not None
    assert solution.bound < solution.objective
    assert solve(*market_split(6, slack=True), nodes=nodes, time_s=20) == solution


def test_at_the_limit_of_nodes_without_a_solution_there_are_no_values() -> None:
    solution = solve(*market_split(6, slack=False), nodes=5, time_s=20)
    assert (solution.status, solution.objective, solution.values) == (Status.NONE_FOUND, None, ())


def test_no_time_left_is_no_solution() -> None:
    program, objective = market_split(1, slack=True)
    assert solve(program, objective, time_s=0.0).status is Status.NONE_FOUND


def test_a_first_objective_that_was_not_proven_is_held_and_said_and_a_step_without_time_too() -> None:
    program, objective = market_split(6, slack=True)
    first, *later = solve_in_order(program, [objective, {0: 1.0}], ties=[1, 2], time_s=0.4)
    assert first.status is Status.FEASIBLE
    assert later
    for step in later:
        assert step.found
        assert step.of(objective) <= (first.objective or 0.0) + 1e-4
    assert later[-1].status is Status.FEASIBLE
    assert later[-1].values == first.values


def test_within_a_gap_the_status_is_optimal_and_the_bound_tells_the_rest() -> None:
    program, objective = market_split(2, slack=True)
    solution = solve(program, {**objective, program.number(5.0, 5.0): 1000.0}, gap=0.5, time_s=20)
    assert solution.status is Status.OPTIMAL
    assert solution.bound is not None
    assert solution.objective is not None
    assert solution.bound >= 0.5 * solution.objective


def test_a_program_without_whole_numbers_is_its_own_bound() -> None:
    program = Program()
    a, b = program.number(), program.number()
    program.row({a: 1.0, b: 2.0}, at_least=3.0)
    program.row({a: 2.0, b: 1.0}, at_least=3.0)
    solution = solve(program, {a: 1.0, b: 1.0})
    assert solution.values == pytest.approx((1.0, 1.0))
    assert solution.bound == solution.objective == pytest.approx(2.0)


def test_without_an_end_it_is_unbounded_and_impossible_is_not_called_so() -> None:
    program = Program()
    free = program.number()
    assert solve(program, {free: -1.0}).status is Status.UNBOUNDED
    program.row({program.yes_no(): 1.0}, at_least=2.0)
    assert solve(program, {free: -1.0}).status is Status.INFEASIBLE


def test_an_unbounded_program_with_whole_numbers_is_told_from_an_impossible_one() -> None:
    program = Program()
    free, count = program.number(), program.whole()
    program.row({free: 1.0, count: -1.0}, at_most=3.0)
    assert solve(program, {count: -1.0}).status is Status.UNBOUNDED


def test_a_variable_that_nothing_names_lies_within_its_bounds() -> None:
    program = Program()
    program.number(2.0, 5.0), program.number(-5.0, -2.0), program.number(-1.0, 1.0)
    assert solve(program, {}).values == (2.0, -2.0, 0.0)
    assert solve(Program(), {}).status is Status.OPTIMAL


def test_a_row_without_variables_can_be_impossible() -> None:
    program = Program()
    program.row({}, at_least=1.0, group="niets is genoeg")
    assert solve(program, {}).status is Status.INFEASIBLE
    found = conflict(program)
    assert found is not None
    assert found.groups == ("niets is genoeg",)


def test_rows_of_no_group_stay_in_every_conflict() -> None:
    program = Program()
    x = program.number(0.0, 10.0)
    program.row({x: 1.0}, at_most=4.0)
    program.row({x: 1.0}, at_least=6.0, group="hoog")
    program.row({x: 1.0}, at_least=1.0, group="laag")
    found = conflict(program)
    assert found is not None
    assert found.groups == ("hoog",)


def test_a_conflict_that_was_not_decided_in_time_says_so() -> None:
    hard, _ = market_split(6, slack=False)
    hard.row({0: 1.0}, at_least=2.0, group="onmogelijk")
    hard.row({1: 1.0}, at_least=1.0, group="kan")
    found = conflict(hard, time_s=1.0)
    assert found is not None
    assert found.groups[0] == "onmogelijk"
    assert not found.proven


def test_excess_without_end_is_refused() -> None:
    program = Program()
    program.row({program.number(): 1.0}, at_most=-1.0, group="grens")
    with pytest.raises(ValueError, match="without limit"):
        relax(program, {"grens": 1})


def test_what_is_no_number_is_refused() -> None:
    program = Program()
    x = program.yes_no()
    with pytest.raises(ValueError, match="not a number"):
        program.row({x: float("nan")}, at_most=1.0)
    with pytest.raises(ValueError, match="not in the program"):
        program.row({x + 1: 1.0}, at_most=1.0)


def test_solving_twice_gives_the_same_values_and_writes_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    program, objective = market_split(1, slack=True)
    assert solve(program, objective).values == solve(program, objective).values
    assert capfd.readouterr() == ("", "")
