"""Scenarios as read in, what is wrong with their imposed outages and named files out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..nl import plain
from ..problems import Problem
from ..schema.base import ALL_SCENARIOS, Status
from ..schema.scenarios import DepthSource, HourRaster, ImposedOutage, RasterMoment, Scenario
from .lists import Files, Placed, place_in
from .references import Names, suggestion
from .study import Provenance


def check_scenarios(
    scenarios: Sequence[Placed[Scenario]], objects: Names, likelihoods: Sequence[str], files: Files
) -> list[Problem]:
    """Outages of objects that do not exist or that end before they begin; unknown likelihoods; files not there."""
    problems: list[Problem] = []
    for each in scenarios:
        if each.record.id == ALL_SCENARIOS:
            found = f"een scenario met id `{ALL_SCENARIOS}`"
            problems.append(Problem(each.at("id"), found, "een andere id: dit woord betekent elk scenario", "hernoem"))
        for outage in each.record.outages:
            problems += objects.check(outage.asset, place_in(each.source, "uitval", outage.asset))
            problems += _empty_outage(each, outage)
        problems += _unknown_likelihood(each, likelihoods)
        for key, name in files_of(each.record):
            files.note(name, place_in(each.source, key, name))
    return problems


def _empty_outage(scenario: Placed[Scenario], outage: ImposedOutage) -> list[Problem]:
    if outage.until_hour is None or outage.until_hour > outage.from_hour:
        return []
    found = f"uitval van `{outage.asset}` van uur {plain(outage.from_hour)} tot uur {plain(outage.until_hour)}"
    remedy = "verbeter de uren, of laat `tot_uur` weg als de uitval niet eindigt"
    return [Problem(place_in(scenario.source, "uitval", outage.asset), found, "`tot_uur` na `van_uur`", remedy)]


def _unknown_likelihood(scenario: Placed[Scenario], likelihoods: Sequence[str]) -> list[Problem]:
    given = scenario.record.likelihood
    if given is None or given.klass in likelihoods:
        return []
    place = place_in(scenario.source, "kans", given.klass)
    remedy = suggestion(given.klass, likelihoods) or "kies een van deze, of zet eigen `kansklassen` in `risicomatrix`"
    return [Problem(place, f"onbekende kansklasse `{given.klass}`", f"een van {', '.join(likelihoods)}", remedy)]


def provenance_of_scenarios(scenarios: Iterable[Scenario]) -> Iterator[Provenance]:
    """Rows for what somebody estimated of a scenario: how likely it is, and who left in time."""
    for each in scenarios:
        place, source = f"scenario {each.id}", each.source or ""
        if each.evacuated_share is not None:
            share, status = plain(each.evacuated_share), Status.ASSUMPTION.value
            yield Provenance(place, "geevacueerd_aandeel", share, unit="aandeel", source=source, status=status)
        if each.likelihood is not None:
            given = each.likelihood
            disputed = Status.DISPUTED.value  # likelihoods of above-norm events are contested (01)
            yield Provenance(place, "kans", given.klass, source=given.source or "", who=given.who, status=disputed)


def files_of(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """(key, name) of every file that a scenario names."""
    if isinstance(scenario.depth, DepthSource):
        yield from (("waterdiepte", name) for name in files_of_depth(scenario.depth))
    hours = {"begin_uur": scenario.begin_hour, "duur_uur": scenario.duration_hours}
    yield from ((key, value.raster) for key, value in hours.items() if isinstance(value, HourRaster))


def files_of_depth(depth: DepthSource) -> Iterator[str]:
    """Every file that a source of depths names."""
    for source in (depth.raster, depth.level_mnap):
        if isinstance(source, str):
            yield source
        elif source is not None:
            yield from (moment.raster for moment in source if isinstance(moment, RasterMoment))
    yield from (name for name in (depth.table, depth.ground) if name is not None)
