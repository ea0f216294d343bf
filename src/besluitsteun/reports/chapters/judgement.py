"""``Reading`` in, limits and judgements out: outcomes beside what the parties said, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ...consequences.judgement import SEVERITY
from ...nl import enumeration, hours
from ...schema.ambitions import Limit, Risk
from ...schema.base import Standing, Verdict
from ...schema.figures import CLASSES
from ...tables import CONSEQUENCES, LIMITS, OUTAGES
from ...tables.consequences import AREA_CONSEQUENCES, LEVELS, RISK_MATRIX, RISKS
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
    Notice,
    NoticeKind,
    Paragraph,
    Section,
    Strong,
    Subsection,
    Words,
)
from ..pictures.matrix import ConsequenceClass, MatrixView, draw_matrix
from ..pictures.matrix import Risk as Mark
from ..reading import DEATHS, Reading, Record, at_least, grouped, money_range, percent, whole
from ..svg import Svg
from .limits import OUTAGE_HOURS, limit_amount, limit_in_words, plain_number, unit_of
from .summary import disputed_risks, shown_scenarios

JOINT = "gezamenlijk"
EXAMPLES = (
    "Dit zijn voorbeelden, door geen enkele partij gezegd: zij laten zien hoe grenzen en oordelen naast "
    "uitkomsten komen te staan."
)


def judgement_chapter(reading: Reading) -> Section:
    """Limits by scenario, judgements by risk, ambition levels, and the risk matrix."""
    blocks: list[Block] = []
    blocks += [Notice(NoticeKind.SYNTHETIC, EXAMPLES)] if _has_examples(reading) else []
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
        "Een partij noemt twee getallen: tot het ene is een uitkomst acceptabel, vanaf het andere onacceptabel: de "
        "grens is dan overschreden. Ertussenin staat “afwegen”: dan is het een keuze. “Nader onderzoek” staat er als "
        "niet alle berekeningen aan dezelfde kant liggen, of als de uitval aan het eind nog duurt en de uitkomst dus "
        "nog over de grens kan gaan. Woorden van partijen staan ernaast en worden nooit door getallen vervangen."
    )
    return Section("oordelen", "Grenzen en oordelen", tuple(blocks), intro=intro)


def _has_examples(reading: Reading) -> bool:
    """Whether some limit or word is of nobody."""
    study = reading.publication.study
    said = (*study.limits, *(each for risk in study.risks for each in risk.judgements))
    return any(each.standing is Standing.EXAMPLE for each in said)


# --- limits ----------------------------------------------------------------------------------------------------------


def _limits_by_scenario(reading: Reading) -> DataTable:
    shown = shown_scenarios(reading)
    verdicts = {(row["grens"], row["scenario"]): Verdict(row["oordeel"]) for row in reading.every(LIMITS)}
    rows = tuple(
        (
            limit_in_words(reading, limit),
            reading.speaker(limit.party, limit.standing),
            *(verdicts.get((limit.id, scenario), "geldt niet") for scenario in shown),
        )
        for limit in reading.publication.study.limits
    )
    columns = (Column("Grens", wide=True), Column("Van"), *(Column(reading.scenario_name(each)) for each in shown))
    return DataTable("Alle grenzen, per scenario", columns, rows, shown=20)


OUTSIDE = (
    "Een waarde kan buiten haar eigen bandbreedte liggen: zij komt uit één berekening met de waarschijnlijkste "
    "waarden. Loopt de opgegeven marge vooral naar één kant, dan komen de meeste berekeningen aan die kant uit."
)


def outside_note(rows: Sequence[Record]) -> str:
    """Why a value may lie outside its own range; empty where none does."""
    told = [row for row in rows if None not in (row["waarde"], row["p10"], row["p90"])]
    return OUTSIDE if any(not row["p10"] <= row["waarde"] <= row["p90"] for row in told) else ""


def limit_blocks(reading: Reading, scenario: str) -> Iterator[Block]:
    """The limits that hold in a scenario with the outcome beside them, and whether they are examples."""
    if _has_examples(reading):
        yield Notice(NoticeKind.SYNTHETIC, EXAMPLES)
    yield _limit_table(reading, scenario)


def _limit_table(reading: Reading, scenario: str) -> DataTable:
    limits = {each.id: each for each in reading.publication.study.limits}
    rows = tuple(
        (
            limit_in_words(reading, limits[row["grens"]]),
            reading.speaker(row["partij"], limits[row["grens"]].standing),
            _outcome(reading, limits[row["grens"]], row),
            Verdict(row["oordeel"]),
        )
        for row in reading.rows(LIMITS, scenario)
        if row["grens"] in limits
    )
    outcome = Column("Uitkomst", note="tussen haakjes 8 van de 10 berekeningen")
    columns = (Column("Grens", wide=True), Column("Van"), outcome, Column("Oordeel"))
    notes = (
        outside_note(reading.rows(LIMITS, scenario)),
        _end_note(reading, scenario),
        _deaths_note(reading, scenario),
    )
    note = " ".join(filter(None, notes))
    return DataTable("Uitkomsten naast de grenzen", columns, rows, shown=15, note=note)


def _end_note(reading: Reading, scenario: str) -> str:
    """That hours are not counted beyond the end of the calculation, where a range reaches it."""
    end = reading.publication.study.time.horizon_hours
    timed = {each.id for each in reading.publication.study.limits if unit_of(reading, each) == "uur"}
    reached = any(row["grens"] in timed and row["p90"] == end for row in reading.rows(LIMITS, scenario))
    return f"Bij {whole(end)} uur eindigt de berekening: wat langer duurt, telt als {whole(end)}." if reached else ""


def _deaths_note(reading: Reading, scenario: str) -> str:
    """At which share of people who leave in time the estimate of deaths reaches a limit: it is straight in who stays.

    Deaths are residents at risk × (1 − share that left) × mortality (04), so a limit L is reached where
    1 − share = L ÷ deaths × (1 − share assumed).
    """
    away = reading.evacuated(scenario)
    found = [
        (Decimal(str(limit.unacceptable_from)), row["waarde"])
        for row in reading.rows(LIMITS, scenario)
        for limit in reading.publication.study.limits
        if limit.id == row["grens"] and limit.criterion == DEATHS and limit.unacceptable_from and row["waarde"]
    ]
    told = [
        f"{plain_number(bound)} doden horen bij {percent(turning)} die op tijd weg is"
        for bound, dead in dict.fromkeys(found)
        if 0 <= (turning := 1 - bound / dead * (1 - away)) < 1
    ]
    if not told:
        return ""
    return (
        f"Het aantal doden is een grove schatting die hangt aan wie op tijd weg is (aangenomen: {percent(away)}): "
        f"{enumeration(told)}. Een verschil van enkele doden met de grens zegt daarom weinig."
    )


def _outcome(reading: Reading, limit: Limit, row: Record) -> str:
    if row["waarde"] is None:
        return "niet te zeggen"
    unit = unit_of(reading, limit)
    told = limit_amount(row["waarde"], unit)
    told = at_least(told, _goes_on(reading, limit, row["scenario"]))
    low, high = row["p10"], row["p90"]
    if low is None or low == high == row["waarde"]:
        return told
    if unit == "uur":
        days = f"{hours(row['waarde'])}: " if row["waarde"] > 72 else ""
        least = at_least(f"{days}{plain_number(row['waarde'])} uur", _goes_on(reading, limit, row["scenario"]))
        return f"{least} ({_until_the_end(reading, low, high)})"
    return f"{told} ({money_range(low, high) if unit == 'eur' else f'{plain_number(low)} – {plain_number(high)}'})"


def _until_the_end(reading: Reading, low: Decimal, high: Decimal) -> str:
    """A range of hours; what reaches the end of the calculation may take longer."""
    longer = " of langer" if high == reading.publication.study.time.horizon_hours else ""
    return f"{plain_number(high)}{longer}" if low == high else f"{plain_number(low)} – {plain_number(high)}{longer}"


def _goes_on(reading: Reading, limit: Limit, scenario: str) -> bool:
    """Whether what a limit holds may still grow after the end of the calculation."""
    if limit.criterion == OUTAGE_HOURS:
        rows = reading.rows(OUTAGES, scenario, nog_uit=True)
        return any(row["object"] in limit.assets if limit.assets else row["functie"] == limit.function for row in rows)
    table = AREA_CONSEQUENCES if limit.area else CONSEQUENCES
    rows = reading.rows(table, scenario, criterium=limit.criterion)
    concerned = (
        row for row in rows if limit.function in (None, row["functie"]) and limit.area in (None, row["gebied"])
    )
    return reading.is_partial(row for row in concerned if row["waarde"])


# --- judgements in words ---------------------------------------------------------------------------------------------


def _risk(reading: Reading, risk: Risk) -> Subsection:
    """One risk: what every party says, and what its limits say of the numbers."""
    rows = [row for row in reading.every(RISKS) if row["risico"] == risk.id]
    standing = {each.party: each.standing for each in risk.judgements}
    cards = tuple(
        _card(reading, party, own, standing.get(party))
        for party, own in grouped(rows, lambda row: str(row["partij"])).items()
    )
    verdict = " ".join([*_different(reading, risk, rows), *_against_itself(reading, rows, standing)])
    blocks: tuple[Block, ...] = (Paragraph(verdict),) if verdict else ()
    return Subsection(f"Risico: {risk.name}", (*blocks, Cards(cards)) if cards else blocks)


def _different(reading: Reading, risk: Risk, rows: Sequence[Record]) -> list[str]:
    """That parties use different words."""
    if risk.id not in disputed_risks(reading):
        return []
    said = {Verdict(row["oordeel"]) for row in rows if row["oordeel"]} - {Verdict.NONE_YET}
    return [f"Partijen denken hier verschillend: {enumeration(sorted(VERDICT_LOOKS[each].word for each in said))}."]


def _against_itself(reading: Reading, rows: Sequence[Record], standing: Mapping[str, Standing | None]) -> Iterator[str]:
    """Which parties say something else than their own limit does, and on which side."""
    against = [row for row in rows if row["verschilt"] and standing.get(row["partij"]) is not Standing.EXAMPLE]
    for party, own in grouped(against, lambda row: str(row["partij"])).items():
        sides = {_heavier(row["oordeel"], row["oordeel_uit_grenzen"]) for row in own}
        side = "strenger" if sides == {True} else "milder" if sides == {False} else "nu eens strenger, dan weer milder"
        yield f"Wat {reading.party(party)} zegt, is {side} dan haar eigen grens."


def _heavier(said: str, measured: str) -> bool:
    return SEVERITY.index(Verdict(said)) > SEVERITY.index(Verdict(measured))


def _card(reading: Reading, party: str, rows: Sequence[Record], standing: Standing | None) -> Card:
    """What a party said, and per scenario what its limits say."""
    said = next((row for row in rows if row["oordeel"]), None)
    texts: list[Words] = [f"“{said['waarom']}”"] if said and said["waarom"] else []
    if said is None and party != JOINT:
        texts.append("Heeft hierover nog niets gezegd.")
    measured = grouped(rows, lambda row: str(row["oordeel_uit_grenzen"]))
    own = [
        f"{VERDICT_LOOKS[Verdict(verdict)].word} in {_scenarios(reading, found)}"
        for verdict, found in measured.items()
        if verdict != Verdict.NONE_YET.value
    ]
    whose = "Grens van dit voorbeeld: " if standing is Standing.EXAMPLE else "Eigen grens: "
    texts += [(Strong(whose), "; ".join(own))] if own else []
    facts = (("Gezegd op", str(said["datum"])),) if said and said["datum"] else ()
    name = "Gezamenlijk" if party == JOINT else reading.speaker(None if party == "None" else party, standing)
    return Card(name, Verdict(said["oordeel"]) if said else None, tuple(texts), facts)


def _scenarios(reading: Reading, rows: Sequence[Record]) -> str:
    return enumeration([reading.scenario_name(row["scenario"]) for row in rows])


# --- levels and matrix -----------------------------------------------------------------------------------------------


def _levels(reading: Reading) -> Subsection:
    """Which ambition levels are met without measures."""
    shown = shown_scenarios(reading)
    by = {(row["niveau"], row["scenario"]): row for row in reading.every(LEVELS)}
    rows: list[tuple[Cell, ...]] = []
    for level in reading.publication.study.ambitions.levels:
        support = enumeration([reading.party(each) for each in level.supported_by]) or "nog niemand"
        rows.append((level.name, support, *(_met(by.get((level.id, scenario))) for scenario in shown)))
    columns = (Column("Niveau"), Column("Gesteund door"), *(Column(reading.scenario_name(each)) for each in shown))
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
            f"{reading.scenario_name(row['scenario'])}: {reading.criteria[row['criterium']].lower()}",
            CLASSES.index(row["gevolgklasse"]),
            likelihoods.index(row["kansklasse"]) if row["kansklasse"] else None,
            reading.amount(row["waarde"], row["eenheid"]),
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
    return (
        str(place),
        reading.scenario_name(row["scenario"]),
        reading.criteria[row["criterium"]],
        reading.amount(row["waarde"], row["eenheid"]),
        str(row["gevolgklasse"]),
        str(row["klassewaarde"]),
        str(row["kansklasse"] or "niet opgegeven"),
    )
