"""Boxes that are taken in, a free place for a text or a number out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_DIRECTIONS = 12


@dataclass(frozen=True)
class Box:
    """A rectangle on the paper."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> Box:
        """The rectangle with this middle."""
        return cls(x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share more than an edge."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, other: Box) -> bool:
        """Whether it lies inside another, edges included."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


class Room:
    """A sheet on which boxes are placed one after another, none over another.

    ``crowd`` are places that had better stay visible: the free place that covers fewest of them is taken.
    """

    def __init__(self, sheet: Box, crowd: Iterable[tuple[float, float]] = ()):
        self.sheet = sheet
        self.taken: list[Box] = []
        self._crowd = sorted(crowd)

    def place(
        self, candidates: Iterable[tuple[float, float]], width: float, height: float
    ) -> tuple[float, float] | None:
        """The middle of the best free candidate, the first of equals, which is then taken; None if there is none."""
        best: tuple[int, tuple[float, float], Box] | None = None
        for x, y in candidates:
            box = Box.around(x, y, width, height)
            if not box.within(self.sheet) or any(box.meets(other) for other in self.taken):
                continue
            covered = self._covered(box)
            if best is None or covered < best[0]:
                best = covered, (x, y), box
            if covered == 0:
                break
        if best is None:
            return None
        self.taken.append(best[2])
        return best[1]

    def _covered(self, box: Box) -> int:
        return sum(box.left <= x <= box.right and box.top <= y <= box.bottom for x, y in self._crowd)


def around(x: float, y: float, distances: Iterable[float]) -> Iterator[tuple[float, float]]:
    """Places around a point, the nearest first, to begin with upper right."""
    for distance in distances:
        for turn in range(_DIRECTIONS):
            angle = -math.pi / 4 + turn * 2 * math.pi / _DIRECTIONS
            yield x + distance * math.cos(angle), y + distance * math.sin(angle)
