"""``FrontView`` in, ``Picture`` out: what packages cost against what they leave undone, and what is proven."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from .. import palette
from .chart import (
    SMALL,
    Piece,
    check_count,
    flow,
    height_of,
    labelled,
    lines_of_text,
    number,
    picture,
    polyline,
    round_ticks,
    shifted,
    text,
    text_width,
    wrap,
)
from .drawing import Picture, short, tag
from .placing import Box, Room, around

WIDTH, _HEIGHT = 720.0, 340.0
_HALF = 7.0


class What(StrEnum):
    """What a point is; the value is its word in the legend."""

    NOTHING = "niets doen"
    DIRECTION = "keuzerichting"
    PACKAGE = "beste pakket voor een ander doel"


@dataclass(frozen=True, slots=True)
class FrontPoint:
    """One or more sets of measures at one place: their numbers, cost per year and what is left."""

    numbers: tuple[int, ...]
    what: What
    cost: float
    left: float

    def __post_init__(self) -> None:
        check_count(self.cost, self.left)


@dataclass(frozen=True, slots=True)
class FrontView:
    """Points on two axes; ``bound``: no package within the budget leaves less, None = not proven."""

    alt: str
    cost: str
    left: str
    points: tuple[FrontPoint, ...]
    bound: float | None = None


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the axes stand, and how far they reach."""

    left: float
    top: float
    right: float
    bottom: float
    most_cost: float
    most_left: float

    def x(self, cost: float) -> float:
        return self.left + (self.right - self.left) * cost / self.most_cost

    def y(self, left: float) -> float:
        return self.bottom - (self.bottom - self.top) * left / self.most_left


def draw_front(view: FrontView, width: float = WIDTH) -> Picture:
    """Marks by kind with their numbers; a line of steps joins those that nothing cheaper beats."""
    costs = round_ticks(max((each.cost for each in view.points), default=0.0), 6)
    lefts = round_ticks(max((each.left for each in view.points), default=0.0), 5)
    head = wrap(view.left, width, SMALL)
    labels = max(text_width(number(each), SMALL) for each in lefts) + 10
    top = height_of(head, SMALL) + 14
    plot = _Plot(labels, top, width - text_width(number(costs[-1]), SMALL) / 2 - 4, top + _HEIGHT, costs[-1], lefts[-1])
    foot = wrap(view.cost, width - plot.left, SMALL)
    below = plot.bottom + 26
    key = flow(_key(view, width), width)
    return picture(
        view.alt,
        width,
        below + height_of(foot, SMALL) + 12 + key.height + 4,
        lines_of_text(0, 0, head, size=SMALL, fill=palette.SOFT),
        _axes(plot, costs, lefts),
        _steps(plot, view.points),
        _bound(plot, view.bound),
        *(_mark(each.what, plot.x(each.cost), plot.y(each.left)) for each in view.points),
        *_numbers(plot, view),
        lines_of_text(plot.left, below, foot, size=SMALL, fill=palette.SOFT),
        shifted(key.svg, 0, below + height_of(foot, SMALL) + 12),
    )


def unbeaten(points: Sequence[FrontPoint]) -> list[FrontPoint]:
    """The points of which no other costs less or the same and leaves less or the same; cheapest first."""
    found: list[FrontPoint] = []
    for each in sorted(points, key=lambda point: (point.cost, point.left)):
        if not found or each.left < found[-1].left:
            found.append(each)
    return found


def _axes(plot: _Plot, costs: Sequence[float], lefts: Sequence[float]) -> str:
    lines = [f"M{short(plot.left)} {short(plot.y(each))}H{short(plot.right)}" for each in lefts]
    lines += [f"M{short(plot.x(each))} {short(plot.bottom)}v5" for each in costs]
    words = [
        text(plot.left - 8, plot.y(each) + 4, number(each), size=SMALL, anchor="end", fill=palette.SOFT)
        for each in lefts
    ]
    words += [
        text(plot.x(each), plot.bottom + 19, number(each), size=SMALL, anchor="middle", fill=palette.SOFT)
        for each in costs
    ]
    return tag("path", d="".join(lines), stroke=palette.GRID, fill="none") + "".join(words)


def _steps(plot: _Plot, points: Sequence[FrontPoint]) -> str:
    """From the cheapest to the dearest that is unbeaten: less is only left from there on."""
    best = unbeaten(points)
    if len(best) < 2:
        return ""
    path = f"M{short(plot.x(best[0].cost))} {short(plot.y(best[0].left))}"
    path += "".join(f"H{short(plot.x(each.cost))}V{short(plot.y(each.left))}" for each in best[1:])
    return tag("path", d=f"{path}H{short(plot.right)}", stroke=palette.SPREAD, stroke_width=2, fill="none")


def _bound(plot: _Plot, bound: float | None) -> str:
    if bound is None:
        return ""
    return tag("path", d=f"M{short(plot.left)} {short(plot.y(bound))}H{short(plot.right)}", **_BOUND)


_BOUND: dict[str, str | float] = {
    "stroke": palette.INK, "stroke_width": 1.6, "stroke_dasharray": "7 5", "fill": "none",
}  # fmt: skip


def _mark(what: What, x: float, y: float) -> str:
    """A dot, a square or a diamond: the shape says what it is."""
    edge: dict[str, str | float] = {"stroke": palette.PAPER, "stroke_width": 1.5}
    if what is What.DIRECTION:
        return tag("circle", cx=x, cy=y, r=_HALF, fill=palette.BAR, **edge)
    if what is What.PACKAGE:
        return tag("rect", x=x - 5.5, y=y - 5.5, width=11, height=11, fill=palette.SPREAD, **edge)
    points = polyline([(x, y - 8), (x + 8, y), (x, y + 8), (x - 8, y)])
    return tag("polygon", points=points, fill=palette.INK, **edge)


def _numbers(plot: _Plot, view: FrontView) -> list[str]:
    """The numbers of every point beside its mark, where there is room for them."""
    sheet = Box(plot.left, plot.top - 12, plot.right, plot.bottom)
    places = [(plot.x(each.cost), plot.y(each.left)) for each in view.points]
    room = Room(sheet, places)
    room.taken += [Box.around(x, y, 2 * _HALF + 2, 2 * _HALF + 2) for x, y in places]
    drawn = []
    for each, (x, y) in zip(view.points, places, strict=True):
        words = ", ".join(str(one) for one in each.numbers)
        wide = text_width(words, bold=True) + 6
        found = room.place(around(x, y, (wide / 2 + 10, wide / 2 + 18, wide / 2 + 30, wide / 2 + 46)), wide, 18)
        at = (x, y - 14) if found is None else found
        paper = tag("rect", x=at[0] - wide / 2, y=at[1] - 8, width=wide, height=16, fill=palette.PAPER)
        drawn.append(paper if found is not None else "")
        drawn.append(text(at[0], at[1] + 5, words, anchor="middle", bold=True))
    return drawn


def _key(view: FrontView, width: float) -> list[Piece]:
    found = {each.what for each in view.points}
    pieces = [labelled(Piece(_mark(each, 9, 9), 18, 18), each.value, width) for each in What if each in found]
    if len(unbeaten(view.points)) > 1:
        line = tag("path", d="M0 12H12V4H26", stroke=palette.SPREAD, stroke_width=2, fill="none")
        pieces.append(labelled(Piece(line, 28, 16), "voor dit geld is niets beters gevonden", width))
    if view.bound is not None:
        said = "lager kan geen pakket binnen het budget (bewezen)"
        pieces.append(labelled(Piece(tag("path", d="M0 8H28", **_BOUND), 28, 16), said, width))
    return pieces
