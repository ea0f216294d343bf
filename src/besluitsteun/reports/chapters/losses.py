"""``Reading`` and a scenario in, what is lost there in people, hours and money out."""

from __future__ import annotations

from ...nl import hours, number
from ...tables import CONSEQUENCES
from ...tables.consequences import AREA_CONSEQUENCES
from ..model import (
    Block,
    Collapsible,
    Column,
    DataTable,
    Figure,
    Kind,
    Paragraph,
    Subsection,
)
from ..pictures.bars import Bar, BarGroup, BarsView, draw_bars
from ..reading import (
    AFFECTED,
    INDIRECT,
    Reading,
    Record,
    added,
    area_label,
    at_least,
    grouped,
    percent,
    whole,
)
from ..svg import Svg
from .judgement import outside_note


def losses(reading: Reading, scenario: str) -> list[Block]:
    """People, hours and money, by area and by function."""
    blocks: list[Block] = _affected_per_area(reading, scenario) if _areas(reading, scenario, AFFECTED) else []
    tables = [_hours_table(reading, scenario), _per_function(reading, scenario), _other_consequences(reading, scenario)]
    first, *others = ([table] if table.rows else [] for table in tables)
    blocks += [*first, *_hours_pictures(reading, scenario), *(table for found in others for table in found)]
    return [Subsection("Wat het kost aan mensen, uren en geld", tuple(blocks))] if blocks else []


def _areas(reading: Reading, scenario: str, criterion: str) -> list[Record]:
    rows = reading.rows(AREA_CONSEQUENCES, scenario, criterium=criterion, indeling=reading.first_division)
    return [row for row in rows if row["waarde"]]


def area_name(row: Record) -> str:
    """The area of a row in words."""
    return area_label(str(row["gebied"])) if row["gebied"] else "buiten de gebieden"


def bars(rows: list[Record], unit: str, alt: str) -> Svg:
    """Bars of one unit, one per area."""
    drawn = tuple(
        Bar(
            area_name(row),
            float(row["waarde"]),
            unit,
            None if row["p10"] is None else float(row["p10"]),
            None if row["p90"] is None else float(row["p90"]),
            bool(row["afgekapt"]),
        )
        for row in sorted(rows, key=lambda row: (-row["waarde"], area_name(row)))
    )
    return Svg(draw_bars(BarsView(alt, (BarGroup("", drawn),))).svg)


def _affected_per_area(reading: Reading, scenario: str) -> list[Block]:
    rows = _areas(reading, scenario, AFFECTED)
    alt = f"Getroffen inwoners per gebied; samen {reading.people(scenario, AFFECTED)[0]}."
    least = hours(reading.publication.study.figures["getroffen_vanaf_uur"].exact)
    table = area_table(rows, "Getroffen inwoners per gebied", "inwoners")
    return [
        Figure(bars(rows, "inwoners", alt), alt, "Getroffen inwoners per gebied", table),
        Paragraph(
            f"Getroffen is wie {least} of langer ten minste één functie mist. Per gebied telt de functie die de "
            "meesten kwijt zijn, niet de som: wie stroom én water mist, telt één keer. In werkelijkheid kunnen het er "
            "meer zijn."
        ),
    ]


def area_table(rows: list[Record], caption: str, unit: str) -> DataTable:
    """Values per area with their bandwidth."""
    columns = (
        Column("Gebied"),
        Column("Waarde", Kind.NUMBER, unit),
        Column("Bandbreedte", Kind.NUMBER, "8 van de 10 berekeningen"),
    )
    told = tuple((area_name(row), at_least(whole(row["waarde"]), bool(row["afgekapt"])), band(row)) for row in rows)
    return DataTable(caption, columns, told, note=outside_note(rows))


def band(row: Record) -> str:
    """Between which values 8 of 10 calculations lie."""
    if row["p10"] is None or row["p90"] is None:
        return "niet gerekend"
    return f"{whole(row['p10'])} – {whole(row['p90'])}"


def _hours_table(reading: Reading, scenario: str) -> DataTable:
    """User-hours per function and area: a row per function, because units differ."""
    rows = reading.rows(AREA_CONSEQUENCES, scenario, criterium="gebruikersuren", indeling=reading.first_division)
    areas = sorted({area_name(row) for row in rows})
    told = []
    by_function = grouped(rows, _function)
    for function in reading.functions:
        own = by_function.get(function, [])
        if not added(own):
            continue
        by_area = {area_name(row): row for row in own}
        cells = [whole(by_area[area]["waarde"]) if area in by_area else "–" for area in areas]
        told.append(
            (
                reading.functions[function],
                reading.units[function],
                *cells,
                at_least(whole(added(own)), reading.is_partial(own)),
            )
        )
    columns = (
        Column("Functie"),
        Column("Uren van"),
        *(Column(area, Kind.NUMBER) for area in areas),
        Column("Samen", Kind.NUMBER),
    )
    note = "Tel nooit op over functies: de eenheden verschillen. “Ten minste”: na " + (
        f"{reading.horizon} duurt de uitval nog voort."
    )
    return DataTable("Uren zonder de functie, per gebied", columns, tuple(told), shown=12, note=note)


def _hours_pictures(reading: Reading, scenario: str) -> list[Block]:
    rows = _areas(reading, scenario, "gebruikersuren")
    figures = []
    for function, own in grouped(rows, lambda row: str(row["functie"])).items():
        unit = f"{reading.units[function]} × uur"
        alt = f"{reading.functions[function]}: uren zonder, per gebied, samen {whole(added(own))} {unit}."
        name = reading.functions[function]
        table = area_table(own, f"{name}: uren zonder, per gebied", unit)
        figures.append(Figure(bars(own, unit, alt), alt, f"{name}: uren zonder, per gebied", table))
    return (
        [Collapsible("Uren zonder, per functie en gebied in beeld", tuple(figures), on_paper=False)] if figures else []
    )


PER_FUNCTION = ("kwetsbare_gebruikersuren", "gevolg_buiten_water", "keteneffectfactor")
"""Criteria that are told per function: they do not add up over functions."""
COMPENSATION = "compensatie_eur"
ELSEWHERE = ("gebruikersuren", AFFECTED, "klantminuten", "hersteltijd_t50_uur", "hersteltijd_t95_uur")
"""Criteria that have a picture or a table of their own."""


def _per_function(reading: Reading, scenario: str) -> DataTable:
    """Vulnerable people, and how far the consequence reaches beyond the water."""
    rows = {name: grouped(reading.rows(CONSEQUENCES, scenario, criterium=name), _function) for name in PER_FUNCTION}
    told = []
    for function, label in reading.functions.items():
        vulnerable, dry, factor = (rows[name].get(function, []) for name in PER_FUNCTION)
        if any(row["waarde"] for row in (*vulnerable, *dry, *factor)):
            told.append(
                (
                    label,
                    at_least(whole(added(vulnerable)), reading.is_partial(vulnerable))
                    if vulnerable
                    else "niet opgegeven",
                    percent(dry[0]["waarde"]) if dry and dry[0]["waarde"] is not None else "–",
                    f"{number(factor[0]['waarde'], 1)} ×" if factor and factor[0]["waarde"] is not None else "–",
                )
            )
    columns = (
        Column("Functie"),
        Column("Kwetsbare mensen", Kind.NUMBER, "mensen × uur zonder"),
        Column("Op droge plekken", Kind.NUMBER, "deel van de uren zonder"),
        Column("Hoeveel keer groter door de keten", Kind.NUMBER, "alles ÷ wat zelf getroffen is"),
    )
    note = "Een streepje: bij objecten die zelf zijn getroffen ging niets verloren, dus valt er niet te delen."
    return DataTable("Kwetsbare mensen, en hoe ver het gevolg buiten het water reikt", columns, tuple(told), note=note)


def _function(row: Record) -> str:
    return str(row["functie"])


def _other_consequences(reading: Reading, scenario: str) -> DataTable:
    """Every other criterion, summed over the study."""
    skipped = {*PER_FUNCTION, *ELSEWHERE}
    rows = [row for row in reading.rows(CONSEQUENCES, scenario) if row["criterium"] not in skipped and row["waarde"]]
    told = tuple(
        (reading.criteria[str(own[0]["criterium"])], _summed(reading, own))
        for own in grouped(rows, lambda row: f"{row['criterium']}|{row['eenheid']}").values()
    )
    columns = (Column("Gevolg"), Column("Waarde", Kind.NUMBER))
    notes = ["Wat op nul uitkomt, staat er niet in."]
    if any(row["criterium"] == COMPENSATION for row in rows):
        notes.append(
            "Compensatie is een bedrag per aansluiting dat de netbeheerder moet betalen en dat met de uren oploopt, "
            "ook als de schade niet meer telt. Zij kan dus hoger zijn dan de schade, en telt daar niet bij op."
        )
    notes += [reading.priced] if any(row["criterium"] == INDIRECT for row in rows) and reading.priced else []
    return DataTable("Andere gevolgen", columns, told, shown=14, note=" ".join(notes))


def _summed(reading: Reading, rows: list[Record]) -> str:
    """Rows of one criterion and unit together."""
    return at_least(reading.amount(added(rows), rows[0]["eenheid"]), reading.is_partial(rows))
