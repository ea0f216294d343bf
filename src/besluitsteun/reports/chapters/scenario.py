"""``Reading``, a scenario and its map in, the chapter of that scenario out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from ...consequences.stress_test import CLASSES
from ...nl import count, enumeration, number
from ...schema.base import Verdict
from ...schema.scenarios import Scenario
from ...tables import CONSEQUENCES, LIMITS
from ...tables.consequences import CHAIN, EXPOSURE_CLASSES, VULNERABILITY
from ...tables.stress_test import STRESS_TEST
from ..maps import states_of
from ..model import (
    Block,
    Column,
    DataTable,
    Facts,
    Figure,
    Kind,
    Paragraph,
    Section,
    Subsection,
)
from ..palette import DEPTH_CLASSES, LOOKS, State
from ..pictures.exposure import ClassesRow, ClassesView, draw_classes
from ..pictures.map import MapView, draw_map
from ..reading import (
    AFFECTED,
    Reading,
    Record,
    at_least,
    grouped,
    percent,
    whole,
)
from ..svg import Svg
from .chain import chain, stories
from .critical import critical_block
from .judgement import limit_blocks
from .losses import losses
from .recovery import recovery
from .summary import anchor_of, counts, number_of, still_out


def scenario_chapter(reading: Reading, scenario: Scenario, view: MapView | None) -> Section:
    """What happens in one scenario: water, chain, time, people, money, limits."""
    blocks: list[Block] = [Facts(_facts(reading, scenario))]
    if view is not None:
        blocks.append(_map(reading, scenario.id, view))
    blocks += _exposure(reading, scenario.id)
    blocks += _stress_test(reading, scenario.id)
    blocks += (
        _what_fails(reading, scenario.id)
        if reading.rows(CHAIN, scenario.id)
        else [_nothing_fails(reading, scenario.id)]
    )
    return Section(
        anchor_of(scenario.id),
        scenario.name or scenario.id,
        tuple(blocks),
        intro=scenario.description or "",
        group="Scenario's",
    )


def _what_fails(reading: Reading, scenario: str) -> list[Block]:
    """The chain, time, people and money, what matters most, and the limits."""
    blocks = [*chain(reading, scenario), *stories(reading, scenario), *recovery(reading, scenario)]
    blocks += losses(reading, scenario)
    block = critical_block(reading, scenario, 10)
    blocks += [Subsection("Welke objecten schelen het meeste?", (block,))] if block else []
    if reading.rows(LIMITS, scenario):
        blocks.append(Subsection("Grenzen in dit scenario", tuple(limit_blocks(reading, scenario))))
    return blocks


def _nothing_fails(reading: Reading, scenario: str) -> Paragraph:
    """All that there is to say where no object fails."""
    verdicts = [row["oordeel"] for row in reading.rows(LIMITS, scenario)]
    crossed = verdicts.count(Verdict.UNACCEPTABLE.value)
    tail = (
        f" Van de {count(len(verdicts), 'grens', 'grenzen')} is er {number_of(crossed)} overschreden."
        if verdicts
        else ""
    )
    only = (
        f" Dat zegt alleen iets over de {whole(len(reading.publication.assets))} objecten van deze studie: "
        "wat er niet in staat, kan wel degelijk getroffen zijn."
    )
    return Paragraph(
        f"In dit scenario valt geen enkel object uit: ketens, herstel en gevolgen zijn er niet.{only}{tail}"
    )


# --- what it is ----------------------------------------------------------------------------------------------------


def _facts(reading: Reading, scenario: Scenario) -> tuple[tuple[str, str], ...]:
    wet, water, chain, imposed = counts(reading, scenario.id)
    affected = reading.rows(CONSEQUENCES, scenario.id, criterium=AFFECTED)
    facts = [("In het water", count(wet, "object", "objecten"))] if wet >= water else []
    facts += [
        ("Uit door het water", count(water, "object", "objecten")),
        ("Uit door de keten", count(chain, "object", "objecten")),
    ]
    facts += [("Opgelegde uitval", count(imposed, "object", "objecten"))] if imposed else []
    facts += [(f"Nog uit na {reading.horizon}", count(still_out(reading, scenario.id), "object", "objecten"))]
    facts += [("Getroffen", _affected(reading, scenario.id, affected))] if affected else []
    facts += [("Regen", _rain(reading, scenario))] if scenario.rain_mm is not None else []
    facts += [("Hoe vaak", _how_often(scenario))]
    if scenario.evacuated_share is not None:
        facts.append(("Vooraf geëvacueerd", percent(Decimal(str(scenario.evacuated_share)))))
    return tuple(facts)


def _affected(reading: Reading, scenario: str, rows: list[Record]) -> str:
    value, spread = reading.people(scenario, AFFECTED)
    told = at_least(f"{value} inwoners", reading.is_partial(rows))
    return f"{told} (8 van de 10 berekeningen: {spread})" if spread else told


def _rain(reading: Reading, scenario: Scenario) -> str:
    """The rain, beside what fell in Limburg."""
    told = f"{number(scenario.rain_mm or 0)} mm"
    if scenario.rain_hours is not None:
        told += f" in {number(scenario.rain_hours)} uur"
    limburg = reading.publication.study.figures["neerslag_limburg_plaatselijk"]
    return f"{told} (ter vergelijking: Limburg, juli 2021: {number(limburg.number)} mm in 48 uur op de natste plek)"


def _how_often(scenario: Scenario) -> str:
    """What was said of the likelihood, and by whom; that it is contested."""
    said = []
    if scenario.return_period is not None:
        period = scenario.return_period
        until = f" tot {number(period.to_year)}" if period.to_year is not None else ""
        source = f" ({period.source})" if period.source else ""
        said.append(f"eens in {number(period.from_year)}{until} jaar{source}")
    if scenario.likelihood is not None:
        said.append(f"“{scenario.likelihood.klass}” volgens {scenario.likelihood.who}")
    if not said:
        return "niet opgegeven: boven de norm is dat omstreden"
    return f"{enumeration(said)}; boven de norm is dit omstreden"


# --- pictures ----------------------------------------------------------------------------------------------------


def _map(reading: Reading, scenario: str, view: MapView) -> Figure:
    picture = draw_map(view)
    states = states_of(reading, scenario)
    function_of = {asset.id: asset.function for asset in reading.publication.assets}
    counted = Counter((function_of[name], state) for name, state in states.items())
    shown = (State.WORKS, State.WET, State.WATER, State.CHAIN, State.IMPOSED)
    rows = tuple(
        (name, *(whole(counted[function, state]) for state in shown))
        for function, name in reading.functions.items()
        if any(counted[function, state] for state in shown)
    )
    columns = (Column("Functie"), *(Column(LOOKS[state].label.capitalize(), Kind.NUMBER) for state in shown))
    return Figure(
        Svg(picture.svg),
        view.alt,
        "Waar staat het water, wat valt daardoor uit, en wat valt uit door een ander?",
        DataTable("Objecten per functie: wat er van werd", columns, rows),
        key=tuple(name for _, name in picture.key),
    )


def _exposure(reading: Reading, scenario: str) -> list[Block]:
    """Objects per depth class, and which of them fail at their threshold."""
    division = reading.first_division
    classes = reading.rows(EXPOSURE_CLASSES, scenario, indeling=division)
    if not classes:
        return []
    by_function = grouped(classes, lambda row: str(row["functie"]))
    bounds = [Decimal(each.above_mm) / 1000 for each in DEPTH_CLASSES]
    rows = []
    for function, own in by_function.items():
        counted = [0] * len(bounds)
        for row in own:
            counted[sum(row["diepte_boven_m"] >= bound for bound in bounds) - 1] += row["objecten"]
        rows.append(ClassesRow(reading.functions[function], tuple(counted)))
    labels = tuple(each.label for each in DEPTH_CLASSES)
    every = sum(sum(row.counts) for row in rows)
    alt = f"Staafdiagram: {count(every, 'object', 'objecten')} in het water, per functie en diepteklasse."
    picture = draw_classes(ClassesView(alt, labels, tuple(rows)))
    table = DataTable(
        "Objecten in het water per diepteklasse",
        (Column("Functie"), *(Column(label, Kind.NUMBER) for label in labels)),
        tuple((row.label, *(whole(each) for each in row.counts)) for row in rows),
    )
    figure = Figure(Svg(picture.svg), alt, "Hoe diep staan de objecten in het water?", table)
    return [Subsection("In het water, en wat daartegen kan", (figure, _vulnerability(reading, scenario, division)))]


def _vulnerability(reading: Reading, scenario: str, division: str | None) -> DataTable:
    rows = grouped(reading.rows(VULNERABILITY, scenario, indeling=division), lambda row: str(row["functie"]))
    told = []
    for function, own in rows.items():
        sensitive, assumed = (sum(row[column] for row in own) for column in ("gevoelig", "drempel_aanname"))
        margins = [row["marge_min_m"] for row in own if row["marge_min_m"] is not None]
        told.append(
            (
                reading.functions[function],
                whole(sum(row["objecten_nat"] for row in own)),
                whole(sensitive),
                whole(sum(row["falend"] for row in own)),
                f"{number(min(margins), 2)} m" if margins else "–",
                f"{whole(assumed)} van {whole(sensitive)}" if sensitive else "–",
            )
        )
    columns = (
        Column("Functie"),
        Column("In het water", Kind.NUMBER),
        Column("Kan uitvallen door water", Kind.NUMBER, "waterdiepte waarbij is opgegeven"),
        Column("Valt uit", Kind.NUMBER, "het water komt hoger"),
        Column("Kleinste marge", Kind.NUMBER, "onder 0: valt uit"),
        Column("Die diepte is een aanname", Kind.NUMBER),
    )
    return DataTable("Kwetsbaarheid: welke objecten vallen uit door het water?", columns, tuple(told))


def _stress_test(reading: Reading, scenario: str) -> list[Block]:
    """Buildings, roads and what else the study maps, per depth class."""
    rows = reading.rows(STRESS_TEST, scenario, indeling=None)
    if not any(row["aantal"] for row in rows if row["klasse"] != CLASSES[0]):
        return [Paragraph("Ook van de gebouwen en wegen op de kaart staat er geen in het water.")] if rows else []
    layers = [each.layer for each in reading.publication.study.stress_layers]
    names = {layer.id: layer.name or layer.id for layer in layers}
    told = []
    for layer, own in grouped(rows, lambda row: str(row["laag"])).items():
        by_class = {row["klasse"]: row for row in own}
        told.append((names.get(layer, layer), *(_stress_cell(by_class.get(each)) for each in CLASSES)))
    heads = ("Droog", "Tot 0,20 m", "0,20 – 0,50 m", "0,50 – 2,00 m", "Dieper dan 2 m", "Onbekend")
    columns = (Column("Wat"), *(Column(head, Kind.NUMBER) for head in heads))
    note = (
        "Elk gebouw, elke weg en elk spoor telt op zijn diepste plek; bij lijnen staat de lengte per diepte erachter."
    )
    return [DataTable("Gebouwen, wegen en wat de studie nog meer op de kaart heeft", columns, tuple(told), note=note)]


def _stress_cell(row: Record | None) -> str:
    if row is None:
        return "–"
    length = "" if row["lengte_km"] is None else f" ({number(row['lengte_km'], 1)} km)"
    return f"{whole(row['aantal'])}{length}"
