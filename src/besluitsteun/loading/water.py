"""Assets and scenarios in, the ``Inundation`` of every scenario out: lends the hazard layer what it needs to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..hazard.depth_tables import TableAccess
from ..hazard.inundate import inundate_all
from ..hazard.inundation import Inundation
from ..hazard.points import Points
from ..nl import count, enumeration
from ..problems import Place, Problem
from ..schema.assets import Asset
from ..schema.scenarios import OnMissing, Scenario
from ..timeaxis import TimeAxis
from .numerals import parse_number
from .table_reader import read_table


def read_inundations(
    assets: Sequence[Asset],
    scenarios: Sequence[Scenario],
    time: TimeAxis,
    crs: str,
    resolve: Callable[[str], Path],
) -> tuple[tuple[Inundation, ...], list[Problem]]:
    """Water at every asset in every scenario, and every problem of rasters, tables and places."""
    limits = ("failure_depth_m", "critical_level_mnap", "max_damage_eur")
    floodable = [any(getattr(asset, limit) is not None for limit in limits) for asset in assets]
    points = Points(
        ids=tuple(asset.id for asset in assets),
        x=np.array([np.nan if asset.x is None else asset.x for asset in assets], dtype=np.float64),
        y=np.array([np.nan if asset.y is None else asset.y for asset in assets], dtype=np.float64),
        area=tuple(asset.area for asset in assets),
        needs_depth=np.array(floodable, dtype=np.bool_),
        crs=crs,
    )
    tables = TableAccess(read=lambda name: read_table(resolve(name), name), number=parse_number)
    water, problems = inundate_all(scenarios, points, time, resolve, tables)
    return water, [*problems, *_levels_without_water_level(assets, scenarios)]


def _levels_without_water_level(assets: Sequence[Asset], scenarios: Sequence[Scenario]) -> list[Problem]:
    """A critical level in m NAP says nothing where a scenario only gives depths."""
    names = [asset.id for asset in assets if asset.critical_level_mnap is not None]
    return [
        Problem(
            Place(f"scenario {scenario.id}", column="waterdiepte"),
            f"{count(len(names), 'object heeft', 'objecten hebben')} een `hoogte_kritisch_mnap` "
            f"({enumeration(names, most=5)}), maar dit scenario geeft dieptes",
            "een waterstand (`waterstand_mnap` met `maaiveld`), of een `faaldiepte_m` per object",
            "vul `faaldiepte_m` in, geef de waterstand, of zet `ontbrekend: droog` in het scenario",
        )
        for scenario in scenarios
        if names
        and scenario.depth is not None
        and scenario.depth.level_mnap is None
        and scenario.missing is OnMissing.ERROR
    ]
