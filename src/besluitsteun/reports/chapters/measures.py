"""``Reading`` in, the measures per safety layer out: what each does, what it costs, and what parties make of it."""

from __future__ import annotations

from decimal import Decimal

from ...nl import enumeration, number
from ...schema.base import Layer
from ...schema.measures import Measure
from ...tables import decision
from ..model import Block, Column, DataTable, Figure, Kind, Section, Subsection, Words
from ..pictures.bars import Bar, BarGroup, BarsView, draw_bars
from ..reading import Reading, Record, grouped, money
from ..svg import Svg
from .direction_card import amount
from .directions import measure_names
from .effects import effect_blocks
from .examples import example_blocks
from .weighed import weighed_blocks


def measures_chapter(reading: Reading) -> Section | None:
    """A part per layer; ``None`` for a study without measures, or one that was computed without them."""
    if not reading.every(decision.EFFECTS):
        return None
    parts = [part for layer in Layer if (part := _layer(reading, layer.value)) is not None]
    intro = (
        "Per veiligheidslaag wat elke maatregel alleen doet, opnieuw doorgerekend. Wat zij naast andere doet, kan meer "
        "of minder zijn; waar dat tegenspreekt, staat het erbij. Effecten tellen dus niet op."
    )
    return Section("maatregelen", "Maatregelen per veiligheidslaag", tuple(parts), intro=intro)


def _layer(reading: Reading, layer: str) -> Subsection | None:
    measures = [each for each in reading.publication.study.measures if each.layer.value == layer]
    if not measures:
        return None
    names = measure_names(reading)
    blocks: list[Block] = [
        *(effect_blocks(reading, layer, names) or [_figure(reading, layer)]),
        _table(reading, layer),
        *example_blocks(reading, layer),
        *weighed_blocks(reading, layer, names),
    ]
    return Subsection(layer.capitalize(), tuple(blocks), anchor=f"laag-{layer}")


def _best_scenario(reading: Reading, measure: str) -> tuple[Decimal, str]:
    """Avoided damage in the scenario in which it avoids most."""
    rows = [row for row in reading.every(decision.BREAK_EVEN) if row["maatregel"] == measure]
    best = max(rows, key=lambda row: (row["vermeden_schade_eur"] or Decimal(0), row["scenario"]), default=None)
    return (Decimal(0), "") if best is None else (best["vermeden_schade_eur"] or Decimal(0), str(best["scenario"]))


def _figure(reading: Reading, layer: str) -> Figure:
    names = measure_names(reading)
    measures = [each.id for each in reading.publication.study.measures if each.layer.value == layer]
    avoided = {each: _best_scenario(reading, each) for each in measures}
    ordered = sorted(measures, key=lambda each: (-avoided[each][0], names[each]))
    bars = tuple(Bar(names[each], max(0.0, float(avoided[each][0])), "euro") for each in ordered)
    top = ordered[0]
    alt = (
        f"Vermeden schade per maatregel in de laag {layer}, in het scenario waarin zij het meest vermijdt. Het meest: "
        f"{names[top]}, {money(avoided[top][0])}."
    )
    rows = tuple(
        (names[each], money(avoided[each][0]), reading.scenario_name(avoided[each][1]) if avoided[each][0] else "–")
        for each in ordered
    )
    columns = (Column("Maatregel", wide=True), Column("Vermeden schade", Kind.NUMBER), Column("In scenario"))
    caption = f"Schade die een maatregel alleen vermijdt, laag {layer}"
    return Figure(
        Svg(draw_bars(BarsView(alt, (BarGroup("", bars),))).svg), alt, caption, DataTable(caption, columns, rows)
    )


COUNTED = ("getroffenen", "dodelijke_slachtoffers")
"""People that are counted once whatever they lose: these columns have one unit for every measure."""


def _table(reading: Reading, layer: str) -> DataTable:
    every = reading.every(decision.EFFECTS)
    counted = [each for each in COUNTED if any(row["criterium"] == each for row in every)]
    columns = (
        Column("Maatregel", wide=True),
        Column("Investering", Kind.NUMBER, "euro"),
        Column("Per jaar", Kind.NUMBER, "euro, met afschrijving"),
        *(
            Column(f"Minder {reading.criteria[each].lower()}", Kind.NUMBER, "meeste in een scenario")
            for each in counted
        ),
        Column("Verdient zich terug", wide=True),
    )
    best = {
        (measure, criterion): max((row["effect"] for row in rows if row["effect"] is not None), default=None)
        for criterion in counted
        for measure, rows in grouped([row for row in every if row["criterium"] == criterion], _measure).items()
    }
    told: list[tuple[Words, ...]] = []
    for each in reading.publication.study.measures:
        if each.layer.value == layer:
            cost = None if each.cost_eur is None else Decimal(str(each.cost_eur))
            people = [amount(best.get((each.id, criterion)), None) for criterion in counted]
            money_words = (amount(cost, None), amount(_yearly(reading, each.id), None))
            told.append(
                (
                    _named(each),
                    *money_words,
                    *people,
                    _pays_back(reading, each.id),
                )
            )
    return DataTable(f"De maatregelen in de laag {layer}", columns, tuple(told))


def _named(measure: Measure) -> str:
    """A measure with the other layers that it belongs to as well."""
    also = enumeration([each.value for each in measure.other_layers])
    return f"{measure.name} (ook {also})" if also else measure.name


def _measure(row: Record) -> str:
    return str(row["maatregel"])


def _yearly(reading: Reading, measure: str) -> Decimal | None:
    rows = [row for row in reading.every(decision.BREAK_EVEN) if row["maatregel"] == measure]
    return rows[0]["jaarkosten_eur"] if rows else None


def _pays_back(reading: Reading, measure: str) -> str:
    """In the scenario in which it pays back soonest."""
    rows = [
        row for row in reading.every(decision.BREAK_EVEN) if row["maatregel"] == measure and row["terugverdien_jaar"]
    ]
    if not rows:
        return "niet in geld: vermijdt geen schade, of de kosten zijn niet bekend"
    best = max(rows, key=lambda row: row["terugverdien_jaar"])
    years = number(best["terugverdien_jaar"], 0 if best["terugverdien_jaar"] >= 10 else 1)
    text = f"als {reading.quoted(best['scenario'])} of erger vaker dan eens per {years} jaar gebeurt"
    if best["genoemd_van_jaar"] is not None:
        until = best["genoemd_tot_jaar"]
        named = number(best["genoemd_van_jaar"]) + (f" tot {number(until)}" if until is not None else " of meer")
        text += f" (genoemd: eens per {named} jaar)"
    return text
