"""``ChainLink`` rows and the places of their cells in, arrows out: from what failed to what it took down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ... import nl
from .. import palette
from .chart import check_count, polyline
from .drawing import escape, tag

MOST_LINKS = 25
GUTTER = 60.0

_HEAD = 7.0
_BETWEEN_LANES = 7.0
_UPPER = 0.6
_BEHIND = 12.0  # arrows begin behind the blocks
_MANY = 8  # a picture with few links has no thick ones


@dataclass(frozen=True, slots=True)
class ChainLink:
    """``count`` objects of a function that failed in a period because of objects of the other, by column number."""

    from_function: str
    from_column: int
    to_function: str
    to_column: int
    count: int

    def __post_init__(self) -> None:
        check_count(self.count)

    @property
    def within(self) -> bool:
        """Whether cause and effect stand in the same cell."""
        return (self.from_function, self.from_column) == (self.to_function, self.to_column)


@dataclass(frozen=True, slots=True)
class Box:
    """Where the blocks of a cell stand: arrows leave from its middle and arrive between ``top`` and ``bottom``."""

    left: float
    right: float
    top: float
    bottom: float
    middle: float


@dataclass(frozen=True, slots=True)
class Grid:
    """What stands where: (function, column) -> its blocks, the left edges of columns, and where each row ends."""

    boxes: Mapping[tuple[str, int], Box]
    columns: Sequence[float]
    row_ends: Mapping[str, float]


def strongest(links: Sequence[ChainLink]) -> tuple[list[ChainLink], list[ChainLink]]:
    """The links to draw and the others; ties go by where they stand."""

    def order(link: ChainLink) -> tuple[int, int, str, int, str]:
        return -link.count, link.from_column, link.from_function, link.to_column, link.to_function

    ranked = sorted((link for link in links if link.count), key=order)
    return ranked[:MOST_LINKS], ranked[MOST_LINKS:]


def draw_links(links: Sequence[ChainLink], grid: Grid) -> str:
    """The arrows, the strongest on top: all from one cell to one column share a lane beside the blocks there."""
    across = [link for link in links if not link.within]
    most = max((link.count for link in across), default=1)
    lanes, heights = _lanes(across, grid), _arrivals(across, grid)
    bundles: dict[_Bundle, list[_Arrow]] = defaultdict(list)
    for link, height in reversed(list(zip(across, heights, strict=True))):
        bundles[_bundle(link)].append(_arrow(link, grid, lanes[_bundle(link)], height, most))
    ordered = sorted(bundles.values(), key=lambda arrows: max(arrow.width for arrow in arrows))
    return "".join(_drawn(arrows) for arrows in ordered)


_Bundle = tuple[str, int, int]


def _bundle(link: ChainLink) -> _Bundle:
    """From which cell to which column."""
    return link.from_function, link.from_column, link.to_column


def _lanes(links: Sequence[ChainLink], grid: Grid) -> dict[_Bundle, float]:
    """Where each bundle goes up and down: what comes from far on the left, what stays in its column near the blocks."""
    lanes: dict[_Bundle, float] = {}
    for column in sorted({link.to_column for link in links}):
        bundles = sorted(
            {_bundle(link) for link in links if link.to_column == column},
            key=lambda each: (each[1], grid.boxes[each[:2]].middle),
        )
        between = min(_BETWEEN_LANES, (GUTTER - _HEAD - 14) / max(len(bundles) - 1, 1))
        last = grid.columns[column] + GUTTER - _HEAD - 8
        for place, bundle in enumerate(reversed(bundles)):
            lanes[bundle] = last - place * between
    return lanes


def _arrivals(links: Sequence[ChainLink], grid: Grid) -> list[float]:
    """Where each arrow ends: spread over the side of the block, in the order of where they come from.

    Above the middle where others leave on that side.
    """
    heights = [0.0] * len(links)
    leaving = {(link.from_function, link.from_column) for link in links if link.from_column == link.to_column}

    def end(position: int) -> tuple[str, int]:
        return links[position].to_function, links[position].to_column

    def start(position: int) -> tuple[float, int]:
        link = links[position]
        return grid.boxes[link.from_function, link.from_column].middle, link.from_column

    for target, group in groupby(sorted(range(len(links)), key=end), key=end):
        positions = sorted(group, key=start)
        box = grid.boxes[target]
        room = (box.bottom - box.top) * (_UPPER if target in leaving else 1.0)
        for place, position in enumerate(positions, 1):
            heights[position] = box.top + room * place / (len(positions) + 1)
    return heights


@dataclass(frozen=True, slots=True)
class _Arrow:
    """One arrow: its line up to the tip at (x, y), how wide, and how many links it stands for."""

    shape: str
    x: float
    y: float
    width: float
    colour: str
    count: int


def _arrow(link: ChainLink, grid: Grid, lane: float, y: float, most: int) -> _Arrow:
    share = (link.count / max(most, _MANY)) ** 0.5
    tip = grid.boxes[link.to_function, link.to_column].left - 1
    shape = f"{_way_to_lane(link, grid, lane)}V{y:.1f}H{tip - _HEAD + 1:.1f}"
    colour = palette.LINK if share > 0.7 else palette.FAINT_LINK
    return _Arrow(shape, tip, y, 1.2 + 2.2 * share, colour, link.count)


def _drawn(arrows: Sequence[_Arrow]) -> str:
    """The arrows of a bundle, over a light edge that shows where they cross others."""
    edges = "".join(
        tag("path", d=each.shape, fill="none", stroke=palette.PAPER, stroke_width=each.width + 2.5) for each in arrows
    )
    return edges + "".join(_line(each) for each in arrows)


def _line(arrow: _Arrow) -> str:
    said = f"{nl.number(arrow.count)} verbindingen" if arrow.count != 1 else "1 verbinding"
    line = tag(
        "path",
        d=arrow.shape,
        fill="none",
        stroke=arrow.colour,
        stroke_width=arrow.width,
        stroke_linejoin="round",
    )
    return tag("g", tag("title", escape(said)), line, arrow_head(arrow.x, arrow.y, arrow.colour, arrow.width))


def _way_to_lane(link: ChainLink, grid: Grid, lane: float) -> str:
    """Straight to a lane beside the cell; to one further on along the end of the row, where no blocks stand."""
    start = grid.boxes[link.from_function, link.from_column]
    begin = f"M{start.left + _BEHIND:.1f} {start.middle:.1f}"
    if link.to_column - link.from_column in (0, 1):
        return f"{begin}H{lane:.1f}"
    along = grid.row_ends[link.from_function] - 4
    return f"{begin}H{start.right + 6:.1f}V{along:.1f}H{lane:.1f}"


def loop(x: float, y: float) -> str:
    """A small turn around (x, y): within a cell, one takes down the other."""
    line = tag(
        "path", d=f"M{x - 4:.1f} {y + 4:.1f}a5.5 5.5 0 1 1 7 0.6", fill="none", stroke=palette.LINK, stroke_width=1.6
    )
    head = [(x - 7.5, y + 1), (x - 0.5, y + 2), (x - 5.5, y + 7.5)]
    return line + tag("polygon", points=polyline(head), fill=palette.LINK)


def arrow_head(x: float, y: float, colour: str, width: float = 1.0) -> str:
    """The head of an arrow to the right whose tip is at (x, y), for a line of that width."""
    half = 3 + width * 0.7
    return tag("polygon", points=polyline([(x, y), (x - _HEAD, y - half), (x - _HEAD, y + half)]), fill=colour)
