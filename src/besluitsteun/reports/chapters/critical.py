"""``Reading`` in, the critical objects out: which twenty first?"""

from __future__ import annotations

from decimal import Decimal

from ...nl import count
from ...tables import CRITICAL
from ..model import Column, DataTable, Figure, Kind, Paragraph, Section
from ..pictures.bars import Bar, BarGroup, BarsView, draw_bars
from ..reading import Reading, Record, area_label, grouped, money, whole
from ..svg import Svg

MOST = 20
UNIT = "inwoneruren"


def critical_chapter(reading: Reading) -> Section:
    """The objects that matter most over all scenarios."""
    block = critical_block(reading, "", MOST)
    intro = (
        "Per object is alles opnieuw doorgerekend alsof dat ene object was blijven werken, wat er ook omheen gebeurde. "
        "Het verschil is wat het object in zijn eentje scheelt. De volgorde is die van inwoneruren: inwoners × uren "
        "zonder een functie, elke inwoner per uur één keer. Schade door het water zelf blijft, want het water "
        "blijft."
    )
    blocks = (block or Paragraph("Geen enkel zichtbaar object maakt in zijn eentje verschil."),)
    return Section("knelpunten", "Knelpunten: welke twintig eerst?", blocks, intro=intro)


def ranked(reading: Reading, scenario: str) -> list[list[Record]]:
    """The rows of every visible object that matters in a scenario ("" = over all), in order of rank."""
    rows = [row for row in reading.rows(CRITICAL, scenario) if row["vermeden_gebruikersuren"] or row["inwoneruren"]]
    return sorted(grouped(rows, lambda row: str(row["object"])).values(), key=lambda own: own[0]["rang"])


def critical_block(reading: Reading, scenario: str, most: int) -> Figure | DataTable | None:
    """The objects that matter most: as bars of inwoneruren, or as a table where the study gives no residents."""
    objects = ranked(reading, scenario)
    if not objects:
        return None
    first, left = objects[:most], len(objects) - most
    note = (
        f"Nog {count(left, 'object scheelt', 'objecten schelen')} minder; zie de tabel knelpunten." if left > 0 else ""
    )
    if first[0][0]["inwoneruren"] is None:
        rows = tuple(_line_without_residents(reading, own) for own in first)
        return DataTable("Knelpunten", _WITHOUT_RESIDENTS, rows, note=note)
    where = "over alle scenario's, het grootste verschil" if not scenario else reading.scenario_name(scenario)
    names = [reading.objects[str(own[0]["object"])] for own in first]
    alt = f"Staafdiagram van de {len(first)} objecten die het meeste schelen ({where}); bovenaan {names[0]}."
    drawn = tuple(
        Bar(f"{place}. {name}", float(own[0]["inwoneruren"]), UNIT)
        for place, (name, own) in enumerate(zip(names, first, strict=True), 1)
    )
    return Figure(
        Svg(draw_bars(BarsView(alt, (BarGroup("", drawn),))).svg),
        alt,
        f"Wat elk object in zijn eentje scheelt, in inwoneruren ({where}).",
        DataTable("Knelpunten", _COLUMNS, tuple(_line(reading, own) for own in first), note=note),
    )


_WHO = (Column("Object"), Column("Functie"), Column("Gebied"), Column("Eigenaar"))
_COLUMNS = (
    *_WHO,
    Column("Scheelt getroffenen", Kind.NUMBER, "inwoners"),
    Column("Scheelt inwoneruren", Kind.NUMBER),
    Column("Scheelt schade", Kind.NUMBER, "door uitval"),
)
_WITHOUT_RESIDENTS = (*_WHO, Column("Scheelt", note="gebruikersuren per functie"))


def _line(reading: Reading, rows: list[Record]) -> tuple[str, ...]:
    """One object; its rows differ in the function of the users."""
    damage = sum((each["vermeden_schade_eur"] for each in rows), Decimal(0))
    return (
        *_who(reading, str(rows[0]["object"])),
        whole(rows[0]["getroffenen"]),
        whole(rows[0]["inwoneruren"]),
        money(damage) if damage else "–",
    )


def _line_without_residents(reading: Reading, rows: list[Record]) -> tuple[str, ...]:
    spared = [f"{whole(row['vermeden_gebruikersuren'])} {row['eenheid']}" for row in rows]
    return (*_who(reading, str(rows[0]["object"])), "; ".join(spared))


def _who(reading: Reading, name: str) -> tuple[str, str, str, str]:
    own = next(asset for asset in reading.publication.assets if asset.id == name)
    area = area_label(own.area) if own.area else "onbekend"
    return reading.objects[name], reading.functions[own.function], area, reading.party(own.party)
