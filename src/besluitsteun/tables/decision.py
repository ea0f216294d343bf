"""A ``Decision`` in, rows of its tables out: effects, ranking, packages, directions, roles and costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from .register import SCENARIO, Cell, Column, Kind, Row, Rows, Table

if TYPE_CHECKING:
    from ..decision.decide import Decision
    from ..decision.directions.card import Deck, Proof
    from ..decision.outcomes import Count
    from ..decision.packages.find import Impossible, Package
    from ..measures.resimulate import Resimulation

Chosen = frozenset[str]
NOTHING: Chosen = frozenset()

SIGNIFICANT = 9
"""Digits of a number that was computed with fractions: more would tell of rounding, not of the outcome."""

_MEASURE = Column("maatregel", Kind.TEXT, "id van de maatregel")
_LAYER = Column("mlv_laag", Kind.TEXT, "veiligheidslaag waar de maatregel eerst bij hoort")
_CRITERION = Column("criterium", Kind.TEXT, "id van het gevolgcriterium")
_FUNCTION = Column("functie", Kind.TEXT, "id van de functie; leeg = mensen of geld over alle functies samen")
_WITHOUT = Column("zonder", Kind.NUMBER, "uitkomst zonder maatregelen, opnieuw doorgerekend", "zie eenheid")
_WITH = Column("met", Kind.NUMBER, "uitkomst met de maatregelen, opnieuw doorgerekend", "zie eenheid")
_EFFECT = Column("effect", Kind.NUMBER, "zonder − met: boven 0 is vermeden", "zie eenheid")
_UNIT = Column("eenheid", Kind.TEXT, "eenheid van de waarden")
_DIRECTION = Column("richting", Kind.TEXT, "id van de keuzerichting")
_MEASURES = Column("maatregelen", Kind.LIST, "ids van de maatregelen in het pakket")
_INVESTMENT = Column("kosten_eur", Kind.NUMBER, "investering van alle maatregelen samen; leeg = niet bekend", "euro")
_YEARLY = Column("jaarlijks_eur", Kind.NUMBER, "jaarlijkse kosten samen; leeg = niet bekend", "euro per jaar")
_EQUIVALENT = Column(
    "jaarkosten_eur", Kind.NUMBER, "investering per jaar van de levensduur plus jaarlijkse kosten; leeg = niet bekend",
    "euro per jaar",
)  # fmt: skip
_SCORE = Column("doel_gesimuleerd", Kind.NUMBER, "wat het pakket kost voor dit doel, doorgerekend", "zie eenheid")
_BOUND = Column("ondergrens", Kind.NUMBER, "lager kan geen toegestaan pakket; leeg = niet bewezen", "zie eenheid")
_MARGIN = Column("marge", Kind.NUMBER, "hoeveel beter het hooguit nog kan, als deel van de uitkomst", "aandeel")
_MARGIN_OF = Column("marge_van_vermeden", Kind.NUMBER, "hetzelfde als deel van wat het pakket vermijdt", "aandeel")
_GROUND = Column("grond_van_grens", Kind.TEXT, "waar de ondergrens op rust")
_STATUS = Column("status", Kind.TEXT, "hoe het zoeken eindigde")
_EURO = {"investering": "euro", "per_jaar": "euro per jaar", "jaarkosten": "euro per jaar"}
_PARTY = Column("partij", Kind.TEXT, "id van de partij; leeg = niemand gaf gewichten, of nog open")

EFFECTS = Table(
    "effecten",
    "het effect van een maatregel in een scenario, op een gevolg van een functie",
    (
        _MEASURE,
        _LAYER,
        SCENARIO,
        _CRITERION,
        _FUNCTION,
        _WITHOUT,
        _WITH,
        _EFFECT,
        Column(
            "effect_in_samenhang",
            Kind.NUMBER,
            "gemiddeld effect op het moment dat de maatregel bij een pakket komt, over getrokken pakketten binnen het "
            "budget; leeg = past in geen pakket",
            "zie eenheid",
        ),
        Column("standaardfout", Kind.NUMBER, "standaardfout van dat gemiddelde", "zie eenheid"),
        _UNIT,
    ),
    keys=("maatregel", "scenario", "criterium", "functie", "eenheid"),
)
REMARKS = Table(
    "samenspel",
    "een maatregel waarvan het effect alleen en naast andere maatregelen elkaar tegenspreekt",
    (
        _MEASURE,
        SCENARIO,
        _CRITERION,
        _FUNCTION,
        Column("opmerking", Kind.TEXT, "werkt alleen samen met, overbodig naast, of keert om naast"),
        Column("naast", Kind.LIST, "ids van de maatregelen die dat verklaren"),
    ),
    keys=("maatregel", "scenario", "criterium", "functie"),
)
BREAK_EVEN = Table(
    "terugverdienen",
    "een maatregel in een scenario: hoe vaak het moet gebeuren om zich in geld terug te verdienen",
    (
        _MEASURE,
        SCENARIO,
        Column("vermeden_schade_eur", Kind.NUMBER, "schade door water en door uitval die niet optreedt", "euro"),
        _EQUIVALENT,
        Column(
            "terugverdien_jaar",
            Kind.NUMBER,
            "verdient zich terug als dit of erger vaker dan eens per zoveel jaar gebeurt en de maatregel dan minstens "
            "evenveel vermijdt; leeg = vermijdt niets, of kosten niet bekend",
            "jaar",
        ),
        Column("genoemd_van_jaar", Kind.NUMBER, "kleinste herhalingstijd die voor dit scenario genoemd is", "jaar"),
        Column("genoemd_tot_jaar", Kind.NUMBER, "grootste herhalingstijd die genoemd is", "jaar"),
    ),
    keys=("maatregel", "scenario"),
)
RANKING = Table(
    "rangorde",
    "de plaats van een maatregel binnen haar veiligheidslaag, voor een partij, in een scenario, volgens een methode",
    (
        _LAYER,
        _MEASURE,
        _PARTY,
        Column("scenario", Kind.TEXT, "id van het scenario; leeg = over alle scenario's (over gewichten, geen kansen)"),
        Column("context", Kind.TEXT, "alleen, of in_samenhang: naast andere maatregelen"),
        Column("methode", Kind.TEXT, "additief, promethee of topsis; de laatste twee zijn een tweede mening"),
        Column("waarde", Kind.NUMBER, "score van de methode, min die van niets doen"),
        Column("rang", Kind.WHOLE, "1 = beste van de laag; gelijken delen de beste plaats"),
        Column("aandeel_beste", Kind.NUMBER, "deel van de mogelijke gewichten waarbij zij eerste is", "aandeel"),
        Column("aandeel_top3", Kind.NUMBER, "deel waarbij zij bij de eerste drie is", "aandeel"),
    ),
    keys=("mlv_laag", "maatregel", "partij", "scenario", "context", "methode"),
)
PACKAGES = Table(
    "pakketten",
    "het beste pakket voor een doel, of waarom er geen is",
    (
        Column("doel", Kind.TEXT, "id van het doel"),
        Column("naam", Kind.TEXT, "naam van het doel"),
        _MEASURES,
        _INVESTMENT,
        _YEARLY,
        _EQUIVALENT,
        Column("zonder", Kind.NUMBER, "hetzelfde zonder maatregelen", "zie eenheid"),
        _SCORE,
        _UNIT,
        _BOUND,
        _MARGIN,
        _MARGIN_OF,
        _GROUND,
        _STATUS,
        Column("onhaalbaar", Kind.LIST, "grenzen die zelfs met alle maatregelen op hun best niet gehaald worden"),
        Column("botst", Kind.LIST, "eisen die niet allemaal tegelijk kunnen"),
        Column("wijkt", Kind.LIST, "wat als eerste moet wijken om wel een pakket te vinden"),
        Column("dan_maatregelen", Kind.LIST, "pakket waarin zo min mogelijk wijkt, in volgorde van voorrang"),
        Column("dan_kosten_eur", Kind.NUMBER, "investering van dat pakket; leeg = er is geen, of niet bekend", "euro"),
        Column("dan_niet_gehaald", Kind.LIST, "grenzen die dat pakket niet in elk scenario haalt"),
        Column("hoofddoel", Kind.NUMBER, "wat dit pakket overlaat voor het hoofddoel", "die van het hoofddoel"),
    ),
    keys=("doel",),
)
DIRECTIONS = Table(
    "keuzerichtingen",
    "een keuzerichting",
    (
        _DIRECTION,
        Column("naam", Kind.TEXT, "naam van de richting"),
        Column("herkomst", Kind.TEXT, "opgesteld door de groep, of gevonden door de rekenaar"),
        _MEASURES,
        _INVESTMENT,
        _YEARLY,
        _EQUIVALENT,
        Column("doel", Kind.TEXT, "id van het hoofddoel waarmee richtingen vergeleken worden"),
        _UNIT,
        _SCORE,
        Column(
            "prijs_van_anders",
            Kind.NUMBER,
            "hoeveel slechter dan het beste pakket van deze uitkomst dat mag",
            "zie eenheid",
        ),
        _BOUND,
        _MARGIN,
        _MARGIN_OF,
        _GROUND,
        _STATUS,
        Column("grenzen_overschreden", Kind.WHOLE, "hoe vaak een grens in een scenario niet gehaald wordt"),
        Column("droogte", Kind.WHOLE, "som van de scores van de maatregelen op samenhang met droogte"),
    ),
    keys=("richting",),
)
ADDITIONS = Table(
    "bijdragen",
    "wat een maatregel binnen een richting nog toevoegt, doorgerekend door haar weg te laten",
    (
        _DIRECTION,
        _MEASURE,
        Column("mee_eruit", Kind.LIST, "ids van maatregelen die zonder haar ook niet kunnen"),
        Column("scheelt", Kind.NUMBER, "hoeveel slechter het hoofddoel dan is", "zie eenheid"),
        _UNIT,
        Column("grenzen_meer", Kind.WHOLE, "hoeveel grenzen, geteld per scenario, dan meer niet gehaald worden"),
    ),
    keys=("richting", "maatregel"),
)
SHARED = Table(
    "kern",
    "een maatregel: in alle richtingen, in sommige of in geen",
    (
        _MEASURE,
        Column("plaats", Kind.TEXT, "in alle richtingen, in sommige, of in geen"),
        Column("bewezen", Kind.YES_NO, "zonder haar is geen pakket goed genoeg; leeg = niet in alle"),
        Column("richtingen", Kind.LIST, "ids van de richtingen met deze maatregel"),
    ),
    keys=("maatregel",),
)
SWAPS = Table(
    "ruilen",
    "een echte keuze binnen een richting: de ene maatregel in plaats van de andere",
    (
        _DIRECTION,
        Column("eruit", Kind.TEXT, "id van de maatregel die vervalt"),
        Column("erin", Kind.TEXT, "id van de maatregel die erbij komt"),
        Column("verschil", Kind.NUMBER, "wat dat scheelt voor het hoofddoel: boven 0 is slechter", "zie eenheid"),
        _UNIT,
        Column("verschil_kosten_eur", Kind.NUMBER, "wat het scheelt in investering: boven 0 is duurder", "euro"),
    ),
    keys=("richting", "eruit", "erin"),
)
BEARING = Table(
    "lasten",
    "wat er met een richting verandert in een gebied en voor wie de last draagt",
    (
        _DIRECTION,
        SCENARIO,
        _CRITERION,
        _FUNCTION,
        Column("gebied", Kind.TEXT, "gebied van de objecten; leeg = onbekend, of de studie als geheel"),
        Column("drager", Kind.TEXT, "id van wie de last draagt; leeg = niet opgegeven"),
        _WITHOUT,
        _WITH,
        _EFFECT,
        _UNIT,
    ),
    keys=("richting", "scenario", "criterium", "functie", "gebied", "drager", "eenheid"),
)
SHORTFALLS = Table(
    "tekorten",
    "een grens die een richting in een scenario niet haalt, of niets doen",
    (
        Column("richting", Kind.TEXT, "id van de richting; leeg = niets doen"),
        Column("grens", Kind.TEXT, "id van de grens"),
        SCENARIO,
        Column("waarde", Kind.NUMBER, "uitkomst met de richting; leeg = niet te bepalen", "die van de grens"),
        Column("acceptabel_tot", Kind.NUMBER, "tot hier acceptabel", "die van de grens"),
        Column("tekort", Kind.NUMBER, "hoeveel daarboven", "die van de grens"),
        Column("partij", Kind.TEXT, "id van de partij die de grens stelde, of gezamenlijk"),
    ),
    keys=("richting", "grens", "scenario"),
)
FRAGILE = Table(
    "kwetsbaarheid_richting",
    "een grens die een richting haalt bij de meest waarschijnlijke waarden, maar niet in alle berekeningen",
    (
        _DIRECTION,
        Column("grens", Kind.TEXT, "id van de grens"),
        SCENARIO,
        Column("gebroken_in", Kind.NUMBER, "deel van de berekeningen waarin zij breekt", "aandeel"),
    ),
    keys=("richting", "grens", "scenario"),
)  # fmt: skip
WORTH = Table(
    "waarde_per_partij",
    "wat een richting een partij waard is, naast de richting die haar van de getoonde het meest waard is",
    (
        _DIRECTION,
        Column("partij", Kind.TEXT, "id van de partij"),
        Column("waarde", Kind.NUMBER, "0 = alles op zijn slechtst, 1 = alles op zijn best, met haar eigen gewichten"),
        Column("verlies", Kind.NUMBER, "minder dan de richting die haar het meest waard is; 0 = dit is haar beste"),
        Column("beste_richting", Kind.TEXT, "id van de richting die haar het meest waard is"),
        Column(
            "criterium_beter",
            Kind.TEXT,
            "id van het criterium dat het kleinste deel van zijn weg hoeft te gaan om dat goed te maken, als al het "
            "andere blijft; leeg = niet nodig, of geen enkel criterium alleen maakt het goed",
        ),
        Column("deel_beter", Kind.NUMBER, "dat deel van de weg naar zijn best, in elk scenario", "aandeel"),
        Column(
            "hoeveel_beter",
            Kind.NUMBER,
            "hetzelfde, gemiddeld over de scenario's; bij kosten is het een bijdrage van anderen",
            "zie eenheid",
        ),
        _UNIT,
        Column(
            "verlies_op_eigen_beste",
            Kind.NUMBER,
            "minder dan het beste pakket dat voor haar bekend is, getoond of niet; alleen voor wie het proces trekt",
        ),
    ),
    keys=("richting", "partij"),
)
ROLES = Table(
    "rollen",
    "een voorstel voor wie welke rol heeft in een maatregel van een richting",
    (
        _DIRECTION,
        _MEASURE,
        Column("rol", Kind.TEXT, "trekker, financier, uitvoerder, beheerder of bevoegd_gezag"),
        Column("partij", Kind.TEXT, "id van de partij; leeg = open"),
        Column("grond", Kind.TEXT, "formele taak, eigen ambitie, extra bijdrage of gewijzigd; leeg = open"),
        Column("rechtsgrond", Kind.TEXT, "wettelijke grondslag van de maatregel, of dat die er niet is"),
        Column("waarom", Kind.TEXT, "reden in een zin"),
        Column("alternatief", Kind.TEXT, "id van de partij die het bijna even goed kan; leeg = geen"),
    ),
    keys=("richting", "maatregel", "rol"),
)
COSTS = Table(
    "kosten",
    "wat een verdeelregel van een partij vraagt voor een richting; vooral voor wie het proces trekt",
    (
        _DIRECTION,
        Column("regel", Kind.TEXT, "naam van de verdeelregel; geen ervan is de juiste"),
        Column("partij", Kind.TEXT, "id van de partij"),
        Column("bedrag_eur", Kind.NUMBER, "bedrag volgens de regel; leeg = niet te bepalen", "euro"),
        Column("aandeel", Kind.NUMBER, "deel van de kosten van de richting", "aandeel"),
        Column("alleen_eur", Kind.NUMBER, "goedkoopste pakket voor haar eigen ambitie; leeg = geen", "euro"),
        Column("in_kern", Kind.TEXT, "geen groep is alleen beter af: ja, nee, onbeslist of niet_te_bepalen"),
        Column("waarom", Kind.TEXT, "wat de regel zegt, en waarom hij niet past of niet te bepalen is"),
    ),
    keys=("richting", "regel", "partij"),
)
TABLES = (
    EFFECTS, REMARKS, BREAK_EVEN, RANKING, PACKAGES, DIRECTIONS, ADDITIONS, SHARED, SWAPS, BEARING, SHORTFALLS,
    FRAGILE, WORTH, ROLES, COSTS,
)  # fmt: skip


def decision_rows(decision: Decision | None) -> dict[str, Rows]:
    """Rows of every table, by its name; without measures these are empty."""
    if decision is None:
        return {table.name: () for table in TABLES}
    return {
        **card_rows(decision.deck),
        EFFECTS.name: tuple(_effects(decision)),
        REMARKS.name: tuple(_remarks(decision)),
        BREAK_EVEN.name: tuple(_break_even(decision)),
        RANKING.name: tuple(_ranking(decision)),
        PACKAGES.name: tuple(_packages(decision)),
        ADDITIONS.name: tuple(_additions(decision)),
        SHARED.name: tuple(_shared(decision)),
        SWAPS.name: tuple(_swaps(decision)),
        COSTS.name: tuple(_costs(decision)),
    }


def card_rows(deck: Deck) -> dict[str, Rows]:
    """Rows of the tables that tell what stands on cards, by name."""
    return {
        DIRECTIONS.name: tuple(_directions(deck)),
        BEARING.name: tuple(_bearing(deck)),
        SHORTFALLS.name: tuple(_shortfalls(deck)),
        FRAGILE.name: tuple(_fragile(deck)),
        WORTH.name: tuple(_worth(deck)),
        ROLES.name: tuple(_roles(deck)),
    }


def aim_row(deck: Deck, without: float) -> Row:
    """The row of ``pakketten`` of the main aim where no package was sought for it.

    without : what it is without measures
    """
    aim = deck.plan.main
    known: dict[str, Cell] = {"doel": aim.id, "naam": deck.plan.names.get(aim.id, aim.id), "eenheid": aim.unit or None}
    empty: dict[str, Cell] = {each.name: () for each in PACKAGES.columns if each.kind is Kind.LIST}
    told = {**empty, **known, "zonder": figure(without)}
    return tuple(told.get(each) for each in PACKAGES.header)


def figure(value: float | None) -> Decimal | None:
    """A number with nine digits that tell something, in its shortest form; not known = empty.

    >>> figure(0.1 + 0.2), figure(float("nan")), figure(1234567890.4), figure(-0.0)
    (Decimal('0.3'), None, Decimal('1234567890'), Decimal('0'))
    """
    if value is None or math.isnan(value) or math.isinf(value):
        return None
    digits = SIGNIFICANT - 1 - (math.floor(math.log10(abs(value))) if value else 0)
    return Decimal(repr(round(float(value), max(0, digits)))).normalize() + 0 if value else Decimal(0)


def _told(count: Count) -> tuple[str, str | None] | None:
    """(criterion, function) of what is counted of one function or of none; mixtures stand in the criteria."""
    if not count.functions:
        return count.consequence, None
    if len(count.functions) == 1 and count.functions[0][1] == 1.0:
        return count.consequence, count.functions[0][0]
    return None


def _effects(decision: Decision) -> Iterator[Row]:
    from ..decision.packages.plan import unit_of

    layers = {each.id: each.layer.value for each in decision.study.measures}
    found, beside, ledger = decision.effects, decision.context, decision.simulation.ledger
    for place, measure in enumerate(found.measures):
        for number, scenario in enumerate(decision.study.scenarios):
            for column, count in enumerate(decision.counts):
                told = _told(count)
                if told is None:
                    continue
                yield (
                    measure,
                    layers[measure],
                    scenario.id,
                    *told,
                    figure(found.without[number, column]),
                    figure(found.with_measure[number, place, column]),
                    figure(found.effect[number, place, column]),
                    figure(beside.mean[number, place, column]),
                    figure(beside.error[number, place, column]),
                    unit_of(ledger, count) or None,
                )


def _remarks(decision: Decision) -> Iterator[Row]:
    for each in decision.remarks:
        told = _told(decision.counts[each.count])
        if told is not None:
            scenario = decision.study.scenarios[each.scenario].id
            yield (each.measure, scenario, *told, each.kind, each.partners)


def _break_even(decision: Decision) -> Iterator[Row]:
    for measure, rows in decision.pays_back.items():
        for row in rows:
            numbers = (row.avoided_eur, row.yearly_eur, row.years, *(row.published or (None, None)))
            yield (measure, row.scenario, *map(figure, numbers))


def _ranking(decision: Decision) -> Iterator[Row]:
    for row in decision.ranking.rows:
        yield (
            row.layer.value,
            row.measure,
            row.party or None,
            row.scenario or None,
            row.beside.value,
            row.method.value,
            figure(row.value),
            row.rank,
            figure(row.first),
            figure(row.among_first),
        )


def _money(simulation: Resimulation, chosen: tuple[str, ...]) -> tuple[Cell, ...]:
    from ..decision.money import CostKind, total_cost

    study = simulation.study
    measures = [each for each in study.measures if each.id in chosen]
    return tuple(figure(total_cost(measures, kind, study.discount_rate).amount) for kind in CostKind)


def _proof(proof: Proof | None) -> tuple[Cell, ...]:
    """Bound, margins, ground and status."""
    if proof is None:
        return (None, None, None, None, None)
    numbers = (proof.bound, proof.margin, proof.margin_of_avoided)
    return (*map(figure, numbers), proof.ground, proof.status)


def _packages(decision: Decision) -> Iterator[Row]:
    from ..decision.directions.card import Proof

    units = {aim.id: aim.unit for aim in decision.plan.aims}
    units |= dict.fromkeys(decision.plan.most_limits, "grenzen niet gehaald")
    units |= {name: "euro" for name, _ in decision.plan.cheapest}
    for aim, package in decision.packages.items():
        why = decision.impossible.get(aim)
        chosen = () if package is None else package.chosen
        money = (None, None, None) if package is None else _money(decision.simulation, chosen)
        scores = (None, None) if package is None else (figure(package.without), figure(package.score))
        name, proof = decision.plan.names.get(aim, aim), _proof(None if package is None else Proof.of(package))
        yield (
            aim,
            name,
            chosen,
            *money,
            *scores,
            units[aim] or None,
            *proof,
            *_why(why),
            *_instead(decision, aim),
            _for_main(decision, package),
        )


def _why(why: Impossible | None) -> tuple[Cell, ...]:
    if why is None:
        return ((), (), ())
    conflict = why.conflict.groups if why.conflict is not None else ()
    return (why.hopeless, conflict, why.given_up.given_up if why.given_up is not None else ())


def _instead(decision: Decision, aim: str) -> tuple[Cell, ...]:
    """The package in which limits give way, what it costs, and which it does not keep."""
    package, levels = decision.instead.get(aim), dict(decision.plan.cheapest)
    if package is None:
        return ((), None, ())
    asked = decision.plan.levels[levels[aim]] if aim in levels else decision.plan.musts
    outcome = decision.simulation.outcome(frozenset(package.chosen))
    broken = [each.limit.id for each in asked if not each.kept_everywhere(decision.simulation, outcome)]
    return (package.chosen, _money(decision.simulation, package.chosen)[0], tuple(broken))


def _for_main(decision: Decision, package: Package | None) -> Cell:
    if package is None or decision.directions is None:
        return None
    return figure(decision.directions.pool.score(frozenset(package.chosen)))


def _additions(decision: Decision) -> Iterator[Row]:
    from ..decision.directions.additions import additions

    if decision.directions is not None:
        unit = decision.plan.main.unit or None
        for each in additions(decision.directions, decision.simulation, decision.plan):
            yield (each.direction, each.measure, each.left_too, figure(each.score), unit, each.limits)


def _directions(deck: Deck) -> Iterator[Row]:
    aim = deck.plan.main
    for card in deck.cards:
        each, order = card.candidate, deck.simulation.catalogue.order
        chosen = tuple(sorted(each.chosen, key=order.__getitem__))
        yield (
            each.id,
            each.name,
            each.origin.value,
            chosen,
            *_money(deck.simulation, chosen),
            aim.id,
            aim.unit or None,
            figure(card.score),
            figure(card.price),
            *_proof(card.proof),
            len(card.shortfalls),
            card.drought,
        )


def _shared(decision: Decision) -> Iterator[Row]:
    found = decision.directions
    if found is None:
        return
    core = {each.measure: each.proven for each in found.core}
    for measure in decision.study.measures:
        inside = tuple(card.candidate.id for card in found.cards if measure.id in card.candidate.chosen)
        where = "in alle richtingen" if measure.id in core else "in sommige" if inside else "in geen"
        yield (measure.id, where, core.get(measure.id), inside)


def _swaps(decision: Decision) -> Iterator[Row]:
    unit = decision.plan.main.unit or None
    for each in decision.directions.swaps if decision.directions is not None else ():
        yield (each.direction, each.out, each.into, figure(each.score), unit, figure(each.cost_eur))


def _bearing(deck: Deck) -> Iterator[Row]:
    """Sums per area and bearer of what adds up."""
    simulation = deck.simulation
    ledger, layout = simulation.ledger, simulation.ledger.layout
    without = simulation.outcome(NOTHING)
    groups: dict[tuple[str, str, str, str, str], list[int]] = {}
    for place, entry in enumerate(ledger.entries):
        group = entry.group
        if group.cell >= 0:
            key = (entry.criterion, group.function, layout.area[group.cell], group.bearer, entry.unit)
            groups.setdefault(key, []).append(place)
    for card in deck.cards:
        outcome = simulation.outcome(card.candidate.chosen)
        for number, scenario in enumerate(simulation.study.scenarios):
            for key in sorted(groups):
                places = groups[key]
                factor = ledger.entries[places[0]].factor
                before, after = (int(each.measured[number].amounts[places].sum()) for each in (without, outcome))
                if before or after:
                    names = tuple(each or None for each in key[:4])
                    values = (before * factor, after * factor, (before - after) * factor)
                    yield (card.candidate.id, scenario.id, *names, *values, key[4])


def _shortfalls(deck: Deck) -> Iterator[Row]:
    directions = [(None, deck.without), *((card.candidate.id, card.shortfalls) for card in deck.cards)]
    for direction, found in directions:
        for each in found:
            known = each.value is not None and each.bound is not None
            excess = max(0.0, (each.value or 0.0) - (each.bound or 0.0)) if known else None
            numbers = (each.value, each.bound, excess)
            yield (direction, each.limit, each.scenario, *map(figure, numbers), each.party or None)


def _fragile(deck: Deck) -> Iterator[Row]:
    for card in deck.cards:
        yield from ((card.candidate.id, each.limit, each.scenario, figure(each.broken_in)) for each in card.fragile)


def _worth(deck: Deck) -> Iterator[Row]:
    units = _units(deck)
    for card in deck.cards:
        for each in card.parties:
            wanted = each.wanted
            told = (
                (None, None, None, None)
                if wanted is None
                else (wanted.criterion, figure(wanted.share), figure(wanted.amount), units[wanted.criterion] or None)
            )
            worth = (figure(each.worth), figure(each.loss), each.best)
            yield (card.candidate.id, each.party, *worth, *told, figure(each.loss_on_own))


def _units(deck: Deck) -> dict[str, str]:
    """Criterion → the unit of what it counts."""
    from ..decision.packages.plan import unit_of
    from ..decision.ranking import KIND_OF, count_of

    given, ledger = deck.simulation.study.decision_criteria, deck.simulation.ledger
    criteria = () if given is None else given.criteria
    return {
        each.id: _EURO[KIND_OF[each.source_criterion].value]
        if each.source_criterion in KIND_OF
        else unit_of(ledger, count_of(each))
        for each in criteria
    }


def _roles(deck: Deck) -> Iterator[Row]:
    for direction, proposal in deck.roles.items():
        for row in proposal.rows:
            who = (row.party, row.ground or None, row.legal_ground, row.why, row.alternative)
            yield (direction, row.measure, row.role, *who)


def _costs(decision: Decision) -> Iterator[Row]:
    for direction, proposal in decision.costs.items():
        for row in proposal.rows:
            numbers = (row.amount_eur, row.share, row.alone_eur)
            yield (direction, row.rule.value, row.party, *map(figure, numbers), row.in_core.value, row.why)
