"""``Study``, ``Layout`` and ``Exposure`` in, exposure and vulnerability out: per area, function and party."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ..loading.study import Study
from ..schema.base import Status
from ..simulation.exposure import Exposure, ScenarioExposure
from .layout import Layout

CLASS_MM = 50
"""Width of a depth class in the data (04)."""
THRESHOLDS = ("faaldiepte_m", "hoogte_kritisch_mnap")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where something is counted; empty text = unknown."""

    division: str
    area: str
    function: str
    party: str


@dataclass(frozen=True, slots=True)
class ExposureClass:
    """One row of ``blootstelling_klassen``: wet assets deeper than ``from_mm``, at most 50 mm.

    users : in the unit of the function, ``None`` = of none of them known
    hours : shortest and longest time that they are wet
    """

    scenario: str
    spot: Spot
    kind: str
    from_mm: int
    assets: int
    users: Decimal | None
    hours: tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """One row of ``kwetsbaarheid``: of the wet assets, how many water can fail and how many it does fail.

    margin_mm : smallest failure depth minus depth, ``None`` when water can fail none of them
    assumed   : of those that water can fail, how many have a threshold with status ``aanname``
    """

    scenario: str
    spot: Spot
    wet: int
    sensitive: int
    failing: int
    users_failing: Decimal | None
    margin_mm: int | None
    assumed: int


@dataclass
class _Tally:
    """What is counted at one spot; only while counting."""

    assets: int = 0
    sensitive: int = 0
    failing: int = 0
    assumed: int = 0
    users: list[Decimal] = field(default_factory=list)
    users_failing: list[Decimal] = field(default_factory=list)
    hours: list[Decimal] = field(default_factory=list)
    margins: list[int] = field(default_factory=list)


def exposure_classes(
    study: Study, layout: Layout, exposure: Exposure, left_out: Collection[int] = ()
) -> tuple[ExposureClass, ...]:
    """Wet assets and their users per 5 cm, by every division, function, party and kind; some assets may be left out."""
    rows: list[ExposureClass] = []
    for scenario in exposure.scenarios:
        tallies: dict[tuple[Spot, str, int], _Tally] = {}
        for asset, depth, steps in _wet(scenario, left_out):
            kind, band = study.assets[asset].kind or "", (depth - 1) // CLASS_MM * CLASS_MM
            for spot in _spots(study, layout, asset):
                tally = tallies.setdefault((spot, kind, band), _Tally())
                tally.assets += 1
                tally.users += _users(study, asset)
                tally.hours.append(study.time.hours(steps))
        rows += [
            ExposureClass(
                scenario.scenario,
                *key,
                tally.assets,
                _sum(tally.users),
                (min(tally.hours), max(tally.hours)),
            )
            for key, tally in sorted(tallies.items(), key=lambda item: item[0])
        ]
    return tuple(rows)


def vulnerabilities(
    study: Study, layout: Layout, exposure: Exposure, left_out: Collection[int] = ()
) -> tuple[Vulnerability, ...]:
    """Which wet assets fail at their threshold, and how sure that threshold is, by division, function and party."""
    assumed = {row.asset for row in study.provenance if row.key in THRESHOLDS and row.status == Status.ASSUMPTION.value}
    rows: list[Vulnerability] = []
    for scenario in exposure.scenarios:
        tallies: dict[Spot, _Tally] = {}
        for asset, depth, _ in _wet(scenario, left_out):
            limit = int(scenario.failure_mm[asset])
            for spot in _spots(study, layout, asset):
                tally = tallies.setdefault(spot, _Tally())
                tally.assets += 1
                if limit < 0:
                    continue
                tally.sensitive += 1
                tally.assumed += study.assets[asset].id in assumed
                tally.margins.append(limit - depth)
                if depth > limit:
                    tally.failing += 1
                    tally.users_failing += _users(study, asset)
        rows += [
            Vulnerability(
                scenario=scenario.scenario,
                spot=spot,
                wet=tally.assets,
                sensitive=tally.sensitive,
                failing=tally.failing,
                users_failing=_sum(tally.users_failing),
                margin_mm=min(tally.margins, default=None),
                assumed=tally.assumed,
            )
            for spot, tally in sorted(tallies.items(), key=lambda item: item[0])
        ]
    return tuple(rows)


def _wet(scenario: ScenarioExposure, left_out: Collection[int]) -> Iterator[tuple[int, int, int]]:
    """(asset, depth in mm, wet steps) of every wet asset that is not left out."""
    columns = (scenario.wet_asset, scenario.wet_depth_mm, scenario.wet_steps)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    yield from (row for row in rows if row[0] not in left_out)


def _spots(study: Study, layout: Layout, asset: int) -> Iterator[Spot]:
    """Where an asset is counted: once in every division."""
    record, cell = study.assets[asset], int(layout.cell[asset])
    for division in layout.divisions or ("",):
        area = layout.area_in(division, cell) if division else ""
        yield Spot(division, area, record.function, record.party or "")


def _users(study: Study, asset: int) -> list[Decimal]:
    users = study.assets[asset].users
    return [] if users is None else [Decimal(str(users))]


def _sum(values: Sequence[Decimal]) -> Decimal | None:
    return sum(values, Decimal(0)) if values else None
