"""``Pool`` in, a few clearly different candidates out: each the one farthest from those that were taken before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...schema.decision import DirectionSettings
from .axes import Axis, distance
from .pool import LEAST_DISTANCE, MOST, Candidate, Origin, Pool


@dataclass(frozen=True, eq=False)
class Selection:
    """The directions to show.

    shown  : authored ones first, then the best for the main aim, then the others as they were taken
    spread : the smallest distance between two of them, 0 … 1; with one direction 0
    """

    shown: tuple[Candidate, ...]
    spread: float

    @property
    def is_one(self) -> bool:
        """Whether nothing differs enough: "één richting"."""
        return len(self.shown) < 2


def select(pool: Pool, settings: DirectionSettings) -> Selection:
    """Farthest-point selection.

    Source: Gonzalez, "Clustering to minimize the maximum intercluster distance", Theoretical Computer Science 38, 1985.
    Authored directions are always shown. Ties go to the lower score for the main aim, then to the id.
    """
    least = LEAST_DISTANCE if settings.least_distance is None else settings.least_distance
    most = (settings.count or MOST)[1]
    shown = [each for each in pool.candidates if each.origin is Origin.AUTHORED]
    best = pool.candidates[0]
    if all(distance(pool.axes, best.chosen, each.chosen) >= least for each in shown) and len(shown) < most:
        shown.append(best)
    waiting = [each for each in pool.candidates if each.is_shown and each not in shown]
    while waiting and len(shown) < most:
        far = {each.id: _nearest(pool.axes, each, shown) for each in waiting}
        step = min(waiting, key=lambda each: (-round(far[each.id], 9), pool.score(each.chosen), each.id))
        if far[step.id] < least:
            break
        shown.append(step)
        waiting.remove(step)
    return Selection(tuple(shown), _spread(pool.axes, shown))


def _nearest(axes: Sequence[Axis], candidate: Candidate, shown: Sequence[Candidate]) -> float:
    return min((distance(axes, candidate.chosen, each.chosen) for each in shown), default=1.0)


def _spread(axes: Sequence[Axis], shown: Sequence[Candidate]) -> float:
    pairs = [(one, other) for number, one in enumerate(shown) for other in shown[number + 1 :]]
    return min((distance(axes, one.chosen, other.chosen) for one, other in pairs), default=0.0)
