"""``Reading`` in, limits and judgements out: outcomes beside what the parties said, and where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...nl import enumeration, number
from ...schema.ambitions import Limit, Over, Risk
from ...schema.base import Verdict
from ...schema.figures import CLASSES
from ...tables import CONSEQUENCES, LIMITS
from ...tables.consequences import LEVELS, RISK_MATRIX, RISKS
from ..model import (
    VERDICT_LOOKS,
    Block,
    Card,
    Cards,
    Cell,
    Column,
    DataTable,
    Figure,
    Kind,
    Paragraph,
    Section,
    Strong,
    Subsection,
    Words,
)
from ..pictures.matrix import ConsequenceClass, MatrixView, draw_matrix
from ..pictures.matrix import Risk as Mark
from ..reading import Reading, Record, grouped, money, money_range, percent, whole
from ..svg import Svg
from .summary import shown_scenarios

OUTAGE_HOURS, JOINT = "uitval_uur", "gezamenlijk"
SAID_BY_NAME = ("inwoners", "personen", "locaties", "stations", "verhouding")
"""Units that the name of a criterion says already."""


def judgement_chapter(reading: Reading) -> Section:
    """Limits by scenario, judgements by risk, ambition levels, and the risk matrix."""
    blocks: list[Block] = []
    if reading.publication.study.limits:
        blocks.append(_limits_by_scenario(reading))
    else:
        blocks.append(
            Paragraph("Partijen hebben nog geen grenzen gesteld. Zonder grens is er geen oordeel uit getallen.")
        )
    blocks += [_risk(reading, each) for each in reading.publication.study.risks]
    blocks += [_levels(reading)] if reading.every(LEVELS) else []
    blocks += [_matrix(reading)] if reading.every(RISK_MATRIX) else []
    intro = (
        "Een grens is van een partij, of van allen samen; het programma zegt alleen aan welke kant een uitkomst ligt. "
        "“Nader onderzoek” staat er als de bandbreedte over de grens heen loopt, of als de uitval aan het eind nog "
        "duurt en de grens dus nog gepasseerd kan worden. Woorden van partijen staan ernaast en worden nooit door "
        "getallen vervangen."
    )
    return Section("oordelen", "Grenzen en oordelen", tuple(blocks), intro=intro, new_page=True)


# --- limits ----------------------------------------------------------------------------------------------------------


def _limits_by_scenario(reading: Reading) -> DataTable:
    shown = shown_scenarios(reading)
    verdicts = {(row["grens"], row["scenario"]): Verdict(row["oordeel"]) for row in reading.every(LIMITS)}
    rows = tuple(
        (
            limit_in_words(reading, limit),
            reading.party(limit.party),
            *(verdicts.get((limit.id, scenario), "geldt niet") for scenario in shown),
        )
        for limit in reading.publication.study.limits
    )
    columns = (Column("Grens", wide=True), Column("Van"), *(Column(reading.label(each)) for each in shown))
    return DataTable("Alle grenzen, per scenario", columns, rows, shown=20)


def limit_table(reading: Reading, scenario: str) -> DataTable:
    """The limits that hold in a scenario, with the outcome beside them."""
    limits = {each.id: each for each in reading.publication.study.limits}
    rows = tuple(
        (
            limit_in_words(reading, limits[row["grens"]]),
            reading.party(row["partij"]),
            _outcome(reading, limits[row["grens"]], row),
            Verdict(row["oordeel"]),
        )
        for row in reading.rows(LIMITS, scenario)
        if row["grens"] in limits
    )
    columns = (Column("Grens", wide=True), Column("Van"), Column("Uitkomst", note="met bandbreedte"), Column("Oordeel"))
    return DataTable("Uitkomsten naast de grenzen", columns, rows, shown=15)


def limit_in_words(reading: Reading, limit: Limit) -> str:
    """What a limit says, in one line."""
    about, unit = _about(reading, limit), unit_of(reading, limit)
    pairs = (("acceptabel tot en met", limit.acceptable_to), ("onacceptabel vanaf", limit.unacceptable_from))
    bounds = [f"{words} {_amount(Decimal(str(bound)), unit)}" for words, bound in pairs if bound is not None]
    return f"{about[0].upper()}{about[1:]}: {', '.join(bounds) or 'nog geen getal'}"


def _about(reading: Reading, limit: Limit) -> str:
    """What a limit is about: which outcome, of whom, where."""
    if limit.criterion == OUTAGE_HOURS:
        over = {Over.SUM: "alle uitval samen", Over.LONGEST: "langste uitval aan één stuk"}
        what = over.get(limit.over or Over.EACH, "uitval van elk object")
    else:
        what = reading.criteria.get(limit.criterion, limit.criterion)
        what += " (per object)" if limit.over is Over.EACH else ""
    parts = [what]
    if limit.function:
        function = reading.functions[limit.function].lower()
        parts = [what.replace("de functie", function)] if "de functie" in what else [what, f"van {function}"]
    if limit.assets:
        parts.append(f"bij {enumeration([reading.objects.get(each, each) for each in limit.assets], most=3)}")
    parts += [f"in {limit.area}"] if limit.area else []
    return " ".join(parts)


def unit_of(reading: Reading, limit: Limit) -> str:
    """The unit of what a limit holds, where its name does not say it already."""
    if limit.criterion == OUTAGE_HOURS:
        return "uur"
    units = {
        row["eenheid"]
        for row in reading.every(CONSEQUENCES)
        if row["criterium"] == limit.criterion and limit.function in (None, row["functie"])
    }
    unit = next(iter(units)) if len(units) == 1 else ""
    return "" if unit in SAID_BY_NAME else unit


def _amount(value: Decimal, unit: str) -> str:
    if unit == "eur":
        return money(value)
    if unit == "aandeel":
        return percent(value)
    return f"{_plain(value)} {unit}".strip()


def _outcome(reading: Reading, limit: Limit, row: Record) -> str:
    if row["waarde"] is None:
        return "niet te zeggen"
    unit = unit_of(reading, limit)
    told = _amount(row["waarde"], unit)
    low, high = row["p10"], row["p90"]
    if low is None or low == high:
        return told
    return f"{told} ({money_range(low, high) if unit == 'eur' else f'{_plain(low)} – {_plain(high)}'})"


def _plain(value: Decimal) -> str:
    return number(value, 2) if abs(value) < 2 and value != value.to_integral_value() else whole(value)


# --- judgements in words ---------------------------------------------------------------------------------------------


def _risk(reading: Reading, risk: Risk) -> Subsection:
    """One risk: what every party says, and what its limits say of the numbers."""
    rows = [row for row in reading.every(RISKS) if row["risico"] == risk.id]
    cards = tuple(_card(reading, party, own) for party, own in grouped(rows, lambda row: str(row["partij"])).items())
    said = {row["oordeel"] for row in rows if row["oordeel"]}
    words = enumeration(sorted(VERDICT_LOOKS[Verdict(each)].word for each in said))
    verdict = f"Partijen denken hier verschillend: {words}." if len(said) > 1 else ""
    against = [reading.party(row["partij"]) for row in rows if row["verschilt"]]
    if against:
        who = enumeration(list(dict.fromkeys(against)))
        verdict += f" Bij {who} spreken het woord en de eigen grens elkaar tegen."
    blocks: tuple[Block, ...] = (Paragraph(verdict.strip()),) if verdict else ()
    return Subsection(f"Risico: {risk.name}", (*blocks, Cards(cards)) if cards else blocks)


def _card(reading: Reading, party: str, rows: Sequence[Record]) -> Card:
    """What a party said, and per scenario what its limits say."""
    said = next((row for row in rows if row["oordeel"]), None)
    texts: list[Words] = [f"“{said['waarom']}”"] if said and said["waarom"] else []
    if said is None and party != JOINT:
        texts.append("Heeft hierover nog niets gezegd.")
    measured = grouped(rows, lambda row: str(row["oordeel_uit_grenzen"]))
    own = [
        f"{VERDICT_LOOKS[Verdict(verdict)].word} in {enumeration([reading.label(row['scenario']) for row in found])}"
        for verdict, found in measured.items()
        if verdict != Verdict.NONE_YET.value
    ]
    texts += [(Strong("Eigen grens: "), "; ".join(own))] if own else []
    facts = (("Gezegd op", str(said["datum"])),) if said and said["datum"] else ()
    name = "Gezamenlijk" if party == JOINT else reading.party(None if party == "None" else party)
    return Card(name, Verdict(said["oordeel"]) if said else None, tuple(texts), facts)


# --- levels and matrix -----------------------------------------------------------------------------------------------


def _levels(reading: Reading) -> Subsection:
    """Which ambition levels are met without measures."""
    shown = shown_scenarios(reading)
    by = {(row["niveau"], row["scenario"]): row for row in reading.every(LEVELS)}
    rows: list[tuple[Cell, ...]] = []
    for level in reading.publication.study.ambitions.levels:
        support = enumeration([reading.party(each) for each in level.supported_by]) or "nog niemand"
        rows.append((level.name, support, *(_met(by.get((level.id, scenario))) for scenario in shown)))
    columns = (Column("Niveau"), Column("Gesteund door"), *(Column(reading.label(each)) for each in shown))
    table = DataTable("Ambitieniveaus: wat wordt zonder maatregelen gehaald?", columns, tuple(rows))
    return Subsection("Ambitieniveaus", (table,))


def _met(row: Record | None) -> str:
    if row is None:
        return "geldt niet"
    met, unmet, open_ones = (len(row[column]) for column in ("gehaald", "niet_gehaald", "onbeslist"))
    every = met + unmet + open_ones
    if not every:
        return "geen grens"
    tail = f", {open_ones} onbeslist" if open_ones else ""
    return f"{met} van {every} gehaald{tail}"


def _matrix(reading: Reading) -> Subsection:
    """Likelihood × consequence, every scenario and criterion numbered."""
    settings = reading.publication.study.risk_matrix
    likelihoods = tuple(settings.likelihoods or ())
    rows = [row for scenario in shown_scenarios(reading) for row in reading.rows(RISK_MATRIX, scenario)]
    classes = tuple(
        ConsequenceClass(letter, "", value) for letter, value in zip(CLASSES, settings.class_values, strict=True)
    )
    marks = tuple(
        Mark(
            place,
            f"{reading.label(row['scenario'])}: {reading.criteria[row['criterium']].lower()}",
            CLASSES.index(row["gevolgklasse"]),
            likelihoods.index(row["kansklasse"]) if row["kansklasse"] else None,
        )
        for place, row in enumerate(rows, 1)
    )
    given = likelihoods if any(mark.likelihood is not None for mark in marks) else ()
    alt = f"Risicomatrix met {len(marks)} gevolgen; de meeste zonder opgegeven kans."
    picture = draw_matrix(MatrixView(alt, given, classes, marks))
    table = DataTable(
        "Gevolgen in hun klasse",
        (
            Column("Nr.", Kind.NUMBER),
            Column("Scenario"),
            Column("Gevolg"),
            Column("Waarde", Kind.NUMBER),
            Column("Klasse"),
            Column("Gewicht", Kind.NUMBER),
            Column("Kans"),
        ),
        tuple(_matrix_line(reading, mark.number, row) for mark, row in zip(marks, rows, strict=True)),
        shown=12,
    )
    figure = Figure(
        Svg(picture.svg),
        alt,
        "Kans × gevolg. De grenzen van de klassen zijn aannames die u kunt vervangen; een kans staat er alleen als "
        "iemand haar heeft opgegeven.",
        table,
    )
    return Subsection("Risicomatrix", (figure,), anchor="risicomatrix")


def _matrix_line(reading: Reading, place: int, row: Record) -> tuple[str, ...]:
    value = money(row["waarde"]) if row["eenheid"] == "eur" else f"{whole(row['waarde'])} {row['eenheid']}"
    return (
        str(place),
        reading.label(row["scenario"]),
        reading.criteria[row["criterium"]],
        value,
        str(row["gevolgklasse"]),
        str(row["klassewaarde"]),
        str(row["kansklasse"] or "niet opgegeven"),
    )
