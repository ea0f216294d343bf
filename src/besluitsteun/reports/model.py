"""Texts and pictures in, a ``Report`` out: what every writer (HTML now, Word and PDF later) is given to write.

Everything here is ready to be read: numbers, dates and units are Dutch text already, so that a writer never calculates.
Texts are plain text with parts that are emphasised or refer; markup of any writer does not exist here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ..schema.base import Verdict
from .svg import Svg

_ANCHOR = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")
CONTENTS_ANCHOR, MAIN_ANCHOR, PROVENANCE_ANCHOR = "inhoudsopgave", "inhoud", "herkomst"


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out in a sentence."""

    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that lead to another place in the same report."""

    text: str
    anchor: str


Part = str | Strong | Reference
Words = str | tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class VerdictLook:
    """How a verdict is shown: word, symbol and colours (``#rrggbb``) say the same thing three times."""

    word: str
    symbol: str
    ink: str
    ground: str


# Blue for good and vermilion for bad: the pair stays apart for colour-blind readers. Ink on ground is at least 4.5 : 1.
VERDICT_LOOKS: Mapping[Verdict, VerdictLook] = MappingProxyType(
    {
        Verdict.ACCEPTABLE: VerdictLook("acceptabel", "✓", "#0b4a6f", "#dceefa"),
        Verdict.WEIGH: VerdictLook("afwegen", "≈", "#6b4a00", "#fdf0cc"),
        Verdict.UNACCEPTABLE: VerdictLook("onacceptabel", "✕", "#8a2305", "#fde5dc"),
        Verdict.INVESTIGATE: VerdictLook("nader onderzoek", "?", "#55307d", "#efe6f8"),
        Verdict.NONE_YET: VerdictLook("nog geen oordeel", "–", "#46505a", "#eceff2"),
    }
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; ``lead`` for the sentences that carry a section."""

    text: Words
    lead: bool = False


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One big number: its value as Dutch text, its unit, what it counts, and the sentence that explains it."""

    value: str
    unit: str
    label: str
    note: Words


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """The few numbers to remember, side by side."""

    figures: tuple[KeyFigure, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.figures) <= 4:
            raise ValueError("a reader remembers one to four key figures")


@dataclass(frozen=True, slots=True)
class Bullets:
    """Sentences below each other; ``numbered`` when others refer to them by number or the order counts."""

    items: tuple[Words, ...]
    numbered: bool = False


class Kind(StrEnum):
    """What a column holds: numbers stand to the right so that they compare at a glance."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``note`` says in a few words what it means or in which unit it is, ``wide`` that it holds sentences."""

    name: str
    kind: Kind = Kind.TEXT
    note: str = ""
    wide: bool = False


Cell = Words | Verdict


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table: one cell per column, as Dutch text or a verdict; a first column of text names its row.

    The first ``shown`` rows stand open and the others are folded; ``note`` says what is not in the table at all.
    Raises ``ValueError`` without a caption or columns, or when a row has another number of cells.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: int | None = None
    note: Words = ""

    def __post_init__(self) -> None:
        _say_something(self.caption, "the caption of a table")
        if not self.columns:
            raise ValueError(f"table without columns: {self.caption}")
        for column in self.columns:
            _say_something(column.name, "the name of a column")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"table with rows of another length than its {len(self.columns)} columns: {self.caption}")
        if self.shown is not None and self.shown < 1:
            raise ValueError(f"table that shows no row: {self.caption}")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with what it says in words (``alt``) and numbers (``table``); ``key`` explains the numbers drawn in it.

    ``more`` are further panels of the same picture, beside it where there is room and below it where there is not.
    ``on_paper``: its numbers too; not where the picture itself writes them.
    Raises ``ValueError`` without alt text, caption or table.
    """

    picture: Svg
    alt: str
    caption: str
    table: DataTable
    key: tuple[Words, ...] = ()
    more: tuple[Svg, ...] = ()
    on_paper: bool = True

    def __post_init__(self) -> None:
        _say_something(self.alt, "the alt text of a figure")
        _say_something(self.caption, "the caption of a figure")
        if not all(isinstance(each, Svg) for each in self.panels) or not isinstance(self.table, DataTable):
            raise ValueError(f"a figure has a picture and its table: {self.caption}")

    @property
    def panels(self) -> tuple[Svg, ...]:
        """Every drawing of it, in reading order."""
        return (self.picture, *self.more)


class NoticeKind(StrEnum):
    """Why a reader must be careful here; the value is the word that is shown."""

    ASSUMED = "aanname"
    SYNTHETIC = "verzonnen"
    WARNING = "let op"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader must know before believing what stands beside it."""

    kind: NoticeKind
    text: Words


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with their values, as in a colophon."""

    rows: tuple[tuple[str, Words], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """What one party says, or what one choice holds: a title, perhaps a verdict, sentences and facts."""

    title: str
    verdict: Verdict | None = None
    texts: tuple[Words, ...] = ()
    facts: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards side by side, to compare."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Collapsible:
    """Detail that few need: folded on a screen, open on paper, or left out there when it repeats what stands open."""

    summary: str
    blocks: tuple[Block, ...]
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class Subsection:
    """A part of a section under its own heading; with an ``anchor`` it stands in the contents."""

    heading: str
    blocks: tuple[Block, ...]
    anchor: str = ""


Block = Paragraph | KeyFigures | Bullets | DataTable | Figure | Notice | Facts | Cards | Collapsible | Subsection


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter.

    In the contents ``label`` is its short name, and ``group`` puts neighbours together under one word (Scenario's).
    """

    anchor: str
    heading: str
    blocks: tuple[Block, ...]
    intro: Words = ""
    group: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report; ``stamp`` says when and for whom it was made, ``provenance`` what it rests on (shown last).

    Raises ``ValueError`` when an anchor is unusable or used twice (ids in pictures count), or when a reference leads
    nowhere.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    provenance: tuple[tuple[str, Words], ...]
    stamp: str = ""
    language: str = "nl"

    def __post_init__(self) -> None:
        _say_something(self.title, "the title of a report")
        if not self.provenance:
            raise ValueError("a report says what it rests on: provenance is empty")
        anchors = tuple(self._anchors())
        _check_anchors(anchors)
        for reference in self._references():
            if reference.anchor not in anchors:
                raise ValueError(f"reference to a place that does not exist: {reference.anchor}")

    def blocks(self) -> Iterator[Block]:
        """Every block in reading order, those within others included."""
        for section in self.sections:
            yield from _flat(section.blocks)

    def _anchors(self) -> Iterator[str]:
        yield from (CONTENTS_ANCHOR, MAIN_ANCHOR, PROVENANCE_ANCHOR)
        yield from (section.anchor for section in self.sections)
        for block in self.blocks():
            if isinstance(block, Subsection) and block.anchor:
                yield block.anchor
            if isinstance(block, Figure):
                yield from (each for panel in block.panels for each in panel.ids)

    def _references(self) -> Iterator[Reference]:
        texts: list[Words | Verdict] = [section.intro for section in self.sections]
        texts += [value for _, value in self.provenance]
        for block in self.blocks():
            texts += _texts(block)
        for text in texts:
            if isinstance(text, tuple):
                yield from (part for part in text if isinstance(part, Reference))


def parts(text: Words) -> tuple[Part, ...]:
    """The parts of a text; a text without emphasis is one part."""
    return (text,) if isinstance(text, str) else text


def _flat(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        if isinstance(block, Subsection | Collapsible):
            yield from _flat(block.blocks)


def _texts(block: Block) -> Iterable[Words | Verdict]:
    match block:
        case Paragraph() | Notice():
            return [block.text]
        case KeyFigures():
            return [figure.note for figure in block.figures]
        case Bullets():
            return block.items
        case DataTable():
            return [block.note, *(cell for row in block.rows for cell in row)]
        case Figure():
            return [*block.key, *_texts(block.table)]
        case Facts():
            return [value for _, value in block.rows]
        case Cards():
            return [text for card in block.cards for text in (*card.texts, *(value for _, value in card.facts))]
        case Collapsible() | Subsection():
            return []  # its blocks have their own turn


def _check_anchors(anchors: tuple[str, ...]) -> None:
    seen: set[str] = set()
    for anchor in anchors:
        if not _ANCHOR.fullmatch(anchor):
            raise ValueError(f"an anchor begins with a letter and holds letters, digits, '_', '.' and '-': {anchor!r}")
        if anchor in seen:
            raise ValueError(f"anchor used twice: {anchor}")
        seen.add(anchor)


def _say_something(text: str, what: str) -> None:
    if not text.strip():
        raise ValueError(f"{what} is empty")
