"""``Room`` and a score in, a good package out: one measure after the other, then exchanges, until nothing helps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .room import Room

Score = Callable[[frozenset[str]], tuple[float, ...]]
"""Set → what is to be made small, first number first."""


@dataclass(frozen=True, eq=False)
class Search:
    """Greedy steps and exchanges within the room; the same result every time unless ``ends`` cuts it short.

    ends : ``time.monotonic`` after which no further step is tried
    """

    room: Room
    score: Score
    ends: float

    def run(self, start: frozenset[str]) -> frozenset[str]:
        """The best set that small steps lead to from a set that is allowed."""
        best, found = start, self.score(start)
        while time.monotonic() < self.ends:
            step = min(
                ((self.score(each), sorted(each), each) for each in self._near(best)),
                default=None,
                key=lambda each: each[:2],
            )
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
        if time.monotonic() < self.ends and self.room.allows(chosen):
            yield chosen
