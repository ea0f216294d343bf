"""``Reading`` in, the first page out: what happens, why it lasts, whose limits, four figures, and every scenario."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...nl import count, enumeration, hours, lower_first, number
from ...schema.base import Standing, Verdict
from ...simulation.outages import Cause
from ...tables import CONSEQUENCES, CRITICAL, EXPOSURE, LIMITS, OUTAGES, decision
from ...tables.consequences import CHAIN, LEVELS, RECOVERY, RISKS
from ..model import (
    Block,
    Column,
    DataTable,
    Facts,
    KeyFigure,
    KeyFigures,
    Kind,
    Notice,
    NoticeKind,
    Paragraph,
    Reference,
    Section,
    Strong,
    Subsection,
    Words,
)
from ..reading import (
    ABOUT,
    AFFECTED,
    DEATHS,
    DIRECT,
    INDIRECT,
    MILLION,
    Reading,
    Record,
    added,
    at_least,
    grouped,
    long_hours,
    millions,
    money,
    percent,
    rounded,
    whole,
)
from .critical import ranked
from .limits import about_limit
from .rings import ring_sentences

DRY_SHARE = "gevolg_buiten_water"
NO_NORM = (
    "Een stresstest is geen norm en geen voorspelling. Dit rapport berekent geen kans; waar er een staat, heeft een "
    "partij die genoemd. Wat acceptabel is, bepalen de partijen."
)
MOST_FUNCTIONS = 4


def summary(reading: Reading) -> Section:
    """The chapter that a director reads when there is time for one."""
    worst = worst_scenario(reading)
    leads = [_what_happens(reading, worst), *ring_sentences(reading), _through_whom(reading, worst)]
    leads += [
        *_for_how_long(reading, worst),
        _what_it_means(reading, worst),
        *_lowest_level(reading),
        *_what_can_be_done(reading),
    ]
    figures = (_affected, _deaths, _at_dry_places, _limits_crossed)
    four = ("Vier cijfers van ", Strong(reading.quoted(worst)), ":")
    blocks: list[Block] = [
        Notice(NoticeKind.WARNING, " ".join((*reading.publication.study.explanation, NO_NORM))),
        *(Paragraph(each, lead=True) for each in leads),
        Paragraph(four),
        KeyFigures(tuple(figure(reading, worst) for figure in figures)),
        _overview(reading),
        *_what_is_real(reading),
    ]
    return Section("samenvatting", "Samenvatting", tuple(blocks))


def _what_is_real(reading: Reading) -> list[Block]:
    """What of the study is real, derived, invented or assumed, as far as the study says so."""
    kinds = reading.publication.study.data_kinds
    by_name = {
        "Echt": kinds.real,
        "Afgeleid": kinds.derived,
        "Verzonnen": kinds.invented,
        "Aangenomen": kinds.assumed,
        "Niet gerekend": kinds.left_out,
    }
    told = tuple((name, " ".join(texts)) for name, texts in by_name.items() if texts)
    return [Subsection("Wat is echt, en wat niet?", (Facts(told),))] if told else []


# --- what happens ----------------------------------------------------------------------------------------------------


def _weight(reading: Reading, scenario: str) -> tuple[Decimal, int]:
    affected = added(reading.rows(CONSEQUENCES, scenario, criterium=AFFECTED))
    return affected, sum(counts(reading, scenario)[1:])


def worst_scenario(reading: Reading) -> str:
    """The scenario with most residents affected; of equals, and where nobody knows, most objects out."""
    return max((each.id for each in reading.scenarios), key=lambda each: _weight(reading, each))


def counts(reading: Reading, scenario: str) -> tuple[int, int, int, int]:
    """Objects in the water; out by water, by the chain, and imposed. Hidden objects count in the last three."""
    rows = reading.rows(CHAIN, scenario)
    by = {cause: sum(row["objecten"] for row in rows if row["oorzaak"] == cause.value) for cause in Cause}
    return len(reading.rows(EXPOSURE, scenario)), by[Cause.FLOOD], by[Cause.CHAIN], by[Cause.IMPOSED]


def _what_happens(reading: Reading, worst: str) -> Words:
    wet, water, chain, imposed = counts(reading, worst)
    hit = _hit(wet, water)
    if imposed:
        hit += f"; {count(imposed, 'object is', 'objecten zijn')} van tevoren buiten bedrijf gesteld"
    then = f"nog {count(chain, 'object', 'objecten')} " + ("valt" if chain == 1 else "vallen")
    then += " uit doordat zij van andere afhangen" if chain != 1 else " uit doordat het van een ander afhangt"
    every = (
        "" if water + chain + imposed < _objects(reading) else f" Dat zijn alle {whole(_objects(reading))} objecten."
    )
    return (
        "Het zwaarste van ",
        count(len(reading.scenarios), "scenario", "scenario's"),
        " is ",
        Reference(reading.quoted(worst), anchor_of(worst)),
        f": {hit}, en ",
        Strong(then),
        f".{every}{_why_worst(reading, worst)}",
    )


def _hit(wet: int, water: int) -> str:
    """What the water does. An audience that may not see what stands in the water reads only what fails by it.

    >>> _hit(51, 17), _hit(0, 17)
    ('51 objecten staan in het water en 17 daarvan vallen daardoor uit', '17 objecten vallen uit door het water')
    >>> _hit(3, 1), _hit(0, 0)
    ('3 objecten staan in het water en 1 daarvan valt daardoor uit', 'geen enkel object staat in het water')
    """
    if wet < water:
        return f"{count(water, 'object valt', 'objecten vallen')} uit door het water"
    if not wet:
        return "geen enkel object staat in het water"
    fails = "valt" if water < 2 else "vallen"
    standing = count(wet, "object staat", "objecten staan")
    return f"{standing} in het water en {number_of(water)} daarvan {fails} daardoor uit"


def _objects(reading: Reading) -> int:
    return len(reading.publication.assets) + reading.publication.hidden


def _why_worst(reading: Reading, worst: str) -> str:
    """By which measure a scenario is the heaviest; the second one where others reach the same number of residents."""
    affected, out = _weight(reading, worst)
    if len(reading.scenarios) == 1 or not affected:
        return ""
    equals = {each.id: _weight(reading, each.id) for each in reading.scenarios if each.id != worst}
    equals = {each: weight for each, weight in equals.items() if weight[0] == affected}
    if not equals:
        return " Zwaarste betekent: de meeste inwoners getroffen."
    names = enumeration([reading.quoted(each) for each in equals])
    fewer = "minder" if all(weight[1] < out for weight in equals.values()) else "niet meer"
    there = enumeration([whole(weight[1]) for weight in equals.values()])
    return (
        f" Evenveel inwoners worden getroffen in {names}, maar daar vallen {fewer} objecten uit: {there}, tegen "
        f"{whole(out)} hier."
    )


def _what_can_be_done(reading: Reading) -> list[Words]:
    """How far the best directions bring the main aim down, within the budget; nothing without directions."""
    rows = reading.every(decision.DIRECTIONS)
    if not rows:
        return []
    package = next(row for row in reading.every(decision.PACKAGES) if row["doel"] == rows[0]["doel"])
    named = [
        f"{rounded_figure(row['doel_gesimuleerd'])} met “{row['naam']}” ({_price(row)})"
        for row in rows[:MOST_DIRECTIONS]
    ]
    more = len(rows) - len(named)
    directions = "Er is één keuzerichting" if len(rows) == 1 else f"Er zijn {number_of(len(rows))} keuzerichtingen"
    return [
        (
            f"{directions} binnen het budget. Doel: {lower_first(str(package['naam']))}. Van "
            f"{rounded_figure(package['zonder'])} {package['eenheid'] or ''} zonder maatregelen blijft dan over: ",
            Strong(enumeration(named)),
            f"{f'; en nog {whole(more)} andere' if more else ''}. De volgorde is die van de studie, niet van beste "
            "naar slechtste. ",
            Reference("Zie de keuzerichtingen", "keuzerichtingen"),
            ".",
        )
    ]


MOST_DIRECTIONS = 4
"""Directions that the summary names with their price."""


def _price(row: Record) -> str:
    cost = row["kosten_eur"]
    return "kosten niet bekend" if cost is None else f"{money(cost)} investering"


def rounded_figure(value: Decimal) -> str:
    """A number of which only the first three figures matter.

    >>> rounded_figure(Decimal("2327804")), rounded_figure(Decimal("321861.6")), rounded_figure(Decimal("12"))
    ('2,3 miljoen', '322.000', '12')
    """
    if value >= MILLION:
        return millions(value)
    digits = 3 if value >= 1000 else 0
    return number(round(value, -digits), 0)


def number_of(amount: int) -> str:
    """A number that stands before a verb.

    >>> number_of(0), number_of(4)
    ('geen', '4')
    """
    return whole(amount) if amount else "geen"


def anchor_of(scenario: str) -> str:
    """Where a scenario stands in the report."""
    return f"scenario-{scenario}"


# --- through whom ----------------------------------------------------------------------------------------------------


def _through_whom(reading: Reading, worst: str) -> Words:
    """The object that matters most in the heaviest scenario, and over all scenarios where that is another one."""
    objects = ranked(reading, "")
    if not objects:
        return "Geen enkel zichtbaar object maakt in zijn eentje verschil."
    top = str(objects[0][0]["object"])
    where = _hardest_in(reading, top)
    here = [str(rows[0]["object"]) for rows in ranked(reading, worst)[:1]]
    most = _spared(reading, top, where)
    see: Words = (". ", Reference("Zie de knelpunten", "knelpunten"), ".")
    if here == [top]:
        what = f" het meest: was dat blijven werken, dan {_spared(reading, top, worst)}"
        return (f"In {reading.quoted(worst)} scheelt ", Strong(reading.objects[top]), what, *see)
    first: Words = ()
    if here:
        what = f" het meest: was dat blijven werken, dan {_spared(reading, here[0], worst)}. "
        first = (f"In {reading.quoted(worst)} scheelt ", Strong(reading.objects[here[0]]), what)
    over = ("Over alle scenario's is dat ", Strong(reading.objects[top]))
    return (*first, *over, f": was dat blijven werken, dan {most} in {reading.quoted(where)}", *see)


def _hardest_in(reading: Reading, name: str) -> str:
    """The scenario in which an object matters most: by residents × hours, else by the hours of users."""

    def lost(scenario: str) -> Decimal:
        rows = reading.rows(CRITICAL, scenario, object=name)
        return max((row["inwoneruren"] or row["vermeden_gebruikersuren"] for row in rows), default=Decimal(0))

    return max((each.id for each in reading.scenarios), key=lost)


def _spared(reading: Reading, name: str, scenario: str) -> str:
    """What would not have been lost in a scenario: the hours of residents, by which objects rank, and the residents."""
    row = reading.rows(CRITICAL, scenario, object=name)[0]
    if row["inwoneruren"] is None:
        return f"scheelde dat {whole(row['vermeden_gebruikersuren'])} {row['eenheid']}"
    told = f"hadden inwoners samen {millions(row['inwoneruren'])} uur minder een functie gemist"
    spared = row["getroffenen"]
    return f"{told} en waren {rounded(spared)} inwoners minder getroffen" if spared else told


# --- what it means ---------------------------------------------------------------------------------------------------


MOST_LEFT_WITHOUT = 3


def _for_how_long(reading: Reading, worst: str) -> list[Words]:
    """Who has what back when, and who has not at the end: what a director asks first."""
    ends = {str(row["functie"]): row for row in reading.rows(RECOVERY, worst)}  # the last of each function
    lost = [each for each in ends if ends[each]["gebruikers_zonder"]]
    left = [
        f"{number(ends[each]['gebruikers_zonder'], 0)} {ends[each]['eenheid']} zonder {reading.functions[each].lower()}"
        for each in sorted(lost, key=lambda each: (-ends[each]["gebruikers_zonder"], each))[:MOST_LEFT_WITHOUT]
    ]
    parts = [
        f"{reading.functions[row['functie']].lower()} na {long_hours(row['waarde'])}"
        for row in reading.rows(CONSEQUENCES, worst, criterium="hersteltijd_t50_uur")
        if row["functie"] in MOST_ASKED and row["waarde"] and not row["afgekapt"]
    ]
    if not parts and not left:
        return []
    back = f"De helft van wie het kwijt is, heeft, vanaf de eerste uitval, {enumeration(parts)} terug. "
    half = back if parts else ""
    others = len(lost) - len(left)
    also = f"; ook {count(others, 'andere functie is', 'andere functies zijn')} dan niet overal terug" if others else ""
    still = (
        f"Na {reading.horizon} zitten er nog {enumeration(left)}{also}"
        if left
        else f"Na {reading.horizon} is alles terug"
    )
    sure = " (bij de meest waarschijnlijke waarden)"
    opening = f"Hoe lang duurt het in {reading.quoted(worst)}? {half}"
    return [(opening, Strong(still), f"{sure}{'' if left else _not_always_back(reading, worst)}.")]


def _not_always_back(reading: Reading, worst: str) -> str:
    """In how many calculations a function is not back at the end, as far as P10 and P90 tell."""
    rows = reading.rows(CONSEQUENCES, worst, criterium="hersteltijd_t95_uur")
    last = Decimal(str(reading.publication.study.time.horizon_hours))
    began = {each: min(row["eerste_uitval_uur"] for row in out) for each, out in _out_by_function(reading, worst)}
    ends = [(row["p10"], row["p90"], last - began[row["functie"]]) for row in rows if row["functie"] in began]
    known = [(low, high, end) for low, high, end in ends if low is not None]
    for words, share in (("ten minste 9 van de 10", 0), ("ten minste 1 op de 10", 1)):
        if any(each[share] >= each[2] for each in known):
            return f"; in {words} berekeningen, met andere waarden binnen de marges, nog niet"
    return ""


def _out_by_function(reading: Reading, scenario: str) -> list[tuple[str, list[Record]]]:
    return list(grouped(reading.rows(OUTAGES, scenario), lambda row: str(row["functie"])).items())


MOST_ASKED = ("elektriciteit", "telecom", "drinkwater")
"""Functions of which the summary says when they come back, where the study has these ids."""


def _what_it_means(reading: Reading, worst: str) -> Words:
    rows = reading.rows(LIMITS, worst)
    see = Reference("Zie grenzen en oordelen", "oordelen")
    if not rows:
        return "Partijen hebben nog geen grenzen gesteld: of dit acceptabel is, is een open vraag."
    by = grouped(rows, lambda row: str(row["oordeel"]))
    crossed, between, unsure = (
        by.get(each.value, []) for each in (Verdict.UNACCEPTABLE, Verdict.WEIGH, Verdict.INVESTIGATE)
    )
    are = "is" if len(crossed) == 1 else "zijn"
    some = count(len(between), "grens", "grenzen")
    tail = [f"bij {some} ligt de uitkomst tussen acceptabel en onacceptabel in (afwegen)"] if between else []
    tail += [f"bij {len(unsure)} is nader onderzoek nodig{_already_over(unsure)}"] if unsure else []
    silent = by.get(Verdict.NONE_YET.value, [])
    tail += [f"bij {len(silent)} noemde nog niemand een getal"] if silent else []
    whose = f": {_whose(reading, crossed)}" if crossed else ""
    return (
        f"In het zwaarste scenario, {reading.quoted(worst)}, {are} ",
        Strong(f"{number_of(len(crossed))} van de {count(len(rows), 'grens', 'grenzen')} overschreden"),
        f"{whose}. {_sentence(enumeration(tail))}{_disagreement(reading)}",
        see,
        ".",
    )


def _already_over(rows: Sequence[Record]) -> str:
    """How many that are not sure are crossed at the most likely values: that must not sound like fine."""
    known = [(row["waarde"], row["onacceptabel_vanaf"]) for row in rows]
    over = sum(None not in pair and pair[0] >= pair[1] for pair in known)
    if not over:
        return ""
    them = "die ene" if over == len(rows) == 1 else "alle" if over == len(rows) else f"{over} daarvan"
    return (
        f" (bij {them} is de grens bij de meest waarschijnlijke waarden overschreden, maar niet in alle berekeningen)"
    )


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}. " if text else ""


def _whose(reading: Reading, rows: Sequence[Record], in_full: bool = True) -> str:
    """Whose limits these are, by name or only how many; examples are of nobody."""
    limits = {each.id: each for each in reading.publication.study.limits}
    said = [row for row in rows if row["grens"] not in limits or limits[row["grens"]].standing is not Standing.EXAMPLE]
    if not said:
        return "het zijn voorbeelden, van geen enkele partij"
    names = list(dict.fromkeys(str(row["partij"]) for row in said if row["partij"] not in (None, "gezamenlijk")))
    joint = sum(row["partij"] == "gezamenlijk" for row in said)
    shown = enumeration([reading.party(each) for each in names]) if in_full else count(len(names), "partij", "partijen")
    own = [f"van {shown}"] if names else []
    own += [count(joint, "gezamenlijke grens", "gezamenlijke grenzen")] if joint else []
    return ", plus ".join(own) or "van wie, is niet opgegeven"


def _disagreement(reading: Reading) -> str:
    disputed = disputed_risks(reading)
    return f"Over {count(len(disputed), 'risico', 'risico’s')} denken partijen verschillend. " if disputed else ""


def disputed_risks(reading: Reading) -> list[str]:
    """Risks on which two parties use different words; examples are the word of nobody."""
    real = {
        (risk.id, each.party)
        for risk in reading.publication.study.risks
        for each in risk.judgements
        if each.standing is not Standing.EXAMPLE and each.verdict is not Verdict.NONE_YET
    }
    said = [row for row in reading.every(RISKS) if row["oordeel"] and (row["risico"], row["partij"]) in real]
    words = grouped(said, lambda row: str(row["risico"]))
    return [risk for risk, rows in words.items() if len({row["oordeel"] for row in rows}) > 1]


def _lowest_level(reading: Reading) -> list[Words]:
    """Whether the first ambition level, which asks least, is met; who supports it."""
    levels = reading.publication.study.ambitions.levels
    rows = [row for row in reading.every(LEVELS) if levels and row["niveau"] == levels[0].id]
    asked = [row for row in rows if row["gehaald"] or row["niet_gehaald"] or row["onbeslist"]]
    if not asked:
        return []
    limits = {each.id: each for each in reading.publication.study.limits}
    ids = dict.fromkeys(one for row in asked for key in ("gehaald", "niet_gehaald", "onbeslist") for one in row[key])
    about = enumeration([about_limit(reading, limits[each]) for each in ids if each in limits], most=3)
    support = len(levels[0].supported_by)
    by = f" (dat alleen kijkt naar {about})" if about else ""
    by += f", gesteund door {count(support, 'partij', 'partijen')}," if support else ""
    verdicts = grouped(asked, lambda row: "niet" if row["niet_gehaald"] else "misschien" if row["onbeslist"] else "wel")
    told = [
        f"{verdict} in {enumeration([reading.quoted(str(row['scenario'])) for row in verdicts[verdict]])}"
        for verdict in ("niet", "misschien", "wel")
        if verdict in verdicts
    ]
    if list(verdicts) in (["niet"], ["wel"]):
        every = count(len(asked), "scenario", "scenario's")
        told = [f"in {'elk' if 'wel' in verdicts else 'geen'} van de {every}"]
    return [
        (
            f"Het eerste ambitieniveau, “{levels[0].name}”{by} wordt zonder maatregelen helemaal gehaald: ",
            Strong(enumeration(told)),
            ".",
        )
    ]


# --- figures ---------------------------------------------------------------------------------------------------------


def _affected(reading: Reading, worst: str) -> KeyFigure:
    rows = reading.rows(CONSEQUENCES, worst, criterium=AFFECTED)
    least = hours(reading.publication.study.figures["getroffen_vanaf_uur"].exact)
    if not rows:
        return KeyFigure("onbekend", "", "getroffen inwoners", "De studie geeft geen inwoners op.")
    value, spread = reading.people(worst, AFFECTED)
    label = "missen ten minste één functie"
    note = f"In 8 van de 10 berekeningen: {spread}. " if spread else ""
    note += f"{_without(reading, worst)}Geteld vanaf {least}; wie meer mist, telt één keer."
    amount, unit = value.removeprefix(ABOUT), "inwoners, ongeveer" if value.startswith(ABOUT) else "inwoners"
    return KeyFigure(at_least(amount, reading.is_partial(rows)), unit, label, note)


def _without(reading: Reading, scenario: str) -> str:
    """What residents are without at the worst moment, what most of them miss first, each in its own unit."""
    by_function = grouped(reading.rows(RECOVERY, scenario), lambda row: str(row["functie"]))
    peaks = {name: max(row["gebruikers_zonder"] or 0 for row in rows) for name, rows in by_function.items()}
    missing = _residents_without(reading, scenario)
    known = [name for name in reading.functions if peaks.get(name) and name in missing]
    order = sorted(known, key=lambda name: (-missing[name], -peaks[name]))[:MOST_FUNCTIONS]
    told = [f"{whole(peaks[name])} {reading.units[name]} zonder {reading.functions[name].lower()}" for name in order]
    return f"Op het ergste moment: {enumeration(told)}. " if told else ""


def _residents_without(reading: Reading, scenario: str) -> dict[str, int]:
    """Function → residents of the visible objects that are out; only of functions that residents miss themselves."""
    given = {each.id: each.residents_per_user for each in reading.publication.study.functions}
    out = {row["object"] for row in reading.rows(OUTAGES, scenario)}
    found: dict[str, float] = {}
    for asset in reading.publication.assets:
        own = asset.residents if asset.residents is not None else (asset.users or 0) * (given[asset.function] or 0)
        if own and asset.id in out:
            found[asset.function] = found.get(asset.function, 0) + own
    return {function: round(total) for function, total in found.items()}


def _deaths(reading: Reading, worst: str) -> KeyFigure:
    rows = reading.rows(CONSEQUENCES, worst, criterium=DEATHS)
    if not rows:
        return KeyFigure("–", "", "doden: niet geschat", "Deze studie schat geen doden, ook niet door het water zelf.")
    dead = added(rows)
    return KeyFigure(
        "minder dan 1" if 0 < dead < 1 else whole(dead),
        "dode" if 0 < dead < 1 or whole(dead) == "1" else "doden",
        "door het water zelf",
        f"Grove schatting; aangenomen is dat {percent(reading.evacuated(worst))} op tijd weg is.",
    )


def _at_dry_places(reading: Reading, worst: str) -> KeyFigure:
    """The share at dry places, of the function that most people are without."""
    rows = [row for row in reading.rows(CONSEQUENCES, worst, criterium=DRY_SHARE) if row["waarde"] is not None]
    hardest = hardest_function(reading, worst)
    found = next((row for row in rows if row["functie"] == hardest), None)
    if found is None:
        return KeyFigure("–", "", "gevolg op droge plekken", "Geen enkele functie met gebruikers valt uit.")
    function = reading.functions[str(found["functie"])].lower()
    _, water, chain, imposed = counts(reading, worst)
    objects = (
        f"{number_of(chain)} van de {count(water + chain + imposed, 'uitgevallen object', 'uitgevallen objecten')}"
    )
    return KeyFigure(
        percent(found["waarde"]),
        "",
        f"van de uren zonder {function} was op een plek zonder water",
        f"Dit telt uren van gebruikers. Geteld in objecten valt {objects} uit door de keten; die kunnen ook in het "
        "water staan.",
    )


def hardest_function(reading: Reading, scenario: str) -> str | None:
    """The function that costs most people × hours: of those with residents, else of all."""
    rows = reading.rows(CONSEQUENCES, scenario, criterium="gebruikersuren")
    residents = {each.id: each.residents_per_user for each in reading.publication.study.functions}
    sums = {function: added(own) for function, own in grouped(rows, lambda row: str(row["functie"])).items()}
    with_residents = {asset.function for asset in reading.publication.assets if asset.residents}
    known = {function: total for function, total in sums.items() if total and function in with_residents} or {
        function: total for function, total in sums.items() if total
    }

    def weight(function: str) -> Decimal:
        return known[function] * Decimal(str(residents[function] or 1))

    return max(known, key=lambda function: (weight(function), function), default=None)


def _limits_crossed(reading: Reading, worst: str) -> KeyFigure:
    rows = reading.rows(LIMITS, worst)
    if not rows:
        return KeyFigure("0", "", "grenzen gesteld", "Zonder grenzen van partijen is er niets om aan te toetsen.")
    crossed = [row for row in rows if row["oordeel"] == Verdict.UNACCEPTABLE.value]
    note = "Overschreden: de uitkomst is zo hoog als wat een partij onacceptabel noemt, of hoger."
    whose = _sentence(_whose(reading, crossed, in_full=False)) if crossed else ""
    return KeyFigure(str(len(crossed)), f"van {len(rows)}", "grenzen overschreden", f"{whose}{note}")


# --- every scenario --------------------------------------------------------------------------------------------------


def _overview(reading: Reading) -> DataTable:
    """Every scenario on a line."""
    columns = (
        Column("Scenario"),
        Column("Getroffen", Kind.NUMBER, "inwoners"),
        Column(f"Nog uit na {reading.horizon}", Kind.NUMBER, "objecten, bij de meest waarschijnlijke waarden"),
        Column("Doden", Kind.NUMBER, "door het water"),
        Column("Schade", Kind.NUMBER, _what_is_priced(reading)),
        Column("Grenzen overschreden", Kind.NUMBER),
    )
    rows = tuple(_line(reading, each.id) for each in reading.scenarios)
    return DataTable("De scenario's naast elkaar", columns, rows, shown=12, note=reading.priced)


def _what_is_priced(reading: Reading) -> str:
    """What money counts, so that nobody takes it for the whole."""
    with_water = any(row["criterium"] == DIRECT for row in reading.every(CONSEQUENCES))
    if reading.priced:
        return "water, en het begin van de uitval" if with_water else "alleen het begin van de uitval"
    return "water en uitval samen" if with_water else "alleen door uitval"


def _line(reading: Reading, scenario: str) -> tuple[Words, ...]:
    affected, dead = (reading.rows(CONSEQUENCES, scenario, criterium=each) for each in (AFFECTED, DEATHS))
    damage = [
        row for criterion in (DIRECT, INDIRECT) for row in reading.rows(CONSEQUENCES, scenario, criterium=criterion)
    ]
    limits = reading.rows(LIMITS, scenario)
    crossed = sum(row["oordeel"] == Verdict.UNACCEPTABLE.value for row in limits)
    name = reading.scenario_name(scenario)
    return (
        (Reference(name, anchor_of(scenario)),) if scenario in shown_scenarios(reading) else name,
        at_least(reading.people(scenario, AFFECTED)[0], reading.is_partial(affected)) if affected else "onbekend",
        whole(still_out(reading, scenario)),
        deaths(dead),
        at_least(money(added(damage)), reading.is_partial(damage)) if damage else "onbekend",
        f"{crossed} van {len(limits)}" if limits else "geen grens",
    )


def deaths(rows: Sequence[Record]) -> str:
    """Deaths of rows; a chance of less than one is told as such."""
    dead = added(rows)
    return "niet geschat" if not rows else "minder dan 1" if 0 < dead < 1 else whole(dead)


def still_out(reading: Reading, scenario: str) -> int:
    """Objects that are still out at the end of the calculation."""
    return sum(row["nog_uit"] for row in reading.rows(CHAIN, scenario))


MOST_SCENARIOS = 12
"""Scenarios that get a chapter of their own; a report of more would not be read."""


def shown_scenarios(reading: Reading) -> tuple[str, ...]:
    """The scenarios that have a chapter."""
    return tuple(each.id for each in reading.scenarios[:MOST_SCENARIOS])
