"""``ChainLink`` rows and the places of their cells in, arrows out: from what failed to what it took down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ... import nl
from .. import palette
from .chart import check_count, polyline
from .drawing import escape, tag

MOST_LINKS = 25
GUTTER = 36.0

_HEAD = 7.0
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
    """Where the blocks of a cell stand; ``right`` is the end of the widest, ``middle`` the height of its centre."""

    left: float
    right: float
    top: float
    bottom: float
    middle: float


def strongest(links: Sequence[ChainLink]) -> tuple[list[ChainLink], list[ChainLink]]:
    """The links to draw and the others; ties go by where they stand."""

    def order(link: ChainLink) -> tuple[int, int, str, int, str]:
        return -link.count, link.from_column, link.from_function, link.to_column, link.to_function

    ranked = sorted((link for link in links if link.count), key=order)
    return ranked[:MOST_LINKS], ranked[MOST_LINKS:]


def draw_links(links: Sequence[ChainLink], boxes: Mapping[tuple[str, int], Box]) -> str:
    """The arrows, the strongest on top.

    boxes : (function, column) -> where its blocks stand
    """
    most = max((link.count for link in links if not link.within), default=1)
    arrivals = _arrivals(links, boxes)
    return "".join(
        _link(link, boxes[link.from_function, link.from_column], boxes[link.to_function, link.to_column], y, most)
        for link, y in reversed(list(zip(links, arrivals, strict=True)))
    )


def _arrivals(links: Sequence[ChainLink], boxes: Mapping[tuple[str, int], Box]) -> list[float]:
    """Where each arrow ends: spread over the side of the block, in the order of where they come from."""
    heights = [0.0] * len(links)

    def end(position: int) -> tuple[str, int]:
        return links[position].to_function, links[position].to_column

    def start(position: int) -> tuple[float, int]:
        link = links[position]
        return boxes[link.from_function, link.from_column].middle, link.from_column

    across = [position for position, link in enumerate(links) if not link.within]
    for target, group in groupby(sorted(across, key=end), key=end):
        positions = sorted(group, key=start)
        box = boxes[target]
        for place, position in enumerate(positions, 1):
            heights[position] = box.top + (box.bottom - box.top) * place / (len(positions) + 1)
    return heights


def _link(link: ChainLink, start: Box, end: Box, y: float, most: int) -> str:
    share = (link.count / max(most, _MANY)) ** 0.5
    colour = palette.LINK if share > 0.7 else palette.FAINT_LINK
    if link.within:
        return loop(start)
    tip = end.left - 1
    last = tip - _HEAD + 1
    if link.from_column < link.to_column:
        bend = max((last - start.right) * 0.55, 14)
        shape = (
            f"M{start.right - 2:.1f} {start.middle:.1f}C{start.right + bend:.1f} {start.middle:.1f} "
            f"{last - bend:.1f} {y:.1f} {last:.1f} {y:.1f}"
        )
    else:
        shape = _round_the_left(start, last, y)
    width = 1 + 2.6 * share
    said = f"{nl.number(link.count)} verbindingen" if link.count != 1 else "1 verbinding"
    line = tag("path", d=shape, fill="none", stroke=colour, stroke_width=width)
    return tag("g", tag("title", escape(said)), line, arrow_head(tip, y, colour, width))


def _round_the_left(start: Box, last: float, y: float) -> str:
    """An arrow that does not go forward in time leaves on the left and comes back on the left."""
    bulge = min(16 + abs(y - start.middle) * 0.06, GUTTER - 4)
    left = min(start.left, last) - bulge
    leave = f"M{start.left + 2:.1f} {start.middle:.1f}C{left:.1f} {start.middle:.1f}"
    return f"{leave} {left:.1f} {y:.1f} {last:.1f} {y:.1f}"


def loop(box: Box) -> str:
    """A small turn on the left of a cell: within it, one takes down the other."""
    x, y = box.left, box.bottom - 4
    shape = f"M{x:.1f} {y:.1f}c-14 2 -16 -12 -{_HEAD:.0f} -12"
    line = tag("path", d=shape, fill="none", stroke=palette.FAINT_LINK, stroke_width=1.4)
    return line + arrow_head(x - 1, y - 12, palette.FAINT_LINK)


def arrow_head(x: float, y: float, colour: str, width: float = 1.0) -> str:
    """The head of an arrow to the right whose tip is at (x, y), for a line of that width."""
    half = 3 + width * 0.7
    return tag("polygon", points=polyline([(x, y), (x - _HEAD, y - half), (x - _HEAD, y + half)]), fill=colour)
