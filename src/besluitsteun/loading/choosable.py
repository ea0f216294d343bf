"""Measures in, ``Choosable`` out: what else comes along with a choice, and what in it excludes each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..schema.measures import Measure


@dataclass(frozen=True)
class Choosable:
    """Measures as they were written: what they require may not exist."""

    measures: Sequence[Measure]

    @cached_property
    def by_id(self) -> Mapping[str, Measure]:
        """The measures by id."""
        return {each.id: each for each in self.measures}

    def with_required(self, names: Iterable[str]) -> tuple[str, ...]:
        """Measures and all that these require, each once; what does not exist is left out."""
        found, waiting = dict[str, None](), list(names)
        while waiting:
            name = waiting.pop(0)
            if name in self.by_id and name not in found:
                found[name] = None
                waiting += self.by_id[name].requires
        return tuple(found)

    def excluding(self, names: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Pairs among the measures, and what they require, that exclude each other; each pair once."""
        together, told = self.with_required(names), set[frozenset[str]]()
        for name in together:
            for other in self.by_id[name].excludes:
                pair = frozenset((name, other))
                if other in together and other != name and pair not in told:
                    told.add(pair)
                    yield name, other
