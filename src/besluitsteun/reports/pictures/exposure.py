"""``ClassesView`` in, ``Picture`` out: how many objects stand how deep in the water, per function or kind."""

from __future__ import annotations

from dataclasses import dataclass

from ... import nl
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
    picture,
    shifted,
    text,
    text_width,
    wrap,
)
from .drawing import Picture, tag

_BAR = 22.0
_PADDING = 5.0
_NARROW = 600.0
_SWATCH = 10.0
_DEPTHS = tuple(depth.colour for depth in palette.DEPTH_CLASSES)
_EDGE = _DEPTHS[-1]


@dataclass(frozen=True, slots=True)
class ClassesRow:
    """A function or kind with its number of objects per class, from shallow to deep; each object counts once."""

    label: str
    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        check_count(*self.counts)


@dataclass(frozen=True, slots=True)
class ClassesView:
    """Classes from shallow to deep, in words, and the rows; ``unit`` is what is counted.

    Raises ValueError when a row has not one number per class.
    """

    alt: str
    classes: tuple[str, ...]
    rows: tuple[ClassesRow, ...]
    unit: str = "objecten"

    def __post_init__(self) -> None:
        if not self.classes or any(len(row.counts) != len(self.classes) for row in self.rows):
            raise ValueError("elke rij heeft voor elke klasse één aantal")


@dataclass(frozen=True, slots=True)
class _Plot:
    """Bars from ``left``, ``scale`` px per object; labels ``labels`` wide, above the bars when narrow."""

    left: float
    scale: float
    labels: float
    above: bool


def draw_classes(view: ClassesView, width: float = WIDTH) -> Picture:
    """Stacked bars with the number in each segment, or behind the bar where the segment is too narrow.

    Wider than ``width`` only when the numbers would not fit otherwise.
    """
    legend = _legend(view, width)
    plot = _plot(view, width)
    drawn, y = [legend.svg], legend.height + 10
    for row in view.rows:
        piece = _row(row, len(view.classes), plot)
        drawn.append(shifted(piece.svg, 0, y))
        y += piece.height
    needed = max((plot.left + sum(row.counts) * plot.scale + _behind_width(row) for row in view.rows), default=0.0)
    return picture(view.alt, max(width, needed), y + 4, *drawn)


def _plot(view: ClassesView, width: float) -> _Plot:
    """The largest scale at which every bar with the numbers behind it fits."""
    above = width < _NARROW
    widest = max((text_width(row.label) for row in view.rows), default=0.0) + 16
    labels = width if above else min(widest, width * 0.32)
    left = 0.0 if above else labels
    room = width - left
    behind = max((_behind_width(row) for row in view.rows), default=0.0)
    most = max((sum(row.counts) for row in view.rows), default=0)
    return _Plot(left, max(room - behind, 0.2 * room) / max(most, 1), labels - 12, above)


def _behind_width(row: ClassesRow) -> float:
    """Room for the total and, at worst, every class behind the bar."""
    parts = sum(_SWATCH + 4 + text_width(nl.number(count), SMALL) + 8 for count in row.counts if count)
    return 8 + text_width(nl.number(sum(row.counts)), bold=True) + 10 + parts


def _row(row: ClassesRow, classes: int, plot: _Plot) -> Piece:
    lines = wrap(row.label, plot.labels)
    beside = 0.0 if plot.above else height_of(lines)
    before = height_of(lines) + 2 if plot.above else 0.0
    height = before + max(_BAR, beside) + 2 * _PADDING
    label = lines_of_text(INDENT, _PADDING if plot.above else (height - beside) / 2, lines)
    bar = _bar(row, classes, plot)
    return Piece(label + shifted(bar, 0, before + (height - before - _BAR) / 2), plot.left, height)


def _bar(row: ClassesRow, classes: int, plot: _Plot) -> str:
    parts, behind, x = [], [], plot.left
    for index, count in enumerate(row.counts):
        if not count:
            continue
        fill, wide = palette.of_scale(_DEPTHS, index, classes), count * plot.scale
        parts.append(tag("rect", x=x, y=0, width=wide, height=_BAR, fill=fill, stroke=_EDGE))
        if wide >= text_width(nl.number(count), SMALL) + 6:
            ink = palette.text_on(fill)
            parts.append(text(x + wide / 2, 16, nl.number(count), size=SMALL, anchor="middle", fill=ink))
        else:
            behind.append((fill, count))
        x += wide
    total = nl.number(sum(row.counts))
    parts.append(text(x + 8, 16, total, bold=True))
    return "".join(parts) + _behind(behind, x + 8 + text_width(total, bold=True) + 10)


def _behind(segments: list[tuple[str, int]], x: float) -> str:
    parts = []
    for fill, count in segments:
        parts.append(_swatch(x, 6, fill))
        parts.append(text(x + _SWATCH + 4, 16, nl.number(count), size=SMALL))
        x += _SWATCH + 4 + text_width(nl.number(count), SMALL) + 8
    return "".join(parts)


def _swatch(x: float, y: float, fill: str) -> str:
    return tag("rect", x=x, y=y, width=_SWATCH, height=_SWATCH, fill=fill, stroke=_EDGE)


def _legend(view: ClassesView, width: float) -> Piece:
    pieces = []
    for index, words in enumerate(view.classes):
        fill = palette.of_scale(_DEPTHS, index, len(view.classes))
        pieces.append(labelled(Piece(shifted(_swatch(1, 1, fill), 0, 0), 12, 12), words, width))
    legend = flow(pieces, width)
    said = f"Aantal {view.unit} per diepte van het water; vet is het totaal."
    lines = wrap(said, width, SMALL)
    written = lines_of_text(0, legend.height + 6, lines, size=SMALL, fill=palette.SOFT)
    return Piece(legend.svg + written, width, legend.height + 6 + height_of(lines, SMALL))
