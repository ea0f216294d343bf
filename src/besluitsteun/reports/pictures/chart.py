"""Texts, lengths and values in, laid-out pieces of SVG out: what the pictures with text and axes have in common.

Sizes are in px of the drawing. The width of a text is an estimate on the wide side, because the reader's font is not
known here: a label that fits by this estimate fits on screen and on paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, isfinite, log10

from ... import nl
from .. import palette
from .drawing import FONT, Picture, escape, short, tag

WIDTH = 960
SIZE, SMALL = 14, 13
LINE = 1.3
INDENT = 2.0  # of a label at the left edge: some letters begin a little before where they are put
_LEAST = Decimal("0.001")

_UNSEEN = re.compile("[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW = frozenset("iljtfrI.,:;'|!()[]/ -·")
_BROAD = frozenset("mwMW@%—…")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of SVG drawn from its own (0, 0), with the room it takes."""

    svg: str
    width: float
    height: float


def clean(text: str) -> str:
    """The text on one line, without control characters and what XML forbids.

    >>> clean(" een\\n twee\\x00 ")
    'een twee'
    """
    return " ".join(_UNSEEN.sub(" ", text).split())


def picture(alt: str, width: float, height: float, *children: str) -> Picture:
    """The whole drawing, with ``alt`` for who does not see it; no ids, so many can stand in one page.

    Raises ValueError when ``alt`` says nothing.
    """
    if not clean(alt):
        raise ValueError("een plaatje heeft een tekst voor wie het niet ziet")
    whole = ceil(width), ceil(height)
    svg = tag(
        "svg",
        tag("title", escape(clean(alt))),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {whole[0]} {whole[1]}",
        width=whole[0],
        height=whole[1],
        role="img",
        aria_label=clean(alt),
        font_family=FONT,
        font_size=SIZE,
        fill=palette.INK,
    )
    return Picture(svg, *whole)


def text_width(text: str, size: float = SIZE, bold: bool = False) -> float:
    """An estimate, on the wide side, of the width of a text on one line."""
    return sum(map(_em, text)) * size * (1.08 if bold else 1.0)


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.39
    if character in _BROAD or ord(character) > 0x24F:  # beyond the Latin letters any width is possible
        return 1.0
    return 0.76 if character.isupper() else 0.64


def wrap(text: str, width: float, size: float = SIZE, bold: bool = False) -> tuple[str, ...]:
    """The text in lines that fit in ``width``; a word that is too long is broken, nothing is ever left out."""
    lines: list[str] = []
    line = ""
    for word in clean(text).split():
        for part in _broken(word, width, size, bold):
            longer = f"{line} {part}" if line else part
            if line and text_width(longer, size, bold) > width:
                lines.append(line)
                longer = part
            line = longer
    return (*lines, line) if line else tuple(lines)


def _broken(word: str, width: float, size: float, bold: bool) -> list[str]:
    parts, part = [], ""
    for character in word:
        if part and text_width(part + character, size, bold) > width:
            parts.append(part)
            part = ""
        part += character
    return [*parts, part]


def text(
    x: float,
    y: float,
    words: str,
    *,
    size: float | None = None,
    anchor: str | None = None,
    fill: str | None = None,
    bold: bool = False,
) -> str:
    """One line of text with its baseline at ``y``; ``anchor`` is ``middle`` or ``end``, absent = start."""
    weight = 600 if bold else None
    return tag(
        "text", escape(clean(words)), x=x, y=y, font_size=size, text_anchor=anchor, fill=fill, font_weight=weight
    )


def lines_of_text(
    x: float,
    top: float,
    lines: Sequence[str],
    *,
    size: float = SIZE,
    anchor: str | None = None,
    fill: str | None = None,
    bold: bool = False,
) -> str:
    """Lines of text below each other, the first one's top at ``top``."""
    step = size * LINE
    return "".join(
        text(
            x,
            top + size + index * step,
            line,
            size=None if size == SIZE else size,
            anchor=anchor,
            fill=fill,
            bold=bold,
        )
        for index, line in enumerate(lines)
    )


def height_of(lines: Sequence[str], size: float = SIZE) -> float:
    """The height of so many lines of text."""
    return len(lines) * size * LINE


def shifted(svg: str, x: float, y: float) -> str:
    """The same drawing, its (0, 0) at (x, y)."""
    return tag("g", svg, transform=f"translate({short(x)} {short(y)})")


def labelled(mark: Piece, words: str, width: float) -> Piece:
    """A mark with its explanation to the right of it, wrapped within ``width``."""
    lines = wrap(words, width - mark.width - 8, SMALL)
    height = max(mark.height, height_of(lines, SMALL))
    drawn = shifted(mark.svg, 0, (height - mark.height) / 2)
    written = lines_of_text(mark.width + 8, (height - height_of(lines, SMALL)) / 2, lines, size=SMALL)
    widest = max((text_width(line, SMALL) for line in lines), default=0.0)
    return Piece(drawn + written, mark.width + 8 + widest, height)


def flow(pieces: Iterable[Piece], width: float, gap: float = 24) -> Piece:
    """Pieces beside each other, on a next line where they no longer fit in ``width``."""
    placed, x, y, line_height, widest = [], 0.0, 0.0, 0.0, 0.0
    for piece in pieces:
        if x and x + piece.width > width:
            x, y, line_height = 0.0, y + line_height + 8, 0.0
        placed.append(shifted(piece.svg, x, y))
        widest = max(widest, x + piece.width)
        x += piece.width + gap
        line_height = max(line_height, piece.height)
    return Piece("".join(placed), widest, y + line_height)


def polyline(points: Sequence[tuple[float, float]]) -> str:
    """Points as the ``points`` attribute spells them."""
    return " ".join(f"{short(x)},{short(y)}" for x, y in points)


def hatch(x: float, y: float, width: float, height: float, stroke: str, step: float = 6) -> str:
    """Slanted lines that fill a rectangle: drawn out, because a pattern would need an id."""
    strokes = []
    for index in range(1, ceil((width + height) / step)):
        along = index * step
        x1, y1 = (along, 0.0) if along <= width else (width, along - width)
        x2, y2 = (0.0, along) if along <= height else (along - height, height)
        strokes.append(f"M{short(x + x1)} {short(y + y1)}L{short(x + x2)} {short(y + y2)}")
    return tag("path", d="".join(strokes), stroke=stroke, stroke_width=1.2, fill="none") if strokes else ""


def round_ticks(most: float, at_most: int = 5) -> tuple[float, ...]:
    """Round numbers (1, 2 or 5 times a power of ten apart) from 0 to at least ``most``; about ``at_most`` of them.

    >>> round_ticks(37), round_ticks(0), round_ticks(0.8, 3)
    ((0.0, 10.0, 20.0, 30.0, 40.0), (0.0, 1.0), (0.0, 0.5, 1.0))
    """
    if not isfinite(most) or most < 0:
        raise ValueError("een as loopt van nul tot een eindig getal")
    if most == 0:
        return (0.0, 1.0)
    most = max(most, float(_LEAST))
    step = _round_step(most / max(at_most - 1, 1))
    return tuple(float(index * step) for index in range(ceil(Decimal(str(most)) / step) + 1))


def _round_step(least: float) -> Decimal:
    power = Decimal(10) ** floor(log10(least))
    wanted = Decimal(str(least))
    return next(step for step in (power, 2 * power, 5 * power, 10 * power, 20 * power) if step >= wanted)


def number(value: float) -> str:
    """A value as it is written in a picture: whole from 10 on, below that in at most two meaningful digits.

    >>> number(1234.4), number(3.24), number(2.0), number(0.0312), number(0)
    ('1.234', '3,2', '2', '0,031', '0')
    """
    if abs(value) >= 10:
        return nl.number(value, 0)
    if 0 < value < _LEAST:
        return f"<{nl.number(_LEAST)}"
    return nl.number(Decimal(f"{value:.2g}"))


def check_count(*amounts: float) -> None:
    """Raises ValueError when an amount is negative or not finite: it cannot be drawn."""
    if any(not isfinite(amount) or amount < 0 for amount in amounts):
        raise ValueError("een aantal in een plaatje is een eindig getal, niet kleiner dan nul")
