"""``Reading`` in, what cannot be kept out: limits out of reach, one smallest conflict, and what giving way would do."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...nl import count
from ...tables import decision
from ..model import Block, Card, Cards, Paragraph, Strong, Words
from ..reading import Reading, Record, money

MOST_NAMED = 6


def conflict_blocks(reading: Reading, names: dict[str, str], limit: Callable[[str], str]) -> list[Block]:
    """A card per aim for which no package keeps everything; nothing where all can be kept.

    limit : id → the limit in words
    """
    rows = [row for row in reading.every(decision.PACKAGES) if row["onhaalbaar"] or row["botst"] or row["wijkt"]]
    if not rows:
        return []
    lead = (Strong("Wat niet tegelijk kan. "), "Voor deze doelen haalt geen enkel pakket alles wat gevraagd is.")
    return [Paragraph(lead), Cards(tuple(_card(reading, row, names, limit) for row in rows))]


def _card(reading: Reading, row: Record, names: dict[str, str], limit: Callable[[str], str]) -> Card:
    texts: list[Words] = []
    if row["onhaalbaar"]:
        out = _listed([limit(each) for each in row["onhaalbaar"]])
        texts.append((Strong("Niet te halen, ook met alle maatregelen op hun best: "), f"{out}."))
    if row["botst"]:
        demands = _listed([demand_in_words(reading, each, names, limit) for each in row["botst"]])
        texts.append(
            (Strong("Dit botst: "), f"{demands}. Samen kan dat niet; zonder één ervan, welke ook, kan de rest wel.")
        )
    if row["wijkt"]:
        gives = _listed([demand_in_words(reading, each, names, limit) for each in row["wijkt"]])
        texts.append((Strong("Wat het minst voorrang heeft, wijkt als eerste: "), f"{gives}."))
    return Card(str(row["naam"]), texts=(*texts, _then(row, limit, names)))


def _listed(words: list[str]) -> str:
    """Names that hold commas themselves."""
    shown = words if len(words) <= MOST_NAMED else [*words[:MOST_NAMED], f"en nog {len(words) - MOST_NAMED}"]
    return "; ".join(shown)


def _then(row: Record, limit: Callable[[str], str], names: dict[str, str]) -> Words:
    """What is left when limits give way in order of priority."""
    if not row["dan_maatregelen"] and not row["dan_niet_gehaald"]:
        return "Er is ook geen pakket gevonden waarin een deel wijkt."
    also = [limit(each) for each in row["dan_niet_gehaald"] if each not in row["onhaalbaar"]]
    cost = row["dan_kosten_eur"]
    money_words = "de investering is niet bekend" if cost is None else f"investering {money(cost)}"
    chosen = _listed([names[each] for each in row["dan_maatregelen"]])
    number = count(len(row["dan_maatregelen"]), "maatregel", "maatregelen")
    package = f"{number}, {money_words} ({chosen})" if chosen else "geen enkele maatregel"
    missed = f"Dan wijkt ook: {_listed(also)}." if also else "Verder hoeft er niets te wijken."
    return (
        Strong("Als grenzen wijken in volgorde van voorrang, blijft dit pakket over: "),
        f"{package}. {missed} De andere grenzen van dit doel haalt het wel.",
    )


def demand_in_words(reading: Reading, demand: str, names: dict[str, str], limit: Callable[[str], str]) -> str:
    """A demand of the model for a reader: limits, measures and parties by what they are called.

    A demand is named as the optimiser names it: ``grens ID``, ``ID moet erin``, ``het budget (soort) van ID``, or a
    sentence without an id.
    """
    if found := re.fullmatch(r"grens (.+)", demand):
        return f"de grens “{limit(found[1])}”"
    if found := re.fullmatch(r"(\S+) moet erin", demand):
        return f"{names.get(found[1], found[1])} moet erin"
    if found := re.fullmatch(r"(het budget \(.+\) van) (\S+)", demand):
        return f"{found[1]} {reading.party(found[2])}"
    return demand
