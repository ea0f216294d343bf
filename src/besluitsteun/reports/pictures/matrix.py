"""``MatrixView`` in, ``Picture`` out: how likely against how bad, every numbered risk with its amount in its cell."""

from __future__ import annotations

from dataclasses import dataclass

from ... import nl
from .. import palette
from .chart import (
    SMALL,
    WIDTH,
    Piece,
    check_count,
    flow,
    height_of,
    lines_of_text,
    number,
    picture,
    shifted,
    text,
    text_width,
    wrap,
)
from .drawing import Picture, tag

NOT_GIVEN = "kans niet opgegeven"

_LABELS_SHARE = 0.16
_LABELS_LEAST = 100.0
_CELL_WITH_WORDS = 110.0
_HEAD = 22.0
_MARK_HEIGHT = 24.0
_GAP = 6.0
_BELOW = 4.0


@dataclass(frozen=True, slots=True)
class ConsequenceClass:
    """A class of consequences: its letter, its bounds in words (may be empty) and its value."""

    letter: str
    meaning: str
    value: float

    def __post_init__(self) -> None:
        check_count(self.value)


@dataclass(frozen=True, slots=True)
class Risk:
    """A numbered risk: what it is, its classes by position, and how much it is, with its unit (empty = not said).

    ``likelihood`` ``None`` = not given.
    """

    number: int
    words: str
    consequence: int
    likelihood: int | None = None
    amount: str = ""


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Likelihood classes from small to large (none = one row without a likelihood), consequences from light to grave.

    Raises ValueError without consequence classes, when a risk has a class that is not there, or numbers repeat.
    """

    alt: str
    likelihoods: tuple[str, ...]
    consequences: tuple[ConsequenceClass, ...]
    risks: tuple[Risk, ...]

    def __post_init__(self) -> None:
        if not self.consequences or len({risk.number for risk in self.risks}) != len(self.risks):
            raise ValueError("een risicomatrix heeft gevolgklassen, en elk risico een eigen nummer")
        for risk in self.risks:
            likely = risk.likelihood is None or 0 <= risk.likelihood < len(self.likelihoods)
            if not likely or not 0 <= risk.consequence < len(self.consequences):
                raise ValueError("een risico staat in een klasse van de matrix")

    def cell(self, likelihood: int | None, consequence: int) -> tuple[Risk, ...]:
        """The risks of one cell, by number."""
        here = (risk for risk in self.risks if (risk.likelihood, risk.consequence) == (likelihood, consequence))
        return tuple(sorted(here, key=lambda risk: risk.number))


def draw_matrix(view: MatrixView, width: float = WIDTH) -> Picture:
    """The matrix, the likeliest row on top, and below it what the numbers stand for.

    Wider than ``width`` only when the numbers would not fit otherwise.
    """
    labels = max(width * _LABELS_SHARE, _LABELS_LEAST)
    widest = max((_mark_width(risk.number) for risk in view.risks), default=0.0)
    cell_width = max((width - labels) / len(view.consequences), widest + 16)
    width = labels + cell_width * len(view.consequences)
    heading = _heading(view, labels, cell_width)
    drawn, y = [heading.svg], heading.height
    for likelihood, words in _rows(view):
        row = _row(view, likelihood, words, labels, cell_width)
        drawn.append(shifted(row.svg, 0, y))
        y += row.height
    key = _key(view, width, explained=cell_width < _CELL_WITH_WORDS)
    return picture(view.alt, width, y + 16 + key.height + 4, *drawn, shifted(key.svg, 0, y + 16))


def _rows(view: MatrixView) -> list[tuple[int | None, str]]:
    rows: list[tuple[int | None, str]] = [*enumerate(view.likelihoods)]
    rows.reverse()
    if not rows or any(risk.likelihood is None for risk in view.risks):
        rows.append((None, NOT_GIVEN))
    return rows


def _heading(view: MatrixView, labels: float, cell_width: float) -> Piece:
    """Letter, value and meaning of each consequence class."""
    texts = [_class_lines(shown, cell_width) for shown in view.consequences]
    height = _HEAD + max(height_of(title) + height_of(meaning, SMALL) for title, meaning in texts) + 6
    parts = [
        text(labels, 16, "gevolg: van licht naar ernstig →", size=SMALL, fill=palette.SOFT),
        text(0, 16, "kans ↓", size=SMALL, fill=palette.SOFT),
    ]
    for index, (title, meaning) in enumerate(texts):
        x = labels + index * cell_width + 5
        parts.append(lines_of_text(x, _HEAD, title, bold=True))
        parts.append(lines_of_text(x, _HEAD + height_of(title), meaning, size=SMALL))
    return Piece("".join(parts), labels + cell_width * len(texts), height)


def _class_lines(shown: ConsequenceClass, cell_width: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(bold lines, lines) above a column; a narrow one leaves its words to the key below."""
    room, value = cell_width - 10, number(shown.value)
    if cell_width < _CELL_WITH_WORDS:
        return wrap(shown.letter, room, bold=True), wrap(value, room, SMALL)
    return wrap(f"{shown.letter}: waarde {value}", room, bold=True), wrap(shown.meaning, room, SMALL)


def _row(view: MatrixView, likelihood: int | None, words: str, labels: float, cell_width: float) -> Piece:
    lines = wrap(words, labels - 12)
    fills = [
        palette.of_scale(palette.SEVERITIES, index, len(view.consequences)) for index in range(len(view.consequences))
    ]
    cells = [
        _marks(view.cell(likelihood, index), cell_width - 16, palette.text_on(fill)) for index, fill in enumerate(fills)
    ]
    height = max(56.0, height_of(lines) + 12, *(cell.height + 16 for cell in cells))
    parts = [lines_of_text(0, (height - height_of(lines)) / 2, lines)]
    for index, marks in enumerate(cells):
        x = labels + index * cell_width
        parts.append(
            tag("rect", x=x + 1, y=1, width=cell_width - 2, height=height - 2, fill=fills[index], stroke=palette.SOFT)
        )
        parts.append(shifted(marks.svg, x + 8, (height - marks.height) / 2))
    return Piece("".join(parts), labels + cell_width * len(cells), height)


def _marks(risks: tuple[Risk, ...], width: float, ink: str) -> Piece:
    """The risks of one cell below each other: number and amount; only numbers stand beside each other."""
    if not any(risk.amount for risk in risks):
        return flow([_numbered(risk, width, ink) for risk in risks], width, _GAP)
    return _stack([_numbered(risk, width, ink) for risk in risks])


def _numbered(risk: Risk, width: float, ink: str) -> Piece:
    """The number of a risk with its amount to the right of it."""
    left = _mark_width(risk.number) + _GAP
    lines = wrap(risk.amount, width - left, SMALL)
    height = max(_MARK_HEIGHT, height_of(lines, SMALL))
    written = lines_of_text(left, (height - height_of(lines, SMALL)) / 2, lines, size=SMALL, fill=ink)
    mark = shifted(_mark(risk.number), 0, (height - _MARK_HEIGHT) / 2)
    return Piece(mark + written, left if lines else left - _GAP, height + _BELOW)


def _mark_width(value: int) -> float:
    return max(_MARK_HEIGHT, text_width(nl.number(value), SMALL, bold=True) + 12)


def _mark(value: int) -> str:
    wide = _mark_width(value)
    box = tag(
        "rect",
        x=1,
        y=1,
        width=wide - 2,
        height=_MARK_HEIGHT - 2,
        rx=12,
        fill=palette.PAPER,
        stroke=palette.INK,
        stroke_width=1.5,
    )
    return box + text(wide / 2, 17, nl.number(value), size=SMALL, anchor="middle", bold=True)


def _key(view: MatrixView, width: float, explained: bool) -> Piece:
    """What each number stands for, in two columns where there is room; ``explained``: the classes too."""
    columns = 2 if width >= 600 else 1
    room = width / columns - 16
    widest = max((_mark_width(risk.number) for risk in view.risks), default=0.0) + 8
    entries = []
    for risk in sorted(view.risks, key=lambda risk: risk.number):
        lines = wrap(risk.words, room - widest, SMALL)
        height = max(_MARK_HEIGHT, height_of(lines, SMALL)) + 4
        written = lines_of_text(widest, (height - 4 - height_of(lines, SMALL)) / 2, lines, size=SMALL)
        entries.append(Piece(_mark(risk.number) + written, room, height))
    if explained:
        entries += [_meaning(shown, room) for shown in view.consequences]
    half = -(-len(entries) // columns)
    stacks = [_stack(entries[start : start + half]) for start in range(0, len(entries), half or 1)]
    drawn = "".join(shifted(stack.svg, index * width / columns, 0) for index, stack in enumerate(stacks))
    return Piece(drawn, width, max((stack.height for stack in stacks), default=0.0))


def _meaning(shown: ConsequenceClass, room: float) -> Piece:
    said = f"{shown.letter}: waarde {number(shown.value)}"
    lines = wrap(f"{said}, {shown.meaning}" if shown.meaning else said, room, SMALL)
    return Piece(lines_of_text(0, 2, lines, size=SMALL), room, height_of(lines, SMALL) + 6)


def _stack(pieces: list[Piece]) -> Piece:
    drawn, y = [], 0.0
    for piece in pieces:
        drawn.append(shifted(piece.svg, 0, y))
        y += piece.height
    return Piece("".join(drawn), max((piece.width for piece in pieces), default=0.0), y)
