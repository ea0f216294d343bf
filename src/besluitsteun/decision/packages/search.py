"""``Room`` and a score in, a good package out: one measure after the other, then exchanges, until nothing helps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from .room import Room

Scores = Callable[[Sequence[frozenset[str]]], Sequence[tuple[float, ...]]]
"""Sets → what is to be made small of each, first number first."""


@dataclass(frozen=True, eq=False)
class Search:
    """Greedy steps and exchanges within the room.

    looks : sets that are looked at, at most: the same every time, unlike a limit of time
    """

    room: Room
    scores: Scores
    looks: int

    def run(self, start: frozenset[str]) -> frozenset[str]:
        """The best set that small steps lead to from a set that is allowed."""
        best, (found,), left = start, self.scores([start]), self.looks
        while left > 0:
            near = list(islice(self._near(best), left))
            left -= len(near)
            scored = zip(self.scores(near), map(sorted, near), near, strict=True)
            step = min(scored, default=None, key=lambda one: one[:2])
            if step is None or step[0] >= found:
                break
            found, _, best = step
        return best

    def _near(self, chosen: frozenset[str]) -> Iterator[frozenset[str]]:
        """One measure more (with what it requires), one less, or one for another."""
        catalogue = self.room.catalogue
        more = [each for each in self.room.candidates if each not in chosen]
        for each in more:
            yield from self._allowed(chosen | catalogue.with_required(each))
        for old in sorted(chosen - self.room.pinned):
            left = self._without(chosen, old)
            yield from self._allowed(left)
            for each in more:
                yield from self._allowed(left | catalogue.with_required(each))

    def _without(self, chosen: frozenset[str], old: str) -> frozenset[str]:
        """Without a measure, and without those that require it."""
        return frozenset(each for each in chosen if old not in self.room.catalogue.with_required(each))

    def _allowed(self, chosen: frozenset[str]) -> Iterator[frozenset[str]]:
        if self.room.grows_to(chosen) and self.room.pinned <= chosen:
            yield chosen
