"""``PairsView`` in, ``Picture`` out: two amounts per row, one filled and one hatched; a panel beside others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite

from .. import palette
from .chart import (
    SMALL,
    Piece,
    flow,
    hatch,
    height_of,
    labelled,
    lines_of_text,
    number,
    picture,
    polyline,
    shifted,
    text,
    text_width,
    wrap,
)
from .drawing import Picture, short, tag

PANEL = 320
"""Width of a panel: one fits on a phone, two on A4, three on a wide screen."""
_BAR, _GAP, _ROW = 11.0, 2.0, 8.0
_SWATCH = 18.0
_NOTHING = 1e-9  # less than this in any unit is not drawn
_Fill = Callable[[float, float, float], str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: below zero is worse; ``second`` None = there is none. ``flagged``: see ``PairsView.flag``."""

    label: str
    first: float
    second: float | None
    flagged: bool = False

    def __post_init__(self) -> None:
        if not all(isfinite(each) for each in self.amounts):
            raise ValueError("een bedrag in een plaatje is een eindig getal")

    @property
    def amounts(self) -> tuple[float, ...]:
        """What is known of it."""
        return (self.first,) if self.second is None else (self.first, self.second)


@dataclass(frozen=True, slots=True)
class PairsView:
    """Rows in one unit; ``first``, ``second`` and ``flag`` say what the filled and the hatched bar are, and ▲.

    missing : why a row has no second bar
    """

    alt: str
    title: str
    unit: str
    first: str
    second: str
    rows: tuple[Pair, ...]
    flag: str = "de twee spreken elkaar tegen"
    missing: str = "niet bekend"


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where amounts stand: ``zero`` is the place of 0, ``step`` px per unit."""

    zero: float
    step: float

    def x(self, amount: float) -> float:
        return self.zero + amount * self.step


def draw_pairs(view: PairsView, width: float = PANEL) -> Picture:
    """Two bars per row on one scale, with their values at the end; a row that is flagged carries ▲."""
    head = _head(view, width)
    scale, drawn, y = _scale(view, width), [head.svg], head.height
    top = y
    for row in view.rows:
        piece = _row(row, view.missing, scale, width)
        drawn.append(shifted(piece.svg, 0, y))
        y += piece.height
    zero = tag("path", d=f"M{short(scale.zero)} {short(top)}V{short(y)}", stroke=palette.SOFT, fill="none")
    return picture(view.alt, width, y + 4, *drawn, zero)


def _head(view: PairsView, width: float) -> Piece:
    """Title, unit, and what the two bars are."""
    title, unit = wrap(view.title, width, bold=True), wrap(view.unit, width, SMALL)
    y = height_of(title)
    drawn = lines_of_text(0, 0, title, bold=True) + lines_of_text(0, y, unit, size=SMALL, fill=palette.SOFT)
    y += height_of(unit, SMALL) + 6
    key = flow(_key(view, width), width, gap=14)
    return Piece(drawn + shifted(key.svg, 0, y), width, y + key.height + 8)


def _key(view: PairsView, width: float) -> Iterator[Piece]:
    for words, fill in ((view.first, _filled), (view.second, _hatched)):
        yield labelled(Piece(fill(0, 0, _SWATCH), _SWATCH, _BAR), words, width)
    if any(row.flagged for row in view.rows):
        yield labelled(Piece(_flag(0, 1), 12, 12), view.flag, width)


def _scale(view: PairsView, width: float) -> _Scale:
    amounts = [each for row in view.rows for each in row.amounts]
    most, least = max((0.0, *amounts)), min((0.0, *amounts))
    words = [_written(each) for each in amounts if each >= 0]
    words += [view.missing for row in view.rows if row.second is None]
    right = max((text_width(each, SMALL, bold=True) + 8 for each in words), default=0.0)
    left = max((text_width(_written(each), SMALL, bold=True) + 8 for each in amounts if each < 0), default=0.0)
    room = max(width - left - right, 1.0)
    step = room / (most - least) if most - least > _NOTHING else 0.0
    return _Scale(left - least * step, step)


def _written(amount: float) -> str:
    return f"−{number(-amount)}" if amount < 0 else number(amount)


def _row(row: Pair, missing: str, scale: _Scale, width: float) -> Piece:
    indent = 16.0 if row.flagged else 0.0
    lines = wrap(row.label, width - indent, SMALL)
    y = height_of(lines, SMALL) + 3
    drawn = [lines_of_text(indent, 0, lines, size=SMALL), _flag(0, 3) if row.flagged else ""]
    for amount, fill in ((row.first, _filled), (row.second, _hatched)):
        drawn.append(_bar(amount, missing, scale, y, fill))
        y += _BAR + _GAP
    return Piece("".join(drawn), width, y + _ROW)


def _bar(amount: float | None, missing: str, scale: _Scale, y: float, fill: _Fill) -> str:
    baseline = y + _BAR - 1
    if amount is None:
        return text(scale.zero + 4, baseline, missing, size=SMALL - 1, fill=palette.SOFT)
    start, end = sorted((scale.zero, scale.x(amount)))
    box = fill(start, y, end - start) if amount else ""
    if amount < 0:
        return box + text(start - 4, baseline, _written(amount), size=SMALL, anchor="end", bold=True)
    return box + text(end + 4, baseline, _written(amount), size=SMALL, bold=True)


def _filled(x: float, y: float, width: float) -> str:
    return tag("rect", x=x, y=y, width=width, height=_BAR, fill=palette.BAR)


def _hatched(x: float, y: float, width: float) -> str:
    box = tag("rect", x=x, y=y, width=width, height=_BAR, fill=palette.PAPER, stroke=palette.BAR, stroke_width=1.2)
    return box + hatch(x, y, width, _BAR, palette.BAR, step=5)


def _flag(x: float, y: float) -> str:
    return tag("polygon", points=polyline([(x, y + 10), (x + 5.5, y), (x + 11, y + 10)]), fill=palette.INK)
