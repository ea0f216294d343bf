"""``Report`` in, one HTML file (as text) out: it opens from disk, asks nothing of a network and runs no script.

The template escapes everything it is given. The only exceptions are the two texts marked below: our own style sheet,
and the text of an ``Svg``, which picture code made and ``Svg`` itself checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from .. import nl
from ..schema.base import Verdict
from .model import (
    CONTENTS_ANCHOR,
    MAIN_ANCHOR,
    PROVENANCE_ANCHOR,
    VERDICT_LOOKS,
    Block,
    Cards,
    Cell,
    Collapsible,
    DataTable,
    Figure,
    Part,
    Reference,
    Report,
    Section,
    Strong,
    Subsection,
    parts,
)
from .svg import Svg

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_ROOMY = 7  # columns whose words still fit side by side on A4
_FEW_SENTENCES = 450  # letters of a card that still fit a third of the width
_PHONE = 350  # px, what a phone leaves for a picture
_LEAST_SCALE = 0.85  # below this the letters of a picture are too small to read: it scrolls instead


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the contents."""

    anchor: str
    label: str
    children: tuple[_Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class _Group:
    """Neighbouring lines of the contents under one word, or under none."""

    name: str
    entries: tuple[_Entry, ...]


def write_html(report: Report) -> str:
    """The report as one HTML page, UTF-8 text that ends with a newline; the same report always gives the same text."""
    figures, tables = _numbers(report, Figure), _numbers(report, DataTable)
    page = (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            contents=_contents(report),
            next_figure=figures.__next__,
            next_table=tables.__next__,
            looks=VERDICT_LOOKS,
            style=_style(),
            provenance_anchor=PROVENANCE_ANCHOR,
            contents_anchor=CONTENTS_ANCHOR,
            main_anchor=MAIN_ANCHOR,
        )
    )
    return page.strip() + "\n"


def _numbers(report: Report, kind: type[Figure] | type[DataTable]) -> Iterator[str]:
    """The numbers of all figures, or tables, in reading order: 1, 2, 3 for what stands open.

    In a fold they are 2.1, 2.2, after the last one that stands open: so who opens no fold misses no number.
    """
    whole = part = 0
    for block, folded in _in_order(block for section in report.sections for block in section.blocks):
        if not isinstance(block, kind):
            continue
        if folded:
            part += 1
        else:
            whole, part = whole + 1, 0
        yield f"{whole}.{part}" if part else str(whole)


def _in_order(blocks: Iterable[Block], folded: bool = False) -> Iterator[tuple[Block, bool]]:
    """Every block as the template meets it, and whether it stands in a fold."""
    for block in blocks:
        yield block, folded
        if isinstance(block, Subsection | Collapsible):
            yield from _in_order(block.blocks, folded or isinstance(block, Collapsible))


def _contents(report: Report) -> tuple[_Group, ...]:
    groups: list[_Group] = []
    for section in report.sections:
        entry = _Entry(section.anchor, section.label or section.heading, tuple(_children(section)))
        if groups and groups[-1].name == section.group:
            groups[-1] = _Group(section.group, (*groups[-1].entries, entry))
        else:
            groups.append(_Group(section.group, (entry,)))
    last = _Entry(PROVENANCE_ANCHOR, "Herkomst")
    if groups and not groups[-1].name:
        return (*groups[:-1], _Group("", (*groups[-1].entries, last)))
    return (*groups, _Group("", (last,)))


def _children(section: Section) -> Iterator[_Entry]:
    for block in section.blocks:
        if isinstance(block, Subsection) and block.anchor:
            yield _Entry(block.anchor, block.heading)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("besluitsteun.reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"parts": parts, "drawing": _drawing}
    environment.tests |= {
        "strong": lambda part: isinstance(part, Strong),
        "reference": lambda part: isinstance(part, Reference),
        "verdict": lambda cell: isinstance(cell, Verdict),
    }
    environment.globals |= {
        "kind_of": _kind_of,
        "plain": _plain,
        "open_rows": _open_rows,
        "folded_rows": _folded_rows,
        "folded_words": _folded_words,
        "least_width": _least_width,
        "natural_width": _natural_width,
        "is_crowded": _is_crowded,
        "is_wordy": _is_wordy,
        "is_wide": _is_wide,
    }
    return environment


@cache
def _style() -> Markup:
    from markupsafe import Markup

    # Our own file, without anything from a study: it may stand in <style> unescaped.
    return Markup((files("besluitsteun.reports") / "templates" / "report.css").read_text(encoding="utf-8"))  # noqa: S704


def _drawing(picture: Svg) -> Markup:
    from markupsafe import Markup

    if not isinstance(picture, Svg):
        raise TypeError("only an Svg is written without escaping")
    return Markup(picture.text)  # noqa: S704  (made by picture code, checked by Svg)


def _kind_of(block: Block) -> str:
    return type(block).__name__


def _plain(cell: Cell) -> str:
    if isinstance(cell, Verdict):
        return VERDICT_LOOKS[cell].word
    return "".join(_text_of(part) for part in parts(cell))


def _text_of(part: Part) -> str:
    return part if isinstance(part, str) else part.text


def _open_rows(table: DataTable) -> tuple[tuple[Cell, ...], ...]:
    return table.rows[: _open(table)]


def _folded_rows(table: DataTable) -> tuple[tuple[Cell, ...], ...]:
    return table.rows[_open(table) :]


def _open(table: DataTable) -> int:
    """How many rows stand open: one row more than that is not worth a fold."""
    every = len(table.rows)
    return every if table.shown is None or every == table.shown + 1 else table.shown


def _folded_words(table: DataTable) -> str:
    """How the fold names the other rows: ``de andere 12 rijen``."""
    return f"De andere {nl.count(len(_folded_rows(table)), 'rij', 'rijen')}"


def _is_crowded(table: DataTable) -> bool:
    return len(table.columns) > _ROOMY


def _is_wordy(block: Cards) -> bool:
    """Whether a card holds more than a few sentences, which a narrow column would draw out over pages."""
    return any(sum(len(_plain(text)) for text in card.texts) > _FEW_SENTENCES for card in block.cards)


def _natural_width(picture: Svg) -> str:
    return f"{picture.width:.0f}px"


def _least_width(picture: Svg) -> str:
    return f"{picture.width * _LEAST_SCALE:.0f}px"


def _is_wide(picture: Svg) -> bool:
    return picture.width * _LEAST_SCALE > _PHONE
