"""The lists of a study in, ``Known`` out: what settings and choices may refer to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..problems import Place, Problem
from ..schema.ambitions import Ambitions, Limit
from ..schema.decision import Criteria
from ..schema.measures import Measure
from .choosable import Choosable
from .references import Names


@dataclass(frozen=True)
class Known:
    """What settings and choices may refer to.

    names        : what → ids
    consequences : ids of what is computed
    weighted     : scenarios to which the study gives a weight
    """

    names: Mapping[str, Names]
    measures: Sequence[Measure]
    limits: Sequence[Limit]
    ambitions: Ambitions
    criteria: Criteria | None
    consequences: Sequence[str]
    weighted: Sequence[str] = ()

    @cached_property
    def choosable(self) -> Choosable:
        """The measures, and what each requires and excludes."""
        return Choosable(self.measures)


def twice(named: Iterable[tuple[str, Place]], what: str, expected: str) -> Iterator[Problem]:
    """What is named again: of two answers nobody could tell which one stands.

    named : (text, place) in the order of the file;  what: said in front of the text
    """
    seen = Counter[str]()
    for name, place in named:
        seen[name] += 1
        if seen[name] == 2:
            yield Problem(place, f"{what} `{name}` staat er twee keer", expected, "laat staan wat geldt")
