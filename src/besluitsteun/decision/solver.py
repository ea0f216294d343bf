"""``Program`` in, ``Solution`` out: linear programs with whole numbers, solved; the only place that talks to PuLP.

PuLP 3.3 reports the status "Optimal" after a time limit too, and fails at a limit of nodes. Only ``sol_status`` tells
the two apart, and whether the values satisfy the rows is known to HiGHS alone; both are read here and nowhere else. One
thread and a fixed random seed: a program that is solved to its end gives the same values every time. One that is cut
off by its time need not.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Terms = Mapping[int, float]
"""Coefficients by number of the variable."""

TOLERANCE = 1e-6
"""How far a whole number may be off for HiGHS (its default ``mip_feasibility_tolerance``), per unit of size."""
BLOCK = 16
"""So many yes/no variables are put in order in one step: weights up to 2^15 are exact in HiGHS."""
SAME_OBJECTIVE = 1e-6
"""``mip_abs_gap``: objectives of which the difference is smaller than this are the same."""


class Status(StrEnum):
    """How a solution ended. ``OPTIMAL``: proven, within the gap that was asked for."""

    OPTIMAL = "optimaal"
    FEASIBLE = "haalbaar_binnen_tijd"
    NONE_FOUND = "geen_oplossing_gevonden"
    INFEASIBLE = "onhaalbaar"
    UNBOUNDED = "onbegrensd"


@dataclass(frozen=True, slots=True)
class Variable:
    """A number between ``low`` and ``high`` (−∞ and ∞ allowed); ``whole``: only whole numbers."""

    low: float
    high: float
    whole: bool


@dataclass(frozen=True, slots=True)
class Row:
    """``low`` ≤ Σ terms ≤ ``high``. Rows of one ``group`` are one demand of the user; "" = always holds."""

    terms: Terms
    low: float
    high: float
    group: str


@dataclass
class Program:
    """Variables and rows, being written. Objectives come with ``solve``, so that one program serves many."""

    variables: list[Variable] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def number(self, low: float = 0.0, high: float = math.inf) -> int:
        """A new variable; returns its number."""
        return self._add(Variable(low, high, whole=False))

    def whole(self, low: float = 0.0, high: float = math.inf) -> int:
        """A new variable that takes whole values only; returns its number."""
        return self._add(Variable(low, high, whole=True))

    def yes_no(self) -> int:
        """A new variable that is 0 or 1; returns its number."""
        return self.whole(0.0, 1.0)

    def row(self, terms: Terms, *, at_least: float = -math.inf, at_most: float = math.inf, group: str = "") -> None:
        """Demand ``at_least`` ≤ Σ terms ≤ ``at_most``.

        Raises ValueError for a coefficient or bound that is not a number, or a variable that does not exist.
        """
        if any(not 0 <= number < len(self.variables) for number in terms):
            raise ValueError("a row names a variable that is not in the program")
        if math.isnan(at_least) or math.isnan(at_most) or not all(math.isfinite(each) for each in terms.values()):
            raise ValueError("a row holds a coefficient or bound that is not a number")
        self.rows.append(Row(dict(terms), at_least, at_most, group))

    def exactly(self, terms: Terms, value: float, *, group: str = "") -> None:
        """Demand Σ terms = value."""
        self.row(terms, at_least=value, at_most=value, group=group)

    def copy(self) -> Program:
        """A program of its own with the same variables and rows."""
        return Program(list(self.variables), list(self.rows))

    def with_groups(self, groups: Iterable[str]) -> Program:
        """The same variables, with the rows of these groups and those of no group."""
        kept = {"", *groups}
        return Program(list(self.variables), [row for row in self.rows if row.group in kept])

    def groups(self) -> tuple[str, ...]:
        """The named groups, in the order in which they were first written."""
        return tuple(dict.fromkeys(row.group for row in self.rows if row.group))

    def _add(self, variable: Variable) -> int:
        if math.isnan(variable.low) or math.isnan(variable.high):
            raise ValueError("a bound of a variable is not a number")
        self.variables.append(variable)
        return len(self.variables) - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """What was found. ``values`` is empty, and ``objective`` None, when nothing was.

    objective : of these values, None = no values
    bound : no solution has a lower objective than this (proven by HiGHS), None = nothing proven
    values : (variable,) those of whole variables are whole
    """

    status: Status
    objective: float | None
    bound: float | None
    values: tuple[float, ...]

    @property
    def found(self) -> bool:
        """Whether there are values."""
        return self.objective is not None

    def chosen(self, variable: int) -> bool:
        """Whether a yes/no variable is yes."""
        return self.values[variable] > 0.5

    def of(self, terms: Terms) -> float:
        """Σ terms at these values."""
        return math.fsum(coefficient * self.values[number] for number, coefficient in sorted(terms.items()))


def solve(
    program: Program, minimise: Terms, *, time_s: float | None = None, gap: float = 0.0, nodes: int | None = None
) -> Solution:
    """The values with the smallest Σ minimise (to maximise: give it with other signs).

    time_s : seconds of wall time, None = no limit;  gap : relative margin at which "optimaal" is good enough
    nodes  : of branch and bound, None = no limit. Unlike time this cuts off at the same place every time
    """
    if time_s is not None and time_s <= 0:
        return Solution(Status.NONE_FOUND, None, None, ())
    problem, numbers = _problem(program, minimise)
    solver = _highs(time_s, gap, nodes)
    _run(problem, solver)
    status = _status(problem)
    if status is Status.INFEASIBLE and _may_be_unbounded(problem):
        alone = solve(program, {}, time_s=time_s)
        status = Status.UNBOUNDED if alone.found else alone.status
    if status not in (Status.OPTIMAL, Status.FEASIBLE):
        return Solution(status, None, _bound(problem, status, None), ())
    values = tuple(_value(program.variables[i], each.varValue) for i, each in enumerate(numbers))
    objective = math.fsum(coefficient * values[number] for number, coefficient in sorted(minimise.items()))
    return Solution(status, objective, _bound(problem, status, objective), values)


class Relaxed:
    """A program without the demand that numbers are whole, which stays loaded while variables and rows are added.

    Each time it goes on from the solution before; its optimum is a bound on that of the program.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self._loaded: Any = None
        self._variables, self._rows = 0, 0

    def solve(self, minimise: Terms, *, time_s: float | None = None) -> Solution:
        """The smallest Σ minimise; only variables that came since the time before may have got another coefficient."""
        import highspy

        if time_s is not None and time_s <= 0:
            return Solution(Status.NONE_FOUND, None, None, ())
        if self._loaded is None:
            self._load(minimise, time_s)
        else:
            self._grow(minimise, time_s)
        self._variables, self._rows = len(self.program.variables), len(self.program.rows)
        if self._loaded.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return Solution(Status.NONE_FOUND, None, None, ())
        objective = float(self._loaded.getInfo().objective_function_value)
        return Solution(Status.OPTIMAL, objective, objective, tuple(self._loaded.getSolution().col_value))

    def _load(self, minimise: Terms, time_s: float | None) -> None:
        problem, _ = _problem(self.program, minimise)
        problem.solve(_highs(time_s, 0.0, None, mip=False))
        self._loaded = problem.solverModel

    def _grow(self, minimise: Terms, time_s: float | None) -> None:
        """PuLP cannot solve a program again from where it was; HiGHS, which it leaves loaded, can."""
        loaded = self._loaded
        if time_s is not None:
            loaded.setOptionValue("time_limit", loaded.getRunTime() + time_s)
        for number in range(self._variables, len(self.program.variables)):
            variable = self.program.variables[number]
            loaded.addCol(minimise.get(number, 0.0), variable.low, variable.high, 0, [], [])
        for row in self.program.rows[self._rows :]:
            loaded.addRow(row.low, row.high, len(row.terms), list(row.terms), list(row.terms.values()))
        loaded.run()


def _problem(program: Program, minimise: Terms) -> tuple[Any, list[Any]]:
    """The program in PuLP, and its variables in order (PuLP sorts by name, hence the zeros in front)."""
    import pulp

    problem = pulp.LpProblem("programma", pulp.LpMinimize)
    numbers = [
        problem.add_variable(
            f"x{i:08d}",
            None if math.isinf(each.low) else each.low,
            None if math.isinf(each.high) else each.high,
            pulp.LpInteger if each.whole else pulp.LpContinuous,
        )
        for i, each in enumerate(program.variables)
    ]
    problem.setObjective(_expression(minimise, numbers))
    for row in program.rows:
        for sense, side in _sides(row):
            problem.addConstraint(pulp.LpConstraint(_expression(row.terms, numbers), sense, rhs=side))
    return problem, numbers


def _expression(terms: Terms, numbers: Sequence[Any]) -> Any:
    import pulp

    return pulp.LpAffineExpression([(numbers[i], coefficient) for i, coefficient in sorted(terms.items())])


def _sides(row: Row) -> list[tuple[int, float]]:
    """The one or two inequalities of a row, in PuLP's signs."""
    import pulp

    if row.low == row.high:
        return [(pulp.LpConstraintEQ, row.low)]
    sides = [(pulp.LpConstraintGE, row.low), (pulp.LpConstraintLE, row.high)]
    return [(sense, side) for sense, side in sides if math.isfinite(side)]


def _highs(time_s: float | None, gap: float, nodes: int | None, *, mip: bool = True) -> Any:
    import pulp

    limits = {} if nodes is None else {"mip_max_nodes": nodes}
    return pulp.HiGHS(
        mip=mip,
        msg=False,
        threads=1,
        timeLimit=time_s,
        gapRel=gap,
        gapAbs=SAME_OBJECTIVE,
        random_seed=1,
        parallel="off",
        **limits,
    )


def _run(problem: Any, solver: Any) -> None:
    """Let HiGHS solve it. At the limit of nodes PuLP has taken over the values, but knows no status and fails."""
    import highspy
    import pulp

    try:
        problem.solve(solver)
    except KeyError as unknown:
        if unknown.args != (highspy.HighsModelStatus.kSolutionLimit,):
            raise
        problem.sol_status = pulp.LpSolutionIntegerFeasible


def _status(problem: Any) -> Status:
    """The status by ``sol_status``; values that break a row by HiGHS' own word are no solution."""
    import highspy
    import pulp

    if problem.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible):
        info = problem.solverModel.getInfo()
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return Status.NONE_FOUND
        return Status.OPTIMAL if problem.sol_status == pulp.LpSolutionOptimal else Status.FEASIBLE
    others = {pulp.LpSolutionInfeasible: Status.INFEASIBLE, pulp.LpSolutionUnbounded: Status.UNBOUNDED}
    return others.get(problem.sol_status, Status.NONE_FOUND)


def _may_be_unbounded(problem: Any) -> bool:
    """PuLP calls "unbounded or infeasible" infeasible; HiGHS' own status tells them apart."""
    import highspy

    return bool(problem.solverModel.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible)


def _bound(problem: Any, status: Status, objective: float | None) -> float | None:
    """The proven bound: that of branch and bound; of a program without whole variables its optimum."""
    if status in (Status.INFEASIBLE, Status.UNBOUNDED):
        return None
    bound = problem.solverModel.getInfo().mip_dual_bound if problem.isMIP() else math.nan
    if objective is None:
        return bound if math.isfinite(bound) else None
    if not math.isfinite(bound):
        return objective if status is Status.OPTIMAL else None
    return min(bound, objective)


def _value(variable: Variable, value: float | None) -> float:
    """A value within its bounds; a variable that no row and no objective names takes the value nearest to zero."""
    kept = min(max(0.0 if value is None else value, variable.low), variable.high)
    return float(round(kept)) if variable.whole else kept


# --- one objective after the other


def solve_in_order(
    program: Program,
    objectives: Sequence[Terms],
    ties: Sequence[int] = (),
    *,
    time_s: float | None = None,
    gap: float = 0.0,
) -> tuple[Solution, ...]:
    """Minimise the first objective, of its solutions the second, and so on; one ``Solution`` per step that was taken.

    ties : yes/no variables; of what is equally good, the first of these that can be yes is yes, then the second, …:
        with all variables that matter among them one solution is left, whatever path the solver took

    The last solution holds the values. An objective that was not proven (its status says so) is held at the value
    found; a step without any solution in time ends the row, with the values of the step before and the status
    ``FEASIBLE``. An earlier objective keeps its value within ``TOLERANCE``, and exactly when it counts whole things.
    The gap is for the first objective; what follows is solved to its end.
    """
    ends = None if time_s is None else time.monotonic() + time_s
    held, solutions = program.copy(), list[Solution]()
    blocks = [ties[start : start + BLOCK] for start in range(0, len(ties), BLOCK)]
    steps: list[tuple[Terms, Sequence[int]]] = [(terms, ()) for terms in objectives]
    steps += [(_weights(block), block) for block in blocks]
    for terms, block in steps:
        solution = solve(held, terms, time_s=_left(ends), gap=0.0 if solutions else gap)
        if solution.objective is None:
            return (*solutions, _unfinished(solutions[-1], terms)) if solutions else (solution,)
        solutions.append(solution)
        for each in block:
            held.variables[each] = Variable(solution.values[each], solution.values[each], whole=True)
        if not block:
            _hold(held, terms, solution)
    return tuple(solutions)


def _weights(block: Sequence[int]) -> Terms:
    """The first variable outweighs all others, the second all after it, and so on."""
    return {each: -float(2 ** (len(block) - 1 - i)) for i, each in enumerate(block)}


def _unfinished(before: Solution, terms: Terms) -> Solution:
    return Solution(Status.FEASIBLE, before.of(terms), None, before.values)


def _left(ends: float | None) -> float | None:
    """Seconds until then."""
    return None if ends is None else ends - time.monotonic()


def _hold(program: Program, terms: Terms, solution: Solution) -> None:
    """Demand that an objective stays as good. One that counts and was proven is an equality: that solves faster."""
    value, bound = solution.of(terms), solution.bound
    if not all(program.variables[number].whole and float(c).is_integer() for number, c in terms.items()):
        program.row(terms, at_most=value + TOLERANCE * max(1.0, abs(value)))
    elif bound is not None and bound > value - 0.5:
        program.exactly(terms, value)
    else:
        program.row(terms, at_most=value)


# --- demands that cannot all be met


@dataclass(frozen=True, slots=True)
class Conflict:
    """Groups that cannot hold together, while without any one of them the others can.

    ``proven`` is false when time ran out: the groups still conflict, but perhaps not all of them are needed for it.
    """

    groups: tuple[str, ...]
    proven: bool


def conflict(program: Program, *, time_s: float | None = None) -> Conflict | None:
    """One smallest conflict among the named groups of rows, None when there is none or none could be proven in time.

    Deletion filter (Chinneck and Dravnieks 1991, ORSA Journal on Computing 3(2): 157–168): groups are left out one by
    one, the last first, and stay out while the rest is still infeasible. Smallest in the sense that no group can be
    missed; another conflict may have fewer. Groups written first are kept longest. No groups: the rows of no group are
    already impossible.
    """
    ends = None if time_s is None else time.monotonic() + time_s
    kept, proven = list(program.groups()), True
    if _left_infeasible(program, kept, ends) is not True:
        return None
    for group in reversed(program.groups()):
        others = [each for each in kept if each != group]
        verdict = _left_infeasible(program, others, ends)
        kept = others if verdict else kept
        proven = proven and verdict is not None
    return Conflict(tuple(kept), proven)


def _left_infeasible(program: Program, groups: Sequence[str], ends: float | None) -> bool | None:
    """Whether these groups are impossible together; None = not decided in time."""
    solution = solve(program.with_groups(groups), {}, time_s=_left(ends))
    return {Status.INFEASIBLE: True, Status.NONE_FOUND: None}.get(solution.status, False)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The demands that were given up, and by how much.

    given_up : groups in the order of the program;  excess : largest excess of a row per group given up, in the unit of
    that row;  solutions : those of ``solve_in_order``, the last holds the values of the program's own variables first
    """

    given_up: tuple[str, ...]
    excess: Mapping[str, float]
    solutions: tuple[Solution, ...]


def relax(
    program: Program, priority: Mapping[str, int], then: Sequence[Terms] = (), *, time_s: float | None = None
) -> Relaxation:
    """Give up as few demands as possible, those of priority 1 first, then 2, …; by as little as can be; ``then``.

    priority : group → rank; a group without one is not given up. Within a rank every group counts the same, because
    their units differ; the excess that remains is shared out relative to the bound it breaks (to 1 when that is 0).
    Raises ValueError when a row that may be given up has no largest excess, because its variables have no bounds.
    """
    loose, given, excesses = program.with_groups(set(program.groups()) - set(priority)), dict[str, int](), []
    for row in (row for row in program.rows if row.group in priority):
        given.setdefault(row.group, loose.yes_no())
        for sign, side in ((1.0, row.low), (-1.0, row.high)):
            if math.isfinite(side):
                excesses.append((row.group, _loosened(loose, row, sign, side, given[row.group]), abs(side) or 1.0))
    ranks = [{given[g]: 1.0 for g in given if priority[g] == rank} for rank in sorted({priority[g] for g in given})]
    little = {variable: 1.0 / size for _, variable, size in excesses}
    solutions = solve_in_order(loose, [*ranks, little, *then], time_s=time_s)
    last = solutions[-1]
    out = tuple(g for g in program.groups() if g in given and last.found and last.chosen(given[g]))
    return Relaxation(out, {g: max(last.values[v] for h, v, _ in excesses if h == g) for g in out}, solutions)


def _loosened(program: Program, row: Row, sign: float, side: float, given_up: int) -> int:
    """A row with room: sign · Σ terms + excess ≥ sign · side, with excess ≤ the most there can be, if given up."""
    lowest = math.fsum(min(sign * c * bound for bound in _bounds(program, i)) for i, c in row.terms.items() if c)
    most = max(sign * side - lowest, 0.0)
    if not math.isfinite(most):
        raise ValueError(f"a row of {row.group} can be broken without limit")
    excess = program.number(0.0, most)
    program.row({**{i: sign * c for i, c in row.terms.items()}, excess: 1.0}, at_least=sign * side)
    program.row({excess: 1.0, given_up: -most}, at_most=0.0)
    return excess


def _bounds(program: Program, number: int) -> tuple[float, float]:
    variable = program.variables[number]
    return variable.low, variable.high
