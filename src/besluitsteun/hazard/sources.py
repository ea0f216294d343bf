"""File names of a study in, samples at its points out; every raster is opened and sampled once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np

from ..problems import Place, Problem
from .depth_tables import TableAccess, TableDepths, read_depths
from .levels import sample_depth
from .points import Bool, Points
from .rasters import Raster, open_raster, raster_errors, unreadable
from .sampling import WIDEST_RADIUS, Sample, fill_from_nearest, reach_in_cells, sample

REMEMBERED_BYTES = 128 * 2**20
BYTES_PER_PLACE = 25


class Sources:
    """What the scenarios of one call read. Every method gives the outcome, or nothing with the problems."""

    def __init__(self, points: Points, resolve: Callable[[str], Path], tables: TableAccess | None):
        self.points = points
        self._resolve = resolve
        self._tables = tables
        remembered = max(2, REMEMBERED_BYTES // (BYTES_PER_PLACE * max(1, len(points))))
        self.raster = lru_cache(maxsize=1024)(self._raster)
        self.values = lru_cache(maxsize=min(remembered, 1024))(self._values)
        self.depths_of_level = lru_cache(maxsize=min(remembered, 1024))(self._depths_of_level)
        self.table = lru_cache(maxsize=8)(self._table)

    def _raster(self, name: str) -> tuple[Raster | None, tuple[Problem, ...]]:
        raster, problems = open_raster(name, self._resolve(name), self.points.crs)
        return raster, tuple(problems)

    def _values(self, name: str, radius_m: float, nearest: bool) -> tuple[Sample | None, tuple[Problem, ...]]:
        """The value at every point, or the largest within the radius."""
        raster, problems = self.raster(name)
        problems += self._radius_problems(raster, radius_m)
        if raster is None or problems:
            return None, problems
        try:
            found = sample(raster, self.points.x, self.points.y, radius_m)
        except raster_errors() as error:
            return None, (unreadable(name, error),)
        return self.filled(name, found, self.points.located) if nearest else (found, ())

    def filled(self, name: str, found: Sample, wanted: Bool) -> tuple[Sample | None, tuple[Problem, ...]]:
        """The same sample, where the wanted points without data take the nearest cell with data."""
        raster, problems = self.raster(name)
        if raster is None:
            return None, problems
        try:
            return fill_from_nearest(raster, self.points.x, self.points.y, found, wanted), ()
        except raster_errors() as error:
            return None, (unreadable(name, error),)

    def _depths_of_level(
        self, level_name: str, ground_name: str, radius_m: float, nearest: bool
    ) -> tuple[Sample | None, tuple[Problem, ...]]:
        """Water level minus ground level at every point."""
        level, problems = self.raster(level_name)
        ground, more = self.raster(ground_name)
        problems += more + self._radius_problems(level, radius_m)
        if level is None or ground is None or problems:
            return None, problems
        try:
            return sample_depth(level, ground, self.points.x, self.points.y, radius_m, nearest), ()
        except raster_errors() as error:
            return None, (unreadable(f"{level_name}, {ground_name}", error),)

    def _table(self, name: str) -> tuple[TableDepths | None, tuple[Problem, ...]]:
        if self._tables is None:
            raise ValueError("a scenario with a table needs `tables`: the access to the table reader")
        depths, problems = read_depths(name, self.points, self._tables)
        return depths, tuple(problems)

    def _radius_problems(self, raster: Raster | None, radius_m: float) -> tuple[Problem, ...]:
        """A radius must be in metres, and not span more cells than can be looked at for every object."""
        if raster is None or radius_m == 0:
            return ()
        if not raster.in_metres:
            found = f"een straal in meters bij {self.points.crs}, dat niet in meters rekent"
            place = Place("studie", column="crs")
            return (Problem(place, found, "een crs in meters, zoals EPSG:28992", "reken de coördinaten om"),)
        here = np.flatnonzero(self.points.located)
        if len(here) == 0:
            return ()
        x, y = (np.array([np.median(axis[here])]) for axis in (self.points.x, self.points.y))
        reach = max(reach_in_cells(raster, x, y, radius_m))
        if reach <= WIDEST_RADIUS:
            return ()
        found = f"straal_m {radius_m:g} beslaat naar elke kant {reach} cellen"
        remedy = "verklein straal_m of gebruik een grover raster"
        return (Problem(Place(raster.name), found, f"hoogstens {WIDEST_RADIUS} cellen", remedy),)
