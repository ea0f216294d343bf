"""``Reading`` in, who it concerns out: owners of what fails, and who bears the loss."""

from __future__ import annotations

from ...tables import CONSEQUENCES, OUTAGES
from ..model import Block, Collapsible, Column, DataTable, Kind, Section
from ..reading import DIRECT, INDIRECT, Reading, Record, added, at_least, grouped, money, whole
from .summary import shown_scenarios


def bearers_chapter(reading: Reading) -> Section:
    """Per party what fails of it, and what it bears; and the same in the words of operators."""
    blocks: list[Block] = [_owners(reading), _money(reading)]
    blocks.append(Collapsible("Uren per functie en wie ze draagt", (_hours(reading),)))
    operators = _operators(reading)
    blocks += [operators] if operators.rows else []
    intro = (
        "De eigenaar is van wie het object is dat uitvalt. De drager is bij wie het verlies valt: een "
        "gemeente draagt hier wat haar inwoners en bedrijven treft. Zij hoeft dat niet te betalen; wie wat betaalt of "
        "doet, is aan de partijen."
    )
    return Section("partijen", "Van wie het is en wie het treft", tuple(blocks), intro=intro)


def _owners(reading: Reading) -> DataTable:
    shown = shown_scenarios(reading)
    outages = [row for scenario in shown for row in reading.rows(OUTAGES, scenario)]
    rows = []
    for party, own in grouped(outages, lambda row: reading.party(row["partij"])).items():
        by = grouped(own, lambda row: str(row["scenario"]))
        rows.append((party, *(whole(len(by.get(scenario, ()))) for scenario in shown)))
    columns = (Column("Eigenaar"), *(Column(reading.scenario_name(each), Kind.NUMBER) for each in shown))
    note = "Geteld zijn de objecten die dit publiek mag zien."
    return DataTable("Objecten die uitvallen, per eigenaar", columns, tuple(sorted(rows)), shown=15, note=note)


def _money(reading: Reading) -> DataTable:
    shown = shown_scenarios(reading)
    rows = _damage(reading, shown)
    told = []
    for bearer, own in grouped(rows, lambda row: reading.party(row["drager"])).items():
        by = grouped(own, lambda row: str(row["scenario"]))
        told.append((bearer, *(_amount(reading, by.get(scenario, [])) for scenario in shown)))
    columns = (Column("Drager"), *(Column(reading.scenario_name(each), Kind.NUMBER) for each in shown))
    parts = "Schade door het water zelf en door uitval samen"
    if not any(row["criterium"] == DIRECT for row in reading.every(CONSEQUENCES)):
        parts = "Alleen schade door uitval; waterschade is niet gerekend"
    note = f"{parts}. Compensatie telt niet mee: die verschuift alleen geld. {reading.priced}".strip()
    return DataTable(
        "Schade, per drager: waar zij valt, niet wie betaalt", columns, tuple(sorted(told)), shown=15, note=note
    )


def _damage(reading: Reading, shown: tuple[str, ...]) -> list[Record]:
    return [
        row
        for scenario in shown
        for criterion in (DIRECT, INDIRECT)
        for row in reading.rows(CONSEQUENCES, scenario, criterium=criterion)
        if row["waarde"]
    ]


def _amount(reading: Reading, rows: list[Record]) -> str:
    return at_least(money(added(rows)), reading.is_partial(rows)) if rows else "–"


def _hours(reading: Reading) -> DataTable:
    shown = shown_scenarios(reading)
    rows = [
        row for each in shown for row in reading.rows(CONSEQUENCES, each, criterium="gebruikersuren") if row["waarde"]
    ]
    told = []
    for key, own in grouped(rows, lambda row: f"{row['functie']}|{reading.party(row['drager'])}").items():
        function, bearer = key.split("|", 1)
        by = grouped(own, lambda row: str(row["scenario"]))
        cells = [
            at_least(whole(added(by[scenario])), reading.is_partial(by[scenario])) if scenario in by else "–"
            for scenario in shown
        ]
        told.append((reading.functions[function], bearer, *cells))
    columns = (
        Column("Functie"),
        Column("Drager"),
        *(Column(reading.scenario_name(each), Kind.NUMBER, "gebruikers × uur") for each in shown),
    )
    return DataTable("Uren zonder, per functie en drager", columns, tuple(sorted(told)), shown=20)


def _operators(reading: Reading) -> DataTable:
    """The words of grid operators: stations out, customer-minutes, compensation."""
    shown = shown_scenarios(reading)
    criteria = ("stations_uit", "klantminuten", "compensatie_eur")
    energy = {each for each, sector in reading.sectors.items() if sector == "energie"}
    told = []
    for criterion in criteria:
        rows = [
            row
            for scenario in shown
            for row in reading.rows(CONSEQUENCES, scenario, criterium=criterion)
            if row["waarde"] and row["functie"] in energy
        ]
        for function, own in grouped(rows, lambda row: str(row["functie"])).items():
            by = grouped(own, lambda row: str(row["scenario"]))
            cells = [_operator_value(reading, by.get(scenario, []), criterion) for scenario in shown]
            told.append((reading.criteria[criterion], reading.functions[function], *cells))
    columns = (
        Column("Maat"),
        Column("Functie"),
        *(Column(reading.scenario_name(each), Kind.NUMBER) for each in shown),
    )
    note = "Compensatie is geld dat van beheerder naar gebruiker gaat; zij telt bij geen enkele schade mee."
    return DataTable("In de taal van netbeheerders", columns, tuple(told), note=note)


def _operator_value(reading: Reading, rows: list[Record], criterion: str) -> str:
    if not rows:
        return "–"
    value = money(added(rows)) if criterion == "compensatie_eur" else whole(added(rows))
    return at_least(value, reading.is_partial(rows))
