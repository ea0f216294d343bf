"""``Reading`` and a scenario in, the chain in time and its stories out."""

from __future__ import annotations

from decimal import Decimal

from ...nl import count, number
from ...simulation.outages import Cause
from ...tables.consequences import CHAIN, LINKS
from ..model import (
    Block,
    Bullets,
    Column,
    DataTable,
    Figure,
    Kind,
    Paragraph,
    Strong,
    Subsection,
)
from ..pictures.arrows import ChainLink
from ..pictures.chain import ChainCell, ChainRow, ChainView, draw_chain
from ..reading import (
    Reading,
    Record,
    whole,
)
from ..svg import Svg
from .summary import counts, number_of


def chain(reading: Reading, scenario: str) -> list[Block]:
    """What fails when, by function, and what drags what down; nothing where nothing fails."""
    blocks = reading.rows(CHAIN, scenario)
    starts = sorted({row["van_uur"] for row in blocks})
    ends = {row["van_uur"]: row["tot_uur"] for row in blocks}
    columns = tuple(period(start, ends[start]) for start in starts)
    present = {row["functie"] for row in blocks}
    rows = tuple(
        ChainRow(
            function,
            name,
            reading.sectors[function],
            tuple(
                _cell([row for row in blocks if (row["functie"], row["van_uur"]) == (function, at)]) for at in starts
            ),
            sum(row["nog_uit"] for row in blocks if row["functie"] == function),
        )
        for function, name in reading.functions.items()
        if function in present
    )
    links = tuple(
        ChainLink(
            row["van_functie"],
            starts.index(row["van_uur"]),
            row["naar_functie"],
            starts.index(row["naar_uur"]),
            row["schakels"],
        )
        for row in reading.rows(LINKS, scenario)
    )
    horizon = f"na {reading.horizon}"
    alt = _chain_alt(reading, scenario, blocks)
    picture = draw_chain(ChainView(alt, columns, rows, links, horizon))
    figure = Figure(
        Svg(picture.svg),
        alt,
        "Hoe de uitval zich verspreidt: van links naar rechts de tijd, van boven naar beneden de functies. "
        "Een pijl loopt van wat uitviel naar wat daardoor uitviel.",
        _chain_table(reading, blocks),
    )
    return [Subsection("De keten in de tijd", (figure,))]


def period(start: Decimal, end: Decimal | None) -> str:
    """A column of the chain view.

    >>> period(Decimal(0), Decimal(1)), period(Decimal(6), Decimal(12)), period(Decimal(24), Decimal(48))
    ('eerste uur', '6–12 uur', 'dag 2')
    >>> period(Decimal(48), Decimal(96)), period(Decimal(336), None)
    ('dag 3–4', 'na dag 14')
    """
    if end is None:
        return "later" if start == 0 else f"na dag {number(start / 24)}" if start >= 24 else f"na {number(start)} uur"
    if start == 0:
        return "eerste uur" if end == 1 else f"eerste {number(end)} uur"
    if start < 24:
        return f"{number(start)}–{number(end)} uur"
    first, last = int(start / 24) + 1, int(end / 24)
    return f"dag {first}" if first == last else f"dag {first}–{last}"


def _cell(rows: list[Record]) -> ChainCell:
    by = {row["oorzaak"]: row["objecten"] for row in rows}
    return ChainCell(by.get(Cause.FLOOD.value, 0), by.get(Cause.IMPOSED.value, 0), by.get(Cause.CHAIN.value, 0))


def _chain_alt(reading: Reading, scenario: str, blocks: list[Record]) -> str:
    _, water, chain, _ = counts(reading, scenario)
    first = min(row["van_uur"] for row in blocks)
    last = max(row["van_uur"] for row in blocks)
    functions = len({row["functie"] for row in blocks})
    left = sum(row["nog_uit"] for row in blocks)
    return (
        f"Tijdlijn van de keten: {count(functions, 'functie', 'functies')} geraakt tussen uur {number(first)} en uur "
        f"{number(last)}; {number_of(water)} door water, {number_of(chain)} door de keten, {number_of(left)} nog uit "
        "aan het eind."
    )


def _chain_table(reading: Reading, blocks: list[Record]) -> DataTable:
    rows = tuple(
        (
            reading.functions[row["functie"]],
            period(row["van_uur"], row["tot_uur"]),
            {"overstroming": "water", "opgelegd": "opgelegd"}.get(row["oorzaak"], "keten"),
            whole(row["objecten"]),
            whole(row["nog_uit"]),
        )
        for row in blocks
    )
    columns = (
        Column("Functie"),
        Column("Periode"),
        Column("Door"),
        Column("Valt uit", Kind.NUMBER, "objecten"),
        Column("Nog uit", Kind.NUMBER, "aan het eind"),
    )
    return DataTable("Objecten die voor het eerst uitvallen, per periode", columns, rows)


def stories(reading: Reading, scenario: str) -> list[Block]:
    """The chains that say most, as sentences."""
    told = [story for story in reading.publication.stories if story.scenario == scenario]
    if not told:
        return []
    items = tuple(
        (Strong(f"{story.end}: {whole(story.person_hours)} {reading.person_hours}. "), f"{story.outage} {story.chain}")
        for story in told
    )
    note = Paragraph(
        "Elk van deze ketens begint ergens anders of treft een andere functie. De uren zijn die van alle mensen "
        "die deze functie door hetzelfde begin kwijt zijn."
    )
    heading = "De keten die het meeste zegt" if len(told) == 1 else "De ketens die het meeste zeggen"
    return [Subsection(heading, (note, Bullets(items, numbered=True)))]
