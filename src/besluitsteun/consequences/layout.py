"""``Study`` in, ``Layout`` out: to which function, area, party and bearer every asset is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..loading.selection import areas_per_division
from ..loading.study import Study

Int64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """The finest level of the consequences; empty text where there is none.

    cell : number of the cell of areas (see ``Layout``), -1 = the study as a whole
    """

    function: str
    cell: int
    party: str
    bearer: str


@dataclass(frozen=True, eq=False)
class Layout:
    """Where every asset is counted.

    divisions : names of the divisions, with the column ``gebied`` by itself where no division is the same
    cells     : per cell the area in every division, "" = none. A cell is what lies in the same area in every division:
                the finest level at which sums over the areas of any division are exact
    area      : per cell the column ``gebied``
    cell, function : (asset,) numbers
    functions : ids, in the order of the study
    """

    divisions: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    area: tuple[str, ...]
    functions: tuple[str, ...]
    cell: Int64
    function: Int64
    groups: tuple[Group, ...]

    def area_in(self, division: str, cell: int) -> str:
        """The area of a cell in a division, "" = none."""
        return self.cells[cell][self.divisions.index(division)] if cell >= 0 else ""


def layout_of(study: Study) -> Layout:
    """The layout of a study; the same whatever the order of its objects."""
    areas = areas_per_division(study.assets, study.divisions)
    own = [asset.area or "" for asset in study.assets]
    rows = list(zip(own, *areas.values(), strict=True))
    different = sorted(set(rows))
    number = {row: position for position, row in enumerate(different)}
    functions = tuple(function.id for function in study.functions)
    position = {name: index for index, name in enumerate(functions)}
    cell = [number[row] for row in rows]
    return Layout(
        divisions=tuple(areas),
        cells=tuple(row[1:] for row in different),
        area=tuple(row[0] for row in different),
        functions=functions,
        cell=np.array(cell, dtype=np.int64),
        function=np.array([position[asset.function] for asset in study.assets], dtype=np.int64),
        groups=tuple(
            Group(asset.function, where, asset.party or "", asset.bearer or "")
            for asset, where in zip(study.assets, cell, strict=True)
        ),
    )
