"""``BarsView`` in, ``Picture`` out: amounts in one unit beside each other, with what is uncertain or cut off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from .. import palette
from .chart import (
    INDENT,
    SMALL,
    WIDTH,
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

_BAR = 18.0
_PADDING = 5.0
_CUT = 14.0
_NARROW = 600.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One amount: ``low`` and ``high`` are its P10 and P90, ``cut`` when the horizon cut it (it is at least this)."""

    label: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    cut: bool = False

    def __post_init__(self) -> None:
        check_count(self.value, *(end for end in (self.low, self.high) if end is not None))
        if (self.low is None) != (self.high is None) or (self.low or 0) > (self.high or 0):
            raise ValueError("een bandbreedte heeft twee einden, het laagste eerst")

    @property
    def most(self) -> float:
        """The end of the bar or of its whisker, whichever is further."""
        return max(self.value, self.high or 0.0)


@dataclass(frozen=True, slots=True)
class BarGroup:
    """Bars that belong together under one heading; an empty label draws no heading."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BarsView:
    """Groups of bars on one scale. Raises ValueError when the bars are not all in the same unit."""

    alt: str
    groups: tuple[BarGroup, ...]

    def __post_init__(self) -> None:
        if len({bar.unit for bar in self.bars}) > 1:
            raise ValueError("staven met verschillende eenheden horen niet in één plaatje")

    @property
    def bars(self) -> tuple[Bar, ...]:
        """All bars, from top to bottom."""
        return tuple(bar for group in self.groups for bar in group.bars)

    @property
    def unit(self) -> str:
        """The one unit of the bars; empty when there are none."""
        return self.bars[0].unit if self.bars else ""


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where the bars stand: from ``left`` (value 0) to ``right`` (value ``most``); labels above them when narrow."""

    left: float
    right: float
    most: float
    labels: float
    above: bool

    def x(self, value: float) -> float:
        return self.left + (self.right - self.left) * value / self.most


def draw_bars(view: BarsView, width: float = WIDTH) -> Picture:
    """Horizontal bars with their values written at the end; a bar that was cut carries ▸."""
    ticks = round_ticks(max((bar.most for bar in view.bars), default=0.0), 8)
    plot = _plot(view, width, ticks)
    unit = wrap(view.unit, width - plot.left, SMALL)
    head = height_of(unit, SMALL) + 22
    drawn, y = [lines_of_text(plot.left, 0, unit, size=SMALL, fill=palette.SOFT)], head
    for group in view.groups:
        if group.label:
            heading = _heading(group.label, width)
            drawn.append(shifted(heading.svg, 0, y + 4))
            y += heading.height + 4
        for bar in group.bars:
            row = _row(bar, plot)
            drawn.append(shifted(row.svg, 0, y))
            y += row.height
    foot = _foot(view, width)
    axis = _axis(plot, ticks, head, y)
    return picture(view.alt, width, y + 26 + foot.height + 6, axis, *drawn, shifted(foot.svg, 0, y + 28))


def _heading(label: str, width: float) -> Piece:
    """The name of a group, on paper so that no grid line runs through it."""
    lines = wrap(label, width - 8, bold=True)
    wide, height = max((text_width(line, bold=True) for line in lines), default=0.0), height_of(lines) + 8
    paper = tag("rect", x=0, y=0, width=min(wide + 6, width), height=height, fill=palette.PAPER)
    return Piece(paper + lines_of_text(0, 4, lines, bold=True), wide, height)


def _every(ticks: Sequence[float], plot: _Plot) -> int:
    """Of so many ticks one has a number, so that the numbers do not touch."""
    between = (plot.right - plot.left) / (len(ticks) - 1)
    return ceil((max(text_width(number(tick), SMALL) for tick in ticks) + 14) / between)


def _plot(view: BarsView, width: float, ticks: Sequence[float]) -> _Plot:
    above = width < _NARROW
    widest = max((text_width(bar.label) for bar in view.bars), default=0.0) + 16
    labels = width if above else min(widest, width * 0.32)
    values = max((text_width(number(bar.value), bold=True) for bar in view.bars), default=0.0)
    left = 0.0 if above else labels
    last_tick = text_width(number(ticks[-1]), SMALL) / 2
    right = max(width - max(values + 12 + _CUT, last_tick), left + 40)
    return _Plot(left, right, ticks[-1], labels - 12, above)


def _row(bar: Bar, plot: _Plot) -> Piece:
    lines = wrap(bar.label, plot.labels)
    beside = 0.0 if plot.above else height_of(lines)
    before = height_of(lines) + 2 if plot.above else 0.0
    height = before + max(_BAR, beside) + 2 * _PADDING
    label = lines_of_text(INDENT, _PADDING if plot.above else (height - beside) / 2, lines)
    top = before + (height - before - _BAR) / 2
    return Piece(label + _bar(bar, plot, top), plot.right, height)


def _bar(bar: Bar, plot: _Plot, top: float) -> str:
    end = plot.x(bar.value)
    box = tag(
        "rect", x=plot.left, y=top, width=max(end - plot.left, 1 if bar.value else 0), height=_BAR, fill=palette.BAR
    )
    spread = bar.low is not None and bar.high is not None and bar.low < bar.high
    whisker = _whisker(plot.x(bar.low or 0), plot.x(bar.high or 0), top + _BAR / 2) if spread else ""
    x = plot.x(bar.most) + 6
    written = text(x, top + _BAR / 2 + 5, number(bar.value), bold=True)
    more = _more(x + text_width(number(bar.value), bold=True) + 4, top + _BAR / 2) if bar.cut else ""
    return box + whisker + written + more


def _whisker(low: float, high: float, y: float) -> str:
    """From P10 to P90, with a light edge so that it is seen on the bar as well as beside it."""
    shape = f"M{short(low)} {short(y)}H{short(high)}M{short(low)} {short(y - 5)}v10M{short(high)} {short(y - 5)}v10"
    edge = tag("path", d=shape, stroke=palette.PAPER, stroke_width=4, fill="none")
    return edge + tag("path", d=shape, stroke=palette.INK, stroke_width=1.6, fill="none")


def _more(x: float, y: float) -> str:
    return tag("polygon", points=polyline([(x, y - 5), (x + 9, y), (x, y + 5)]), fill=palette.INK)


def _axis(plot: _Plot, ticks: Sequence[float], head: float, foot: float) -> str:
    """Grid lines with their numbers above and below: a long picture is read from either end."""
    lines = "".join(f"M{short(plot.x(tick))} {short(head)}V{short(foot + 4)}" for tick in ticks)
    numbers = [
        (max(plot.x(tick), text_width(number(tick), SMALL) / 2), number(tick)) for tick in ticks[:: _every(ticks, plot)]
    ]
    labels = (
        text(x, y, words, size=SMALL, anchor="middle", fill=palette.SOFT)
        for x, words in numbers
        for y in (head - 6, foot + 18)
    )
    return tag("path", d=lines, stroke=palette.GRID, fill="none") + "".join(labels)


def _foot(view: BarsView, width: float) -> Piece:
    """What the marks mean, only those that occur."""
    pieces = []
    if any(bar.cut for bar in view.bars):
        said = "en meer: het duurt nog voort aan het einde van de berekening"
        pieces.append(labelled(Piece(_more(2, 8), 14, 16), said, width))
    if any(bar.low != bar.high for bar in view.bars):
        said = "8 van de 10 berekeningen liggen tussen deze einden"
        pieces.append(labelled(Piece(_whisker(2, 32, 8), 36, 16), said, width))
    return flow(pieces, width)
