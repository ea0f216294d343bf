"""What is wrong with the input: a ``Problem`` says where, what was found, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """A ``fout`` stops the run; a ``waarschuwing`` is shown and kept with the result."""

    ERROR = "fout"
    WARNING = "waarschuwing"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the study: a line and column of a text file, or a row and named column of a table.

    >>> str(Place("studie.yaml", line=3, column=5))
    'studie.yaml:3:5'
    >>> str(Place("objecten.csv", row=12, column="faaldiepte_m"))
    'objecten.csv:rij 12/faaldiepte_m'
    >>> str(Place("scenarios"))
    'scenarios'
    """

    file: str
    line: int | None = None
    row: int | None = None  # the row number as a spreadsheet shows it: the header is row 1
    column: int | str | None = None

    def __str__(self) -> str:
        if self.row is not None:
            return f"{self.file}:rij {self.row}" + (f"/{self.column}" if self.column is not None else "")
        if self.line is not None:
            return f"{self.file}:{self.line}" + (f":{self.column}" if self.column is not None else "")
        return self.file if self.column is None else f"{self.file}:{self.column}"

    def order(self) -> tuple[str, int, str]:
        """Sort key: file, then line or row, then column."""
        column = f"{self.column:06d}" if isinstance(self.column, int) else str(self.column or "")
        return (self.file, self.line or self.row or 0, column)


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, in Dutch. ``str()`` gives the line a user reads."""

    place: Place
    found: str
    expected: str
    remedy: str
    severity: Severity = field(default=Severity.ERROR)

    def __str__(self) -> str:
        parts = [str(self.place), self.found]
        parts += [f"verwacht: {self.expected}"] if self.expected else []
        parts += [self.remedy] if self.remedy else []
        return " · ".join(parts)


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without repeats, ordered by place; the order in which they were found breaks ties."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.place.order()))


class InputError(Exception):
    """The input cannot be used; carries every problem that was found (exit code 2)."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = in_reading_order(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RunError(Exception):
    """The input is fine but the run failed (exit code 1); the text is a Dutch sentence with a remedy."""
