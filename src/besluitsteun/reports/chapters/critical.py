"""``Reading`` in, the critical objects out: which twenty first?"""

from __future__ import annotations

from decimal import Decimal

from ...tables import CRITICAL
from ..model import Column, DataTable, Figure, Kind, Paragraph, Section
from ..pictures.bars import Bar, BarGroup, BarsView, draw_bars
from ..reading import Reading, Record, area_label, grouped, money, whole
from ..svg import Svg

MOST = 20
UNIT = "inwoneruren"


def critical_chapter(reading: Reading) -> Section:
    """The objects that matter most over all scenarios."""
    figure = critical_figure(reading, "", MOST)
    intro = (
        "Per object is alles opnieuw doorgerekend alsof dat ene object was blijven werken, wat er ook omheen gebeurde. "
        "Het verschil is wat het object in zijn eentje scheelt. Schade door het water zelf blijft, want het water "
        "blijft."
    )
    blocks = (figure,) if figure else (Paragraph("Geen enkel zichtbaar object maakt in zijn eentje verschil."),)
    return Section("knelpunten", "Knelpunten: welke twintig eerst?", blocks, intro=intro, new_page=True)


def critical_figure(reading: Reading, scenario: str, most: int) -> Figure | None:
    """Bars of the objects that spare most inwoneruren in a scenario, or ("") in the scenario where each spares most."""
    objects = grouped(
        (row for row in reading.rows(CRITICAL, scenario) if row["inwoneruren"]), lambda row: str(row["object"])
    )
    first = sorted(objects.items(), key=lambda item: item[1][0]["rang"])[:most]
    if not first:
        return None
    where = "over alle scenario's, het grootste verschil" if not scenario else reading.scenario_name(scenario)
    names = [reading.objects[name] for name, _ in first]
    alt = f"Staafdiagram van de {len(first)} objecten die het meeste schelen ({where}); bovenaan {names[0]}."
    drawn = tuple(
        Bar(f"{place}. {name}", float(rows[0]["inwoneruren"]), UNIT)
        for place, (name, (_, rows)) in enumerate(zip(names, first, strict=True), 1)
    )
    left = len(objects) - len(first)
    return Figure(
        Svg(draw_bars(BarsView(alt, (BarGroup("", drawn),))).svg),
        alt,
        f"Wat elk object in zijn eentje scheelt, in inwoneruren ({where}).",
        DataTable(
            "Knelpunten",
            _COLUMNS,
            tuple(_line(reading, rows) for _, rows in first),
            note=f"Nog {left} objecten schelen minder; zie knelpunten.csv." if left else "",
        ),
    )


_COLUMNS = (
    Column("Object"),
    Column("Functie"),
    Column("Gebied"),
    Column("Eigenaar"),
    Column("Scheelt getroffenen", Kind.NUMBER, "inwoners"),
    Column("Scheelt inwoneruren", Kind.NUMBER),
    Column("Scheelt schade", Kind.NUMBER, "door uitval"),
)


def _line(reading: Reading, rows: list[Record]) -> tuple[str, ...]:
    """One object; its rows differ in the function of the users."""
    row = rows[0]
    own = next(asset for asset in reading.publication.assets if asset.id == row["object"])
    damage = sum((each["vermeden_schade_eur"] for each in rows), Decimal(0))
    return (
        reading.objects[own.id],
        reading.functions[own.function],
        area_label(own.area) if own.area else "onbekend",
        reading.party(own.party),
        whole(row["getroffenen"]),
        whole(row["inwoneruren"]),
        money(damage) if damage else "–",
    )
