"""``Reading``, a scenario and its map in, the chapter of that scenario out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from ...consequences.stress_test import CLASSES
from ...nl import count, enumeration, hours, number
from ...schema.base import Verdict
from ...schema.scenarios import Scenario
from ...simulation.outages import Cause
from ...tables import CONSEQUENCES, LIMITS
from ...tables.consequences import AREA_CONSEQUENCES, CHAIN, EXPOSURE_CLASSES, LINKS, RECOVERY, VULNERABILITY
from ...tables.stress_test import STRESS_TEST
from ..maps import states_of
from ..model import (
    Block,
    Bullets,
    Collapsible,
    Column,
    DataTable,
    Facts,
    Figure,
    Kind,
    Paragraph,
    Section,
    Strong,
    Subsection,
    Words,
)
from ..palette import DEPTH_CLASSES, LOOKS, State
from ..pictures.arrows import ChainLink
from ..pictures.bars import Bar, BarGroup, BarsView, draw_bars
from ..pictures.chain import ChainCell, ChainRow, ChainView, draw_chain
from ..pictures.exposure import ClassesRow, ClassesView, draw_classes
from ..pictures.map import MapView, draw_map
from ..pictures.recovery import RecoveryPanel, RecoveryView, draw_recovery
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
from .critical import critical_block
from .judgement import limit_blocks, outside_note
from .summary import anchor_of, counts, number_of, still_out

MOST_PANELS = 9


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
        new_page=True,
    )


def _what_fails(reading: Reading, scenario: str) -> list[Block]:
    """The chain, time, people and money, what matters most, and the limits."""
    blocks = [*_chain(reading, scenario), *_stories(reading, scenario), *_recovery(reading, scenario)]
    blocks += _consequences(reading, scenario)
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
    return Paragraph(f"In dit scenario valt geen enkel object uit: ketens, herstel en gevolgen zijn er niet.{tail}")


# --- what it is ------------------------------------------------------------------------------------------------------


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


# --- pictures --------------------------------------------------------------------------------------------------------


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
    division = first_division(reading)
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


def first_division(reading: Reading) -> str | None:
    """The division by which a report counts: the first one of the tables."""
    rows = reading.every(EXPOSURE_CLASSES) or reading.every(AREA_CONSEQUENCES)
    return None if not rows else rows[0]["indeling"]


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


# --- the chain -------------------------------------------------------------------------------------------------------


def _chain(reading: Reading, scenario: str) -> list[Block]:
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


def _stories(reading: Reading, scenario: str) -> list[Block]:
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


# --- time ------------------------------------------------------------------------------------------------------------


def _recovery(reading: Reading, scenario: str) -> list[Block]:
    by_function = grouped(reading.rows(RECOVERY, scenario), lambda row: str(row["functie"]))
    lost = {function: rows for function, rows in by_function.items() if any(row["gebruikers_zonder"] for row in rows)}
    if not lost:
        return []
    stuck = [function for function, rows in lost.items() if _is_stuck(rows)]
    panels: list[RecoveryPanel] = []
    table: list[tuple[Words, ...]] = []
    for function, rows in lost.items():
        half, most = (_time_to(reading, scenario, function, which) for which in ("t50", "t95"))
        if function not in stuck and len(panels) < MOST_PANELS:
            panels.append(_panel(reading, function, rows, half, most))
        table.append(_recovery_line(reading, function, rows, half, most))
    left = [each for each in lost if each not in stuck][MOST_PANELS:]
    horizon = reading.publication.study.time.horizon_hours
    alt = (
        f"Herstellijnen van {count(len(panels), 'functie', 'functies')}: hoeveel gebruikers zonder zitten, van het "
        f"begin tot na {reading.horizon}."
    )
    columns = (
        Column("Functie"),
        Column("Meeste zonder", Kind.NUMBER, "gebruikers"),
        Column("Begint na", Kind.NUMBER),
        Column("Helft terug na", Kind.NUMBER, "vanaf het begin van de uitval"),
        Column("95 % terug na", Kind.NUMBER, "vanaf het begin van de uitval"),
    )
    note = f"Niet getekend: {enumeration([reading.functions[each] for each in left])}." if left else ""
    data = DataTable("Herstel per functie", columns, tuple(table), note=note)
    blocks: list[Block] = []
    if stuck:
        names = enumeration([reading.functions[each] for each in stuck])
        blocks.append(Paragraph(f"Wie een functie kwijt is, heeft haar na {reading.horizon} nog niet terug: {names}."))
    if not panels:
        return [Subsection("Herstel", (*blocks, data))]
    picture = draw_recovery(RecoveryView(alt, float(horizon), tuple(panels)))
    caption = "Hoe lang duurt het? Elke functie heeft haar eigen eenheid en dus haar eigen schaal."
    return [Subsection("Herstel", (*blocks, Figure(Svg(picture.svg), alt, caption, data)))]


def _is_stuck(rows: list[Record]) -> bool:
    """Whether nobody who loses the function gets it back: a line that only rises tells nothing in a picture."""
    users = [row["gebruikers_zonder"] for row in rows]
    return bool(users[-1]) and users == sorted(users)


def _time_to(reading: Reading, scenario: str, function: str, which: str) -> Record | None:
    rows = reading.rows(CONSEQUENCES, scenario, criterium=f"hersteltijd_{which}_uur", functie=function)
    return rows[0] if rows else None


def _start(rows: list[Record]) -> Decimal:
    return Decimal(next(row["uur"] for row in rows if row["gebruikers_zonder"]))


def _panel(
    reading: Reading, function: str, rows: list[Record], half: Record | None, most: Record | None
) -> RecoveryPanel:
    start = _start(rows)

    def moment(found: Record | None) -> float | None:
        is_known = found is not None and found["waarde"] is not None and not found["afgekapt"]
        return float(start + found["waarde"]) if found is not None and is_known else None

    return RecoveryPanel(
        label=reading.functions[function],
        unit=reading.units[function],
        hours=tuple(float(row["uur"]) for row in rows),
        users=tuple(float(row["gebruikers_zonder"]) for row in rows),
        half_hours=moment(half),
        most_hours=moment(most),
        cut=bool(rows[-1]["gebruikers_zonder"]),
    )


def _recovery_line(
    reading: Reading, function: str, rows: list[Record], half: Record | None, most: Record | None
) -> tuple[str, ...]:
    def told(found: Record | None) -> str:
        if found is None or found["waarde"] is None:
            return "niet gerekend"
        return f"na {reading.horizon} nog niet" if found["afgekapt"] else hours(found["waarde"])

    peak = max(row["gebruikers_zonder"] for row in rows)
    start = _start(rows)
    return (
        reading.functions[function],
        f"{whole(peak)} {reading.units[function]}",
        hours(start) if start else "meteen",
        told(half),
        told(most),
    )


# --- people and money ------------------------------------------------------------------------------------------------


def _consequences(reading: Reading, scenario: str) -> list[Block]:
    blocks: list[Block] = _affected_per_area(reading, scenario) if _areas(reading, scenario, AFFECTED) else []
    tables = [_hours_table(reading, scenario), _per_function(reading, scenario), _other_consequences(reading, scenario)]
    first, *others = ([table] if table.rows else [] for table in tables)
    blocks += [*first, *_hours_pictures(reading, scenario), *(table for found in others for table in found)]
    return [Subsection("Wat het kost aan mensen, uren en geld", tuple(blocks))] if blocks else []


def _areas(reading: Reading, scenario: str, criterion: str) -> list[Record]:
    rows = reading.rows(AREA_CONSEQUENCES, scenario, criterium=criterion, indeling=first_division(reading))
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
    rows = reading.rows(AREA_CONSEQUENCES, scenario, criterium="gebruikersuren", indeling=first_division(reading))
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
    notes += [reading.priced] if any(row["criterium"] == INDIRECT for row in rows) and reading.priced else []
    return DataTable("Andere gevolgen", columns, told, shown=14, note=" ".join(notes))


def _summed(reading: Reading, rows: list[Record]) -> str:
    """Rows of one criterion and unit together."""
    return at_least(reading.amount(added(rows), rows[0]["eenheid"]), reading.is_partial(rows))
