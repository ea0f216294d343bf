"""A ``Scenario`` and its ``Sources`` in, its ``Depths`` out: what the maps or tables say, every unknown settled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..nl import count, enumeration, number
from ..problems import Place, Problem
from ..schema.scenarios import DepthSource, OnMissing, RasterMoment, Scenario
from .depth_tables import DEEPEST_M, Course
from .inundation import Int32
from .points import Bool, Float, Points
from .sampling import Sample, State
from .sources import Sources

LOWEST_M = -0.0005  # less than half a millimetre below zero is the noise of a hydraulic model
USUAL_M = 20.0  # half of the wet objects deeper than this: the map holds levels
UNDECLARED = 9000.0  # -9999, -3.4e38 and their kind
NAMED = 10


@dataclass(frozen=True, eq=False)
class Wave:
    """Depths of assets that share listed hours.

    asset  : (asset,) sorted index
    hours  : increasing, () for a maximum
    metres : (asset, hour), one column for a maximum
    """

    asset: Int32
    hours: tuple[Fraction, ...]
    metres: Float


@dataclass(frozen=True, eq=False)
class Depths:
    """The water of one scenario before ``factor``, ``plus_m`` and its timing; every depth is known and ≥ 0.

    ground_m : (asset,) metre NAP, NaN = unknown, where a level was given; else None
    """

    waves: tuple[Wave, ...]
    in_time: bool
    ground_m: Float | None = None
    notes: tuple[str, ...] = ()


def place_of(scenario: Scenario, key: str) -> Place:
    """Where a problem with a key of a scenario is shown."""
    return Place(f"scenario {scenario.id}", column=key)


def named(points: Points, which: Bool) -> str:
    """The ids of some assets, at most ten by name."""
    return enumeration([points.ids[asset] for asset in np.flatnonzero(which)], most=NAMED)


def objects(which: Bool) -> str:
    """How many assets.

    >>> objects(np.array([True, False, True]))
    '2 objecten'
    """
    return count(int(np.count_nonzero(which)), "object", "objecten")


def read_depths(scenario: Scenario, sources: Sources) -> tuple[Depths | None, list[Problem]]:
    """The depths of a scenario, or nothing with the problems. A scenario without ``waterdiepte`` is dry."""
    source = scenario.depth
    if source is None:
        return Depths((), False), []
    if source.uniform_m is not None:
        return _uniform(scenario, source.uniform_m, len(sources.points))
    if source.table is not None:
        return _from_table(scenario, source.table, sources)
    return _from_rasters(scenario, source, sources)


def _uniform(scenario: Scenario, metres: float, assets: int) -> tuple[Depths | None, list[Problem]]:
    if metres > DEEPEST_M:
        found = f"uniform_m {number(metres)}: een waterstand waar een diepte bedoeld is"
        return None, [Problem(place_of(scenario, "waterdiepte"), found, "een diepte in meters", "verbeter uniform_m")]
    asset = np.arange(assets, dtype=np.int32)
    return Depths((Wave(asset, (), np.full((assets, 1), metres)),), False), []


# --- tables ----------------------------------------------------------------------------------------------------------


def _from_table(scenario: Scenario, name: str, sources: Sources) -> tuple[Depths | None, list[Problem]]:
    table, found = sources.table(name)
    if table is None:
        return None, list(found)
    missing = np.ones(len(sources.points), dtype=bool)
    for course in table.courses:
        missing[list(course.assets)] = False
    problems, notes = _settle_missing(scenario, sources.points, missing, f"geen rij in {name}", "een rij in de tabel")
    return Depths(_waves(table.courses), table.in_time, None, tuple(notes)), problems


def _waves(courses: Sequence[Course]) -> tuple[Wave, ...]:
    """Courses that share their hours, together."""
    groups: dict[tuple[Fraction, ...], list[Course]] = {}
    for course in courses:
        groups.setdefault(course.hours, []).append(course)
    waves = []
    for hours, members in groups.items():
        asset = np.concatenate([np.array(member.assets, dtype=np.int32) for member in members])
        metres = np.repeat([member.metres for member in members], [len(member.assets) for member in members], axis=0)
        order = np.argsort(asset)
        waves.append(Wave(asset[order], hours, metres[order]))
    return tuple(waves)


# --- rasters ---------------------------------------------------------------------------------------------------------


def _from_rasters(scenario: Scenario, source: DepthSource, sources: Sources) -> tuple[Depths | None, list[Problem]]:
    moments, problems = moments_of(scenario, source)
    columns, grounds, notes = [], [], []
    for _, name in moments:
        found, refused = _sampled(scenario, source, name, sources)
        problems += refused
        if found is None:
            continue
        label = f"{name} min {source.ground}" if source.ground else name
        metres, unsettled, remarks = _settled(scenario, sources.points, label, found)
        problems += unsettled if source.ground else [*unsettled, *_implausible(sources.points, name, found)]
        columns.append(metres)
        grounds.append(found.ground)
        notes += [*remarks, *_raster_notes(name, source.ground, sources)]
    if problems or not columns:
        return None, problems
    depths = np.stack(columns, axis=1)
    if source.ground and (deep := depths.max(axis=1) > DEEPEST_M).any():
        return None, [_too_deep(scenario, sources.points, deep)]
    in_time = not isinstance(source.raster or source.level_mnap, str)
    hours = tuple(hour for hour, _ in moments) if in_time else ()
    wave = Wave(np.arange(len(sources.points), dtype=np.int32), hours, depths)
    return Depths((wave,), in_time, _ground_at_deepest(depths, grounds), tuple(dict.fromkeys(notes))), []


def moments_of(scenario: Scenario, source: DepthSource) -> tuple[list[tuple[Fraction, str]], list[Problem]]:
    """Hour and file of each raster, in order of time; one raster stands at hour 0."""
    given: str | tuple[RasterMoment, ...] | None = source.level_mnap if source.raster is None else source.raster
    if given is None or isinstance(given, str):
        return [(Fraction(0), given or "")], []
    place = place_of(scenario, "waterdiepte")
    moments = sorted((Fraction(moment.hour), moment.raster) for moment in given)
    hours = [hour for hour, _ in moments]
    double = sorted({hour for hour in hours if hours.count(hour) > 1})
    return moments, [
        Problem(
            place, f"uur {number(float(hour))} staat er meer dan één keer", "één raster per uur", "verwijder er een"
        )
        for hour in double
    ]


def _sampled(
    scenario: Scenario, source: DepthSource, name: str, sources: Sources
) -> tuple[Sample | None, tuple[Problem, ...]]:
    nearest = scenario.nodata is OnMissing.NEAREST
    if source.ground is not None:
        return sources.depths_of_level(name, source.ground, scenario.sampling.radius_m, nearest)
    return sources.values(name, scenario.sampling.radius_m, nearest)


def _settled(scenario: Scenario, points: Points, name: str, found: Sample) -> tuple[Float, list[Problem], list[str]]:
    """(asset,) metre: dry is 0, and so is what the scenario calls dry; the rest of the unknown is refused."""
    metres = np.where(found.state == State.DATA, np.maximum(found.value, 0.0), 0.0)
    outside, empty = found.state == State.OUTSIDE, found.state == State.NODATA
    problems, notes = _settle_missing(
        scenario, points, found.state == State.NOWHERE, "geen ligging", "x en y van deze objecten"
    )
    if outside.any():
        told = f"buiten het raster {name}: {named(points, outside)}"
        if outside_is_dry(scenario):
            notes.append(f"{objects(outside)} als droog gerekend: {told}")
        else:
            remedy = "zet buiten_raster: droog als het daar droog is, of lever een groter raster"
            if outside.sum() == points.located.sum():
                remedy += "; geen enkel object ligt erin: klopt het coördinatenstelsel?"
            found_here = f"{objects(outside)} {told}"
            problems.append(Problem(place_of(scenario, "buiten_raster"), found_here, "objecten in het raster", remedy))
    if empty.any():
        told = f"zonder gegevens (nodata) in {name}: {named(points, empty)}"
        if scenario.nodata is OnMissing.DRY:
            notes.append(f"{objects(empty)} als droog gerekend: {told}")
        else:
            remedy = "kies bemonstering: {straal_m: …} om gebouwen heen, of nodata: droog of dichtstbij"
            problems.append(
                Problem(place_of(scenario, "nodata"), f"{objects(empty)} {told}", "een waterdiepte", remedy)
            )
    return metres, problems, notes


def outside_is_dry(scenario: Scenario) -> bool:
    """``ontbrekend: droog`` covers outside too (03), unless the scenario itself says otherwise for outside."""
    if "outside" in scenario.model_fields_set:
        return scenario.outside is OnMissing.DRY
    return scenario.missing is OnMissing.DRY


def _settle_missing(
    scenario: Scenario, points: Points, missing: Bool, why: str, expected: str
) -> tuple[list[Problem], list[str]]:
    """Assets with a threshold but without depth are refused, or dry with a note (03)."""
    needed = missing & points.needs_depth
    if not needed.any():
        return [], []
    told = f"{objects(needed)} met een faaldiepte of schade maar zonder waterdiepte ({why}): {named(points, needed)}"
    if scenario.missing is OnMissing.DRY:
        return [], [f"als droog gerekend: {told}"]
    remedy = "vul aan, of zet ontbrekend: droog als het daar droog is"
    return [Problem(place_of(scenario, "ontbrekend"), told, expected, remedy)], []


def _implausible(points: Points, name: str, found: Sample) -> list[Problem]:
    """Values that no depth has: the map holds water levels, or a nodata value nobody declared."""
    below, deep = found.lowest < LOWEST_M, found.value > DEEPEST_M
    wet = found.value[found.value > 0]
    if not below.any() and not deep.any():
        if len(wet) == 0 or np.median(wet) <= USUAL_M:
            return []
        deep = found.value > USUAL_M
    wrong = below | deep
    extreme = found.lowest if below.any() else found.value
    worst = extreme[wrong][np.nanargmax(np.abs(extreme[wrong]))]
    remedy = "gebruik {waterstand_mnap: …, maaiveld: …} voor waterstanden"
    if abs(worst) >= UNDECLARED:
        remedy += ", of leg in het raster vast welke waarde ‘geen gegevens’ betekent"
    told = f"een waterstand waar een diepte bedoeld is: waarden tot {float(worst):.6g} bij {objects(wrong)}"
    return [Problem(Place(name), f"{told}: {named(points, wrong)}", f"dieptes van 0 tot {DEEPEST_M} m", remedy)]


def _too_deep(scenario: Scenario, points: Points, deep: Bool) -> Problem:
    found = f"waterstand min maaiveld is meer dan {DEEPEST_M} m bij {objects(deep)}: {named(points, deep)}"
    remedy = "controleer de eenheid (m NAP) en welke waarde ‘geen gegevens’ betekent"
    return Problem(place_of(scenario, "waterdiepte"), found, "waterstand en maaiveld in m NAP", remedy)


def _raster_notes(name: str, ground: str | None, sources: Sources) -> list[str]:
    rasters = [sources.raster(file)[0] for file in (name, ground) if file]
    return [note for raster in rasters if raster is not None for note in raster.notes]


def _ground_at_deepest(depths: Float, grounds: Sequence[Float | None]) -> Float | None:
    """(asset,) the ground at the cell chosen in the hour with the largest depth."""
    known = [ground for ground in grounds if ground is not None]
    if not known:
        return None
    heights: Float = np.stack(known, axis=1)[np.arange(len(depths)), depths.argmax(axis=1)]
    return heights
