"""A ``Scenario`` and ``Points`` in, an ``Inundation`` out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..nl import count
from ..nl import hours as hours_in_words
from ..problems import Place, Problem
from ..schema.scenarios import Course, HourRaster, OnMissing, Scenario
from ..timeaxis import TimeAxis
from .courses import Runs, Usage, block_runs, course_runs, joined, touched_steps, triangle_hours
from .depth_tables import DEEPEST_M, TableAccess
from .depths import Depths, Wave, named, objects, place_of, read_depths
from .inundation import UNKNOWN_GROUND, Int32, Inundation, millimetres
from .points import Bool, Float, Points
from .sampling import State
from .sources import Sources

DIGITS_FLOAT32, DIGITS_OTHER = 7, 12
LATEST_HOUR = 1e6


def inundate(
    scenario: Scenario,
    points: Points,
    time: TimeAxis,
    resolve: Callable[[str], Path],
    tables: TableAccess | None = None,
) -> tuple[Inundation | None, list[Problem]]:
    """The water of one scenario at all points, or nothing with every problem.

    ``resolve`` turns a file name as the study writes it into a path; ``tables`` reads tables, needed only for
    scenarios that have one. Problems never raise: a file that is missing, damaged or implausible is a ``Problem``.
    """
    inundations, problems = inundate_all((scenario,), points, time, resolve, tables)
    return (inundations[0] if inundations else None), problems


def inundate_all(
    scenarios: Sequence[Scenario],
    points: Points,
    time: TimeAxis,
    resolve: Callable[[str], Path],
    tables: TableAccess | None = None,
) -> tuple[tuple[Inundation, ...], list[Problem]]:
    """The same for many scenarios, where a file that several of them name is sampled once.

    Scenarios with a problem are left out of the first; the second holds the problems of all.
    """
    sources = Sources(points, resolve, tables)
    inundations, problems = [], []
    for scenario in scenarios:
        inundation, found = _inundate(scenario, sources, time)
        problems += found
        if inundation is not None:
            inundations.append(inundation)
    return tuple(inundations), list(dict.fromkeys(problems))


def _inundate(scenario: Scenario, sources: Sources, time: TimeAxis) -> tuple[Inundation | None, list[Problem]]:
    problems = _refused_choices(scenario)
    depths, found = read_depths(scenario, sources)
    problems += found
    if depths is None:
        return None, problems
    depths = _only_wet(depths)
    problems += _refused_timing(scenario, depths.in_time) + _refused_usage(scenario, sources.points, depths)
    begin, found = _hours_per_asset(scenario, "begin_uur", scenario.begin_hour or Decimal(0), sources, depths)
    problems += found
    duration, found = _hours_per_asset(scenario, "duur_uur", scenario.duration_hours, sources, depths)
    problems += found + _refused_duration(scenario, sources.points, depths, duration)
    if problems or begin is None or duration is None:
        return None, problems
    runs = _runs(scenario, depths, begin, duration, time)
    notes = depths.notes + _timing_notes(depths, begin, runs, time)
    ground = None if depths.ground_m is None else _ground_mm(depths.ground_m)
    columns = (runs.asset, runs.start, runs.end, runs.depth_mm, ground, notes)
    return Inundation(scenario.id, *columns, depths.in_time, _begins_wet(depths)), []


def _begins_wet(depths: Depths) -> Int32:
    """Assets that are wet in the first hour of their course: how fast the water came there is not known."""
    wet = [wave.asset[wave.metres[:, 0] > 0] for wave in depths.waves if depths.in_time]
    return np.concatenate([np.zeros(0, np.int32), *wet]).astype(np.int32)


def _ground_mm(ground_m: Float) -> Int32:
    known = np.isfinite(ground_m)
    return np.where(known, millimetres(np.where(known, ground_m, 0.0)), np.int32(UNKNOWN_GROUND)).astype(np.int32)


def _only_wet(depths: Depths) -> Depths:
    """The same without the assets that stay dry."""
    waves = []
    for wave in depths.waves:
        wet = (wave.metres > 0).any(axis=1)
        if wet.any():
            waves.append(Wave(wave.asset[wet], wave.hours, wave.metres[wet]))
    return Depths(tuple(waves), depths.in_time, depths.ground_m, depths.notes)


# --- what is refused -------------------------------------------------------------------------------------------------


def _refused_choices(scenario: Scenario) -> list[Problem]:
    """`dichtstbij` has a meaning for nodata only."""
    choices = {"buiten_raster": scenario.outside, "ontbrekend": scenario.missing}
    return [
        Problem(place_of(scenario, key), f"{key}: dichtstbij", "fout of droog", "kies fout of droog")
        for key, choice in choices.items()
        if choice is OnMissing.NEAREST
    ]


def _refused_timing(scenario: Scenario, in_time: bool) -> list[Problem]:
    """A course in time says itself how long and in what shape (03)."""
    if not in_time:
        return []
    beside = {"duur_uur": scenario.duration_hours, "verloop": scenario.course}
    return [
        Problem(
            place_of(scenario, key),
            f"{key} naast een waterdiepte die zelf per uur is gegeven",
            "alleen begin_uur, dat het verloop verschuift",
            f"verwijder {key}",
        )
        for key, value in beside.items()
        if value is not None
    ]


def _refused_usage(scenario: Scenario, points: Points, depths: Depths) -> list[Problem]:
    usage = _usage(scenario)
    deep = np.zeros(len(points), dtype=bool)
    for wave in depths.waves:
        deep[wave.asset] = usage.factor * wave.metres.max(axis=1) + usage.plus_m > DEEPEST_M
    if not deep.any():
        return []
    found = f"factor en plus_m geven meer dan {DEEPEST_M} m water bij {objects(deep)}: {named(points, deep)}"
    return [Problem(place_of(scenario, "waterdiepte"), found, "een mogelijke diepte", "verlaag factor of plus_m")]


def _refused_duration(scenario: Scenario, points: Points, depths: Depths, duration: Hours | None) -> list[Problem]:
    if duration is None or 0 not in duration.values:
        return []
    zero = np.zeros(len(points), dtype=bool)
    for wave in depths.waves:
        zero[wave.asset] = duration.which[wave.asset] == duration.values.index(Fraction(0))
    if not zero.any():
        return []
    found = f"duur 0 bij {objects(zero)} met een waterdiepte boven 0: {named(points, zero)}"
    return [Problem(place_of(scenario, "duur_uur"), found, "een duur boven 0", "verbeter de duur")]


def _usage(scenario: Scenario) -> Usage:
    return Usage() if scenario.depth is None else Usage(scenario.depth.factor, scenario.depth.plus_m)


# --- begin and duration ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Hours:
    """Exact hours per asset: ``values[which[asset]]``; None = to the horizon. ``which`` counts for wet assets only."""

    values: tuple[Fraction | None, ...]
    which: NDArray[np.int64]


def _hours_per_asset(
    scenario: Scenario, key: str, given: Decimal | HourRaster | None, sources: Sources, depths: Depths
) -> tuple[Hours | None, list[Problem]]:
    """One number for all, or the cell of a raster at each wet asset (no radius)."""
    if not isinstance(given, HourRaster):
        return Hours((None if given is None else Fraction(given),), np.zeros(len(sources.points), dtype=np.int64)), []
    wet = np.zeros(len(sources.points), dtype=bool)
    for wave in depths.waves:
        wet[wave.asset] = True
    found, problems = sources.values(given.raster, 0.0, False)
    if found is not None and scenario.nodata is OnMissing.NEAREST:
        found, problems = sources.filled(given.raster, found, wet)
    raster, _ = sources.raster(given.raster)
    if found is None or raster is None:
        return None, list(problems)
    refused = _refused_hours(key, given.raster, sources.points, wet & (found.state != State.DATA), "zonder uur")
    wrong = wet & ((found.value < 0) | (found.value > LATEST_HOUR))
    refused += _refused_hours(key, given.raster, sources.points, wrong, "met een uur onder 0 of boven 1.000.000")
    if refused:
        return None, refused
    digits = DIGITS_FLOAT32 if raster.dtype == np.float32 else DIGITS_OTHER
    return _exact_hours(np.where(wet, found.value, 0.0), digits), []


def _refused_hours(key: str, name: str, points: Points, wrong: Bool, what: str) -> list[Problem]:
    if not wrong.any():
        return []
    found = f"{objects(wrong)} met water maar {what} voor {key}: {named(points, wrong)}"
    return [Problem(Place(name), found, f"een uur van 0 of meer waar water staat ({key})", "vul het raster aan")]


def _exact_hours(hours: Float, digits: int) -> Hours:
    """The decimal that was meant: 0.1 in a raster is stored as 0.100000001490116."""
    values, which = np.unique(hours, return_inverse=True)
    texts, again = np.unique([f"{value:.{digits}g}" for value in values], return_inverse=True)
    return Hours(tuple(Fraction(str(text)) for text in texts), again[which])


# --- runs ------------------------------------------------------------------------------------------------------------


def _runs(scenario: Scenario, depths: Depths, begin: Hours, duration: Hours, time: TimeAxis) -> Runs:
    usage = _usage(scenario)
    triangle = scenario.course is Course.TRIANGLE
    parts = []
    for wave in depths.waves:
        for start, length, members in _same_hours(wave.asset, begin, duration):
            asset, metres = wave.asset[members], wave.metres[members]
            if depths.in_time:
                hours = tuple(start + hour for hour in wave.hours)
                parts.append(course_runs(asset, hours, metres, time, usage))
            elif triangle:
                parts.append(_triangle_runs(asset, metres, start, length, time, usage))
            else:
                steps = np.full((2, len(asset)), [[step] for step in touched_steps(start, length, time)], np.int32)
                parts.append(block_runs(asset, usage.depth_mm(metres[:, 0]), *steps))
    return joined(parts)


def _triangle_runs(
    asset: Int32, metres: Float, begin: Fraction, duration: Fraction | None, time: TimeAxis, usage: Usage
) -> Runs:
    if begin >= time.horizon_hours:
        return joined(())
    top = np.hstack((np.zeros_like(metres), metres, np.zeros_like(metres)))
    return course_runs(asset, triangle_hours(begin, duration, time), top, time, usage)


def _same_hours(
    asset: Int32, begin: Hours, duration: Hours
) -> Iterator[tuple[Fraction, Fraction | None, NDArray[np.int64]]]:
    """Positions of the assets that share begin and duration."""
    pair = begin.which[asset] * len(duration.values) + duration.which[asset]
    pairs, group = np.unique(pair, return_inverse=True)
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(len(pairs) + 1))
    for number, found in enumerate(pairs):
        first, second = divmod(int(found), len(duration.values))
        start = begin.values[first]
        yield start or Fraction(0), duration.values[second], order[bounds[number] : bounds[number + 1]]


def _timing_notes(depths: Depths, begin: Hours, runs: Runs, time: TimeAxis) -> tuple[str, ...]:
    """What a reader of the outcome must know about the horizon (03)."""
    horizon = hours_in_words(time.horizon_hours)
    is_late = np.array([value is not None and value >= time.horizon_hours for value in begin.values])
    late = sum(int(np.count_nonzero(is_late[begin.which[wave.asset]])) for wave in depths.waves)
    notes = [f"bij {count(late, 'object', 'objecten')} komt het water pas na de horizon van {horizon}"] if late else []
    still = len(np.unique(runs.asset[runs.end == time.steps])) if depths.in_time else 0
    if still:
        notes.append(f"nog nat aan het eind van de horizon van {horizon}: {count(still, 'object', 'objecten')}")
    return tuple(notes)
