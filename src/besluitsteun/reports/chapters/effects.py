"""``Reading`` in, what the measures of a layer do for every value criterion out: alone, and beside other measures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ...decision.effects import REDUNDANT, REVERSED, WORKS_WITH
from ...nl import count, enumeration, number
from ...tables import decision, weighing
from ..model import Block, Bullets, Column, DataTable, Figure, Kind, Paragraph, Strong, Words
from ..pictures.pairs import Pair, PairsView, draw_pairs
from ..reading import DIRECT, INDIRECT, Reading, Record, grouped, scale_of, whole
from ..svg import Svg
from .weighed import in_words, value_criteria

ALONE, BESIDE = "alleen", "naast andere maatregelen"
NO_ROOM = "past in geen pakket"
DAMAGE = "Schade door water en uitval samen"
MOST_SAID = 2
"""Contradictions that are told of a measure; all are in the numbers."""
UNITS = {"eur": "euro"}


def effect_blocks(reading: Reading, layer: str, names: dict[str, str]) -> list[Block]:
    """Bars per criterion side by side, and in words where alone and beside others contradict each other."""
    rows = [row for row in reading.every(weighing.ON_CRITERIA) if row["mlv_laag"] == layer]
    if not rows:
        return []
    rows += _damage(reading, layer)
    blocks: list[Block] = [_figure(reading, layer, names, rows)] if any(map(_moves, rows)) else []
    idle = [
        in_words(reading, each).lower()
        for each in (*value_criteria(reading), DAMAGE)
        if not any(_moves(row) for row in rows if row["criterium"] == each)
    ]
    if idle:
        blocks.append(Paragraph(f"Geen enkele maatregel in deze laag verandert iets aan {enumeration(idle)}."))
    return [*blocks, *_contradictions(reading, names, rows), *_worse(reading, names, rows)]


def _damage(reading: Reading, layer: str) -> list[Record]:
    """Damage by water and by outage together, whether or not a criterion counts it; means add up, their errors not."""
    own = [
        row
        for row in reading.every(decision.EFFECTS)
        if row["mlv_laag"] == layer and row["criterium"] in (DIRECT, INDIRECT)
    ]
    found: list[Record] = []
    for rows in grouped(own, lambda row: f"{row['maatregel']}|{row['scenario']}").values():
        sums = {
            each: None if any(row[each] is None for row in rows) else sum((row[each] for row in rows), Decimal(0))
            for each in ("effect", "effect_in_samenhang")
        }
        rest = {"standaardfout": None, "opmerking": None, "naast": (), "ingehaald_door": (), "criterium": DAMAGE}
        found.append({**rows[0], **sums, **rest})
    return found


def _moves(row: Record) -> bool:
    return bool(row["effect"] or row["effect_in_samenhang"])


def _size(row: Record) -> Decimal:
    sizes: list[Decimal] = [abs(row[each] or Decimal(0)) for each in ("effect", "effect_in_samenhang")]
    return max(sizes)


def _telling(rows: list[Record]) -> dict[str, Record]:
    """Measure → the scenario in which it changes most, of those in which it can be there."""
    found = {}
    for measure, own in grouped([row for row in rows if row["effect"] is not None], _measure).items():
        found[measure] = max(own, key=_size)  # the first of equals, in the order of the study
    return found


def _measure(row: Record) -> str:
    return str(row["maatregel"])


def _contradicts(row: Record) -> bool:
    return bool(row["opmerking"] or row["ingehaald_door"])


# --- the bars and their numbers


def _figure(reading: Reading, layer: str, names: dict[str, str], rows: list[Record]) -> Figure:
    names_of = (*value_criteria(reading), DAMAGE)
    by = {each: _telling([row for row in rows if row["criterium"] == each]) for each in names_of}
    shown = {each: found for each, found in by.items() if any(map(_moves, found.values()))}
    panels = [Svg(draw_pairs(_panel(reading, each, names, list(found.values()))).svg) for each, found in shown.items()]
    best = [
        f"{in_words(reading, each)}: {names[_measure(top)]}"
        for each, found in shown.items()
        if (top := max(found.values(), key=lambda row: row["effect"]))["effect"] > 0
    ]
    alt = (
        f"Per criterium wat elke maatregel in de laag {layer} vermijdt, alleen en naast andere maatregelen. "
        f"Alleen vermijdt het meest, {'; '.join(best)}."
    )
    caption = (
        f"Wat een maatregel in de laag {layer} vermijdt, in het scenario waarin zij het meest verandert; links van de "
        "lijn maakt zij het erger (wat niets verandert, staat er niet bij)"
    )
    return Figure(panels[0], alt, caption, _table(reading, layer, names, by), more=tuple(panels[1:]))


def _panel(reading: Reading, criterion: str, names: dict[str, str], rows: list[Record]) -> PairsView:
    moving = sorted((row for row in rows if _moves(row)), key=lambda row: (-row["effect"], names[_measure(row)]))
    scale, millions = scale_of(max(map(_size, moving)))
    pairs = tuple(
        Pair(
            names[_measure(row)],
            float(row["effect"] / scale),
            None if row["effect_in_samenhang"] is None else float(row["effect_in_samenhang"] / scale),
            _contradicts(row),
        )
        for row in moving
    )
    unit = UNITS.get(str(moving[0]["eenheid"]), str(moving[0]["eenheid"] or ""))
    unit = f"{millions}{unit}, vermeden" if unit else f"{millions}vermeden"
    title = in_words(reading, criterion)
    return PairsView(f"{title}, per maatregel", title, unit, ALONE, BESIDE, pairs, missing=NO_ROOM)


def _table(reading: Reading, layer: str, names: dict[str, str], by: dict[str, dict[str, Record]]) -> DataTable:
    columns = (
        Column("Criterium", wide=True),
        Column("Maatregel", wide=True),
        Column("Alleen vermeden", Kind.NUMBER),
        Column("Naast andere vermeden", Kind.NUMBER, "± standaardfout"),
        Column("Eenheid"),
        Column("In scenario"),
    )
    told: list[tuple[Words, ...]] = [
        (
            in_words(reading, criterion),
            f"{names[measure]}{' ▲' if _contradicts(row) else ''}",
            _amount(row["effect"]),
            _beside(row),
            UNITS.get(str(row["eenheid"]), str(row["eenheid"] or "")),
            reading.scenario_name(str(row["scenario"])),
        )
        for criterion, found in by.items()
        for measure, row in found.items()
        if _moves(row)
    ]
    note = (
        "Naast andere: gemiddeld over pakketten binnen het budget, op het moment dat de maatregel erbij komt. Effecten "
        "tellen niet op. Wat er niet staat, verandert niets. ▲ = de twee spreken elkaar tegen."
    )
    return DataTable(f"Effect per criterium in de laag {layer}", columns, tuple(told), shown=12, note=note)


def _amount(value: Decimal | None) -> str:
    if value is None:
        return NO_ROOM
    return f"−{_small(-value)}" if value < 0 else _small(value)


def _small(value: Decimal) -> str:
    """Deaths and other small numbers keep their first digits."""
    return whole(value) if value >= 10 or value == 0 else number(Decimal(f"{value:.2g}"))


def _beside(row: Record) -> str:
    error = row["standaardfout"]
    told = _amount(row["effect_in_samenhang"])
    return f"{told} ± {_small(error)}" if error and row["effect_in_samenhang"] is not None else told


# --- in words


def _contradictions(reading: Reading, names: dict[str, str], rows: list[Record]) -> list[Block]:
    """Of every measure what contradicts, in the scenario in which it changes most of that criterion."""
    items = []
    for measure, own in grouped([row for row in rows if _contradicts(row)], _measure).items():
        telling = [max(each, key=_size) for each in grouped(own, lambda row: str(row["criterium"])).values()]
        where = grouped(telling[:MOST_SAID], lambda row: _said(names, row))
        said = [f"{sentence} ({_where(reading, each)})." for sentence, each in where.items()]
        more = len(own) - len(telling[:MOST_SAID])
        said += [f"Zo ook {count(more, 'andere keer', 'andere keren')} (criterium × scenario)."] if more > 0 else []
        partners = dict.fromkeys(one for row in own if row["opmerking"] == REDUNDANT for one in row["naast"])
        items.append((Strong(f"{names[measure]}. "), " ".join([*said, *_together(reading, names, measure, partners)])))
    if not items:
        return []
    lead = Paragraph((Strong("▲ Naast andere maatregelen anders dan alleen"), ", met teken of volgorde die verschilt:"))
    return [lead, Bullets(tuple(items))]


def _where(reading: Reading, rows: list[Record]) -> str:
    """Criteria and scenarios in which something is said."""
    return "; ".join(
        f"{in_words(reading, str(row['criterium']))}, in {reading.quoted(str(row['scenario']))}" for row in rows
    )


def _said(names: dict[str, str], row: Record) -> str:
    """One contradiction."""
    partners = enumeration([names[each] for each in row["naast"]])
    if row["opmerking"] == WORKS_WITH:
        return f"Alleen doet zij hier niets, samen met {partners} wel"
    if row["opmerking"] == REDUNDANT:
        return f"Alleen helpt zij; zijn {partners} er al, dan voegt zij hier gemiddeld niets toe"
    if row["opmerking"] == REVERSED:
        return f"Alleen en naast {partners} werkt zij tegengesteld: het ene helpt, het andere maakt het erger"
    others = enumeration([names[each] for each in row["ingehaald_door"]], most=2)
    return f"Alleen vermijdt zij meer dan {others}, naast andere maatregelen duidelijk minder"


def _together(reading: Reading, names: dict[str, str], measure: str, partners: dict[str, None]) -> Iterator[str]:
    """What it still adds in a direction where it stands beside what makes it superfluous elsewhere."""
    added = {row["richting"]: row for row in reading.every(decision.ADDITIONS) if row["maatregel"] == measure}
    for row in reading.every(decision.DIRECTIONS):
        here = [each for each in partners if each in row["maatregelen"]]
        if row["richting"] in added and here:
            beside = enumeration([names[each] for each in here])
            yield f"In “{row['naam']}” staat zij toch naast {beside}: {adds(reading, added[row['richting']])}."


def adds(reading: Reading, row: Record) -> str:
    """What a measure adds in a direction: for the main aim, for limits, or by the wish of the group."""
    found = (
        [f"daar scheelt zij nog {whole(row['scheelt'])} {row['eenheid'] or ''}".strip()] if row["scheelt"] > 0 else []
    )
    if row["grenzen_meer"] > 0:
        kept = count(row["grenzen_meer"], "grens", "grenzen")
        found.append(f"zonder haar {'wordt' if row['grenzen_meer'] == 1 else 'worden'} daar {kept} meer niet gehaald")
    wanted = {
        each.id: each.measures_in for each in reading.publication.study.choices.directions
    }.get(str(row["richting"]), ())  # fmt: skip
    if not found:
        found.append("voor het hoofddoel en de grenzen voegt zij daar niets toe")
        if row["maatregel"] in wanted:
            found.append("de groep koos haar zelf")
    return " en ".join(found)


def _worse(reading: Reading, names: dict[str, str], rows: list[Record]) -> list[Block]:
    """Measures that make a criterion worse somewhere: that is never hidden behind a scenario where they help."""
    bad = [row for row in rows if (row["effect"] or 0) < 0]
    items = []
    for measure, own in grouped(bad, _measure).items():
        where = [
            f"{in_words(reading, criterion).lower()} in "
            f"{enumeration([reading.quoted(str(row['scenario'])) for row in each], most=2)}"
            for criterion, each in grouped(own, lambda row: str(row["criterium"])).items()
        ]
        items.append(f"{names[measure]}: {'; '.join(where)}.")
    return [Paragraph((Strong("Maakt iets erger"), ", ook alleen:")), Bullets(tuple(items))] if items else []
