"""Problems in, the same problems out with one mistake in many rows told once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace

from ..nl import number
from ..problems import Problem, in_reading_order

MOST_REPEATED = 3
"""The very same sentence in more rows than this becomes one problem that lists the rows."""
MOST_ALIKE = 20
"""Of sentences that differ only in what was found, so many are told; one more lists where the others stand."""
MOST_PLACES = 10


def summed_up(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """In reading order; a mistake that stands in many rows of a file is told once, with its rows."""
    once: list[Problem] = []
    for same in _grouped(in_reading_order(problems), lambda each: (*_kind(each), each.found)):
        once += same if len(same) <= MOST_REPEATED else [_all_rows(same)]
    told: list[Problem] = []
    for alike in _grouped(once, _kind):
        rest = alike[MOST_ALIKE:]
        told += alike if len(rest) < 2 else [*alike[:MOST_ALIKE], _the_rest(rest)]
    return in_reading_order(told)


def _grouped(problems: Iterable[Problem], key: Callable[[Problem], Hashable]) -> Iterable[list[Problem]]:
    groups: dict[Hashable, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(key(problem), []).append(problem)
    return groups.values()


def _kind(problem: Problem) -> tuple[Hashable, ...]:
    """What problems of the same kind share. The column of a text file says nothing, that of a table much."""
    place = problem.place
    column = place.column if place.row is not None else None
    return problem.severity, place.file, column, place.row is None, problem.expected, problem.remedy


def _all_rows(same: Sequence[Problem]) -> Problem:
    return replace(same[0], found=f"{same[0].found} (ook in {_places(same[1:])})")


def _the_rest(rest: Sequence[Problem]) -> Problem:
    found = f"nog {number(len(rest))} fouten van deze soort: in {_places(rest)}"
    return replace(rest[0], found=found)


def _places(problems: Sequence[Problem]) -> str:
    """Rows or lines, at most ten of them by number."""
    rows = problems[0].place.row is not None
    numbers = list(dict.fromkeys(str((each.place.row if rows else each.place.line) or "?") for each in problems))
    shown = ", ".join(numbers[:MOST_PLACES])
    more = f" en nog {number(len(numbers) - MOST_PLACES)}" if len(numbers) > MOST_PLACES else ""
    return f"{'rij' if rows else 'regel'} {shown}{more}"
