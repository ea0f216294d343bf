"""``ChainView`` in, ``Picture`` out: which functions fail when, by what cause, and what takes down what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ... import nl
from .. import palette
from ..palette import LOOKS, State
from .arrows import GUTTER, Box, ChainLink, Grid, arrow_head, draw_links, loop, strongest
from .chart import (
    SMALL,
    WIDTH,
    Piece,
    check_count,
    clean,
    flow,
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
from .drawing import Picture, tag

_LABELS = 172.0
_STILL_OUT = 88.0
_BLOCK, _BETWEEN = 24.0, 4.0
_ROW_PADDING = 10.0
_SECTOR = SMALL
_ICON = 24.0
_TURN = 18.0  # room for the sign that one object of a cell takes down another


@dataclass(frozen=True, slots=True)
class ChainCell:
    """How many objects of one function first fail in one period, by cause."""

    water: int = 0
    imposed: int = 0
    chain: int = 0

    def __post_init__(self) -> None:
        check_count(self.water, self.imposed, self.chain)

    @property
    def parts(self) -> tuple[tuple[State, int], ...]:
        """(cause, number of objects), only the causes that occur."""
        causes = ((State.WATER, self.water), (State.IMPOSED, self.imposed), (State.CHAIN, self.chain))
        return tuple((cause, count) for cause, count in causes if count)


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One function: its id, its label, its sector (empty = not shown), a cell per period, and what is still out."""

    function: str
    label: str
    sector: str
    cells: tuple[ChainCell, ...]
    still_out: int = 0

    def __post_init__(self) -> None:
        check_count(self.still_out)


@dataclass(frozen=True, slots=True)
class ChainView:
    """What the picture shows: periods after the start from left to right, functions from top to bottom.

    ``horizon`` is the end of the calculation in words (``na 30 dagen``). Raises ValueError when a row has not one
    cell per period, a function occurs twice, or a link points outside the picture.
    """

    alt: str
    columns: tuple[str, ...]
    rows: tuple[ChainRow, ...]
    links: tuple[ChainLink, ...]
    horizon: str

    def __post_init__(self) -> None:
        functions = {row.function for row in self.rows}
        if not self.columns or len(functions) != len(self.rows):
            raise ValueError("een keten heeft perioden, en elke functie één keer")
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("een functie heeft voor elke periode één vak")
        for link in self.links:
            ends = (link.from_function, link.from_column), (link.to_function, link.to_column)
            if any(function not in functions or not 0 <= column < len(self.columns) for function, column in ends):
                raise ValueError("een verbinding begint en eindigt in een vak van het plaatje")


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where everything stands: left edge and width of the columns, (top, height) per row, height of the heading."""

    first_column: float
    column_width: float
    columns: int
    rows: tuple[tuple[float, float], ...]
    heading: float
    bottom: float
    width: float

    def column(self, index: int) -> float:
        return self.first_column + index * self.column_width

    @property
    def still_out(self) -> float:
        return self.column(self.columns)


def draw_chain(view: ChainView) -> Picture:
    """The chain of one scenario; the strongest links are drawn, a note counts the others."""
    view = replace(view, rows=_by_sector(view.rows))
    layout = _layout(view)
    drawn_links, others = strongest(view.links)
    turning = {(link.to_function, link.to_column) for link in drawn_links if link.within}
    widest = layout.column_width - GUTTER - 10 - (_TURN if turning else 0)
    most = max((count for row in view.rows for cell in row.cells for _, count in cell.parts), default=1)
    blocks: list[str] = []
    boxes: dict[tuple[str, int], Box] = {}
    for row, (top, height) in zip(view.rows, layout.rows, strict=True):
        for index, cell in enumerate(row.cells):
            left = layout.column(index) + GUTTER
            drawn, box = _cell(cell, left, top, height, widest / most, (row.function, index) in turning)
            boxes[row.function, index] = box
            blocks.append(drawn)
    edges = [layout.column(index) for index in range(len(view.columns))]
    ends = {row.function: top + height for row, (top, height) in zip(view.rows, layout.rows, strict=True)}
    foot = _foot(view, drawn_links, others, layout.width)
    return picture(
        view.alt,
        layout.width,
        layout.bottom + 14 + foot.height + 4,
        _bands(view, layout),
        _heading(view, layout),
        draw_links(drawn_links, Grid(boxes, edges, ends)),
        *blocks,
        _still_out(view, layout),
        shifted(foot.svg, 0, layout.bottom + 14),
    )


def _layout(view: ChainView) -> _Layout:
    counts = [count for row in view.rows for cell in row.cells for _, count in cell.parts]
    needed = GUTTER + 10 + _TURN + max((_least_width(count) for count in counts), default=0.0)
    written = max((text_width(nl.number(row.still_out), bold=True) for row in view.rows), default=0.0)
    still_out = max(_STILL_OUT, 30 + written)
    columns = len(view.columns)
    column_width = max((WIDTH - _LABELS - still_out) / columns, needed, 70.0)
    width = _LABELS + column_width * columns + still_out
    heading = 26 + max(height_of(lines, SMALL) for lines in (*_heads(view, column_width), _horizon_lines(view))) + 8
    tops, top = [], heading
    for row, opens in zip(view.rows, _openers(view.rows), strict=True):
        height = _row_height(row, opens)
        tops.append((top, height))
        top += height
    return _Layout(_LABELS, column_width, columns, tuple(tops), heading, top, width)


def _heads(view: ChainView, column_width: float) -> list[tuple[str, ...]]:
    return [wrap(column, column_width - 8, SMALL, bold=True) for column in view.columns]


def _horizon_lines(view: ChainView) -> tuple[str, ...]:
    return wrap(f"nog uit {view.horizon}", _STILL_OUT - 10, SMALL, bold=True)


def _by_sector(rows: Sequence[ChainRow]) -> tuple[ChainRow, ...]:
    """Functions of one sector together, sectors in the order of their first function."""
    sectors = list(dict.fromkeys(row.sector for row in rows))
    return tuple(sorted(rows, key=lambda row: sectors.index(row.sector)))


def _openers(rows: Sequence[ChainRow]) -> list[bool]:
    """Per row, whether it is the first of its sector."""
    return [index == 0 or row.sector != rows[index - 1].sector for index, row in enumerate(rows)]


def _label(row: ChainRow, opens: bool) -> Piece:
    """The function, under the name of its sector in the first row of it; left out when it says the same."""
    lines = wrap(row.label, _LABELS - 20)
    same = clean(row.sector).casefold() == clean(row.label).casefold()
    above = wrap(row.sector, _LABELS - 20, _SECTOR) if opens and not same else ()
    sector = lines_of_text(0, 0, above, size=_SECTOR, fill=palette.SOFT)
    height = height_of(above, _SECTOR)
    return Piece(sector + lines_of_text(0, height, lines), _LABELS - 20, height + height_of(lines))


def _row_height(row: ChainRow, opens: bool) -> float:
    causes = max(len(cell.parts) for cell in row.cells)
    blocks = causes * (_BLOCK + _BETWEEN) - _BETWEEN
    return max(blocks, _label(row, opens).height, _BLOCK) + 2 * _ROW_PADDING


def _least_width(count: int) -> float:
    return _ICON + text_width(nl.number(count), bold=True) + 8


def _bands(view: ChainView, layout: _Layout) -> str:
    """One ground per sector, light and dark by turns, and the labels."""
    parts: list[str] = []
    sectors = 0
    for row, opens, (top, height) in zip(view.rows, _openers(view.rows), layout.rows, strict=True):
        sectors += opens
        if sectors % 2:
            parts.append(tag("rect", x=0, y=top, width=layout.width, height=height, fill=palette.BAND))
        label = _label(row, opens)
        parts.append(shifted(label.svg, 12, top + (height - label.height) / 2))
    return "".join(parts)


def _heading(view: ChainView, layout: _Layout) -> str:
    first, last = layout.column(0), layout.still_out
    parts = [
        text(4, 18, "functie", size=SMALL, fill=palette.SOFT),
        text(first + 4, 18, "valt voor het eerst uit, tijd na het begin", size=SMALL, fill=palette.SOFT),
        _time_arrow(first + 4 + text_width("valt voor het eerst uit, tijd na het begin", SMALL) + 6, last - 8),
    ]
    for index, lines in enumerate(_heads(view, layout.column_width)):
        x = layout.column(index)
        parts.append(_rule(x, layout))
        parts.append(lines_of_text(x + 4, 26, lines, size=SMALL, bold=True))
    parts.append(_rule(last, layout))
    parts.append(lines_of_text(last + 6, 26, _horizon_lines(view), size=SMALL, bold=True))
    return "".join(parts)


def _rule(x: float, layout: _Layout) -> str:
    return tag("path", d=f"M{x:.1f} 26V{layout.bottom:.1f}", stroke=palette.GRID, fill="none")


def _time_arrow(left: float, right: float) -> str:
    if right - left < 30:
        return ""
    line = tag("path", d=f"M{left:.1f} 14H{right - 6:.1f}", stroke=palette.SOFT, fill="none")
    return line + arrow_head(right, 14, palette.SOFT)


def _cell(cell: ChainCell, left: float, top: float, height: float, scale: float, turns: bool) -> tuple[str, Box]:
    """The blocks of a cell, and where they stand; ``turns``: one object of the cell takes down another."""
    parts = cell.parts
    tall = max(len(parts) * (_BLOCK + _BETWEEN) - _BETWEEN, 0)
    y = start = top + (height - tall) / 2
    drawn, right = [], left
    for cause, count in parts:
        width = max(count * scale, _least_width(count)) + (_TURN if turns and cause is parts[-1][0] else 0)
        drawn.append(_block(cause, count, left, y, width))
        right = max(right, left + width)
        y += _BLOCK + _BETWEEN
    if turns and parts:
        drawn.append(loop(left + width - _TURN / 2 - 2, y - _BETWEEN - _BLOCK / 2))
    last = max(start, start + tall - _BLOCK)  # what others take down stands lowest
    return "".join(drawn), Box(left, right, last, start + tall, top + height / 2)


def _block(cause: State, count: int, x: float, y: float, width: float) -> str:
    """One cause in one cell: full, light with an outline or dashed, so that a print in grey tells them apart."""
    fill, _, _ = _style(cause)
    written = text(x + _ICON, y + _BLOCK / 2 + 5, nl.number(count), bold=True, fill=palette.text_on(fill))
    return _box_of(cause, x, y, width) + _icon(cause, x + 13, y + _BLOCK / 2) + written


def _style(cause: State) -> tuple[str, str, str | None]:
    """(fill, outline, dashes) of a block."""
    look = LOOKS[cause]
    if cause is State.WATER:
        return look.text, look.text, None
    return (palette.CHAIN_TINT, look.colour, None) if cause is State.CHAIN else (palette.PAPER, look.colour, "4 2")


def _box_of(cause: State, x: float, y: float, width: float) -> str:
    fill, stroke, dashes = _style(cause)
    return tag(
        "rect",
        x=x + 1,
        y=y + 1,
        width=width - 2,
        height=_BLOCK - 2,
        rx=4,
        fill=fill,
        stroke=stroke,
        stroke_width=2,
        stroke_dasharray=dashes,
    )


def _icon(cause: State, x: float, y: float) -> str:
    """The sign of the cause around (x, y), of the same shape as on the map."""
    corners = {
        State.WATER: ((0, -6), (6, 5), (-6, 5)),
        State.CHAIN: ((-5, -5), (5, -5), (5, 5), (-5, 5)),
        State.IMPOSED: ((0, -6), (6, 0), (0, 6), (-6, 0)),
    }[cause]
    colour = palette.text_on(_style(cause)[0]) if cause is State.WATER else LOOKS[cause].colour
    return tag("polygon", points=polyline([(x + dx, y + dy) for dx, dy in corners]), fill=colour)


def _still_out(view: ChainView, layout: _Layout) -> str:
    parts = []
    for row, (top, height) in zip(view.rows, layout.rows, strict=True):
        middle = top + height / 2
        if row.still_out:
            parts.append(_still_out_mark(layout.still_out + 8, middle - 6))
            parts.append(text(layout.still_out + 26, middle + 5, nl.number(row.still_out), bold=True))
        else:
            parts.append(text(layout.still_out + 26, middle + 5, "0", fill=palette.SOFT))
    return "".join(parts)


def _still_out_mark(x: float, y: float) -> str:
    square = tag("rect", x=x, y=y, width=12, height=12, fill=palette.INK)
    cross = f"M{x + 3:.1f} {y + 3:.1f}l6 6m0 -6l-6 6"
    return square + tag("path", d=cross, stroke=palette.PAPER, stroke_width=1.8)


def _foot(view: ChainView, drawn: Sequence[ChainLink], others: Sequence[ChainLink], width: float) -> Piece:
    """The legend, only with what occurs, and how many arrows are left out."""
    present = {cause for row in view.rows for cell in row.cells for cause, _ in cell.parts}
    causes = [cause for cause in (State.WATER, State.IMPOSED, State.CHAIN) if cause in present]
    sample = {cause: Piece(_box_of(cause, 0, 0, 34) + _icon(cause, 17, 12), 34, _BLOCK) for cause in causes}
    pieces = [labelled(sample[cause], LOOKS[cause].label, width - 24) for cause in causes]
    if drawn:
        arrow = tag("path", d="M0 8H26", fill="none", stroke=palette.LINK, stroke_width=3)
        mark = Piece(arrow + arrow_head(34, 8, palette.LINK, 3), 34, 16)
        pieces.append(labelled(mark, "maakt dat het andere uitvalt; dikker = meer objecten", width - 24))
    if any(link.within for link in drawn):
        mark = Piece(loop(9, 9), 18, 18)
        pieces.append(labelled(mark, "binnen hetzelfde vak neemt het een het ander mee", width - 24))
    if any(row.still_out for row in view.rows):
        mark = Piece(_still_out_mark(0, 2), 14, 16)
        pieces.append(labelled(mark, f"nog uit {view.horizon}", width - 24))
    note = "Getallen zijn aantallen objecten; een breder blok is een groter aantal."
    if others:
        rest = sum(link.count for link in others)
        note += (
            f" Getekend zijn de {number(len(drawn))} sterkste pijlen; {nl.count(len(others), 'zwakkere', 'zwakkere')}"
            f" (samen {nl.count(rest, 'verbinding', 'verbindingen')}) niet."
        )
    lines = wrap(note, width - 24, SMALL)
    legend = flow(pieces, width - 24)
    written = lines_of_text(12, legend.height + 8, lines, size=SMALL, fill=palette.SOFT)
    return Piece(shifted(legend.svg, 12, 0) + written, width, legend.height + 8 + height_of(lines, SMALL))
