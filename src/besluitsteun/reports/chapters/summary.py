"""``Reading`` in, the first page out: three sentences, three figures, and every scenario on a line."""

from __future__ import annotations

from decimal import Decimal

from ...nl import count, hours
from ...schema.base import Verdict
from ...simulation.outages import Cause
from ...tables import CONSEQUENCES, EXPOSURE, LIMITS, OUTAGES
from ...tables.consequences import CHAIN, RISKS
from ..model import (
    Block,
    Column,
    DataTable,
    KeyFigure,
    KeyFigures,
    Kind,
    Notice,
    NoticeKind,
    Paragraph,
    Reference,
    Section,
    Strong,
    Words,
)
from ..reading import Reading, added, at_least, grouped, is_partial, money, percent, whole
from .critical import ranked

AFFECTED, DRY_SHARE, DIRECT, INDIRECT = (
    "getroffenen",
    "gevolg_buiten_water",
    "directe_schade_eur",
    "indirecte_schade_eur",
)
NO_NORM = (
    "Een stresstest is geen norm en geen voorspelling: hoe waarschijnlijk een scenario is, zegt dit rapport niet, en "
    "wat acceptabel is, bepalen de partijen."
)


def summary(reading: Reading) -> Section:
    """The chapter that a director reads when there is time for one."""
    worst = worst_scenario(reading)
    blocks: list[Block] = [
        Notice(NoticeKind.WARNING, " ".join((*reading.publication.study.explanation, NO_NORM))),
        Paragraph(_what_happens(reading, worst), lead=True),
        Paragraph(_through_whom(reading), lead=True),
        Paragraph(_what_it_means(reading, worst), lead=True),
        KeyFigures((_affected(reading, worst), _at_dry_places(reading, worst), _limits_crossed(reading, worst))),
        _overview(reading),
    ]
    return Section("samenvatting", "Samenvatting", tuple(blocks))


def worst_scenario(reading: Reading) -> str:
    """The scenario with most residents affected; of equals, and where nobody knows, most objects out."""

    def weight(scenario: str) -> tuple[Decimal, int]:
        affected = added(reading.rows(CONSEQUENCES, scenario, criterium=AFFECTED))
        return affected, len(reading.rows(OUTAGES, scenario))

    return max((each.id for each in reading.scenarios), key=weight)


def counts(reading: Reading, scenario: str) -> tuple[int, int, int, int]:
    """Objects in the water; out by water, by the chain, and imposed. Hidden objects count in the last three."""
    rows = reading.rows(CHAIN, scenario)
    by = {cause: sum(row["objecten"] for row in rows if row["oorzaak"] == cause.value) for cause in Cause}
    return len(reading.rows(EXPOSURE, scenario)), by[Cause.FLOOD], by[Cause.CHAIN], by[Cause.IMPOSED]


def _what_happens(reading: Reading, worst: str) -> Words:
    wet, water, chain, imposed = counts(reading, worst)
    hit = f"{count(wet, 'object staat', 'objecten staan')} in het water en {number_of(water)} daarvan "
    hit += "valt daardoor uit" if water == 1 else "vallen daardoor uit"
    if imposed:
        hit += f"; {count(imposed, 'object is', 'objecten zijn')} van tevoren buiten bedrijf gesteld"
    then = f"nog {count(chain, 'object', 'objecten')} " + ("valt" if chain == 1 else "vallen")
    then += " uit doordat zij van andere afhangen" if chain != 1 else " uit doordat het van een ander afhangt"
    return (
        "Het zwaarste van ",
        count(len(reading.scenarios), "scenario", "scenario's"),
        " is ",
        Reference(reading.scenario_name(worst), anchor_of(worst)),
        f": {hit}, en ",
        Strong(then),
        ".",
    )


def number_of(amount: int) -> str:
    """A number that stands before a verb.

    >>> number_of(0), number_of(4)
    ('geen', '4')
    """
    return whole(amount) if amount else "geen"


def anchor_of(scenario: str) -> str:
    """Where a scenario stands in the report."""
    return f"scenario-{scenario}"


def _through_whom(reading: Reading) -> Words:
    """The object that matters most over all scenarios, and what would not have been lost."""
    objects = ranked(reading, "")
    if not objects:
        return "Geen enkel zichtbaar object maakt in zijn eentje verschil."
    top = objects[0][0]
    if top["inwoneruren"] is None:
        spared = f"dan scheelde dat tot {whole(top['vermeden_gebruikersuren'])} {top['eenheid']}"
    else:
        people, hours_ = whole(top["getroffenen"]), whole(top["inwoneruren"])
        spared = f"dan waren er tot {people} getroffen inwoners minder geweest ({hours_} inwoneruren)"
    return (
        "Over alle scenario's bekeken hangt het meeste aan ",
        Strong(reading.objects[str(top["object"])]),
        f": was dat ene object blijven werken, {spared}. ",
        Reference("Zie de knelpunten", "knelpunten"),
        ".",
    )


def _what_it_means(reading: Reading, worst: str) -> Words:
    verdicts = [row["oordeel"] for row in reading.rows(LIMITS, worst)]
    if not verdicts:
        return "Partijen hebben nog geen grenzen gesteld: of dit acceptabel is, is een open vraag."
    crossed = verdicts.count(Verdict.UNACCEPTABLE.value)
    unsure = verdicts.count(Verdict.INVESTIGATE.value)
    disputed = len(_disputed(reading))
    tail = f"; over {count(disputed, 'risico', 'risico’s')} denken partijen verschillend" if disputed else ""
    return (
        f"Van de {count(len(verdicts), 'grens', 'grenzen')} die in dat scenario gelden, wordt ",
        Strong(f"{number_of(crossed)} overschreden"),
        f"; {count(unsure, 'grens vraagt', 'grenzen vragen')} nader onderzoek{tail}. ",
        Reference("Zie grenzen en oordelen", "oordelen"),
        ".",
    )


def _disputed(reading: Reading) -> list[str]:
    """Risks on which two parties use different words."""
    words = grouped((row for row in reading.every(RISKS) if row["oordeel"]), lambda row: str(row["risico"]))
    return [risk for risk, rows in words.items() if len({row["oordeel"] for row in rows}) > 1]


def _affected(reading: Reading, worst: str) -> KeyFigure:
    rows = reading.rows(CONSEQUENCES, worst, criterium=AFFECTED)
    figures = reading.publication.study.figures
    least = hours(figures["getroffen_vanaf_uur"].exact)
    if not rows:
        return KeyFigure("onbekend", "inwoners", "getroffen", "De studie geeft geen inwoners op.")
    return KeyFigure(
        whole(added(rows)),
        "inwoners",
        "ten minste getroffen",
        f"Zij zitten {least} of langer zonder één functie, zoals stroom of drinkwater. Niemand telt dubbel.",
    )


def _at_dry_places(reading: Reading, worst: str) -> KeyFigure:
    """The share at dry places, of the function that most people are without."""
    rows = [row for row in reading.rows(CONSEQUENCES, worst, criterium=DRY_SHARE) if row["waarde"] is not None]
    hardest = hardest_function(reading, worst)
    found = next((row for row in rows if row["functie"] == hardest), None)
    if found is None:
        return KeyFigure("–", "", "gevolg op droge plekken", "Geen enkele functie met gebruikers valt uit.")
    function = reading.functions[str(found["functie"])].lower()
    return KeyFigure(
        percent(found["waarde"]),
        "",
        f"van de uitval van {function} is op droge plekken",
        "Zo groot is het keteneffect: daar komt geen water, maar valt de functie toch uit.",
    )


def hardest_function(reading: Reading, scenario: str) -> str | None:
    """The function that costs most people × hours: of those with residents, else of all."""
    rows = reading.rows(CONSEQUENCES, scenario, criterium="gebruikersuren")
    residents = {each.id: each.residents_per_user for each in reading.publication.study.functions}
    people = {asset.function for asset in reading.publication.assets if asset.residents}
    sums = {function: added(own) for function, own in grouped(rows, lambda row: str(row["functie"])).items()}
    known = {function: total for function, total in sums.items() if total and function in people} or {
        function: total for function, total in sums.items() if total
    }

    def weight(function: str) -> Decimal:
        return known[function] * Decimal(str(residents[function] or 1))

    return max(known, key=lambda function: (weight(function), function), default=None)


def _limits_crossed(reading: Reading, worst: str) -> KeyFigure:
    rows = reading.rows(LIMITS, worst)
    if not rows:
        return KeyFigure("0", "", "grenzen gesteld", "Zonder grenzen van partijen is er niets om aan te toetsen.")
    crossed = sum(row["oordeel"] == Verdict.UNACCEPTABLE.value for row in rows)
    return KeyFigure(
        str(crossed),
        f"van {len(rows)}",
        "grenzen overschreden",
        "Grenzen komen van de partijen zelf; zie bij wie en waarom.",
    )


def _overview(reading: Reading) -> DataTable:
    """Every scenario on a line."""
    columns = (
        Column("Scenario"),
        Column("Wat er gebeurt"),
        Column("In het water", Kind.NUMBER, "objecten"),
        Column("Uit door water", Kind.NUMBER, "objecten"),
        Column("Uit door keten", Kind.NUMBER, "objecten"),
        Column("Getroffen", Kind.NUMBER, "inwoners, ten minste"),
        Column("Schade", Kind.NUMBER, "water en uitval samen"),
        Column("Overschreden", Kind.NUMBER, "grenzen"),
    )
    rows = tuple(_line(reading, each.id) for each in reading.scenarios)
    return DataTable(
        "De scenario's naast elkaar",
        columns,
        rows,
        shown=12,
        note="Opgelegde uitval (een storing die van tevoren is gekozen) staat niet in deze tabel.",
    )


def _line(reading: Reading, scenario: str) -> tuple[Words, ...]:
    wet, water, chain, _ = counts(reading, scenario)
    affected = reading.rows(CONSEQUENCES, scenario, criterium=AFFECTED)
    damage = [
        row for criterion in (DIRECT, INDIRECT) for row in reading.rows(CONSEQUENCES, scenario, criterium=criterion)
    ]
    crossed = sum(row["oordeel"] == Verdict.UNACCEPTABLE.value for row in reading.rows(LIMITS, scenario))
    label = reading.label(scenario)
    return (
        (Reference(label, anchor_of(scenario)),) if scenario in shown_scenarios(reading) else label,
        reading.scenario_name(scenario),
        whole(wet),
        whole(water),
        whole(chain),
        whole(added(affected)) if affected else "onbekend",
        at_least(money(added(damage)), is_partial(damage)) if damage else "onbekend",
        whole(crossed) if reading.rows(LIMITS, scenario) else "geen grens",
    )


MOST_SCENARIOS = 12
"""Scenarios that get a chapter of their own; a report of more would not be read."""


def shown_scenarios(reading: Reading) -> tuple[str, ...]:
    """The scenarios that have a chapter."""
    return tuple(each.id for each in reading.scenarios[:MOST_SCENARIOS])
