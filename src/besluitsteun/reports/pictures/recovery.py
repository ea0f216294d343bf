"""``RecoveryView`` in, ``Picture`` out: per function how many users are without it, day after day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from math import ceil

from ... import nl
from .. import palette
from .chart import (
    SMALL,
    WIDTH,
    Piece,
    check_count,
    hatch,
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

_PLOT = 150.0
_GAP = 28.0
_AXIS = 40.0
_MARK = 20.0
_PANEL_LEAST = 290.0
_AFTER = 1.2  # the time axis ends a fifth later than the last change


@dataclass(frozen=True, slots=True)
class RecoveryPanel:
    """The users of one function: ``users[i]`` are without it from ``hours[i]`` until ``hours[i + 1]``.

    The last value holds until the horizon. ``half_hours`` and ``most_hours`` (t50 and t95) are hours after the start,
    ``None`` when it does not come that far; ``cut`` when some are still without at the horizon; ``low`` and ``high``
    (P10 and P90) have the length of ``users``, or are empty. Raises ValueError when the lengths differ, hours do not
    increase from 0 or more, an amount is negative or a band is upside down.
    """

    label: str
    unit: str
    hours: tuple[float, ...]
    users: tuple[float, ...]
    half_hours: float | None = None
    most_hours: float | None = None
    cut: bool = False
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        check_count(*self.hours, *self.users, *self.low, *self.high)
        check_count(*(mark for mark in (self.half_hours, self.most_hours) if mark is not None))
        if not self.hours or any(later <= earlier for earlier, later in pairwise(self.hours)):
            raise ValueError("de uren van een herstellijn lopen op")
        if len(self.users) != len(self.hours) or len(self.low) != len(self.high):
            raise ValueError("elke waarde van een herstellijn hoort bij een uur")
        crossed = any(low > high for low, high in zip(self.low, self.high, strict=True))
        if crossed or (self.low and len(self.low) != len(self.hours)):
            raise ValueError("elke waarde van een bandbreedte hoort bij een uur")

    @property
    def peak(self) -> tuple[float, float]:
        """(hour, users): when the most users are without, the first time."""
        most = max(self.users)
        return self.hours[self.users.index(most)], most


@dataclass(frozen=True, slots=True)
class RecoveryView:
    """One panel per function, each with a scale of its own (their units differ), all with the same time axis.

    Raises ValueError when the horizon is not after every hour that is drawn.
    """

    alt: str
    horizon_hours: float
    panels: tuple[RecoveryPanel, ...]

    def __post_init__(self) -> None:
        drawn = [hour for panel in self.panels for hour in panel.hours]
        marks = [mark for panel in self.panels for mark in (panel.half_hours, panel.most_hours) if mark is not None]
        check_count(self.horizon_hours)
        if self.horizon_hours <= max(drawn, default=0.0) or self.horizon_hours < max(marks, default=0.0):
            raise ValueError("een herstellijn eindigt voor de horizon")


@dataclass(frozen=True, slots=True)
class _Axes:
    """From hours and users to px within a panel; ``top`` of the plot, ``foot`` its bottom."""

    left: float
    right: float
    top: float
    end_hours: float
    most: float

    @property
    def foot(self) -> float:
        return self.top + _PLOT

    def x(self, hour: float) -> float:
        return self.left + (self.right - self.left) * hour / self.end_hours

    def y(self, users: float) -> float:
        return self.foot - _PLOT * users / self.most


def draw_recovery(view: RecoveryView, width: float = WIDTH) -> Picture:
    """The recovery of every function; two or three panels beside each other, as ``width`` allows."""
    beside = max(1, min(len(view.panels), int((width + _GAP) // (_PANEL_LEAST + _GAP))))
    panel_width = (width - (beside - 1) * _GAP) / max(beside, 2 if width >= 2 * _PANEL_LEAST else 1)
    pieces = _aligned(view, panel_width, beside)
    drawn, y = [], 0.0
    for start in range(0, len(pieces), beside):
        row = pieces[start : start + beside]
        drawn += [shifted(piece.svg, index * (panel_width + _GAP), y) for index, piece in enumerate(row)]
        y += max(piece.height for piece in row) + 20
    note = _note(view, width)
    return picture(view.alt, width, max(y + note.height, 20), *drawn, shifted(note.svg, 0, y))


def _note(view: RecoveryView, width: float) -> Piece:
    """What the bands mean, once for all panels."""
    if not any(panel.high for panel in view.panels):
        return Piece("", 0, 0)
    swatch = Piece(tag("rect", x=1, y=1, width=14, height=12, fill=palette.SPREAD), 16, 14)
    return labelled(swatch, "in 8 van de 10 berekeningen ligt het aantal in deze band", width)


def _end(view: RecoveryView) -> float:
    """Hours on the time axis: to the horizon when something lasts so long, else until a while after the last change.

    It ends on a whole day.
    """
    changes = [hour for panel in view.panels for hour in panel.hours]
    marks = [mark for panel in view.panels for mark in (panel.half_hours, panel.most_hours) if mark is not None]
    last = max((*changes, *marks), default=0.0)
    if not last or any(panel.cut or panel.users[-1] for panel in view.panels):
        return view.horizon_hours
    return min(view.horizon_hours, ceil(last * _AFTER / nl.HOURS_PER_DAY) * nl.HOURS_PER_DAY)


def _aligned(view: RecoveryView, width: float, beside: int) -> list[Piece]:
    """The panels; those beside each other start their plots at the same height."""
    headings = [_heading(panel, width) for panel in view.panels]
    pieces = []
    for index, panel in enumerate(view.panels):
        first = index - index % beside
        top = max(heading.height for heading in headings[first : first + beside]) + 10
        pieces.append(_panel(panel, view.horizon_hours, _end(view), width, headings[index], top))
    return pieces


def _heading(panel: RecoveryPanel, width: float) -> Piece:
    title = wrap(panel.label, width, bold=True)
    hour, most = panel.peak
    said = f"hoogste: {number(most)} {panel.unit}, {_after(hour)}" if most else f"geen {panel.unit} zonder"
    lines = wrap(said, width - _MARK, SMALL)
    under = height_of(title)
    mark = _dot(7, under + 9) if most else ""
    written = lines_of_text(_MARK if most else 0, under, lines, size=SMALL)
    return Piece(lines_of_text(0, 0, title, bold=True) + mark + written, width, under + height_of(lines, SMALL))


def _panel(panel: RecoveryPanel, horizon: float, end: float, width: float, heading: Piece, top: float) -> Piece:
    ticks = round_ticks(max(*panel.users, *panel.high, 0.0), 5)
    left = max(text_width(number(tick), SMALL) for tick in ticks) + 8
    axes = _Axes(min(left, width * 0.6), width - 14, top, end, ticks[-1])
    marks = _marks(panel, axes)
    texts = _texts(panel, horizon, width, axes.foot + _AXIS)
    parts = (heading.svg, _grid(axes, ticks), _curve(panel, axes), _days(axes), marks, texts.svg)
    return Piece("".join(parts), width, axes.foot + _AXIS + texts.height)


def _grid(axes: _Axes, ticks: Sequence[float]) -> str:
    lines = "".join(f"M{short(axes.left)} {short(axes.y(t))}H{short(axes.right)}" for t in ticks)
    labels = (text(axes.left - 6, axes.y(t) + 4, number(t), size=SMALL, anchor="end", fill=palette.SOFT) for t in ticks)
    return tag("path", d=lines, stroke=palette.GRID, fill="none") + "".join(labels)


def _days(axes: _Axes) -> str:
    """The time axis: days after the start, or hours when the whole axis is short."""
    per, word = (nl.HOURS_PER_DAY, "dagen") if axes.end_hours > 2 * nl.HOURS_PER_DAY else (1, "uren")
    ticks = [tick for tick in round_ticks(axes.end_hours / per, 6) if tick * per <= axes.end_hours]
    base = f"M{short(axes.left)} {short(axes.foot)}H{short(axes.right)}"
    strokes = "".join(f"M{short(axes.x(t * per))} {short(axes.foot)}v4" for t in ticks)
    labels = (
        text(axes.x(t * per), axes.foot + 17, number(t), size=SMALL, anchor="middle", fill=palette.SOFT) for t in ticks
    )
    words = text(axes.right, axes.foot + 32, f"{word} na het begin", size=SMALL, anchor="end", fill=palette.SOFT)
    return tag("path", d=base + strokes, stroke=palette.SOFT, fill="none") + "".join(labels) + words


def _curve(panel: RecoveryPanel, axes: _Axes) -> str:
    line = _steps(panel.hours, panel.users, axes)
    under = [(line[0][0], axes.foot), *line, (line[-1][0], axes.foot)]
    parts = [tag("polygon", points=polyline(under), fill=palette.AREA, fill_opacity="0.7")]
    if panel.high:
        band = _steps(panel.hours, panel.high, axes) + _steps(panel.hours, panel.low, axes)[::-1]
        parts.append(tag("polygon", points=polyline(band), fill=palette.SPREAD, fill_opacity="0.6"))
    if panel.cut:
        parts.append(_cut(panel.users[-1], axes))
    parts.append(tag("polyline", points=polyline(line), fill="none", stroke=palette.BAR, stroke_width=2.2))
    hour, most = panel.peak
    return "".join(parts) + (_dot(axes.x(hour), axes.y(most)) if most else "")


def _steps(hours: Sequence[float], values: Sequence[float], axes: _Axes) -> list[tuple[float, float]]:
    """The corners of a step line, without those where nothing changes."""
    points = [(axes.x(hours[0]), axes.y(values[0]))]
    for hour, value in zip(hours[1:], values[1:], strict=True):
        if axes.y(value) != points[-1][1]:
            points += [(axes.x(hour), points[-1][1]), (axes.x(hour), axes.y(value))]
    return [*points, (axes.right, points[-1][1])]


def _cut(users: float, axes: _Axes) -> str:
    """The hatch and the arrow that say that it goes on after the end of the axis."""
    wide = min(16.0, axes.right - axes.left)
    y = axes.y(users)
    drawn = hatch(axes.right - wide, y, wide, axes.foot - y, palette.BAR) if axes.foot - y > 1 else ""
    return drawn + _arrow(axes.right + 2, y)


def _marks(panel: RecoveryPanel, axes: _Axes) -> str:
    """The marks where half and 95% are back, each on a line through the panel."""
    drawn = []
    for hours, shape, left in ((panel.half_hours, _half, 0.5), (panel.most_hours, _tick, 0.05)):
        if hours is None or not panel.peak[1]:
            continue
        x = axes.x(hours)
        line = f"M{short(x)} {short(axes.top)}V{short(axes.foot)}"
        drawn.append(tag("path", d=line, stroke=palette.INK, stroke_dasharray="3 3", fill="none"))
        drawn.append(shape(x, axes.y(left * panel.peak[1])))
    return "".join(drawn)


def _texts(panel: RecoveryPanel, horizon: float, width: float, top: float) -> Piece:
    """What the marks say, below the panel, so that no label stands on a curve."""
    said = _returns(panel)
    if panel.cut:
        said.append((_arrow, _goes_on(panel, horizon)))
    drawn, y = [], top
    for shape, words in said:
        lines = wrap(words, width - _MARK, SMALL)
        drawn.append(shape(7, y + 9) + lines_of_text(_MARK, y, lines, size=SMALL))
        y += height_of(lines, SMALL) + 3
    return Piece("".join(drawn), width, y - top)


def _returns(panel: RecoveryPanel) -> list[tuple[Callable[[float, float], str], str]]:
    if not panel.peak[1]:
        return []
    moments = ((_half, "helft", panel.half_hours), (_tick, "95%", panel.most_hours))
    return [(shape, f"{share} weer terug {_after(hours)}") for shape, share, hours in moments if hours is not None]


def _goes_on(panel: RecoveryPanel, horizon: float) -> str:
    """What is still out at the end of the time axis, and which mark was not reached."""
    said = f"duurt voort: {_after(horizon)} nog {number(panel.users[-1])} zonder"
    if panel.half_hours is None:
        return f"{said}, de helft is nog niet terug"
    return f"{said}, nog geen 95% terug" if panel.most_hours is None else said


def _after(hours: float) -> str:
    if hours == 0:
        return "meteen aan het begin"
    return f"na {nl.hours(Decimal(str(round(hours, 1))).normalize())}"


def _dot(x: float, y: float) -> str:
    return tag("circle", cx=x, cy=y, r=4.5, fill=palette.BAR, stroke=palette.PAPER)


def _half(x: float, y: float) -> str:
    """A circle half filled: half of the users are back."""
    filled = f"M{short(x)} {short(y - 6)}a6 6 0 0 1 0 12z"
    return _disc(x, y) + tag("path", d=filled, fill=palette.INK)


def _tick(x: float, y: float) -> str:
    """A circle with a tick: nearly all users are back."""
    stroke = f"M{short(x - 3)} {short(y)}l2.2 2.6l4 -5"
    return _disc(x, y) + tag("path", d=stroke, stroke=palette.INK, stroke_width=1.6, fill="none")


def _disc(x: float, y: float) -> str:
    return tag("circle", cx=x, cy=y, r=6, fill=palette.PAPER, stroke=palette.INK, stroke_width=1.4)


def _arrow(x: float, y: float) -> str:
    points = [(x - 4, y - 6), (x + 6, y), (x - 4, y + 6)]
    return tag("polygon", points=polyline(points), fill=palette.INK)
