"""An ``Extent`` in, a sheet out: where places of the study stand on a map, and the part of shapes that it shows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from ..extent import Extent
from .drawing import short
from .placing import Box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDTH, TALLEST = 960, 900
MARGIN = 4.0


@dataclass(frozen=True)
class Paper:
    """The sheet of a map: from the study's CRS to units of the picture."""

    extent: Extent

    @cached_property
    def scale(self) -> float:
        """Units of the picture per metre."""
        left, bottom, right, top = self.extent
        return min(WIDTH / (right - left), TALLEST / (top - bottom))

    @property
    def width(self) -> float:
        """Of the sheet, in units of the picture."""
        return (self.extent[2] - self.extent[0]) * self.scale

    @property
    def height(self) -> float:
        """Of the sheet, in units of the picture."""
        return (self.extent[3] - self.extent[1]) * self.scale

    @property
    def left(self) -> float:
        """Of a map narrower than the picture, which stands in its middle."""
        return (WIDTH - self.width) / 2

    @property
    def sheet(self) -> Box:
        """Where texts may stand."""
        return Box(MARGIN, MARGIN, self.width - MARGIN, self.height - MARGIN)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place of the study's CRS on the sheet."""
        return (x - self.extent[0]) * self.scale, (self.extent[3] - y) * self.scale

    def shows(self, x: float, y: float) -> bool:
        """Whether a place of the study's CRS lies on the sheet."""
        left, bottom, right, top = self.extent
        return left <= x <= right and bottom <= y <= top

    def part(self, shape: BaseGeometry) -> BaseGeometry:
        """The part of a shape that lies on the sheet, in units of the picture."""
        import shapely

        left, bottom, right, top = self.extent
        margin = 10 / self.scale  # so that the edge of the sheet is not drawn as a border
        inside = shapely.clip_by_rect(shape, left - margin, bottom - margin, right + margin, top + margin)
        return shapely.transform(inside, lambda xy: (xy - (left, top)) * (self.scale, -self.scale))


def path_of(shape: BaseGeometry) -> str:
    """Every line and ring of a shape in units of the picture as a path, to a tenth of a unit."""
    import shapely

    lines: list[BaseGeometry] = []
    for part in shapely.get_parts(shapely.get_parts(shape)):
        if part.geom_type == "Polygon":
            lines += [part.exterior, *part.interiors]
        elif part.geom_type in ("LineString", "LinearRing"):
            lines.append(part)
    return "".join(_line(line) for line in lines if not line.is_empty)


def _line(line: BaseGeometry) -> str:
    corners = [f"{short(x)} {short(y)}" for x, y in line.coords]
    corners = [corner for corner, _ in groupby(corners)]
    return f"M{'L'.join(corners)}" if len(corners) > 1 else ""
