"""``RanksView`` in, ``Picture`` out: how often each measure has each place, for one party; a panel beside others."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from ... import nl
from .. import palette
from .chart import SMALL, Piece, height_of, lines_of_text, picture, polyline, shifted, text, wrap
from .drawing import Picture, tag
from .pairs import PANEL

_CELL, _MARK = 30.0, 14.0


class Standing(StrEnum):
    """What parties together make of a measure."""

    OPEN = ""
    SHARED = "gedeeld"
    CONTESTED = "omstreden"


@dataclass(frozen=True, slots=True)
class RankRow:
    """A measure: ``shares`` per place, from the first on, each 0 to 1."""

    label: str
    shares: tuple[float, ...]
    standing: Standing = Standing.OPEN

    def __post_init__(self) -> None:
        if not all(isfinite(each) and -1e-9 <= each <= 1 + 1e-9 for each in self.shares):
            raise ValueError("een aandeel ligt tussen 0 en 1")


@dataclass(frozen=True, slots=True)
class RanksView:
    """One party; ``places`` are the heads of the columns. Raises ValueError when a row has another number of shares."""

    alt: str
    title: str
    places: tuple[str, ...]
    rows: tuple[RankRow, ...]

    def __post_init__(self) -> None:
        if any(len(row.shares) != len(self.places) for row in self.rows):
            raise ValueError("elke maatregel heeft een aandeel per plaats")


def draw_ranks(view: RanksView, width: float = PANEL) -> Picture:
    """A map of cells, darker where a measure stands more often; the number in a cell is per hundred."""
    title = wrap(view.title, width, bold=True)
    cell = min(_CELL, width * 0.58 / len(view.places))
    left = width - cell * len(view.places)
    y = height_of(title) + 4
    heads = [
        text(left + (place + 0.5) * cell, y + 13, words, size=SMALL - 1, anchor="middle", fill=palette.SOFT)
        for place, words in enumerate(view.places)
    ]
    drawn = [
        lines_of_text(0, 0, title, bold=True),
        text(0, y + 13, "plaats", size=SMALL - 1, fill=palette.SOFT),
        *heads,
    ]
    y += 20
    for row in view.rows:
        piece = _row(row, left, cell)
        drawn.append(shifted(piece.svg, 0, y))
        y += piece.height
    return picture(view.alt, width, y + 2, *drawn)


def _row(row: RankRow, left: float, cell: float) -> Piece:
    lines = wrap(row.label, left - _MARK - 8, SMALL - 1)
    height = max(24.0, height_of(lines, SMALL - 1) + 6)
    middle = height / 2
    drawn = [
        standing_mark(row.standing, 6, middle),
        lines_of_text(_MARK, (height - height_of(lines, SMALL - 1)) / 2 - 1, lines, size=SMALL - 1),
        *(_cell(share, left + place * cell, cell, height) for place, share in enumerate(row.shares)),
    ]
    return Piece("".join(drawn), left + cell * len(row.shares), height)


def _cell(share: float, x: float, wide: float, height: float) -> str:
    fill = palette.of_share(share)
    box = tag("rect", x=x + 0.5, y=0.5, width=wide - 1, height=height - 1, fill=fill, stroke=palette.GRID)
    words, ink = per_hundred(share), palette.text_on(fill)
    return box + text(x + wide / 2, height / 2 + 4.5, words, size=SMALL - 1, anchor="middle", fill=ink)


def per_hundred(share: float) -> str:
    """A share in a cell: nothing for never, and never 100 or 0 for what is almost that.

    >>> per_hundred(0.0), per_hundred(0.002), per_hundred(0.345), per_hundred(0.998), per_hundred(1.0)
    ('', '<1', '35', '>99', '100')
    """
    if share <= 1e-9:
        return ""
    if share < 0.005:
        return "<1"
    return ">99" if 0.995 <= share < 1 - 1e-9 else nl.number(100 * share, 0)


def standing_mark(standing: Standing, x: float, y: float) -> str:
    """● for what parties share, ◇ for what they are divided about, nothing for the rest."""
    if standing is Standing.SHARED:
        return tag("circle", cx=x, cy=y, r=4.5, fill=palette.INK)
    if standing is Standing.CONTESTED:
        points = polyline([(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)])
        return tag("polygon", points=points, fill=palette.PAPER, stroke=palette.INK, stroke_width=1.6)
    return ""
