"""``Resimulation`` and ``Room`` in, ``Effect`` rows out: what every measure does, alone and beside others.

Alone is against nothing else being done. In context is the mean over packages drawn from the room: what a measure adds
at the moment it joins one. Both are differences of whole simulations (05).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ..measures.changes import Catalogue
from ..measures.resimulate import NOTHING, Resimulation
from .outcomes import Count, Yardstick, table_of
from .packages.room import Room

Floats = NDArray[np.float64]
Chosen = frozenset[str]

SAMPLES = 12
"""Packages in which every measure is seen, if the room allows it."""
MOST_ROUNDS = 400
CLEAR = 1e-9
"""Differences below this share of the outcome without measures are no effect."""


@dataclass(frozen=True, eq=False)
class Alone:
    """Every measure by itself, with what it requires.

    without : (scenario, count);  with_measure : (scenario, measure, count)
    """

    measures: tuple[str, ...]
    counts: tuple[Count, ...]
    without: Floats
    with_measure: Floats

    @property
    def effect(self) -> Floats:
        """(scenario, measure, count) without − with: positive is avoided."""
        return self.without[:, None, :] - self.with_measure


@dataclass(frozen=True, eq=False)
class Context:
    """Every measure beside others.

    mean, error : (scenario, measure, count) mean effect over packages, its standard error; NaN = not seen
    seen        : (measure,) number of packages
    """

    mean: Floats
    error: Floats
    seen: NDArray[np.int64]


def alone(simulation: Resimulation, yardstick: Yardstick, counts: Sequence[Count]) -> Alone:
    """Simulate every measure by itself. Those that cannot be carried out, even with what they require, are NaN."""
    catalogue = simulation.catalogue
    measures = tuple(each.id for each in catalogue.measures)
    base = table_of(yardstick, counts, [simulation.outcome(NOTHING)])[:, 0, :]
    columns = np.full((len(base), len(measures), len(counts)), np.nan)
    for place, each in enumerate(measures):
        chosen = catalogue.with_required(each)
        if catalogue.fits(chosen):
            columns[:, place, :] = table_of(yardstick, counts, [simulation.outcome(chosen)])[:, 0, :]
    return Alone(measures, tuple(counts), base, columns)


def in_context(
    simulation: Resimulation, room: Room, yardstick: Yardstick, counts: Sequence[Count], seed: int
) -> Context:
    """Grow packages measure by measure, and see what each adds when it joins.

    Like the sampling of marginal contributions by Castro, Gómez and Tejada ("Polynomial calculation of the Shapley
    value based on sampling", Computers & Operations Research 36, 2009), within the room. Those seen least are asked
    first; the same seed gives the same packages.
    """
    order = {each.id: place for place, each in enumerate(simulation.catalogue.measures)}
    found: dict[str, list[Floats]] = {each: [] for each in order}
    for package in _packages(room, np.random.Generator(np.random.PCG64(seed)), found):
        chosen: Chosen = NOTHING
        before = table_of(yardstick, counts, [simulation.outcome(chosen)])[:, 0, :]
        for each in package:
            chosen = chosen | {each}
            after = table_of(yardstick, counts, [simulation.outcome(chosen)])[:, 0, :]
            found[each].append(before - after)
            before = after
    shape = (len(simulation.study.scenarios), len(order), len(counts))
    mean, error = np.full(shape, np.nan), np.full(shape, np.nan)
    for each, effects in found.items():
        if effects:
            mean[:, order[each], :] = np.mean(effects, axis=0)
        if len(effects) > 1:
            error[:, order[each], :] = np.std(effects, axis=0, ddof=1) / np.sqrt(len(effects))
    return Context(mean, error, np.array([len(found[each]) for each in order], dtype=np.int64))


def _packages(room: Room, draw: np.random.Generator, found: Mapping[str, Sequence[Floats]]) -> Iterator[list[str]]:
    """Packages as rows of measures in the order in which they join, until all were seen often enough."""
    fitting = [each for each in room.candidates if room.grows_to(room.catalogue.with_required(each))]
    for _ in range(MOST_ROUNDS):
        wanted = [each for each in fitting if len(found[each]) < SAMPLES]
        if not wanted:
            return
        package = _package(room, draw, found)
        if not package:
            return
        yield package


def _package(room: Room, draw: np.random.Generator, found: Mapping[str, Sequence[Floats]]) -> list[str]:
    """One package: as many members as a drawn size, those seen least first, in a drawn order in which it can grow."""
    luck = dict(zip(room.candidates, draw.random(len(room.candidates)).tolist(), strict=True))
    size = int(draw.integers(1, len(room.candidates) + 1))
    members: Chosen = NOTHING
    for each in sorted(room.candidates, key=lambda one: (len(found[one]), luck[one])):
        grown = members | room.catalogue.with_required(each)
        if len(members) < size and room.grows_to(grown):
            members = grown
    joined: list[str] = []
    turn = dict(zip(room.candidates, draw.random(len(room.candidates)).tolist(), strict=True))
    waiting = sorted(members, key=lambda one: (turn[one], one))
    while waiting:
        ready = next(each for each in waiting if set(room.catalogue.by_id[each].requires) <= set(joined))
        joined.append(ready)
        waiting.remove(ready)
    return joined


def idle(catalogue: Catalogue, by_itself: Alone, beside: Context) -> tuple[str, ...]:
    """The measures that change nothing, in no scenario and beside no other measure with which they were seen.

    Of one that requires others only what it adds to these counts, so it must have been seen beside them.
    """
    untold = np.isnan(by_itself.without)[:, None, :]
    still = ((by_itself.effect == 0) | untold).all(axis=(0, 2))
    still_beside = ((beside.mean == 0) | untold).all(axis=(0, 2))
    found = []
    for place, each in enumerate(by_itself.measures):
        adds = bool(catalogue.by_id[each].requires)
        if still_beside[place] if adds or beside.seen[place] else still[place]:
            found.append(each)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Remark:
    """That a measure alone and beside others do not tell the same, in one scenario and count.

    works_with : alone it does nothing;  partners: the measures beside which it does most
    redundant  : beside others it does nothing any more;  partners: those beside which it loses most
    reversed   : one helps and the other hurts
    """

    measure: str
    kind: str
    scenario: int
    count: int
    partners: tuple[str, ...]


WORKS_WITH, REDUNDANT, REVERSED = "werkt alleen samen met", "overbodig naast", "keert om naast"


def remarks(simulation: Resimulation, yardstick: Yardstick, by_itself: Alone, beside: Context) -> tuple[Remark, ...]:
    """Where the sign of the effect differs between alone and in context, with the partners that explain it best."""
    effect, found = by_itself.effect, list[Remark]()
    scale = CLEAR * np.maximum(np.abs(by_itself.without), 1.0)[:, None, :]
    sign = np.where(np.abs(effect) <= scale, 0, np.sign(effect))
    clear = np.abs(beside.mean) > np.maximum(scale, 2 * np.nan_to_num(beside.error))
    context = np.where(clear, np.sign(beside.mean), 0)
    for scenario, measure, count in np.argwhere((sign != context) & ~np.isnan(beside.mean)).tolist():
        one, other = sign[scenario, measure, count], context[scenario, measure, count]
        kind = WORKS_WITH if one == 0 else REDUNDANT if other == 0 else REVERSED
        partners = _partners(simulation, yardstick, by_itself, (scenario, measure, count), wanted=other - one)
        if partners:
            found.append(Remark(by_itself.measures[measure], kind, scenario, count, partners))
    return tuple(found)


def _partners(
    simulation: Resimulation, yardstick: Yardstick, by_itself: Alone, cell: tuple[int, int, int], wanted: float
) -> tuple[str, ...]:
    """The measures beside which the effect changes most in the wanted direction; at most two."""
    scenario, measure, count = cell
    me, catalogue = by_itself.measures[measure], simulation.catalogue
    changes: list[tuple[float, str]] = []
    for place, other in enumerate(by_itself.measures):
        pair = catalogue.with_required(me) | catalogue.with_required(other)
        if other == me or not catalogue.fits(pair) or other in catalogue.with_required(me):
            continue
        together = yardstick.per_scenario(by_itself.counts[count], simulation.outcome(pair))[scenario]
        beside = by_itself.with_measure[scenario, place, count] - together
        changes.append((wanted * (beside - by_itself.effect[scenario, measure, count]), other))
    best = sorted((each for each in changes if each[0] > 0), key=lambda each: (-each[0], each[1]))
    return tuple(other for _, other in best[:2])


def interactions(simulation: Resimulation, yardstick: Yardstick, count: Count, measures: Sequence[str]) -> Floats:
    """(scenario, first, second) effect together − the sum of the effects alone; NaN for pairs that do not go together.

    Positive: they strengthen each other.
    """
    catalogue = simulation.catalogue
    base = yardstick.per_scenario(count, simulation.outcome(NOTHING))
    single = {
        each: base - yardstick.per_scenario(count, simulation.outcome(catalogue.with_required(each)))
        for each in measures
    }
    found = np.full((len(base), len(measures), len(measures)), np.nan)
    for (i, first), (j, second) in combinations(enumerate(measures), 2):
        pair = catalogue.with_required(first) | catalogue.with_required(second)
        if catalogue.fits(pair):
            together = base - yardstick.per_scenario(count, simulation.outcome(pair))
            found[:, i, j] = found[:, j, i] = together - single[first] - single[second]
    return found
