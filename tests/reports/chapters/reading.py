"""A reading of a small world that is decided, with other rows where a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from besluitsteun.publication import publish
from besluitsteun.reports.model import Block, Bullets, Card, Cards, Paragraph, Words
from besluitsteun.reports.reading import Reading
from besluitsteun.tables.register import Kind, Row, Table

from ...decision.decided import decided_result


@cache
def the_reading() -> Reading:
    return Reading(publish(decided_result(0)))


def with_rows(rows: Mapping[Table, Sequence[Mapping[str, Any]]]) -> Reading:
    """The reading with other rows in some tables; cells that are not named are empty."""
    told = {
        table.name: tuple(
            tuple(row.get(each.name, () if each.kind is Kind.LIST else None) for each in table.columns) for row in own
        )
        for table, own in rows.items()
    }
    base: Mapping[str, tuple[Row, ...]] = the_reading().publication.rows
    return Reading(replace(the_reading().publication, rows={**base, **told}))


def plain(words: Words) -> str:
    return words if isinstance(words, str) else "".join(each if isinstance(each, str) else each.text for each in words)


def said(blocks: Sequence[Block]) -> str:
    """What stands in paragraphs, bullets and cards."""
    texts = [plain(block.text) for block in blocks if isinstance(block, Paragraph)]
    texts += [plain(item) for block in blocks if isinstance(block, Bullets) for item in block.items]
    cards: list[Card] = [card for block in blocks if isinstance(block, Cards) for card in block.cards]
    texts += [plain(text) for card in cards for text in (card.title, *card.texts)]
    return "\n".join(texts)
